"""What the tests of watching share: a quick round over the local server, with a resolver that knows every name."""

from __future__ import annotations

import asyncio
import dataclasses
import time

from retold.settings import WatchSettings
from retold.watch.fetching import Network
from retold.watch.guard import Guard, placed
from retold.watch.round import Round
from retold.watch.state import WatchState

QUICK = WatchSettings(
    delay_seconds=0.05,
    total_seconds=1.0,
    silence_seconds=0.8,
    round_seconds=20.0,
    backoff_seconds=0.2,
    max_backoff_seconds=1.0,
    max_attempts=3,
)


def network_of(server, **changes) -> Network:
    """Return a network in which every name is the local server, which is allowed by name."""
    options = {"guard": Guard((".example", "127.0.0.1"), server.resolve), "clock": time.time, **changes}
    return Network(**options)


class Watching:
    """The network part of a watch: rounds without a store."""

    def __init__(self, path, server, *, network=None, settings=QUICK, **changes):
        self.state = WatchState(path)
        self.network = network or network_of(server)
        self.settings = dataclasses.replace(settings, **changes)
        self.said = []

    def round(self, *sources):
        """Ask the sources once; return what the round did."""
        if sources:
            self.state.want([(placed(address).address, placed(address).door) for address in sources])
        return asyncio.run(self._round())

    async def _round(self):
        work = Round(self.state, self.settings, self.network, say=self.said.append, stop=asyncio.Event())
        return await work.run()

    def pages(self):
        """Return the addresses of what was fetched."""
        return sorted(page.address for page in self.state.fetched())

    def rejected(self):
        """Return what was rejected: address and reason."""
        return sorted((each.origin, each.reason) for each in self.state.verdicts()[1])
