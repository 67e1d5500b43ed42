"""Rounds of watching over a local server that plays many hosts, a tenth of them slow or broken.

`python -m benchmarks.watch_rounds` asks 1,000 feeds of 20 items once and counts against the server's own log: what was
read twice, what was readable and lost, and the least time between two requests to one host. `--rounds 50 --feeds 100`
shows whether memory stays flat. Only the network part is measured: reading and building have benchmarks of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import multiprocessing.connection
import os
import resource
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from retold.settings import WatchSettings
from retold.watch.fetching import Network
from retold.watch.guard import Guard, placed
from retold.watch.round import Asked, Round
from retold.watch.state import WatchState
from tests.watch_server import Answer, Page, Request, Server, article, dies, drip, endless, rss, silent, too_short

_ONE_IN = 10  # of the hosts is slow or broken
_BROKEN: tuple[Page, ...] = (
    drip,
    endless,
    too_short,
    dies,
    silent,
    Answer("busy", 429, {"Retry-After": "3600"}),
    Answer("fault", 500),
    Answer("<rss><channel><item", type="application/rss+xml"),
    Answer(status=302, headers={"Location": "/feed"}),
    Answer(b"\x1f\x8bnot gzip", headers={"Content-Encoding": "gzip"}),
)
_WORDS = "The harbour council of Milabad met again and said that the ferry would run. " * 30


class _Sites:
    """What the hosts serve: a feed each, with other items in each round."""

    def __init__(self, port: int, items: int) -> None:
        self.port = port
        self.items = items
        self.round = 0

    def page(self, request: Request) -> Page | None:
        """Return what is served at an address."""
        number = int(request.host.removeprefix("host").removesuffix(".example"))
        if request.path == "/feed":
            return self._feed(number, request)
        if request.path.startswith("/n/"):
            return Answer(article(f"{request.path} of {request.host}. {_WORDS}"))
        return None

    def _feed(self, number: int, request: Request) -> Page:
        if number % _ONE_IN == _ONE_IN - 1:
            return _BROKEN[number // _ONE_IN % len(_BROKEN)]
        site = f"http://{request.host}:{self.port}"
        addresses = [f"{site}/n/{self.round}/{item}" for item in range(self.items)]
        return Answer(rss(addresses), type="application/rss+xml", etag=f'"{self.round}"')


def _serve(pipe: multiprocessing.connection.Connection, items: int) -> None:
    """Run the server in a process of its own; answers commands: a number begins a round, None asks for the log."""
    with Server() as server:
        sites = _Sites(server.port, items)
        server.default = sites.page
        pipe.send(server.port)
        while (command := pipe.recv()) is not None:
            sites.round = command
            pipe.send(command)
        pipe.send(_counted(server.log))


def _counted(log: list[Request]) -> dict[str, Any]:
    pages = Counter((each.host, each.path) for each in log if each.path.startswith("/n/"))
    times: dict[str, list[float]] = defaultdict(list)
    for each in log:
        times[each.host].append(each.time)
    gaps = [b - a for each in times.values() for a, b in itertools.pairwise(each)]
    return {
        "requests": len(log),
        "pages_served": len(pages),
        "pages_served_twice": sum(count > 1 for count in pages.values()),
        "least_gap_seconds": round(min(gaps, default=0.0), 3),
    }


def main() -> None:
    """Run the benchmark and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--delay", type=float, default=1.0, help="Seconds between two requests to one host.")
    options = parser.parse_args()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, options.items))
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        figures = _rounds(ours, ours.recv(), Path(folder) / "bench.watch", options)
    ours.send(None)
    figures |= ours.recv()
    server.join()
    readable = sum(number % _ONE_IN != _ONE_IN - 1 for number in range(options.feeds)) * options.items * options.rounds
    figures |= {"pages_readable": readable, "pages_lost": readable - figures["pages_kept"]}
    print(json.dumps(figures))


def _rounds(
    pipe: multiprocessing.connection.Connection, port: int, path: Path, options: argparse.Namespace
) -> dict[str, Any]:
    async def resolver(host: str, port: int) -> list[str]:  # noqa: ARG001
        return ["127.0.0.1"]

    network = Network(Guard((".example",), resolver))
    settings = WatchSettings(delay_seconds=options.delay)
    sources = [placed(f"http://host{number}.example:{port}/feed") for number in range(options.feeds)]
    kept, seconds, cpu, memory = 0, [], [], []
    state = WatchState(path)
    state.want([(source.address, source.door) for source in sources])
    for number in range(options.rounds):
        pipe.send(number)
        pipe.recv()
        began = time.process_time()
        asked = asyncio.run(_ask(state, settings, network))
        kept += sum(1 for _ in state.fetched())
        state.taken()
        seconds.append(round(asked.seconds, 1))
        cpu.append(round(time.process_time() - began, 1))
        memory.append(_resident_megabytes())
    state.close()
    return {
        "feeds": options.feeds,
        "rounds": options.rounds,
        "delay_seconds": options.delay,
        "pages_kept": kept,
        "longest_round_seconds": max(seconds),
        "longest_round_cpu_seconds": max(cpu),
        "megabytes_by_round": memory[:: max(1, len(memory) // 10)],
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


async def _ask(state: WatchState, settings: WatchSettings, network: Network) -> Asked:
    return await Round(state, settings, network, say=_silent, stop=asyncio.Event()).run()


def _silent(line: str) -> None:
    """Tell nobody."""


def _resident_megabytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


if __name__ == "__main__":
    main()
