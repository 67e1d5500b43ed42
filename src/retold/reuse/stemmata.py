"""The most probable family tree of a story's copies, with the texts that are named but not held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, probability_of, rounded
from retold.reuse.lost import LOST_PREFIX, THROUGH_LOST
from retold.reuse.witnesses import Credit, is_same_outlet
from retold.settings import ReuseSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

_ASSERTED = 0.5
_LEAST_BETWEEN = 0.6  # a text that nobody names and nobody holds is drawn where it is more than likely
_LOST_ORDER = {"source line": 0, "reported by": 1, "agency": 2}  # nearest the copy first
_ROOT_KINDS = ("source line", "agency")  # what a text without a held exemplar may come from as a whole
_COPY_KINDS = ("source line", "reported by")  # an agency named by a copy is most often its held exemplar's
_CREDIT_WEIGHT = 2.0  # log-odds that a text named in a credit stands between
_CREDIT_PROBABILITY = 0.88


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of a tree: a copy (article or lost text), what it came from, and why."""

    copy: str
    exemplar: str
    probability: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Story:
    members: list[str]
    derived: list[dict[str, Any]]
    credits: dict[str, list[Credit]]
    outlets: dict[str, str | None]


def stemmata(
    story_members: pa.Table,
    derivations: pa.Table,
    credits: pa.Table,
    article_fields: pa.Table,
    *,
    settings: ReuseSettings,  # noqa: ARG001 - every stage takes its settings
) -> pa.Table:
    """Draw the tree of each story: one row an article or lost text; `exemplar` is null at a root.

    Every article has at most one exemplar here, its most probable one; a second source stands in `derivations`.
    """
    stories: dict[str, list[str]] = {}
    for row in story_members.to_pylist():
        stories.setdefault(row["story"], []).append(row["article"])
    credit_rows: dict[str, list[Credit]] = {}
    for row in credits.to_pylist():
        credit = Credit(row["outlet"], row["kind"], Span(row["begin"], row["end"]))
        credit_rows.setdefault(row["article"], []).append(credit)
    outlets = {row["article"]: row["outlet"] for row in article_fields.to_pylist()}
    derived = derivations.to_pylist()
    rows: list[dict[str, Any]] = []
    for story, members in sorted(stories.items()):
        mine = set(members)
        known = [row for row in derived if row["article"] in mine]
        inside = [row for row in known if row["exemplar"] in mine or row["exemplar"].startswith(LOST_PREFIX)]
        rows += _rows(story, _Story(sorted(mine), inside, credit_rows, outlets))
    return STAGE_TABLES["stemmata"].rows(rows)


def lost_id(outlet: str) -> str:
    """Return the id of an outlet's text that is named but not held: `lost:press-tv`."""
    plain = "".join(c if c.isalnum() else " " for c in outlet.casefold())
    return LOST_PREFIX + "-".join(plain.split())


def _rows(story: str, tree: _Story) -> list[dict[str, Any]]:
    links = _links(tree)
    nodes = sorted({*tree.members, *links, *(link.exemplar for link in links.values())})
    rows = []
    for node in nodes:
        link = links.get(node)
        rows.append(
            {
                "story": story,
                "article": node,
                "exemplar": link.exemplar if link else None,
                "probability": link.probability if link else _root_probability(node, tree),
                "evidence": [e.as_row() for e in link.evidence] if link else [],
            }
        )
    return rows


def _root_probability(node: str, tree: _Story) -> float:
    """A root is as sure as no derivation of it is: doubtful ones (below .5) count against it."""
    doubts = [row["probability"] for row in tree.derived if row["article"] == node]
    return rounded(1.0 - max(doubts, default=0.0)) if not node.startswith(LOST_PREFIX) else _CREDIT_PROBABILITY


def _links(tree: _Story) -> dict[str, Link]:
    """Choose one exemplar for every node, the surest first; a chain of lost texts never closes a ring."""
    links: dict[str, Link] = {}
    for row in _surest(tree.derived):
        copy, exemplar = row["article"], row["exemplar"]
        if copy in links:
            continue
        through = _lost_between(copy, exemplar, tree)
        direct = [_link(copy, exemplar, row["probability"], row["evidence"])]
        chain = _chain(copy, exemplar, row, through)
        unnamed = _unnamed_chain(copy, exemplar, row)
        for candidate in (chain, unnamed, direct) if through else (unnamed, direct):
            if _fits(candidate, links):
                links.update({link.copy: link for link in candidate})
                break
    for article in tree.members:
        if article not in links:
            chain = _lost_chain(article, _lost_credits(article, None, tree, _ROOT_KINDS))
            if chain and _fits(chain, links):
                links.update({link.copy: link for link in chain})
    return links


