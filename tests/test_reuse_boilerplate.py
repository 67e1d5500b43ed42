"""Paragraphs that an outlet repeats."""

import random

import duckdb
import pytest

from retold.reuse.boilerplate import (
    ARTICLE_SITES_SQL,
    outlet_boilerplate_sql,
    paragraphs,
    reuse_content,
    set_aside_sql,
    site_sizes_sql,
)
from retold.reuse.fingerprints import grams
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES
from tests.reuse_rows import as_tuples, blocks_table, candidates_in, texts_table

SETTINGS = ReuseSettings()
_RANDOM = random.Random(3)
WORDS = ["".join(_RANDOM.choices("abcdefghijklmnop", k=6)) for _ in range(4000)]
FOOTER = " ".join(_RANDOM.choices(WORDS, k=300)) + "."


def story(number, footer=FOOTER):
    """A title and a body of its own, and a footer."""
    rng = random.Random(number)
    return f"Title {number}\n\n{' '.join(rng.choices(WORDS, k=80))}.\n\n{footer}"


def learnt(texts, fields):
    """Run the stages over texts and their fields; return (site, articles), the compared content, candidate pairs."""
    connection = duckdb.connect()
    connection.register("paragraphs", paragraphs(texts_table(texts), blocks_table(texts), settings=SETTINGS))
    rows = ({"article": article, **fields[article]} for article in texts)
    connection.register("article_fields", STAGE_TABLES["article_fields"].rows(rows))
    for name, query in (("article_sites", ARTICLE_SITES_SQL), ("site_sizes", site_sizes_sql(SETTINGS))):
        connection.register(name, connection.sql(query).to_arrow_table())
    boilerplate = connection.sql(outlet_boilerplate_sql(SETTINGS)).to_arrow_table()
    connection.register("outlet_boilerplate", boilerplate)
    aside = connection.sql(set_aside_sql(SETTINGS)).to_arrow_table()
    content = reuse_content(blocks_table(texts), aside, settings=SETTINGS)
    connection.register("grams", grams(texts_table(texts), content, settings=SETTINGS))
    pairs = as_tuples(candidates_in(connection, SETTINGS))
    return [(row["site"], row["articles"]) for row in boilerplate.to_pylist()], content.to_pylist(), pairs


def many(count, **field):
    texts = {f"{number:03d}": story(number) for number in range(count)}
    return texts, {article: {"title": f"Title {article}", **field} for article in texts}


@pytest.mark.parametrize("field", [{"outlet": "Lund Post"}, {"url": "https://lund.example/a"}])
def test_a_footer_of_300_words_on_every_page_joins_nothing(field):
    """
    By outlet, or by web host where no outlet is stated; the count is rounded down to a power of two.
    """
    texts, fields = many(20, **field)
    site = field.get("outlet", "lund.example")

    boilerplate, content, pairs = learnt(texts, fields)

    assert [(site, 16)] == boilerplate
    assert [] == pairs
    for row in content:
        kept = [texts[row["article"]][span["begin"] : span["end"]] for span in row["spans"]]
        assert FOOTER not in kept
        assert 2 == len(kept)


def test_a_few_repetitions_are_no_boilerplate():
    """
    Background that an outlet runs again in seven articles is reuse.
    """
    assert [] == learnt(*many(7, outlet="Lund Post"))[0]


def test_copies_of_one_text_are_no_boilerplate():
    """
    They have one headline.
    """
    texts = {f"{number:03d}": story(1) for number in range(20)}
    fields = {article: {"title": "Title", "outlet": "Lund Post"} for article in texts}

    assert [] == learnt(texts, fields)[0]


def test_what_other_outlets_run_as_well_is_no_boilerplate():
    """
    An agency's paragraph stands in many outlets.
    """
    texts, fields = many(20, outlet="Lund Post")
    for article in list(texts)[10:]:
        fields[article]["outlet"] = "Vik Post"

    assert [] == learnt(texts, fields)[0]


def test_nothing_is_learnt_of_no_outlet():
    """
    Neither outlet nor address: no site to learn of.
    """
    assert [] == learnt(*many(20))[0]


def test_a_cut_in_the_middle_leaves_both_sides():
    """
    Spans stay in order and within the content.
    """
    blocks = STAGE_TABLES["blocks"].rows([{"article": "a", "begin": 0, "end": 30, "role": "body"}])
    aside = STAGE_TABLES["set_aside"].rows([{"article": "a", "begin": 10, "end": 20}])

    (row,) = reuse_content(blocks, aside, settings=SETTINGS).to_pylist()

    assert [{"begin": 0, "end": 10}, {"begin": 20, "end": 30}] == row["spans"]
