"""The verb `collation`: all articles of a story against each other, for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import open_corpus, store_option
from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.collations import COLLATION_FORMATS, Collated, collation_text
from retold.reuse.apparatus import apparatus_of
from retold.spans import Span, merged
from retold.tables import CONTENT_ROLES
from retold.telling.holdings import handles_of


@click.command()
@click.argument("story")
@click.option("--format", "kind", type=click.Choice(COLLATION_FORMATS), default="csv", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; - or none: the screen.")
@click.option("--full-text", is_flag=True, help="Whole readings, not excerpts: mind whose texts they are.")
@store_option
def collation(story: str, kind: str, output: Path | None, full_text: bool, store: Path) -> None:
    """Collate all articles of a story: what each has at every place where they differ, with offsets and moves.

    \b
    Example: retold collation 01_agency --format tei -o ferry.xml -s affair.duckdb
    """
    written = collation_text(collated_story(open_corpus(store), story, is_whole=full_text), kind)
    if output is None or output == Path("-"):
        click.echo(written, nl=False)
    else:
        output.write_text(written, encoding="utf-8")
        click.echo(f"WROTE  the collation to {output}", err=True)


def collated_story(corpus: Corpus, name: str, *, is_whole: bool = False) -> Collated:
    """Return the collation of a story's articles, in order of their ids. Raises `UsageError` for one article."""
    story = corpus.story_id(name)
    found = corpus.ask("select m.article from story_articles m where m.story = ? order by m.article", [story])
    members: list[str] = found.column("article").to_pylist()
    if len(members) < 2:
        raise UsageError(f"{name}: a story of one article. Expected two articles or more to collate")
    marks = ", ".join("?" for _ in members)
    where = f"x.article in ({marks})"
    rows = corpus.table("articles", where=where, parameters=[*members]).to_pylist()
    texts = {row["article"]: row["text"] for row in rows}
    content: dict[str, list[Span]] = {article: [] for article in members}
    for row in corpus.table("blocks", where=where, parameters=[*members]).to_pylist():
        if row["role"] in CONTENT_ROLES:
            content[row["article"]].append(Span(row["begin"], row["end"]))
    witnesses = [(texts[article], merged(content[article])) for article in members]
    names = handles_of(corpus.table("origins"))
    apparatus = apparatus_of(witnesses, settings=corpus.settings.reuse)
    handles = [names.get(article, article[:8]) for article in members]
    return Collated(f"Collation of {story}", handles, members, [texts[a] for a in members], apparatus, is_whole)
