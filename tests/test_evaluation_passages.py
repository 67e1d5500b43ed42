"""Tests of `evaluation.passages`: planted and found, in characters."""

from __future__ import annotations

import json

from evaluation.passages import Shared, evaluate
from retold.spans import Span

COPIED = (
    "The old ferry captain refused to leave the burning deck before every single passenger had reached the sandbank,"
    " and nobody on the quay dared to speak while the boats came in one by one under the smoke."
)


def write(folder, cases):
    """Write two documents that share a paragraph, and the cases."""
    head, tail = "Aldwater council met about late trams.\n\n", "\n\nA library book came home."
    documents = [
        {"path": "susp/suspicious-1.txt", "text": head + COPIED + tail},
        {"path": "src/source-1.txt", "text": COPIED + "\n\nThe weather stayed dry all week."},
    ]
    base = {"susp": "suspicious-1.txt", "src": "source-1.txt", "this_length": len(COPIED)}
    base |= {"source_offset": 0, "source_length": len(COPIED), "this_offset": len(head), "exact": True}
    for name, rows in (("dev_docs", documents), ("dev_cases", [base | case for case in cases])):
        content = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(content, encoding="utf-8")


def test_a_find_must_touch_on_both_sides():
    """
    The right words from the wrong place are not the case.
    """
    case = Shared(Span(0, 10), Span(50, 60))

    assert case.touches(Shared(Span(5, 9), Span(55, 70)))
    assert not case.touches(Shared(Span(5, 9), Span(0, 9)))


def test_a_planted_paragraph_is_found(tmp_path):
    """
    The whole of it, once.
    """
    write(tmp_path, [{}])
    figures = evaluate(tmp_path)

    assert figures["recall"] > 0.97
    assert figures["precision"] > 0.97
    assert 1.0 == figures["granularity"]


def test_a_case_that_is_not_exact_counts_neither_way(tmp_path):
    """
    Its find is no error among the exact ones, and a hit among all.
    """
    write(tmp_path, [{"exact": False}])
    figures = evaluate(tmp_path)

    assert 0.0 == figures["precision"] == figures["recall"]
    assert figures["recall_all"] > 0.97
