"""The tables of which pages ask rows by article or story, each declared once: where its rows stand, in what order.

From one declaration follow the question to the store and the rows as packs hold them (`retold.packs`), so that both
give the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FORMAT, CODEC = 1, "zstd"  # of a file of packs: how it is laid out, how packs are compressed

# Columns that hold a time: packs have microseconds since 1970.
TIMES = frozenset(("published", "modified", "earliest", "latest", "retrieved", "first_published", "last_published"))


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows `x` of `source` about a key, in `order`. Rows about several keys stand by key, unless they are `mixed`.

    The pack holds only those columns that the declared table which it `extends` has not.
    """

    source: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    key: str = "article"
    where: str = ""
    mixed: bool = False
    extends: str = ""

    def shown(self, column: str) -> str:
        """Return what gives a column of a row."""
        return _REASONS if column == "reasons" else f"x.{column}"

    def packing(self) -> str:
        """Return the query for rows as JSON, a comma behind each, of keys from one up to before another."""
        values = ", ".join(
            f"epoch_us({self.shown(column)})" if column in TIMES else self.shown(column) for column in self.held
        )
        order = ", ".join(f"x.{column} nulls first" for column in (self.key, *self.order))
        where = f" and {self.where}" if self.where else ""
        return (
            f"select x.{self.key} as key, json_array({values}) || ',' as row from {self.source} x"
            f" where x.{self.key} >= ? and x.{self.key} < ?{where} order by {order}"
        )

    def asking(self, condition: str) -> str:
        """Return the query for rows of the keys that fit a condition, the key first."""
        values = ", ".join(f"{self.shown(column)} as {column}" for column in self.columns)
        order = ", ".join(f"x.{column} nulls first" for column in self.in_all)
        where = f" and {self.where}" if self.where else ""
        return f"select x.{self.key}, {values} from {self.source} x where {condition}{where} order by {order}"

    @property
    def held(self) -> tuple[str, ...]:
        """The columns that the pack holds."""
        extended = DECLARED[self.extends].columns if self.extends else ()
        return tuple(column for column in self.columns if column not in extended)

    @property
    def in_all(self) -> tuple[str, ...]:
        """The columns by which the rows of several keys are ordered."""
        return self.order if self.mixed else (self.key, *self.order)


# Of the evidence for what is marked in a text a page shows these.
_REASONS = "list_transform(x.evidence, lambda e: {'kind': e.kind, 'weight': e.weight})"


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_QUOTATION = "quotation block kind source cue content attitude polarity speaker speaker_probability channel inside"
_EVENT = "event begin end actor event_type mode recipient quotation polarity modality time place speaker"
_VARIANT = "begin end exemplar exemplar_begin exemplar_end kind effect inside_marks probability"
_SURE = "x.probability >= 0.5"
_PLACE = ("begin",)

# What the tellings of its story read of an article.
_TOLD: dict[str, Packed] = {
    "blocks": Packed("stage.blocks", _columns("begin end role probability"), _PLACE),
    "credits": Packed("stage.credits", _columns("begin end outlet kind probability"), ("begin", "outlet")),
    "times": Packed("stage.times", _columns("begin end text type value probability"), _PLACE),
    "sentences": Packed("stage.sentences", _columns("sentence begin end"), ("sentence",)),
    "published": Packed(
        "stage.metadata",
        _columns("earliest latest given_by value begin probability"),
        ("given_by", "value", "begin"),
        where="x.field = 'published'",
    ),
    "inferred_dates": Packed("stage.inferred_dates", _columns("earliest latest probability evidence"), ()),
    "derivations": Packed(
        "stage.derivations",
        _columns("exemplar share credit rival rival_probability probability evidence"),
        ("exemplar",),
    ),
    "copies": Packed(
        "(select d.exemplar as article, d.article as copy, d.share, d.credit, d.probability from stage.derivations d)",
        _columns("copy share credit probability"),
        ("copy",),
    ),
    "variants": Packed("stage.variants", _columns(_VARIANT), ("begin", "exemplar", "exemplar_begin")),
    "passages": Packed(
        "(select p.article_a as article, p.* from stage.passages p)",
        _columns("begin_a end_a article_b begin_b end_b identity probability"),
        ("begin_a", "article_b", "begin_b"),
    ),
    "passages_to": Packed(
        "(select p.article_b as article, p.* from stage.passages p)",
        _columns("begin_b end_b article_a begin_a end_a identity probability"),
        ("begin_b", "article_a", "begin_a"),
    ),
    "quotations": Packed("stage.spoken_quotations", _columns(f"{_QUOTATION} probability"), ("quotation",), mixed=True),
    "statement_members": Packed("stage.statement_members", _columns("quotation statement"), ("quotation",)),
    "retellings": Packed(
        "stage.retellings",
        _columns("statement quotation from_quotation form changes probability evidence"),
        ("statement", "quotation"),
    ),
    "named_spans": Packed(
        "stage.mention_spans",
        _columns("begin text kind actor role former probability"),
        ("begin", "end", "mention"),
        where="(x.kind = 'name' or x.role is not null)",
    ),
    "named_in": Packed("named_in", _columns("actor entity name type country roles names probability"), ("actor",)),
}


