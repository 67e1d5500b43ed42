"""The benchmarks of archives and of refused pages."""

from __future__ import annotations

import pytest

from benchmarks.archives import measure, measure_stream
from benchmarks.refusals import measure as measure_refusals
from tests.warcs import page


def test_both_loops_read_the_same_bytes():
    """
    The comparison is one of like with like.
    """
    found = measure(20, 2_000, pairs=1, seed=0)

    assert 20 == found["records"]
    assert found["share_of_bare_speed"] > 0


def test_a_stream_is_read_to_its_end():
    """
    A megabyte of it, at least one round of its records.
    """
    found = measure_stream(1, 2_000, 0)

    assert found["pages"] >= 50
    assert 0 == found["pages"] % 50


def test_refused_pages_are_counted_with_their_interval(tmp_path):
    """
    Of articles and a wall, the wall.
    """
    for name in ("Red", "Blue"):
        (tmp_path / f"{name}.html").write_bytes(page(name) * 2)
    wall = "<title>Just a moment...</title><p>Please verify you are human to go on.</p>"
    (tmp_path / "wall.html").write_text(wall, encoding="utf-8")

    found = measure_refusals([tmp_path])

    assert (3, 1, ["wall.html"]) == (found["pages"], found["refused"], list(found["reasons"]))
    assert found["share_ci"][0] < 1 / 3 < found["share_ci"][1]


@pytest.mark.long
def test_memory_is_flat_over_a_long_stream():
    """
    Two gigabytes take no more than two hundred megabytes of it did.
    """
    found = measure_stream(2_000, 60_000, 0)

    assert found["peak_megabytes"] - found["peak_megabytes_at_a_tenth"] <= 20
