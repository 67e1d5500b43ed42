"""What many tests need: the example corpus built once, and the tables of the law."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from retold.corpus import Corpus
from retold.durable import stamp_of
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


def must_have_spark():
    """Skip the test, saying so, where Java or what Spark needs of Python is absent; fail it where it is required."""
    absent = [name for name in ("pyspark", "pandas") if importlib.util.find_spec(name) is None]
    absent += [] if shutil.which("java") else ["java"]
    if absent:
        (pytest.fail if is_required() else pytest.skip)(f"not installed: {', '.join(absent)}")


def bare_and_aided(store, folder):
    """Return the paths of two copies of a store, of one name: as it is, and with reading aids beside it."""
    from retold.web.keeping import make_aids

    paths = [folder / name / "valley.duckdb" for name in ("bare", "aided")]
    for path in paths:
        path.parent.mkdir()
        shutil.copy(store, path)
    make_aids(paths[1], stamp_of(paths[1]), ONE_WORKER)
    return paths


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
