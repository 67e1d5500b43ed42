"""Headlines and labels."""

from __future__ import annotations

import pytest

from tests.quotation_texts import asserted, told


@pytest.mark.parametrize(
    ("title", "source", "content"),
    [
        ("Dashtar: Monitors not serious about peace", "Dashtar", "Monitors not serious about peace"),
        ("Monitors Want to Stay in Valley: Dashtar", "Dashtar", "Monitors Want to Stay in Valley"),
        ("Dashtar Slams Monitors, Backs New Talks", "Dashtar", "Monitors"),
        ("Valley will not be disarmed, minister says", "minister", "Valley will not be disarmed"),
    ],
)
def test_a_headline_reports(title: str, source: str, content: str):
    """
    By a colon before or behind, a verb in the present, or a clause at the end.
    """
    assert (source, [content]) in [(s, c) for s, _, c in told(f"{title}\nNobody came.", roles=("title",))]


@pytest.mark.parametrize(
    "title", ["WATCH: Boats burn in port", "Analysis: Why the talks failed", "Harbour opens again"]
)
def test_a_label_is_nobody(title: str):
    """
    Labels of desks and forms do not speak.
    """
    assert [] == told(title, roles=("title",))


def test_a_headline_keeps_its_block():
    """
    The role tells headlines from the body.
    """
    (row,) = asserted("Dashtar: Monitors not serious about peace", roles=("title",))

    assert "title" == row["block"]


def test_a_transcript_names_its_speakers_in_capitals():
    """
    The rest of the paragraph is what they said.
    """
    found = told("VOSS: The dam will hold. We checked it twice.\nOREL: It will not.")

    assert [("VOSS", ":", ["The dam will hold. We checked it twice."]), ("OREL", ":", ["It will not."])] == found


def test_questions_and_answers_without_names_report_nobody():
    """
    Q and A are no names.
    """
    assert [] == [row for row in told("Q: Will it hold?\nA: It will.") if row[0] in ("Q", "A")]
