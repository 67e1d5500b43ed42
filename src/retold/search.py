"""Search over the texts of a store: a full-text index beside it, safe to delete, made when it is first asked.

The index (tantivy) holds no text of its own, only words and the articles they stand in; the snippets come from the
store. It follows the store: articles that came or went since it was made are added and deleted.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from retold.corpus import Corpus
from retold.errors import StoreLocked, UsageError
from retold.ids import content_hash
from retold.progress import StageProgress, unreported
from retold.store import beside

_FORMAT = 1
_HEAP_BYTES = 64_000_000  # of the index's writer
_BATCH = 2_000  # articles read at once
_SNIPPET = 240  # code points around the words found
_WORD = re.compile(r"[^\W_]+")
_LEAST_PREFIX = 4  # letters by which a word of the text is taken for an inflected form of a word asked for
_lock = Lock()  # one writer of an index in this process


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that has the words: how well it fits, and where the words stand together first.

    `begin` and `end` span the snippet in `articles.text`, `words` the words found within it, in code points.
    """

    article: str
    score: float
    begin: int
    end: int
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """The best articles for a question, and how many have its words in all."""

    total: int
    hits: tuple[Hit, ...]


def search(
    corpus: Corpus, question: str, *, limit: int = 20, offset: int = 0, progress: StageProgress = unreported
) -> Hits:
    """Return the articles that have the words of `question`, the best first (BM25, ties by id).

    Words are stemmed as English; "…" keeps words together, a minus before a word leaves its articles out, OR widens.
    Raises `UsageError` for a question without a word.
    """
    if not _WORD.search(question):
        raise UsageError(f'{question!r}: no word to look for. Expected for example: ceasefire OR "cease-fire"')
    with corpus.pinned():
        index = _current(corpus, progress)
        query, _ = index.parse_query_lenient(question, ["title", "body"], field_boosts={"title": 2.0})
        searcher = index.searcher()
        found = searcher.search(query, limit=limit + offset, count=True)
        ranked = [(score, str(searcher.doc(place)["article"][0])) for score, place in found.hits]
        ranked.sort(key=lambda pair: (-round(pair[0], 4), pair[1]))
        shown = ranked[offset : offset + limit]
        texts = corpus.texts_of([article for _, article in shown])
        wanted = [word.casefold() for word in _WORD.findall(question)]
        hits = tuple(_hit(article, score, texts.get(article, ""), wanted) for score, article in shown)
        return Hits(int(found.count or 0), hits)


def _hit(article: str, score: float, text: str, wanted: list[str]) -> Hit:
    """Return where most of the words wanted stand within one snippet's length."""
    places = [m.span() for m in _WORD.finditer(text) if any(_fits(m.group(0).casefold(), word) for word in wanted)]
    if not places:
        return Hit(article, score, 0, min(len(text), _SNIPPET), ())
    best = max(places, key=lambda place: (_within(text, places, place[0]), -place[0]))[0]
    begin = text.rfind(" ", 0, max(0, best - 40)) + 1 if best > 40 else 0
    end = min(len(text), begin + _SNIPPET)
    space = text.rfind(" ", begin, end)
    end = space if end < len(text) and space > begin + _SNIPPET // 2 else end
    return Hit(article, score, begin, end, tuple(place for place in places if begin <= place[0] and place[1] <= end))


def _within(text: str, places: list[tuple[int, int]], begin: int) -> int:
    """Return how many different words found stand within a snippet's length from `begin`."""
    return len({text[b:e].casefold() for b, e in places if begin <= b < begin + _SNIPPET - 40})


def _fits(word: str, wanted: str) -> bool:
    if word == wanted:
        return True
    shared = min(len(word), len(wanted))
    return shared >= _LEAST_PREFIX and abs(len(word) - len(wanted)) <= 3 and word[:shared] == wanted[:shared]


# ---------------------------------------------------------------- the index


def folder_of(store: Path) -> Path:
    """Return the folder of a store's index."""
    return beside(store, "search")


def forget_index(store: Path) -> None:
    """Delete the index of a store; it is made again when it is next asked."""
    shutil.rmtree(folder_of(store), ignore_errors=True)


def _current(corpus: Corpus, progress: StageProgress) -> Any:
    """Return the index, brought up to the snapshot."""
    import tantivy

    with _lock:
        folder = folder_of(corpus.path)
        held = _held(folder)
        if held is None:
            forget_index(corpus.path)
            folder.mkdir(parents=True)
            held = {}
        index = tantivy.Index(_schema(), path=str(folder))
        if held.get("snapshot") != corpus.snapshot:
            _follow(corpus, index, dict(held.get("articles", {})), progress)
        index.reload()
        return index


def _held(folder: Path) -> dict[str, Any] | None:
    """Return what the index holds; None where there is none that this version can go on with."""
    try:
        held = json.loads((folder / "held.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return held if isinstance(held, dict) and held.get("format") == _FORMAT else None


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("article", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("body", tokenizer_name="en_stem")
    return builder.build()


def _follow(corpus: Corpus, index: Any, held: dict[str, str], progress: StageProgress) -> None:
    """Add the articles that the index does not hold as they are now, delete those that are gone."""
    import tantivy

    rows = corpus.rows("select f.article, f.title from stage.article_fields f order by f.article")
    wanted = {row["article"]: content_hash(row["title"] or "")[:8] for row in rows}
    titles = {row["article"]: row["title"] or "" for row in rows}
    new = sorted(article for article, mark in wanted.items() if held.get(article) != mark)
    gone = sorted(article for article in held if held[article] != wanted.get(article))
    writer = _writer(index)
    for article in sorted({*gone, *new}):  # a run that was cut short may have added some of the new ones
        writer.delete_documents_by_term("article", article)
    for begin in range(0, len(new), _BATCH):
        batch = new[begin : begin + _BATCH]
        for article, text in corpus.texts_of(batch).items():
            writer.add_document(tantivy.Document(article=article, title=titles[article], body=text))
        progress("search index", begin + len(batch), len(new))
    writer.commit()
    writer.wait_merging_threads()
    _write(folder_of(corpus.path), {"format": _FORMAT, "snapshot": corpus.snapshot, "articles": wanted})


def _writer(index: Any) -> Any:
    try:
        return index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    except ValueError as error:  # the library's word for another process that holds its lock
        if "lock" in str(error).lower():
            raise StoreLocked("another process is making the search index. Try again in a moment") from error
        raise


def _write(folder: Path, held: dict[str, Any]) -> None:
    unfinished = folder / "held.json.part"
    unfinished.write_text(json.dumps(held, separators=(",", ":")), encoding="utf-8")
    unfinished.replace(folder / "held.json")
