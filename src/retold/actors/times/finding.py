"""Where times stand in a text: rules run only on paragraphs that hold a word that they need; the longest find wins."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable

from retold.actors.times import (
    calendar_days,
    calendar_periods,
    clocks,
    distances,
    durations,
    references,
    relative,
    sets,
)
from retold.actors.times.extending import extended, joined
from retold.actors.times.rules import Expression, Rule
from retold.actors.times.scenes import Meaning
from retold.actors.times.vocabulary import PERSIAN_MONTH

_RULES: tuple[Rule, ...] = (
    *calendar_days.RULES,
    *calendar_periods.RULES,
    *relative.RULES,
    *distances.RULES,
    *clocks.RULES,
    *references.RULES,
    *durations.RULES,
    *sets.RULES,
)
# One scan tells which rules a paragraph needs; a word sets off the rules of its group.
_FEASTS = (
    r"new year|christmas|xmas|easter|thanksgiving|halloween|pentecost|good(?=\s+friday)|ash(?=\s+wed)|palm(?=\s+sun)"
    r"|(?:holy|maundy)(?=\s+thu)|may(?=\s+day)|april(?=\s+fool)|(?:valentine|mother|father)['’]?s|st\.\s+patrick|boxing"
    r"|independence|bastille|veterans|armistice|martin\s+luther|presidents|memorial|labor|columbus"
)
_TRIGGERS = re.compile(
    r"(?<!\w)(?:"
    rf"(?P<holiday>{_FEASTS})"
    r"|(?P<month>(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:\b|(?=\d)))"
    r"|(?P<weekday>(?:mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(?:days?)?\b)"
    r"|(?P<unit>(?:week(?:end|day|night)?|second|minute|min|hour|hr|day|night|fortnight|month|quarter|semester|year|yr"
    r"|time(?=\s+ago)|long(?=\s+ago)|decade|half|century|centurie)s?\b|\w+long\b)"
    r"|(?P<part>morning|afternoon|evening|noon|midday|midnight|tonight|overnight|dawn|mid-?(?:morning|afternoon"
    r"|evening))"
    r"|(?P<season>spring|summer|autumn|fall\b|winter)"
    r"|(?P<day>today|yesterday|tomorrow)"
    rf"|(?P<persian>{PERSIAN_MONTH})\b"
    r"|(?P<word>(?:now|currently|presently|lately|recently|everyday|\w+ties)\b|nowadays|current|these\s+days|present"
    r"|recent|past\b|future|coming|(?:that|this)\s+time|moment|daily|nightly|hourly|weekly|monthly|quarterly|annual"
    r"|yearly|biweekly|bimonthly|biannual|biennial|fortnightly|semi-?annual)"
    r"|(?P<clock>\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b|\d{1,2}[:.]\d\d(?!\d)|\d{4}(?=\s?(?:gmt|utc|hrs|hours|local))"
    r"|\w+\s+o['’]clock)"
    r"|(?P<figures>\d{4}|\d{1,2}[/.-]\d|['’‘]\d\d|\d0['’]?s\b|[1-4]q\b|q[1-4]\b|\d{1,2}(?:st|nd|rd|th)\b))",
    re.IGNORECASE,
)
# Words of one group that bring others with them: "night" is a unit and a part of the day.
_ALSO = {"unit": ("part",), "part": (), "clock": ("figures",)}
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![ \t]*\n))+")


def find_times(text: str, begin: int, end: int) -> list[Expression]:
    """Return the time expressions in `text[begin:end]`, in order, none overlapping another.

    No expression crosses an empty line.
    """
    found: list[Expression] = []
    for paragraph in _PARAGRAPH.finditer(text, begin, end):
        found.extend(_in_paragraph(text, paragraph.start(), paragraph.end()))
    return found


def _in_paragraph(text: str, begin: int, end: int) -> list[Expression]:
    needed = _needs(text, begin, end)
    if not needed:
        return []
    candidates: list[tuple[int, int, int, Meaning | None]] = []
    for order, rule in enumerate(_RULES):
        if rule.needs not in needed:
            continue
        group = "span" if "span" in rule.pattern.groupindex else 0
        for match in rule.pattern.finditer(text, begin, end):
            candidates.append((match.start(group), match.end(group), order, rule.meaning(match)))
    kept: list[Expression] = []
    for first, last, meaning in _longest(candidates):
        if meaning is not None:
            kept.append(extended(text, Expression(first, last, meaning), kept[-1].end if kept else begin))
    return joined(text, kept)


def _needs(text: str, begin: int, end: int) -> set[str]:
    """Return the groups of words that a paragraph holds."""
    needed: set[str] = set()
    for trigger in _TRIGGERS.finditer(text, begin, end):
        group = trigger.lastgroup or ""
        needed.add(group)
        needed.update(_ALSO.get(group, ()))
    return needed


def _longest(candidates: Iterable[tuple[int, int, int, Meaning | None]]) -> list[tuple[int, int, Meaning | None]]:
    """Return the longest candidates that do not overlap, in order of place; of equals the earlier rule's."""
    begins: list[int] = []  # of those taken, in order; a paragraph may hold thousands
    taken: dict[int, tuple[int, int, Meaning | None]] = {}
    for begin, end, _, meaning in sorted(candidates, key=lambda each: (each[0] - each[1], each[0], each[2])):
        place = bisect_left(begins, end)
        if begin < end and (place == 0 or taken[begins[place - 1]][1] <= begin):
            insort(begins, begin)
            taken[begin] = (begin, end, meaning)
    return [taken[begin] for begin in begins]
