"""Which of two texts was copied from the other: named signals, each with a fixed weight in log-odds.

Every signal asks one question of a supposed copy and a supposed exemplar, in both ways round; the difference counts.
The sum is read as in naive Bayes. The weights are set by reasoning about how desks work, not fitted: the documents say
how well the result is calibrated. A wrong clock weighs less than two textual signals together. Versions of one page
are no copies: they have signals of their own (`succession`), whose weights are fitted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import fsum, tanh

from retold.evidence import Evidence, rounded
from retold.minutes import PRECISION
from retold.reuse.alignment import EQUAL, OMISSION, SUBSTITUTION, Step
from retold.reuse.lexicon import MONTHS, TITLES, listed
from retold.reuse.succession import version_weights
from retold.reuse.witnesses import Credit, Shared, Witness, is_same_outlet, outlet_key
from retold.reuse.words import sentence_starts
from retold.settings import ReuseSettings

# The most that each signal may say, in log-odds.
WEIGHTS = {
    "time": 2.2,  # clocks are wrong in one page of ten: log(.9/.1)
    "time on one page": 6.0,  # versions of one page have one clock; more than signs of ageing say in 99 of 100 pairs
    "credit": 5.0,  # the copy names the other's outlet
    "credit layers": 2.6,  # the copy names outlets on the way that the other does not
    "credit in the lead": 1.2,  # who was told the news names itself in its first sentence; copies name it further down
    "interview told of": 1.6,  # "in an interview with X published on": told from outside
    "own report": 1.9,  # a correspondent's dateline or "Reporting by" stands in the exemplar
    "dateline dropped": 1.0,  # the exemplar says where its reporter stood
    "day dropped": 0.8,  # "on Monday" in the exemplar is gone in the copy
    "marks lost": 3.2,  # words inside marks in the exemplar stand bare in the copy
    "glued words": 3.8,  # two words of the exemplar grown together
    "brackets dropped": 1.6,  # an editor's bracket of the exemplar is gone
    "parentheses dropped": 1.4,  # an explanation in parentheses is gone
    "contractions written out": 1.4,  # "shouldn't" in the exemplar, "should not" in the copy: a second desk's tidying
    "names shortened": 1.9,  # full name or title in the exemplar, a bare surname at first mention in the copy
    "tail trimmed": 1.3,  # the copy stops where the exemplar goes on
    "other matter": 1.9,  # the copy goes on with another matter
    "coverage": 2.2,  # more of the copy than of the exemplar is shared
    "shortened": 1.2,  # words were taken out inside the shared stretches
}
_LAYER_KINDS = ("reported by", "source line", "agency")
_LAYER_WEIGHT = 1.3  # for each outlet named
_DROPPED_WEIGHT = 0.8  # for each bracket or parenthesis
_MARKED_WORDS = 12.0  # so many words that lost their marks say all that marks can say
_TAIL_WORDS = 40  # a tail this long was cut or put on, not lost by chance
_SHORT_TAIL_WORDS = 15
_NET_WORDS = 12.0  # words taken out, less those put in, at which "shortened" nears its limit
_FULL_COVERAGE = 0.5  # difference of shares at which "coverage" says all it can
_INTERVIEW = re.compile(
    r"\binterview (?:with|to|given to) (?:the )?[^\s.,;]+(?: [^\s.,;]+){0,5}?"
    r" (?:published|broadcast|aired|posted|released)"
)
_OWN_REPORT = re.compile(
    r"\((?:Additional r|R)eporting by\b|\bAdditional reporting by\b|^[^\n]{0,60}\([A-Z][\w. ]{1,30}\) ?[–—-]", re.M
)
_DATELINE = re.compile(
    r"^[A-Z][A-Z .,'’-]{2,40}(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^)\n]{2,40}\))? ?[–—-]+ ", re.M
)
_DAYS = frozenset(listed("monday tuesday wednesday thursday friday saturday sunday yesterday today"))
_CONTRACTED = ("n't", "'re", "'ve", "'ll", "'s", "'m", "'d")
_TURN = re.compile(r"(?:Meanwhile|Separately|Elsewhere|In a related|In another|Also on|In other)\b")
# What a copy loses and does not find again: seen on both sides, neither text came from the other.
_LOSSES = frozenset(
    {"marks lost", "brackets dropped", "parentheses dropped", "day dropped", "names shortened", "glued words"}
)
OTHER_SIGNS = "other signs of versions"
_SIGNS_SHOWN = 8
_ON_ONE_PAGE = frozenset({"time on one page"})  # with those of `succession`


@dataclass(frozen=True, slots=True)
class Direction:
    """Log-odds that `copy` came from `exemplar` rather than the reverse, with the reasons."""

    copy: str
    exemplar: str
    log_odds: float
    evidence: tuple[Evidence, ...]
    copy_losses: float = 0.0  # how strongly the copy has lost what the exemplar keeps (marks, brackets, names, days)
    exemplar_losses: float = 0.0  # and the exemplar what the copy keeps: then neither came from the other

    def reversed(self) -> Direction:
        """Return the same judgement of the opposite direction."""
        turned = tuple(Evidence(e.kind, -e.weight, e.article, e.begin, e.end, e.table, e.id) for e in self.evidence)
        losses = self.exemplar_losses, self.copy_losses
        return Direction(self.exemplar, self.copy, rounded(-self.log_odds), turned, *losses)


@dataclass(frozen=True, slots=True)
class _Finding:
    """How strongly a signal speaks (0 and more) and where it stands."""

    weight: float
    article: str | None = None
    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A supposed copy, its supposed exemplar, and what they share."""

    copy: Witness
    exemplar: Witness
    shared: Shared


