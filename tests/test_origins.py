"""Independent origins, and what is counted of a statement."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.quotations.origins import Ancestry, count_origins, find_origins, statements
from retold.quotations.retellings import retellings
from retold.settings import QuotationsSettings
from tests.statement_rows import derivation, quotation, table, texts_table

SETTINGS = QuotationsSettings()


def ancestry(*edges):
    return Ancestry([derivation(copy, exemplar) for copy, exemplar in edges])


def test_copies_of_one_article_are_one_origin():
    """
    Three copies of an interview are one origin, copies of copies too.
    """
    assert 1 == count_origins({"a", "b", "c"}, ancestry(("b", "a"), ("c", "b")))


def test_articles_that_nothing_joins_are_each_an_origin():
    """
    Two reporters in one room are two.
    """
    assert 2 == count_origins({"a", "b"}, ancestry())


def test_copies_are_joined_through_an_article_that_does_not_report():
    """
    What a copy of a copy tells comes from the first, though the one between left it out.
    """
    assert 1 == count_origins({"a", "c"}, ancestry(("b", "a"), ("c", "b")))


def test_copies_of_a_held_article_that_does_not_tell_it_are_apart():
    """
    What the exemplar does not tell, its copies have from elsewhere.
    """
    assert 2 == count_origins({"b", "c"}, ancestry(("b", "a"), ("c", "a")))


def test_a_lost_text_is_one_origin():
    """
    Two articles that go back to one text not held may both have it from there.
    """
    assert 1 == count_origins({"b", "c"}, ancestry(("b", "lost:x"), ("c", "lost:x")))


def test_a_channel_in_common_is_one_origin():
    """
    Two articles that credit one outlet share its origin, and so does that outlet's own article.
    """
    channels = {"a": ["lantern"], "b": ["lantern"], "c": ["tide"]}

    assert [["a", "b"], ["c"]] == find_origins({"a", "b", "c"}, ancestry(), channels)


def test_an_improbable_derivation_joins_nothing():
    """
    Below .5 nothing is asserted.
    """
    edges = Ancestry([derivation("b", "a", probability=0.4)])

    assert 2 == count_origins({"a", "b"}, edges)


def test_articles_that_would_copy_one_another_are_one_origin():
    """
    A circle has no root; it is one origin, and nothing loops.
    """
    assert 1 == count_origins({"a", "b"}, ancestry(("a", "b"), ("b", "a")))


def test_no_articles_have_no_origin():
    """
    Nothing told is nothing to count.
    """
    assert 0 == count_origins(set(), ancestry())


NODES = ["a", "b", "c", "d", "lost:x", "lost:y"]
EDGES = st.lists(st.tuples(st.sampled_from(NODES[:4]), st.sampled_from(NODES)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(edges=EDGES, reporting=st.sets(st.sampled_from(NODES[:4])), data=st.data())
def test_origins_do_not_depend_on_order_and_never_exceed_articles(edges, reporting, data):
    """
    Any order of derivations gives the same origins, at least one for any article, at most one each.
    """
    shuffled = data.draw(st.permutations(edges))

    count = count_origins(reporting, ancestry(*edges))

    assert find_origins(reporting, ancestry(*edges)) == find_origins(reporting, ancestry(*shuffled))
    assert min(1, len(reporting)) <= count <= len(reporting)


A = "“The pier will not stand,” Finch told the Lantern."
B = "PIER DOOMED\n\n“The pier must not stand,” Finch told the Lantern."
ROWS = [
    quotation("q1", "a", A, "“The pier will not stand,”", channel=["the Lantern"]),
    quotation("q2", "b", B, "“The pier must not stand,”", channel=["Lantern"]),
    quotation("q3", "b", B, "PIER DOOMED", kind="indirect", block="title"),
]


def counts(rows=ROWS, edges=(), fields=()):
    members = table(
        "statement_members",
        [
            {
                "quotation": r["quotation"],
                "article": r["article"],
                "statement": "tq1",
                "probability": 0.9,
                "evidence": [],
            }
            for r in rows
        ],
    )
    quotations, texts = table("spoken_quotations", list(rows)), texts_table({"a": A, "b": B})
    derivations, stemmata = table("derivations", list(edges)), table("stemmata", [])
    told = retellings(members, quotations, texts, table("passages", []), derivations, stemmata, settings=SETTINGS)
    fields = table("article_fields", list(fields))
    (row,) = statements(members, quotations, told, texts, fields, derivations, stemmata, settings=SETTINGS).to_pylist()
    return row


def test_titles_are_left_out_of_counts():
    """
    Two body quotations count, the headline does not.
    """
    assert 2 == counts()["quotations"]


def test_an_outlet_not_stated_counts_once_an_article():
    """
    Null is no outlet of its own.
    """
    assert 2 == counts(fields=[{"article": "a", "outlet": None}, {"article": "b", "outlet": None}])["outlets"]
    assert 1 == counts(fields=[{"article": "a", "outlet": "Tide"}, {"article": "b", "outlet": "Tide"}])["outlets"]


def test_a_credit_in_common_makes_one_origin():
    """
    "told the Lantern" and "told Lantern" name one outlet.
    """
    assert 1 == counts()["origins"]


def test_the_reference_wording_is_that_of_the_root():
    """
    The exemplar's words stand for the statement, and the copy's change is counted and flagged.
    """
    row = counts(edges=[derivation("b", "a")])

    assert "“The pier will not stand,”" == row["text"]
    assert (1, 1) == (row["altered"], row["meaning_flags"])


def test_a_statement_of_a_headline_alone_is_kept():
    """
    Nothing is counted, the article that tells it is.
    """
    row = counts(rows=ROWS[2:])

    assert (0, 1, 1) == (row["quotations"], row["outlets"], row["origins"])


@pytest.mark.parametrize("probability", [0.9, 0.3])
def test_a_statement_is_as_probable_as_its_best_quotation(probability):
    """
    Where nothing asserted tells it, it is not asserted.
    """
    row = counts(rows=[{**ROWS[0], "probability": probability}])

    assert probability == row["probability"]
