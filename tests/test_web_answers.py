"""What pages answer with as data: whole tables, within a limit."""

from __future__ import annotations

import pytest

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.web import answers
from retold.web.asked import Asked
from retold.web.pages import PAGES


@pytest.mark.parametrize("path", ["/mentions", "/events"])
def test_a_listing_too_long_for_one_answer_is_refused_before_it_is_read(example_corpus, monkeypatch, path):
    """
    Its rows would fill the memory first.
    """
    monkeypatch.setattr(answers, "MOST_ROWS", 3)
    asked = Asked(path)
    page = PAGES[path](example_corpus, asked)
    monkeypatch.setattr(Corpus, "table", lambda *_, **__: pytest.fail("the table was read"))

    with pytest.raises(UsageError, match=r"more than 3 rows\. Ask for fewer, or use: retold export"):
        answers.data(page, "csv", asked)


def test_an_answer_of_too_many_rows_is_refused(example_corpus, monkeypatch):
    """
    Of all tables of a page together.
    """
    monkeypatch.setattr(answers, "MOST_ROWS", 3)
    asked = Asked("/article/01_agency", {"article": "01_agency"})

    with pytest.raises(UsageError, match="more than 3 rows"):
        answers.data(PAGES["/article/{article}"](example_corpus, asked), "json", asked)


def test_as_many_rows_as_fit_are_given(example_corpus, monkeypatch):
    """
    Those that are asked for, not those of the whole table.
    """
    asked = Asked("/quotations", options=(("article", "01_agency"), ("limit", "1")))
    wanted = example_corpus.article_id("01_agency")
    rows = [row for row in example_corpus.quotations().to_pylist() if row["article"] == wanted]
    monkeypatch.setattr(answers, "MOST_ROWS", len(rows))
    given = b"".join(answers.data(PAGES["/quotations"](example_corpus, asked), "jsonl", asked).chunks)

    assert len(given.splitlines()) == len(rows) > 1
