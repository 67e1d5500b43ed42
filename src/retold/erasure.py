"""What was removed stays away: keyed hashes of it, and no copy of its words beside the store.

A store that removes articles is written anew, so that no free page keeps their bytes; caches, backups and the search
index beside it are deleted. What may not come back is kept as keyed hashes (blake2b with a secret of the store): of
the article, its place and its page, and after `forget` of the names too. Who holds the store holds the secret, and
can try out names on it.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa

from retold.ids import article_id, content_hash
from retold.rereading import forget_places
from retold.sources.addresses import canonical_address
from retold.sources.records import Reading, Rejected
from retold.store import Workspace, beside
from retold.tables import STAGE_TABLES

logger = logging.getLogger("retold")

ARTICLE, PLACE, PAGE, NAME = "article", "place", "page", "name"
_BESIDE = (
    "cache",
    "cache-wal",
    "cache-shm",
    "search",
    "pages",
    "pages-part",
    "pages-part.wal",
    "pages-temporary",
    "intake",
    "temporary",
)  # what else holds words of articles
_BACKUPS = "backup-*"
_WORD = re.compile(r"[^\W_]+")
_HASH_BYTES = 16
_BY_HAND = (
    *(("settings_by_hand", "value"), ("rejections", "detail"), ("rejections", "origin")),
    *(("corrections_by_hand", column) for column in ("old_value", "new_value", "reason", "author")),
)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What `forget` would remove: the names by which an actor goes, and the articles that hold one of them."""

    names: tuple[str, ...]
    articles: tuple[str, ...]


class Memory:
    """The keyed hashes of a store."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._secret = _secret(workspace)
        rows = workspace.connection.sql("select f.kind, f.hash, f.words from stage.forgotten f").fetchall()
        self._held = {(kind, value) for kind, value, _ in rows}
        self._lengths = sorted({words for kind, _, words in rows if kind == NAME})

    def __bool__(self) -> bool:
        return bool(self._held)

    def remember(self, facts: Iterable[tuple[str, str, int]]) -> None:
        """Keep the hashes of facts: kind, value, and for names their number of words."""
        rows = [
            {"kind": kind, "hash": self._hash(kind, value), "words": words} for kind, value, words in sorted(set(facts))
        ]
        rows = [row for row in rows if (row["kind"], row["hash"]) not in self._held]
        if rows:
            with self._workspace.lent(STAGE_TABLES["forgotten"].rows(rows)) as incoming:
                self._workspace.connection.execute(f"insert into stage.forgotten by name select * from {incoming}")

    def reason(self, item: Reading) -> str | None:
        """Return why a reading may not come back; None where nothing speaks against it."""
        if any((kind, self._hash(kind, value)) in self._held for kind, value in _facts_of(item)):
            return "it was removed before"
        if self._lengths and self.names_somebody(f"{item.given.get('title', '')}\n{item.text}"):
            return "it names an actor that was to be forgotten"
        return None

    def names_somebody(self, text: str) -> bool:
        """Tell whether a name that was to be forgotten stands in `text`."""
        words = _words(text)
        return any(
            (NAME, self._hash(NAME, " ".join(words[i : i + length]))) in self._held
            for length in self._lengths
            for i in range(len(words) - length + 1)
        )

    def take_back(self, item: Reading) -> None:
        """Let an article come back: forget that it was removed."""
        for kind, value in _facts_of(item):
            hashed = self._hash(kind, value)
            if (kind, hashed) in self._held:
                self._held.discard((kind, hashed))
                self._workspace.connection.execute(
                    "delete from stage.forgotten where kind = ? and hash = ?", [kind, hashed]
                )

    def _hash(self, kind: str, value: str) -> str:
        return blake2b(
            f"{kind}\0{value}".encode("utf-8", "replace"), key=self._secret, digest_size=_HASH_BYTES
        ).hexdigest()


def _secret(workspace: Workspace) -> bytes:
    rows = workspace.connection.sql("select s.secret from stage.secret s").fetchall()
    if not rows:
        rows = [(secrets.token_hex(32),)]  # no result depends on it
        workspace.connection.execute("insert into stage.secret values (?)", [rows[0][0]])
    return bytes.fromhex(rows[0][0])


def _facts_of(item: Reading) -> list[tuple[str, str]]:
    address = _address(item.given.get("url"), item.origin)
    article = article_id(
        item.text,
        url=canonical_address(item.given["url"]) if item.given.get("url") else None,
        outlet=item.given.get("outlet") or None,
    )
    facts = [(ARTICLE, article), (PLACE, f"{item.origin}\0{content_hash(item.text)}")]
    return [*facts, *([(PAGE, address)] if address else [])]


def _address(url: str | None, origin: str) -> str | None:
    """Return the canonical address of a page; of a file there is none."""
    named = url or (origin if origin.startswith(("http://", "https://")) else None)
    return canonical_address(named) if named else None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


# ---------------------------------------------------------------- coming in


def admitted(workspace: Workspace, items: Iterable[Reading | Rejected], *, again: bool) -> Iterator[Reading | Rejected]:
    """Leave out the readings that were removed before, and say how many; with `again`, let them come back."""
    memory = Memory(workspace)
    left_out: dict[str, int] = {}
    for item in items:
        reason = memory.reason(item) if memory and isinstance(item, Reading) else None
        if reason is None:
            yield item
        elif again and isinstance(item, Reading):
            memory.take_back(item)
            yield item
        else:
            left_out[reason] = left_out.get(reason, 0) + 1
    for reason, count in sorted(left_out.items()):
        articles = "1 article" if count == 1 else f"{count} articles"
        logger.warning("%s left out: %s. To add all the same: --again", articles, reason)


# ---------------------------------------------------------------- going out


def erase(workspace: Workspace, path: Path, articles: Sequence[str]) -> None:
    """Remove articles from a store under construction and from what stands beside it; keep hashes of them alone."""
    from retold.build import take_out

    _remember_articles(workspace, articles)
    _forget_rejections(workspace, articles)
    clear_beside(path)
    take_out(workspace, articles)


def _remember_articles(workspace: Workspace, articles: Sequence[str]) -> None:
    """Keep hashes of articles, of the places where they were read, and of their pages."""
    with workspace.lent(pa.table({"article": pa.array(sorted(set(articles)), pa.string())})) as gone:
        rows = workspace.table(
            f"select r.article, r.origin, r.given, t.text_hash from stage.readings r join {gone} g"
            " on g.article = r.article join stage.texts t on t.article = r.article"
        ).to_pylist()
    facts = [(ARTICLE, article, 0) for article in articles]
    for row in rows:
        given = {each["field"]: each["value"] for each in row["given"] or ()}
        facts.append((PLACE, f"{row['origin']}\0{row['text_hash']}", 0))
        address = _address(given.get("url"), row["origin"])
        if address:
            facts.append((PAGE, address, 0))
    Memory(workspace).remember(facts)


def forget_names(workspace: Workspace, names: Sequence[str]) -> None:
    """Keep hashes of names, so that articles that hold one stay out, and drop what else holds them."""
    words = [_words(name) for name in names]
    Memory(workspace).remember((NAME, " ".join(each), len(each)) for each in words if each)
    _forget_refused(workspace)


def telling_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that tell one actor from others: those of several words, or all where there is none."""
    by_words = {tuple(_words(name)): name for name in sorted(names)}  # of spellings that differ in case, the last
    every = {words: name for words, name in by_words.items() if words}
    chosen = {words: name for words, name in every.items() if len(words) > 1} or every
    return tuple(sorted(chosen.values()))


