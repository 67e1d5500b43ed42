"""A text's paragraphs: its lines, joined again where the lines were wrapped at a fixed width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from retold.spans import Span, stripped

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_WIDE = re.compile("[\u0e00-\u1fff\u2070-\U0010ffff]")  # all from Thai on but punctuation
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_ENDS = re.compile(r"[.?!…。！？؟۔।][\"'’”»›)\]*]*$")
_MIN_WRAP, _MAX_WRAP = 50, 110  # widths at which programs wrap plain text
_FULL_SHARE = 0.75  # a wrapped line fills at least this share of the width
_MIN_WRAPPED_PAIRS = 4
_SHORT = 600  # characters; longer paragraphs are not looked at for the words of a short line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of a text between line breaks, without white space at its ends."""

    span: Span
    text: str  # its characters; white space folded where it is short
    words: int
    ends_sentence: bool
    tabs: int = 0  # tab stops within it

    @property
    def is_short(self) -> bool:
        """Whether it is short enough to be a line of a page rather than prose."""
        return len(self.text) <= _SHORT


def split_paragraphs(text: str, *, unwrap: bool = True) -> list[Paragraph]:
    """Return the paragraphs of `text` in order. Together they hold every character but white space.

    With `unwrap`, lines that a program broke at a fixed width are joined; without it each line is a paragraph.
    """
    lines = lines_of(text)
    return [paragraph_at(text, span) for span in (_unwrapped(text, lines) if unwrap else lines)]


def lines_of(text: str) -> list[Span]:
    """Return where the lines of `text` stand, without white space at their ends; lines of nothing else are left out."""
    lines = [stripped(text, Span(match.start(), match.end())) for match in _LINE.finditer(text)]
    return [line for line in lines if len(line)]


def folded(text: str) -> str:
    """Return `text` in lower case with its words only, one space between them: to compare lines."""
    return " ".join(_WORD.findall(text.casefold()))


def count_words(text: str) -> int:
    """Return the number of words of `text`; in scripts without spaces two characters count as a word."""
    return _counted(text) if len(text) <= _SHORT else _counted.__wrapped__(text)


@lru_cache(maxsize=8_192)  # readers, rules and stages ask for the words of the same lines
def _counted(text: str) -> int:
    if text.isascii() or _WIDE.search(text) is None:
        return len(_WORD.findall(text))
    count = 0
    for word in _WORD.finditer(text):
        size = word.end() - word.start()
        count += 1 if text[word.start()] < "\u0e00" else max(1, size // 2)
    return count


def paragraph_at(text: str, span: Span) -> Paragraph:
    """Return the paragraph that stands at `span`."""
    content = span.of(text)
    tabs = content.count("\t")
    if len(content) <= _SHORT:
        content = " ".join(content.split())
    return Paragraph(span, content, count_words(content), _ENDS.search(content[-12:]) is not None, tabs)


def _unwrapped(text: str, lines: Sequence[Span]) -> list[Span]:
    width = _wrap_width(text, lines)
    if width is None:
        return list(lines)
    joined: list[Span] = []
    last = 0  # length of the last line of the stretch so far
    for line in lines:
        if joined and last >= _FULL_SHARE * width and not _is_apart(text, joined[-1], line):
            joined[-1] = Span(joined[-1].begin, line.end)
        else:
            joined.append(line)
        last = len(line)
    return joined


def _wrap_width(text: str, lines: Sequence[Span]) -> int | None:
    """Return the width at which `text` is wrapped; None where each line is a paragraph of its own.

    A text is wrapped when no line is longer than the width and most lines that fill it stop within a sentence.
    """
    width = max((len(line) for line in lines), default=0)
    if not _MIN_WRAP <= width <= _MAX_WRAP:
        return None
    full = [
        line.of(text)
        for line, after in pairwise(lines)
        if len(line) >= _FULL_SHARE * width and not _is_apart(text, line, after)
    ]
    open_ends = sum(1 for line in full if _ENDS.search(line) is None)
    return width if len(full) >= _MIN_WRAPPED_PAIRS and open_ends * 2 > len(full) else None


def _is_apart(text: str, before: Span, after: Span) -> bool:
    """Tell whether an empty line stands between two lines."""
    gap = text[before.end : after.begin].replace("\r\n", "\n")
    return sum(gap.count(sign) for sign in "\n\r\u2028\u2029\x85") > 1
