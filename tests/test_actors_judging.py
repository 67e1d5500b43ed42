"""Tests of `retold.actors.judging`: what people said of who is one holds, whatever the program found."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.actors.judging import judged_groups, judged_members
from retold.settings import ActorsSettings

LINKS = [("a", "b", 0.9), ("b", "c", 0.8), ("c", "d", 0.7)]


def test_without_judgements_links_join():
    """
    What the program found is kept.
    """
    assert [["a", "b", "c", "d"], ["x"]] == judged_groups("abcdx", LINKS, [])


def test_a_merge_is_undone_by_one_row():
    """
    The weakest link of the chain between the two gives way.
    """
    assert [["a", "b", "c"], ["d"]] == judged_groups("abcd", LINKS, [("d", "a", False)])


def test_what_is_said_to_be_one_is_one():
    """
    A judgement needs no link.
    """
    assert [["a", "x"]] == judged_groups("ax", [], [("x", "a", True)])


def test_of_a_contradiction_apart_holds():
    """
    A wrong merge does more harm than a missing one.
    """
    assert [["a"], ["b"]] == judged_groups("ab", [("a", "b", 0.9)], [("a", "b", True), ("b", "a", False)])


def test_judgements_of_actors_elsewhere_change_nothing():
    """
    An article may have been removed since.
    """
    assert [["a", "b"]] == judged_groups("ab", [("a", "b", 0.9)], [("a", "gone", False), ("gone", "b", True)])


@given(st.permutations(range(3)), st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter(links_order, judged_order):
    """
    One input, one result.
    """
    judged = [("a", "d", False), ("b", "x", True), ("c", "x", False)]

    found = judged_groups("dxcba", [LINKS[i] for i in links_order], [judged[i] for i in judged_order])

    assert judged_groups("abcdx", LINKS, judged) == found


@pytest.mark.parametrize("pairs", [list(itertools.combinations("abcd", 2))])
def test_nobody_held_apart_is_in_one_group(pairs):
    """
    Whatever links there are.
    """
    links = [(a, b, 0.9) for a, b in pairs]

    groups = judged_groups("abcd", links, [("a", "b", False), ("c", "d", False)])

    assert not any({"a", "b"} <= set(group) or {"c", "d"} <= set(group) for group in groups)


def test_members_are_named_after_their_least_actor():
    """
    As components are.
    """
    judgements = pa.table({"actor_a": ["a"], "actor_b": ["c"], "same": [False]})
    links = pa.table({"actor_a": ["a", "b"], "actor_b": ["b", "c"], "score": [0.6, 0.9]})

    members = judged_members(pa.table({"actor": ["c", "b", "a"]}), links, judgements, settings=ActorsSettings())

    assert {"a": "ea", "b": "eb", "c": "eb"} == {row["actor"]: row["entity"] for row in members.to_pylist()}
