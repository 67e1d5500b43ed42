"""Which of two versions of one page is the later: what editors do to a text as it ages.

Versions are not copies: a desk that runs its own text again adds more than it takes away, so most signs of copying
would point the wrong way. Each sign compares a measure of both versions, or looks at what stands where they differ;
the weights are those of a logistic regression without intercept over successive versions of encyclopedia pages
(`python -m benchmarks.copies_fit`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

from rapidfuzz.distance import LCSseq, Levenshtein

from retold.evidence import rounded
from retold.language.known import known_forms
from retold.reuse.ageing import graded, measure_signs
from retold.reuse.alignment import ADDITION, EQUAL, OMISSION, SUBSTITUTION, Step, align
from retold.reuse.witnesses import Shared, Witness

# Log-odds that each sign, at its fullest, gives for "later".
VERSION_WEIGHTS = {
    "accents put in": 0.6,
    "denser addresses": 0.6,
    "denser hedges": -0.41,
    "denser other scripts": 0.23,
    "denser quotation marks": -0.22,
    "denser words: also": -0.4,
    "denser words: it": -0.28,
    "denser words: the": -0.16,
    "grown at the beginning": -0.31,
    "grown at the end": -0.16,
    "later year named": 0.66,
    "longer": -0.38,
    "longer first line": 0.26,
    "longer opening": 0.11,
    "longer sentences": -0.11,
    "longer words": 0.29,
    "longer words put": 0.31,
    "more American spellings": -0.26,
    "more British spellings": 0.28,
    "more accents": 0.3,
    "more addresses": 0.29,
    "more adverbs": -0.5,
    "more ampersands": 0.21,
    "more blank lines at the beginning": 0.35,
    "more blank lines at the end": 0.71,
    "more changes that add: paragraphs": -0.46,
    "more changes that add: sentences": -0.44,
    "more colons": -0.24,
    "more commas": 0.25,
    "more curly marks": 0.15,
    "more dashes of two hyphens": -0.64,
    "more days before months": 0.53,
    "more em dashes": 0.3,
    "more en dashes": 0.47,
    "more eras BC or AD": 0.39,
    "more eras BCE or CE": 0.28,
    "more exclamation marks": -0.33,
    "more formal words": 0.41,
    "more gaps": 0.17,
    "more hedges": 0.16,
    "more in the past": 0.32,
    "more informal words": -0.38,
    "more links to other languages": 0.22,
    "more long words": 0.12,
    "more marks of emphasis": -0.38,
    "more months before days": -0.37,
    "more non-breaking spaces": -0.16,
    "more of now": -0.22,
    "more of what is to come": -0.12,
    "more other scripts": 0.16,
    "more pages and volumes cited": 0.24,
    "more parentheses": 0.31,
    "more pictures": 0.64,
    "more pictures placed": 0.62,
    "more pieces put in": 0.31,
    "more pieces put in: a clause": 0.13,
    "more pieces put in: a few words": 0.41,
    "more pieces put in: paragraphs": 0.13,
    "more pieces put in: sentences": 0.26,
    "more places put in": 0.38,
    "more praise": -0.39,
    "more put in": 0.74,
    "more quotation marks": 0.27,
    "more sections by name": 0.47,
    "more signed remarks": 0.67,
    "more spaced dashes": -0.16,
    "more spaces at the ends of lines": -0.32,
    "more stops": 0.18,
    "more stops without a space": 0.53,
    "more stray marks": 0.44,
    "more tags": -0.4,
    "more times of what holds": 0.28,
    "more two spaces after a stop": -0.39,
    "more unknown words": 0.21,
    "more words: also": 0.23,
    "more words: by": -0.17,
    "more words: is a": -0.25,
    "more words: it": 0.08,
    "more words: that": -0.17,
    "more words: the": 0.16,
    "more words: there is": 0.32,
    "more words: which": 0.36,
    "numbers grown": 0.51,
    "spelling agreed": 0.38,
    "spelling mended": 1.18,
    "words of the matter put in": 0.4,
}
_MAX_ALIGNED = 4_000_000  # words of one version times words of the other; beyond it only passages are compared
_MAX_TOKENS = 20_000_000  # the same for words and marks, where only what stands in one order is asked for
_MAX_DIGITS = 7  # a longer number is a code
_MAX_SLIP = 2  # letters by which a slip differs from the word meant
_MIN_SLIP_LETTERS = 4  # shorter words are near too many others
_TOKEN = re.compile(r"\w+|[^\w\s]")
# Words and marks put in, or that a change adds: each size speaks for itself, where it says anything.
_PIECES: dict[str, tuple[int, int | None]] = {
    "a few words": (2, 5),
    "a clause": (5, 20),
    "sentences": (20, 80),
    "paragraphs": (80, None),
}
_ADDITIONS: dict[str, tuple[int, int | None]] = {"sentences": (20, 80), "paragraphs": (80, None)}
_USUAL_SHARE = 0.4  # of words put in that stand elsewhere in both versions; taken where none were put in


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
    signs = measure_signs(a.words.text, b.words.text)
    signs |= _hunk_signs(a.words.text, b.words.text)
    changes = _changes(a, b, _steps(shared))
    moved = changes.put_in + changes.taken_out
    signs["more put in"] = rounded((changes.put_in - changes.taken_out) / (1 + moved))
    signs["more places put in"] = graded(changes.places, 12.0)
    signs["spelling mended"] = graded(changes.mended, 3.0)
    signs["spelling agreed"] = graded(changes.agreed, 3.0)
    signs["accents put in"] = graded(changes.accents, 4.0)
    signs["longer words put"] = graded(changes.lengthened, 4.0)
    signs["numbers grown"] = graded(changes.grown, 3.0)
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


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Words and marks of the first version that gave way to some of the second; either may be none."""

    begin_a: int
    end_a: int
    begin_b: int
    end_b: int

    @property
    def growth(self) -> int:
        """Words and marks that the second has more."""
        return (self.end_b - self.begin_b) - (self.end_a - self.begin_a)

    @property
    def is_rewritten(self) -> bool:
        """Whether both versions have something there."""
        return self.begin_a < self.end_a and self.begin_b < self.end_b


