"""Tests of `evaluation.product`: the stages that a table needs."""

from __future__ import annotations

from evaluation.product import MemoryStore, reading_of, stages_for


def test_only_what_a_table_needs_is_run():
    """
    Stories do not wait for the parse.
    """
    names = [stage.name for stage in stages_for(["stories"])]

    assert "story_members" in names
    assert "parses" not in names
    assert "quotation_spans" not in names


def test_no_table_needs_no_stage():
    """
    Nothing wanted, nothing run.
    """

    assert () == stages_for([])


def test_texts_keep_their_characters_and_origins():
    """
    What goes in comes out, under its own name.
    """
    with MemoryStore(["blocks"]) as store:
        store.add([reading_of("  A ferry burned on\tLake Ostan.\n", "one")])
        texts, articles = store.table("texts").to_pylist(), store.articles()

    assert ["  A ferry burned on\tLake Ostan.\n"] == [row["text"] for row in texts]
    assert {"one": texts[0]["article"]} == articles
