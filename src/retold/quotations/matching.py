"""How probably two quotations tell the same statement: shared words in place, rare words, names, numbers, negation.

A word is rare where no article of the story puts it into several quotations: that an often retold statement has its
words in many articles must not make them common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import Any

from retold.evidence import rounded
from retold.quotations.aliases import Aliases, Swap, learn_aliases, swapped_names
from retold.quotations.tellings import Telling
from retold.reuse.alignment import EQUAL, Step, align
from retold.reuse.words import Words, words_of

SCORE_UNIT = 10_000  # scores are whole ten-thousandths, so that their sums do not depend on order
CHANCE = -2.0  # log-odds of a pair of one speaker that shares nothing
_NEIGHBOURS = -1.0  # the same within one article: its two may be the halves of what another tells in one
_PER_OVERLAP = 9.0  # log-odds when all words of the shorter stand in the other, in order
_PER_LIKENESS = 8.0  # log-odds when all telling words are shared, in any order
_HALF_WORDS = 2.0  # so many words in order are half convincing
_HALF_TERMS = 1.0  # so many rare terms are half convincing
_CONTAINED = 0.6  # weight of the shorter's share against the share of both: a headline or a half is short
_MIN_RUN = 3  # words in a row; shorter runs are grammar
_NUMBERS_DIFFER = -1.5
_NAMES_DIFFER = -1.0
_NEGATION_DIFFERS = -1.0
_SAME_PLACE = 0.5  # overlap from which a difference stands amid the same words
_SHORT_WORDS = 30  # several sentences nearly always hold a negation somewhere
_IN_PLACE = 0.3  # what these differences weigh where the words around them are the same: a change, not another thing
_MARKED_WORDS_RECUR = 3.5  # the lead's words in marks stand in the whole quotation further down
_SPEAKER_UNKNOWN = -1.0
_ONE_ARTICLE = -1.0  # an article seldom says a thing twice
_TELLING = 0.3  # weight of marked words that are no commonplace
_NAMESAKE_WORDS = 6  # fewer words are anybody's
_NAMESAKE_OVERLAP = 0.9  # share of the shorter's words in order by which namesakes say the same
_MAX_SAME = 64  # the same words in more quotations: an article repeats itself, and finds no pairs by that
_MAX_POSTINGS = 500  # a term in more quotations of a story finds no pairs
_MIN_SHARED = 1.2  # weight of shared terms below which a pair without shared passage is not compared
_MAX_SWAP_WORDS = 8  # longer changes are no exchange of names


@dataclass(frozen=True, slots=True)
class PairScore:
    """How probably two quotations are one statement: whole ten-thousandths of log-odds, and what they are made of."""

    score: int
    parts: tuple[tuple[str, float], ...]  # kind of evidence, weight in log-odds


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Which words of two articles stand at the same place of shared passages: begins in the one to begins in the other.

    Only articles with a shared passage have one.
    """

    places: dict[int, int]
    swaps: tuple[tuple[str, int, Swap], ...]


def correspondences(
    texts: Mapping[str, str], passages: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, str], Correspondence]:
    """Align the words of each shared passage, and return the places by pair of articles (the lesser id first)."""
    words = {article: words_of(text) for article, text in sorted(texts.items())}
    places: dict[tuple[str, str], dict[int, int]] = {}
    swaps: dict[tuple[str, str], list[tuple[str, int, Swap]]] = {}
    ordered = sorted(passages, key=lambda row: (row["article_a"], row["article_b"], row["begin_a"], row["begin_b"]))
    for row in ordered:
        pair = (row["article_a"], row["article_b"])
        if pair[0] not in words or pair[1] not in words:
            continue
        part_a = _word_range(words[pair[0]], row["begin_a"], row["end_a"])
        part_b = _word_range(words[pair[1]], row["begin_b"], row["end_b"])
        _align(pair, (words[pair[0]], part_a), (words[pair[1]], part_b), places, swaps)
    return {pair: Correspondence(places[pair], tuple(swaps[pair])) for pair in places}


def _word_range(words: Words, begin: int, end: int) -> tuple[int, int]:
    return words.index_at(begin), words.index_at(end)


