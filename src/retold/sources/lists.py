"""Lists of addresses (Media Cloud, GDELT): they tell where articles stand, and hold no text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retold.sources.columns import Columns
from retold.sources.encodings import storable
from retold.sources.records import Rejected

ADDRESSES_ONLY = "addresses only"
_SHOWN = 3  # addresses that the reason names


class AddressList:
    """The addresses of one file, counted as they pass."""

    def __init__(self, origin: str, column: str) -> None:
        self._origin, self._column = origin, column
        self._count = 0
        self._first: list[str] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Count the address of a row."""
        value = row.get(self._column)
        if isinstance(value, str) and value.strip():
            self._count += 1
            if len(self._first) < _SHOWN:
                self._first.append(storable(value.strip())[:200])

    def rejected(self) -> Rejected:
        """Return the one row that says so."""
        shown = ", ".join(self._first) + (", …" if self._count > _SHOWN else "")
        return Rejected(
            self._origin,
            ADDRESSES_ONLY,
            f"{self._count} addresses in column {self._column} and no texts: {shown}."
            " Nothing is fetched while files are read: add the saved pages, or give the addresses to retold watch",
        )


def address_list(origin: str, columns: Columns) -> AddressList | None:
    """Return a counter of addresses where `columns` hold addresses and no text; None for all other tables."""
    if "url" not in columns.chosen or "text" in columns.chosen or "html" in columns.chosen:
        return None
    return AddressList(origin, columns.chosen["url"])
