"""Tests of `evaluation.versions`: pairs of adjacent versions."""

from __future__ import annotations

import json

from evaluation.versions import evaluate

FIRST = (
    "The Simorgh was a ferry on Lake Ostan. She carried traders from Ostan to the market at Lower Kelar for thirty"
    " years, in fair weather and in foul, and no passenger was ever lost on board before the spring of the fire."
)
SECOND = FIRST + " A new ferry with an iron hull was ordered from the yard at Milabad in the following summer."


def write(folder, *texts):
    """Write the versions of one page."""
    path = folder / "versions.jsonl"
    rows = [{"article": "Simorgh", "version": i, "text": text} for i, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_identical_versions_are_left_out(tmp_path):
    """
    Nothing can be asked about two equal texts.
    """
    figures = evaluate(write(tmp_path, FIRST, FIRST))

    assert 0.0 == figures["adjacent"] == figures["coverage"] == figures["longer_is_newer"]


def test_the_longer_version_is_said_to_be_newer(tmp_path):
    """
    The baseline that any method must beat.
    """

    assert 1.0 == evaluate(write(tmp_path, FIRST, SECOND))["longer_is_newer"]
    assert 0.0 == evaluate(write(tmp_path, SECOND, FIRST))["longer_is_newer"]


def test_an_abstention_counts_as_wrong(tmp_path):
    """
    Two texts with nothing in common have no answer.
    """
    figures = evaluate(write(tmp_path, FIRST, "Trams run late on Saturdays. The council of Aldwater voted for it."))

    assert (0.0, 0.0) == (figures["coverage"], figures["adjacent"])
