"""Stages: contracts that are checked before anything runs."""

from __future__ import annotations

import pyarrow as pa
import pytest

from retold.errors import PipelineError
from retold.pipeline import BASE_TABLES, STAGES
from retold.stage import Group, Map, Query, Stage, apply, check
from retold.tables import STAGE_TABLES


def sentences(texts, blocks, *, settings):
    return pa.table({"article": []})


def grams(texts, *, settings):
    return STAGE_TABLES["grams"].rows([{"article": "a", "gram": 1}])


def test_the_pipeline_reads_only_what_stands_before():
    """
    The list of stages is in order.
    """
    check(STAGES, BASE_TABLES)


def test_a_stage_that_reads_what_nothing_wrote_is_refused():
    """
    The message names the table.
    """
    with pytest.raises(PipelineError, match="reads blocks"):
        check([Stage("sentences", Group(by=("article",)), sentences)], ["texts"])


def test_a_stage_is_named_after_its_table():
    """
    The function's name says what it writes.
    """
    with pytest.raises(PipelineError, match="is a function named grams"):
        check([Stage("sentences", Map(), grams)], ["texts"])


def test_two_stages_never_write_one_table():
    """
    One owner a table.
    """
    with pytest.raises(PipelineError, match="already written"):
        check([Stage("grams", Map(), grams), Stage("grams", Map(), grams)], ["texts"])


def test_many_keys_at_once_ask_for_tables_that_carry_the_key():
    """
    A table that reaches the key through another does not say which key a row belongs to.
    """
    family = Stage("grams", Group(by=("family",), via="reuse_members"), grams, many_keys=True)

    with pytest.raises(PipelineError, match="must have the key's columns"):
        check([family], ["texts", "reuse_members"])


def test_a_table_that_is_not_declared_is_refused():
    """
    Every table stands in tables.py.
    """
    with pytest.raises(PipelineError, match="does not declare"):
        check([Stage("unheard_of", Query(lambda settings: "select 1", reads=()))], [])


def test_a_stage_that_writes_other_columns_is_refused():
    """
    Compare on exit: a stage keeps its contract or stops.
    """
    with pytest.raises(PipelineError, match="wrote columns"):
        apply(Stage("sentences", Group(by=("article",)), sentences), [None, None], None)
