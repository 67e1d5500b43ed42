"""Values of an article's fields, and the best of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from retold.settings import ReadingSettings
from retold.sources.fields import article_fields
from retold.sources.metadata import metadata
from retold.tables import STAGE_TABLES

SETTINGS = ReadingSettings()
PROSE = "The ferry to Lower Fen caught fire on Thursday and seventeen people were missing, the harbour master said."


def tables(text: str, blocks: list[tuple[str, str]], readings: list[dict[str, Any]], by_hand: dict[str, str]):
    plain = {"article": "a", "origin": "a.txt", "format": "text", "given": [], "found": [], "marks": None}
    rows = []
    for role, words in blocks:
        begin = text.index(words)
        rows.append({"article": "a", "begin": begin, "end": begin + len(words), "role": role, "probability": 0.9})
    return (
        STAGE_TABLES["texts"].rows([{"article": "a", "text": text, "text_hash": "h"}]),
        STAGE_TABLES["blocks"].rows(rows),
        STAGE_TABLES["readings"].rows([{**plain, **reading} for reading in readings or [{}]]),
        STAGE_TABLES["settings_by_hand"].rows(
            [{"article": "a", "field": field, "value": by_hand[field]} for field in sorted(by_hand)]
        ),
    )


def values_of(text: str, blocks=(), readings=(), by_hand=None) -> list[dict[str, Any]]:
    every = tables(text, list(blocks), list(readings), by_hand or {})
    return metadata(*every, settings=SETTINGS).to_pylist()


def fields_of(text: str, blocks=(), readings=(), by_hand=None) -> dict[str, Any]:
    texts, rows, read, hand = tables(text, list(blocks), list(readings), by_hand or {})
    found = metadata(texts, rows, read, hand, settings=SETTINGS)
    return article_fields(texts, read, rows, found, settings=SETTINGS).to_pylist()[0]


def given(**values: str) -> dict[str, Any]:
    return {"given": [{"field": field, "value": values[field]} for field in sorted(values)]}


def found(*values: tuple[str, str]) -> dict[str, Any]:
    return {"found": [{"field": field, "value": value, "begin": None, "end": None} for field, value in values]}


def test_a_time_in_a_dateline_is_a_value_with_its_place():
    """
    The span slices to the time and nothing more; the interval is as long as the precision.
    """
    line = "Published: 0540 GMT March 13, 2024"
    text = f"{line}\n{PROSE}"

    (row,) = [row for row in values_of(text, [("dateline", line)]) if row["field"] == "published"]

    assert ("2024-03-13T05:40+00:00", "visible text") == (row["value"], row["given_by"])
    assert "0540 GMT March 13, 2024" == text[row["begin"] : row["end"]]
    assert datetime(2024, 3, 13, 5, 40, tzinfo=UTC) == row["earliest"]
    assert datetime(2024, 3, 13, 5, 40, 59, 999999, tzinfo=UTC) == row["latest"]


def test_an_update_is_no_publication():
    """
    The label before a time tells which it is.
    """
    line = "Updated: 15 March 2024. Published: 14 March 2024"

    fields = fields_of(f"{line}\n{PROSE}", [("dateline", line)])

    assert datetime(2024, 3, 14, tzinfo=UTC) == fields["published"]
    assert datetime(2024, 3, 15, tzinfo=UTC) == fields["modified"]


@pytest.mark.parametrize("value", ["1246-05-01", "2999-01-01"])
def test_an_unbelievable_year_is_kept_and_not_asserted(value: str):
    """
    Below a probability of .5 nothing is filled in.
    """
    readings = [found(("published", value))]

    (row,) = [row for row in values_of(PROSE, readings=readings) if row["field"] == "published"]

    assert row["probability"] < 0.5
    assert fields_of(PROSE, readings=readings)["published"] is None


def test_a_date_in_the_prose_is_no_publication():
    """
    Articles tell of other days.
    """
    text = "The ferry was built on 3 May 1988, the harbour master said."

    assert fields_of(text, [("body", text)])["published"] is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ada Brook", "Ada Brook"),
        ("-- Ada Brook", "Ada Brook"),
        ("Ada Brook in Upper Fen", "Ada Brook"),
        ("By Ada Brook and Ben Reed, Lakes Correspondent", "Ada Brook and Ben Reed"),
        ("(Reporting by Ada Brook in Fen)", "Ada Brook"),
    ],
)
def test_a_byline_is_the_name_alone(line: str, name: str):
    """
    Without "By", dash, place and office; the span slices to it.
    """
    text = f"{PROSE}\n{line}"

    (row,) = [row for row in values_of(text, [("byline", line)]) if row["field"] == "byline"]

    assert name == row["value"] == text[row["begin"] : row["end"]]


@pytest.mark.parametrize("line", ["Fen Post staff and agencies", "Fen Post Online", "Our Correspondent"])
def test_a_desk_is_no_writer(line: str):
    """
    Its name is kept, and not filled in.
    """
    text = f"{line}\n{PROSE}"

    assert fields_of(text, [("byline", line)])["byline"] is None
    assert [line] == [row["value"] for row in values_of(text, [("byline", line)]) if row["field"] == "byline"]


def test_what_an_outlet_calls_itself_is_not_filled_in():
    """
    The outlet that is not stated stays null; its own name is a value below .5.
    """
    about = "The Fen Post provides news of the lakes."
    text = f"{PROSE}\n{about}"

    (row,) = [row for row in values_of(text, [("boilerplate", about)]) if row["field"] == "outlet"]

    assert "Fen Post" == row["value"] == text[row["begin"] : row["end"]]
    assert fields_of(text, [("boilerplate", about)])["outlet"] is None


def test_by_hand_goes_before_given_before_page_before_text():
    """
    Each giver in turn is taken away.
    """
    text = f"Text title\n{PROSE}"
    blocks = [("title", "Text title")]
    page, caller = found(("title", "Page title")), given(title="Given title")

    assert "Hand title" == fields_of(text, blocks, [{**page, **caller}], {"title": "Hand title"})["title"]
    assert "Given title" == fields_of(text, blocks, [{**page, **caller}])["title"]
    assert "Page title" == fields_of(text, blocks, [page])["title"]
    assert "Text title" == fields_of(text, blocks)["title"]


def test_the_first_value_in_the_mark_up_is_taken():
    """
    Readers list them in order of trust.
    """
    assert "B" == fields_of(PROSE, readings=[found(("title", "B"), ("title", "A"))])["title"]


def test_the_order_of_readings_does_not_matter():
    """
    Of equal values the lesser string is taken.
    """
    one, two = {"origin": "1", **given(outlet="B")}, {"origin": "2", **given(outlet="A")}

    assert "A" == fields_of(PROSE, readings=[one, two])["outlet"] == fields_of(PROSE, readings=[two, one])["outlet"]


def test_a_zone_that_is_not_stated_is_null():
    """
    The time then counts as UTC, with its precision.
    """
    fields = fields_of(PROSE, readings=[given(published="2024-03-15")])

    assert (datetime(2024, 3, 15, tzinfo=UTC), None, "day") == (
        fields["published"],
        fields["published_offset_minutes"],
        fields["published_precision"],
    )


def test_a_stated_zone_is_kept_beside_utc():
    """
    Minutes east of Greenwich.
    """
    fields = fields_of(PROSE, readings=[given(published="2024-03-14T09:10:00+03:30")])

    assert (datetime(2024, 3, 14, 5, 40, tzinfo=UTC), 210) == (fields["published"], fields["published_offset_minutes"])


def test_one_page_read_under_two_addresses_is_one_page():
    """
    Tracking parameters do not part them.
    """
    one = fields_of(PROSE, readings=[given(url="https://fen.example/a?utm_source=x")])
    two = fields_of(PROSE, readings=[given(url="https://FEN.example/a#top")])

    assert one["page"] is not None
    assert (one["page"], one["url"]) == (two["page"], two["url"])


def test_the_language_is_told_from_the_body():
    """
    ISO 639-1; a stated one goes before.
    """
    text = "Die Fähre verließ den Hafen am Morgen, und siebzehn Menschen wurden am Abend noch vermisst."

    assert "de" == fields_of(text, [("body", text)])["language"]
    assert "en" == fields_of(text, [("body", text)], [given(language="en-GB")])["language"]


def test_an_article_of_which_nothing_is_stated_has_a_row_of_nulls():
    """
    Every article has a row.
    """
    fields = fields_of("So it is")

    assert {"a", None} == set(fields.values())
