"""The figures of watching, on a small scale and (run by `make test-long`) on the whole one."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


def figures(*options):
    command = [sys.executable, "-m", "benchmarks.watch_rounds", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=3000)
    return json.loads(done.stdout)


@pytest.mark.slow
def test_nothing_is_lost_or_read_twice_and_no_rate_is_exceeded():
    """
    Counted against the server's own log, with a tenth of the hosts slow or broken.
    """
    found = figures("--feeds", "20", "--items", "5", "--rounds", "2", "--delay", "0.2")

    assert (180, 0, 0) == (found["pages_served"], found["pages_lost"], found["pages_served_twice"])
    assert found["least_gap_seconds"] >= 0.2


@pytest.mark.long
def test_a_round_of_a_thousand_feeds_ends_in_two_minutes():
    """
    With 20 items each, on an idle machine with two cores.
    """
    found = figures()

    assert (18_000, 0, 0) == (found["pages_served"], found["pages_lost"], found["pages_served_twice"])
    assert found["least_gap_seconds"] >= 1.0
    assert found["longest_round_seconds"] < 120


@pytest.mark.long
def test_memory_is_flat_over_fifty_rounds():
    """
    After the first rounds nothing is added to it.
    """
    found = figures("--feeds", "100", "--rounds", "50", "--delay", "0.1")

    assert 0 == found["pages_lost"]
    assert found["megabytes_by_round"][-1] <= found["megabytes_by_round"][1] + 10
