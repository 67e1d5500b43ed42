"""Actors with their names, and who speaks most."""

from __future__ import annotations

from datetime import date

from retold.telling.actors import RoleTold, actors_of, main_channel, main_speaker, other_speakers
from retold.telling.holdings import holdings_of
from retold.telling.statements import statements_of
from tests.careful_reader import careful_reader
from tests.small_affair import affair, tables


def test_an_actor_is_listed_with_every_name_and_where():
    """
    Spelling differs by outlet.
    """
    (actor,) = actors_of(holdings_of(affair()), "sa1")

    assert [("Holme", ("c3",)), ("Ida Holm", ("a1",)), ("Ida Holme", ("b2",))] == [
        (v.name, v.articles) for v in actor.variants
    ]


def test_a_role_is_told_with_its_days():
    """
    The days are those of the articles that give it.
    """
    told = RoleTold("mayor", former=True, earliest=date(2024, 3, 5), latest=date(2024, 3, 9), articles=2)

    assert "former mayor (5 Mar 2024 to 9 Mar 2024)" == told.words()
    assert "mayor" == RoleTold("mayor", former=False, earliest=None, latest=None, articles=1).words()


def test_an_actor_with_one_name_is_not_listed():
    """
    There is nothing to compare.
    """
    assert () == actors_of(holdings_of(affair(mentions=tables()["mentions"][:1])), "sa1")


def test_the_main_speaker_and_channel_name_the_story():
    """
    Who spoke, and to whom.
    """
    held = holdings_of(affair())
    statements = statements_of(held, "sa1")

    assert ("e1", "Alba") == (main_speaker(held, statements), main_channel(held, "sa1", "e1"))


def test_a_story_of_many_voices_has_no_main_speaker():
    """
    The ferry's story belongs to nobody.
    """
    held = holdings_of(careful_reader())
    story = next(row["story"] for row in held.stories if "Ferry" in row["title"])

    assert main_speaker(held, statements_of(held, story)) is None


def test_other_speakers_leave_out_the_main_one():
    """
    Each is named once.
    """
    held = holdings_of(affair())

    assert () == other_speakers(held, statements_of(held, "sa1"), "e1")
