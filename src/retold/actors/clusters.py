"""Which names of one article mean the same actor: known names, full and family names, initials, and stated aliases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from retold.actors.gazetteer import epithets, folded, given_names, words
from retold.actors.names import consonants, name_parts, name_similarity, word_similarity
from retold.actors.records import Mention, Role

_SMALL_WORDS = frozenset({"of", "and", "for", "the", "in", "on", "to"})
_SAME_NAME = 0.8  # probability from which two full names of an article are one person's
_ONE_AGE = 1  # years: somebody may have a birthday
_SAME_WORD = 0.9  # likeness of two words that are taken for spellings of one within an article


@dataclass(slots=True)
class Actor:
    """An actor of one article while it is being found."""

    index: int
    type: str
    key: str | None = None  # the gazetteer's key
    country: str | None = None
    gender: str | None = None
    roles: dict[Role, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)  # as written -> count
    mentions: list[int] = field(default_factory=list)
    named: bool = True
    merged_into: int | None = None

    @property
    def full_name(self) -> str:
        """Return its fullest name: most words, then commonest, then least."""
        return min(self.names, key=lambda name: (-len(name.split()), -self.names[name], name), default="")


class Actors:
    """The actors of one article: made, looked up and merged; a merged one answers for the one it went into."""

    def __init__(self) -> None:
        self.every: list[Actor] = []
        self.states: list[Actor] = []
        self.last_government: int | None = None
        self._named_people: list[Actor] = []

    def make(self, type_: str, *, key: str | None = None, country: str | None = None, named: bool = True) -> Actor:
        """Add a new actor."""
        actor = Actor(len(self.every), type_, key, country, named=named)
        self.every.append(actor)
        if type_ == "GPE" and (key is None or key.startswith("country:")):
            self.states.append(actor)
        if type_ == "PERSON" and named:
            self._named_people.append(actor)
        return actor

    def get(self, index: int) -> Actor:
        """Return the actor that now stands for `index`."""
        actor = self.every[index]
        while actor.merged_into is not None:
            actor = self.every[actor.merged_into]
        return actor

    def merge(self, index_a: int, index_b: int) -> Actor:
        """Make two actors one: the named one stays, then the earlier one."""
        actor_a, actor_b = self.get(index_a), self.get(index_b)
        if actor_a is actor_b:
            return actor_a
        keep, gone = sorted((actor_a, actor_b), key=lambda each: (not each.named, each.key is None, each.index))
        gone.merged_into = keep.index
        keep.country = keep.country or gone.country
        keep.gender = keep.gender or gone.gender
        keep.key = keep.key or gone.key
        for role, count in gone.roles.items():
            keep.roles[role] = keep.roles.get(role, 0) + count
        for name, count in gone.names.items():
            keep.names[name] = keep.names.get(name, 0) + count
        keep.mentions = sorted(set(keep.mentions) | set(gone.mentions))
        if keep.type in ("OTHER", "ORG", "LOC") and gone.type == "GROUP":
            keep.type = gone.type
        return keep

    def of(self, mention: Mention) -> Actor | None:
        """Return the actor that a mention means; None where it is not known."""
        return self.get(mention.actor) if mention.actor is not None else None

    def state(self, country: str) -> Actor | None:
        """Return the first actor that is the state with this code or folded name."""
        for actor in self.states:
            if actor.merged_into is None and actor.country == country:
                return actor
        return None

    def people(self) -> list[Actor]:
        """Return the named persons, in order."""
        return [actor for actor in self._named_people if actor.merged_into is None]

    def leave(self, index: int, mention: Mention) -> None:
        """Take a mention from its actor: it means nobody known."""
        actor = self.of(mention)
        if actor is not None and index in actor.mentions:
            actor.mentions.remove(index)
        mention.actor = None

    def living(self) -> list[Actor]:
        """Return the actors that were not merged away, in order."""
        return [actor for actor in self.every if actor.merged_into is None]


def cluster_names(mentions: Sequence[Mention]) -> Actors:
    """Give every name mention its actor, in place, and return the actors.

    Adjectives (type NORP without a people) have none. A capital that does not act is a place of its own.
    """
    actors = Actors()
    named = [(index, mention) for index, mention in enumerate(mentions) if mention.kind == "name"]
    codes = [mention.country for _, mention in named if mention.entry and mention.entry.sort == "country"]
    by_key: dict[str, Actor] = {}
    for index, mention in named:
        if mention.type not in ("PERSON", "NORP"):
            key = _key(mention, codes)
            if key not in by_key:
                country = mention.country if mention.entry or mention.type == "GPE" else None
                by_key[key] = actors.make(mention.type or "OTHER", key=key if mention.entry else None, country=country)
                if key.startswith("country:"):
                    by_key[key].country = key.partition(":")[2]
            attach(by_key[key], index, mention)
    _short_forms(actors)
    _people(actors, named)
    return actors


def attach(actor: Actor, index: int, mention: Mention) -> None:
    """Make a mention one of the actor's."""
    mention.actor = actor.index
    actor.mentions.append(index)
    if mention.kind == "name":
        actor.names[mention.text] = actor.names.get(mention.text, 0) + 1
    actor.gender = actor.gender or mention.gender
    if mention.role:
        actor.roles[mention.role] = actor.roles.get(mention.role, 0) + 1
    if actor.type == "PERSON":
        actor.country = actor.country or mention.country


