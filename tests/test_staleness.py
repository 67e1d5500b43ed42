"""What a build would do, and why."""

from __future__ import annotations

import dataclasses

import duckdb
import pytest

from retold.build import build, take_in
from retold.engines.cache import ResultCache
from retold.settings import Settings
from retold.sources.records import Reading
from retold.staleness import stale_stages, stale_tables
from retold.store import Workspace

TEXT = "Bridge Opens\n\nThe bridge is open again, the mayor said on Monday.\n"


@pytest.fixture
def space():
    """A store in memory with one article, built."""
    space = Workspace(duckdb.connect())
    take_in(space, [Reading(TEXT, "a.txt", "text")])
    build(space, Settings(), ResultCache(None))
    return space


def test_after_a_build_nothing_is_stale(space):
    """
    Every stage saw all that there is.
    """
    assert {} == stale_stages(space.table, Settings())


def test_articles_that_came_are_counted(space):
    """
    The first stages say what changed, the later ones what they read.
    """
    take_in(space, [Reading(f"{TEXT} More.", f"{i}.txt", "text") for i in range(2)])
    stale = stale_stages(space.table, Settings())

    assert "texts: 1 article added" == stale["blocks"]
    assert stale["stories"].startswith(("texts: 1 article added", "reads "))


def test_changed_settings_are_named(space):
    """
    Stages of the section say so; those that read them are stale for that.
    """
    chosen = Settings()
    chosen = dataclasses.replace(chosen, stories=dataclasses.replace(chosen.stories, max_terms=20))
    stale = stale_stages(space.table, chosen)

    assert "settings of [stories] changed" == stale["story_features"]
    assert "blocks" not in stale
    assert stale["stemmata"].startswith("reads ")


def test_a_public_table_is_stale_with_what_it_shows():
    """
    Quotations show speakers and statements.
    """
    assert "quotations" in stale_tables({"statement_members": "never run"})
    assert "blocks" not in stale_tables({"statement_members": "never run"})
