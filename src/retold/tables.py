"""Every table, declared once: name, key, columns, and one line of meaning each.

Stage tables are what stages write and read. Public tables are what users see: views over stage tables.
Exports, pages and Python use the public names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

ID = pa.string()
OFFSET = pa.int64()
TIME = pa.timestamp("us", tz="UTC")
SPAN = pa.struct([("begin", OFFSET), ("end", OFFSET)])
SPANS = pa.list_(SPAN)
EVIDENCE = pa.list_(
    pa.struct(
        [
            ("kind", pa.string()),
            ("table", pa.string()),
            ("id", pa.string()),
            ("article", pa.string()),
            ("begin", OFFSET),
            ("end", OFFSET),
            ("weight", pa.float64()),
        ]
    )
)
NAMES = pa.list_(pa.struct([("name", pa.string()), ("count", pa.int64())]))
CHANGES = pa.list_(
    pa.struct(
        [
            ("kind", pa.string()),
            ("effect", pa.string()),
            ("begin", OFFSET),
            ("end", OFFSET),
            ("from_begin", OFFSET),
            ("from_end", OFFSET),
        ]
    )
)

# The roles of blocks, and those whose words are the article's own.
ROLES = (
    "title",
    "heading",
    "body",
    "caption",
    "pullquote",
    "table",
    "byline",
    "dateline",
    "credit",
    "link",
    "related",
    "comment",
    "boilerplate",
)
CONTENT_ROLES = ("title", "heading", "body", "caption", "pullquote")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Arrow type, and what it means in one line."""

    name: str
    type: pa.DataType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its key columns and all its columns. `view` is the SQL of a public table over stage tables."""

    name: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]
    view: str | None = None
    schema: pa.Schema = field(init=False, repr=False, compare=False)  # in the declared order

    def __post_init__(self) -> None:
        """Make the Arrow schema once: stages ask for it a million times."""
        object.__setattr__(self, "schema", pa.schema([(column.name, column.type) for column in self.columns]))

    def rows(self, rows: Iterable[dict[str, Any]]) -> pa.Table:
        """Return `rows` as an Arrow table of this schema; a missing key is null, an unknown one an error."""
        names = {column.name for column in self.columns}
        every = list(rows)
        for row in every:
            if not row.keys() <= names:
                raise KeyError(f"table {self.name} has no column {sorted(row.keys() - names)}")
        return pa.Table.from_pylist(every, schema=self.schema)

    def empty(self) -> pa.Table:
        """Return the table without rows."""
        return self.schema.empty_table()


def _columns(*columns: tuple[str, pa.DataType, str]) -> tuple[Column, ...]:
    return tuple(Column(*column) for column in columns)


_ARTICLE = ("article", ID, "the article's id")
_BEGIN = ("begin", OFFSET, "where it begins in `articles.text`, in code points")
_END = ("end", OFFSET, "where it ends (exclusive)")
_INFERRED = (
    ("probability", pa.float64(), "how probable the row is, 0 to 1; null where it is not inferred"),
    ("evidence", EVIDENCE, "why: pointers with weights in log-odds"),
)
_STORY = ("story", ID, "the story's id: its least article's, with `s` before it")

_PARSE = (
    ("begins", pa.list_(pa.int32()), "begin of each token in the sentence"),
    ("ends", pa.list_(pa.int32()), "end of each token in the sentence"),
    ("lemmas", pa.list_(pa.string()), "lemma"),
    ("parts", pa.list_(pa.string()), "part of speech (Universal Dependencies)"),
    ("tags", pa.list_(pa.string()), "part of speech (Penn)"),
    ("relations", pa.list_(pa.string()), "dependency label"),
    ("heads", pa.list_(pa.int32()), "index of the head token; its own index for the root"),
    (
        "names",
        pa.list_(pa.struct([("begin", pa.int32()), ("end", pa.int32()), ("label", pa.string())])),
        "named entities, offsets in the sentence",
    ),
)

# ---------------------------------------------------------------- what readers write
_BASE = (
    Table(
        "texts",
        ("article",),
        "The text of each article, to the character.",
        _columns(_ARTICLE, ("text", pa.string(), "the text"), ("text_hash", pa.string(), "its content hash")),
    ),
    Table(
        "readings",
        ("article", "origin"),
        "Each time a text was read: where from, what the caller gave, and what the reader saw in the mark-up.",
        _columns(
            _ARTICLE,
            ("origin", pa.string(), "path or address it was read from"),
            ("format", pa.string(), "which reader: text, html, jsonl"),
            ("given", pa.list_(pa.struct([("field", pa.string()), ("value", pa.string())])), "fields as given"),
            (
                "found",
                pa.list_(
                    pa.struct([("field", pa.string()), ("value", pa.string()), ("begin", OFFSET), ("end", OFFSET)])
                ),
                "fields that the reader found in the page's mark-up",
            ),
            (
                "marks",
                pa.list_(pa.struct([("begin", OFFSET), ("end", OFFSET), ("role", pa.string())])),
                "blocks that the reader told from the mark-up; null for plain text",
            ),
            ("retrieved", TIME, "when it was retrieved, where that is known"),
            ("bytes_hash", pa.string(), "hash of the bytes read"),
            ("status", pa.string(), "how the reading ended (read, or an HTTP status)"),
            ("collected_by", pa.string(), "who collected it, as given"),
        ),
    ),
    Table(
        "originals",
        ("bytes_hash",),
        "The bytes that texts were read from, compressed (zlib), each once.",
        _columns(
            ("bytes_hash", pa.string(), "hash of the bytes, as in `origins`"),
            ("content", pa.binary(), "the bytes, compressed"),
        ),
    ),
    Table(
        "original_places",
        ("origin", "bytes_hash"),
        "Where kept bytes were read, with all that a reader needs to read them again.",
        _columns(
            ("origin", pa.string(), "path or address they were read from"),
            ("bytes_hash", pa.string(), "which bytes"),
            ("article", pa.string(), "the article that was read from them; null for a page that was refused"),
            ("format", pa.string(), "which reader: html, text, nexis"),
            ("charset", pa.string(), "encoding that the carrier declared; null where it declared none"),
            ("given", pa.list_(pa.struct([("field", pa.string()), ("value", pa.string())])), "fields as given"),
            ("id_url", pa.string(), "the address in the article's id"),
            ("id_outlet", pa.string(), "the outlet in the article's id"),
            ("retrieved", TIME, "when they were retrieved, where that is known"),
            ("status", pa.string(), "how the reading ended (read, or an HTTP status)"),
            ("collected_by", pa.string(), "who collected them, as given"),
        ),
    ),
    Table(
        "superseded",
        ("article", "origin"),
        "Texts as an earlier reader made them of kept bytes: no stage reads them, and old links still resolve.",
        _columns(
            _ARTICLE,
            ("origin", pa.string(), "path or address it was read from"),
            ("text", pa.string(), "the text that the earlier reader made"),
            ("bytes_hash", pa.string(), "the bytes that both readers read"),
            ("replaced_by", pa.string(), "the article that the same bytes are now"),
        ),
    ),
    Table(
        "settings_by_hand",
        ("article", "field"),
        "What a user said of an article: `retold set`.",
        _columns(_ARTICLE, ("field", pa.string(), "which field"), ("value", pa.string(), "its value")),
    ),
    Table(
        "corrections_by_hand",
        ("correction",),
        "What people corrected: what is so at a place of an article. `retold correct`.",
        _columns(
            ("correction", ID, "its id: of the place, the field and the new value"),
            _ARTICLE,
            _BEGIN,
            _END,
            ("field", pa.string(), "what was corrected"),
            ("old_value", pa.string(), "what stood there; of a copy, its exemplar"),
            ("new_value", pa.string(), "what is so; empty for not known, or alone"),
            ("other_article", ID, "the article of the place that the new value points at"),
            ("other_begin", OFFSET, "where that place begins"),
            ("other_end", OFFSET, "where it ends (exclusive)"),
            ("author", pa.string(), "who corrected it"),
            ("corrected_at", TIME, "when; it decides nothing"),
            ("reason", pa.string(), "why"),
        ),
    ),
    Table(
        "responses",
        ("origin", "bytes_hash"),
        "How a page answered that was fetched from the web: kept as evidence.",
        _columns(
            ("origin", pa.string(), "the address it was read from"),
            ("bytes_hash", pa.string(), "hash of the bytes read"),
            ("retrieved", TIME, "when the answer was complete"),
            ("requested", pa.string(), "the address that was asked for"),
            ("hops", pa.list_(pa.string()), "the addresses that redirected, in order"),
            ("status", pa.int64(), "HTTP status"),
            (
                "headers",
                pa.list_(pa.struct([("name", pa.string()), ("value", pa.string())])),
                "the headers of the answer, in order",
            ),
            ("checked", pa.string(), "which rules of the host were asked, and what they said"),
        ),
    ),
    Table(
        "forgotten",
        ("kind", "hash"),
        "Keyed hashes of what was removed and may not come back: nothing of it can be read from them.",
        _columns(
            ("kind", pa.string(), "article, place, page, name"),
            ("hash", pa.string(), "its keyed hash"),
            ("words", pa.int64(), "of a name: its number of words; 0 for all else"),
        ),
    ),
    Table(
        "rejections",
        ("origin", "reason"),
        "What could not be read, and why.",
        _columns(
            ("origin", pa.string(), "path or address"),
            ("reason", pa.string(), "why, in one or two words"),
            ("detail", pa.string(), "what exactly was found"),
        ),
    ),
)

# ---------------------------------------------------------------- reading and language
_READ = (
    Table(
        "blocks",
        ("article", "begin"),
        "Stretches of an article with a role; they cover the text but for white space.",
        _columns(_ARTICLE, _BEGIN, _END, ("role", pa.string(), "title, heading, body, caption, …"), *_INFERRED),
    ),
    Table(
        "metadata",
        ("article", "field", "given_by", "value", "begin"),
        "Every value found for a field of an article, with where it came from.",
        _columns(
            _ARTICLE,
            ("field", pa.string(), "title, byline, outlet, published, modified, url, language"),
            ("value", pa.string(), "the value as text; times in ISO 8601"),
            ("earliest", TIME, "for times: not before"),
            ("latest", TIME, "for times: not after"),
            ("given_by", pa.string(), "page, visible text, user, inferred"),
            ("begin", OFFSET, "where it stands in the text; null when not in the text"),
            ("end", OFFSET, "where it ends (exclusive)"),
            *_INFERRED,
        ),
    ),
    Table(
        "article_fields",
        ("article",),
        "The best value of each field of an article.",
        _columns(
            _ARTICLE,
            ("page", pa.string(), "hash of what all addresses of its page have in common"),
            ("url", pa.string(), "canonical address"),
            ("outlet", pa.string(), "who published it; null where not stated"),
            ("title", pa.string(), "headline"),
            ("byline", pa.string(), "who wrote it"),
            ("published", TIME, "publication, UTC; only stated times"),
            ("published_offset_minutes", pa.int64(), "the zone as stated, minutes east of UTC"),
            ("published_precision", pa.string(), "second, minute, hour, day, month, year"),
            ("modified", TIME, "last change, UTC"),
            ("language", pa.string(), "ISO 639-1"),
        ),
    ),
    Table(
        "credits",
        ("article", "begin", "outlet"),
        "Where an article names the outlet that its words come from.",
        _columns(
            _ARTICLE,
            _BEGIN,
            _END,
            ("outlet", pa.string(), "the outlet named"),
            ("kind", pa.string(), "agency, told, reported by, source line"),
            *_INFERRED,
        ),
    ),
    Table(
        "outlet_names",
        ("outlet", "article", "name", "from_credit"),
        "Each name of an outlet in each article: as its publisher, or credited in it.",
        _columns(
            ("outlet", pa.string(), "the outlet's key: its folded name"),
            _ARTICLE,
            ("name", pa.string(), "the name as it stands there"),
            ("host", pa.string(), "web host of the article; null for a credit"),
            ("from_credit", pa.bool_(), "whether the article credits it; otherwise it publishes the article"),
        ),
    ),
    Table(
        "outlets",
        ("outlet",),
        "Outlets that publish an article here or are named in one.",
        _columns(
            ("outlet", pa.string(), "the outlet's key: its folded name"),
            ("name", pa.string(), "its commonest name"),
            ("names", pa.list_(pa.string()), "all its names here"),
            ("hosts", pa.list_(pa.string()), "web hosts of its articles"),
            ("is_agency", pa.bool_(), "whether it is known as a news agency"),
            ("country", pa.string(), "ISO 3166 alpha-3, where known"),
        ),
    ),
    Table(
        "sentences",
        ("article", "sentence"),
        "Sentences of the content blocks.",
        _columns(
            _ARTICLE,
            ("sentence", pa.int64(), "ordinal in the article, from 0"),
            _BEGIN,
            _END,
            ("sentence_hash", pa.string(), "content hash of its characters"),
            ("role", pa.string(), "the role of its block"),
        ),
    ),
    Table(
        "sentence_texts",
        ("sentence_hash",),
        "Each distinct sentence once.",
        _columns(("sentence_hash", pa.string(), "content hash"), ("text", pa.string(), "its characters")),
    ),
    Table(
        "parses",
        ("sentence_hash",),
        "Words, parse and names of each distinct sentence; lists run in step, one entry a token.",
        _columns(
            ("sentence_hash", pa.string(), "content hash"),
            *_PARSE,
        ),
    ),
    Table(
        "parsed_sentences",
        ("article", "sentence"),
        "Sentences with their parse: `sentences` joined with `parses`.",
        _columns(
            _ARTICLE,
            ("sentence", pa.int64(), "ordinal in the article"),
            _BEGIN,
            _END,
            ("role", pa.string(), "the role of its block"),
            *_PARSE,
        ),
    ),
)

# ---------------------------------------------------------------- copies and stories
_PAIR = (("article_a", ID, "the pair's lesser article id"), ("article_b", ID, "the pair's greater article id"))
_REUSE = (
    Table(
        "paragraphs",
        ("article", "begin"),
        "The lines of an article's content, by the hash of their words.",
        _columns(_ARTICLE, _BEGIN, _END, ("paragraph", ID, "hash of its words, case aside")),
    ),
    Table(
        "article_sites",
        ("article",),
        "Where each article stands, and under which headline.",
        _columns(
            _ARTICLE,
            ("headline", pa.string(), "its title; its page or id where it has none"),
            ("site", pa.string(), "the outlet; the web host where no outlet is stated; null where neither is"),
        ),
    ),
    Table(
        "site_sizes",
        ("site",),
        "How many headlines a site has.",
        _columns(
            ("site", pa.string(), "the outlet or web host"),
            ("headlines", pa.int64(), "its headlines, rounded down to a power of two"),
        ),
    ),
    Table(
        "outlet_boilerplate",
        ("site", "paragraph"),
        "Paragraphs that an outlet repeats under many headlines and others do not run.",
        _columns(
            ("site", pa.string(), "the outlet; the web host where no outlet is stated"),
            ("paragraph", ID, "hash of its words, case aside"),
            ("articles", pa.int64(), "under how many headlines, rounded down to a power of two"),
        ),
    ),
    Table(
        "set_aside",
        ("article", "begin"),
        "Where an outlet's repeated paragraphs stand.",
        _columns(_ARTICLE, _BEGIN, _END),
    ),
    Table(
        "reuse_content",
        ("article",),
        "The stretches of an article that are compared with others: its content less what its outlet repeats.",
        _columns(_ARTICLE, ("spans", SPANS, "the stretches, in order")),
    ),
    Table(
        "grams",
        ("article", "gram"),
        "Sampled hashes of the word n-grams of an article's content.",
        _columns(_ARTICLE, ("gram", pa.int64(), "hash of the n-gram")),
    ),
    Table(
        "article_grams",
        ("article",),
        "How many sampled n-grams each article has, and by when it was published.",
        _columns(_ARTICLE, ("grams", pa.int64(), "its n-grams"), ("minute", pa.int64(), "minutes from a fixed day")),
    ),
    Table(
        "common_grams",
        ("gram",),
        "The n-grams in so many articles that they pair each with a few others only.",
        _columns(
            ("gram", pa.int64(), "hash of the n-gram"),
            ("longest", ID, "the longest article that has it"),
            ("earliest", ID, "the earliest article that has it, as far as times are stated"),
        ),
    ),
    Table(
        "candidate_pairs",
        ("article_a", "article_b"),
        "Pairs of articles that share enough rare n-grams.",
        _columns(*_PAIR, ("shared", pa.int64(), "n-grams shared")),
    ),
    Table(
        "pair_texts",
        ("article_a", "article_b"),
        "Candidate pairs with both texts and their content blocks.",
        _columns(
            *_PAIR,
            ("text_a", pa.string(), "text of the first"),
            ("content_a", SPANS, "its content blocks, in order"),
            ("text_b", pa.string(), "text of the second"),
            ("content_b", SPANS, "its content blocks, in order"),
        ),
    ),
    Table(
        "passages",
        ("article_a", "begin_a", "article_b", "begin_b"),
        "Stretches of text that two articles share.",
        _columns(
            _PAIR[0],
            ("begin_a", OFFSET, "where it begins in the first"),
            ("end_a", OFFSET, "where it ends in the first (exclusive)"),
            _PAIR[1],
            ("begin_b", OFFSET, "where it begins in the second"),
            ("end_b", OFFSET, "where it ends in the second (exclusive)"),
            ("identity", pa.float64(), "share of equal words, 0 to 1"),
            *_INFERRED,
        ),
    ),
    Table(
        "family_edges",
        ("article_a", "article_b"),
        "Pairs of articles whose passages make them of one family: surely shared, or shared within a story or a page.",
        _columns(*_PAIR),
    ),
    Table(
        "page_edges",
        ("article_a", "article_b"),
        "Versions of one page: each with the least of them, where they are few.",
        _columns(*_PAIR),
    ),
    Table(
        "reuse_members",
        ("article",),
        "Which family of articles that share passages or a page an article belongs to (every article belongs to one).",
        _columns(_ARTICLE, ("family", ID, "least article id of the family")),
    ),
    Table(
        "derivations",
        ("article", "exemplar"),
        "Who probably copied from whom.",
        _columns(
            _ARTICLE,
            ("exemplar", pa.string(), "the article copied from, or `lost:…`"),
            ("share", pa.float64(), "share of the copy's body words that come from it, 0 to 1"),
            ("credit", pa.string(), "named, named through another, not named"),
            ("rival", pa.string(), "the best other explanation: reverse, common lost source, two sources"),
            ("rival_probability", pa.float64(), "its probability"),
            *_INFERRED,
        ),
    ),
    Table(
        "stemmata",
        ("story", "article", "exemplar"),
        "The most probable family tree of a story's copies.",
        _columns(
            _STORY,
            ("article", pa.string(), "the copy: an article, or `lost:…`"),
            ("exemplar", pa.string(), "what it was copied from; null for a root"),
            *_INFERRED,
        ),
    ),
    Table(
        "variants",
        ("article", "begin", "exemplar", "exemplar_begin"),
        "Each place where a copy differs from its exemplar.",
        _columns(
            _ARTICLE,
            _BEGIN,
            _END,
            ("exemplar", ID, "the article copied from"),
            ("exemplar_begin", OFFSET, "where the exemplar's reading begins"),
            ("exemplar_end", OFFSET, "where it ends (exclusive)"),
            ("kind", pa.string(), "substitution, omission, addition, transposition"),
            ("effect", pa.string(), "name, spelling, number, wording, modality, negation, …"),
            ("inside_marks", pa.bool_(), "whether the reading stands inside quotation marks in both texts"),
            ("quotation", ID, "the copy's quotation that it stands in"),
            *_INFERRED,
        ),
    ),
    Table(
        "taken_passages",
        ("outlet", "article", "exemplar", "exemplar_begin"),
        "The words of exemplars that the copies of an outlet took.",
        _columns(
            ("outlet", pa.string(), "the copy's outlet"),
            _ARTICLE,
            ("exemplar", ID, "the article copied from"),
            ("exemplar_outlet", pa.string(), "its outlet; its id where not stated"),
            ("exemplar_begin", OFFSET, "where the passage begins in the exemplar"),
            ("exemplar_end", OFFSET, "where it ends (exclusive)"),
            ("text", pa.string(), "the exemplar's words"),
        ),
    ),
    Table(
        "readings_by_outlet",
        ("outlet", "article", "begin", "exemplar", "exemplar_begin"),
        "Each place inside a passage where an outlet's copy has other words than its exemplar.",
        _columns(
            ("outlet", pa.string(), "the copy's outlet"),
            _ARTICLE,
            _BEGIN,
            _END,
            ("exemplar", ID, "the article copied from"),
            ("exemplar_outlet", pa.string(), "its outlet; its id where not stated"),
            ("exemplar_begin", OFFSET, "where the exemplar's reading begins"),
            ("reading", pa.string(), "what the copy has"),
            ("exemplar_reading", pa.string(), "what the exemplar has"),
        ),
    ),
    Table(
        "substitutions",
        ("outlet", "exemplar_reading", "reading"),
        "What an outlet systematically puts for what.",
        _columns(
            ("outlet", pa.string(), "the outlet"),
            ("reading", pa.string(), "what it writes"),
            ("exemplar_reading", pa.string(), "what its exemplars wrote"),
            ("count", pa.int64(), "how often it did"),
            ("opportunities", pa.int64(), "how often it could have"),
            ("articles", pa.int64(), "in how many of its articles"),
            ("exemplars", pa.int64(), "from how many exemplars' outlets"),
            ("rate_low", pa.float64(), "lower bound of the rate, with 95 % confidence (Wilson)"),
            ("rate_high", pa.float64(), "upper bound of the rate"),
            *_INFERRED,
        ),
    ),
    Table(
        "story_features",
        ("article", "kind", "term"),
        "The terms of an article's content, counted by kind.",
        _columns(
            _ARTICLE,
            ("kind", pa.string(), "name, number, lead; slot (what a number counts), value (that with its number); day"),
            ("term", pa.string(), "the term, folded and cut to a stem"),
            ("count", pa.int64(), "how often, the lead's words counted more"),
            ("begin", OFFSET, "where it first stands in `articles.text`"),
            ("end", OFFSET, "where that place ends (exclusive)"),
        ),
    ),
    Table(
        "article_counts",
        ("articles",),
        "How many articles there are, rounded to a power of four (of two beyond 16,384): one row.",
        _columns(
            ("articles", pa.int64(), "articles in all, rounded"),
            ("usual_quarters", pa.int64(), "quarters of the dated ones that stand outside the two busiest periods"),
        ),
    ),
    Table(
        "term_frequencies",
        ("kind", "term"),
        "How many articles have a term, rounded down to a power of two (of four beyond 64).",
        _columns(
            ("kind", pa.string(), "name, number, lead"),
            ("term", pa.string(), "the term"),
            ("frequency", pa.int64(), "articles that have it, rounded"),
            ("articles", pa.int64(), "articles in all, rounded"),
            ("usual", pa.int64(), "articles that would have it had there been no big affair; else the frequency"),
        ),
    ),
    Table(
        "term_weights",
        ("kind", "term"),
        "What a term says where it stands once: inverse document frequency.",
        _columns(
            ("kind", pa.string(), "name, number, lead"),
            ("term", pa.string(), "the term"),
            ("frequency", pa.int64(), "articles that have it, rounded"),
            ("usual", pa.int64(), "articles that would have it had there been no big affair; else the frequency"),
            ("weight", pa.int64(), "its weight in ten-thousandths"),
        ),
    ),
    Table(
        "story_shapes",
        ("article",),
        "When an article was published, and how much it tells.",
        _columns(
            _ARTICLE,
            ("minute", pa.int64(), "stated publication, minutes of the Julian calendar; null where not stated"),
            ("characters", pa.int64(), "characters of content"),
            ("names", pa.int64(), "different names"),
            ("numbers", pa.int64(), "different numbers"),
            ("days", pa.int64(), "the days of the week that are named: Monday 1, Tuesday 2, Wednesday 4, …, summed"),
        ),
    ),
    Table(
        "story_vectors",
        ("article", "kind", "term"),
        "The telling terms of an article, weighted by TF-IDF; a kind's weights have length 1.",
        _columns(
            _ARTICLE,
            ("kind", pa.string(), "name, number, lead"),
            ("term", pa.string(), "the term"),
            ("weight", pa.int64(), "its weight in ten-thousandths"),
            ("rank", pa.int64(), "its place among the article's terms for finding pairs, from 0; null for none"),
            ("frequency", pa.int64(), "articles that have it, rounded"),
            ("crowd_rank", pa.int64(), "its place among the article's terms of a big affair, from 0; null for none"),
            (
                "period_rank",
                pa.int64(),
                "its place among all that others have, if it is too common to find pairs anytime",
            ),
            ("begin", OFFSET, "where it first stands"),
            ("end", OFFSET, "where that place ends (exclusive)"),
        ),
    ),
    Table(
        "common_periods",
        ("kind", "term", "span", "period"),
        "Periods in which too many articles have a common term among their heaviest: it finds no pairs there.",
        _columns(
            ("kind", pa.string(), "name, number, lead"),
            ("term", pa.string(), "the term"),
            ("span", pa.int64(), "which length of periods: 0 for the longest"),
            ("period", pa.int64(), "the period, counted from the beginning of the Julian calendar"),
        ),
    ),
    Table(
        "story_crowds",
        ("article_a", "article_b"),
        "Pairs of articles that share terms of a big affair: a few for each article, taken by the digits of their ids.",
        _columns(*_PAIR, ("crowd", pa.int64(), "pairs that it stands for")),
    ),
    Table(
        "story_pairs",
        ("article_a", "article_b"),
        "Pairs of articles worth comparing: they share telling terms, or passages.",
        _columns(
            *_PAIR,
            ("shared", pa.int64(), "telling terms shared"),
            ("crowd", pa.int64(), "pairs that it stands for: more than one in a big affair"),
        ),
    ),
    Table(
        "story_similarities",
        ("article_a", "article_b"),
        "How like the articles of a pair are, in whole numbers.",
        _columns(
            *_PAIR,
            ("names", pa.int64(), "cosine of their names, in ten-thousandths"),
            ("numbers", pa.int64(), "cosine of their numbers, in ten-thousandths"),
            ("leads", pa.int64(), "cosine of their leads, in ten-thousandths"),
            ("names_apart", pa.int64(), "share of names that each has and the other lacks, in ten-thousandths"),
            ("numbers_apart", pa.int64(), "the same of numbers"),
            ("leads_apart", pa.int64(), "the same of leads"),
            ("passage_characters", pa.int64(), "characters in shared passages, in the text with fewer"),
            ("content_characters", pa.int64(), "characters of content, of the shorter text"),
            ("told_names", pa.int64(), "different names, of the text with fewer"),
            ("told_numbers", pa.int64(), "different numbers, of the text with fewer"),
            ("shared_names", pa.int64(), "names in both"),
            ("shared_numbers", pa.int64(), "numbers in both"),
            ("shared_slots", pa.int64(), "things that both tell a number of"),
            ("agreeing_slots", pa.int64(), "of those, the ones with the same number where first told"),
            ("swapped", pa.int64(), "names and numbers in shared passages that the other text lacks, of each so many"),
            ("kept", pa.int64(), "those that it has"),
            ("swapped_numbers", pa.int64(), "of the swapped, the numbers"),
            ("kept_numbers", pa.int64(), "of the kept, the numbers"),
            ("swapped_days", pa.int64(), "days of the week in shared passages that the other text lacks, likewise"),
            ("named_days", pa.int64(), "1 where both name a day of the week, -1 where they name others only, else 0"),
            ("crowd", pa.int64(), "pairs that it stands for: more than one in a big affair"),
            ("minutes_apart", pa.int64(), "minutes between the stated publications; null where not stated"),
        ),
    ),
    Table(
        "story_links",
        ("article_a", "article_b"),
        "How probably the two articles of a pair tell of one happening.",
        _columns(
            *_PAIR,
            ("score", pa.float64(), "the probability"),
            ("likeness", pa.int64(), "what names and leads add to it, in ten-thousandths of log-odds"),
            ("reprint", pa.bool_(), "whether the one repeats the other, names and numbers included"),
            ("goes_on", pa.bool_(), "whether the later one seems to go on from the earlier, in words of its own"),
            ("crowd", pa.int64(), "pairs that it stands for: more than one in a big affair"),
            ("minutes_apart", pa.int64(), "minutes between the stated publications; null where not stated"),
        ),
    ),
    Table(
        "story_edges",
        ("article_a", "article_b"),
        "The pairs of `story_links` that are probable enough to be followed.",
        _columns(*_PAIR, ("score", pa.float64(), "the probability")),
    ),
    Table(
        "story_components",
        ("article",),
        "Articles reached from one another over `story_edges`: what a story is cut from.",
        _columns(_ARTICLE, ("component", ID, "least article id of the component")),
    ),
    Table(
        "story_cuts",
        ("article",),
        "Which story an article belongs to by likeness alone.",
        _columns(_ARTICLE, _STORY),
    ),
    Table(
        "member_edges",
        ("article_a", "article_b"),
        "Pairs of articles that make the stories: those alike, and those that were put together by hand.",
        _columns(
            ("article_a", ID, "an article"),
            ("article_b", ID, "the least of its story by likeness, or the one that it was moved to"),
        ),
    ),
    Table(
        "story_members",
        ("article",),
        "Which story an article belongs to.",
        _columns(_ARTICLE, _STORY),
    ),
    Table(
        "story_successions",
        ("story", "earlier"),
        "Pairs of stories of the same people and affair with days between them.",
        _columns(
            _STORY,
            ("earlier", ID, "the story that began before it"),
            ("pairs", pa.int64(), "pairs of articles that speak for it"),
            ("minutes", pa.int64(), "least minutes between two such articles"),
            ("score", pa.int64(), "how probably the best pair goes on, by its names and leads, in ten-thousandths"),
            ("article", ID, "the later story's article of that pair"),
            ("earlier_article", ID, "the earlier story's article of that pair"),
        ),
    ),
    Table(
        "stories",
        ("story",),
        "The articles about one happening.",
        _columns(
            _STORY,
            ("title", pa.string(), "a title, from its articles"),
            ("follows", ID, "the story that it goes on from"),
            ("first_published", TIME, "earliest stated publication"),
            ("last_published", TIME, "latest stated publication"),
            ("articles", pa.int64(), "number of articles"),
            *_INFERRED,
        ),
    ),
    Table(
        "story_articles",
        ("story", "article"),
        "Which articles a story has.",
        _columns(_STORY, _ARTICLE, *_INFERRED),
    ),
)

# ---------------------------------------------------------------- actors
_ACTOR = ("actor", ID, "an actor within one article: the id of its first mention")
_CORRECTED = (
    ("correction", ID, "the correction"),
    ("side", pa.string(), "at: the place corrected; to: the place that its new value points at"),
    _ARTICLE,
    ("field", pa.string(), "what was corrected"),
)
_ACTORS = (
    Table(
        "mention_spans",
        ("mention",),
        "Names, nominals and pronouns in a text, with the actor of the article that each one means.",
        _columns(
            ("mention", ID, "hash of article and span"),
            _ARTICLE,
            _BEGIN,
            _END,
            ("text", pa.string(), "its characters"),
            ("kind", pa.string(), "name, nominal, pronoun"),
            ("type", pa.string(), "PERSON, ORG, GPE, GROUP, LOC, …"),
            ("actor", ID, "the actor within the article; null where not resolved"),
            ("country", pa.string(), "ISO 3166 alpha-3 of the actor or, without one, of the words"),
            ("role", pa.string(), "the office or trade that a title or role names, folded"),
            ("former", pa.bool_(), "whether the words call the role a former one"),
            ("alias", pa.bool_(), "whether the text itself says that this is another name of the actor"),
            *_INFERRED,
        ),
    ),
    Table(
        "local_actors",
        ("actor",),
        "Actors within one article.",
        _columns(
            _ACTOR,
            _ARTICLE,
            ("name", pa.string(), "its fullest name here; a nominal where it has no name"),
            ("named", pa.bool_(), "whether it has a name (not only nominals)"),
            ("type", pa.string(), "PERSON, ORG, GPE, GROUP, LOC, …"),
            ("country", pa.string(), "ISO 3166 alpha-3"),
            ("roles", pa.list_(pa.string()), "titles and roles, folded"),
            ("former_roles", pa.list_(pa.string()), "those of the roles that are only called former ones here"),
            ("names", NAMES, "its names here with their counts"),
            ("aliases", pa.list_(pa.string()), "other names that the text itself says are the same"),
        ),
    ),
    Table(
        "actor_keys",
        ("actor", "key"),
        "Folded keys under which actors of different articles may meet.",
        _columns(_ACTOR, ("key", pa.string(), "a folded name, or a skeleton of one")),
    ),
    Table(
        "keyed_actors",
        ("key", "actor"),
        "Actors under their keys: `actor_keys` joined with `local_actors`.",
        _columns(
            ("key", pa.string(), "the key"),
            _ACTOR,
            _ARTICLE,
            ("name", pa.string(), "its fullest name"),
            ("type", pa.string(), "its type"),
            ("country", pa.string(), "ISO 3166 alpha-3"),
            ("roles", pa.list_(pa.string()), "roles, folded"),
            ("names", NAMES, "its names with counts"),
            ("aliases", pa.list_(pa.string()), "aliases given in its text"),
        ),
    ),
    Table(
        "actor_links",
        ("actor_a", "actor_b", "key"),
        "Pairs of actors of different articles that are probably one.",
        _columns(
            ("actor_a", ID, "the lesser actor id"),
            ("actor_b", ID, "the greater actor id"),
            ("key", pa.string(), "the key under which they met"),
            ("score", pa.float64(), "probability that they are one"),
            *_INFERRED,
        ),
    ),
    Table(
        "alias_links",
        ("actor_a", "actor_b", "key"),
        "Pairs of actors of a copy and its exemplar whose names stand for each other in aligned places.",
        _columns(
            ("actor_a", ID, "the lesser actor id"),
            ("actor_b", ID, "the greater actor id"),
            ("key", pa.string(), "the two folded names"),
            ("score", pa.float64(), "probability that they are one"),
            *_INFERRED,
        ),
    ),
    Table(
        "correction_places",
        ("correction", "side"),
        "The places at which corrections name an actor.",
        _columns(
            *_CORRECTED,
            _BEGIN,
            _END,
        ),
    ),
    Table(
        "placed_mentions",
        ("mention",),
        "The mentions of the articles that have such a place.",
        _columns(("mention", ID, "hash of article and span"), _ARTICLE, _BEGIN, _END, _ACTOR),
    ),
    Table(
        "corrected_mentions",
        ("correction", "side"),
        "The mention that stands at such a place.",
        _columns(*_CORRECTED, ("mention", ID, "the mention of most overlap"), _ACTOR),
    ),
    Table(
        "linked_actors",
        ("actor",),
        "Actors of articles reached from one another over the links that names make.",
        _columns(_ACTOR, ("component", ID, "least actor reached")),
    ),
    Table(
        "actor_edges",
        ("actor_a", "actor_b"),
        "Pairs of actors that make the entities: those linked, and those that were joined by hand.",
        _columns(
            ("actor_a", ID, "an actor"),
            ("actor_b", ID, "the least that it is linked to, or the one that it was joined to"),
        ),
    ),
    Table(
        "actor_members",
        ("actor",),
        "Which entity an actor of an article is.",
        _columns(_ACTOR, ("entity", ID, "the entity's id: its least actor's, with `e` before it")),
    ),
    Table(
        "entity_actors",
        ("entity", "actor"),
        "The actors of each entity: `actor_members` joined with `local_actors`.",
        _columns(
            ("entity", ID, "the entity"),
            _ACTOR,
            _ARTICLE,
            ("name", pa.string(), "its fullest name"),
            ("named", pa.bool_(), "whether it has a name"),
            ("type", pa.string(), "its type"),
            ("country", pa.string(), "ISO 3166 alpha-3"),
            ("roles", pa.list_(pa.string()), "roles, folded"),
            ("names", NAMES, "its names with counts"),
            ("link", pa.float64(), "probability of the best link that joins it to another actor; null without one"),
        ),
    ),
    Table(
        "entities",
        ("entity",),
        "The actors behind the names.",
        _columns(
            ("entity", ID, "the entity's id"),
            ("name", pa.string(), "its commonest full name"),
            ("type", pa.string(), "PERSON, ORG, GPE, GROUP, LOC, …"),
            ("country", pa.string(), "ISO 3166 alpha-3"),
            ("roles", pa.list_(pa.string()), "titles and roles given to it"),
            ("names", NAMES, "all its names with counts"),
            *_INFERRED,
        ),
    ),
    Table(
        "inferred_dates",
        ("article",),
        "When an article without a stated date was probably published, as an interval.",
        _columns(
            _ARTICLE,
            ("earliest", TIME, "not before"),
            ("latest", TIME, "not after; null where open"),
            *_INFERRED,
        ),
    ),
    Table(
        "times",
        ("article", "begin"),
        "Time expressions and their values.",
        _columns(
            _ARTICLE,
            _BEGIN,
            _END,
            ("text", pa.string(), "its characters"),
            ("type", pa.string(), "DATE, TIME, DURATION, SET"),
            ("value", pa.string(), "TIMEX3 value; X stands for what is not told, null where no value follows"),
            *_INFERRED,
        ),
    ),
)

# ---------------------------------------------------------------- quotations
_TAGGED = (
    ("number", pa.int64(), "ordinal in the window"),
    ("cue", SPANS, "by which words"),
    ("source", SPANS, "who; empty where nobody is named"),
    ("content", SPANS, "what; empty for a cue of the rules that the tagger does not confirm"),
    ("cue_probability", pa.float64(), "of the words being a cue"),
    ("source_probability", pa.float64(), "of the source, or of there being none"),
    ("content_probability", pa.float64(), "of the content's words"),
)
_QUOTATION = (
    ("quotation", ID, "hash of article and content spans"),
    _ARTICLE,
    ("block", pa.string(), "the role of the block it stands in"),
    ("kind", pa.string(), "direct, indirect, mixed"),
    ("source", SPANS, "the words that name who said it"),
    ("cue", SPANS, "the words that report"),
    ("content", SPANS, "what was said"),
    ("attitude", pa.string(), "speech, writing, thought, stance"),
    ("polarity", pa.string(), "affirmed or denied"),
)
_QUOTATION_TAIL = (
    ("speaker_probability", pa.float64(), "how probable the speaker is"),
    ("channel", pa.list_(pa.string()), "through whom the words came, nearest the speaker first"),
    ("inside", ID, "the quotation that this one stands in"),
)
_QUOTATIONS = (
    Table(
        "quotation_windows",
        ("article", "sentence"),
        "Which stretch of its paragraph each sentence is read in by the tagger of quotations.",
        _columns(
            _ARTICLE,
            ("sentence", pa.int64(), "ordinal in the article"),
            ("window", ID, "hash of what the window holds"),
            ("window_begin", OFFSET, "where the window begins in the article"),
            ("position", pa.int64(), "ordinal in the window"),
            ("begin", OFFSET, "where the sentence begins in the window"),
            ("sentence_hash", pa.string(), "content hash"),
            ("role", pa.string(), "title, body or caption"),
        ),
    ),
    Table(
        "window_sentences",
        ("window", "position"),
        "The sentences of each distinct window with their parse.",
        _columns(
            ("window", ID, "the window"),
            ("position", pa.int64(), "ordinal in the window"),
            _BEGIN,
            _END,
            ("role", pa.string(), "title, body or caption"),
            ("text", pa.string(), "the sentence's characters"),
            *_PARSE,
        ),
    ),
    Table(
        "window_attributions",
        ("window", "number"),
        "What the tagger finds in each distinct window; spans are offsets into the window.",
        _columns(("window", ID, "the window"), *_TAGGED),
    ),
    Table(
        "tagged_attributions",
        ("article", "window_begin", "number"),
        "What the tagger finds in each article; spans are offsets into the window, which begins at `window_begin`.",
        _columns(_ARTICLE, ("window_begin", OFFSET, "where the window begins in the article"), *_TAGGED),
    ),
    Table(
        "quotation_spans",
        ("quotation",),
        "Quotations found in an article by itself.",
        _columns(*_QUOTATION, _ACTOR, *_QUOTATION_TAIL, *_INFERRED),
    ),
    Table(
        "quotation_corrections",
        ("correction",),
        "Corrections of quotations: that there is none, or who speaks.",
        _columns(
            ("correction", ID, "the correction"),
            _ARTICLE,
            _BEGIN,
            _END,
            ("field", pa.string(), "quotation or speaker"),
            ("actor", ID, "the actor who speaks; null for not known"),
        ),
    ),
    Table(
        "family_quotations",
        ("quotation",),
        "Quotations, with those whose lost marks a copy or exemplar shows.",
        _columns(*_QUOTATION, _ACTOR, *_QUOTATION_TAIL, *_INFERRED),
    ),
    Table(
        "spoken_quotations",
        ("quotation",),
        "Quotations with their speaker's entity: `family_quotations` joined with `actor_members` and `local_actors`.",
        _columns(
            *_QUOTATION,
            ("speaker", ID, "the speaker's entity"),
            ("speaker_is_named", pa.bool_(), "whether the article gives the speaker a name"),
            *_QUOTATION_TAIL,
            *_INFERRED,
        ),
    ),
    Table(
        "statement_members",
        ("quotation",),
        "Which statement a quotation tells.",
        _columns(
            ("quotation", ID, "the quotation"),
            _ARTICLE,
            ("statement", ID, "the statement's id: its least quotation's, with `t` before it"),
            *_INFERRED,
        ),
    ),
    Table(
        "statements",
        ("statement",),
        "The same thing said by the same speaker, across the articles that report it.",
        _columns(
            ("statement", ID, "the statement's id"),
            ("speaker", ID, "the speaker's entity"),
            ("text", pa.string(), "reference wording: nearest the root, never what was said"),
            ("quotations", pa.int64(), "quotations that tell it (titles and captions left out)"),
            ("outlets", pa.int64(), "outlets that tell it; an outlet not stated counts once an article"),
            ("origins", pa.int64(), "independent origins among the articles that tell it"),
            ("verbatim", pa.int64(), "retellings word for word"),
            ("altered", pa.int64(), "retellings with words changed inside the marks"),
            ("unmarked", pa.int64(), "retellings that lost the marks"),
            ("indirect", pa.int64(), "retellings in reported speech"),
            ("omitted", pa.int64(), "copies that leave it out"),
            ("meaning_flags", pa.int64(), "retellings whose meaning may differ"),
            *_INFERRED,
        ),
    ),
    Table(
        "retellings",
        ("statement", "article", "quotation"),
        "How one quotation of a statement stands to the one it was taken from.",
        _columns(
            ("statement", ID, "the statement"),
            _ARTICLE,
            ("quotation", ID, "the quotation; null where the copy omits it"),
            ("from_quotation", ID, "the quotation it was taken from; null at a root"),
            ("form", pa.string(), "verbatim, altered, unmarked, remarked, indirect, trimmed, omitted; null at a root"),
            ("changes", CHANGES, "what changed; offsets in the article and in the other's article"),
            *_INFERRED,
        ),
    ),
)

# ---------------------------------------------------------------- events
_DEED = (
    ("actor_country", pa.string(), "ISO 3166 alpha-3 of who acts"),
    ("event_type", pa.string(), "PLOVER's type, in capitals"),
    ("mode", pa.string(), "PLOVER's mode"),
)
_TOLD = (
    ("polarity", pa.string(), "affirmed or denied"),
    ("modality", pa.string(), "asserted, possible, conditional, demanded, feared, intended"),
    ("time", pa.string(), "TIMEX3 value"),
    ("place", pa.string(), "where, as named in its clause"),
)
_EVENTS = (
    Table(
        "event_spans",
        ("event",),
        "What one article says that somebody did to somebody, with the quotation that it stands in.",
        _columns(
            ("event", ID, "hash of article and spans"),
            _ARTICLE,
            _BEGIN,
            _END,
            ("actor", ID, "the actor of the article that acts; null where only its country is named"),
            *_DEED,
            ("recipient", ID, "the actor of the article that is acted upon"),
            ("recipient_country", pa.string(), "ISO 3166 alpha-3 of who is acted upon"),
            ("quotation", ID, "the quotation it stands in; null is the outlet's own voice"),
            *_TOLD,
            *_INFERRED,
        ),
    ),
    Table(
        "state_entities",
        ("country",),
        "The entity that is most often meant by a state's name.",
        _columns(
            ("country", pa.string(), "ISO 3166 alpha-3"),
            ("entity", pa.string(), "the entity"),
        ),
    ),
    Table(
        "attributed_events",
        ("event",),
        "Events with their entities, speaker, story and statement: `event_spans` joined with what comes before.",
        _columns(
            ("event", ID, "hash of article and spans"),
            _ARTICLE,
            _BEGIN,
            _END,
            ("actor", ID, "the entity said to act"),
            *_DEED,
            ("recipient", ID, "the entity acted upon"),
            ("recipient_country", pa.string(), "ISO 3166 alpha-3 of who is acted upon"),
            ("quotation", ID, "the quotation it stands in"),
            ("speaker", ID, "the entity that the quotation is by"),
            *_TOLD,
            ("story", ID, "the article's story"),
            ("statement", ID, "the quotation's statement"),
            ("dyad", pa.string(), "actor, type and recipient in one"),
            *_INFERRED,
        ),
    ),
    Table(
        "claim_members",
        ("event",),
        "Which claim an event tells.",
        _columns(
            ("event", ID, "the event"),
            _ARTICLE,
            ("claim", ID, "the claim's id: its least event's, with `c` before it"),
            *_INFERRED,
        ),
    ),
)

STAGE_TABLES: dict[str, Table] = {
    table.name: table for table in (*_BASE, *_READ, *_REUSE, *_ACTORS, *_QUOTATIONS, *_EVENTS)
}
