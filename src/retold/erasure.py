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
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from retold.errors import StoreLocked
from retold.ids import article_id, content_hash
from retold.rereading import drop_unused, forget_places
from retold.sources.addresses import canonical_address
from retold.sources.encodings import readable
from retold.sources.records import Reading, Rejected
from retold.store import Workspace, beside, writing_in_turn
from retold.tables import STAGE_TABLES
from retold.watch.erasing import erase_waiting

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
    "pages-packs",
    "pages-packs-part",
    "intake",
    "temporary",
)  # what else holds words of articles
_BACKUPS = "backup-*"
_UNFINISHED = "erasing"  # stands beside a store from the beginning of an erasure to its end
MADE_BESIDE = ("search", "pages")  # what other processes make beside a store, each under a lock of its own
_PATIENCE_SECONDS = 300.0  # for them: a portion of an index, or the aids of a large store
DOT, ACCENTS, GREEK_VOWELS = "\u0307", "\u0308\u0301", "αεηιουω"  # dialytika and tonos
_MARK_OF_SMALL = re.compile(f"(?<=[iı]){DOT}|(?<=[{GREEK_VOWELS}])[{ACCENTS}]+")
_HASH_BYTES = 16
_PAST_MARKS = 0x20000  # no script has combining marks beyond, but for variants of ideographs
_BY_HAND = (
    *(("settings_by_hand", "value"), ("rejections", "detail"), ("rejections", "origin"), ("superseded", "text")),
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
        if self._lengths and self.names_somebody("\n".join((item.text, *_said_of(item)))):
            return "it names an actor that was to be forgotten"
        return None

    def is_gone(self, address: str) -> bool:
        """Tell whether the page at an address was removed."""
        return (PAGE, self._hash(PAGE, canonical_address(address) or address)) in self._held

    def names_somebody(self, text: str) -> bool:
        """Tell whether a name that was to be forgotten stands in `text`."""
        words = folded_words(text)
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
    named = url or (origin if _is_address(origin) else None)
    return canonical_address(named) if named else None


def fold(text: str) -> str:
    """Return a text as names are compared: in one case, whichever language's.

    Turkish tells `I` and `ı` from `İ` and `i`, which other languages do not, and Greek capitals have no accents: all
    four are one letter here, and so are `ά` and `α`. Marks may stand apart from their letters or not.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return unicodedata.normalize("NFC", _MARK_OF_SMALL.sub("", plain).replace("ı", "i"))


def folded_words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return _words().findall(fold(text))


@cache
def _words() -> re.Pattern[str]:
    """Return a pattern for words: marks, which are the vowels of many scripts, belong to the letter before them."""
    marks = "".join(chr(code) for code in range(_PAST_MARKS) if unicodedata.category(chr(code)).startswith("M"))
    return re.compile(rf"[^\W_](?:[^\W_]|[{re.escape(marks)}])*")


def _said_of(item: Reading) -> list[str]:
    """Return what is said of a text besides its own words: its fields, and the address or the file's name."""
    place = item.origin if _is_address(item.origin) else item.origin.rpartition("/")[2]
    return [*item.given.values(), *(found.value for found in item.found), unquote(place)]


def _is_address(origin: str) -> bool:
    return origin.startswith(("http://", "https://"))


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
    beside(path, _UNFINISHED).touch()
    clear_beside(path, patience_seconds=0)  # once more when it is published
    memory = Memory(workspace)
    erase_waiting(beside(path, "watch"), articles, memory.is_gone, memory.names_somebody)
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
    words = [folded_words(name) for name in names]
    Memory(workspace).remember((NAME, " ".join(each), len(each)) for each in words if each)
    _forget_refused(workspace)


def telling_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that tell one actor from others: those of several words, or all where there is none."""
    by_words = {tuple(folded_words(name)): name for name in sorted(names)}  # of spellings that differ in case, the last
    every = {words: name for words, name in by_words.items() if words}
    chosen = {words: name for words, name in every.items() if len(words) > 1} or every
    return tuple(sorted(chosen.values()))


def _forget_refused(workspace: Workspace) -> None:
    """Drop kept bytes, texts of earlier readers, and what users wrote by hand, where a name to be forgotten stands.

    The bytes may be those of an article that stays: a page can hold a name in its menus alone.
    """
    memory = Memory(workspace)
    hashes = workspace.connection.sql("select o.bytes_hash from stage.originals o order by 1").fetchall()
    named = [bytes_hash for (bytes_hash,) in hashes if memory.names_somebody(_content(workspace, bytes_hash))]
    places = workspace.connection.sql(
        "select p.origin, p.bytes_hash from stage.original_places p where p.bytes_hash in (select unnest(?))",
        params=[named],
    ).fetchall()
    forget_places(workspace, places)
    drop_unused(workspace)
    for table, column in _BY_HAND:
        values = workspace.connection.sql(f"select distinct x.{column} from stage.{table} x").fetchall()
        for (value,) in values:
            if value and memory.names_somebody(value):
                workspace.connection.execute(f"delete from stage.{table} where {column} = ?", [value])


def _content(workspace: Workspace, bytes_hash: str) -> str:
    """Return kept bytes as text, one page at a time: all of them would fill the memory."""
    rows = workspace.connection.sql(
        "select o.content, (select min(p.charset) from stage.original_places p where p.bytes_hash = o.bytes_hash)"
        " from stage.originals o where o.bytes_hash = ?",
        params=[bytes_hash],
    ).fetchall()
    return readable(zlib.decompress(rows[0][0]), rows[0][1])


def _forget_rejections(workspace: Workspace, articles: Sequence[str]) -> None:
    """Drop what was rejected at the places of articles that go: its details may quote them."""
    with workspace.lent(pa.table({"article": pa.array(sorted(set(articles)), pa.string())})) as gone:
        workspace.connection.execute(
            "delete from stage.rejections where origin in (select r.origin from stage.readings r"
            f" where r.article in (select g.article from {gone} g))"
        )


def clear_beside(path: Path, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
    """Delete what holds words of articles beside a store: results by content, the search index, backups.

    Who is making an index or reading aids of an older snapshot just then is waited for: it would write on. Whoever
    begins afterwards sees that there is another snapshot. What is still being made after `patience_seconds` stays, and
    so does the mark of an erasure that has not ended: the next verb that writes clears up.
    """
    with ExitStack() as held:
        kept = []
        for name in MADE_BESIDE:
            try:
                held.enter_context(writing_in_turn(beside(path, name), patience_seconds=patience_seconds))
            except StoreLocked:
                kept.append(name)
        _clear(path, kept)
    if not patience_seconds:
        return
    if not kept:
        beside(path, _UNFINISHED).unlink(missing_ok=True)
        return
    names = ", ".join(beside(path, name).name for name in _BESIDE if _is_made_with(name, kept))
    logger.warning(
        "%s: still being made by another process. The next verb that writes deletes them; or do so when that has ended",
        names,
    )


def finish_erasure(path: Path) -> None:
    """Clear up after an erasure that was killed, or that another process was in the way of; otherwise do nothing."""
    if beside(path, _UNFINISHED).exists():
        clear_beside(path)


def _is_made_with(name: str, kept: Sequence[str]) -> bool:
    """Tell whether what is called so beside a store is made under the lock of one of these."""
    return name.partition("-")[0] in kept


def _clear(path: Path, kept: Sequence[str]) -> None:
    files = [beside(path, name) for name in _BESIDE if not _is_made_with(name, kept)]
    for file in [*files, *sorted(path.parent.glob(f"{path.name}.{_BACKUPS}"))]:
        if file.is_dir():
            shutil.rmtree(file, ignore_errors=True)
        else:
            file.unlink(missing_ok=True)
