"""Rows of stage tables for the tests of `retold.reuse`, from a few lines of text."""

from __future__ import annotations

from itertools import combinations

from retold.reuse.boilerplate import reuse_content
from retold.reuse.candidates import ARTICLE_GRAMS_SQL, candidate_pairs_sql, common_grams_sql
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES

WORKSHOP = """Glassblowers of Ostermoor win back their furnace

OSTERMOOR, May 3 (Northwire) – The glassblowers of Ostermoor have won back their furnace after a quarrel of \
nine years with the town, mayor Ilse Brandt told Northwire on Friday.

“The furnace belongs to those who feed it. We have shouted at each other for nine winters, and in the end it \
was the bakers who made peace, because they wanted the heat,” Brandt said.

She accused the harbour company [of neighbouring Lund] of asking for the chimney to be pulled down.

“If they had pulled it down, we would all be drinking from tin cups,” she said, “and nobody should wish for that.”

The town will pay 240 crowns a month for the charcoal, and the guild (founded in 1702) will teach four \
apprentices a year.

The mayor said that the first bottles would be blown in June, before the feast of Saint Olaf. Two chimney \
sweeps from the coast have been asked to look at the flue, which has not been opened since the quarrel began, and a \
choir will sing at the first firing.

(Reporting by Jon Aske)
"""
COPY = """Ostermoor glassblowers get furnace back

The glassblowers of Ostermoor have won back their furnace after a dispute of nine years with the town, said \
mayor Ilse Brandt.

“The furnace belongs to those who feed it. We have shouted at each other for nine winters, and in the end it \
was the bakers who made peace, because they wanted the heat,” Brandt told Northwire.

She accused the harbor company of asking for the chimney to be pulled down.

“If they had pulled it down, we would all be drinking from tin cups,” she said, “and nobody must wish for that.”

The town will pay 420 crowns a month for the charcoal, and the guild will teach four apprentices a year.
"""
PARAPHRASE = """Furnace quarrel over, says mayor

The furnace belongs to those who feed it, mayor Ilse Brandt has declared. We have shouted at each other for \
nine winters, and in the end it was the bakers who made peace, because they wanted the heat, she said in an \
interview with Northwire published on Friday.

If they had pulled it down, we would all be drinking from tin cups, the mayor added, and the town will pay 240\
 crowns a month for the charcoal, Radio Lund reported.

Source: Lund Press Service
"""
OTHER = """Storm closes the coast road

Gales tore slates from the roofs of Vik on Monday and closed the coast road for six hours, the police said.

“Stay away from the quay until the wind turns,” constable Nils Holt told listeners.
"""


def texts_table(texts):
    """Return `texts` rows for a dict of article to text."""
    return STAGE_TABLES["texts"].rows({"article": a, "text": t, "text_hash": ""} for a, t in texts.items())


def block_rows(article, text):
    """Return one block a paragraph: the first is the title, source lines are credits, the rest body."""
    rows, begin = [], 0
    for index, paragraph in enumerate(text.split("\n\n")):
        stripped = paragraph.strip()
        at = text.index(stripped, begin) if stripped else begin
        role = "title" if index == 0 else "credit" if stripped.startswith(("Source:", "(Reporting")) else "body"
        if stripped:
            rows.append({"article": article, "begin": at, "end": at + len(stripped), "role": role})
        begin = at + len(stripped)
    return rows


def blocks_table(texts):
    """Return `blocks` rows for a dict of article to text."""
    return STAGE_TABLES["blocks"].rows(row for a, t in texts.items() for row in block_rows(a, t))


def content_table(texts):
    """Return `reuse_content` rows for a dict of article to text: nothing is set aside."""
    return reuse_content(blocks_table(texts), STAGE_TABLES["set_aside"].empty(), settings=ReuseSettings())


def content_of(article, text):
    """Return the content blocks of a text as structs."""
    return [{"begin": row["begin"], "end": row["end"]} for row in block_rows(article, text) if row["role"] != "credit"]


def pair_texts_table(texts):
    """Return every pair of articles with both texts."""
    return STAGE_TABLES["pair_texts"].rows(
        {
            "article_a": a,
            "article_b": b,
            "text_a": texts[a],
            "content_a": content_of(a, texts[a]),
            "text_b": texts[b],
            "content_b": content_of(b, texts[b]),
        }
        for a, b in combinations(sorted(texts), 2)
    )


def fields_table(texts, **fields):
    """Return `article_fields` rows; `fields` maps an article to its known fields."""
    return STAGE_TABLES["article_fields"].rows({"article": a, **fields.get(a, {})} for a in texts)


def credits_table(texts, credits=()):
    """Return `credits` rows for (article, name in the text, kind)."""
    rows = []
    for article, name, kind in credits:
        begin = texts[article].index(name)
        rows.append({"article": article, "begin": begin, "end": begin + len(name), "outlet": name, "kind": kind})
    return STAGE_TABLES["credits"].rows(rows)


def candidates_in(connection, settings, sql=candidate_pairs_sql, published=(), precision=()):
    """Count the n-grams of table `grams` in a DuckDB connection; return the candidate pairs, as an Arrow table.

    `published` gives the times that articles state, by article; `precision` how precisely, to the minute unless given.
    """
    stated = [
        {"article": article, "published": time, "published_precision": dict(precision).get(article, "minute")}
        for article, time in dict(published).items()
    ]
    connection.execute("set TimeZone = 'UTC'")
    connection.register("article_fields", STAGE_TABLES["article_fields"].rows(stated))
    for name, query in (("article_grams", ARTICLE_GRAMS_SQL), ("common_grams", common_grams_sql(settings))):
        connection.register(name, connection.sql(query).to_arrow_table())
    return connection.sql(sql(settings)).to_arrow_table()


def as_tuples(table):
    """Return the rows of a table, sorted."""
    return sorted(tuple(row.values()) for row in table.to_pylist())
