"""The stages, in order. Reading this list aloud explains the program."""

from __future__ import annotations

from retold.actors.aliases import alias_links
from retold.actors.dates import inferred_dates
from retold.actors.entities import entities
from retold.actors.events.claims import ATTRIBUTED_EVENTS_SQL, STATE_ENTITIES_SQL, claim_members
from retold.actors.events.stage import event_spans
from retold.actors.linking import ENTITY_ACTORS_SQL, KEYED_ACTORS_SQL, actor_keys, actor_links
from retold.actors.mentions import local_actors, mention_spans
from retold.actors.times.stage import times
from retold.corrections.actors import (
    ACTOR_EDGES_SQL,
    CORRECTION_PLACES_SQL,
    PLACED_MENTIONS_SQL,
    QUOTATION_CORRECTIONS_SQL,
    corrected_mentions,
)
from retold.corrections.stories import MEMBER_EDGES_SQL
from retold.language.parsing import parses
from retold.language.sentences import PARSED_SENTENCES_SQL, SENTENCE_TEXTS_SQL, sentences
from retold.quotations.extraction import quotation_spans
from retold.quotations.origins import statements
from retold.quotations.recovered import family_quotations
from retold.quotations.retellings import retellings
from retold.quotations.speakers import SPOKEN_QUOTATIONS_SQL
from retold.quotations.statements import statement_members
from retold.quotations.tagging import TAGGED_ATTRIBUTIONS_SQL, window_attributions
from retold.quotations.windows import WINDOW_SENTENCES_SQL, quotation_windows
from retold.reuse.boilerplate import (
    ARTICLE_SITES_SQL,
    outlet_boilerplate_sql,
    paragraphs,
    reuse_content,
    set_aside_sql,
    site_sizes_sql,
)
from retold.reuse.candidates import ARTICLE_GRAMS_SQL, PAIR_TEXTS_SQL, candidate_pairs_sql, common_grams_sql
from retold.reuse.derivations import derivations
from retold.reuse.families import FAMILY_EDGES_SQL, PAGE_EDGES_SQL
from retold.reuse.fingerprints import grams
from retold.reuse.passages import passages
from retold.reuse.stemmata import stemmata
from retold.reuse.substitutions import READINGS_BY_OUTLET_SQL, TAKEN_PASSAGES_SQL, substitutions
from retold.reuse.variants import variants
from retold.sources.blocks import blocks
from retold.sources.credits import credits
from retold.sources.fields import article_fields
from retold.sources.metadata import metadata
from retold.sources.outlets import outlet_names, outlets
from retold.stage import Components, Group, Map, Query, Stage
from retold.stories.features import story_features
from retold.stories.links import story_links_sql
from retold.stories.listing import stories, story_articles, story_successions_sql
from retold.stories.members import story_cuts, story_edges_sql
from retold.stories.pairs import common_periods_sql, story_crowds_sql, story_pairs_sql
from retold.stories.similarity import (
    article_counts_sql,
    story_shapes_sql,
    story_similarities_sql,
    story_vectors_sql,
    term_frequencies_sql,
    term_weights,
)

# What readers and users write; everything else follows from these.
BASE_TABLES = ("texts", "readings", "settings_by_hand", "corrections_by_hand")

BY_ARTICLE = Group(by=("article",))
BY_FAMILY = Group(by=("family",), via="reuse_members")
BY_STORY = Group(by=("story",), via="story_members")

READING = (
    Stage("blocks", BY_ARTICLE, blocks, section="reading", cached=True),
    Stage("metadata", BY_ARTICLE, metadata, section="reading", cached=True),
    Stage("article_fields", BY_ARTICLE, article_fields, section="reading"),
    Stage("credits", BY_ARTICLE, credits, section="reading", cached=True),
    Stage("outlet_names", BY_ARTICLE, outlet_names, section="reading"),
    Stage("outlets", Group(by=("outlet",)), outlets, section="reading"),
)

LANGUAGE = (
    Stage("sentences", BY_ARTICLE, sentences, section="language", cached=True),
    Stage(
        "sentence_texts", Query(SENTENCE_TEXTS_SQL, reads=("sentences", "texts", "article_fields")), section="language"
    ),
    Stage("parses", Map(), parses, section="language", cached=True),
    Stage(
        "parsed_sentences",
        Query(PARSED_SENTENCES_SQL, reads=("sentences", "parses")),
        section="language",
        stored=False,
    ),
)

