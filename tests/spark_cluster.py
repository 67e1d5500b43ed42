"""A real standalone cluster from the pip package: a master and workers as processes on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

SECONDS_TO_START = 240  # a busy machine
QUICK_START = "-XX:TieredStopAtLevel=1"  # compiling small queries well takes longer than to run them badly


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class StandaloneCluster:
    """One master and its workers; each in a process group of its own, so that it dies with its executor."""

    def __init__(self, folder: Path, *, workers: int) -> None:
        self.folder = folder
        self.port, self.page = free_port(), free_port()
        self.master = f"spark://127.0.0.1:{self.port}"
        (folder / "conf").mkdir(parents=True)
        (folder / "conf" / "spark-defaults.conf").write_text(
            "spark.driver.host 127.0.0.1\nspark.driver.bindAddress 127.0.0.1\nspark.executor.memory 512m\n"
            "spark.executor.cores 1\nspark.ui.enabled false\nspark.sql.shuffle.partitions 4\n"
            "spark.sql.codegen.wholeStage false\nspark.sql.codegen.factoryMode NO_CODEGEN\n"
            f"spark.driver.extraJavaOptions {QUICK_START}\nspark.executor.extraJavaOptions {QUICK_START}\n",
            encoding="utf-8",
        )
        self._processes = [
            self._start("master", "Master", "--host", "127.0.0.1", "--port", self.port, "--webui-port", self.page)
        ]
        self._started = 0
        self._wait_for(0)
        for _ in range(workers):
            self.start_worker()
        self._wait_for(workers)

    @property
    def environment(self):
        """What the processes and the driver need to know."""
        home = Path(find_spec("pyspark").origin).parent
        return {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "512m",
            "SPARK_WORKER_DIR": str(self.folder / "work"),
            "PYSPARK_PYTHON": sys.executable,
        }

    def _start(self, name, kind, *options):
        command = [
            str(Path(self.environment["SPARK_HOME"]) / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{kind.lower()}.{kind}",
            *map(str, options),
        ]
        log = (self.folder / f"{name}.log").open("wb")
        with log:
            return subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def start_worker(self):
        """Start one more worker, without waiting for it."""
        options = ("--host", "127.0.0.1", "--cores", 1, "--memory", "1g", "--webui-port", free_port())
        self._processes.append(self._start(f"worker{self._started}", "Worker", *options, self.master))
        self._started += 1

    def alive(self):
        """Return how many workers the master counts as alive; -1 where it does not answer."""
        with (
            suppress(OSError, ValueError),
            urllib.request.urlopen(f"http://127.0.0.1:{self.page}/json/", timeout=10) as answer,
        ):
            return json.load(answer)["aliveworkers"]
        return -1

    def _wait_for(self, workers):
        end = time.monotonic() + SECONDS_TO_START
        while self.alive() < workers:
            if time.monotonic() > end:
                self.stop()
                raise TimeoutError(f"{workers} workers did not come up: see {self.folder}/*.log")
            time.sleep(0.5)

    def kill_worker(self):
        """End the oldest worker and its executor at once, as a loss of power would."""
        _kill(self._processes.pop(1))

    def stop(self):
        for process in self._processes:
            _kill(process)


def _kill(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def standalone_cluster(folder, *, workers=2):
    cluster = StandaloneCluster(folder, workers=workers)
    try:
        yield cluster
    finally:
        cluster.stop()
