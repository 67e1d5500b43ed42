"""`Corpus`: the verbs of the command line, in Python."""

from __future__ import annotations

import json

import pytest

from retold.corpus import Corpus
from retold.errors import NotFound, UsageError
from tests.conftest import ONE_WORKER

pytestmark = pytest.mark.slow


def test_quotations_of_a_speaker_hold_their_words(example_corpus):
    """
    Part of a name is enough, and every row says who and what.
    """
    said = example_corpus.quotations(speaker="solvang").to_pylist()

    assert said
    assert {"Solvang"} == {row["speaker_name"].split()[-1] for row in said}
    assert all(row["words"] for row in said)


def test_a_story_is_found_by_the_start_of_a_file_of_its(example_corpus):
    """
    Any name of any member answers for the group.
    """
    (story,) = example_corpus.stemma("03_harbour").column("story").unique().to_pylist()

    assert story == example_corpus.story_id("01_agency")
    assert story == example_corpus.story_id(story)
    assert story == example_corpus.story_id(story[:9])


def test_a_statement_is_found_by_any_quotation_that_tells_it(example_corpus):
    """
    Old links go on to lead there.
    """
    row = next(row for row in example_corpus.quotations().to_pylist() if row["statement"])

    assert row["statement"] == example_corpus.statement_id(row["quotation"])
    assert len(example_corpus.statement(row["quotation"])) >= 1


def test_an_actor_is_found_by_name(example_corpus):
    """
    Its row holds all its names.
    """
    (row,) = example_corpus.entity("Ingrid Solvang").to_pylist()

    assert {"Ingrid Solvang", "Solvang"} <= {name["name"] for name in row["names"]}


@pytest.mark.parametrize(
    ("words", "speaker", "verdict"),
    [
        ("They count trucks from a hilltop", None, "word for word"),
        ("They count trucks from a hilltop", "Solvang", "in another's mouth"),
    ],
)
def test_a_quotation_is_checked(example_corpus, words, speaker, verdict):
    """
    Found word for word, or in another's mouth.
    """
    found = example_corpus.check(words, speaker=speaker).to_pylist()

    assert verdict == found[0]["verdict"]


def test_words_that_nobody_said_give_no_rows(example_corpus):
    """
    Not found is an empty table, not an error.
    """
    assert 0 == len(example_corpus.check("an elephant sold the moon to a baker"))


def test_comparing_gives_both_texts_back(example_corpus):
    """
    The rows of the second article, joined, are its content: nothing is lost between them.
    """
    rows = example_corpus.compare("01_agency", "02_courier").to_pylist()
    text = next(
        r["text"]
        for r in example_corpus.articles().to_pylist()
        if r["article"] == example_corpus.article_id("02_courier")
    )

    assert all(row["reading_b"] == text[row["begin_b"] : row["end_b"]] for row in rows)
    assert {"equal", "substitution", "omission"} <= {row["kind"] for row in rows}


def test_changes_inside_marks_are_listed(example_corpus):
    """
    Only of the article that is asked for.
    """
    altered = example_corpus.altered("02_courier")

    assert {example_corpus.article_id("02_courier")} == set(altered.column("article").to_pylist())
    assert {True} == set(altered.column("inside_marks").to_pylist())


def test_why_answers_for_any_pair(example_corpus):
    """
    Joined or not, it says so and why.
    """
    assert "Joined" in example_corpus.why("01_agency", "02_courier")
    assert "Not joined" in example_corpus.why("01_agency", "14_year")


def test_an_export_is_read_back(example_corpus, tmp_path):
    """
    The file's name says the format.
    """
    example_corpus.export("quotations", tmp_path / "q.jsonl", unsure=True)

    lines = (tmp_path / "q.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(example_corpus.table("quotations", unsure=True)) == len(lines)
    assert {"quotation", "content", "evidence", "probability"} <= json.loads(lines[0]).keys()


def test_the_status_counts_every_table(example_corpus):
    """
    Nothing is out of date after a build.
    """
    rows = {row["table"]: row for row in example_corpus.status().to_pylist()}

    assert 17 == rows["articles"]["rows"]
    assert not any(row["stale"] for row in rows.values())


def test_unknown_names_are_said(example_corpus):
    """
    One line that names the listing to look at.
    """
    with pytest.raises(NotFound, match="retold articles"):
        example_corpus.article_id("no such file")
    with pytest.raises(UsageError, match="Give more of it"):
        example_corpus.article_id("1")
    with pytest.raises(NotFound):
        example_corpus.stemma("no such story")


def test_a_field_that_does_not_exist_or_a_time_that_is_none_is_refused(tmp_path):
    """
    Nothing is written.
    """
    (tmp_path / "a.txt").write_text("Bridge Opens\n\nThe bridge is open again, the mayor said on Monday.\n")
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    corpus.add(tmp_path / "a.txt")

    with pytest.raises(UsageError, match="no field 'colour'"):
        corpus.set("a.txt", colour="red")
    with pytest.raises(UsageError, match="not a time"):
        corpus.set("a.txt", published="last week")


def test_an_outlet_from_the_folder_and_by_hand(tmp_path):
    """
    What a user says wins over what was given when it was read.
    """
    folder = tmp_path / "Harbour Times"
    folder.mkdir()
    (folder / "a.txt").write_text("Bridge Opens\n\nThe bridge is open again, the mayor said on Monday.\n")
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    corpus.add(tmp_path, outlet_from_folder=True)
    before = corpus.articles().to_pylist()[0]
    corpus.set("a.txt", outlet="Harbour Weekly", published="2024-03-12T08:00:00+02:00")
    after = corpus.articles().to_pylist()[0]

    assert ("Harbour Times", "Harbour Weekly") == (before["outlet"], after["outlet"])
    assert before["article"] == after["article"]
    assert ("2024-03-12T06:00:00+00:00", 120) == (after["published"].isoformat(), after["published_offset_minutes"])
