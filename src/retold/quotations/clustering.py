"""Statements from pairs: agglomeration by average linkage, so that a chain of likenesses joins no strangers.

Scores are whole numbers, ties go to the least ids, and what may not join never does: the result depends on the set of
quotations alone. Body quotations that are probable come first; improbable ones, then headlines, join what stands or
each other, and never bring two statements together.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence

from retold.quotations.matching import PairScore, floor_of, may_join
from retold.quotations.tellings import Telling

Scores = Mapping[tuple[int, int], PairScore]


def cluster(tellings: Sequence[Telling], linkage: Linkage) -> list[list[int]]:
    """Return the statements as lists of indexes into `tellings`, which is sorted by quotation id; each index once."""
    body = [i for i, telling in enumerate(tellings) if telling.is_asserted and not telling.is_headline]
    unsure = [i for i, telling in enumerate(tellings) if not telling.is_asserted and not telling.is_headline]
    headlines = [i for i, telling in enumerate(tellings) if telling.is_headline]
    clusters = agglomerate(body, linkage)
    clusters = _attached(clusters, unsure, linkage, linkage.average)
    clusters = _attached(clusters, headlines, linkage, linkage.headline)
    return sorted(sorted(members) for members in clusters)


class Linkage:
    """The scores between sets of tellings."""

    def __init__(self, tellings: Sequence[Telling], scores: Scores) -> None:
        self._tellings = tellings
        self._scores = scores
        self._near: dict[int, set[int]] = {}
        for (first, second), pair in scores.items():
            if pair.score > floor_of(tellings[first], tellings[second]):
                self._near.setdefault(first, set()).add(second)
                self._near.setdefault(second, set()).add(first)

    def near(self, index: int) -> set[int]:
        """Return the tellings that share something with one."""
        return self._near.get(index, set())

    def pair(self, first: int, second: int) -> int | None:
        """Return the score of two tellings; None where they cannot be one statement."""
        a, b = self._tellings[first], self._tellings[second]
        if not may_join(a, b):
            return None
        pair = self._scores.get((min(first, second), max(first, second)))
        return floor_of(a, b) if pair is None else pair.score

    def average(self, left: Sequence[int], right: Sequence[int]) -> int | None:
        """Return the mean score over all pairs of two clusters, rounded down; None where any pair cannot be one."""
        total = 0
        for first in left:
            for second in right:
                score = self.pair(first, second)
                if score is None:
                    return None
                total += score
        return total // (len(left) * len(right))

    def headline(self, left: Sequence[int], right: Sequence[int]) -> int | None:
        """Return how well one headline (`right`) fits a cluster: its own article's words decide, where it has any."""
        (headline,) = right
        article = self._tellings[headline].article
        own = [i for i in left if self._tellings[i].article == article]
        best = [score for i in own if (score := self._own(i, headline)) is not None]
        if best:
            return max(best)
        return self.average(left, right)

    def _own(self, index: int, headline: int) -> int | None:
        """Return the score of a headline and words of its own article, of whatever speaker; None for too little."""
        score = self.pair(index, headline)
        if score is not None:
            return score - floor_of(self._tellings[index], self._tellings[headline]) if score > 0 else score
        pair = self._scores.get((min(index, headline), max(index, headline)))
        return None if pair is None else pair.score


def agglomerate(indexes: Iterable[int], linkage: Linkage) -> list[list[int]]:
    """Join the two nearest clusters as long as their average score is above 0."""
    clusters: dict[int, list[int]] = {index: [index] for index in sorted(indexes)}
    owner = {index: index for index in clusters}  # clusters are named by their least member
    heap: list[tuple[int, int, int, int, int]] = []

    def push(name: int, other: int) -> None:
        first, second = min(name, other), max(name, other)
        score = linkage.average(clusters[first], clusters[second])
        if score is not None and score > 0:
            heapq.heappush(heap, (-score, first, second, len(clusters[first]), len(clusters[second])))

    for index in clusters:
        for other in sorted(linkage.near(index)):
            if other > index and other in clusters:
                push(index, other)
    while heap:
        _, first, second, size_first, size_second = heapq.heappop(heap)
        if len(clusters.get(first, ())) != size_first or len(clusters.get(second, ())) != size_second:
            continue  # one of them has grown or gone since
        clusters[first] = sorted(clusters[first] + clusters.pop(second))
        for member in clusters[first]:
            owner[member] = first
        around = {owner[near] for member in clusters[first] for near in linkage.near(member) if near in owner}
        for other in sorted(around - {first}):
            push(first, other)
    return [clusters[name] for name in sorted(clusters)]


def _attached(
    clusters: list[list[int]],
    late: Sequence[int],
    linkage: Linkage,
    fit: Callable[[Sequence[int], Sequence[int]], int | None],
) -> list[list[int]]:
    """Return `clusters` with each of `late` in the one that it fits best; those that fit none cluster on their own.

    Each is judged by the clusters as they stood before, so that the order of `late` does not matter.
    """
    owner = {member: position for position, members in enumerate(clusters) for member in members}
    joined: list[list[int]] = [list(members) for members in clusters]
    left: list[int] = []
    for index in late:
        around = sorted({owner[near] for near in linkage.near(index) if near in owner})
        fits = [(score, -position) for position in around if (score := fit(clusters[position], [index])) is not None]
        best = max(fits, default=(0, 0))
        if best[0] > 0:
            joined[-best[1]].append(index)
        else:
            left.append(index)
    return joined + agglomerate(left, linkage)
