"""The actors of a story with the names that each article gives them, and who speaks most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retold.telling.holdings import Holdings, Row
from retold.telling.labels import country_name, plain, role_of, speaker_name
from retold.telling.statements import Statement, is_counted

_SHOWN_TYPES = ("PERSON", "ORG", "GPE", "GROUP", "LOC", "NORP", "FAC")


@dataclass(frozen=True, slots=True)
class NameVariant:
    """One written form of an actor's name and the articles that write it so."""

    name: str
    articles: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class RoleTold:
    """An office or trade that articles give somebody: the days of the first and the last dated one, None undated."""

    role: str
    former: bool  # every article calls it a former one
    earliest: date | None
    latest: date | None
    articles: int

    def words(self) -> str:
        """Return it as people read it: "former mayor (3 May 2021 to 9 May 2021)"."""
        days = dict.fromkeys(f"{day.day} {day:%b %Y}" for day in (self.earliest, self.latest) if day)
        when = f" ({' to '.join(days)})" if days else ""
        return f"{'former ' if self.former else ''}{self.role}{when}"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor with the names it has in the story's articles, the commonest first."""

    entity: str
    name: str
    type: str
    role: str
    country: str
    variants: tuple[NameVariant, ...]
    roles: tuple[RoleTold, ...]
    probability: float | None
    count: int


def actors_of(held: Holdings, story: str) -> tuple[Actor, ...]:
    """Return the actors that have more than one name in the story, those with most mentions first."""
    names: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for article in held.members[story]:
        for mention in held.mentions.get(article, []):
            if mention["kind"] == "name" and mention["entity"] in held.entities:
                names[mention["entity"]][plain(mention["text"])][article] += 1
    roles = _roles_told(held, held.members[story])
    found = [_actor(held, entity, forms, roles.get(entity, ())) for entity, forms in names.items()]
    varied = [actor for actor in found if len(actor.variants) > 1 and actor.type in _SHOWN_TYPES]
    return tuple(sorted(varied, key=lambda actor: (-actor.count, actor.name, actor.entity)))


def _roles_told(held: Holdings, articles: Sequence[str]) -> dict[str, tuple[RoleTold, ...]]:
    """Return what each actor is called by office or trade in articles, the roles of most articles first."""
    told: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for article in articles:
        for mention in held.mentions.get(article, []):
            if mention.get("role") and mention["entity"]:
                told[mention["entity"]][mention["role"]].append(mention)
    return {entity: tuple(_by_articles(held, roles)) for entity, roles in told.items()}


def _by_articles(held: Holdings, roles: dict[str, list[Row]]) -> list[RoleTold]:
    found = []
    for role, mentions in roles.items():
        articles = sorted({mention["article"] for mention in mentions})
        times = [held.articles[article].get("published") for article in articles]
        days = sorted(time.date() for time in times if time is not None)
        former = all(mention.get("former") for mention in mentions)
        first, last = (days[0], days[-1]) if days else (None, None)
        found.append(RoleTold(role, former, first, last, len(articles)))
    return sorted(found, key=lambda each: (-each.articles, each.role))


def _actor(held: Holdings, entity: str, forms: dict[str, Counter[str]], roles: tuple[RoleTold, ...]) -> Actor:
    row = held.entities[entity]
    variants = [
        NameVariant(name, tuple(sorted(places, key=lambda a: (held.handles[a], a))), sum(places.values()))
        for name, places in forms.items()
    ]
    ordered = tuple(sorted(variants, key=lambda variant: (-variant.count, variant.name)))
    return Actor(
        entity=entity,
        name=row["name"] or "",
        type=row["type"] or "",
        role=role_of(row),
        country=country_name(row["country"]),
        variants=ordered,
        roles=roles,
        probability=row["probability"],
        count=sum(variant.count for variant in ordered),
    )


def main_speaker(held: Holdings, statements: tuple[Statement, ...]) -> str | None:
    """Return the speaker of most tellings of the story's statements; None where nobody known speaks twice.

    A statement counts as often as articles tell it, so that the words that travelled name the story. Where nobody
    has two fifths of them, the story has no main speaker.
    """
    told: Counter[str] = Counter()
    for statement in statements:
        if statement.speaker in held.entities and statement.speaker is not None:
            told[statement.speaker] += statement.articles
    if not told:
        return None
    best, count = min(told.items(), key=lambda item: (-item[1], speaker_name(held, item[0]), item[0]))
    return best if count >= 2 and count >= 0.4 * sum(told.values()) else None


def other_speakers(held: Holdings, statements: tuple[Statement, ...], main: str | None) -> tuple[str, ...]:
    """Return the names of the speakers besides the main one, those told most first."""
    told: Counter[str] = Counter()
    for statement in statements:
        if statement.speaker in held.entities and statement.speaker not in (None, main):
            told[speaker_name(held, statement.speaker)] += statement.articles
    return tuple(name for name, _ in sorted(told.items(), key=lambda item: (-item[1], item[0])))


def main_channel(held: Holdings, story: str, speaker: str | None) -> str | None:
    """Return the outlet that the main speaker's words came through most often, if any text names one."""
    through: Counter[str] = Counter()
    for article in held.members[story]:
        for row in held.quotations_of.get(article, []):
            if speaker is not None and row["speaker"] == speaker and is_counted(row):
                through.update(plain(name) for name in row["channel"] or [])
    if not through:
        for article in held.members[story]:
            through.update(plain(c["outlet"]) for c in held.credits.get(article, []) if c["kind"] == "told")
    best = min(through.items(), key=lambda item: (-item[1], item[0]), default=None)
    return best[0] if best else None
