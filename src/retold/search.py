"""Search over the texts of a store, through the full-text index beside it; the snippets come from the store.

All words of a question must stand in an article. `"…"` keeps words together, a minus leaves out what has the word or
phrase behind it, OR between two of them asks for either, and a star behind a word asks for all that begins so. Case and
accents do not count, and words are stemmed as English: `minister` finds `ministers`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.progress import StageProgress, unreported
from retold.search_index import WORD, as_it_is, current, folded, schema, terms_of

_SNIPPET = 240  # code points around the words found
_BEFORE = 40  # of them before the first word found
_TITLE_BOOST = 2.0  # a word in the headline counts so much more
_LEAST_PREFIX = 2  # letters before a star
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_EXPECTED = 'Expected for example: ceasefire OR "cease-fire"'


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that has the words: how well it fits, and where the words stand together first.

    `begin` and `end` span the snippet in `articles.text`, `words` the words found within it, in code points.
    """

    article: str
    score: float
    begin: int
    end: int
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """The best articles for a question, and how many have its words in all."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a question asks for: terms of the index that stand one after the other, or how a word begins."""

    terms: tuple[str, ...]
    prefix: str = ""
    is_left_out: bool = False


def search(
    corpus: Corpus,
    question: str,
    *,
    limit: int = 20,
    offset: int = 0,
    at_once: int | None = None,
    as_is: bool = False,
    progress: StageProgress = unreported,
) -> Hits:
    """Return the articles that have the words of `question`, the best first (BM25, ties by id).

    The index is brought up to the store before; where that means more than `at_once` articles, `IndexBehind` is raised.
    With `as_is` it is asked as it stands, and articles that it does not hold yet are not found.
    Raises `UsageError` for a question without a word.
    """
    groups, left_out = parsed(question)
    with corpus.pinned():
        index = as_it_is(corpus) if as_is else current(corpus, progress, at_once=at_once)
        if index is None:
            return Hits(0, ())
        searcher = index.searcher()
        found = searcher.search(_query(groups, left_out), limit=limit + offset, count=True)
        ranked = [(score, str(searcher.doc(place)["article"][0])) for score, place in found.hits]
        ranked.sort(key=lambda pair: (-round(pair[0], 4), pair[1]))
        shown = ranked[offset : offset + limit]
        texts = corpus.texts_of([article for _, article in shown])
        wanted = [each for group in groups for each in group]
        hits = tuple(_hit(article, score, texts[article], wanted) for score, article in shown if article in texts)
        return Hits(int(found.count or 0), hits)


# ---------------------------------------------------------------- the question


def parsed(question: str) -> tuple[list[list[Wanted]], list[Wanted]]:
    """Return what a question asks for, each of the first list by one of its members, and what it leaves out.

    Raises `UsageError` where it asks for nothing.
    """
    groups: list[list[Wanted]] = []
    left_out: list[Wanted] = []
    is_either = False
    for minus, phrase, word in _PART.findall(question):
        if word == "OR" and not minus:
            is_either = bool(groups)
            continue
        wanted = _wanted(phrase or word, is_phrase=bool(phrase), is_left_out=bool(minus))
        if wanted is None:
            continue
        if wanted.is_left_out:
            left_out.append(wanted)
        elif is_either:
            groups[-1].append(wanted)
        else:
            groups.append([wanted])
        is_either = False
    if not groups:
        raise UsageError(f"{question!r}: no word to look for. {_EXPECTED}")
    return groups, left_out


def _wanted(words: str, *, is_phrase: bool, is_left_out: bool) -> Wanted | None:
    terms = tuple(term for word in WORD.findall(words) for term in terms_of(word))
    if not terms:
        return None
    prefix = folded(words[:-1]) if words.endswith("*") and not is_phrase and len(terms) == 1 else ""
    return Wanted(terms, prefix if len(prefix) >= _LEAST_PREFIX else "", is_left_out)


def _query(groups: Sequence[Sequence[Wanted]], left_out: Sequence[Wanted]) -> Any:
    from tantivy import Occur, Query

    every = [(Occur.Must, _any([_one(wanted) for wanted in group])) for group in groups]
    return Query.boolean_query([*every, *((Occur.MustNot, _one(wanted)) for wanted in left_out)])


def _one(wanted: Wanted) -> Any:
    """Return the query for one thing asked for, in the headline or in the text."""
    from tantivy import Query

    queries = []
    for field, boost in (("title", _TITLE_BOOST), ("body", 1.0)):
        if len(wanted.terms) > 1:
            query = Query.phrase_query(schema(), field, list(wanted.terms))
        else:
            query = Query.term_query(schema(), field, wanted.terms[0])
        queries.append(Query.boost_query(query, boost))
        if wanted.prefix:
            queries.append(Query.regex_query(schema(), field, f"{re.escape(wanted.prefix)}.*"))
    return _any(queries)


def _any(queries: Sequence[Any]) -> Any:
    from tantivy import Occur, Query

    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


# ---------------------------------------------------------------- the snippet


def _hit(article: str, score: float, text: str, wanted: Sequence[Wanted]) -> Hit:
    """Return where most of the words wanted stand within one snippet's length."""
    found = _places(text, wanted)
    if not found:
        return Hit(article, score, 0, _cut(text, 0), ())
    best = max(found, key=lambda place: (_within(found, place[0]), -place[0]))[0]
    begin = text.rfind(" ", 0, best - _BEFORE) + 1 if best > _BEFORE else 0
    begin = best - _BEFORE if best - begin > 2 * _BEFORE else begin  # a text without spaces
    end = max(_cut(text, begin), min(len(text), best + 1))
    inside = tuple((b, e) for b, e, _ in found if begin <= b and e <= end)
    return Hit(article, score, begin, end, inside)


def _places(text: str, wanted: Sequence[Wanted]) -> list[tuple[int, int, int]]:
    """Return where each thing wanted stands, word by word, with its number among those wanted."""
    spans: list[tuple[int, int]] = []
    terms: list[str] = []
    for match in WORD.finditer(text):
        for term in terms_of(match.group(0)):
            spans.append(match.span())
            terms.append(term)
    found: set[tuple[int, int, int]] = set()
    for number, each in enumerate(wanted):
        length = len(each.terms)
        for place, term in enumerate(terms):
            if term == each.terms[0] and tuple(terms[place : place + length]) == each.terms:
                found.update((*span, number) for span in spans[place : place + length])
            elif each.prefix and folded(text[slice(*spans[place])]).startswith(each.prefix):
                found.add((*spans[place], number))
    return sorted(found)


def _within(found: Sequence[tuple[int, int, int]], begin: int) -> int:
    """Return how many of the things wanted stand within a snippet's length from `begin`."""
    return len({number for b, _, number in found if begin <= b < begin + _SNIPPET - _BEFORE})


def _cut(text: str, begin: int) -> int:
    """Return where a snippet ends, between two words where it can."""
    end = min(len(text), begin + _SNIPPET)
    space = text.rfind(" ", begin, end)
    return space if end < len(text) and space > begin + _SNIPPET // 2 else end
