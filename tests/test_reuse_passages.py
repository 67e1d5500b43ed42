"""Passages as rows."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.reuse.passages import edge_span, find_passages, passages
from retold.reuse.words import words_of
from retold.settings import ReuseSettings
from tests.reuse_rows import COPY, OTHER, PARAPHRASE, WORKSHOP, pair_texts_table

SETTINGS = ReuseSettings()
TEXTS = {"a": WORKSHOP, "b": COPY, "c": PARAPHRASE, "d": OTHER}


def test_passages_slice_to_shared_text_with_their_marks():
    """
    A passage begins and ends with the marks that cling to its words.
    """
    a = "Before it. “The old bridge will be closed for nine whole days,” Moe said."
    b = "He wrote: the old bridge will be closed for nine whole days. Later."

    (found,) = find_passages(words_of(a), words_of(b), settings=SETTINGS)

    assert "“The old bridge will be closed for nine whole days,”" == found.span_a.of(a)
    assert "the old bridge will be closed for nine whole days." == found.span_b.of(b)


def test_identical_articles_are_one_passage():
    """
    From the first word to the last.
    """
    (row,) = passages(pair_texts_table({"a": OTHER, "b": OTHER}), settings=SETTINGS).to_pylist()

    assert (0, len(OTHER.rstrip()), 1.0) == (row["begin_a"], row["end_a"], row["identity"])


def test_unlike_articles_share_nothing():
    """
    No passage, no row.
    """
    assert 0 == passages(pair_texts_table({"a": WORKSHOP, "b": OTHER}), settings=SETTINGS).num_rows


def test_any_order_of_pairs_gives_the_same_rows():
    """
    A pair's passages depend on the pair alone.
    """
    pairs = pair_texts_table(TEXTS)
    turned = pairs.take(list(range(pairs.num_rows))[::-1])

    first = passages(pairs, settings=SETTINGS).to_pylist()
    second = passages(turned, settings=SETTINGS).to_pylist()

    assert sorted(map(str, first)) == sorted(map(str, second))
    assert all(0 <= row["probability"] <= 1 and row["evidence"] for row in first)


def test_a_lone_short_passage_is_doubtful_and_a_shared_quotation_is_not():
    """
    Ten words in a row may be a stock phrase; inside quotation marks in both they are one saying.
    """
    words = "the minister of transport was not available for comment on friday"
    plain = {"a": f"Alpha one. {words}. Beta two.", "b": f"Gamma three. {words}. Delta four."}
    marked = {"a": f"Alpha one. “{words},” he said.", "b": f'"{words}," said Moe. Delta four.'}

    (doubtful,) = passages(pair_texts_table(plain), settings=SETTINGS).to_pylist()
    (sure,) = passages(pair_texts_table(marked), settings=SETTINGS).to_pylist()

    assert doubtful["probability"] < 0.5 < sure["probability"]


def test_a_pair_takes_a_few_milliseconds():
    """
    A guard against products of lengths, far above the usual time.
    """
    a, b = words_of(WORKSHOP * 4), words_of(COPY * 4)
    find_passages(a, b, settings=SETTINGS)
    begin = time.process_time()
    for _ in range(10):
        find_passages(a, b, settings=SETTINGS)

    assert (time.process_time() - begin) / 10 < 0.05


@pytest.mark.parametrize(
    ("text", "span"), [('x "ab cd", y', '"ab cd",'), ("(ab cd) x", "(ab cd)"), ("x ab cd", "ab cd")]
)
def test_an_edge_takes_in_marks_that_cling(text, span):
    """
    Marks with a space between stay outside.
    """
    words = words_of(text)
    first = words.forms.index("ab")

    assert span == edge_span(words, first, first + 2).of(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \"“”'.,\n", max_size=80), st.text(alphabet="ab \"“”'.,\n", max_size=80))
def test_spans_never_overlap_and_always_slice(a, b):
    """
    Marks between two passages belong to one of them.
    """
    found = find_passages(words_of(a), words_of(b), settings=SETTINGS)
    spans_a, spans_b = sorted(p.span_a for p in found), sorted(p.span_b for p in found)

    for spans, text in ((spans_a, a), (spans_b, b)):
        assert all(x.end <= y.begin for x, y in itertools.pairwise(spans))
        assert all(0 <= s.begin < s.end <= len(text) for s in spans)
