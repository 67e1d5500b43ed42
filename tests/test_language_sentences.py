"""The stage `sentences` and its queries."""

from __future__ import annotations

import duckdb

from retold.ids import content_hash
from retold.language.sentences import PARSED_SENTENCES_SQL, SENTENCE_TEXTS_SQL, sentences
from retold.settings import LanguageSettings
from retold.tables import STAGE_TABLES

TEXT = "Harbour opens 😀\nThe harbour opened. Boats came.\nREAD MORE: Boats. Ships."


def stage_inputs(article: str = "a1"):
    texts = STAGE_TABLES["texts"].rows([{"article": article, "text": TEXT, "text_hash": "h"}])
    bounds = [(0, 15, "title"), (16, 47, "body"), (48, len(TEXT), "link")]
    blocks = STAGE_TABLES["blocks"].rows(
        {"article": article, "begin": begin, "end": end, "role": role} for begin, end, role in bounds
    )
    return texts, blocks


def test_only_content_blocks_have_sentences():
    """
    Sentences are numbered through the content blocks; a link has none.
    """
    rows = sentences(*stage_inputs(), settings=LanguageSettings()).to_pylist()

    assert [(0, "Harbour opens 😀", "title"), (1, "The harbour opened.", "body"), (2, "Boats came.", "body")] == [
        (row["sentence"], TEXT[row["begin"] : row["end"]], row["role"]) for row in rows
    ]
    assert content_hash("Boats came.") == rows[2]["sentence_hash"]


def test_no_blocks_give_no_sentences():
    """
    An article without content is not an error.
    """
    texts, blocks = stage_inputs()

    assert sentences(texts, blocks.slice(0, 0), settings=LanguageSettings()).num_rows == 0


def test_each_distinct_sentence_comes_once_with_its_characters():
    """
    The query counts code points, so that an emoji before a sentence shifts nothing.
    """
    first, blocks = stage_inputs()
    found = sentences(first, blocks, settings=LanguageSettings())
    again = sentences(*stage_inputs("a2"), settings=LanguageSettings())
    connection = duckdb.connect()
    connection.register("sentences_a", found)
    connection.register("sentences_b", again)
    connection.register("texts_a", first)
    connection.execute("create view sentences as select * from sentences_a union all select * from sentences_b")
    connection.execute("create view texts as select * from texts_a union all select 'a2', text, text_hash from texts_a")
    connection.execute("create view article_fields as select article, null as language from texts")

    rows = connection.sql(SENTENCE_TEXTS_SQL).fetchall()

    assert {"Harbour opens 😀", "The harbour opened.", "Boats came."} == {text for _, text in rows}
    assert all(content_hash(text) == sentence_hash for sentence_hash, text in rows)
    assert len(rows) == 3


def test_parsed_sentences_have_the_declared_columns():
    """
    The join gives the table that is declared, in its order.
    """
    connection = duckdb.connect()
    connection.register("sentences", STAGE_TABLES["sentences"].empty())
    connection.register("parses", STAGE_TABLES["parses"].empty())

    assert STAGE_TABLES["parsed_sentences"].schema.names == connection.sql(PARSED_SENTENCES_SQL).columns
