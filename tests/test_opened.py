"""What every reader of a store asks with: names in any case."""

from __future__ import annotations

import duckdb
import pytest

from retold.opened import uncased


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        ("Παππάς", "ΠΑΠΠΆΣ", True),
        ("Großmann", "GROSSMANN", True),
        ("Großmann", "GROẞMANN", True),
        ("Işık", "IŞIK", True),
        ("İlker", "ilker", True),
        ("Émile", "éMILE", True),
        ("Émile", "emile", False),
        ("Korrin", "Korin", False),
    ],
)
def test_names_are_equal_in_any_case(one, other, are_equal):
    """
    Also where a letter has no capital of its own, or two small ones; accents count.
    """
    found = duckdb.execute(f"select {uncased('?')} = {uncased('?')}", [one, other]).fetchall()

    assert [(are_equal,)] == found
