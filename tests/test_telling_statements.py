"""Statements by article, with their origins."""

from __future__ import annotations

import pytest

from retold.telling.holdings import holdings_of
from retold.telling.statements import badge_of, counts_sentence, origins_phrase, shared_sentence, statements_of
from tests.small_affair import affair, tables


def test_each_article_has_its_form():
    """
    Nearest the root, altered in marks, marks lost.
    """
    (statement,) = statements_of(holdings_of(affair()), "sa1")

    assert ["nearest the root", "altered in marks", "marks lost"] == [cell.badge for cell in statement.cells]


def test_counts_stand_beside_their_origins():
    """
    Three articles, one origin.
    """
    statements = statements_of(holdings_of(affair()), "sa1")

    assert counts_sentence(statements) == "1 statement: 1 told by 3 articles, 1 origin."
    assert shared_sentence(statements) == "1 statement told by more than one article, 1 origin"


def test_headlines_and_captions_are_left_out_of_counts():
    """
    A quotation in a headline is shown, and not counted.
    """
    quotations = [{**row, "block": "title"} if row["article"] == "c3" else row for row in tables()["quotations"]]
    (statement,) = statements_of(holdings_of(affair(quotations=quotations)), "sa1")

    assert (2, 3) == (statement.articles, len(statement.cells))


def test_a_copy_that_omits_a_statement_says_so():
    """
    Not told, which is not the same as not known.
    """
    omitted = {"statement": "t1", "article": "c3", "quotation": None, "form": "omitted", "probability": 0.9}
    rows = tables()
    held = holdings_of(affair(quotations=rows["quotations"][:2], retellings=[*rows["retellings"][:2], omitted]))
    (statement,) = statements_of(held, "sa1")

    assert statement.cell("c3").badge == "not told"


def test_changed_words_carry_what_stood_there():
    """
    The old reading comes from the exemplar's text.
    """
    (statement,) = statements_of(holdings_of(affair()), "sa1")

    assert [("will", "modality"), ("nine", "number")] == [(m.old, m.effect) for m in statement.cell("b2").marked]


def test_words_without_marks_are_reworded_not_altered_in_marks():
    """
    Only marked words can be altered in their marks.
    """
    rows = tables()
    quotations = [{**row, "kind": "indirect"} for row in rows["quotations"]]
    (statement,) = statements_of(holdings_of(affair(quotations=quotations)), "sa1")

    assert statement.cell("b2").badge == "reworded"


@pytest.mark.parametrize(("words", "badge"), [("nine", "altered in marks"), ("pier", "reworded")])
def test_a_mixed_quotation_is_altered_in_marks_only_where_it_has_them(words, badge):
    """
    What changed in its plain words is reworded.
    """
    text = 'The pier needs "nine new beams", Holm said.'
    begin = text.index(words)

    assert badge == badge_of("altered", "mixed", text, [{"begin": begin, "end": begin + len(words)}])


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        ([1], "1 origin"),
        ([1, 1], "1 origin each"),
        ([2], "2 origins"),
        ([1, 1, 2], "1 origin each (2) or 2 origins (1)"),
    ],
)
def test_origins_in_words(origins, expected):
    """
    Every count with how many have it.
    """
    assert expected == origins_phrase(origins)


def test_no_statements_are_said_to_be_none():
    """
    Silence would look like an error.
    """
    assert shared_sentence(()) == "no statement told by more than one article"
