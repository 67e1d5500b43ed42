"""`passages`: found passages against planted ones (PAN 2013 text alignment), over characters.

Precision, recall, granularity and plagdet after Potthast and others (2010), summed over characters of both texts: a
found character counts only where the find touches the same case on both sides. Only pairs of documents with a planted
case are looked at: what other documents share is real, and nobody labelled it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.gold import json_lines, only_file
from evaluation.product import MemoryStore, reading_of
from retold.spans import Span, merged

_ASSERTED = 0.5


@dataclass(frozen=True, slots=True)
class Shared:
    """A stretch of a suspicious document and one of a source: planted or found."""

    suspicious: Span
    source: Span

    def touches(self, other: Shared) -> bool:
        """Tell whether the two overlap on both sides."""
        return self.suspicious.overlaps(other.suspicious) and self.source.overlaps(other.source)


Pair = tuple[str, str]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on a folder with `*_docs.jsonl.gz` and `*_cases.jsonl.gz`. Nothing is trained here.

    The bare figures are those on cases marked `exact`: finds on other cases count neither way. `_all` takes every
    case. Raises `BadGold` for data of another format.
    """
    del folds
    documents = json_lines(only_file(data, "*_docs.jsonl*"), needed=("path", "text"))
    cases = json_lines(
        only_file(data, "*_cases.jsonl*"),
        needed=("susp", "src", "this_offset", "this_length", "source_offset", "source_length", "exact"),
    )
    found = _found(documents, {case["susp"] for case in cases})
    planted: dict[Pair, list[tuple[Shared, bool]]] = defaultdict(list)
    for case in cases:
        planted[case["susp"], case["src"]].append((_planted(case), bool(case["exact"])))
    return {
        **_scored(found, planted, exact_only=True),
        **{_named_all(name): value for name, value in _scored(found, planted, exact_only=False).items()},
    }


def _named_all(name: str) -> str:
    return name.removesuffix("_ci") + "_all" + ("_ci" if name.endswith("_ci") else "")


def _planted(case: Mapping[str, Any]) -> Shared:
    this, source = case["this_offset"], case["source_offset"]
    return Shared(Span(this, this + case["this_length"]), Span(source, source + case["source_length"]))


def _found(documents: Sequence[Mapping[str, Any]], suspicious: set[str]) -> dict[Pair, list[Shared]]:
    """Return the asserted passages between suspicious documents and sources, by their file names."""
    with MemoryStore(["passages"]) as store:
        store.add(reading_of(document["text"], document["path"]) for document in documents)
        names: dict[str, list[str]] = defaultdict(list)
        for origin, article in sorted(store.articles().items()):
            names[article].append(PurePosixPath(origin).name)
        rows = store.table("passages").to_pylist()
    found: dict[Pair, list[Shared]] = defaultdict(list)
    for row in rows:
        if row["probability"] is not None and row["probability"] < _ASSERTED:
            continue
        side_a, side_b = Span(row["begin_a"], row["end_a"]), Span(row["begin_b"], row["end_b"])
        for name_a in names[row["article_a"]]:
            for name_b in names[row["article_b"]]:
                if name_a in suspicious and name_b not in suspicious:
                    found[name_a, name_b].append(Shared(side_a, side_b))
                elif name_b in suspicious and name_a not in suspicious:
                    found[name_b, name_a].append(Shared(side_b, side_a))
    return found


def _scored(
    found: Mapping[Pair, Sequence[Shared]], planted: Mapping[Pair, Sequence[tuple[Shared, bool]]], *, exact_only: bool
) -> dict[str, Any]:
    """Return the figures; a row of counts is one suspicious document."""
    counts: dict[str, Counts] = {}
    for pair in sorted(planted):
        wanted = [case for case, exact in planted[pair] if exact or not exact_only]
        aside = [case for case, exact in planted[pair] if exact_only and not exact]
        given = [
            find
            for find in found.get(pair, ())
            if any(find.touches(case) for case in wanted) or not any(find.touches(case) for case in aside)
        ]
        counts[pair[0]] = counts.get(pair[0], np.zeros(6)) + _count(wanted, given)
    return with_intervals([list(counts[name]) for name in sorted(counts)] or [[0.0] * 6], _figures)


def _count(wanted: Sequence[Shared], given: Sequence[Shared]) -> Counts:
    """Return characters planted, planted and found, found, found and planted; cases found, finds on them."""
    touched = [(case, [find for find in given if find.touches(case)]) for case in wanted]
    hits = [(find, [case for case in wanted if find.touches(case)]) for find in given]
    return np.array(
        [
            _characters(wanted),
            sum(_common([case], finds) for case, finds in touched),
            _characters(given),
            _common_of(hits),
            sum(bool(finds) for _, finds in touched),
            sum(len(finds) for _, finds in touched),
        ],
        dtype=np.float64,
    )


def _characters(every: Sequence[Shared]) -> int:
    return sum(len(s) for s in merged(x.suspicious for x in every)) + sum(
        len(s) for s in merged(x.source for x in every)
    )


def _common(first: Sequence[Shared], second: Sequence[Shared]) -> int:
    """Return how many characters, of both sides, stand in both."""
    suspicious = _overlap([x.suspicious for x in first], [x.suspicious for x in second])
    return suspicious + _overlap([x.source for x in first], [x.source for x in second])


def _common_of(hits: Sequence[tuple[Shared, Sequence[Shared]]]) -> int:
    """Return how many found characters stand in a case that their find touches; each character once."""
    parts = [
        Shared(_met(find.suspicious, case.suspicious), _met(find.source, case.source))
        for find, cases in hits
        for case in cases
    ]
    return _characters(parts)


def _met(first: Span, second: Span) -> Span:
    return Span(max(first.begin, second.begin), min(first.end, second.end))


def _overlap(first: Sequence[Span], second: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.begin, b.begin)) for a in merged(first) for b in merged(second))


def _figures(sums: Counts) -> dict[str, Counts]:
    recall, precision = ratio(sums[:, 1], sums[:, 0]), ratio(sums[:, 3], sums[:, 2])
    granularity = np.maximum(1.0, ratio(sums[:, 5], sums[:, 4]))
    plagdet = f1_of(precision, recall) / np.log2(1 + granularity)
    return {"precision": precision, "recall": recall, "granularity": granularity, "plagdet": plagdet}
