"""House words."""

import duckdb
import pytest

from retold.reuse.substitutions import (
    READINGS_BY_OUTLET_SQL,
    TAKEN_PASSAGES_SQL,
    probability_of_habit,
    substitutions,
    wilson,
)
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES

SETTINGS = ReuseSettings()
EXEMPLAR = "The rebels of the Moor League met the rebels of Vik."


def taken(article, exemplar, text=EXEMPLAR):
    return {
        "outlet": "Lund Post",
        "article": article,
        "exemplar": exemplar,
        "exemplar_outlet": f"outlet of {exemplar}",
        "exemplar_begin": 0,
        "exemplar_end": len(text),
        "text": text,
    }


def reading(article, exemplar, old="rebels", new="fighters", begin=4):
    return {
        "outlet": "Lund Post",
        "article": article,
        "begin": begin,
        "end": begin + len(new),
        "exemplar": exemplar,
        "exemplar_outlet": f"outlet of {exemplar}",
        "exemplar_begin": begin,
        "reading": new,
        "exemplar_reading": old,
    }


def found(readings, passages):
    tables = STAGE_TABLES["readings_by_outlet"].rows(readings), STAGE_TABLES["taken_passages"].rows(passages)
    return substitutions(*tables, settings=SETTINGS).to_pylist()


FIVE = [(f"c{number}", "ab"[number % 2]) for number in range(5)]


def test_a_house_word_is_counted_with_its_opportunities():
    """
    Five articles from two exemplars put one word for another once of two places each.
    """
    (row,) = found([reading(*pair) for pair in FIVE], [taken(*pair) for pair in FIVE])

    assert ("rebels", "fighters") == (row["exemplar_reading"], row["reading"])
    assert (5, 10, 5, 2) == (row["count"], row["opportunities"], row["articles"], row["exemplars"])
    assert row["rate_low"] < 0.5 < row["rate_high"]
    assert 5 == len(row["evidence"])


@pytest.mark.parametrize("pairs", [FIVE[:4], [(copy, "a") for copy, _ in FIVE]])
def test_fewer_articles_or_one_exemplar_show_nothing(pairs):
    """
    Four articles, or five from one exemplar, are no habit.
    """
    assert [] == found([reading(*pair) for pair in pairs], [taken(*pair) for pair in pairs])


def test_a_capital_tells_a_name_from_a_word():
    """
    "us" is no opportunity for "US".
    """
    text = "The US told us so."
    rows = [reading(*pair, old="US", new="America") for pair in FIVE]

    (row,) = found(rows, [taken(*pair, text=text) for pair in FIVE])

    assert 5 == row["opportunities"]


def test_the_order_of_rows_changes_nothing():
    """
    Order independence.
    """
    readings, passages = [reading(*pair) for pair in FIVE], [taken(*pair) for pair in FIVE]

    assert found(readings, passages) == found(readings[::-1], passages[::-1])


def test_wilsons_interval():
    """
    Eight of ten, as tables have it.
    """
    assert (0.4902, 0.9433) == wilson(8, 10)


def test_the_probability_of_a_habit_is_one_half_where_half_was_changed():
    """
    And near one where all was.
    """
    assert 0.5 == probability_of_habit(4, 8)
    assert probability_of_habit(12, 12) > 0.999


def test_readings_are_taken_from_inside_asserted_passages():
    """
    The words of both texts are cut out by the offsets of the variant.
    """
    texts = {"a": "The rebels met in the hall at noon.", "c": "The fighters met in the hall at noon."}
    tables = {
        "texts": [{"article": a, "text": t, "text_hash": ""} for a, t in texts.items()],
        "passages": [
            {
                "article_a": "a",
                "begin_a": 0,
                "end_a": 35,
                "article_b": "c",
                "begin_b": 0,
                "end_b": 37,
                "probability": 0.9,
            }
        ],
        "derivations": [{"article": "c", "exemplar": "a", "probability": 0.9}],
        "article_fields": [{"article": "a"}, {"article": "c", "outlet": "Lund Post"}],
        "variants": [
            {
                "article": "c",
                "begin": 4,
                "end": 12,
                "exemplar": "a",
                "exemplar_begin": 4,
                "exemplar_end": 10,
                "kind": "substitution",
                "probability": 0.9,
            }
        ],
    }
    connection = duckdb.connect()
    for name, rows in tables.items():
        connection.register(name, STAGE_TABLES[name].rows(rows))
    connection.register("taken_passages", connection.sql(TAKEN_PASSAGES_SQL).to_arrow_table())

    (row,) = connection.sql(READINGS_BY_OUTLET_SQL).to_arrow_table().to_pylist()

    assert ("rebels", "fighters") == (row["exemplar_reading"], row["reading"])
    assert ("Lund Post", "a") == (row["outlet"], row["exemplar_outlet"])
