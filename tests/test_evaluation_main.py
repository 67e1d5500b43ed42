"""Tests of `python -m evaluation`: what it prints and how it ends."""

from __future__ import annotations

import json

import pytest

from evaluation.__main__ import NAMES, evaluation_named, main


def test_a_gold_set_is_scored_as_one_json_line(tmp_path, capsys):
    """
    Figures to stdout, done.
    """
    path = tmp_path / "names.jsonl"
    path.write_text('{"names": ["Farid Rahmani", "Farid Rahmany"]}\n{"names": ["Nadia Rahmani"]}\n', encoding="utf-8")
    code = main(["names", "--data", str(path)])
    (line,) = capsys.readouterr().out.splitlines()

    assert 0 == code
    assert {"f1", "f1_ci", "precision", "recall"} <= json.loads(line).keys()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["names", "--data", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
        (["riddles", "--data", "."], "riddles: no such evaluation"),
        (["names", "--data", ".", "--folds", "1"], "--folds 1: too few"),
        (["quotations", "--data", "."], "no such file"),
    ],
)
def test_wrong_usage_is_one_clear_line(arguments, message, capsys):
    """
    Exit 2, and what was expected.
    """
    code = main(arguments)
    captured = capsys.readouterr()

    assert (2, "") == (code, captured.out)
    assert message in captured.err
    assert 1 == len(captured.err.splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_its_function(name):
    """
    What the help lists can be run.
    """

    assert callable(evaluation_named(name))
