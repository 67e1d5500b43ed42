"""Names of outlets that an article credits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retold.settings import ReadingSettings
from retold.sources.credits import credits
from retold.tables import STAGE_TABLES


def rows_of(text: str, role: str = "body"):
    texts = STAGE_TABLES["texts"].rows([{"article": "a", "text": text, "text_hash": "h"}])
    rows = []
    begin = 0
    for line in text.split("\n"):
        if line.strip():
            rows.append({"article": "a", "begin": begin, "end": begin + len(line), "role": role, "probability": 0.9})
        begin += len(line) + 1
    return credits(texts, STAGE_TABLES["blocks"].rows(rows), settings=ReadingSettings()).to_pylist()


def asserted(text: str, role: str = "body") -> list[tuple[str, str]]:
    rows = rows_of(text, role)
    assert all(row["outlet"] == " ".join(text[row["begin"] : row["end"]].split()) for row in rows)
    return [(row["kind"], row["outlet"]) for row in rows if row["probability"] >= 0.5]


@pytest.mark.parametrize(
    ("text", "kind", "outlet"),
    [
        ("The fen will rise, Brook told RT.", "told", "RT"),
        ("“It will rise,” Brook told the BBC on Friday.", "told", "BBC"),
        ("“It will rise,” Brook told Lakewire.", "told", "Lakewire"),
        ("Brook told the Lakewire news agency that it will rise.", "told", "Lakewire"),
        ("Brook told the news agency Lakewire on Tuesday.", "told", "Lakewire"),
        ("“It will rise,” Brook told the Fen Gazette.", "told", "Fen Gazette"),
        ("Brook told Radio Fen that it will rise.", "told", "Radio Fen"),
        ("Brook told Lakewire in an interview on Tuesday.", "told", "Lakewire"),
        ("Brook said in an interview with Lakewire published on Tuesday.", "told", "Lakewire"),
        ("He said so in an interview with the Fenmark-24 TV channel on May 6.", "told", "Fenmark-24"),
        ("In an interview with the Fenmark magazine Deep Water published on Friday", "told", "Deep Water"),
        ("Brook was speaking on the state broadcaster FRT.", "told", "FRT"),
        ("Brook wrote in an email to the Standard.", "told", "Standard"),
        ("The fen has risen, Press TV reported.", "reported by", "Press TV"),
        ("The fen has risen, Radio Fen reported.", "reported by", "Radio Fen"),
        ("Fenmark's Lakewire news agency reported that it rose.", "reported by", "Lakewire"),
        ('According to Fenmark website "Deep water," Brook agreed.', "reported by", "Deep water"),
        ("Brook was quoted as saying by the daily Fenner Bote.", "reported by", "Fenner Bote"),
        ("Brook was quoted by Fars as saying so.", "reported by", "Fars"),
        ("The fen has risen. (Reuters)", "agency", "Reuters"),
    ],
)
def test_an_outlet_is_credited(text: str, kind: str, outlet: str):
    """
    Known ones, those with a media noun beside them, and those whose name has the shape of one.
    """
    assert [(kind, outlet)] == asserted(text)


@pytest.mark.parametrize(
    "text",
    [
        "Brook told reporters that it will rise.",
        "Brook told him so.",
        "Brook told Parliament on Monday that it will rise.",
        "Brook told the Senate that it will rise.",
        "Brook told the Ministry of Lakes that it will rise.",
        "Brook told President Reed that it will rise.",
        "Brook told Ben Reed that it will rise.",
        "Brook told Germany that it will rise.",
        "Brook told state television that it will rise.",
        "“It will rise,” Brook told Reed. Reed said that it would not.",
        "In an interview with Ben Reed, Brook wept.",
        "According to Brook, it will rise.",
        "According to Fenmark media reports, it rose.",
        "The company reported a loss, and Brook reported it to the police.",
        "The rebels (Khamsin) took the fen.",
        "Brook spoke to Reed on Friday.",
    ],
)
def test_a_person_a_body_or_a_place_is_not_credited(text: str):
    """
    After the same words as an outlet.
    """
    assert [] == asserted(text)


def test_a_name_is_learnt_from_the_rest_of_the_article():
    """
    Who did an interview once is an outlet wherever it is told something.
    """
    text = "Brook said in an interview with Lakewire.\nIt was Reed who told Lakewire about the fen."

    assert [("told", "Lakewire")] * 2 == asserted(text)


@pytest.mark.parametrize(
    ("line", "role", "found"),
    [
        ("UPPER FEN, March 12 (Lakewire) –", "dateline", [("agency", "Lakewire")]),
        ("FENTON, March 12. /LNN/.", "dateline", [("agency", "LNN")]),
        ("Source: Lakeside News Network", "credit", [("source line", "Lakeside News Network")]),
        ("LNN/ab/cd", "credit", [("agency", "LNN")]),
        ("Lakewire and LNN contributed to this report.", "credit", [("agency", "Lakewire"), ("agency", "LNN")]),
        ("With AFP contribution", "credit", [("agency", "AFP")]),
        ("Source: Agencies", "credit", []),
        ("By Ada Brook, Associated Press", "byline", [("agency", "Associated Press")]),
        ("By Ada Brook", "byline", []),
        ("The quay on Friday. Photo: Reuters", "caption", []),
        ("READ MORE: What Brook told the BBC", "link", []),
    ],
)
def test_lines_are_read_by_their_role(line: str, role: str, found: list[tuple[str, str]]):
    """
    Who made a picture is no credit of words, and menus credit nobody.
    """
    assert found == asserted(line, role)


def test_a_credit_says_why():
    """
    Each reason with its weight and the name's place.
    """
    (row,) = rows_of("The fen will rise, Brook told RT.")

    assert ["told", "known outlet", "ends the sentence"] == [reason["kind"] for reason in row["evidence"]]
    assert {(row["begin"], row["end"])} == {(reason["begin"], reason["end"]) for reason in row["evidence"]}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["told RT. " * 10_000, "Aa Bb reported " * 10_000, "TOLD " * 40_000, '"' * 10_000])
def test_long_texts_take_no_long_time(text: str):
    """
    No search grows with the square of the text.
    """
    rows_of(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "told",
                "the",
                "RT",
                "interview",
                "with",
                "Lakewire",
                "according",
                "to",
                "(AP)",
                "“Fen”",
                "reported",
                "by",
                ".",
                "agency",
            ]
        ),
        max_size=14,
    ),
    st.sampled_from(["body", "dateline", "credit", "byline", "caption"]),
)
@hypothesis_settings(deadline=None)
def test_names_never_overlap_and_slice_to_what_they_claim(words: list[str], role: str):
    """
    In order, within the text.
    """
    text = " ".join(words)
    rows = rows_of(text, role)

    assert all(before["end"] <= after["begin"] for before, after in pairwise(rows))
    assert all(row["outlet"] == " ".join(text[row["begin"] : row["end"]].split()) for row in rows)
