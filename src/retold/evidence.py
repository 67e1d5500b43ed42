"""Why a row is believed: typed, weighted pointers to the characters behind it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import Any

SCORE_DIGITS = 4  # decisions are taken on scores rounded to 1e-4 (last bits differ between processors)
_LOGIT_LIMIT = 12.0  # exp(12): nothing we infer is surer than that


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a row: `weight` in log-odds (above 0 speaks for it, below 0 against), and where it stands."""

    kind: str
    weight: float
    article: str | None = None
    begin: int | None = None
    end: int | None = None
    table: str | None = None
    id: str | None = None

    def as_row(self) -> dict[str, Any]:
        """Return the struct that stands in a table's `evidence`."""
        return {
            "kind": self.kind,
            "table": self.table,
            "id": self.id,
            "article": self.article,
            "begin": self.begin,
            "end": self.end,
            "weight": rounded(self.weight),
        }


def rounded(score: float) -> float:
    """Return `score` as it may be compared and stored: 4 decimals, never minus zero."""
    return round(score, SCORE_DIGITS) + 0.0


def probability_of(log_odds: float) -> float:
    """Return the probability (4 decimals) that `log_odds` stand for."""
    limited = max(-_LOGIT_LIMIT, min(_LOGIT_LIMIT, log_odds))
    return rounded(1.0 / (1.0 + exp(-limited)))


def log_odds_of(probability: float) -> float:
    """Return the log-odds of `probability`, limited to what `probability_of` can give back."""
    floor = 1.0 / (1.0 + exp(_LOGIT_LIMIT))
    limited = max(floor, min(1.0 - floor, probability))
    return log(limited / (1.0 - limited))
