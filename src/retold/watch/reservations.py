"""Whether a publisher reserves text and data mining: TDMRep (W3C community report, 2024) and `noai` marks.

Three places say it: `/.well-known/tdmrep.json`, the response's headers, and the page's meta elements. A reservation in
any of them is obeyed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from retold.watch.robots import PRODUCT, matches_pattern, normalised

FILE = "/.well-known/tdmrep.json"
_NO_MINING = re.compile(r"(?:^|[\s,:])(noai|notdm)(?=$|[\s,])", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_HEAD_CHARACTERS = 500_000  # meta elements stand in the head
_AGENT = re.compile(r"^\s*([\w-]+)\s*:\s*(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reservation:
    """That mining is reserved, where that was said, and the policy that goes with it."""

    said_by: str
    policy: str | None = None

    def __str__(self) -> str:
        return self.said_by + (f"; policy: {self.policy}" if self.policy else "")


@dataclass(frozen=True, slots=True)
class SiteReservations:
    """The lines of a site's `tdmrep.json`: pattern, whether it reserves, policy."""

    lines: tuple[tuple[str, bool, str | None], ...] = ()

    def of(self, path: str) -> Reservation | None:
        """Return the reservation for a path; the longest matching pattern decides, a reserving one before another."""
        target = normalised(path)
        matching = [line for line in self.lines if matches_pattern(line[0], target)]
        if not matching:
            return None
        pattern, reserves, policy = max(matching, key=lambda line: (len(line[0]), line[1]))
        return Reservation(f"{FILE} reserves {pattern}", policy) if reserves else None


def parse_tdmrep(content: bytes) -> SiteReservations:
    """Return the lines of a `tdmrep.json`; a file that is none says nothing, and a broken line is passed over."""
    try:
        entries = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return SiteReservations()
    entries = entries if isinstance(entries, list) else [entries]
    return SiteReservations(tuple(_line(entry) for entry in entries if _is_line(entry)))


def _is_line(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("location"), str)


def _line(entry: dict[str, Any]) -> tuple[str, bool, str | None]:
    policy = entry.get("tdm-policy")
    reserves = str(entry.get("tdm-reservation", "")).strip() in {"1", "True", "true"}
    return normalised(entry["location"]), reserves, policy if isinstance(policy, str) else None


def reservation_in_headers(headers: Iterable[tuple[str, str]]) -> Reservation | None:
    """Return the reservation that a response's headers state (names in lower case, each as often as it was sent)."""
    every = list(headers)
    policy = next((value for name, value in every if name == "tdm-policy"), None)
    for name, value in every:
        if name == "tdm-reservation" and value.strip() == "1":
            return Reservation("header tdm-reservation: 1", policy)
        mark = _no_mining(value) if name == "x-robots-tag" else None
        if mark:
            return Reservation(f"header X-Robots-Tag: {mark}")
    return None


def reservation_in_page(html: str) -> Reservation | None:
    """Return the reservation that a page's meta elements state."""
    metas = [_attributes(found.group(0)) for found in _META.finditer(html[:_HEAD_CHARACTERS])]
    named = [(meta.get("name", "").lower(), meta.get("content", "")) for meta in metas]
    policy = next((content for name, content in named if name == "tdm-policy"), None)
    for name, content in named:
        if name == "tdm-reservation" and content.strip() == "1":
            return Reservation("meta tdm-reservation: 1", policy)
        mark = _no_mining(content) if name in {"robots", PRODUCT} else None
        if mark:
            return Reservation(f"meta {name}: {mark}")
    return None


def _attributes(element: str) -> dict[str, str]:
    return {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(element)}


def _no_mining(value: str) -> str | None:
    """Return the mark in a robots value that keeps mining out; one for another agent by name is not for us."""
    addressed = _AGENT.match(value)
    if addressed and addressed.group(1).lower() not in {PRODUCT, "noai", "notdm"}:
        return None
    found = _NO_MINING.search(value)
    return found.group(1).lower() if found else None