def _key(mention: Mention, codes: Sequence[str | None]) -> str:
    entry = mention.entry
    if entry is None:
        return f"{mention.type == 'GPE'}:{folded(mention.text)}"
    if entry.sort == "capital" and mention.acting:
        return f"country:{entry.country}"
    if entry.sort == "epithet":
        meant = [code for code in epithets()[folded(entry.name)] if code in codes]
        return f"country:{meant[0]}" if meant else entry.key
    return entry.key


def _short_forms(actors: Actors) -> None:
    """Merge a body's short name into its long one ("Harbour Authority" into "Milton Harbour Authority", "SNC")."""
    bodies = [actor for actor in actors.every if actor.type != "PERSON" and not actor.key]
    longer: dict[str, list[Actor]] = {}
    for actor in bodies:
        for handle in sorted(_handles(actor.full_name)):
            longer.setdefault(handle, []).append(actor)
    for short in bodies:
        name = short.full_name
        handle = folded(name) if name.isupper() and " " not in name else folded(name).rpartition(" ")[2]
        found = [
            other
            for other in longer.get(handle, [])
            if other is not short and _is_short_form(name, other.full_name) and _types_agree(short, other)
        ]
        if len(found) == 1:
            actors.merge(found[0].index, short.index)


def _handles(name: str) -> set[str]:
    """Return what a short form of a name is looked up by: its last word and its initials."""
    return {folded(name).rpartition(" ")[2], folded(name).partition(" ")[0], *_initials(name)}


def _types_agree(actor_a: Actor, actor_b: Actor) -> bool:
    types = {actor_a.type, actor_b.type}
    return len(types) == 1 or types <= {"ORG", "GROUP", "OTHER"}


def _is_short_form(short: str, long: str) -> bool:
    parts, full = folded(short).split(), folded(long).split()
    if len(parts) >= len(full) or not parts:
        return False
    if len(parts) == 1 and short.isupper():
        return is_acronym(short, long)
    generic = words("org_tails") | words("group_tails") | words("place_tails")
    if len(parts) == 1:  # "Brenner" for "Brenner Bank"; a country's name is no short form of its army's
        return parts[0] == full[0] and parts[0] not in generic and all(part in generic for part in full[1:])
    distinct = parts[0] == full[0] or any(part not in generic for part in parts)
    return distinct and len(parts) > 1 and set(parts) <= set(full) and full[-1] == parts[-1]


def is_acronym(short: str, long: str) -> bool:
    """Tell whether `short` is made of the initials of `long`; small words may be left out."""
    letters = re.sub(r"[^A-Za-z]", "", short).lower()
    return len(letters) > 1 and letters in _initials(long)


def _initials(name: str) -> set[str]:
    parts = re.findall(r"[^\W\d_]+", name)
    large = [part for part in parts if part[0].isupper() or part.lower() not in _SMALL_WORDS]
    return {"".join(part[0].lower() for part in chosen) for chosen in (parts, large) if len(chosen) > 1}


