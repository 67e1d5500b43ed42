"""From pairs to trees: which pairs are joined.

Texts are joined by a maximum spanning tree over what they share (Chow and Liu 1968: the best tree of dependences), so
that two copies of one exemplar, or a copy and its exemplar's exemplar, are not joined as well. A text whose edges lie
on different words of it takes part in several strands: it may have several exemplars. `rooting` tells which way the
edges point.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from retold.evidence import rounded
from retold.reuse.rooting import Link

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
    """Return the edges of a maximum spanning forest (Kruskal), heaviest first; ties by ids."""

    def rank(edge: Edge) -> tuple[bool, float, str, str]:
        bonus = 1.0 + _DIRECTION_BONUS * min(abs(edge.log_odds), _BONUS_LIMIT)
        return (not edge.is_page, -rounded(edge.weight * bonus), edge.a, edge.b)

    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    kept: list[Edge] = []
    for edge in sorted(edges, key=rank):
        a, b = root(edge.a), root(edge.b)
        if a != b:
            parent[max(a, b)] = min(a, b)
            kept.append(edge)
    return kept


def links_of(tree: Iterable[Edge]) -> list[Link]:
    """Return the edges of a forest between the strands of their texts."""
    edges = list(tree)
    strands = _strands(edges)
    return [
        Link((edge.a, strands[edge.a, edge.b]), (edge.b, strands[edge.b, edge.a]), edge.log_odds, edge.is_page)
        for edge in edges
    ]


def _strands(edges: list[Edge]) -> dict[tuple[str, str], int]:
    """For each text and each neighbour: which strand of the text the edge belongs to."""
    groups: dict[str, list[int]] = {}
    strands: dict[tuple[str, str], int] = {}
    for edge in edges:  # heaviest first
        for node, other in ((edge.a, edge.b), (edge.b, edge.a)):
            covered = edge.covered(node)
            unions = groups.setdefault(node, [])
            needed = _OVERLAP * covered.bit_count()
            place = next((k for k, union in enumerate(unions) if (union & covered).bit_count() >= needed), len(unions))
            if place == len(unions):
                unions.append(covered)
            else:
                unions[place] |= covered
            strands[node, other] = place
    return strands
