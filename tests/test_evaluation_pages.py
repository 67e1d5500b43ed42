"""The evaluation of web pages."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from evaluation.gold import BadGold
from evaluation.page_peers import Answer
from evaluation.pages import body_counts, body_of, evaluate, is_day_right, is_hour_right, names_of, site_of

BODY = "Seventeen people were missing on Thursday after a ferry caught fire on the Long Fen, the harbour master said."
PAGE = f"""<html><head><title>Ferry burns on the fen</title><script type="application/ld+json">{{"@type": "NewsArticle",
"headline": "Ferry burns on the fen", "datePublished": "2024-03-14T09:10:00+01:00", "author": {{"name": "Ada Brook"}}}}
</script></head><body><article><h1>Ferry burns on the fen</h1><p>{BODY}</p><p>{BODY} Nobody else.</p></article>
</body></html>"""


def test_a_folder_of_news_pages_is_scored(tmp_path):
    """
    Body, title, byline, day, hour and speed, each with its interval.
    """
    gold = {
        "title": "“Ferry burns on the Fen”",
        "authors": ["Ada Brook"],
        "publishing_date": "2024-03-14 08:10:00+00:00",
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [BODY, f"{BODY} Nobody else."]}]},
    }
    (tmp_path / "uk").mkdir()
    (tmp_path / "uk" / "Fen.json").write_text(json.dumps({"V1": gold}))
    (tmp_path / "uk" / "Fen_2024_03_14.html.gz").write_bytes(gzip.compress(PAGE.encode()))

    figures = evaluate(tmp_path)

    assert [1.0] * 5 == [figures[name] for name in ("body_f1", "title", "byline", "day", "hour_zone")]
    assert figures["pages_per_cpu_second"] > 0
    assert [1.0, 1.0] == figures["body_f1_ci"]


def test_a_folder_of_bodies_alone_has_no_other_figures(tmp_path):
    """
    `ground-truth.json` beside `html`.
    """
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "a.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "ground-truth.json").write_text(
        json.dumps({"a": {"articleBody": f"{BODY}\n{BODY} Nobody else.", "url": ""}})
    )

    figures = evaluate(tmp_path)

    assert 1.0 == figures["body_f1"]
    assert "title" not in figures


def test_a_folder_without_pages_is_one_clear_line(tmp_path):
    """
    It says what was expected.
    """
    with pytest.raises(BadGold, match="no pages with gold"):
        evaluate(tmp_path)


def test_runs_of_four_words_are_counted():
    """
    One word too many at the end costs one run of precision.
    """
    assert (0.5, 1.0, 1.0, 1.0) == body_counts("one two three four", "one two three four five")
    assert (0.0, 0.0, 0.0, 1.0) == body_counts("one two three four", "")


def test_a_dateline_belongs_to_the_line_that_it_begins():
    """
    Another one does not.
    """
    text = "9 May\nOSK (NTB) – A ferry burns."
    rows = [
        {"begin": 0, "end": 5, "role": "dateline"},
        {"begin": 6, "end": 17, "role": "dateline"},
        {"begin": 18, "end": len(text), "role": "body"},
    ]

    assert "OSK (NTB) –\nA ferry burns." == body_of(text, rows)


@pytest.mark.parametrize(
    ("minutes", "precision", "is_right"),
    [(60, "minute", True), (None, "minute", False), (60, "day", False)],
)
def test_an_hour_needs_a_clock_and_a_zone(minutes: int | None, precision: str, is_right: bool):
    """
    The same hour in UTC, stated as such.
    """
    answer = Answer(published=datetime(2024, 3, 14, 8, 10, tzinfo=UTC), offset_minutes=minutes, precision=precision)

    assert is_right == is_hour_right(datetime(2024, 3, 14, 9, 5, tzinfo=timezone(timedelta(hours=1))), answer)


def test_a_day_is_that_of_the_golds_zone():
    """
    Late in the evening in one zone is the next day in another.
    """
    answer = Answer(published=datetime(2024, 3, 14, 23, 30, tzinfo=UTC), offset_minutes=0, precision="minute")

    assert is_day_right(datetime(2024, 3, 15, 0, 30, tzinfo=timezone(timedelta(hours=1))), answer)
    assert not is_day_right(datetime(2024, 3, 14, 0, 30, tzinfo=timezone(timedelta(hours=1))), answer)


def test_names_are_a_set():
    """
    Order, case and white space do not count.
    """
    assert names_of("Ada  Brook, ben reed") == names_of("Ben Reed and Ada Brook")


@pytest.mark.parametrize(
    ("address", "site"), [("https://www.a.example/x", "a.example"), ("http://m.b.co.uk/", "b.co.uk")]
)
def test_a_site_is_its_registered_name(address: str, site: str):
    """
    Pages of one site never stand on both sides of a fold.
    """
    assert site == site_of(address)
