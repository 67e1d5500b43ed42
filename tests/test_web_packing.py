"""Packs are made some keys at a time: how many does not matter, and it can be stopped."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from retold.durable import stamp_of
from retold.packed import TABLES
from retold.store import beside
from retold.web import packing
from retold.web.keeping import make_aids
from tests.conftest import ONE_WORKER


def packs_made(store, folder):
    """All packs of a store as its file holds them."""
    folder.mkdir()
    path = shutil.copy(store, folder / "valley.duckdb")
    make_aids(path, stamp_of(path), ONE_WORKER)
    file = sqlite3.connect(beside(path, "pages-packs"))
    packs = {kind: file.execute(f"select key, bytes, crc, pack from {kind}").fetchall() for kind in TABLES}
    file.close()
    return packs


def test_packs_are_the_same_in_any_portions(example_corpus, tmp_path, monkeypatch):
    """
    In the order of their keys.
    """
    whole = packs_made(example_corpus.path, tmp_path / "whole")
    monkeypatch.setattr(packing, "_KEYS_AT_ONCE", 3)
    parts = packs_made(example_corpus.path, tmp_path / "parts")

    assert whole == parts
    assert all(rows == sorted(rows) and rows for rows in whole.values())


def test_the_making_can_be_stopped_between_portions(example_corpus, tmp_path, monkeypatch):
    """
    No unfinished file stays.
    """
    path = shutil.copy(example_corpus.path, tmp_path / "valley.duckdb")
    monkeypatch.setattr(packing, "_KEYS_AT_ONCE", 3)
    steps = []

    def stop():
        steps.append(None)
        if beside(path, "pages-packs-part").exists() and len(steps) > 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_aids(path, stamp_of(path), ONE_WORKER, stop)

    assert [] == [found.name for found in tmp_path.glob("*.pages*") if not found.name.endswith(".lock")]