_Signal = Callable[[_Case], _Finding]
_NOTHING = _Finding(0.0)


def direction_of(shared: Shared, *, settings: ReuseSettings) -> Direction:
    """Judge whether the greater id was copied from the lesser (log-odds above 0) or the reverse (below)."""
    off = {name.strip() for name in settings.signals_off.split(",")}
    if "time" in off:
        off.add("time on one page")
    same_page = shared.is_one_page
    evidence: list[Evidence] = []
    losses = [0.0, 0.0]
    if same_page:
        evidence.append(Evidence("same page", 0.0))
        evidence += _signs_of_versions(
            {name: weight for name, weight in version_weights(shared).items() if name not in off}
        )
    for name, signal in _SIGNALS.items():
        if name in off or (name not in _ON_ONE_PAGE if same_page else name == "time on one page"):
            continue
        forth, back = signal(_Case(shared.b, shared.a, shared)), signal(_Case(shared.a, shared.b, shared))
        weight = rounded(forth.weight - back.weight)
        if name in _LOSSES:
            losses[0] += forth.weight
            losses[1] += back.weight
        if weight:
            place = forth if weight > 0 else back
            evidence.append(Evidence(name, weight, place.article, place.begin, place.end))
    total = rounded(sum(e.weight for e in evidence))
    return Direction(shared.b.article, shared.a.article, total, tuple(evidence), rounded(losses[0]), rounded(losses[1]))


def _signs_of_versions(weights: Mapping[str, float]) -> list[Evidence]:
    """The strongest signs one by one, and the sum of the many small ones."""
    ranked = sorted(weights, key=lambda name: (-abs(rounded(weights[name])), name))
    strongest = [Evidence(name, rounded(weights[name])) for name in ranked[:_SIGNS_SHOWN]]
    rest = rounded(fsum(weights[name] for name in ranked[_SIGNS_SHOWN:]))
    return [*strongest, Evidence(OTHER_SIGNS, rest)] if rest else strongest


