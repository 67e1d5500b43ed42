"""Text exports of Nexis Uni and LexisNexis."""

from __future__ import annotations

from retold.settings import ReadingSettings
from retold.sources.nexis import is_export, read_export
from retold.sources.records import Reading, Rejected

NEWER = """User Name: Ann Korrin
Date and Time: Tuesday, March 12, 2024 9:10:00 AM EDT
Job Number: 1234567
Documents (2)
1. Council keeps the ferry
Client/Matter: -None-
Search Terms: ferry
2. Hull to be mended
Client/Matter: -None-

Council keeps the ferry
Fen Post
March 12, 2024 Tuesday
Final Edition

Copyright 2024 Fen Post Ltd.
All Rights Reserved

Section: NEWS; Pg. 3
Length: 34 words
Byline: Ann Korrin and Bo Lund
Dateline: SORVIK
Highlight: A vote on Monday ends a quarrel of two winters.

Body


The council met on Monday and voted to keep the ferry.

“We need the boat,” said the mayor. The section: closed.

Load-Date: March 13, 2024


End of Document

Hull to be mended
The Harbour Mail
14 March 2024

Copyright 2024 The Harbour Mail
Length: 20 words

Body

The hull of the ferry will be mended, the yard said.

Classification

Language: ENGLISH

Publication-Type: Newspaper

Load-Date: March 15, 2024

End of Document
"""
OLDER = """                               1 of 2 DOCUMENTS

                                    Fen Post

                            March 12, 2004 Tuesday
                                 Late Edition

SECTION: News; Pg. 3

LENGTH: 34 words

HEADLINE: Council keeps the ferry
for five more winters

BYLINE: By ANN KORRIN

BODY:
   The council met on Monday and voted to keep
the ferry.

   "We need the boat," said the mayor.

LOAD-DATE: March 13, 2004

LANGUAGE: ENGLISH

                               2 of 2 DOCUMENTS

                                The Harbour Mail

                                 March 14, 2004

LENGTH: 20 words

HEADLINE: Hull to be mended

BODY:
   The hull of the ferry will be mended, the yard said.

LOAD-DATE: March 15, 2004
"""


def read(text: str):
    return [item for _, item in read_export(text, "a.txt", settings=ReadingSettings())]


def articles(text: str) -> list[Reading]:
    return [item for item in read(text) if isinstance(item, Reading)]


def roles(reading: Reading, role: str) -> list[str]:
    return [reading.text[mark.begin : mark.end] for mark in reading.marks if mark.role == role]


def test_each_article_of_a_newer_export_is_one():
    """
    Its headings are its fields; its day and outlet stand above them.
    """
    first, second = articles(NEWER)

    assert {
        "title": "Council keeps the ferry",
        "outlet": "Fen Post",
        "published": "2024-03-12",
        "byline": "Ann Korrin and Bo Lund",
    } == first.given
    assert {
        "title": "Hull to be mended",
        "outlet": "The Harbour Mail",
        "published": "2024-03-14",
        "language": "en",
    } == second.given


def test_only_what_stands_between_body_and_its_end_is_body():
    """
    A line in it that looks like a heading stays.
    """
    first, second = articles(NEWER)

    assert [
        "The council met on Monday and voted to keep the ferry.",
        "“We need the boat,” said the mayor. The section: closed.",
    ] == roles(first, "body")
    assert ["The hull of the ferry will be mended, the yard said."] == roles(second, "body")
    assert ["Council keeps the ferry"] == roles(first, "title")


def test_an_older_export_numbers_its_articles():
    """
    A headline may be wrapped onto the next line.
    """
    first, second = articles(OLDER)

    assert {
        "title": "Council keeps the ferry for five more winters",
        "outlet": "Fen Post",
        "published": "2004-03-12",
        "byline": "ANN KORRIN",
        "language": "en",
    } == first.given
    assert [
        "The council met on Monday and voted to keep",
        "the ferry.",
        '"We need the boat," said the mayor.',
    ] == roles(first, "body")
    assert "Hull to be mended" == second.given["title"]


def test_every_article_is_kept_to_the_character():
    """
    Headings, copyright and the end are marked and never cut.
    """
    for text in (NEWER, OLDER):
        for reading in articles(text):
            assert reading.text in text
            marked = "".join(reading.text[mark.begin : mark.end] for mark in reading.marks)
            assert "".join(reading.text.split()) == "".join(marked.split())


def test_the_cover_page_is_rejected_with_its_reason():
    """
    It is a list of the articles.
    """
    assert [("a.txt:1", "index page")] == [
        (item.origin, item.reason) for item in read(NEWER) if isinstance(item, Rejected)
    ]


def test_a_text_that_only_names_such_words_is_no_export():
    """
    One heading or one ending is not enough.
    """
    assert not is_export("The novel ends.\nEnd of Document\n")
    assert not is_export("Length: 300 words\nThe council met on Monday.")
    assert is_export(NEWER)
    assert is_export(OLDER)
