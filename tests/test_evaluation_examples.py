"""Tests of `evaluation.examples`: the example corpus against its truth."""

from __future__ import annotations

import pytest

from evaluation.examples import evaluate
from evaluation.gold import BadGold
from tests.conftest import EXAMPLES


def test_a_folder_without_truth_is_one_line(tmp_path):
    """
    Not every folder of articles says what is true of it.
    """
    with pytest.raises(BadGold, match="no such file"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_the_example_corpus_is_told_as_it_is():
    """
    Stories, derivations and crumbs without a fault; all layers at nine tenths or near it.
    """
    figures = evaluate(EXAMPLES)

    assert (1.0, 1.0, 1.0) == (figures["stories"], figures["derivations"], figures["crumbs"])
    assert {"quotations", "speakers", "statements", "altered"} <= figures.keys()
    assert all(0.8 <= value <= 1.0 for value in figures.values())
