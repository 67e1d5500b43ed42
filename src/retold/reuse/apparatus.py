"""All witnesses of a story cut at the same places: what is common, what varies, what was added, what was moved.

The table that critical editions call the apparatus, with offsets into every witness. It does not depend on the order
of the witnesses: the longest is the base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retold.reuse.alignment import ADDITION
from retold.reuse.collation import TRANSPOSITION, Segment, WitnessReadings, bare_rows, base_of
from retold.reuse.words import words_of
from retold.settings import ReuseSettings
from retold.spans import Span, merged


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of the base with what every witness has there (None: it leaves it out); the base's own is itself."""

    base: Span
    readings: tuple[Span | None, ...]
    is_variant: bool


@dataclass(frozen=True, slots=True, order=True)
class Addition:
    """Words that a witness has before offset `place` of the base, and the base has not."""

    place: int
    witness: int
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A stretch of the base that stands elsewhere in a witness."""

    base: Span
    witness: int
    span: Span


@dataclass(frozen=True, slots=True)
class Apparatus:
    """The collation of witnesses; witnesses are counted as given, from 0."""

    base: int
    entries: tuple[Entry, ...]
    additions: tuple[Addition, ...]
    moves: tuple[Move, ...]


def apparatus_of(
    witnesses: Sequence[tuple[str, Sequence[Span]]], *, settings: ReuseSettings | None = None
) -> Apparatus:
    """Collate texts with their content; entries follow each other in the base and leave out no word of it.

    No witness gives an empty apparatus; one alone a single common entry.
    """
    if not witnesses:
        return Apparatus(0, (), (), ())
    words = [words_of(text, content) for text, content in witnesses]
    base = base_of(words)
    chosen = settings or ReuseSettings()
    rows = [[] if index == base else bare_rows(words[base], witness, chosen) for index, witness in enumerate(words)]
    places = merged(
        row.span_a for found in rows for row in found if row.is_variant and row.op != TRANSPOSITION and len(row.span_a)
    )
    readings = [WitnessReadings(found) for found in rows]
    entries = []
    content = merged(witnesses[base][1])
    for span, is_variant in _cut(content, places):
        found = tuple(span if index == base else readings[index].at(span) for index in range(len(words)))
        entries.append(Entry(span, found, is_variant))
    return Apparatus(base, tuple(entries), _additions(rows), _moves(rows))


def _cut(content: Sequence[Span], places: Sequence[Span]) -> list[tuple[Span, bool]]:
    """The stretches of the base in order: variant places, and what is common between them."""
    cuts: list[tuple[Span, bool]] = []
    for span in content:
        begin = span.begin
        for place in places:
            if place.begin >= span.end or place.end <= span.begin:
                continue
            if place.begin > begin:
                cuts.append((Span(begin, place.begin), False))
            cuts.append((Span(max(place.begin, begin), min(place.end, span.end)), True))
            begin = min(place.end, span.end)
        if begin < span.end:
            cuts.append((Span(begin, span.end), False))
    return cuts


def _additions(rows: Sequence[Sequence[Segment]]) -> tuple[Addition, ...]:
    return tuple(
        sorted(
            Addition(row.span_a.begin, index, row.span_b)
            for index, found in enumerate(rows)
            for row in found
            if row.op == ADDITION
        )
    )


def _moves(rows: Sequence[Sequence[Segment]]) -> tuple[Move, ...]:
    return tuple(
        sorted(
            Move(row.span_a, index, row.span_b)
            for index, found in enumerate(rows)
            for row in found
            if row.op == TRANSPOSITION
        )
    )
