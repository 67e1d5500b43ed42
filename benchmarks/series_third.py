"""A third family of look-alikes, written after the rules of its day and unlike the others: many kinds, many voices.

Its texts stand in `series_third.txt`. A kind begins with `#`: its name; what the happenings of a series `kept` in
common; the days that lie between them (`gap`); how many there are (`pieces`); numbers that rise from report to report
of one happening (`grows`); a `chain` where each goes on from the one before. Each `##` is one reporter's telling, some
a day or two later (`+1`). In a line, `[this|that]` is a choice of words; one with `?` is left out at times; one with
`<` repeats the happening before. Days are told as weekdays, some articles state no date, and one outlet tells many.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.lexicon import CITIES, COUNTRIES, FAMILY_NAMES, GIVEN_NAMES, OUTLETS
from benchmarks.writing import Draft, Sentence, edit

Row = dict[str, Any]
_TEXTS = Path(__file__).with_name("series_third.txt")
_CHOICE = re.compile(r"\[([^\]]+)\]")
_OUTLETS_OF_A_SERIES = 5
_MOST_TELLINGS = 4
_COPY_SHARE = 0.35  # of tellings: another outlet's text, edited
_NO_DATE_SHARE = 0.1
_OPTIONAL_SHARE = 0.6  # of optional lines are there
_LEVELS = ("light", "moderate", "heavy")
_MINUTES_BETWEEN = 300  # at most, from one telling to the next


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
    tellings: tuple[Telling, ...]


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of `series_third.txt` by name, in its order."""
    found = [_kind(part.strip().splitlines()) for part in re.split(r"^# ", _TEXTS.read_text("utf-8"), flags=re.M)[1:]]
    return {kind.name: kind for kind in found}


def _kind(lines: list[str]) -> Kind:
    name, *given = lines[0].split("; ")
    options = {key: value for key, _, value in (part.partition(": ") for part in given)}
    tellings: list[Telling] = []
    for line in lines[1:]:
        if line.startswith("## "):
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
        tuple(tellings),
    )


KINDS = tuple(kinds())


class _Name(str):
    """A full name that can be asked for its last part."""

    __slots__ = ()

    @property
    def last(self) -> str:
        """The family name."""
        return self.split()[-1]


def series(name: str, kind: str, began: datetime, *, words: int, chance: random.Random) -> tuple[list[Row], list[Row]]:
    """Return the articles of one series, most with dates, and the truth of each: its story, and what it follows.

    `words` is not used: reports are as long as their sentences.
    """
    del words
    records: list[Row] = []
    truths: list[Row] = []
    own = kinds()[kind]
    outlets = chance.sample(OUTLETS, _OUTLETS_OF_A_SERIES)
    before: dict[str, Any] | None = None
    happened = began + timedelta(days=chance.uniform(0.0, 6.0))
    for number in range(chance.randint(*own.pieces)):
        values = _values(own, before, happened, chance)
        story = f"{name}-{number}"
        for place, (draft, ran) in enumerate(_told(own, values, happened, chance)):
            outlet = chance.choice(outlets)
            origin = f"https://{outlet.casefold().replace(' ', '-')}.example/{story}/{place}"
            records.append(_record(draft, origin, outlet, ran, chance))
            follows = f"{name}-{number - 1}" if own.is_chain and before else None
            truths.append({"origin": origin, "story": story, "series": name, "kind": kind, "follows": follows})
        before = values
        happened += timedelta(days=chance.uniform(*own.gap))
    return records, truths


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
    kind: Kind, values: dict[str, Any], happened: datetime, chance: random.Random
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
        told.append((_draft(telling, grown, chance), ran))
        if len(told) < count and chance.random() < _COPY_SHARE:
            copy = edit(told[-1][0], chance.choice(_LEVELS), chance)
            told.append((copy, ran + timedelta(minutes=chance.randrange(_MINUTES_BETWEEN))))
    return told


def _draft(telling: Telling, values: dict[str, Any], chance: random.Random) -> Draft:
    titles = telling.titles
    while _CHOICE.search(titles):  # choices within choices first
        titles = _CHOICE.sub(lambda match: chance.choice(match.group(1).split("|")), titles)
    title = _filled(chance.choice(titles.split("|")), values, chance)
    lines = []
    for line in telling.lines:
        if line.startswith("<") and (values["prev"] is None or chance.random() >= _OPTIONAL_SHARE):
            continue
        if line.startswith("?") and chance.random() >= _OPTIONAL_SHARE:
            continue
        lines.append(_filled(line.lstrip("?< "), values, chance).rstrip("."))
    return Draft(title[0].upper() + title[1:], tuple((Sentence(tuple(line.split())),) for line in lines))


def _filled(line: str, values: dict[str, Any], chance: random.Random) -> str:
    while _CHOICE.search(line):
        line = _CHOICE.sub(lambda match: chance.choice(match.group(1).split("|")), line)
    return line.format(**values)


def _values(kind: Kind, before: dict[str, Any] | None, happened: datetime, chance: random.Random) -> dict[str, Any]:
    """Return something for every gap; what the series keeps is as before."""
    names = {key: _Name(f"{chance.choice(GIVEN_NAMES)} {chance.choice(FAMILY_NAMES)}") for key in "abcde"}
    towns = chance.sample(CITIES, 5)
    countries = chance.sample(COUNTRIES, 2)
    endings = ("Works", "Group", "Holding", "Brothers", "Mutual", "& Daughters")
    values: dict[str, Any] = {
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
        "thing": chance.choice(
            [each for each in kind.things if before is None or each != before["thing"]] or kind.things
        ),
    }
    if before is not None:
        kept = [*kind.kept, *(["thing"] if "things" in kind.kept else [])]
        values |= {key: before[key] for key in kept if key in before}
    days = {"day": 0, "yday": -1, "nday": 1}
    values |= {key: (happened + timedelta(days=shift)).strftime("%A") for key, shift in days.items()}
    return values | {"prev": SimpleNamespace(**before) if before else None}
