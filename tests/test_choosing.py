"""Tests of `retold.choosing`: which actors a name may mean."""

from __future__ import annotations

import pytest

from retold.choosing import actors_meant, nearest_names
from retold.corpus import Corpus
from retold.errors import NotFound

TEXTS = {
    "a.txt": "Storm\n\nMayor Ada Voss said on Monday that the bridge was safe. Voss left early.\n",
    "b.txt": "Trial\n\nJon Voss, 34, a baker, was jailed in May. Clerk Peter Dehghan said Jon Voss had wept.\n",
    "c.txt": "Boat\n\nLena Marr, a pilot, said on Friday that Tom Marr had sold it. Tom Marr told the Courier a lie.\n",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = Corpus(folder / "store.duckdb")
    made.add(folder)
    yield made
    made.close()


def test_a_full_name_means_one_actor(corpus):
    """
    The actor is shown by its commonest full name, with its articles.
    """
    (actor,) = actors_meant(corpus, "ada voss")

    assert ("Ada Voss", "PERSON", 1) == (actor.name, actor.type, actor.articles)


def test_a_family_name_of_several_gives_a_line_of_each(corpus):
    """
    Who shares a name is told apart by role, articles and id.
    """
    found = actors_meant(corpus, "Marr")

    assert {"Lena Marr", "Tom Marr"} == {actor.name for actor in found}
    assert [f"{actor.name}  PERSON" for actor in found] == [actor.line()[: len(actor.name) + 8] for actor in found]
    assert [actor.entity for actor in found] == [actor.line().split()[-1] for actor in found]


def test_a_part_of_a_name_is_enough(corpus):
    """
    A family name that never stands alone finds the full one.
    """
    assert ["Peter Dehghan"] == [actor.name for actor in actors_meant(corpus, "Dehghan")]


def test_a_slip_gets_the_nearest_names(corpus):
    """
    The error says what there is.
    """
    with pytest.raises(NotFound, match=r"no such entity: 'Dehgan'\. Nearest: .*Dehghan"):
        actors_meant(corpus, "Dehgan")


def test_near_names_are_few_and_of_three_letters_at_least():
    """
    One letter is like too many names.
    """
    assert ["Dehghan", "Dehqan"] == nearest_names("Dehgan", ["Dehqan", "Dehghan", "Voss"])
    assert [] == nearest_names("D", ["D", "Dehqan"])
