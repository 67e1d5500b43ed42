"""Verbs about how articles were read: versions of a page, and reading kept originals again."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import (
    ListingOptions,
    is_table,
    listing_options,
    open_corpus,
    progress_shown,
    show,
    store_option,
    workers_option,
)
from retold.telling.page_versions import version_lines


@click.command()
@click.argument("article")
@listing_options
@store_option
def versions(article: str, options: ListingOptions, store: Path) -> None:
    """Show what an outlet changed in its own article, version by version, and whether it says so.

    \b
    Example: retold versions 01_agency -s affair.duckdb
    """
    from retold.page_versions import versions_of, versions_table

    corpus = open_corpus(store)
    with corpus.pinned():
        found = versions_of(corpus, article)
        if not is_table(options):
            show(versions_table(found), options)
            return
        for line in version_lines(corpus, found, limit=None if options.everything else options.limit):
            click.echo(line)


@click.command()
@click.argument("articles", nargs=-1)
@workers_option
@store_option
def reread(articles: tuple[str, ...], workers: int | None, store: Path) -> None:
    """Read kept originals again with the reader of this version: of some articles, or of all.

    \b
    Example: retold reread 04_radio -s affair.duckdb
    """
    corpus = open_corpus(store, workers=workers)
    with progress_shown() as progress:
        read, ran = corpus.reread(list(articles) or None, progress=progress)
    if not read.read:
        click.echo("REREAD nothing: no originals are kept of these (plain texts need none; --no-originals drops them)")
        return
    told = f"{read.read} {'original' if read.read == 1 else 'originals'}: {read.changed} texts came out otherwise"
    click.echo(
        f"REREAD {told}, {read.kept} pages are articles now that were refused, {read.refused} are refused now;"
        f" built again in {ran.seconds:.1f} s"
    )


READING = (versions, reread)
