"""How the result of a query is brought up to date: which of its keys a changed row touches, and what those keys need.

For each query stage: `touches` gives, for each table that it reads, the keys that the changed rows of that table
touch (`changed_TABLE` holds those rows, the gone and the new alike); `within` cuts the tables down to what the touched
keys need before the stage's own SQL runs on them; `match` tells which rows of the result belong to touched keys. A
table that `touches` leaves out touches everything, and a stage without an entry runs whole: its result is compared
with the old one, and what follows sees only the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from retold.reuse.touched_pairs import TOUCHED_BY_COMMON_GRAMS, pairs_of_touched_sql, touched_by_grams_sql
from retold.stories.pairs import NUMBERS, pairs_of_portion_sql, prepared_for_portions, touched_by_periods_sql
from retold.stories.pairs import pairs_of_touched_sql as story_pairs_of_touched_sql
from retold.stories.similarity import story_similarities_sql, story_vectors_sql


def _nothing(_: Any) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Portions:
    """How all rows of a query are found some keys at a time: each row by the portion of one key."""

    keys: str  # a query for all keys, in the order in which portions are cut
    sql: Callable[[Any], str]  # a query for the rows of the keys in `touched`
    prepared: Callable[[Any], Mapping[str, str]] = _nothing  # queries, by name, for tables that all read
    times: int = 1  # how many times as many keys as of other queries are taken at once

    def at_once(self, portion: int) -> int:
        """Return how many keys are taken at once, of a query that takes `portion` where others do."""
        return portion * self.times


@dataclass(frozen=True, slots=True)
class Increment:
    """Keys of a query's result, by name; `touched` is the table of those that changed rows touch."""

    keys: tuple[str, ...]  # the columns of `touched`
    touches: Mapping[str, str | Callable[[Any], str]]  # table: a query for keys, over `changed_TABLE`; or by settings
    within: Mapping[str, str]  # table: a condition on its rows x, over `touched`
    match: str = ""  # a condition on rows x of the result; by default that their `keys` are touched
    instead: Callable[[Any], str] | None = None  # a query that gives the rows of touched keys at less cost
    portions: Portions | None = None  # how a large store's rows are found some keys at a time, for want of memory

    def touching(self, name: str, settings: Any) -> str:
        """Return the query for the keys that changed rows of table `name` touch, under a section of the settings."""
        query = self.touches[name]
        return query if isinstance(query, str) else query(settings)

    def condition(self) -> str:
        """Return the condition on rows `x` of the result that belong to touched keys."""
        if self.match:
            return self.match
        columns = ", ".join(f"x.{key}" for key in self.keys)
        return f"({columns}) in (select {', '.join(f't.{key}' for key in self.keys)} from touched t)"


_ALL_PAIRS = "select p.article_a, p.article_b from stage.story_pairs p order by p.article_a, p.article_b"
_PAIRS_AN_ARTICLE = 30  # at once: each portion reads the terms of all articles
_ARTICLE = "x.article in (select t.article from touched t)"
_ENDS = "x.article in (select t.article_a from touched t union select t.article_b from touched t)"
_EITHER_END = "(x.article_a in (select t.article from touched t) or x.article_b in (select t.article from touched t))"
_PAIR = "(x.article_a, x.article_b) in (select t.article_a, t.article_b from touched t)"


def _pairs_of(pairs: str, changed: str) -> str:
    """Return a query for the pairs of table `pairs` that have an article with changed rows."""
    return (
        f"select p.article_a, p.article_b from {pairs} p where p.article_a in (select c.article from {changed} c)"
        f" or p.article_b in (select c.article from {changed} c)"
    )


def _articles(changed: str) -> str:
    return f"select c.article from {changed} c"


def _both_ends(changed: str) -> str:
    return f"select c.article_a as article from {changed} c union select c.article_b from {changed} c"


_SENTENCES_OF = "select s.sentence_hash from sentences s where s.article in (select c.article from {changed} c)"
_PARAGRAPHS_OF = "select p.paragraph from paragraphs p where p.article in (select c.article from {changed} c)"

_OF_RELATIVES = ("set_aside", "story_members", "story_shapes", "article_fields", "article_sites")  # by article

