"""Tests of `evaluation.stories_own`: our own stories, and what follows what."""

from __future__ import annotations

import json

import pytest

from evaluation.gold import BadGold
from evaluation.stories_own import chains, evaluate

FERRY = (
    "The ferry Simorgh caught fire on Lake Ostan on Monday. Captain Barzan and 212 passengers were saved near Dastra."
)


def test_a_story_told_twice_is_one():
    """
    Same words, same happening; another happening stands alone.
    """
    gold = {"a": "x", "b": "x", "c": "y"}

    assert {"follows_recall": 1.0, "follows_precision": 0.5} == chains(
        {"y": "x"}, gold, {"a": "s1", "b": "s1", "c": "s2"}, {"s2": "s1", "s1": "s2"}
    )


def test_articles_are_scored_against_their_truth(tmp_path):
    """
    Two copies and one other text.
    """
    told = [("1", FERRY, "x"), ("2", FERRY + " They wept.", "x"), ("3", "Bread costs 3 crowns in Harn now.", "y")]
    rows = [{"id": name, "text": text, "story": story, "follows": None} for name, text, story in told]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    figures = evaluate(tmp_path)

    assert (1.0, 0) == (figures["b3_f1"], figures["pairs_merged"])


def test_data_of_another_format_is_one_clear_line(tmp_path):
    """
    A line without its truth.
    """
    (tmp_path / "articles.jsonl").write_text('{"id": "1", "text": "Bread."}\n', encoding="utf-8")

    with pytest.raises(BadGold, match="no story, follows"):
        evaluate(tmp_path)
