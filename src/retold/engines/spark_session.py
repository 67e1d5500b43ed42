"""A Spark session as stages need it, what must be there for one, and Spark's errors in one line."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from retold.engines.spark_errors import translated
from retold.engines.spark_tasks import difference
from retold.errors import ClusterError, UsageError
from retold.versions import library_versions

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

_PACKAGES = ("pyspark", "pandas")
_SECONDS_FOR_WORKERS = 300  # a cluster that is busy with other work may take minutes to give us a worker
_LOCAL_PARTS = 4  # parts of a shuffle on one machine: Spark's 200 cost more than they bring
# Compiling hundreds of small queries well takes longer than to run them badly.
_QUICK_START = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
_QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC"  # its own 48m run full
_JAVA = re.compile(r'version "(?:1\.)?(\d+)')
_LEAST_JAVA = 17
_JAVA_SECONDS = 60
_MASTER_SECONDS = 20  # one that was started a moment ago comes up
_PAUSE_SECONDS = 0.2


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
    java = shutil.which(str(Path(home) / "bin" / "java") if home else "java")
    if java is None:
        raise _needs_java(f"JAVA_HOME={home} has none" if home else "there is no java on the path")
    version = _java_version(java)
    if version is not None and version < _LEAST_JAVA:
        raise _needs_java(f"{java} is Java {version}{' (JAVA_HOME)' if home else ''}")


def _needs_java(where: str) -> UsageError:
    return UsageError(
        f"the Spark engine needs Java {_LEAST_JAVA} or later, and {where}."
        f" Install it (Debian, Ubuntu): apt-get install openjdk-{_LEAST_JAVA}-jre-headless;"
        " JAVA_HOME says which one is used"
    )


def _java_version(java: str) -> int | None:
    """Return which Java that is; None where it does not say, for Spark to find out."""
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=_JAVA_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _JAVA.search(told.stderr + told.stdout)
    return int(found[1]) if found else None


def must_answer(master: str) -> None:
    """Raise `ClusterError` where nothing comes to listen at a standalone master's address; Spark asks for minutes."""
    scheme, _, places = master.partition("://")
    if scheme != "spark":
        return
    end = time.monotonic() + _MASTER_SECONDS
    while all(refusals := [_refusal(place) for place in places.split(",")]):  # several: one stands in for another
        if time.monotonic() > end:
            told = "; ".join(refusals)
            raise ClusterError(
                f"no master answers at {master} ({told}). Is it up, and is this its address (--master URL)?"
            )
        time.sleep(_PAUSE_SECONDS)


def _refusal(place: str) -> str:
    """Return why nothing answers at `HOST:PORT`; nothing where something does."""
    host, _, port = place.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_MASTER_SECONDS).close()
    except (OSError, ValueError) as error:
        return str(error)
    return ""


@contextmanager
def session_on(master: str, *, batch_rows: int, quick: bool = False) -> Iterator[SparkSession]:
    """Open a session on `master`, with a time zone, types and batches on which both engines agree.

    `quick` is for little work: queries are not compiled, and on this machine Java does not polish its code.

    What the cluster's own `spark-defaults.conf` says of memory and cores stays as it is. A session that the caller's
    program holds already is used, and left open. Raises `UsageError` where something is not installed and
    `ClusterError` where the master does not answer.
    """
    must_be_installed()
    must_answer(master)
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one thread a worker, as in the local engine
    settings: dict[str, Any] = {
        "spark.log.level": "FATAL",  # what fails is told in one line; `--debug` adds what Java said
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
        if quick:
            settings["spark.driver.defaultJavaOptions"] = _QUICK_JAVA
    if quick:
        settings |= _QUICK_START
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


class Tag:
    """Marks jobs of one build, so that these can be ended and none of others who use the session."""

    def __init__(self, session: SparkSession) -> None:
        self._context = session.sparkContext
        self._name = f"retold-{uuid.uuid4().hex}"

    def mark_jobs_of_this_thread(self) -> None:
        """Let all jobs that this thread starts from now on be ended by `end_jobs`."""
        self._context.addJobTag(self._name)

    def end_jobs(self) -> None:
        """End the jobs that bear the mark; their threads get an error."""
        self._context.cancelJobsWithTag(self._name)


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
