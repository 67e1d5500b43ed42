"""Rules for words that point without a date: now, currently, recently, the past, the future, those years, one day."""

from __future__ import annotations

import re

from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, fixed
from retold.actors.times.vocabulary import UNIT_MANY, after, pattern


def _word(value: str, sure: float):  # type: ignore[no-untyped-def]
    def meaning(_match: re.Match[str]) -> Meaning:
        return fixed("DATE", value, kind="vague reference", sure=sure)

    return meaning


_PRESENT = r"now|currently|nowadays|presently|at present|these days|this moment"
_MONTHS_OR_SO = UNIT_MANY

RULES = (
    Rule("word", pattern(r"\b(?i:now|currently|nowadays|presently)\b(?! that\b|-)"), _word("PRESENT_REF", 0.85)),
    Rule("word", pattern(r"\b(?i:these days)\b"), _word("PRESENT_REF", 0.85)),
    Rule(
        "word",
        pattern(
            rf"{after('at')}(?i:present|the (?:present|current|moment)(?: (?:time|moment))?|this (?:time|moment|point)|the present time)\b(?! of\b| when\b)"
        ),
        _word("PRESENT_REF", 0.75),
    ),
    Rule("word", pattern(r"(?i:the present)(?=[,.;:!?]|$)"), _word("PRESENT_REF", 0.6)),
    Rule(
        "word",
        pattern(r"\b(?i:current)\b(?! (?:account|events|affairs|and former|or former)\b)"),
        _word("PRESENT_REF", 0.6),
    ),
    Rule("word", pattern(r"\b(?<!as\s)(?i:recently|lately)\b"), _word("PAST_REF", 0.85)),
    Rule("word", pattern(rf"\b(?:(?i:the|more|most) )?(?i:recent) {_MONTHS_OR_SO}\b"), _word("PAST_REF", 0.9)),
    Rule("word", pattern(r"\b(?i:recent)\b(?! (?:\d|history))"), _word("PAST_REF", 0.6)),
    Rule(
        "word",
        pattern(
            r"\b(?i:the (?:recent |distant )?past)\b(?! (?:\w+ )?(?i:few|several|couple|(?:\w+[ -])?(?:seconds?|minutes?|hours?|days?|weeks?|weekend|months?|quarters?|years?|decades?|century|centuries|season|summer|winter|spring|fall|autumn))\b| \d)"
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
    Rule("word", pattern(rf"\b(?i:(?:the )?coming) {_MONTHS_OR_SO}\b"), _word("FUTURE_REF", 0.85)),
    Rule("unit", pattern(rf"\b(?i:those|earlier|bygone) {_MONTHS_OR_SO}\b"), _word("PAST_REF", 0.6)),
    Rule("unit", pattern(r"\b(?i:one day)(?= (?:in|last|this|when)\b)"), _word("PAST_REF", 0.55)),
    Rule("unit", pattern(r"\b(?i:one day)(?= (?:there|he|she|they|it|we|I|you|will|would|may|might|the|be)\b)"), _word("FUTURE_REF", 0.55)),
    Rule("word", pattern(r"\b(?i:that time)\b(?=[,.;:]|$)"), _word("PAST_REF", 0.6)),
    Rule(
        "word",
        pattern(
            r"\b(?:Now|NOW) (?:TV|Magazine)\b|\b(?i:futures?) (?i:contracts?|exchange|market|trading)\b|\bOrganization for Women\b"
        ),
        nothing,
    ),
)
