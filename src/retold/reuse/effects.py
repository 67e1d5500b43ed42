"""What a changed reading changes: a name, a spelling, a number, the force of a verb, a negation, or only the marks.

Rules over closed word lists (`lexicon`) and shapes of words; the first that fits decides. English, with what holds for
any script (numbers, marks, capital letters) applied to all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from retold.reuse.folding import fold
from retold.reuse.lexicon import (
    CONCORD,
    FUNCTION_WORDS,
    GRAMMAR,
    HEDGE_FORMS,
    MODAL_PHRASES,
    MODALS,
    MONTHS,
    NEGATIONS,
    NUMBER_WORDS,
    QUANTITY_WORDS,
    SPEECH_VERBS,
    TITLES,
    listed,
)
from retold.reuse.marks import MARKS

_SPELLING_LIKENESS = 0.8  # Jaro-Winkler of two spellings of one name (transliterations)
_INFLECTION = re.compile(r"(?:ies|ied|ing|ed|es|s|d|'s|ly)$")
_SPELLING_RULES = (  # British to American, on folded words
    (re.compile(r"our(?=$|s$|ed$|ing$|able$|ite|ed|hood|ly|er|s)"), "or"),
    (re.compile(r"(?<=[^aeiou])re$"), "er"),
    (re.compile(r"(?<=[^aeiou])res$"), "ers"),
    (re.compile(r"is(?=e$|es$|ed$|ing$|ation|er)"), "iz"),
    (re.compile(r"ys(?=e$|es$|ed$|ing$)"), "yz"),
    (re.compile(r"ence(?=$|s$)"), "ense"),
    (re.compile(r"ll(?=ed$|ing$|er$|ers$)"), "l"),
    (re.compile(r"ogue$"), "og"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"gramme"), "gram"),
    (re.compile(r"mm"), "m"),
    (re.compile(r"^grey$"), "gray"),
    (re.compile(r"^tyre"), "tire"),
    (re.compile(r"dgement"), "dgment"),
)
_CACHED_FORMS = 1 << 15
_MAX_ATTRIBUTION_WORDS = 10
_NEGATION_WINDOW = 12  # words back in the sentence where a negation governs "neither"


@dataclass(frozen=True, slots=True)
class Reading:
    """The words that one text has at a place; `before` are the words of its sentence that precede them."""

    words: tuple[str, ...]  # as they stand
    before: tuple[str, ...] = ()
    starts_sentence: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(fold(word) for word in self.words)


def effect_of(copy: Reading, exemplar: Reading, *, denies_alike: bool = False) -> str:
    """Return what differs between two readings; either may be without words, not both.

    `denies_alike` says that the readings are parts of longer ones that deny alike: then no part is a negation.
    """
    for name, fits in _RULES:
        if fits(copy, exemplar) and not (denies_alike and name == "negation"):
            return name
    return "wording"


def mark_effect(copy: str, exemplar: str) -> str:
    """Return the effect of a change of marks between words: quotation marks, editor's bracket or punctuation."""
    if sum(c in MARKS for c in copy) != sum(c in MARKS for c in exemplar):
        return "quotation marks"
    if ("[" in copy) != ("[" in exemplar) or ("]" in copy) != ("]" in exemplar):
        return "editor's bracket"
    return "punctuation"


def _numbers(reading: Reading) -> set[str]:
    return {form for form in reading.forms if any(c.isdigit() for c in form) or form in NUMBER_WORDS}


