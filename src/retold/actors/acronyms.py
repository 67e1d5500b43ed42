"""Whether a short name is made of the first letters of a long one: "RLA", "River Liberation Army"."""

from __future__ import annotations

import re

from retold.actors.gazetteer import words

_SMALL = frozenset(
    {"of", "the", "and", "for", "in", "on", "to", "a", "an", "de", "du", "la", "le", "des", "y", "e", "al"}
)
_SHORT = re.compile(r"(?:[^\W\d_]\.?-?){2,7}")
MIN_LETTERS = 3  # two letters begin too many names
_WORD = re.compile(r"[^\W\d_]+")


def initials_of(name: str) -> frozenset[str]:
    """Return the ways to write the initials of a name in small letters: with its small words, or without."""
    parts = [part.lower() for part in _WORD.findall(re.sub(r"['’]s?\b", "", name))]
    large = [part for part in parts if part not in _SMALL]
    return frozenset("".join(part[0] for part in chosen) for chosen in (parts, large) if len(chosen) > 1)


def written_as_initials(name: str) -> str | None:
    """Return the letters of a name that is written as initials ("R.L.A.", "RLA"), small; None for other names."""
    letters = "".join(_WORD.findall(name))
    if not _SHORT.fullmatch(name) or not letters.isupper() or len(letters) < MIN_LETTERS:
        return None
    return letters.lower()


def is_short_for(name_a: str, name_b: str) -> bool:
    """Tell whether one of two names is written as the initials of the other, which is a body's by one of its words."""
    for short, long in ((name_a, name_b), (name_b, name_a)):
        letters = written_as_initials(short)
        if letters is not None and letters in initials_of(long) and _is_of_body(long):
            return True
    return False


def _is_of_body(name: str) -> bool:
    parts = [part.lower() for part in _WORD.findall(name)]
    listed = words("org_tails") | words("group_tails") | words("collective_heads") | words("group_heads")
    return any(part in listed or part.removesuffix("s") in listed for part in parts)
