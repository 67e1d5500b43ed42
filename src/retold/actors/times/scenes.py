"""What a time expression is understood from: publication, the dates named before it, and the tense of its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from retold.actors.times.tense import FUTURE, PAST, tense_at
from retold.actors.times.values import Reference, unit_away, valid_day
from retold.actors.times.vocabulary import pattern


@dataclass(slots=True)
class Named:
    """A date that the article named, and where; `sentence` is where its sentence begins."""

    reference: Reference
    begin: int
    end: int
    sentence: int
    counted: bool = False  # itself counted from a date named before: "a year earlier"


@dataclass(slots=True)
class Scene:
    """What one expression is seen from. `used` tells afterwards what its value rests on."""

    text: str
    published: date | None
    clock: str | None = None  # local time of publication, HH:MM
    named: list[Named] = field(default_factory=list)
    sentence: tuple[int, int] = (0, 0)
    begin: int = 0
    end: int = 0
    used: set[str] = field(default_factory=set)
    nearby: Named | None = None

    def today(self) -> date | None:
        """Return the day of publication; None where unknown."""
        self.used.add("publication")
        return self.published

    def last(self, *units: str) -> Reference | None:
        """Return the last date named before (of one of `units`, where given), else the day of publication."""
        for named in reversed(self.named[-_NAMED_BEFORE:]):
            if "day" in units and len(units) == 1 and self.begin - named.begin > _REACH:
                break
            if not units or named.reference.unit in units:
                self.used.add("nearby date")
                self.nearby = named
                return named.reference
        today = self.today()
        return None if today is None else Reference(today, "day")

    def last_day(self) -> Reference | None:
        """Return the day named last, but for one that lies ahead where the verb looks back, or far off elsewhere."""
        last = self.last("day")
        if last is None or self.published is None:
            return last
        elsewhere = self.nearby is not None and self.nearby.sentence != self.sentence[0]
        is_remote = elsewhere and abs((last.day - self.published).days) > _REMOTE_DAYS
        if not is_remote and (last.day <= self.published or self.tense() != PAST):
            return last
        self.nearby = None
        self.used.discard("nearby date")
        return Reference(self.published, "day")

    def last_reported(self, *units: str) -> Reference | None:
        """Return the last date named before that is not itself counted from another, else the day of publication."""
        for named in reversed(self.named[-_NAMED_BEFORE:]):
            if not named.counted and (not units or named.reference.unit in units):
                self.used.add("nearby date")
                self.nearby = named
                return named.reference
        today = self.today()
        return None if today is None else Reference(today, "day")

    def listed_before(self, *units: str) -> Reference | None:
        """Return the date that this one goes on from: "Thursday or early Friday", "June 1 to Nov. 30"."""
        named = self.named[-1] if self.named else None
        if named is None or named.reference.unit not in units or named.end > self.begin:
            return None
        if _LISTED.fullmatch(self.text, named.end, self.begin) is None:
            return None
        self.used.add("nearby date")
        self.nearby = named
        return named.reference

    def tense(self) -> int:
        """Return the tense of the nearest verb: -1, 0 or 1."""
        self.used.add("tense")
        return tense_at(self.text, self.sentence, self.begin, self.end)

    def nearest_year(self, month: int, day: int | None) -> int | None:
        """Return the year of a month (or day) named without one: by tense, else the nearest to publication."""
        today = self.today()
        if today is None:
            return None
        tense = self.tense()
        there = valid_day(today.year, month, day or 1) or date(today.year, month, 1)
        here = today if day else today.replace(day=1)
        if tense == FUTURE:
            return today.year if there >= here or (here - there).days < _JUST_PAST else today.year + 1
        if tense == PAST:
            return today.year if there <= here else today.year - 1
        if (there - here).days > (_NEAR_DAYS if day else _NEAR_MONTHS):
            return today.year - 1
        return today.year + 1 if (here - there).days > _FAR_PAST else today.year


# What parts two dates of which the second follows the first.
_LISTED = pattern(r",?(?: (?:and|or|to|through|until|till)| ?[-–—])(?: on)? ?")
_NAMED_BEFORE = 40  # dates named longer ago are nobody's reference
_REMOTE_DAYS = 31  # the clock times of news belong to its own weeks
_REACH = 400  # a clock time or "that day" belongs to a day named at most so many characters before
_JUST_PAST = 40  # "may" beside a date of last week is no look ahead to next year's
_NEAR_DAYS = 120  # without a verb, a day up to four months ahead is meant ahead
_NEAR_MONTHS = 95  # and a month up to three
_FAR_PAST = 300  # in December, "January 5" without a verb is the coming one


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression says: its type, and how its value follows from the scene.

    `unresolved` is the value that it has of itself where the scene does not tell (XXXX-12 for "December"). `grain` is
    what it names (day, clock, part, month, …); `sure` is how surely the words are a time at all.
    """

    type: str
    kind: str
    sure: float
    value: Callable[[Scene], str | None]
    unresolved: str | None = None
    grain: str = ""


def fixed(type_: str, value: str | None, *, kind: str, sure: float = 0.95, grain: str = "") -> Meaning:
    """Return a meaning that is the same in every scene."""
    return Meaning(type_, kind, sure, lambda _scene: value, value, grain)


def from_publication(unit: str, count: int, *, kind: str, sure: float = 0.95) -> Meaning:
    """Return the unit that is `count` units away from the one of publication."""

    def value(scene: Scene) -> str | None:
        today = scene.today()
        return None if today is None else unit_away(today, unit, count)

    return Meaning("DATE", kind, sure, value, UNKNOWN.get(unit), unit)


def from_context(unit: str, count: int, *, kind: str, sure: float = 0.85) -> Meaning:
    """Return the unit that is `count` units away from the one of the date named last."""

    def value(scene: Scene) -> str | None:
        last = scene.last("day") if unit in {"day", "night"} else scene.last()
        return None if last is None else unit_away(last.day, unit, count)

    return Meaning("DATE", kind, sure, value, UNKNOWN.get(unit), unit)


def weekday_value(scene: Scene, weekday: int) -> str | None:
    """Return the day that a bare weekday means: the last one in news, the next one beside a verb of the future."""
    today = scene.today()
    if today is None:
        return None
    listed = scene.listed_before("day")
    if listed is not None:
        return unit_away(listed.day, "day", (weekday - listed.day.weekday()) % 7)
    tense = scene.tense()
    away = (weekday - today.weekday()) % 7 if tense == FUTURE else -((today.weekday() - weekday) % 7)
    return unit_away(today, "day", away)


UNKNOWN = {
    "day": "XXXX-XX-XX",
    "night": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
