"""Families of look-alikes whose kinds stand in a file of texts: many kinds, many voices, with truth.

A kind begins with `#`: its name; what the happenings of a series `kept` in common; the days that lie between them
(`gap`); how many there are (`pieces`); numbers that rise from report to report of one happening (`grows`); a `chain`
where each goes on from the one before. A line with `= name:` is a fact of its own: one of several readings, or a number
of a range; with `=!` it is never the same twice running. Each `##` is one reporter's telling, some a day or two later
(`+1`). In a line, `[this|that]` is a choice of words; one with `?` is left out at times; one with `<` repeats the
happening before. Days are told as weekdays, some articles state no date, and one outlet tells many.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.lexicon import CITIES, COUNTRIES, FAMILY_NAMES, GIVEN_NAMES, OUTLETS
from benchmarks.writing import LEVELS, Draft, Sentence, edit

Row = dict[str, Any]
_CHOICE = re.compile(r"\[([^\]]+)\]")
_RANGE = re.compile(r"([\d,]+)-([\d,]+)")
_OUTLETS_OF_A_SERIES = 5
_MOST_TELLINGS = 4
_COPY_SHARE = 0.35  # of tellings: another outlet's text, edited
_NO_DATE_SHARE = 0.1
_OPTIONAL_SHARE = 0.6  # of optional lines are there
_MINUTES_BETWEEN = 300  # at most, from one telling to the next
_SHORTEST_CUT = 2  # paragraphs that are left of a dispatch cut from its end, at least


@dataclass(frozen=True, slots=True)
class Telling:
    """How one reporter tells a kind of happening, so many days after it."""

    days: int
    titles: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of series: what its happenings share, how far they lie apart, and how they are told."""

    name: str
    kept: tuple[str, ...]
    gap: tuple[float, float]
    pieces: tuple[int, int]
    things: tuple[str, ...]
    grows: tuple[str, ...]
    is_chain: bool
    facts: Mapping[str, str]
    changing: frozenset[str]  # of these: never twice running, as no two storms have one name
    tellings: tuple[Telling, ...]


class _Name(str):
    """A full name that can be asked for its last part."""

    __slots__ = ()

    @property
    def last(self) -> str:
        """The family name."""
        return self.split()[-1]


@dataclass(frozen=True)
class Family:
    """The kinds of one file, and the ways in which a desk takes over what another wrote.

    A level is one of `benchmarks.writing`'s, or `cut` (the end is gone), or `update` (all there is, and later).
    """

    path: Path
    levels: tuple[str, ...] = tuple(LEVELS)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kinds by name, in the file's order."""
        parts = re.split(r"^# ", self.path.read_text("utf-8"), flags=re.M)[1:]
        return {kind.name: kind for kind in (_kind(part.strip().splitlines()) for part in parts)}

    @property
    def KINDS(self) -> tuple[str, ...]:
        """The names of the kinds; spelled as the modules of the other families spell it."""
        return tuple(self.kinds)

    def series(
        self, name: str, kind: str, began: datetime, *, words: int, chance: random.Random
    ) -> tuple[list[Row], list[Row]]:
        """Return the articles of one series, most with dates, and the truth of each: its story, and what it follows.

        `words` is not used: reports are as long as their sentences.
        """
        del words
        records: list[Row] = []
        truths: list[Row] = []
        own = self.kinds[kind]
        outlets = chance.sample(OUTLETS, _OUTLETS_OF_A_SERIES)
        before: dict[str, Any] | None = None
        happened = began + timedelta(days=chance.uniform(0.0, 6.0))
        for number in range(chance.randint(*own.pieces)):
            values = _values(own, before, happened, chance)
            story = f"{name}-{number}"
            for place, (draft, ran) in enumerate(_told(own, values, happened, self.levels, chance)):
                outlet = chance.choice(outlets)
                origin = f"https://{outlet.casefold().replace(' ', '-')}.example/{story}/{place}"
                records.append(_record(draft, origin, outlet, ran, chance))
                follows = f"{name}-{number - 1}" if own.is_chain and before else None
                truths.append({"origin": origin, "story": story, "series": name, "kind": kind, "follows": follows})
            before = values
            happened += timedelta(days=chance.uniform(*own.gap))
        return records, truths