# ---------------------------------------------------------------- signals from outside the text
def _time(case: _Case) -> _Finding:
    if case.copy.published is None or case.exemplar.published is None:
        return _NOTHING
    blur = max(PRECISION.get(case.copy.precision or "day", 1440), PRECISION.get(case.exemplar.precision or "day", 1440))
    if case.copy.published - case.exemplar.published <= timedelta(minutes=blur):
        return _NOTHING
    return _Finding(WEIGHTS["time"], case.copy.article)


def _time_on_one_page(case: _Case) -> _Finding:
    found = _time(case)
    return _Finding(WEIGHTS["time on one page"], found.article) if found.weight else found


def _credit(case: _Case) -> _Finding:
    for credit in case.copy.credits:
        if is_same_outlet(credit.outlet, case.exemplar.outlet) and not is_same_outlet(credit.outlet, case.copy.outlet):
            return _Finding(WEIGHTS["credit"], case.copy.article, credit.span.begin, credit.span.end)
    return _NOTHING


def _credit_layers(case: _Case) -> _Finding:
    extra = [
        credit
        for credit in case.copy.credits
        if credit.kind in _LAYER_KINDS
        and not is_same_outlet(credit.outlet, case.copy.outlet)
        and not any(is_same_outlet(credit.outlet, other.outlet) for other in case.exemplar.credits)
        and not is_same_outlet(credit.outlet, case.exemplar.outlet)
    ]
    if not extra:
        return _NOTHING
    weight = min(_LAYER_WEIGHT * len({credit.outlet for credit in extra}), WEIGHTS["credit layers"])
    return _Finding(weight, case.copy.article, extra[0].span.begin, extra[0].span.end)


def _credit_in_the_lead(case: _Case) -> _Finding:
    """Both name one outlet that is neither's stated one; the exemplar does so in its lead, before the copy's."""
    for credit in case.exemplar.credits:
        if credit.kind != "told" or case.exemplar.outlet is not None or not _in_lead(case.exemplar, credit):
            continue
        again = [c for c in case.copy.credits if is_same_outlet(c.outlet, credit.outlet)]
        if again and not is_same_outlet(credit.outlet, case.copy.outlet) and not _in_lead(case.copy, again[0]):
            return _Finding(WEIGHTS["credit in the lead"], case.exemplar.article, credit.span.begin, credit.span.end)
    return _NOTHING


def _in_lead(witness: Witness, credit: Credit) -> bool:
    """Whether a credit stands in the first sentence of the body."""
    words = witness.words
    first = (witness.body & -witness.body).bit_length() - 1 if witness.body else 0
    last = words.index_at(credit.span.begin)
    starts = sentence_starts(words)
    return first <= last and not any(starts[first + 1 : last + 1])


def _interview(case: _Case) -> _Finding:
    return _pattern(_INTERVIEW, case.copy, WEIGHTS["interview told of"])


def _own_report(case: _Case) -> _Finding:
    return _pattern(_OWN_REPORT, case.exemplar, WEIGHTS["own report"])


def _dateline_dropped(case: _Case) -> _Finding:
    """A place before the first sentence of the exemplar's body; none before the copy's."""
    match = _DATELINE.search(case.exemplar.words.text)
    if match is None or _DATELINE.search(case.copy.words.text):
        return _NOTHING
    return _Finding(WEIGHTS["dateline dropped"], case.exemplar.article, match.start(), match.end())


def _day_dropped(case: _Case) -> _Finding:
    """A day of the week inside what both share that the copy does not give there."""
    for step in case.shared.seen_from(case.copy.article):
        if step.op not in (OMISSION, SUBSTITUTION):
            continue
        day = next((i for i in range(step.begin_a, step.end_a) if case.exemplar.words.forms[i] in _DAYS), None)
        if day is not None and not _DAYS.intersection(case.copy.words.forms[step.begin_b : step.end_b]):
            return _at(case.exemplar, day, WEIGHTS["day dropped"])
    return _NOTHING


def _pattern(pattern: re.Pattern[str], witness: Witness, weight: float) -> _Finding:
    match = pattern.search(witness.words.text)
    return _Finding(weight, witness.article, match.start(), match.end()) if match else _NOTHING


