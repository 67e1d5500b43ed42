"""The timeline: when it is said to have happened, beside when it was said."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import ListingOptions, is_table, listing_options, open_corpus, show, store_option
from retold.telling.holdings import handles_of

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
    with corpus.pinned():
        table = corpus.timeline(article=article, story=story, unsure=options.unsure)
        names = handles_of(corpus.table("origins")) if is_table(options) else {}
    show(table, options, people=_PEOPLE, names=names)
