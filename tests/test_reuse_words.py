"""Words, their places and their folded forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.reuse.folding import fold
from retold.reuse.words import content_by_article, sentence_starts, surfaces_of, words_of
from retold.spans import Span
from retold.tables import STAGE_TABLES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It’s over, he said.", ["It’s", "over", "he", "said"]),
        ("the US-led cease-fire", ["the", "US-led", "cease-fire"]),
        ("1,200 men and 3.5 tons", ["1,200", "men", "and", "3.5", "tons"]),
        ("the U.S. envoy", ["the", "U.S.", "envoy"]),
        ("snake_case", ["snake", "case"]),
        ("東京 tower", ["東", "京", "tower"]),
        ("हिन्दी शब्द", ["हिन्दी", "शब्द"]),
        ("“‘quoted’”", ["quoted"]),
        ("", []),
    ],
)
def test_a_word_keeps_its_apostrophes_hyphens_and_numbers(text, words):
    """
    What belongs to a word in print is one word; scripts without spaces give characters.
    """
    found = words_of(text)

    assert words == [found.surface(i) for i in range(len(found))]


@pytest.mark.parametrize(
    ("one", "other"),
    [("It’s", "it's"), ("cease-fire", "ceasefire"), ("Işık", "isik"), ("U.S.", "US"), ("NAÏVE", "naive")],
)
def test_case_diacritics_hyphens_and_apostrophes_are_folded(one, other):
    """
    Spellings that outlets choose by house style have one folded form.
    """
    assert fold(one) == fold(other)


def test_words_outside_the_content_are_left_out():
    """
    Only words that stand wholly in a content span count.
    """
    text = "MENU The cat sat. SHARE"

    found = words_of(text, [Span(5, 17)])

    assert ["The", "cat", "sat"] == [found.surface(i) for i in range(len(found))]


def test_a_sentence_starts_after_a_point_or_a_paragraph():
    """
    An abbreviation's own point starts no sentence.
    """
    words = words_of("The U.S. envoy left. He ran\n\nHome")

    starts = sentence_starts(words)

    assert [0, 4, 6, 7] == [i for i, start in enumerate(starts) if start]


def test_only_content_roles_are_content():
    """
    A link is no content; touching blocks are joined.
    """
    rows = [("a", 0, 4, "title"), ("a", 4, 9, "body"), ("a", 12, 20, "link"), ("b", 0, 3, "credit")]
    blocks = STAGE_TABLES["blocks"].rows(
        dict(zip(("article", "begin", "end", "role"), row, strict=True)) for row in rows
    )

    assert {"a": [Span(0, 9)]} == content_by_article(blocks)


@given(st.text(max_size=80))
def test_every_word_slices_to_itself_and_never_overlaps(text):
    """
    Offsets are code points of the text, in order.
    """
    words = words_of(text)

    assert surfaces_of(text, [Span(0, len(text))]) == [words.surface(i) for i in range(len(words))]
    assert all(end <= begin for end, begin in zip(words.ends, words.begins[1:], strict=False))
    assert all(words.forms)
