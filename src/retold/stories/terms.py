"""Words as terms: folded to plain lower-case letters and cut to a stem.

The stemmer is a light suffix stripper in the manner of Harman's S-stemmer (1991), a little stronger. It need not give
words, only the same string for forms that a retelling swaps.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_MIN_STEM = 3  # letters that a suffix must leave
_CACHE = 1 << 16

# Longest first; the first that fits is cut, once.
_SUFFIXES = (
    ("ational", "at"),
    ("iness", "y"),
    ("ations", "at"),
    ("ingly", ""),
    ("ation", "at"),
    ("ments", ""),
    ("edly", ""),
    ("ment", ""),
    ("ness", ""),
    ("ings", ""),
    ("ing", ""),
    ("ied", "y"),
    ("ies", "y"),
    ("ers", ""),
    ("ed", ""),
    ("er", ""),
    ("ly", ""),
    ("es", ""),
    ("s", ""),
    ("e", ""),
)
# Letters that no decomposition turns into plain ones.
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"})


@lru_cache(maxsize=_CACHE)
def folded(word: str) -> str:
    """Return `word` in lower case, without accents, apostrophes or a possessive.

    >>> folded("Işık’s")
    'isik'
    """
    lower = word.casefold().replace("’", "'").removesuffix("'s").strip("'-")
    if lower.isascii():
        return lower.replace("'", "")
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return plain.translate(_LETTERS).replace("'", "")


@lru_cache(maxsize=_CACHE)
def stem(word: str) -> str:
    """Return the stem of a folded word; words of three letters and fewer stay.

    >>> stem("fighting"), stem("fights"), stem("parties")
    ('fight', 'fight', 'party')
    """
    if len(word) <= _MIN_STEM or word.endswith("ss"):
        return word
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM:
            word = word[: -len(suffix)] + instead
            break
    doubled = len(word) > _MIN_STEM and word[-1] == word[-2] and word[-1] not in "ls"
    word = word[:-1] if doubled else word
    return word[:-1] + "y" if word.endswith("i") else word


def words_of(lines: str) -> frozenset[str]:
    """Return the words of a list written as a text."""
    return frozenset(lines.split())