def _align(
    pair: tuple[str, str],
    side_a: tuple[Words, tuple[int, int]],
    side_b: tuple[Words, tuple[int, int]],
    places: dict[tuple[str, str], dict[int, int]],
    swaps: dict[tuple[str, str], list[tuple[str, int, Swap]]],
) -> None:
    (words_a, (first_a, last_a)), (words_b, (first_b, last_b)) = side_a, side_b
    found = places.setdefault(pair, {})
    swapped = swaps.setdefault(pair, [])
    for step in align(words_a.forms[first_a:last_a], words_b.forms[first_b:last_b]):
        size_a, size_b = step.end_a - step.begin_a, step.end_b - step.begin_b
        if step.op != EQUAL and max(size_a, size_b) > _MAX_SWAP_WORDS:
            continue
        for offset in range(min(size_a, size_b)):
            begin_a = words_a.begins[first_a + step.begin_a + offset]
            found.setdefault(begin_a, words_b.begins[first_b + step.begin_b + offset])
        if step.op != EQUAL and size_a and size_b:
            range_a = (first_a + step.begin_a, first_a + step.end_a)
            range_b = (first_b + step.begin_b, first_b + step.end_b)
            swap = swapped_names(words_a, range_a, words_b, range_b)
            if swap is not None:
                swapped.append((pair[0], words_a.begins[range_a[0]], swap))
                swapped.append((pair[1], words_b.begins[range_b[0]], swap))


def story_aliases(texts: Mapping[str, str], found: Mapping[tuple[str, str], Correspondence]) -> Aliases:
    """Return the names that stand for one another in a story."""
    return learn_aliases(texts, (swap for pair in sorted(found) for swap in found[pair].swaps))


class Vocabulary:
    """The terms of a story's quotations, with a weight from 0 to 1 each: 1 where it tells its quotation."""

    def __init__(self, tellings: Sequence[Telling], aliases: Aliases) -> None:
        self._terms = {telling.quotation: frozenset(aliases.terms(telling.stems)) for telling in tellings}
        self._names = {
            telling.quotation: frozenset(aliases.terms([s for s in telling.stems if s in telling.names]))
            for telling in tellings
        }
        by_article: dict[str, Counter[str]] = {}
        sizes: Counter[str] = Counter()
        for telling in tellings:
            if not telling.is_headline and telling.inside is None:  # these say the body's words again
                by_article.setdefault(telling.article, Counter()).update(self._terms[telling.quotation])
                sizes[telling.article] += 1
        most: Counter[str] = Counter()
        for counts in by_article.values():
            most |= counts  # the greater of both counts
        full = log2(1 + max(sizes.values(), default=1))
        self._weights = {term: max(0.0, full - log2(count)) / full for term, count in most.items()}

    def terms(self, telling: Telling) -> frozenset[str]:
        """Return the terms of a telling, each name as its group's representative."""
        return self._terms[telling.quotation]

    def names(self, telling: Telling) -> frozenset[str]:
        """Return the names of a telling in the same form."""
        return self._names[telling.quotation]

    def weight(self, terms: Iterable[str]) -> float:
        """Return the weight of `terms` together (4 decimals; the order of `terms` does not matter)."""
        return rounded(sum(sorted(self._weights.get(term, 1.0) for term in terms)))


