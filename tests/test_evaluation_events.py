"""The evaluations `pairs` and `records` on a few lines of our own."""

from __future__ import annotations

import json

import pytest

from evaluation.gold import BadGold
from evaluation.pairs import evaluate as evaluate_pairs
from evaluation.records import evaluate as evaluate_records
from evaluation.records import read_records
from evaluation.training.event_types import folds_of, mask, read_pairs, train_linear, types_of
from retold.actors.events.pairs import LinearModel, pair_model

HEADER = "sentence\tmarked_sentence\tgold_root\tgold_penta\n"
VERBS = (
    ("attacked", "ASSAULT", "4"),
    ("bombed", "ASSAULT", "4"),
    ("praised", "SUPPORT", "1"),
    ("thanked", "SUPPORT", "1"),
)


@pytest.fixture
def pairs_file(tmp_path):
    """Sixteen marked sentences of two types."""
    lines = [
        f"Doria {verb} Valis in case {n}.\t<s>Doria</s> {verb} <t>Valis</t> in case {n}.\t{kind}\t{quad}\n"
        for n in range(4)
        for verb, kind, quad in VERBS
    ]
    path = tmp_path / "pairs.tsv"
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def test_marks_become_masks():
    """
    The names of the two are gone.
    """
    assert "Actor A praised Actor B." == mask("<s>Doria</s> praised <t>the king of Valis</t>.")


def test_folds_never_part_a_sentence(pairs_file):
    """
    A sentence with two marked pairs is learnt from or tested on, not both.
    """
    pairs = read_pairs(pairs_file)
    doubled = [*pairs, *pairs]
    folds = folds_of(doubled, 4)

    assert sorted(index for fold in folds for index in fold) == list(range(len(doubled)))
    for fold in folds:
        own = {doubled[index].sentence for index in fold}
        others = {doubled[index].sentence for other in folds if other is not fold for index in other}

        assert not own & others


def test_the_linear_model_learns_and_is_written_and_read_alike(pairs_file, tmp_path):
    """
    What is shipped answers as what was trained.
    """
    pairs = read_pairs(pairs_file)
    types = types_of(pairs)
    model = train_linear(pairs, types)
    (tmp_path / "labels.json").write_text(json.dumps({"types": types}), encoding="utf-8")
    model.write(tmp_path)
    answers = LinearModel.read(tmp_path).types(pairs[0].masked)

    assert "ASSAULT" == max(types, key=lambda name: answers[name])
    assert "4" == max("1234", key=lambda name: answers[name])
    assert pytest.approx(model.types(pairs[0].masked)["ASSAULT"], abs=0.01) == answers["ASSAULT"]


def test_pairs_gives_its_keys_with_intervals(pairs_file):
    """
    The keys of the line are a contract.
    """
    if pair_model() is None:
        pytest.skip("retold-models is not installed")
    figures = evaluate_pairs(pairs_file)

    assert {"macro_f1_15", "macro_f1_15_ci", "macro_f1_4", "macro_f1_4_ci", "pairs_per_second"} <= figures.keys()
    assert 1.0 == figures["macro_f1_15"]


def test_pairs_of_another_format_are_one_clear_line(tmp_path):
    """
    The error names the columns.
    """
    path = tmp_path / "wrong.tsv"
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")

    with pytest.raises(BadGold, match="marked_sentence"):
        evaluate_pairs(path)


def record(text, event, source, target):
    return {
        "text": text,
        "event": event,
        "source": [{"actorText": "", "code": source}],
        "target": [{"actorText": "", "code": target}],
    }


def test_records_score_types_and_pairs_of_states(tmp_path):
    """
    An attack is found with both states; a visit that is only announced is an agreement, as PLOVER codes it.
    """
    path = tmp_path / "records.json"
    rows = [
        record("Norway attacked Chile on Monday.", "FIGHT", "NOR", "CHL"),
        record("Norway will help Peru.", "AGREE", "NOR", "PER"),
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")
    figures = evaluate_records(path)

    assert (1.0, 1.0, 1.0) == (figures["event_type_f1"], figures["dyad_f1"], figures["dyad_event_f1"])


def test_two_sources_without_a_target_are_one_pair(tmp_path):
    """
    "Norway and Chile met" is coded with two sources and no target.
    """
    path = tmp_path / "records.json"
    row = {"text": "t", "event": "CONSULT", "source": [{"code": "NOR"}, {"code": "CHL"}], "target": None}
    path.write_text(json.dumps([row]), encoding="utf-8")

    assert {"t": {("CONSULT", ("NOR", "CHL"))}} == read_records(path)


@pytest.mark.parametrize("content", ["", "[]", "{", '[{"event": "AID"}]'])
def test_what_are_no_records_is_one_clear_line(tmp_path, content):
    """
    The error says what was expected.
    """
    path = tmp_path / "records.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BadGold, match="Expected a JSON list"):
        evaluate_records(path)
