"""The command line: `retold VERB … [-s STORE]`."""

from __future__ import annotations

import logging
import os
import sys

import click

from retold import __version__
from retold.cli.adding import add, build, remove, set_fields, status
from retold.cli.exporting import export, report
from retold.cli.listing import LISTINGS
from retold.cli.showing import SHOWN
from retold.errors import RetoldError

INTERRUPTED = 130  # the shell's exit code for a program stopped by Ctrl-C


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="retold")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error, and what the stages log.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Read news articles and show how a story was retold: who copied whom, who said what, what changed."""
    context.obj = {"debug": debug}
    logging.basicConfig(level=logging.DEBUG if debug else logging.ERROR, format="%(levelname)s %(message)s")


for _command in (add, build, status, set_fields, remove, *LISTINGS, *SHOWN, export, report):
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 an error of ours in one line, 2 wrong usage."""
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: list[str]) -> int:
    try:
        cli.main(arguments, prog_name="retold", standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "retold"
        click.echo(f"{command}: {error.format_message()} See: {command} --help", err=True)
        return 2
    except RetoldError as error:
        if "--debug" in arguments:
            raise
        click.echo(f"retold: {error}", err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("retold: stopped. The store is as it was; run the same command again to go on.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # the reader of our output has gone
        return 0
    except Exception as error:  # the outermost handler
        if "--debug" in arguments:
            raise
        first_line = str(error).strip().partition("\n")[0]
        click.echo(
            f"retold: a fault of ours: {type(error).__name__}: {first_line} The trace: retold --debug …", err=True
        )
        return 1
    return 0
