"""Other names that copies teach: where one text has "IS", the copy has "Daesh" in the same place, again and again.

One place is chance or a correction; two places, or one with a like spelling, are a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from retold.actors.gazetteer import entries, folded
from retold.actors.names import given_names_clash, name_similarity, word_similarity
from retold.evidence import Evidence, probability_of, rounded
from retold.settings import ActorsSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

_PRIOR = -1.6  # log-odds of a name put for another: mostly a pronoun, a title, a correction
_A_PLACE = 1.3  # each place where one name stands for the other
_MAX_PLACES = 5
_SPELLING = 2.6  # the two are spellings of one name
_BOTH_ACT = 0.6  # two places that act: a capital for its state
_APART = -4.0  # a text names both, as two
_THINGS = frozenset({"ORG", "GROUP", "OTHER"})

Mentions = dict[str, list[dict[str, Any]]]


def alias_links(
    variants: pa.Table, mention_spans: pa.Table, local_actors: pa.Table, *, settings: ActorsSettings
) -> pa.Table:
    """Link the actors of copies and exemplars whose names stand for each other, within one family of copies.

    A pair is weighed by all its places in the family, so that three copies of one agency text teach once each. Links
    below `min_link_probability` are not made.
    """
    actors = {row["actor"]: row for row in local_actors.to_pylist() if row["named"]}
    mentions = _named(mention_spans, actors)
    places: dict[tuple[str, str], list[dict[str, Any]]] = {}
    links: dict[tuple[str, str], tuple[str, str]] = {}
    for variant in _in_order(variants):
        pair = _pair(variant, mentions, actors)
        if pair:
            places.setdefault(pair[0], []).append(variant)
            links.setdefault(pair[1], pair[0])
    rows = []
    for pair_of_actors in sorted(links):
        row = _row(pair_of_actors, links[pair_of_actors], places[links[pair_of_actors]], actors)
        if row and row["probability"] >= settings.min_link_probability:
            rows.append(row)
    return STAGE_TABLES["alias_links"].rows(rows)


def _named(mention_spans: pa.Table, actors: dict[str, dict[str, Any]]) -> Mentions:
    found: Mentions = {}
    for row in mention_spans.to_pylist():
        if row["kind"] == "name" and row["actor"] in actors:
            found.setdefault(row["article"], []).append(row)
    return {article: sorted(rows, key=lambda row: row["begin"]) for article, rows in found.items()}


def _in_order(variants: pa.Table) -> list[dict[str, Any]]:
    rows = [row for row in variants.to_pylist() if row["kind"] == "substitution"]
    return sorted(rows, key=lambda row: (row["article"], row["begin"], row["exemplar"], row["exemplar_begin"]))


def _pair(
    variant: dict[str, Any], mentions: Mentions, actors: dict[str, dict[str, Any]]
) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return the two folded names and the two actors of a substitution with one name on each side."""
    here = _only(mentions.get(variant["article"], []), Span(variant["begin"], variant["end"]))
    there = _only(mentions.get(variant["exemplar"], []), Span(variant["exemplar_begin"], variant["exemplar_end"]))
    if here is None or there is None or folded(here["text"]) == folded(there["text"]):
        return None
    actor, other = actors[here["actor"]], actors[there["actor"]]
    if not _kinds_agree(actor, other) or _known_apart(actor, other):
        return None
    names = tuple(sorted((folded(here["text"]), folded(there["text"]))))
    least, greatest = sorted((here["actor"], there["actor"]))
    return (names[0], names[1]), (least, greatest)


def _only(mentions: Sequence[dict[str, Any]], span: Span) -> dict[str, Any] | None:
    """Return the one name at a reading, if what the reading says besides it is little."""
    inside = [row for row in mentions if span.overlaps(Span(row["begin"], row["end"]))]
    if len(inside) != 1:
        return None
    extra = len(span) - (min(span.end, inside[0]["end"]) - max(span.begin, inside[0]["begin"]))
    return inside[0] if extra <= max(12, inside[0]["end"] - inside[0]["begin"]) else None


def _kinds_agree(actor: dict[str, Any], other: dict[str, Any]) -> bool:
    types = {actor["type"], other["type"]}
    return len(types) == 1 or types <= _THINGS or "OTHER" in types


def _known_apart(actor: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether the gazetteer knows the two as different things."""
    keys_a, keys_b = _known_keys(actor), _known_keys(other)
    if actor["type"] == "GPE" and actor["country"] and other["country"] and actor["country"] != other["country"]:
        return True
    return bool(keys_a) and bool(keys_b) and not keys_a & keys_b


def _known_keys(actor: dict[str, Any]) -> set[str]:
    found = [entries().get(each["name"]) for each in actor["names"]]
    return {entry.key.replace("capital:", "country:") for entry in found if entry is not None}


def _row(
    pair: tuple[str, str], names: tuple[str, str], places: Sequence[dict[str, Any]], actors: dict[str, dict[str, Any]]
) -> dict[str, Any] | None:
    actor, other = actors[pair[0]], actors[pair[1]]
    evidence = list(_place_evidence(places))
    if actor["type"] == other["type"] == "PERSON":
        likeness = name_similarity(actor["name"], other["name"])
        if given_names_clash(actor["name"], other["name"]):
            return None
        evidence.append(Evidence("spelling", _SPELLING if likeness >= 0.8 else -_SPELLING))
    elif word_similarity(names[0].replace(" ", ""), names[1].replace(" ", "")) >= 0.85:
        evidence.append(Evidence("spelling", _SPELLING))
    if actor["type"] == other["type"] == "GPE":
        evidence.append(Evidence("both places", _BOTH_ACT))
    if _named_apart(actor, other, actors):
        evidence.append(Evidence("named apart", _APART))
    odds = rounded(_PRIOR + sum(each.weight for each in evidence))
    probability = min(probability_of(odds), 0.98)
    return {
        "actor_a": pair[0],
        "actor_b": pair[1],
        "key": f"alias:{names[0]}={names[1]}",
        "score": probability,
        "probability": probability,
        "evidence": [each.as_row() for each in evidence],
    }


def _place_evidence(places: Sequence[dict[str, Any]]) -> Iterable[Evidence]:
    for place in places[:_MAX_PLACES]:
        yield Evidence("aligned reading", _A_PLACE, place["article"], place["begin"], place["end"], "variants")


def _named_apart(actor: dict[str, Any], other: dict[str, Any], actors: dict[str, dict[str, Any]]) -> bool:
    """Tell whether either article has the other's name for somebody else."""
    for one, two in ((actor, other), (other, actor)):
        wanted = {folded(each["name"]) for each in two["names"]}
        own = {folded(each["name"]) for each in one["names"]}
        for each in actors.values():
            elsewhere = each["article"] != one["article"] or each["actor"] == one["actor"]
            if not elsewhere and wanted & {folded(name["name"]) for name in each["names"]} - own:
                return True
    return False
