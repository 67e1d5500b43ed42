"""Whom a role or a pronoun means: the actors named before it, weighed by what agrees and how near they stand.

Rules with weights in the manner of Lappin and Leass (1994); roles and countries come first, as in news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from retold.actors.clusters import Actor, Actors, attach
from retold.actors.gazetteer import role_kinds, same_country, words
from retold.actors.records import Mention, Role
from retold.evidence import rounded
from retold.language.wordlists import words as word_set

_OFFICES = frozenset(
    {"minister", "president", "secretary", "chancellor", "governor", "mayor", "king", "ambassador", "general"}
)
_PLAIN = word_set("the a an this that these those his her its their both all other such same")
_WINDOW = 600  # mentions looked back on: a long article, or a chapter of a very long one
_NULL = -1.0  # score of "nobody named here": what a far and weak candidate must beat
_SPOKE_LAST = 0.8  # "he said" is mostly who spoke before, though somebody else was named since
_SPOKE_WITHIN = 5  # sentences
_HALF_LIFE = 0.75  # loss a sentence


def role_fit(wanted: Role, roles: dict[Role, int]) -> float:
    """Return how well a role stands for one of `roles`: 3 for the same office, 0 for another, -1 for a clash."""
    best = 0.0
    clash = False
    for role in roles:
        if role.head == wanted.head:
            if wanted.deputy and not role.deputy:
                clash = True
            elif role.deputy and not wanted.deputy:
                clash, best = clash or wanted.sector is not None, best if wanted.sector else max(best, 1.0)
            elif wanted.sector and role.sector and wanted.sector != role.sector:
                clash = True
            else:
                best = max(best, 3.0 if wanted.sector == role.sector and wanted.deputy == role.deputy else 2.0)
        elif role.head in role_kinds().get(wanted.head, frozenset()):
            best = max(best, 2.2 if wanted.head in ("envoy", "spokesperson", "soldier", "commander") else 1.2)
        elif wanted.head in _OFFICES and role.head in _OFFICES:
            clash = True
    return best if best > 0 else (-1.0 if clash else 0.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, with which probability, by what."""

    actor: Actor
    probability: float
    kind: str
    anchor: Mention


