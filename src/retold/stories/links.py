"""How probably two articles tell of one happening: a logistic score over a few likenesses.

The weights were fitted (logistic regression) on the pairs of ECB+, whose topics each hold two look-alike events, made
sterner with pairs of invented affairs in which the same speakers appear all week. The weights for passages and time
are our own estimates: no labelled collection at hand has copies or dates. General words find pairs but do not decide:
once names and leads are known they added nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from retold.evidence import probability_of, rounded
from retold.settings import StoriesSettings
from retold.stories.similarity import UNIT
from retold.tables import EVIDENCE, STAGE_TABLES

_SECONDS_A_DAY = 86_400
_SAME_DAY = 1.0  # log-odds of two articles published within a day of one another
_LAST_DAY = -1.5  # and as far apart as one happening is still told
_TOO_FAR = -12.0  # beyond that: another happening, however like (monthly figures, yearly meetings)
_MIN_TOLD_NUMBERS = 3  # fewer numbers say nothing when they differ
_FULL_AGREEMENT = 0.5  # numbers as like as this agree: a copy drops some, and an update changes one
_READ = (
    *("names", "numbers", "leads", "passage_characters", "content_characters", "told_numbers"),
    *("published_a", "published_b"),
)
_REPRINT_SHARE = 0.8  # unless the one repeats the other: a reprint tells of the same happening


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """Log-odds of a link: `constant`, and what a likeness of 1 adds."""

    constant: float = -6.4
    names: float = 7.0
    numbers: float = 8.4
    leads: float = 9.2
    passages: float = 10.0  # times the share of the shorter text that is shared; 5 % is a phrase, 50 % is a copy


SHIPPED_WEIGHTS = LinkWeights()


def story_links(story_similarities: pa.Table, *, settings: StoriesSettings) -> pa.Table:
    """Score each pair: the probability that both articles tell of one happening, with what speaks for and against it.

    An article without a stated publication is judged as if its date said nothing. Works on columns: there are many
    pairs, and most come to nothing.
    """
    columns = (story_similarities.column(name).to_pylist() for name in _READ)
    scores, timeless_scores, days_apart = list[float](), list[float](), list[float | None]()
    kinds, weights, offsets = list[str](), list[float](), [0]
    for likeness in zip(*columns, strict=True):
        reasons, days = _reasons(*likeness, weights=SHIPPED_WEIGHTS, settings=settings)
        timeless = SHIPPED_WEIGHTS.constant + sum(weight for kind, weight in reasons if kind != "time")
        timeless_scores.append(probability_of(timeless))
        scores.append(probability_of(timeless + sum(weight for kind, weight in reasons if kind == "time")))
        days_apart.append(None if days is None else round(days, 2))
        kinds += [kind for kind, weight in reasons if weight]
        weights += [rounded(weight) for _, weight in reasons if weight]
        offsets.append(len(kinds))
    found = {
        "article_a": story_similarities.column("article_a"),
        "article_b": story_similarities.column("article_b"),
        "score": pa.array(scores, pa.float64()),
        "timeless_score": pa.array(timeless_scores, pa.float64()),
        "days_apart": pa.array(days_apart, pa.float64()),
        "probability": pa.array(scores, pa.float64()),
        "evidence": _evidence(kinds, weights, offsets),
    }
    schema = STAGE_TABLES["story_links"].schema
    return pa.Table.from_arrays([found[name] for name in schema.names], names=schema.names).cast(schema)


def _evidence(kinds: list[str], weights: list[float], offsets: list[int]) -> pa.Array:
    """Return lists of evidence from their entries, one after the other, and where each list begins."""
    given = {"kind": pa.array(kinds, pa.string()), "weight": pa.array(weights, pa.float64())}
    fields = list(EVIDENCE.value_type)
    entries = [given.get(field.name, pa.nulls(len(kinds), field.type)) for field in fields]
    struct = pa.StructArray.from_arrays(entries, fields=fields)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), struct)


def score_of(row: Mapping[str, Any], weights: LinkWeights, settings: StoriesSettings) -> float:
    """Return the probability of a `story_similarities` row under `weights`."""
    reasons, _ = _reasons(*(row[name] for name in _READ), weights=weights, settings=settings)
    timeless = weights.constant + sum(weight for kind, weight in reasons if kind != "time")
    return probability_of(timeless + sum(weight for kind, weight in reasons if kind == "time"))


def _reasons(
    names: int,
    numbers: int,
    leads: int,
    passage_characters: int,
    content_characters: int,
    told_numbers: int,
    published_a: datetime | None,
    published_b: datetime | None,
    *,
    weights: LinkWeights,
    settings: StoriesSettings,
) -> tuple[list[tuple[str, float]], float | None]:
    """Return what speaks for and against one happening, and the days between the two articles."""
    share = _share(passage_characters, content_characters)
    agreement = _agreement(numbers, told_numbers)
    reasons = [
        ("names", weights.names * names / UNIT),
        ("numbers", weights.numbers * numbers / UNIT),
        ("leads", weights.leads * leads / UNIT),
        ("passages", weights.passages * share * (2 * agreement - 1)),
    ]
    days = _days_between(published_a, published_b)
    if days is not None:
        is_reprint = share >= _REPRINT_SHARE and agreement == 1.0
        reasons.append(("time", _time_weight(days, settings.max_days_apart, is_reprint=is_reprint)))
    return reasons, days


def _agreement(numbers: int, told_numbers: int) -> float:
    """Return how far shared text speaks for one happening, 0 to 1; below a half it speaks against.

    The same words with other figures are a form that is filled in: monthly figures, results of matches.
    """
    if told_numbers < _MIN_TOLD_NUMBERS:
        return 1.0
    return min(1.0, numbers / UNIT / _FULL_AGREEMENT)


def _share(passage_characters: int, content_characters: int) -> float:
    """Return the share of the shorter text that stands in shared passages; overlapping ones count once at most."""
    return min(1.0, passage_characters / content_characters) if content_characters else 0.0


def _days_between(published_a: datetime | None, published_b: datetime | None) -> float | None:
    if published_a is None or published_b is None:
        return None
    return abs((published_a - published_b).total_seconds()) / _SECONDS_A_DAY


def _time_weight(days: float, max_days: float, *, is_reprint: bool) -> float:
    """Return what the days between two articles add: for it within a day, against it more and more until `max_days`."""
    if days <= 1.0:
        return _SAME_DAY
    if days >= max_days:
        return _LAST_DAY if is_reprint else _TOO_FAR
    return _SAME_DAY + (_LAST_DAY - _SAME_DAY) * (days - 1.0) / (max_days - 1.0)
