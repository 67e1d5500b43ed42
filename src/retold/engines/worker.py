"""A worker process: reads tasks from standard input, writes results to standard output, ends when its input ends.

Our own processes over pipes, never a pool: a pool cannot be started from a user's unguarded script, and a worker
that dies breaks it for good. Never forked: a fork beside an open database loses its log.
"""

from __future__ import annotations

import signal

if __name__ == "__main__":  # before anything slow: Ctrl-C goes to the whole group, and the parent decides
    signal.signal(signal.SIGINT, signal.SIG_IGN)

import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from queue import Queue
from typing import IO, Any

from retold.engines.tasks import Task, TaskResult, lacked_memory, run
from retold.errors import RetoldError, WorkerDied, WorkerError
from retold.stage import Stage

_LENGTH = struct.Struct("<Q")
_READY = "ready"  # the first message of a worker: it has loaded the program
_NO_MEMORY = 71  # exit code of a worker whose memory was spent: what it had in hand is tried again, in parts


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
        self._is_ready = False
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
        """Wait for the oldest task's result. Raises `WorkerDied`, or `WorkerError` when the task failed.

        A worker that ended by itself before it had loaded the program is no fault of the task: a `WorkerError` too.
        """
        answer = self._answers.get()
        if answer == _READY:
            self._is_ready = True
            answer = self._answers.get()
        if answer is None:
            raise self._ended()
        if isinstance(answer, str):
            raise WorkerError(answer)
        return answer

    def _ended(self) -> WorkerError:
        self.process.kill()
        code = self.process.wait()
        if not self._is_ready and code == _NO_MEMORY:
            return WorkerError("not enough memory to start a worker process. Close other programs, or: --workers 1")
        if not self._is_ready and code > 0:  # below 0 it was killed, which says nothing of the program
            return WorkerError(
                f"a worker process cannot start ({sys.executable} -m retold.engines.worker, exit {code})."
                " Install Retold for this Python, or let this process do the work: --workers 1"
            )
        return WorkerDied("a worker ran out of memory" if code == _NO_MEMORY else f"a worker died (exit {code})")

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
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not write into our pipe
    try:
        from retold.pipeline import STAGES

        stages = {stage.name: stage for stage in STAGES}
        send(outgoing, _READY)
        while True:
            task = receive(incoming)
            answer = _answer(stages, task)
            if isinstance(answer, TaskResult) and lacked_memory(answer):
                os._exit(_NO_MEMORY)  # each unit is tried again, alone in the end: a half-loaded library fails for ever
            send(outgoing, answer)
    except (EOFError, BrokenPipeError):  # nobody waits for answers any more
        os._exit(0)
    except MemoryError:
        os._exit(_NO_MEMORY)
    except ImportError as error:
        send(outgoing, f"a worker process cannot load the program: {error}")


def _answer(stages: Mapping[str, Stage], task: Task) -> TaskResult | str:
    try:
        return run(stages[task.stage], task)
    except RetoldError as error:
        return f"stage {task.stage}: {error}"
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # the worker's outermost handler: the parent raises it
        return f"stage {task.stage} failed in a worker: {type(error).__name__}: {error}"


if __name__ == "__main__":
    main()
