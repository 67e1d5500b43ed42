"""Measures of one version of a page."""

import pytest

from retold.reuse.ageing import MEASURES, RATES, graded, measure_signs, measured

TEXT = "The mill of Vik burnt in May 2031.\n\nThe brigade came late."


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("later year named", "Built in 1907, moved in 2031; room 20311.", 2031.0),
        ("more addresses", "See http://vik.example and https://lund.example.", 2.0),
        ("more stops without a space", "The bell hung there.hansen told it. So it was.", 1.0),
        ("more gaps", "The bell of  was hung.", 1.0),
        ("more days before months", "On 7 May and May 8 it rained.", 1.0),
        ("more months before days", "On 7 May and May 8 it rained.", 1.0),
        ("more links to other languages", "de:Mühle fr:Moulin", 2.0),
        ("more links to other languages", "zh-min-nan:Vik", 1.0),
        ("more two spaces after a stop", "it burnt.  the brigade came. late.", 1.0),
        ("longer first line", "\n\nThe mill of Vik\nburnt", 4.0),
        ("longer sentences", "The mill burnt. No. Two men ran away from it.", 4.5),
    ],
)
def test_a_measure_counts_what_its_name_says(name, text, value):
    """
    Patterns and lengths, on texts of a line.
    """
    assert value == measured(name, text)


def test_signs_change_when_the_texts_change_places():
    """
    What grows one way shrinks the other.
    """
    newer = TEXT + " See also http://vik.example (retrieved 2032)."

    forth, back = measure_signs(TEXT, newer), measure_signs(newer, TEXT)

    assert forth == {name: -sign for name, sign in back.items()}
    assert forth["more addresses"] > 0


def test_equal_texts_have_no_sign():
    """
    Every measure and rate is there, and says nothing.
    """
    assert dict.fromkeys({*MEASURES, *RATES}, 0.0) == measure_signs(TEXT, TEXT)


@pytest.mark.parametrize(("difference", "sign"), [(0.0, 0.0), (10.0, 1.0), (-10.0, -1.0), (99.0, 1.0)])
def test_a_sign_stays_between_its_bounds(difference, sign):
    """
    From the full difference on it says no more.
    """
    assert sign == graded(difference, 10.0)
