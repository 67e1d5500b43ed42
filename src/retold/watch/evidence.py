"""Custody: what a finding rests on, written to a folder that `sha256sum -c` verifies.

Bytes as read, texts, spans, the rows of the store, versions, and the responses' headers. The same store gives the same
bytes each time.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from retold import __version__
from retold.corpus import Corpus
from retold.errors import NotFound, UsageError
from retold.ids import bytes_hash
from retold.public_tables import PUBLIC_TABLES

MANIFEST = "manifest.sha256"
_Row = dict[str, Any]

_README = """What this folder holds

{MANIFEST}    checksums of every other file: sha256sum -c {MANIFEST}
finding.json       what was asked for, and the rows of the store that answer, with probability and evidence
spans.json         the places that these rows point at: article, begin, end (characters of text.txt from 0, end
                   exclusive), and the words there
versions.json      the program, its libraries, the processor, and how each stage ran
articles/ID/
  text.txt         the text as it was read, UTF-8, to the character
  bytes            the bytes as they were read, where they are held
  article.json     outlet, title, times, hashes; where and when it was read; its other versions
  response.json    how the host answered: status, headers, redirects, and what its rules said, where that is held

bytes_hash is blake2b of 32 bytes: b2sum -l 256 bytes
""".replace("{MANIFEST}", MANIFEST)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the folder's files, its articles, and those among them whose bytes are not held."""

    files: int
    articles: tuple[str, ...]
    without_bytes: tuple[str, ...]


def write_evidence(corpus: Corpus, name: str, folder: Path, *, force: bool = False) -> Written:
    """Write what an article, quotation, statement, event, mention, actor or story rests on.

    Raises `NotFound` for an unknown name, and `UsageError` where `folder` holds something, unless `force` is given:
    then the files of an earlier manifest are replaced, and no other file is touched.
    """
    with corpus.pinned():
        kind, rows = _finding(corpus, name)
        files, articles, without = _files(corpus, kind, name, rows)
    _clear(folder, force)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    sums = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    (folder / MANIFEST).write_text(sums, encoding="utf-8", newline="\n")
    return Written(len(files) + 1, tuple(articles), tuple(without))


