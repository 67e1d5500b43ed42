"""The verb that opens the pages: serve; and search, the same in the terminal."""

from __future__ import annotations

import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from retold.cli.output import open_corpus, progress_shown, store_option
from retold.errors import UsageError

_LEAST_TOKEN = 12
_TOKEN = re.compile(f"[A-Za-z0-9_-]{{{_LEAST_TOKEN},200}}")  # what stands in an address and a cookie as it is
_MOST_CONNECTIONS = 512
_MOST_HEADERS = 32_000  # bytes


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on; others need a token.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8477, show_default=True, help="The port; 0 takes a free one."
)
@click.option("--token", envvar="RETOLD_TOKEN", help="The secret that readers elsewhere need (default: a new one).")
@click.option("--corrections", is_flag=True, help="Let readers of the pages correct findings.")
@store_option
def serve(host: str, port: int, token: str | None, corrections: bool, store: Path) -> None:
    """Open the pages of a store in a browser: read, compare, search.

    Serves this machine only, unless --host names another address; then a token is needed. Stop with Ctrl-C.

    \b
    Example: retold serve -s affair.duckdb
    """
    import uvicorn

    from retold.web.app import Served, create_app
    from retold.web.guard import LOOPBACK, Door

    if not host.strip():
        raise UsageError("--host: expected an address of this machine, such as 192.0.2.7; 0.0.0.0 for all of them")
    if token and not _TOKEN.fullmatch(token):
        raise UsageError(
            f"--token: expected {_LEAST_TOKEN} or more of letters, digits, - and _; leave it out for a new one"
        )
    with _listening(host, port) as listening:
        port = listening.getsockname()[1]
        secret = (token or secrets.token_urlsafe(24)) if token or host not in LOOPBACK else None
        app = create_app(Served(store, Door(host, port, token=secret, is_writable=corrections)))
        click.echo(f"SERVING  http://{_named(host)}:{port}/{f'?token={secret}' if secret else ''}", err=True)
        click.echo("         Nothing leaves this machine but what these pages are asked for. Stop: Ctrl-C", err=True)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            h11_max_incomplete_event_size=_MOST_HEADERS,
            http="h11",  # the other one has no limit of headers
            ws="none",
        )
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that listens. Raises `UsageError` for an address or port that cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()  # who opens the address as soon as it is printed is not turned away
        except OSError as error:
            raise UsageError(f"--host {host} --port {port}: {error.strerror}. Name another: --port PORT") from error
        yield listening


def _named(host: str) -> str:
    """Return how an address for this host names it: by this machine's name where it is all of its addresses."""
    named = socket.gethostname() if host in {"0.0.0.0", "::"} else host
    return f"[{named}]" if ":" in named else named


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="At most so many articles."
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@store_option
def search(words: tuple[str, ...], limit: int, as_json: bool, store: Path) -> None:
    """Search the texts: "…" keeps words together, -word leaves out, OR widens, elect* goes on.

    All words must stand in an article. Case and accents do not count; minister finds ministers. Put the whole question
    in quotation marks for your shell where it has a minus or marks of its own.

    \b
    Example: retold search ceasefire valley -s affair.duckdb
    """
    from retold.export.tables import json_line
    from retold.search import search as search_texts
    from retold.telling.holdings import handles_among

    corpus = open_corpus(store)
    with corpus.pinned(), progress_shown() as progress:
        found = search_texts(corpus, " ".join(words), limit=limit, progress=progress)
        names = {} if as_json else handles_among(corpus.ask, [hit.article for hit in found.hits])
        texts = corpus.texts_of([hit.article for hit in found.hits])
    for hit in found.hits:
        piece = texts[hit.article][hit.begin : hit.end]
        if as_json:
            row = {"article": hit.article, "score": round(hit.score, 4), "begin": hit.begin, "end": hit.end}
            click.echo(json_line({**row, "words": piece}))
        else:
            click.echo(f"{names.get(hit.article, hit.article[:8])}:{hit.begin}  {' '.join(piece.split())}")
    click.echo(f"{len(found.hits)} of {found.total} articles", err=True)
