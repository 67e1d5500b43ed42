"""Spark's errors, with their Java and Python traces, in one line that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from retold.errors import ClusterError

_DETAIL_CHARACTERS = 300
_CAUSE = re.compile(r"(?:Caused by: |Exception: |Error: )([^\n]+)")
# What a trace holds, and what that means, the more telling ones before those that often come along with them;
# {0} is what the pattern caught, {detail} the last cause that the trace names.
_MEANINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"retold\.errors\.\w+: ([^\n]+)"), "{0}"),
    (
        re.compile(r"failed to map segment|Cannot allocate memory|MemoryError|bad_alloc"),
        "a worker's Python has too little memory. Give it more: spark.executor.pyspark.memory and"
        " spark.executor.memoryOverhead in spark-defaults.conf",
    ),
    (
        re.compile(r"PYTHON_VERSION_MISMATCH|different version .{0,40}than .{0,20}driver", re.I),
        "the workers run another Python than this machine. Name the same one: PYSPARK_PYTHON=PATH",
    ),
    (
        re.compile(r'Cannot run program "([^"]+)"'),
        "a worker has no Python at {0}. Name one that all workers have: PYSPARK_PYTHON=PATH",
    ),
    (
        re.compile(r"No space left on device|Disk quota exceeded|not enough space on the disk", re.I),
        "a disk is full ({detail}). Make room where workers keep what they pass on (spark.local.dir, SPARK_LOCAL_DIRS)"
        " and in --spark-folder, then build again: it goes on from there",
    ),
    (
        re.compile(r'No FileSystem for scheme "?([\w+-]+)'),
        "Spark knows no file system {0}://. Name the jar that brings it: spark.jars.packages in spark-defaults.conf",
    ),
    (
        re.compile(r"(?:Class|ClassNotFoundException:) (?:Class )?(org\.apache\.hadoop\.fs\S+|com\.\S+\.fs\.\S+)"),
        "Spark lacks {0}. Name the jar that brings it: spark.jars.packages in spark-defaults.conf",
    ),
    (
        re.compile(r"(?:ModuleNotFoundError|ImportError): ([^\n]+)"),
        "a worker cannot load what it needs ({0}). Install Retold on every worker: pip install retold;"
        " PYSPARK_PYTHON says which Python the workers use",
    ),
    (
        re.compile(r"stopped SparkContext|masters are unresponsive|UnknownHostException|Invalid master URL", re.I),
        "no master answers there, or it gave us up. Is it up, and is this its address (--master URL)?",
    ),
    (
        re.compile(r"Python worker exited unexpectedly|PYTHON_WORKER_CRASH|Python worker.{0,40}crashed", re.I),
        "a Python process of a worker ended, most often for want of memory. Give it more:"
        " spark.executor.memoryOverhead in spark-defaults.conf. Where one article does it, build once without"
        " --engine spark: it is rejected there and named",
    ),
    (
        re.compile(r"ExecutorLostFailure|OutOfMemoryError|exit(?:ed)?(?: with)?(?: code)? 137|executor lost", re.I),
        "executors were lost, most often for want of memory ({detail})."
        " Give them more: spark.executor.memory and spark.executor.memoryOverhead in spark-defaults.conf",
    ),
)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn Spark's errors into one line; `what` says what was asked of it. Raises `ClusterError`."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise ClusterError(one_line(what, str(error))) from error


def one_line(what: str, trace: str) -> str:
    """Return what a trace of Spark says, for people."""
    causes = [found[1].strip() for found in _CAUSE.finditer(trace)]
    detail = (causes[-1] if causes else trace.strip().partition("\n")[0])[:_DETAIL_CHARACTERS]
    for pattern, meaning in _MEANINGS:
        if found := pattern.search(trace):
            return f"{what}: {meaning.format(*found.groups(), detail=detail)}"
    return f"{what}: Spark gave up ({detail})"
