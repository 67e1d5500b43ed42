"""Texts that no editor wrote: identical, nested, endless, of one word, in many scripts."""

import random
import time

import duckdb
import pytest

from retold.reuse.candidates import PAIR_TEXTS_SQL
from retold.reuse.derivations import derivations
from retold.reuse.fingerprints import grams
from retold.reuse.passages import passages
from retold.reuse.variants import variants
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES
from tests.reuse_rows import (
    OTHER,
    WORKSHOP,
    blocks_table,
    candidates_in,
    content_table,
    credits_table,
    fields_table,
    texts_table,
)

SETTINGS = ReuseSettings()
_SECONDS = 60  # of processor time, on the slowest machine that tests run on


def run(texts):
    """Run the stages from n-grams to variants; return passages, derivations and variants as rows."""
    connection = duckdb.connect()
    tables = {"texts": texts_table(texts), "reuse_content": content_table(texts)}
    tables["grams"] = grams(tables["texts"], tables["reuse_content"], settings=SETTINGS)
    for name, table in tables.items():
        connection.register(name, table)
    connection.register("candidate_pairs", candidates_in(connection, SETTINGS))
    tables["pair_texts"] = connection.sql(PAIR_TEXTS_SQL).to_arrow_table().cast(STAGE_TABLES["pair_texts"].schema)
    shared = passages(tables["pair_texts"], settings=SETTINGS)
    blocks = blocks_table(texts)
    derived = derivations(
        tables["texts"],
        blocks,
        tables["reuse_content"],
        fields_table(texts),
        credits_table(texts),
        shared,
        settings=SETTINGS,
    )
    changed = variants(tables["texts"], tables["reuse_content"], shared, derived, settings=SETTINGS)
    return shared.to_pylist(), derived.to_pylist(), changed.to_pylist()


def long_text(words, seed, vocabulary=5000):
    rng = random.Random(seed)
    known = ["".join(rng.choices("abcdefghijklmnoprstuvwz", k=rng.randint(3, 9))) for _ in range(vocabulary)]
    sentences = [" ".join(rng.choices(known, k=rng.randint(8, 25))).capitalize() + "." for _ in range(words // 16)]
    return "Title\n\n" + "\n\n".join(" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))


def test_identical_articles_are_one_passage_without_variants():
    """
    All of it is shared, and nothing says which came first.
    """
    shared, derived, changed = run({"a": WORKSHOP, "b": WORKSHOP})

    (passage,) = shared
    assert 1.0 == passage["identity"]
    assert [] == changed
    assert all(row["probability"] < 0.6 for row in derived)


def test_one_article_inside_another_is_one_passage():
    """
    The longer one has its own text before and after.
    """
    inner = WORKSHOP.split("\n\n", 1)[1]
    outer = f"{OTHER}\n{inner}\n\nGulls came back to the harbour in the evening, and nobody minded them."

    shared, derived, _ = run({"a": inner, "b": outer})

    covered = sum(row["end_a"] - row["begin_a"] for row in shared)
    assert covered > 0.9 * len(inner.split("(Reporting")[0].strip())
    assert 1 == len(derived)
    assert all(inner[r["begin_a"] : r["end_a"]] == outer[r["begin_b"] : r["end_b"]] for r in shared)


@pytest.mark.slow
def test_five_thousand_copies_of_one_text_take_bounded_time():
    """
    Pairs grow with the number of copies, not with its square, and all copies stay joined.
    """
    began = time.process_time()

    shared, derived, _ = run({f"{number:05d}": WORKSHOP for number in range(5000)})

    assert time.process_time() - began < _SECONDS
    assert len(shared) < 5 * 5000
    assert 4999 == len(derived)


@pytest.mark.parametrize("lengths", [(20_000, 20_000), (20_000, 15_000)])
def test_a_text_of_one_repeated_word_takes_bounded_time(lengths):
    """
    Its n-gram is one, and says nothing of where.
    """
    began = time.process_time()

    run({name: "word " * length for name, length in zip("ab", lengths, strict=True)})

    assert time.process_time() - began < _SECONDS


@pytest.mark.slow
def test_an_article_of_two_megabytes_takes_bounded_time():
    """
    A light copy of it is found nearly whole.
    """
    text = long_text(300_000, 1)
    rng = random.Random(2)
    copy = " ".join(w if rng.random() > 0.03 else f"zq{rng.randrange(9999)}" for w in text.split(" "))
    began = time.process_time()

    shared, derived, _ = run({"a": text, "b": copy})

    assert len(text) > 2_000_000
    assert time.process_time() - began < _SECONDS
    assert sum(row["end_a"] - row["begin_a"] for row in shared) > 0.95 * len(text)
    assert 1 == len(derived)


def test_mixed_scripts_are_compared_character_by_character():
    """
    Latin, Arabic, Hebrew, Devanagari, Thai and Chinese in one text, with emoji between; spans slice to equal text.
    """
    parts = [
        "The ferry left the harbour of Ostermoor at dawn with forty people",
        "غادرت العبارة ميناء أوسترمور عند الفجر وعلى متنها أربعون شخصا",
        "המעבורת עזבה את נמל אוסטרמור עם שחר ועליה ארבעים איש",
        "नौका भोर में चालीस लोगों के साथ बंदरगाह से निकली और शाम तक नहीं लौटी",
        "เรือข้ามฟากออกจากท่าเรือตอนรุ่งสางพร้อมผู้โดยสารสี่สิบคน",
        "渡轮在黎明时分载着四十人离开港口到傍晚仍未返回人们在码头等候",
    ]
    text = "Title\n\n" + " 🚢🏽 ".join(parts) + "."
    copy = "Headline\n\nOwn words here first. " + " 🚢🏽 ".join(parts) + "."

    shared, derived, _ = run({"a": text, "b": copy})

    assert sum(row["end_a"] - row["begin_a"] for row in shared) > 0.9 * len(" ".join(parts))
    assert all(text[r["begin_a"] : r["end_a"]] == copy[r["begin_b"] : r["end_b"]] for r in shared)
    assert 1 == len(derived)


def test_texts_without_words_are_no_error():
    """
    Nothing to compare: no rows, no crash.
    """
    shared, derived, changed = run({"a": "", "b": " \n\n ", "c": "?!", "d": "\ufffd" * 100})

    assert [] == shared == derived == changed
