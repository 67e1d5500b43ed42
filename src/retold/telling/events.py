"""What the events of a store tell: who is said by whom to have done what, claims with who asserts and denies them.

A claim is never told as a fact: every line says who says so. Counts of articles stand beside counts of origins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pyarrow as pa

from retold.actors.events.types import MODALITIES, POLARITIES, TOLD_AS_DONE, TYPES
from retold.corpus import Corpus
from retold.errors import UsageError
from retold.lookup import ancestry_of
from retold.opened import ASSERTED
from retold.quotations.origins import Ancestry, count_origins
from retold.telling.wording import TEMPLATES

OWN_VOICE = "the outlet's own voice"
NOT_NAMED = "somebody not named"
_VOICES_NAMED = 2


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; what is None does not matter. Names are parts of names, in any case."""

    actor: str | None = None
    recipient: str | None = None
    event_type: str | None = None
    speaker: str | None = None
    polarity: str | None = None
    modality: str | None = None
    article: str | None = None
    story: str | None = None
    since: str | None = None  # ISO dates of publication, since included, until not
    until: str | None = None
    claim: str | None = None
    own_voice: bool = False

    def checked(self) -> EventFilter:
        """Return the filter with its type in capitals. Raises `UsageError` for a value that no event can have."""
        upper = None if self.event_type is None else self.event_type.upper()
        for name, value, allowed in (
            ("type", upper, TYPES),
            ("polarity", self.polarity, POLARITIES),
            ("modality", self.modality, MODALITIES),
        ):
            if value is not None and value not in allowed:
                raise UsageError(f"{value}: no such {name} of events. Expected one of: {', '.join(allowed)}")
        empty = [each.name for each in fields(self) if getattr(self, each.name) == ""]
        if empty:
            raise UsageError(f"{empty[0]}: an empty value finds nothing. Give one, or leave the option out")
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return EventFilter(**{**values, "event_type": upper})


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a claim: where it stands and who tells it. `speaker` is None in the outlet's own voice."""

    event: str
    article: str
    outlet: str | None
    begin: int
    end: int
    words: str
    speaker: str | None
    polarity: str
    modality: str
    probability: float


@dataclass(frozen=True, slots=True)
class Claim:
    """The same claim across articles: who is said by whom to have done it, and who denies it."""

    claim: str
    actor: str
    event_type: str
    recipient: str | None
    time: str | None
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    plain: tuple[str, ...]  # articles that tell it in their own voice
    became_plain: tuple[str, ...]  # those among them that go back to an article that names who says so
    articles: int
    outlets: int
    origins: int
    told: tuple[Told, ...] = field(repr=False, default=())

    @property
    def sentence(self) -> str:
        """The claim as a sentence that says whose it is."""
        words = {"actor": self.actor, "type": self.event_type, "recipient": self.recipient or "–"}
        said, denied = _named(self.asserted_by), _named(self.denied_by)
        if self.asserted_by and self.denied_by:
            return TEMPLATES["claim_disputed"].text.format(**words, speakers=said, deniers=denied)
        if self.denied_by:
            return TEMPLATES["claim_denied"].text.format(**words, deniers=denied)
        return TEMPLATES["claim_asserted"].text.format(**words, speakers=said)


def _named(tellers: Sequence[str]) -> str:
    """Return names as one phrase; more than two outlets that tell it in their own voice are counted."""
    voices = [name for name in tellers if name.endswith(f"({OWN_VOICE})")]
    named = [name for name in tellers if name not in voices]
    if len(voices) > _VOICES_NAMED:
        voices = [f"{len(voices)} outlets in their own voice"]
    return ", ".join([*named, *voices]) or NOT_NAMED


def events_listing(corpus: Corpus, wanted: EventFilter, *, unsure: bool = False) -> pa.Table:
    """Return the events that fit, with the names of actor, recipient and speaker, and their words, in reading order.

    Raises `NotFound` for an unknown article, story or claim, and `UsageError` as `EventFilter.checked` does.
    """
    conditions, parameters = _conditions(corpus, wanted.checked())
    if not unsure:
        conditions.append(f"x.probability >= {ASSERTED}")
    where = f"where {' and '.join(conditions)}" if conditions else ""
    columns = ", ".join(f"x.{name}" for name in corpus.table("events", where="false").schema.names)
    return corpus.ask(
        f"select {columns}, coalesce(a.name, x.actor_country) as actor_name,"
        " coalesce(r.name, x.recipient_country) as recipient_name, s.name as speaker_name,"
        " substring(t.text, x.begin + 1, x.end - x.begin) as words, t.outlet as outlet, t.published as published"
        " from events x join articles t on t.article = x.article left join entities a on a.entity = x.actor"
        " left join entities r on r.entity = x.recipient left join entities s on s.entity = x.speaker"
        f" {where} order by t.published nulls last, x.article, x.begin, x.end, x.event",
        parameters,
    )


