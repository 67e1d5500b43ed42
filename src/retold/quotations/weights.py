"""How much each pattern and circumstance tells that somebody said it: log-odds, set on PolNeAR's training part."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from retold.evidence import log_odds_of as odds_of
from retold.quotations.findings import Finding

RULES: Mapping[str, float] = MappingProxyType(
    {
        "marked words after": 2.5,
        "marked words": 2.0,
        "clause": 2.0,
        "clause around": 2.2,
        "quoted as saying": 3.0,
        "according to": 2.5,
        "as clause": 1.2,
        "accusation": 1.8,
        "naming": 1.0,
        "request": 1.2,
        "infinitive": 0.8,
        "object": 0.6,
        "preposition": 0.8,
        "phrase": 1.0,
        "passive": 0.2,
        "noun": 0.8,
        "noun clause": 1.6,
        "headline": 1.5,
        "transcript": 2.0,
        "answer": 1.5,
        "own paragraph": 1.5,
        "goes on": 1.5,
        "marks in a copy": 1.5,
        "tagger": 0.0,  # found by the trained tagger alone: its own weight comes on top
    }
)
ATTITUDES: Mapping[str, float] = MappingProxyType({"speech": 0.0, "writing": -0.2, "thought": -0.8, "stance": -1.3})
HEDGES: Mapping[str, float] = MappingProxyType(
    {
        "negated": -1.4,
        "modal": -2.2,
        "future": -0.5,
        "infinitive": -0.8,
        "conditional": -3.4,
        "nobody": -3.0,
        "no speaker": -3.0,
        "no source": -1.6,
        "first person": -2.0,
        "second person": -2.0,
        "nested": -1.0,
        "nested aside": -3.0,
    }
)
IN_MARKS = 1.2  # words in marks are somebody's


# What the tagger's verdict adds, by its kind: log-odds by themselves, for each unit of the log-odds of cue and content,
# and what of the rules' own log-odds is taken back. Fitted on articles held out of its training.
VERDICTS: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        "confirmed": (-0.84, 0.48, 0.55, 0.72),
        "added": (0.05, 0.17, 0.03, 0.84),
        "doubted": (-1.92, 0.44, 0.0, 0.71),
    }
)
SPOKEN_ALONE = 0.5  # what the tagger alone takes for speech must be surer: half of what it learnt from is no speech
NOBODY_ALONE = 0.5  # nor is a belief of nobody, found by the tagger alone, what readers look for
_UNLEARNT = ("headline", "transcript", "answer")
_LIMIT = 5.0  # log-odds of the tagger beyond which nothing is surer


def log_odds_of(one: Finding) -> float:
    """Return how much speaks for a finding, in log-odds."""
    return _of_rules(one) + verdict_weight(one)


def _of_rules(one: Finding) -> float:
    weight = RULES[one.rule] + ATTITUDES[one.frame.attitude] + sum(HEDGES[hedge] for hedge in one.hedges)
    return weight + (IN_MARKS if one.marked else 0.0)


def verdict_weight(one: Finding) -> float:
    """Return what the tagger says for or against a finding, in log-odds."""
    if one.verdict is None or _is_beyond(one):
        return 0.0
    alone, cue, content, taken = VERDICTS[one.verdict.kind]
    given = cue * _limited(one.verdict.cue) + content * _limited(one.verdict.content)
    return alone + given - taken * _of_rules(one) - _doubt_of_tagger(one)


def _doubt_of_tagger(one: Finding) -> float:
    """Return what is taken from a finding of the tagger alone, outside of marks, by what it would tell."""
    if one.verdict is None or one.verdict.kind != "added" or one.marked:
        return 0.0
    if one.frame.attitude in ("speech", "writing"):
        return SPOKEN_ALONE
    return NOBODY_ALONE if "no source" in one.hedges else 0.0


def _is_beyond(one: Finding) -> bool:
    """Tell whether the tagger's doubt says nothing: it learnt nothing of reports in reports, colons and headlines."""
    if one.verdict is None or one.verdict.kind != "doubted":
        return False
    return (one.nested and one.marked) or one.rule in _UNLEARNT


def _limited(probability: float) -> float:
    return max(-_LIMIT, min(_LIMIT, odds_of(probability)))
