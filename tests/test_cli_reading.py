"""Archives, tables and folders from the command line; versions; originals read again."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from retold.cli import cli
from tests.test_page_versions import BODY, page
from tests.warcs import pages, zipped

pytestmark = pytest.mark.slow


def run(*arguments: str):
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert 0 == result.exit_code, result.output
    return result


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """A store of an archive, a table and a folder, read by one command; the store, and what the command said."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "pages").mkdir()
    (folder / "archive.warc.gz").write_bytes(zipped(pages()[:2]))
    (folder / "dump.csv").write_text(
        f'Headline,Body\nFerry,"{" ".join(BODY)}"\nBroken,"never closed\n', encoding="utf-8"
    )
    changed = [BODY[0].replace("five", "four"), *BODY[1:]]
    (folder / "pages" / "one.html").write_text(page(BODY, "https://post.example/a"), encoding="utf-8")
    (folder / "pages" / "two.html").write_text(
        page(changed, "https://m.post.example/a", "2024-03-12T11:00:00Z"), encoding="utf-8"
    )
    wall = "<title>Just a moment...</title><p>Please verify you are human to go on.</p>"
    (folder / "pages" / "wall.html").write_text(wall, encoding="utf-8")
    store = folder / "store.duckdb"
    names = ("archive.warc.gz", "dump.csv", "pages")
    return store, run("add", *(folder / name for name in names), "-s", store, "--workers", "1")


def test_one_command_reads_files_of_every_kind(added):
    """
    The columns are told on standard error, and what was rejected is counted by reason.
    """
    _, result = added

    assert "Body as text, Headline as title" in result.stderr
    assert "5 files read: 5 articles kept, 2 rejected." in " ".join(result.stdout.split())
    assert "Rejected: 1 blocked, 1 broken line." in result.stdout


def test_versions_are_told_and_listed(added):
    """
    As lines for people, as JSON for programs.
    """
    store, _ = added

    told = run("versions", "one.html", "--table", "-s", store).stdout
    rows = [json.loads(line) for line in run("versions", "one.html", "--json", "-s", store).stdout.splitlines()]

    assert "[-five-] {+four+}   (number)" in told
    assert "the page does not say so" in told
    assert ["first held", "substitution"] == [row["kind"] for row in rows]


def test_originals_are_read_again_and_may_be_dropped(added):
    """
    Nothing changes with the same reader; without originals there is nothing to read.
    """
    store, _ = added

    again = run("reread", "-s", store).stdout
    run(
        "add", store.parent / "pages", store.parent / "archive.warc.gz", "--no-originals", "-s", store, "--workers", "1"
    )

    assert again.startswith("REREAD 5 originals: 0 texts came out otherwise")
    assert run("reread", "-s", store).stdout.startswith("REREAD nothing")
