"""What the verbs share: the store's option, the options of every listing, progress, and how rows are shown."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
import pyarrow as pa

from retold.corpus import Corpus
from retold.export.tables import csv_lines, json_line, json_rows
from retold.listings import words_of_cell
from retold.progress import StageProgress, unreported

DEFAULT_STORE = "retold.duckdb"
ROWS_SHOWN = 50  # a screen or two; JSON lines and CSV are always complete
MOST_ROWS = 2**31 - 1  # that can be asked for
_PATIENCE_SECONDS = 1.0  # quicker work needs no progress
_WIDEST_CELL = 22
_LEAST_LAST = 24
_ID = re.compile(r"[ste]?[0-9a-f]{20}")
_ID_SHOWN = 8  # enough to be unique in all but the largest stores; longer starts work too
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")

Command = TypeVar("Command", bound=Callable[..., Any])


def store_option(command: Command) -> Command:
    """Add `-s STORE`, the same on every verb."""
    return click.option(
        "-s",
        "--store",
        "store",
        default=DEFAULT_STORE,
        envvar="RETOLD_STORE",
        show_default=True,
        show_envvar=True,
        type=click.Path(dir_okay=False, path_type=Path),
        help="The store to use.",
    )(command)


def workers_option(command: Command) -> Command:
    """Add `--workers N` to a verb that builds."""
    return click.option(
        "--workers", type=click.IntRange(1, 256), help="Worker processes (default: half of the cores)."
    )(command)


@dataclass(frozen=True, slots=True)
class ListingOptions:
    """How a listing is wanted."""

    style: str | None  # json, csv, table; None chooses by where the output goes
    limit: int | None
    everything: bool
    unsure: bool


def listing_options(command: Command) -> Command:
    """Add the options that every listing has; the command gets them as `options`."""

    def with_options(*arguments: Any, json: bool, csv: bool, table: bool, **rest: Any) -> Any:
        if json + csv + table > 1:
            raise click.UsageError("Choose one of --json, --csv and --table.")
        style = "json" if json else "csv" if csv else "table" if table else None
        options = ListingOptions(style, rest.pop("limit"), rest.pop("everything"), rest.pop("unsure"))
        return command(*arguments, options=options, **rest)

    with_options.__name__ = command.__name__
    with_options.__doc__ = command.__doc__
    with_options.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    wrapped: Any = with_options
    for option in (
        click.option("--unsure", is_flag=True, help="Also rows whose probability is below .5."),
        click.option("--all", "everything", is_flag=True, help="All rows of the table, not the first ones."),
        click.option("--limit", type=click.IntRange(1, MOST_ROWS), help=f"At most so many rows (table: {ROWS_SHOWN})."),
        click.option("--table", is_flag=True, help="A table for reading (default on a terminal)."),
        click.option("--csv", is_flag=True, help="CSV with every column."),
        click.option("--json", is_flag=True, help="JSON lines with every column (default in a pipe)."),
    ):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def open_corpus(store: Path, *, workers: int | None = None) -> Corpus:
    """Return the corpus of a store; `workers` overrides the settings."""
    import dataclasses

    corpus = Corpus(store)
    if workers is not None:
        engine = dataclasses.replace(corpus.settings.engine, workers=workers)
        corpus.settings = dataclasses.replace(corpus.settings, engine=engine)
    return corpus


def is_table(options: ListingOptions) -> bool:
    """Tell whether a listing is wanted for reading: asked for, or by default on a terminal."""
    return options.style == "table" or (options.style is None and sys.stdout.isatty())


def rows_shown(options: ListingOptions) -> int | None:
    """Return how many rows of a listing are wanted; None for all."""
    if options.everything:
        return None
    return options.limit or (ROWS_SHOWN if is_table(options) else None)


def ids_in(table: pa.Table) -> set[str]:
    """Return what may be an article's id in a table."""
    texts = (column for column in table.columns if pa.types.is_string(column.type))
    return {value for column in texts for value in column.to_pylist() if value and _ID.fullmatch(value)}


def show(
    table: pa.Table,
    options: ListingOptions,
    *,
    people: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    total: int | None = None,
) -> None:
    """Print a listing: JSON lines, CSV, or a table of the columns that people read first.

    In a table, ids that `names` knows are shown by name, and other ids by their start, which every verb takes. `total`
    is how many rows there are, where `table` holds only those to be shown.
    """
    if is_table(options):
        _show_table(table, options, people or table.schema.names, names or {})
        shown = rows_shown(options)
        in_all = max(len(table), total or 0)
        if shown is not None and in_all > shown:
            click.echo(f"{shown} of {in_all} rows shown; all: --all", err=True)
        return
    style = options.style or "json"
    kept = table if options.limit is None or options.everything else table.slice(0, options.limit)
    first = [name for name in people if name in kept.schema.names]
    columns = [*first, *(name for name in kept.schema.names if name not in first)]  # people's columns first
    rows = json_rows(kept)
    lines = (json_line(row) for row in rows) if style == "json" else csv_lines(columns, rows)
    for line in lines:
        click.echo(line)


def _show_table(table: pa.Table, options: ListingOptions, people: Sequence[str], names: Mapping[str, str]) -> None:
    if not len(table):
        click.echo("No rows.", err=True)
        return
    limit = len(table) if options.everything else options.limit or ROWS_SHOWN
    shown = table.slice(0, limit).select([name for name in people if name in table.schema.names])
    rows = (
        [words_of_cell(names.get(value, value) if isinstance(value, str) else value, _shown) for value in row.values()]
        for row in json_rows(shown)
    )
    print_table(shown.schema.names, rows)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print cells in columns; the last column takes the width that is left, the others are cut."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    listing = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    for column in columns[:-1]:
        listing.add_column(column.replace("_", " "), no_wrap=True, max_width=_WIDEST_CELL, overflow="ellipsis")
    listing.add_column(columns[-1].replace("_", " "), ratio=1, overflow="fold", min_width=_LEAST_LAST)
    for row in rows:
        listing.add_row(*(Text(cell) for cell in row))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120, highlight=False).print(listing)


def _shown(text: str) -> str:
    """Return an id by its start, a time by its minute, any other text as it is."""
    if _ID.fullmatch(text):
        return text[:_ID_SHOWN]
    return text[:16].replace("T", " ") if _TIME.fullmatch(text) else text


@contextmanager
def progress_shown() -> Any:
    """Yield a `StageProgress` that shows a bar on a terminal once the work takes longer than a second."""
    if not sys.stderr.isatty():
        yield unreported
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _bar_progress(bar)


def _bar_progress(bar: Any) -> StageProgress:
    task = bar.add_task("reading", total=None, visible=False)
    began = time.monotonic()

    def report(stage: str, done: int, total: int) -> None:
        visible = time.monotonic() - began > _PATIENCE_SECONDS
        bar.update(task, description=stage, completed=done, total=total or None, visible=visible)

    return report
