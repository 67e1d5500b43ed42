"""Which of two versions of one page is the later: what editors do to a text as it ages.

Versions are not copies: a desk that runs its own text again adds more than it takes away, so most signs of copying
would point the wrong way. Each signal compares a measure of both versions; the weights are those of a logistic
regression without intercept over successive versions of encyclopedia pages (`python -m benchmarks.copies_fit`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from math import log, tanh

from retold.evidence import rounded
from retold.reuse.alignment import ADDITION, OMISSION, SUBSTITUTION, Step
from retold.reuse.lexicon import listed
from retold.reuse.witnesses import Shared, Witness

# Log-odds that each sign speaks for "later" ("longer" grows to it with the length).
VERSION_WEIGHTS = {
    "later year named": 0.62,
    "longer": 0.1,
    "longer opening": 0.28,
    "more commas": 0.2,
    "more contractions": -0.39,
    "more dates": 0.21,
    "more figures": 0.21,
    "more in the past": 0.26,
    "more paragraphs": 0.1,
    "more parentheses": 0.19,
    "more pictures": 0.5,
    "more put in": 0.51,
    "more put in at length": 0.38,
    "more quotation marks": 0.1,
    "numbers grown": 0.47,
}
_LENGTH_STEEPNESS = 20.0  # a tenth more characters is all that length can say
_LONG_WORDS = 8  # more words put in at one place are a sentence, not a correction
_LAST_YEAR = 2100
_MAX_DIGITS = 7  # a longer number is a code
_YEAR = re.compile(r"(?<![\d.,:/])(?:1[5-9]|20)\d\d(?![\d/]|[.,]\d)")
_MONTHS = "|".join(listed("january february march april may june july august september october november december"))

Measure = Callable[[str], float]


def _count(pattern: str) -> Measure:
    compiled = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    return lambda text: float(len(compiled.findall(text)))


def _latest_year(text: str) -> float:
    return float(max((year for year in map(int, _YEAR.findall(text)) if year <= _LAST_YEAR), default=0))


def _first_paragraph(text: str) -> float:
    return float(len(text.lstrip().split("\n\n", 1)[0].split()))


_MEASURES: dict[str, Measure] = {
    "later year named": _latest_year,
    "more dates": _count(rf"\b(?:{_MONTHS})\b"),
    "more figures": _count(r"\d"),
    "more commas": _count(r",(?=\s)"),
    "more parentheses": _count(r"\("),
    "more quotation marks": _count(r"[\"“”„«»]"),
    "more paragraphs": _count(r"\n\s*\n"),
    "more in the past": _count(r"\b(?:was|were|had|did)\b|\w+ed\b"),
    "more pictures": _count(r"\b(?:image|photo|photograph|picture|video|thumb)\b"),
    "longer opening": _first_paragraph,
    "more contractions": _count(r"n['’]t\b|['’](?:ll|ve|re)\b"),
}


def version_signs(shared: Shared) -> dict[str, float]:
    """Return how far each signal says that the second text (`b`) is the later version, -1 to 1; only those that speak.

    Turned round, every sign changes.
    """
    a, b = shared.a, shared.b
    signs = {name: _sign(measure(b.words.text) - measure(a.words.text)) for name, measure in _MEASURES.items()}
    ratio = log((1 + len(b.words.text)) / (1 + len(a.words.text)))
    signs["longer"] = rounded(tanh(_LENGTH_STEEPNESS * ratio))
    steps = list(shared.seen_from(b.article))
    signs["more put in"] = _sign(
        _places(steps, ADDITION) - _places(steps, OMISSION) + _own(shared, b) - _own(shared, a)
    )
    signs["more put in at length"] = _sign(
        _places(steps, ADDITION, _LONG_WORDS)
        - _places(steps, OMISSION, _LONG_WORDS)
        + _own(shared, b)
        - _own(shared, a)
    )
    signs["numbers grown"] = _sign(sum(_growth(a, b, step) for step in steps if step.op == SUBSTITUTION))
    return {name: sign for name, sign in sorted(signs.items()) if sign}


def version_weights(shared: Shared) -> dict[str, float]:
    """Return the log-odds by which each signal says that the second text is the later version."""
    return {name: VERSION_WEIGHTS[name] * sign for name, sign in version_signs(shared).items()}


def _sign(difference: float) -> float:
    return float((difference > 0) - (difference < 0))


def _places(steps: Iterable[Step], op: str, least: int = 1) -> int:
    """In how many places at least so many words were put in (or left out)."""
    return sum(step.op == op and max(step.end_a - step.begin_a, step.end_b - step.begin_b) >= least for step in steps)


def _own(shared: Shared, witness: Witness) -> int:
    """How many stretches of a text stand outside all passages."""
    free = ~shared.covered(witness.article) & ((1 << len(witness.words)) - 1)
    return (free & ~(free << 1)).bit_count()


def _growth(a: Witness, b: Witness, step: Step) -> int:
    """1 where a lone number gave way to a greater one, -1 to a lesser one: tolls and dates go up."""
    if step.end_a - step.begin_a != 1 or step.end_b - step.begin_b != 1:
        return 0
    first, second = a.words.forms[step.begin_a], b.words.forms[step.begin_b]
    if not (_is_number(first) and _is_number(second)):
        return 0
    return (int(second) > int(first)) - (int(second) < int(first))


def _is_number(form: str) -> bool:
    return form.isascii() and form.isdigit() and len(form) <= _MAX_DIGITS
