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


def printed(store, *arguments):
    """What a verb writes: the lines of its standard output, and of its standard error."""
    result = CliRunner().invoke(cli, [*arguments, "-s", store], catch_exceptions=False)
    return result.stdout.splitlines(), result.stderr.splitlines()


@pytest.mark.parametrize("style", ["--json", "--csv"])
@pytest.mark.parametrize(
    "filters",
    [
        (),
        ("--unsure",),
        ("--type", "ACCUSE"),
        ("--own-voice",),
        ("--actor", "a"),
        ("--speaker", "a"),
        ("--since", "2024-03-13"),
        ("--story", "01"),
        ("--article", "01"),
    ],
)
def test_the_first_events_are_the_first_lines_of_all(store, style, filters):
    """
    Whatever the filter, letter for letter.
    """
    every, _ = printed(store, "events", style, "--all", *filters)
    head = len(every) - len(printed(store, "events", "--json", "--all", *filters)[0])

    assert len(every) > head
    for limit in (1, 3, len(every) + 5):
        assert (every[: limit + head], []) == printed(store, "events", style, "--limit", str(limit), *filters)


def test_a_table_of_events_says_how_many_there_are(store):
    """
    And names articles by their files.
    """
    every, _ = printed(store, "events", "--json", "--all")
    shown, told = printed(store, "events", "--table", "--limit", "3")

    assert [f"3 of {len(every)} rows shown; all: --all"] == told
    # Columns are as wide as their rows need.
    whole = printed(store, "events", "--table", "--all")[0]
    assert [line.split() for line in whole[3:6]] == [line.split() for line in shown[3:6]]
    assert shown[3].split()[0] not in {json.loads(line)["article"][:8] for line in every}


@pytest.mark.parametrize("filters", [(), ("--polarity", "denied"), ("--actor", "a"), ("--article", "01")])
def test_the_first_claims_are_the_first_lines_of_all(store, filters):
    """
    And the last line says how to see more.
    """
    every, told = printed(store, "claims", "--json", "--limit", "10000", *filters)

    assert [] == told
    assert len(every) > 1
    assert (every[:1], [f"1 of {len(every)} claims shown; more: --limit {len(every)}"]) == printed(
        store, "claims", "--json", "--limit", "1", *filters
    )


@pytest.mark.parametrize("filters", [(), ("--unsure",), ("--article", "01"), ("--story", "01")])
def test_the_first_dates_are_the_first_lines_of_the_timeline(store, filters):
    """
    In the order of the days.
    """
    every, _ = printed(store, "timeline", "--json", "--all", *filters)

    assert every
    for limit in (1, 4, len(every) + 5):
        assert (every[:limit], []) == printed(store, "timeline", "--json", "--limit", str(limit), *filters)


def test_a_timeline_says_how_many_dates_there_are(store):
    """
    Of those that it would show without a limit.
    """
    every, _ = printed(store, "timeline", "--json", "--all")
    _, told = printed(store, "timeline", "--table", "--limit", "2")

    assert [f"2 of {len(every)} rows shown; all: --all"] == told
