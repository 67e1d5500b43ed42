"""Tests of `evaluation.own`: what counts as found, as wrong and as the right actor, on articles built by hand."""

from __future__ import annotations

import json

import pytest

from evaluation.data.own.marks import BadMarks, main, problems_of, read_marks, truth_of
from evaluation.gold import BadGold
from evaluation.own import Article, evaluate, is_speaker_right, paired_mentions, score_article, units_of

MARKED = """Title
{1 “Go,”} {1s [Ana Ruiz|ruiz]} {1c said}. {2 “Now.”} {3s [She~ruiz]} {3c left}: {3 nobody knows}.
---
1 d ruiz
2 d ruiz join=1
3 i ruiz opt
"""
NAMES, LINKS, SPEECH = slice(0, 4), slice(8, 10), slice(10, 14)  # of the counts of an article


def span(text, words):
    begin = text.index(words)
    return {"begin": begin, "end": begin + len(words)}


def mention(text, words, kind, **given):
    return {**span(text, words), "text": words, "kind": kind, **given}


def found_quotation(text, content, source=(), speaker=None, speaker_probability=0.9):
    return {
        "content": [span(text, words) for words in content],
        "source": [span(text, words) for words in source],
        "cue": [],
        "kind": "direct",
        "attitude": "speech",
        "probability": 0.9,
        "speaker": speaker,
        "speaker_probability": speaker_probability,
    }


def article(marked=MARKED, mentions=(), quotations=(), names=None):
    """
    Build an article; `mentions` are (words, kind, entity), `quotations` the arguments of `found_quotation`.
    """
    text, truth = truth_of("a", marked)
    return Article(
        name="a",
        text=text,
        mentions=truth["mentions"],
        quotations=truth["quotations"],
        found_mentions=[mention(text, words, kind, entity=entity) for words, kind, entity in mentions],
        found_quotations=[found_quotation(text, *given) for given in quotations],
        entity_names=names or {},
    )


def test_marks_become_spans_of_the_bare_text():
    """
    Marks within marks are read, and none is left in the text.
    """
    text, (outer, inner), (content,) = read_marks("{1 Yes}, [[Oslo|no]'s envoy~envoy]")

    assert "Yes, Oslo's envoy" == text
    assert ("Oslo's envoy", "nominal", "Oslo", "name") == (outer["text"], outer["kind"], inner["text"], inner["kind"])
    assert (0, 3) == (content["begin"], content["end"])


@pytest.mark.parametrize("marked", ["{1 open", "no} mark", "[name|key"])
def test_a_mark_that_does_not_close_is_named(marked):
    """
    A truth is never made from half a mark.
    """
    with pytest.raises(BadMarks):
        read_marks(marked)


def test_a_span_that_is_not_its_words_is_a_problem():
    """
    The check looks at the text, not at the marks.
    """
    text, truth = truth_of("a", MARKED)
    truth["mentions"][0]["begin"] += 1

    assert [] == problems_of(*truth_of("a", MARKED))
    assert 1 == len(problems_of(text, truth))


def test_texts_and_truths_are_what_the_marks_say():
    """
    Nobody has edited one and forgotten the other.
    """

    assert 0 == main([])


def test_a_name_needs_its_bounds_and_a_nominal_may_be_shorter():
    """
    Article and possessive are nobody's fault.
    """
    text = "the Crag Trust's old chairman Bo Lind"
    gold = [mention(text, "Crag Trust", "name"), mention(text, "chairman", "nominal"), mention(text, "Bo Lind", "name")]
    found = [
        mention(text, "the Crag Trust", "name"),
        mention(text, "old chairman", "nominal"),
        mention(text, "chairman Bo Lind", "name"),
    ]

    assert {0: 0, 1: 1} == paired_mentions(text, gold, found)


def test_names_of_one_actor_apart_cost_recall():
    """
    B-cubed over the names of an article, each name one item.
    """
    marked = "T\n[Bo Lind|lind] and [Lind|lind] met [Eva|eva].\n---\n"
    joined = article(marked, [("Bo Lind", "name", "e1"), ("Eva", "name", "e2")])
    counts, faults = score_article(joined)

    assert [3.0, 2.0, 3, 2] == counts[NAMES]
    assert ["a\tname not found\tlind\tLind"] == faults


def test_a_role_without_a_name_beside_it_is_a_link():
    """
    A pronoun that stands for the speaker is judged by the other mentions of its actor.
    """
    right = article(mentions=[("Ana Ruiz", "name", "e1"), ("She", "nominal", "e1")])
    wrong = article(mentions=[("Ana Ruiz", "name", "e1"), ("She", "nominal", None)])

    assert [1, 1] == score_article(right)[0][LINKS]
    assert [0, 1] == score_article(wrong)[0][LINKS]


@pytest.mark.parametrize("contents", [[["“Go,”", "“Now.”"]], [["“Go,”"], ["“Now.”"]]])
def test_words_that_go_on_behind_the_cue_are_one_quotation_or_two(contents):
    """
    Both readings are found in full, and nothing is wrong.
    """
    one = article(mentions=[("Ana Ruiz", "name", "e1")], quotations=[(c, ["Ana Ruiz"], "e1") for c in contents])
    hits, wrong, required, right = score_article(one)[0][SPEECH]

    assert len(contents) == hits == required == right
    assert 0 == wrong
    assert len(contents) + 1 == len(units_of(one))


def test_optional_quotations_count_neither_way():
    """
    A find on one is no hit and no fault; a find elsewhere is wrong.
    """
    one = article(quotations=[(["nobody knows"],), (["left"],)])

    assert [0.0, 1.0] == score_article(one)[0][SPEECH][:2]


def test_below_one_half_no_speaker_is_asserted():
    """
    A name held back is not right where the truth knows the name.
    """
    given = {"mentions": [("Ana Ruiz", "name", "e1")]}
    one = article(**given, quotations=[(["“Go,”"], ["Ana Ruiz"], "e1", 0.4)])
    unit, row = units_of(one)[0], one.found_quotations[0]

    assert not is_speaker_right(one, unit, row)
    assert is_speaker_right(one, unit, row, asserted_only=False)


def test_an_unnamed_speaker_may_stay_in_the_texts_words():
    """
    Without a name in the article the source's words are the answer.
    """
    marked = "T\n{1s [An aide~aide]} {1c said} {1 it rained}.\n---\n1 i aide\n"
    one = article(marked, quotations=[(["it rained"], ["An aide"])])

    assert is_speaker_right(one, units_of(one)[0], one.found_quotations[0])


def test_a_folder_without_truths_is_one_line(tmp_path):
    """
    Wrong data is said, with what was expected.
    """
    with pytest.raises(BadGold, match="no truths"):
        evaluate(tmp_path)


def test_a_truth_needs_its_keys(tmp_path):
    """
    A truth of another format is named with what it lacks.
    """
    (tmp_path / "a.json").write_text(json.dumps({"article": "a"}), encoding="utf-8")
    with pytest.raises(BadGold, match="no mentions, quotations"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_a_folder_is_scored_with_intervals_and_its_faults_are_written(tmp_path):
    """
    One small article through the product: every figure has its interval.
    """
    text, truth = truth_of("a", MARKED)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(truth), encoding="utf-8")
    figures = evaluate(tmp_path, errors=tmp_path / "faults")

    assert {"names_b3_f1", "all_b3_f1", "speaker_links", "speech_precision", "speech_recall"} <= figures.keys()
    assert {"speaker_right_ci", "speaker_ece", "speaker_ece_ci"} <= figures.keys()
    assert (tmp_path / "faults").is_file()