THIRD = Family(Path(__file__).with_name("series_third.txt"))
FOURTH = Family(Path(__file__).with_name("series_fourth.txt"), (*LEVELS, "cut", "update"))


# ---------------------------------------------------------------- reading


def _kind(lines: Sequence[str]) -> Kind:
    name, *given = lines[0].split("; ")
    options = {key: value for key, _, value in (part.partition(": ") for part in given)}
    tellings: list[Telling] = []
    facts: dict[str, str] = {}
    changing: set[str] = set()
    for line in lines[1:]:
        if line.startswith(("= ", "=! ")):
            key, _, readings = line.lstrip("=! ").partition(": ")
            facts[key] = readings
            changing |= {key} if line.startswith("=!") else set()
        elif line.startswith("## "):
            days, titles = re.fullmatch(r"## (?:\+(\d) )?\[(.*)\]", line).groups()  # type: ignore[union-attr]
            tellings.append(Telling(int(days or 0), titles, ()))
        else:
            last = tellings[-1]
            tellings[-1] = Telling(last.days, last.titles, (*last.lines, line))
    low, high = options["gap"].split()
    fewest, most = options["pieces"].split()
    return Kind(
        name,
        tuple(options["kept"].split()),
        (float(low), float(high)),
        (int(fewest), int(most)),
        tuple(options.get("things", "").split("|")),
        tuple(options.get("grows", "").split()),
        "chain" in options,
        facts,
        frozenset(changing),
        tuple(tellings),
    )


# ---------------------------------------------------------------- telling


def _record(draft: Draft, origin: str, outlet: str, ran: datetime, chance: random.Random) -> Row:
    body = "\n\n".join(" ".join(_sentence(sentence) for sentence in paragraph) for paragraph in draft.paragraphs)
    record = {"origin": origin, "url": origin, "title": draft.title, "text": f"{draft.title}\n\n{body}"}
    record["outlet"] = outlet
    if chance.random() >= _NO_DATE_SHARE:
        record["published"] = ran.strftime("%Y-%m-%dT%H:%M:%SZ")
    return record


def _sentence(sentence: Sentence) -> str:
    text = " ".join(sentence.words)
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "”")) else f"{text}."


def _told(
    kind: Kind, values: dict[str, Any], happened: datetime, levels: tuple[str, ...], chance: random.Random
) -> list[tuple[Draft, datetime]]:
    """Return the tellings of one happening with their times: reporters' own, and copies of those."""
    count = chance.randint(1, _MOST_TELLINGS)
    reporters = chance.sample(kind.tellings, min(count, len(kind.tellings)))
    told: list[tuple[Draft, datetime]] = []
    grown = dict(values)
    for telling in sorted(reporters, key=lambda each: each.days):
        for key in kind.grows:
            grown[key] = grown[key] + (chance.randint(1, 9) if telling.days else 0)
        ran = happened + timedelta(days=telling.days, minutes=chance.randrange(_MINUTES_BETWEEN))
        draft = _draft(telling, grown, chance)
        told.append((draft, ran))
        if len(told) < count and chance.random() < _COPY_SHARE:
            level = chance.choice(levels)
            copy = (
                _draft(telling, grown, chance, is_whole=True)
                if level == "update"
                else _taken_over(draft, level, chance)
            )
            told.append((copy, ran + timedelta(minutes=chance.randrange(_MINUTES_BETWEEN))))
    return told


def _taken_over(draft: Draft, level: str, chance: random.Random) -> Draft:
    if level != "cut":
        return edit(draft, level, chance)
    count = len(draft.paragraphs)
    return Draft(draft.title, draft.paragraphs[: chance.randint(min(_SHORTEST_CUT, count), count)])


