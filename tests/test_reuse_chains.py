"""Versions of one page in order."""

import random
from datetime import UTC, datetime
from itertools import combinations

import pytest

from retold.reuse.chains import ordered_versions, orientation


def on_a_line(names):
    """Distances of texts that change step by step, in the order of `names`."""
    places = {name: number for number, name in enumerate(names)}
    return {(a, b): abs(places[a] - places[b]) / 40 for a, b in combinations(sorted(names), 2)}


@pytest.mark.parametrize("names", ["cab", "dbeac", "hgbcadfeji", "qwertyuiopas"])
def test_the_shortest_way_is_the_order_or_its_reverse(names):
    """
    Few versions are ordered by all paths, many by joining the nearest ends.
    """
    order = ordered_versions(sorted(names), on_a_line(names), {})

    assert names in ("".join(order), "".join(order[::-1]))


def test_the_order_of_members_decides_nothing():
    """
    Whatever the order in which versions come, the path is the same.
    """
    names = list("dbeac")
    first = ordered_versions(names, on_a_line("dbeac"), {})
    random.Random(3).shuffle(names)

    assert first == ordered_versions(names, on_a_line("dbeac"), {})


def test_stated_times_order_versions_and_the_others_fall_between():
    """
    A version without a time stands where it lengthens the way least.
    """
    times = {"c": datetime(2031, 1, 1, tzinfo=UTC), "a": datetime(2031, 1, 3, tzinfo=UTC)}

    assert ["c", "b", "a"] == ordered_versions(["a", "b", "c"], on_a_line("cba"), times)


def test_all_pairs_decide_which_end_is_the_older():
    """
    One pair that points the other way is outvoted; turned round, the log-odds change their sign.
    """
    odds = {("a", "b"): 2.0, ("b", "c"): -0.5, ("a", "c"): 2.0}

    assert orientation(["a", "b", "c"], odds) > 0
    assert orientation(["c", "b", "a"], odds) == -orientation(["a", "b", "c"], odds)
