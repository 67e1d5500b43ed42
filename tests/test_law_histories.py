"""Any history ends where one build of what it came to ends: touched keys leave no trace of the way."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from retold import changes, running
from retold.engines.cache import ResultCache
from retold.increments import INCREMENTS
from tests.histories import CHANGES, PEOPLE, SETTABLE, History, article, differing, play, settings_with, stages

SHARED = ResultCache(None)


class Store(RuleBasedStateMachine):
    """A store that is added to, taken from and set in any order; at the end it is built from nothing beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History(stages(parsed=False), SHARED)
        self.number = 0

    @initialize(count=st.integers(1, 8), seed=st.integers(0, 10_000))
    def begin(self, count, seed):
        self.add(count, seed, built=True)

    @rule(count=st.integers(1, 4), seed=st.integers(0, 10_000), built=st.booleans())
    def add(self, count, seed, built):
        chance = random.Random(seed)
        self.history.add([article(self.number + i, chance) for i in range(count)], built=built)
        self.number += count

    @precondition(lambda self: self.history.readings)
    @rule(data=st.data())
    def remove(self, data):
        self.history.remove(data.draw(st.sampled_from(sorted(self.history.readings))))

    @precondition(lambda self: self.history.readings)
    @rule(data=st.data(), field=st.sampled_from(sorted(SETTABLE)))
    def set(self, data, field):
        value = data.draw(st.sampled_from(SETTABLE[field]))
        self.history.set(data.draw(st.sampled_from(sorted(self.history.readings))), field, value)

    @rule(seed=st.integers(0, 10_000))
    def correct(self, seed):
        self.history.correct(random.Random(seed))

    @rule(seed=st.integers(0, 10_000))
    def undo(self, seed):
        self.history.undo(random.Random(seed))

    @rule(change=st.sampled_from(CHANGES))
    def change_settings(self, change):
        self.history.change(settings_with(**change))

    @rule(name=st.sampled_from(PEOPLE))
    def forget(self, name):
        self.history.forget(name)

    @rule(seed=st.integers(0, 10_000))
    def stop(self, seed):
        self.history.stop(random.Random(seed))

    def teardown(self):
        try:
            self.history.build()
            assert [] == differing(self.history.from_nothing(), self.history.tables())
        finally:
            self.history.close()


Store.TestCase.settings = settings(
    max_examples=6, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
class TestStore(Store.TestCase):
    """Histories that Hypothesis thinks of, without the stages that need a parse."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 5])
def test_a_history_with_the_parse_ends_where_one_build_ends(seed):
    """
    All stages, from blocks to statements.
    """
    assert [] == play(seed, steps=4, parsed=True, cache=SHARED)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 4])
def test_batches_in_any_order_give_what_one_batch_gives(seed):
    """
    Articles added some at a time, in another order and by small batches, with a stopped build between.
    """
    chance = random.Random(seed)
    readings = [article(i, chance) for i in range(12)]
    at_once = History(stages(parsed=False), SHARED)
    at_once.add(readings)
    by_parts = History(stages(parsed=False), ResultCache(None))
    by_parts.settings = settings_with(engine={"batch_rows": 3})
    shuffled = chance.sample(readings, len(readings))
    by_parts.add(shuffled[:5])
    by_parts.add(shuffled[5:6], built=False)
    by_parts.stop(chance)
    by_parts.add([*shuffled[6:], *shuffled[:2]])

    assert [] == differing(at_once.tables(), by_parts.tables())
    at_once.close()
    by_parts.close()


@pytest.mark.slow
def test_a_build_runs_only_for_what_it_touches():
    """
    Another outlet for one article of many leaves alone what reads no outlet, and nothing runs twice.
    """
    chance = random.Random(1)
    history = History(stages(parsed=False), SHARED)
    history.add([article(i, chance) for i in range(8)])
    history.set("3.txt", "outlet", "Gazette")

    assert () == history.build()
    history.close()


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 2_000, 100))
def test_thousands_of_histories(first):
    """
    Two thousand without the parse.
    """
    assert {} == {
        seed: found for seed in range(first, first + 100) if (found := play(seed, steps=5, parsed=False, cache=SHARED))
    }


@pytest.mark.long
@pytest.mark.parametrize("first", range(10_000, 10_200, 20))
def test_hundreds_of_histories_with_the_parse(first):
    """
    Two hundred with every stage.
    """
    assert {} == {
        seed: found for seed in range(first, first + 20) if (found := play(seed, steps=5, parsed=True, cache=SHARED))
    }


def some_at_a_time(monkeypatch):
    """Let stages, and queries that find their rows by portions, see two keys at a time."""
    for module in (changes, running):
        monkeypatch.setattr(module, "KEYS_AT_ONCE", 2)
        monkeypatch.setattr(module, "PORTION", 2)
    monkeypatch.setattr(running, "_MOST_PORTIONS_AT_ONCE", 1)
    pairs = INCREMENTS["story_similarities"]
    assert pairs.portions is not None
    monkeypatch.setitem(INCREMENTS, "story_similarities", replace(pairs, portions=replace(pairs.portions, times=1)))


@pytest.mark.slow
def test_a_stage_in_slices_gives_the_rows_of_one_at_once(monkeypatch):
    """
    Over a large store a stage sees some keys at a time.
    """
    chance = random.Random(2)
    readings = [article(i, chance) for i in range(9)]
    at_once = History(stages(parsed=False), SHARED)
    at_once.add(readings)
    some_at_a_time(monkeypatch)
    in_slices = History(stages(parsed=False), ResultCache(None))
    in_slices.add(readings)

    assert [] == differing(at_once.tables(), in_slices.tables())
    at_once.close()
    in_slices.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [31, 32])
def test_histories_in_slices_end_where_one_build_ends(seed, monkeypatch):
    """
    Touched keys, and all keys under other settings, some at a time; keys that went leave nothing.
    """
    some_at_a_time(monkeypatch)

    assert [] == play(seed, steps=4, parsed=False, cache=ResultCache(None))
