"""Actors that people join or tell apart: from places to mentions, and from mentions to the pairs that make entities.

What the names alone join (`linked_actors`) is taken apart and joined again: an actor that is called another one leaves
its group, whatever else links it; two that are called the same are joined, whatever tells them apart. Links run in
stars, so a link is never simply dropped: the rest of a group stays together without the one who leaves.
"""

from __future__ import annotations

import pyarrow as pa

from retold.corrections.fields import ANOTHER_ACTOR, QUOTATION, SAME_ACTOR, SPEAKER
from retold.settings import ActorsSettings
from retold.spans import Span, best_overlapping
from retold.tables import STAGE_TABLES

CORRECTION_PLACES_SQL = f"""
select c.correction, 'at' as side, c.article, c.field, c.begin, c.end
from corrections_by_hand c where c.field in ('{SAME_ACTOR}', '{ANOTHER_ACTOR}')
union all
select c.correction, 'to' as side, c.other_article, c.field, c.other_begin, c.other_end
from corrections_by_hand c where c.other_article is not null and c.field in ('{SAME_ACTOR}', '{SPEAKER}')
"""

PLACED_MENTIONS_SQL = """
select m.mention, m.article, m.begin, m.end, m.actor
from mention_spans m where m.actor is not null and m.article in (select p.article from correction_places p)
"""

ACTOR_EDGES_SQL = f"""
select k.actor as actor_a, r.least as actor_b
from linked_actors k
join (
  select o.component, min(o.actor) as least
  from linked_actors o
  left join (select distinct m.actor from corrected_mentions m where m.field = '{ANOTHER_ACTOR}') s on s.actor = o.actor
  where s.actor is null
  group by o.component
) r on r.component = k.component
left join (select distinct m.actor from corrected_mentions m where m.field = '{ANOTHER_ACTOR}') s on s.actor = k.actor
where s.actor is null and k.actor <> r.least
union
select a.actor as actor_a, b.actor as actor_b
from corrected_mentions a join corrected_mentions b on b.correction = a.correction
where a.field = '{SAME_ACTOR}' and a.side = 'at' and b.side = 'to' and a.actor <> b.actor
"""

QUOTATION_CORRECTIONS_SQL = f"""
select c.correction, c.article, c.begin, c.end, c.field, m.actor
from corrections_by_hand c
left join corrected_mentions m on m.correction = c.correction
where c.field = '{QUOTATION}' or (c.field = '{SPEAKER}' and (c.new_value = '' or m.actor is not null))
"""


def corrected_mentions(correction_places: pa.Table, placed_mentions: pa.Table, *, settings: ActorsSettings) -> pa.Table:
    """Return the mention that stands at each place of one article: the one of most overlap, then of the least id."""
    del settings
    mentions = {row["mention"]: row for row in placed_mentions.to_pylist()}
    spans = {mention: [Span(row["begin"], row["end"])] for mention, row in mentions.items()}
    rows = []
    for place in sorted(correction_places.to_pylist(), key=lambda row: (row["correction"], row["side"])):
        found = best_overlapping([Span(place["begin"], place["end"])], spans)
        if found is not None:
            kept = {name: place[name] for name in ("correction", "side", "article", "field")}
            rows.append({**kept, "mention": found, "actor": mentions[found]["actor"]})
    return STAGE_TABLES["corrected_mentions"].rows(rows)
