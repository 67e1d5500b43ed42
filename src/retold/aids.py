"""What lets pages of a large store look up names and counts quickly: a file beside it (`.pages`), safe to delete.

An actor's name, or the actors of one article, stand in the store among those of all articles, by ids that are hashes.
Where a store is large, `retold serve` puts the actors that pages name beside it, by article and in one small table,
with the counts of the front page. Readers ask the same views with the file or without; with it they are quicker.
"""

from __future__ import annotations

AIDS = "pages"  # how the file is called beside the store

# Views that every reader has besides the public ones; where the file stands beside the store, they are read from it.
# `named_in`: the actors of each article; `speaking`: who is said to say something; `actors_known`: whom a search finds.
LOOKUPS: dict[str, str] = {
    "named_in": (
        "select l.article, l.actor, l.names as called, l.roles as roles_here, l.former_roles, e.*"
        " from stage.local_actors l join stage.actor_members m on m.actor = l.actor"
        " join stage.entities e on e.entity = m.entity"
    ),
    "speaking": "select e.* from entities e where e.entity in (select q.speaker from stage.spoken_quotations q)",
    "actors_known": "select e.* from entities e",
    "story_origins": (
        "select r.story, count(distinct r.article) as origins from stage.stemmata r"
        " where r.exemplar is null and coalesce(r.probability, 1) >= 0.5 group by r.story"
    ),
    "story_speakers": (
        "select m.story, q.speaker, count(*) as quotations from stage.story_articles m join stage.spoken_quotations q"
        " on q.article = m.article where q.speaker is not null and q.probability >= 0.5 group by m.story, q.speaker"
    ),
    # All events of a claim have its actor, type and recipient.
    "claim_counts": (
        "select c.claim, any_value(e.actor) as actor, any_value(e.recipient) as recipient,"
        " count(distinct c.article) as articles, count(*) as told, bool_or(e.polarity = 'affirmed') as affirmed,"
        " bool_or(e.polarity = 'denied') as denied from stage.claim_members c join stage.attributed_events e"
        " on e.event = c.event and e.article = c.article where e.probability >= 0.5"
        " and e.modality in ('asserted', 'possible') group by c.claim"
    ),
    "story_outlets": (
        "select distinct m.story, f.outlet from stage.story_articles m join stage.article_fields f"
        " on f.article = m.article where f.outlet is not null"
    ),
}

# What the file holds. Left out of `named_in` are actors of one article without a name, who neither speak nor act.
_PARTIES = "select e.actor from stage.attributed_events e union select e.recipient from stage.attributed_events e"
TABLES: dict[str, str] = {
    "shared_actors": "select m.actor, m.entity from stage.actor_members m where m.entity <> 'e' || m.actor",
    "named_in": (
        f"select n.* from ({LOOKUPS['named_in']}) n join stage.local_actors l on l.actor = n.actor"
        " where l.named or n.entity in (select s.entity from aids.shared_actors s)"
        " or n.entity in (select q.speaker from stage.spoken_quotations q)"
        f" or n.entity in ({_PARTIES}) order by n.article, n.actor"
    ),
    "speaking": f"{LOOKUPS['speaking']} order by e.entity",
    "actors_known": (
        "select e.* from entities e where e.entity in (select n.entity from aids.named_in n) order by e.entity"
    ),
    **{
        name: f"{LOOKUPS[name]} order by all"
        for name in ("story_origins", "story_speakers", "story_outlets", "claim_counts")
    },
}
# Read in the place of the public table: who a name means stands with the article, or follows from its own actor.
AIDED_MENTIONS = """select m.mention, m.article, m.begin, m.end, m.text, m.kind, m.type,
    case when a.actor is null then 'e' || m.actor else a.entity end as entity,
    m.country, m.role, m.former, m.alias, m.probability, m.evidence
    from stage.mention_spans m left join aids.named_in a on a.article = m.article and a.actor = m.actor"""