def candidate_pairs(tellings: Sequence[Telling], vocabulary: Vocabulary) -> set[tuple[int, int]]:
    """Return the pairs (as indexes, the lesser first) that share enough telling terms to be compared.

    One word is enough where a mixed quotation has it in marks, and any words where the same speaker, or one whom the
    article calls by the same words, has the same.
    """
    in_marks = [frozenset() if telling.kind != "mixed" else marked_stems(telling) for telling in tellings]
    postings: dict[str, list[int]] = {}
    for index, telling in enumerate(tellings):
        for term in vocabulary.terms(telling):
            postings.setdefault(term, []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for term, holders in postings.items():
        if len(holders) > _MAX_POSTINGS:
            continue
        weight = round(vocabulary.weight([term]) * SCORE_UNIT)
        for place, first in enumerate(holders):
            for second in holders[place + 1 :]:
                is_marked = term in in_marks[first] or term in in_marks[second]
                shared[first, second] += round(_MIN_SHARED * SCORE_UNIT) if is_marked else weight
    found = {pair for pair, weight in shared.items() if weight >= _MIN_SHARED * SCORE_UNIT}
    same: dict[tuple[Hashable, tuple[str, ...]], list[int]] = {}
    for index, telling in enumerate(tellings):
        for speaker in (telling.speaker, telling.source_words):
            if speaker and telling.words:
                same.setdefault((speaker, tuple(telling.words.forms)), []).append(index)
    return found.union(*(combinations(members, 2) for members in same.values() if len(members) <= _MAX_SAME))


def aligned_words(
    tellings: Sequence[Telling], found: Mapping[tuple[str, str], Correspondence]
) -> dict[tuple[int, int], int]:
    """Return for each pair of tellings (the lesser index first) how many of their words stand at the same place."""
    holders: dict[str, dict[int, list[int]]] = {}
    members: dict[str, list[int]] = {}
    for index, telling in enumerate(tellings):
        members.setdefault(telling.article, []).append(index)
        for begin in telling.words.begins:
            holders.setdefault(telling.article, {}).setdefault(begin, []).append(index)
    counts: Counter[tuple[int, int]] = Counter()
    for article_a, article_b in sorted(found):
        places, others = found[article_a, article_b].places, holders.get(article_b, {})
        for index in members.get(article_a, ()):
            for begin in tellings[index].words.begins:
                for other in others.get(places.get(begin, -1), ()):
                    counts[min(index, other), max(index, other)] += 1
    return dict(counts)


def score_pair(a: Telling, b: Telling, *, aligned: int, vocabulary: Vocabulary) -> PairScore | None:
    """Return how probably two tellings are one statement; None where they cannot be.

    `aligned` counts the words that stand at the same place of shared passages. Different known speakers never tell
    one statement, namesakes with the same words and repetitions of one without a name excepted, and a quotation is
    never the one that it stands in.
    """
    if not (may_join(a, b) or is_headline_of(a, b)):
        return None
    overlap = overlap_of(a, b, aligned)
    likeness = likeness_of(a, b, vocabulary)
    parts = [
        ("chance", CHANCE),
        max(("words in order", _PER_OVERLAP * overlap), ("words shared", likeness), key=_second),
    ]
    recur = marked_words_recur(a, b, vocabulary) or marked_words_recur(b, a, vocabulary)
    if recur:
        parts.append(("marked words recur", _MARKED_WORDS_RECUR))
    in_place = _IN_PLACE if recur or overlap >= _SAME_PLACE else 1.0
    parts += [(kind, weight * in_place) for kind, weight in _differences(a, b, vocabulary)]
    if a.speaker is None or a.speaker != b.speaker:
        parts.append(("speaker unknown", _SPEAKER_UNKNOWN))
    if a.article == b.article and not is_headline_of(a, b):
        parts.append(("same article", _ONE_ARTICLE))
    floor = floor_of(a, b)
    total = round(sum(rounded(weight) for _, weight in parts) * SCORE_UNIT)
    return PairScore(max(total, floor), tuple((kind, rounded(weight)) for kind, weight in parts))


def marked_words_recur(part: Telling, whole: Telling, vocabulary: Vocabulary) -> bool:
    """Tell whether the words that a mixed quotation has in marks stand in marks in the other too, and are telling."""
    if part.kind != "mixed":
        return False
    marked = marked_stems(part)
    return bool(marked) and marked <= marked_stems(whole) and vocabulary.weight(marked) >= _TELLING


def marked_stems(telling: Telling) -> frozenset[str]:
    """Return the stems of the words in marks."""
    return frozenset(stem for stem, inside in zip(telling.stems, telling.marked, strict=True) if stem and inside)


def _second(part: tuple[str, float]) -> float:
    return part[1]


def may_join(a: Telling, b: Telling) -> bool:
    """Tell whether nothing forbids that two tellings are one statement."""
    if a.inside == b.quotation or b.inside == a.quotation:
        return False
    return (
        a.speaker is None or b.speaker is None or a.speaker == b.speaker or are_namesakes(a, b) or is_repetition(a, b)
    )


def are_namesakes(a: Telling, b: Telling) -> bool:
    """Tell whether two speakers of one family name may be one: one article gives that name only, and the same words.

    "Ms Falkner" may have been taken for the other Falkner of her story; "Oskar Falkner" is never Marta Falkner.
    """
    short, full = sorted((a.source_names, b.source_names), key=len)
    if a.article == b.article or len(short) != 1 or not short < full:
        return False
    size = min(len(a.words), len(b.words))
    return size >= _NAMESAKE_WORDS and overlap_of(a, b, 0) >= _NAMESAKE_OVERLAP * size / (size + _HALF_WORDS)


def is_repetition(a: Telling, b: Telling) -> bool:
    """Tell whether two articles have the very same words of a speaker whom they call by the same words.

    "A spokeswoman for the ferry line" has no name, so each article's is a person of her own; those of copies are one.
    Two speakers with names stay two, whatever they are called where they speak.
    """
    return (
        a.article != b.article
        and not (a.is_named and b.is_named)
        and has_telling_words(a)
        and (a.source_words, a.words.forms, a.denied) == (b.source_words, b.words.forms, b.denied)
    )


def has_telling_words(telling: Telling) -> bool:
    """Tell whether a quotation and what its speaker is called have words enough to be known by them alone."""
    return bool(telling.source_words) and len(telling.words) + len(telling.source_words) >= _NAMESAKE_WORDS


def is_headline_of(a: Telling, b: Telling) -> bool:
    """Tell whether one of the two is a headline over the other: it may name a country or a house for its speaker."""
    return a.article == b.article and a.is_headline != b.is_headline and a.inside is None and b.inside is None


def floor_of(a: Telling, b: Telling) -> int:
    """Return the least score of a pair, which is also that of a pair not compared."""
    return round((_NEIGHBOURS if a.article == b.article else CHANCE) * SCORE_UNIT)


def overlap_of(a: Telling, b: Telling, aligned: int) -> float:
    """Return the share (0 to 1) of the shorter's words that the other has in order, less where they are few."""
    shorter = min(len(a.words), len(b.words))
    if not shorter:
        return 0.0
    steps = align(a.words.forms, b.words.forms)
    in_runs = sum(step.end_a - step.begin_a for step in steps if _is_run(step, shorter))
    common = min(shorter, max(aligned, in_runs))
    return common / shorter * common / (common + _HALF_WORDS) if common else 0.0


def _is_run(step: Step, shorter: int) -> bool:
    return step.op == EQUAL and step.end_a - step.begin_a >= min(_MIN_RUN, shorter)


def likeness_of(a: Telling, b: Telling, vocabulary: Vocabulary) -> float:
    """Return the log-odds that the shared terms of two tellings add."""
    terms_a, terms_b = vocabulary.terms(a), vocabulary.terms(b)
    shared = vocabulary.weight(terms_a & terms_b)
    weight_a, weight_b = vocabulary.weight(terms_a), vocabulary.weight(terms_b)
    least = min(weight_a, weight_b)
    if shared <= 0 or least <= 0:
        return 0.0
    contained = shared / least
    both = 2 * shared / (weight_a + weight_b)
    share = _CONTAINED * contained + (1 - _CONTAINED) * both
    return _PER_LIKENESS * share * shared / (shared + _HALF_TERMS)


def _differences(a: Telling, b: Telling, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Return what speaks against: numbers, names and negation that do not agree."""
    found = []
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        found.append(("numbers differ", _NUMBERS_DIFFER))
    names_a, names_b = vocabulary.names(a), vocabulary.names(b)
    if names_a and names_b and not names_a & names_b:
        found.append(("names differ", _NAMES_DIFFER))
    is_short = max(len(a.words), len(b.words)) <= _SHORT_WORDS
    if is_short and (a.negated != a.denied) != (b.negated != b.denied):
        found.append(("negation differs", _NEGATION_DIFFERS))
    return found
