"""How often Retold errs on texts like these: figures measured on annotated news, with the page that they stand on.

A figure of None was not measured yet; the sentence then says so. Nothing here is ever estimated by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "docs/benchmarks.md"

# Tables whose probabilities were calibrated on data that Retold was not fitted to. All others are shown with "~".
CALIBRATED_TABLES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Expected:
    """Shares from 0 to 1 on annotated news: how much of what is there is found, how much of what is found is right."""

    found: float | None
    right: float | None
    data: str


QUOTATIONS = Expected(found=0.886, right=0.861, data="25 annotated articles of our own, written before the result")


def one_in(share_right: float) -> int:
    """Return N so that about one in N is wrong; 0 where fewer than one in a thousand is."""
    wrong = 1.0 - share_right
    return 0 if wrong < 0.001 else max(1, round(1.0 / wrong))
