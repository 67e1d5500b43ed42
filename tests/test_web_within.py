"""What is made once a snapshot."""

from __future__ import annotations

from types import SimpleNamespace

from retold.web.within import kept


def test_what_a_snapshot_gives_is_made_once():
    """
    And again for the next one.
    """
    corpus = SimpleNamespace(path="valley.duckdb", snapshot="one")
    later = SimpleNamespace(path="valley.duckdb", snapshot="two")

    assert [1, 1, 2] == [
        kept(corpus, ("n",), lambda: 1),
        kept(corpus, ("n",), lambda: 9),
        kept(later, ("n",), lambda: 2),
    ]


def test_what_earlier_snapshots_gave_is_let_go():
    """
    Of all but the two latest: a store that is built every minute would fill the memory.
    """
    for number in range(4):
        kept(SimpleNamespace(path="orlau.duckdb", snapshot=str(number)), ("names",), lambda: "as before")
    again = [
        kept(SimpleNamespace(path="orlau.duckdb", snapshot=str(number)), ("names",), lambda: "made anew")
        for number in (3, 2, 0)
    ]

    assert ["as before", "as before", "made anew"] == again
