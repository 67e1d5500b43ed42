"""The command line: `retold VERB … [-s STORE]`."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from retold import __version__
from retold.cli.adding import add, build, forget, remove, set_fields, status
from retold.cli.collating import collation
from retold.cli.correcting import CORRECTING
from retold.cli.events import EVENTS
from retold.cli.exporting import dossier, export, report
from retold.cli.listing import LISTINGS
from retold.cli.reading import READING, reread
from retold.cli.research import RESEARCH
from retold.cli.serving import search, serve
from retold.cli.showing import SHOWN
from retold.cli.times import timeline
from retold.cli.watching import evidence, watch
from retold.errors import RetoldError
from retold.public_tables import PUBLIC_TABLES

INTERRUPTED = 130  # the shell's exit code for a program stopped by Ctrl-C
TERMINATED = 143  # and for one that was asked to end


SECTIONS: dict[str, tuple[click.Command, ...]] = {
    "Begin": (add, build, status, report, serve, search),
    "Ask": (*SHOWN, collation, timeline, *EVENTS, *(verb for verb in READING if verb is not reread)),
    "Watch": (watch, evidence),
    "Correct and remove": (set_fields, *CORRECTING, reread, remove, forget),
    "Take out, check and cite": (export, dossier, *RESEARCH),
}
TABLES = "Tables, listed row by row (--json, --csv, --all)"
_WHOLE = 300  # letters of a verb's first sentence: all of it


class Verbs(click.Group):
    """The verbs by what they are for, and the tables by name."""

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write one section for each purpose, and one paragraph with all tables."""
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(verb.name or "", verb.get_short_help_str(_WHOLE)) for verb in verbs])
        with formatter.section(TABLES):
            formatter.write_text(", ".join(sorted(PUBLIC_TABLES)))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="retold")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error, and what the stages log.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Read news articles and show how a story was retold: who copied whom, who said what, what changed."""
    context.obj = {"debug": debug}
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format="retold: %(message)s")
    if not debug:  # other libraries' warnings are not for users of ours
        logging.getLogger().setLevel(logging.ERROR)
        logging.getLogger("retold").setLevel(logging.WARNING)


for _command in (*(verb for verbs in SECTIONS.values() for verb in verbs), *LISTINGS):
    cli.add_command(_command)


class Terminated(KeyboardInterrupt):
    """The system, or whoever manages services, asks this program to end."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 an error of ours in one line, 2 wrong usage."""
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


@contextmanager
def _terminable() -> Iterator[None]:
    """Let a wish to end be like Ctrl-C: what was begun is cleared away."""

    def heard(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise Terminated

    if threading.current_thread() is not threading.main_thread():  # signals are somebody else's
        yield
        return
    before = signal.signal(signal.SIGTERM, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(arguments: list[str]) -> int:
    with _terminable():
        return _ran(arguments)


def _ran(arguments: list[str]) -> int:
    try:
        cli.main([_storable(argument) for argument in arguments], prog_name="retold", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort) as error:
        was_asked = isinstance(error, Terminated) or isinstance(error.__cause__, Terminated)
        return _stopped(TERMINATED if was_asked else INTERRUPTED)
    except SystemExit as error:  # click ends so when the reader of our output has gone
        return 0 if type(sys.stdout).__name__.endswith("PacifyFlushWrapper") else int(error.code or 0)
    except click.UsageError as error:
        return _misused(error)
    except Exception as error:  # the outermost handler
        if "Query interrupted" in str(error):  # DuckDB's word for Ctrl-C
            return _stopped()
        if "--debug" in arguments:
            raise
        click.echo(f"retold: {_one_line(error)}", err=True)
        return 1
    return 0


def _misused(error: click.UsageError) -> int:
    """Say what was wrong in one line; the verb without arguments shows its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
    else:
        command = error.ctx.command_path if error.ctx else "retold"
        click.echo(f"{command}: {error.format_message()} See: {command} --help", err=True)
    return 2


def _one_line(error: Exception) -> str:
    if isinstance(error, RetoldError):
        return str(error)
    first_line = str(error).strip().partition("\n")[0]
    return f"a fault of ours: {type(error).__name__}: {first_line} The trace: retold --debug …"


def _stopped(code: int = INTERRUPTED) -> int:
    click.echo("retold: stopped. The store is as it was; run the same command again to go on.", err=True)
    return code


def _storable(argument: str) -> str:
    """Return an argument as text that can be stored; a path that is no UTF-8 stays as it is where it exists."""
    return argument if os.path.exists(argument) else argument.encode("utf-8", "replace").decode("utf-8")  # noqa: PTH110