PASSAGES = (
    Stage("paragraphs", BY_ARTICLE, paragraphs, section="reuse", many_keys=True),
    Stage("article_sites", Query(ARTICLE_SITES_SQL, reads=("article_fields",)), section="reuse", stored=False),
    Stage("site_sizes", Query(site_sizes_sql, reads=("article_sites",)), section="reuse"),
    Stage(
        "outlet_boilerplate",
        Query(outlet_boilerplate_sql, reads=("paragraphs", "article_sites", "site_sizes")),
        section="reuse",
    ),
    Stage(
        "set_aside",
        Query(set_aside_sql, reads=("paragraphs", "article_sites", "outlet_boilerplate")),
        section="reuse",
    ),
    Stage("reuse_content", BY_ARTICLE, reuse_content, section="reuse", many_keys=True),
    Stage("grams", BY_ARTICLE, grams, section="reuse", version="2", many_keys=True),
    Stage("article_grams", Query(ARTICLE_GRAMS_SQL, reads=("grams", "article_fields")), section="reuse"),
    Stage("common_grams", Query(common_grams_sql, reads=("grams", "article_grams")), section="reuse"),
    Stage(
        "candidate_pairs",
        Query(candidate_pairs_sql, reads=("grams", "article_grams", "common_grams")),
        section="reuse",
    ),
    Stage(
        "pair_texts",
        Query(PAIR_TEXTS_SQL, reads=("candidate_pairs", "texts", "reuse_content")),
        section="reuse",
        stored=False,
    ),
    Stage("passages", Map(), passages, section="reuse", version="2"),
)

STORIES = (
    Stage("story_features", BY_ARTICLE, story_features, section="stories", version="4", many_keys=True),
    Stage("article_counts", Query(article_counts_sql, reads=("article_fields",)), section="stories"),
    Stage(
        "term_frequencies",
        Query(term_frequencies_sql, reads=("story_features", "article_fields", "article_counts")),
        section="stories",
    ),
    Stage("term_weights", Map(), term_weights, section="stories"),
    Stage("story_vectors", Query(story_vectors_sql, reads=("story_features", "term_weights")), section="stories"),
    Stage(
        "story_shapes", Query(story_shapes_sql, reads=("article_fields", "blocks", "story_features")), section="stories"
    ),
    Stage("common_periods", Query(common_periods_sql, reads=("story_vectors", "story_shapes")), section="stories"),
    Stage("story_crowds", Query(story_crowds_sql, reads=("story_vectors",)), section="stories"),
    Stage(
        "story_pairs",
        Query(story_pairs_sql, reads=("story_vectors", "common_periods", "story_crowds", "story_shapes", "passages")),
        section="stories",
    ),
    Stage(
        "story_similarities",
        Query(story_similarities_sql, reads=("story_pairs", "story_vectors", "story_shapes", "passages")),
        section="stories",
    ),
    Stage("story_links", Query(story_links_sql, reads=("story_similarities",)), section="stories"),
    Stage("story_edges", Query(story_edges_sql, reads=("story_links",)), section="stories"),
    Stage(
        "story_components",
        Components(
            nodes=("texts", "article"),
            edges=(("story_edges", "article_a", "article_b"),),
            member="article",
            component="component",
        ),
        section="stories",
    ),
    Stage("story_cuts", Group(by=("component",), via="story_components"), story_cuts, section="stories", version="3"),
    Stage("member_edges", Query(MEMBER_EDGES_SQL, reads=("story_cuts", "corrections_by_hand")), section="stories"),
    Stage(
        "story_members",
        Components(
            nodes=("story_cuts", "article"),
            edges=(("member_edges", "article_a", "article_b"),),
            member="article",
            component="story",
            prefix="s",
        ),
        section="stories",
    ),
    Stage("story_articles", BY_STORY, story_articles, section="stories"),
    Stage(
        "story_successions",
        Query(story_successions_sql, reads=("story_links", "story_members", "article_fields")),
        section="stories",
    ),
    Stage("stories", BY_STORY, stories, section="stories", version="2"),
)

COPIES = (
    Stage(
        "family_edges",
        Query(
            FAMILY_EDGES_SQL,
            reads=("passages", "set_aside", "story_members", "story_shapes", "article_fields", "article_sites"),
        ),
        section="reuse",
    ),
    Stage("page_edges", Query(PAGE_EDGES_SQL, reads=("article_fields",)), section="reuse"),
    Stage(
        "reuse_members",
        Components(
            nodes=("texts", "article"),
            edges=(("family_edges", "article_a", "article_b"), ("page_edges", "article_a", "article_b")),
            member="article",
            component="family",
        ),
        section="reuse",
    ),
    Stage("derivations", BY_FAMILY, derivations, section="reuse", version="5"),
    Stage("stemmata", BY_STORY, stemmata, section="reuse", version="2"),
    Stage("variants", BY_FAMILY, variants, section="reuse", version="2"),
    Stage(
        "taken_passages",
        Query(TAKEN_PASSAGES_SQL, reads=("passages", "derivations", "article_fields", "texts")),
        section="reuse",
    ),
    Stage(
        "readings_by_outlet",
        Query(READINGS_BY_OUTLET_SQL, reads=("variants", "taken_passages", "texts")),
        section="reuse",
    ),
    Stage("substitutions", Group(by=("outlet",)), substitutions, section="reuse"),
)

