"""A claim as pages show it."""

from __future__ import annotations

from retold.telling.events import Claim, Told
from retold.web.claims import claim_facts


def told(speaker, polarity, begin, *, outlet="Alba", modality="asserted"):
    return Told(f"e{begin}", "a1", outlet, begin, begin + 5, "sends", speaker, polarity, modality, 0.8)


def claim(*places):
    return Claim("c1", "Oslo <b>", "AID", None, None, (), (), (), ("a1",), 1, 1, 1, places)


def test_asserters_and_deniers_stand_apart_with_their_places():
    """
    By name, each with every place where they are said to.
    """
    facts = claim_facts(claim(told("Orr", "affirmed", 10), told("Ruck", "denied", 40), told("Orr", "affirmed", 90)), {})

    assert [("Orr", ["a1:10", "a1:90"])] == [(t["name"], [p["place"] for p in t["places"]]) for t in facts["asserted"]]
    assert ["Ruck"] == [teller["name"] for teller in facts["denied"]]
    assert "/article/a1#char=40,45" == facts["denied"][0]["places"][0]["href"]


def test_an_outlet_that_tells_it_itself_is_named_as_that():
    """
    Nobody is quoted: the claim is the outlet's own.
    """
    facts = claim_facts(claim(told(None, "affirmed", 10), told(None, "affirmed", 20, outlet=None)), {"a1": "01"})

    assert ["Alba (the outlet's own voice)", "outlet not stated (the outlet's own voice)"] == [
        teller["name"] for teller in facts["asserted"]
    ]
    assert [{"handle": "01", "href": "/article/a1"}] == facts["became_plain"]


def test_what_is_only_possible_is_said():
    """
    A modality other than asserted stands beside the place; nobody acted upon is a dash.
    """
    facts = claim_facts(claim(told("Orr", "affirmed", 10, modality="possible")), {})

    assert "possible" == facts["asserted"][0]["places"][0]["modality"]
    assert "–" == facts["recipient"]
