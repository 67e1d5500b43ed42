"""Stretches inside quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.reuse.marks import MARKS, inside_spans, is_inside, marked_spans


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“We go,” he said, “and win.”", ["We go,", "and win."]),
        ('He said "yes" and "no".', ["yes", "no"]),
        ("‘It’s the ministers’ fault,’ he said.", ["It’s the ministers’ fault,"]),
        ("'It's late,' she said.", ["It's late,"]),
        ("«Oui» und „Ja“ och ”nej”", ["Oui", "Ja", "nej"]),
        ("»So« sagte er", ["So"]),
        ("「はい」", ["はい"]),
        ("'tis the '90s, isn't it", []),
        ("the boys' club", []),
        ("“I told him: ‘Go now,’” she said.", ["I told him: ‘Go now,’", "Go now,"]),
        ("“One.\n\n“Two,” he said.", ["One.", "Two,"]),
        ("no marks at all", []),
        ("", []),
    ],
)
def test_marks_of_every_kind_are_paired(text, inner):
    """
    Nested ones too; apostrophes are no marks; an unclosed one ends with its paragraph.
    """
    assert inner == [marked.inner.of(text) for marked in marked_spans(text)]


def test_an_unclosed_mark_says_so():
    """
    A reader may tell a paragraph that goes on from one that is closed.
    """
    first, second = marked_spans("“One.\n\n“Two,” he said.")

    assert (False, True) == (first.is_closed, second.is_closed)


def test_inside_knows_words_between_marks():
    """
    The marks themselves are outside.
    """
    text = "He said “come in” twice"
    spans = inside_spans(text)

    assert is_inside(spans, 9, 13)
    assert not is_inside(spans, 8, 13)
    assert not is_inside(spans, 18, 23)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("mark", [*MARKS, "“”", "‘’"])
def test_ten_thousand_marks_in_a_row_take_no_longer(mark):
    """
    One pass: no product of marks.
    """
    assert len(marked_spans(mark * 10_000 + " " + (mark + "a ") * 10_000)) <= 40_000


@given(st.text(alphabet=MARKS + "ab .\n", max_size=60))
def test_spans_lie_in_the_text_and_inner_in_outer(text):
    """
    Whatever the marks, every span slices.
    """
    for marked in marked_spans(text):
        assert marked.span.contains(marked.inner)
        assert 0 <= marked.span.begin < marked.span.end <= len(text)
        assert text[marked.span.begin] in MARKS
