"""From pairs to trees: which pairs are joined, and which way each edge points.

Texts are joined by a maximum spanning tree over what they share (Chow and Liu 1968: the best tree of dependences), so
that two copies of one exemplar, or a copy and its exemplar's exemplar, are not joined as well. A text whose edges lie
on different words of it takes part in several strands: it may have several exemplars. Within a strand the root is
chosen that agrees best with the direction of all edges; each edge's probability is the sum over roots.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

from retold.evidence import rounded

_OVERLAP = 0.25  # share of an edge's words of a text that another edge must cover to be of one strand
_DIRECTION_BONUS = 0.019  # among like shares prefer edges whose direction is clear: a credited exemplar over a sister
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

    def covered(self, node: str) -> int:
        """Return the words of `node` that the edge covers."""
        return self.covered_a if node == self.a else self.covered_b


@dataclass(frozen=True, slots=True)
class Arc:
    """An edge with its direction."""

    copy: str
    exemplar: str
    probability: float  # that it points this way, given that the two are joined


def spanning_tree(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges of a maximum spanning forest (Kruskal), heaviest first; ties by ids."""

    def rank(edge: Edge) -> tuple[float, str, str]:
        bonus = 1.0 + _DIRECTION_BONUS * min(abs(edge.log_odds), _BONUS_LIMIT)
        return (-rounded(edge.weight * bonus), edge.a, edge.b)

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


_Node = tuple[str, int]  # a text and one of its strands


def directed(tree: Iterable[Edge]) -> list[Arc]:
    """Give each edge of a forest the direction that agrees best within its strand."""
    edges = list(tree)
    strands = _strands(edges)
    neighbours: dict[_Node, list[tuple[_Node, float]]] = {}
    for edge in edges:
        a, b = (edge.a, strands[edge.a, edge.b]), (edge.b, strands[edge.b, edge.a])
        neighbours.setdefault(a, []).append((b, edge.log_odds))
        neighbours.setdefault(b, []).append((a, -edge.log_odds))
    arcs: list[Arc] = []
    done: set[_Node] = set()
    for node in sorted(neighbours):
        if node not in done:
            order = _preorder(node, neighbours)
            done.update(child for child, _, _ in order)
            arcs += _strand_arcs(order)
    return sorted(arcs, key=lambda arc: (arc.copy, arc.exemplar))


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


_Visit = tuple[_Node, _Node | None, float]  # a node, the one before it, log-odds that it came from that one


def _preorder(start: _Node, neighbours: dict[_Node, list[tuple[_Node, float]]]) -> list[_Visit]:
    order: list[_Visit] = []
    stack: list[_Visit] = [(start, None, 0.0)]
    while stack:
        node, before, log_odds = stack.pop()
        order.append((node, before, log_odds))
        following = sorted(neighbours[node], reverse=True)
        stack.extend((other, node, odds) for other, odds in following if other != before)
    return order


def _strand_arcs(order: list[_Visit]) -> list[Arc]:
    """Weigh every node as the root: moving the root over an edge turns that edge alone."""
    scores: dict[_Node, float] = {}
    for node, before, log_odds in order:
        scores[node] = 0.0 if before is None else scores[before] - log_odds
    top = max(scores.values())
    weights = {node: exp(score - top) for node, score in scores.items()}
    below = dict(weights)
    for node, before, _ in reversed(order):
        if before is not None:
            below[before] += below[node]
    whole = below[order[0][0]]
    best = max(rounded(score) for score in scores.values())
    chosen = min(node for node, score in scores.items() if rounded(score) == best)
    beneath = _beneath(order, chosen)
    arcs = []
    for node, before, _ in order:
        if before is None:
            continue
        reverse = below[node] / whole  # the root lies below: then `before` came from `node`
        if node in beneath:
            arcs.append(Arc(before[0], node[0], rounded(reverse)))
        else:
            arcs.append(Arc(node[0], before[0], rounded(1.0 - reverse)))
    return arcs


def _beneath(order: list[_Visit], chosen: _Node) -> set[_Node]:
    """The nodes on the way from the start of the order to the chosen root: edges above them turn."""
    before_of = {node: before for node, before, _ in order}
    path: set[_Node] = set()
    node: _Node | None = chosen
    while node is not None:
        path.add(node)
        node = before_of[node]
    return path
