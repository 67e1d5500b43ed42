"""Who probably copied from whom, within a family of articles that share passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of, probability_of, rounded
from retold.minutes import PRECISION
from retold.reuse.chains import ordered_versions, orientation
from retold.reuse.direction import Direction, direction_of
from retold.reuse.families import MAX_VERSIONS
from retold.reuse.lexicon import FUNCTION_WORDS
from retold.reuse.lost import LOST_PREFIX, THROUGH_LOST, LostText, Readings, junctions_of
from retold.reuse.rooting import NodeArc, rooted
from retold.reuse.succession import version_distance
from retold.reuse.trees import Edge, links_of, spanning_tree
from retold.reuse.witnesses import Shared, Witness, is_same_outlet, shared_of, witnesses_of
from retold.settings import ReuseSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

NAMED, THROUGH, NOT_NAMED = "named", "named through another", "not named"
REVERSE, LOST, TWO = "reverse", "common lost source", "two sources"
_LAYER_KINDS = ("reported by", "source line")
_LOST_BASE = -2.5  # log-odds of a lost text behind both, before anything is known of the direction
_LOST_PER_DIRECTION = 0.28  # each unit of direction speaks against it: a lost text leaves no direction
_STRAND_STRENGTH = 0.5  # the other texts of a strand know less of this pair than the pair itself
_LOST_CREDIT = 0.3  # both name one outlet that neither is and that is not held here
_RELATED_BASE = -1.5
_RELATED_PER_WORD = 0.06  # equal words outside quotation marks
_RELATED_PER_MARKED = 0.012  # equal words inside marks in both: both may have heard them
_RELATED_CREDIT = 2.0  # the copy names the exemplar
_MAX_RELATED = 5.0
_LEAST_FAMILY = 2
_LEAST_MATTER = 0.2  # of the words of the shorter version that the other must have where they share no passage
_MATTER_LETTERS = 4  # shorter words say little of what a text is about
_ONE_PAGE = 9.0  # versions of one page are relatives by definition
_SECOND_WORDS = 40  # words of a copy that only another text explains: so many make it a second source
_MAX_TWO = 0.45
_UNDATED = datetime.max.replace(tzinfo=UTC)  # after all that have a date


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
    reuse_content: pa.Table,
    article_fields: pa.Table,
    credits: pa.Table,
    passages: pa.Table,
    family_edges: pa.Table | None = None,
    corrections_by_hand: pa.Table | None = None,
    *,
    settings: ReuseSettings,
) -> pa.Table:
    """Find the exemplar (or exemplars) of each copy in a family; texts that share too little have none.

    Where `family_edges` are given, only these pairs are asked: others of a family are relatives through third texts.
    A pair of which somebody said that it is none keeps its row, with probability 0.
    """
    if len(texts) < _LEAST_FAMILY:  # most articles are a family by themselves
        return STAGE_TABLES["derivations"].empty()
    witnesses = witnesses_of(texts, blocks, reuse_content, article_fields, credits)
    shared = _shared_pairs(witnesses, _among(family_edges, passages), settings)
    directions = {pair: direction_of(each, settings=settings) for pair, each in sorted(shared.items())}
    neighbours: dict[str, list[str]] = {}
    for a, b in sorted(shared):
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    family = _Family(witnesses, shared, directions, neighbours)
    arcs = _arcs(family)
    relatives = _relatives(arcs)
    rows = [
        _lost_row(family, arc, arcs) if arc.exemplar.startswith(LOST_PREFIX) else _row(family, arc, relatives[arc.copy])
        for arc in arcs
    ]
    denied = _denied(corrections_by_hand)
    return STAGE_TABLES["derivations"].rows(_corrected(row, denied) for row in rows)


def _denied(corrections_by_hand: pa.Table | None) -> dict[tuple[str, str], str]:
    """The pairs of which a correction says that they are no copy and exemplar, with the least one's id."""
    rows = [] if corrections_by_hand is None else corrections_by_hand.to_pylist()
    rows.sort(key=lambda row: str(row["correction"]), reverse=True)
    return {(row["article"], row["old_value"]): row["correction"] for row in rows if row["field"] == "copy"}


def _corrected(row: dict[str, Any], denied: dict[tuple[str, str], str]) -> dict[str, Any]:
    correction = denied.get((row["article"], row["exemplar"]))
    if correction is None:
        return row
    reason = Evidence("correction", log_odds_of(0.0), row["article"], table="corrections", id=correction)
    return {**row, "probability": 0.0, "evidence": [reason.as_row(), *row["evidence"]]}


