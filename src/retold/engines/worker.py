"""A worker process: reads tasks from standard input, writes results to standard output, ends when its input ends.

Our own processes over pipes, never a pool: a pool cannot be started from a user's unguarded script, and a worker
that dies breaks it for good. Never forked: a fork beside an open database loses its log.
"""

from __future__ import annotations

import signal

if __name__ == "__main__":  # before anything slow: Ctrl-C goes to the whole group, and the parent decides
    signal.signal(signal.SIGINT, signal.SIG_IGN)

import pickle
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from queue import Queue
from typing import IO, Any

from retold.engines.tasks import Task, TaskResult, run
from retold.errors import RetoldError, WorkerDied, WorkerError

_LENGTH = struct.Struct("<Q")


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message with its length before it."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Return the next message; raises `EOFError` when the other side has closed the pipe."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)  # both ends are our own processes


class Worker:
    """The near end of a worker process."""

    def __init__(self) -> None:
        # -P: the folder that the user works in is not searched for modules.
        command = [sys.executable, "-P", "-m", "retold.engines.worker"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._answers: Queue[TaskResult | str | None] = Queue()
        # Answers are read all the time: a worker that waits to write one would not read its next task, and
        # this process would wait for ever to hand that over.
        threading.Thread(target=self._read_answers, daemon=True).start()

    def _read_answers(self) -> None:
        assert self.process.stdout is not None
        while True:
            try:
                self._answers.put(receive(self.process.stdout))
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                self._answers.put(None)
                return

    def submit(self, task: Task) -> None:
        """Hand the worker a task. That it has died is found when its result is waited for."""
        assert self.process.stdin is not None
        with suppress(OSError):
            send(self.process.stdin, task)

    def result(self) -> TaskResult:
        """Wait for the oldest task's result. Raises `WorkerDied`, or `WorkerError` when the task failed."""
        answer = self._answers.get()
        if answer is None:
            self.process.kill()
            raise WorkerDied(f"a worker process died (exit {self.process.wait()})")
        if isinstance(answer, str):
            raise WorkerError(answer)
        return answer

    def close(self) -> None:
        """End the process at once; what it was working on is lost."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):  # the pipe broke when the process ended: nothing is left to flush
                    stream.close()


def main() -> None:
    """Serve tasks until standard input ends."""
    from retold.pipeline import STAGES

    stages = {stage.name: stage for stage in STAGES}
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not write into our pipe
    while True:
        try:
            task = receive(incoming)
        except EOFError:
            return
        try:
            answer: TaskResult | str = run(stages[task.stage], task)
        except RetoldError as error:
            answer = f"stage {task.stage}: {error}"
        except Exception as error:  # noqa: BLE001  # the worker's outermost handler: the parent raises it
            answer = f"stage {task.stage} failed in a worker: {type(error).__name__}: {error}"
        send(outgoing, answer)


if __name__ == "__main__":
    main()
