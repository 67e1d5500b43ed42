"""Tests of `benchmarks.news`: news at any size, with truth."""

from __future__ import annotations

from collections import Counter

from benchmarks.news import LEVELS, affair, day


def test_the_same_day_gives_the_same_articles():
    """
    And another day gives others.
    """

    assert day(3, 50) == day(3, 50)
    assert {each.text for each in day(3, 50)}.isdisjoint(each.text for each in day(4, 50))


def test_every_article_has_its_truth():
    """
    A name of its own, a story, and for a copy an exemplar of the same story and the level of editing.
    """
    made = {each.name: each for each in day(0, 300)}

    assert 300 == len(made)
    assert {*LEVELS, None} == {each.level for each in made.values()}
    assert all(made[each.exemplar].story == each.story for each in made.values() if each.exemplar)


def test_each_day_brings_names_that_no_day_had():
    """
    As real news do: rare names grow with the store.
    """
    first, second = (
        {word for each in day(number, 200) for word in each.text.split() if word[0].isupper()} for number in (0, 1)
    )

    assert len(second - first) > 0.3 * len(second)


def test_reports_of_an_affair_copy_nothing_from_one_another():
    """
    One story, each report in words of its own: no run of eight words stands in two.
    """
    made = affair("one", 40)
    bodies = [each.text.rpartition("\n\n")[0].split() for each in made]  # without the footer of the outlet
    runs = Counter(run for words in bodies for run in {tuple(words[i : i + 8]) for i in range(len(words) - 7)})

    assert {1} == set(runs.values())
    assert {"one"} == {each.story for each in made}
