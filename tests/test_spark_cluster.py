"""A real cluster: a master and two workers as processes, one of them killed in the middle."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

from benchmarks.spark_equal import copy_unbuilt, differing_tables
from tests.spark_cluster import standalone_cluster

pytestmark = [pytest.mark.long, pytest.mark.timeout(2400)]
KILL_AFTER = "sentences"  # the longest stages come after it


def test_a_worker_killed_in_the_middle_changes_nothing(example_corpus, tmp_path):
    """
    What it had done is read again, what it was doing runs again: the store is the local engine's, row for row.
    """
    if find_spec("pyspark") is None or shutil.which("java") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("not installed: pyspark or java")
    store = copy_unbuilt(example_corpus, tmp_path / "cluster.duckdb").path
    shared = tmp_path / "shared"
    with standalone_cluster(tmp_path / "cluster") as cluster:
        command = [sys.executable, "-m", "retold", "build", "--engine", "spark", "--master", cluster.master]
        building = subprocess.Popen(
            [*command, "--spark-folder", str(shared), "-s", str(store)],
            env=cluster.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        while building.poll() is None and not (shared / KILL_AFTER / "_retold").exists():
            time.sleep(0.1)
        was_under_way = building.poll() is None
        cluster.kill_worker()
        told, _ = building.communicate()

    assert was_under_way, told
    assert (0, True) == (building.returncode, "stages ran" in told), told
    assert {} == differing_tables(example_corpus.path, store)
