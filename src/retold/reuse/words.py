"""The words of an article's content, with their places and their folded forms.

A word is a run of letters, digits and marks. Apostrophes and hyphens inside it belong to it ("it's", "US-led"), and so
do the points of an abbreviation ("U.S.") and the separators of a number ("1,200"). Scripts that write no spaces give
one word a character.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pyarrow as pa

from retold.spans import Span, merged
from retold.tables import CONTENT_ROLES

_CACHED_WORDS = 1 << 17  # more distinct surfaces than a language has in daily use; about 20 MB when full
_KINDS_OF_CACHE = 1 << 12

# Thai, Lao, Myanmar, Khmer, kana, Chinese characters, half-width kana.
SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U000323af"  # noqa: E501 - one character class
# Combining marks that Python does not count as letters: Latin and Greek, Cyrillic, Hebrew, Arabic, Indic, Tibetan.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0980-\u0df3\u0f18-\u0fbc"
)
_LETTER = rf"[^\W_{SPACELESS}]"
_JOINER = "['’ʼ‘`´‐‑\u00ad\u200c\u200d\\-]"
_WORD = re.compile(
    rf"[{SPACELESS}]"
    rf"|(?:[^\W\d_{SPACELESS}]\.){{2,}}"
    rf"|{_LETTER}+(?:(?:{_JOINER}(?={_LETTER})|(?<=\d)[.,](?=\d)|[{_MARKS}]+){_LETTER}*)*"
)
_SPACELESS_WORD = re.compile(f"[{SPACELESS}]")
_DROPPED = dict.fromkeys(map(ord, ".,-‐‑\u00ad\u200c\u200d`´"))  # "cease-fire" and "ceasefire" are one word folded
_UNIFIED = {ord("’"): "'", ord("ʼ"): "'", ord("‘"): "'", ord("ı"): "i", ord("ł"): "l", ord("ø"): "o", ord("đ"): "d"}
_FOLDING = {**_DROPPED, **_UNIFIED}
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]|\n\s*\n|\n")


@dataclass(frozen=True)  # no slots: `starts` is kept once worked out, for a text is compared with many others
class Words:
    """The words of one text's content, in order; the three lists run in step. Offsets are into `text`."""

    text: str
    forms: list[str]  # folded: case, diacritics, hyphens, kinds of apostrophe
    begins: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.forms)

    @cached_property
    def starts(self) -> list[bool]:
        """For each word whether a sentence or a line begins with it; one entry more, true, for the end."""
        if not self.begins:
            return [True]
        text = self.text
        inner = [
            (between := text[end:begin]) != " " and _ends_a_sentence(text, end, between)
            for end, begin in zip(self.ends, self.begins[1:], strict=False)
        ]
        return [True, *inner, True]

    def surface(self, index: int) -> str:
        """Return word `index` as it stands in the text."""
        return self.text[self.begins[index] : self.ends[index]]

    def span(self, first: int, last: int) -> Span:
        """Return the span from word `first` up to before word `last`; `first` is less than `last`."""
        return Span(self.begins[first], self.ends[last - 1])

    def index_at(self, offset: int) -> int:
        """Return the index of the first word that begins at or after `offset`; the number of words if none does."""
        return bisect_left(self.begins, offset)


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


def words_of(text: str, content: Iterable[Span] | None = None) -> Words:
    """Return the words of `text` that stand wholly in `content` (disjoint spans in order); of all of it for None."""
    stretches = [Span(0, len(text))] if content is None else content
    found = [match for span in stretches for match in _WORD.finditer(text, span.begin, span.end)]
    # `map` over the methods of `re.Match` takes a sixth less time than comprehensions: every text passes here.
    forms = list(map(fold, map(re.Match.group, found)))
    begins, ends = list(map(re.Match.start, found)), list(map(re.Match.end, found))
    return Words(text, forms, begins, ends)


def surfaces_of(text: str, content: Sequence[Span]) -> list[str]:
    """Return the words of `content` as they stand, without offsets: the fast way for fingerprints."""
    found: list[str] = []
    for span in content:
        found.extend(_WORD.findall(text, span.begin, span.end))
    return found


def sentence_starts(words: Words) -> list[bool]:
    """Tell for each word whether a sentence or a line begins with it; one entry more, true, for the end."""
    return words.starts


@lru_cache(maxsize=_KINDS_OF_CACHE)
def _between_ends(between: str) -> bool:
    return _SENTENCE_END.search(between) is not None and any(c.isspace() for c in between)


def _ends_a_sentence(text: str, end: int, between: str) -> bool:
    if between.isspace():  # an abbreviation ends with its own point: no sentence end, but for a new paragraph
        return between.count("\n") > 1 or (between.count("\n") == 1 and text[end - 1] in ".!?")
    return _between_ends(between)


def content_by_article(blocks: pa.Table) -> dict[str, list[Span]]:
    """Return the content spans (in order, touching ones joined) of each article in `blocks`."""
    found: dict[str, list[Span]] = {}
    columns = (blocks.column(name).to_pylist() for name in ("article", "begin", "end", "role"))
    for article, begin, end, role in zip(*columns, strict=True):
        if role in CONTENT_ROLES:
            found.setdefault(article, []).append(Span(begin, end))
    return {article: merged(spans) for article, spans in found.items()}
