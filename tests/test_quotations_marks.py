"""Quotation marks paired."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.quotations.extraction import lines_of
from retold.quotations.marks import find_marked
from retold.spans import Span


def marked(text: str):
    return find_marked(text, lines_of(text, Span(0, len(text))))


def words(text: str) -> list[tuple[str, ...]]:
    return [tuple(piece.of(text) for piece in one.pieces) for one in marked(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We go,” she said. “Now.”", [("“We go,”",), ("“Now.”",)]),
        ('"We go," she said. "Now."', [('"We go,"',), ('"Now."',)]),
        ('"We go,"she said."Now it is."', [('"We go,"',), ('"Now it is."',)]),
        ("«On part», dit-elle.", [("«On part»",)]),
        ("„Wir gehen“, sagte sie. »Ja«.", [("„Wir gehen“",), ("»Ja«",)]),
        ("``We go,'' she said. ''Now.''", [("``We go,''",), ("''Now.''",)]),
        ("‘We go,’ she said. ‘The towns’ men,’ he added.", [("‘We go,’",), ("‘The towns’ men,’",)]),
        ("The towns' men and the ships' boys", []),
        ("It isn’t hers, it’s theirs", []),
        ("He is 6'2\" tall", []),
        ("“They said: ‘We go.’ And they went.”", [("“They said: ‘We go.’ And they went.”",), ("‘We go.’",)]),
        ("no marks at all", []),
        ('""" "', []),
    ],
)
def test_marks_of_all_kinds_are_paired(text: str, expected: list[tuple[str, ...]]):
    """
    Curly, straight, French, German, doubled single marks; apostrophes, plurals and inches are none.
    """
    assert expected == words(text)


def test_a_quotation_goes_on_over_paragraphs():
    """
    A mark opened again in each paragraph and closed in the last is one quotation of several pieces.
    """
    assert [("“We go.", "“We win.", "“Now,”")] == words("“We go.\n“We win.\n“Now,” she said.")


def test_a_lost_closing_mark_ends_before_the_reporting_clause():
    """
    What follows the clause's comma is not marked.
    """
    (one,) = marked("“We will leave the island, he said on Monday.")

    assert one.repaired
    assert Span(0, 26) == one.span


def test_a_lost_opening_mark_is_put_at_the_paragraphs_begin():
    """
    A closing mark after a stop belongs to the words before it.
    """
    text = "Nobody came.\nWe will leave the island,” he said."
    (one,) = marked(text)

    assert "We will leave the island,”" == one.span.of(text)


def test_inner_marks_are_deeper():
    """
    Depth counts the marks around.
    """
    assert [0, 1] == [one.depth for one in marked("“He said ‘never again’ to me.”")]


@pytest.mark.parametrize("one", ['"', "“", "” ", "'", "“a” ", "“a\n"])
def test_ten_thousand_marks_take_linear_time(one: str):
    """
    A list of marks is no reason to stop.
    """
    text = one * 10_000
    start = time.process_time()
    marked(text)

    assert time.process_time() - start < 2.0


@given(st.text(alphabet="ab \n.,“”\"'‘’«»„`", max_size=80))
def test_pieces_lie_in_paragraphs_and_never_cross(text: str):
    """
    Each piece lies in one paragraph, holds a letter somewhere, and two stretches are apart or one in the other.
    """
    found = marked(text)
    lines = lines_of(text, Span(0, len(text)))
    pieces = [piece for one in found for piece in one.pieces]

    assert all(any(line.contains(piece) for line in lines) for piece in pieces)
    assert all(
        not a.overlaps(b) or a.contains(b) or b.contains(a) for i, a in enumerate(pieces) for b in pieces[i + 1 :]
    )
