"""Which of two versions of one page is the later: what editors do to a text as it ages.

Versions are not copies: a desk that runs its own text again adds more than it takes away, so most signs of copying
would point the wrong way. Each sign compares a measure of both versions, or looks at what stands where they differ;
the weights are those of a logistic regression without intercept over successive versions of encyclopedia pages
(`python -m benchmarks.copies_fit`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log1p
from operator import add

from rapidfuzz.distance import LCSseq, Levenshtein

from retold.evidence import rounded
from retold.language.known import known_forms
from retold.reuse.alignment import ADDITION, EQUAL, OMISSION, SUBSTITUTION, Step, align
from retold.reuse.witnesses import Shared, Witness

# Log-odds that each sign, at its fullest, gives for "later".
VERSION_WEIGHTS = {
    "accents put in": 0.7,
    "later year named": 0.74,
    "longer opening": 0.28,
    "longer words put": 0.46,
    "more adverbs": -0.57,
    "more commas": 0.25,
    "more exclamation marks": -0.62,
    "more formal words": 0.22,
    "more hyphens": -0.21,
    "more in the past": 0.24,
    "more informal words": -0.49,
    "more long words": 0.44,
    "more parentheses": 0.2,
    "more pictures": 0.74,
    "more places put in": 0.66,
    "more put in": 0.93,
    "more unknown words": 0.35,
    "more years": 0.13,
    "numbers grown": 0.49,
    "spelling agreed": 0.49,
    "spelling mended": 1.29,
}
_LEAST_SIGN = 0.4  # what the smallest difference says, of what a great one says
_STEEPNESS = 9.0  # a ninth of the full difference says half of the rest
_MAX_ALIGNED = 4_000_000  # words of one version times words of the other; beyond it only passages are compared
_LAST_YEAR = 2100
_MAX_DIGITS = 7  # a longer number is a code
_MAX_SLIP = 2  # letters by which a slip differs from the word meant
_MIN_SLIP_LETTERS = 4  # shorter words are near too many others
_YEAR = re.compile(r"(?<![\d.,:/])(?:1[5-9]|20)\d\d(?![\d/]|[.,]\d)")
_INFORMAL = (
    "thing|things|look|looks|got|gets?|lots?|probably|seems?|actually|really|quite|very|basically|kind|sort|guys?|stuff"
    "|maybe|perhaps|something|someone|somebody|you|your|i|me|my|we|us|our|say|says|talk|wants?|okay|anyway|pretty|just"
    "|so|bit|big|good|bad|nice|well|know|think|guess|means?|try"
)
_FORMAL = (
    "however|although|establish(?:ed|ment)|during|century|known|developed|throughout|within|between|became|both"
    "|including|derived|following|according|respectively|thus|located"
)

Measure = Callable[[str], float]


def _count(pattern: str) -> Measure:
    compiled = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    return lambda text: float(len(compiled.findall(text)))


def _latest_year(text: str) -> float:
    return float(max((year for year in map(int, _YEAR.findall(text)) if year <= _LAST_YEAR), default=0))


def _first_paragraph(text: str) -> float:
    return float(len(text.lstrip().split("\n\n", 1)[0].split()))


_TOKEN = re.compile(r"\w+|[^\w\s]")
_FORM = re.compile(r"[^\W\d_]+")


def _unknown_words(text: str) -> float:
    known = known_forms()
    return float(sum(form not in known for form in map(str.lower, _FORM.findall(text)))) if known else 0.0


# A measure of a text, and the difference of two texts beyond which it says no more.
_MEASURES: dict[str, tuple[Measure, float]] = {
    "later year named": (_latest_year, 8.0),
    "more years": (lambda text: float(len(_YEAR.findall(text))), 8.0),
    "longer opening": (_first_paragraph, 90.0),
    "more commas": (_count(r",(?=\s)"), 40.0),
    "more hyphens": (_count(r"-"), 20.0),
    "more parentheses": (_count(r"\("), 10.0),
    "more exclamation marks": (_count(r"!"), 3.0),
    "more pictures": (_count(r"\b(?:image|photo|photograph|picture|video|thumb|file)\b|\dpx"), 6.0),
    "more informal words": (_count(rf"\b(?:{_INFORMAL})\b"), 15.0),
    "more formal words": (_count(rf"\b(?:{_FORMAL})\b"), 12.0),
    "more adverbs": (_count(r"\w{3}ly\b"), 12.0),
    "more in the past": (_count(r"\b(?:was|were|had|did)\b|\w{2}ed\b"), 30.0),
    "more long words": (_count(r"\b[^\W\d_]{9,11}\b"), 40.0),
    "more unknown words": (_unknown_words, 20.0),
}


@dataclass(frozen=True, slots=True)
class _Changes:
    """What stands where two versions differ, as seen from the first to the second."""

    put_in: int = 0  # words that only the second has
    taken_out: int = 0
    places: int = 0  # places where words were put in, less those where words were taken out
    mended: int = 0  # unknown forms that gave way to known ones like them, less the reverse
    agreed: int = 0  # the same for forms that stand elsewhere in both texts
    accents: int = 0  # words that gained marks on their letters, less those that lost them
    lengthened: int = 0  # single words that gave way to longer ones, less the reverse
    grown: int = 0  # numbers that gave way to greater ones, less the reverse


def version_signs(shared: Shared) -> dict[str, float]:
    """Return how far each sign says that the second text (`b`) is the later version, -1 to 1; only those that speak.

    Turned round, every sign changes.
    """
    a, b = shared.a, shared.b
    signs = {
        name: _graded(measured(name, b.words.text) - measured(name, a.words.text), full)
        for name, (_, full) in _MEASURES.items()
    }
    changes = _changes(a, b, _steps(shared))
    moved = changes.put_in + changes.taken_out
    signs["more put in"] = rounded((changes.put_in - changes.taken_out) / (1 + moved))
    signs["more places put in"] = _graded(changes.places, 12.0)
    signs["spelling mended"] = _graded(changes.mended, 3.0)
    signs["spelling agreed"] = _graded(changes.agreed, 3.0)
    signs["accents put in"] = _graded(changes.accents, 4.0)
    signs["longer words put"] = _graded(changes.lengthened, 4.0)
    signs["numbers grown"] = _graded(changes.grown, 3.0)
    return {name: sign for name, sign in sorted(signs.items()) if sign}


def version_weights(shared: Shared) -> dict[str, float]:
    """Return the log-odds by which each sign says that the second text is the later version."""
    return {
        name: VERSION_WEIGHTS[name] * sign for name, sign in version_signs(shared).items() if name in VERSION_WEIGHTS
    }


def version_distance(shared: Shared) -> float:
    """Return how far two versions of a page are apart, 0 (alike to the mark) to 2.

    The share of words that do not stand equal in passages, and the share of words and marks that do not stand in one
    order: the first sees moved paragraphs as kept, the second sees commas and capitals.
    """
    a, b = shared.a.words, shared.b.words
    apart = 1.0 - 2.0 * shared.equal / max(len(a) + len(b), 1)
    tokens_a, tokens_b = _TOKEN.findall(a.text), _TOKEN.findall(b.text)
    if len(tokens_a) * len(tokens_b) > _MAX_ALIGNED:
        return rounded(2.0 * apart)
    alike = 2.0 * LCSseq.similarity(tokens_a, tokens_b) / max(len(tokens_a) + len(tokens_b), 1)
    return rounded(apart + 1.0 - alike)


@lru_cache(maxsize=1 << 12)
def measured(name: str, text: str) -> float:
    """Return one measure of a text; kept, for a version is compared with several others."""
    return _MEASURES[name][0](text)


def _graded(difference: float, full: float) -> float:
    """A sign between -1 and 1 that grows with the logarithm of the difference up to `full`."""
    if not difference:
        return 0.0
    size = min(1.0, log1p(_STEEPNESS * abs(difference) / full) / log1p(_STEEPNESS))
    size = _LEAST_SIGN + (1 - _LEAST_SIGN) * size
    return rounded(size if difference > 0 else -size)


def _steps(shared: Shared) -> Sequence[Step]:
    """All words of both texts aligned, or, where the texts are too long for that, those inside passages."""
    a, b = shared.a.words.forms, shared.b.words.forms
    if len(a) * len(b) <= _MAX_ALIGNED:
        return align(a, b)
    return [step for steps in shared.steps for step in steps]


def _changes(a: Witness, b: Witness, steps: Sequence[Step]) -> _Changes:
    counts = Counter(a.words.forms) + Counter(b.words.forms)
    totals = [0] * len(_Changes.__slots__)
    for step in steps:
        if step.op == EQUAL:
            totals[5] += _accents(a, b, step)
            continue
        size_a, size_b = step.end_a - step.begin_a, step.end_b - step.begin_b
        totals[0] += size_b
        totals[1] += size_a
        totals[2] += (step.op == ADDITION) - (step.op == OMISSION)
        if step.op == SUBSTITUTION and size_a == size_b == 1:
            change = _word_change(a.words.forms[step.begin_a], b.words.forms[step.begin_b], counts)
            totals[3:5] = map(add, totals[3:5], change[:2])
            totals[6:8] = map(add, totals[6:8], change[2:])
    return _Changes(*totals)


def _accents(a: Witness, b: Witness, step: Step) -> int:
    """Words that are equal when folded, and of which only one has letters beyond ASCII."""
    if a.words.text.isascii() == b.words.text.isascii() is True:
        return 0
    pairs = zip(range(step.begin_a, step.end_a), range(step.begin_b, step.end_b), strict=True)
    return sum(int(a.words.surface(i).isascii()) - int(b.words.surface(j).isascii()) for i, j in pairs)


def _word_change(old: str, new: str, counts: Counter[str]) -> tuple[int, int, int, int]:
    """How one word that gave way to another counts as mended, agreed, lengthened, grown: -1, 0 or 1 each."""
    if _is_number(old) and _is_number(new):
        return (0, 0, 0, _order(int(old), int(new)))
    if not (old.isalpha() and new.isalpha()):
        return (0, 0, 0, 0)
    if min(len(old), len(new)) < _MIN_SLIP_LETTERS or Levenshtein.distance(old, new) > _MAX_SLIP:
        return (0, 0, _order(len(old), len(new)), 0)
    known = known_forms()
    mended = int(new in known) - int(old in known)
    return (mended, int(counts[new] > 1) - int(counts[old] > 1), 0, 0)


def _order(old: int, new: int) -> int:
    return (new > old) - (new < old)


def _is_number(form: str) -> bool:
    return form.isascii() and form.isdigit() and len(form) <= _MAX_DIGITS
