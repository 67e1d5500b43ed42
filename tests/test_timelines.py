"""Tests of `retold.timelines`: when it is said to have happened, and who is called what, when."""

from __future__ import annotations

from datetime import date

import pytest

from retold.actors.times.values import day_bounds
from retold.corpus import Corpus

EARLY = (
    "Farid Rahmani, the trade minister of Khorvan, spoke on Tuesday. The bridge was closed in March 2023, he said. "
    "It opened on 5 March 2023.\n"
)
LATE = "Farid Rahmani, the former trade minister of Khorvan, spoke again on Friday.\n"


@pytest.fixture
def corpus(tmp_path):
    """Return a store with two dated articles."""
    found = Corpus(tmp_path / "two.duckdb")
    for name, text in (("early", EARLY), ("late", LATE)):
        (tmp_path / f"{name}.txt").write_text(f"Bridge {name}\n\n{text}", encoding="utf-8")
        found.add(tmp_path / f"{name}.txt")
    found.set("early", published="2024-03-14")
    found.set("late", published="2024-06-07")
    return found


def test_dates_stand_in_their_order_beside_when_they_were_told(corpus):
    """
    A month stands before the days within it.
    """
    rows = corpus.timeline(article="early").to_pylist()

    assert ["2023-03", "2023-03-05", "2024-03-12"] == [row["value"] for row in rows]
    assert {date(2024, 3, 14)} == {row["said"].date() for row in rows}


def test_each_date_has_its_sentence(corpus):
    """
    A date without its words says nothing.
    """
    rows = corpus.timeline().to_pylist()

    assert all(row["text"] in row["sentence"] for row in rows)


def test_roles_have_the_times_at_which_they_were_told(corpus):
    """
    Told in March as an office, in June as a former one: it is not marked former.
    """
    (role,) = corpus.roles("Farid Rahmani").to_pylist()

    assert ("trade minister", False, 2) == (role["role"], role["former"], role["articles"])
    assert (date(2024, 3, 14), date(2024, 6, 7)) == (role["earliest"].date(), role["latest"].date())


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2016-12-28", (date(2016, 12, 28), date(2016, 12, 28))),
        ("2016-12-28TMO", (date(2016, 12, 28), date(2016, 12, 28))),
        ("2016-W52", (date(2016, 12, 26), date(2017, 1, 1))),
        ("2016-W52-WE", (date(2016, 12, 31), date(2017, 1, 1))),
        ("2016-H2", (date(2016, 7, 1), date(2016, 12, 31))),
        ("2016", (date(2016, 1, 1), date(2016, 12, 31))),
        ("199", (date(1990, 1, 1), date(1999, 12, 31))),
        ("18", (date(1800, 1, 1), date(1899, 12, 31))),
        ("P3D", None),
        ("PAST_REF", None),
        ("XXXX-12", None),
    ],
)
def test_the_days_that_a_value_names(value, bounds):
    """
    First and last, both within; nothing for what names no certain day.
    """
    assert bounds == day_bounds(value)
