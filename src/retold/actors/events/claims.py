"""The stage `claim_members`: the same claim across articles, whoever asserts or denies it.

Events of one actor, type and recipient are one claim when they tell the same statement, or stand in articles of one
story and their times agree. What is only demanded, feared or planned is another claim than that it was done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from retold.actors.events.types import TOLD_AS_DONE
from retold.evidence import Evidence, rounded
from retold.settings import EventsSettings
from retold.tables import STAGE_TABLES

_SAME_STATEMENT = 0.9
_SAME_STORY = 0.85
_SHOWN = 10  # pointers kept as evidence
# Words before an unnamed group that do not tell it from another.
LEADING = "^((the|a|an|this|that|these|those|some|all|any|no|other|another|many|several|various|such|certain) )+"
_VAGUE = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")

# Each state's commonest entity in the store: an adjective ("Dorian") means that one.
STATE_ENTITIES_SQL = """
    select s.country, s.entity from (
        select g.country, g.entity,
            row_number() over (partition by g.country order by g.articles desc, g.entity) as place
        from (
            select a.country, m.entity, count(*) as articles
            from local_actors a join actor_members m on m.actor = a.actor
            where a.type = 'GPE' and a.named and a.country is not null group by a.country, m.entity
        ) g
    ) s where s.place = 1
"""

# Events with the entities behind their actors.
# Groups without a name ("those terrorists") are entities of one article each: for claims, equal words are one party.
ATTRIBUTED_EVENTS_SQL = f"""
    select e.event, e.article, e.begin, e.end, coalesce(m.entity, x.entity) as actor, e.actor_country, e.event_type,
        e.mode, case when e.recipient is null and e.recipient_country is null then null
            else coalesce(n.entity, y.entity) end as recipient,
        e.recipient_country, e.quotation, q.speaker, e.polarity, e.modality, e.time, e.place,
        t.story, s.statement,
        coalesce(case when a.named then m.entity else '~' || regexp_replace(lower(a.name), '{LEADING}', '') end,
            x.entity, e.actor_country, e.event) || '|' || e.event_type || '|'
            || coalesce(case when r.named then n.entity else '~' || regexp_replace(lower(r.name), '{LEADING}', '') end,
            y.entity, e.recipient_country, e.event) as dyad,
        e.probability, e.evidence
    from event_spans e
    left join actor_members m on m.actor = e.actor
    left join local_actors a on a.actor = e.actor
    left join local_actors r on r.actor = e.recipient
    left join state_entities x on x.country = e.actor_country and e.actor is null
    left join actor_members n on n.actor = e.recipient
    left join state_entities y on y.country = e.recipient_country and e.recipient is null
    left join spoken_quotations q on q.quotation = e.quotation
    left join statement_members s on s.quotation = e.quotation
    left join story_members t on t.article = e.article
"""


def claim_members(attributed_events: pa.Table, *, settings: EventsSettings) -> pa.Table:
    """Part the events of one actor, type and recipient into claims; a claim's id is its least event's, after `c`.

    The result is the same for any order of the rows.
    """
    rows = sorted(attributed_events.to_pylist(), key=lambda row: row["event"])
    rows = [row for row in rows if row["probability"] >= settings.min_claim_probability]
    leaders = list(range(len(rows)))
    for group in _told_alike(rows):
        _join_all(leaders, group)
    groups: dict[int, list[dict[str, Any]]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(_leader(leaders, index), []).append(row)
    return STAGE_TABLES["claim_members"].rows(
        row for members in groups.values() for row in _rows(members, f"c{members[0]['event']}")
    )


def _told_alike(rows: Sequence[dict[str, Any]]) -> Iterator[list[int]]:
    """Yield groups of events that tell the same: of one statement in several articles, or of one story and time.

    Within one article two events of one statement must agree in time. No pair is looked at by itself: a wire's actor
    does one thing in thousands of articles.
    """
    places: dict[tuple[Any, ...], list[int]] = {}
    statements: dict[tuple[bool, str], list[int]] = {}
    for index, row in enumerate(rows):
        done = row["modality"] in TOLD_AS_DONE
        places.setdefault((done, row["article"], row["statement"]), []).append(index)
        if row["story"] is not None:
            places.setdefault((done, row["story"]), []).append(index)
        if row["statement"] is not None:
            statements.setdefault((done, row["statement"]), []).append(index)
    for group in places.values():
        yield from _of_one_time(rows, group)
    for group in statements.values():
        if len({rows[index]["article"] for index in group}) > 1:
            yield group


def _of_one_time(rows: Sequence[dict[str, Any]], group: Sequence[int]) -> Iterator[list[int]]:
    """Yield those of a group whose times agree: unknown agrees with all, a day with its month and year."""
    timed = sorted((_plain(rows[index]["time"]), index) for index in group)
    run: list[int] = []
    first = ""  # what all times of a run begin with stands before them in the order of strings
    for value, index in timed:
        if run and not value.startswith(first):
            yield run
            run = []
        if not run:
            first = value
        run.append(index)
    yield run


def _plain(value: str | None) -> str:
    if value is None or value in _VAGUE:
        return ""
    return value.partition("X")[0].partition("T")[0].rstrip("-")


def _leader(leaders: list[int], index: int) -> int:
    while leaders[index] != index:
        leaders[index] = leaders[leaders[index]]  # halve the way
        index = leaders[index]
    return index


def _join_all(leaders: list[int], group: Sequence[int]) -> None:
    for other in group[1:]:
        first, second = _leader(leaders, group[0]), _leader(leaders, other)
        leaders[max(first, second)] = min(first, second)


def _rows(members: Sequence[dict[str, Any]], claim: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one claim's events."""
    tellings = Counter(row["statement"] for row in members if row["statement"] is not None)
    for row in members:
        others = [each for each in members[: _SHOWN + 1] if each["event"] != row["event"]][:_SHOWN]
        sure = 1.0 if len(members) == 1 else _SAME_STATEMENT if tellings[row["statement"]] > 1 else _SAME_STORY
        pointers = [
            Evidence("same claim", 0.0, each["article"], each["begin"], each["end"], "events", each["event"]).as_row()
            for each in others
        ]
        yield {
            "event": row["event"],
            "article": row["article"],
            "claim": claim,
            "probability": rounded(sure),
            "evidence": pointers,
        }
