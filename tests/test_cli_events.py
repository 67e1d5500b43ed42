"""The verbs events, claims and network at the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from retold.cli import cli
from retold.errors import UsageError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def store(example_corpus):
    """The example corpus's file."""
    return str(example_corpus.path)


def test_events_as_json_lines_have_every_column(store):
    """
    A pipe gets lines with ids, names and words.
    """
    result = CliRunner().invoke(cli, ["events", "--json", "-s", store], standalone_mode=False)
    rows = [json.loads(line) for line in result.output.splitlines()]

    assert rows
    assert {"event", "claim", "speaker", "actor_name", "recipient_name", "words"} <= rows[0].keys()


def test_claims_say_whose_they_are(store):
    """
    Every line names who says so or who denies it.
    """
    result = CliRunner().invoke(cli, ["claims", "-s", store], standalone_mode=False)
    lines = [line for line in result.output.splitlines() if line.startswith("c")]

    assert lines
    assert all("is said by" in line or "denied by" in line for line in lines)


def test_a_network_goes_to_a_file_by_its_name(store, tmp_path):
    """
    The format follows the file's name.
    """
    target = tmp_path / "events.gexf"
    CliRunner().invoke(cli, ["network", "-o", str(target), "-s", store], standalone_mode=False)

    assert "<gexf" in target.read_text(encoding="utf-8")


def test_an_unknown_type_is_one_line(store):
    """
    The line names the types there are.
    """
    result = CliRunner().invoke(cli, ["events", "--type", "HUG", "-s", store], standalone_mode=False)

    assert isinstance(result.exception, UsageError)
    assert "ASSAULT" in str(result.exception)