def _clear(folder: Path, force: bool) -> None:
    """Make room. Raises `UsageError` for a folder that holds something."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: no folder can be made there ({error.strerror}). Name another: -o DIR") from error
    if not any(folder.iterdir()):
        return
    manifest = folder / MANIFEST
    if not force:
        raise UsageError(f"{folder}: holds something already. Name another folder, or replace it: --force")
    if not manifest.is_file():
        raise UsageError(f"{folder}: holds files that are no evidence of ours. Name another folder: -o DIR")
    root = folder.resolve()
    for line in manifest.read_text(encoding="utf-8").splitlines():
        path = (folder / line.partition("  ")[2]).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
    manifest.unlink()


# ---------------------------------------------------------------- what was asked for


def _finding(corpus: Corpus, name: str) -> tuple[str, dict[str, list[_Row]]]:
    """Return what kind of thing `name` is, and the rows of each table that tell of it."""
    for kind, named, table, column in _kinds(corpus):
        try:
            found = named(name)
        except NotFound:
            continue
        if found is None:
            continue
        rows = {table: _rows(corpus, table, f"x.{column} = ?", found)}
        return kind, {**rows, **_related(corpus, kind, found)}
    raise NotFound(
        f"{name!r}: no such article, quotation, statement, event, mention, actor or story in this store. List them:"
        " retold quotations"
    )


def _kinds(corpus: Corpus) -> list[tuple[str, Callable[[str], str | None], str, str]]:
    """Return how each kind of name is looked up, the plainest first: table and column of its rows."""
    return [
        ("quotation", lambda name: _row_id(corpus, "quotations", "quotation", name), "quotations", "quotation"),
        ("event", lambda name: _row_id(corpus, "events", "event", name), "events", "event"),
        ("mention", lambda name: _row_id(corpus, "mentions", "mention", name), "mentions", "mention"),
        ("article", corpus.article_id, "articles", "article"),
        ("statement", _prefixed("t", corpus.statement_id), "statements", "statement"),
        ("story", _prefixed("s", corpus.story_id), "stories", "story"),
        ("entity", _prefixed("e", corpus.entity_id), "entities", "entity"),
    ]


def _prefixed(letter: str, named: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda name: named(name) if name.startswith(letter) else None


def _row_id(corpus: Corpus, table: str, column: str, name: str) -> str | None:
    """Return the one id that `name` is or begins; None where there is none. Raises `UsageError` for several."""
    if len(name) < 4:
        return None
    query = f"select x.{column} from {table} x where starts_with(x.{column}, ?) order by 1 limit 6"
    found = corpus.ask(query, [name]).column(0).to_pylist()
    if len(found) > 1 and found[0] != name:
        raise UsageError(f"{name!r} may mean several: {', '.join(found[:5])}. Give more of it")
    return str(found[0]) if found else None


def _related(corpus: Corpus, kind: str, found: str) -> dict[str, list[_Row]]:
    """Return the rows beside the asked-for one that are needed to judge it."""
    if kind == "quotation":
        return {"retellings": _rows(corpus, "retellings", "x.quotation = ? or x.from_quotation = ?", found, found)}
    if kind == "statement":
        return {
            "quotations": _rows(corpus, "quotations", "x.statement = ?", found),
            "retellings": _rows(corpus, "retellings", "x.statement = ?", found),
        }
    if kind == "event":
        query = "x.quotation in (select v.quotation from events v where v.event = ?)"
        return {"quotations": _rows(corpus, "quotations", query, found)}
    if kind == "story":
        return {
            "story_articles": _rows(corpus, "story_articles", "x.story = ?", found),
            "stemmata": _rows(corpus, "stemmata", "x.story = ?", found),
        }
    if kind == "article":
        return {
            "derivations": _rows(corpus, "derivations", "x.article = ?", found),
            "quotations": _rows(corpus, "quotations", "x.article = ?", found),
            "blocks": _rows(corpus, "blocks", "x.article = ?", found),
        }
    return {"mentions": _rows(corpus, "mentions", "x.entity = ?", found)} if kind == "entity" else {}


def _rows(corpus: Corpus, table: str, where: str, *parameters: str) -> list[_Row]:
    declared = PUBLIC_TABLES[table]
    order = ", ".join(f"x.{column} nulls first" for column in declared.key)
    columns = ", ".join(f"x.{column}" for column in declared.schema.names if (table, column) != ("articles", "text"))
    query = f"select {columns} from {table} x where {where} order by {order}"
    rows: list[_Row] = corpus.rows(query, list(parameters))
    return rows


# ---------------------------------------------------------------- files


def _files(
    corpus: Corpus, kind: str, name: str, rows: dict[str, list[_Row]]
) -> tuple[dict[str, bytes], list[str], list[str]]:
    articles = sorted(_articles_in(rows))
    texts = {article: _text(corpus, article) for article in articles}
    articles = [article for article in articles if texts[article] is not None]
    files = {
        "README.txt": _README.encode(),
        "finding.json": _json({"asked": name, "kind": kind, "rows": rows}),
        "spans.json": _json(_spans(rows, texts)),
        "versions.json": _json(_versions(corpus)),
    }
    without = []
    for article in articles:
        folder = f"articles/{article}"
        read = _read_of(corpus, article)
        files[f"{folder}/text.txt"] = (texts[article] or "").encode("utf-8")
        files[f"{folder}/article.json"] = _json(read)
        responses = _responses(corpus, article)
        if responses:
            files[f"{folder}/response.json"] = _json(responses)
        held = {row["bytes_hash"]: _bytes_of(corpus, row) for row in read["origins"]}
        kept = {digest: content for digest, content in held.items() if content is not None}
        for number, digest in enumerate(sorted(kept)):
            files[f"{folder}/bytes{f'-{number + 1}' if number else ''}"] = kept[digest]
        if not kept:
            without.append(article)
    return files, articles, without


def _articles_in(value: Any) -> set[str]:
    """Return the articles that rows point at, in their columns and in their evidence."""
    if isinstance(value, dict):
        named = {value[column] for column in ("article", "exemplar") if isinstance(value.get(column), str)}
        return {each for each in named if not each.startswith("lost:")}.union(
            *(_articles_in(v) for v in value.values())
        )
    if isinstance(value, list):
        return set().union(*(_articles_in(each) for each in value))
    return set()


def _text(corpus: Corpus, article: str) -> str | None:
    found = corpus.ask("select a.text from articles a where a.article = ?", [article]).column(0).to_pylist()
    return found[0] if found else None


def _spans(rows: dict[str, list[_Row]], texts: dict[str, str | None]) -> list[_Row]:
    """Return every place that the rows point at, once, with the words there."""
    places: dict[tuple[str, int, int], set[str]] = {}
    for table, found in rows.items():
        for row in found:
            for where, article, begin, end in _places_in(row, row.get("article"), table):
                places.setdefault((article, begin, end), set()).add(where)
    return [
        {
            "article": article,
            "begin": begin,
            "end": end,
            "in": sorted(wheres),
            "words": (texts[article] or "")[begin:end],
        }
        for (article, begin, end), wheres in sorted(places.items())
        if texts.get(article) is not None
    ]


def _places_in(value: Any, article: str | None, where: str) -> list[tuple[str, str, int, int]]:
    if isinstance(value, list):
        return [place for each in value for place in _places_in(each, article, where)]
    if not isinstance(value, dict):
        return []
    own = value.get("article") or article
    found = []
    if own and isinstance(value.get("begin"), int) and isinstance(value.get("end"), int):
        found.append((where, own, value["begin"], value["end"]))
    for key, inner in value.items():
        found += _places_in(inner, own, f"{where}.{key}")
    return found


def _read_of(corpus: Corpus, article: str) -> _Row:
    """Return an article's fields, its readings, what was said of it by whom, and the other versions of its page."""
    (fields,) = _rows(corpus, "articles", "x.article = ?", article)
    page = fields["page"]
    versions = [] if page is None else _rows(corpus, "articles", "x.page = ? and x.article <> ?", page, article)
    return {
        "article": fields,
        "origins": _rows(corpus, "origins", "x.article = ?", article),
        "metadata": _rows(corpus, "metadata", "x.article = ?", article),
        "versions": versions,
    }


