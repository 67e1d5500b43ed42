"""What an outlet changed in its own article: the versions of one page, each against the one before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.side_by_side import Comparison, compare_articles
from retold.spans import Span

_ROWS = pa.schema(
    [
        ("version", pa.int64()),
        ("article", pa.string()),
        ("earlier", pa.string()),
        ("url", pa.string()),
        ("published", pa.timestamp("us", tz="UTC")),
        ("modified", pa.timestamp("us", tz="UTC")),
        ("retrieved", pa.timestamp("us", tz="UTC")),
        ("latest", pa.bool_()),
        ("kind", pa.string()),
        ("effect", pa.string()),
        ("begin", pa.int64()),
        ("end", pa.int64()),
        ("earlier_begin", pa.int64()),
        ("earlier_end", pa.int64()),
        ("inside_marks", pa.bool_()),
        ("words", pa.string()),
        ("earlier_words", pa.string()),
        ("said", pa.string()),
        ("note", pa.string()),
        ("note_begin", pa.int64()),
        ("note_end", pa.int64()),
    ]
)
# Sentences by which an outlet says that it changed its article. Each is taken to its end of line.
_NOTES = re.compile(
    r"""^[^\n]*?(?:
        \b(?:this\s(?:article|story|report|piece|headline|page|post|copy|version|text)
            |the\s(?:article|story|headline))\b[^.\n]{0,80}?
            \b(?:was|were|has\sbeen|have\sbeen|is)\s(?:\w+\s){0,3}?
            (?:amended|corrected|updated|edited|revised|changed|clarified|republished|modified)\b(?!\sby)
      | \b(?:an?|the)\s(?:earlier|previous|original|prior)\s(?:version|headline|draft|edition)\b
      | ^\W*(?:corrections?(?:\s(?:and|&)\sclarifications?)?|clarification|editor[’']?s?[’']?\s(?:note|'?s\snote)
          |correction\sappended|amendment|erratum)\s*(?:\([^)\n]{1,40}\))?\s*[:–—-]
      | \b(?:we\s(?:have|regret|apologi[sz]e)\b[^.\n]{0,60}\b(?:corrected|error|amended|mistake))
      | \b(?:dieser\s(?:artikel|text|beitrag)\swurde|korrektur(?:hinweis)?\s*:|anmerkung\sder\sredaktion)
      | \b(?:cet\sarticle\sa\sété|rectificatif\s*:|este\sart[ií]culo\s(?:ha\ssido|fue)|fe\sde\serrata)
    )[^\n]*$""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_STAMPS = re.compile(
    r"^[^\n]{0,80}?\b(?:last\s)?(?:updated?|modified|edited|aktualisiert|mis\sà\sjour|actualizado)\b\s*"
    r"(?:at|on|:|am|le|el)?[^\n]{0,80}\d[^\n]{0,60}$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a page, and how it differs from the one before it (nothing for the oldest)."""

    number: int  # from 1, oldest first
    article: str
    row: dict[str, Any]  # of `articles`
    retrieved: datetime | None  # when it was last seen, where that is known
    comparison: Comparison | None
    said: str | None  # note, time (only that, not what), or null: silently
    note: Span | None

    @property
    def is_changed(self) -> bool:
        """Whether its words differ from those of the version before."""
        return self.comparison is not None and any(segment.is_variant for segment in self.comparison.segments)


def versions_of(corpus: Corpus, name: str) -> list[Version]:
    """Return the versions of the page on which the article that `name` means stands, oldest first.

    They are ordered by stated time (of the change, else of publication), then by when they were last retrieved. An
    article without an address is the only version of its page. Raises `NotFound` as `Corpus.article_id` does.
    """
    rows = _page_rows(corpus, corpus.article_id(name))
    seen = _retrieved(corpus)
    rows.sort(
        key=lambda row: (
            _moment(row["modified"] or row["published"]),
            _moment(seen.get(row["article"])),
            row["article"],
        )
    )
    found: list[Version] = []
    for number, row in enumerate(rows, 1):
        article = row["article"]
        comparison = compare_articles(corpus, found[-1].article, article) if found else None
        said, note = announced(found[-1].row["text"], row["text"]) if found else (None, None)
        found.append(Version(number, article, row, seen.get(article), comparison, said, note))
    return found


def versions_table(versions: list[Version]) -> pa.Table:
    """Return one row a change, in order of versions and text; a version without any has one row that says so."""
    return pa.Table.from_pylist([row for version in versions for row in _rows(version)], schema=_ROWS)


def _page_rows(corpus: Corpus, article: str) -> list[dict[str, Any]]:
    (own,) = corpus.table("articles", where="x.article = ?", parameters=[article]).to_pylist()
    if own["page"] is None:
        return [own]
    rows: list[dict[str, Any]] = corpus.table("articles", where="x.page = ?", parameters=[own["page"]]).to_pylist()
    return rows


def _retrieved(corpus: Corpus) -> dict[str, datetime]:
    answer = corpus.ask(
        "select o.article, max(o.retrieved) as retrieved from origins o where o.retrieved is not null"
        " group by o.article"
    )
    return {row["article"]: row["retrieved"] for row in answer.to_pylist()}


def _moment(time: datetime | None) -> float:
    return float("-inf") if time is None else time.timestamp()


def announced(earlier: str, later: str) -> tuple[str | None, Span | None]:
    """Return how the later version says that it was changed, and where: only what the earlier does not say too."""
    for kind, pattern in (("note", _NOTES), ("time", _STAMPS)):
        for match in pattern.finditer(later):
            words = match.group().strip()
            if len(words) <= _LONGEST_NOTE and words not in earlier:
                begin = match.start() + len(match.group()) - len(match.group().lstrip())
                return kind, Span(begin, begin + len(words))
    return None, None


def _rows(version: Version) -> list[dict[str, Any]]:
    text = version.row["text"]
    shared = {
        "version": version.number,
        "article": version.article,
        "earlier": version.comparison.article_a if version.comparison else None,
        **{name: version.row[name] for name in ("url", "published", "modified", "latest")},
        "retrieved": version.retrieved,
        "said": version.said,
        "note": version.note.of(text) if version.note else None,
        "note_begin": version.note.begin if version.note else None,
        "note_end": version.note.end if version.note else None,
    }
    if version.comparison is None:
        return [{**shared, "kind": "first held"}]
    changed = [segment for segment in version.comparison.segments if segment.is_variant]
    return [
        {
            **shared,
            "kind": segment.op,
            "effect": segment.effect,
            "begin": segment.span_b.begin,
            "end": segment.span_b.end,
            "earlier_begin": segment.span_a.begin,
            "earlier_end": segment.span_a.end,
            "inside_marks": segment.inside_marks,
            "words": segment.span_b.of(text),
            "earlier_words": segment.span_a.of(version.comparison.text_a),
        }
        for segment in changed
    ] or [{**shared, "kind": "same words"}]
