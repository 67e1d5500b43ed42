"""Listings of events, claims with asserters and deniers, and the network, on three short texts of our own."""

from __future__ import annotations

import pytest

from retold.corpus import Corpus
from retold.errors import NotFound, UsageError
from retold.telling.events import EventFilter, claims_of, events_listing
from retold.telling.networks import matrix_of, network_of
from tests.conftest import ONE_WORKER

TEXTS = {
    "01_north": "Norway arms the rebels, says Chile\n\nChilean minister Ana Torres accused Norway of arming the rebels "
    "in the northern valley on Monday. Norway has denied that it armed the rebels in the valley.\n",
    "02_south": "Chile and Norway meet\n\nChile and Norway held talks in Geneva on Friday after weeks of anger. "
    "Norway has armed the rebels in the northern valley.\n",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The texts as a store."""
    folder = tmp_path_factory.mktemp("events")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    opened = Corpus(folder / "events.duckdb", settings=ONE_WORKER)
    opened.add(sorted(folder.glob("*.txt")))
    yield opened
    opened.close()


def told(corpus, **filters):
    return [
        (row["speaker_name"], row["actor_name"], row["event_type"], row["recipient_name"], row["polarity"])
        for row in events_listing(corpus, EventFilter(**filters)).to_pylist()
    ]


def test_events_are_filtered_by_speaker_and_type(corpus):
    """
    A part of a name and a type in any case are enough.
    """
    assert [("Ana Torres", "Norway", "AID", "the rebels", "affirmed")] == told(
        corpus, speaker="torres", event_type="aid"
    )


def test_who_denies_is_found_by_polarity(corpus):
    """
    `polarity=denied` lists what is denied, with the denier as speaker.
    """
    assert {"Norway"} == {speaker for speaker, *_ in told(corpus, polarity="denied")}


def test_a_state_is_found_by_its_code(corpus):
    """
    NOR finds what Norway is said to do.
    """
    assert told(corpus, actor="NOR") == told(corpus, actor="Norway")


def test_the_own_voice_has_no_speaker(corpus):
    """
    What an article tells itself stands in no quotation.
    """
    found = told(corpus, own_voice=True)

    assert found
    assert {None} == {speaker for speaker, *_ in found}


def test_articles_without_a_date_are_left_out_by_dates(corpus):
    """
    Neither text states a date: nothing is known to be since 1990.
    """
    assert [] == told(corpus, since="1990-01-01")


@pytest.mark.parametrize("wrong", [{"event_type": "HUG"}, {"polarity": "maybe"}, {"actor": ""}, {"since": "soon"}])
def test_a_value_that_no_event_has_is_wrong_usage(corpus, wrong):
    """
    One line says what was expected.
    """
    with pytest.raises(UsageError):
        events_listing(corpus, EventFilter(**wrong))


def test_an_unknown_article_is_not_found(corpus):
    """
    The error tells how to list articles.
    """
    with pytest.raises(NotFound):
        events_listing(corpus, EventFilter(article="99"))


def test_claims_name_who_asserts_and_who_denies(corpus):
    """
    One claim, its asserters and deniers, and counts of articles and origins.
    """
    claims = claims_of(corpus, EventFilter(event_type="AID"))
    named = [claim for claim in claims if "Ana Torres" in claim.asserted_by]

    assert ["Ana Torres"] == [name for name in named[0].asserted_by if "own voice" not in name]
    assert ("Norway",) == named[0].denied_by
    assert 1 <= named[0].origins <= named[0].articles


def test_disputed_claims_have_both_sides(corpus):
    """
    What nobody denies is left out.
    """
    assert all(claim.asserted_by and claim.denied_by for claim in claims_of(corpus, EventFilter(), disputed=True))


def test_a_claim_s_sentence_says_whose_it_is(corpus):
    """
    A claim is never told as a fact.
    """
    (claim, *_) = claims_of(corpus, EventFilter(speaker="torres", event_type="AID"))

    assert "is said by" in claim.sentence
    assert "denied by Norway" in claim.sentence


def test_the_network_counts_events_articles_and_origins(corpus):
    """
    One edge a pair and type, with its sign.
    """
    network = network_of(corpus, EventFilter())
    names = {node.key: node.name for node in network.nodes}
    edges = {(names[e.actor], e.event_type, names[e.recipient]): e for e in network.edges}
    accused = edges["Ana Torres", "ACCUSE", "Norway"]

    assert (-1, 1, 0, 1, 1) == (accused.sign, accused.affirmed, accused.denied, accused.articles, accused.origins)
    assert 1 == edges["Norway", "AID", "rebels"].sign


def test_the_matrix_keeps_the_most_active_actors(corpus):
    """
    Rows are actors, columns recipients, in one order; what has no row is counted.
    """
    network = network_of(corpus, EventFilter())
    grid = matrix_of(network, largest=2)

    assert 2 == len(grid.names) == len(grid.cells) == len(grid.cells[0])
    assert len(network.nodes) - 2 == grid.left_out
    assert grid.cells[0][0] is None or grid.cells[0][0].words
