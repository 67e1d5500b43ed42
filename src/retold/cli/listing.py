"""Listings: one verb a public table, all with the same options."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import ListingOptions, is_table, listing_options, open_corpus, show, store_option
from retold.listings import PEOPLE, listing
from retold.public_tables import PUBLIC_TABLES
from retold.telling.holdings import handles_of


def _listing(name: str) -> click.Command:
    has_article = "article" in PUBLIC_TABLES[name].schema.names

    def run(options: ListingOptions, store: Path, article: str | None = None, speaker: str | None = None) -> None:
        corpus = open_corpus(store)
        with corpus.pinned():
            table = listing(corpus, name, article=article, speaker=speaker, unsure=options.unsure)
            names = handles_of(corpus.table("origins")) if is_table(options) else {}
        show(table, options, people=PEOPLE.get(name, ()), names=names)

    run.__doc__ = (
        f"List {name}: {PUBLIC_TABLES[name].meaning[:1].lower()}{PUBLIC_TABLES[name].meaning[1:]}\n\n"
        f"\b\nExample: retold {name} --json -s affair.duckdb"
    )
    command = store_option(listing_options(run))
    if has_article:
        command = click.option("--article", help="Only of this article (id or start of its file's name).")(command)
    if name in {"quotations", "statements"}:
        command = click.option("--speaker", help="Only what this speaker said (part of a name).")(command)
    return click.command(name=name)(command)


LISTINGS = tuple(_listing(name) for name in PUBLIC_TABLES if name != "events")  # events have filters of their own