_CUT_OF = "select k.article as article_a from story_cuts k where k.story in ({found})"
_CUTS_OF_MOVED_TO = (  # the stories left by articles that a change makes movable, or not
    "select o.story from story_cuts o where o.article in (select d.article from corrections_by_hand d"
    " where d.new_value in (select c.article from changed_story_cuts c))"
)


def _stories_of(*articles: str) -> str:
    """Return a query for the stories of the articles that queries find."""
    return f"select m.story from story_members m where m.article in ({' union '.join(articles)})"


def _stories_linked_to(articles: str) -> str:
    """Return a query for the stories of articles and of those that a link joins to them."""
    return _stories_of(
        articles,
        f"select k.article_b from story_links k where k.article_a in ({articles})",
        f"select k.article_a from story_links k where k.article_b in ({articles})",
    )


_LINKED_TO = "select l.actor as actor_a from linked_actors l where l.component in ({found})"

_EVENTS_OF_ACTORS = (
    "select e.event from event_spans e where e.actor in (select c.actor from {changed} c)"
    " union select e.event from event_spans e where e.recipient in (select c.actor from {changed} c)"
)
_EVENTS_OF_QUOTATIONS = "select e.event from event_spans e where e.quotation in (select c.quotation from {changed} c)"
_TOUCHED_EVENTS = "stage.event_spans e where e.event in (select t.event from touched t)"
_ACTORS_OF_EVENTS = (
    f"x.actor in (select e.actor from {_TOUCHED_EVENTS} union select e.recipient from {_TOUCHED_EVENTS})"
)
_QUOTATIONS_OF_EVENTS = f"x.quotation in (select e.quotation from {_TOUCHED_EVENTS})"

_ENTITIES_OF_LINKS = (
    "select m.entity from actor_members m where m.actor in"
    " (select c.actor_a from {changed} c union select c.actor_b from {changed} c)"
)

