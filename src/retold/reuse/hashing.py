"""Hashes of the words of many texts at once, in NumPy.

A word's hash is a polynomial over its folded characters modulo 2 to the 64th, so it can be read off one running sum
over the characters of all texts (Karp and Rabin 1987). Characters of Western European texts are worked on as bytes;
a text with others is cut by the rules of `words`, word by word, and gives the same hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retold.reuse.alphabet import folded_bytes, inside_words
from retold.reuse.folding import fold
from retold.spans import Span

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

_CACHED_WORDS = 1 << 17
_WORD_BASE = 0xD6E8FEB86659FD93  # odd: the polynomial can be divided by its powers
_MASK = (1 << 64) - 1
_POWERS = 1 << 18  # characters of words that are worked on at once: the running sum stays in the processor's cache
_SEPARATOR = b"\n"


def _powers(base: int) -> Hashes:
    """The powers of `base` from 0, modulo 2 to the 64th."""
    powers = np.full(_POWERS, base, dtype=np.uint64)
    powers[0] = 1
    result: Hashes = np.multiply.accumulate(powers)
    return result


@lru_cache(maxsize=1)
def _tables() -> tuple[Hashes, Hashes]:
    return _powers(_WORD_BASE), _powers(pow(_WORD_BASE, -1, 1 << 64))


def hashes_of_bytes(texts: Sequence[bytes]) -> tuple[Hashes, NDArray[np.int64]]:
    """Return the hashes of the words of all texts, one text after the other, and the number of words of each."""
    parts: list[Hashes] = []
    counts: list[NDArray[np.int64]] = []
    batch: list[bytes] = []
    size = 0
    for text in texts:
        if batch and size + len(text) + len(_SEPARATOR) > _POWERS:
            _add(batch, parts, counts)
            batch, size = [], 0
        batch.append(text)
        size += len(text) + len(_SEPARATOR)
    if batch:
        _add(batch, parts, counts)
    return (
        np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64),
        np.concatenate(counts) if counts else np.empty(0, dtype=np.int64),
    )


def _add(batch: Sequence[bytes], parts: list[Hashes], counts: list[NDArray[np.int64]]) -> None:
    if len(batch) == 1 and len(batch[0]) + 1 > _POWERS:
        hashes = _long_hashes(batch[0])
        parts.append(hashes)
        counts.append(np.array([len(hashes)], dtype=np.int64))
        return
    ends = np.cumsum(np.fromiter(map(len, batch), dtype=np.int64, count=len(batch)) + 1)
    places, _, hashes = _batch_hashes(_SEPARATOR.join(batch) + _SEPARATOR)
    parts.append(hashes)
    counts.append(np.diff(np.searchsorted(places, ends), prepend=0))


def located_hashes(text: bytes) -> tuple[Places, Places, Hashes]:
    """Return where each word of a text begins and ends, and its hash."""
    parts = [
        (begins + offset, ends + offset, hashes)
        for offset, cut in _cut(text)
        for begins, ends, hashes in [_batch_hashes(cut + _SEPARATOR)]
    ]
    if len(parts) == 1:
        return parts[0]
    begins, ends, hashes = (np.concatenate(each) for each in zip(*parts, strict=True))
    return begins, ends, hashes


def _long_hashes(text: bytes) -> Hashes:
    return np.concatenate([_batch_hashes(cut + _SEPARATOR)[2] for _, cut in _cut(text)])


def _cut(text: bytes) -> Iterator[tuple[int, bytes]]:
    """A text longer than a batch is cut at white space; one run of so many letters is cut anywhere."""
    begin = 0
    while begin < len(text):
        end = min(len(text), begin + _POWERS - 2)
        if end < len(text):
            cut = max(text.rfind(b" ", begin, end), text.rfind(b"\n", begin, end))
            end = cut if cut > begin else end
        yield begin, text[begin:end]
        begin = end


def _batch_hashes(text: bytes) -> tuple[Places, Places, Hashes]:
    """Where words begin and end, and their hashes. The text ends with white space and is no longer than `_POWERS`."""
    powers, inverses = _tables()
    inside = inside_words(text)
    folded = np.frombuffer(folded_bytes(text), dtype=np.uint8) * inside.view(np.uint8)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        edges = np.concatenate([np.zeros(1, dtype=np.int64), edges])
    begins, ends = edges[::2], edges[1::2]  # the last character is white space: every word ends
    sums = np.cumsum(folded * powers[: len(folded)])
    hashes = sums[ends - 1]
    hashes[1:] -= sums[ends[:-1] - 1]
    hashes *= inverses[begins]
    # Characters that are dropped ("cease-fire") leave holes between the powers: such words are hashed by themselves.
    holes = np.flatnonzero(inside & (folded == 0))
    for word in np.unique(np.searchsorted(begins, holes, side="right") - 1).tolist():
        hashes[word] = _bytes_hash(text[begins[word] : ends[word]])
    return begins, ends, hashes


@lru_cache(maxsize=_CACHED_WORDS)
def _bytes_hash(word: bytes) -> int:
    return _polynomial(letter for letter in folded_bytes(word) if letter)


def hashes_of_words(surfaces: Iterable[str]) -> Hashes:
    """Return the hashes of words one by one."""
    return np.fromiter(map(word_hash, surfaces), dtype=np.uint64)


@lru_cache(maxsize=_CACHED_WORDS)
def word_hash(surface: str) -> int:
    """Return the hash of one word; words of equal folded form have the same."""
    return _polynomial(map(ord, fold(surface)))


def _polynomial(letters: Iterable[int]) -> int:
    result, power = 0, 1
    for letter in letters:
        result = (result + letter * power) & _MASK
        power = power * _WORD_BASE & _MASK
    return result


def content_of(text: str, content: Sequence[Span]) -> str:
    """Return the stretches of `text` that are compared, one after the other."""
    if len(content) == 1 and content[0].begin == 0 and content[0].end == len(text):
        return text
    return "\n".join(text[span.begin : span.end] for span in content)
