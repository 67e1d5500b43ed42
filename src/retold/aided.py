"""What readers of a store see of the reading aids beside it (`retold.aids`, `retold.packs`), and of which snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from retold.aids import AIDED_MENTIONS, LOOKUPS, OF_ONE, TABLES
from retold.ids import content_hash
from retold.packed import declared
from retold.packs import Packs, opened_packs
from retold.schema import views_hash


def show_lookups(connection: duckdb.DuckDBPyConnection, aids: Path, stamp: Sequence[int]) -> None:
    """Show the lookups beside the public tables: from the file `aids` where it was made of the snapshot `stamp`."""
    is_aided = len(stamp) > 2 and _attached_aids(connection, aids, stamp)
    for name, query in LOOKUPS.items():
        with suppress(duckdb.CatalogException, duckdb.BinderException):  # an older store: what asks for one says so
            shown = f"select x.* from aids.{name} x" if is_aided else query
            connection.execute(f"create or replace temp view {name} as {shown}")
    for name, query in OF_ONE.items():
        shown = f"select x.* from aids.{name} x where x.entity = who" if is_aided else query
        with suppress(duckdb.CatalogException, duckdb.BinderException):
            connection.execute(f"create or replace temp macro {name}(who) as table ({shown})")
    if is_aided:
        connection.execute(f"create or replace temp view mentions as {AIDED_MENTIONS}")


def _attached_aids(connection: duckdb.DuckDBPyConnection, path: Path, stamp: Sequence[int]) -> bool:
    """Attach the reading aids; return whether they were made of the snapshot with this stamp, by this version."""
    name = str(path).replace("'", "''")
    try:
        connection.execute(f"attach '{name}' as aids (read_only)")
        made_of = connection.sql("select x.made_of from aids.made x").fetchall()[0][0]
    except (duckdb.Error, IndexError):  # being replaced, or of another version: without them it is slower, not other
        return False
    return bool(made_of == aids_of(stamp))


def aids_of(stamp: Sequence[int]) -> str:
    """Return what the reading aids say they were made of: the snapshot, and what they hold."""
    return content_hash(*(str(part) for part in stamp[:2]), views_hash(), *TABLES.values(), AIDED_MENTIONS, *declared())


def packs_of(path: Path, stamp: Sequence[int]) -> Packs | None:
    """Return the packs at `path` where they were made of the snapshot with this stamp, which has other aids too."""
    return opened_packs(path, aids_of(stamp)) if len(stamp) > 2 and path.exists() else None
