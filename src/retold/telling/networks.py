"""Who is said to support, accuse, meet or fight whom, as a signed network between actors.

An edge is one type of event from one actor to another, with how often it is told, in how many articles, from how many
origins, and how often it is denied. Its sign is PLOVER's: cooperation or conflict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retold.actors.events.claims import LEADING
from retold.actors.events.types import CLASSES, TOLD_AS_DONE, sign_of
from retold.corpus import Corpus
from retold.lookup import ancestry_of
from retold.opened import AMONG
from retold.quotations.origins import Ancestry, count_origins
from retold.telling.events import EventFilter, events_listing
from retold.telling.holdings import PublicTables

UNNAMED = "~"  # what the keys of actors without a name begin with
_LEADING = re.compile(LEADING)


@dataclass(frozen=True, slots=True)
class Node:
    """An actor of the network.

    `key` is its entity, the code of a state that is only named by an adjective, or "~" and the words of a group
    without a name.
    """

    key: str
    name: str
    type: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """What one actor is said to do to another, under one type."""

    actor: str
    recipient: str
    event_type: str
    sign: int  # 1 for cooperation, -1 for conflict
    affirmed: int  # events told as done
    denied: int
    articles: int
    origins: int
    speakers: tuple[str, ...]  # who says so, by name

    @property
    def quad(self) -> str:
        """The quad class: verbal or material, cooperation or conflict."""
        return CLASSES[self.event_type]


@dataclass(frozen=True, slots=True)
class Network:
    """Actors and what they are said to do to one another, in the order of names and keys."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def network_of(corpus: Corpus, wanted: EventFilter) -> Network:
    """Return the network of the asserted events that fit and are told as done or perhaps done."""
    with corpus.pinned():
        rows = events_listing(corpus, wanted).to_pylist()
        actors: list[object] = [sorted({row[s] for row in rows for s in ("actor", "recipient", "speaker") if row[s]})]
        entities = corpus.table("entities", unsure=True, where=f"x.entity in {AMONG}", parameters=actors).to_pylist()
        ancestry = ancestry_of(corpus, {row["article"] for row in rows})
    return _drawn(rows, entities, ancestry)


def network_in(corpus: PublicTables) -> Network:
    """Return the network of all asserted events of what only has tables."""
    ancestry = Ancestry(corpus.table("derivations").to_pylist(), corpus.table("stemmata").to_pylist())
    return _drawn(corpus.table("events").to_pylist(), corpus.table("entities").to_pylist(), ancestry)


def _drawn(events: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]], ancestry: Ancestry) -> Network:
    entities = {row["entity"]: row for row in known}
    rows = [row for row in events if row["modality"] in TOLD_AS_DONE]
    grouped: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        actor, recipient = _key(row, "actor", entities), _key(row, "recipient", entities)
        if actor is not None and recipient is not None:
            grouped.setdefault((actor, recipient, row["event_type"]), []).append(row)
    edges = [_edge(key, grouped[key], entities, ancestry) for key in sorted(grouped)]
    used = sorted({key for edge in edges for key in (edge.actor, edge.recipient)})
    nodes = sorted((_node(key, entities) for key in used), key=lambda node: (node.name, node.key))
    return Network(tuple(nodes), tuple(edges))


def _key(row: Mapping[str, Any], side: str, entities: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the key of an actor; groups without a name are one where their words are equal, articles aside."""
    key: str | None = row[side] or row[f"{side}_country"]
    known = None if key is None else entities.get(key)
    if known is None or known["names"]:
        return key
    return UNNAMED + _LEADING.sub("", str(known["name"]).casefold())


def _node(key: str, entities: Mapping[str, Mapping[str, Any]]) -> Node:
    row = entities.get(key)
    if key.startswith(UNNAMED):
        return Node(key, key.removeprefix(UNNAMED), "GROUP", None)
    if row is None:
        return Node(key, key, "GPE", key)
    return Node(key, row["name"], row["type"], row["country"])


def _edge(
    key: tuple[str, str, str],
    rows: Sequence[Mapping[str, Any]],
    entities: Mapping[str, Mapping[str, Any]],
    ancestry: Ancestry,
) -> Edge:
    affirmed = [row for row in rows if row["polarity"] == "affirmed"]
    articles = sorted({row["article"] for row in rows})
    speakers = sorted({entities[row["speaker"]]["name"] for row in rows if row["speaker"] in entities})
    return Edge(
        *key,
        sign_of(key[2]),
        len(affirmed),
        len(rows) - len(affirmed),
        len(articles),
        count_origins(articles, ancestry),
        tuple(speakers),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """What one actor is said to do to another, all types together: counts of cooperation, conflict and denials."""

    cooperation: int
    conflict: int
    denied: int

    @property
    def words(self) -> str:
        """The counts as a cell shows them: "+2 −1 (1 denied)"; empty where there is nothing."""
        parts = [f"+{self.cooperation}"] if self.cooperation else []
        parts += [f"−{self.conflict}"] if self.conflict else []
        parts += [f"({self.denied} denied)"] if self.denied else []
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Grid:
    """The most active actors, and what each is said to do to each: `cells[row][column]`, None where nothing is."""

    names: tuple[str, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    left_out: int  # actors that have no row


def matrix_of(network: Network, *, largest: int = 12) -> Grid:
    """Return the network as a matrix of at most `largest` actors, those with most events first."""
    weight: dict[str, int] = {}
    for edge in network.edges:
        for key in (edge.actor, edge.recipient):
            weight[key] = weight.get(key, 0) + edge.affirmed + edge.denied
    names = {node.key: node.name for node in network.nodes}
    order = sorted(weight, key=lambda key: (-weight[key], names[key], key))
    kept = order[:largest]
    cells = tuple(tuple(_cell(network, row, column) for column in kept) for row in kept)
    return Grid(tuple(names[key] for key in kept), cells, len(order) - len(kept))


def _cell(network: Network, actor: str, recipient: str) -> Cell | None:
    edges = [edge for edge in network.edges if edge.actor == actor and edge.recipient == recipient]
    if not edges:
        return None
    return Cell(
        sum(edge.affirmed for edge in edges if edge.sign > 0),
        sum(edge.affirmed for edge in edges if edge.sign < 0),
        sum(edge.denied for edge in edges),
    )
