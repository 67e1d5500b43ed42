"""Which node of a tree of texts is the root: the directions of all its edges weighed together.

Each pair of texts votes for a direction; a tree has as many orientations as nodes, one for each root. Beside the votes
stands the shape of the tree: of all the orders in which copies can have been made one after another, a share begins
with each node (the number of linear extensions; Shah and Zaman 2011 use it to find the source of a rumour). A text
that many others hang on is rarely a late copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, fsum, log, log1p

from retold.evidence import rounded

Node = tuple[str, int]  # a text and one of its strands; a text that is not held has the strand 0
_SHAPE_WEIGHT = 0.9  # news copies take from the agency's text more often than chance would have it, and from each other
_SISTER_COST = 0.1  # each unit of direction between two texts speaks so much against their being sisters
_LACKING_COST = 0.8  # each stretch that a text lacks and two others share speaks against their coming from it
_MAX_LACKING = 3
_LIMIT = 30.0  # log-odds beyond which nothing changes
_LOSS_COST = 1.2  # what a text lost that another has speaks against the other's coming from it
_PAIRS_OF_JUNCTION = 2.0  # the pairs around a lost text say much the same: so many of them count


@dataclass(frozen=True, slots=True)
class Link:
    """Two texts that are joined; `log_odds` that `b` came from `a`."""

    a: Node
    b: Node
    log_odds: float
    is_page: bool = False  # versions of one page: the shape of the tree says nothing of them


@dataclass(frozen=True, slots=True)
class Junction:
    """A text that is not held, between three texts or more; `log_odds` by pairs of them: the second from the first."""

    node: Node
    members: tuple[Node, ...]
    log_odds: Mapping[tuple[Node, Node], float]
    lacking: Mapping[Node, int] = field(default_factory=dict)  # stretches that others share and a member has not
    losses: Mapping[tuple[Node, Node], float] = field(default_factory=dict)  # what the first lost that the second has


@dataclass(frozen=True, slots=True, order=True)
class NodeArc:
    """One edge with its direction, and the probability that it points this way, given the tree."""

    copy: Node
    exemplar: Node
    probability: float


@dataclass(slots=True)
class _Forest:
    """The edges of all trees by node, with what it costs to move the root over them."""

    neighbours: dict[Node, list[Node]] = field(default_factory=dict)
    costs: dict[tuple[Node, Node], float] = field(default_factory=dict)  # score lost as the root moves from a to b
    pages: set[tuple[Node, Node]] = field(default_factory=set)

    def join(self, a: Node, b: Node, cost: float, *, is_page: bool) -> None:
        """Add an edge; moving the root back gains what moving it forth costs."""
        self.neighbours.setdefault(a, []).append(b)
        self.neighbours.setdefault(b, []).append(a)
        self.costs[a, b], self.costs[b, a] = cost, -cost
        if is_page:
            self.pages |= {(a, b), (b, a)}


def rooted(links: Iterable[Link], junctions: Iterable[Junction]) -> list[NodeArc]:
    """Give each edge of a forest the direction that goes with the most probable root of its tree."""
    forest = _Forest()
    for link in links:
        forest.join(link.a, link.b, link.log_odds, is_page=link.is_page)
    for junction in junctions:
        scores = _junction_scores(junction)
        for member in junction.members:
            forest.join(member, junction.node, scores[member] - scores[None], is_page=False)
    arcs: list[NodeArc] = []
    done: set[Node] = set()
    for node in sorted(forest.neighbours):
        if node not in done:
            order = _preorder(node, forest)
            done.update(node for node, _ in order)
            arcs += _tree_arcs(order, forest)
    return sorted(arcs)


def _junction_scores(junction: Junction) -> dict[Node | None, float]:
    """How well the pairs around a lost text fit its coming from each of them (None: they are all its copies)."""
    below: dict[Node, list[float]] = {member: [] for member in junction.members}
    sisters: list[float] = []
    for (a, b), log_odds in junction.log_odds.items():
        lost = _LOSS_COST * junction.losses.get((a, b), 0.0)
        below[a].append(-log1p(exp(-max(-_LIMIT, log_odds))) - lost)
        # Two copies of one text differ in how much each was edited, and the less edited looks like the exemplar.
        sisters.append(log(0.5) - _SISTER_COST * abs(log_odds))
    scores: dict[Node | None, float] = {None: _mean(sisters)}
    for member in junction.members:
        lacked = _LACKING_COST * min(junction.lacking.get(member, 0), _MAX_LACKING)
        scores[member] = _mean(below[member]) - lacked
    return scores


def _mean(scores: list[float]) -> float:
    return _PAIRS_OF_JUNCTION * fsum(scores) / len(scores) if scores else _PAIRS_OF_JUNCTION * log(0.5)


_Visit = tuple[Node, Node | None]


def _preorder(start: Node, forest: _Forest) -> list[_Visit]:
    order: list[_Visit] = []
    stack: list[_Visit] = [(start, None)]
    while stack:
        node, before = stack.pop()
        order.append((node, before))
        stack.extend((other, node) for other in sorted(forest.neighbours[node], reverse=True) if other != before)
    return order


def _tree_arcs(order: list[_Visit], forest: _Forest) -> list[NodeArc]:
    scores = _scores(order, forest)
    top = max(scores.values())
    below = {node: exp(score - top) for node, score in scores.items()}
    for node, before in reversed(order):
        if before is not None:
            below[before] += below[node]
    whole = below[order[0][0]]
    best = max(rounded(score) for score in scores.values())
    chosen = min(node for node, score in scores.items() if rounded(score) == best)
    beneath = _way_to(order, chosen)
    arcs = []
    for node, before in order:
        if before is None:
            continue
        reverse = below[node] / whole  # the root lies below: then `before` came from `node`
        if node in beneath:
            arcs.append(NodeArc(before, node, rounded(reverse)))
        else:
            arcs.append(NodeArc(node, before, rounded(1.0 - reverse)))
    return arcs


def _scores(order: list[_Visit], forest: _Forest) -> dict[Node, float]:
    """The score of every node as the root: moving the root over an edge turns that edge alone."""
    sizes = {node: 1 for node, _ in order}
    for node, before in reversed(order):
        if before is not None:
            sizes[before] += sizes[node]
    whole = len(order)
    scores: dict[Node, float] = {}
    for node, before in order:
        if before is None:
            scores[node] = 0.0
            continue
        shape = 0.0 if (before, node) in forest.pages else _SHAPE_WEIGHT * log(sizes[node] / (whole - sizes[node]))
        scores[node] = scores[before] - forest.costs[before, node] + shape
    return scores


def _way_to(order: list[_Visit], chosen: Node) -> set[Node]:
    """The nodes on the way from the start of the order to the chosen root: edges above them turn."""
    before_of = dict(order)
    path: set[Node] = set()
    node: Node | None = chosen
    while node is not None:
        path.add(node)
        node = before_of[node]
    return path
