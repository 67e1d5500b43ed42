"""What is generally known of states, bodies and armed groups, and the words of titles and roles.

The facts stand in `gazetteer.tsv` beside this module, which is our own compilation; its comments name the columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"})
_MARKS = re.compile(r"[’'`ʿʾ‘.]")
_BREAKS = re.compile(r"[^\w]+|_")
_LEADING = ("the", "a", "an")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a known name stands for. `key` is the same for all names of one thing."""

    key: str  # "country:IRN", "capital:IRN", "body:UN", "group:IS", "place:aleppo", "people:IRN"
    type: str  # GPE, ORG, GROUP, LOC, NORP
    country: str | None  # ISO 3166 alpha-3
    name: str  # the usual name

    @property
    def sort(self) -> str:
        """Return the part of `key` before the colon."""
        return self.key.partition(":")[0]


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """Return `name` in lower case without accents, marks and a leading article, words parted by one space.

    >>> folded("The Işık–Brönte Group")
    'isik bronte group'
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _BREAKS.sub(" ", _MARKS.sub("", plain)).split()
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    return " ".join(words)


def same_country(place_a: str | None, place_b: str | None) -> bool:
    """Tell whether two places (an alpha-3 code or a folded name) may be one: unknown agrees with all."""
    return place_a is None or place_b is None or place_a == place_b


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = files("retold.actors").joinpath("gazetteer.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


def _field(row: Sequence[str], index: int) -> list[str]:
    return [part for part in row[index].split("|") if part] if len(row) > index else []


@cache
def words(name: str) -> frozenset[str]:
    """Return a word list of the lexicon, in lower case. Raises `KeyError` for an unknown list."""
    found = [row[2].split("|") for row in _rows() if row[0] == "words" and row[1] == name]
    if not found:
        raise KeyError(f"the lexicon has no list {name!r}")
    return frozenset(word for part in found for word in part)


@cache
def given_names() -> dict[str, str]:
    """Return folded given names with their usual gender, "m" or "f"; names of both are left out."""
    seen: dict[str, set[str]] = {}
    for row in _rows():
        if row[0] == "given":
            for name in row[2].split("|"):
                seen.setdefault(folded(name), set()).add(row[1])
    return {name: min(genders) for name, genders in seen.items() if len(genders) == 1}


@cache
def entries() -> dict[str, Entry]:
    """Return every known name, spelled as it is written, with what it stands for."""
    table: dict[str, Entry] = {}
    for row in _rows():
        for name, entry in _entries_of(row):
            table.setdefault(name, entry)
            table.setdefault(name.replace("'", "’"), entry)
    return table


def _entries_of(row: Sequence[str]) -> list[tuple[str, Entry]]:
    if row[0] == "country":
        state = Entry(f"country:{row[1]}", "GPE", row[1], row[2])
        capital = Entry(f"capital:{row[1]}", "GPE", row[1], (_field(row, 3) or [row[2]])[0])
        return [(name, state) for name in [row[2], *_field(row, 6)]] + [(name, capital) for name in _field(row, 3)]
    if row[0] in ("body", "group"):
        known = Entry(f"{row[0]}:{row[1]}", row[2], row[3] or None, row[4])
        return [(name, known) for name in [row[4], *_field(row, 5)]]
    if row[0] == "place":
        place = Entry(f"place:{folded(row[2])}", row[1], None, row[2])
        return [(name, place) for name in [row[2], *_field(row, 3)]]
    if row[0] == "seat":
        return [(name, Entry(f"seat:{folded(name)}", "ORG", row[1], name)) for name in _field(row, 2)]
    return []


@cache
def folded_entries() -> dict[str, Entry]:
    """Return the known names by their folded form; a form of two things stands for the one named first."""
    table: dict[str, Entry] = {}
    for name, entry in entries().items():
        table.setdefault(folded(name), entry)
    return table


@cache
def demonyms() -> dict[str, str]:
    """Return the adjectives of countries with the country's alpha-3 code ("Iranian", "US")."""
    table: dict[str, str] = {}
    for row in _rows():
        if row[0] == "country":
            for adjective in _field(row, 4):
                table.setdefault(adjective, row[1])
    return table


