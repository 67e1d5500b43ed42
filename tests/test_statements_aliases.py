"""Names that stand for one another."""

from __future__ import annotations

import pytest

from retold.quotations.aliases import Swap, are_known_alike, folded_name, learn_aliases, said_aliases

HARBOUR, KESTREL, MARL = ("harbour", "guard"), ("kestrel",), ("marl",)


def test_a_text_says_which_names_are_one():
    """
    An abbreviation in brackets, and a former name, are said to be the same.
    """
    found = said_aliases("The Harbour Guard (HG, formerly the Pier Watch) left.")

    assert {frozenset({("harbour", "guard"), ("hg",)}), frozenset({("harbour", "guard"), ("pier", "watch")})} == found


@pytest.mark.parametrize("text", ["Marl (population 900) slept.", "He read The Tide (PHOTOS).", "Finch (Marl) spoke."])
def test_what_stands_in_brackets_is_not_always_a_name(text):
    """
    Only abbreviations and words that say so make an alias.
    """
    assert set() == said_aliases(text)


@pytest.mark.parametrize(("places", "sure"), [([5], False), ([5, 90], True)])
def test_one_swap_is_no_proof_two_are(places, sure):
    """
    A name swapped once may be the change that matters; an outlet's habit shows at several places.
    """
    swaps = [("a", place, Swap(HARBOUR, KESTREL)) for place in places]

    assert sure == learn_aliases({}, swaps).are_one(HARBOUR, KESTREL)


def test_the_same_place_in_many_copies_is_one_place():
    """
    Three copies of one article do not make its swap a habit.
    """
    swaps = [("a", 5, Swap(HARBOUR, KESTREL))] * 3

    assert not learn_aliases({}, swaps).are_one(HARBOUR, KESTREL)


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [(("leyla",), ("leila",), True), (("marl",), ("old", "marl"), True), (("marl",), ("kestrel",), False)],
)
def test_spellings_and_short_forms_are_one_name(first, second, alike):
    """
    Without any swap seen, spellings and parts of a name are taken for it.
    """
    assert alike == learn_aliases({}, []).are_one(first, second)


def test_groups_do_not_depend_on_the_order_of_swaps():
    """
    Chains of names get one representative, the same in any order.
    """
    swaps = [("a", 1, Swap(HARBOUR, KESTREL)), ("b", 2, Swap(KESTREL, MARL))]

    forward, backward = learn_aliases({}, swaps), learn_aliases({}, swaps[::-1])

    assert forward.terms(["marl", "boat"]) == backward.terms(["marl", "boat"]) == backward.terms(["kestrel", "boat"])


@pytest.mark.parametrize(("first", "second", "alike"), [("Paris", "France", True), ("France", "Spain", False)])
def test_a_capital_may_stand_for_its_country(first, second, alike):
    """
    What is generally known is no change of meaning.
    """
    assert alike == are_known_alike(first, second)


def test_an_outlet_is_named_with_or_without_its_kind():
    """
    "the Lantern news agency" is the Lantern; a name of kinds only stays whole.
    """
    assert "lantern" == folded_name("the Lantern news agency") == folded_name("LANTERN")
    assert "the agency" == folded_name("The Agency")
