"""The folded form of a word, and which scripts write no spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CACHED_WORDS = 1 << 17  # more distinct surfaces than a language has in daily use; about 20 MB when full

# Thai, Lao, Myanmar, Khmer, kana, Chinese characters, half-width kana.
SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U000323af"  # noqa: E501 - one character class
_SPACELESS_WORD = re.compile(f"[{SPACELESS}]")
_DROPPED = dict.fromkeys(map(ord, ".,-‐‑\u00ad\u200c\u200d`´"))  # "cease-fire" and "ceasefire" are one word folded
_UNIFIED = {ord("’"): "'", ord("ʼ"): "'", ord("‘"): "'", ord("ı"): "i", ord("ł"): "l", ord("ø"): "o", ord("đ"): "d"}
_FOLDING = {**_DROPPED, **_UNIFIED}


@lru_cache(maxsize=_CACHED_WORDS)
def fold(word: str) -> str:
    """Return `word` without case, diacritics, hyphens and kinds of apostrophe; never empty for a word."""
    if word.isascii():
        return word.casefold().translate(_DROPPED) or word
    plain = unicodedata.normalize("NFKD", word.casefold())
    latin = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", latin.translate(_FOLDING)) or word


def is_spaceless(word: str) -> bool:
    """Tell whether `word` is a character of a script that writes no spaces."""
    return len(word) == 1 and _SPACELESS_WORD.match(word) is not None
