"""The stages, in order. Reading this list aloud explains the program."""

from __future__ import annotations

from retold.actors.aliases import alias_links
from retold.actors.dates import inferred_dates
from retold.actors.entities import entities
from retold.actors.linking import ENTITY_ACTORS_SQL, KEYED_ACTORS_SQL, actor_keys, actor_links
from retold.actors.mentions import local_actors, mention_spans
from retold.actors.times.stage import times
from retold.language.parsing import parses
from retold.language.sentences import PARSED_SENTENCES_SQL, SENTENCE_TEXTS_SQL, sentences
from retold.quotations.extraction import quotation_spans
from retold.quotations.origins import statements
from retold.quotations.recovered import family_quotations
from retold.quotations.retellings import retellings
from retold.quotations.speakers import SPOKEN_QUOTATIONS_SQL
from retold.quotations.statements import statement_members
from retold.reuse.boilerplate import outlet_boilerplate_sql, paragraphs, reuse_content, set_aside_sql
from retold.reuse.candidates import PAIR_TEXTS_SQL, candidate_pairs_sql
from retold.reuse.derivations import derivations
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
from retold.stories.links import story_links
from retold.stories.listing import stories, story_articles, story_successions_sql
from retold.stories.members import story_edges_sql, story_members
from retold.stories.similarity import (
    story_pairs_sql,
    story_similarities_sql,
    story_terms_sql,
    story_vectors,
    term_frequencies_sql,
)

# What readers and users write; everything else follows from these.
BASE_TABLES = ("texts", "readings", "settings_by_hand")

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
    Stage("parsed_sentences", Query(PARSED_SENTENCES_SQL, reads=("sentences", "parses")), section="language"),
)

PASSAGES = (
    Stage("paragraphs", BY_ARTICLE, paragraphs, section="reuse", cached=True),
    Stage(
        "outlet_boilerplate",
        Query(outlet_boilerplate_sql, reads=("paragraphs", "article_fields")),
        section="reuse",
    ),
    Stage(
        "set_aside",
        Query(set_aside_sql, reads=("paragraphs", "article_fields", "outlet_boilerplate")),
        section="reuse",
    ),
    Stage("reuse_content", BY_ARTICLE, reuse_content, section="reuse"),
    Stage("grams", BY_ARTICLE, grams, section="reuse"),
    Stage("candidate_pairs", Query(candidate_pairs_sql, reads=("grams",)), section="reuse"),
    Stage("pair_texts", Query(PAIR_TEXTS_SQL, reads=("candidate_pairs", "texts", "reuse_content")), section="reuse"),
    Stage("passages", Map(), passages, section="reuse", version="2"),
    Stage(
        "reuse_members",
        Components(
            nodes=("texts", "article"),
            edges=(("passages", "article_a", "article_b"),),
            member="article",
            component="family",
        ),
        section="reuse",
    ),
)

STORIES = (
    Stage("story_features", BY_ARTICLE, story_features, section="stories", cached=True),
    Stage(
        "term_frequencies", Query(term_frequencies_sql, reads=("story_features", "article_fields")), section="stories"
    ),
    Stage("story_terms", Query(story_terms_sql, reads=("story_features", "term_frequencies")), section="stories"),
    Stage("story_vectors", BY_ARTICLE, story_vectors, section="stories"),
    Stage("story_pairs", Query(story_pairs_sql, reads=("story_vectors", "passages")), section="stories"),
    Stage(
        "story_similarities",
        Query(story_similarities_sql, reads=("story_pairs", "story_vectors", "passages", "blocks", "article_fields")),
        section="stories",
    ),
    Stage("story_links", Map(), story_links, section="stories"),
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
    Stage("story_members", Group(by=("component",), via="story_components"), story_members, section="stories"),
    Stage("story_articles", BY_STORY, story_articles, section="stories"),
    Stage(
        "story_successions",
        Query(story_successions_sql, reads=("story_links", "story_members", "article_fields")),
        section="stories",
    ),
    Stage("stories", BY_STORY, stories, section="stories"),
)

COPIES = (
    Stage("derivations", BY_FAMILY, derivations, section="reuse", version="2"),
    Stage("stemmata", BY_STORY, stemmata, section="reuse"),
    Stage("variants", BY_FAMILY, variants, section="reuse"),
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
    Stage("mention_spans", BY_ARTICLE, mention_spans, section="actors", cached=True),
    Stage("local_actors", BY_ARTICLE, local_actors, section="actors"),
    Stage("actor_keys", BY_ARTICLE, actor_keys, section="actors"),
    Stage("keyed_actors", Query(KEYED_ACTORS_SQL, reads=("actor_keys", "local_actors")), section="actors"),
    Stage("actor_links", Group(by=("key",)), actor_links, section="actors"),
    Stage("alias_links", BY_FAMILY, alias_links, section="actors"),
    Stage(
        "actor_members",
        Components(
            nodes=("local_actors", "actor"),
            edges=(("actor_links", "actor_a", "actor_b"), ("alias_links", "actor_a", "actor_b")),
            member="actor",
            component="entity",
            prefix="e",
        ),
        section="actors",
    ),
    Stage("entity_actors", Query(ENTITY_ACTORS_SQL, reads=("actor_members", "local_actors")), section="actors"),
    Stage("entities", Group(by=("entity",)), entities, section="actors"),
    Stage("inferred_dates", BY_STORY, inferred_dates, section="actors"),
    Stage("times", BY_ARTICLE, times, section="actors"),
)

QUOTATIONS = (
    Stage("quotation_spans", BY_ARTICLE, quotation_spans, section="quotations", cached=True),
    Stage("family_quotations", BY_FAMILY, family_quotations, section="quotations"),
    Stage(
        "spoken_quotations",
        Query(SPOKEN_QUOTATIONS_SQL, reads=("family_quotations", "actor_members")),
        section="quotations",
    ),
    Stage("statement_members", BY_STORY, statement_members, section="quotations"),
    Stage("retellings", BY_STORY, retellings, section="quotations"),
    Stage("statements", BY_STORY, statements, section="quotations"),
)

STAGES: tuple[Stage, ...] = (*READING, *LANGUAGE, *PASSAGES, *STORIES, *COPIES, *ACTORS, *QUOTATIONS)
