"""Which exact word n-grams an article holds: the index through which copies meet.

Exact n-grams with a cap on their frequency find partial and rewritten copies that sketches of whole texts (MinHash)
lose. Hashes are blake2b of folded words, combined by a polynomial in NumPy: the same on every machine.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.reuse.boilerplate import spans_by_article
from retold.reuse.words import fold, is_spaceless, surfaces_of
from retold.settings import ReuseSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

Hashes = NDArray[np.uint64]

_CACHED_WORDS = 1 << 17
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd: the polynomial stays a bijection in each word
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)  # constants of splitmix64 (Steele, Lea, Flood 2014)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SPACELESS_FACTOR = 2  # two characters of a spaceless script say about as much as one word


def grams(texts: pa.Table, reuse_content: pa.Table, *, settings: ReuseSettings) -> pa.Table:
    """Hash the word n-grams of each article's compared content; a text shorter than one n-gram gives none.

    Works on columns and on any number of articles at once: this is the widest table of all.
    """
    content = spans_by_article(reuse_content)
    articles: list[str] = []
    counts: list[int] = []
    parts: list[Hashes] = []
    pairs = zip(texts.column("article").to_pylist(), texts.column("text").to_pylist(), strict=True)
    for article, text in sorted(pairs):
        part = gram_hashes(text, content.get(article, []), settings=settings)
        articles.append(article)
        counts.append(len(part))
        parts.append(part)
    hashes = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
    repeated = np.repeat(np.arange(len(articles), dtype=np.int32), counts)
    column = pa.DictionaryArray.from_arrays(pa.array(repeated), pa.array(articles, type=pa.string()))
    return pa.Table.from_arrays(
        [column.cast(pa.string()), pa.array(hashes.view(np.int64))], schema=STAGE_TABLES["grams"].schema
    )


def gram_hashes(text: str, content: list[Span], *, settings: ReuseSettings) -> Hashes:
    """Return the distinct sampled hashes of the n-grams in `content`, sorted as signed 64-bit numbers."""
    surfaces = surfaces_of(text, content)
    hashes = np.fromiter(map(_word_hash, surfaces), dtype=np.uint64, count=len(surfaces))
    found = _windows(hashes, settings.gram_words)
    if not text.isascii():
        found = _with_spaceless(found, hashes, surfaces, settings.gram_words)
    if settings.sample_one_in > 1:
        found = found[found % np.uint64(settings.sample_one_in) == 0]
    return np.unique(found.view(np.int64)).view(np.uint64)


@lru_cache(maxsize=_CACHED_WORDS)
def _word_hash(surface: str) -> int:
    encoded = fold(surface).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(encoded, digest_size=8).digest(), "little")


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
