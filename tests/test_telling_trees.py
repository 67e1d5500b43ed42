"""The family tree of a story's copies."""

from __future__ import annotations

from retold.telling.holdings import holdings_of
from retold.telling.trees import exemplars_of, tree_of, way_up
from tests.small_affair import affair, tables


def test_texts_not_held_stand_between_copies():
    """
    The tree shows what is lost where it was.
    """
    (root,) = tree_of(holdings_of(affair()), "sa1")

    assert [(0, "01"), (1, "02"), (2, "dock-press"), (3, "03")] == [(depth, node.handle) for depth, node in root.walk()]


def test_a_copy_is_compared_with_the_nearest_text_that_is_held():
    """
    Nothing can be compared with a text that is not here.
    """
    assert exemplars_of(holdings_of(affair()), "sa1", "c3") == ["b2"]


def test_a_further_derivation_stands_beside_the_tree():
    """
    An article with two sources has one parent, and the other is told.
    """
    two = {**tables()["derivations"][1], "exemplar": "a1"}
    stemma = [{"story": "sa1", "article": "c3", "exemplar": None, "probability": 1.0}]
    held = holdings_of(affair(derivations=[two], stemmata=stemma))
    nodes = {node.key: node for tree in tree_of(held, "sa1") for _, node in tree.walk()}

    assert (("a1", 0.7),) == nodes["c3"].also_from


def test_a_circle_of_rows_still_gives_a_forest():
    """
    The least probable edge of a circle gives way.
    """
    rows = [
        {"story": "sa1", "article": "a1", "exemplar": "b2", "probability": 0.6},
        {"story": "sa1", "article": "b2", "exemplar": "a1", "probability": 0.9},
    ]
    held = holdings_of(affair(stemmata=rows))

    assert way_up(held, "sa1", "b2") == ["b2", "a1"]
    assert sorted(node.key for tree in tree_of(held, "sa1") for _, node in tree.walk()) == ["a1", "b2", "c3"]


def test_the_root_is_the_earliest_text_only_where_dates_do_not_speak_against_it():
    """
    Dates that are not known say nothing.
    """
    (root,) = tree_of(holdings_of(affair()), "sa1")

    assert root.is_earliest


def test_the_order_of_rows_does_not_matter():
    """
    One input, one tree.
    """
    rows = tables()["stemmata"]

    assert tree_of(holdings_of(affair()), "sa1") == tree_of(holdings_of(affair(stemmata=rows[::-1])), "sa1")
