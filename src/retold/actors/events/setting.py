"""When and where a deed took place, as far as its own clause says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retold.actors.events.deeds import Deed
from retold.actors.events.grammar import Clause
from retold.spans import Span

_KINDS = ("DATE", "TIME")
_WHERE = ("in", "at", "near", "outside", "inside", "across", "around")
_MAX_CLIMB = 6


def time_of(clause: Clause, deed: Deed, times: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the value of the time expression in the deed's own clause; None where there is none, or several."""
    span = clause.sentence.span
    values = set()
    for row in times:
        if row["type"] in _KINDS and span.begin <= row["begin"] and row["end"] <= span.end:
            last = [t.index for t in clause.tokens if row["begin"] <= t.span.begin and t.span.end <= row["end"]]
            if last and _clause_of(clause, last[-1], row) == _verb_of(clause, deed.trigger):
                values.add(row["value"])
    return values.pop() if len(values) == 1 else None


def place_of(clause: Clause, deed: Deed, places: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the name of the place that the deed's words are said to have happened in."""
    parties = [deed.actor.span] + ([] if deed.recipient is None else [deed.recipient.span])
    for index in dict.fromkeys((*deed.words, deed.trigger)):
        for each in clause.after(index, _WHERE):
            span = clause.tokens[each].span
            for row in places:
                if row["begin"] <= span.begin and span.end <= row["end"] and not _overlaps(span, parties):
                    return str(row["text"])
    return None


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(other.overlaps(span) for other in others)


def _clause_of(clause: Clause, index: int, row: Mapping[str, Any]) -> int:
    """Return the verb that a time expression belongs to: the first above it."""
    for _ in range(_MAX_CLIMB):
        head = clause.parent(index)
        if head is None:
            return index
        index = head
        if clause.is_verb(index) and not row["begin"] <= clause.tokens[index].span.begin < row["end"]:
            return index
    return index


def _verb_of(clause: Clause, index: int) -> int:
    for _ in range(_MAX_CLIMB):
        if clause.is_verb(index):
            return index
        head = clause.parent(index)
        if head is None:
            return index
        index = head
    return index
