"""Statements from scored pairs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from retold.quotations.clustering import Linkage, cluster
from retold.quotations.matching import PairScore
from retold.quotations.tellings import tellings_of
from tests.statement_rows import quotation, table

NAMES = "abcdef"


def clusters(scores, speakers=None, **given_fields):
    """Cluster six quotations of six articles by scores in log-odds."""
    rows = [
        quotation(f"q{n}", n, "x", "x", speaker=(speakers or {}).get(n, "eA"), **given_fields.get(n, {})) for n in NAMES
    ]
    tellings = tellings_of(table("spoken_quotations", rows), dict.fromkeys(NAMES, "x"))
    pairs = {
        tuple(sorted((NAMES.index(one), NAMES.index(two)))): PairScore(round(score * 10_000), ())
        for (one, two), score in scores.items()
    }
    found = cluster(tellings, Linkage(tellings, pairs))
    return {"".join(NAMES[i] for i in members) for members in found if len(members) > 1}


def test_a_chain_of_likenesses_joins_no_strangers():
    """
    b is like a and c, which are unlike: the better pair stands, the rest stays out.
    """
    assert {"ab"} == clusters({("a", "b"): 2.0, ("b", "c"): 1.5, ("c", "d"): -1.0})


def test_ties_go_to_the_least_ids():
    """
    Of two equal pairs the one with the lesser quotation is joined first.
    """
    assert {"ab"} == clusters({("a", "b"): 1.0, ("b", "c"): 1.0})


def test_an_unknown_speaker_does_not_bring_two_speakers_together():
    """
    What is between two known speakers goes to one of them.
    """
    scores = {("a", "b"): 3.0, ("b", "c"): 2.9, ("a", "c"): 3.0}

    assert {"ab"} == clusters(scores, speakers={"a": "eA", "b": None, "c": "eC"})


def test_an_improbable_quotation_joins_but_does_not_bring_statements_together():
    """
    The asserted clusters are the same with and without it.
    """
    scores = {("a", "b"): 2.0, ("c", "d"): 2.0, ("b", "e"): 9.0, ("a", "e"): 9.0, ("c", "e"): 8.0, ("d", "e"): 8.0}

    assert {"abe", "cd"} == clusters(scores, e={"probability": 0.3})


def test_a_headline_goes_where_the_words_of_its_article_are():
    """
    Its own body decides over likeness to others.
    """
    scores = {("a", "b"): 2.0, ("b", "f"): 1.0, ("a", "f"): 1.0, ("c", "f"): 9.0}

    assert {"ab", "cf"} == clusters(scores, f={"block": "title"})


PAIRS = [(one, two) for i, one in enumerate(NAMES) for two in NAMES[i + 1 :]]


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.integers(-30_000, 60_000), min_size=len(PAIRS), max_size=len(PAIRS)), data=st.data())
def test_the_order_of_scores_changes_nothing(values, data):
    """
    Any order of the same scores gives the same clusters.
    """
    scores = {pair: value / 10_000 for pair, value in zip(PAIRS, values, strict=True)}
    shuffled = dict(data.draw(st.permutations(list(scores.items()))))

    assert clusters(scores) == clusters(shuffled)
