"""Who probably copied from whom, within a family of articles that share passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of, probability_of, rounded
from retold.reuse.direction import Direction, direction_of
from retold.reuse.trees import Arc, Edge, directed, spanning_tree
from retold.reuse.witnesses import Shared, Witness, is_same_outlet, shared_of, witnesses_of
from retold.settings import ReuseSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

NAMED, THROUGH, NOT_NAMED = "named", "named through another", "not named"
REVERSE, LOST, TWO = "reverse", "common lost source", "two sources"
_LAYER_KINDS = ("reported by", "source line")
_LOST_BASE = -1.6  # log-odds of a lost text behind both, before anything is known of the direction
_LOST_PER_DIRECTION = 0.28  # each unit of direction speaks against it: a lost text leaves no direction
_STRAND_STRENGTH = 0.5  # the other texts of a strand know less of this pair than the pair itself
_LOST_CREDIT = 0.3  # both name one outlet that neither is and that is not held here
_RELATED_BASE = -1.5
_RELATED_PER_WORD = 0.06  # equal words outside quotation marks
_RELATED_PER_MARKED = 0.012  # equal words inside marks in both: both may have heard them
_RELATED_CREDIT = 2.0  # the copy names the exemplar
_MAX_RELATED = 5.0
_ONE_PAGE = 9.0  # versions of one page are relatives by definition
_SECOND_WORDS = 40  # words of a copy that only another text explains: so many make it a second source
_MAX_TWO = 0.45


@dataclass(frozen=True, slots=True)
class _Family:
    """All that is known of a family."""

    witnesses: dict[str, Witness]
    shared: dict[tuple[str, str], Shared]
    directions: dict[tuple[str, str], Direction]
    neighbours: dict[str, list[str]]

    def between(self, article: str, other: str) -> Shared:
        """What two articles share."""
        return self.shared[min(article, other), max(article, other)]

    def direction(self, copy: str, exemplar: str) -> Direction:
        """The judgement that `copy` came from `exemplar`."""
        found = self.directions[min(copy, exemplar), max(copy, exemplar)]
        return found if found.copy == copy else found.reversed()


def derivations(
    texts: pa.Table,
    blocks: pa.Table,
    article_fields: pa.Table,
    credits: pa.Table,
    passages: pa.Table,
    *,
    settings: ReuseSettings,
) -> pa.Table:
    """Find the exemplar (or exemplars) of each copy in a family; texts that share too little have none."""
    witnesses = witnesses_of(texts, blocks, article_fields, credits)
    shared = _shared_pairs(witnesses, passages, settings)
    directions = {pair: direction_of(each, settings=settings) for pair, each in sorted(shared.items())}
    neighbours: dict[str, list[str]] = {}
    for a, b in sorted(shared):
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    family = _Family(witnesses, shared, directions, neighbours)
    tree = spanning_tree(_edge(family, pair) for pair in sorted(shared))
    arcs = directed(tree)
    relatives = _relatives(arcs)
    rows = [_row(family, arc, relatives[arc.copy]) for arc in arcs]
    return STAGE_TABLES["derivations"].rows(rows)


def _shared_pairs(
    witnesses: dict[str, Witness], passages: pa.Table, settings: ReuseSettings
) -> dict[tuple[str, str], Shared]:
    """What each pair shares, for the closest pairs of every article, where it is enough to judge."""
    spans: dict[tuple[str, str], list[tuple[Span, Span]]] = {}
    for row in passages.to_pylist():
        if row["article_a"] in witnesses and row["article_b"] in witnesses:
            both = Span(row["begin_a"], row["end_a"]), Span(row["begin_b"], row["end_b"])
            spans.setdefault((row["article_a"], row["article_b"]), []).append(both)
    found: dict[tuple[str, str], Shared] = {}
    for pair in _closest(spans, witnesses, settings):
        shared = shared_of(witnesses[pair[0]], witnesses[pair[1]], spans[pair])
        share = max(shared.share(shared.a), shared.share(shared.b))
        enough = shared.equal >= settings.min_derivation_words and share >= settings.min_derivation_share
        if enough or shared.is_one_page:
            found[pair] = shared
    return found


def _closest(
    spans: dict[tuple[str, str], list[tuple[Span, Span]]], witnesses: dict[str, Witness], settings: ReuseSettings
) -> list[tuple[str, str]]:
    """The pairs that are among the closest of one of their articles; those that name one another come first."""
    ranked: dict[str, list[tuple[bool, int, str, tuple[str, str]]]] = {}
    for pair, both in spans.items():
        size = sum(len(span_a) + len(span_b) for span_a, span_b in both)
        a, b = witnesses[pair[0]], witnesses[pair[1]]
        unnamed = not (_names(a, b) or _names(b, a))
        ranked.setdefault(pair[0], []).append((unnamed, -size, pair[1], pair))
        ranked.setdefault(pair[1], []).append((unnamed, -size, pair[0], pair))
    limit = settings.max_pairs_per_article
    return sorted({pair for items in ranked.values() for *_, pair in sorted(items)[:limit]})


def _names(witness: Witness, other: Witness) -> bool:
    return other.outlet is not None and any(is_same_outlet(credit.outlet, other.outlet) for credit in witness.credits)


def _edge(family: _Family, pair: tuple[str, str]) -> Edge:
    shared = family.shared[pair]
    log_odds = family.direction(pair[1], pair[0]).log_odds
    return Edge(pair[0], pair[1], shared.weight, log_odds, shared.covered_a, shared.covered_b)


def _row(family: _Family, arc: Arc, relatives: set[str]) -> dict[str, Any]:
    copy, exemplar = family.witnesses[arc.copy], family.witnesses[arc.exemplar]
    shared = family.between(arc.copy, arc.exemplar)
    judged = family.direction(arc.copy, arc.exemplar)
    credit = credit_of(copy, exemplar)
    related = _related_probability(shared, credit)
    lost = 0.0 if shared.is_one_page else _lost_probability(family, copy, exemplar, _strength(judged, arc))
    probability = rounded(related * (1.0 - lost) * arc.probability)
    rivals = {
        REVERSE: rounded(related * (1.0 - lost) * (1.0 - arc.probability)),
        LOST: rounded(related * lost),
        TWO: _two_sources(family, arc, relatives),
    }
    rival = min(rivals, key=lambda name: (-rivals[name], name))
    evidence = [
        Evidence("shared text", log_odds_of(related), copy.article),
        Evidence("family tree", log_odds_of(arc.probability), exemplar.article),
        *judged.evidence,
    ]
    return {
        "article": arc.copy,
        "exemplar": arc.exemplar,
        "share": rounded(shared.share(copy)),
        "credit": credit,
        "rival": rival,
        "rival_probability": rivals[rival],
        "probability": probability,
        "evidence": [each.as_row() for each in evidence],
    }


def _related_probability(shared: Shared, credit: str) -> float:
    """How probable it is that one text was made with the other (or with a text behind both) on the desk."""
    if shared.is_one_page:
        return probability_of(_ONE_PAGE)
    marked = shared.equal - shared.equal_unmarked
    log_odds = _RELATED_BASE + _RELATED_PER_WORD * shared.equal_unmarked + _RELATED_PER_MARKED * marked
    return probability_of(min(_MAX_RELATED, log_odds + (0.0 if credit == NOT_NAMED else _RELATED_CREDIT)))


def _strength(judged: Direction, arc: Arc) -> float:
    """How clear the direction is, from the two texts or, to half, from the strand of the tree that they stand in."""
    return max(abs(judged.log_odds), _STRAND_STRENGTH * max(0.0, log_odds_of(arc.probability)))


def _lost_probability(family: _Family, copy: Witness, exemplar: Witness, strength: float) -> float:
    log_odds = _LOST_BASE - _LOST_PER_DIRECTION * strength
    held = [witness.outlet for witness in family.witnesses.values() if witness.outlet]
    common = [
        credit.outlet
        for credit in copy.credits
        if any(is_same_outlet(credit.outlet, other.outlet) for other in exemplar.credits)
        and not any(is_same_outlet(credit.outlet, outlet) for outlet in held)
    ]
    return probability_of(log_odds + (_LOST_CREDIT if common else 0.0))


def _relatives(arcs: list[Arc]) -> dict[str, set[str]]:
    """For each article its exemplars and its copies: what it shares with them needs no second source."""
    found: dict[str, set[str]] = {}
    for arc in arcs:
        found.setdefault(arc.copy, set()).add(arc.exemplar)
        found.setdefault(arc.exemplar, set()).add(arc.copy)
    return found


def _two_sources(family: _Family, arc: Arc, relatives: set[str]) -> float:
    """How probable it is that another text of the family gave the copy words that this exemplar lacks."""
    own = family.between(arc.copy, arc.exemplar).covered(arc.copy)
    most = 0
    for other in family.neighbours.get(arc.copy, ()):
        if other not in relatives:
            most = max(most, (family.between(arc.copy, other).covered(arc.copy) & ~own).bit_count())
    return rounded(min(_MAX_TWO, _MAX_TWO * most / _SECOND_WORDS))


def credit_of(copy: Witness, exemplar: Witness) -> str:
    """Tell whether a copy names its exemplar: its outlet, or where that is not stated, whom it says it was told."""
    layered = [
        credit
        for credit in copy.credits
        if credit.kind in _LAYER_KINDS
        and not is_same_outlet(credit.outlet, exemplar.outlet)
        and not is_same_outlet(credit.outlet, copy.outlet)
        and not any(is_same_outlet(credit.outlet, other.outlet) for other in exemplar.credits)
    ]
    if exemplar.outlet is not None:
        named = any(is_same_outlet(credit.outlet, exemplar.outlet) for credit in copy.credits)
        named = named and not is_same_outlet(copy.outlet, exemplar.outlet)
    else:
        named = any(
            is_same_outlet(credit.outlet, other.outlet) for credit in copy.credits for other in exemplar.credits
        )
    if layered:
        return THROUGH
    return NAMED if named else NOT_NAMED
