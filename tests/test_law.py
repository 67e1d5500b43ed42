"""One input, one result: any order, any split, any batch size, any workers, add then remove: the same tables."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retold.corpus import Corpus
from retold.settings import EngineSettings, Settings
from retold.sources.readers import read_paths
from retold.sources.records import Reading
from tests.conftest import EXAMPLES, differing, law_tables

WORDS = [
    "minister",
    "said",
    "monday",
    "talks",
    "valley",
    "border",
    "the",
    "of",
    "and",
    "to",
    "in",
    "agreement",
    "river",
    "council",
    "harbour",
    "ferry",
    "report",
    "denied",
    "accused",
    "troops",
    "ceasefire",
    "must",
    "should",
    "will",
    "not",
    "officials",
    "city",
    "aid",
    "convoy",
    "election",
    "vote",
]
SPEAKERS = ("Anna Korrin", "Pavel Dorn", "Mira Solheim")


@st.composite
def articles(draw):
    """Small invented articles: some copy a shared sentence, some quote, some are twins of another outlet's."""
    common = "“We will never hand the valley over to the council of the river towns again,” {} said on Monday."
    texts = []
    for number in range(draw(st.integers(2, 6))):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=8, max_size=25))
        parts = [f"Report {number} From the Valley", " ".join(words).capitalize() + "."]
        if draw(st.booleans()):
            parts.append(common.format(draw(st.sampled_from(SPEAKERS))))
        texts.append("\n\n".join(parts))
    readings = [
        Reading(text, f"article-{number}.txt", "text", {"outlet": draw(st.sampled_from(["Courier", "Herald"]))})
        for number, text in enumerate(texts)
    ]
    return list({(r.text, r.given["outlet"]): r for r in readings}.values())


def with_engine(**values):
    return Settings(engine=dataclasses.replace(EngineSettings(workers=1, memory_mb=500), **values))


def built(folder: Path, *batches, engine=None):
    corpus = Corpus(folder / f"store-{len(list(folder.iterdir()))}.duckdb", settings=engine or with_engine())
    for batch in batches:
        corpus.add_readings(batch)
    return corpus


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=articles(), data=st.data())
def test_any_history_of_generated_articles_gives_the_tables_of_one_build(tmp_path, every, data):
    """
    Order, split, batch size, and an article added and removed leave no trace.
    """
    shuffled = data.draw(st.permutations(every))
    cut = data.draw(st.integers(0, len(every)))
    batch_rows = data.draw(st.sampled_from([1, 7, 512]))
    guest = Reading("Guest Report\n\nWe will never hand the valley over to the council again.", "guest.txt", "text")

    expected = law_tables(built(tmp_path, every))
    history = built(tmp_path, shuffled[:cut], [guest, *shuffled[cut:]], engine=with_engine(batch_rows=batch_rows))
    history.remove("guest.txt")

    assert [] == differing(expected, law_tables(history))


def example_readings():
    items = read_paths(
        [str(EXAMPLES)],
        stdin=None,
        outlet=None,
        outlet_from_folder=False,
        file_format=None,
        settings=Settings().reading,
    )
    return list(items)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_examples_give_the_same_tables_in_any_order_and_split(tmp_path, example_corpus, seed):
    """
    A shuffled history in three batches, small batches, ends where one build ends.
    """
    import random

    items = example_readings()
    random.Random(seed).shuffle(items)
    third = len(items) // 3

    history = built(
        tmp_path, items[:third], items[third : 2 * third], items[2 * third :], engine=with_engine(batch_rows=5)
    )

    assert [] == differing(law_tables(example_corpus), law_tables(history))


@pytest.mark.slow
def test_two_workers_give_the_tables_of_one(tmp_path, example_corpus):
    """
    Worker processes change nothing.
    """
    history = built(tmp_path, example_readings(), engine=with_engine(workers=2, batch_rows=64))

    assert [] == differing(law_tables(example_corpus), law_tables(history))


@pytest.mark.slow
def test_an_article_removed_leaves_no_trace(tmp_path):
    """
    Building without it gives the same as removing it.
    """
    items = [item for item in example_readings() if isinstance(item, Reading)]
    without = [item for item in items if not item.origin.endswith("08_mirror_two_sources.txt")]

    history = built(tmp_path, items)
    history.remove("08_mirror")

    assert [] == differing(law_tables(built(tmp_path, without)), law_tables(history))


@pytest.mark.slow
def test_a_second_build_does_nothing(tmp_path):
    """
    Reading the same files again runs no stage.
    """
    items = example_readings()[:4]
    corpus = built(tmp_path, items)

    added = corpus.add_readings(items)

    assert () == added.ran.ran
    assert () == corpus.build().ran


@pytest.mark.slow
def test_what_was_set_by_hand_and_taken_back_leaves_no_trace(tmp_path):
    """
    An empty value is no value.
    """
    items = example_readings()[:3]
    corpus = built(tmp_path, items)
    before = law_tables(corpus)

    corpus.set("02_courier", outlet="Another Paper")
    during = law_tables(corpus)
    corpus.set("02_courier", outlet="")

    assert "articles" in differing(before, during)
    assert [] == differing(before, law_tables(corpus))