def _surest(derived: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    asserted = [row for row in derived if row["probability"] >= _ASSERTED]
    return sorted(asserted, key=lambda row: (-row["probability"], -row["share"], row["article"], row["exemplar"]))


def _lost_between(copy: str, exemplar: str, tree: _Story) -> list[Credit]:
    return _lost_credits(copy, exemplar, tree, _COPY_KINDS)


def _lost_credits(copy: str, exemplar: str | None, tree: _Story, kinds: tuple[str, ...]) -> list[Credit]:
    """Credits of a copy for texts not held in the story and not named by its exemplar; nearest the copy first."""
    held = [tree.outlets.get(article) for article in tree.members]
    inherited = tree.credits.get(exemplar, []) if exemplar else []
    found: dict[str, Credit] = {}
    for credit in sorted(tree.credits.get(copy, []), key=lambda c: (_LOST_ORDER.get(c.kind, 9), c.span, c.outlet)):
        if credit.kind not in kinds or any(is_same_outlet(credit.outlet, outlet) for outlet in held):
            continue
        if not any(is_same_outlet(credit.outlet, other.outlet) for other in inherited):
            found.setdefault(lost_id(credit.outlet), credit)
    return list(found.values())


def _chain(copy: str, exemplar: str, row: dict[str, Any], through: list[Credit]) -> list[Link]:
    """The copy, the lost texts that it names, and its exemplar at the end."""
    links = _lost_chain(copy, through)
    probability = row["probability"] if not links else rounded(row["probability"] * _CREDIT_PROBABILITY)
    last = links[-1].exemplar if links else copy
    return [*links, _link(last, exemplar, probability, row["evidence"])]


def _unnamed_chain(copy: str, exemplar: str, row: dict[str, Any]) -> list[Link]:
    """The copy, the lost text that its readings tell of (none but the copy and its exemplar without), the exemplar."""
    found = next((e for e in row["evidence"] or [] if e["kind"] == THROUGH_LOST), None)
    if found is None:
        return [_link(copy, exemplar, row["probability"], row["evidence"])]
    certain = rounded(row["probability"] * probability_of(found["weight"]))
    if certain < _LEAST_BETWEEN:
        return [_link(copy, exemplar, row["probability"], row["evidence"])]
    above = [e for e in row["evidence"] if e["kind"] != THROUGH_LOST]
    return [_link(copy, found["id"], certain, [found]), _link(found["id"], exemplar, certain, above)]


def _lost_chain(copy: str, through: list[Credit]) -> list[Link]:
    links: list[Link] = []
    node = copy
    for credit in through:
        span = credit.span
        evidence = Evidence(f"credit: {credit.kind}", _CREDIT_WEIGHT, copy, span.begin, span.end, "credits")
        links.append(Link(node, lost_id(credit.outlet), _CREDIT_PROBABILITY, (evidence,)))
        node = lost_id(credit.outlet)
    return links


def _link(copy: str, exemplar: str, probability: float, evidence: list[dict[str, Any]] | None) -> Link:
    pointers = tuple(
        Evidence(e["kind"], e["weight"], e["article"], e["begin"], e["end"], e["table"], e["id"])
        for e in evidence or []
    )
    return Link(copy, exemplar, probability, pointers)


def _fits(chain: list[Link], links: dict[str, Link]) -> bool:
    """Tell whether a chain agrees with the links chosen so far and closes no ring."""
    for link in chain:
        chosen = links.get(link.copy)
        if chosen is not None and chosen.exemplar != link.exemplar:
            return False
    joined = {**links, **{link.copy: link for link in chain}}
    for link in chain:
        seen = {link.copy}
        node = link.exemplar
        while node in joined:
            if node in seen:
                return False
            seen.add(node)
            node = joined[node].exemplar
        if node in seen:
            return False
    return True
