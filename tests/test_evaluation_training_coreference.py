"""Tests of `evaluation.training.coreference`: marked articles to weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.gold import BadGold
from evaluation.training.coreference import Choice, fitted, measured, read_labelled, run

MARKED = (
    "# one\nMayor leaves\n[Ada Voss|ada] left on Monday. [She|ada] said [she|ada] was tired.\n"
    "# two\nBridge opens\n[Jens Dahl|jens] opened it. [Henrik Moen|moen] thanked [him|jens].\n"
)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with one file of two articles."""
    (tmp_path / "some.marked").write_text(MARKED, encoding="utf-8")
    return tmp_path


def test_a_file_may_hold_several_articles(folder):
    """
    Each begins with its name.
    """
    articles = read_labelled(folder)

    assert ["one", "two"] == [article.name for article in articles]
    assert "Ada Voss left on Monday." in articles[0].text


def test_a_folder_without_marks_is_refused(tmp_path):
    """
    One line says what was expected.
    """
    with pytest.raises(BadGold):
        read_labelled(tmp_path)


def test_a_choice_is_put_beside_the_truth(folder):
    """
    The right candidate of "She" is Ada Voss.
    """
    choices, _ = run(read_labelled(folder)[0])

    assert [0] == sorted({choice.right for choice in choices if choice.kind == "person"})


def test_weights_prefer_what_was_right():
    """
    Of two candidates the nearer was always meant.
    """
    choices = [Choice("person", [{"near": 1.0}, {"near": 0.0, "far": 1.0}], 0) for _ in range(20)]

    weights = fitted(choices)

    assert weights["near"] > 1.0 > weights["far"]


def test_figures_of_a_folder(folder):
    """
    Everything that can be right is.
    """
    figures = measured(read_labelled(folder), None)

    assert 1.0 == figures["names_b3_f1"]


def test_the_shipped_articles_can_be_read():
    """
    Marks close, and every article has a truth.
    """
    folder = Path(__file__).parent.parent / "evaluation" / "data" / "coreference_train"
    names = [
        line[2:]
        for file in sorted(folder.glob("*.marked"))
        for line in file.read_text().splitlines()
        if line[:2] == "# "
    ]

    assert len(names) == len(set(names)) >= 60
