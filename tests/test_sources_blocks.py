"""Blocks of an article."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retold.settings import ReadingSettings
from retold.sources.blocks import blocks
from retold.tables import ROLES, STAGE_TABLES

LEAD = "The ferry to Lower Fen caught fire on Thursday and seventeen people were missing, the harbour master said."
SECOND = "“Every boat that we have is out there,” he said, and added that the search would go on through the night."
THIRD = "The vessel was built in 1988 and passed an inspection in November, the company said in a statement."


def rows_of(text: str, readings: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    texts = STAGE_TABLES["texts"].rows([{"article": "a", "text": text, "text_hash": "h"}])
    plain = {"article": "a", "origin": "a.txt", "format": "text", "given": [], "found": [], "marks": None}
    every = STAGE_TABLES["readings"].rows([{**plain, **reading} for reading in readings or [{}]])
    return blocks(texts, every, settings=ReadingSettings()).to_pylist()


def roles_of(text: str, readings: list[dict[str, Any]] | None = None) -> list[tuple[str, str]]:
    return [(row["role"], text[row["begin"] : row["end"]]) for row in rows_of(text, readings)]


def role_of(line: str, *lines: str) -> str:
    """Return the role of `line` in a text of `lines`."""
    return next(role for role, words in roles_of("\n\n".join(lines)) if words == line)


def test_a_text_without_line_breaks_is_one_body():
    """
    Nothing tells a title from the rest.
    """
    assert [("body", LEAD)] == roles_of(LEAD)


def test_the_line_above_the_prose_is_the_title():
    """
    Short, without a full stop.
    """
    assert "title" == role_of("Ferry burns on the Long Fen", "Ferry burns on the Long Fen", LEAD, SECOND)


def test_a_title_that_stands_twice_is_two_title_blocks():
    """
    Scraped pages show the headline in the head and on the page.
    """
    title = "Fen: Ferry had no lifeboats"

    assert ["title", "title"] == [role for role, words in roles_of("\n\n".join([title, title, LEAD])) if words == title]


def test_a_sentence_that_stands_twice_below_the_title_is_a_caption():
    """
    Pages repeat a picture's caption as its alternative text.
    """
    caption = "Harbour Master Ada Brook says that the ferry “had no lifeboats at all” on board."

    found = roles_of("\n".join(["Ferry had no lifeboats", caption, caption, LEAD, SECOND]))

    assert [("caption", caption)] * 2 == [pair for pair in found if pair[1] == caption]


@pytest.mark.parametrize(
    "line",
    [
        "The quay on Friday morning. Photo: Fen Pictures",
        "FILE - The ferry in the harbour in 2019.",
        "Ada Brook visits the quay in February. (File photo)",
        "Smoke rises above the fen. (Fen Pictures via AP)",
    ],
)
def test_a_line_with_a_picture_credit_is_a_caption(line: str):
    """
    Who made the picture tells that there is one.
    """
    assert "caption" == role_of(line, "Ferry burns on the Long Fen", line, LEAD, SECOND)


@pytest.mark.parametrize(
    "line",
    ["By Ada Brook", "BY ADA BROOK", "Ada Brook in Upper Fen", "Fen Post staff and agencies", "Fen Post Online"],
)
def test_a_name_below_the_title_is_a_byline(line: str):
    """
    Of a person, a desk or the outlet.
    """
    assert "byline" == role_of(line, "Ferry burns on the Long Fen", line, LEAD, SECOND)


@pytest.mark.parametrize(
    "line", ["-- Ada Brook", "(Reporting by Ada Brook in Fen; editing by Ben Reed)", "Edited by: Ada Brook"]
)
def test_a_name_at_the_end_is_a_byline(line: str):
    """
    With a dash before it, or what was done.
    """
    assert "byline" == role_of(line, "Ferry burns on the Long Fen", LEAD, SECOND, line)


@pytest.mark.parametrize(
    "line",
    ["Published: 0540 GMT March 13, 2024", "Thursday 14 March 2024, 09:10", "Updated 3 hours ago", "15 March 2024"],
)
def test_a_line_of_dates_is_a_dateline(line: str):
    """
    Times and their labels, and next to nothing else.
    """
    assert "dateline" == role_of(line, line, "Ferry burns on the Long Fen", LEAD, SECOND)


@pytest.mark.parametrize(
    "line",
    [
        "Source: Lakeside News Network",
        "(Reuters)",
        "LNN/ab/cd",
        "AFP contributed to this report.",
        "With AFP contribution",
    ],
)
def test_a_line_that_names_where_the_words_come_from_is_a_credit(line: str):
    """
    Source lines, sign-offs and thanks.
    """
    assert "credit" == role_of(line, "Ferry burns on the Long Fen", LEAD, SECOND, line)


@pytest.mark.parametrize(
    "line",
    [
        "READ MORE: The ferry that never sailed (VIDEO)",
        "Also read: Ten lakes to see",
        "Latest Posts",
        "Accessibility links",
        "Breaking News",
        "Sign up to our evening newsletter",
        "Share this article",
        "Home | Live | Weather | Sport",
        "Home » Lakes » Ferries",
        "Got a story? Email the desk",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_way_to_other_pages_is_a_link(line: str, is_first: bool):
    """
    Above the title as well as below the text.
    """
    prose = ["Ferry burns on the Long Fen", LEAD, SECOND]

    assert "link" == role_of(line, *([line, *prose] if is_first else [*prose, line]))


def test_a_link_within_the_text_is_set_apart():
    """
    The paragraphs around it stay body.
    """
    link = "READ MORE: The ferry that never sailed"

    assert ["body", "body", "link", "body"] == [role for role, _ in roles_of("\n".join([LEAD, SECOND, link, THIRD]))]


@pytest.mark.parametrize(
    "line",
    [
        "|\u00a0 \u00a0|",
        "Security code:",
        "Captcha refresh",
        "Page generated in 3/1412 sec",
        "© 2024 Fen Post. All rights reserved.",
        "This website uses cookies. See our cookie policy.",
        "News ID: 88213",
    ],
)
def test_what_a_page_says_of_itself_is_boilerplate(line: str):
    """
    The page's machinery, its rights and its numbers.
    """
    assert "boilerplate" == role_of(line, "Ferry burns on the Long Fen", LEAD, SECOND, line)


@pytest.mark.parametrize(
    "line",
    [
        "The Fen Post is devoted to news and stories from the lakes. Its mission is independent reporting.",
        "Fen Online offers stories and opinion from the shore. Our goal is independent journalism. Write to us.",
    ],
)
def test_what_an_outlet_says_of_itself_at_the_end_is_boilerplate(line: str):
    """
    In the third person or in the first.
    """
    assert "boilerplate" == role_of(line, "Ferry burns on the Long Fen", LEAD, SECOND, line)


def test_an_article_about_an_outlet_stays_body():
    """
    Other prose below it, or somebody who said it, and it is no self-description.
    """
    line = "The Fen Post, an independent newspaper, covers news of the lakes, its owner Ada Brook said on Friday."

    assert "body" == role_of(line, "Ferry burns on the Long Fen", LEAD, line)


def test_the_paragraph_below_an_about_line_is_boilerplate():
    """
    Whatever its words are.
    """
    about = (
        '"Oars and Anchors" walks from harbour to harbour once a month. It is kept by guests of all ages and trades.'
    )

    assert "boilerplate" == role_of(about, "Ferry burns on the fen", LEAD, SECOND, "About This Blog", about)


def test_a_short_line_among_the_prose_is_a_heading():
    """
    Without a full stop, above a paragraph.
    """
    assert "heading" == role_of(
        "Lorries without lights", "Ferry burns on the Long Fen", LEAD, "Lorries without lights", THIRD
    )


def test_a_line_that_leads_into_a_quotation_stays_body():
    """
    "He added:" is a cue.
    """
    assert "body" == role_of("He added:", "Ferry burns on the Long Fen", LEAD, "He added:", SECOND)


def test_a_long_line_without_a_full_stop_stays_body():
    """
    Sentences lose their full stops too.
    """
    line = "The guild and the town council have been at odds over the “quiet quay” since the winter before last"

    assert "body" == role_of(line, "Ferry burns on the Long Fen", LEAD, line, THIRD)


@pytest.mark.parametrize(
    "dateline",
    [
        "UPPER FEN, March 12 (Lakewire) –",
        "FENTON, Marsh County, 14 March (LNN) —",
        "FENTON –",
        "FENTON (Reuters) -",
        "(LNN) —",
        "FENTON, March 12. /LNN/.",
        "Fenton, March 12 (LNN) -",
    ],
)
def test_a_dateline_at_the_begin_of_a_paragraph_is_a_block_of_its_own(dateline: str):
    """
    The paragraph's other words stay body.
    """
    assert [("dateline", dateline), ("body", LEAD), ("body", SECOND)] == roles_of(f"{dateline} {LEAD}\n{SECOND}")


@pytest.mark.parametrize(
    "text", ["NATO – the alliance of the lakes – met on Friday and said no.", "UN-led talks went on, he said."]
)
def test_an_abbreviation_at_the_begin_is_no_dateline(text: str):
    """
    What follows a dateline begins a sentence.
    """
    assert ["body"] == [role for role, _ in roles_of(text)]


def test_marks_of_the_least_origin_count():
    """
    Two readings of one text give one result in any order.
    """
    text = f"{LEAD}\n{SECOND}"
    body = [{"begin": 0, "end": len(text), "role": "body"}]
    other = [{"begin": 0, "end": len(LEAD), "role": "related"}]

    found = rows_of(text, [{"origin": "b", "marks": body}, {"origin": "a", "marks": other}])

    assert ["related", "body"] == [row["role"] for row in found]
    assert found == rows_of(text, [{"origin": "a", "marks": other}, {"origin": "b", "marks": body}])


def test_a_title_given_with_the_text_is_found_in_it():
    """
    Even where its line looks like a sentence.
    """
    given = [{"field": "title", "value": "The ferry burns."}]

    assert ("title", "The ferry burns.") in roles_of(f"The ferry burns.\n{LEAD}", [{"given": given}])


def test_each_block_has_a_probability_and_its_evidence():
    """
    Not calibrated, but never bare.
    """
    row = rows_of(f"By Ada Brook\n{LEAD}\n{SECOND}")[0]

    assert 0.5 < row["probability"] <= 1
    assert ["by line"] == [reason["kind"] for reason in row["evidence"]]


@pytest.mark.parametrize("text", ["word " * 40_000, "“no” " * 10_000, "קול 😀 مرحبا.\n" * 500, '"' * 10_000])
def test_long_and_strange_texts_are_covered(text: str):
    """
    One long paragraph, many quotation marks, right-to-left script and emoji.
    """
    covered = "".join("".join(words.split()) for _, words in roles_of(text))

    assert "".join(text.split()) == covered


@given(
    st.lists(
        st.sampled_from(
            [
                LEAD,
                SECOND,
                "By Ada",
                "READ MORE: x",
                "FEN, May 1 (LNN) - So.",
                "a\tb",
                "|",
                "Title of it",
                "12 May 2020",
            ]
        )
        | st.text(max_size=30),
        max_size=8,
    ),
    st.sampled_from(["\n", "\n\n", "\r\n", " "]),
)
@hypothesis_settings(deadline=None)
def test_blocks_cover_any_text_without_overlap(lines: list[str], between: str):
    """
    In order; only white space stands outside; roles are known ones.
    """
    text = between.join(lines).replace("\x00", "")
    rows = rows_of(text)

    assert all(before["end"] <= after["begin"] for before, after in pairwise(rows))
    assert "".join(text.split()) == "".join("".join(text[row["begin"] : row["end"]].split()) for row in rows)
    assert all(row["role"] in ROLES and row["begin"] < row["end"] for row in rows)


def test_lines_below_most_read_name_other_articles():
    """
    And those below a heading of comments are comments.
    """
    lines = [
        "Ferry burns on the Long Fen",
        LEAD,
        SECOND,
        "Most read",
        "The ferry that never sailed at all",
        "Comments (1)",
    ]

    assert "related" == role_of(lines[4], *lines)
    assert "comment" == role_of("Fenside: They never learn.", *lines, "Fenside: They never learn.")


def test_a_clock_time_alone_is_a_dateline():
    """
    As it stands above each entry of a live report.
    """
    assert "dateline" == role_of("14:20", "Parliament votes on the water law", "14:20", LEAD, SECOND)
