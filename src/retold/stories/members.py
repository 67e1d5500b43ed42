"""Cutting connected articles into stories: average linkage, so that a chain of likenesses does not fuse two happenings.

Components over links are single linkage: one article that tells of two happenings would join them. Within a component
two groups are therefore joined only while the *average* probability over all their pairs stays above the limit, best
first (Sokal and Michener 1958). A pair that was never compared counts as improbable; in a big affair, where a few
pairs of each article were compared as if drawn by lot, each of these stands for many (Horvitz and Thompson 1952).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import pyarrow as pa

from retold.settings import StoriesSettings
from retold.tables import STAGE_TABLES

_UNIT = 10_000  # probabilities are counted in ten-thousandths: whole sums, the same in any order
_FINE = 1_000_000  # averages are compared in steps of a millionth of that
_MANY = 8  # texts a side: the average over all their pairs says more than any pair does
_SIDES = 2
_LEAST_LINKS = 4
_CROWDED = 2  # pairs that a link stands for on average, from which on two groups belong to a big affair
PREFIX = "s"
Pair = tuple[str, str]  # of ids, the lesser first


def story_edges_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_edges`."""
    limit = repr(float(settings.min_link_probability))
    return f"""
        select x.article_a, x.article_b, x.score from story_links x
        where x.score >= cast({limit} as double)"""


def story_cuts(story_components: pa.Table, story_links: pa.Table, *, settings: StoriesSettings) -> pa.Table:
    """Cut a component into stories; a story is named by its least article."""
    articles = sorted(set(story_components.column("article").to_pylist()))
    columns = ("article_a", "article_b", "score", "reprint", "crowd")
    links, reprints, crowds = dict[Pair, int](), list[Pair](), dict[Pair, int]()
    for a, b, score, reprint, crowd in zip(*(story_links.column(name).to_pylist() for name in columns), strict=True):
        links[a, b] = round(score * _UNIT)
        if crowd is not None and crowd > 1:
            crowds[a, b] = crowd
        if reprint and score >= settings.min_link_probability:
            reprints.append((a, b))
    limit = round(settings.min_link_probability * _UNIT)
    rows = []
    for group in cut_texts(articles, links, reprints, limit=limit, crowds=crowds):
        rows += [{"article": article, "story": PREFIX + group[0]} for article in group]
    return STAGE_TABLES["story_cuts"].rows(sorted(rows, key=lambda row: row["article"]))


def cut_texts(
    articles: list[str],
    links: Mapping[Pair, int],
    reprints: Sequence[Pair],
    *,
    limit: int,
    crowds: Mapping[Pair, int] | None = None,
) -> list[list[str]]:
    """Return groups of `articles` as `cut` does, where articles that repeat one another stand together as one text.

    Thousands of copies of one text are compared with their neighbours only, so that an average over all their pairs
    would part them. Two texts are as like as those of their articles that were compared, on average.
    """
    text_of = _texts(articles, reprints)
    sums, counts, most = dict[Pair, int](), dict[Pair, int](), dict[Pair, int]()
    for (a, b), score in links.items():
        if a in text_of and b in text_of and text_of[a] != text_of[b]:
            pair = min(text_of[a], text_of[b]), max(text_of[a], text_of[b])
            crowd = crowds.get((a, b), 1) if crowds else 1
            sums[pair], counts[pair] = sums.get(pair, 0) + score * crowd, counts.get(pair, 0) + crowd
            most[pair] = max(crowd, most.get(pair, 1))
    between = {pair: total // counts[pair] for pair, total in sums.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        members[text_of[article]].append(article)
    groups = cut(sorted(members), between, limit=limit, crowds=most)
    return sorted(sorted(article for text in group for article in members[text]) for group in groups)


def _texts(articles: list[str], reprints: Sequence[Pair]) -> dict[str, str]:
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


class _Between(NamedTuple):
    """What was compared between two groups."""

    score: int  # summed over the pairs that it stands for
    pairs: int  # stood for
    links: int


_NOTHING = _Between(0, 0, 0)


@dataclass(slots=True)
class _Linkage:
    """Groups under way: their members, and what was compared between any two."""

    members: dict[str, list[str]]
    sums: dict[str, dict[str, _Between]] = field(default_factory=lambda: defaultdict(dict))

    def link(self, a: str, b: str, score: int, crowd: int) -> None:
        """Say how like a pair is that stands for `crowd` pairs."""
        self.sums[a][b] = self.sums[b][a] = _Between(score * crowd, crowd, 1)

    def average(self, a: str, b: str) -> int:
        """Return the average score between two groups, in fine steps; twice that for two sides of a big affair."""
        between, size_a, size_b = self.sums[a][b], len(self.members[a]), len(self.members[b])
        average = between.score * _FINE // max(size_a * size_b, between.pairs)
        if between.pairs < _CROWDED * between.links:
            return average
        few = min(between.links, size_a, size_b, _LEAST_LINKS)  # one link may be chance where groups have several
        average = average * few // min(size_a, size_b, _LEAST_LINKS)
        return min(_FINE * _UNIT, average * _SIDES) if min(size_a, size_b) >= _MANY else average

    def join(self, a: str, b: str) -> list[str]:
        """Put group `b` into group `a`; return the groups to which `a` may be liker than it was."""
        was_few = len(self.members[a]) < _MANY
        self.members[a] += self.members.pop(b)
        moved = self.sums.pop(b)
        del moved[a], self.sums[a][b]
        for other, more in moved.items():
            before = self.sums[a].get(other, _NOTHING)
            del self.sums[other][b]
            joined = _Between(before.score + more.score, before.pairs + more.pairs, before.links + more.links)
            self.sums[a][other] = self.sums[other][a] = joined
        return list(self.sums[a] if was_few and len(self.members[a]) >= _MANY else moved)


def cut(
    articles: list[str], links: Mapping[Pair, int], *, limit: int, crowds: Mapping[Pair, int] | None = None
) -> list[list[str]]:
    """Return groups of `articles`, each sorted, in the order of their least members.

    `links` are scores of pairs (lesser id first) in ten-thousandths, `crowds` how many pairs one stands for, if more
    than one; links to other articles are left aside. Two groups join while their average score is at least `limit`;
    the best pair first, ties to the least names. Half of that will do for two sides of a big affair: reports of it
    have less in common, but so many pairs on average are no chance.
    """
    linkage = _Linkage({article: [article] for article in articles})
    for (a, b), score in links.items():
        if a in linkage.members and b in linkage.members and a != b:
            linkage.link(a, b, score, crowds.get((a, b), 1) if crowds else 1)
    # A group that grows is less like those to which it gains no link: what the queue says of them is too much at most,
    # and is put right when it is their turn. So a group of thousands is not looked through whenever one more joins it.
    queue = [
        (-linkage.average(a, b), a, b)
        for a in articles
        for b in linkage.sums.get(a, {})
        if a < b and linkage.average(a, b) >= limit * _FINE
    ]
    heapify(queue)
    while queue:
        negative, a, b = heappop(queue)
        if a not in linkage.members or b not in linkage.members:
            continue  # one of the two has been joined since
        average = linkage.average(a, b)
        if -negative != average:
            if average >= limit * _FINE:
                heappush(queue, (-average, a, b))
            continue
        for other in linkage.join(a, b):
            average = linkage.average(a, other)
            if average >= limit * _FINE:
                heappush(queue, (-average, min(a, other), max(a, other)))
    return sorted(sorted(group) for group in linkage.members.values())
