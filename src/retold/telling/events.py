"""What the events of a store tell: who is said by whom to have done what, claims with who asserts and denies them.

A claim is never told as a fact: every line says who says so. Counts of articles stand beside counts of origins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pyarrow as pa

from retold.actors.events.types import MODALITIES, POLARITIES, TOLD_AS_DONE, TYPES
from retold.corpus import Corpus
from retold.errors import UsageError
from retold.lookup import ancestry_of
from retold.opened import AMONG, ASSERTED, uncased
from retold.public_tables import PUBLIC_TABLES
from retold.quotations.origins import Ancestry, count_origins
from retold.telling.holdings import Holdings
from retold.telling.wording import TEMPLATES

_ID = re.compile(r"e[0-9a-f]{20}")
OWN_VOICE = "the outlet's own voice"
NOT_NAMED = "somebody not named"
_VOICES_NAMED = 2
_ORDER = " order by t.published nulls last, x.article, x.begin, x.end, x.event"
# What a listing reads besides the events chosen; of a part of them, only the rows of their articles and actors.
_OF_CHOSEN = "in (select k.article from chosen k)"
_NEAR_PART = (
    "own as materialized (select e.*, m.claim from (select a.* from stage.attributed_events a where a.article"
    f" {_OF_CHOSEN}) e left join (select c.* from stage.claim_members c where c.article {_OF_CHOSEN}) m"
    " on m.event = e.event and m.article = e.article)"
    f", texts as materialized (select w.article, w.text from stage.texts w where w.article {_OF_CHOSEN})"
    ", named as materialized (select n.entity, n.name from actors_known n"
    " where n.entity in (select unnest([o.actor, o.recipient, o.speaker]) from own o))"
)


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


def events_listing(corpus: Corpus, wanted: EventFilter, *, unsure: bool = False, limit: int | None = None) -> pa.Table:
    """Return the events that fit, with the names of actor, recipient and speaker, and their words, in reading order.

    With `limit`, at most so many, the first ones. Raises `NotFound` for an unknown article, story or claim, and
    `UsageError` as `EventFilter.checked` does.
    """
    conditions, parameters = _kept(corpus, wanted, unsure=unsure)
    if limit is not None and wanted == EventFilter() and not unsure:
        articles = [row["article"] for row in _places_of_all(corpus, limit, 0)]
        conditions, parameters = [*conditions, f"x.article in {AMONG}"], [articles]
    return _listing(corpus, conditions, parameters, limit=limit)


def event_rows(
    corpus: Corpus, wanted: EventFilter, *, unsure: bool = False, limit: int | None = None, offset: int = 0
) -> list[dict[str, Any]]:
    """Return a part of `events_listing` row by row; without `limit` all of it."""
    conditions, parameters = _kept(corpus, wanted, unsure=unsure)
    if limit is None:
        rows: list[dict[str, Any]] = _listing(corpus, conditions, parameters).to_pylist()
        return rows
    if wanted == EventFilter() and not unsure:
        return _part_of_all(corpus, limit, offset)
    return _events(corpus, conditions, parameters, f" limit {limit} offset {offset}")


def events_counted(corpus: Corpus, wanted: EventFilter, *, unsure: bool = False) -> int:
    """Return how many events fit."""
    conditions, parameters = _kept(corpus, wanted, unsure=unsure)
    return corpus.number(f"select count(*) from {_fitting(conditions)}", parameters)


def _kept(corpus: Corpus, wanted: EventFilter, *, unsure: bool) -> tuple[list[str], list[object]]:
    conditions, parameters = _conditions(corpus, wanted.checked())
    return ([*conditions, f"x.probability >= {ASSERTED}"] if not unsure else conditions), parameters


def _part_of_all(corpus: Corpus, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return a part of all asserted events: only those of the articles that it falls in are looked at."""
    places = _places_of_all(corpus, limit, offset)
    if not places:
        return []
    articles = [row["article"] for row in places]
    rows = _events(corpus, [f"x.article in {AMONG}", f"x.probability >= {ASSERTED}"], [articles])
    skipped = offset - (places[0]["upto"] - places[0]["events"])
    return rows[skipped : skipped + limit]


