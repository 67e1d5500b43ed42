"""The family tree of a story's copies: who was probably taken from whom, with what is not held between them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from retold.telling.copies import CopyFacts, Further, copy_facts
from retold.telling.dates import ArticleDate, date_of
from retold.telling.holdings import LOST, Holdings, Row
from retold.telling.labels import handle, outlet_name


@dataclass(frozen=True, slots=True)
class Node:
    """One text of the tree: held, or not held (`date` and `copy` are then None).

    `probability` is that of the edge to its parent in the tree, None at a root. `also_from` are keys of further
    exemplars, with the probability of each.
    """

    key: str
    handle: str
    is_held: bool
    outlet: str
    date: ArticleDate | None
    probability: float | None
    copy: CopyFacts | None
    children: tuple[Node, ...]
    also_from: tuple[tuple[str, float], ...] = ()

    @property
    def is_earliest(self) -> bool:
        """Whether it is a root with copies, its date is stated, and none of its copies is known to be earlier."""
        if self.date is None or self.date.kind != "stated" or self.probability is not None or not self.children:
            return False
        return all(node.date is None or self.date.sort_key <= node.date.sort_key for _, node in self.walk())

    def walk(self, depth: int = 0) -> list[tuple[int, Node]]:
        """Return this node and all below it with their depths, parents before children."""
        return [(depth, self), *(pair for child in self.children for pair in child.walk(depth + 1))]


@dataclass(frozen=True, slots=True)
class _Parents:
    main: dict[str, Row]  # text -> the row of its most probable exemplar
    others: dict[str, list[Row]]


def tree_of(held: Holdings, story: str) -> tuple[Node, ...]:
    """Return the roots of a story's stemma, those with most copies first; articles outside it stand alone."""
    parents = _parents(held.stemmata.get(story, []))
    children: dict[str, list[str]] = defaultdict(list)
    for text, row in sorted(parents.main.items()):
        children[row["exemplar"]].append(text)
    texts = sorted({*held.members[story], *parents.main, *children})
    roots = [text for text in texts if text not in parents.main]
    nodes = [_node(held, text, parents, children) for text in roots]
    return tuple(sorted(nodes, key=lambda node: (-len(node.walk()), *_order(node))))


def exemplars_of(held: Holdings, story: str, article: str) -> list[str]:
    """Return the nearest held texts that `article` goes back to: the one of the tree, then further ones."""
    parents = _parents(held.stemmata.get(story, []))
    main = _nearest_held(parents, parents.main[article]["exemplar"]) if article in parents.main else None
    further = [text for text, _ in _further(held, article, parents)]
    return list(dict.fromkeys(text for text in (main, *further) if text is not None and text != article))


def way_up(held: Holdings, story: str, article: str) -> list[str]:
    """Return the texts from `article` up to its root, itself first, texts not held among them."""
    parents = _parents(held.stemmata.get(story, []))
    way = [article]
    while way[-1] in parents.main:
        way.append(parents.main[way[-1]]["exemplar"])
    return way


def _parents(rows: list[Row]) -> _Parents:
    """Choose one parent for each text, so that the result is a forest; further ones stand beside it."""
    main: dict[str, Row] = {}
    others: dict[str, list[Row]] = defaultdict(list)
    edges = [row for row in rows if row["exemplar"] is not None and row["exemplar"] != row["article"]]
    for row in sorted(edges, key=lambda row: (-(row["probability"] or 0.0), row["article"], row["exemplar"])):
        if row["article"] in main or _reaches(main, row["exemplar"], row["article"]):
            others[row["article"]].append(row)
        else:
            main[row["article"]] = row
    return _Parents(main, dict(others))


def _reaches(main: dict[str, Row], begin: str, goal: str) -> bool:
    while begin in main and begin != goal:
        begin = main[begin]["exemplar"]
    return begin == goal


def _nearest_held(parents: _Parents, text: str) -> str | None:
    while text.startswith(LOST):
        if text not in parents.main:
            return None
        text = parents.main[text]["exemplar"]
    return text


def _further(held: Holdings, article: str, parents: _Parents) -> Further:
    """Return held exemplars beside the line of the tree, from the stemma and the derivations, the likeliest first."""
    line = [article]
    while line[-1] in parents.main:
        line.append(parents.main[line[-1]]["exemplar"])
    rows = [*parents.others.get(article, []), *held.derivations.get(article, [])]
    found: dict[str, float] = {}
    for row in rows:
        near = _nearest_held(parents, row["exemplar"])
        if near is not None and near not in line and held.is_held(near):
            found[near] = max(found.get(near, 0.0), float(row["probability"] or 0.0))
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _node(held: Holdings, text: str, parents: _Parents, children: dict[str, list[str]]) -> Node:
    below = [_node(held, child, parents, children) for child in children.get(text, [])]
    is_held = held.is_held(text)
    row = parents.main.get(text)
    further = _further(held, text, parents) if is_held else []
    return Node(
        key=text,
        handle=handle(held, text),
        is_held=is_held,
        outlet=outlet_name(held, text) if is_held else "text not held",
        date=date_of(held, text) if is_held else None,
        probability=row["probability"] if row else None,
        copy=_copy(held, text, parents, row, further) if is_held and row else None,
        children=tuple(sorted(below, key=_order)),
        also_from=tuple(further),
    )


def _copy(held: Holdings, text: str, parents: _Parents, row: Row, further: Further) -> CopyFacts:
    """Return the facts of a copy against the nearest held text above it, and further exemplars beside it."""
    main = _nearest_held(parents, row["exemplar"])
    probability = float(row["probability"] or 0.0)
    return copy_facts(held, text, row["exemplar"], main, probability=probability, further=further)


def _order(node: Node) -> tuple[str, str, str]:
    """Order siblings by date, then by name; a text not held by its earliest copy."""
    if node.date is not None:
        return (node.date.sort_key, node.handle, node.key)
    below = [_order(child) for child in node.children]
    return (min(below)[0] if below else "9999", node.handle, node.key)
