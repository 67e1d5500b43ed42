"""Verbs that write: add, build, set, remove, and status."""

from __future__ import annotations

import functools
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from retold.cli.output import DEFAULT_STORE, open_corpus, progress_shown, store_option, workers_option
from retold.corpus import SETTABLE_FIELDS, Added, Corpus
from retold.sources.files import FORMATS

if TYPE_CHECKING:
    from retold.cluster import Cluster

Command = Callable[..., Any]
STORIES_TOLD = 5  # more would scroll the first ones away
_TEXTS_TOLD = 40  # of each; a dispatch that hundreds run likewise


def engine_options(command: Command) -> Command:
    """Add the options that say where stages run; the command gets a `Cluster`, or None for this machine."""

    @click.option(
        "--engine", type=click.Choice(["local", "spark"]), default="local", help="Where stages run (default: local)."
    )
    @click.option("--master", metavar="URL", help="Spark's master (default: local[*], this machine).")
    @click.option(
        "--spark-folder", metavar="FOLDER", help="Storage that all workers share; keeps every table as Parquet."
    )
    @functools.wraps(command)
    def with_cluster(*arguments: Any, engine: str, master: str | None, spark_folder: str | None, **rest: Any) -> Any:
        if engine == "spark":
            from retold.cluster import Cluster

            return command(*arguments, cluster=Cluster(master or "local[*]", spark_folder), **rest)
        if master or spark_folder:
            raise click.UsageError("--master and --spark-folder go with --engine spark.")
        return command(*arguments, cluster=None, **rest)

    return with_cluster


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--outlet", help="The outlet of all that is read now.")
@click.option("--outlet-from", type=click.Choice(["folder"]), help="Take each article's outlet from its folder's name.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), help="How to read the files.")
@click.option(
    "--columns",
    default="",
    metavar="FIELD=COLUMN,…",
    help="Which columns of a table to read: text=body,title=headline.",
)
@click.option("--no-originals", is_flag=True, help="Keep no bytes of the pages; `retold reread` needs them.")
@click.option("--again", is_flag=True, help="Add also what was removed or forgotten before.")
@workers_option
@engine_options
@store_option
def add(
    paths: tuple[str, ...],
    outlet: str | None,
    outlet_from: str | None,
    file_format: str | None,
    columns: str,
    no_originals: bool,
    again: bool,
    workers: int | None,
    cluster: Cluster | None,
    store: Path,
) -> None:
    """Read files and folders (- is standard input), build, and tell the story.

    \b
    Example: retold add articles/ -s affair.duckdb
    """
    is_new = not store.exists()
    corpus = open_corpus(store, workers=workers)
    source = click.get_current_context().get_parameter_source("store")
    if source is click.core.ParameterSource.DEFAULT:
        click.echo(
            f"No store named: using ./{store}{' (new)' if is_new else ''}. Nothing leaves this machine.", err=True
        )
    with progress_shown() as progress:
        added = corpus.add(
            paths,
            stdin=sys.stdin.buffer,
            outlet=outlet,
            outlet_from_folder=outlet_from == "folder",
            file_format=file_format,
            columns=columns,
            originals=not no_originals,
            again=again,
            cluster=cluster,
            tell=lambda line: click.echo(line, err=True),
            progress=progress,
        )
    for line in _summary(corpus, added, store):
        click.echo(line)


def _summary(corpus: Corpus, added: Added, store: Path) -> list[str]:
    from retold.telling.reading import tell_store
    from retold.telling.stories import tell_stories
    from retold.telling.terminal import store_lines, story_lines

    width = shutil.get_terminal_size((100, 24)).columns
    with corpus.pinned():
        read = tell_store(corpus, files=added.files)
        told = tell_stories(corpus, limit=STORIES_TOLD)
    named = "" if store == Path(DEFAULT_STORE) else f" -s {store}"
    built = f"BUILT  {read.built} in {added.ran.seconds:.1f} s"
    lines = story_lines(told, width=width, report=f"retold report{named} -o report.html", texts=_TEXTS_TOLD)
    return [*store_lines(read, width=width), built, "", *lines]


@click.command()
@workers_option
@engine_options
@store_option
def build(workers: int | None, cluster: Cluster | None, store: Path) -> None:
    """Bring a store up to date with its articles and settings.

    \b
    Example: retold build -s affair.duckdb
    """
    from retold.quotations.tagging import found_by

    corpus = open_corpus(store, workers=workers)
    with progress_shown() as progress:
        ran = corpus.build(cluster=cluster, progress=progress)
    if ran.ran:
        click.echo(f"BUILT  {len(ran.ran)} stages ran, {len(ran.unchanged)} were up to date, in {ran.seconds:.1f} s")
    else:
        click.echo(f"BUILT  nothing to do: all {len(ran.unchanged)} stages are up to date")
    click.echo(f"       quotations are found by {found_by(corpus.settings.quotations)}")


@click.command(name="set")
@click.argument("article")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE…")
@store_option
def set_fields(article: str, fields: tuple[str, ...], store: Path) -> None:
    """Say what a field of an article is; an empty value takes it back.

    \b
    Example: retold set 01_agency outlet=Meridian published=2024-03-12
    """
    values: dict[str, str] = {}
    for pair in fields:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"{pair}: expected FIELD=VALUE, FIELD one of: {', '.join(SETTABLE_FIELDS)}.")
        values[name] = value
    corpus = open_corpus(store)
    with progress_shown() as progress:
        corpus.set(article, progress=progress, **values)
    said = ", ".join(f"{name} = {value or 'not stated'}" for name, value in values.items())
    click.echo(f"SET    {corpus.article_id(article)}: {said}")


