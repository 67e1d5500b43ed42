"""Is this quotation here: word for word, reworded, in another's mouth, or not found.

Words are compared folded: case, accents, hyphens, kinds of marks and punctuation make no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import LCSseq

from retold.errors import UsageError
from retold.evidence import rounded
from retold.quotations.tellings import FUNCTION_WORDS, is_name
from retold.reuse.alignment import EQUAL, Step, align
from retold.reuse.folding import fold
from retold.reuse.matching import encode
from retold.reuse.words import Words, words_of
from retold.spans import Span, merged

WORD_FOR_WORD, REWORDED, OTHER_MOUTH = "word for word", "reworded", "in another's mouth"
_VERDICTS = (WORD_FOR_WORD, REWORDED, OTHER_MOUTH)
_MIN_SHARE = 0.6  # share of the words asked for that a reworded quotation must have, in order
_MIN_TELLING_SHARE = 0.5  # share of the telling words below which a quotation is not looked at closely
_MIN_WORDS_REWORDED = 3  # fewer words have no rewording: they are there or not
_MAX_CANDIDATES = 1_000  # quotations looked at closely, those with most telling words first
_MAX_WORDS = 2_000  # more words are an article, not a quotation


@dataclass(frozen=True, slots=True)
class Difference:
    """Words asked for, and what stands in their place; either may be empty."""

    asked: str
    found: str
    span: Span  # of `found`, in the article


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation that has the words asked for. `span` is where they stand in the article."""

    verdict: str  # word for word, reworded, in another's mouth
    quotation: str
    article: str
    statement: str | None
    speaker: str | None
    span: Span
    likeness: float  # share of the words asked for that stand there in order, 0 to 1
    differences: tuple[Difference, ...]


