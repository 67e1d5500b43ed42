"""Samples, agreement, citations and sharing."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import UsageError
from retold.export.tables import json_line, json_rows
from retold.public_tables import PUBLIC_TABLES
from retold.research.agreement import agreement, krippendorff_alpha
from retold.research.citing import cite, quality
from retold.research.sampling import SAMPLED, draw, shared_out
from retold.research.sharing import (
    ANOTHER_TEXT,
    NOT_HELD,
    OUTSIDE,
    WORDS,
    rehydrate_file,
    rehydrated,
    without_text,
)
from retold.research.sheets import KEY_FILE, read_answers, write_sheets

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


def test_rows_of_strata_that_nobody_judged_are_said():
    """No figure speaks of them."""
    stratum_of = {"0001": ("large", True), "0002": ("small", True)}
    found = agreement({"a": {"0001": "yes", "0002": "unclear"}}, stratum_of, {"large": 50, "small": 7})
    assert (found.unjudged_rows, found.right_rows.value, found.asserted_rows) == (7, 50.0, 57)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=12),
)
def test_an_interval_holds_its_figure(strata):
    """Whatever the strata are: one item each, all right, all wrong, judged whole."""
    stratum_of, answers, sizes = {}, {"a": {}}, {}
    for number, (rows, yes, no) in enumerate(strata):
        sizes[str(number)] = max(rows, yes + no)
        for place, answer in enumerate(["yes"] * yes + ["no"] * no):
            stratum_of[f"{number}-{place}"] = (str(number), number % 2 == 0)
            answers["a"][f"{number}-{place}"] = answer
    found = agreement(answers, stratum_of, sizes)
    for figure in (found.precision, found.right_rows, found.missed_rows, found.corrected_rows):
        assert figure.value is None or figure.low <= figure.value <= figure.high


@pytest.mark.parametrize(("sizes", "shares"), [((1000, 100, 50), (0.9, 0.7, 0.5)), ((20,) * 40, (0.8,) * 40)])
def test_intervals_hold_the_truth_about_as_often_as_they_say(sizes, shares):
    """Of 200 samples of 80 from rows of which the right ones are known, at least 185 intervals (92.5 %)."""
    generator = np.random.default_rng(7)
    rows = {str(n): generator.random(size) < share for n, (size, share) in enumerate(zip(sizes, shares, strict=True))}
    drawn = shared_out({name: len(right) for name, right in rows.items()}, 80)
    truth, held = sum(int(right.sum()) for right in rows.values()), 0
    for _ in range(200):
        stratum_of, answers = {}, {}
        for name, right in rows.items():
            for n, is_right in enumerate(generator.choice(right, drawn[name], replace=False)):
                stratum_of[f"{name}-{n}"] = (name, True)
                answers[f"{name}-{n}"] = "yes" if is_right else "no"
        found = agreement({"a": answers}, stratum_of, {name: len(right) for name, right in rows.items()}).right_rows
        held += found.low <= truth <= found.high
    assert held >= 185


def test_a_stratum_that_was_judged_whole_is_known():
    """Nothing is left to be estimated."""
    stratum_of = {"0001": ("all", True), "0002": ("all", True)}
    found = agreement({"a": {"0001": "yes", "0002": "no"}}, stratum_of, {"all": 2})
    assert (found.right_rows.low, found.right_rows.value, found.right_rows.high) == (1.0, 1.0, 1.0)


def test_the_interval_of_a_share_is_wilsons():
    """Of 8 right in 10 of very many: .490 to .943 (Wilson 1927)."""
    stratum_of = {f"{n:04d}": ("all", True) for n in range(10)}
    found = agreement(
        {"a": {item: "yes" if n < 8 else "no" for n, item in enumerate(stratum_of)}}, stratum_of, {"all": 10**9}
    )
    assert (found.precision.low, found.precision.high) == (
        pytest.approx(0.4902, abs=2e-4),
        pytest.approx(0.9433, abs=2e-4),
    )


def test_a_count_is_corrected_for_both_kinds_of_error():
    """What was wrongly asserted goes, what was wrongly left below .5 comes: 90 of 100, and 10 of 50."""
    stratum_of = {f"{n:04d}": ("all", True) if n < 10 else ("all (below .5)", False) for n in range(20)}
    right = {*range(9), 10, 11}
    answers = {"a": {f"{n:04d}": "yes" if n in right else "no" for n in range(20)}}
    found = agreement(answers, stratum_of, {"all": 100, "all (below .5)": 50})
    assert found.corrected_rows.value == 100.0
    assert found.corrected_rows.low < 100 < found.corrected_rows.high


def test_the_interval_of_alpha_is_that_of_items():
    """Of many items that answer alike it is narrow; the same answers give it again."""
    units = [["yes", "yes"], ["no", "no"], ["yes", "no"], ["no", "no"]]
    stratum_of = {f"{n:04d}": ("all", True) for n in range(400)}
    answers = {c: {item: units[n % 4][c == "b"] for n, item in enumerate(stratum_of)} for c in "ab"}
    found = agreement(answers, stratum_of, {"all": 400})
    assert found.alpha == agreement(answers, stratum_of, {"all": 400}).alpha
    assert found.alpha.low < found.alpha.value < found.alpha.high < found.alpha.low + 0.25


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
    with pytest.raises(UsageError, match=r"item 0001: answer 'perhaps'\. Expected one of"):
        read_answers(sheet)


@pytest.mark.parametrize("table", SAMPLED)
def test_a_sheet_shows_what_is_to_be_judged(example_corpus, tmp_path, table):
    """Words, whose they are, a question with names for ids; and never how sure the program is."""
    sample = draw(example_corpus, table, count=8, unsure=True)
    write_sheets(example_corpus, sample, ["a"], tmp_path)
    content = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    for row in csv.DictReader(io.StringIO(content)):
        assert row["words"]
        assert row["article"]
        assert row["compared"] or table not in {"variants", "passages"}
        assert not re.search(r"\b[este]?[0-9a-f]{20}\b|None|below|probab", f"{row['question']} {row['article']}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("item,answer\n1,yes\n0001,no\n", "item 0001 is answered yes and no"),
        ("item,answer\n,yes\n", "an answer without an item"),
        ("item,note\n1,x\n", "no columns item and answer"),
        ("", "no columns item and answer"),
    ],
)
def test_a_sheet_that_was_spoiled_is_said(tmp_path, content, words):
    """What is wrong with it, and where."""
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        read_answers(tmp_path / "a.csv")


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\r\nItem;ANSWER \r\n1.0;Yes\r\n",
        b"\xef\xbb\xbfitem\tanswer\n1\t y \n",
        b"note,item,answer\n,1,YES,extra\n",
    ],
)
def test_a_sheet_may_have_passed_through_any_spreadsheet(tmp_path, content):
    """Their separators, line ends, marks, numbers, and columns moved about."""
    (tmp_path / "a.csv").write_bytes(content)
    assert read_answers(tmp_path / "a.csv") == {"0001": "yes"}


def test_a_sheet_in_another_encoding_is_said(tmp_path):
    """With what to do."""
    (tmp_path / "a.csv").write_bytes("item,answer,note\n1,yes,caf\u00e9\n".encode("cp1252"))
    with pytest.raises(UsageError, match="Save it as CSV in UTF-8"):
        read_answers(tmp_path / "a.csv")


# ---------------------------------------------------------------- citing


def test_a_citation_is_the_same_for_the_same_store(example_corpus):
    """And says what was read."""
    citation = cite(example_corpus)
    assert citation == cite(example_corpus)
    assert citation.articles == len(example_corpus.table("articles"))
    assert all(part in "\n".join(citation.lines()) for part in (citation.texts, citation.settings, "@software"))


def test_a_citation_says_with_what_the_store_was_built(example_corpus):
    """The versions that its runs kept, not those of whoever cites; and each model by a hash."""
    citation = cite(example_corpus)
    assert citation.built_with == tuple(sorted({row["versions"] for row in example_corpus.table("runs").to_pylist()}))
    assert all(re.fullmatch(r"[0-9a-f]{16,}|absent", digest) for _, digest in citation.models)


def test_a_single_year_is_said_once(example_corpus):
    """And none where no date is stated."""
    citation = replace(cite(example_corpus), years=(2024, 2024))
    assert "of 2024 (as far as dates are stated)" in citation.methods()
    assert "as far as dates" not in replace(citation, years=None).methods()


def test_the_entry_for_a_bibliography_is_well_formed(example_corpus):
    """One entry, fields with balanced braces, nothing that BibTeX reads as a command."""
    entry = cite(example_corpus).bibtex()
    body = re.fullmatch(r"@software\{retold,\n(.*)\n\}", entry, re.DOTALL)[1]
    for line in body.split("\n"):
        value = re.fullmatch(r"  (\w+) +=\ \{(.*)\},?", line)[2]
        assert value.count("{") == value.count("}")
        assert not re.search(r"[\\%$&#_^~]", value)


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
    assert {reason for _, reason in rows} <= {""}
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
    assert list(rehydrated(example_corpus, "mentions", iter([row]))) == [(row, NOT_HELD)]


def test_a_place_beyond_its_text_is_said(example_corpus):
    """A row that somebody edited."""
    article = example_corpus.table("articles").column("article")[0].as_py()
    row = {"article": article, "begin": 5, "end": 10_000_000, "text": None}
    assert list(rehydrated(example_corpus, "times", iter([row]))) == [(row, OUTSIDE)]


def test_another_text_under_the_same_id_is_said(example_corpus):
    """By the hash that stands beside the words."""
    row = {**next(json_rows(example_corpus.table("articles"))), "text": None, "text_hash": "0" * 20}
    assert [(each["text"], why) for each, why in rehydrated(example_corpus, "articles", iter([row]))] == [
        (None, ANOTHER_TEXT)
    ]


def test_a_file_gets_its_words_back_line_by_line(example_corpus, tmp_path):
    """Whole and in its order; what is not held stays, counted by the reason."""
    table = example_corpus.table("mentions")
    lines = [json_line(row) for row in json_rows(without_text("mentions", table))]
    stranger = json_line({**json.loads(lines[0]), "article": "f" * 20})
    (tmp_path / "mentions.jsonl").write_text("\ufeff" + "\n".join([stranger, "", *lines]), encoding="utf-8")
    done = rehydrate_file(example_corpus, tmp_path / "mentions.jsonl", tmp_path / "whole.jsonl")

    assert (done.filled, done.left) == (len(table), {NOT_HELD: 1})
    expected = [stranger, *(json_line(row) for row in json_rows(table))]
    assert (tmp_path / "whole.jsonl").read_text(encoding="utf-8").splitlines() == expected


@pytest.mark.parametrize("content", [b"[]\n", b"{\n", b"1\n", b"\xff\xfe\n"])
def test_a_file_that_is_no_table_is_said(example_corpus, tmp_path, content):
    """In one line, and nothing is written."""
    (tmp_path / "times.jsonl").write_bytes(content)
    with pytest.raises(UsageError, match="Expected JSON lines"):
        rehydrate_file(example_corpus, tmp_path / "times.jsonl", tmp_path / "whole.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["times.jsonl"]


@pytest.mark.parametrize("name", sorted(PUBLIC_TABLES))
def test_no_table_shared_without_text_holds_a_sentence(example_corpus, name):
    """No six words in a row of any article, in any column, evidence included; names and bylines are shorter."""
    texts = example_corpus.table("articles").column("text").to_pylist()
    runs = {" ".join(words[n : n + 6]) for text in texts for words in [text.split()] for n in range(len(words) - 5)}
    for row in json_rows(without_text(name, example_corpus.table(name, unsure=True))):
        words = json.dumps(list(row.values()), ensure_ascii=False).replace('"', " ").split()
        assert not runs.intersection(" ".join(words[n : n + 6]) for n in range(len(words) - 5))


def test_what_quotes_a_text_is_left_out_too():
    """Why something was rejected, and what somebody wrote by hand; which exemplar was corrected stays."""
    rows = [{"field": field, "old_value": "said the mayor", "reason": "he said so"} for field in ("speaker", "copy")]
    table = without_text("corrections", pa.Table.from_pylist(rows))
    assert table.column("old_value").to_pylist() == [None, "said the mayor"]
    assert table.column("reason").to_pylist() == [None, None]
