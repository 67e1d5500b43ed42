"""Which actor of the article a noun phrase stands for, compound ones and those behind what belongs to them included.

"The US, Saudi Arabia and Qatar" are three parties; "the sovereignty of Doria" and "Dorian airstrikes" stand for Doria.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from retold.actors.events.grammar import Clause
from retold.actors.events.lexicon import entries
from retold.actors.gazetteer import demonyms
from retold.language.wordlists import words
from retold.spans import Span

_FIRST_PERSONS = words("i we us me our my ourselves myself")
_PLURALS = words("they them their themselves")
_THINGS = words("it its itself")
_ANYBODY = words("everyone everybody anyone anybody nobody")
_SELVES = words("itself themselves himself herself ourselves")
# Nouns that stand for what follows "of": "one of them", "a number of its allies".
_MEASURES = words(
    """
    one some many most any all each several both number group lot majority part half dozen dozens hundreds thousands
    members handful series couple rest none two three four five
    """
)
# Nouns that stand for the state or town that they are in.
_PLACE_NOUNS = words(
    """
    village town city area region province territory base post camp district border mission force settlement
    airport port hospital school building position target installation facility headquarters
    """
)
_BELONGING = ("of", "by", "from", "between", "among", "in")
_DEPTH = 3  # steps from a noun to whom it belongs to
_LOOK_BACK = 2  # sentences that a pronoun between quotation marks may reach back
_OWN_GROUP = 0.7  # "we" is the speaker or those the speaker speaks for
_PRONOUN_BY_PLACE = 0.7  # the nearest actor that agrees, where coreference gave none
_BY_COUNTRY = 0.9  # an adjective means the state, most often
# Heads of nominals and offices that act in public affairs; captains, quartets and dragons are left out.
_PUBLIC = words(
    """
    minister president premier chancellor secretary ambassador envoy diplomat official officer spokesman spokeswoman
    spokesperson governor mayor senator lawmaker legislator mp congressman congresswoman general commander king queen
    monarch emir sultan sheikh ayatollah leader ruler chief commissioner prosecutor judge court tribunal parliament
    congress senate assembly council cabinet ministry ministries department agency agencies police army military navy
    troop troops force forces soldier soldiers fighter fighters militia militias government governments regime junta
    administration authority authorities opposition coalition alliance bloc party parties union unions state states
    country countries nation nations republic kingdom power powers side sides rebel rebels militant militants
    insurgent insurgents terrorist terrorists jihadist jihadists extremist extremists separatist separatists guerrilla
    guerrillas gunman gunmen protester protesters demonstrator demonstrators activist activists dissident dissidents
    civilian civilians refugee refugees migrant migrants asylum-seekers villagers residents hostages prisoners
    group groups organization organizations organisation organisations movement movements faction factions cartel gang
    network ally allies counterpart counterparts delegation delegations negotiator negotiators mediator mediators
    peacekeeper peacekeepers inspector inspectors watchdog commission committee federation secretariat people embassy
    consulate mission presidency leadership electorate supporter supporters opponent opponents adviser advisers
    workers farmers students journalist journalists deputy lieutenant colonel marshal admiral brigadier community
    communities tribe tribes clan clans settlers guards crew ship vessel tanker convoy patrol unit battalion brigade
    """
)
_POLITICAL = ("GPE", "ORG", "GROUP", "NORP")


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a part of an event. `steps` counts how far it stands from the noun that the grammar gives."""

    span: Span
    kind: str  # name, nominal, pronoun, adjective, speaker
    probability: float
    actor: str | None = None  # within the article
    country: str | None = None  # alpha-3
    type: str | None = None
    public: bool = False  # it has an office of state, or its noun names a public body or group
    mention: str | None = None
    steps: int = 0

    @property
    def key(self) -> str:
        """What tells two parties of one article apart."""
        return self.actor or f"={self.country}"

    @property
    def is_known(self) -> bool:
        """Tell whether it is somebody in particular."""
        return self.actor is not None or self.country is not None

    @property
    def is_political(self) -> bool:
        """Tell whether it acts in public affairs: a state, body or group, or a person with an office or country."""
        if self.country is not None or self.public:
            return True
        return self.type in _POLITICAL and self.kind not in ("nominal", "pronoun")


