"""The words of an article's content, with their places and their folded forms.

A word is a run of letters, digits and marks. Apostrophes and hyphens inside it belong to it ("it's", "US-led"), and so
do the points of an abbreviation ("U.S.") and the separators of a number ("1,200"). Scripts that write no spaces give
one word a character.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa

from retold.reuse.alphabet import encoded
from retold.reuse.folding import SPACELESS, fold
from retold.reuse.hashing import Hashes, located_hashes, word_hash
from retold.spans import Span, merged
from retold.tables import CONTENT_ROLES

_KINDS_OF_CACHE = 1 << 12
_MIN_BYTES = 120  # in shorter texts the pattern is as fast
_SPACE = ord(" ")

# Combining marks that Python does not count as letters: Latin and Greek, Cyrillic, Hebrew, Arabic, Indic, Tibetan.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0980-\u0df3\u0f18-\u0fbc"
)
_LETTER = rf"[^\W_{SPACELESS}]"
_JOINER = "['’ʼ‘`´‐‑\u00ad\u200c\u200d\\-]"
_WORD = re.compile(
    rf"[{SPACELESS}]"
    rf"|(?:[^\W\d_{SPACELESS}]\.){{2,}}(?!{_LETTER})"
    rf"|{_LETTER}+(?:(?:{_JOINER}(?={_LETTER})|(?<=\d)[.,](?=\d)|[{_MARKS}]+){_LETTER}*)*"
)
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]|\n\s*\n|\n")


@dataclass(frozen=True)  # no slots: what is worked out is kept, for a text is compared with many others
class Words:
    """The words of one text's content, in order; the two lists run in step. Offsets are into `text`."""

    text: str
    begins: list[int]
    ends: list[int]
    hashes: list[Hashes] = field(default_factory=list, compare=False, repr=False)  # of all words, where at hand

    def __len__(self) -> int:
        return len(self.begins)

    def surfaces(self) -> Iterator[str]:
        """Yield the words as they stand in the text."""
        text = self.text
        return (text[begin:end] for begin, end in zip(self.begins, self.ends, strict=True))

    @cached_property
    def forms(self) -> list[str]:
        """The words folded: case, diacritics, hyphens, kinds of apostrophe."""
        return list(map(fold, self.surfaces()))

    @cached_property
    def codes(self) -> list[int]:
        """A number of 64 bits for each word: the same for equal forms, in every text."""
        if sum(map(len, self.hashes)) == len(self):
            return [code for part in self.hashes for code in part.tolist()]
        return list(map(word_hash, self.surfaces()))

    @cached_property
    def starts(self) -> list[bool]:
        """For each word whether a sentence or a line begins with it; one entry more, true, for the end."""
        found = [False] * len(self) + [True]
        found[0] = True
        text, begins, ends = self.text, self.begins, self.ends
        for index in _not_spaced(text, begins, ends):
            end = ends[index]
            found[index + 1] = _ends_a_sentence(text, end, text[end : begins[index + 1]])
        return found

    def surface(self, index: int) -> str:
        """Return word `index` as it stands in the text."""
        return self.text[self.begins[index] : self.ends[index]]

    def span(self, first: int, last: int) -> Span:
        """Return the span from word `first` up to before word `last`; `first` is less than `last`."""
        return Span(self.begins[first], self.ends[last - 1])

    def index_at(self, offset: int) -> int:
        """Return the index of the first word that begins at or after `offset`; the number of words if none does."""
        return bisect_left(self.begins, offset)


def words_of(text: str, content: Iterable[Span] | None = None) -> Words:
    """Return the words of `text` that stand wholly in `content` (disjoint spans in order); of all of it for None."""
    words = Words(text, [], [])
    for span in [Span(0, len(text))] if content is None else content:
        part = text[span.begin : span.end]
        text_bytes = encoded(part) if len(part) >= _MIN_BYTES else None
        if text_bytes is None:
            _add_matches(words, list(_WORD.finditer(text, span.begin, span.end)))
        else:
            _add_bytes(words, text_bytes, span.begin)
    return words


def _add_matches(words: Words, found: list[re.Match[str]]) -> None:
    # `map` over the methods of `re.Match` takes a sixth less time than comprehensions.
    words.begins.extend(map(re.Match.start, found))
    words.ends.extend(map(re.Match.end, found))


def _add_bytes(words: Words, text_bytes: bytes, offset: int) -> None:
    """Add the words of a text in our alphabet: the same as by the pattern, several times faster."""
    begins, ends, hashes = located_hashes(text_bytes)
    words.begins.extend((begins + offset).tolist())
    words.ends.extend((ends + offset).tolist())
    words.hashes.append(hashes)


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


def _not_spaced(text: str, begins: list[int], ends: list[int]) -> list[int]:
    """The words, but for the last, after which something else stands than one space: few of them."""
    before, after = np.array(ends[:-1], dtype=np.int64), np.array(begins[1:], dtype=np.int64)
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_spaced = after - before == 1
    is_spaced &= characters[before] == _SPACE
    return np.flatnonzero(~is_spaced).tolist()


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