@click.command()
@click.argument("articles", nargs=-1, required=True)
@store_option
def remove(articles: tuple[str, ...], store: Path) -> None:
    """Remove articles and all that was found in them.

    \b
    Example: retold remove 09_ferry -s affair.duckdb
    """
    with progress_shown() as progress:
        ran = open_corpus(store).remove(articles, progress=progress)
    click.echo(f"REMOVED {_articles(len(articles))}; built again in {ran.seconds:.1f} s")


@click.command()
@click.argument("entity")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@store_option
def forget(entity: str, yes: bool, store: Path) -> None:
    """Remove every article that names an actor, for good; articles that name it later are left out.

    \b
    Example: retold forget "Anna Korrin" -s affair.duckdb
    """
    corpus = open_corpus(store)
    planned = corpus.forgetting(entity)
    names = ", ".join(planned.names)
    click.echo(f"FORGET {names}: {_articles(len(planned.articles))} to remove, with all that was found in them")
    if not yes:
        click.confirm("Remove them? This cannot be taken back.", abort=True, err=True)
    with progress_shown() as progress:
        _, ran = corpus.forget(entity, progress=progress)
    click.echo(f"REMOVED {_articles(len(planned.articles))}; built again in {ran.seconds:.1f} s")
    click.echo("Reports, exports and evidence folders that you wrote yourself still hold them: delete those by hand.")


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"


@click.command()
@store_option
def status(store: Path) -> None:
    """Show what a store holds, and what is out of date.

    \b
    Example: retold status -s affair.duckdb
    """
    from retold.quotations.tagging import found_by

    corpus = open_corpus(store)
    rows = {row["table"]: row for row in corpus.status().to_pylist()}
    for name in ("articles", "stories", "derivations", "quotations", "statements", "entities", "rejected"):
        click.echo(f"{name:12} {rows[name]['rows']:>9}")
    click.echo(f"quotations are found by {found_by(corpus.settings.quotations)}")
    reasons: dict[str, list[str]] = {}
    for name, row in rows.items():
        if row["stale"]:
            reasons.setdefault(row["why"], []).append(name)
    for why, names in reasons.items():
        click.echo(f"out of date: {', '.join(names)} ({why})")
    click.echo(f"Run: retold build -s {store}" if reasons else "up to date")
