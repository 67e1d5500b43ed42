"""The command line: what goes to which stream, which exit code, which line."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner

from retold.cli import cli
from tests.conftest import EXAMPLES

pytestmark = pytest.mark.slow

ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}


def retold(*arguments, stdin=b"", cwd=None, environment=None):
    return subprocess.run(
        [sys.executable, "-m", "retold", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**ENVIRONMENT, **(environment or {})},
        timeout=300,
        check=False,
    )


def lines_of(stream: bytes) -> list[str]:
    return stream.decode("utf-8").strip().splitlines()


@pytest.fixture(scope="module")
def store(example_corpus):
    return example_corpus.path


def test_adding_tells_the_story_and_names_the_store(tmp_path):
    """
    Without a store named it says which one it uses; the story goes to standard output.
    """
    article = "Bridge Opens\n\n“The bridge is safe,” said Mayor Anna Korrin on Monday.\n"
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")

    done = retold("add", "a.txt", cwd=tmp_path)

    assert 0 == done.returncode
    assert "using ./retold.duckdb (new)" in done.stderr.decode()
    assert {"READ", "BUILT"} <= {line.split()[0] for line in lines_of(done.stdout) if line}
    assert (tmp_path / "retold.duckdb").exists()


def test_standard_input_is_read(tmp_path):
    """
    `-` takes JSON lines, and the store may be named by the environment.
    """
    line = json.dumps({"text": "The council met on Tuesday, and the mayor said the bridge would stay shut."})

    done = retold("add", "-", stdin=line.encode(), cwd=tmp_path, environment={"RETOLD_STORE": "named.duckdb"})

    assert 0 == done.returncode, done.stderr
    assert (tmp_path / "named.duckdb").exists()


def test_a_pipe_gets_json_lines_with_every_column(store):
    """
    No colour, no bar, no cut.
    """
    done = retold("quotations", "-s", store)

    rows = [json.loads(line) for line in lines_of(done.stdout)]
    assert len(rows) > 100
    assert {"quotation", "content", "speaker", "evidence", "probability"} <= rows[0].keys()
    assert b"" == done.stderr


@pytest.mark.parametrize("name", ["articles", "stories", "entities", "blocks", "rejected", "runs", "variants", "times"])
def test_every_listing_has_the_same_options(store, name):
    """
    JSON, CSV and a table of the same rows.
    """
    as_json, as_csv, as_table = (
        CliRunner().invoke(cli, [name, style, "--limit", "3", "-s", str(store)])
        for style in ("--json", "--csv", "--table")
    )

    assert 0 == as_json.exit_code == as_csv.exit_code == as_table.exit_code
    assert len(as_json.stdout.splitlines()) <= 3
    assert all(json.loads(line) for line in as_json.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuchverb"], "No such command 'nosuchverb'"),
        (["quotations", "--speeker", "x"], "No such option"),
        (["export", "nothing"], "is not one of"),
        (["quotations", "--json", "--csv"], "Choose one of"),
        (["add"], "Missing argument"),
        (["set", "a", "outlet"], "expected FIELD=VALUE"),
        (["quotations", "--limit", "0"], "not in the range"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(store, arguments, said):
    """
    What was wrong, and where to look.
    """
    done = retold(*arguments, environment={"RETOLD_STORE": str(store)})

    assert 2 == done.returncode
    assert 1 == len(lines_of(done.stderr))
    assert said in done.stderr.decode()
    assert b"" == done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["quotations", "-s", "none.duckdb"], "no such store"),
        (["add", "nowhere", "-s", "new.duckdb"], "nowhere"),
        (["compare", "01_agency", "no-such"], "no such article"),
        (["check", "…"], "holds no word"),
        (["entity", "Nobody Whatever"], "no such entity"),
        (["build", "-s", "none.duckdb"], "no such store"),
    ],
)
def test_our_errors_are_one_line_and_exit_1(store, tmp_path, arguments, said):
    """
    What was wrong, with its value; nothing is written.
    """
    done = retold(*arguments, cwd=tmp_path, environment={"RETOLD_STORE": str(store)})

    assert 1 == done.returncode
    assert 1 == len(lines_of(done.stderr))
    assert said in done.stderr.decode()


def test_a_closed_pipe_is_no_error(store):
    """
    `retold quotations | head` ends quietly.
    """
    command = f"{sys.executable} -m retold quotations -s '{store}' | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, env=ENVIRONMENT, timeout=60)

    assert b"" == done.stderr
    assert 1 == len(lines_of(done.stdout))


# These write, wait for a browser or the web, or read what another verb wrote; they have their own tests.
_NOT_TRIED = {
    *("add", "build", "correct", "forget", "import", "remove", "reread", "set"),
    *("agreement", "rehydrate", "serve", "watch"),
}


def test_the_example_in_each_verbs_help_runs(store, example_corpus, tmp_path, monkeypatch):
    """
    Every listing's example is a command that works.
    """
    monkeypatch.chdir(tmp_path)
    failed = []
    for name, command in cli.commands.items():
        if name in _NOT_TRIED:
            continue
        example = next(line.strip() for line in command.help.splitlines() if "Example: retold " in line)
        words = example.removeprefix("Example: retold ").replace("affair.duckdb", str(store))
        statement = next(row["quotation"] for row in example_corpus.quotations().to_pylist() if row["statement"])
        words = words.replace("QUOTATION-ID", statement)
        if CliRunner().invoke(cli, shlex.split(words)).exit_code != 0:
            failed.append(example)

    assert [] == failed


def test_help_names_every_verb_once():
    """
    Verbs stand under what they are for, tables in one line.
    """
    verbs, _, tables = CliRunner().invoke(cli, ["--help"]).output.partition("Tables, listed")
    named = [line.split()[0] for line in verbs.splitlines() if re.match(r"  [a-z]\w+  ", line)]
    listed = re.findall(r"\w+", tables.partition("\n")[2])

    assert sorted(cli.commands) == sorted({*named, *listed})
    assert len(named) == len(set(named))


def test_reading_the_examples_again_changes_nothing(tmp_path):
    """
    The second time every stage is up to date.
    """
    retold("add", EXAMPLES, "-s", "a.duckdb", cwd=tmp_path)

    again = retold("build", "-s", "a.duckdb", cwd=tmp_path)

    assert "nothing to do" in again.stdout.decode()
