"""Tests of `retold.stories.features`: what an article is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retold.settings import StoriesSettings
from retold.stories.features import story_features
from retold.tables import STAGE_TABLES

SETTINGS = StoriesSettings()


def features(*parts, title=None):
    """Return the features of an article made of (role, text) blocks, by kind and term, and its text."""
    text, blocks = "", []
    for role, part in parts:
        begin = len(text)
        text += part + "\n\n"
        blocks.append({"article": "a", "begin": begin, "end": begin + len(part), "role": role})
    table = story_features(
        STAGE_TABLES["texts"].rows([{"article": "a", "text": text}]),
        STAGE_TABLES["blocks"].rows(blocks),
        STAGE_TABLES["article_fields"].rows([{"article": "a", "title": title}]),
        settings=SETTINGS,
    )
    return {(row["kind"], row["term"]): row for row in table.to_pylist()}, text


def test_a_capital_inside_a_sentence_makes_a_name():
    """
    Not the first word of a sentence, which has a capital anyway.
    """
    found, _ = features(
        ("body", "Yesterday the ferry Simorgh burned. Passengers thanked Captain Barzan, and passengers wept.")
    )

    assert ("name", "simorgh") in found
    assert ("name", "barzan") in found
    assert ("name", "passeng") not in found


def told(kind, text):
    """Return the terms of a kind in a text, in their order."""
    found, _ = features(("body", text))
    return [term for each, term in sorted(found, key=lambda key: (found[key]["begin"], key)) if each == kind]


def test_a_number_tells_how_many_there_are_of_something():
    """
    Of the next telling word, or of the one before; the first number of each counts.
    """
    text = "Fire killed 12 people and 3 of them died at magnitude 6.1. Later 14 people were missed by 40 percent."

    assert ["peopl 12", "magnitud # 6.1", "cent 40"] == told("value", text)
    assert ["peopl", "magnitud #", "cent"] == told("slot", text)


def test_a_number_at_a_comma_or_a_full_stop_counts_nothing_beyond_it():
    """
    What follows belongs to something else.
    """

    assert ["pag # 41"] == told("value", "It stands on page 41, firemen said. They came by 9. Guests had gone.")


def test_days_of_the_week_are_told():
    """
    Each once, with its first place; a word of the same letters without a capital is none.
    """
    found, text = features(("body", "It burned on Tuesday and again on Tuesday, not on Friday, says sunday."))

    assert ["friday", "tuesday"] == sorted(term for kind, term in found if kind == "day")
    row = found["day", "tuesday"]
    assert ("Tuesday", 1) == (text[row["begin"] : row["end"]], row["count"])


def test_a_headline_in_capitals_makes_no_names():
    """
    Where every word has a capital, only those that are names in the body are names.
    """
    found, _ = features(
        ("title", "Burning Ferry Reaches Ostan Harbour"), ("body", "The ferry came to Ostan on a burning deck.")
    )

    assert ("name", "ostan") in found
    assert ("lead", "burn") in found
    assert ("name", "burn") not in found


def test_a_surname_that_only_opens_sentences_is_a_name():
    """
    A word that nobody writes small and that is no common word is a name even at the start.
    """
    found, _ = features(("body", "Barzan said no. Barzan left the room."))

    assert 2 <= found["name", "barzan"]["count"]


def test_number_words_and_months_are_numbers():
    """
    "Seventeen" and "17" are one number; a month tells happenings apart as a number does.
    """
    found, _ = features(("body", "Seventeen people were missing in March, and 17,500 searched."))

    assert {"17", "17500", "march"} == {term for kind, term in found if kind == "number"}


def test_words_outside_the_content_do_not_count():
    """
    Menus and footers say nothing about the happening; a dateline does.
    """
    found, _ = features(
        ("link", "Subscribe to zeppelins"), ("dateline", "SARBAND, March 12"), ("body", "The dam broke at dawn.")
    )

    assert not {term for _, term in found} & {"subscrib", "zeppelin"}
    assert "sarband" in {term for _, term in found}


def test_every_place_slices_to_its_word():
    """
    The first place of a term is where it stands.
    """
    found, text = features(("title", "Ferry burns"), ("body", "The ferry Simorgh burned on Lake Ostan."))

    assert "Simorgh" == text[slice(*(found["name", "simorgh"][side] for side in ("begin", "end")))]
    assert "Ferry" == text[slice(*(found["lead", "ferry"][side] for side in ("begin", "end")))]


def test_names_and_numbers_stand_in_sentences_rather_than_in_headlines():
    """
    What is in the headline only stands there.
    """
    found, text = features(
        ("title", "Simorgh burns: 12 hurt at Tarn"), ("body", "The ferry Simorgh burned, 12 were hurt.")
    )

    assert text.index("Simorgh burned") == found["name", "simorgh"]["begin"]
    assert text.index("12 were") == found["number", "12"]["begin"]
    assert text.index("Tarn") == found["name", "tarn"]["begin"]


def test_a_title_given_beside_the_text_counts_without_a_place():
    """
    A title that is not in the text makes terms of the lead; one that is in it counts once.
    """
    apart, _ = features(("body", "The dam broke at dawn."), title="Flood at Kelar")
    within, _ = features(("title", "Flood at Kelar"), ("body", "The dam broke at dawn."), title="Flood at  Kelar")

    assert apart["lead", "flood"]["begin"] is None
    assert 1 == within["lead", "flood"]["count"]


def test_a_title_given_twice_is_read_once():
    """
    A doubled headline does not weigh double.
    """
    found, _ = features(("title", "Flood at Kelar"), ("title", "Flood at Kelar"), ("body", "It rained."))

    assert 1 == found["lead", "flood"]["count"]


def test_an_empty_article_has_no_features():
    """
    No content, no terms.
    """
    found, _ = features()

    assert {} == found


@given(st.text(max_size=80))
def test_any_text_gives_spans_within_it(text):
    """
    Whatever the characters, a place lies within the text.
    """
    found, whole = features(("body", text))

    assert all(0 <= row["begin"] < row["end"] <= len(whole) for row in found.values())
