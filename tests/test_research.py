"""Samples, agreement, citations and sharing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import UsageError
from retold.export.tables import json_rows
from retold.research.agreement import agreement, krippendorff_alpha
from retold.research.citing import cite, quality
from retold.research.sampling import KEY_FILE, draw, read_answers, shared_out, write_sheets
from retold.research.sharing import WORDS, rehydrated, without_text

# ---------------------------------------------------------------- agreement


def test_alpha_of_full_agreement_is_one():
    """On more than one answer."""
    assert krippendorff_alpha([["yes", "yes"], ["no", "no"]]) == 1.0


def test_alpha_of_one_answer_for_all_is_undefined():
    """No variation: agreement by chance cannot be told from agreement."""
    assert krippendorff_alpha([["yes", "yes"], ["yes", "yes"]]) is None


def test_alpha_of_the_textbook():
    """Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example C: nominal, missing values: .743."""
    sheet = (
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    units = [
        [answer for answer in column if answer != "."] for column in zip(*(row.split() for row in sheet), strict=True)
    ]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_precision_is_weighted_by_the_sizes_of_strata():
    """Ten judged in each of two strata, one ten times as large as the other."""
    stratum_of = {f"{number:04d}": (("large" if number < 10 else "small"), True) for number in range(20)}
    answers = {"a": {item: "yes" if stratum == "large" else "no" for item, (stratum, _) in stratum_of.items()}}
    found = agreement(answers, stratum_of, {"large": 1000, "small": 100})
    assert found.precision.value == pytest.approx(1000 / 1100, abs=1e-4)
    assert found.right_rows.value == 1000
    assert found.precision.low < found.precision.value < found.precision.high < 1


def test_right_rows_below_a_half_are_what_was_missed():
    """Strata of rows below .5 count for what was missed, not for the precision."""
    stratum_of = {"0001": ("all", True), "0002": ("all (below .5)", False), "0003": ("all (below .5)", False)}
    answers = {"a": {"0001": "yes", "0002": "yes", "0003": "no"}}
    found = agreement(answers, stratum_of, {"all": 50, "all (below .5)": 40})
    assert (found.precision.value, found.missed_rows.value) == (1.0, 20.0)


def test_unclear_answers_count_for_the_agreement_only():
    """They say nothing about right and wrong."""
    found = agreement({"a": {"0001": "unclear"}, "b": {"0001": "unclear"}}, {"0001": ("all", True)}, {"all": 5})
    assert (found.judged, found.unclear, found.precision.value) == (0, 1, None)


# ---------------------------------------------------------------- sampling


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 500), max_size=8), st.integers(1, 300))
def test_shares_are_never_more_than_a_stratum_has(sizes, count):
    """And one at least to each that has a row; the whole is what was asked for, where there is so much."""
    shares = shared_out(sizes, count)
    assert all(0 <= shares[name] <= size for name, size in sizes.items())
    assert all(shares[name] >= 1 for name, size in sizes.items() if size)
    filled = sum(1 for size in sizes.values() if size)
    assert sum(shares.values()) == max(filled, min(count, sum(sizes.values())))


def test_the_same_sample_is_drawn_again(example_corpus):
    """By hash and seed, never by the clock."""
    one, two = (draw(example_corpus, "quotations", count=20, by=["kind"]) for _ in range(2))
    assert one == two
    assert draw(example_corpus, "quotations", count=20, by=["kind"], seed=1).items != one.items


def test_sheets_are_blind(example_corpus, tmp_path):
    """No probability on a sheet, the same items for all coders, and the key apart."""
    sample = draw(example_corpus, "quotations", count=12, by=["outlet"])
    paths = write_sheets(example_corpus, sample, ["a", "b"], tmp_path / "s")
    assert [path.name for path in paths] == ["a.csv", "b.csv", KEY_FILE]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert "probability" not in paths[0].read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(paths[0].read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(sample.items)
    assert all(row["words"] and row["question"].endswith("?") and not row["answer"] for row in rows)


def test_filled_sheets_are_never_overwritten(example_corpus, tmp_path):
    """Hours of work stand in them."""
    sample = draw(example_corpus, "times", count=3)
    write_sheets(example_corpus, sample, ["a"], tmp_path)
    with pytest.raises(UsageError, match="stands there already"):
        write_sheets(example_corpus, sample, ["a"], tmp_path)


@pytest.mark.parametrize("coders", [["a", "a"], [""], ["../a"], ["a b"]])
def test_names_of_coders_are_names_of_files(example_corpus, tmp_path, coders):
    """Letters and digits, each once."""
    with pytest.raises(UsageError, match="different names"):
        write_sheets(example_corpus, draw(example_corpus, "times", count=1), coders, tmp_path)


@pytest.mark.parametrize("table", ["runs", "articles", "nothing"])
def test_what_cannot_be_judged_is_not_sampled(example_corpus, table):
    """With the tables that can."""
    with pytest.raises(UsageError, match="Expected one of"):
        draw(example_corpus, table, count=1)


def test_answers_are_read_as_spreadsheets_write_them(tmp_path):
    """Semicolons, capitals, lost leading zeros, empty answers."""
    sheet = tmp_path / "a.csv"
    sheet.write_text("item;words;answer\n1;x;YES\n'0002;y;n\n3;z;\n", encoding="utf-8-sig")
    assert read_answers(sheet) == {"0001": "yes", "0002": "no"}


def test_an_answer_that_is_none_is_said(tmp_path):
    """With the item and what was expected."""
    sheet = tmp_path / "a.csv"
    sheet.write_text("item,answer\n1,perhaps\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"item 1: answer 'perhaps'\. Expected one of"):
        read_answers(sheet)


# ---------------------------------------------------------------- citing


def test_a_citation_is_the_same_for_the_same_store(example_corpus):
    """And says what was read."""
    citation = cite(example_corpus)
    assert citation == cite(example_corpus)
    assert citation.articles == len(example_corpus.table("articles"))
    assert all(part in "\n".join(citation.lines()) for part in (citation.texts, citation.settings, "@software"))


def test_the_quality_cited_stands_in_the_benchmarks():
    """No figure is cited that the page of benchmarks does not have."""
    page = (Path(__file__).parent.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert quality()
    assert [q.value for q in quality() if q.value not in page] == []


# ---------------------------------------------------------------- sharing


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_table_without_text_gets_its_words_back(example_corpus, name):
    """From a store that holds the texts, the same rows."""
    table = example_corpus.table(name)
    bare = without_text(name, table)
    assert bare.schema == table.schema
    rows = list(rehydrated(example_corpus, name, json_rows(bare)))
    assert all(is_filled for _, is_filled in rows)
    assert [row for row, _ in rows] == list(json_rows(table))


@pytest.mark.parametrize("name", sorted(WORDS))
def test_no_words_of_a_text_are_left(example_corpus, name):
    """No four words in a row of any article stand in the table."""
    bare = json.dumps(list(json_rows(without_text(name, example_corpus.table(name)))), ensure_ascii=False)
    texts = example_corpus.table("articles").column("text").to_pylist()
    runs = {" ".join(words[n : n + 4]) for text in texts for words in [text.split()] for n in range(len(words) - 3)}
    assert [run for run in runs if len(run) > 24 and run in bare] == []


def test_rows_of_texts_not_held_are_said(example_corpus):
    """They stay as they are."""
    row = {"article": "f" * 20, "begin": 0, "end": 3, "text": None}
    assert list(rehydrated(example_corpus, "mentions", iter([row]))) == [(row, False)]