def _forget_refused(workspace: Workspace) -> None:
    """Drop the bytes of refused pages, and what users wrote by hand, where a name to be forgotten stands in them."""
    memory = Memory(workspace)
    pages = workspace.connection.sql(
        "select p.origin, p.bytes_hash, o.content from stage.original_places p join stage.originals o"
        " on o.bytes_hash = p.bytes_hash where p.article is null order by p.origin, p.bytes_hash"
    ).fetchall()
    named = [
        (origin, bytes_hash)
        for origin, bytes_hash, content in pages
        if memory.names_somebody(zlib.decompress(content).decode("utf-8", "replace"))
    ]
    forget_places(workspace, named)
    for table, column in _BY_HAND:
        values = workspace.connection.sql(f"select distinct x.{column} from stage.{table} x").fetchall()
        for (value,) in values:
            if value and memory.names_somebody(value):
                workspace.connection.execute(f"delete from stage.{table} where {column} = ?", [value])


def _forget_rejections(workspace: Workspace, articles: Sequence[str]) -> None:
    """Drop what was rejected at the places of articles that go: its details may quote them."""
    with workspace.lent(pa.table({"article": pa.array(sorted(set(articles)), pa.string())})) as gone:
        workspace.connection.execute(
            "delete from stage.rejections where origin in (select r.origin from stage.readings r"
            f" where r.article in (select g.article from {gone} g))"
        )


def clear_beside(path: Path) -> None:
    """Delete what holds words of articles beside a store: results by content, the search index, backups."""
    files = [beside(path, name) for name in _BESIDE]
    for file in [*files, *sorted(path.parent.glob(f"{path.name}.{_BACKUPS}"))]:
        if file.is_dir():
            shutil.rmtree(file, ignore_errors=True)
        else:
            file.unlink(missing_ok=True)
