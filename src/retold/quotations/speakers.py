"""Quotations with the entity behind their speaker."""

from __future__ import annotations

SPOKEN_QUOTATIONS_SQL = """
select q.quotation, q.article, q.block, q.kind, q.source, q.cue, q.content, q.attitude, q.polarity,
    m.entity as speaker, a.named as speaker_is_named, q.speaker_probability, q.channel, q.inside, q.probability,
    q.evidence
from family_quotations q left join actor_members m on m.actor = q.actor left join local_actors a on a.actor = q.actor
"""
