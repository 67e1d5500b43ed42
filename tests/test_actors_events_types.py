"""PLOVER's types, the words that name them, and the model of marked pairs."""

from __future__ import annotations

import numpy as np
import pytest

from retold.actors.events.lexicon import classes, entries, listed
from retold.actors.events.pairs import BUCKETS, linear_features, masked, pair_model, softmax
from retold.actors.events.types import EARLIER_NAMES, TYPES, folded_type, sign_of
from retold.spans import Span


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("CONSULT", "affirmed", "intended"), "AGREE"),
        (("ASSAULT", "affirmed", "intended"), "THREATEN"),
        (("AID", "denied", "asserted"), "REJECT"),
        (("ASSAULT", "denied", "asserted"), "ASSAULT"),
        (("AID", "affirmed", "asserted"), "AID"),
    ],
)
def test_plover_folds_refusals_and_announcements_into_types(told, expected):
    """
    What shall be done is an agreement or a threat, a refused favour a rejection.
    """
    assert expected == folded_type(*told)


def test_aid_is_cooperation_and_assault_conflict():
    """
    The sign of an edge is PLOVER's.
    """
    assert (1, -1) == (sign_of("AID"), sign_of("ASSAULT"))


def test_every_trigger_has_a_type_of_plover():
    """
    The lexicon and the list of types agree, and earlier names lead to today's.
    """
    assert {entry.type for every in entries().values() for entry in every} == set(TYPES)
    assert set(EARLIER_NAMES.values()) <= set(TYPES)


def test_readings_that_need_an_object_come_first():
    """
    "Break off relations with" is read before any wider sense of the verb.
    """
    first = entries()[("v", "suspend")][0]

    assert first.needs == classes()["@dealings"]
    assert "receive" in listed("reversed")


def test_masks_hide_both_actors_and_nothing_else():
    """
    The model sees what is said of two actors, not who they are.
    """
    text = "Chile attacked Peru on Monday."

    assert "Actor A attacked Actor B on Monday." == masked(text, Span(0, 5), Span(15, 19))
    assert "Actor B attacked Actor A on Monday." == masked(text, Span(15, 19), Span(0, 5))


def test_a_long_sentence_is_cut_around_the_two():
    """
    What stands far from both says little about them.
    """
    text = "x " * 1000 + "Chile attacked Peru" + " y" * 1000
    begin = text.index("Chile")
    shown = masked(text, Span(begin, begin + 5), Span(begin + 15, begin + 19))

    assert len(shown) < 700
    assert "Actor A attacked Actor B" in shown


def test_linear_features_do_not_depend_on_names():
    """
    Two pairs of actors in the same words have the same features.
    """
    one = linear_features(masked("Chile attacked Peru.", Span(0, 5), Span(15, 19)))
    other = linear_features(masked("Malta attacked Kenya.", Span(0, 5), Span(15, 20)))

    assert (BUCKETS + 1,) == one.shape
    assert np.array_equal(one, other)


def test_softmax_gives_probabilities():
    """
    Shares add up to 1, also for large scores.
    """
    assert pytest.approx(1.0) == float(softmax(np.array([1000.0, 0.0, -5.0], dtype=np.float32)).sum())


def test_the_installed_model_types_a_plain_pair():
    """
    Where weights are installed they tell an attack from aid.
    """
    model = pair_model()
    if model is None:
        pytest.skip("retold-models is not installed")
    attack = model.types("Actor A bombed Actor B on Monday, killing dozens.")
    aid = model.types("Actor A sent food and medicine to Actor B.")

    assert ("ASSAULT", "AID") == (max(TYPES, key=lambda t: attack[t]), max(TYPES, key=lambda t: aid[t]))