def _versions(corpus: Corpus) -> _Row:
    runs = corpus.ask(
        "select x.stage, x.version, x.settings_hash, x.input_hash, x.rows, x.versions from runs x order by x.stage"
    )
    (number,) = corpus.ask("select x.number from stage.format x").column(0).to_pylist()
    return {"retold": __version__, "store_format": number, "stages": runs.to_pylist()}


def _responses(corpus: Corpus, article: str) -> list[_Row]:
    if not _has_table(corpus, "responses"):
        return []
    rows: list[_Row] = corpus.rows(
        "select p.* from stage.responses p where exists (select 1 from stage.readings r"
        " where r.article = ? and r.origin = p.origin and r.bytes_hash = p.bytes_hash) order by p.origin, p.bytes_hash",
        [article],
    )
    return rows


def _has_table(corpus: Corpus, name: str) -> bool:
    """Tell whether the store has a table: one built by an earlier version may not."""
    query = "select 1 from duckdb_tables() x where x.schema_name = 'stage' and x.table_name = ?"
    return len(corpus.ask(query, [name])) > 0


def _bytes_of(corpus: Corpus, reading: _Row) -> bytes | None:
    """Return the bytes that a reading came from: as kept, or from the file where it still has them; else None."""
    digest = reading["bytes_hash"]
    if not digest:
        return None
    kept = original_of(corpus, digest)
    if kept is None:
        path = Path(reading["origin"])
        try:
            kept = path.read_bytes() if path.is_file() else None
        except (OSError, ValueError):
            kept = None
    if kept is None:
        # A text whose bytes are its characters in UTF-8 is held as a text.
        text = _text(corpus, reading["article"])
        kept = text.encode("utf-8") if text is not None else None
    return kept if kept is not None and bytes_hash(kept) == digest else None


def original_of(corpus: Corpus, digest: str) -> bytes | None:
    """Return the bytes with this hash, where the store keeps them."""
    if not _has_table(corpus, "originals"):
        return None
    found = corpus.rows("select x.content from stage.originals x where x.bytes_hash = ?", [digest])
    return zlib.decompress(found[0]["content"]) if found else None


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n").encode("utf-8", "replace")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)
