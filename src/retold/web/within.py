"""The public tables of some stories only, so that a page of a large store reads no more than it shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from threading import Lock
from typing import Any, TypeVar, cast

import pyarrow as pa

from retold.aids import SURE
from retold.corpus import Corpus
from retold.errors import UsageError
from retold.opened import AMONG, ASSERTED
from retold.public_tables import PUBLIC_TABLES
from retold.telling.holdings import handles_of
from retold.web.rows import Row, one_of, place_variants, rows_about, rows_by

Made = TypeVar("Made")

# Tables of which the tellings say why: of the others the evidence is not read.
_WITH_REASONS = frozenset(("derivations", "stemmata", "retellings", "metadata"))
_BESIDE = frozenset(("stories", "story_articles"))  # asked for of the stories beside, too
_MOST_KEPT = 300  # counts and names
_SNAPSHOTS_KEPT = 2  # of a store: while one is published, some readers are still at the one before

_kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()
_lock = Lock()
_making = Lock()  # what many pages need is made once


def kept(corpus: Corpus, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """Return what `make` gives for this snapshot, made once; what was not asked for lately is forgotten.

    Of a store only what two snapshots gave is kept: names of all articles are many.
    """
    whole = (str(corpus.path), corpus.snapshot, *key)
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            return cast("Made", _kept[whole])
    made = make()
    with _lock:
        _kept[whole] = made
        latest = dict.fromkeys(key[1] for key in reversed(_kept) if key[0] == whole[0])
        old = {*list(latest)[_SNAPSHOTS_KEPT:]}
        for each in [each for each in _kept if each[0] == whole[0] and each[1] in old]:
            del _kept[each]
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return made


def handles(corpus: Corpus) -> Mapping[str, str]:
    """Return the short name of each article of the snapshot, made once."""

    def make() -> Mapping[str, str]:
        return handles_of(corpus.ask("select x.article, x.origin from origins x"))

    with _making:
        return kept(corpus, ("handles",), make)


def must_be_small(corpus: Corpus, story: str, *, most: int, instead: str) -> None:
    """Raise `UsageError`, which names the command to use instead, for a story of more than `most` articles."""
    size = corpus.number("select count(*) from story_articles m where m.story = ?", [story])
    if size > most:
        raise UsageError(f"{size} articles: more than the {most} of one page. Use: retold {instead}")


class Within:
    """The public tables of a corpus as far as they are about the given stories, in the columns that tellings read.

    Of the stories `beside` them only what says why they were kept apart: their articles, quotations, and passages
    shared with the others.
    """

    def __init__(self, corpus: Corpus, stories: Sequence[str], *, beside: Sequence[str] = ()) -> None:
        self._corpus = corpus
        self._told = list(stories)
        self._stories = [*stories, *beside]
        members = corpus.rows(
            f"select x.story, x.article from story_articles x where x.story in {AMONG} order by x.article",
            [self._stories],
        )
        self._articles = [str(row["article"]) for row in members]
        told = set(stories)
        self._own = [str(row["article"]) for row in members if row["story"] in told]
        self._others = sorted({*self._articles} - {*self._own})
        self._speakers: set[str] = set()  # of the quotations that were read

    def handles(self) -> Mapping[str, str]:
        """Return the short name of every article of the store."""
        return handles(self._corpus)

    def table(self, name: str, *, unsure: bool = False) -> pa.Table:
        """Return a public table as far as it is about these stories; columns that no telling reads are empty."""
        if name == "outlets":
            return kept(self._corpus, ("outlets",), lambda: self._corpus.table("outlets"))
        declared = PUBLIC_TABLES[name]
        asked = {"story": self._stories, "article": self._articles}
        column = next((each for each in ("article", "story") if each in declared.schema.names), "")
        rows = self.rows_of(name, column, asked.get(column, ()), unsure=unsure)
        return declared.rows([{each: row[each] for each in declared.schema.names if each in row} for row in rows])

    def rows_of(self, name: str, column: str, values: Iterable[str], *, unsure: bool = False) -> list[Row]:
        """Return the rows of a public table that have one of `values` in `column`, as far as they are about these."""
        own = {
            "articles": self._texts,
            "quotations": self._quotations,
            "passages": self._passages,
            "mentions": self._mentions,
            "metadata": self._published,
            "entities": self._entities,
            "retellings": self._retellings,
            "variants": self._variants,
        }
        wanted = set(values)
        if name in own:
            return [row for row in own[name](unsure=unsure) if row[column] in wanted]
        evidence = name in _WITH_REASONS
        if name in PUBLIC_TABLES and column == "article":
            inside = self._articles if name in _BESIDE else self._own
            return rows_about(
                self._corpus, name, [each for each in inside if each in wanted], unsure=unsure, evidence=evidence
            )
        if column == "story":
            inside = self._stories if name in _BESIDE else self._told
            wanted &= {*inside}
        return rows_by(self._corpus, name, column, sorted(wanted), unsure=unsure, evidence=evidence)

    def _texts(self, *, unsure: bool) -> list[Row]:  # noqa: ARG002 (articles are not inferred)
        """Return the articles; which version of a page is its newest is not looked up, nor texts hashed.

        Of the articles beside only what says why they were kept apart: their texts are read when one is asked for.
        """
        unread = dict.fromkeys(name for name in PUBLIC_TABLES["articles"].schema.names if name != "text")
        columns = [name for name in unread if name not in {"latest", "text_hash"}]
        texts = self._corpus.texts_of(self._own)
        own = [{**unread, **row, "text": texts[row["article"]]} for row in self._fields(columns, self._own)]
        beside = self._fields(["article", "outlet", "title", "published"], self._others)
        rows = [*own, *(_Beside({**unread, **row}, self) for row in beside)]
        return sorted(rows, key=itemgetter("article"))

    def _fields(self, columns: Sequence[str], articles: list[str]) -> list[Row]:
        if not articles:
            return []
        condition, parameter = one_of("f.article", articles)
        shown = ", ".join(f"f.{name}" for name in columns)
        return self._corpus.rows(f"select {shown} from stage.article_fields f where {condition}", [parameter])

    @cached_property
    def texts_beside(self) -> dict[str, str]:
        """The texts of the articles of the stories beside."""
        return self._corpus.texts_of(self._others)

    @cached_property
    def _own_quotations(self) -> list[Row]:
        return rows_about(self._corpus, "quotations", self._own)

    def _variants(self, *, unsure: bool) -> list[Row]:
        rows = rows_by(self._corpus, "variants", "article", self._own, unsure=unsure)
        place_variants(rows, self._own_quotations)
        return rows

    def _quotations(self, *, unsure: bool) -> list[Row]:
        """Return the quotations; of the stories beside only what is asserted, and who speaks how."""
        own = self._own_quotations if not unsure else rows_about(self._corpus, "quotations", self._own, unsure=True)
        self._speakers |= {row["speaker"] for row in own if row["speaker"]}
        if not self._others:
            return own
        condition, parameter = one_of("x.article", self._others)
        beside = self._corpus.rows(
            "select x.quotation, x.article, x.block, x.kind, x.attitude, x.polarity, x.speaker, x.inside,"
            f" x.probability from stage.spoken_quotations x where {condition} and x.probability >= {ASSERTED}"
            " order by x.quotation",
            [parameter],
        )
        self._speakers |= {row["speaker"] for row in beside if row["speaker"]}
        unread = dict.fromkeys(PUBLIC_TABLES["quotations"].schema.names)
        return [*own, *({**unread, **row} for row in beside)]

    def _retellings(self, *, unsure: bool) -> list[Row]:
        """Return the retellings: they stand by article, and those of a statement all in its story."""
        rows = rows_about(self._corpus, "retellings", self._own, unsure=unsure, evidence=True)
        return sorted(rows, key=lambda row: (row["statement"], row["article"], row["quotation"] or ""))

    def _passages(self, *, unsure: bool) -> list[Row]:
        """Return the passages of which one side at least is told, the other known."""
        sure = "" if unsure else f" and {SURE}"
        columns = "x.article_a, x.begin_a, x.end_a, x.article_b, x.begin_b, x.end_b, x.identity, x.probability"
        sides = [one_of(f"x.article_{side}", self._own) for side in "ab"]
        halves = " union ".join(f"select {columns} from passages x where {condition}{sure}" for condition, _ in sides)
        order = "article_a, begin_a, article_b, begin_b"
        return self._corpus.rows(f"{halves} order by {order}", [parameter for _, parameter in sides])

    @cached_property
    def _named(self) -> list[Row]:
        """The actors named in the articles told, of each article anew."""
        condition, parameter = one_of("x.article", self._own)
        return self._corpus.rows(
            "select x.article, x.actor, x.entity, x.name, x.type, x.country, x.roles, x.names, x.probability"
            f" from named_in x where {condition} order by x.article, x.actor",
            [parameter],
        )

    def _mentions(self, *, unsure: bool) -> list[Row]:
        """Return the names, and what gives an office or trade, with the actors who have names."""
        entities = {(row["article"], row["actor"]): row["entity"] for row in self._named}
        condition, parameter = one_of("x.article", self._own)
        sure = "" if unsure else f" and {SURE}"
        rows = self._corpus.rows(
            "select x.article, x.begin, x.text, x.kind, x.actor, x.role, x.former from stage.mention_spans x"
            f" where {condition} and (x.kind = 'name' or x.role is not null){sure} order by x.article, x.begin",
            [parameter],
        )
        return [{**row, "entity": entities.get((row["article"], row["actor"]))} for row in rows]

    def _published(self, *, unsure: bool) -> list[Row]:
        """Return what is known of when the articles were published; no other field is told of."""
        sure = "" if unsure else f" and {SURE}"
        condition, parameter = one_of("x.article", self._own)
        columns = "x.article, 'published' as field, x.earliest, x.latest"
        stated = self._corpus.rows(
            f"select {columns}, x.given_by, x.probability, null as evidence from stage.metadata x"
            f" where {condition} and x.field = 'published'{sure} order by x.article, x.given_by, x.value, x.begin",
            [parameter],
        )
        inferred = self._corpus.rows(
            f"select {columns}, 'inferred' as given_by, x.probability, x.evidence from stage.inferred_dates x"
            f" where {condition}{sure} order by x.article",
            [parameter],
        )
        return [*stated, *inferred]

    def _entities(self, *, unsure: bool) -> list[Row]:
        """Return the actors named in the stories, and those who speak beside them, as far as quotations were read."""
        known = {row["entity"]: row for row in self._named}
        if missing := sorted(self._speakers - known.keys()):
            speaking = self._corpus.rows(
                "select x.entity, x.name, x.type, x.country, x.roles, x.names, x.probability from speaking x"
                f" where x.entity in {AMONG}",
                [missing],
            )
            known |= {row["entity"]: row for row in speaking}
        rows = [known[entity] for entity in sorted(known)]
        return rows if unsure else [row for row in rows if row["probability"] is None or row["probability"] >= ASSERTED]


class _Beside(dict[str, Any]):
    """A row of `articles` whose text is read from the store when it is asked for."""

    def __init__(self, row: Row, within: Within) -> None:
        super().__init__(row)
        self._within = within

    def __missing__(self, name: str) -> Any:
        if name != "text":
            raise KeyError(name)
        return self._within.texts_beside[self["article"]]