def is_number(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether a number differs; a reordered date is none."""
    numbers_copy, numbers_exemplar = _numbers(copy), _numbers(exemplar)
    if numbers_copy and numbers_exemplar:
        return numbers_copy != numbers_exemplar
    numbered, other = (copy, exemplar) if numbers_copy else (exemplar, copy)
    if not numbers_copy and not numbers_exemplar:
        return False
    # Against other words it is a rewriting, unless they say how many.
    is_quantity = not other.forms or any(form in QUANTITY_WORDS for form in other.forms)
    return is_quantity and len(numbered.words) <= _MAX_NUMBER_WORDS


_MAX_NUMBER_WORDS = 4  # a number in a longer reading without a counterpart is part of what was added or left out


def is_spelling(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether both readings are spellings of the same words, or the same words of a date in another order."""
    a, b = copy.forms, exemplar.forms
    if not a or not b:
        return False
    if "".join(a) == "".join(b) or (sorted(a) == sorted(b) and any(form in MONTHS for form in a)):
        return True
    return len(a) == len(b) and all(
        x == y or american(x) == american(y) or _is_name_spelling(w, v)
        for x, y, w, v in zip(a, b, copy.words, exemplar.words, strict=True)
    )


@lru_cache(maxsize=_CACHED_FORMS)
def american(form: str) -> str:
    """Return a folded word with British spellings turned American; a key for comparison, not always a word."""
    for pattern, replacement in _SPELLING_RULES:
        form = pattern.sub(replacement, form)
    return form


def _is_name_spelling(word: str, other: str) -> bool:
    if not (word[:1].isupper() and other[:1].isupper()):
        return False
    a, b = fold(word).removesuffix("'s"), fold(other).removesuffix("'s")
    return len(a) > 2 and len(b) > 2 and JaroWinkler.similarity(a, b) >= _SPELLING_LIKENESS and _skeleton(a, b)


def _skeleton(a: str, b: str) -> bool:
    """Tell whether two names agree but for vowels and the letters that transliterations swap."""
    swap = str.maketrans({"q": "k", "c": "k", "z": "s", "y": "", "h": "", "w": "v", "j": "g"})
    bare = [
        re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", form.translate(swap)).replace("gk", "k")) for form in (a, b)
    ]
    first, second = (re.sub(r"[gk]", "k", form) for form in bare)
    return first == second


def is_negation(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether one reading denies and the other does not."""
    return _denies(copy) != _denies(exemplar) and not _is_concord(copy, exemplar)


def _denies(reading: Reading) -> bool:
    return any(form in NEGATIONS or form.endswith("n't") for form in reading.forms)


def _is_concord(copy: Reading, exemplar: Reading) -> bool:
    """Whether "not … neither" stands against "not … either": the same denial."""
    pairs = list(zip(copy.forms, exemplar.forms, strict=False))
    same = len(copy.words) == len(exemplar.words) and all(
        x == y or CONCORD.get(x) == y or CONCORD.get(y) == x for x, y in pairs
    )
    governed = all(
        any(fold(word) in NEGATIONS for word in reading.before[-_NEGATION_WINDOW:]) for reading in (copy, exemplar)
    )
    return same and (governed or any(form in ("or", "nor") for form in copy.forms))


def modal_classes(forms: Sequence[str]) -> list[str]:
    """Return the kinds of force (duty, advice, possibility, wish, forecast …) that folded words carry, sorted."""
    return sorted({MODALS["-".join(forms[begin:end])] for begin, end in modal_spans(forms)})


_PHRASES_BY_WORD = {p[0]: tuple(q for q in MODAL_PHRASES if q[0] == p[0]) for p in MODAL_PHRASES}


def modal_spans(forms: Sequence[str]) -> list[tuple[int, int]]:
    """Return where modal words and phrases stand in folded words; the longest phrase wins."""
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(forms):
        phrases = _PHRASES_BY_WORD.get(forms[place], ())
        size = next((len(p) for p in phrases if tuple(forms[place : place + len(p)]) == p), 0)
        if not size and forms[place] in MODALS:
            size = 1
        if size:
            found.append((place, place + size))
        place += max(size, 1)
    return found


def is_modality(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether the force of a verb differs: should, must, may, would like to, is likely to."""
    a, b = modal_classes(copy.forms), modal_classes(exemplar.forms)
    if a == b:
        return False
    return bool(a and b) or (
        max(len(copy.words), len(exemplar.words)) <= _MAX_MODAL_WORDS and not _is_months(copy, exemplar)
    )


_MAX_MODAL_WORDS = 4  # a modal in a longer addition is part of what was added


def _is_months(copy: Reading, exemplar: Reading) -> bool:
    return "may" in copy.forms + exemplar.forms and any("May" in reading.words for reading in (copy, exemplar))


def is_hedging(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether a word of caution was put in or taken out."""
    a = {form for form in copy.forms if form in HEDGE_FORMS}
    b = {form for form in exemplar.forms if form in HEDGE_FORMS}
    return a != b and bool(a) != bool(b) and not _is_months(copy, exemplar)


def is_attribution(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether the words that say who said it differ."""
    verbs = [word for word in copy.words + exemplar.words if word.islower() and fold(word) in SPEECH_VERBS]
    return bool(verbs) and max(len(copy.words), len(exemplar.words)) <= _MAX_ATTRIBUTION_WORDS


def is_other_verb_of_speech(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether both readings report speech, in other words."""
    return is_attribution(copy, exemplar) and all(
        any(word.islower() and fold(word) in SPEECH_VERBS for word in reading.words) for reading in (copy, exemplar)
    )


def _names(reading: Reading) -> list[str]:
    words = reading.words[1:] if reading.starts_sentence else reading.words
    first = reading.words[:1] if reading.starts_sentence and _is_lone_name(reading) else ()
    return [
        word
        for word in (*first, *words)
        if word[:1].isupper()
        and fold(word) not in FUNCTION_WORDS
        and fold(word) not in GRAMMAR
        and fold(word) not in MONTHS
    ]


def _is_lone_name(reading: Reading) -> bool:
    if not reading.words:
        return False
    first = reading.words[0]
    return fold(first) not in FUNCTION_WORDS and first[:1].isupper() and len(reading.words) <= 3


def is_name(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether a name stands for another, for a description, or is shortened or dropped."""
    names_copy, names_exemplar = _names(copy), _names(exemplar)
    if not names_copy and not names_exemplar:
        return False
    if copy.words and exemplar.words:
        return (bool(names_copy) and bool(names_exemplar)) or _is_mostly_names(copy, exemplar)
    alone = copy if copy.words else exemplar
    rest = [
        w for w in alone.words if w not in _names(alone) and fold(w) not in FUNCTION_WORDS and fold(w) not in TITLES
    ]
    return not rest


def _is_mostly_names(copy: Reading, exemplar: Reading) -> bool:
    named, other = (copy, exemplar) if _names(copy) else (exemplar, copy)
    content = [word for word in named.words if fold(word) not in FUNCTION_WORDS]
    return 2 * len(_names(named)) > len(content) and len(other.words) <= 5


def is_grammar(copy: Reading, exemplar: Reading) -> bool:
    """Tell whether only function words, endings or negative concord differ."""
    if copy.words and exemplar.words and _is_concord(copy, exemplar):
        return True
    stems_a = [_stem(form) for form in copy.forms if form not in _CLOSED]
    stems_b = [_stem(form) for form in exemplar.forms if form not in _CLOSED]
    return stems_a == stems_b and not (stems_a and not (copy.words and exemplar.words))


# Prepositions of time and place and "some" carry sense: "by summer" is not "before summer".
_CLOSED = (FUNCTION_WORDS | GRAMMAR) - frozenset(
    listed("before after over under between all any some much many more most few")
)


def _stem(form: str) -> str:
    return _INFLECTION.sub("", form).rstrip("e") if len(form) > 4 else form


_RULES = (
    ("spelling", is_spelling),
    ("number", is_number),
    ("negation", is_negation),
    ("modality", is_modality),
    ("attribution", is_other_verb_of_speech),
    ("hedging", is_hedging),
    ("grammar", is_grammar),
    ("attribution", is_attribution),
    ("name", is_name),
)