def find_words(
    words: str, quotations: Iterable[Mapping[str, Any]], texts: Mapping[str, str], speaker: str | None = None
) -> list[Found]:
    """Return the quotations that have `words`, the best first: by verdict, likeness, article, place.

    `quotations` are rows of the public table `quotations`; `speaker_names` (a list), where a row has it, are the names
    of its speaker, else the words of its source are looked at. With `speaker`, quotations of others with the words are
    "in another's mouth". An empty list means not found; at most a thousand quotations are returned. Rows without their
    article in `texts` are left out.

    Raises `UsageError` when `words` holds no word, or more than a quotation has.
    """
    wanted = wanted_words(words, speaker)
    best = Candidates(wanted)
    rows: dict[str, Mapping[str, Any]] = {}
    by_article: dict[str, list[Mapping[str, Any]]] = {}
    for row in quotations:
        by_article.setdefault(row["article"], []).append(row)
    for article in sorted(by_article.keys() & texts.keys()):
        if wanted.may_stand_in(plain_text(texts[article])):
            for row in by_article[article]:
                best.look_at(row["quotation"], content_of(row, texts[article]))
                rows[row["quotation"]] = row
    return matches(wanted, [rows[name] for name in best.names], texts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: the words, those of them that tell it from others, how many of these are needed, and who."""

    asked: Words
    telling: frozenset[str]
    needed: int
    speaker: str | None

    def may_stand_in(self, plain: str) -> bool:
        """Tell whether enough of the telling words stand in a `plain_text`: without cutting it into words."""
        left = len(self.telling)
        held = 0
        for form in self.telling:
            held += form in plain
            left -= 1
            if held >= self.needed or held + left < self.needed:
                break
        return held >= self.needed


def wanted_words(words: str, speaker: str | None = None) -> Wanted:
    """Return what is looked for. Raises `UsageError` when `words` holds no word, or more than a quotation has."""
    asked = words_of(words)
    if not asked.forms:
        raise UsageError(f"{words!r} holds no word to look for. Give the words of a quotation.")
    if len(asked) > _MAX_WORDS:
        raise UsageError(f"{len(asked)} words are more than a quotation. Give at most {_MAX_WORDS}.")
    if speaker is not None and not words_of(speaker).forms:
        raise UsageError(f"{speaker!r} holds no name. Give the speaker's name, or leave --speaker out.")
    telling = frozenset(form for form in asked.forms if form not in FUNCTION_WORDS) or frozenset(asked.forms)
    return Wanted(asked, telling, max(1, round(_MIN_TELLING_SHARE * len(telling))), speaker)


def matches(wanted: Wanted, rows: Iterable[Mapping[str, Any]], texts: Mapping[str, str]) -> list[Found]:
    """Return those of the quotations that have the words, the best first."""
    found = []
    for row in rows:
        content = content_of(row, texts[row["article"]])
        match = _match(wanted.asked, content)
        if match is not None:
            found.append(_found(row, wanted.asked, content, match, wanted.speaker))
    return sorted(found, key=_rank)


def _rank(found: Found) -> tuple[int, float, str, int, str]:
    return _VERDICTS.index(found.verdict), -found.likeness, found.article, found.span.begin, found.quotation


# ---------------------------------------------------------------- candidates
class Candidates:
    """The quotations worth a closer look: those with most telling words, of so many then those of the least ids."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._best: list[tuple[int, str]] = []

    def look_at(self, quotation: str, content: Words) -> None:
        """Keep a quotation if enough of the telling words stand in it."""
        shared = len(self._wanted.telling.intersection(content.forms))
        if shared >= self._wanted.needed:
            self._best.append((-shared, quotation))
            if len(self._best) >= 2 * _MAX_CANDIDATES:
                self._best = sorted(self._best)[:_MAX_CANDIDATES]

    @property
    def names(self) -> list[str]:
        """Their ids, the best first."""
        return [quotation for _, quotation in sorted(self._best)[:_MAX_CANDIDATES]]


def plain_text(text: str) -> str:
    """Return a text folded, in which words can be looked for without cutting it into words.

    A folded word may stand in the text with hyphens or points inside: folding takes these out of the text too.
    """
    return fold.__wrapped__(text)  # past the cache, which is for words


def content_of(row: Mapping[str, Any], text: str) -> Words:
    """Return the words of a quotation's content."""
    return words_of(text, merged(Span(piece["begin"], piece["end"]) for piece in row["content"] or ()))


# ---------------------------------------------------------------- matching
def _match(asked: Words, content: Words) -> tuple[int, int] | None:
    """Return the range of the content's words that answer to those asked for; None where too few do."""
    size = len(asked)
    for first in range(len(content) - size + 1):
        if content.forms[first] == asked.forms[0] and content.forms[first : first + size] == asked.forms:
            return first, first + size
    if size < _MIN_WORDS_REWORDED:
        return None
    coded_asked, coded_content = encode(asked.forms, content.forms)
    if LCSseq.similarity(coded_asked, coded_content) < _MIN_SHARE * size:
        return None
    equal = [step for step in align(asked.forms, content.forms) if step.op == EQUAL]
    if sum(step.end_a - step.begin_a for step in equal) < _MIN_SHARE * size:
        return None
    equal = _densest(equal, size)
    # What stands before the first equal words answers to those asked for before them, as far as it goes.
    first = max(0, equal[0].begin_b - equal[0].begin_a)
    return first, min(len(content), equal[-1].end_b + size - equal[-1].end_a)


def _densest(equal: list[Step], size: int) -> list[Step]:
    """Leave out stray equal words at either end that stand farther from the rest than they are long."""
    while len(equal) > 1:
        rest = sum(step.end_a - step.begin_a for step in equal)
        first, last = equal[0], equal[-1]
        loss_first, loss_last = first.end_a - first.begin_a, last.end_a - last.begin_a
        if equal[1].begin_b - first.end_b > loss_first and rest - loss_first >= _MIN_SHARE * size:
            equal = equal[1:]
        elif last.begin_b - equal[-2].end_b > loss_last and rest - loss_last >= _MIN_SHARE * size:
            equal = equal[:-1]
        else:
            break
    return equal


def _found(row: Mapping[str, Any], asked: Words, content: Words, match: tuple[int, int], speaker: str | None) -> Found:
    first, last = match
    steps = align(asked.forms, content.forms[first:last])
    equal = sum(step.end_a - step.begin_a for step in steps if step.op == EQUAL)
    differences = []
    for step in steps:
        if step.op != EQUAL:
            span = _span(content, first + step.begin_b, first + step.end_b)
            asked_span = _span(asked, step.begin_a, step.end_a)
            differences.append(Difference(asked_span.of(asked.text), span.of(content.text), span))
    verdict = REWORDED if differences else WORD_FOR_WORD
    if speaker is not None and is_said_by(row, content.text, speaker) is False:
        verdict = OTHER_MOUTH
    return Found(
        verdict=verdict,
        quotation=row["quotation"],
        article=row["article"],
        statement=row.get("statement"),
        speaker=row["speaker"],
        span=_span(content, first, last),
        likeness=rounded(equal / len(asked)),
        differences=tuple(differences),
    )


def _span(words: Words, first: int, last: int) -> Span:
    """Return where some words stand; for none, the place where they would."""
    if first < last:
        return words.span(first, last)
    place = words.begins[first] if first < len(words) else (words.ends[-1] if len(words) else 0)
    return Span(place, place)


def is_said_by(row: Mapping[str, Any], text: str, speaker: str) -> bool | None:
    """Tell whether a quotation's speaker goes by a name: all its words stand in one of the speaker's names.

    Where a row has no names, the words of its source decide; null where these name nobody ("he", "the minister").
    """
    names = [words_of(name) for name in row.get("speaker_names") or ()]
    if not names:
        sources = [words_of(text, [Span(span["begin"], span["end"])]) for span in row["source"] or ()]
        names = [source for source in sources if any(is_name(source, i) for i in range(len(source)))]
        if not names:
            return None
    wanted = [form.removesuffix("'s") for form in words_of(speaker).forms if form not in FUNCTION_WORDS]
    held = [{form.removesuffix("'s") for form in name.forms} for name in names]
    return any(set(wanted) <= name or name == set(wanted[-1:]) for name in held)
