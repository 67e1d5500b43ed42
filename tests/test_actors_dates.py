"""Tests of `retold.actors.dates`: intervals for undated articles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from retold.actors.dates import inferred_dates
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES

NOON = datetime(2024, 5, 15, 12, 0, tzinfo=UTC)  # a Wednesday


def infer(
    texts: dict[str, str], published: dict[str, datetime], derivations: list[tuple[str, str]]
) -> dict[str, dict[str, Any]]:
    rows = inferred_dates(
        STAGE_TABLES["texts"].rows([{"article": name, "text": text} for name, text in texts.items()]),
        STAGE_TABLES["blocks"].rows(
            [{"article": name, "begin": 0, "end": len(text), "role": "body"} for name, text in texts.items()]
        ),
        STAGE_TABLES["article_fields"].rows(
            [{"article": name, "published": published.get(name), "published_precision": "minute"} for name in texts]
        ),
        STAGE_TABLES["story_members"].empty(),
        STAGE_TABLES["derivations"].rows(
            [{"article": copy, "exemplar": exemplar, "probability": 0.95} for copy, exemplar in derivations]
        ),
        settings=ActorsSettings(),
    ).to_pylist()
    return {row["article"]: row for row in rows}


def test_a_copy_is_not_earlier_than_its_exemplar():
    """
    A stated time bounds the copy from below, and leaves its end open.
    """
    found = infer({"a": "Bread is dear.", "b": "Bread is dear."}, {"a": NOON}, [("b", "a")])

    assert (NOON, None) == (found["b"]["earliest"], found["b"]["latest"])


def test_an_exemplar_is_not_later_than_its_copy():
    """
    A stated time bounds the exemplar from above.
    """
    found = infer({"a": "Bread is dear.", "b": "Bread is dear."}, {"b": NOON}, [("b", "a")])

    assert (None, NOON) == (found["a"]["earliest"], found["a"]["latest"])


def test_a_copy_that_names_the_day_dates_itself_and_its_exemplar():
    """
    "In an interview published on Tuesday": the last Tuesday before another copy's time, and the week after it.
    """
    texts = {
        "a": "Bread is dear, the baker said.",
        "b": "Bread is dear, the baker said.",
        "c": "Bread is dear, the baker said in an interview with the Post published on Tuesday.",
    }
    found = infer(texts, {"b": NOON}, [("b", "a"), ("c", "a")])

    assert (14, 14) == (found["a"]["earliest"].day, found["a"]["latest"].day)
    assert (14, 20) == (found["c"]["earliest"].day, found["c"]["latest"].day)


def test_a_day_inside_a_quotation_dates_nothing():
    """
    What a speaker calls Tuesday is his own.
    """
    texts = {"a": "Bread.", "b": "“I gave an interview on Tuesday,” the baker said."}
    found = infer(texts, {"a": NOON}, [("b", "a")])

    assert found["b"]["latest"] is None


def test_this_week_ends_on_sunday():
    """
    An article that takes text of a Wednesday and says "this week" is of that week.
    """
    found = infer({"a": "Bread.", "b": "Bakers met this week."}, {"a": NOON}, [("b", "a")])

    assert datetime(2024, 5, 19, 23, 59, 59, tzinfo=UTC) == found["b"]["latest"]


def test_nothing_known_gives_no_row():
    """
    An article on its own stays undated, whatever days it names.
    """
    assert {} == infer({"a": "The baker spoke on Thursday."}, {}, [])


def test_stated_times_are_not_touched():
    """
    An article with a stated time has no row.
    """
    assert "a" not in infer({"a": "Bread.", "b": "Bread."}, {"a": NOON}, [("b", "a")])


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=8), st.sampled_from("abcd"))
def test_intervals_are_intervals_whatever_copies_whom(derivations, dated):
    """
    Cycles and contradictions end, and no interval ends before it begins.
    """
    texts = dict.fromkeys("abcd", "The talks of this week, in an interview on Monday.")
    found = infer(texts, {dated: NOON}, [pair for pair in derivations if pair[0] != pair[1]])

    assert all(
        row["earliest"] is None or row["latest"] is None or row["earliest"] <= row["latest"] for row in found.values()
    )


def test_an_article_is_not_earlier_than_a_date_that_it_tells_of():
    """
    The latest full date with a verb of the past bounds it from below; what lies ahead does not.
    """
    text = "The bridge fell on 5 March 2023 and was cleared on 7 March 2023. It will open on 9 May 2024."

    row = infer({"a": text}, {}, [])["a"]

    assert (datetime(2023, 3, 7, tzinfo=UTC), None) == (row["earliest"], row["latest"])
    assert ["date in the text"] == [each["kind"] for each in row["evidence"]]


def test_a_date_told_of_is_not_this_week():
    """
    "This week" is the week of publication, not of a date long past.
    """
    row = infer({"a": "The bridge fell on 5 March 2023. This week it was sold."}, {}, [])["a"]

    assert row["latest"] is None


def test_a_date_between_marks_bounds_nothing():
    """
    Who is quoted may speak of anything.
    """
    assert {} == infer({"a": "“It fell on 5 March 2023,” she said."}, {}, [])
