"""Cutting connected articles into stories: average linkage, so that a chain of likenesses does not fuse two happenings.

Components over links are single linkage: one article that tells of two happenings would join them. Within a component
two groups are therefore joined only while the *average* probability over all their pairs stays above the limit, best
first (Sokal and Michener 1958). A pair that was never compared counts as improbable.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import pyarrow as pa

from retold.settings import StoriesSettings
from retold.tables import STAGE_TABLES

_UNIT = 10_000  # probabilities are counted in ten-thousandths: whole sums, the same in any order
_FINE = 1_000_000  # averages are compared in steps of a millionth of that
PREFIX = "s"


def story_edges_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_edges`."""
    limit = repr(float(settings.min_link_probability))
    return f"""
        select x.article_a, x.article_b, x.score from story_links x
        where x.score >= cast({limit} as double)"""


def story_cuts(story_components: pa.Table, story_links: pa.Table, *, settings: StoriesSettings) -> pa.Table:
    """Cut a component into stories; a story is named by its least article."""
    articles = sorted(set(story_components.column("article").to_pylist()))
    columns = ("article_a", "article_b", "score")
    links = {
        (a, b): round(score * _UNIT)
        for a, b, score in zip(*(story_links.column(name).to_pylist() for name in columns), strict=True)
    }
    rows = []
    for group in cut(articles, links, limit=round(settings.min_link_probability * _UNIT)):
        rows += [{"article": article, "story": PREFIX + group[0]} for article in group]
    return STAGE_TABLES["story_cuts"].rows(sorted(rows, key=lambda row: row["article"]))


@dataclass(slots=True)
class _Linkage:
    """Groups under way: their members, and the summed score between any two that have a link."""

    members: dict[str, list[str]]
    sums: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def average(self, a: str, b: str) -> int:
        """Return the average score between two groups, in fine steps."""
        return self.sums[a][b] * _FINE // (len(self.members[a]) * len(self.members[b]))

    def join(self, a: str, b: str) -> None:
        """Put group `b` into group `a`."""
        self.members[a] += self.members.pop(b)
        for other, score in self.sums.pop(b).items():
            del self.sums[other][b]
            if other != a:
                self.sums[a][other] = self.sums[other][a] = self.sums[a].get(other, 0) + score


def cut(articles: list[str], links: dict[tuple[str, str], int], *, limit: int) -> list[list[str]]:
    """Return groups of `articles`, each sorted, in the order of their least members.

    `links` are scores of pairs (lesser id first) in ten-thousandths; links to other articles are left aside. Two
    groups join while their average score is at least `limit`; the best pair first, ties to the least names.
    """
    linkage = _Linkage({article: [article] for article in articles})
    for (a, b), score in links.items():
        if a in linkage.members and b in linkage.members and a != b:
            linkage.sums[a][b] = linkage.sums[b][a] = score
    queue = [
        (-linkage.average(a, b), a, b)
        for a in articles
        for b in linkage.sums.get(a, {})
        if a < b and linkage.average(a, b) >= limit * _FINE
    ]
    heapify(queue)
    while queue:
        negative, a, b = heappop(queue)
        if a not in linkage.members or b not in linkage.sums[a] or -negative != linkage.average(a, b):
            continue  # one of the two has been joined since
        linkage.join(a, b)
        for other in linkage.sums[a]:
            average = linkage.average(a, other)
            if average >= limit * _FINE:
                heappush(queue, (-average, min(a, other), max(a, other)))
    return sorted(sorted(group) for group in linkage.members.values())
