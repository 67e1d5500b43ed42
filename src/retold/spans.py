"""Half-open stretches of a text, counted in Unicode code points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `[begin, end)` in code points of one text. `begin` is never above `end`."""

    begin: int
    end: int

    def __len__(self) -> int:
        return self.end - self.begin

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.begin : self.end]

    def shifted(self, offset: int) -> Span:
        """Return the same stretch moved right by `offset` code points."""
        return Span(self.begin + offset, self.end + offset)

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies within this span (an empty one at its edge does)."""
        return self.begin <= other.begin and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one character."""
        return self.begin < other.end and other.begin < self.end

    def as_row(self) -> dict[str, int]:
        """Return the struct that stands in tables."""
        return {"begin": self.begin, "end": self.end}


def spans_in(structs: Iterable[Mapping[str, int]] | None) -> list[Span]:
    """Return the spans of a column of tables, structs of `begin` and `end`; none for null."""
    return [Span(struct["begin"], struct["end"]) for struct in structs or ()]


def hull(spans: Iterable[Span]) -> Span | None:
    """Return the least span that contains all of `spans`; None of none."""
    every = list(spans)
    if not every:
        return None
    return Span(min(span.begin for span in every), max(span.end for span in every))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the union of `spans` as disjoint spans in order; touching ones become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.begin <= result[-1].end:
            result[-1] = Span(result[-1].begin, max(result[-1].end, span.end))
        elif len(span):
            result.append(span)
    return result


def stripped(text: str, span: Span, characters: str | None = None) -> Span:
    """Return `span` without the white space (or `characters`) at both its ends; empty at its begin if all goes."""
    begin, end = span.begin, span.end
    while begin < end and (text[begin].isspace() if characters is None else text[begin] in characters):
        begin += 1
    while end > begin and (text[end - 1].isspace() if characters is None else text[end - 1] in characters):
        end -= 1
    return Span(begin, end)


def shared_length(spans: Iterable[Span], others: Iterable[Span]) -> int:
    """Return how many characters two sets of disjoint spans share."""
    every = list(others)
    return sum(max(0, min(a.end, b.end) - max(a.begin, b.begin)) for a in spans for b in every)


def best_overlapping(spans: Sequence[Span], candidates: Mapping[str, Sequence[Span]]) -> str | None:
    """Return the candidate that shares most characters with `spans`; None where none shares any.

    Of several, the one with the fewest characters beside those shared, then the least name.
    """
    shared = {name: shared_length(spans, own) for name, own in candidates.items()}
    found = [name for name, length in shared.items() if length]
    return min(found, key=lambda name: (-shared[name], sum(map(len, candidates[name])), name), default=None)
