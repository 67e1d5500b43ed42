"""How people name things on the command line and in addresses: by id, by the start of one, or by a file's name."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from retold.errors import NotFound, UsageError

Ask = Callable[[str, list[object]], pa.Table]  # a query and its parameters

_PREFIXES = {"story": "s", "statement": "t", "entity": "e"}  # what ids of groups begin with
_SHOWN = 5  # how many candidates an error names


def article_named(ask: Ask, name: str) -> str:
    """Return the id of the article that `name` means: its id, the start of it, or the start of its file's name.

    Raises `NotFound` for none and `UsageError` for several.
    """
    exact = _ids(ask, "select t.article from stage.texts t where t.article = ?", [name])
    if exact:
        return exact[0]
    for condition in (
        "o.origin = ? or regexp_replace(o.origin, '.*/', '') = ?",
        "starts_with(regexp_replace(o.origin, '.*/', ''), ?)",
        "starts_with(o.article, ?)",
    ):
        query = f"select distinct o.article from origins o where {condition} order by o.article"
        found = _ids(ask, query, [name] * condition.count("?")) if name else []
        if found:
            return _only(found, name, "article", "retold articles")
    replaced = _replaced_by(ask, name)
    if replaced:
        return replaced
    return _only([], name, "article", "retold articles")


def _replaced_by(ask: Ask, name: str) -> str | None:
    """Return the article that stands for one whose bytes a newer reader read otherwise; None if there is none."""
    if not name or not _ids(ask, "select x.table_name from duckdb_tables() x where x.table_name = 'superseded'", []):
        return None
    query = "select distinct x.replaced_by from stage.superseded x where starts_with(x.article, ?)"
    found = [article for article in _ids(ask, f"{query} order by x.replaced_by nulls last", [name]) if article]
    return found[0] if len(found) == 1 else None


def group_named(ask: Ask, name: str, *, table: str, column: str, members: str, member: str) -> str:
    """Return the id of the group (story, statement, entity) that `name` means: its id or any member's, or a start.

    `members` is a table with columns `column` and `member`. Raises as `article_named` does.
    """
    exact = _ids(ask, f"select x.{column} from {table} x where x.{column} = ?", [name])
    if exact:
        return exact[0]
    bare = name[1:] if name[:1] == _PREFIXES.get(column) else name
    by_member = f"select distinct x.{column} from {members} x where x.{column} is not null and (x.{member} = ?"
    whole = _ids(ask, f"{by_member} or x.{member} = ?)", [name, bare])
    if len(whole) == 1:
        return whole[0]
    found = _ids(
        ask,
        f"{by_member} or starts_with(x.{column}, ?) or starts_with(x.{member}, ?) or starts_with(x.{member}, ?))"
        f" order by x.{column}",
        [name, name, name, bare],
    )
    return _only(found, name, column, f"retold {table}")


def _ids(ask: Ask, query: str, parameters: list[object]) -> list[str]:
    values: list[str] = ask(query, parameters).column(0).to_pylist()
    return values


def _only(found: list[str], name: str, kind: str, listing: str) -> str:
    if not name or not found:
        raise NotFound(f"{name!r}: no such {kind} in this store. List them: {listing}")
    if len(found) > 1:
        shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise UsageError(
            f"{name!r} may mean {len(found)} of them, by id: {shown}. Give more of it, or the id ({listing})"
        )
    return found[0]
