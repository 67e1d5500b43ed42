"""Two texts side by side, and several in one table."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from retold.reuse.collation import collate, compare
from retold.spans import Span
from tests.reuse_rows import COPY, OTHER, PARAPHRASE, WORKSHOP, content_of

ALPHABET = 'ab cd. “”"\n[]('


def whole(text):
    return [Span(0, len(text))] if text else []


def content(text):
    return [Span(s["begin"], s["end"]) for s in content_of("x", text)]


def told(a, b):
    return [
        (s.op, s.effect, s.span_a.of(a), s.span_b.of(b), s.inside_marks)
        for s in compare(a, whole(a), b, whole(b))
        if s.is_variant
    ]


def test_each_changed_word_is_a_row_of_its_own():
    """
    Name, modality and spelling in one sentence are three variants.
    """
    a = "“We should not let the Valley Army sit at our table during this ceasefire,” said Moe of the northern guild."
    b = "“We must not let Khamsin sit at our table during this cease-fire,” said Moe of the northern guild."

    assert [
        ("substitution", "modality", "should", "must", True),
        ("substitution", "name", "the Valley Army", "Khamsin", True),
        ("substitution", "spelling", "ceasefire", "cease-fire", True),
    ] == told(a, b)


def test_lost_marks_are_rows_and_kinds_of_marks_are_not():
    """
    Straight for curly marks change nothing; none for some do.
    """
    a = "“The furnace belongs to those who feed it every night,” Brandt said on Friday."
    b = '"The furnace belongs to those who feed it every night," Brandt said on Friday.'
    c = "The furnace belongs to those who feed it every night, Brandt said on Friday."

    assert [] == told(a, b)
    assert [("omission", "quotation marks", "“", "", False), ("omission", "quotation marks", "”", "", False)] == told(
        a, c
    )


def test_a_dropped_bracket_is_the_editors():
    """
    The brackets go with their words.
    """
    a = "Everybody who came up the valley, [including the old smiths], was welcome to talk."
    b = "Everybody who came up the valley was welcome to talk."

    assert [("omission", "editor's bracket", ", [including the old smiths],", "", False)] == told(a, b)


def test_a_negation_dropped_inside_marks_is_seen():
    """
    One small word inside the marks.
    """
    a = "“They said that the old town does not want to be gone by the end of summer,” he added."
    b = "“They said that the old town does want to be gone by the end of summer,” he added."

    assert [("omission", "negation", "not", "", True)] == told(a, b)


def test_a_change_over_the_end_of_a_sentence_is_two_changes():
    """
    The last word of one sentence and the first words of the next are told apart, and so are the lost marks.
    """
    a = "The town never agreed and “will never agree with them.”\n“Maybe the guild would like to see the chimney go.”"
    b = "The town never agreed and will never agree with it.\n\nHe said the guild would like to see the chimney go."

    assert [("them", "it"), ("”", ""), ("“", ""), ("Maybe", "He said")] == [row[2:4] for row in told(a, b)][1:5]


def test_sentences_left_out_are_passages():
    """
    One row for what a copy leaves out together.
    """
    rows = compare(WORKSHOP, content(WORKSHOP), COPY, content(COPY))

    assert any(r.op == "omission" and r.effect == "passage" and "Saint Olaf" in r.span_a.of(WORKSHOP) for r in rows)


def test_a_moved_paragraph_is_a_transposition():
    """
    With the spans of the whole paragraph in both texts.
    """
    first = " ".join(f"alpha{i}" for i in range(30))
    second = " ".join(f"beta{i}" for i in range(12))
    a, b = f"{first}.\n\n{second}.", f"{second}.\n\n{first}."

    assert [("transposition", "passage", f"{second}.", f"{second}.", False)] == told(a, b)


def test_texts_of_nothing_compare_to_nothing():
    """
    Empty texts give no rows; one empty text gives an omission.
    """
    assert [] == compare("", [], "", [])
    assert ["omission"] == [s.op for s in compare(OTHER, whole(OTHER), "", [])]


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=120), st.text(alphabet=ALPHABET, max_size=120))
def test_spans_slice_and_do_not_overlap(a, b):
    """
    Rows but transpositions never overlap within one text.
    """
    rows = [r for r in compare(a, whole(a), b, whole(b)) if r.op != "transposition"]
    for spans, text in (([r.span_a for r in rows], a), ([r.span_b for r in rows], b)):
        ordered = sorted(s for s in spans if len(s))
        assert all(0 <= s.begin <= s.end <= len(text) for s in spans)
        assert all(x.end <= y.begin for x, y in itertools.pairwise(ordered))


def test_a_collation_does_not_depend_on_the_order_of_witnesses():
    """
    Same base, same places, same readings.
    """
    witnesses = [(t, content(t)) for t in (COPY, WORKSHOP, PARAPHRASE)]
    base, places = collate(witnesses)
    order = [0, 1, 2]
    random.Random(4).shuffle(order)
    turned_base, turned = collate([witnesses[i] for i in order])

    assert witnesses[base] == [witnesses[i] for i in order][turned_base]
    assert [(p.base, p.readings) for p in places] == [
        (p.base, tuple(p.readings[order.index(i)] for i in range(3))) for p in turned
    ]


def test_a_collation_tells_what_each_witness_has():
    """
    The guild's bracket: kept, dropped, dropped.
    """
    base, places = collate([(t, content(t)) for t in (COPY, WORKSHOP)])
    (place,) = [p for p in places if p.base.of(WORKSHOP) == "240"]

    assert 1 == base
    assert "420" == place.readings[0].of(COPY)
