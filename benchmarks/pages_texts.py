"""Where things stand in the generated articles: sentences, quotations, names, and what two texts share.

The generator knows what it wrote, so nothing is parsed: every offset is found by the words themselves.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.generate import one_story
from benchmarks.writing import Draft, Happening, Sentence
from retold.ids import article_id

_NOMINAL = re.compile(r"\b(?:the|a|every|no) (\w+(?: \w+)?)", re.IGNORECASE)
_TIME = re.compile(r"on (?:Monday|Tuesday night)|last week|this year|overnight|at noon")
_ALIKE = 0.5  # share of equal words from which a sentence of a copy is taken for its exemplar's


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence of a draft where it stands in the article, and where its own words stand within it."""

    sentence: Sentence
    begin: int
    end: int
    words_begin: int
    words_end: int
    name_begin: int = -1  # of the speaker's name
    name_end: int = -1


@dataclass(slots=True)
class Article:
    """A generated article with all that the tables say of it."""

    article: str
    record: dict[str, Any]
    truth: dict[str, Any]
    happening: Happening
    placed: list[Placed]
    exemplar: Article | None = None
    quotations: dict[int, tuple[str, str]] = field(default_factory=dict)  # by place of the sentence: id, speaker
    statements: dict[int, str] = field(default_factory=dict)  # by the same, the statement's key

    @property
    def text(self) -> str:
        """The text."""
        return str(self.record["text"])


def articles_of(number: int, happening: Happening, size: int, words: int, chance: random.Random) -> list[Article]:
    """Return the articles of one story, each with its exemplar among those before it."""
    made: dict[str, Article] = {}
    for record, truth, draft in one_story(number, happening, size, words=words, chance=chance):
        name = article_id(record["text"], url=record["url"], outlet=None)
        article = Article(name, record, truth, happening, list(_placed(record["text"], draft)))
        article.exemplar = made.get(truth["exemplar"] or "")
        made[record["origin"]] = article
    return list(made.values())


def _placed(text: str, draft: Draft) -> Iterator[Placed]:
    """Yield a draft's sentences in the order of the text."""
    at = text.find(draft.title) + len(draft.title)
    for paragraph in draft.paragraphs:
        for sentence in paragraph:
            words = " ".join(sentence.words)
            begin = min((p for p in (text.find(words, at), text.find(_capital(words), at)) if p >= 0), default=-1)
            if begin < 0:
                continue
            end = begin + len(words)
            line_end = text.find("\n", end)
            stop = text.find(".", end) + 1
            yield _with_name(text, Placed(sentence, begin, stop, begin, end), at, line_end if line_end > 0 else stop)
            at = stop


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _with_name(text: str, placed: Placed, after: int, line_end: int) -> Placed:
    """Return a sentence with its speaker's name, behind direct words, before reported ones."""
    speaker = placed.sentence.speaker
    if speaker is None:
        return placed
    opening = text[placed.begin - 1] if placed.sentence.is_direct else ""
    begin = placed.begin - len(opening) if opening.strip() else placed.begin
    window = (placed.words_end, line_end) if placed.sentence.is_direct else (after, placed.words_begin)
    for name in (speaker, speaker.split()[-1]):
        at = text.find(name, *window)
        if at >= 0:
            first = begin if placed.sentence.is_direct else text.rfind("\n", 0, at) + 1
            return replace(placed, begin=max(first, after), name_begin=at, name_end=at + len(name))
    return placed


def names_in(article: Article) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield begin, end, the actor's name, type and kind of each mention in an article, in order."""
    text, happening = article.text, article.happening
    found: dict[tuple[int, int], tuple[str, str, str]] = {}
    named = [(name, name, "PERSON") for name, _ in happening.speakers]
    named += [(happening.body, happening.body, "ORG"), (happening.city, happening.city, "GPE")]
    named += [(happening.country, happening.country, "GPE")]
    named += [(name.split()[-1], name, "PERSON") for name, _ in happening.speakers]
    taken: set[int] = set()
    for written, name, kind in named:
        at = text.find(written)
        while at >= 0:
            if at not in taken:
                found[at, at + len(written)] = (name, kind, "name")
                taken.update(range(at, at + len(written)))
            at = text.find(written, at + len(written))
    for match in _NOMINAL.finditer(text):
        if match.start(1) not in taken and match.start() not in taken:
            found.setdefault(match.span(), ("", "GROUP", "nominal"))
    for (begin, end), (name, kind, sort) in sorted(found.items()):
        yield begin, end, name, kind, sort


def times_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an expression of time stands."""
    for match in _TIME.finditer(text):
        yield match.span()


def taken_from(article: Article) -> list[tuple[Placed, Placed]]:
    """Return the sentences of a copy, each with the sentence of its exemplar that it was taken from."""
    if article.exemplar is None:
        return []
    free = list(article.exemplar.placed)
    pairs = []
    for placed in article.placed:
        words = set(placed.sentence.words)
        alike = [
            (len(words & set(other.sentence.words)) / max(1, len(words)), -place) for place, other in enumerate(free)
        ]
        best, place = max(alike, default=(0.0, 0))
        if best >= _ALIKE:
            pairs.append((placed, free.pop(-place)))
    return pairs


def changed_words(copy: Placed, exemplar: Placed) -> Iterator[tuple[int, int, int, int]]:
    """Yield where a copy's sentence has another word: begin and end in the copy, begin and end in the exemplar."""
    if len(copy.sentence.words) != len(exemplar.sentence.words):
        return
    here, there = copy.words_begin, exemplar.words_begin
    for word, other in zip(copy.sentence.words, exemplar.sentence.words, strict=True):
        if word != other:
            yield here, here + len(word), there, there + len(other)
        here, there = here + len(word) + 1, there + len(other) + 1
