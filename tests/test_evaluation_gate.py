"""Tests of `evaluation.gate`: floors only rise."""

from __future__ import annotations

import json

import pytest

from evaluation import gate
from evaluation.gate import data_hash, main

GOLD = '{"names": ["Farid Rahmani", "Farid Rahmany"]}\n{"names": ["Nadia Rahmani"]}\n'


@pytest.fixture
def floors(tmp_path):
    """Return a floors file over one small gold set in `tmp_path`."""
    data = tmp_path / "names.jsonl"
    data.write_text(GOLD, encoding="utf-8")
    gold = {"names": {"data": "names.jsonl", "sha256": data_hash(data), "floors": {"precision": 0.0, "recall": 0.0}}}
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"gold": gold, "lowered": [], "pinned": []}), encoding="utf-8")
    return path


def run(floors, *arguments):
    """Run the gate; return its exit code and the floors as they are then."""
    code = main(["--floors", str(floors), "--data-root", str(floors.parent), *arguments])
    return code, json.loads(floors.read_text(encoding="utf-8"))


def set_floor(floors, value):
    """Write one floor by hand."""
    content = json.loads(floors.read_text(encoding="utf-8"))
    content["gold"]["names"]["floors"]["recall"] = value
    floors.write_text(json.dumps(content), encoding="utf-8")


def test_figures_at_or_above_their_floors_pass(floors, capsys):
    """
    Each figure is printed beside its floor.
    """
    code, _ = run(floors)

    assert 0 == code
    assert "names.recall" in capsys.readouterr().out


def test_a_figure_below_its_floor_fails(floors, capsys):
    """
    The line names the figure, what it is and what it was.
    """
    set_floor(floors, 1.5)
    code, _ = run(floors)

    assert 1 == code
    assert "is below its floor 1.5" in capsys.readouterr().err


def test_floors_rise_to_what_is_measured_and_never_fall(floors):
    """
    A better figure becomes the floor; a floor above what is measured stays.
    """
    code, raised = run(floors, "--raise")
    set_floor(floors, 1.5)
    _, kept = run(floors, "--raise")

    assert 0 == code
    assert raised["gold"]["names"]["floors"]["precision"] > 0
    assert 1.5 == kept["gold"]["names"]["floors"]["recall"]


def test_lowering_takes_a_reason_that_stays(floors):
    """
    Without one nothing happens.
    """
    set_floor(floors, 0.9)
    without, same = run(floors, "--lower", "names.recall=0.5")
    with_reason, lowered = run(floors, "--lower", "names.recall=0.5", "--reason", "stricter names")

    assert (2, 0.9) == (without, same["gold"]["names"]["floors"]["recall"])
    assert (0, 0.5) == (with_reason, lowered["gold"]["names"]["floors"]["recall"])
    assert ["stricter names"] == [row["reason"] for row in lowered["lowered"]]


@pytest.mark.parametrize("change", ["names.recall=2", "names.nothing=0.1", "nobody.recall=0.1", "names.recall=low"])
def test_a_change_that_lowers_nothing_is_refused(floors, change):
    """
    Unknown floors, values above the floor and words are wrong usage.
    """

    assert 2 == run(floors, "--lower", change, "--reason", "why not")[0]


def test_other_data_fails_until_it_is_pinned(floors, capsys):
    """
    Figures on other data cannot be compared.
    """
    (floors.parent / "names.jsonl").write_text(GOLD + GOLD, encoding="utf-8")
    before, _ = run(floors)
    message = capsys.readouterr().err
    run(floors, "--pin", "names", "--reason", "more names")

    assert 1 == before
    assert "not the data" in message
    assert 0 == run(floors)[0]


def test_data_that_is_not_at_hand_is_said_and_passes(floors, capsys):
    """
    Not everybody has every gold set.
    """
    (floors.parent / "names.jsonl").unlink()

    assert 0 == run(floors)[0]
    assert "not checked: names" in capsys.readouterr().out


def test_the_floors_of_this_repository_name_data_and_figures():
    """
    The example corpus is always among them, and its pin is true.
    """
    floors = json.loads(gate.FLOORS.read_text(encoding="utf-8"))

    assert "examples" in floors["gold"]
    assert data_hash(gate.EXAMPLES) == floors["gold"]["examples"]["sha256"]
    assert all({"data", "sha256", "floors"} <= gold.keys() for gold in floors["gold"].values())
