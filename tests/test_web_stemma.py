"""The tree as a drawing."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from retold.telling.holdings import holdings_of
from retold.telling.trees import tree_of
from retold.web.stemma import drawn_down, drawn_indented, is_narrow
from tests.careful_reader import careful_reader
from tests.small_affair import affair, tables

DRAWINGS = pytest.mark.parametrize("drawn", [drawn_down, drawn_indented])


def _trees(**changed):
    return tree_of(holdings_of(affair(**changed)), "sa1")


@DRAWINGS
def test_a_drawing_is_well_formed(drawn):
    """
    It parses as XML, hostile names included.
    """
    articles = [{**row, "outlet": "<script>&\"'"} for row in tables()["articles"]]
    root = ElementTree.fromstring(drawn(_trees(articles=articles), "A <tree>"))

    assert root.get("aria-label") == "A <tree>"


@DRAWINGS
def test_texts_not_held_are_dashed(drawn):
    """
    One lost text, one dashed box.
    """
    assert drawn(_trees(), "t").count('class="box lost"') == 1


@DRAWINGS
def test_edges_carry_their_probability(drawn):
    """
    Three edges, three numbers.
    """
    assert [drawn(_trees(), "t").count(number) for number in (">~.90<", ">~.70<")] == [1, 2]


@DRAWINGS
def test_labels_stay_within_the_drawing(drawn):
    """
    No label begins left of the paper or right of it.
    """
    held = holdings_of(careful_reader())
    root = ElementTree.fromstring(drawn(tree_of(held, held.stories[0]["story"]), "t"))
    width = float(root.get("width"))

    assert all(0 <= float(text.get("x")) <= width for text in root.iter("text"))


def test_a_wide_tree_is_only_drawn_indented():
    """
    Seven leaves are too many for one row.
    """
    held = holdings_of(careful_reader())

    assert is_narrow([*tree_of(held, held.stories[0]["story"])] * 2)


def test_a_further_exemplar_is_a_dotted_edge():
    """
    Beside the tree, not in it.
    """
    further = {**tables()["derivations"][1], "exemplar": "a1"}
    stemma = [{"story": "sa1", "article": "c3", "exemplar": "b2", "probability": 0.9}]
    trees = _trees(derivations=[further], stemmata=stemma)

    assert drawn_down(trees, "t").count('class="further"') == 1
    assert ", also 01" in drawn_indented(trees, "t")
