"""A parsed sentence as the rules see it: dependents, edges of subtrees, and which words stand in which marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retold.language.parse import ParsedSentence, Token
from retold.quotations.marks import Marked
from retold.spans import Span

_CLOSING_PUNCTUATION = frozenset((",", ".", ";", ":", "-", "--", "–", "—", "!", "?", "...", "…"))


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence with its dependents by head, the edges of each subtree, and the marks around each token."""

    sentence: ParsedSentence
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]  # index of the first token of each subtree
    right: tuple[int, ...]  # index of the last one
    marked: tuple[int, ...]  # index into `marks` of the innermost stretch around each token; -1 outside all
    marks: tuple[Marked, ...]  # those that touch the sentence

    def span(self, first: int, last: int) -> Span:
        """Return the characters from token `first` to token `last`, both included."""
        return Span(self.tokens[first].span.begin, self.tokens[last].span.end)

    def child(self, index: int, *relations: str) -> int | None:
        """Return the first dependent of `index` with one of the relations; None where there is none."""
        return next((c for c in self.children[index] if self.tokens[c].relation in relations), None)

    def trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Return the range without punctuation, conjunctions at its head and white space; empty where last < first."""
        while first <= last and (self.is_stop(first) or self.tokens[first].relation == "cc"):
            first += 1
        while last >= first and (self.is_stop(last) or self.tokens[last].relation == "cc"):
            last -= 1
        return first, last

    def is_stop(self, index: int) -> bool:
        """Tell whether a token is punctuation that parts clauses (no marks, no brackets)."""
        return self.tokens[index].text in _CLOSING_PUNCTUATION

    def is_mark(self, index: int) -> bool:
        """Tell whether a token is a quotation mark."""
        return self.tokens[index].text in QUOTATION_MARKS


QUOTATION_MARKS = frozenset(('"', "“", "”", "„", "«", "»", "''", "``", "‘", "’", "'", "`"))


def tree_of(sentence: ParsedSentence, marks: Sequence[Marked]) -> Tree:
    """Return the tree of a sentence; `marks` are those that touch it, outer before inner. A cycle does no harm."""
    tokens = sentence.tokens
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index and 0 <= token.head < len(tokens):
            children[token.head].append(token.index)
    left, right = _edges(tokens, children)
    return Tree(
        sentence,
        tokens,
        tuple(tuple(below) for below in children),
        tuple(left),
        tuple(right),
        tuple(_marked(tokens, marks)),
        tuple(marks),
    )


def _edges(tokens: Sequence[Token], children: list[list[int]]) -> tuple[list[int], list[int]]:
    left = list(range(len(tokens)))
    right = list(range(len(tokens)))
    order: list[int] = []
    frontier = [token.index for token in tokens if token.head == token.index]
    seen = set(frontier)
    while frontier:
        index = frontier.pop()
        order.append(index)
        for child in children[index]:
            if child not in seen:
                seen.add(child)
                frontier.append(child)
    for index in reversed(order):
        for child in children[index]:
            left[index] = min(left[index], left[child])
            right[index] = max(right[index], right[child])
    return left, right


def _marked(tokens: Sequence[Token], marks: Iterable[Marked]) -> list[int]:
    around = [-1] * len(tokens)
    for number, marked in enumerate(marks):
        for piece in marked.pieces:
            for index in _tokens_in(tokens, piece):
                around[index] = number
    return around


def _tokens_in(tokens: Sequence[Token], piece: Span) -> range:
    """Return the tokens that lie in a piece; tokens are in order, so two searches find the bounds."""
    first = _first_at(tokens, piece.begin)
    last = _first_at(tokens, piece.end)
    return range(first, last)


def _first_at(tokens: Sequence[Token], offset: int) -> int:
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].span.begin < offset:
            low = middle + 1
        else:
            high = middle
    return low
