"""Equal stretches of two texts cut where a line ends, so that paragraphs can face one another.

The words of an equal stretch are the same in the same order on both sides; what stands between them need not be. So a
line's end is carried over from one side to the other by counting words. What is no article text is not counted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retold.reuse.alignment import EQUAL
from retold.reuse.collation import Segment
from retold.spans import Span

_WORD = re.compile(r"\w+")
_LINE_END = re.compile(r"\n")


def cut_at_lines(
    segments: Sequence[Segment], texts: tuple[str, str], aside: tuple[Sequence[Span], Sequence[Span]]
) -> list[Segment]:
    """Return the segments with every equal one cut where a line of the second text ends.

    `aside` are the stretches of each text that are no article text. Segments of which the sides have not the same
    number of words stay whole.
    """
    return [part for segment in segments for part in _cut(segment, texts, aside)]


def _cut(segment: Segment, texts: tuple[str, str], aside: tuple[Sequence[Span], Sequence[Span]]) -> list[Segment]:
    spans = (segment.span_a, segment.span_b)
    if segment.op != EQUAL or "\n" not in segment.span_b.of(texts[1]):
        return [segment]
    one, other = (_words(*side) for side in zip(spans, texts, aside, strict=True))
    if len(one) != len(other) or not one:
        return [segment]
    ends = [match.end() for match in _LINE_END.finditer(texts[1], segment.span_b.begin, segment.span_b.end)]
    breaks = {bisect_left(other, end, key=lambda word: word.begin) for end in ends} - {0, len(other)}
    edges = pairwise([0, *sorted(breaks), len(other)])
    return [
        replace(
            segment,
            span_a=_part(texts[0], spans[0], one, *edge),
            span_b=_part(texts[1], spans[1], other, *edge),
        )
        for edge in edges
    ]


def _words(span: Span, text: str, aside: Sequence[Span]) -> list[Span]:
    words = (Span(*match.span()) for match in _WORD.finditer(text, span.begin, span.end))
    return [word for word in words if not any(stretch.contains(word) for stretch in aside)]


def _part(text: str, span: Span, words: Sequence[Span], first: int, last: int) -> Span:
    """Return the stretch from word `first` to before word `last`, with the marks that cling to them."""
    begin = span.begin if first == 0 else _cling_begin(text, words[first].begin, words[first - 1].end)
    if last == len(words):
        return Span(begin, span.end)
    line_end = text.find("\n", words[last - 1].end, words[last].begin)
    end = line_end if line_end >= 0 else _cling_begin(text, words[last].begin, words[last - 1].end)
    return Span(begin, begin + len(text[begin:end].rstrip()))


def _cling_begin(text: str, begin: int, least: int) -> int:
    """Return where the marks before a word begin, back to the white space before them."""
    while begin > least and not text[begin - 1].isspace():
        begin -= 1
    return begin
