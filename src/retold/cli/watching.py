"""Verbs for what comes from the web, and for what a finding rests on: watch and evidence."""

from __future__ import annotations

import contextlib
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from retold.cli.output import open_corpus, progress_shown, store_option, workers_option
from retold.errors import UsageError
from retold.progress import StageProgress, unreported

if TYPE_CHECKING:  # the network's libraries are loaded by the verb only
    from retold.watch.watching import Stop, WatchRound

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,6})\s*([smhd]?)")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")  # what strangers send is not for the terminal to obey
_LEAST_SECONDS = 10  # more often is no politeness
_WANTED_FILES = 4_096  # sockets of many hosts at once; the system's default is often 1,024


class _Every(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A time such as 15m: seconds, minutes, hours or days."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        found = _DURATION.fullmatch(str(value).strip().lower())
        if not found:
            self.fail(f"{value!r}. Expected a time such as 90s, 15m, 1h or 1d.", param, ctx)
        seconds = int(found.group(1)) * _UNITS[found.group(2) or "s"]
        if seconds < _LEAST_SECONDS:
            self.fail(f"{value!r}. Expected {_LEAST_SECONDS}s or more.", param, ctx)
        return float(seconds)


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCES]…")
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path), help="A file of addresses, or OPML.")
@click.option("--every", type=_Every(), default="15m", show_default=True, help="Begin a round so often.")
@click.option("--once", is_flag=True, help="One round, for cron.")
@click.option("--allow-host", "allowed", multiple=True, metavar="HOST", help="May lie on this machine or its network.")
@click.option(
    "--with-permission",
    "permitted",
    multiple=True,
    metavar="HOST",
    help="You may mine it though it reserves that.",
)
@click.option("--alert", "command", metavar="COMMAND", help="Run for each alert, which is JSON on its standard input.")
@click.option("--alert-feed", type=click.Path(dir_okay=False, path_type=Path), help="Write alerts to this Atom feed.")
@click.option("--alert-jsonl", type=click.Path(dir_okay=False, path_type=Path), help="Append alerts to this file.")
@click.option("--speaker", help="Alerts of this speaker only (part of a name).")
@click.option("--altered", is_flag=True, help="Alerts of altered quotations only.")
@click.option("--copies-of", metavar="OUTLET", help="Alerts of copies of this outlet's articles.")
@workers_option
@store_option
def watch(
    sources: tuple[str, ...],
    lists: tuple[Path, ...],
    every: float,
    once: bool,
    allowed: tuple[str, ...],
    permitted: tuple[str, ...],
    command: str | None,
    alert_feed: Path | None,
    alert_jsonl: Path | None,
    speaker: str | None,
    altered: bool,
    copies_of: str | None,
    workers: int | None,
    store: Path,
) -> None:
    """Read feeds and pages of the web as they change, build, and tell what is new.

    SOURCES are addresses of feeds (RSS, Atom, JSON Feed, sitemaps), lists, or pages; without any, those of the last
    time. Each page that they list is read once. Ctrl-C stops; the same command goes on.

    \b
    Example: retold watch https://harbourtimes.example/feed --every 15m -s affair.duckdb
    """
    from retold.watch.alerts import Wanted
    from retold.watch.fetching import Network
    from retold.watch.guard import Guard
    from retold.watch.sinks import Sinks
    from retold.watch.watching import Options, Stop, watch_once
    from retold.watch.watching import watch as watch_on

    corpus = open_corpus(store, workers=workers)
    addresses = [*sources, *(address for path in lists for address in _listed(path))]
    wanted = Wanted(speaker, altered, copies_of)
    sinks = Sinks(command, alert_feed, alert_jsonl, corpus.settings.watch.alert_seconds)
    sinks.check()
    if wanted != Wanted() and not sinks.names():
        raise click.UsageError("alerts go nowhere: add --alert COMMAND, --alert-feed FILE or --alert-jsonl FILE.")
    _raise_file_limit()
    network = Network(Guard(tuple(map(_host_of, allowed))), permitted=frozenset(map(_host_of, permitted)))
    bar = _Bar()
    options = Options(network, sinks, wanted, _say, bar.report)
    stop = Stop()
    with _signals(stop):
        if once:
            _tell_rounds(iter([partial(watch_once, corpus, addresses, options=options, stop=stop)]), bar)
        else:
            begun = watch_on(corpus, addresses, every_seconds=every, options=options, stop=stop)
            _tell_rounds(repeat(partial(next, begun, None)), bar)
    if stop.is_wished:
        click.echo("retold: stopped. What was read is kept; the same command goes on.", err=True)


class _Bar:
    """Progress that each round shows anew."""

    def __init__(self) -> None:
        self.progress: StageProgress = unreported

    def report(self, stage: str, done: int, total: int) -> None:
        """Hand a report on to the bar that is shown now."""
        self.progress(stage, done, total)


def _tell_rounds(rounds: Iterable[Callable[[], WatchRound | None]], bar: _Bar) -> None:
    """Make one round after the other, and tell each in a line, until there is none."""
    for number, make in enumerate(rounds, 1):
        with progress_shown() as bar.progress:
            done = make()
        if done is None:
            return
        click.echo(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  ROUND {number}  {done.line()}")
        sys.stdout.flush()


def _host_of(named: str) -> str:
    """Return the host that an option names: alone, with a port, or as an address."""
    bare = named.strip().lower().rpartition("://")[2].partition("/")[0]
    host, colon, port = bare.rpartition(":")
    return (host if colon and port.isdecimal() and (":" not in host or host.endswith("]")) else bare).strip("[]")


def _listed(path: Path) -> list[str]:
    """Return the addresses of a list: one a line, or the feeds of an OPML file; `-` is standard input."""
    from retold.sources.encodings import decode
    from retold.sources.feeds import addresses_in

    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read ({error.strerror}). Expected a file of addresses, one a line"
        ) from error
    addresses = addresses_in(decode(content))
    if not addresses:
        raise UsageError(f"{path}: no address in it. Expected one a line, or an OPML file")
    return addresses


def _say(line: str) -> None:
    click.echo(_CONTROLS.sub("\ufffd", f"retold: {line}"), err=True)


@contextlib.contextmanager
def _signals(stop: Stop) -> Iterator[None]:
    """Let Ctrl-C and a service's stop end the watch: the answers under way are waited for, a build is broken off."""

    def heard(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        was_wished = stop.is_wished
        stop.wish()
        if was_wished or stop.may_interrupt:
            raise KeyboardInterrupt

    held = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        if not stop.is_wished:
            raise
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)


def _raise_file_limit() -> None:
    """Let this process open as many sockets as it is allowed to."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, _WANTED_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@click.command()
@click.argument("name", metavar="ID")
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="The folder."
)
@click.option("--force", is_flag=True, help="Replace what an earlier call wrote there.")
@store_option
def evidence(name: str, output: Path, force: bool, store: Path) -> None:
    """Write what a finding rests on to a folder: bytes as read, texts, spans, versions, and checksums of all.

    ID is that of an article, quotation, statement, event, mention, actor or story. Check with: sha256sum -c
    manifest.sha256.

    \b
    Example: retold evidence 02_courier -o evidence/ -s affair.duckdb
    """
    written = open_corpus(store).write_evidence(name, output, force=force)
    count = len(written.articles)
    click.echo(f"WROTE  {written.files} files on {count} article{'' if count == 1 else 's'} to {output}")
    for article in written.without_bytes:
        click.echo(f"retold: {article}: the bytes that it was read from are not held, only their hash", err=True)
