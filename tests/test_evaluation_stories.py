"""Tests of `evaluation.stories`: labelled events."""

from __future__ import annotations

import json

import pytest

from evaluation.stories import evaluate

TEXTS = {
    ("1", "fire"): (
        "The ferry Simorgh burned on Lake Ostan and Governor Behzad Taheri closed the harbour at Kelar.",
        "Governor Behzad Taheri closed Kelar harbour after the Simorgh, a ferry, burned on Lake Ostan.",
    ),
    ("1", "storm"): (
        "A storm sank the trawler Anahit off Port Mersad, and the coastguard under Dara Vosk found no crew.",
        "The coastguard of Dara Vosk searched in vain for the crew of the Anahit, sunk by a storm off Port Mersad.",
    ),
    ("2", "tram"): (
        "Aldwater will run its trams until one in the morning, Councillor Imran Shah told the Aldwater Gazette.",
        "Councillor Imran Shah said Aldwater trams would run until one on Saturdays, the Gazette reported.",
    ),
}


@pytest.mark.parametrize("folds", [None, 2])
def test_the_figures_are_shares_and_orders_agree(tmp_path, folds):
    """
    With shipped and with fitted weights; five random orders and batchings give the same tables.
    """
    path = tmp_path / "events.jsonl"
    rows = [
        {"id": f"{event}-{i}", "topic": topic, "subtopic": event, "text": text}
        for (topic, event), texts in TEXTS.items()
        for i, text in enumerate(texts)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    figures = evaluate(path, folds=folds)

    assert figures["orders_equal"] is True
    assert {"b3_f1", "b3_precision", "b3_recall", "tfidf_b3_f1"} <= figures.keys()
    assert all(0.0 <= figures[name] <= 1.0 for name in ("b3_f1", "b3_precision", "b3_recall", "tfidf_b3_f1"))
    assert figures["b3_f1"] > 0.8
