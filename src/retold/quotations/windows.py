"""The stretches that the tagger reads: sentences of one paragraph together, each distinct stretch once.

A window depends on its paragraph alone, and the tagger on its window alone, so that no other text changes a result.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.ids import content_hash
from retold.language.parse import ParsedSentence, parsed_sentence
from retold.quotations.findings import HEADLINE_ROLES
from retold.quotations.lines import lines_of
from retold.settings import QuotationsSettings
from retold.spans import Span
from retold.tables import CONTENT_ROLES, STAGE_TABLES

_MAX_CHARACTERS = 1_000  # a paragraph with more is read in several windows, a longer sentence by itself

# The sentences of each distinct window with their parse, placed in the window.
WINDOW_SENTENCES_SQL = """
select d.window, d.position, d.begin, d.begin + length(t.text) as end, d.role, t.text,
       p.begins, p.ends, p.lemmas, p.parts, p.tags, p.relations, p.heads, p.names
from (select distinct w.window, w.position, w.begin, w.role, w.sentence_hash from quotation_windows w) d
join sentence_texts t on d.sentence_hash = t.sentence_hash
join parses p on d.sentence_hash = p.sentence_hash
"""


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences of one paragraph: its characters, its block's role, and the sentences with spans into `text`."""

    text: str
    role: str
    sentences: tuple[ParsedSentence, ...]


def quotation_windows(
    texts: pa.Table, blocks: pa.Table, sentences: pa.Table, *, settings: QuotationsSettings
) -> pa.Table:
    """Put the sentences of an article into windows: where each stands, in the article and in its window.

    `window` is a hash of what the window holds, `window_begin` an offset into the article's text, `begin` one into
    the window's.
    """
    del settings
    rows: list[dict[str, Any]] = []
    for article in sorted(texts.to_pylist(), key=lambda row: str(row["article"])):
        key = article["article"]
        content = [row for row in _of(blocks, key) if row["role"] in CONTENT_ROLES]
        starts = [line.begin for row in content for line in lines_of(article["text"], Span(row["begin"], row["end"]))]
        for group in _groups(starts, _of(sentences, key)):
            rows.extend(_rows(key, group))
    return STAGE_TABLES["quotation_windows"].rows(rows)


def _of(table: pa.Table, article: str) -> list[dict[str, Any]]:
    return sorted((row for row in table.to_pylist() if row["article"] == article), key=lambda row: int(row["begin"]))


def _groups(starts: Sequence[int], sentences: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield runs of sentences that begin in one paragraph and are no longer together than a window."""
    group: list[dict[str, Any]] = []
    paragraph = -1
    for sentence in sentences:
        own = bisect_right(starts, sentence["begin"]) - 1
        if group and (own != paragraph or sentence["end"] - group[0]["begin"] > _MAX_CHARACTERS):
            yield group
            group = []
        group.append(sentence)
        paragraph = own
    if group:
        yield group


def _rows(article: str, group: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    begin = group[0]["begin"]
    role = _kind(group[0]["role"])
    parts = [f"{sentence['begin'] - begin} {sentence['sentence_hash']}" for sentence in group]
    window = content_hash(role, *parts)
    return [
        {
            "article": article,
            "sentence": sentence["sentence"],
            "window": window,
            "window_begin": begin,
            "position": position,
            "begin": sentence["begin"] - begin,
            "sentence_hash": sentence["sentence_hash"],
            "role": role,
        }
        for position, sentence in enumerate(group)
    ]


def _kind(role: str) -> str:
    """Return what of a block's role the tagger is told: a headline, running text, or other words."""
    return "title" if role in HEADLINE_ROLES else role if role == "body" else "caption"


def window_of(window_sentences: pa.Table) -> Window:
    """Return the window whose sentences these are; what stood between two sentences was white space."""
    rows = sorted(window_sentences.to_pylist(), key=lambda row: int(row["position"]))
    text = ""
    for row in rows:
        text = text.ljust(row["begin"]) + row["text"]
    sentences = (parsed_sentence({**row, "sentence": row["position"]}, text) for row in rows)
    return Window(text, rows[0]["role"], tuple(sentences))
