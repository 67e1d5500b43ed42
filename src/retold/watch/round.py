"""One round over the network: every source asked, every listed page fetched once, all written down as it comes."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from retold.progress import StageProgress, unreported
from retold.settings import WatchSettings
from retold.sources.encodings import decode_page
from retold.sources.feeds import Feed, FeedItem, read_feed
from retold.sources.records import Rejected
from retold.watch.bodies import in_utf8, unpacked
from retold.watch.failures import BUSY, Failure
from retold.watch.fetching import READ_BEFORE, Answer, Fetcher, Network
from retold.watch.guard import Refused, placed
from retold.watch.hosts import backed_off
from retold.watch.reservations import reservation_in_page
from retold.watch.state import Fetched, Page, Source, WatchState

_FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGE_TYPES = "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.5"
_PAGES_AT_ONCE = 32  # read from the state at a time
_THREADS = 32  # for names to resolve and feeds to parse, so that a slow resolver holds up nobody
_LARGE_BYTES = 1_000_000  # feeds above this are parsed one after the other: a tree takes many times their size
_REMEMBERED_SECONDS = 30 * 86_400.0  # hosts and rules that were not met for so long are forgotten
_GRACE_SECONDS = 5.0  # for the answers under way when the watch is stopped

Message = Callable[[str], None]


@dataclass(slots=True)
class Asked:
    """What a round over the network did."""

    sources: int = 0  # sources asked that answered
    unchanged: int = 0  # of these, without a change
    listed: int = 0  # pages listed that were never listed before
    fetched: int = 0  # pages read from the network
    refused: int = 0  # pages and sources that gave up a reason for good
    failed: int = 0  # requests that will be tried again
    waiting: int = 0  # pages that wait for another round
    seconds: float = 0.0
    is_stopped: bool = False
    reasons: dict[str, int] = field(default_factory=dict)  # of the requests that will be tried again


class Round:
    """The work of one round: a task a host, begun when there is something to ask it for."""

    def __init__(
        self,
        state: WatchState,
        settings: WatchSettings,
        network: Network,
        *,
        say: Message,
        stop: asyncio.Event,
        progress: StageProgress = unreported,
    ) -> None:
        self._state = state
        self._settings = settings
        self._network = network
        self._say = say
        self._stop = stop
        self._progress = progress
        self._fetcher = Fetcher(state, settings, network)
        self._slots = asyncio.Semaphore(min(settings.hosts_at_once, _most_hosts()))
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._idle = asyncio.Event()
        self._large_feeds = asyncio.Semaphore(1)
        self._fault: BaseException | None = None
        self._since = network.clock()
        self._ends_at = 0.0  # by the event loop's clock
        self.asked = Asked()

    async def run(self) -> Asked:
        """Ask everything that is due; return when it is done, when time is up, or when the watch is stopped."""
        began = time.monotonic()
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_THREADS, thread_name_prefix="retold-watch"))
        self._state.prune(self._network.clock() - _REMEMBERED_SECONDS)
        self._ends_at = loop.time() + self._settings.round_seconds
        for host in self._state.due_hosts(self._network.clock(), self._since):
            self._wake(host)
        try:
            await self._finish()
        finally:
            unfinished = list(self._tasks.values())
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
            await self._fetcher.hosts.close()
        if self._fault is not None:
            raise self._fault
        self.asked.waiting = self._state.waiting()
        self.asked.seconds = time.monotonic() - began
        self.asked.is_stopped = self._stop.is_set()
        return self.asked

    async def _finish(self) -> None:
        """Wait until no host is at work; once the watch is stopped, only a little longer."""
        if not self._tasks:
            return
        idle = asyncio.ensure_future(self._idle.wait())
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait([idle, stopping], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait([idle], timeout=_GRACE_SECONDS)
        for waiting in (idle, stopping):
            waiting.cancel()

    def _wake(self, host: str) -> None:
        """See to it that a host is at work, or at work again when it has finished."""
        if host in self._tasks:
            self._woken.add(host)
            return
        task = asyncio.ensure_future(self._work(host))
        self._tasks[host] = task
        task.add_done_callback(lambda ended: self._ended(host, ended))

    def _ended(self, host: str, task: asyncio.Task[None]) -> None:
        del self._tasks[host]
        fault = None if task.cancelled() else task.exception()
        self._fault = self._fault or fault
        if host in self._woken and not self._stop.is_set() and self._fault is None:
            self._woken.discard(host)  # something was listed while it was finishing
            self._wake(host)
        if not self._tasks or self._fault is not None:
            self._idle.set()

    # ------------------------------------------------------------ one host

    async def _work(self, host: str) -> None:
        """Ask a host for all that is due, one request after the other."""
        async with self._slots:
            try:
                while await self._may_ask(host):
                    source = self._state.due_source(host, self._network.clock(), self._since)
                    if source is not None:
                        await self._read_source(source)
                        self._report()
                        continue
                    pages = self._state.due_pages(host, self._network.clock(), self._since, _PAGES_AT_ONCE)
                    if not pages:
                        break
                    for page in pages:
                        if not await self._may_ask(host):
                            break
                        await self._read_page(page)
                        self._report()
            finally:
                await self._fetcher.hosts.leave(host)

    async def _may_ask(self, host: str) -> bool:
        """Tell whether there is time for another request to this host; waits, while there is, until it is due."""
        if self._stop.is_set() or self._fetcher.hosts.is_left(host):
            return False
        pause = self._fetcher.hosts.pause_of(host)
        loop = asyncio.get_running_loop()
        if loop.time() + pause >= self._ends_at:
            return False
        if pause:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
        return not self._stop.is_set()

    def _report(self) -> None:
        asked = self.asked
        self._progress("from the web", asked.sources + asked.fetched + asked.refused + asked.failed, 0)

    # ------------------------------------------------------------ sources

    async def _read_source(self, source: Source) -> None:
        headers = {"if-none-match": source.etag or "", "if-modified-since": source.modified or ""}
        try:
            answer = await self._fetcher.fetch(
                source.address,
                most=self._settings.max_feed_bytes,
                accept=_FEED_TYPES,
                headers={name: value for name, value in headers.items() if value},
                is_page=False,
            )
            content = unpacked(answer.content, self._settings.max_feed_bytes)
        except Failure as failure:
            self._source_failed(source, failure)
            return
        self.asked.sources += 1
        held = hashlib.blake2b(content, digest_size=16).hexdigest()
        if answer.is_unchanged or held == source.content:
            self.asked.unchanged += 1
            self._state.source_checked(
                source.address,
                self._network.clock(),
                kind="",
                etag=answer.header("etag") or source.etag,
                modified=answer.header("last-modified") or source.modified,
            )
            return
        text = in_utf8(content, answer.header("content-type") or "")
        most = self._settings.max_feed_items
        async with self._large_feeds if len(text) > _LARGE_BYTES else contextlib.nullcontext():
            feed = await asyncio.to_thread(read_feed, text, answer.place.address, most_items=most)
        self._take_source(source, answer, feed, held)

    def _take_source(self, source: Source, answer: Answer, feed: Feed | Rejected | None, held: str) -> None:
        """Write down what a source held: with its validators, so that neither is known without the other."""
        is_page = feed is None
        with self._state.together():
            self._state.source_checked(
                source.address,
                self._network.clock(),
                kind=feed.kind if isinstance(feed, Feed) else "page" if is_page else "",
                etag=answer.header("etag"),
                modified=answer.header("last-modified"),
            )
            self._state.source_holds(source.address, held)
            if isinstance(feed, Rejected):
                self._note_problems(source, [feed])
                self.asked.refused += 1
            elif feed is None:
                self._take_page_source(source, answer)
                self._note_problems(source, [])
            else:
                self._note_problems(source, [*feed.problems, *self._take_listed(source, feed)])

    def _take_page_source(self, source: Source, answer: Answer) -> None:
        """A source that is a page is read once, like a page that a feed lists."""
        if self._state.add_pages([(FeedItem(answer.place.address), answer.place.door)], None):
            self._state.page_done_at(answer.place.address)
            self._keep(Page(0, source.address, source.host, 0, None, None, None), answer)

    def _take_listed(self, source: Source, feed: Feed) -> list[Rejected]:
        """Let the pages and sitemaps that a feed lists wait; return what is wrong with their addresses."""
        listed: list[tuple[FeedItem, str]] = []
        wrong: list[str] = []
        for item in feed.items:
            try:
                listed.append((item, placed(item.address).door))
            except Refused as refusal:
                wrong.append(f"{item.address[:200]}: {refusal}")
        self.asked.listed += self._state.add_pages(listed, source.address)
        sitemaps = [] if self._state.is_listed(source.address) else _placed_all(feed.feeds)
        self._state.add_sitemaps(source.address, sitemaps)
        for host in {host for _, host in listed} | {host for _, host in sitemaps}:
            self._wake(host)
        return [Rejected(source.address, "refused address", f"{len(wrong)} items, such as {wrong[0]}")] if wrong else []

    def _source_failed(self, source: Source, failure: Failure) -> None:
        if not failure.is_final:
            self.asked.failed += 1
            self._count(failure.reason)
        now = self._network.clock()
        wait = failure.patience or backed_off(source.failures + 1, self._settings)
        with self._state.together():
            self._state.source_failed(source.address, now, retry_at=0.0 if failure.is_final else now + wait)
            self._note_problems(source, [Rejected(source.address, failure.reason, failure.detail)])

    def _note_problems(self, source: Source, problems: Sequence[Rejected]) -> None:
        """Tell of what is wrong with a source once, until it changes."""
        if self._state.source_problems(source.address, problems):
            for problem in problems:
                self._say(f"{source.address}: {problem.reason}: {problem.detail}")

    # ------------------------------------------------------------ pages

    async def _read_page(self, page: Page) -> None:
        try:
            answer = await self._fetcher.fetch(
                page.address,
                most=self._settings.max_page_bytes,
                accept=_PAGE_TYPES,
                is_page=True,
                is_read=self._state.is_read,
            )
        except Failure as failure:
            self._page_failed(page, failure)
            return
        with self._state.together():
            if page.attempts:
                self._state.clear_verdicts(page.address)
            self._keep(page, answer)
            self._state.page_done(page.number)
            self._state.page_seen(answer.place.address)

    def _keep(self, page: Page, answer: Answer) -> None:
        text = decode_page(in_utf8(answer.content, answer.header("content-type") or "")[:500_000])
        reserved = reservation_in_page(text)
        checked = answer.checked
        if reserved is not None:
            if answer.place.host not in self._network.permitted:
                self._give_up(page, "mining reserved", str(reserved))
                return
            checked = f"{reserved}; read with permission given for {answer.place.host}"
        self.asked.fetched += 1
        self._state.keep_fetched(
            Fetched(
                0,
                answer.place.address,
                page.address,
                answer.hops,
                answer.retrieved,
                answer.status,
                answer.headers,
                checked,
                answer.content,
                page.title,
                page.byline,
                page.published,
            )
        )

    def _page_failed(self, page: Page, failure: Failure) -> None:
        if failure.reason == READ_BEFORE:
            self._state.page_done(page.number)
            return
        is_busy = failure.reason == BUSY  # a host that is busy says nothing against the page
        with self._state.together():
            if failure.is_final or (not is_busy and page.attempts + 1 >= self._settings.max_attempts):
                self._give_up(page, failure.reason, failure.detail)
                self._state.page_done(page.number)
            else:
                self._let_wait(page, failure, is_busy=is_busy)

    def _let_wait(self, page: Page, failure: Failure, *, is_busy: bool) -> None:
        self.asked.failed += 1
        self._count(failure.reason)
        if not page.attempts:
            told = f"{failure.detail}; it will be asked again"
            self._say(f"{page.address}: {failure.reason}: {told}")
            if not is_busy:  # the row goes when the page is read
                self._state.add_verdict(Rejected(page.address, failure.reason, told))
        now = self._network.clock()
        wait = failure.patience or backed_off(page.attempts + 1, self._settings)
        self._state.page_failed(page.number, now, retry_at=now + wait, counts=not is_busy)

    def _give_up(self, page: Page, reason: str, detail: str) -> None:
        self.asked.refused += 1
        self._state.add_verdict(Rejected(page.address, reason, detail))

    def _count(self, reason: str) -> None:
        self.asked.reasons[reason] = self.asked.reasons.get(reason, 0) + 1


def _placed_all(addresses: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for address in addresses:
        try:
            found.append((address, placed(address).door))
        except Refused:
            continue
    return found


def _most_hosts() -> int:
    """Return how many hosts may be asked at once with the files that this process may open."""
    try:
        import resource
    except ImportError:  # Windows
        return 200
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 10_000 if soft == resource.RLIM_INFINITY else max(8, (soft - 100) // 2)
