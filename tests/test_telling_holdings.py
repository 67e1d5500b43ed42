"""The public tables in hand."""

from __future__ import annotations

import pytest

from retold.public_tables import PUBLIC_TABLES
from retold.telling.holdings import handles_among, handles_of, holdings_of, oriented
from tests.small_affair import affair


def _handles(*origins: str) -> list[str]:
    rows = [{"article": f"{number:020d}", "origin": origin} for number, origin in enumerate(origins)]
    handles = handles_of(PUBLIC_TABLES["origins"].rows(rows))
    return [handles[row["article"]] for row in rows]


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        (["a/000.txt", "a/001.txt"], ["000", "001"]),
        (["01_agency.txt", "02_copy.html"], ["01", "02"]),
        (["x/dump.jsonl:1", "x/dump.jsonl:2"], ["dump.jsonl:1", "dump.jsonl:2"]),
        (["story.txt"], ["story"]),
        (["C:\\news\\one.txt", "two.txt"], ["one", "two"]),
    ],
)
def test_a_handle_is_the_start_of_the_files_name(origins, expected):
    """
    As short as it can be, and cut at the end of a word.
    """
    assert expected == _handles(*origins)


def test_files_of_one_name_go_by_their_ids():
    """
    Where names do not tell articles apart, ids do.
    """
    first, second = _handles("a/index.html", "b/index.html")

    assert first != second
    assert "00000000000000000001".startswith(second)


def test_a_name_that_begins_another_goes_by_its_id():
    """
    `12` would mean `12.txt` too, so the shorter name is no handle.
    """
    assert ["00000000000000000000", "12.txt"] == [
        _handles("12", "12.txt")[0].ljust(20, "0"),
        _handles("12", "12.txt")[1],
    ]


def test_no_origins_give_no_handles():
    """
    An empty store has no names.
    """
    assert {} == handles_of(PUBLIC_TABLES["origins"].empty())


def test_only_chosen_stories_are_taken():
    """
    A story that was not asked for leaves no article in hand, but counts.
    """
    held = holdings_of(affair(), stories=["s-none"])

    assert ({}, 1) == (held.articles, held.stories_in_all)


def test_passages_are_seen_from_either_side():
    """
    The same passage, with its sides exchanged.
    """
    held = holdings_of(affair())
    (row,) = held.shared("b2", "a1")

    assert [row] == [oriented(other) for other in held.shared("a1", "b2")]


def test_outlets_are_found_by_any_name():
    """
    Case does not matter; no name finds nothing.
    """
    held = holdings_of(affair())

    assert held.outlet("ALBA") is not None
    assert held.outlet(None) is None


def _ask(origins):
    """Return a function that asks an `origins` table of these rows."""
    import duckdb

    connection = duckdb.connect()
    connection.register("origins", origins)
    return lambda query, parameters: connection.sql(query, params=parameters).to_arrow_table()


def test_handles_of_some_articles_are_those_of_the_whole_store():
    """They are found from their neighbours alone."""
    names = [
        "news/one.txt",
        "news/one_more.txt",
        "b/\u00e9t\u00e9.html",
        "c\\d\\one.txt",
        "x" * 40,
        "y/",
        "u/v//",
        "c\\d\\",
        "",
        "news/two words.txt",
    ]
    rows = [{"article": f"abcdefgh{number:012d}", "origin": name} for number, name in enumerate(names)]
    rows.append({"article": rows[0]["article"], "origin": "zzz/again.txt"})
    origins = PUBLIC_TABLES["origins"].rows(rows)
    whole = handles_of(origins)
    for article, handle in whole.items():
        assert handles_among(_ask(origins), [article]) == {article: handle}
