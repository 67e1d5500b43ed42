"""Where the rows of each key stand in a table in which they follow one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Key = tuple[str, ...]


def key_runs(table: pa.Table, columns: Sequence[str]) -> tuple[list[Key], NDArray[np.int64], NDArray[np.int64]]:
    """Return the key of each run of rows that have the same one, its first row, and its number of rows.

    Works on columns: a table of n-grams has hundreds of rows a key.
    """
    count = len(table)
    if not count:
        return [], np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    changes = np.zeros(count, dtype=np.bool_)
    changes[0] = True
    for name in columns:
        column = _one_chunk(table.column(name))
        here, before = column.slice(1), column.slice(0, count - 1)
        differ = pc.fill_null(pc.not_equal(here, before), fill_value=False)
        if column.null_count:  # a null beside a value is another key
            differ = pc.or_(differ, pc.xor(pc.is_null(here), pc.is_null(before)))
        changes[1:] |= differ.to_numpy(zero_copy_only=False)
    begins = np.flatnonzero(changes)
    lengths = np.diff(np.append(begins, count))
    firsts = pa.array(begins)
    keys = zip(*(table.column(name).take(firsts).to_pylist() for name in columns), strict=True)
    return list(keys), begins, lengths


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
