"""Verbs for researchers: sample, agreement, cite, rehydrate."""

from __future__ import annotations

import json
from pathlib import Path

import click

from retold.cli.output import open_corpus, print_table, store_option
from retold.errors import UsageError
from retold.export.tables import json_line
from retold.research.agreement import Agreement, Figure


@click.command()
@click.argument("table")
@click.option("-n", "--count", type=click.IntRange(1, 100_000), default=200, show_default=True, help="Rows to judge.")
@click.option("--by", default="", help="Columns whose values are sampled in proportion, such as outlet,kind.")
@click.option("--coders", default="a,b", show_default=True, help="Who judges: one sheet each, with the same rows.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another seed draws other rows.")
@click.option("--unsure", is_flag=True, help="Also rows below .5: their right ones are what was missed.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=Path("sample"), show_default=True
)
@store_option
def sample(table: str, count: int, by: str, coders: str, seed: int, unsure: bool, output: Path, store: Path) -> None:
    """Draw rows of TABLE and write blind sheets on which people judge them.

    Fill the column answer with yes, no or unclear; then: retold agreement FOLDER

    \b
    Example: retold sample quotations -n 200 --by outlet,kind --coders a,b -s affair.duckdb
    """
    from retold.research.sampling import draw
    from retold.research.sheets import write_sheets

    corpus = open_corpus(store)
    with corpus.pinned():
        columns = [column.strip() for column in by.split(",") if column.strip()]
        drawn = draw(corpus, table, count=count, by=columns, seed=seed, unsure=unsure)
        names = [coder.strip() for coder in coders.split(",")]
        paths = write_sheets(corpus, drawn, names, output)
    click.echo(
        f"WROTE  {len(drawn.items)} of {sum(drawn.strata.values())} rows: {', '.join(map(str, paths))}", err=True
    )
    click.echo(f"       {paths[-1]} is the key: keep it from the coders. Then: retold agreement {output}", err=True)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def agreement(folder: Path, as_json: bool) -> None:
    """Tell how far coders agree, how often the rows are right, and counts corrected for errors.

    FOLDER holds the sheets that `retold sample` wrote, filled in, and the key.

    \b
    Example: retold agreement sample
    """
    from dataclasses import asdict

    found = read_agreement(folder)
    if as_json:
        click.echo(json_line(asdict(found)))
        return
    click.echo(f"{found.judged} of {found.items} items judged by {len(found.coders)} coders; {found.unclear} unclear")
    click.echo(f"Krippendorff's alpha  {_shown(found.alpha, 2)}")
    click.echo(f"precision             {_shown(found.precision, 2)}")
    click.echo(f"asserted rows         {found.asserted_rows}, of which right {_shown(found.right_rows)}")
    if found.missed_rows.value is not None:
        click.echo(f"right rows below .5   {_shown(found.missed_rows)}")
        click.echo(f"right rows in all     {_shown(found.corrected_rows)}")
    if found.unjudged_rows:
        click.echo(f"not judged            {found.unjudged_rows} rows of strata without a clear answer: left out above")
    rows = [
        [str(part.rows), str(part.judged), str(part.right), _shown(part.estimated), part.stratum]
        for part in found.strata
    ]
    print_table(["rows", "judged", "right", "right in all", "stratum"], rows)


def read_agreement(folder: Path) -> Agreement:
    """Return what the filled sheets of a folder say. Raises `UsageError`."""
    from retold.research.agreement import agreement as agreement_of
    from retold.research.sheets import KEY_FILE, read_answers

    try:
        key = json.loads((folder / KEY_FILE).read_text(encoding="utf-8"))
        stratum_of = {item["item"]: (item["stratum"], bool(item["is_asserted"])) for item in key["items"]}
        sizes = {str(name): int(size) for name, size in key["strata"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder}: no key of a sample. Expected a folder written by: retold sample") from error
    answers = {path.stem: read_answers(path) for path in sorted(folder.glob("*.csv"))}
    filled = {coder: judged for coder, judged in answers.items() if judged}
    for coder in sorted(answers.keys() - filled.keys() if filled else ()):
        click.echo(f"{folder / coder}.csv has no answer yet: left out", err=True)
    if not filled:
        raise UsageError(f"{folder}: no sheet has an answer. Fill the column answer with yes, no or unclear")
    unknown = sorted({item for judged in filled.values() for item in judged} - set(stratum_of))
    if unknown:
        raise UsageError(f"{folder}: item {unknown[0]} is not in the key. Are these sheets of another sample?")
    return agreement_of(filled, stratum_of, sizes)


def _shown(figure: Figure, digits: int = 0) -> str:
    if figure.value is None:
        return "cannot be computed from these answers"
    numbers = [f"{number:.{digits}f}" for number in (figure.value, figure.low or 0.0, figure.high or 0.0)]
    return f"{numbers[0]} [{numbers[1]}, {numbers[2]}]"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@store_option
def cite(as_json: bool, store: Path) -> None:
    """Print how to cite a store: versions, models, settings, texts, quality, a methods paragraph, BibTeX.

    \b
    Example: retold cite -s affair.duckdb
    """
    from retold.research.citing import cite as cite_store

    corpus = open_corpus(store)
    with corpus.pinned():
        citation = cite_store(corpus)
    for line in [json_line(citation.row())] if as_json else citation.lines():
        click.echo(line)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option("--table", help="The table (default: the file's name).")
@store_option
def rehydrate(source: Path, output: Path, table: str | None, store: Path) -> None:
    """Put the words back into a table that was exported without text, from a store that holds the texts.

    \b
    Example: retold rehydrate mentions.jsonl -o mentions_with_words.jsonl -s affair.duckdb
    """
    from retold.research.sharing import rehydrate_file

    done = rehydrate_file(open_corpus(store), source, output, table)
    click.echo(f"WROTE  {output}: {done.filled} rows with their words, {done.missing} without", err=True)
    for reason, count in done.left.items():
        click.echo(f"       {count}: {reason}", err=True)


RESEARCH = (sample, agreement, cite, rehydrate)
