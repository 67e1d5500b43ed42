"""The full-text index beside a store (tantivy): words and the articles they stand in, no text; safe to delete.

It follows the store: articles that came or changed since it was made are added, some thousands at a time, so that a
run that was cut short goes on where it stopped. Once an article is gone from the store the index is made anew, for a
deleted one would leave its words in the files. Words are written under a lock, and only of a store's latest snapshot;
who erases an article publishes first, waits for that lock, and then deletes the index. So no word outlives its article.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from retold.corpus import Corpus
from retold.errors import RetoldError, StoreLocked
from retold.opened import AMONG
from retold.progress import StageProgress, unreported
from retold.store import beside, writing

WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_FORMAT = 2
_HEAP_BYTES = 64_000_000  # of the index's writer
_BATCH = 1_000  # articles read at once
_PORTION = 20_000  # articles after which what was added is kept, whatever happens next
_TOKENIZER = "folded"
_HELD = pa.schema([("article", pa.string()), ("mark", pa.string())])
_lock = Lock()  # one writer of an index in this process


class IndexBehind(RetoldError):
    """The index holds `held` of `articles`, and to follow the store at once would take too long."""

    def __init__(self, held: int, articles: int) -> None:
        super().__init__(f"The search index is being made: {held} of {articles} articles so far. Try again in a moment")
        self.held = held
        self.articles = articles


def folder_of(store: Path) -> Path:
    """Return the folder of a store's index."""
    return beside(store, "search")


def forget_index(store: Path) -> None:
    """Delete the index of a store; it is made again when it is next asked."""
    shutil.rmtree(folder_of(store), ignore_errors=True)


@lru_cache(maxsize=200_000)
def terms_of(word: str) -> tuple[str, ...]:
    """Return the terms under which a word stands in the index: without accents and case, stemmed as English.

    >>> terms_of("Ministères")
    ('minister',)
    """
    return tuple(_analyzer().analyze(unicodedata.normalize("NFC", word)))


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """Return a word without accents and case, not stemmed; several run together."""
    return "".join(_folder().analyze(unicodedata.normalize("NFC", word)))


@cache
def _analyzer() -> Any:
    return _builder().filter(_filters().stemmer("english")).build()


@cache
def _folder() -> Any:
    return _builder().build()


def _filters() -> Any:
    import tantivy

    return tantivy.Filter


def _builder() -> Any:
    import tantivy

    # Accents first: the small letter of a capital with a dot would keep its dot.
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(_filters().ascii_fold()).filter(_filters().lowercase())


