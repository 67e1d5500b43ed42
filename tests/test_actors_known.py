"""Tests of `retold.actors.known`: names that are known to be one's."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from importlib.resources import files

from retold.actors.gazetteer import demonyms, folded, given_names
from retold.actors.known import is_listed_together, known_as
from retold.actors.names import name_similarity, spelling_similarity


def lists() -> list[list[str]]:
    text = files("retold.actors").joinpath("known_names.tsv").read_text(encoding="utf-8")
    return [line.split("\t")[2].split("|") for line in text.splitlines() if not line.startswith("#")]


def test_a_translation_is_known_for_its_name():
    """
    Spelling says nothing here.
    """
    assert is_listed_together("Lashkar-e-Toiba", "Army of the Righteous")
    assert not is_listed_together("Lashkar-e-Toiba", "Army of the Elsewhere")


def test_an_unknown_name_is_nothing():
    """
    What stands in no list, or is empty, has no entry.
    """
    assert [None, None] == [known_as("Ada Quill"), known_as("")]


def test_no_name_stands_in_two_lists():
    """
    An alias of two things would make them one.
    """
    counted = Counter(name for names in lists() for name in names)

    assert [] == [name for name, count in counted.items() if count > 1]


def test_names_are_folded_and_no_country_or_given_name():
    """
    "Bolivia" and "Muhammad" are no aliases of anybody.
    """
    plain = {folded(name) for name in demonyms()} | set(given_names())

    assert [] == [name for names in lists() for name in names if name != folded(name) or name in plain]


def test_a_family_name_alone_is_no_persons_alias():
    """
    It could be any relative's.
    """
    text = files("retold.actors").joinpath("known_names.tsv").read_text(encoding="utf-8")
    people = [line.split("\t")[2].split("|") for line in text.splitlines() if line.startswith("PERSON")]

    assert people
    assert [] == [name for names in people for name in names if " " not in name]


def test_what_is_known_adds_to_the_spelling():
    """
    It is evidence beside others, and never certainty.
    """
    pair = ("Lashkar-e-Toiba", "Army of the Righteous")

    assert spelling_similarity(*pair) < 0.5 < name_similarity(*pair) < 0.95


def test_importing_reads_no_file():
    """
    The lists are read at the first question.
    """
    code = "import retold.actors.names; from retold.actors.known import _table; print(_table.cache_info().currsize)"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "0" == found.stdout.strip()