class Discourse:
    """What has been said so far: the mentions of each actor, in order; asked for whom a later mention means."""

    def __init__(self, mentions: Sequence[Mention], actors: Actors) -> None:
        self._mentions = mentions
        self._actors = actors
        self._seen: list[tuple[Mention, Actor]] = []

    def add(self, mention: Mention) -> None:
        """Tell of a mention whose actor is known."""
        if mention.actor is not None:
            self._seen.append((mention, self._actors.get(mention.actor)))

    def latest(self, test: Sequence[str], *, plural: bool | None = None) -> list[tuple[Mention, Actor]]:
        """Return the seen mentions whose actor has one of the types, latest first."""
        found = [(mention, self._now(actor)) for mention, actor in reversed(self._seen[-_WINDOW:])]
        return [(m, a) for m, a in found if a.type in test and (plural is None or m.plural == plural)]

    def _now(self, actor: Actor) -> Actor:
        return self._actors.get(actor.index)

    def person_for_role(self, nominal: Mention) -> Choice | None:
        """Return the person whom a definite role means, named before it or, by an explicit title, after it."""
        if nominal.role is None:
            return None
        scored: dict[int, tuple[float, Mention]] = {}
        for mention, actor in ((m, self._now(a)) for m, a in self._seen[-_WINDOW:]):
            if actor.type != "PERSON" or not _genders_agree(nominal.gender, actor.gender):
                continue
            fit = role_fit(nominal.role, actor.roles)
            if fit <= 0 or not same_country(nominal.country, actor.country):
                continue
            gap = nominal.sentence - mention.sentence
            if not actor.named:
                fit -= 0.3
            near = fit * 1.5 - 0.12 * gap + (0.4 if mention.subject else 0.0) + _agreement(nominal, actor)
            if actor.index not in scored or near > scored[actor.index][0]:
                scored[actor.index] = (near, mention)
        return self._best(scored, "role", floor=0.5)

    def person_for_pronoun(self, pronoun: Mention, previous: Mention | None) -> Choice | None:
        """Return the person whom "he" or "she" means: near, a subject, speaking, of agreeing gender."""
        scored: dict[int, tuple[float, Mention]] = {}
        spoke = self._last_speaker(pronoun) if pronoun.speech and pronoun.subject else None
        for place, (mention, old) in enumerate(self._seen[-_WINDOW:]):
            actor = self._now(old)
            gap = pronoun.sentence - mention.sentence
            if actor.type != "PERSON" or mention.plural or gap > 6 or not _genders_agree(pronoun.gender, actor.gender):
                continue
            if gap == 0 and self._bound(pronoun, mention):
                continue
            score = 1.2 - _HALF_LIFE * gap + (0.9 if mention.subject else 0.0) + (0.8 if mention.speech else 0.0)
            score += 0.3 if actor.named else 0.0
            score += 0.4 if actor.gender == pronoun.gender and actor.gender else 0.0
            score += 0.002 * place / _WINDOW
            score -= 1.5 if mention.quoted != pronoun.quoted else 0.0
            score -= 0.8 if mention.possessive and not pronoun.possessive else 0.0
            score -= 0.7 if mention.shouted else 0.0
            score += 0.5 if mention.paragraph == pronoun.paragraph else 0.0
            score += 0.5 if previous is mention else 0.0
            score += _SPOKE_LAST if actor is spoke else 0.0
            if actor.index not in scored or score > scored[actor.index][0]:
                scored[actor.index] = (score, mention)
        return self._best(scored, "pronoun", floor=_NULL)

    def _last_speaker(self, pronoun: Mention) -> Actor | None:
        """Return the person of agreeing gender who spoke last outside marks: "she said" goes on with her."""
        for mention, old in reversed(self._seen[-_WINDOW:]):
            actor = self._now(old)
            speaks = mention.speech and mention.subject and not mention.quoted and not mention.plural
            if speaks and actor.type == "PERSON" and _genders_agree(pronoun.gender, actor.gender):
                return actor if pronoun.sentence - mention.sentence <= _SPOKE_WITHIN else None
        return None

    def thing_for_pronoun(self, pronoun: Mention) -> Choice | None:
        """Return the body, state or group that "it", "its", "they" or "their" means; often nobody."""
        wanted = ("GROUP",) if pronoun.type == "they" else ("GPE", "ORG", "GROUP")
        scored: dict[int, tuple[float, Mention]] = {}
        for mention, old in self._seen[-_WINDOW:]:
            actor = self._now(old)
            gap = pronoun.sentence - mention.sentence
            if actor.type not in wanted or gap > 2 or (pronoun.type == "it" and mention.plural):
                continue
            if mention.quoted != pronoun.quoted or (
                pronoun.type == "they" and not mention.plural and actor.type != "GROUP"
            ):
                continue
            if gap == 0 and (mention.span.begin > pronoun.span.begin or self._bound(pronoun, mention)):
                continue
            score = (1.2 if mention.subject else -0.8) - 1.1 * gap + (0.6 if mention.speech else 0.0)
            score -= 0.6 if actor.type == "GPE" and not mention.acting else 0.0
            score += 0.8 if gap == 0 and pronoun.possessive and mention.subject else 0.0
            goes_on = pronoun.speech and pronoun.subject and mention.speech and mention.subject
            score += _SPOKE_LAST if goes_on else 0.0
            if actor.index not in scored or score > scored[actor.index][0]:
                scored[actor.index] = (score, mention)
        return self._best(scored, "pronoun", floor=0.4)

    def body_for(self, nominal: Mention) -> Choice | None:
        """Return the body or group a definite nominal means: one with the same head word, or the last armed group."""
        head = nominal.text.split()[-1].lower()
        scored: dict[int, tuple[float, Mention]] = {}
        for mention, old in self._seen[-_WINDOW:]:
            actor = self._now(old)
            if (
                actor.type not in ("ORG", "GROUP")
                or not same_country(nominal.country, actor.country)
                or (mention.plural != nominal.plural and mention.kind == "nominal")
            ):
                continue
            gap = nominal.sentence - mention.sentence
            last = mention.text.split()[-1].lower()
            score = 2.0 if last == head and not nominal.plural else -0.4
            if last != head:
                armed = nominal.type == "GROUP" and head in words("group_heads")
                if not (armed and actor.type == "GROUP" and mention.kind == "name"):
                    continue
                score = 1.6 if not nominal.plural else 0.5
            elif mention.kind == "nominal" and nominal.country and mention.country != nominal.country:
                continue
            if mention.kind == "nominal" and last == head:
                score -= 1.5 if _modifiers_clash(nominal, mention) else 0.0
            score -= (0.1 if last == head else 0.6) * gap
            if actor.index not in scored or score > scored[actor.index][0]:
                scored[actor.index] = (score, mention)
        return self._best(scored, "head noun", floor=0.3)

    def _bound(self, pronoun: Mention, mention: Mention) -> bool:
        """Tell whether the mention cannot be meant: it is the other argument of the pronoun's own verb."""
        if mention.span.begin > pronoun.span.begin:
            return not (pronoun.possessive and mention.subject)
        return (
            not pronoun.possessive
            and not pronoun.subject
            and mention.subject
            and mention.sentence == pronoun.sentence
            and pronoun.token - mention.token <= 4
        )

    def _best(self, scored: dict[int, tuple[float, Mention]], kind: str, *, floor: float) -> Choice | None:
        if not scored:
            return None
        ranked = sorted(scored.items(), key=lambda item: (-rounded(item[1][0]), item[0]))
        total = sum(exp(min(20.0, 1.6 * rounded(score))) for _, (score, _) in ranked) + exp(1.6 * floor)
        index, (score, anchor) = ranked[0]
        probability = rounded(exp(min(20.0, 1.6 * rounded(score))) / total)
        return Choice(self._actors.get(index), min(probability, 0.97), kind, anchor)


def _modifiers_clash(nominal: Mention, mention: Mention) -> bool:
    """Tell whether both have describing words and share none: "the armed opposition", "the moderate opposition"."""
    one, other = (
        {word for word in each.text.lower().split()[:-1] if word not in _PLAIN and not word.endswith(("'s", "’s"))}
        for each in (nominal, mention)
    )
    return bool(one) and bool(other) and not one & other


def _genders_agree(gender_a: str | None, gender_b: str | None) -> bool:
    return gender_a is None or gender_b is None or gender_a == gender_b


def _agreement(nominal: Mention, actor: Actor) -> float:
    return 0.6 if nominal.country and nominal.country == actor.country else 0.0


def link(choice: Choice, index: int, mention: Mention) -> None:
    """Make the mention one of the chosen actor's, with its probability and what it leans on."""
    mention.probability = choice.probability
    mention.because(choice.kind, 2.0, choice.anchor.span)
    attach(choice.actor, index, mention)
