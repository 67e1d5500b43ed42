"""Tests of `retold.actors.mentions`: the two stages, end to end on small articles of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.actors.mentions import local_actors, mention_spans
from tests.actors_articles import SETTINGS, actors, find, meant_by, names, tables

INTERVIEW = (
    "Norwegian Defence Minister Brigadier General Tarek Olwen said on Tuesday that his army was ready. "
    "“We will wait,” Olwen told Harbour TV.\n"
    "According to the minister, Oslo will not move first. He praised Sweden's patience.\n"
)


def test_a_name_is_bare():
    """
    Titles, countries and possessive endings are no part of a name.
    """
    assert "Tarek Olwen" in names(INTERVIEW)
    assert "Sweden" in names(INTERVIEW)


def test_a_title_is_a_nominal_of_its_own():
    """
    The words before a name that say what he is are one mention of the same actor.
    """
    assert meant_by(INTERVIEW, "Norwegian Defence Minister Brigadier General") == "Tarek Olwen"


def test_an_actor_has_the_country_and_the_role_of_his_title():
    """
    What a title says is kept with the actor.
    """
    olwen = actors(INTERVIEW)["Tarek Olwen"]

    assert ("NOR", ["defense minister", "minister"], "PERSON") == (olwen["country"], olwen["roles"], olwen["type"])


def test_every_span_slices_to_its_text():
    """
    A mention's characters are those of its span.
    """
    for row in find(INTERVIEW).to_pylist():
        assert INTERVIEW[row["begin"] : row["end"]] == row["text"]


def test_first_persons_in_quotations_keep_no_actor():
    """
    Whose words they are is found later.
    """
    assert meant_by(INTERVIEW, "We") is None


def test_a_text_in_another_language_has_no_mentions():
    """
    The parse of a text that is not English would be noise.
    """
    given_tables = tables(INTERVIEW, language="de")
    found = mention_spans(
        given_tables.texts,
        given_tables.blocks,
        given_tables.parsed_sentences,
        given_tables.article_fields,
        settings=SETTINGS,
    )

    assert found.num_rows == 0


@pytest.mark.parametrize(
    "text", ["", "\n", "…", "“““““", "O said.", "'s ’s", "IRAN", "مرحبا 😀", "31 February 02/03/04"]
)
def test_odd_texts_are_read_without_harm(text):
    """
    Crumbs, marks and other scripts give whatever mentions they give, each with a true span.
    """
    for row in find(text).to_pylist():
        assert text[row["begin"] : row["end"]] == row["text"]


def test_an_article_without_mentions_has_no_actors():
    """
    An empty table gives an empty table.
    """
    assert local_actors(find(""), settings=SETTINGS).num_rows == 0


def test_a_headline_in_capitals_knows_the_names_of_the_body():
    """
    Where every word is large, the other sentences say which are names.
    """
    text = "OLWEN WARNS HARBOUR WORKERS OF LONG STRIKE\nThe minister, Tarek Olwen, warned of a long strike.\n"

    assert meant_by(text, "OLWEN", roles=("title",)) == "Tarek Olwen"


WORDS = st.sampled_from(
    ["Tarek", "Olwen", "the minister", "said", "Iran", "US", "he", "and", ",", ".", "“", "”", "(", ")", "also known as"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=30))
def test_mentions_are_the_same_twice_and_slice_true(parts):
    """
    Any text gives the same rows again, with ids of their own and spans that hold.
    """
    text = " ".join(parts)
    first, second = find(text), find(text)

    assert first.equals(second)
    assert len(set(first["mention"].to_pylist())) == first.num_rows
    assert all(text[row["begin"] : row["end"]] == row["text"] for row in first.to_pylist())


def test_a_title_with_of_is_no_part_of_the_name():
    """
    "Secretary of State" is an office, beside its holder's name.
    """
    text = "Ministers met. On Monday Secretary of State Jon F. Moen left. The secretary of state said no.\n"

    assert ["Jon F. Moen"] == names(text)
    assert "Jon F. Moen" == meant_by(text, "The secretary")
