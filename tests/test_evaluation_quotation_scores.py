"""Tests of `evaluation.quotation_scores`: what counts as found."""

from __future__ import annotations

import pytest

from evaluation.quotation_scores import (
    Attribution,
    attribution_of,
    characters,
    count_article,
    matched,
    score,
    surface_kind,
    trimmed,
)

TEXT = '"We will fight," Barzan said. He added that the "quiet" ferry was late.'
DIRECT = Attribution(content=((0, 16),), cue=((24, 28),), source=((17, 23),))
MIXED = Attribution(content=((43, 71),), cue=((33, 38),), source=((30, 32),))


def figures(gold, predicted):
    """Return the figures of one article."""
    return score([count_article(TEXT, gold, predicted)])


def test_marks_and_stops_at_the_edges_do_not_count():
    """
    With or without marks, the span is the same.
    """

    assert trimmed(TEXT, (0, 16)) == trimmed(TEXT, (1, 14)) == (1, 14)
    assert characters(TEXT, [(0, 16)]) == characters(TEXT, [(1, 14)])


@pytest.mark.parametrize(
    ("span", "kind"), [((0, 16), "direct"), ((1, 15), "direct"), ((43, 71), "mixed"), ((57, 71), "indirect")]
)
def test_the_kind_is_judged_on_the_text(span, kind):
    """
    Marks left just outside the span count as its own.
    """

    assert kind == surface_kind(TEXT, [span])


def test_no_span_is_indirect():
    """
    Nothing has no marks.
    """

    assert "indirect" == surface_kind(TEXT, [])


def test_the_best_overlap_is_matched_first_and_one_to_one():
    """
    A find matches one gold only, the one it fits best.
    """
    gold = [frozenset(range(10)), frozenset(range(5, 10))]

    assert [(1, 0)] == matched(gold, [frozenset(range(5, 10))], 0.5)


def test_a_perfect_prediction_has_full_figures():
    """
    Everything found, nothing wrong.
    """
    found = figures([DIRECT, MIXED], [DIRECT, MIXED])

    assert {"p": 100.0, "r": 100.0, "f1": 100.0} == found["exact/all"] == found["attributed/all"]
    assert 100.0 == found["source|matched/all"] == found["cue|matched"]
    assert {"all": 2, "direct": 1, "mixed": 1, "direct+mixed": 2} == found["gold"]


def test_a_wrong_source_is_found_but_not_attributed():
    """
    The words are right, the speaker is not.
    """
    wrong = Attribution(content=DIRECT.content, cue=DIRECT.cue, source=((30, 32),))
    found = figures([DIRECT], [wrong])

    assert 100.0 == found["exact/all"]["f1"]
    assert 0.0 == found["attributed/all"]["f1"] == found["source|matched/all"]


def test_gold_without_a_source_asks_for_none():
    """
    Naming somebody where nobody is named is wrong.
    """
    without = Attribution(content=DIRECT.content)

    assert 0.0 == figures([without], [DIRECT])["attributed/all"]["f1"]
    assert 100.0 == figures([without], [without])["attributed/all"]["f1"]


def test_a_share_of_nothing_is_null():
    """
    Nothing matched, no share of right sources.
    """
    found = figures([DIRECT], [])

    assert found["source|matched/all"] is None
    assert 0.0 == found["overlap50/all"]["f1"]


def test_rows_of_the_product_and_of_gold_are_read_alike():
    """
    Spans stand as structs in tables and as pairs in gold.
    """
    row = {"content": [{"begin": 0, "end": 16}], "cue": [], "source": None}

    assert attribution_of(row) == attribution_of({"content": [[0, 16]], "cue": [], "source": []})


def test_no_articles_give_figures_of_zero():
    """
    An empty gold set is no error.
    """

    assert 0.0 == score([])["overlap50/all"]["f1"]
