"""The pages of a store as a web application: addresses to pages, pages to answers.

Server-rendered with Starlette; nothing from a third party is loaded by a browser. An address is the whole state of a
page, and the same address with `.json`, `.jsonl`, `.csv` or `.parquet` gives all that it shows as data.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

import retold
from retold.corpus import Corpus
from retold.errors import NotFound, RetoldError, StoreLocked, UsageError
from retold.settings import Settings
from retold.web.answers import KINDS, Data, Page, data
from retold.web.asked import Asked, address
from retold.web.correcting import Busy, Corrector, fields_of, way_back, work_of
from retold.web.dossier import render_dossier
from retold.web.guard import Door, Guard
from retold.web.indexing import stop_following
from retold.web.made import Made, MadePages, made
from retold.web.pages import PAGES
from retold.web.pages.stories import MOST_TOLD
from retold.web.pool import Readers, TookTooLong
from retold.web.templating import environment
from retold.web.within import must_be_small

_BODY_SECONDS = 10.0  # a form is a few lines
_STATIC = {"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8"}


class _KindConvertor(StringConvertor):
    regex = "|".join(KINDS)


class _WholeConvertor(StringConvertor):
    regex = r"[\s\S]*"  # a name may hold a slash, or whatever else an address can


register_url_convertor("kind", _KindConvertor())
register_url_convertor("whole", _WholeConvertor())


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: the store, its settings, and who may come in."""

    store: Path
    door: Door
    settings: Settings | None = None
    readers: int = 4
    seconds: float = 20.0


def create_app(served: Served) -> Guard:
    """Return the application, behind its guard. Raises `NotFound` or `NotAStore` for a store that cannot be read."""
    _must_be_readable(served)
    pages = _Pages(served)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        pages.corrector.close()
        stop_following()
        pages.readers.close()

    routes = [
        Route("/robots.txt", _robots),
        Route("/favicon.ico", _no_icon),
        *(Route(f"/static/{name}", _static(name)) for name in _STATIC),
        Route("/corrections", pages.correct, methods=["POST"]),
        Route("/story/{story}/dossier", pages.dossier),
        *pages.routes(),
        Route("/{rest:whole}", pages.nowhere),
    ]
    inside = Starlette(
        routes=routes, lifespan=lifespan, middleware=[Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5)]
    )
    return Guard(inside, served.door)


def _must_be_readable(served: Served) -> None:
    corpus = Corpus(served.store, settings=served.settings)
    try:
        corpus.ask("select 1")
    finally:
        corpus.close()


