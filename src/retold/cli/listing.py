"""Listings: one verb a public table, all with the same options."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import (
    ListingOptions,
    ids_in,
    is_table,
    listing_options,
    open_corpus,
    rows_shown,
    show,
    store_option,
)
from retold.listings import PEOPLE, Only, count_rows, listing
from retold.public_tables import PUBLIC_TABLES
from retold.telling.holdings import handles_among


def _listing(name: str) -> click.Command:
    has_article = "article" in PUBLIC_TABLES[name].schema.names

    def run(options: ListingOptions, store: Path, article: str | None = None, speaker: str | None = None) -> None:
        corpus = open_corpus(store)
        only, limit = Only(article=article, speaker=speaker, unsure=options.unsure), rows_shown(options)
        with corpus.pinned():
            table = listing(corpus, name, only, limit=limit)
            total = count_rows(corpus, name, only) if len(table) == limit else len(table)
            names = handles_among(corpus.ask, ids_in(table)) if is_table(options) else {}
        show(table, options, people=PEOPLE.get(name, ()), names=names, total=total)

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
