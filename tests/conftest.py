"""What many tests need: the example corpus built once, and the tables of the law."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retold.corpus import Corpus
from retold.export.tables import json_line, json_rows
from retold.public_tables import LAW_TABLES
from retold.settings import EngineSettings, Settings

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
SEEDS = ROOT.parent / "shared" / "seeds"
ONE_WORKER = Settings(engine=EngineSettings(workers=1, memory_mb=1000))


def is_required():
    """Tell whether what is not installed fails a test: in continuous integration, unless it could not be installed."""
    return os.environ.get("CI") == "true" and not os.environ.get("RETOLD_NOT_INSTALLED")


def law_tables(corpus):
    """Return every public table but `runs`, as lines of JSON."""
    return {name: [json_line(row) for row in json_rows(corpus.table(name, unsure=True))] for name in LAW_TABLES}


def differing(first, second):
    """Return the names of the tables that differ: what a failing test shows."""
    return sorted(name for name in first if first[name] != second[name])


@pytest.fixture(scope="session")
def example_corpus(tmp_path_factory):
    """The example corpus, built once."""
    corpus = Corpus(tmp_path_factory.mktemp("examples") / "examples.duckdb", settings=ONE_WORKER)
    corpus.add(EXAMPLES)
    yield corpus
    corpus.close()


@pytest.fixture(scope="session")
def seed_corpus(tmp_path_factory):
    """The five real seed articles, built once; skipped, saying so, where they are absent."""
    if not SEEDS.is_dir():
        absent = "the seed articles are not part of this repository: ../shared/seeds is absent"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(absent)
    corpus = Corpus(tmp_path_factory.mktemp("seeds") / "seeds.duckdb", settings=ONE_WORKER)
    corpus.add(SEEDS)
    yield corpus
    corpus.close()
