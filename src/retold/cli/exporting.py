"""Verbs that write files: export, report and dossier."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from retold.cli.output import open_corpus, store_option
from retold.errors import UsageError
from retold.export.tables import FORMATS, write
from retold.public_tables import PUBLIC_TABLES
from retold.research.sharing import without_text as strip_text


@click.command()
@click.argument("table", type=click.Choice(list(PUBLIC_TABLES)), metavar="TABLE")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="The format.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File; - or none is standard output.")
@click.option("--unsure", is_flag=True, help="Also rows whose probability is below .5.")
@click.option("--for-spreadsheet", is_flag=True, help="CSV: an apostrophe before cells that look like formulas.")
@click.option("--without-text", is_flag=True, help="Null for the words of texts: for sharing; see rehydrate.")
@store_option
def export(
    table: str,
    kind: str,
    output: Path | None,
    unsure: bool,
    for_spreadsheet: bool,
    without_text: bool,
    store: Path,
) -> None:
    """Write a public table whole, every column.

    \b
    Example: retold export quotations --format csv -o quotations.csv -s affair.duckdb
    """
    if output == Path("-"):
        output = None
    content = open_corpus(store).table(table, unsure=unsure)
    if without_text:
        content = strip_text(table, content)
    destination = sys.stdout.buffer if output is None else output
    write(content, destination, kind, for_spreadsheet=for_spreadsheet)
    if output is not None:
        click.echo(f"WROTE  {len(content)} rows of {table} to {output}", err=True)


@click.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("report.html"))
@click.option("--full-text", is_flag=True, help="Whole texts, not excerpts: mind whose texts they are.")
@store_option
def report(output: Path, full_text: bool, store: Path) -> None:
    """Write one self-contained page that tells the stories of a store.

    \b
    Example: retold report -o report.html -s affair.duckdb
    """
    from retold.web.report import render_report

    corpus = open_corpus(store)
    with corpus.pinned():
        page = render_report(corpus, full_text=full_text)
    _write_page(page, output)


@click.command()
@click.argument("story")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("dossier.html"))
@click.option("--full-text", is_flag=True, help="Whole texts, not excerpts: mind whose texts they are.")
@store_option
def dossier(story: str, output: Path, full_text: bool, store: Path) -> None:
    """Write one story with its evidence, places, hashes and citation as one self-contained page.

    \b
    Example: retold dossier 01 -o dossier.html -s affair.duckdb
    """
    from retold.web.dossier import render_dossier

    _write_page(render_dossier(open_corpus(store), story, full_text=full_text), output)


def _write_page(page: str, output: Path) -> None:
    try:
        output.write_text(page, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{output}: cannot write there ({error.strerror}). Name another file: -o FILE") from error
    click.echo(f"WROTE  {output.resolve()} ({len(page) // 1000} kB)")
