"""Tables without the words of others, for sharing what may not be shared, and the words put back from one's own store.

What a table says by spans, ids and numbers is ours to give; the words under the spans are the publishers'. A file
written without text has the same rows and columns, with null for the words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.tables import json_line, json_rows

# The columns of public tables that hold words of texts. Names of actors and outlets are facts and stay.
WORDS: dict[str, tuple[str, ...]] = {
    "articles": ("title", "text"),
    "stories": ("title",),
    "mentions": ("text",),
    "times": ("text",),
    "statements": ("text",),
    "metadata": ("value",),
}
_FIELDS_WITH_WORDS = ("title",)  # of metadata: the other fields are facts


@dataclass(frozen=True, slots=True)
class Rehydrated:
    """How many rows got their words back, and how many are of texts that the store does not hold."""

    filled: int
    missing: int


def without_text(name: str, table: pa.Table) -> pa.Table:
    """Return a public table with null for the words of texts; its schema stays."""
    for column in WORDS.get(name, ()):
        place = table.schema.get_field_index(column)
        kept = table.column(column).to_pylist()
        if name == "metadata":
            fields = table.column("field").to_pylist()
            values = [None if field in _FIELDS_WITH_WORDS else value for field, value in zip(fields, kept, strict=True)]
        else:
            values = [None] * len(kept)
        table = table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))
    return table


def rehydrated(corpus: Corpus, name: str, rows: Iterator[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield each row with its words put back from `corpus`, and whether that could be done.

    A row's words come from the same span of the same text: an article's id is a hash of its text, so a store that
    holds the id holds the text. Raises `UsageError` for a table that holds no words.
    """
    if name not in WORDS:
        raise UsageError(f"{name}: this table holds no words of texts. Expected one of: {', '.join(WORDS)}")
    fill = _BySpan(corpus) if name in {"mentions", "times"} else _ByKey(corpus, name)
    for row in rows:
        is_filled = fill(row)
        yield row, is_filled


class _BySpan:
    """Puts back the words under `begin` and `end` of the row's article."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._article = ""
        self._text: str | None = None

    def __call__(self, row: dict[str, Any]) -> bool:
        if row.get("article") != self._article:
            self._article = str(row.get("article"))
            found = self._corpus.ask("select t.text from stage.texts t where t.article = ?", [self._article])
            self._text = found.column(0)[0].as_py() if len(found) else None
        if self._text is None:
            return False
        row["text"] = self._text[row["begin"] : row["end"]]
        return True


_KEYS = {"articles": ("article",), "stories": ("story",), "statements": ("statement",)}


class _ByKey:
    """Puts back the words of the same row of the store, found by the columns that stay."""

    def __init__(self, corpus: Corpus, name: str) -> None:
        self._columns = WORDS[name]
        self._keys = _KEYS.get(name, ("article", "field", "begin", "end"))
        held = json_rows(corpus.table(name, unsure=True))
        self._held = {tuple(row[key] for key in self._keys): row for row in held}

    def __call__(self, row: dict[str, Any]) -> bool:
        if "field" in row and row["field"] not in _FIELDS_WITH_WORDS:
            return True
        held = self._held.get(tuple(row.get(key) for key in self._keys))
        if held is None:
            return False
        row.update({column: held[column] for column in self._columns})
        return True


def rehydrate_file(corpus: Corpus, source: Path, target: Path, name: str | None = None) -> Rehydrated:
    """Write a JSON lines file of a public table again with its words; the table is told by the file's name or `name`.

    Rows of texts that the store does not hold are written as they are, and counted. Raises `UsageError`.
    """
    table = name or source.name.split(".")[0]
    filled = missing = 0
    unfinished = target.with_name(f"{target.name}.part")
    with corpus.pinned(), unfinished.open("w", encoding="utf-8") as stream:
        for row, is_filled in rehydrated(corpus, table, _lines(source)):
            stream.write(f"{json_line(row)}\n")
            filled, missing = filled + is_filled, missing + (not is_filled)
    unfinished.replace(target)
    return Rehydrated(filled, missing)


def _lines(source: Path) -> Iterator[dict[str, Any]]:
    try:
        with source.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise UsageError(f"{source}: line {number} is no row. Expected JSON lines of: retold export")
                yield row
    except (OSError, ValueError) as error:
        raise UsageError(f"{source}: cannot be read. Expected JSON lines written by: retold export") from error
