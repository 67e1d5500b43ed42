"""Tests of `evaluation.names`: which pairs are asked about."""

from __future__ import annotations

from evaluation.names import negative_pairs, positive_pairs

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
