"""What people said of quotations, laid over what was found: that there is none, or who speaks."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of
from retold.spans import Span, best_overlapping, shared_length

Rows = dict[str, dict[str, Any]]
_MOSTLY = 0.5  # a quotation found later that has this share of its words where somebody said that there is none


class Corrections:
    """The corrections of a family's quotations, each laid over the quotation that overlaps its place most."""

    def __init__(self, corrections: pa.Table | None) -> None:
        rows = [] if corrections is None else corrections.to_pylist()
        self._rows = sorted(rows, key=lambda row: str(row["correction"]))
        self._placed: set[str] = set()  # corrections that found their quotation
        self._known: set[str] = set()  # quotations that stood there at an earlier call
        self._taken: set[tuple[str, str]] = set()  # fields of quotations that are corrected: the least id is followed

    def lay_over(self, rows_of: dict[str, Rows]) -> None:
        """Change the rows of each article, in place; what found its quotation at an earlier call stays there."""
        for correction in self._rows:
            rows = rows_of.get(correction["article"], {})
            place = Span(correction["begin"], correction["end"])
            if correction["correction"] not in self._placed:
                found = best_overlapping([place], {name: _content(row) for name, row in rows.items()})
                if found is not None and (found, correction["field"]) not in self._taken:
                    self._placed.add(correction["correction"])
                    self._taken.add((found, correction["field"]))
                    rows[found] = _corrected(rows[found], correction)
            elif correction["field"] == "quotation":
                for name, row in rows.items():
                    if name not in self._known and _is_mostly_at(row, place):  # a relative's marks show it again
                        rows[name] = _corrected(row, correction)
        self._known |= {name for rows in rows_of.values() for name in rows}


def _content(row: dict[str, Any]) -> list[Span]:
    return [Span(part["begin"], part["end"]) for part in row["content"]]


def _is_mostly_at(row: dict[str, Any], place: Span) -> bool:
    content = _content(row)
    return shared_length([place], content) >= _MOSTLY * sum(map(len, content))


def _corrected(row: dict[str, Any], correction: dict[str, Any]) -> dict[str, Any]:
    is_denied = correction["field"] == "quotation"
    reason = Evidence(
        "correction",
        log_odds_of(0.0 if is_denied else 1.0),
        correction["article"],
        correction["begin"],
        correction["end"],
        "corrections",
        correction["correction"],
    )
    evidence = [reason.as_row(), *row["evidence"]]
    if is_denied:
        return {**row, "probability": 0.0, "evidence": evidence}
    is_known = correction["actor"] is not None
    return {
        **row,
        "actor": correction["actor"],
        "speaker_probability": 1.0 if is_known else None,
        "evidence": evidence,
    }
