"""Tests of `evaluation.times`: reading TimeML and counting what is right."""

from __future__ import annotations

import pytest

from evaluation.gold import BadGold
from evaluation.times import Marked, evaluate, pairs_of, read_article, right_of
from tests.conftest import ROOT

TIMEML = """<?xml version="1.0" ?>
<TimeML><DOCID>x</DOCID><DCT><TIMEX3 tid="t0" type="DATE" value="2016-12-28"
functionInDocument="CREATION_TIME">December 28</TIMEX3></DCT><TITLE>Title</TITLE><TEXT>
They <EVENT eid="e1">met</EVENT> on <TIMEX3 tid="t1" type="DATE" value="2016-12-27">Tuesday</TIMEX3> &amp; left.
</TEXT></TimeML>"""


def test_only_the_text_is_read(tmp_path):
    """
    Spans count in the text; the creation time is the article's, not a mark.
    """
    path = tmp_path / "x.tml"
    path.write_text(TIMEML, encoding="utf-8")
    article = read_article(path)
    (mark,) = article.marked

    assert ("2016-12-28", "Tuesday", "2016-12-27") == (
        article.created,
        article.text[mark.begin : mark.end],
        mark.value,
    )
    assert "& left" in article.text


def test_a_find_is_right_strictly_relaxedly_or_in_value():
    """
    An equal span counts thrice, an overlapping one at most twice.
    """
    found = [Marked(0, 5, "2016"), Marked(10, 20, "P1D"), Marked(30, 35, "P1Y")]
    marked = [Marked(0, 5, "2016"), Marked(12, 20, "P2D")]

    assert (1, 2, 1) == right_of(found, marked)


def test_a_mark_is_found_once_at_most():
    """
    Two finds in one mark are one right and one wrong.
    """
    assert 1 == len(pairs_of([Marked(0, 3, ""), Marked(4, 9, "")], [Marked(0, 9, "")]))


def test_a_folder_without_timeml_is_a_clear_error(tmp_path):
    """
    One line that says what to give.
    """
    with pytest.raises(BadGold, match=r"no \.tml files"):
        evaluate(tmp_path)


def test_broken_xml_is_a_clear_error(tmp_path):
    """
    The file is named.
    """
    (tmp_path / "x.tml").write_text("<TimeML>", encoding="utf-8")
    with pytest.raises(BadGold, match=r"x\.tml: not XML"):
        evaluate(tmp_path)


def test_the_dev_set_meets_the_targets():
    """
    Our own annotated articles: they guard what works, they do not prove it.
    """
    figures = evaluate(ROOT / "evaluation" / "data" / "times_dev")

    assert figures["strict_f1"] >= 0.95
    assert figures["relaxed_f1"] >= 0.97
    assert figures["value_f1"] >= 0.92


@pytest.mark.parametrize("created", ["2016-12-28", "20161228", "2016-12-28TEV", "2016-12-28T06:12:00-EST"])
def test_a_creation_time_is_read_in_each_of_its_forms(tmp_path, created):
    """
    Weekdays count from it.
    """
    path = tmp_path / "x.tml"
    path.write_text(TIMEML.replace('value="2016-12-28"', f'value="{created}"'), encoding="utf-8")

    assert evaluate(tmp_path)["value_f1"] == 1.0
