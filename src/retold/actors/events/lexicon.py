"""The words that name a deed: verbs, nouns and adjectives with PLOVER's types and the places of their recipients.

The entries stand in `triggers.tsv` beside this module, which is our own compilation; its comments name the columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Entry:
    """A reading of a trigger: its type and mode, and where the recipient stands, the likeliest place before others."""

    sort: str  # v, n, a
    type: str
    mode: str | None
    places: tuple[str, ...]  # obj, dat, sym, poss, none, or prepositions
    needs: frozenset[str]  # lemmas of which its object (a noun's modifier) must be one; empty for no condition


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = files("retold.actors.events").joinpath("triggers.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


@cache
def classes() -> dict[str, frozenset[str]]:
    """Return the lemmas of each class of objects."""
    return {row[1]: frozenset(row[2].split("|")) for row in _rows() if row[0] == "class"}


@cache
def listed(name: str) -> frozenset[str]:
    """Return the lemmas of a list of verbs: light, reversed, cease, deny. Raises `KeyError` for an unknown one."""
    return next(frozenset(row[1].split("|")) for row in _rows() if row[0] == name)


@cache
def entries() -> dict[tuple[str, str], tuple[Entry, ...]]:
    """Return the readings of each trigger by sort and lemma; readings that need a certain object come first."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for row in _rows():
        if row[0] not in ("v", "n", "a"):
            continue
        sort, kind, mode, places, needed, lemmas = row
        needs = classes()[needed] if needed else frozenset()
        entry = Entry(sort, kind, mode or None, tuple(places.split("|")), needs)
        for lemma in lemmas.split("|"):
            found.setdefault((sort, lemma), []).append(entry)
    return {key: tuple(sorted(every, key=lambda entry: not entry.needs)) for key, every in found.items()}
