"""What a story is called: the title, among those of its articles, whose words most of the others use.

The title of the most central article may still be a teaser ("The wrong corner"), a quotation or a question. A title
that tells what happened is one whose words the other reports need as well: a centroid, as in extractive summaries
(Radev and others 2004), over titles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from retold.stories.background import STOP_WORDS
from retold.stories.terms import folded, stem, words_of
from retold.tables import CONTENT_ROLES

_TITLE_CHARACTERS = 80  # a title made from a first sentence is cut here
_TITLES = 12  # of the most central articles: in a large story others would say no more
_WITNESSES = 30  # articles whose beginnings are asked which words they need
_BEGINNING = 600  # characters of an article's content that say what happened
_UNSHARED = 0.25  # a word of a title that no other article needs takes away so much of what one that all need adds
_TEASING = 1.5  # a question, somebody's words or a correction must be better than another title by so much
_MIN_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_KINDS = words_of(  # what stands before a colon and says what kind of piece this is, not what happened
    "analysis breaking column comment correction explainer gallery interview live opinion podcast review timeline"
    " update video watch weather"
)
_OPENING_MARKS = "“\"‘'«„"


def contents_of(texts: pa.Table, blocks: pa.Table) -> dict[str, str]:
    """Return each article's content from its first block of content on, spaces folded, as much as titles need."""
    first: dict[str, tuple[int, int]] = {}
    for row in blocks.to_pylist():
        if row["role"] in CONTENT_ROLES:
            place = (row["begin"], row["end"])
            first[row["article"]] = min(place, first.get(row["article"], place))
    contents = {}
    for row in texts.to_pylist():
        begin, _ = first.get(row["article"], (0, 0))
        contents[row["article"]] = " ".join(row["text"][begin : begin + 2 * _BEGINNING].split())
    return contents


def title_of(
    central: Sequence[str], fields: Mapping[str, Mapping[str, Any]], contents: Mapping[str, str]
) -> str | None:
    """Return a story's title; its articles come most central first.

    Of articles without any title, the beginning of the most central one that has a text. A title that is merely its
    outlet's name is none.
    """
    titled = [article for article in central if _is_title(fields.get(article, {}))][:_TITLES]
    if not titled:
        return next((_cut(contents[article]) for article in central if contents.get(article)), None)
    needed = {article: _terms(contents.get(article, "")[:_BEGINNING]) for article in central[:_WITNESSES]}
    scores = {article: _told(str(fields[article]["title"]), article, needed) for article in titled}
    best = max(titled, key=lambda article: (scores[article], -titled.index(article)))
    return str(fields[best]["title"])


def _is_title(fields: Mapping[str, Any]) -> bool:
    title, outlet = fields.get("title"), fields.get("outlet")
    return bool(title) and (not outlet or str(title).casefold().strip() != str(outlet).casefold().strip())


def _told(title: str, article: str, needed: Mapping[str, frozenset[str]]) -> float:
    """Return how much of what a title says the other articles say as well; a story of one has nothing to compare."""
    others = [terms for other, terms in needed.items() if other != article]
    if not others:
        return 0.0
    shares = [sum(term in terms for terms in others) / len(others) for term in sorted(_terms(title))]
    return round(sum(share - _UNSHARED for share in shares) - _TEASING * _teases(title), 4)


def _teases(title: str) -> bool:
    """Tell whether a title is a question, somebody's words, or begins with the kind of piece that it stands over."""
    kind, colon, _ = title.partition(":")
    is_kind = bool(colon) and folded(kind.strip()) in _KINDS
    return is_kind or title.rstrip().endswith("?") or title.lstrip()[:1] in _OPENING_MARKS


def _terms(text: str) -> frozenset[str]:
    words = (folded(word) for word in _WORD.findall(text))
    return frozenset(stem(word) for word in words if len(word) >= _MIN_LETTERS and word not in STOP_WORDS)


def _cut(line: str) -> str:
    if len(line) <= _TITLE_CHARACTERS:
        return line
    words = line[:_TITLE_CHARACTERS].rpartition(" ")[0] or line[:_TITLE_CHARACTERS]
    return words.rstrip(",;: ") + " …"
