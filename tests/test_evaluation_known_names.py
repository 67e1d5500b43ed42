"""Tests of `evaluation.known_names`: what is kept of dictionaries' lists."""

from __future__ import annotations

from evaluation.known_names import Known, build, known_of, read_lists, without_unclear

DICTIONARY = """# a comment
RIVER_LIBERATION_ARMY_(RLA)_ ; another
+FIGHTERS_OF_THE_RIVER_
+ADA_QUILL_
	[FRAREB 010101-020101]

HARBOUR_COUNCIL_ [FRAGOV]
+COUNCIL_OF_THE_HARBOUR_
+TIDE_MINISTRY_
PRESIDENT_BELA_VARGA_
+BELA_WARGA_
+VARGA_
	[HUNGOV >010101]
"""


def test_lists_are_read_with_their_codes():
    """
    A name without "+" opens a list; codes stand behind or below.
    """
    (army, codes), (council, _), (person, _) = read_lists(DICTIONARY)

    assert (["FRAREB"], 3, 3, 3) == (codes, len(army), len(council), len(person))


def test_a_group_keeps_all_its_names_but_its_leaders():
    """
    Translations and initials are names; the head of a group is not the group.
    """
    names = ["RIVER_LIBERATION_ARMY_(RLA)_", "FIGHTERS_OF_THE_RIVER_", "SHEIKH_ADA_QUILL"]

    (known,) = known_of(names, ["FRAREB"], whole=True)

    assert Known("GROUP", "FRA", ("river liberation army", "rla", "fighters of the river")) == known


def test_several_bodies_of_one_state_are_parted():
    """
    The dictionaries put a council and a ministry under one code.
    """
    names = ["HARBOUR_COUNCIL_", "COUNCIL_OF_THE_HARBOUR_", "TIDE_MINISTRY_"]

    assert [("harbour council", "council of the harbour")] == [
        known.names for known in known_of(names, ["FRAGOV"], whole=False)
    ]


def test_persons_lose_titles_and_lone_family_names():
    """
    "Varga" alone is nobody's alias, and "President" no part of a name.
    """
    (known,) = known_of(["PRESIDENT_BELA_VARGA", "BELA_WARGA", "VARGA"], ["HUNGOV"], whole=False)

    assert Known("PERSON", "HUN", ("bela varga", "bela warga")) == known


def test_a_countrys_own_list_is_left_out():
    """
    The gazetteer has countries.
    """
    assert [] == known_of(["FRANCE_", "FRENCH_"], ["FRA"], whole=False)


def test_a_name_of_two_lists_is_in_neither():
    """
    It would make one of two.
    """
    lists = [
        Known("GROUP", "FRA", ("river army", "reed fighters", "tide")),
        Known("GROUP", "HUN", ("hill army", "reed fighters")),
    ]

    assert [] == without_unclear(lists)


def test_lists_can_be_left_out_to_measure(tmp_path):
    """
    With the pairs that are asked about left out, only other knowledge remains.
    """
    for name in ("Phoenix.Countries.actors.txt", "Phoenix.International.actors.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "Phoenix.MilNonState.actors.txt").write_text(DICTIONARY)

    whole, part = build(tmp_path), build(tmp_path, without=[["River Liberation Army", "Fighters of the River"]])

    assert ("river liberation army" in whole, "river liberation army" in part) == (True, False)