@cache
def schema() -> Any:
    """Return the index's fields: the article, its headline, its words."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("article", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name=_TOKENIZER)
    builder.add_text_field("body", tokenizer_name=_TOKENIZER)
    return builder.build()


def current(corpus: Corpus, progress: StageProgress = unreported, *, at_once: int | None = None) -> Any:
    """Return the index, brought up to the snapshot.

    With `at_once`, raises `IndexBehind` where more articles than that would have to be added.
    """
    folder = folder_of(corpus.path)
    if _said(folder).get("snapshot") == corpus.snapshot:
        return _opened(folder)
    with _lock:
        if _said(folder).get("snapshot") != corpus.snapshot:
            _follow(corpus, folder, progress, at_once)
        return _opened(folder)


def as_it_is(corpus: Corpus) -> Any | None:
    """Return the index as far as it was made, though the store may hold newer articles; None where there is none."""
    folder = folder_of(corpus.path)
    return _opened(folder) if _said(folder).get("articles") else None


def _opened(folder: Path) -> Any:
    import tantivy

    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(schema(), path=str(folder))
    index.register_tokenizer(_TOKENIZER, _analyzer())
    index.reload()
    return index


def _said(folder: Path) -> dict[str, Any]:
    """Return what the index says of itself; nothing where there is none that this version can go on with."""
    try:
        said = json.loads((folder / "held.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_ours = isinstance(said, dict) and said.get("format") == _FORMAT and (folder / "held.parquet").exists()
    return said if is_ours else {}


def _follow(corpus: Corpus, folder: Path, progress: StageProgress, at_once: int | None) -> None:
    """Add the articles that the index does not hold as they are now. Raises `IndexBehind` and `StoreLocked`."""
    held = pq.read_table(folder / "held.parquet") if _said(folder) else None
    if held is not None and _is_gone(corpus, folder):
        held = None
    new = _missing(corpus, folder if held is not None else None)
    total = corpus.number("select count(*) from stage.article_fields")
    if at_once is not None and len(new) > at_once:
        raise IndexBehind(total - len(new), total)
    if held is None:
        with _writing(corpus, 0, total):
            forget_index(corpus.path)
            folder.mkdir(parents=True, exist_ok=True)  # somebody may have opened it just then
        held = _HELD.empty_table()
    for begin in range(0, len(new), _PORTION):
        portion = new.slice(begin, _PORTION)

        def report(done: int, begin: int = begin) -> None:
            progress("search index", begin + done, len(new))

        with _writing(corpus, len(held), total):
            _add(corpus, _opened(folder), portion, report)
            others = held.filter(pc.invert(pc.is_in(held.column("article"), value_set=portion.column("article"))))
            held = pa.concat_tables([others, portion])
            _keep(folder, held, "")
    with _writing(corpus, len(held), total):
        _keep(folder, held, corpus.snapshot)


@contextmanager
def _writing(corpus: Corpus, held: int, articles: int) -> Iterator[None]:
    """Let one process at a time write to the index, and only what stands in the latest snapshot.

    An article of an older one may have been erased. Raises `StoreLocked`, and `IndexBehind` for an older snapshot.
    """
    with ExitStack() as lock:
        try:
            lock.enter_context(writing(folder_of(corpus.path)))
        except StoreLocked as error:
            raise StoreLocked("another process is making the search index. Try again in a moment") from error
        if not corpus.is_latest:
            raise IndexBehind(held, articles)
        yield


def _is_gone(corpus: Corpus, folder: Path) -> bool:
    """Tell whether the index holds an article that the store does not."""
    query = (
        "select count(*) from read_parquet(?) h where not exists"
        " (select 1 from stage.article_fields f where f.article = h.article)"
    )
    return corpus.number(query, [str(folder / "held.parquet")]) > 0


def _missing(corpus: Corpus, folder: Path | None) -> pa.Table:
    """Return the articles that the index does not hold under their present headline, each with its mark."""
    mark = "left(md5(coalesce(f.title, '')), 8)"
    query, parameters = f"select f.article, {mark} as mark from stage.article_fields f", list[object]()
    if folder is not None:
        query += f" left join read_parquet(?) h on h.article = f.article where h.mark is distinct from {mark}"
        parameters.append(str(folder / "held.parquet"))
    return corpus.ask(f"{query} order by f.article", parameters).cast(_HELD)


def _add(corpus: Corpus, index: Any, portion: pa.Table, report: Callable[[int], None]) -> None:
    """Add articles to the index, in the place of what it holds of them, and write it to the disk."""
    import tantivy

    writer = _writer(index)
    articles: list[str] = portion.column("article").to_pylist()
    for article in articles:  # a run that was cut short may have added some, and a headline may be another now
        writer.delete_documents_by_term("article", article)
    for begin in range(0, len(articles), _BATCH):
        some = articles[begin : begin + _BATCH]
        rows = corpus.rows(
            "select t.article, t.text, f.title from stage.texts t join stage.article_fields f on f.article = t.article"
            f" where t.article in {AMONG} order by t.article",
            [some],
        )
        for row in rows:
            title, body = (unicodedata.normalize("NFC", row[name] or "") for name in ("title", "text"))
            writer.add_document(tantivy.Document(article=row["article"], title=title, body=body))
        report(min(begin + _BATCH, len(articles)))
    writer.commit()
    writer.wait_merging_threads()


def _writer(index: Any) -> Any:
    try:
        return index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    except ValueError as error:  # the library's word for another process that holds its lock
        if "lock" in str(error).lower():
            raise StoreLocked("another process is making the search index. Try again in a moment") from error
        raise


def _keep(folder: Path, held: pa.Table, snapshot: str) -> None:
    """Write down what the index holds, and of which snapshot; of none while it is still behind."""
    pq.write_table(held, folder / "held.parquet.part")
    (folder / "held.parquet.part").replace(folder / "held.parquet")
    said = {"format": _FORMAT, "snapshot": snapshot, "articles": len(held)}
    (folder / "held.json.part").write_text(json.dumps(said), encoding="utf-8")
    (folder / "held.json.part").replace(folder / "held.json")
