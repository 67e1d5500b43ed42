"""Which exact word n-grams an article holds: the index through which copies meet.

Exact n-grams with a cap on their frequency find partial and rewritten copies that sketches of whole texts (MinHash)
lose. The hashes of folded words are combined by a polynomial in NumPy, for many texts at once: the same on every
machine, and in any company.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.reuse.alphabet import encoded
from retold.reuse.boilerplate import spans_by_article
from retold.reuse.folding import is_spaceless
from retold.reuse.hashing import Hashes, content_of, hashes_of_bytes, hashes_of_words
from retold.reuse.words import surfaces_of
from retold.settings import ReuseSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd: the polynomial stays a bijection in each word
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)  # constants of splitmix64 (Steele, Lea, Flood 2014)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SPACELESS_FACTOR = 2  # two characters of a spaceless script say about as much as one word
_BATCH = 256  # texts whose words are held at once

Counts = NDArray[np.int64]


def grams(texts: pa.Table, reuse_content: pa.Table, *, settings: ReuseSettings) -> pa.Table:
    """Hash the word n-grams of each article's compared content; a text shorter than one n-gram gives none.

    Works on columns and on any number of articles at once: this is the widest table of all.
    """
    content = spans_by_article(reuse_content)
    pairs = sorted(zip(texts.column("article").to_pylist(), texts.column("text").to_pylist(), strict=True))
    articles = [article for article, _ in pairs]
    hashes, counts = grams_of([(text, content.get(article, [])) for article, text in pairs], settings=settings)
    repeated = np.repeat(np.arange(len(articles), dtype=np.int32), counts)
    column = pa.DictionaryArray.from_arrays(pa.array(repeated), pa.array(articles, type=pa.string()))
    return pa.Table.from_arrays(
        [column.cast(pa.string()), pa.array(hashes.view(np.int64))], schema=STAGE_TABLES["grams"].schema
    )


def grams_of(texts: Sequence[tuple[str, Sequence[Span]]], *, settings: ReuseSettings) -> tuple[Hashes, Counts]:
    """Return the distinct sampled hashes of the n-grams of each text's content, and how many each text has.

    Those of one text stand together, sorted as signed 64-bit numbers.
    """
    hashes: list[Hashes] = []
    counts: list[Counts] = []
    for first in range(0, len(texts), _BATCH):
        part, sizes = _batch_grams(texts[first : first + _BATCH], settings)
        hashes.append(part)
        counts.append(sizes)
    if not hashes:
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
    return np.concatenate(hashes), np.concatenate(counts)


def gram_hashes(text: str, content: list[Span], *, settings: ReuseSettings) -> Hashes:
    """Return the distinct sampled hashes of the n-grams in `content`, sorted as signed 64-bit numbers."""
    return grams_of([(text, content)], settings=settings)[0]


def _batch_grams(texts: Sequence[tuple[str, Sequence[Span]]], settings: ReuseSettings) -> tuple[Hashes, Counts]:
    plain: list[tuple[int, bytes]] = []
    parts: list[Hashes] = [np.empty(0, dtype=np.uint64)] * len(texts)
    for place, (text, content) in enumerate(texts):
        text_bytes = encoded(content_of(text, content))
        if text_bytes is not None:
            plain.append((place, text_bytes))
        else:
            parts[place] = _sampled(_other_grams(text, content, settings.gram_words), settings)
    words, counts = hashes_of_bytes([text_bytes for _, text_bytes in plain])
    found = _sampled_windows(words, counts, settings)
    parts_found = zip(plain, found, strict=True)
    for (place, _), part in parts_found:
        parts[place] = part
    sizes = _sort_each(parts)
    whole = np.concatenate(parts)
    kept = np.ones(len(whole), dtype=np.bool_)
    kept[1:] = whole[1:] != whole[:-1]
    begins = np.cumsum(sizes) - sizes
    kept[begins[sizes > 0]] = True  # the first of a text may equal the last of the text before
    return whole[kept], np.diff(np.concatenate([[0], np.cumsum(kept)])[np.append(begins, len(whole))])


def _sort_each(parts: list[Hashes]) -> Counts:
    for part in parts:
        part.view(np.int64).sort()
    return np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))


def _sampled(hashes: Hashes, settings: ReuseSettings) -> Hashes:
    one_in = settings.sample_one_in
    return hashes[hashes % np.uint64(one_in) == 0] if one_in > 1 else hashes


def _sampled_windows(words: Hashes, counts: Counts, settings: ReuseSettings) -> list[Hashes]:
    """The n-grams of each text; those that reach from one text into the next are no n-grams."""
    size = settings.gram_words
    windows = _windows(words, size)
    ends = np.cumsum(counts)
    lasts = np.maximum(ends - size + 1, ends - counts)
    valid = np.zeros(len(windows) + size + 1, dtype=np.int8)
    np.add.at(valid, ends - counts, 1)
    np.add.at(valid, lasts, -1)
    kept = np.cumsum(valid[: len(windows)], dtype=np.int8) > 0
    if settings.sample_one_in > 1:
        kept &= windows % np.uint64(settings.sample_one_in) == 0
    places = np.flatnonzero(kept)
    chosen = windows[places]
    bounds = np.searchsorted(places, np.concatenate([[0], ends]))
    return [chosen[begin:end] for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)]


def _other_grams(text: str, content: Sequence[Span], size: int) -> Hashes:
    """The n-grams of a text with characters of any script."""
    surfaces = surfaces_of(text, content)
    hashes = hashes_of_words(surfaces)
    return _with_spaceless(_windows(hashes, size), hashes, surfaces, size)


def _windows(hashes: Hashes, size: int) -> Hashes:
    """One hash for each window of `size` words, in order of its first word."""
    count = len(hashes) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    combined = np.zeros(count, dtype=np.uint64)
    for offset in range(size):
        combined = combined * _BASE + hashes[offset : offset + count]
    combined = (combined ^ (combined >> np.uint64(30))) * _MIX_1
    combined = (combined ^ (combined >> np.uint64(27))) * _MIX_2
    return combined ^ (combined >> np.uint64(31))


def _with_spaceless(found: Hashes, hashes: Hashes, surfaces: list[str], size: int) -> Hashes:
    """Windows wholly of a spaceless script count twice as many characters, for one character says less."""
    spaceless = np.fromiter(map(is_spaceless, surfaces), dtype=np.int64, count=len(surfaces))
    if not spaceless.any():
        return found
    so_far = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(spaceless)])
    long = _SPACELESS_FACTOR * size
    mixed = found[so_far[size:] - so_far[:-size] < size] if len(found) else found
    wide = _windows(hashes, long)
    pure = wide[so_far[long:] - so_far[:-long] == long] if len(wide) else wide
    return np.concatenate([mixed, pure])