def _places_of_all(corpus: Corpus, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return the articles that a part of all asserted events falls in, in reading order, with how many come `upto`."""
    return corpus.rows(
        "select x.article, x.events, x.upto from event_places x where x.upto > ? and x.upto - x.events < ?"
        " order by x.upto",
        [offset, offset + limit],
    )


def _events(corpus: Corpus, conditions: list[str], parameters: list[object], part: str = "") -> list[dict[str, Any]]:
    """Return the rows of `_listing` without their evidence, each of its tables asked for the same few articles."""
    dated = _fitting(conditions, is_dated=True)
    chosen = corpus.rows(f"select x.event, x.article from {dated}{_ORDER}{part}", parameters)
    wanted = [(row["event"], row["article"]) for row in chosen]
    rows = {(row["event"], row["article"]): row for row in _events_in(corpus, {article for _, article in wanted})}
    return _named_rows(corpus, [rows[each] for each in wanted])


def _events_in(corpus: Corpus, articles: Collection[str]) -> list[dict[str, Any]]:
    """Return all events of some articles, with their claims, in no order."""
    asked = sorted(articles)
    claims = {(row["event"], row["article"]): row["claim"] for row in corpus.about("claim_members", asked)}
    return [{**row, "claim": claims.get((row["event"], row["article"]))} for row in corpus.about("events", asked)]


def _named_rows(corpus: Corpus, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events with the names of those in them, their words, and the outlet and day of their article."""
    if not rows:
        return []
    articles = sorted({row["article"] for row in rows})
    entities = {row[side] for row in rows for side in ("actor", "recipient", "speaker") if row[side]}
    query = f"select n.entity, n.name from actors_known n where n.entity in {AMONG}"
    names, texts = corpus.pairs(query, [sorted(entities)]), corpus.texts_of(articles)
    fields_of = {row["article"]: row for row in corpus.about("article_fields", articles)}
    return [
        {
            **row,
            **{name: fields_of[row["article"]][name] for name in ("outlet", "published")},
            "actor_name": names.get(row["actor"]) or row["actor_country"],
            "recipient_name": names.get(row["recipient"]) or row["recipient_country"],
            "speaker_name": names.get(row["speaker"]),
            "words": texts[row["article"]][row["begin"] : row["end"]],
        }
        for row in rows
    ]


def _listing(corpus: Corpus, conditions: list[str], parameters: list[object], *, limit: int | None = None) -> pa.Table:
    columns = ", ".join(f"x.{name}" for name in PUBLIC_TABLES["events"].schema.names)
    chosen = f"select x.event, x.article, t.outlet, t.published from {_fitting(conditions, is_dated=True)}{_ORDER}"
    if limit is None:
        begin, own, texts, named = f"with chosen as materialized ({chosen})", "events", "stage.texts", "actors_known"
    else:
        begin = f"with chosen as materialized ({chosen} limit {int(limit)}), {_NEAR_PART}"
        own, texts, named = "own", "texts", "named"
    return corpus.ask(
        f"{begin} select {columns}, coalesce(a.name, x.actor_country) as actor_name,"
        " coalesce(r.name, x.recipient_country) as recipient_name, s.name as speaker_name,"
        " substring(u.text, x.begin + 1, x.end - x.begin) as words, t.outlet, t.published"
        f" from chosen t join {own} x on x.event = t.event and x.article = t.article"
        f" join {texts} u on u.article = t.article left join {named} a on a.entity = x.actor"
        f" left join {named} r on r.entity = x.recipient left join {named} s on s.entity = x.speaker{_ORDER}",
        parameters,
    )


def _fitting(conditions: list[str], *, is_dated: bool = False) -> str:
    """Return what stands behind `from` for the events `x` that fit, with the fields `t` of their articles if wanted."""
    where = f" where {' and '.join(conditions)}" if conditions else ""
    # The claim of an event stands in another table, which is not read where nobody asks for it.
    events = "events" if "x.claim" in where else "stage.attributed_events"
    dated = " join stage.article_fields t on t.article = x.article" if is_dated or "t.published" in where else ""
    return f"{events} x{dated}{where}"


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
                f"(x.{column} in (select n.entity from actors_known n where n.entity = ? or"
                f" len(list_filter(n.names, lambda m: contains({uncased('m.name')}, {uncased('?')}))) > 0){country})",
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
    """Return the first instant that a date means, in UTC, as the database reads it."""
    from retold.sources.dates import stated_time

    stated = stated_time(value)
    if stated is None:
        raise UsageError(f"{value}: not a date. Expected for example 2016-12-28")
    return stated.utc.replace(tzinfo=None).isoformat(sep=" ")


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
    return sorted(claims, key=_told_most)


def claims_in(held: Holdings, story: str) -> list[Claim]:
    """Return the claims that the articles of a story tell, as far as they tell them, in the order of `claims_of`."""
    articles = held.members[story]
    ancestry = Ancestry(
        (row for article in articles for row in held.derivations.get(article, ())), held.stemmata.get(story, ())
    )
    by_claim: dict[str, list[dict[str, Any]]] = {}
    for row in (row for article in articles for row in held.events.get(article, ())):
        if row["claim"] is not None and row["modality"] in TOLD_AS_DONE:
            by_claim.setdefault(row["claim"], []).append(_named_row(held, row))
    claims = [_claim(claim, by_claim[claim], ancestry) for claim in sorted(by_claim)]
    return sorted(claims, key=_told_most)


def _named_row(held: Holdings, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of `events` as `events_listing` gives it."""
    article = held.articles[row["article"]]

    def name(entity: str | None, country: str | None = None) -> str | None:
        return (held.entities.get(entity or "") or {}).get("name") or country

    return {
        **row,
        "actor_name": name(row["actor"], row["actor_country"]),
        "recipient_name": name(row["recipient"], row["recipient_country"]),
        "speaker_name": name(row["speaker"]),
        "words": article["text"][row["begin"] : row["end"]],
        "outlet": article["outlet"],
        "published": article["published"],
    }


def claims_shown(
    corpus: Corpus, wanted: EventFilter, *, disputed: bool = False, limit: int, offset: int = 0
) -> tuple[list[Claim], int]:
    """Return a part of `claims_of`, in its order, and how many there are in all; reads no more than that part."""
    with corpus.pinned():
        ranked = _ranked(corpus, wanted.checked(), disputed=disputed, part=(limit, offset))
        by_claim: dict[str, list[dict[str, Any]]] = {row["claim"]: [] for row in ranked}
        for row in _members(corpus, list(by_claim)):
            if row["modality"] in TOLD_AS_DONE:
                by_claim[row["claim"]].append(row)
        ancestry = ancestry_of(corpus, {row["article"] for rows in by_claim.values() for row in rows})
        in_all = ranked[0]["in_all"] if ranked else 0
        if offset and not ranked:  # beyond the last one
            in_all = claims_shown(corpus, wanted, disputed=disputed, limit=1)[1]
    return [_claim(claim, rows, ancestry) for claim, rows in by_claim.items()], in_all


def _members(corpus: Corpus, claims: list[str]) -> list[dict[str, Any]]:
    """Return the asserted events of some claims, in reading order."""
    if not claims:
        return []
    query = f"select distinct c.article from claim_articles c where c.claim in {AMONG}"
    articles = {row["article"] for row in corpus.rows(query, [claims])}
    wanted = set(claims)
    rows = [row for row in _events_in(corpus, articles) if row["claim"] in wanted and row["probability"] >= ASSERTED]
    return sorted(_named_rows(corpus, rows), key=_reading_order)


def _reading_order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    published = row["published"]
    when = (published is None, published.isoformat() if published else "")
    return (*when, row["article"], row["begin"], row["end"], row["event"])


def _ranked(corpus: Corpus, wanted: EventFilter, *, disputed: bool, part: tuple[int, int]) -> list[dict[str, Any]]:
    """Return a part of the claims that have an event that fits, those in most articles first, and how many are."""
    only, parameters = _of_claims(corpus, wanted)
    only += ["x.affirmed and x.denied"] if disputed else []
    where = f" where {' and '.join(only)}" if only else ""
    return corpus.rows(
        f"with counted as materialized (select x.claim, x.articles, x.told from claim_counts x{where})"
        " select c.claim, (select count(*) from counted) as in_all from counted c"
        f" order by c.articles desc, c.told desc, c.claim limit {part[0]} offset {part[1]}",
        parameters,
    )


def _of_claims(corpus: Corpus, wanted: EventFilter) -> tuple[list[str], list[object]]:
    """Return the conditions on rows `x` of the counted claims, with the values for their question marks."""
    given = {each.name: value for each in fields(wanted) if (value := getattr(wanted, each.name)) not in (None, False)}
    if not given or (len(given) == 1 and given.keys() <= {"actor", "recipient"} and _ID.fullmatch(*given.values())):
        return [f"x.{column} = ?" for column in given], [*given.values()]
    conditions, parameters = _conditions(corpus, wanted)
    fitting = _fitting([*conditions, f"x.probability >= {ASSERTED}"])
    among = f"select d.claim from stage.claim_members d where d.event in (select x.event from {fitting})"
    return [f"x.claim in ({among})"], parameters


def _told_most(claim: Claim) -> tuple[int, int, str]:
    return -claim.articles, -len(claim.told), claim.claim


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
