"""Tests of `benchmarks.store_copies`: a store of many times the rows."""

from __future__ import annotations

import json

from benchmarks.generate import generate
from benchmarks.store_copies import multiply
from retold import Corpus


def test_copies_are_a_store_as_a_build_leaves_it(tmp_path):
    """
    So many times the rows, under ids of their own, and nothing to build.
    """
    records, _ = generate(4, words=40, seed=2)
    source = tmp_path / "corpus.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    corpus = Corpus(tmp_path / "copies.duckdb")
    corpus.add(source)
    held = corpus.number("select count(*) from sentences")
    corpus.close()

    multiply(corpus.path, 3, corpus.settings)

    assert 12 == corpus.number("select count(distinct a.article) from articles a")
    assert 3 * held == corpus.number("select count(*) from sentences")
    assert () == corpus.build().ran
