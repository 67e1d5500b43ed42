"""Words of two texts laid side by side: what is equal, in the same order, and what stands only on one side."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from retold.spans import Span, merged, stripped
from retold.telling.holdings import Holdings, Row

_WORD = re.compile(r"\w+(?:[’'.,\-‑]\w+)*")
_LINE = re.compile(r"[^\n]+")
_APOSTROPHES = str.maketrans({"’": "'", "‑": "-"})
_LONG = 100_000  # code points: the words of a longer text are not kept
_TEXTS_KEPT = 64
# The roles whose words are the article's own telling: titles and captions say again what the body says.
BODY_ROLES = ("body", "heading")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text: its span, and its folded form, by which words are equal."""

    begin: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of words of one side against one of the other (indexes into the word lists); `is_equal` or not."""

    is_equal: bool
    begin_a: int
    end_a: int
    begin_b: int
    end_b: int


def words_of(text: str, spans: Iterable[Span]) -> list[Word]:
    """Return the words of `text` within `spans`, in order."""
    if len(text) > _LONG:
        return [word for span in merged(spans) for word in _found(text, span.begin, span.end)]
    words, begins = _all_words(text)
    inside: list[Word] = []
    for span in merged(spans):
        first, last = bisect_left(begins, span.begin), bisect_left(begins, span.end)
        # A word that the span cuts reads otherwise than it does in the whole text.
        is_cut = (first and words[first - 1].end > span.begin) or (last and words[last - 1].end > span.end)
        inside += _found(text, span.begin, span.end) if is_cut else words[first:last]
    return inside


@lru_cache(maxsize=_TEXTS_KEPT)
def _all_words(text: str) -> tuple[list[Word], list[int]]:
    """Return the words of a text, and where each begins: a telling asks for pieces of the same few texts many times."""
    words = _found(text, 0, len(text))
    return words, [word.begin for word in words]


def _found(text: str, begin: int, end: int) -> list[Word]:
    return [
        Word(match.start(), match.end(), match.group(0).casefold().translate(_APOSTROPHES))
        for match in _WORD.finditer(text, begin, end)
    ]


def body_spans(held: Holdings, article: str, roles: tuple[str, ...] = BODY_ROLES) -> list[Span]:
    """Return the article's own paragraphs in order; those of the whole text where no blocks are known."""
    text = held.text(article)
    blocks = held.blocks.get(article, [{"begin": 0, "end": len(text), "role": roles[0]}])
    chosen = sorted(Span(row["begin"], row["end"]) for row in blocks if row["role"] in roles)
    return [paragraph for span in chosen for paragraph in _paragraphs(text, span)]


def _paragraphs(text: str, span: Span) -> list[Span]:
    """Return the lines of a block that hold more than white space."""
    return [
        stripped(text, Span(line.start(), line.end()))
        for line in _LINE.finditer(text, span.begin, span.end)
        if not line.group(0).isspace()
    ]


def body_words(held: Holdings, article: str) -> list[Word]:
    """Return the words of the article's body and headings."""
    return words_of(held.text(article), body_spans(held, article))


def aligned(words_a: list[Word], words_b: list[Word]) -> list[Stretch]:
    """Return the stretches that lay the second list against the first, equal and unequal ones in turn.

    The longest common subsequence of folded words decides; case and apostrophes do not count.
    """
    numbers: dict[str, int] = {}
    sides = [[numbers.setdefault(word.folded, len(numbers)) for word in words] for words in (words_a, words_b)]
    stretches: list[Stretch] = []
    for code in LCSseq.opcodes(*sides):
        place = (code.src_start, code.src_end, code.dest_start, code.dest_end)
        is_equal = code.tag == "equal"
        last = stretches[-1] if stretches else None
        if last and last.is_equal == is_equal:
            stretches[-1] = Stretch(is_equal, last.begin_a, place[1], last.begin_b, place[3])
        else:
            stretches.append(Stretch(is_equal, *place))
    return stretches


def equal_in_passages(held: Holdings, article: str, other: str) -> set[int]:
    """Return where the words of `article` begin that stand, in the same order, in a passage of `other` too."""
    equal: set[int] = set()
    for row in held.shared(article, other):
        own = words_of(held.text(article), [Span(row["begin_a"], row["end_a"])])
        others = words_of(held.text(other), [Span(row["begin_b"], row["end_b"])])
        for stretch in aligned(own, others):
            if stretch.is_equal:
                equal |= {word.begin for word in own[stretch.begin_a : stretch.end_a]}
    return equal


def covered(rows: Iterable[Row], side: str) -> list[Span]:
    """Return the union of passages on one side, "a" or "b"."""
    return merged(Span(row[f"begin_{side}"], row[f"end_{side}"]) for row in rows)


def longest_run(words_a: list[Word], words_b: list[Word]) -> int:
    """Return how many words the longest run has that stands in both texts."""
    folded_a, folded_b = ([word.folded for word in words] for words in (words_a, words_b))
    return SequenceMatcher(None, folded_a, folded_b, autojunk=False).find_longest_match().size
