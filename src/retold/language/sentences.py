"""The stage `sentences` and the queries that let each distinct sentence be analysed once."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.ids import content_hash
from retold.language.splitting import split_sentences
from retold.settings import LanguageSettings
from retold.spans import Span
from retold.tables import CONTENT_ROLES, STAGE_TABLES

# Each distinct sentence once, of articles in English: what the parser says of other languages is noise. The language of
# a text of a few words is not certain enough to leave it out. `substring` counts code points from 1 in both engines.
SENTENCE_TEXTS_SQL = """
select s.sentence_hash, min(substring(t.text, cast(s.begin + 1 as int), cast(s.end - s.begin as int))) as text
from sentences s join texts t on s.article = t.article join article_fields f on f.article = s.article
where f.language is null or f.language = 'en' or length(t.text) < 200
group by s.sentence_hash
"""

# Sentences with their parse; a sentence without a parse is left out.
PARSED_SENTENCES_SQL = """
select s.article, s.sentence, s.begin, s.end as end, s.role,
       p.begins, p.ends, p.lemmas, p.parts, p.tags, p.relations, p.heads, p.names
from sentences s join parses p on s.sentence_hash = p.sentence_hash
"""


def sentences(texts: pa.Table, blocks: pa.Table, *, settings: LanguageSettings) -> pa.Table:
    """Split the content blocks of each article into sentences, numbered from 0 in each article.

    Spans never cross a block. Texts of every language are split; an article without content blocks has no sentences.
    """
    text_of = {row["article"]: row["text"] for row in texts.to_pylist()}
    rows: list[dict[str, Any]] = []
    ordinals: dict[str, int] = {}
    for block in sorted(blocks.to_pylist(), key=lambda row: (row["article"], row["begin"])):
        article = block["article"]
        if block["role"] not in CONTENT_ROLES or article not in text_of:
            continue
        text = text_of[article]
        span = Span(block["begin"], block["end"])
        for sentence in split_sentences(text, span, max_characters=settings.max_sentence_characters):
            ordinal = ordinals.get(article, 0)
            ordinals[article] = ordinal + 1
            rows.append(_row(article, ordinal, sentence, text, block["role"]))
    return STAGE_TABLES["sentences"].rows(rows)


def _row(article: str, ordinal: int, sentence: Span, text: str, role: str) -> dict[str, Any]:
    return {
        "article": article,
        "sentence": ordinal,
        "begin": sentence.begin,
        "end": sentence.end,
        "sentence_hash": content_hash(sentence.of(text)),
        "role": role,
    }
