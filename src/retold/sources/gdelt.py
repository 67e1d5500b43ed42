"""GDELT's files without a header, known by their shape: they hold addresses of articles, and never a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_GKG_ID = re.compile(r"\d{14}-T?\d+")
_GKG = {1: "date", 3: "source", 4: "url"}  # columns of the Global Knowledge Graph 2.1, counted from 0
_GKG_WIDTH = 27
_EVENT_WIDTHS = (58, 61)
_MENTIONS = {2: "date", 4: "source", 5: "url"}
_MENTIONS_WIDTH = 16


def headless_names(cells: Sequence[str]) -> list[str] | None:
    """Return the names of the columns of a GDELT file by the cells of its first row; None for any other table."""
    width = len(cells)
    if width == _GKG_WIDTH and _GKG_ID.fullmatch(cells[0]):
        return _named(width, _GKG)
    if width in _EVENT_WIDTHS and cells[0].isdigit() and _is_address(cells[-1]):
        return _named(width, {1: "date", width - 1: "url"})
    if width == _MENTIONS_WIDTH and cells[0].isdigit() and _is_address(cells[5]):
        return _named(width, _MENTIONS)
    return None


def _named(width: int, names: dict[int, str]) -> list[str]:
    return [names.get(place, f"column_{place + 1}") for place in range(width)]


def _is_address(cell: str) -> bool:
    return cell.startswith(("http://", "https://"))
