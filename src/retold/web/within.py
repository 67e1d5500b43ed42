"""The public tables of some stories only, so that a page of a large store reads no more than it shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar, cast

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.opened import AMONG, ASSERTED
from retold.public_tables import PUBLIC_TABLES
from retold.telling.holdings import handles_of

Made = TypeVar("Made")

# How a table is narrowed: by article or by story; tables that are not named here are small.
_BY_ARTICLE = frozenset(
    (
        *("metadata", "blocks", "credits", "mentions", "derivations", "variants", "quotations", "events"),
        *("times", "sentences"),
    )
)
_BY_STORY = frozenset(("stories", "story_articles", "stemmata"))
_BESIDE = frozenset(("stories", "story_articles"))
_ONE_BY_ONE = frozenset(
    ("events", "mentions", "variants")
)  # views that look up other tables: quicker for one article at a time
_FEW = 20
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
    """The public tables of a corpus as far as they are about the given stories.

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
        self._own = [str(row["article"]) for row in members if row["story"] in set(stories)]

    def handles(self) -> Mapping[str, str]:
        """Return the short name of every article of the store."""
        return handles(self._corpus)

    def table(self, name: str, *, unsure: bool = False) -> pa.Table:
        """Return a public table, as far as it is about these stories."""
        own = {"articles": self._texts, "quotations": self._quotations, "passages": self._passages}
        if name in own:
            return own[name](unsure=unsure)
        if name in _BY_STORY:
            return self._narrowed(name, "x.story", self._stories if name in _BESIDE else self._told, unsure=unsure)
        if name in _BY_ARTICLE:
            return self._narrowed(name, "x.article", self._own, unsure=unsure)
        if name in {"statements", "retellings"}:
            inside = f"x.statement in (select m.statement from stage.statement_members m where m.article in {AMONG})"
            return self._corpus.table(name, unsure=unsure, where=inside, parameters=[self._own])
        return self._entities(unsure=unsure) if name == "entities" else self._corpus.table(name, unsure=unsure)

    def _narrowed(self, name: str, column: str, values: list[str], *, unsure: bool) -> pa.Table:
        if name in _ONE_BY_ONE and 0 < len(values) <= _FEW:
            asked = sorted(values)
            return pa.concat_tables(
                self._corpus.table(name, unsure=unsure, where=f"{column} = ?", parameters=[value]) for value in asked
            )
        where = f"{column} in {AMONG}"
        return self._corpus.table(name, unsure=unsure, where=where, parameters=[values])

    def _texts(self, *, unsure: bool) -> pa.Table:  # noqa: ARG002 (articles are not inferred)
        """Return the articles; which version of a page is its newest is not looked up."""
        absent = {"latest": "cast(null as boolean) as latest", "text": "t.text", "text_hash": "t.text_hash"}
        schema = PUBLIC_TABLES["articles"].schema
        columns = ", ".join(absent.get(name, f"f.{name}") for name in schema.names)
        answer = self._corpus.ask(
            f"select {columns} from stage.article_fields f join stage.texts t on t.article = f.article"
            f" where f.article in {AMONG} order by f.article",
            [self._articles],
        )
        return answer.cast(schema)

    def _quotations(self, *, unsure: bool) -> pa.Table:
        """Return the quotations; of the stories beside only what is asserted, without evidence."""
        own = self._narrowed("quotations", "x.article", self._own, unsure=unsure)
        others = sorted({*self._articles} - {*self._own})
        columns = ", ".join(f"x.{name}" for name in own.schema.names if name not in {"statement", "evidence"})
        beside = self._corpus.ask(
            f"select {columns} from stage.spoken_quotations x"
            f" where x.article in {AMONG} and x.probability >= {ASSERTED} order by x.quotation",
            [others],
        )
        return pa.concat_tables([own, beside.cast(_only(own.schema, beside.schema.names))], promote_options="default")

    def _passages(self, *, unsure: bool) -> pa.Table:
        """Return the passages of which one side at least is told, the other known."""
        where = f"(x.article_a in {AMONG} or x.article_b in {AMONG})"
        return self._corpus.table("passages", unsure=unsure, where=where, parameters=[self._own, self._own])

    def _entities(self, *, unsure: bool) -> pa.Table:
        """Return the actors named in the stories, and those who speak beside them."""
        columns = ", ".join(f"x.{column}" for column in PUBLIC_TABLES["entities"].schema.names)
        sure = "" if unsure else f" and (x.probability is null or x.probability >= {ASSERTED})"
        answer = self._corpus.ask(
            "select distinct on (x.entity) x.* from ("
            f"select {columns} from named_in x where x.article in {AMONG}{sure}"
            f" union all select {columns} from speaking x where x.entity in (select q.speaker"
            f" from stage.spoken_quotations q where q.article in {AMONG}){sure}) x"
            " order by x.entity",
            [self._own, self._articles],
        )
        return answer.cast(PUBLIC_TABLES["entities"].schema)


def _only(schema: pa.Schema, names: Sequence[str]) -> pa.Schema:
    """Return the fields of a schema that have these names, in the names' order."""
    return pa.schema([schema.field(name) for name in names])
