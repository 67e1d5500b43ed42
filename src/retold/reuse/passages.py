"""Stretches of text that two articles share, as rows with offsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, probability_of, rounded
from retold.reuse.marks import inside_spans
from retold.reuse.matching import find_stretches
from retold.reuse.words import Words, words_of
from retold.settings import ReuseSettings
from retold.spans import Span, merged
from retold.tables import STAGE_TABLES

_CHANCE = -5.0  # log-odds of a shared stretch before its words are counted: lone short ones are stock phrases
_PER_WORD = 0.3  # log-odds that one equal word adds: seventeen words reach .5 by themselves
_INSIDE_MARKS = 2.75  # the same words inside quotation marks in both texts are the same saying
_MOSTLY = 0.75  # share of a passage's characters
_NEIGHBOUR = 2.75  # another passage stands beside it in both texts
_NEIGHBOUR_CHARACTERS = 600  # a few sentences
_FAR_CHARACTERS = 3000  # so much the exemplar may have more in between
_OPENING = "“„‟\"'‘‚«‹([{¿¡「『（"
_CLOSING = "”“\"'’»›)]}.,;:!?…—–-。、！？」』）،؛؟।%"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that two articles share."""

    span_a: Span
    span_b: Span
    identity: float  # share of equal words, 0 to 1
    equal_words: int
    longest_run: int  # words equal in a row


def passages(pair_texts: pa.Table, *, settings: ReuseSettings) -> pa.Table:
    """Find the passages of each pair of articles."""
    words: dict[str, Words] = {}
    inside: dict[str, list[Span]] = {}
    rows: list[dict[str, Any]] = []
    for pair in pair_texts.to_pylist():
        for side in ("a", "b"):
            article = pair[f"article_{side}"]
            if article not in words:
                words[article] = words_of(pair[f"text_{side}"], spans_of(pair[f"content_{side}"]))
        a, b = words[pair["article_a"]], words[pair["article_b"]]
        found = find_passages(a, b, settings=settings)
        for side, text in (("a", a.text), ("b", b.text)) if found else ():
            if pair[f"article_{side}"] not in inside:
                inside[pair[f"article_{side}"]] = inside_spans(text)
        rows += _rows(found, inside, pair)
    return STAGE_TABLES["passages"].rows(rows)


def spans_of(content: list[dict[str, int]] | None) -> list[Span]:
    """Return a list column's structs as spans, in order and joined where they touch."""
    return merged(Span(span["begin"], span["end"]) for span in content or [])


def find_passages(words_a: Words, words_b: Words, *, settings: ReuseSettings) -> list[Passage]:
    """Return the passages that two texts share, in order of the first text.

    Spans begin and end at words, with the quotation marks, brackets and points that cling to them, and never overlap
    within one text. Texts that share fewer than `min_passage_words` in a row give none.
    """
    stretches = find_stretches(words_a, words_b, settings=settings)
    spans_a = _spans(words_a, [(s.begin_a, s.end_a) for s in stretches])
    spans_b = _spans(words_b, [(s.begin_b, s.end_b) for s in stretches])
    return [
        Passage(a, b, rounded(s.identity), s.equal, max(run.length for run in s.runs))
        for s, a, b in zip(stretches, spans_a, spans_b, strict=True)
    ]


def _spans(words: Words, parts: list[tuple[int, int]]) -> list[Span]:
    return [edge_span(words, first, last) for first, last in parts]


def edge_span(words: Words, first: int, last: int) -> Span:
    """Return the span of words `[first, last)` with the marks that cling to its ends.

    Marks between two words go to the word before as far as they close something, to the word after as far as they
    open something: spans of different words never overlap.
    """
    text = words.text
    begin = words.begins[first]
    limit = closing_end(words, first - 1) if first else 0
    while begin > limit and text[begin - 1] in _OPENING:
        begin -= 1
    return Span(begin, closing_end(words, last - 1))


def closing_end(words: Words, index: int) -> int:
    """Return where word `index` ends together with the closing marks that cling to it."""
    text, end = words.text, words.ends[index]
    limit = words.begins[index + 1] if index + 1 < len(words) else len(text)
    while end < limit and text[end] in _CLOSING:
        end += 1
    return end


def _rows(found: list[Passage], inside: dict[str, list[Span]], pair: dict[str, Any]) -> list[dict[str, Any]]:
    inside_a, inside_b = inside.get(pair["article_a"], []), inside.get(pair["article_b"], [])
    rows = []
    for index, passage in enumerate(found):
        evidence = [Evidence("equal words", _CHANCE + _PER_WORD * passage.equal_words * passage.identity)]
        if _stands_inside(passage.span_a, inside_a) and _stands_inside(passage.span_b, inside_b):
            evidence.append(Evidence("inside marks", _INSIDE_MARKS))
        if any(_is_neighbour(passage, other) for other in found[max(0, index - 1) : index + 2] if other != passage):
            evidence.append(Evidence("passage beside it", _NEIGHBOUR))
        rows.append(_row(passage, evidence, pair))
    return rows


def _stands_inside(span: Span, inside: list[Span]) -> bool:
    """Whether most of a passage stands inside quotation marks; "she said" may follow."""
    shared = (min(span.end, other.end) - max(span.begin, other.begin) for other in inside)
    return sum(max(0, length) for length in shared) >= _MOSTLY * len(span)


def _is_neighbour(passage: Passage, other: Passage) -> bool:
    first, second = sorted((passage, other), key=lambda p: p.span_a.begin)
    gap_a = second.span_a.begin - first.span_a.end
    gap_b = second.span_b.begin - first.span_b.end
    near, far = min(gap_a, gap_b), max(gap_a, gap_b)
    return -1 <= near <= _NEIGHBOUR_CHARACTERS and far <= _FAR_CHARACTERS


def _row(passage: Passage, evidence: list[Evidence], pair: dict[str, Any]) -> dict[str, Any]:
    place = (pair["article_a"], passage.span_a.begin, passage.span_a.end)
    return {
        "article_a": pair["article_a"],
        "begin_a": passage.span_a.begin,
        "end_a": passage.span_a.end,
        "article_b": pair["article_b"],
        "begin_b": passage.span_b.begin,
        "end_b": passage.span_b.end,
        "identity": passage.identity,
        "probability": probability_of(sum(e.weight for e in evidence)),
        "evidence": [Evidence(e.kind, e.weight, *place).as_row() for e in evidence],
    }
