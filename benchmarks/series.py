"""Series of look-alike happenings, with truth: what a reader would never take for one story, and a program might.

Monthly figures of one bureau in nearly the same words, two matches of one club in a week, two interviews by one
minister some days apart, and long affairs whose stages follow on each other.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from benchmarks.lexicon import AGENCIES, BODIES, CITIES, COUNTRIES, OUTLETS
from benchmarks.writing import Draft, Sentence, edit, invent, set_text, write

Row = dict[str, Any]
KINDS = ("figures", "matches", "interviews", "affair")
_MONTHS = ("January", "February", "March", "April", "May", "June")
_COPIES = 2  # outlets that run each piece besides the agency
_TERMS = ("prices", "exports", "wages", "harvests", "permits", "visits")


def series(name: str, kind: str, began: datetime, *, words: int, chance: random.Random) -> tuple[list[Row], list[Row]]:
    """Return the articles of one series, all with dates, and the truth of each: its story, and what it follows."""
    records: list[Row] = []
    truths: list[Row] = []
    before: str | None = None
    for number, (draft, days) in enumerate(_pieces(kind, words, chance)):
        story = f"{name}-{number}"
        ran = began + timedelta(days=days)
        follows = before if kind == "affair" else None
        for place, outlet in enumerate((chance.choice(AGENCIES), *chance.sample(OUTLETS, _COPIES))):
            origin = f"https://{outlet.casefold().replace(' ', '-')}.example/{story}/{place}"
            text = draft if place == 0 else edit(draft, chance.choice(("light", "moderate")), chance)
            records.append(record_of(text, origin, outlet, ran + timedelta(minutes=40 * place)))
            truths.append({"origin": origin, "story": story, "series": name, "kind": kind, "follows": follows})
        before = story
    return records, truths


def record_of(draft: Draft, origin: str, outlet: str, ran: datetime) -> Row:
    """Return an article as Retold reads it."""
    text = f"{draft.title}\n\n{set_text(draft, 'curly')}"
    stated = ran.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"origin": origin, "url": origin, "title": draft.title, "text": text, "outlet": outlet, "published": stated}


def _pieces(kind: str, words: int, chance: random.Random) -> list[tuple[Draft, float]]:
    """Return the pieces of a series, each with the days after its beginning."""
    if kind == "figures":
        return [(draft, 30.0 * i) for i, draft in enumerate(_figures(chance))]
    if kind == "matches":
        return [(draft, 3.5 * i) for i, draft in enumerate(_matches(chance))]
    happening = invent(chance)
    if kind == "interviews":
        minister = happening.speakers[0]
        other = replace(invent(chance), speakers=(minister,) * 3, country=happening.country)
        first = replace(happening, speakers=(minister,) * 3)
        return [(write(first, words, chance), 0.0), (write(other, words, chance), chance.uniform(5.0, 8.0))]
    stages = [happening]
    for _ in range(chance.randrange(1, 4)):
        stages.append(replace(stages[-1], numbers=tuple(chance.randrange(13, 9000) for _ in range(4))))
    return [(write(stage, words, chance), 9.0 * i) for i, stage in enumerate(stages)]


def _figures(chance: random.Random) -> list[Draft]:
    """Return one bureau's figures of three months, in the same words but for month and numbers."""
    body, country, term = chance.choice(BODIES), chance.choice(COUNTRIES), chance.choice(_TERMS)
    first = chance.randrange(len(_MONTHS) - 2)
    drafts = []
    for month in _MONTHS[first : first + 3]:
        share, count = f"{chance.randrange(2, 9)}.{chance.randrange(1, 9)}", str(chance.randrange(1_000, 90_000))
        lines = (
            f"{country}'s {term} rose by {share} per cent in {month}, the {body} said in its monthly report",
            f"the {body} counted {count} cases across {country} after adjusting for the season",
            f"analysts had expected {term} to rise by {chance.randrange(2, 9)} per cent in {month}",
            "the figures cover the main cities and do not count what small traders report with a delay",
        )
        paragraphs = tuple((Sentence(tuple(line.split())),) for line in lines)
        drafts.append(Draft(f"{country} {term} up {share} per cent in {month}", paragraphs))
    return drafts


def _matches(chance: random.Random) -> list[Draft]:
    """Return the reports of two matches of one club in one week."""
    club, *others = chance.sample(CITIES, 3)
    scorers = [speaker[0] for speaker in invent(chance).speakers]
    drafts = []
    for opponent in others:
        goals, against, thousands = chance.randrange(2, 6), chance.randrange(2), chance.randrange(4, 60)
        lines = (
            f"{club} beat {opponent} {goals} to {against} in the league by a late goal of {chance.choice(scorers)}",
            f"{opponent} had the better of the first half but {club} held on before {thousands}000 people",
            f"{club} stay at the top of the table and travel again at the end of the week",
            f"{chance.choice(scorers)} left {opponent} with a cut after {chance.randrange(20, 85)} minutes of play",
        )
        paragraphs = tuple((Sentence(tuple(line.split())),) for line in lines)
        drafts.append(Draft(f"{club} beat {opponent} {goals}-{against}", paragraphs))
    return drafts
