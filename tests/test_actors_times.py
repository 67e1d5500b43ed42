"""Tests of `retold.actors.times.stage`: rows of `times`."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.actors.times.stage import times
from retold.language.sentences import sentences
from retold.settings import ActorsSettings, LanguageSettings
from retold.tables import STAGE_TABLES

WEDNESDAY = datetime(2016, 12, 28, 6, 12, tzinfo=UTC)
ASSERTED = 0.5


def run(
    text: str, *, published: datetime | None = WEDNESDAY, precision: str = "minute", **inferred: datetime | None
) -> list[dict[str, Any]]:
    """Return the rows of one article; `earliest` and `latest` infer its date."""
    texts = STAGE_TABLES["texts"].rows([{"article": "a", "text": text}])
    blocks = STAGE_TABLES["blocks"].rows([{"article": "a", "begin": 0, "end": len(text), "role": "body"}])
    fields = {"article": "a", "published": published, "published_precision": precision}
    dates = [{"article": "a", "probability": 0.8, **inferred}] if inferred else []
    return times(
        texts,
        blocks,
        sentences(texts, blocks, settings=LanguageSettings()),
        STAGE_TABLES["article_fields"].rows([fields]),
        STAGE_TABLES["inferred_dates"].rows(dates),
        settings=ActorsSettings(),
    ).to_pylist()


def asserted(text: str, **dated: Any) -> list[tuple[str, str | None]]:
    return [(row["text"], row["value"]) for row in run(text, **dated) if row["probability"] >= ASSERTED]


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("The envoy left on Tuesday.", "Tuesday", "2016-12-27"),
        ("The envoy will leave on Tuesday.", "Tuesday", "2017-01-03"),
        ("The envoy leaves next Tuesday.", "next Tuesday", "2017-01-03"),
        ("The ship sank three days ago.", "three days ago", "2016-12-25"),
        ("Prices fell last month.", "last month", "2016-11"),
        ("Earlier in December, they met.", "Earlier in December", "2016-12"),
        ("It has rained since September 2015.", "September 2015", "2015-09"),
        ("In the 1990s they built dams.", "the 1990s", "199"),
        ("It was built in the 19th century.", "the 19th century", "18"),
        ("Sales rose in the third quarter.", "the third quarter", "2016-Q3"),
        ("The talks will end this week.", "this week", "2016-W52"),
        ("He spoke on Monday morning.", "Monday morning", "2016-12-26TMO"),
        ("They met at 5:30 p.m. on Tuesday.", "5:30 p.m. on Tuesday", "2016-12-27T17:30"),
        ("They will meet tonight.", "tonight", "2016-12-28TNI"),
        ("He was born on the third of March 1918.", "the third of March 1918", "1918-03-03"),
        ("They attacked before dawn Monday.", "dawn Monday", "2016-12-26TDA"),
        ("Tickets go on sale Friday.", "Friday", "2016-12-30"),
        ("The war lasted three days.", "three days", "P3D"),
        ("The film takes two hours.", "two hours", "PT2H"),
        ("They waited for years.", "years", "PXY"),
        ("They meet every Monday.", "every Monday", "XXXX-WXX-1"),
        ("Boats cross daily.", "daily", "P1D"),
        ("They earn $5 million a year.", "a year", "P1Y"),
        ("He recently left.", "recently", "PAST_REF"),
        ("He now rests.", "now", "PRESENT_REF"),
        ("He thinks of the future.", "the future", "FUTURE_REF"),
        ("They came on Christmas Eve.", "Christmas Eve", "2016-12-24"),
        ("They meet for Easter 2024.", "Easter 2024", "2024-03-31"),
    ],
)
def test_a_time_has_its_value(text, found, value):
    """
    Every type of TIMEX3 is found, with its value from publication on Wednesday, 28 December 2016.
    """
    assert [(found, value)] == asserted(text)


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("It should land late Thursday or early Friday.", "early Friday", "2016-12-30"),
        ("The season ran from June 1 to Nov. 30.", "Nov. 30", "2016-11-30"),
        ("The season ran from Nov. 1 to Feb. 5.", "Feb. 5", "2017-02-05"),
        ("Nobody left from 10 p.m. to 5 a.m. here.", "5 a.m.", "2016-12-29T05:00"),
        ("It sank in June 2014. More died that October.", "that October", "2014-10"),
        ("It ends June 3. The ban began at 6 p.m. here.", "6 p.m.", "2016-12-28T18:00"),
    ],
)
def test_a_second_time_goes_on_from_the_one_before_it(text, found, value):
    """
    The end of a range follows its beginning, and a clock time does not belong to a day of another season.
    """
    assert (found, value) == asserted(text)[-1]


def test_a_date_named_before_is_what_later_ones_count_from():
    """
    "The same day", "the next day" and "two years later" belong to the text's own dates.
    """
    found = asserted(
        "It began on 12 June 1998. The same day it rained. The next day it snowed. Two years later it ended."
    )

    assert ["1998-06-12", "1998-06-12", "1998-06-13", "2000"] == [value for _, value in found]


@pytest.mark.parametrize(
    "text",
    [
        "The 34-year-old baker, aged 31, is 50 years old.",
        "She may march to the sea.",
        "A second man came second.",
        "Mrs May spoke for the party.",
        "The Daily Herald and the Sunday Times wrote of it.",
        "Some 1998 people came.",
        "It cost $1998 and 1246 crowns.",
    ],
)
def test_what_looks_like_a_time_is_none(text):
    """
    Ages, verbs, ordinals, names and counts are no times.
    """
    assert [] == asserted(text)


@pytest.mark.parametrize(
    "text",
    [
        "They met on 31 February.",
        "They met on 02/03/04.",
        "In 1395 the Iranian council met.",
        "They met on 15 Khordad 1342.",
        "They met on 2016-13-45.",
    ],
)
def test_a_date_that_is_none_or_several_has_no_value(text):
    """
    Impossible and ambiguous days, and years of other calendars, stay open, below a probability of .5.
    """
    (row,) = run(text)

    assert row["value"] is None
    assert row["probability"] < ASSERTED


def test_a_bare_number_is_a_year_only_beside_a_cue():
    """
    "1246" alone is a number.
    """
    assert [] == run("The hall has 1246 chairs, and 1246 was the number on the door.")


def test_without_any_date_what_counts_from_publication_stays_open():
    """
    An article without a date: the value says what is unknown, and the row is not asserted.
    """
    rows = run("They met on Tuesday, last month and in December. It took two days.", published=None)

    assert ["XXXX-WXX-2", "XXXX-XX", "XXXX-12", "P2D"] == [row["value"] for row in rows]
    assert [False, False, False, True] == [row["probability"] >= ASSERTED for row in rows]


def test_an_inferred_interval_gives_a_value_where_all_of_it_agrees():
    """
    Any day of one week in December tells the year and the month, and not the day.
    """
    interval = {"earliest": datetime(2016, 12, 27, tzinfo=UTC), "latest": datetime(2016, 12, 29, tzinfo=UTC)}
    rows = run("They met this year, and yesterday.", published=None, **interval)

    assert ["2016", "XXXX-XX-XX"] == [row["value"] for row in rows]
    assert rows[0]["probability"] < 0.8


def test_an_open_interval_gives_no_value():
    """
    "Not before" says nothing of the year.
    """
    (row,) = run("They met this year.", published=None, earliest=WEDNESDAY, latest=None)

    assert row["probability"] < ASSERTED


def test_a_publication_known_to_the_year_gives_the_year_only():
    """
    A stated year is an interval of days.
    """
    rows = run("They met this year, and yesterday.", precision="year")

    assert ["2016", "XXXX-XX-XX"] == [row["value"] for row in rows]


def test_capitals_change_nothing():
    """
    A text in capitals has the same times.
    """
    found = asserted("KELAR, DEC. 24: HE LEFT LAST WEEK AND CAME BACK ON TUESDAY.")

    assert ["2016-12-24", "2016-W51", "2016-12-27"] == [value for _, value in found]


def test_times_outside_of_content_are_left_out():
    """
    A menu's dates are other pages' dates.
    """
    texts = STAGE_TABLES["texts"].rows([{"article": "a", "text": "Read more: Tuesday"}])
    blocks = STAGE_TABLES["blocks"].rows([{"article": "a", "begin": 0, "end": 18, "role": "related"}])
    empty = [STAGE_TABLES[name].empty() for name in ("sentences", "article_fields", "inferred_dates")]

    assert 0 == times(texts, blocks, *empty, settings=ActorsSettings()).num_rows


def test_evidence_points_at_the_words_and_at_what_the_value_rests_on():
    """
    A weekday rests on its words, its tense and the publication.
    """
    (row,) = run("They met on Tuesday.")

    assert ["weekday", "tense", "publication"] == [each["kind"] for each in row["evidence"]]
    assert "article_fields" == row["evidence"][2]["table"]


PIECES = ["on Tuesday", "May", "31 February", "2016-02-30", "three days", "ago", "a", "year", "later", "the", "1395"]
PIECES += ["next", "week", "at 25:61", "noon", "of", "every", "½", "🙂", "\n", "\n\n", "last", "quarter", "’98", "زمان"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from([WEDNESDAY, None]))
def test_rows_slice_to_their_text_and_never_overlap(pieces, published):
    """
    Whatever the words, spans are in order, disjoint and true.
    """
    text = " ".join(pieces)
    rows = run(text, published=published)

    assert all(text[row["begin"] : row["end"]] == row["text"] and row["text"] == row["text"].strip() for row in rows)
    assert all(one["end"] <= other["begin"] for one, other in pairwise(rows))
    assert all(0 <= row["probability"] <= 1 and row["evidence"] for row in rows)