def _people(actors: Actors, named: Sequence[tuple[int, Mention]]) -> None:
    """Cluster the names of persons: full names first, then what is a part of one."""
    people = [(index, mention) for index, mention in named if mention.type == "PERSON"]
    texts: dict[str, int] = {}
    for _, mention in people:
        texts.setdefault(mention.text, len(texts))
    of_name: dict[str, Actor] = {}
    near: dict[str, list[str]] = {}  # names met before, by what their words sound like
    for written in sorted(texts, key=lambda name: (-len(name_parts(name).words), texts[name])):
        candidates = sorted({name for handle in _sounds(written) for name in near.get(handle, [])})
        matches = {of_name[name].index: of_name[name] for name in candidates if _same_person(written, name)}
        if len(matches) > 1:
            continue  # several persons share it: each place decides
        of_name[written] = next(iter(matches.values())) if matches else _new_person(actors, written)
        for handle in _sounds(written):
            near.setdefault(handle, []).append(written)
    namesakes = _Namesakes(actors)
    for index, mention in people:
        actor = of_name.get(mention.text) or _most_prominent(mention, people, of_name)
        attach(namesakes.of(actor, mention), index, mention)


class _Namesakes:
    """Persons of one full name in one article, told apart by the ages beside it; a bare name goes on with the last."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors
        self._ages: dict[int, list[tuple[int, Actor]]] = {}
        self._now: dict[int, Actor] = {}

    def of(self, actor: Actor, mention: Mention) -> Actor:
        """Return the one of the actor's namesakes whom this mention names; mentions are asked for in order."""
        if mention.age is not None and len(name_parts(mention.text).words) > 1:
            known = self._ages.setdefault(actor.index, [])
            near = [one for age, one in known if abs(age - mention.age) <= _ONE_AGE]
            found = near[0] if near else actor if not known else _new_person(self._actors, mention.text)
            if not near:
                known.append((mention.age, found))
            self._now[actor.index] = found
        return self._now.get(actor.index, actor)


def _new_person(actors: Actors, written: str) -> Actor:
    actor = actors.make("PERSON")
    actor.gender = given_names().get(folded(written).partition(" ")[0])
    return actor


def _sounds(name: str) -> list[str]:
    """Return what a name is looked up by: how its first and last words begin, and the part after a hyphen."""
    parts = name_parts(name)
    chosen = {parts.family, parts.words[0]} if parts.words else set()
    return sorted({consonants(word)[:2] for word in chosen})


def _same_person(written: str, name: str) -> bool:
    """Tell whether a name of an article can be another form of a fuller one met before."""
    short, full = name_parts(written), name_parts(name)
    if len(short.words) > 1:
        # The cheap tests come first: a list of 5,000 names is compared in seconds.
        alike = _likely(short.family, full.family) and _agrees(short.words[0], full.words[0])
        return alike and name_similarity(written, name) >= _SAME_NAME
    if len(full.words) == 1:
        return word_similarity(short.family, full.family) >= _SAME_WORD and short.family[:1] == full.family[:1]
    return _likely(short.family, full.family) or short.family == full.words[0]


def _agrees(given_a: str, given_b: str) -> bool:
    return word_similarity(given_a, given_b) >= 0.85


def _likely(word_a: str, word_b: str) -> bool:
    return word_similarity(word_a, word_b) >= _SAME_WORD


def _most_prominent(mention: Mention, people: Sequence[tuple[int, Mention]], of_name: dict[str, Actor]) -> Actor:
    """Return whom a name means that several persons share: the one of agreeing title who is named and acts most.

    A bare family name is the main person's; relatives are told apart by their full names.
    """
    weights: dict[int, int] = {}
    for _, other in people:
        actor = of_name.get(other.text)
        if actor is not None and len(name_parts(other.text).words) > 1 and _same_person(mention.text, other.text):
            agrees = mention.gender is None or actor.gender in (None, mention.gender)
            weights[actor.index] = weights.get(actor.index, 0) + (1 + other.subject if agrees else 0)
    mention.probability = 0.7
    chosen = min(weights, key=lambda index: (-weights[index], index))
    return next(actor for actor in of_name.values() if actor.index == chosen)
