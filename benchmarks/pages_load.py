"""How fast the pages of a large store answer: many readers at once, each page alone, and every listing with a limit.

`python -m benchmarks.pages_load` makes a store of 100,000 generated articles (`benchmarks/pages_store.py`; it is kept
with `--store PATH`), lets `retold serve` show it in a process of its own, and lets 50 readers ask every 2 s each, first
on an idle machine, then beside a process that computes and a publish of the store. `--each` measures every page
and listing alone instead, in processor milliseconds; `--requests 50000` asks until so many answers have come.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from benchmarks.pages_each import each_listing, each_page
from benchmarks.pages_store import make_store
from retold import Corpus
from retold.held import Held
from retold.settings import EngineSettings

_EVERY_SECONDS = 2.0
_PATIENCE = 60.0  # for one answer
_IDLE_SECONDS = 3.0  # that a connection is kept
_WORDS = ("flood", "strike ballot", '"the river"', "ceasefire", "depot OR tunnel", "verdict -appeal")
# How often a reader asks for which kind of page, in a hundred.
MIX = {
    "front": 12,
    "front filtered": 8,
    "story": 22,
    "article": 22,
    "compare": 8,
    "statement": 7,
    "entity": 5,
    "search": 8,
    "listing": 5,
    "outlet": 2,
    "data": 1,
}


@dataclass(slots=True)
class Measured:
    """What was seen of a server: seconds of each answer by kind of page, those that failed, and its memory."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[str] = field(default_factory=Counter)
    bytes_of: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))  # wire, whole
    memory: list[int] = field(default_factory=list)
    cpu_seconds: float = 0.0  # of the server

    def row(self) -> dict[str, Any]:
        """Return the figures: milliseconds, megabytes."""
        every = sorted(second for values in self.seconds.values() for second in values)
        return {
            "requests": len(every),
            "failed": dict(self.failed),
            **{name: _share(every, part) for name, part in (("p50_ms", 0.5), ("p95_ms", 0.95), ("max_ms", 1.0))},
            "server_cpu_ms_a_request": round(self.cpu_seconds * 1000 / max(1, len(every)), 1),
            "p95_ms_by_page": {name: _share(sorted(values), 0.95) for name, values in sorted(self.seconds.items())},
            "most_kb_over_the_wire": {
                name: round(max(wire for wire, _ in sizes) / 1000) for name, sizes in sorted(self.bytes_of.items())
            },
            "most_kb_whole": {
                name: round(max(whole for _, whole in sizes) / 1000) for name, sizes in sorted(self.bytes_of.items())
            },
            "memory_mb": [self.memory[0], self.memory[len(self.memory) // 2], self.memory[-1]] if self.memory else [],
        }


def _share(ordered: Sequence[float], part: float) -> int | None:
    """Return the value, in milliseconds, that `part` of the values do not exceed."""
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000) if ordered else None


# ---------------------------------------------------------------- addresses


def addresses(store: Path, seed: int) -> Iterator[tuple[str, str]]:
    """Yield kinds of pages and addresses without end, as readers ask: the k-th best known one with a share like 1/k."""
    corpus = Corpus(store, settings=None)
    pools = {
        "story": [f"/story/{x}" for x in _column(corpus, "select x.story from stories x")],
        "article": [f"/article/{x}" for x in _column(corpus, "select x.article from stage.texts x")],
        "compare": _column(
            corpus,
            "select '/compare/' || x.exemplar || '/' || x.article from derivations x where"
            " x.probability >= 0.5 and not starts_with(x.exemplar, 'lost:')",
        ),
        "statement": [f"/statement/{x}" for x in _column(corpus, "select x.statement from statements x")],
        "entity": [f"/entity/{x}" for x in _column(corpus, "select distinct q.speaker from quotations q")],
        "outlet": [f"/outlet/{quote(x)}" for x in _column(corpus, "select x.name from outlets x")],
    }
    corpus.close()
    for pool in pools.values():
        random.Random(0).shuffle(pool)  # the best known first, whichever they are
    chance = random.Random(seed)
    kinds, weights = zip(*MIX.items(), strict=True)
    while True:
        kind = chance.choices(kinds, weights)[0]
        yield kind, _address(kind, pools, chance)


def _address(kind: str, pools: dict[str, list[str]], chance: random.Random) -> str:
    if kind == "front":
        return chance.choice(("/", "/?order=newest", f"/?offset={30 * chance.randrange(1, 50)}"))
    if kind == "front filtered":
        year = 2031 + chance.randrange(6)
        speaker = _known(pools["entity"], chance).rpartition("/")[2]
        return chance.choice(
            (f"/?since={year}-05&until={year}-05", "/?shares=1", f"/?speaker={speaker}", "/?altered=1")
        )
    if kind == "search":
        return f"/search?q={quote(chance.choice(_WORDS))}"
    if kind == "listing":
        table = chance.choice(("quotations", "statements", "stories", "derivations", "variants", "articles"))
        return f"/{table}?offset={100 * chance.randrange(20)}"
    if kind == "data":
        return _known(pools["story"], chance) + ".json"
    return _known(pools[kind], chance)


def _known(pool: list[str], chance: random.Random) -> str:
    """Return one of a pool by Zipf's law."""
    return pool[int(len(pool) ** chance.random()) - 1]


def _column(corpus: Corpus, query: str) -> list[str]:
    values: list[str] = corpus.ask(f"{query} order by 1").column(0).to_pylist()
    return values


# ---------------------------------------------------------------- the server and its readers


@contextmanager
def serving(store: Path) -> Iterator[tuple[str, int]]:
    """Yield the address of a server of `store`, which runs in a process of its own, and the process's number."""
    command = [sys.executable, "-m", "retold", "serve", "--port", "0", "-s", str(store)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        found = None
        while found is None:
            line = server.stderr.readline()
            if not line:
                raise SystemExit("the server did not start")
            found = re.search(r"http://\S+", line)
        yield found.group(0).rstrip("/"), server.pid
    finally:
        server.terminate()
        server.wait()


async def read(address: str, pid: int, store: Path, *, readers: int, requests: int, seed: int) -> Measured:
    """Let `readers` ask, each every two seconds whatever the answers take, until `requests` were sent."""
    measured = Measured()
    wanted = addresses(store, seed)
    # A connection is given up before the server closes it: asked just then, a browser would ask again, httpx fails.
    limits = httpx.Limits(max_connections=readers, max_keepalive_connections=readers, keepalive_expiry=_IDLE_SECONDS)
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE, limits=limits) as client:
        for warm in ("/", f"/search?q={_WORDS[0]}", "/quotations"):  # the first reader of the day waits
            await client.get(warm)
        began, cpu_began = time.monotonic(), _cpu_seconds(pid)
        tasks = []
        for number in range(requests):
            due = began + number * _EVERY_SECONDS / readers
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            tasks.append(asyncio.create_task(_ask(client, *next(wanted), due, measured)))
            if number % readers == 0:
                measured.memory.append(memory_of(pid))
        await asyncio.gather(*tasks)
        measured.cpu_seconds = _cpu_seconds(pid) - cpu_began
    return measured


async def _ask(client: httpx.AsyncClient, kind: str, address: str, due: float, measured: Measured) -> None:
    try:
        answer = await client.get(address)
    except httpx.HTTPError as error:
        measured.failed[f"{kind}: {type(error).__name__}"] += 1
        return
    measured.seconds[kind].append(time.monotonic() - due)
    measured.bytes_of[kind].append((answer.num_bytes_downloaded, len(answer.content)))
    if answer.status_code >= 400 and "only mentioned" not in answer.text:
        measured.failed[f"{kind}: {answer.status_code}"] += 1


def memory_of(pid: int) -> int:
    """Return the megabytes of memory that a process holds (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def _cpu_seconds(pid: int) -> float:
    """Return the processor seconds that a process has taken (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def beside_a_build(store: Path) -> Iterator[None]:
    """Let one process compute all the while, and publish the store again after some seconds, as a build does."""
    processes = [
        multiprocessing.get_context("spawn").Process(target=target, args=arguments, daemon=True)
        for target, arguments in ((_compute, ()), (_publish, (store,)))
    ]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()


def _compute() -> None:
    while True:
        sum(number * number for number in range(1_000_000))


def _publish(store: Path) -> None:
    time.sleep(10)
    with Held(store, EngineSettings(workers=1)) as building:
        building.publish()


# ---------------------------------------------------------------- the command


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print one line of JSON for each thing measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages_load", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--store", type=Path, help="a store to measure; made there unless it exists")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--requests", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", action="store_true", help="each page and listing alone")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder) / "pages.duckdb"
        if not store.exists():
            began = time.process_time()
            make_store(store, given.articles)
            print(f"store made in {time.process_time() - began:.0f} processor seconds", file=sys.stderr)
        if given.each:
            for row in chain(each_page(store), each_listing(store)):
                print(json.dumps(row), flush=True)
            return 0
        with serving(store) as (address, pid):
            options = {"readers": given.readers, "requests": given.requests}
            idle = asyncio.run(read(address, pid, store, **options, seed=given.seed))
            print(json.dumps({"beside": "nothing", **idle.row()}), flush=True)
            with beside_a_build(store):
                busy = asyncio.run(read(address, pid, store, **options, seed=given.seed + 1))
            print(json.dumps({"beside": "a build", **busy.row()}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
