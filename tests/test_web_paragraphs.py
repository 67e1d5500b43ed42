"""Equal stretches cut at the ends of lines."""

from __future__ import annotations

from retold.reuse.collation import Segment
from retold.spans import Span
from retold.web.paragraphs import cut_at_lines


def equal(text_a, text_b):
    return Segment("equal", Span(0, len(text_a)), Span(0, len(text_b)), None, inside_marks=False, certainty="passage")


def cut(text_a, text_b, aside=((), ())):
    parts = cut_at_lines([equal(text_a, text_b)], (text_a, text_b), aside)
    return [(part.span_a.of(text_a), part.span_b.of(text_b)) for part in parts]


def test_a_stretch_is_cut_where_a_line_ends():
    """
    Marks stay with the words that they cling to.
    """
    text = 'We left at noon.\n\n"Nobody waited," he said.'

    assert [("We left at noon.", "We left at noon."), ('"Nobody waited," he said.',) * 2] == cut(text, text)


def test_a_line_s_end_is_carried_over_to_the_other_text():
    """
    The same word begins the new line there, wherever its own lines end.
    """
    assert [("We left.", "We left."), ("Nobody waited.", "Nobody waited.")] == cut(
        "We left. Nobody waited.", "We left.\nNobody waited."
    )


def test_what_is_no_article_text_is_not_counted():
    """
    A link between two paragraphs of one text belongs to none of them.
    """
    text_a = "We left.\nREAD MORE: boats\nNobody waited."
    link = text_a.index("READ"), text_a.index("\nNobody")

    assert [("We left.", "We left."), ("Nobody waited.", "Nobody waited.")] == cut(
        text_a, "We left.\nNobody waited.", ((Span(*link),), ())
    )


def test_sides_with_other_words_stay_whole():
    """
    Where counting would lead astray nothing is cut.
    """
    assert 1 == len(cut("We left at noon.\nNobody waited.", "We left.\nNobody waited."))


def test_every_character_but_white_space_is_in_one_part():
    """
    Nothing is lost by cutting.
    """
    text = "One, two.\n\n“Three” – four.\n(Five!)"
    parts = cut(text, text)

    assert "".join(text.split()) == "".join("".join(one.split()) for one, _ in parts)
