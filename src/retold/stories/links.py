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

from retold.evidence import Evidence, probability_of
from retold.settings import StoriesSettings
from retold.stories.similarity import UNIT
from retold.tables import STAGE_TABLES

_SECONDS_A_DAY = 86_400
_SAME_DAY = 1.0  # log-odds of two articles published within a day of one another
_LAST_DAY = -1.5  # and as far apart as one happening is still told
_TOO_FAR = -12.0  # beyond that: another happening, however like (monthly figures, yearly meetings)
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

    An article without a stated publication is judged as if its date said nothing.
    """
    rows = [link_row(row, SHIPPED_WEIGHTS, settings) for row in story_similarities.to_pylist()]
    return STAGE_TABLES["story_links"].rows(rows)


def link_row(row: Mapping[str, Any], weights: LinkWeights, settings: StoriesSettings) -> dict[str, Any]:
    """Return the `story_links` row of a `story_similarities` row under `weights`."""
    share = _share(row["passage_characters"], row["content_characters"])
    days = _days_between(row["published_a"], row["published_b"])
    reasons = {
        "names": weights.names * row["names"] / UNIT,
        "numbers": weights.numbers * row["numbers"] / UNIT,
        "leads": weights.leads * row["leads"] / UNIT,
        "passages": weights.passages * share,
    }
    timeless = weights.constant + sum(reasons.values())
    if days is not None:
        reasons["time"] = _time_weight(days, share, settings.max_days_apart)
    score = probability_of(timeless + reasons.get("time", 0.0))
    return {
        "article_a": row["article_a"],
        "article_b": row["article_b"],
        "score": score,
        "timeless_score": probability_of(timeless),
        "days_apart": None if days is None else round(days, 2),
        "probability": score,
        "evidence": [Evidence(kind, weight).as_row() for kind, weight in reasons.items() if weight],
    }


def _share(passage_characters: int, content_characters: int) -> float:
    """Return the share of the shorter text that stands in shared passages; overlapping ones count once at most."""
    return min(1.0, passage_characters / content_characters) if content_characters else 0.0


def _days_between(published_a: datetime | None, published_b: datetime | None) -> float | None:
    if published_a is None or published_b is None:
        return None
    return abs((published_a - published_b).total_seconds()) / _SECONDS_A_DAY


def _time_weight(days: float, share: float, max_days: float) -> float:
    """Return what the days between two articles add: for it within a day, against it more and more until `max_days`."""
    if days <= 1.0:
        return _SAME_DAY
    if days >= max_days:
        return _LAST_DAY if share >= _REPRINT_SHARE else _TOO_FAR
    return _SAME_DAY + (_LAST_DAY - _SAME_DAY) * (days - 1.0) / (max_days - 1.0)
