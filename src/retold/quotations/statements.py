"""Which quotations tell the same thing, said by the same speaker, across the articles of a story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, probability_of
from retold.quotations.clustering import Linkage, Scores, cluster
from retold.quotations.matching import (
    SCORE_UNIT,
    PairScore,
    Vocabulary,
    aligned_words,
    candidate_pairs,
    correspondences,
    score_pair,
    story_aliases,
)
from retold.quotations.repeated import repeated
from retold.quotations.tellings import Telling, tellings_of, texts_by_article
from retold.settings import QuotationsSettings
from retold.tables import STAGE_TABLES

_ALONE = 2.0  # log-odds that a quotation that resembles none is a statement of its own
_EVIDENCE_PAIRS = 3  # the nearest quotations of the statement are evidence enough


@dataclass(frozen=True, slots=True)
class Grouping:
    """The quotations of a story, their scores, and their groups as indexes into `tellings`."""

    tellings: Sequence[Telling]
    scores: Scores
    nearest: Mapping[int, list[tuple[int, int]]]  # score and other telling, the best first
    linkage: Linkage
    vocabulary: Vocabulary
    groups: Sequence[Sequence[int]]


def statement_members(
    spoken_quotations: pa.Table,
    texts: pa.Table,
    passages: pa.Table,
    *,
    settings: QuotationsSettings,  # noqa: ARG001 - every stage is given its section
) -> pa.Table:
    """Tell which statement each quotation of a story tells; every quotation tells exactly one."""
    texts_here = texts_by_article(texts)
    parted = repeated(tellings_of(spoken_quotations, texts_here))
    grouping = group(parted.compared, texts_here, passages.to_pylist())
    rows = [row for members in grouping.groups for row in _rows(members, grouping)]
    leading = {row["quotation"]: row for row in rows}
    rows += [
        _following(telling, leader, leading[leader.quotation], grouping.vocabulary)
        for telling, leader in parted.following
    ]
    return STAGE_TABLES["statement_members"].rows(sorted(rows, key=lambda row: str(row["quotation"])))


def group(tellings: Sequence[Telling], texts: Mapping[str, str], passages: Sequence[Mapping[str, Any]]) -> Grouping:
    """Group the tellings of one story, sorted by quotation id, into statements."""
    found = correspondences(texts, passages)
    vocabulary = Vocabulary(tellings, story_aliases(texts, found))
    aligned = aligned_words(tellings, found)
    scores: dict[tuple[int, int], PairScore] = {}
    for first, second in sorted({*aligned, *candidate_pairs(tellings, vocabulary)}):
        a, b = tellings[first], tellings[second]
        pair = score_pair(a, b, aligned=aligned.get((first, second), 0), vocabulary=vocabulary)
        if pair is not None:
            scores[first, second] = pair
    linkage = Linkage(tellings, scores)
    return Grouping(tellings, scores, _nearest(scores), linkage, vocabulary, cluster(tellings, linkage))


def _nearest(scores: Scores) -> dict[int, list[tuple[int, int]]]:
    near: dict[int, list[tuple[int, int]]] = {}
    for (first, second), pair in scores.items():
        near.setdefault(first, []).append((pair.score, second))
        near.setdefault(second, []).append((pair.score, first))
    return {index: sorted(found, key=lambda entry: (-entry[0], entry[1])) for index, found in near.items()}


def _rows(members: Sequence[int], grouping: Grouping) -> list[dict[str, Any]]:
    statement = "t" + min(grouping.tellings[index].quotation for index in members)
    return [_row(index, members, statement, grouping) for index in members]


def _row(index: int, members: Sequence[int], statement: str, grouping: Grouping) -> dict[str, Any]:
    telling = grouping.tellings[index]
    evidence, log_odds = _together(index, members, grouping) if len(members) > 1 else _alone(index, grouping)
    return {
        "quotation": telling.quotation,
        "article": telling.article,
        "statement": statement,
        "probability": probability_of(log_odds),
        "evidence": [one.as_row() for one in evidence],
    }


def _alone(index: int, grouping: Grouping) -> tuple[list[Evidence], float]:
    """Return why a quotation is a statement of its own: the nearest other is not near enough."""
    nearest = grouping.nearest.get(index)
    log_odds = min(_ALONE, max(-nearest[0][0] / SCORE_UNIT, 0.0)) if nearest else _ALONE
    return _on_its_own(grouping.tellings[index], log_odds)


def _on_its_own(telling: Telling, log_odds: float) -> tuple[list[Evidence], float]:
    begin, end = _bounds(telling)
    return [Evidence("no other tells it", log_odds, telling.article, begin, end)], log_odds


def _together(index: int, members: Sequence[int], grouping: Grouping) -> tuple[list[Evidence], float]:
    """Return why a quotation stands with the others of its statement: the nearest of them, and the mean."""
    others = set(members) - {index}
    within = [entry for entry in grouping.nearest.get(index, ()) if entry[1] in others]
    average = grouping.linkage.average([index], sorted(others))
    best = within[0][0] if within else 0
    # A half of a statement is unlike the other half: then the nearest quotation speaks for it.
    log_odds = max(best / 2, best if average is None else average, 0.0) / SCORE_UNIT
    return [part for _, other in within[:_EVIDENCE_PAIRS] for part in _pair_evidence(index, other, grouping)], log_odds


def _pair_evidence(index: int, other: int, grouping: Grouping) -> list[Evidence]:
    """Return the parts of a pair's score, pointing at the other quotation."""
    return _parts(grouping.tellings[other], grouping.scores[min(index, other), max(index, other)])


def _parts(telling: Telling, pair: PairScore) -> list[Evidence]:
    begin, end = _bounds(telling)
    return [
        Evidence(kind, weight, telling.article, begin, end, table="quotations", id=telling.quotation)
        for kind, weight in pair.parts
        if kind != "chance"
    ]


def _following(telling: Telling, leader: Telling, row: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the row of a telling that repeats a compared one, which has `row`; too few words tell nothing."""
    named = {"quotation": telling.quotation, "article": telling.article}
    alike = replace(leader, article=telling.article, speaker=telling.speaker)
    pair = score_pair(leader, alike, aligned=0, vocabulary=vocabulary)
    if pair is not None and pair.score > 0:
        evidence = _parts(leader, pair)
        return {**row, **named, "evidence": [one.as_row() for one in evidence]}
    evidence, log_odds = _on_its_own(telling, _ALONE if pair is None else min(_ALONE, -pair.score / SCORE_UNIT))
    return {
        **named,
        "statement": "t" + telling.quotation,
        "probability": probability_of(log_odds),
        "evidence": [one.as_row() for one in evidence],
    }


def _bounds(telling: Telling) -> tuple[int | None, int | None]:
    """Return where a telling's content begins and ends; nulls where it has none."""
    return (telling.pieces[0].begin, telling.pieces[-1].end) if telling.pieces else (None, None)
