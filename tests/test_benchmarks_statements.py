"""The made stories with planted changes, and how they are scored."""

from __future__ import annotations

import re

import pytest

from benchmarks.statements_planted import figures_of, is_named
from benchmarks.statements_texts import KINDS, Told, make_stories
from benchmarks.statements_words import FAMILIES
from retold.spans import Span

FLAG = [{"kind": "meaning may differ"}]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_copy_has_one_change(family):
    """
    The first article has none, each of its copies one, and every kind has its turn.
    """
    articles = list(make_stories(family, 4))
    changes = [[told.change for told in article.told if told.change] for article in articles]

    assert {len(found) for found, a in zip(changes, articles, strict=True) if a.copy_of} == {1}
    assert not any(found for found, a in zip(changes, articles, strict=True) if a.copy_of is None)
    assert {change for found in changes for change in found} == set(KINDS)


def test_the_same_seed_makes_the_same_texts():
    """
    Old figures stay comparable.
    """
    assert list(make_stories("development", 2)) == list(make_stories("development", 2))


def test_the_families_share_no_names_or_nouns():
    """
    What is mended on the one says nothing of the other.
    """
    for field in ("given", "family", "roles", "bodies", "places", "outlets", "nouns", "adjectives", "verbs", "frames"):
        used = [word for words in FAMILIES.values() for word in getattr(words, field)]
        assert len(set(used)) == len(used)


def test_a_quotation_stands_in_its_paragraph():
    """
    The truth points at the paragraph that reports a saying.
    """
    first, *_ = make_stories("development", 1)

    assert all(re.search("said|warned|According", told.span.of(first.text)) for told in first.told)


@pytest.mark.parametrize(
    ("change", "form", "effects", "evidence", "named"),
    [
        ("trimmed", "trimmed", [], [], True),
        ("trimmed", "verbatim", [], [], False),
        ("number", "altered", ["number"], FLAG, True),
        ("number", "altered", ["number"], [], False),
        ("number", "altered", ["wording"], FLAG, False),
        ("marks added", "remarked", [], [], True),
    ],
)
def test_a_change_is_named_by_its_form_and_effect(change, form, effects, evidence, named):
    """
    A changed word must also be flagged.
    """
    row = {"form": form, "changes": [{"effect": effect} for effect in effects], "evidence": evidence}

    assert named == is_named(Told(Span(0, 9), "direct", change), [row])


def test_an_unchanged_quotation_told_as_altered_is_a_false_alarm(capsys):
    """
    One false alarm of the unchanged; nothing planted is named where nothing is told.
    """
    articles = list(make_stories("development", 1))
    copy = articles[1]
    told = next(told for told in copy.told if not told.change)
    row = {"article": "x", "begin": told.span.begin, "form": "altered", "changes": [], "evidence": []}

    figures = figures_of(articles, {article.name: "x" if article == copy else "" for article in articles}, [row])

    assert (0.0, round(1 / figures["unchanged"], 4)) == (figures["named"], figures["false_alarms"])
    assert "false alarm" in capsys.readouterr().err