# ---------------------------------------------------------------- signals from inside the shared stretches
def _marks_lost(case: _Case) -> _Finding:
    """Counts for little where most marked words kept their marks: then the loss is an accident."""
    lost = kept = 0
    place: int | None = None
    for step in case.shared.seen_from(case.copy.article):
        if step.op == EQUAL:
            for i, j in zip(range(step.begin_a, step.end_a), range(step.begin_b, step.end_b), strict=True):
                kept += case.exemplar.marked[i] & case.copy.marked[j]
                if case.exemplar.marked[i] and not case.copy.marked[j]:
                    lost += 1
                    place = j if place is None else place
    if place is None:
        return _NOTHING
    strength = min(1.0, lost / _MARKED_WORDS) * (lost / (lost + kept)) ** 0.5
    return _at(case.copy, place, WEIGHTS["marks lost"] * strength)


def _at(witness: Witness, index: int, weight: float) -> _Finding:
    return _Finding(weight, witness.article, witness.words.begins[index], witness.words.ends[index])


def _glued(case: _Case) -> _Finding:
    found = [
        j
        for step in case.shared.seen_from(case.copy.article)
        if step.op == SUBSTITUTION
        for j in range(step.begin_b, step.end_b)
        if _is_glued(
            case.copy.words.forms[j], case.copy.words.surface(j), case.exemplar.words.forms[step.begin_a : step.end_a]
        )
    ]
    return _at(case.copy, found[0], min(1.9 * len(found), WEIGHTS["glued words"])) if found else _NOTHING


def _is_glued(form: str, surface: str, forms: list[str]) -> bool:
    """Tell whether a word is the first and the last of two words near each other, with nothing between."""
    if "-" in surface or len(form) < _GLUED_LETTERS:
        return False
    return any(
        form == first + second
        for k, first in enumerate(forms)
        for second in forms[k + 1 :]
        if len(first) > 2 < len(second)
    )


_GLUED_LETTERS = 7  # shorter ones are words of their own


def _dropped(opening: str) -> _Signal:
    name = "brackets dropped" if opening == "[" else "parentheses dropped"

    def signal(case: _Case) -> _Finding:
        found = [
            step.begin_a
            for step in case.shared.seen_from(case.copy.article)
            if step.op in (OMISSION, SUBSTITUTION)
            and _holds_mark(case.exemplar, step, opening)
            and not _copy_holds_mark(case.copy, step, opening)
        ]
        if not found:
            return _NOTHING
        return _at(case.exemplar, found[0], min(_DROPPED_WEIGHT * len(found), WEIGHTS[name]))

    return signal


def _holds_mark(witness: Witness, step: Step, mark: str) -> bool:
    words = witness.words
    return mark in words.text[max(0, words.begins[step.begin_a] - 1) : words.ends[step.end_a - 1]]


def _copy_holds_mark(witness: Witness, step: Step, mark: str) -> bool:
    if step.begin_b == step.end_b:
        return False
    words = witness.words
    return mark in words.text[max(0, words.begins[step.begin_b] - 1) : words.ends[step.end_b - 1]]


def _contractions(case: _Case) -> _Finding:
    found = [
        step.begin_b
        for step in case.shared.seen_from(case.copy.article)
        if step.op == SUBSTITUTION
        and any("'" in form[1:-1] and form.endswith(_CONTRACTED) for form in _forms(case.exemplar, step, "a"))
        and not any("'" in form for form in _forms(case.copy, step, "b"))
        and step.end_b - step.begin_b > step.end_a - step.begin_a
    ]
    if not found:
        return _NOTHING
    return _at(case.copy, found[0], min(0.7 * len(found), WEIGHTS["contractions written out"]))


def _forms(witness: Witness, step: Step, side: str) -> list[str]:
    bounds = (step.begin_a, step.end_a) if side == "a" else (step.begin_b, step.end_b)
    return witness.words.forms[slice(*bounds)]