@dataclass(frozen=True, slots=True, order=True)
class Arc:
    """A copy and what it came from, an article or a lost text; `through` is a lost text between the two."""

    copy: str
    exemplar: str
    probability: float  # of the direction, given that the two are joined
    through: str = ""
    lost: float = 0.0  # probability of the lost text


def _arcs(family: _Family) -> list[Arc]:
    """Join the texts of a family to trees, and give each edge its direction."""
    pages = _page_edges(family)
    edges = [_edge(family, pair) for pair in sorted(family.shared) if not family.shared[pair].is_one_page]
    links = links_of(spanning_tree([*pages, *edges]))
    links, lost = junctions_of(links, Readings(family.shared), family.directions)
    found = rooted(links, [each.junction for each in lost])
    chained = {(edge.a, edge.b): edge.log_odds for edge in pages}
    arcs = []
    for arc in found:
        copy, exemplar = arc.copy[0], arc.exemplar[0]
        pair = min(copy, exemplar), max(copy, exemplar)
        if pair in chained:  # all versions of a page run one way
            newer, older = (pair[1], pair[0]) if chained[pair] >= 0 else pair
            arcs.append(Arc(newer, older, probability_of(abs(chained[pair]))))
        elif not copy.startswith(LOST_PREFIX) and not exemplar.startswith(LOST_PREFIX):
            arcs.append(Arc(copy, exemplar, arc.probability))
    return _distinct(arcs + _arcs_of_lost(found, lost, family))


def _distinct(arcs: list[Arc]) -> list[Arc]:
    """One arc a copy and exemplar, the surest: the strands of a text may meet again over a lost one."""
    best: dict[tuple[str, str], Arc] = {}
    for arc in sorted(arcs, key=lambda arc: (-arc.probability, arc)):
        if arc.copy != arc.exemplar:
            best.setdefault((arc.copy, arc.exemplar), arc)
    return sorted(best.values())


def _arcs_of_lost(found: list[NodeArc], lost: list[LostText], family: _Family) -> list[Arc]:
    """The copies of each lost text: from the held text behind it, through it, or from it where none was compared."""
    arcs = []
    for text in lost:
        node = text.junction.node
        above = next((arc for arc in found if arc.copy == node), None)
        for arc in found:
            if arc.exemplar != node:
                continue
            behind = above.exemplar[0] if above else ""
            if above is None or (min(behind, arc.copy[0]), max(behind, arc.copy[0])) not in family.shared:
                arcs.append(Arc(arc.copy[0], node[0], arc.probability, "", text.probability))
            else:
                both = rounded(arc.probability * above.probability)
                arcs.append(Arc(arc.copy[0], above.exemplar[0], both, node[0], text.probability))
    return arcs


def _page_edges(family: _Family) -> list[Edge]:
    """The versions of each page as chains: one edge between each version and the next."""
    pages: dict[str, list[str]] = {}
    for name, witness in sorted(family.witnesses.items()):
        if witness.page is not None:
            pages.setdefault(witness.page, []).append(name)
    edges = []
    for members in pages.values():
        pairs = [pair for pair in combinations(members, 2) if pair in family.shared]
        if not pairs:
            continue
        distances = {pair: version_distance(family.shared[pair]) for pair in pairs}
        odds = {pair: family.direction(pair[1], pair[0]).log_odds for pair in pairs}
        times = {name: time for name in members if (time := family.witnesses[name].published) is not None}
        order = ordered_versions(members, distances, times)
        whole = orientation(order, odds)
        for older, newer in pairwise(order):
            pair = min(older, newer), max(older, newer)
            if pair in family.shared:
                shared = family.shared[pair]
                log_odds = whole if older < newer else -whole
                edges.append(Edge(*pair, shared.weight, log_odds, shared.covered_a, shared.covered_b, is_page=True))
    return edges


def _among(edges: pa.Table | None, passages: pa.Table) -> list[dict[str, Any]]:
    """The passages of these pairs."""
    rows: list[dict[str, Any]] = passages.to_pylist()
    if edges is None:
        return rows
    pairs = {(row["article_a"], row["article_b"]) for row in edges.to_pylist()}
    return [row for row in rows if (row["article_a"], row["article_b"]) in pairs]