INCREMENTS: dict[str, Increment] = {
    "sentence_texts": Increment(
        keys=("sentence_hash",),
        touches={
            "sentences": "select c.sentence_hash from changed_sentences c",
            "texts": _SENTENCES_OF.format(changed="changed_texts"),
            "article_fields": _SENTENCES_OF.format(changed="changed_article_fields"),
        },
        within={
            "sentences": "x.sentence_hash in (select t.sentence_hash from touched t)",
            "texts": "x.article in (select s.article from stage.sentences s where s.sentence_hash in"
            " (select t.sentence_hash from touched t))",
        },
    ),
    "parsed_sentences": Increment(
        keys=("article",),
        touches={
            "sentences": _articles("changed_sentences"),
            "parses": "select s.article from sentences s where s.sentence_hash in"
            " (select c.sentence_hash from changed_parses c)",
        },
        within={"sentences": _ARTICLE},
    ),
    "article_sites": Increment(
        keys=("article",), touches={"article_fields": _articles("changed_article_fields")}, within={}
    ),
    "outlet_boilerplate": Increment(
        keys=("paragraph",),
        touches={
            "paragraphs": "select c.paragraph from changed_paragraphs c",
            "article_sites": _PARAGRAPHS_OF.format(changed="changed_article_sites"),
            "site_sizes": "select p.paragraph from paragraphs p join article_sites s on s.article = p.article"
            " where s.site in (select c.site from changed_site_sizes c)",
        },
        within={"paragraphs": "x.paragraph in (select t.paragraph from touched t)"},
    ),
    "set_aside": Increment(
        keys=("article",),
        touches={
            "paragraphs": _articles("changed_paragraphs"),
            "article_sites": _articles("changed_article_sites"),
            "outlet_boilerplate": "select p.article from paragraphs p where p.paragraph in"
            " (select c.paragraph from changed_outlet_boilerplate c)",
        },
        within={"paragraphs": _ARTICLE},
    ),
    "article_grams": Increment(
        keys=("article",),
        touches={"grams": _articles("changed_grams"), "article_fields": _articles("changed_article_fields")},
        within={"grams": _ARTICLE, "article_fields": _ARTICLE},
    ),
    "common_grams": Increment(
        keys=("gram",),
        touches={
            "grams": "select c.gram from changed_grams c",
            "article_grams": "select g.gram from grams g where g.article in"
            " (select c.article from changed_article_grams c)",
        },
        within={"grams": "x.gram in (select t.gram from touched t)"},
    ),
    "candidate_pairs": Increment(
        keys=("article",),
        touches={
            "grams": touched_by_grams_sql,
            "article_grams": _articles("changed_article_grams"),
            "common_grams": TOUCHED_BY_COMMON_GRAMS,
        },
        within={},
        match=_EITHER_END,
        instead=pairs_of_touched_sql,
    ),
    "pair_texts": Increment(
        keys=("article_a", "article_b"),
        touches={
            # A pair of which only the number of shared n-grams changed stands there twice: its texts are as they were.
            "candidate_pairs": "select c.article_a, c.article_b from changed_candidate_pairs c"
            " group by c.article_a, c.article_b having count(*) = 1",
            "texts": _pairs_of("candidate_pairs", "changed_texts"),
            "reuse_content": _pairs_of("candidate_pairs", "changed_reuse_content"),
        },
        within={"candidate_pairs": _PAIR, "texts": _ENDS, "reuse_content": _ENDS},
    ),
    "term_frequencies": Increment(
        keys=("kind", "term"),
        touches={
            "story_features": "select c.kind, c.term from changed_story_features c",
            "article_fields": "select f.kind, f.term from story_features f where f.article in"
            " (select c.article from changed_article_fields c)",
        },
        within={"story_features": "(x.kind, x.term) in (select t.kind, t.term from touched t)"},
    ),
    "story_vectors": Increment(
        keys=("article",),
        touches={
            "story_features": _articles("changed_story_features"),
            "term_weights": "select s.article from story_features s where (s.kind, s.term) in"
            " (select c.kind, c.term from changed_term_weights c)",
        },
        within={"story_features": _ARTICLE},
        portions=Portions("select x.article from stage.texts x order by x.article", story_vectors_sql),
    ),
    "story_shapes": Increment(
        keys=("article",),
        touches={
            "article_fields": _articles("changed_article_fields"),
            "blocks": _articles("changed_blocks"),
            "story_features": _articles("changed_story_features"),
        },
        within={"article_fields": _ARTICLE, "blocks": _ARTICLE, "story_features": _ARTICLE},
    ),
    "common_periods": Increment(
        keys=("kind", "term"),
        touches={
            # A term that was weighed again, and is of its article's heaviest as before, stands there twice.
            "story_vectors": "select c.kind, c.term from changed_story_vectors c group by c.article, c.kind, c.term"
            " having count(c.period_rank) = 1",
            "story_shapes": "select v.kind, v.term from story_vectors v where v.period_rank is not null"
            " and v.article in (select c.article from changed_story_shapes c)",
        },
        within={
            "story_vectors": "x.period_rank is not null and (x.kind, x.term) in (select t.kind, t.term from touched t)"
        },
    ),
    "story_pairs": Increment(
        keys=("article",),
        touches={
            "story_vectors": _articles("changed_story_vectors"),
            "common_periods": touched_by_periods_sql,
            "story_crowds": _both_ends("changed_story_crowds"),
            "story_shapes": _articles("changed_story_shapes"),
            "passages": _both_ends("changed_passages"),
        },
        within={"story_crowds": _EITHER_END, "passages": _EITHER_END},
        match=_EITHER_END,
        instead=story_pairs_of_touched_sql,
        portions=Portions(NUMBERS, pairs_of_portion_sql, prepared_for_portions),
    ),
    "story_similarities": Increment(
        keys=("article_a", "article_b"),
        touches={
            "story_pairs": "select c.article_a, c.article_b from changed_story_pairs c",
            "story_vectors": _pairs_of("story_pairs", "changed_story_vectors"),
            "story_shapes": _pairs_of("story_pairs", "changed_story_shapes"),
            "passages": "select c.article_a, c.article_b from changed_passages c",
        },
        within={"story_pairs": _PAIR, "story_vectors": _ENDS, "story_shapes": _ENDS, "passages": _PAIR},
        portions=Portions(_ALL_PAIRS, story_similarities_sql, times=_PAIRS_AN_ARTICLE),
    ),
    "story_links": Increment(
        keys=("article_a", "article_b"),
        touches={"story_similarities": "select c.article_a, c.article_b from changed_story_similarities c"},
        within={"story_similarities": _PAIR},
    ),
    "story_successions": Increment(
        keys=("story",),
        touches={
            "story_links": _stories_of(
                "select c.article_a from changed_story_links c", "select c.article_b from changed_story_links c"
            ),
            "story_members": "select c.story from changed_story_members c union "
            + _stories_linked_to("select c.article from changed_story_members c"),
            "article_fields": _stories_linked_to("select c.article from changed_article_fields c"),
        },
        within={
            "story_links": "x.article_a in (select m.article from stage.story_members m where m.story in"
            " (select t.story from touched t)) or x.article_b in (select m.article from stage.story_members m"
            " where m.story in (select t.story from touched t))"
        },
    ),
    "story_edges": Increment(
        keys=("article_a", "article_b"),
        touches={"story_links": "select c.article_a, c.article_b from changed_story_links c"},
        within={"story_links": _PAIR},
    ),
    "family_edges": Increment(
        keys=("article_a", "article_b"),
        touches={
            "passages": "select c.article_a, c.article_b from changed_passages c",
            **{name: _pairs_of("passages", f"changed_{name}") for name in _OF_RELATIVES},
        },
        within={"passages": _PAIR, **dict.fromkeys(_OF_RELATIVES, _ENDS)},
    ),
    "member_edges": Increment(
        keys=("article_a",),
        touches={
            "story_cuts": _CUT_OF.format(found="select o.story from changed_story_cuts o")
            + " union select c.article from changed_story_cuts c union select d.article from corrections_by_hand d"
            " where d.new_value in (select c.article from changed_story_cuts c)"
            " union " + _CUT_OF.format(found=_CUTS_OF_MOVED_TO),
            "corrections_by_hand": "select c.article as article_a from changed_corrections_by_hand c union "
            + _CUT_OF.format(
                found="select o.story from story_cuts o where o.article in"
                " (select c.article from changed_corrections_by_hand c)"
            ),
        },
        within={  # and what articles were moved to: only what is held moves anything
            "story_cuts": "x.story in (select o.story from stage.story_cuts o where o.article in"
            " (select t.article_a from touched t)) or x.article in (select d.new_value from corrections_by_hand d)"
        },
    ),
    "actor_edges": Increment(
        keys=("actor_a",),
        touches={
            "linked_actors": _LINKED_TO.format(found="select o.component from changed_linked_actors o")
            + " union select c.actor from changed_linked_actors c",
            "corrected_mentions": "select c.actor as actor_a from changed_corrected_mentions c union "
            + _LINKED_TO.format(
                found="select o.component from linked_actors o where o.actor in"
                " (select c.actor from changed_corrected_mentions c)"
            )
            + " union select m.actor from corrected_mentions m where m.correction in"
            " (select c.correction from changed_corrected_mentions c)",
        },
        within={
            "linked_actors": "x.component in (select o.component from stage.linked_actors o where o.actor in"
            " (select t.actor_a from touched t))"
        },
    ),
    "placed_mentions": Increment(
        keys=("article",),
        touches={
            "mention_spans": _articles("changed_mention_spans"),
            "correction_places": _articles("changed_correction_places"),
        },
        within={"mention_spans": _ARTICLE},
    ),
    "taken_passages": Increment(
        keys=("article",),
        touches={
            "passages": _both_ends("changed_passages"),
            "derivations": _articles("changed_derivations"),
            "article_fields": "select c.article from changed_article_fields c union select d.article from derivations d"
            " where d.exemplar in (select c.article from changed_article_fields c)",
            "texts": "select d.article from derivations d where d.exemplar in (select c.article from changed_texts c)",
        },
        within={"passages": _EITHER_END, "derivations": _ARTICLE},
    ),
    "readings_by_outlet": Increment(
        keys=("article",),
        touches={
            "variants": _articles("changed_variants"),
            "taken_passages": _articles("changed_taken_passages"),
            "texts": _articles("changed_texts"),
        },
        within={"variants": _ARTICLE, "taken_passages": _ARTICLE, "texts": _ARTICLE},
    ),
    "keyed_actors": Increment(
        keys=("key",),
        touches={
            "actor_keys": "select c.key from changed_actor_keys c",
            "local_actors": "select k.key from actor_keys k where k.actor in"
            " (select c.actor from changed_local_actors c)",
        },
        within={"actor_keys": "x.key in (select t.key from touched t)"},
    ),
    "entity_actors": Increment(
        keys=("entity",),
        touches={
            "actor_members": "select c.entity from changed_actor_members c",
            "local_actors": "select m.entity from actor_members m where m.actor in"
            " (select c.actor from changed_local_actors c)",
            "actor_links": _ENTITIES_OF_LINKS.format(changed="changed_actor_links"),
            "alias_links": _ENTITIES_OF_LINKS.format(changed="changed_alias_links"),
        },
        within={"actor_members": "x.entity in (select t.entity from touched t)"},
    ),
    "state_entities": Increment(
        keys=("country",),
        touches={
            "local_actors": "select c.country from changed_local_actors c where c.country is not null",
            "actor_members": "select l.country from local_actors l where l.country is not null and l.actor in"
            " (select c.actor from changed_actor_members c)",
        },
        within={"local_actors": "x.type = 'GPE' and x.named and x.country in (select t.country from touched t)"},
    ),
    "attributed_events": Increment(
        keys=("event",),
        touches={
            "event_spans": "select c.event from changed_event_spans c",
            "local_actors": _EVENTS_OF_ACTORS.format(changed="changed_local_actors"),
            "actor_members": _EVENTS_OF_ACTORS.format(changed="changed_actor_members"),
            "state_entities": "select e.event from event_spans e where e.actor is null and e.actor_country in"
            " (select c.country from changed_state_entities c) union select e.event from event_spans e"
            " where e.recipient is null and e.recipient_country in (select c.country from changed_state_entities c)",
            "spoken_quotations": _EVENTS_OF_QUOTATIONS.format(changed="changed_spoken_quotations"),
            "statement_members": _EVENTS_OF_QUOTATIONS.format(changed="changed_statement_members"),
            "story_members": "select e.event from event_spans e where e.article in"
            " (select c.article from changed_story_members c)",
        },
        within={
            "event_spans": "x.event in (select t.event from touched t)",
            "local_actors": _ACTORS_OF_EVENTS,
            "actor_members": _ACTORS_OF_EVENTS,
            "spoken_quotations": _QUOTATIONS_OF_EVENTS,
            "statement_members": _QUOTATIONS_OF_EVENTS,
            "story_members": f"x.article in (select e.article from {_TOUCHED_EVENTS})",
        },
    ),
    "spoken_quotations": Increment(
        keys=("quotation",),
        touches={
            "family_quotations": "select c.quotation from changed_family_quotations c",
            "actor_members": "select q.quotation from family_quotations q where q.actor in"
            " (select c.actor from changed_actor_members c)",
            "local_actors": "select q.quotation from family_quotations q where q.actor in"
            " (select c.actor from changed_local_actors c)",
        },
        within={"family_quotations": "x.quotation in (select t.quotation from touched t)"},
    ),
    "window_sentences": Increment(
        keys=("window",),
        touches={
            "quotation_windows": "select c.window from changed_quotation_windows c",
            "sentence_texts": "select q.window from quotation_windows q where q.sentence_hash in"
            " (select c.sentence_hash from changed_sentence_texts c)",
            "parses": "select q.window from quotation_windows q where q.sentence_hash in"
            " (select c.sentence_hash from changed_parses c)",
        },
        within={},
    ),
    "tagged_attributions": Increment(
        keys=("article",),
        touches={
            "quotation_windows": _articles("changed_quotation_windows"),
            "window_attributions": "select q.article from quotation_windows q where q.window in"
            " (select c.window from changed_window_attributions c)",
        },
        within={"quotation_windows": _ARTICLE},
    ),
}
