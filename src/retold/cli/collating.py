"""The verb `collation`: all articles of a story against each other, for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import open_corpus, store_option
from retold.export.collating import collated_story
from retold.export.collations import COLLATION_FORMATS, collation_text


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
