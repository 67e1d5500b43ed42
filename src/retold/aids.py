"""What lets pages of a large store look up names and counts quickly: a file beside it (`.pages`), safe to delete.

An actor's name, or the actors of one article, stand in the store among those of all articles, by ids that are hashes.
Where a store is large, `retold serve` puts the actors that pages name beside it, by article and in one small table,
with the counts of the front page. Readers ask the same views with the file or without; with it they are quicker.
"""

from __future__ import annotations

AIDS = "pages"  # how the file is called beside the store
_PLACES = 60  # articles that an actor's page shows
SURE = "(x.probability is null or x.probability >= 0.5)"
# The listings of many rows that stand by article, with where their rows stand: deep in them, what stands before is
# counted by article.
LONG_LISTINGS: dict[str, str] = {
    **{name: f"stage.{name}" for name in ("blocks", "times", "credits", "derivations", "variants")},
    "mentions": "stage.mention_spans",
    "quotations": "stage.spoken_quotations",
    "metadata": "(select m.article, m.probability from stage.metadata m"
    " union all select d.article, d.probability from stage.inferred_dates d)",
}

# Views that every reader has besides the public ones; where the file stands beside the store, they are read from it.
# `named_in`: the actors of each article; `speaking`: who is said to say something; `actors_known`: whom a search finds.
_NAMED_IN = (
    "select l.article, l.actor, l.names as called, l.roles as roles_here, l.former_roles, e.*"
    " from stage.local_actors l join stage.actor_members m on m.actor = l.actor"
    " join stage.entities e on e.entity = m.entity"
)
# What an actor's page sums up over all articles, `who` given: `actor_names` its names with those who write them so,
# `actor_places` the articles that name it most often, `actor_roles` its offices and trades.
_OF_ACTORS = {
    "actor_names": (
        "select c.entity, c.called.name as name, sum(c.called.count)::bigint as count,"
        " count(distinct c.article) as articles, list_sort(list(distinct f.outlet)) as outlets"
        " from (select n.entity, n.article, unnest(n.called) as called from {named_in} n) c"
        " join stage.article_fields f on f.article = c.article group by c.entity, c.called.name"
    ),
    "actor_places": (
        "select n.entity, n.article, min(n.actor) as actor, cast(null as bigint) as begin,"
        " coalesce(sum(list_sum(list_transform(n.called, lambda each: each.count))), 0)::bigint as count"
        " from {named_in} n group by n.entity, n.article"
        f" qualify row_number() over (partition by n.entity order by count desc, n.article) <= {_PLACES}"
    ),
    "actor_roles": (
        "select c.entity, c.role, bool_and(list_contains(coalesce(c.former_roles, []), c.role)) as former,"
        " min(f.published) as earliest, max(f.published) as latest, count(distinct c.article) as articles"
        " from (select n.entity, n.article, unnest(n.roles_here) as role, n.former_roles from {named_in} n) c"
        " left join stage.article_fields f on f.article = c.article group by c.entity, c.role"
    ),
}
# They are asked of one actor, `actor_names(entity)`: as views over all of them they would be slow without the file.
# The rows of the one are set apart first: DuckDB 2.0 fails on some joins over what is unnested from joins
# (https://github.com/duckdb/duckdb/issues/24807).
OF_ONE: dict[str, str] = {
    name: f"with own as materialized (select n.* from ({_NAMED_IN}) n where n.entity = who)"
    f" {query.format(named_in='own')}"
    for name, query in _OF_ACTORS.items()
}
# The same of an actor in one article, from the store itself: the file leaves out those of one article without a name.
OF_UNNAMED: dict[str, str] = {
    name: f"with own as materialized (select n.* from ({_NAMED_IN} where l.article = ?) n where n.entity = ?)"
    f" select x.* from ({query.format(named_in='own')}) x"
    for name, query in _OF_ACTORS.items()
}
LOOKUPS: dict[str, str] = {
    "named_in": _NAMED_IN,
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
    "speaker_counts": (
        "select q.speaker, count(*) as quotations from stage.spoken_quotations q"
        " where q.speaker is not null and q.probability >= 0.5 group by q.speaker"
    ),
    "statement_stories": (
        "select distinct q.statement, m.story from stage.statement_members q join stage.story_articles m"
        " on m.article = q.article"
    ),
    # All events of a claim have its actor, type and recipient.
    "claim_counts": (
        "select c.claim, any_value(e.actor) as actor, any_value(e.recipient) as recipient,"
        " count(distinct c.article) as articles, count(*) as told, bool_or(e.polarity = 'affirmed') as affirmed,"
        " bool_or(e.polarity = 'denied') as denied from stage.claim_members c join stage.attributed_events e"
        " on e.event = c.event and e.article = c.article where e.probability >= 0.5"
        " and e.modality in ('asserted', 'possible') group by c.claim"
    ),
    # The articles with asserted events in the order in which events are listed, with the events up to each.
    "event_places": (
        "select e.article, count(*) as events,"
        " (sum(count(*)) over (order by f.published nulls last, e.article))::bigint as upto"
        " from stage.attributed_events e join stage.article_fields f on f.article = e.article"
        " where e.probability >= 0.5 group by e.article, f.published"
    ),
    # As a story's page counts: titles, captions and quotations within others tell nothing by themselves.
    "story_shared": (
        "select t.story, count(*) as shared from (select m.story, s.statement from stage.story_articles m"
        " join stage.spoken_quotations q on q.article = m.article"
        " join stage.statement_members s on s.quotation = q.quotation and s.article = q.article"
        " where q.probability >= 0.5 and q.inside is null and q.block not in ('title', 'caption')"
        " group by m.story, s.statement having count(distinct m.article) > 1) t"
        " join stage.statements x on x.statement = t.statement where x.probability >= 0.5 group by t.story"
    ),
    "listing_places": " union all ".join(
        f"select '{name}' as name, p.article, p.rows, (sum(p.rows) over (order by p.article))::bigint as upto"
        f" from (select x.article, count(*) as rows from {rows} x where {SURE} group by x.article) p"
        for name, rows in LONG_LISTINGS.items()
    ),
    "claim_articles": "select distinct c.claim, c.article from stage.claim_members c",
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
    **{name: f"{query.format(named_in='aids.named_in')} order by all" for name, query in _OF_ACTORS.items()},
    # With the first place of each, for which a page would look through all names of these articles.
    "actor_places": (
        "select p.entity, p.article, p.actor, m.begin, p.count"
        f" from ({_OF_ACTORS['actor_places'].format(named_in='aids.named_in')}) p left join ("
        " select s.actor, s.article, min(s.begin) as begin from stage.mention_spans s group by s.actor, s.article) m"
        " on m.actor = p.actor and m.article = p.article order by p.entity, p.article"
    ),
    "claim_counts": f"{LOOKUPS['claim_counts']} order by articles desc, told desc, c.claim",
    "claim_articles": f"{LOOKUPS['claim_articles']} order by all",
    "event_places": f"{LOOKUPS['event_places']} order by upto",
    "listing_places": f"select x.* from ({LOOKUPS['listing_places']}) x order by x.name, x.upto",
    **{
        name: f"{LOOKUPS[name]} order by all"
        for name in (
            *("story_origins", "story_speakers", "story_outlets", "story_shared"),
            *("speaker_counts", "statement_stories"),
        )
    },
}
# Read in the place of the public table: who a name means stands with the article, or follows from its own actor.
AIDED_MENTIONS = """select m.mention, m.article, m.begin, m.end, m.text, m.kind, m.type,
    case when a.actor is null then 'e' || m.actor else a.entity end as entity,
    m.country, m.role, m.former, m.alias, m.probability, m.evidence
    from stage.mention_spans m left join aids.named_in a on a.article = m.article and a.actor = m.actor"""
