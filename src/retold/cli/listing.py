"""Listings: one verb a public table, all with the same options."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import ListingOptions, is_table, listing_options, open_corpus, show, store_option
from retold.listings import listing
from retold.public_tables import PUBLIC_TABLES
from retold.telling.holdings import handles_of

# The columns that people read first, of the tables that have more than fit on a screen.
_PEOPLE: dict[str, tuple[str, ...]] = {
    "articles": ("article", "outlet", "published", "title", "language"),
    "origins": ("article", "origin", "status"),
    "metadata": ("article", "field", "value", "given_by", "probability"),
    "blocks": ("article", "begin", "end", "role", "words"),
    "credits": ("article", "outlet", "kind", "words"),
    "mentions": ("article", "begin", "text", "kind", "type", "entity"),
    "entities": ("entity", "name", "type", "country", "roles", "names"),
    "passages": ("article_a", "begin_a", "end_a", "article_b", "begin_b", "end_b", "identity"),
    "derivations": ("article", "exemplar", "probability", "share", "credit", "rival", "rival_probability"),
    "stemmata": ("story", "article", "exemplar", "probability"),
    "variants": ("article", "begin", "kind", "effect", "inside_marks", "exemplar_words", "words"),
    "stories": ("story", "articles", "origins", "first_published", "title"),
    "statements": ("statement", "speaker_name", "quotations", "outlets", "origins", "altered", "unmarked", "text"),
    "retellings": ("statement", "article", "form", "from_quotation", "probability"),
    "times": ("article", "begin", "text", "type", "value", "probability"),
    "quotations": ("article", "begin", "kind", "polarity", "probability", "speaker_name", "words"),
}


def _listing(name: str) -> click.Command:
    has_article = "article" in PUBLIC_TABLES[name].schema.names

    def run(options: ListingOptions, store: Path, article: str | None = None, speaker: str | None = None) -> None:
        corpus = open_corpus(store)
        with corpus.pinned():
            table = listing(corpus, name, article=article, speaker=speaker, unsure=options.unsure)
            names = handles_of(corpus.table("origins")) if is_table(options) else {}
        show(table, options, people=_PEOPLE.get(name, ()), names=names)

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


LISTINGS = tuple(_listing(name) for name in PUBLIC_TABLES)
