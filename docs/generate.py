"""Writes the reference pages from the code: tables, settings, command line. A test holds them to it.

Run: python docs/generate.py
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
from pathlib import Path
from typing import Any

import click

from retold import settings as settings_module
from retold.cli import cli
from retold.pipeline import STAGES
from retold.public_tables import PUBLIC_TABLES
from retold.settings import Settings
from retold.stage import Components, Group, Map
from retold.tables import STAGE_TABLES, Table

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Return each generated page by its file name."""
    return {
        "tables.md": _tables_page(),
        "stages.md": _stages_page(),
        "settings.md": _settings_page(),
        "command-line.md": _command_page(),
    }


def _tables_page() -> str:
    lines = [
        "# Tables",
        "",
        "Generated from the code by `docs/generate.py`.",
        "",
        "These are the public tables: `retold export TABLE`, `Corpus.table(name)` and every page use their names.",
        "A span is half-open, `[begin, end)`, in Unicode code points of `articles.text`.",
        "`begin`, `end` and `when` are reserved words of SQL: in queries, qualify columns (`x.end`).",
        "",
    ]
    for table in PUBLIC_TABLES.values():
        lines += _table_section(table)
    return "\n".join(lines)


def _table_section(table: Table) -> list[str]:
    empty = " No stage writes it yet: it is empty." if table.view is None else ""
    lines = [f"## {table.name}", "", f"{table.meaning}{empty}", f"Key: {', '.join(f'`{k}`' for k in table.key)}.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{column.name}` | {_type(str(column.type))} | {column.meaning} |" for column in table.columns]
    return [*lines, ""]


def _type(name: str) -> str:
    if name.startswith("list<") and "weight" in name:
        return "list of evidence"
    short = {"string": "text", "int64": "integer", "double": "number", "bool": "true or false"}
    if name.startswith("timestamp"):
        return "time, UTC"
    if "struct<begin: int64, end: int64>" in name:
        return "list of spans"
    if name.startswith("list<"):
        return "list of text" if "struct" not in name else "list of records"
    return short.get(name, name)


def _stages_page() -> str:
    lines = [
        "# Stages",
        "",
        "Generated from the code by `docs/generate.py`.",
        "",
        "The pipeline, in order. A stage writes one table and reads only what stands before it.",
        "",
        "| stage | shape | reads | what it writes |",
        "|---|---|---|---|",
    ]
    for stage in STAGES:
        shape = stage.shape
        if isinstance(shape, Group):
            kind = f"group by {', '.join(shape.by)}"
        else:
            kind = "map" if isinstance(shape, Map) else "components" if isinstance(shape, Components) else "query"
        lines.append(f"| `{stage.name}` | {kind} | {', '.join(stage.inputs())} | {STAGE_TABLES[stage.name].meaning} |")
    return "\n".join([*lines, ""])


def _settings_page() -> str:
    lines = [
        "# Settings",
        "",
        "Generated from the code by `docs/generate.py`.",
        "",
        "`retold.toml` beside the store sets them. An unknown section or key is an error.",
        "",
        "```toml",
        "[reuse]",
        "gram_words = 5",
        "```",
        "",
    ]
    comments = _comments()
    for field in dataclasses.fields(Settings):
        section: Any = getattr(Settings(), field.name)
        lines += [f"## [{field.name}]", "", (section.__doc__ or "").strip(), ""]
        lines += ["| key | default | why |", "|---|---|---|"]
        for key in dataclasses.fields(section):
            reason = comments.get((type(section).__name__, key.name), "")
            lines.append(f"| `{key.name}` | `{getattr(section, key.name)!r}` | {reason} |")
        lines.append("")
    return "\n".join(lines)


def _comments() -> dict[tuple[str, str], str]:
    """Return the comment behind each setting, by class and name."""
    source = inspect.getsource(settings_module)
    lines = source.splitlines()
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            for entry in node.body:
                if isinstance(entry, ast.AnnAssign) and isinstance(entry.target, ast.Name):
                    _, _, comment = lines[entry.lineno - 1].partition("  # ")
                    found[node.name, entry.target.id] = comment.replace("|", "\\|")
    return found


def _command_page() -> str:
    lines = [
        "# Command line",
        "",
        "Generated from the code by `docs/generate.py`.",
        "",
        "Results go to standard output, progress and messages to standard error; `-` is standard input.",
        "Exit codes: 0 done, 1 an error in one line, 2 wrong usage, 130 stopped by Ctrl-C.",
        "",
    ]
    for name in sorted(cli.commands):
        command = cli.commands[name]
        context = click.Context(
            command,
            info_name=f"retold {name}",
            max_content_width=100,
            terminal_width=100,
            help_option_names=["-h", "--help"],  # as under the group: click keeps what it first made
        )
        lines += [f"## retold {name}", "", "```", command.get_help(context), "```", ""]
    return "\n".join(lines)


def main() -> None:
    """Write the pages."""
    REFERENCE.mkdir(exist_ok=True)
    for name, content in pages().items():
        (REFERENCE / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