# What an actor's claims read too, of many articles.
_ACTS: dict[str, Packed] = {
    "events": Packed(
        "stage.attributed_events",
        _columns(f"{_EVENT} actor_country recipient_country probability"),
        ("event",),
        mixed=True,
    ),
    "claim_members": Packed("stage.claim_members", _columns("event claim"), ("event",)),
}


def _marked(name: str) -> Packed:
    """Return the rows of a table of what is told with the reasons for each."""
    told = (_TOLD | _ACTS)[name]
    return Packed(told.source, (*told.columns, "reasons"), told.order, mixed=told.mixed, extends=name)


# What the articles of a story, and texts not held, go back to.
_DESCENTS = (
    "select m.story, d.article, d.exemplar, d.probability from stage.story_articles m"
    " join stage.derivations d on d.article = m.article"
    " union all select s.story, s.article, s.exemplar, s.probability from stage.stemmata s where s.exemplar is not null"
)

_LINKED = (
    "select m.story, n.story as other, max(k.likeness) as likeness from (select l.article_a, l.article_b, l.likeness"
    " from stage.story_links l union all select l.article_b, l.article_a, l.likeness from stage.story_links l) k"
    " join stage.story_members m on m.article = k.article_a join stage.story_members n on n.article = k.article_b"
    " where n.story <> m.story group by m.story, n.story"
)

# By kind of pack: what a page of any kind shows of an article, what its story's tellings read, what its text's layers
# read beside that; of a story what is told of it, and what is read where another story is told.
TABLES: dict[str, dict[str, Packed]] = {
    "texts": {
        "texts": Packed("stage.texts", _columns("text text_hash"), ()),
        "article_fields": Packed(
            "stage.article_fields",
            _columns(
                "page url outlet title byline published published_offset_minutes published_precision modified language"
            ),
            (),
        ),
        "origins": Packed("origins", _columns("origin retrieved bytes_hash status collected_by"), ("origin",)),
        "page_shared": Packed(
            # One row an article: each with each would be quadratic in the versions of a page.
            "(select f.article, true as shared from stage.article_fields f where f.page in"
            " (select g.page from stage.article_fields g group by g.page having count(*) > 1))",
            ("shared",),
            (),
        ),
        "stories_of": Packed(
            "(select m.article, s.story, s.title, s.articles from stage.story_articles m"
            " join stage.stories s on s.story = m.story)",
            _columns("story title articles"),
            ("story",),
        ),
    },
    "told": _TOLD,
    "acts": _ACTS,
    "layers": {
        "marked_mentions": Packed(
            "stage.mention_spans",
            _columns("begin end text kind type actor country role former alias probability reasons"),
            ("mention",),
        ),
        "local_names": Packed("stage.local_actors", _columns("actor name"), ("actor",)),
        **{f"marked_{name}": _marked(name) for name in ("quotations", "events", "variants", "times", "credits")},
        "family_quotations": Packed(
            "stage.family_quotations",
            _columns("quotation content inside probability"),
            ("quotation",),
            where=f"x.inside is null and {_SURE}",
        ),
    },
    "stories": {
        "stories": Packed(
            "stage.stories",
            _columns("title follows first_published last_published articles probability"),
            (),
            key="story",
        ),
        "story_articles": Packed("stage.story_articles", ("article", "probability"), ("article",), key="story"),
        "stemmata": Packed(
            "stage.stemmata",
            _columns("article exemplar probability evidence"),
            ("article", "exemplar"),
            key="story",
        ),
        "descents": Packed(
            f"({_DESCENTS})",
            _columns("article exemplar probability"),
            ("article", "exemplar", "probability"),
            key="story",
        ),
        "linked_to": Packed(f"({_LINKED})", ("other", "likeness"), ("other",), key="story"),
        "statements_in": Packed(
            "(select d.story, s.* from statement_stories d join stage.statements s on s.statement = d.statement)",
            _columns(
                "statement speaker text quotations outlets origins verbatim altered unmarked indirect omitted"
                " meaning_flags probability"
            ),
            ("statement",),
            key="story",
        ),
    },
    "beside": {
        "speakers_in": Packed(
            "(select k.story, e.* from story_speakers k join speaking e on e.entity = k.speaker)",
            _columns("entity name type country roles names probability"),
            ("entity",),
            key="story",
        ),
        "fields_in": Packed(
            "(select m.story, f.* from stage.story_articles m join stage.article_fields f on f.article = m.article)",
            _columns("article outlet title published"),
            ("article",),
            key="story",
        ),
        "quotations_in": Packed(
            "(select m.story, q.* from stage.story_articles m join stage.spoken_quotations q on q.article = m.article)",
            _columns("quotation article block kind attitude polarity speaker inside probability"),
            ("quotation",),
            key="story",
            where=_SURE,
            mixed=True,
        ),
    },
}
KIND_OF = {name: kind for kind, tables in TABLES.items() for name in tables}
DECLARED: dict[str, Packed] = {name: packed for tables in TABLES.values() for name, packed in tables.items()}


def declared() -> Iterable[str]:
    """Return what tells these packs from those of another version."""
    tables = (part for name, packed in DECLARED.items() for part in (KIND_OF[name], name, packed.packing()))
    return str(FORMAT), CODEC, *tables
