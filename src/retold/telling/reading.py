"""What was read into a store: kept, rejected and why, set aside, and what nobody stated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from retold.tables import CONTENT_ROLES
from retold.telling.expected import QUOTATIONS, SOURCE, Expected, one_in
from retold.telling.holdings import PublicTables, handles_of
from retold.telling.labels import shortened
from retold.telling.wording import counted, say

# A byline or a dateline is no crumb: it is read for who wrote the article and when.
_READ_ROLES = (*CONTENT_ROLES, "byline", "dateline", "credit")
_NAMES = {"boilerplate": "boilerplate", "link": "links", "related": "related boxes", "comment": "comments"}


@dataclass(frozen=True, slots=True)
class Rejection:
    """One thing that could not be read."""

    origin: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class StoreTelling:
    """What a store holds; every sentence is ready to be shown."""

    files: int
    articles: int
    rejected: tuple[Rejection, ...]
    set_aside: tuple[tuple[str, int], ...]  # role, stretches
    outlets_stated: int
    dates_stated: int
    quotations: int
    statements: int
    speakers: int
    stories: int
    sentences: tuple[str, ...]
    built: str


def tell_store(corpus: PublicTables, *, files: int | None = None) -> StoreTelling:
    """Return what was read; `files` is how many were given, where the caller knows (else the origins are counted)."""
    articles = corpus.table("articles").select(["article", "outlet", "published", "language"])
    rejected = tuple(_rejections(corpus))
    origins = corpus.table("origins")
    read = len(set(origins.column("origin").to_pylist()) | {rejection.origin for rejection in rejected})
    outlets, dates = (len(articles) - articles.column(name).null_count for name in ("outlet", "published"))
    set_aside = _set_aside(corpus)
    quotations = corpus.table("quotations")
    return StoreTelling(
        files=files or read,
        articles=len(articles),
        rejected=rejected,
        set_aside=set_aside,
        outlets_stated=outlets,
        dates_stated=dates,
        quotations=len(quotations),
        statements=_counted_statements(corpus),
        speakers=len(set(quotations.column("speaker").to_pylist()) - {None}),
        stories=len(corpus.table("stories")),
        sentences=_sentences(corpus, files or read, articles, rejected, set_aside),
        built=_built(corpus, quotations),
    )


def reasons_sentence(rejected: tuple[Rejection, ...]) -> str:
    """Return the reasons of rejections with their counts, the commonest first."""
    counts = Counter(rejection.reason for rejection in rejected)
    parts = [f"{n} {reason}" for reason, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return say("rejected_why", reasons=", ".join(parts)) if parts else ""


def expected_sentence(expected: Expected = QUOTATIONS) -> str:
    """Say how often quotations are missed or wrong on texts like these; that it is not measured where it is not."""
    if expected.found is None or expected.right is None:
        return say("not_measured", page=SOURCE)
    return say("expected", missed=one_in(expected.found), wrong=one_in(expected.right), page=SOURCE)


def _rejections(corpus: PublicTables) -> list[Rejection]:
    rows = corpus.table("rejected").to_pylist()
    return [Rejection(row["origin"] or "", row["reason"] or "", shortened(row["detail"] or "", 200)) for row in rows]


def _set_aside(corpus: PublicTables) -> tuple[tuple[str, int], ...]:
    counts = corpus.table("blocks").group_by("role").aggregate([("role", "count")]).to_pylist()
    aside = [(row["role"], row["role_count"]) for row in counts if row["role"] not in _READ_ROLES]
    return tuple(sorted(aside, key=lambda pair: (-pair[1], pair[0])))


def _sentences(
    corpus: PublicTables,
    files: int,
    articles: pa.Table,
    rejected: tuple[Rejection, ...],
    set_aside: tuple[tuple[str, int], ...],
) -> tuple[str, ...]:
    total = len(articles)
    kept = counted(total, "article")
    sentences = [say("read", files=counted(files, "file"), articles=kept, rejected=len(rejected))]
    if rejected:
        sentences.append(reasons_sentence(rejected))
    if set_aside:
        roles = ", ".join(_NAMES.get(role, role) for role, _ in set_aside)
        stretches = counted(sum(count for _, count in set_aside), "stretch", "stretches")
        sentences.append(say("set_aside", stretches=stretches, roles=roles))
    if total:
        outlets, dates = (total - articles.column(name).null_count for name in ("outlet", "published"))
        sentences.append(say("stated_in", outlets=outlets, dates=dates, articles=total))
        sentences += _hint(corpus, articles)
        others = Counter(
            language for language in articles.column("language").to_pylist() if language not in {None, "en"}
        )
        if others:
            named = ", ".join(f"{count} {language}" for language, count in sorted(others.items()))
            sentences.append(say("not_english", articles=counted(sum(others.values()), "article"), languages=named))
    return tuple(sentences)


def _hint(corpus: PublicTables, articles: pa.Table) -> list[str]:
    """Say how a missing outlet or date can be given, with an article that misses it."""
    handles = handles_of(corpus.table("origins"))
    for column, field in (("outlet", "outlet"), ("published", "published")):
        missing = articles.filter(pc.is_null(articles.column(column))).column("article").to_pylist()
        if missing:
            named = min(handles.get(article, article) for article in missing)
            return [say("nothing_guessed", article=named, field=field)]
    return []


def _counted_statements(corpus: PublicTables) -> int:
    """Return how many statements are told in running text: those of headlines and captions alone are left out."""
    return pc.sum(pc.greater(corpus.table("statements").column("quotations"), 0)).as_py() or 0


def _built(corpus: PublicTables, quotations: pa.Table) -> str:
    speakers = len(set(quotations.column("speaker").to_pylist()) - {None})
    stories = len(corpus.table("stories"))
    return say(
        "counts",
        quotations=counted(len(quotations), "quotation"),
        statements=counted(_counted_statements(corpus), "statement"),
        speakers=counted(speakers, "speaker"),
        stories=counted(stories, "story", "stories"),
    )
