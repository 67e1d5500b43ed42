"""Two articles side by side."""

from __future__ import annotations

import re

from retold.telling.holdings import holdings_of
from retold.telling.stories import tell_stories
from retold.web.compare import compare, comparisons_of
from tests.careful_reader import careful_reader
from tests.small_affair import affair


def test_paragraphs_that_share_words_stand_in_one_row():
    """
    The changed paragraph is one row with both sides marked.
    """
    rows = compare(holdings_of(affair()), "a1", "b2", full_text=False).rows
    (changed,) = [row for row in rows if row.kind == "changed"]

    assert "<del" in changed.left
    assert "<ins" in changed.right


def test_paragraphs_of_one_side_stand_alone():
    """
    With how many words only that side has.
    """
    rows = compare(holdings_of(affair()), "a1", "b2", full_text=False).rows

    assert {"4 words only in 01", "2 words only in 02"} <= {row.note for row in rows}


def test_every_paragraph_of_both_sides_is_shown_once():
    """
    Nothing is lost between the rows.
    """
    held = holdings_of(careful_reader())
    ids = {name: article for article, name in held.handles.items()}
    rows = compare(held, ids["01"], ids["02"], full_text=True).rows
    right = re.sub(r"<[^>]*>", "", " ".join(row.right for row in rows))

    assert right.count("Lorries without lights") == 1


def test_copies_with_their_exemplars_come_first():
    """
    Then other pairs that share passages.
    """
    telling = tell_stories(affair())
    pairs = comparisons_of(telling.held, telling.stories[0], full_text=False)

    assert ["01-02", "02-03"] == [pair.key for pair in pairs]


def test_excerpts_keep_to_their_length():
    """
    Three hundred code points a piece, unless full texts are asked for.
    """
    held = holdings_of(careful_reader())
    ids = {name: article for article, name in held.handles.items()}
    rows = compare(held, ids["01"], ids["02"], full_text=False).rows

    assert max(len(re.sub(r"<[^>]*>", "", side)) for row in rows for side in (row.left, row.right)) <= 305


def test_as_many_words_are_equal_where_nothing_is_drawn():
    """
    A page that leads to the two texts counts them, and draws no rows.
    """
    telling = tell_stories(affair())
    drawn = comparisons_of(telling.held, telling.stories[0], full_text=False)
    counted = comparisons_of(telling.held, telling.stories[0], full_text=False, is_drawn=False)

    assert [pair.equal for pair in drawn] == [pair.equal for pair in counted]
    assert all(pair.rows for pair in drawn)
    assert not any(pair.rows for pair in counted)
