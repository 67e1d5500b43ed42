"""Runs what a page of the docs shows: its `retold` commands and its Python, in their order, in a folder of its own."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shlex
from pathlib import Path
from unittest.mock import patch

from retold.cli import _run

_ENDLESS = {"serve", "watch"}  # verbs that run until they are stopped
_BLOCK = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)


def run_page(page: Path) -> list[tuple[str, str]]:
    """Run every block of a page in the present folder; return each step with what it prints.

    Before `retold agreement FOLDER` the sheets there are filled in, as the page asks of people; `export NAME=VALUE`
    holds to the page's end. An `AssertionError` names the command that failed.
    """
    with patch.dict(os.environ):
        return _run_blocks(page)


def _run_blocks(page: Path) -> list[tuple[str, str]]:
    done: list[tuple[str, str]] = []
    names: dict[str, object] = {}
    for kind, block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "python":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block, page.name, "exec"), names)
            done.append((block, printed.getvalue()))
        else:
            done += [step for line in block.splitlines() if (step := _step(line)) is not None]
    return done


def _step(line: str) -> tuple[str, str] | None:
    words = shlex.split(line, comments=True)
    if words[:1] == ["export"]:
        name, _, value = words[1].partition("=")
        os.environ[name] = value
    if words[:1] != ["retold"] or words[1] in _ENDLESS:
        return None
    target = None
    if ">" in words:
        words, target = words[: words.index(">")], words[words.index(">") + 1]
    if words[1] == "agreement":
        _judge(Path(words[2]))
    printed, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
        code = _run(words[1:])
    assert code == 0, f"{line}: {said.getvalue()}"
    if target:
        Path(target).write_text(printed.getvalue(), encoding="utf-8")
    return line, printed.getvalue()


def _judge(folder: Path) -> None:
    """Fill in the sheets: coders agree but for every seventh row of one of them."""
    for number, sheet in enumerate(sorted(folder.glob("*.csv"))):
        with sheet.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        for place, row in enumerate(rows):
            row["answer"] = "no" if place % 7 == number * 3 else "yes"
        with sheet.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
