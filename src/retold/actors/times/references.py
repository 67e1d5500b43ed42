"""Rules for words that point without a date: now, currently, recently, the past, the future, those years, one day."""

from __future__ import annotations

import re
from collections.abc import Callable

from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, fixed
from retold.actors.times.vocabulary import UNIT_MANY, after, pattern


def _word(value: str, sure: float) -> Callable[[re.Match[str]], Meaning]:
    """Return the reading of words that always have one value."""

    def meaning(_match: re.Match[str]) -> Meaning:
        return fixed("DATE", value, kind="vague reference", sure=sure)

    return meaning


RULES = (
    Rule("word", pattern(r"\b(?i:now|currently|nowadays|presently)\b(?! that\b|-)"), _word("PRESENT_REF", 0.85)),
    Rule("word", pattern(r"\b(?i:these days)\b"), _word("PRESENT_REF", 0.85)),
    Rule(
        "word",
        pattern(
            rf"{after('at')}(?i:present|the (?:present|current|moment)(?: (?:time|moment))?|this (?:time|moment"
            r"|point)|the present time)\b(?! of\b| when\b)"
        ),
        _word("PRESENT_REF", 0.75),
    ),
    Rule("word", pattern(r"(?i:the present)(?=[,.;:!?]|$)"), _word("PRESENT_REF", 0.6)),
    Rule(
        "word",
        pattern(r"\b(?i:current)\b(?! (?:account|events|affairs|and former|or former)\b)"),
        _word("PRESENT_REF", 0.6),
    ),
    Rule("word", pattern(r"\b(?<!\bas\s)(?i:recently|lately)\b"), _word("PAST_REF", 0.85)),
    Rule("word", pattern(rf"\b(?:(?i:the|more|most) )?(?i:recent) {UNIT_MANY}\b"), _word("PAST_REF", 0.9)),
    Rule("word", pattern(r"\b(?i:recent)\b(?! (?:\d|history))"), _word("PAST_REF", 0.6)),
    Rule(
        "word",
        pattern(
            r"\b(?i:the (?:recent |distant )?past)\b(?! (?:\w+ )?(?i:few|several|couple|(?:\w+[ -])?(?:seconds?"
            r"|minutes?|hours?|days?|weeks?|weekend|months?|quarters?|years?|decades?|century|centuries|season"
            r"|summer|winter|spring|fall|autumn))\b| \d)"
        ),
        _word("PAST_REF", 0.8),
    ),
    Rule(
        "word",
        pattern(r"\b(?i:the (?:near |foreseeable |not-too-distant |distant )?future)\b(?! of\b)"),
        _word("FUTURE_REF", 0.85),
    ),
    Rule("word", pattern(rf"{after('in')}(?i:(?:near )?future)\b"), _word("FUTURE_REF", 0.8)),
    Rule("word", pattern(r"\b(?i:future)\b(?=\s[a-z])(?! of\b)"), _word("FUTURE_REF", 0.6)),
    Rule("word", pattern(rf"\b(?i:(?:the )?coming) {UNIT_MANY}\b"), _word("FUTURE_REF", 0.85)),
    Rule(
        "unit", pattern(rf"\b(?i:the {UNIT_MANY} (?:ahead|to come)|{UNIT_MANY} to come)\b"), _word("FUTURE_REF", 0.75)
    ),
    Rule(
        "unit",
        pattern(r"\b(?i:(?:not (?:so |too )?|so )?long ago|(?:some|a (?:very )?long) time ago)\b"),
        _word("PAST_REF", 0.75),
    ),
    Rule("unit", pattern(rf"\b(?i:those|earlier|bygone) {UNIT_MANY}\b"), _word("PAST_REF", 0.6)),
    Rule("unit", pattern(r"\b(?i:one day)(?= (?:in|last|this|when)\b)"), _word("PAST_REF", 0.55)),
    Rule(
        "unit",
        pattern(r"\b(?i:one day)(?= (?:there|he|she|they|it|we|I|you|will|would|may|might|the|be)\b)"),
        _word("FUTURE_REF", 0.55),
    ),
    Rule("word", pattern(r"\b(?i:that time)\b(?=[,.;:]|$)"), _word("PAST_REF", 0.6)),
    Rule(
        "word",
        pattern(
            r"\b(?:Now|NOW) (?:TV|Magazine)\b|\b(?i:futures?) (?i:contracts?|exchange|market|trading)\b"
            r"|\bOrganization for Women\b"
        ),
        nothing,
    ),
)
