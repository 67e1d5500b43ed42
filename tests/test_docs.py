"""The docs are true today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import REFERENCE, pages
from retold.cli import cli
from retold.public_tables import PUBLIC_TABLES
from tests.conftest import ROOT

PAGES = sorted(path for path in ROOT.rglob("*.md") if not {".venv", "node_modules"} & set(path.parts))


@pytest.mark.parametrize("name", ["tables.md", "stages.md", "settings.md", "command-line.md"])
def test_the_reference_is_what_the_code_says(name):
    """
    Run docs/generate.py after changing a table, a setting or a verb.
    """
    assert pages()[name] == (REFERENCE / name).read_text(encoding="utf-8")


def test_every_verb_has_an_example_of_itself():
    """
    The help of a verb ends with a line that can be run.
    """
    without = [name for name, command in cli.commands.items() if f"Example: retold {name}" not in (command.help or "")]

    assert [] == without


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    """
    A relative link names a file that exists.
    """
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_docs_exist(page):
    """
    Every `retold VERB` that a page shows is a verb, and every exported table a table.
    """
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```(?:sh|console|text)?\n(.*?)```", text, re.DOTALL))
    verbs = set(re.findall(r"^\s*(?:\$ )?retold ([a-z]+)", blocks, re.MULTILINE))
    tables = set(re.findall(r"retold export ([a-z_]+)", blocks))

    assert set() == verbs - set(cli.commands)
    assert set() == tables - set(PUBLIC_TABLES)


def test_nothing_names_a_path_of_a_machine():
    """
    The project reads the same anywhere.
    """
    suspects = [Path(p) for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".toml", ".json", ".html", ".yml"}]
    bad = re.compile(r"/(?:home|root|Users)/\w+")
    found = [
        str(path.relative_to(ROOT))
        for path in suspects
        if not {".venv", "build", ".mypy_cache", ".hypothesis"} & set(path.parts)
        and bad.search(path.read_text(encoding="utf-8", errors="replace"))
        and path.name != "test_docs.py"
    ]

    assert [] == found