def _shared_pairs(
    witnesses: dict[str, Witness], passages: list[dict[str, Any]], settings: ReuseSettings
) -> dict[tuple[str, str], Shared]:
    """What each pair shares, for the closest pairs of every article, where it is enough to judge."""
    spans: dict[tuple[str, str], list[tuple[Span, Span]]] = {}
    for row in passages:
        if row["article_a"] in witnesses and row["article_b"] in witnesses:
            both = Span(row["begin_a"], row["end_a"]), Span(row["begin_b"], row["end_b"])
            spans.setdefault((row["article_a"], row["article_b"]), []).append(both)
    found: dict[tuple[str, str], Shared] = {}
    for pair in _closest(spans, witnesses, settings):
        shared = shared_of(witnesses[pair[0]], witnesses[pair[1]], spans.get(pair, []))
        share = max(shared.share(shared.a), shared.share(shared.b))
        enough = shared.equal >= settings.min_derivation_words and share >= settings.min_derivation_share
        if enough or (shared.is_one_page and (shared.equal or _is_of_one_matter(*pair, witnesses))):
            found[pair] = shared
    return found


def _is_of_one_matter(article: str, other: str, witnesses: dict[str, Witness]) -> bool:
    """Tell whether two texts have words in common as texts on one thing have: two unrelated ones do in one of 50."""
    matter, matter_of_other = (
        {form for form in witnesses[name].words.forms if len(form) >= _MATTER_LETTERS and form not in FUNCTION_WORDS}
        for name in (article, other)
    )
    fewest = min(len(matter), len(matter_of_other))
    return fewest > 0 and len(matter & matter_of_other) >= _LEAST_MATTER * fewest


def _closest(
    spans: dict[tuple[str, str], list[tuple[Span, Span]]], witnesses: dict[str, Witness], settings: ReuseSettings
) -> list[tuple[str, str]]:
    """The pairs that are among the closest of one of their articles; those that name one another come first.

    Of equally close ones those with the earliest texts: of a dispatch that hundreds run, each is held against these.
    """
    ranked: dict[str, list[tuple[bool, int, datetime, str, tuple[str, str]]]] = {}
    for pair, both in spans.items():
        size = sum(len(span_a) + len(span_b) for span_a, span_b in both)
        a, b = witnesses[pair[0]], witnesses[pair[1]]
        unnamed = not (_names(a, b) or _names(b, a))
        ranked.setdefault(pair[0], []).append((unnamed, -size, _published_by(b), pair[1], pair))
        ranked.setdefault(pair[1], []).append((unnamed, -size, _published_by(a), pair[0], pair))
    limit = settings.max_pairs_per_article
    closest = {pair for items in ranked.values() for *_, pair in sorted(items)[:limit]}
    return sorted(closest | _page_pairs(witnesses))


def _published_by(witness: Witness) -> datetime:
    """The latest time at which a text was published: a day without an hour may be all of that day."""
    if witness.published is None:
        return _UNDATED
    blur = timedelta(minutes=PRECISION.get(witness.precision or "day", PRECISION["day"]))
    return min(witness.published, _UNDATED - blur) + blur


def _page_pairs(witnesses: dict[str, Witness]) -> set[tuple[str, str]]:
    """All pairs of versions of a page, where they are few: they are relatives whatever they share."""
    pages: dict[str, list[str]] = {}
    for name, witness in sorted(witnesses.items()):
        if witness.page is not None:
            pages.setdefault(witness.page, []).append(name)
    few = (members for members in pages.values() if len(members) <= MAX_VERSIONS)
    return {pair for members in few for pair in combinations(members, 2)}


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
    lost = (
        0.0 if shared.is_one_page or arc.through else _lost_probability(family, copy, exemplar, _strength(judged, arc))
    )
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
    if arc.through:
        evidence.insert(1, Evidence(THROUGH_LOST, log_odds_of(arc.lost), copy.article, id=arc.through))
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


def _lost_row(family: _Family, arc: Arc, arcs: list[Arc]) -> dict[str, Any]:
    """A copy of a text that is not held: what it shares with the nearest of that text's other copies."""
    copy = family.witnesses[arc.copy]
    sisters = {other.copy for other in arcs if arc.exemplar in (other.exemplar, other.through)}
    compared = family.neighbours[arc.copy]
    known = [other for other in compared if other in sisters] or compared
    nearest = max(
        (family.between(arc.copy, other) for other in known), key=lambda s: (s.weight, s.a.article, s.b.article)
    )
    related = _related_probability(nearest, NOT_NAMED)
    sister = nearest.other(arc.copy).article
    evidence = [
        Evidence("shared text", log_odds_of(related), copy.article),
        Evidence("readings of its own", log_odds_of(arc.lost), copy.article),
        Evidence("family tree", log_odds_of(arc.probability), sister),
    ]
    return {
        "article": arc.copy,
        "exemplar": arc.exemplar,
        "share": rounded(nearest.share(copy)),
        "credit": NOT_NAMED,
        "rival": None,
        "rival_probability": None,
        "probability": rounded(related * arc.lost * arc.probability),
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
