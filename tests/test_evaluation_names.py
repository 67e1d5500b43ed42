"""Tests of `evaluation.names`: which pairs are asked about."""

from __future__ import annotations

import json

from evaluation.names import calibration_error, evaluate, negative_pairs, positive_pairs

GROUPS = [["Farid Rahmani", "Farid Rahmany"], ["Nadia Rahmani"], ["Leyla Osman", "Leila Osman", "Leyla Osman"]]


def test_pairs_within_a_group_are_one_name():
    """
    Each pair of different spellings once.
    """

    assert [("Farid Rahmani", "Farid Rahmany"), ("Leila Osman", "Leyla Osman")] == positive_pairs(GROUPS)


def test_pairs_of_two_groups_share_a_word():
    """
    Easy pairs would prove nothing.
    """

    assert [("Farid Rahmani", "Nadia Rahmani")] == negative_pairs(GROUPS)


def test_no_more_negatives_than_positives_are_drawn():
    """
    As many, by a fixed seed.
    """
    groups = [["Ada Varga", "Ada Warga"], *([f"Bela{i} Varga"] for i in range(9))]

    assert 1 == len(negative_pairs(groups))
    assert negative_pairs(groups) == negative_pairs(groups)


def test_a_stated_half_that_comes_true_half_the_time_is_right():
    """
    The calibration error is zero where what is said is what happens.
    """
    assert 0.0 == calibration_error([0.5, 0.5], [1.0, 0.0])
    assert 0.4 == calibration_error([0.9, 0.9], [1.0, 0.0])


def test_bodies_and_people_are_scored_apart(tmp_path):
    """
    Lists of bodies hold several bodies, so their figure says something else.
    """
    path = tmp_path / "names.jsonl"
    path.write_text("".join(json.dumps({"names": group}) + "\n" for group in [*GROUPS, ["Tide Council", "Sea Board"]]))

    figures = evaluate(path)

    assert {"spelling", "people", "bodies", "ece", "f1"} <= set(figures)
    assert (1.0, 0.0) == (figures["people"]["recall"], figures["bodies"]["recall"])
