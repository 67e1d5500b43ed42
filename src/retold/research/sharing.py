"""Tables without the words of others, for sharing what may not be shared, and the words put back from one's own store.

What a table says by spans, ids and numbers is ours to give; the words under the spans are the publishers'. A file
written without text has the same rows and columns, with null for the words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.tables import json_line
from retold.opened import AMONG

# The columns of public tables that hold words of texts. Names of actors and outlets are facts and stay.
WORDS: dict[str, tuple[str, ...]] = {
    "articles": ("title", "text"),
    "stories": ("title",),
    "mentions": ("text",),
    "times": ("text",),
    "statements": ("text",),
    "metadata": ("value",),
}
# Columns that may quote a text and cannot be put back from another store.
QUOTING: dict[str, tuple[str, ...]] = {"rejected": ("detail",), "corrections": ("old_value", "reason")}
_FIELDS_WITH_WORDS = ("title",)  # of metadata: the other fields are facts
_COPY = "copy"  # a correction whose old value is an article's id
_KEYS = {"articles": ("article",), "stories": ("story",), "statements": ("statement",)}
_AT_ONCE = 2_000  # rows

NOT_HELD = "their text is not held here"
ANOTHER_TEXT = "the text held under their id is another one"
OUTSIDE = "their place is not within the text"
NO_SUCH_ROW = "no such row is found in the texts held here"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rehydrated:
    """How many rows got their words back, and how many did not, by the reason why."""

    filled: int
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """The rows that stay without their words."""
        return sum(self.left.values())


def without_text(name: str, table: pa.Table) -> pa.Table:
    """Return a public table with null for the words of texts; its schema stays."""
    for column in (*WORDS.get(name, ()), *QUOTING.get(name, ())):
        place = table.schema.get_field_index(column)
        kept = table.column(column).to_pylist()
        fields = table.column("field").to_pylist() if "field" in table.schema.names else [None] * len(kept)
        values = [value if _is_fact(name, column, of) else None for of, value in zip(fields, kept, strict=True)]
        table = table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))
    return table


def _is_fact(name: str, column: str, of: str | None) -> bool:
    if name == "metadata":
        return of not in _FIELDS_WITH_WORDS
    return name == "corrections" and column == "old_value" and of == _COPY


# ---------------------------------------------------------------- putting back


def rehydrated(corpus: Corpus, name: str, rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Yield each row with its words put back from `corpus`, and why that could not be done; "" where it could.

    A row's words come from the same span of the same text: an article's id is a hash of its text, so a store that
    holds the id holds the text. Raises `UsageError` for a table that holds no words.
    """
    if name not in WORDS:
        raise UsageError(f"{name}: this table holds no words of texts. Expected one of: {', '.join(WORDS)}")
    fill = _by_span if name in {"mentions", "times"} else _by_key
    left = iter(rows)
    while portion := list(islice(left, _AT_ONCE)):
        yield from zip(portion, fill(corpus, name, portion), strict=True)


def _by_span(corpus: Corpus, _: str, rows: Sequence[Row]) -> list[str]:
    """Put back the words under `begin` and `end` of each row's article; why not, row by row."""
    texts = corpus.texts_of(sorted({str(row.get("article")) for row in rows}))
    reasons = []
    for row in rows:
        text, begin, end = texts.get(str(row.get("article"))), row.get("begin"), row.get("end")
        if text is None:
            reasons.append(NOT_HELD)
        elif not (isinstance(begin, int) and isinstance(end, int) and 0 <= begin <= end <= len(text)):
            reasons.append(OUTSIDE)
        else:
            row["text"] = text[begin:end]
            reasons.append("")
    return reasons


def _by_key(corpus: Corpus, name: str, rows: Sequence[Row]) -> list[str]:
    """Put back the words of the same rows of the store, found by the columns that stay; why not, row by row."""
    keys = _KEYS.get(name, ("article", "field", "begin", "end"))
    named = sorted({str(row.get(keys[0])) for row in rows})
    found = corpus.table(name, unsure=True, where=f"x.{keys[0]} in {AMONG}", parameters=[named]).to_pylist()
    held = {tuple(row[key] for key in keys): row for row in found}
    articles = {row["article"] for row in found} if "article" in keys else set()
    reasons = []
    for row in rows:
        same = held.get(tuple(row.get(key) for key in keys))
        reasons.append(_reason(name, row, same, articles))
        if same is not None and not reasons[-1] and not _is_fact(name, "value", row.get("field")):
            row.update({column: same[column] for column in WORDS[name]})
    return reasons


def _reason(name: str, row: Row, same: Row | None, articles: set[str]) -> str:
    if _is_fact(name, "value", row.get("field")):
        return ""
    if same is None:
        return NO_SUCH_ROW if "article" not in row or row["article"] in articles else NOT_HELD
    hashed = row.get("text_hash")
    return ANOTHER_TEXT if hashed is not None and hashed != same.get("text_hash", hashed) else ""


def rehydrate_file(corpus: Corpus, source: Path, target: Path, name: str | None = None) -> Rehydrated:
    """Write a JSON lines file of a public table again with its words; the table is told by the file's name or `name`.

    Rows of texts that the store does not hold are written as they are, and counted. Raises `UsageError`.
    """
    table = name or source.name.split(".")[0]
    reasons: Counter[str] = Counter()
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with corpus.pinned(), unfinished.open("w", encoding="utf-8", errors="replace") as stream:
            for row, reason in rehydrated(corpus, table, _lines(source)):
                stream.write(f"{json_line(row)}\n")
                reasons[reason] += 1
        unfinished.replace(target)
    except OSError as error:
        raise UsageError(f"{target}: cannot write there ({error.strerror}). Name another file: -o FILE") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return Rehydrated(reasons.pop("", 0), dict(sorted(reasons.items())))


def _lines(source: Path) -> Iterator[Row]:
    try:
        stream = source.open(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{source}: cannot be read ({error.strerror}). Expected JSON lines of: retold export"
        ) from error
    with stream:
        try:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield _row(line, f"{source}: line {number}")
        except UnicodeDecodeError as error:
            raise UsageError(f"{source}: no UTF-8. Expected JSON lines written by: retold export") from error


def _row(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise UsageError(f"{where} is no row. Expected JSON lines of: retold export --without-text")
    return row
