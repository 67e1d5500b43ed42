"""Alignment of words and of whole texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from retold.reuse.alignment import align, align_texts
from retold.reuse.words import words_of
from retold.settings import ReuseSettings
from tests.reuse_rows import COPY, WORKSHOP

SENTENCES = "the of cat dog. ran sat\n\nbird flew one two three four five six"
WORDS = st.lists(st.sampled_from(["the", "of", "cat", "dog", "ran", "sat", "bird", "flew"]), max_size=14)
TEXT = st.lists(st.sampled_from(SENTENCES.split(" ")), max_size=70)


def told(words_a, words_b):
    steps = align(words_a.split(), words_b.split())
    return [
        (" ".join(words_a.split()[s.begin_a : s.end_a]), " ".join(words_b.split()[s.begin_b : s.end_b]))
        for s in steps
        if s.op != "equal"
    ]


def test_changed_words_are_grouped_as_little_as_may_be():
    """
    Equal words between two changes keep them apart.
    """
    assert [("should not", "must never"), ("old", ""), ("", "today")] == told(
        "we should not let the old town fall", "we must never let the town fall today"
    )


def test_a_lone_function_word_amid_long_changes_is_no_agreement():
    """
    One "the" between two rewritten parts does not split them.
    """
    ((before, after),) = told(
        "start alpha beta gamma the delta epsilon zeta end", "start one two three the four five six end"
    )

    assert ("alpha beta gamma the delta epsilon zeta", "one two three the four five six") == (before, after)


def test_a_moved_passage_is_marked_as_moved():
    """
    The heavier order is the backbone; the other passage moved.
    """
    first = " ".join(f"a{i}" for i in range(30))
    second = " ".join(f"b{i}" for i in range(12))

    regions = align_texts(
        words_of(f"{first}.\n\n{second}."), words_of(f"{second}.\n\n{first}."), settings=ReuseSettings()
    )

    assert [True, False] == [region.is_moved for region in regions if region.kind == "passage"]


@given(WORDS, WORDS)
def test_alignment_is_symmetric_and_whole(a, b):
    """
    Turned round it is its mirror; every word stands in exactly one step.
    """
    steps = align(a, b)

    assert steps == [step.mirrored() for step in align(b, a)]
    assert a == [word for step in steps for word in a[step.begin_a : step.end_a]]
    assert b == [word for step in steps for word in b[step.begin_b : step.end_b]]
    assert all(a[s.begin_a : s.end_a] == b[s.begin_b : s.end_b] for s in steps if s.op == "equal")


@settings(max_examples=80, deadline=None)
@given(TEXT, TEXT)
def test_every_word_of_both_texts_stands_in_exactly_one_region(a, b):
    """
    Nothing is lost between stretches.
    """
    words_a, words_b = words_of(" ".join(a)), words_of(" ".join(b))

    regions = align_texts(words_a, words_b, settings=ReuseSettings())

    steps = [step for region in regions for step in region.steps]
    assert list(range(len(words_a))) == sorted(i for s in steps for i in range(s.begin_a, s.end_a))
    assert list(range(len(words_b))) == [i for s in steps for i in range(s.begin_b, s.end_b)]


def test_what_only_one_text_has_stands_alone():
    """
    The dateline and the last paragraphs of the exemplar are left out by the copy.
    """
    regions = align_texts(words_of(WORKSHOP), words_of(COPY), settings=ReuseSettings())

    assert any(r.kind == "alone" and r.steps[0].op == "omission" for r in regions)
