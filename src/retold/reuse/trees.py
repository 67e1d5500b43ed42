"""From pairs to trees: which pairs are joined.

Texts are joined by a maximum spanning tree over what they share (Chow and Liu 1968: the best tree of dependences), so
that two copies of one exemplar, or a copy and its exemplar's exemplar, are not joined as well. A text whose edges lie
on different words of it takes part in several strands: it may have several exemplars. `rooting` tells which way the
edges point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from retold.evidence import rounded
from retold.reuse.rooting import Link, Node

_OVERLAP = 0.25  # share of an edge's words of a text that another edge must cover to be of one strand
_DIRECTION_BONUS = 0.002  # among like shares prefer edges whose direction is clear: a credited exemplar over a sister
_BONUS_LIMIT = 6.4


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Two texts that share words; `log_odds` that `b` came from `a`."""

    a: str
    b: str
    weight: float  # what they share
    log_odds: float
    covered_a: int  # bit sets of the words shared
    covered_b: int
    is_page: bool = False  # versions of one page that follow each other: always joined

    def covered(self, node: str) -> int:
        """Return the words of `node` that the edge covers."""
        return self.covered_a if node == self.a else self.covered_b


def spanning_tree(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges of a maximum spanning forest (Kruskal) of the strands of texts, heaviest first.

    Of edges that share as much, as those of copies without a change do, those come first an end of which is exemplar to
    the most other texts: dispatches of one desk hang on the earliest of them, not on any; then ties go by ids.
    A copy of two sources, whose words come from the one or the other, joins both; and neither loses its own exemplar
    because the copy joins them already.
    """

    edges = list(edges)
    standing = _standing(edges)

    def rank(edge: Edge) -> tuple[bool, float, int, str, str]:
        bonus = 1.0 + _DIRECTION_BONUS * min(abs(edge.log_odds), _BONUS_LIMIT)
        first = max(standing[edge.a], standing[edge.b])
        return (not edge.is_page, -rounded(edge.weight * bonus), -first, edge.a, edge.b)

    parent: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    strands = _Strands()
    kept: list[Edge] = []
    for edge in sorted(edges, key=rank):
        a, b = root(strands.of(edge.a, edge)), root(strands.of(edge.b, edge))
        if a != b:
            parent[max(a, b)] = min(a, b)
            strands.take(edge)
            kept.append(edge)
    return kept


def _standing(edges: Iterable[Edge]) -> Counter[str]:
    """Count for each text to how many others it is rather the exemplar than the copy, less those to which it is not."""
    standing: Counter[str] = Counter()
    for edge in edges:
        says = (edge.log_odds > 0) - (edge.log_odds < 0)
        standing[edge.a] += says
        standing[edge.b] -= says
    return standing


def links_of(tree: Iterable[Edge]) -> list[Link]:
    """Return the edges of a forest between the strands of their texts; the order of `spanning_tree` is kept."""
    strands = _Strands()
    links = []
    for edge in tree:
        links.append(Link(strands.of(edge.a, edge), strands.of(edge.b, edge), edge.log_odds, edge.is_page))
        strands.take(edge)
    return links


class _Strands:
    """The strands of each text so far: the words that its edges cover, those that overlap in one."""

    def __init__(self) -> None:
        self._unions: dict[str, list[int]] = {}

    def of(self, node: str, edge: Edge) -> Node:
        """Return the strand of a text that an edge belongs to; a new one where it covers other words."""
        covered = edge.covered(node)
        needed = _OVERLAP * covered.bit_count()
        unions = self._unions.get(node, [])
        return node, next((k for k, union in enumerate(unions) if (union & covered).bit_count() >= needed), len(unions))

    def take(self, edge: Edge) -> None:
        """Count an edge's words to its strands."""
        for node, strand in (self.of(edge.a, edge), self.of(edge.b, edge)):
            unions = self._unions.setdefault(node, [])
            if strand == len(unions):
                unions.append(edge.covered(node))
            else:
                unions[strand] |= edge.covered(node)
