"""Versions of one page in order: the shortest way through all of them, and which of its ends is the older.

A page is changed step by step, so versions that follow each other are most alike: the order is the path through all
versions that is shortest over what they do not share (seriation; Robinson 1951). Which way the path runs is one
question for all pairs together: each pair alone errs in one case of six, all of a page in one of nine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations, pairwise

from retold.evidence import rounded

_MAX_EXACT = 9  # versions for which every path is weighed; the cost doubles with each
_UNKNOWN = 2.0  # distance of two versions that were not compared

Pair = tuple[str, str]  # in order of ids


def ordered_versions(
    members: Sequence[str], distances: Mapping[Pair, float], times: Mapping[str, datetime]
) -> list[str]:
    """Return the versions of one page in order; which end is the older is not told.

    `distances` (0 to 2) by pairs of ids in order; `times` of those that state one. Two versions or more with times of
    their own stand in the order of these, and the others where they lengthen the path least.
    """
    timed = sorted((times[member], member) for member in members if member in times)
    if len({time for time, _ in timed}) > 1:
        path = [member for _, member in timed]
        for member in sorted(set(members) - set(path)):
            _insert(member, path, distances)
        return path
    path = _exact(sorted(members), distances) if len(members) <= _MAX_EXACT else _greedy(sorted(members), distances)
    return path if path[0] < path[-1] else path[::-1]


def orientation(order: Sequence[str], log_odds: Mapping[Pair, float]) -> float:
    """Return the log-odds that `order` runs from old to new.

    `log_odds` by pairs of ids in order: that the second is the later. Pairs of one page say much the same thing: their
    sum is divided by twice the number of versions less three, which fits versions of encyclopedia pages.
    """
    total = sum(
        log_odds[a, b] if a < b else -log_odds[b, a]
        for a, b in combinations(order, 2)
        if (min(a, b), max(a, b)) in log_odds
    )
    return rounded(total / (2 * len(order) - 3))


def _distance(a: str, b: str, distances: Mapping[Pair, float]) -> float:
    return distances.get((a, b) if a < b else (b, a), _UNKNOWN)


def _exact(members: Sequence[str], distances: Mapping[Pair, float]) -> list[str]:
    """The shortest path through all members, by dynamic programming over sets (Held and Karp 1962)."""
    count = len(members)
    table = [[_distance(a, b, distances) for b in members] for a in members]
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(1 << i, i): (0.0, (i,)) for i in range(count)}
    for chosen in range(1, 1 << count):
        for last in range(count):
            if (chosen, last) not in best:
                continue
            length, path = best[chosen, last]
            for following in range(count):
                if chosen >> following & 1:
                    continue
                candidate = (rounded(length + table[last][following]), (*path, following))
                key = (chosen | 1 << following, following)
                if key not in best or candidate < best[key]:
                    best[key] = candidate
    whole = (1 << count) - 1
    return [members[i] for i in min(best[whole, last] for last in range(count))[1]]


def _greedy(members: Sequence[str], distances: Mapping[Pair, float]) -> list[str]:
    """A short path: the nearest ends are joined first (the edges of a spanning tree that make a path)."""
    paths = {member: [member] for member in members}  # by either end
    known = sorted((rounded(distances[pair]), pair) for pair in combinations(members, 2) if pair in distances)
    joints = [pair for _, pair in known] + list(pairwise(members))
    for a, b in joints:
        if a in paths and b in paths and paths[a] is not paths[b]:
            _join(a, b, paths)
    ends = sorted({min(path[0], path[-1]): path for path in paths.values()}.items())
    whole = list(ends[0][1])
    for _, path in ends[1:]:
        whole += path
    return whole


def _join(a: str, b: str, paths: dict[str, list[str]]) -> None:
    first, second = paths.pop(a), paths.pop(b)
    left = first if first[-1] == a else first[::-1]
    right = second if second[0] == b else second[::-1]
    joined = left + right
    paths[joined[0]] = paths[joined[-1]] = joined


def _insert(member: str, path: list[str], distances: Mapping[Pair, float]) -> None:
    """Put a version where it lengthens the path least; of equal places the first."""

    def added(place: int) -> float:
        before = _distance(path[place - 1], member, distances) if place else 0.0
        after = _distance(member, path[place], distances) if place < len(path) else 0.0
        between = _distance(path[place - 1], path[place], distances) if 0 < place < len(path) else 0.0
        return rounded(before + after - between)

    path.insert(min(range(len(path) + 1), key=lambda place: (added(place), place)), member)
