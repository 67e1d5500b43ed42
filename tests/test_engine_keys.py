"""Where the rows of each key stand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from retold.engines.keys import key_runs


def runs(**columns):
    table = pa.table(columns)
    keys, begins, lengths = key_runs(table, table.schema.names)
    return list(zip(keys, begins.tolist(), lengths.tolist(), strict=True))


def test_rows_of_one_key_that_follow_one_another_are_one_run():
    """
    Each run with its first row and its number of rows.
    """
    assert [(("a",), 0, 2), (("b",), 2, 1), (("a",), 3, 1)] == runs(key=["a", "a", "b", "a"])


def test_a_key_of_two_columns_changes_with_either():
    """
    The columns are looked at together.
    """
    assert [(("a", "x"), 0, 1), (("a", "y"), 1, 1), (("b", "y"), 2, 2)] == runs(
        one=["a", "a", "b", "b"], two=["x", "y", "y", "y"]
    )


def test_a_null_is_a_key_of_its_own():
    """
    It differs from every value and not from another null.
    """
    assert [((None,), 0, 2), (("a",), 2, 1), ((None,), 3, 1)] == runs(key=pa.array([None, None, "a", None]))


@pytest.mark.parametrize("chunks", [[["a"], ["a", "b"]], [["a", "a"], [], ["b"]]])
def test_chunks_of_a_column_are_no_bounds(chunks):
    """
    A run goes on from one into the next.
    """
    column = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks])

    keys, _, lengths = key_runs(pa.table({"key": column}), ["key"])

    assert ([("a",), ("b",)], [2, 1]) == (keys, lengths.tolist())


def test_no_rows_have_no_key():
    """
    An empty table is no error.
    """
    assert [] == runs(key=pa.array([], pa.string()))
