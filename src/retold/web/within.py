"""The public tables of some stories only, so that a page of a large store reads no more than it shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from threading import Lock
from typing import Any, TypeVar, cast

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.opened import AMONG, is_sure
from retold.packs import place_of
from retold.public_tables import PUBLIC_TABLES
from retold.telling.holdings import handles_of
from retold.web.rows import Row, place_variants, rows_about, rows_by

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


def kept_alone(corpus: Corpus, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """Return the same of what takes long to make: where many ask at once, one of them makes it."""
    with _making:
        return kept(corpus, key, make)


def handles(corpus: Corpus) -> Mapping[str, str]:
    """Return the short name of each article of the snapshot, made once."""

    def make() -> Mapping[str, str]:
        return handles_of(corpus.ask("select x.article, x.origin from origins x"))

    return kept_alone(corpus, ("handles",), make)


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
        self._beside = list(beside)
        members = corpus.about("story_articles", self._stories)
        self._articles = sorted(str(row["article"]) for row in members)
        told = set(stories)
        self._own = sorted(str(row["article"]) for row in members if row["story"] in told)
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
            "statements": self._statements,
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
        columns = [name for name in PUBLIC_TABLES["articles"].schema.names if name != "text"]
        texts = self._corpus.texts_of(self._own)
        own = [
            {**{name: row.get(name) for name in columns}, "text": texts[row["article"]]}
            for row in self._corpus.about("article_fields", self._own)
        ]
        told = {*self._own}
        beside = [
            _Beside({name: row.get(name) for name in columns}, self)
            for row in self._corpus.about("fields_in", self._beside)
            if row["article"] not in told
        ]
        return sorted([*own, *beside], key=itemgetter("article"))

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
        told = {*self._own}
        beside = [row for row in self._corpus.about("quotations_in", self._beside) if row["article"] not in told]
        self._speakers |= {row["speaker"] for row in beside if row["speaker"]}
        unread = dict.fromkeys(PUBLIC_TABLES["quotations"].schema.names)
        return [*own, *({**unread, **row} for row in beside)]

    def _retellings(self, *, unsure: bool) -> list[Row]:
        """Return the retellings: they stand by article, and those of a statement all in its story."""
        rows = rows_about(self._corpus, "retellings", self._own, unsure=unsure, evidence=True)
        return sorted(rows, key=lambda row: (row["statement"], row["article"], row["quotation"] or ""))

    def _passages(self, *, unsure: bool) -> list[Row]:
        """Return the passages of which one side at least is told, the other known."""
        columns = PUBLIC_TABLES["passages"].schema.names
        found = [
            {**dict.fromkeys(columns), **{name: row[name] for name in columns if name in row}, side: row["article"]}
            for table, side in (("passages", "article_a"), ("passages_to", "article_b"))
            for row in self._corpus.about(table, self._own)
            if unsure or is_sure(row)
        ]
        key = PUBLIC_TABLES["passages"].key
        once = {tuple(row.values()): row for row in found}  # where both sides are told
        return sorted(once.values(), key=lambda row: place_of(row, key))

    @cached_property
    def _named(self) -> list[Row]:
        """The actors named in the articles told, of each article anew."""
        return self._corpus.about("named_in", self._own)

    def _mentions(self, *, unsure: bool) -> list[Row]:
        """Return the names, and what gives an office or trade, with the actors who have names."""
        entities = {(row["article"], row["actor"]): row["entity"] for row in self._named}
        rows = self._corpus.about("named_spans", self._own)
        return [
            {**row, "entity": entities.get((row["article"], row["actor"]))} for row in rows if unsure or is_sure(row)
        ]

    def _published(self, *, unsure: bool) -> list[Row]:
        """Return what is known of when the articles were published; no other field is told of."""
        field: Row = {"field": "published"}
        stated = [{**row, **field, "evidence": None} for row in self._corpus.about("published", self._own)]
        inferred = [{**row, **field, "given_by": "inferred"} for row in self._corpus.about("inferred_dates", self._own)]
        return [row for row in (*stated, *inferred) if unsure or is_sure(row)]

    def _statements(self, *, unsure: bool) -> list[Row]:
        """Return the statements told in the stories."""
        rows = {row["statement"]: row for row in self._corpus.about("statements_in", self._told)}
        return [rows[name] for name in sorted(rows) if unsure or is_sure(rows[name])]

    def _entities(self, *, unsure: bool) -> list[Row]:
        """Return the actors named in the stories, and those who speak beside them, as far as quotations were read."""
        known = {row["entity"]: row for row in self._named}
        if self._speakers - known.keys():
            spoken = {row["entity"]: row for row in self._corpus.about("speakers_in", self._stories)}
            known = {name: row for name, row in spoken.items() if name in self._speakers} | known
        if missing := sorted(self._speakers - known.keys()):  # of quotations below .5
            speaking = self._corpus.rows(
                "select x.entity, x.name, x.type, x.country, x.roles, x.names, x.probability from speaking x"
                f" where x.entity in {AMONG}",
                [missing],
            )
            known |= {row["entity"]: row for row in speaking}
        rows = [known[entity] for entity in sorted(known)]
        return rows if unsure else [row for row in rows if is_sure(row)]


class _Beside(dict[str, Any]):
    """A row of `articles` whose text is read from the store when it is asked for."""

    def __init__(self, row: Row, within: Within) -> None:
        super().__init__(row)
        self._within = within

    def __missing__(self, name: str) -> Any:
        if name != "text":
            raise KeyError(name)
        return self._within.texts_beside[self["article"]]