def _conditions(corpus: Corpus, wanted: EventFilter) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    parameters: list[object] = []

    def keep(condition: str, *values: object) -> None:
        conditions.append(condition)
        parameters.extend(values)

    for column, name in (("actor", wanted.actor), ("recipient", wanted.recipient), ("speaker", wanted.speaker)):
        if name is not None:
            country = "" if column == "speaker" else f" or x.{column}_country = upper(?)"
            keep(
                f"(x.{column} in (select n.entity from entities n where n.entity = ? or"
                f" len(list_filter(n.names, lambda m: contains(lower(m.name), lower(?)))) > 0){country})",
                *([name, name] if column == "speaker" else [name, name, name]),
            )
    for column in ("event_type", "polarity", "modality"):
        if getattr(wanted, column) is not None:
            keep(f"x.{column} = ?", getattr(wanted, column))
    if wanted.article is not None:
        keep("x.article = ?", corpus.article_id(wanted.article))
    if wanted.story is not None:
        keep("x.article in (select m.article from story_articles m where m.story = ?)", corpus.story_id(wanted.story))
    if wanted.claim is not None:
        keep("x.claim = ?", claim_id(corpus, wanted.claim))
    for bound, sign in ((wanted.since, ">="), (wanted.until, "<")):
        if bound is not None:
            keep(f"t.published {sign} cast(? as timestamp)", _date(bound))
    if wanted.own_voice:
        keep("x.quotation is null")
    return conditions, parameters


def _date(value: str) -> str:
    from retold.sources.dates import stated_time

    if stated_time(value) is None:
        raise UsageError(f"{value}: not a date. Expected for example 2016-12-28")
    return value


def claim_id(corpus: Corpus, name: str) -> str:
    """Return the claim that `name` means: its id, an event's, or the start of one. Raises `NotFound`."""
    from retold.names import group_named

    bare = name[1:] if name[:1] == "c" else name
    return group_named(corpus.ask, bare, table="events", column="claim", members="events", member="event")


def claims_of(corpus: Corpus, wanted: EventFilter, *, disputed: bool = False) -> list[Claim]:
    """Return the claims that have an event that fits, those in most articles first; wishes and fears are none.

    With `disputed`, only those that one asserts and another denies.
    """
    with corpus.pinned():
        fitting = events_listing(corpus, wanted)
        chosen = {claim for claim in fitting.column("claim").to_pylist() if claim is not None}
        every = events_listing(corpus, EventFilter()).to_pylist()
        ancestry = ancestry_of(corpus)
    by_claim: dict[str, list[dict[str, Any]]] = {}
    for row in every:
        if row["claim"] in chosen and row["modality"] in TOLD_AS_DONE:
            by_claim.setdefault(row["claim"], []).append(row)
    claims = [_claim(claim, by_claim[claim], ancestry) for claim in sorted(by_claim)]
    if disputed:
        claims = [claim for claim in claims if claim.asserted_by and claim.denied_by]
    return sorted(claims, key=lambda claim: (-claim.articles, -len(claim.told), claim.claim))


def _claim(claim: str, rows: Sequence[Mapping[str, Any]], ancestry: Ancestry) -> Claim:
    told = tuple(_told(row) for row in rows)
    articles = sorted({each.article for each in told})
    plain = tuple(sorted({each.article for each in told if each.speaker is None and each.polarity == "affirmed"}))
    attributed = {each.article for each in told if each.speaker is not None}
    return Claim(
        claim,
        str(rows[0]["actor_name"] or "–"),
        rows[0]["event_type"],
        rows[0]["recipient_name"],
        next((row["time"] for row in rows if row["time"]), None),
        _tellers(told, "affirmed"),
        _tellers(told, "denied"),
        plain,
        tuple(article for article in plain if ancestry.ancestors(article) & attributed and article not in attributed),
        len(articles),
        len({row["outlet"] or f"={row['article']}" for row in rows}),
        count_origins(articles, ancestry),
        told,
    )


def _told(row: Mapping[str, Any]) -> Told:
    speaker = None if row["quotation"] is None else row["speaker_name"] or NOT_NAMED
    return Told(
        row["event"],
        row["article"],
        row["outlet"],
        row["begin"],
        row["end"],
        row["words"],
        speaker,
        row["polarity"],
        row["modality"],
        row["probability"],
    )


def _tellers(told: Sequence[Told], polarity: str) -> tuple[str, ...]:
    """Return who tells a claim so, by name; an outlet that tells it in its own voice is named as that."""
    names = set()
    for each in told:
        if each.polarity == polarity:
            outlet = each.outlet or "outlet not stated"
            names.add(each.speaker if each.speaker is not None else f"{outlet} ({OWN_VOICE})")
    return tuple(sorted(names))
