"""Tests of `evaluation.merges`: which links between articles have a silver truth."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.merges import judged

EVENTS = {
    "a": {"topic": "1", "subtopic": "1_x"},
    "b": {"topic": "1", "subtopic": "1_x"},
    "c": {"topic": "1", "subtopic": "1_y"},
    "d": {"topic": "2", "subtopic": "2_x"},
}


def actor(article: str, *names: str, type: str = "PERSON") -> dict[str, Any]:
    return {"article": article, "type": type, "names": [{"name": name, "count": 1} for name in names]}


def link(one: str, other: str, probability: float = 0.8) -> dict[str, Any]:
    return {"actor_a": one, "actor_b": other, "probability": probability}


@pytest.mark.parametrize(("other", "truth"), [("b", [True]), ("d", [False]), ("c", [])])
def test_one_word_is_one_person_within_an_event(other, truth):
    """
    In articles on other topics it is another's; two events of one topic tell nothing.
    """
    actors = {"1": actor("a", "Voss"), "2": actor(other, "Voss", "Ada Voss")}

    assert truth == [is_right for _, _, is_right in judged([link("1", "2")], actors, EVENTS)]


def test_full_names_and_places_are_not_judged():
    """
    Nothing tells of them by itself.
    """
    actors = {
        "1": actor("a", "Ada Voss"),
        "2": actor("d", "Ada Voss"),
        "3": actor("a", "Storr", type="GPE"),
        "4": actor("d", "Storr", type="GPE"),
    }

    assert [] == judged([link("1", "2"), link("3", "4")], actors, EVENTS)


def test_a_pair_with_two_links_counts_once_with_the_surer():
    """
    Two keys may link one pair.
    """
    actors = {"1": actor("a", "Voss"), "2": actor("b", "Voss")}

    assert [("1", 0.9, True)] == judged([link("1", "2"), link("1", "2", 0.9)], actors, EVENTS)
