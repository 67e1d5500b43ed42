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
    columns = ("article_a", "article_b", "score", "reprint")
    links, reprints = dict[tuple[str, str], int](), list[tuple[str, str]]()
    for a, b, score, reprint in zip(*(story_links.column(name).to_pylist() for name in columns), strict=True):
        links[a, b] = round(score * _UNIT)
        if reprint and score >= settings.min_link_probability:
            reprints.append((a, b))
    limit = round(settings.min_link_probability * _UNIT)
    rows = []
    for group in cut_texts(articles, links, reprints, limit=limit):
        rows += [{"article": article, "story": PREFIX + group[0]} for article in group]
    return STAGE_TABLES["story_cuts"].rows(sorted(rows, key=lambda row: row["article"]))


def cut_texts(
    articles: list[str], links: dict[tuple[str, str], int], reprints: list[tuple[str, str]], *, limit: int
) -> list[list[str]]:
    """Return groups of `articles` as `cut` does, where articles that repeat one another stand together as one text.

    Thousands of copies of one text are compared with their neighbours only, so that an average over all their pairs
    would part them. Two texts are as like as those of their articles that were compared, on average.
    """
    text_of = _texts(articles, reprints)
    sums, counts = dict[tuple[str, str], int](), dict[tuple[str, str], int]()
    for (a, b), score in links.items():
        if a in text_of and b in text_of and text_of[a] != text_of[b]:
            pair = min(text_of[a], text_of[b]), max(text_of[a], text_of[b])
            sums[pair], counts[pair] = sums.get(pair, 0) + score, counts.get(pair, 0) + 1
    between = {pair: total // counts[pair] for pair, total in sums.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        members[text_of[article]].append(article)
    groups = cut(sorted(members), between, limit=limit)
    return sorted(sorted(article for text in group for article in members[text]) for group in groups)


def _texts(articles: list[str], reprints: list[tuple[str, str]]) -> dict[str, str]:
    """Return for each article the least one that it repeats, or that repeats it, over any number of steps."""
    leaders = {article: article for article in articles}

    def leader(article: str) -> str:
        while leaders[article] != article:
            leaders[article] = leaders[leaders[article]]
            article = leaders[article]
        return article

    for a, b in reprints:
        if a in leaders and b in leaders:
            one, other = leader(a), leader(b)
            leaders[max(one, other)] = min(one, other)
    return {article: leader(article) for article in articles}


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
