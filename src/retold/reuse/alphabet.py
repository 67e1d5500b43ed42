"""Texts of Western European letters as bytes, one a character: what belongs to a word, told for all at once.

Most news is written in 256 characters. In them NumPy finds the words that the pattern in `words` finds, several times
faster; a text with any other character goes by the pattern.
"""

from __future__ import annotations

import codecs

import numpy as np
from numpy.typing import NDArray

from retold.reuse.folding import fold, is_spaceless

_EXTRA = "‘’ʼ“”„–—…•€´‐‑ŁłŃńŚśŹźŻżŠšŽžČčĆćĐđŘřĞğİıŞşŐőŰűŒœĀāĒēĪīŌōŪūĄąĘę"  # beside Latin-1, in news of Europe
_LETTER, _ALPHA, _DIGIT, _JOINER, _POINT, _COMMA = 1, 2, 4, 8, 16, 32


def _alphabet() -> str:
    """The 256 characters that are worked on as bytes; places without one hold characters of no script."""
    latin = [chr(code) for code in range(0xA0, 256)]
    chosen = [c for c in dict.fromkeys([*latin, *_EXTRA]) if ord(c) >= 128 and _is_plain(c)][:128]
    padding = [chr(0xE000 + number) for number in range(128 - len(chosen))]
    # ASCII stays where it is, so that a text of nothing else needs no encoding.
    return "".join([*map(chr, range(128)), *chosen, *padding])


def _is_plain(character: str) -> bool:
    """Whether a character folds to one of Latin-1 or to nothing, or stands in no word."""
    folded = _folded(character)
    return not character.isalnum() or (len(folded) < 2 and all(ord(letter) < 256 for letter in folded))


def _folded(character: str) -> str:
    """What `fold` makes of a character within a word: nothing for those that it drops."""
    return fold("a" + character).removeprefix("a") if not character.isspace() else character


def _kinds(character: str) -> int:
    kinds = 0
    if character.isalnum() and not is_spaceless(character):
        kinds |= _LETTER | (_DIGIT if character.isdecimal() else 0)
        kinds |= 0 if character.isdecimal() else _ALPHA
    if character in "'’ʼ‘`´‐‑\u00ad\u200c\u200d-":
        kinds |= _JOINER
    if character == ".":
        kinds |= _POINT
    if character == ",":
        kinds |= _COMMA
    return kinds


_ALPHABET = _alphabet()
_ENCODING = codecs.charmap_build(_ALPHABET)
_KINDS = bytes(_kinds(character) for character in _ALPHABET)
_FOLDED = bytes(ord(folded) if len(folded := _folded(c)) == 1 and ord(folded) < 256 else 0 for c in _ALPHABET)


def encoded(text: str) -> bytes | None:
    """Return a text as bytes of our alphabet; None where it has other characters."""
    if text.isascii():
        return text.encode("ascii")
    try:
        return codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return None


def folded_bytes(text: bytes) -> bytes:
    """Return the folded characters, zero for those that folding drops; all of them are of Latin-1."""
    return text.translate(_FOLDED)


def inside_words(text: bytes) -> NDArray[np.bool_]:
    """Tell which characters belong to a word: letters, and what joins two of them (see the pattern in `words`)."""
    kinds = np.frombuffer(text.translate(_KINDS), dtype=np.uint8)
    letter = (kinds & _LETTER).view(np.bool_)
    inside = letter.copy()
    marks = np.flatnonzero((kinds & (_JOINER | _POINT | _COMMA)) != 0)
    marks = marks[marks > 0]
    here, before, after = kinds[marks], kinds[marks - 1], np.append(kinds, 0)[marks + 1]
    joins = ((here & _JOINER) != 0) & ((before & after & _LETTER) != 0)
    joins |= ((here & (_POINT | _COMMA)) != 0) & ((before & after & _DIGIT) != 0)
    inside[marks[joins]] = True
    # Letters with points ("U.S."): a lone letter, a point, a lone letter, a point, and no letter after it.
    points = marks[((here & _POINT) != 0) & ((before & _ALPHA) != 0) & ~joins]
    points = points[(points < 2) | ~inside[points - 2]]
    if len(points) > 1:
        run = np.concatenate([[0], np.cumsum(np.diff(points) != 2)])
        lasts = points[np.flatnonzero(np.diff(run, append=run[-1] + 1))]
        is_word = (np.bincount(run) > 1) & ~letter[np.minimum(lasts + 1, len(kinds) - 1)]
        inside[points[is_word[run]]] = True
    return inside
