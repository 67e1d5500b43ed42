"""An article as the finders of names see it: words with their tokens, sentence styles, and what stands in marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from retold.actors.gazetteer import WORD, words
from retold.language.parse import ParsedSentence, Token
from retold.spans import Span

_POSSESSIVES = ("'s", "’s")
_OPENS = re.compile('["“«„‘]')
_ARTICLE_PART = re.compile(r"^(?:al|el|as|ash|an|ar|ad|az|at|ul|ud|bin|ibn|ould|d|l|de|e)[-‑'’][^\W\d_]", re.IGNORECASE)
# "anti-Assad", "US-led", "Western-backed": the capitalised part is a word of its own.
_PREFIXES = frozenset({"anti", "pro", "non", "ex", "post", "pre", "mid", "former"})
_SUFFIX = re.compile(r"^[a-z]{2,}(?:-[a-z]+)*$")
_OPENING = {"“": "”", "«": "»", "„": "“"}
_STYLE_WORDS = 4  # fewer words do not show a style
_TITLE_SHARE = 0.75  # of the long words; running text stays far below
_LONG_TITLE = 6  # long words of a headline that stands in running text
_LONG_TITLE_SHARE = 0.9
_HEADLINE_ROLES = ("title", "heading", "caption", "pullquote")
_CAPITAL_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence without possessive ending, and its first token."""

    span: Span
    text: str
    token: Token
    last: Token
    possessive: bool
    place: int  # position among the words of its sentence

    @property
    def capital(self) -> bool:
        """Tell whether it is written as a name: a capital first, or after an article as in "al-Assad"."""
        return self.text[0].isupper() or (
            bool(_ARTICLE_PART.match(self.text)) and any(letter.isupper() for letter in self.text)
        )

    @property
    def lower(self) -> str:
        """Return the word in lower case."""
        return self.text.lower()


@dataclass(slots=True)
class SentenceView:
    """A sentence with words, children in the parse, and its style: plain, title or capitals."""

    parsed: ParsedSentence
    words: list[Word]
    style: str
    paragraph: int
    children: list[list[int]] = field(default_factory=list)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return the tokens of the parse."""
        return self.parsed.tokens


def views(text: str, sentences: Sequence[ParsedSentence]) -> list[SentenceView]:
    """Return the sentences of one article, in order; a sentence without tokens is left out."""
    result: list[SentenceView] = []
    paragraph = 0
    for parsed in sentences:
        if not parsed.tokens:
            continue
        if result and "\n" in text[result[-1].parsed.span.end : parsed.span.begin]:
            paragraph += 1
        result.append(_view(text, parsed, paragraph))
    return result


def _view(text: str, parsed: ParsedSentence, paragraph: int) -> SentenceView:
    children: list[list[int]] = [[] for _ in parsed.tokens]
    for token in parsed.tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    found = _words(text, parsed)
    headline = parsed.role in _HEADLINE_ROLES
    return SentenceView(parsed, found, _style(found, headline=headline), paragraph, children)


def _words(text: str, parsed: ParsedSentence) -> list[Word]:
    starts = [token.span.begin for token in parsed.tokens]
    result: list[Word] = []
    for match in WORD.finditer(text, parsed.span.begin, parsed.span.end):
        whole = match.group()
        for begin, stop in _pieces(whole, match.start()) if "-" in whole else (match.span(),):
            written, end = text[begin:stop], stop
            possessive = written.endswith(_POSSESSIVES)
            if possessive:
                end -= 2
            elif written.endswith("s") and text[end : end + 1] in ("'", "’"):
                possessive = text[end + 1 : end + 2].isspace()
            if begin < end:
                first = parsed.tokens[max(0, bisect_right(starts, begin) - 1)]
                last = parsed.tokens[max(0, bisect_right(starts, end - 1) - 1)]
                result.append(Word(Span(begin, end), text[begin:end], first, last, possessive, len(result)))
    return result


def _pieces(written: str, begin: int) -> list[tuple[int, int]]:
    """Cut "anti-Assad" and "US-led" at the hyphen; other words stay whole."""
    whole = [(begin, begin + len(written))]
    head, hyphen, tail = written.partition("-")
    if not hyphen or not head or not tail:
        return whole
    cut = begin + len(head) + 1
    if head.lower() in _PREFIXES and tail[0].isupper():
        return [(begin, cut - 1), (cut, begin + len(written))]
    if head[0].isupper() and _SUFFIX.match(tail) and tail.rsplit("-", 1)[-1].endswith(("ed", "led", "held", "run")):
        return [(begin, cut - 1), (cut, begin + len(written))]
    return whole


def _style(found: Sequence[Word], *, headline: bool) -> str:
    """Return the style of a sentence; in running text only a long one full of capitals is no plain one."""
    letters = [word for word in found if word.text[0].isalpha()]
    if len(letters) < _STYLE_WORDS:
        shouted = len(letters) > 1 and all(word.text.isupper() for word in letters)
        return "capitals" if shouted and sum(len(word.text) for word in letters) > len(letters) * 4 else "plain"
    if sum(word.text.isupper() for word in letters) >= _CAPITAL_SHARE * len(letters):
        return "capitals"
    long = [word for word in letters[1:] if len(word.text) > 3 and word.lower not in words("particles")]
    least, share = (2, _TITLE_SHARE) if headline else (_LONG_TITLE, _LONG_TITLE_SHARE)
    if len(long) >= least and sum(word.text[0].isupper() for word in long) >= share * len(long):
        return "title"
    return "plain"


def quoted_spans(text: str) -> list[Span]:
    """Return the stretches between quotation marks, paragraph by paragraph, in order and disjoint.

    A mark that opens and never closes holds to the end of its paragraph, as in a quotation of several paragraphs.
    """
    spans: list[Span] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        spans.extend(span.shifted(begin) for span in _quoted_in(line))
        begin += len(line)
    return spans


def _quoted_in(line: str) -> list[Span]:
    spans: list[Span] = []
    if _OPENS.search(line) is None:
        return spans
    opened: int | None = None
    closing = ""
    for place, letter in enumerate(line):
        if opened is None:
            closing = _closing(line, place, letter)
            if closing:
                opened = place
        elif letter == closing and not _is_apostrophe(line, place, letter):
            spans.append(Span(opened, place + 1))
            opened = None
    if opened is not None and closing != "’":
        spans.append(Span(opened, len(line.rstrip())))
    return spans


def _closing(line: str, place: int, letter: str) -> str:
    if letter == '"':
        return '"'
    if letter == "‘" and line[place + 1 : place + 2].isalnum() and not line[:place][-1:].isalnum():
        return "’"
    return _OPENING.get(letter, "")


def _is_apostrophe(line: str, place: int, letter: str) -> bool:
    return letter == "’" and line[place + 1 : place + 2].isalpha()


class Marked:
    """Tells whether a place stands between quotation marks."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._begins = [span.begin for span in spans]
        self._spans = list(spans)

    def holds(self, place: int) -> bool:
        """Tell whether the character at `place` stands within marks."""
        index = bisect_right(self._begins, place) - 1
        return index >= 0 and place < self._spans[index].end