def _hunks(tokens_a: Sequence[str], tokens_b: Sequence[str]) -> list[_Hunk]:
    """Where two versions differ, in one order; nothing for versions too long to be aligned."""
    if len(tokens_a) * len(tokens_b) > _MAX_TOKENS:
        return []
    hunks: list[_Hunk] = []
    is_open = False
    for step in LCSseq.opcodes(tokens_a, tokens_b):
        if step.tag == "equal":
            is_open = False
            continue
        begins = (hunks[-1].begin_a, hunks[-1].begin_b) if is_open else (step.src_start, step.dest_start)
        if is_open:
            hunks.pop()
        hunks.append(_Hunk(begins[0], step.src_end, begins[1], step.dest_end))
        is_open = True
    return hunks


def _hunk_signs(old: str, new: str) -> dict[str, float]:
    """Signs of the places where two versions differ: how many there are of each size, and at which end."""
    tokens_a, tokens_b = _TOKEN.findall(old), _TOKEN.findall(new)
    hunks = _hunks(tokens_a, tokens_b)
    plain = [hunk.growth for hunk in hunks if not hunk.is_rewritten]
    rewritten = [hunk.growth for hunk in hunks if hunk.is_rewritten]
    signs = {"more pieces put in": graded(_more(plain, 1, None), 10.0)}
    for name, (low, high) in _PIECES.items():
        signs[f"more pieces put in: {name}"] = graded(_more(plain, low, high), 4.0)
    for name, (low, high) in _ADDITIONS.items():
        signs[f"more changes that add: {name}"] = graded(_more(rewritten, low, high), 4.0)
    first = [hunk.growth for hunk in hunks if not (hunk.begin_a and hunk.begin_b)]
    last = [hunk.growth for hunk in hunks if hunk.end_a == len(tokens_a) or hunk.end_b == len(tokens_b)]
    signs["grown at the beginning"] = graded(sum(first), 30.0)
    signs["grown at the end"] = graded(sum(last), 60.0)
    signs["words of the matter put in"] = _of_the_matter(Counter(tokens_a), Counter(tokens_b))
    return signs


def _more(growths: Sequence[int], low: int, high: int | None) -> int:
    """Of so many words and marks: additions less omissions."""
    return sum(_order(0, growth) for growth in growths if low <= abs(growth) and (high is None or abs(growth) < high))


def _of_the_matter(counts_a: Counter[str], counts_b: Counter[str]) -> float:
    """The share of words put in that stand in both versions anyway, less that share of words taken out."""

    def share(counts: Counter[str]) -> float:
        words = {word: count for word, count in counts.items() if word.isalpha()}
        known = sum(count for word, count in words.items() if word in counts_a and word in counts_b)
        return known / total if (total := sum(words.values())) else _USUAL_SHARE

    return rounded(share(counts_b - counts_a) - share(counts_a - counts_b))


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
