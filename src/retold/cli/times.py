"""The timeline: when it is said to have happened, beside when it was said."""

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
from retold.telling.holdings import handles_among
from retold.timelines import dates_counted
from retold.timelines import timeline as timeline_of

_PEOPLE = ("earliest", "latest", "text", "said", "article", "sentence")


@click.command()
@click.option("--article", help="Only of this article (id or start of its file's name).")
@click.option("--story", help="Only of this story (id, or any name of an article in it).")
@listing_options
@store_option
def timeline(options: ListingOptions, store: Path, article: str | None, story: str | None) -> None:
    """Show the dates that articles name, in their order, beside when each article was published.

    \b
    Example: retold timeline --article 01 --json -s affair.duckdb
    """
    corpus = open_corpus(store)
    limit, total = rows_shown(options), None
    with corpus.pinned():
        table = timeline_of(corpus, article=article, story=story, unsure=options.unsure, limit=limit)
        if is_table(options) and len(table) == limit:
            total = dates_counted(corpus, article=article, story=story, unsure=options.unsure)
        names = handles_among(corpus.ask, ids_in(table)) if is_table(options) else {}
    show(table, options, people=_PEOPLE, names=names, total=total)
