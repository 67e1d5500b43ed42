"""A real cluster: a master and two workers as processes, which are killed, and the driver too; and what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
from importlib.util import find_spec

import pytest

from benchmarks.spark_equal import copy_unbuilt, differing_tables
from tests.conftest import must_have_spark
from tests.spark_cluster import standalone_cluster

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
# Small components are joined in the driver: here the cluster's loop is to be met.
DRIVER = """
import sys
from retold import Corpus
from retold.cluster import Cluster
from retold.engines.spark import SparkEngine

SparkEngine.__init__.__kwdefaults__["pairs_here"] = 0
ran = Corpus(sys.argv[1]).build(cluster=Cluster(sys.argv[2], sys.argv[3]))
print("taken from the folder:", *ran.unchanged)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """One cluster for all tests; workers that one of them kills are replaced."""
    must_have_spark()
    with standalone_cluster(tmp_path_factory.mktemp("cluster") / "spark") as started:
        yield started


class Build:
    """A build of one store on the cluster, in a process of its own."""

    def __init__(self, cluster, store, shared):
        self._cluster, self._store, self._shared = cluster, store, shared

    def start(self):
        return subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(self._store), self._cluster.master, str(self._shared)],
            env=self._cluster.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_finished(self, table):
        return (self._shared / table / "_retold").exists()

    def is_under_way(self, table):
        """Tell whether something of a table is written: Spark's first file comes with the first task."""
        return (self._shared / table).exists() and not self.is_finished(table)

    def wait(self, driver, reached):
        """Wait until `reached()`; fail where the build ends before."""
        while not reached():
            assert driver.poll() is None, driver.communicate()[0]
            time.sleep(0.02)


def test_what_is_killed_in_the_middle_changes_nothing(cluster, example_corpus, tmp_path):
    """
    Workers in a map, in a group and in the loop of components, and the driver, which is started again: what was done
    is read again, what was under way runs again, and the store is the local engine's, row for row.
    """
    store = copy_unbuilt(example_corpus, tmp_path / "cluster.duckdb").path
    build = Build(cluster, store, tmp_path / "shared")
    driver = build.start()
    for reached in (
        lambda: build.is_under_way("parses"),
        lambda: build.is_under_way("linked_actors.edges_0"),
        lambda: build.is_under_way("quotation_spans") or build.is_finished("quotation_spans"),
    ):
        build.wait(driver, reached)
        cluster.kill_worker()
        cluster.start_worker()
    build.wait(driver, lambda: build.is_finished("family_quotations"))
    driver.kill()
    driver.communicate()
    again = build.start()
    told, _ = again.communicate()

    assert 0 == again.returncode, told
    assert {"parses", "family_quotations"} <= set(told.split("taken from the folder:")[1].split())
    assert {} == differing_tables(example_corpus.path, store)


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory):
    """A Python of the same version with nothing installed."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False, symlinks=True)
    return folder / "bin" / "python"


def added(cluster, tmp_path, **environment):
    """Add one article on the cluster from the command line; return what is said."""
    article = tmp_path / "one.txt"
    article.write_text("The ferry Amberline left Port Sorrel at noon, the harbour office said on Monday.\n")
    command = [sys.executable, "-m", "retold", "add", str(article), "--engine", "spark", "--master", cluster.master]
    return subprocess.run(
        [*command, "--spark-folder", str(tmp_path / "shared"), "-s", str(tmp_path / "one.duckdb")],
        env={**cluster.environment, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def our_line(result):
    """Return the one line that is ours: Spark's own words at its start come before it."""
    assert 1 == result.returncode, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("retold: ")]
    return line


def test_a_worker_without_the_package_is_one_line(cluster, bare_python, tmp_path):
    """
    It names the worker, its Python, and what to install.
    """
    submit = "--conf spark.executorEnv.PYTHONPATH=/nowhere pyspark-shell"  # also where the tests run from source
    line = our_line(added(cluster, tmp_path, PYSPARK_PYTHON=str(bare_python), PYSPARK_SUBMIT_ARGS=submit))

    assert "cannot load Retold" in line
    assert str(bare_python) in line
    assert "pip install retold" in line


def test_a_worker_with_another_version_is_one_line(cluster, tmp_path):
    """
    Its results could differ, so nothing runs.
    """
    package = tmp_path / "other" / "retold"
    shutil.copytree(os.path.dirname(find_spec("retold").origin), package)  # noqa: PTH120
    (package / "another.py").write_text("")
    python = tmp_path / "python"
    path = f"{package.parent}:$PYTHONPATH"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{path}" exec {sys.executable} "$@"\n')
    python.chmod(0o755)

    line = our_line(added(cluster, tmp_path, PYSPARK_PYTHON=str(python)))

    assert "other versions than this machine: code " in line


def test_a_python_that_no_worker_has_is_one_line(cluster, tmp_path):
    """
    A path of this machine only.
    """
    line = our_line(added(cluster, tmp_path, PYSPARK_PYTHON="/nowhere/python"))

    assert "no Python at /nowhere/python" in line


def test_too_little_memory_is_one_line_that_names_the_setting(cluster, tmp_path):
    """
    The workers' Python may not even load what it needs.
    """
    submit = "--conf spark.executor.pyspark.memory=120m pyspark-shell"

    assert "spark.executor." in our_line(added(cluster, tmp_path, PYSPARK_SUBMIT_ARGS=submit))
