"""The generator of planted copies, and what is measured on it."""

import json

import pytest

from benchmarks import copies_adding, copies_size, news
from benchmarks.copies import collation_milliseconds, measure
from benchmarks.copies_direction import ablation_table
from benchmarks.copies_texts import LEVELS, make
from retold.reuse.direction import WEIGHTS
from retold.settings import EngineSettings, ReuseSettings, Settings


def test_the_same_seed_gives_the_same_articles():
    """
    Figures can be repeated.
    """
    assert make(30, seed=4) == make(30, seed=4)
    assert make(30, seed=4) != make(30, seed=5)


@pytest.mark.parametrize("level", LEVELS)
def test_the_truth_slices_to_sentences_on_both_sides(level):
    """
    Word for word where nothing was edited; else a sentence for a sentence.
    """
    articles = {article.name: article for article in make(60)}

    for copy in (article for article in articles.values() if article.level == level):
        exemplar = articles[copy.exemplar]
        pairs = [(copy.text[a:b], exemplar.text[c:d]) for (a, b), (c, d) in zip(copy.copied, copy.taken, strict=True)]
        assert all(mine.endswith(".") and theirs.endswith(".") for mine, theirs in pairs)
        assert level != "passages" or all(mine == theirs for mine, theirs in pairs)


def test_the_families_share_no_words():
    """
    Tuning on one says nothing of the other; function words aside.
    """
    words = [
        {word for article in make(10, family=family) for word in article.text.split() if len(word) > 5}
        for family in ("development", "test")
    ]

    assert len(words[0] & words[1]) < 0.1 * len(words[0])


def test_every_copy_is_found_at_every_level():
    """
    A small run of the benchmark itself; twenty articles an outlet are enough to learn its footer.
    """
    figures = measure(make(800), ReuseSettings())

    assert dict.fromkeys(LEVELS, 1.0) == figures["recall"]
    assert all(score > 0.96 for score in figures["character_f1"].values())


@pytest.mark.slow
def test_a_size_that_was_stopped_goes_on_with_the_step_it_was_at(tmp_path, monkeypatch):
    """
    No step runs twice, though an interrupted build forgets how stages ran; a line cut short counts as not written.
    """
    settings = Settings(engine=EngineSettings(workers=1, memory_mb=500))
    every, build = copies_size.STEPS, copies_size.build

    def interrupted(workspace, *args, stages):
        if stages[-1].name == "grams":
            workspace.forget_runs()
            raise KeyboardInterrupt
        return build(workspace, *args, stages=stages)

    monkeypatch.setattr(copies_size, "build", interrupted)
    with pytest.raises(KeyboardInterrupt):
        copies_size.run_size(tmp_path, 200, settings)
    with (tmp_path / "steps.jsonl").open("a") as log:
        log.write('{"articles": 200, "st\n')
    monkeypatch.setattr(copies_size, "build", build)
    copies_size.run_size(tmp_path, 200, settings)

    steps = copies_size.steps_of(tmp_path, 200, settings)
    assert [[stage.name] for stage in every] == [step["ran"] for step in steps]
    figures = copies_size.figures_of(tmp_path, 200, settings)
    assert dict.fromkeys(news.LEVELS, 1.0) == figures["recall"]
    assert figures["stories_b3"]["precision"] > 0.99


@pytest.mark.slow
def test_each_day_that_is_added_to_a_size_has_a_line(tmp_path, capsys):
    """
    With the processor seconds of the build and of its dearest stages; the store of the size stays as it was.
    """
    copies_size.run_size(tmp_path, 200, Settings(engine=EngineSettings(workers=1, memory_mb=500)))
    before = (tmp_path / "200.duckdb").read_bytes()
    capsys.readouterr()

    told = ["--articles", "200", "--folder", str(tmp_path), "--add", "20", "--days", "2", "--memory-mb", "500"]
    assert 0 == copies_adding.main(told)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(200, 0, 20), (200, 1, 20)] == [(line["articles"], line["day"], line["added"]) for line in lines]
    stages = {stage.name for stage in copies_size.STEPS}
    for line in lines:
        assert 0 < sum(line["most"].values()) <= line["cpu_seconds"]
        assert 6 == len(stages.intersection(line["most"]))
    assert before == (tmp_path / "200.duckdb").read_bytes()


def test_three_articles_are_collated_in_milliseconds():
    """
    Warm; the bound is for a busy machine.
    """
    assert collation_milliseconds()["retold"] < 100


def test_every_signal_of_direction_can_be_left_out():
    """
    One row a signal of news; none for the clock of a page, which no family of desks has.
    """
    table = ablation_table(2, "development", 0)

    rows = [line.split("|")[1].strip(" `") for line in table.splitlines()[3:]]
    assert sorted(set(WEIGHTS) - {"time on one page"}) == sorted(rows)
