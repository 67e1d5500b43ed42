"""Runs stages side by side: each as soon as all that it reads is written. One stage alone seldom fills a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from retold.stage import Stage

Report = Callable[[Sequence[str], int], None]  # names of the stages under way, stages done


def run_side_by_side(
    stages: Sequence[Stage],
    run: Callable[[Stage], None],
    *,
    at_once: int,
    report: Report,
    stop: Callable[[], None],
) -> None:
    """Call `run` with each stage once, at most `at_once` at the same time, never before those that it depends on.

    When one fails, or the user interrupts, no other begins, `stop` is called to end those under way, and the failure
    is raised. What a stage reads that none of `stages` writes is taken to be there.
    """
    waiting = list(stages)
    unwritten = {stage.name for stage in stages}
    under_way: dict[Future[None], Stage] = {}
    with ThreadPoolExecutor(at_once) as pool:
        try:
            while waiting or under_way:
                for stage in _ready(waiting, unwritten)[: at_once - len(under_way)]:
                    waiting.remove(stage)
                    under_way[pool.submit(run, stage)] = stage
                report([stage.name for stage in under_way.values()], len(stages) - len(waiting) - len(under_way))
                for finished in wait(under_way, return_when=FIRST_COMPLETED).done:
                    finished.result()
                    unwritten.discard(under_way.pop(finished).name)
        except BaseException:
            stop()
            raise


def _ready(waiting: Sequence[Stage], unwritten: set[str]) -> list[Stage]:
    return [stage for stage in waiting if unwritten.isdisjoint(stage.depends_on())]