class _Pages:
    """The routes of all pages, the readers behind them, and the pages that were made of the present snapshot."""

    def __init__(self, served: Served) -> None:
        self.readers = Readers(served.store, served.settings, count=served.readers, seconds=served.seconds)
        self.corrector = Corrector(served.store, served.settings)
        self._served = served
        self._pages = MadePages()

    def routes(self) -> Iterator[Route]:
        for pattern, make in PAGES.items():
            path = pattern.replace("{outlet}", "{outlet:whole}").replace("{entity}", "{entity:whole}")
            with_kind = "/index.{kind:kind}" if pattern == "/" else f"{path}.{{kind:kind}}"
            yield Route(with_kind, self._endpoint(make))
            yield Route(path, self._endpoint(make))

    def _endpoint(self, make: Callable[[Corpus, Asked], Page]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            names = {name: part.rstrip("/").strip() for name, part in request.path_params.items()}
            kind = names.pop("kind", None)
            try:
                if kind is None:
                    return await self._page(make, request, names)
                asked = _asked(request, names, kind)
                return _sent(await self.readers.run(lambda corpus: data(make(corpus, asked), kind, asked)))
            except NotFound as error:
                return await self._by_whole_name(make, request, names, kind) or self._failed(error)
            except RetoldError as error:
                return self._failed(error)

        return answer

    async def _page(
        self, make: Callable[[Corpus, Asked], Page], request: Request, names: Mapping[str, str]
    ) -> Response:
        asked = _asked(request, names)
        key = (self.readers.generation, asked.changed(), self.corrector.notice)
        page = self._pages.get(key)
        if page is None:
            page = await self.readers.run(lambda corpus: self._made(corpus, make, asked))
            self._pages.keep(key, page)
        return page.answer(request)

    async def _by_whole_name(
        self, make: Callable[[Corpus, Asked], Page], request: Request, names: Mapping[str, str], kind: str | None
    ) -> Response | None:
        """Return the page of what is called as if it were data, such as an outlet by the name of `news.csv`."""
        if kind is None or not names:
            return None
        last = list(names)[-1]
        try:
            return await self._page(make, request, {**names, last: f"{names[last]}.{kind}"})
        except RetoldError:
            return None

    async def correct(self, request: Request) -> Response:
        """Work a form's correction in, and lead back to the page that it came from."""
        if not self._served.door.is_writable:
            return self._error(405, "These pages can only be read. Start with --corrections to correct them.")
        try:
            form = fields_of(await _body(request), request.headers.get("content-type", ""))
            work = await self.readers.run(lambda corpus: work_of(corpus, form))
            await anyio.to_thread.run_sync(self.corrector.start, work)
        except RetoldError as error:
            return self._failed(error)
        return RedirectResponse(way_back(form), status_code=303)

    async def dossier(self, request: Request) -> Response:
        """Send a story's dossier as a file to keep: it carries its own policy, style and script."""
        try:
            page = await self.readers.run(lambda corpus: _dossier(corpus, request.path_params["story"]))
        except RetoldError as error:
            return self._failed(error)
        name = _ascii(f"dossier-{request.path_params['story']}.html")
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-cache"}
        return Response(page.encode("utf-8", "replace"), media_type="text/html", headers=headers)

    def _made(self, corpus: Corpus, make: Callable[[Corpus, Asked], Page], asked: Asked) -> Made:
        return made(make(corpus, asked).html(asked, self._shell()), corpus.snapshot)

    def _shell(self) -> dict[str, Any]:
        return {
            "store": self._served.store.name,
            "version": retold.__version__,
            "is_served": True,
            "is_writable": self._served.door.is_writable,
            "notice": self.corrector.notice,
            "styles": _tagged("app.css"),
            "script": _tagged("app.js"),
        }

    def _failed(self, error: RetoldError) -> Response:
        status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, UsageError) else 503
        status = 503 if isinstance(error, TookTooLong) else 409 if isinstance(error, Busy | StoreLocked) else status
        store = self._served.store
        if not store.exists():
            status = 503
        words = str(error).replace(str(store.resolve()), store.name).replace(str(store), store.name)
        words = words.replace(f"{store.resolve().parent}{os.sep}", "")
        return self._error(status, words)

    async def nowhere(self, request: Request) -> Response:
        path = request.scope["path"]
        if path != "/" and path.endswith("/"):
            return RedirectResponse(address(f"/{path.strip('/')}"), status_code=308)
        return self._error(404, "There is no such page.")

    def _error(self, status: int, words: str) -> Response:
        shell = {**self._shell(), "links": {}, "asked": Asked("/"), "title": "Not shown"}
        page = environment().get_template("pages/error.html").render(words=words, status=status, **shell)
        return Response(page, status_code=status, media_type="text/html")


async def _body(request: Request) -> bytes:
    """Return what a form sends. Raises `UsageError` for one that stops coming."""
    try:
        with anyio.fail_after(_BODY_SECONDS):
            return await request.body()
    except TimeoutError as error:
        raise UsageError("the form did not come whole. Send it again") from error


def _asked(request: Request, names: Mapping[str, str], kind: str | None = None) -> Asked:
    path = request.scope["path"].removesuffix(f".{kind}") if kind else request.scope["path"]
    path = "/" if path == "/index" else path.rstrip("/") or "/"
    return Asked(path, names, tuple(request.query_params.multi_items()))


def _dossier(corpus: Corpus, name: str) -> str:
    story = corpus.story_id(name)
    must_be_small(corpus, story, most=MOST_TOLD, instead=f"dossier {story}")
    return render_dossier(corpus, story)


def _sent(answer: Data) -> Response:
    headers = {
        "content-disposition": f'inline; filename="{_ascii(answer.filename)}"',
        "cache-control": "private, no-cache",
    }
    return StreamingResponse(answer.chunks, media_type=answer.media_type, headers=headers)


def _ascii(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)[-80:]


@cache
def _static_bytes(name: str) -> bytes:
    if name == "app.css":  # the report's style first: pages and report look alike
        shared = files("retold.web").joinpath("templates", "report.css").read_bytes()
        return shared + files("retold.web").joinpath("static", name).read_bytes()
    if name == "app.js":
        shared = files("retold.web").joinpath("templates", "shared.js").read_bytes()
        return shared + files("retold.web").joinpath("static", name).read_bytes()
    return files("retold.web").joinpath("static", name).read_bytes()


@cache
def _tagged(name: str) -> str:
    """Return the address of a static file with a hash of its content, so that it may be kept for ever."""
    return f"/static/{name}?v={sha256(_static_bytes(name)).hexdigest()[:12]}"


def _static(name: str) -> Callable[[Request], Any]:
    async def answer(_: Request) -> Response:
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(_static_bytes(name), media_type=_STATIC[name], headers=headers)

    return answer


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204, headers={"cache-control": "public, max-age=86400"})