def _is_public(*named: str | None) -> bool:
    """Tell whether one of the phrases ends in a public office, body or group."""
    return any(phrase.rsplit(maxsplit=1)[-1].lower() in _PUBLIC for phrase in named if phrase and phrase.split())


class Cast:
    """The mentions of one article, to be asked by place."""

    def __init__(self, mentions: Sequence[Mapping[str, Any]], actors: Sequence[Mapping[str, Any]]) -> None:
        self._rows = sorted(mentions, key=lambda row: (row["begin"], -row["end"], row["mention"]))
        self._begins = [row["begin"] for row in self._rows]
        self._longest = max((row["end"] - row["begin"] for row in self._rows), default=0)
        self._actors = {row["actor"]: row for row in actors}
        self._states: dict[str, str] = {}
        for row in sorted(actors, key=lambda row: (not row["named"], row["actor"])):
            if row["type"] == "GPE" and row["country"]:
                self._states.setdefault(row["country"], row["actor"])
        self._speaking: list[tuple[Span, str | None]] = []
        self._cues: list[tuple[Span, str]] = []

    def speaks(self, span: Span, actor: str | None) -> None:
        """Note whose words stand at `span` (None: not known); the later noted ones lie within the earlier."""
        self._speaking.append((span, actor))

    def reports(self, cue: Span, actor: str) -> None:
        """Note that the words at `cue` report what `actor` said."""
        self._cues.append((cue, actor))

    def reported(self, span: Span) -> Party | None:
        """Return whose words a verb reports, where it opens a quotation."""
        actor = next((actor for cue, actor in self._cues if cue.contains(span)), None)
        return None if actor is None else self._party_of(actor, span, "speaker", 0.95)

    def state(self, country: str | None) -> str | None:
        """Return the article's actor that is the state with this code."""
        return None if country is None else self._states.get(country)

    def parties(self, clause: Clause, index: int, *, other_than: Collection[str] = ()) -> list[Party]:
        """Return whom the noun phrase with this head stands for, all that are coordinated with it included.

        `other_than` are keys that a pronoun here cannot mean.
        """
        found: list[Party] = []
        for each in clause.conjuncts(index):
            beside = self._named_beside(clause, each) or self._by_adjectives(clause, each)
            found.extend(beside or self._of_phrase(clause, each, other_than, 0))
        unique: dict[str, Party] = {}
        for party in found:
            unique.setdefault(party.key, party)
        return list(unique.values())

    def _named_beside(self, clause: Clause, index: int) -> list[Party]:
        """Return the names beside a nominal that has none: "his two counterparts, Ada Voss and Ole Brandt"."""
        own = self._own(clause, index, ())
        if own is not None and (own.kind == "name" or self.is_named(own.actor)):
            return []
        beside = [each for below in clause.below(index, "appos") for each in clause.conjuncts(below)]
        if clause.tokens[index].relation == "appos" and own is not None:
            beside = [clause.tokens[index].head]
        found = [party for each in beside if (party := self._own(clause, each, ())) is not None]
        return found if found and all(party.kind == "name" for party in found) else []

    def _by_adjectives(self, clause: Clause, index: int) -> list[Party]:
        """Return the states of "Dorian and Valdoran negotiators"; a noun with one adjective is its own mention."""
        if not clause.tokens[index].tag.endswith("S"):
            return []
        found = []
        for child in clause.below(index, "amod", "compound", "nmod", "poss"):
            for each in clause.conjuncts(child) if len(clause.conjuncts(child)) > 1 else ():
                party = self._adjective(clause.tokens[each].text, clause.tokens[each].span)
                party = party or self._state_at(clause.tokens[each].span)
                found.extend([] if party is None else [party])
        return found if len(found) > 1 else []

    def _state_at(self, span: Span) -> Party | None:
        row = self._mention_at(span)
        named = row is not None and row["kind"] == "name" and row["type"] == "GPE" and row["actor"] is not None
        return self._party(row) if named and row is not None else None

    def is_named(self, actor: str | None) -> bool:
        """Tell whether an actor has a name in the article."""
        return actor is not None and bool((self._actors.get(actor) or {}).get("named"))

    def _of_phrase(self, clause: Clause, index: int, other_than: Collection[str], steps: int) -> list[Party]:
        if steps > _DEPTH:
            return []
        own = self._own(clause, index, other_than)
        if own is not None:
            return self._members_of(clause, index, own) or [replace(own, steps=steps)]
        if clause.lemmas[index] in _MEASURES:
            for each in clause.after(index, ("of",)):
                return [p for one in clause.conjuncts(each) for p in self._of_phrase(clause, one, other_than, steps)]
        return self._behind(clause, index, other_than, steps)

    def _members_of(self, clause: Clause, index: int, own: Party) -> list[Party]:
        """Return the body named after unnamed members of it: "troops of the Sand Brigade" act for the brigade."""
        if own.type != "GROUP" or own.country is not None or own.kind != "nominal" or self.is_named(own.actor):
            return []
        named = [party for each in clause.after(index, ("of", "from")) if (party := self._own(clause, each, ()))]
        return [replace(p, steps=1) for p in named if p.kind == "name" and p.type in ("ORG", "GROUP", "GPE")][:1]

    def _behind(self, clause: Clause, index: int, other_than: Collection[str], steps: int) -> list[Party]:
        """Return whom a noun belongs to: its possessor, an adjective or name before it, or what follows "of"."""
        for relation in ("poss", "compound", "nmod", "amod"):
            for child in clause.below(index, relation):
                found = [p for one in clause.conjuncts(child) for p in self._modifier(clause, one, other_than, steps)]
                if found:
                    return found
        deed = ("n", clause.lemmas[index]) in entries()  # whom a deed is done to is not who did it
        for preposition in _BELONGING[1:5] if deed else _BELONGING:
            for noun in clause.after(index, (preposition,)):
                inner = [
                    p for one in clause.conjuncts(noun) for p in self._of_phrase(clause, one, other_than, steps + 1)
                ]
                if preposition == "in":  # "circles in some countries"; a town or country is only where it happens
                    local = clause.lemmas[index] in _PLACE_NOUNS
                    inner = [p for p in inner if local or (p.type == "GROUP" and p.kind == "nominal")]
                if inner:
                    return inner
        return []

    def owners(self, clause: Clause, index: int) -> list[Party]:
        """Return who a deed's noun says did it: its possessor ("Doria's support"), an adjective or name before it."""
        for relation in ("poss", "amod", "compound", "nmod"):
            for child in clause.below(index, relation):
                found = [p for one in clause.conjuncts(child) for p in self._modifier(clause, one, (), 0)]
                if not found and relation == "poss":
                    found = self.parties(clause, child)
                found = [party for party in found if not party.span.contains(clause.tokens[index].span)]
                if found:
                    return found
        return []

    def _modifier(self, clause: Clause, index: int, other_than: Collection[str], steps: int) -> list[Party]:
        own = self._own(clause, index, other_than)
        if own is not None:
            return [replace(own, steps=steps + 1)]
        for child in clause.below(index, "npadvmod", "compound", "amod", "poss", "nsubj", "punct"):  # "US-led"
            inner = self._own(clause, child, other_than)
            if inner is not None:
                return [replace(inner, steps=steps + 1)]
        return []

    # ------------------------------------------------------------ one word

    def _own(self, clause: Clause, index: int, other_than: Collection[str]) -> Party | None:
        token = clause.tokens[index]
        lower = token.text.lower()
        if lower in _ANYBODY:
            return Party(token.span, "pronoun", 1.0, type="GROUP", public=True)
        speaker = self._speaker_at(token.span)
        if lower in _FIRST_PERSONS and token.text != "US" and speaker is not None:
            return self._party_of(speaker, token.span, "speaker", 0.9 if lower in ("i", "me", "my") else _OWN_GROUP)
        row = self._mention_at(token.span)
        if row is not None and row["actor"] is not None and not self._excluded(row, other_than):
            return self._party(row)
        if lower in _PLURALS or lower in _THINGS:
            return self._antecedent(clause, token.span, lower in _PLURALS, other_than)
        if row is not None and row["actor"] is None and row["country"] and row["kind"] != "pronoun":
            return self._party(row)
        return self._adjective(token.text, token.span)

    def _excluded(self, row: Mapping[str, Any], other_than: Collection[str]) -> bool:
        return row["kind"] == "pronoun" and row["actor"] in other_than and row["text"].lower() not in _SELVES

    def _adjective(self, text: str, span: Span) -> Party | None:
        country = demonyms().get(text)
        if country is None:
            return None
        return Party(span, "adjective", _BY_COUNTRY, self._states.get(country), country, "GPE")

    def _party(self, row: Mapping[str, Any]) -> Party:
        known = self._actors.get(row["actor"]) or {}
        probability = 1.0 if row["probability"] is None else float(row["probability"])
        return Party(
            Span(row["begin"], row["end"]),
            row["kind"],
            probability,
            row["actor"],
            known.get("country") or row["country"],
            known.get("type") or row["type"],
            _is_public(row["text"], row["role"], *(known.get("roles") or ()), known.get("name")),
            row["mention"],
        )

    def _party_of(self, actor: str, span: Span, kind: str, probability: float) -> Party:
        known = self._actors.get(actor) or {}
        public = _is_public(*(known.get("roles") or ()), known.get("name"))
        return Party(span, kind, probability, actor, known.get("country"), known.get("type"), public)

    def _mention_at(self, span: Span) -> Mapping[str, Any] | None:
        """Return the shortest mention around a token; one with an actor goes before one without."""
        best: tuple[tuple[bool, int], Mapping[str, Any]] | None = None
        place = bisect_right(self._begins, span.begin) - 1
        while place >= 0 and self._begins[place] > span.begin - self._longest - 1:
            row = self._rows[place]
            if row["end"] >= span.end:
                rank = (row["actor"] is None, row["end"] - row["begin"])
                if best is None or rank < best[0]:
                    best = (rank, row)
            place -= 1
        return None if best is None else best[1]

    def is_name(self, span: Span) -> bool:
        """Tell whether a token stands within a name."""
        row = self._mention_at(span)
        return row is not None and row["kind"] == "name"

    def _speaker_at(self, span: Span) -> str | None:
        found = None
        for around, actor in self._speaking:
            if around.contains(span):
                found = actor
        return found

    def _antecedent(self, clause: Clause, span: Span, plural: bool, other_than: Collection[str]) -> Party | None:
        """Return the nearest actor before a pronoun that agrees with it in number, for want of coreference."""
        floor = clause.sentence.span.begin - _LOOK_BACK * 400
        place = bisect_right(self._begins, span.begin - 1) - 1
        while place >= 0 and self._begins[place] >= floor:
            row = self._rows[place]
            place -= 1
            if (
                row["actor"] is None
                or row["kind"] == "pronoun"
                or row["end"] > span.begin
                or row["actor"] in other_than
            ):
                continue
            many = row["type"] == "GROUP" or (row["text"].endswith("s") and row["kind"] == "nominal")
            many = many or row["text"].split()[-1].lower() in ("coalition", "alliance", "forces", "troops", "police")
            if many if plural else row["type"] in ("GPE", "ORG") or (row["type"] == "GROUP" and row["kind"] == "name"):
                return replace(self._party(row), kind="pronoun", span=span, probability=_PRONOUN_BY_PLACE)
        return None
