"""The verbs that correct by hand: correct; and import, which replays what another store exported."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.output import open_corpus, progress_shown, store_option
from retold.corrections.fields import FIELDS

_LINES_SHOWN = 20  # of those that were left out


@click.command(name="correct")
@click.argument("place", required=False)
@click.argument("said", required=False, metavar="FIELD[=VALUE]")
@click.option("--of", "exemplar", help="With copy: the exemplar that it is no copy of.")
@click.option("--reason", help="Why; kept with the correction.")
@click.option("--author", envvar="RETOLD_AUTHOR", help="Who corrects; kept with the correction.")
@click.option("--undo", metavar="ID", help="Take a correction back.")
@store_option
def correct(
    place: str | None,
    said: str | None,
    exemplar: str | None,
    reason: str | None,
    author: str | None,
    undo: str | None,
    store: Path,
) -> None:
    """Say what is so at PLACE: an article, ARTICLE:BEGIN-END, or a quotation's id. It holds in every later build.

    \b
    FIELD is one of
      quotation=no          there is no quotation
      speaker=WHO           WHO (a name, or ARTICLE:BEGIN-END) speaks; speaker= for not known
      copy=no               the article is no copy of its exemplar (of several: --of EXEMPLAR)
      story=ARTICLE         it belongs to the story of ARTICLE; story= for a story of its own
      same-actor=WHO        the name there means WHO
      another-actor         the name there means somebody else than those it was joined with
    \b
    Example: retold correct 02_courier:310-372 speaker="Ada Stern" --reason "see the caption"
    """
    corpus = open_corpus(store)
    if undo is not None:
        if place or said or exemplar or reason:
            raise click.UsageError("--undo goes alone: retold correct --undo ID.")
        with progress_shown() as progress:
            ran = corpus.undo(undo, progress=progress)
        click.echo(f"UNDONE  {undo}; built again in {ran.seconds:.1f} s")
        return
    if not place or not said:
        raise click.UsageError(f"expected PLACE FIELD[=VALUE], FIELD one of: {', '.join(FIELDS)}.")
    field, _, value = said.partition("=")
    with progress_shown() as progress:
        correction, ran = corpus.correct(
            place, field, value, exemplar=exemplar, author=author, reason=reason, progress=progress
        )
    where = f"{correction.article[:8]}:{correction.span.begin}-{correction.span.end}"
    told = correction.new_value or {"speaker": "not known", "story": "alone"}.get(correction.field, "yes")
    before = f" (was: {correction.old_value})" if correction.old_value and correction.field == "speaker" else ""
    about = f"copy of {correction.old_value}" if correction.field == "copy" else correction.field
    click.echo(f"CORRECTED  {where} {about} = {told}{before}; built again in {ran.seconds:.1f} s")
    click.echo(f"           take it back: retold correct --undo {correction.id[:8]}")


@click.command(name="import")
@click.argument("table", type=click.Choice(["corrections"]), metavar="TABLE")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@store_option
def import_table(table: str, file: Path, store: Path) -> None:
    """Replay what another store exported. TABLE is corrections; FILE holds JSON lines.

    A line that is no correction is left out, with the reason; the others are replayed.

    \b
    Example: retold import corrections corrections.jsonl -s other.duckdb
    """
    corpus = open_corpus(store)
    left_out: list[str] = []
    with progress_shown() as progress:
        count, _ = corpus.import_corrections(file, tell=left_out.append, progress=progress)
    for line in left_out[:_LINES_SHOWN]:
        click.echo(line, err=True)
    if len(left_out) > _LINES_SHOWN:
        click.echo(f"and {len(left_out) - _LINES_SHOWN} lines more", err=True)
    loose = corpus.ask("select count(*) from corrections c where not c.attached").column(0)[0].as_py()
    click.echo(f"IMPORTED  {count} {table}; {loose} in this store stand at nothing that is found here")


CORRECTING = (correct, import_table)
