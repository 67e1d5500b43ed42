"""The evaluation of blocks on raw texts."""

from __future__ import annotations

import json

from evaluation.blocks import confusions, counts_of, evaluate

TEXT = "Ferry burns on the fen\nBy Ada Brook\nSeventeen people were missing on Thursday, the harbour master said."
BLOCKS = [[0, 22, "title"], [23, 35, "byline"], [36, len(TEXT), "body"]]


def test_right_roles_count_by_characters(tmp_path):
    """
    A text read as its gold says scores 1, in its half as in all.
    """
    record = {"id": "a", "half": "held", "text": TEXT, "blocks": BLOCKS}
    (tmp_path / "texts.jsonl").write_text(json.dumps(record) + "\n")

    figures = evaluate(tmp_path)

    assert (1.0, 1.0, 1.0, 1) == (
        figures["characters"],
        figures["content"],
        figures["held_characters"],
        figures["texts"],
    )


def test_a_wrong_role_is_told():
    """
    White space counts for nothing; a byline that is called a title is on the wrong side of the line too.
    """
    record = {"text": TEXT, "blocks": [BLOCKS[0], [23, 35, "title"], BLOCKS[2]]}

    every, right, side = counts_of(record)

    assert 10 == every - right == every - side
    assert {("title", "byline"): 10} == dict(confusions(record))
