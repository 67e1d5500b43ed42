"""A Spark session as stages need it, what must be there for one, and Spark's errors in one line."""

from __future__ import annotations

import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from retold.engines.spark_tasks import difference
from retold.errors import ClusterError, UsageError
from retold.versions import library_versions

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

_PACKAGES = ("pyspark", "pandas")
_SECONDS_FOR_WORKERS = 300  # a cluster that is busy with other work may take minutes to give us a worker
_LOCAL_PARTS = 4  # parts of a shuffle on one machine: Spark's 200 cost more than they bring
_OURS = re.compile(r"retold\.errors\.\w+: ([^\n]+)")
_ABSENT = re.compile(r"(?:ModuleNotFoundError|ImportError): ([^\n]+)")
_CAUSE = re.compile(r"(?:Caused by: |Exception: |Error: )([^\n]+)")
_LOST = re.compile(r"ExecutorLostFailure|OutOfMemoryError|exit(?:ed)?(?: with)?(?: code)? 137|executor lost", re.I)
_NO_MASTER = re.compile(r"stopped SparkContext|masters are unresponsive|UnknownHostException", re.I)
_DETAIL_CHARACTERS = 300


def is_on_this_machine(master: str) -> bool:
    """Tell whether a master's address means this process, with no cluster."""
    return master == "local" or master.startswith("local[")


def must_be_installed() -> None:
    """Raise `UsageError` with the command that installs what is missing: Python packages, or Java."""
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the Spark engine needs {' and '.join(missing)}, which is not installed."
            " Install it: pip install 'retold[spark]'"
        )
    home = os.environ.get("JAVA_HOME")
    if not (Path(home) / "bin" / "java").exists() if home else shutil.which("java") is None:
        where = f"JAVA_HOME={home} has none" if home else "there is no java on the path"
        raise UsageError(
            f"the Spark engine needs Java 17 or later, and {where}."
            " Install it (Debian, Ubuntu): apt-get install openjdk-17-jre-headless"
        )


@contextmanager
def session_on(master: str, *, batch_rows: int) -> Iterator[SparkSession]:
    """Open a session on `master`, with a time zone, types and batches on which both engines agree.

    What the cluster's own `spark-defaults.conf` says of memory and cores stays as it is. A session that the caller's
    program holds already is used, and left open. Raises `UsageError` where something is not installed and
    `ClusterError` where the master does not answer.
    """
    must_be_installed()
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one thread a worker, as in the local engine
    settings: dict[str, Any] = {
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.OMP_NUM_THREADS": "1",
        "spark.executorEnv.PYTHONWARNINGS": "ignore::FutureWarning",  # of pandas, once a worker
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.execution.arrow.maxRecordsPerBatch": batch_rows,
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.adaptive.skewJoin.enabled": "true",
    }
    if is_on_this_machine(master):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # else it looks for another address, and says so
        settings |= {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": _LOCAL_PARTS}
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master(master).appName("retold")
    for name, value in settings.items():
        builder = builder.config(name, value)
    is_given = SparkSession.getActiveSession() is not None
    with translated(f"the master {master}"), without_words_on_pandas():
        opened = builder.getOrCreate()
    try:
        yield _own_session(opened, settings)
    finally:
        if not is_given:
            opened.stop()


def _own_session(opened: SparkSession, settings: dict[str, Any]) -> SparkSession:
    """Return a session with views of our own, whoever else uses the context, and our settings, whatever theirs are."""
    session = opened.newSession()
    for name, value in settings.items():
        if name.startswith("spark.sql."):
            session.conf.set(name, str(value))
    return session


def spark_schema(schema: pa.Schema) -> StructType:
    """Return an Arrow schema in Spark's types."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema, prefer_timestamp_ntz=False)


@contextmanager
def without_words_on_pandas() -> Iterator[None]:
    """Spark wants pandas to be there and warns of new ones, though its Arrow functions make no use of it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
        yield


# ---------------------------------------------------------------- the workers


def check_workers(session: SparkSession, folder: str | None) -> None:
    """Raise `ClusterError` in one line when workers do not answer, lack the package or cannot see `folder`."""
    context = session.sparkContext
    parts = 2 * max(1, context.defaultParallelism)
    ask = _question(folder)

    def answers() -> list[tuple[str, str]]:
        told: list[tuple[str, str]] = context.parallelize(range(parts), parts).mapPartitions(ask).collect()
        return told

    with translated("the workers"), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(answers)
        try:
            told = waiting.result(_SECONDS_FOR_WORKERS)
        except TookTooLong:
            context.cancelAllJobs()
            raise ClusterError(
                f"no worker answered within {_SECONDS_FOR_WORKERS} seconds. Look at the master's page: are workers"
                " there, and do they have the memory and cores that are asked for (spark-defaults.conf)?"
            ) from None
    for host, versions in sorted(set(told)):
        if versions.startswith("!"):
            raise ClusterError(f"worker {host} {versions[1:]}")
        if versions != library_versions():
            raise ClusterError(
                f"worker {host} has other versions than this machine: {difference(library_versions(), versions)}."
                " Install the same everywhere"
            )


def _question(folder: str | None) -> Callable[[Any], Iterator[tuple[str, str]]]:
    """Return a function for workers. It stands inside another so that it travels whole: the package may be absent."""

    def answer(_: Any) -> Iterator[tuple[str, str]]:
        import os.path
        import socket
        import sys

        host = socket.gethostname()
        try:
            from retold.versions import library_versions
        except ImportError as error:
            told = f"!cannot load Retold with {sys.executable} ({error}). Install it there: pip install retold;"
            yield host, f"{told} PYSPARK_PYTHON says which Python the workers use"
            return
        if folder is not None and not os.path.exists(folder):  # noqa: PTH110  # one import less in a bare worker
            yield host, f"!does not see {folder}. Name a folder on storage that all share: --spark-folder FOLDER"
            return
        yield host, library_versions()

    return answer


# ---------------------------------------------------------------- errors


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn Spark's errors, with their Java and Python traces, into one line; `what` says what was asked of it."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise ClusterError(one_line(what, str(error))) from error


def one_line(what: str, trace: str) -> str:
    """Return what a trace of Spark says, for people."""
    if ours := _OURS.search(trace):
        return f"{what}: {ours[1]}"
    if absent := _ABSENT.search(trace):
        return (
            f"{what}: a worker cannot load what it needs ({absent[1]}). Install Retold on every worker:"
            " pip install retold; PYSPARK_PYTHON says which Python the workers use"
        )
    if "PYTHON_VERSION_MISMATCH" in trace:
        return f"{what}: the workers run another Python than this machine. Name the same one: PYSPARK_PYTHON=PATH"
    if _NO_MASTER.search(trace):
        return f"{what}: no master answers there, or it gave us up. Is it up, and is this its address (--master URL)?"
    causes = [found[1].strip() for found in _CAUSE.finditer(trace)]
    detail = (causes[-1] if causes else trace.strip().partition("\n")[0])[:_DETAIL_CHARACTERS]
    if _LOST.search(trace):
        return (
            f"{what}: executors were lost, most often for want of memory ({detail})."
            " Give them more: spark.executor.memory and spark.executor.memoryOverhead in spark-defaults.conf"
        )
    return f"{what}: Spark gave up ({detail})"
