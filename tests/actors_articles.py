"""Articles for the tests of the actors layer: a text, parsed as the language layer does, and what the layer finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.actors.mentions import local_actors, mention_spans
from retold.language.parsing import parses
from retold.language.sentences import sentences
from retold.settings import ActorsSettings, LanguageSettings
from retold.tables import STAGE_TABLES

SETTINGS = ActorsSettings()


@dataclass(frozen=True)
class Tables:
    """The tables of one article that the layer reads."""

    texts: pa.Table
    blocks: pa.Table
    parsed_sentences: pa.Table
    article_fields: pa.Table


def tables(text: str, *, article: str = "a", roles: tuple[str, ...] = (), language: str = "en") -> Tables:
    """Return the tables of an article whose lines are blocks: `roles` in order, then body."""
    blocks, begin = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            role = roles[len(blocks)] if len(blocks) < len(roles) else "body"
            blocks.append({"article": article, "begin": begin, "end": begin + len(line.rstrip()), "role": role})
        begin += len(line)
    texts = STAGE_TABLES["texts"].rows([{"article": article, "text": text, "text_hash": "0"}])
    block_table = STAGE_TABLES["blocks"].rows(blocks)
    found = sentences(texts, block_table, settings=LanguageSettings()).to_pylist()
    distinct = {row["sentence_hash"]: text[row["begin"] : row["end"]] for row in found}
    parsed = parses(
        STAGE_TABLES["sentence_texts"].rows(
            [{"sentence_hash": key, "text": distinct[key]} for key in sorted(distinct)]
        ),
        settings=LanguageSettings(),
    )
    of_hash = {row.pop("sentence_hash"): row for row in parsed.to_pylist()}
    rows = [{**of_hash[row.pop("sentence_hash")], **row} for row in found]
    fields = STAGE_TABLES["article_fields"].rows([{"article": article, "language": language}])
    return Tables(texts, block_table, STAGE_TABLES["parsed_sentences"].rows(rows), fields)


def find(text: str, *, article: str = "a", roles: tuple[str, ...] = ()) -> pa.Table:
    """Return the mentions of an article."""
    given = tables(text, article=article, roles=roles)
    return mention_spans(given.texts, given.blocks, given.parsed_sentences, given.article_fields, settings=SETTINGS)


def actors(text: str, *, article: str = "a", roles: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Return the actors of an article by name."""
    rows = local_actors(find(text, article=article, roles=roles), settings=SETTINGS).to_pylist()
    return {row["name"]: row for row in rows}


def meant_by(text: str, words: str, *, place: int = 0, roles: tuple[str, ...] = ()) -> str | None:
    """Return the name of the actor whom the mention `words` means; `place` counts equal ones."""
    spans = find(text, roles=roles)
    names = {row["actor"]: row["name"] for row in local_actors(spans, settings=SETTINGS).to_pylist()}
    rows = sorted(spans.to_pylist(), key=lambda row: row["begin"])
    mentions = [row for row in rows if row["text"] == words]
    return names.get(mentions[place]["actor"])


def names(text: str) -> list[str]:
    """Return the words of the name mentions, in order."""
    rows = sorted(find(text).to_pylist(), key=lambda row: row["begin"])
    return [row["text"] for row in rows if row["kind"] == "name"]
