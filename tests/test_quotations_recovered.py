"""The stage `family_quotations`: marks that only a copy kept."""

from __future__ import annotations

from typing import Any

import pytest

from retold.quotations.recovered import family_quotations
from retold.settings import QuotationsSettings
from retold.tables import STAGE_TABLES

MARKED = "“The dam is old, but it will hold until the spring,” Ada Voss said."
BARE = "The dam is old, but it will hold until spring. Nobody slept that night."
CONTENT = "“The dam is old, but it will hold until the spring,”"


def quotation(article: str, text: str, content: str, kind: str, **given: Any) -> dict[str, Any]:
    begin = text.index(content)
    return {
        "quotation": f"{article}-{begin}",
        "article": article,
        "block": "body",
        "kind": kind,
        "source": [],
        "cue": [],
        "content": [{"begin": begin, "end": begin + len(content)}],
        "attitude": "speech",
        "polarity": "affirmed",
        "actor": "x1",
        "speaker_probability": 0.9,
        "channel": [],
        "probability": 0.97,
        "evidence": [],
        **given,
    }


def recover(rows: list[dict[str, Any]], texts: dict[str, str], *, swapped: bool = False, exemplar: bool = False):
    a, b = sorted(texts)
    passage = {
        "article_a": a,
        "begin_a": 0,
        "end_a": len(texts[a]),
        "article_b": b,
        "begin_b": 0,
        "end_b": len(texts[b]),
        "identity": 0.9,
    }
    tables = (
        STAGE_TABLES["quotation_spans"].rows(rows[::-1] if swapped else rows),
        STAGE_TABLES["passages"].rows([passage]),
        STAGE_TABLES["derivations"].rows([{"article": b, "exemplar": a}] if exemplar else []),
        STAGE_TABLES["texts"].rows({"article": key, "text": text, "text_hash": "h"} for key, text in texts.items()),
    )
    return family_quotations(*tables, settings=QuotationsSettings()).to_pylist()


def test_bare_words_that_a_copy_has_in_marks_are_a_quotation():
    """
    The row has the marked one's actor, no source and no cue, and points at it.
    """
    rows = recover([quotation("a", MARKED, CONTENT, "direct")], {"a": MARKED, "b": BARE})
    (row,) = [row for row in rows if row["article"] == "b"]
    (span,) = row["content"]

    assert "The dam is old, but it will hold until spring" == BARE[span["begin"] : span["end"]]
    assert ("indirect", "x1", [], []) == (row["kind"], row["actor"], row["source"], row["cue"])
    assert [("marks in a copy", "a-0")] == [(e["kind"], e["id"]) for e in row["evidence"]]


def test_a_known_exemplar_makes_it_surer():
    """
    Kinship counts.
    """
    rows = [quotation("a", MARKED, CONTENT, "direct")]
    alone, kin = (
        recover(rows, {"a": MARKED, "b": BARE}, exemplar=exemplar)[-1]["probability"] for exemplar in (False, True)
    )

    assert alone < kin


@pytest.mark.parametrize("article", ["a", "c"])
def test_it_works_in_both_directions(article: str):
    """
    Which of the pair kept the marks does not matter.
    """
    rows = recover([quotation(article, MARKED, CONTENT, "direct")], {article: MARKED, "b": BARE})

    assert {article, "b"} == {row["article"] for row in rows}


def test_an_own_quotation_is_kept():
    """
    What the article itself tells of these words stands; nothing is added.
    """
    bare = "The dam is old, but it will hold until the spring, Voss said."
    own = quotation("b", bare, "The dam is old, but it will hold until the spring", "indirect", actor="x2")

    rows = recover([quotation("a", MARKED, CONTENT, "direct"), own], {"a": MARKED, "b": bare})

    assert ["x1", "x2"] == [row["actor"] for row in rows]


def test_an_own_quotation_grows_over_the_sentence_before_it():
    """
    The clause stands in the last sentence only; the marks of the copy show where the quotation began.
    """
    marked = "“The dam is old. It will hold until the spring at least,” Ada Voss said."
    bare = "The dam is old. It will hold until the spring at least, Voss said."
    own = quotation("b", bare, "It will hold until the spring at least", "indirect", actor="x2")
    inner = quotation("b", bare, "the spring", "indirect", inside=own["quotation"])
    given = [quotation("a", marked, marked[: marked.index(" Ada")], "direct"), own, inner]

    rows = recover(given, {"a": marked, "b": bare})
    (grown,) = [row for row in rows if row["article"] == "b" and row["inside"] is None]
    (span,) = grown["content"]

    assert "The dam is old. It will hold until the spring at least" == bare[span["begin"] : span["end"]]
    assert "x2" == grown["actor"]
    assert [grown["quotation"]] == [row["inside"] for row in rows if row["inside"]]


def test_marks_of_its_own_stay():
    """
    A direct quotation at the same place is not touched.
    """
    both = [quotation("a", MARKED, CONTENT, "direct"), quotation("b", MARKED, CONTENT, "direct")]
    kept = recover(both, {"a": MARKED, "b": MARKED})

    assert [(row["quotation"], row["content"]) for row in both] == [(row["quotation"], row["content"]) for row in kept]


def test_other_words_are_not_taken_for_it():
    """
    Where too few words agree, nothing is found.
    """
    other = "The ferry is new and the lake is calm. Nobody slept that night."

    assert ["a"] == [
        r["article"] for r in recover([quotation("a", MARKED, CONTENT, "direct")], {"a": MARKED, "b": other})
    ]


def test_the_order_of_rows_does_not_matter():
    """
    The same table from the same rows.
    """
    rows = [quotation("a", MARKED, CONTENT, "direct"), quotation("b", BARE, "Nobody slept", "indirect")]

    assert recover(rows, {"a": MARKED, "b": BARE}) == recover(rows, {"a": MARKED, "b": BARE}, swapped=True)
