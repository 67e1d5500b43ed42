"""A store opened for reading: questions in SQL, public tables, and the ids that names mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from retold.aids import OF_UNNAMED, SURE
from retold.errors import NotFound, UsageError
from retold.names import article_named, group_named
from retold.packed import DECLARED
from retold.packs import PacksDamaged, is_text
from retold.public_tables import PUBLIC_TABLES
from retold.settings import Settings, load_settings
from retold.store import Reader

ASSERTED = 0.5  # rows below this probability are kept, and hidden unless asked for


def is_sure(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is asserted: its probability is .5 or more, or it has none."""
    probability = row.get("probability")
    return probability is None or bool(probability >= ASSERTED)


# What stands behind `in` where a list of values is one parameter. DuckDB skips the stretches of a table that hold none
# of them, which it does not for a list of question marks: ten times as quick in a large store.
AMONG = "(select unnest(cast(? as varchar[])))"


def uncased(text: str) -> str:
    """Return the SQL for a text without its case: Σ, σ and ς are one letter, I and ı too, and ß is ss."""
    return f"replace(lower(upper({text})), 'ß', 'ss')"


class OpenedStore:
    """The snapshot of a store. `path` need not exist before the first question."""

    def __init__(self, path: str | Path = "retold.duckdb", *, settings: Settings | None = None) -> None:
        self.path = Path(path).resolve()  # one lock and one file, by whatever name it is called
        self.settings = settings or load_settings(self.path.parent / "retold.toml")
        self._reader: Reader | None = None

    def ask(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to an SQL query over the public tables. Raises `NotFound` when there is no store."""
        return self._opened().table(query, parameters)

    def rows(self, query: str, parameters: list[object] | None = None) -> list[dict[str, Any]]:
        """Return the answer to an SQL query row by row."""
        names, *rows = self._opened().rows(query, parameters)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def number(self, query: str, parameters: list[object] | None = None) -> int:
        """Return the one number that an SQL query asks for."""
        return int(self._opened().rows(query, parameters)[1][0])

    def pairs(self, query: str, parameters: list[object] | None = None) -> dict[Any, Any]:
        """Return the answer to an SQL query of two columns as a dict from the first to the second."""
        return dict(self._opened().rows(query, parameters)[1:])

    def of_actor(self, lookup: str, entity: str, rest: str = "") -> list[dict[str, Any]]:
        """Return the rows of one of `aids.OF_ONE` about an actor (its id); `rest` is order and limit of rows `x`."""
        rows = self.rows(f"select x.* from {lookup}(?) x {rest}", [entity])
        if rows:
            return rows
        # The reading aids leave out actors of one article that have no name.
        found = self.rows("select e.evidence[1].article as article from stage.entities e where e.entity = ?", [entity])
        return [row for each in found for row in self.rows(f"{OF_UNNAMED[lookup]} {rest}", [each["article"], entity])]

    def about(self, name: str, keys: Sequence[str]) -> list[dict[str, Any]]:
        """Return the rows of one of `packed.DECLARED` about some articles or stories, in its order.

        They come from the packs beside a large store, where these stand and the rows are few, else from its tables.
        """
        wanted = sorted(filter(is_text, set(keys)))
        if not wanted:
            return []
        found = self._in_packs(name, wanted)
        return self._in_tables(name, wanted) if found is None else found

    def _in_packs(self, name: str, keys: list[str]) -> list[dict[str, Any]] | None:
        """Return rows from packs; None where the tables are to be asked."""
        reader = self._opened()
        packs = reader.packs_now()
        if packs is None:
            return None
        try:
            answer = packs.rows(name, keys)
            if answer is None:
                return None
            found, missing = answer
            if missing and self._in_tables(name, missing):
                raise PacksDamaged
        except PacksDamaged:
            reader.drop_packs()
            return None
        return found

    def _in_tables(self, name: str, keys: list[str]) -> list[dict[str, Any]]:
        packed = DECLARED[name]
        if len(keys) == 1:
            return self.rows(packed.asking(f"x.{packed.key} = ?"), [keys[0]])
        return self.rows(packed.asking(f"x.{packed.key} in {AMONG}"), [keys])

    @property
    def has_packs(self) -> bool:
        """Whether `about` has packs to ask."""
        return self._opened().packs_now() is not None

    def _is_packed(self, name: str, key: str) -> bool:
        """Tell whether packs hold what has exactly this id; without packs it is not known."""
        reader = self._opened()
        packs = reader.packs_now()
        try:
            return packs is not None and packs.has(name, key)
        except PacksDamaged:
            reader.drop_packs()
            return False

    def texts_of(self, articles: Sequence[str]) -> dict[str, str]:
        """Return the texts of those of the articles that the store holds, by id."""
        return {row["article"]: row["text"] for row in self.about("texts", articles)}

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Ask several questions of one snapshot: what another process publishes meanwhile is seen afterwards."""
        with self._opened().pinned():
            yield

    @property
    def snapshot(self) -> str:
        """A name of the snapshot that the last question was asked of; within `pinned` it stays."""
        return self._opened().snapshot

    @property
    def is_latest(self) -> bool:
        """Whether no other snapshot was published since the last question, or since this one was pinned."""
        return self._opened().is_latest

    def interrupt(self) -> None:
        """Stop the question that another thread is asking of this corpus; it raises there."""
        if self._reader is not None:
            self._reader.interrupt()

    def _opened(self) -> Reader:
        if self._reader is None:
            self._reader = Reader(self.path, self.settings.engine)
        return self._reader

    def table(
        self, name: str, *, unsure: bool = False, where: str = "", parameters: list[object] | None = None
    ) -> pa.Table:
        """Return a public table in the order of its key; with `unsure`, also rows below a probability of .5.

        Raises `UsageError` for an unknown table.
        """
        if name not in PUBLIC_TABLES:
            raise UsageError(f"no table {name!r}. Expected one of: {', '.join(PUBLIC_TABLES)}")
        declared = PUBLIC_TABLES[name]
        conditions = [where] if where else []
        if not unsure and "probability" in declared.schema.names:
            conditions.append(SURE)
        filtered = f"where {' and '.join(conditions)}" if conditions else ""
        columns = ", ".join(f"x.{column}" for column in declared.schema.names)
        order = ", ".join(f"x.{column} nulls first" for column in declared.key)
        answer = self.ask(f"select {columns} from {name} x {filtered} order by {order}", parameters)
        return answer.cast(declared.schema)

    def article_id(self, name: str) -> str:
        """Return the id of the article that `name` means (id, start of one, start of its file's name)."""
        return name if self._is_packed("article_fields", name) else article_named(self.ask, name)

    def story_id(self, name: str) -> str:
        """Return the id of the story that `name` means: its own, or that of an article in it."""
        if self._is_packed("stories", name):
            return name
        try:
            return group_named(
                self.ask, name, table="stories", column="story", members="story_articles", member="article"
            )
        except NotFound:
            article = self.article_id(name)
            return group_named(
                self.ask, article, table="stories", column="story", members="story_articles", member="article"
            )

    def statement_id(self, name: str) -> str:
        """Return the id of the statement that `name` means: its own, or that of a quotation that tells it."""
        return group_named(
            self.ask, name, table="statements", column="statement", members="quotations", member="quotation"
        )

    def entity_id(self, name: str) -> str:
        """Return the id of the entity that `name` means: its id, a mention's, or one of its names."""
        exact = self.ask("select x.entity from entities x where x.entity = ?", [name]).column(0).to_pylist()
        if exact:
            return name
        by_name = self.ask(
            "select x.entity from actors_known x"
            f" where list_contains(list_transform(x.names, lambda n: {uncased('n.name')}), {uncased('?')})"
            " order by x.entity",
            [name],
        )
        by_name = by_name.column(0).to_pylist()
        if len(by_name) == 1:
            return str(by_name[0])
        if by_name:
            raise UsageError(f"{name!r}: {len(by_name)} actors have this name ({', '.join(by_name)}). Give the id")
        return group_named(self.ask, name, table="entities", column="entity", members="mentions", member="mention")

    def close(self) -> None:
        """Let go of the store's file."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _must_exist(self) -> None:
        if not self.path.exists():
            raise NotFound(f"{self.path}: no such store. Make one: retold add FOLDER -s {self.path}")