def _draft(telling: Telling, values: dict[str, Any], chance: random.Random, *, is_whole: bool = False) -> Draft:
    titles = telling.titles
    while _CHOICE.search(titles):  # choices within choices first
        titles = _CHOICE.sub(lambda match: chance.choice(match.group(1).split("|")), titles)
    title = _filled(chance.choice(titles.split("|")), values, chance)
    lines = []
    for line in telling.lines:
        if line.startswith("<") and (values["prev"] is None or not (is_whole or chance.random() < _OPTIONAL_SHARE)):
            continue
        if line.startswith("?") and not (is_whole or chance.random() < _OPTIONAL_SHARE):
            continue
        lines.append(_filled(line.lstrip("?< "), values, chance).rstrip("."))
    return Draft(title[0].upper() + title[1:], tuple((Sentence(tuple(line.split())),) for line in lines))


def _filled(line: str, values: dict[str, Any], chance: random.Random) -> str:
    while _CHOICE.search(line):
        line = _CHOICE.sub(lambda match: chance.choice(match.group(1).split("|")), line)
    return line.format(**values)


# ---------------------------------------------------------------- what happened


def _values(kind: Kind, before: dict[str, Any] | None, happened: datetime, chance: random.Random) -> dict[str, Any]:
    """Return something for every gap; what the series keeps is as before."""
    values = _invented(chance)
    values["thing"] = chance.choice(
        [each for each in kind.things if before is None or each != before["thing"]] or kind.things
    )
    for key, readings in kind.facts.items():
        values[key] = _fact(readings, chance, before[key] if before and key in kind.changing else None)
    if before is not None:
        kept = [*kind.kept, *(["thing"] if "things" in kind.kept else [])]
        values |= {key: before[key] for key in kept if key in before}
    days = {"day": 0, "yday": -1, "nday": 1}
    values |= {key: (happened + timedelta(days=shift)).strftime("%A") for key, shift in days.items()}
    values["lmonth"] = (happened.replace(day=1) - timedelta(days=1)).strftime("%B")
    begun = {key.capitalize(): str(values[key]) for key in ("thing", *kind.facts)}  # for the beginning of a sentence
    values |= {key: text[:1].upper() + text[1:] for key, text in begun.items()}
    return values | {"prev": SimpleNamespace(**before) if before else None}


def _invented(chance: random.Random) -> dict[str, Any]:
    names = {key: _Name(f"{chance.choice(GIVEN_NAMES)} {chance.choice(FAMILY_NAMES)}") for key in "abcde"}
    towns = chance.sample(CITIES, 5)
    countries = chance.sample(COUNTRIES, 2)
    endings = ("Works", "Group", "Holding", "Brothers", "Mutual", "& Daughters")
    return {
        **names,
        "town": towns[0],
        "town2": f"Port {towns[1]}" if chance.random() < 0.3 else towns[1],
        "region": f"Upper {towns[2]}" if chance.random() < 0.3 else towns[2],
        "country": countries[0],
        "country2": countries[1],
        "firm": f"{towns[3]} {chance.choice(endings)}",
        "firm2": f"{towns[4]} {chance.choice(endings)}",
        "body": chance.choice(
            ("Institute", "Agency", "Board", "Service", "Office for Safety", "Council of Experts", "Observatory")
        ),
        **{key: chance.randint(2, 48) for key in ("n1", "n4")},
        **{key: chance.randint(50, 950) for key in ("n2", "n5")},
        "n3": f"{chance.randint(1_000, 95_000):,}",
        **{key: f"{chance.randint(1, 9)}.{chance.randint(1, 9)}" for key in ("pct", "pct2", "pct3")},
    }


def _fact(readings: str, chance: random.Random, unlike: Any) -> Any:
    """Return one reading that is not `unlike`, or a number of the range: with commas where the range has them."""
    if limits := _RANGE.fullmatch(readings):
        number = chance.randint(*(int(limit.replace(",", "")) for limit in limits.groups()))
        return f"{number:,}" if "," in readings else number
    return chance.choice([reading for reading in readings.split("|") if reading != unlike])