@cache
def peoples() -> dict[str, str]:
    """Return the nouns for the people of a country with its alpha-3 code ("Iranians", "Danes")."""
    table: dict[str, str] = {}
    for row in _rows():
        if row[0] == "country":
            for noun in _field(row, 5):
                table.setdefault(noun, row[1])
            for adjective in _field(row, 4):
                if adjective[-1] in "nioky" and len(adjective) > 3:
                    table.setdefault(adjective + "s", row[1])
    return table


@cache
def epithets() -> dict[str, list[str]]:
    """Return folded words that stand for a country where the article names it, with the codes they may mean."""
    return {folded(row[2]): row[1].split("|") for row in _rows() if row[0] == "epithet"}


@cache
def norps() -> frozenset[str]:
    """Return names of peoples, faiths and parties that belong to no one state."""
    return frozenset(name for row in _rows() if row[0] == "norp" for name in row[1].split("|"))


@cache
def starts() -> dict[str, int]:
    """Return the first word of every known name with the number of words of the longest that begins so."""
    table: dict[str, int] = {}
    for parts in name_index():
        for first in (parts[0], parts[0].upper()):
            table[first] = max(table.get(first, 0), len(parts))
    return table


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of `name` as the finder of names cuts them: without possessive endings."""
    return tuple(re.sub(r"['’]s$", "", match.group()) for match in WORD.finditer(name))


@cache
def name_index() -> dict[tuple[str, ...], tuple[str, Entry]]:
    """Return what the words of a known name stand for: ("name" | "adjective" | "people", entry).

    Adjectives ("Iranian") and nouns for a people ("Iranians", "Kurds") have entries of type NORP.
    """
    table: dict[tuple[str, ...], tuple[str, Entry]] = {}
    for name, entry in entries().items():
        table.setdefault(name_words(name), ("name", entry))
    for row in _rows():
        if row[0] == "epithet":
            table.setdefault(name_words(row[2]), ("name", Entry(f"epithet:{folded(row[2])}", "GPE", None, row[2])))
    for sort, listed in (("adjective", demonyms()), ("people", peoples())):
        for name, code in listed.items():
            table.setdefault(name_words(name), (sort, Entry(f"people:{code}", "NORP", code, country_names()[code])))
    for name in norps():
        sort = "people" if name.endswith("s") else "adjective"
        table.setdefault(name_words(name), (sort, Entry(f"people:{folded(name)}", "NORP", None, name)))
    return table


@cache
def shouted_index() -> dict[tuple[str, ...], tuple[str, Entry]]:
    """Return `name_index` for words written in capitals, without names that are then common words ("US", "WHO")."""
    table: dict[tuple[str, ...], tuple[str, Entry]] = {}
    for parts, found in sorted(name_index().items()):
        if not (len(parts) == 1 and parts[0].isupper() and len(parts[0]) <= 3):
            table.setdefault(tuple(part.upper() for part in parts), found)
    return table


# A word, an abbreviation with full stops, or a word with hyphens and apostrophes inside.
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-‑'’][^\W_]+)*", re.UNICODE)


@cache
def role_kinds() -> dict[str, frozenset[str]]:
    """Return general role nouns ("diplomat") with the roles that each may stand for ("ambassador", "envoy")."""
    return {row[1]: frozenset(_field(row, 2)) for row in _rows() if row[0] == "kind"}


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """Return forms of one given name, folded, by each of them ("tony": "anthony", "tony")."""
    table: dict[str, set[str]] = {}
    for row in _rows():
        if row[0] == "nick":
            for name in _field(row, 1):
                table.setdefault(name, set()).update(_field(row, 1))
    return {name: frozenset(others) for name, others in table.items()}


@cache
def country_names() -> dict[str, str]:
    """Return the usual name of each country by its alpha-3 code."""
    return {row[1]: row[2] for row in _rows() if row[0] == "country"}
