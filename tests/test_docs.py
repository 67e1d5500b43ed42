"""The docs are true today."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from docs.generate import REFERENCE, pages
from docs.pictures import FOLDER, PICTURES
from retold.cli import cli
from retold.public_tables import PUBLIC_TABLES
from retold.web.app import Served, create_app
from retold.web.guard import Door
from tests.conftest import EXAMPLES, ONE_WORKER, ROOT
from tests.documented import run_page
from tests.test_correcting import copied

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


@pytest.fixture
def desk(example_corpus, tmp_path, monkeypatch):
    """A folder with what the pages begin with: articles, the store of the affair, a draft, quotations to check."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    shutil.copytree(EXAMPLES, tmp_path / "articles")
    copied(example_corpus, tmp_path / "made").close()
    for file in (tmp_path / "made").iterdir():
        file.rename(tmp_path / file.name.replace("store.duckdb", "affair.duckdb"))
    (tmp_path / "my_article.txt").write_text(
        "He said: “They look the other way when rockets pass.”\n", encoding="utf-8"
    )
    (tmp_path / "quotations.txt").write_text("they look the other way\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RETOLD_STORE", raising=False)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "tutorial/first-story",
        "how-to/check-a-quotation",
        "how-to/see-who-denies-what",
        "how-to/follow-one-agency",
        "how-to/export-to-a-spreadsheet",
    ],
)
def test_what_a_page_shows_can_be_typed(desk, name):
    """
    Every command and every line of Python, in their order.
    """
    steps = run_page(ROOT / "docs" / f"{name}.md")

    assert len(steps) >= 5


@pytest.mark.slow
def test_the_year_of_an_agency_gives_its_copies_and_figures(desk):
    """
    The table has the direct copies of 2024, and the sample gives agreement with an interval.
    """
    steps = run_page(ROOT / "docs" / "how-to" / "follow-one-agency.md")
    printed = "".join(output for _, output in steps)
    copies = (desk / "copies.csv").read_text(encoding="utf-8-sig").splitlines()

    assert re.search(r"^[3-9] copies$", printed, re.MULTILINE)
    assert len(copies) >= 4
    assert "alpha" in printed.lower()
    assert re.search(r"\[.*\d.*\]", printed)


def test_every_picture_of_the_tutorial_is_of_a_page_that_exists(example_corpus):
    """
    The script, the files and the tutorial name the same pictures; `python -m docs.pictures` draws them again.
    """
    tutorial = (ROOT / "docs" / "tutorial" / "first-story.md").read_text(encoding="utf-8")
    app = create_app(Served(example_corpus.path, Door("127.0.0.1", 8477, is_writable=True), ONE_WORKER, readers=2))
    with TestClient(app, base_url="http://127.0.0.1:8477") as client:
        assert {200} == {client.get(picture.link).status_code for picture in PICTURES}

    assert {f"{picture.name}.webp" for picture in PICTURES} == {file.name for file in FOLDER.iterdir()}
    assert {picture.name for picture in PICTURES} == set(re.findall(r"\.\./pictures/(\w+)\.webp", tutorial))
    assert max(file.stat().st_size for file in FOLDER.iterdir()) < 120_000