ACTORS = (
    Stage("mention_spans", BY_ARTICLE, mention_spans, section="actors", cached=True, version="2"),
    Stage("local_actors", BY_ARTICLE, local_actors, section="actors"),
    Stage("actor_keys", BY_ARTICLE, actor_keys, section="actors", version="2"),
    Stage(
        "keyed_actors",
        Query(KEYED_ACTORS_SQL, reads=("actor_keys", "local_actors")),
        section="actors",
        stored=False,
    ),
    Stage("actor_links", Group(by=("key",)), actor_links, section="actors", version="2", many_keys=True),
    Stage("alias_links", BY_FAMILY, alias_links, section="actors", version="2"),
    Stage(
        "linked_actors",
        Components(
            nodes=("local_actors", "actor"),
            edges=(("actor_links", "actor_a", "actor_b"), ("alias_links", "actor_a", "actor_b")),
            member="actor",
            component="component",
        ),
        section="actors",
    ),
    Stage("correction_places", Query(CORRECTION_PLACES_SQL, reads=("corrections_by_hand",)), section="actors"),
    Stage(
        "placed_mentions",
        Query(PLACED_MENTIONS_SQL, reads=("mention_spans", "correction_places")),
        section="actors",
    ),
    Stage("corrected_mentions", BY_ARTICLE, corrected_mentions, section="actors"),
    Stage("actor_edges", Query(ACTOR_EDGES_SQL, reads=("linked_actors", "corrected_mentions")), section="actors"),
    Stage(
        "actor_members",
        Components(
            nodes=("local_actors", "actor"),
            edges=(("actor_edges", "actor_a", "actor_b"),),
            member="actor",
            component="entity",
            prefix="e",
        ),
        section="actors",
    ),
    Stage(
        "entity_actors",
        Query(ENTITY_ACTORS_SQL, reads=("actor_members", "local_actors", "actor_links", "alias_links")),
        section="actors",
        stored=False,
    ),
    Stage("entities", Group(by=("entity",)), entities, section="actors", many_keys=True),
    Stage("inferred_dates", BY_STORY, inferred_dates, section="actors"),
    Stage("times", BY_ARTICLE, times, section="actors", version="2"),
)

QUOTATIONS = (
    Stage("quotation_windows", BY_ARTICLE, quotation_windows, section="quotations", cached=True),
    Stage(
        "window_sentences",
        Query(WINDOW_SENTENCES_SQL, reads=("quotation_windows", "sentence_texts", "parses")),
        section="quotations",
        stored=False,
    ),
    Stage("window_attributions", Group(by=("window",)), window_attributions, section="quotations", cached=True),
    Stage(
        "tagged_attributions",
        Query(TAGGED_ATTRIBUTIONS_SQL, reads=("quotation_windows", "window_attributions")),
        section="quotations",
    ),
    Stage("quotation_spans", BY_ARTICLE, quotation_spans, section="quotations", cached=True),
    Stage(
        "quotation_corrections",
        Query(QUOTATION_CORRECTIONS_SQL, reads=("corrections_by_hand", "corrected_mentions")),
        section="quotations",
    ),
    Stage("family_quotations", BY_FAMILY, family_quotations, section="quotations"),
    Stage(
        "spoken_quotations",
        Query(SPOKEN_QUOTATIONS_SQL, reads=("family_quotations", "actor_members", "local_actors")),
        section="quotations",
    ),
    Stage("statement_members", BY_STORY, statement_members, section="quotations", version="2"),
    Stage("retellings", BY_STORY, retellings, section="quotations"),
    Stage("statements", BY_STORY, statements, section="quotations"),
)

EVENTS = (
    Stage("event_spans", BY_ARTICLE, event_spans, section="events"),
    Stage("state_entities", Query(STATE_ENTITIES_SQL, reads=("local_actors", "actor_members")), section="events"),
    Stage(
        "attributed_events",
        Query(
            ATTRIBUTED_EVENTS_SQL,
            reads=(
                "event_spans",
                "local_actors",
                "actor_members",
                "state_entities",
                "spoken_quotations",
                "statement_members",
                "story_members",
            ),
        ),
        section="events",
    ),
    Stage("claim_members", Group(by=("dyad",)), claim_members, section="events"),
)

STAGES: tuple[Stage, ...] = (*READING, *LANGUAGE, *PASSAGES, *STORIES, *COPIES, *ACTORS, *QUOTATIONS, *EVENTS)
