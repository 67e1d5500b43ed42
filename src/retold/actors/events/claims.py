"""The stage `claim_members`: the same claim across articles, whoever asserts or denies it.

Events of one actor, type and recipient are one claim when they tell the same statement, or stand in articles of one
story and their times agree. What is only demanded, feared or planned is another claim than that it was done.
"""

from __future__ import annotations

from collections.abc import Sequence
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

# Events with the entities behind their actors. An adjective ("Dorian") means the state's commonest entity in the store.
# Groups without a name ("those terrorists") are entities of one article each: for claims, equal words are one party.
ATTRIBUTED_EVENTS_SQL = f"""
    with states as (
        select s.country, s.entity from (
            select g.country, g.entity,
                row_number() over (partition by g.country order by g.articles desc, g.entity) as place
            from (
                select a.country, a.entity, count(*) as articles from entity_actors a
                where a.type = 'GPE' and a.named and a.country is not null group by a.country, a.entity
            ) g
        ) s where s.place = 1
    )
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
    left join entity_actors a on a.actor = e.actor
    left join entity_actors r on r.actor = e.recipient
    left join states x on x.country = e.actor_country and e.actor is null
    left join actor_members n on n.actor = e.recipient
    left join states y on y.country = e.recipient_country and e.recipient is null
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
    for later, row in enumerate(rows):
        for earlier in range(later):
            if _leader(leaders, earlier) != _leader(leaders, later) and is_same_claim(rows[earlier], row):
                _join(leaders, earlier, later)
    groups: dict[int, list[dict[str, Any]]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(_leader(leaders, index), []).append(row)
    return STAGE_TABLES["claim_members"].rows(
        _row(row, members, f"c{members[0]['event']}") for members in groups.values() for row in members
    )


def is_same_claim(event_a: dict[str, Any], event_b: dict[str, Any]) -> bool:
    """Tell whether two events of one actor, type and recipient tell the same."""
    if (event_a["modality"] in TOLD_AS_DONE) != (event_b["modality"] in TOLD_AS_DONE):
        return False
    if event_a["article"] == event_b["article"] and event_a["statement"] == event_b["statement"]:
        return times_agree(event_a["time"], event_b["time"])
    if event_a["statement"] is not None and event_a["statement"] == event_b["statement"]:
        return True
    same_story = event_a["story"] is not None and event_a["story"] == event_b["story"]
    return same_story and times_agree(event_a["time"], event_b["time"])


def times_agree(value_a: str | None, value_b: str | None) -> bool:
    """Tell whether two TIMEX3 values may be one time: unknown agrees with all, a day with its month and year."""
    plain_a, plain_b = _plain(value_a), _plain(value_b)
    if not plain_a or not plain_b:
        return True
    return plain_a.startswith(plain_b) or plain_b.startswith(plain_a)


def _plain(value: str | None) -> str:
    if value is None or value in _VAGUE:
        return ""
    return value.partition("X")[0].partition("T")[0].rstrip("-")


def _leader(leaders: Sequence[int], index: int) -> int:
    while leaders[index] != index:
        index = leaders[index]
    return index


def _join(leaders: list[int], one: int, other: int) -> None:
    first, second = _leader(leaders, one), _leader(leaders, other)
    leaders[max(first, second)] = min(first, second)


def _row(row: dict[str, Any], members: Sequence[dict[str, Any]], claim: str) -> dict[str, Any]:
    others = [each for each in members if each["event"] != row["event"]]
    by_statement = any(o["statement"] is not None and o["statement"] == row["statement"] for o in others)
    sure = 1.0 if not others else _SAME_STATEMENT if by_statement else _SAME_STORY
    pointers = [
        Evidence("same claim", 0.0, each["article"], each["begin"], each["end"], "events", each["event"]).as_row()
        for each in others[:_SHOWN]
    ]
    return {
        "event": row["event"],
        "article": row["article"],
        "claim": claim,
        "probability": rounded(sure),
        "evidence": pointers,
    }