def _names_shortened(case: _Case) -> _Finding:
    """A surname in both that only the case.exemplar has introduced with a forename or title by then."""
    seen = _outlet_words(case.copy) | _outlet_words(case.exemplar)
    found: list[int] = []
    for step in case.shared.seen_from(case.copy.article):
        if step.op != EQUAL:
            continue
        for i, j in zip(range(step.begin_a, step.end_a), range(step.begin_b, step.end_b), strict=True):
            form = case.copy.words.forms[j]
            if form in seen or form in _NO_SURNAMES or not case.copy.words.text[case.copy.words.begins[j]].isupper():
                continue
            seen.add(form)
            if case.exemplar.introduced.get(form, i + 1) <= i and case.copy.introduced.get(form, j + 1) > j:
                found.append(j)
    return _at(case.copy, found[0], min(0.6 * len(found), WEIGHTS["names shortened"])) if found else _NOTHING


def _outlet_words(witness: Witness) -> set[str]:
    """The words of the outlets that a text names or stands in: their short forms are no surnames."""
    names = [credit.outlet for credit in witness.credits] + ([witness.outlet] if witness.outlet else [])
    return {form for name in names for form in (*outlet_key(name).split("-"), *listed(name.casefold()))}


_NO_SURNAMES = TITLES | MONTHS | frozenset(listed("defense defence foreign prime deputy interior trade state"))


# ---------------------------------------------------------------- signals from what is not shared
def _tail(covered: int, witness: Witness) -> int:
    return len(witness.words) - covered.bit_length()


def _tail_trimmed(case: _Case) -> _Finding:
    tail_copy = _tail(case.shared.covered(case.copy.article), case.copy)
    last = case.shared.covered(case.exemplar.article).bit_length()
    if tail_copy > _SHORT_TAIL_WORDS or len(case.exemplar.words) - last < _TAIL_WORDS:
        return _NOTHING
    return _at(case.exemplar, last, WEIGHTS["tail trimmed"])


def _other_matter(case: _Case) -> _Finding:
    """After the last case.shared word the case.copy turns to something else."""
    first = case.shared.covered(case.copy.article).bit_length()
    if len(case.copy.words) - first < _TAIL_WORDS:
        return _NOTHING
    text = case.copy.words.text[case.copy.words.begins[first] :]
    lines = [line.strip() for line in text.split("\n") if line.strip()][:2]
    if any(_TURN.match(line) for line in lines):
        return _at(case.copy, first, WEIGHTS["other matter"])
    return _NOTHING


def _coverage(case: _Case) -> _Finding:
    difference = case.shared.share(case.copy) - case.shared.share(case.exemplar)
    return _Finding(WEIGHTS["coverage"] * min(1.0, max(0.0, difference) / _FULL_COVERAGE), case.copy.article)


def _shortened(case: _Case) -> _Finding:
    net = sum(
        (step.end_a - step.begin_a) - (step.end_b - step.begin_b)
        for step in case.shared.seen_from(case.copy.article)
        if step.op != EQUAL
    )
    return _Finding(WEIGHTS["shortened"] * tanh(max(0, net) / _NET_WORDS), case.copy.article)


_SIGNALS: dict[str, _Signal] = {
    "time": _time,
    "time on one page": _time_on_one_page,
    "credit": _credit,
    "credit layers": _credit_layers,
    "credit in the lead": _credit_in_the_lead,
    "interview told of": _interview,
    "own report": _own_report,
    "dateline dropped": _dateline_dropped,
    "day dropped": _day_dropped,
    "marks lost": _marks_lost,
    "glued words": _glued,
    "brackets dropped": _dropped("["),
    "parentheses dropped": _dropped("("),
    "contractions written out": _contractions,
    "names shortened": _names_shortened,
    "tail trimmed": _tail_trimmed,
    "other matter": _other_matter,
    "coverage": _coverage,
    "shortened": _shortened,
}
