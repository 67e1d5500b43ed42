"""A second family of look-alikes, written after the rules were made: other kinds, other words, several reporters.

Quarterly results of two firms, two quakes of one fault, two verdicts of one court, two polls of one pollster, two
storm warnings, two transfers of one club, and affairs that go on for weeks and cite what came before. Each happening
is told by two reporters in words of their own, and copied by others.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from benchmarks.lexicon import AGENCIES, CITIES, COUNTRIES, FAMILY_NAMES, GIVEN_NAMES, OUTLETS
from benchmarks.series import Row, record_of
from benchmarks.writing import Draft, Sentence, edit

Values = dict[str, str]
Piece = tuple[Values, float]  # what is filled in, and the days after the beginning
_COPIES = 2  # outlets that run each report besides its writer
_AFFAIR = "inquiry"

# Two reporters a kind: a title and sentences with gaps.
_REPORTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "results": (
        (
            "{firm} lifts profit by {share} per cent in the third quarter",
            "{firm} earned {millions} million crowns in the three months to September, the {trade} maker said",
            "sales rose to {billions} billion crowns, helped by demand in {country}",
            "chief executive {boss} said: we kept our promise to shareholders in a hard quarter",
            "analysts had expected {expected} million crowns on average",
        ),
        (
            "Shares of {firm} climb after results",
            "investors bought shares of {firm} on {day} after {boss} had presented figures for the quarter",
            "the {trade} maker from {city} now makes {millions} million crowns in three months",
            "a dividend of {cents} cents a share is planned",
        ),
    ),
    "quakes": (
        (
            "Quake of magnitude {size} shakes {region}",
            "an earthquake of magnitude {size} struck near {city} early on {day}, the seismological institute said",
            "at least {dead} people were killed and {hurt} were injured, rescue workers said",
            "the quake lay {depth} kilometres deep below the {region} fault",
            "power failed in parts of {region} and schools stayed closed",
        ),
        (
            "Rescuers dig through ruins in {city}",
            "residents of {city} ran into the streets when the walls began to shake",
            "{boss}, mayor of {city}, spoke of {dead} dead and asked for tents",
            "the institute measured magnitude {size} and several aftershocks in {region}",
        ),
    ),
    "verdicts": (
        (
            "{boss} jailed for {years} years over {crime}",
            "the high court of {region} sentenced {boss} to {years} years in prison for {crime} on {day}",
            "judge {judge} spoke of a grave breach of trust",
            "prosecutors had asked for {asked} years, the defence for an acquittal",
            "{boss} took {millions} million crowns from the {trade} fund, the court found",
        ),
        (
            "Silence in court as {boss} hears the verdict",
            "{boss} looked at the floor when judge {judge} read out the sentence of {years} years",
            "the case of the {trade} fund had kept {region} busy since spring",
            "a lawyer of {boss} announced an appeal",
        ),
    ),
    "polls": (
        (
            "Poll: {candidate} leads {rival} by {lead} points",
            "{candidate} would get {share} per cent of the vote if {country} voted on Sunday, a poll by Meridor shows",
            "{rival} comes to {expected} per cent and the greens to {cents} per cent",
            "Meridor asked {hurt} voters between {day} and the day after",
            "the margin of error is {size} points",
        ),
        (
            "Race between {candidate} and {rival} in {country} moves again",
            "{candidate} stands at {share} per cent and {rival} at {expected} per cent, says Meridor",
            "for the survey {hurt} people were asked by telephone",
            "the campaign enters its last weeks",
        ),
    ),
    "warnings": (
        (
            "Weather service warns of storm in {region}",
            "the weather service expects gusts of up to {share}0 kilometres an hour in {region} from {day}",
            "up to {cents} centimetres of rain may fall near {city} within hours",
            "ferries between {city} and the islands were cancelled",
            "residents should stay away from the shore, the service said",
        ),
        (
            "{city} prepares for the storm",
            "sandbags stood before many doors in {city} on {day}",
            "gusts of {share}0 kilometres an hour are forecast for {region}",
            "{boss} of the fire brigade said {hurt} helpers were ready",
        ),
    ),
    "transfers": (
        (
            "{club} sign {boss} for {millions} million crowns",
            "{club} have signed {boss} from {city} for {millions} million crowns, the club said on {day}",
            "the {years}-year-old {place} gets a contract until 203{digit}",
            "{boss} passed the medical and will wear number {cents}",
            "{club} had looked for a {place} since the injury of their captain",
        ),
        (
            "{boss}: a dream has come true",
            "hundreds of fans cheered when {boss} waved from the stand of {club}",
            "{city} get {millions} million crowns for the {place}",
            "the coach of {club} praised the left foot of {boss}",
        ),
    ),
    _AFFAIR: (
        (
            "{title}",
            "{lead_a}",
            "the fire at the {trade} plant in {city} killed {dead} people on {first_day}",
            "{boss}, who heads the plant, and inspector {judge} were at odds about the doors",
            "{tail_a}",
        ),
        (
            "{title_b}",
            "{lead_b}",
            "{dead} workers died when the {trade} plant of {city} burned on {first_day}",
            "families of the dead met inspector {judge} in the town hall",
            "{tail_b}",
        ),
    ),
}
KINDS = tuple(_REPORTS)
_TRADES = ("cable", "turbine", "paint", "bicycle", "furniture", "glass", "pump", "medicine")
_CRIMES = ("fraud", "bribery", "embezzlement", "forgery")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_PLACES = ("goalkeeper", "defender", "midfielder", "striker")
_STAGES = (  # of each: two titles, two beginnings, two endings
    ("Fire at {trade} plant in {city} kills {dead}", "Night of fire in {city}",
     "flames broke out in the {trade} plant of {city} shortly after midnight",
     "sirens woke {city} at one in the morning",
     "the cause was not known", "smoke hung over the river all day"),
    ("Inspectors find locked doors at the plant of {city}", "Locked doors in {city}: what the inspectors saw",
     "two emergency doors of the {trade} plant in {city} were locked, inspector {judge} told parliament",
     "a report by inspector {judge} on the {trade} plant of {city} speaks of chains on two doors",
     "the report has {cents} pages", "survivors had spoken of the doors from the start"),
    ("Head of the {city} plant resigns", "{boss} goes: last day at the plant of {city}",
     "{boss} gave up the post at the {trade} plant in {city} after weeks of pressure",
     "the board of the {trade} plant in {city} accepted that {boss} goes",
     "a successor was not named", "unions called the step overdue"),
)  # fmt: skip


def series(name: str, kind: str, began: datetime, *, words: int, chance: random.Random) -> tuple[list[Row], list[Row]]:
    """Return the articles of one series, all with dates, and the truth of each: its story, and what it follows.

    `words` is not used: reports are as long as their sentences.
    """
    del words
    records: list[Row] = []
    truths: list[Row] = []
    before: str | None = None
    for number, (values, days) in enumerate(_PIECES.get(kind, _two)(chance)):
        story = f"{name}-{number}"
        ran = began + timedelta(days=days)
        for place, (draft, outlet) in enumerate(_told(kind, values, chance)):
            origin = f"https://{outlet.casefold().replace(' ', '-')}.example/{story}/{place}"
            records.append(record_of(draft, origin, outlet, ran + timedelta(minutes=50 * place)))
            follows = before if kind == _AFFAIR else None
            truths.append({"origin": origin, "story": story, "series": name, "kind": kind, "follows": follows})
        before = story
    return records, truths


def _told(kind: str, values: Values, chance: random.Random) -> list[tuple[Draft, str]]:
    """Return both reports and their copies, each with the outlet that runs it."""
    outlets = iter(chance.sample(OUTLETS, 2 * _COPIES))
    told = []
    for report in _REPORTS[kind]:
        title, *lines = (line.format(**{k: v.format(**values) for k, v in values.items()}) for line in report)
        draft = Draft(title, tuple((Sentence(tuple(line.split())),) for line in lines))
        told.append((draft, chance.choice(AGENCIES)))
        told += [(edit(draft, chance.choice(("light", "moderate")), chance), next(outlets)) for _ in range(_COPIES)]
    return told


def _values(chance: random.Random) -> Values:
    """Return something for every gap."""

    def name() -> str:
        return f"{chance.choice(GIVEN_NAMES)} {chance.choice(FAMILY_NAMES)}"

    cities = chance.sample(CITIES, 4)
    numbers = {"millions": (20, 900), "expected": (20, 48), "share": (9, 16), "cents": (12, 95), "years": (17, 34)}
    numbers |= {
        "dead": (2, 60),
        "hurt": (70, 2400),
        "depth": (5, 40),
        "asked": (5, 15),
        "lead": (1, 9),
        "digit": (3, 9),
    }
    return {
        **{key: str(chance.randrange(*bounds)) for key, bounds in numbers.items()},
        "firm": f"{cities[0]} {chance.choice(('Works', 'Group', 'Holding'))}",
        "city": cities[1],
        "region": cities[2],
        "club": cities[3],
        "country": chance.choice(COUNTRIES),
        "trade": chance.choice(_TRADES),
        "crime": chance.choice(_CRIMES),
        "place": chance.choice(_PLACES),
        "day": chance.choice(_DAYS),
        "size": f"{chance.randrange(4, 8)}.{chance.randrange(1, 9)}",
        "billions": f"{chance.randrange(1, 9)}.{chance.randrange(1, 9)}",
        **{key: name() for key in ("boss", "judge", "candidate", "rival")},
    }


_KEPT = {  # what two look-alikes of a kind have in common besides their words
    "results": ("trade", "country"),
    "quakes": ("region",),
    "verdicts": ("region", "judge", "crime"),
    "polls": ("candidate", "rival", "country"),
    "warnings": ("region",),
    "transfers": ("club",),
}


def _two(chance: random.Random, kind: str = "results") -> list[Piece]:
    first, second = _values(chance), _values(chance)
    return [(first, 0.0), (second | {key: first[key] for key in _KEPT[kind]}, chance.uniform(1.2, 6.0))]


def _pieces_of(kind: str) -> Callable[[random.Random], list[Piece]]:
    return lambda chance: _two(chance, kind)


def _affair(chance: random.Random) -> list[Piece]:
    values = _values(chance) | {"first_day": chance.choice(_DAYS)}
    pieces, days = [], 0.0
    for stage in _STAGES[: chance.randrange(2, len(_STAGES) + 1)]:
        parts = dict(zip(("title", "title_b", "lead_a", "lead_b", "tail_a", "tail_b"), stage, strict=True))
        pieces.append((values | parts, days))
        days += chance.uniform(8.0, 15.0)
    return pieces


_PIECES = {**{kind: _pieces_of(kind) for kind in _KEPT}, _AFFAIR: _affair}
