"""A store served on loopback, and a headless Chromium to read it with."""

from __future__ import annotations

import importlib.util
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from docs import pictures
from tests.conftest import ONE_WORKER, is_required

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHECKS = Path(__file__).parent / "page_checks.js"  # what a page is asked in the browser
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def serving(path, *, is_writable=False):
    """Serve the store at `path` on a free port; gives the address."""
    with pictures.serving(path, is_writable=is_writable, settings=ONE_WORKER, readers=2) as address:
        yield address


def needed(is_there, name, remedy):
    """Skip the test, saying so, where something is not installed; fail it in continuous integration."""
    if not is_there:
        (pytest.fail if is_required() else pytest.skip)(f"{name} is not installed: {remedy}")


@contextmanager
def chromium():
    """Give a running Chromium."""
    needed(CHROMIUM, "Chromium", "make browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield running
        running.close()


@contextmanager
def watched(browser, address, **options):
    """Give a page, and the list of what the browser complains of: errors, dialogs, requests to anywhere else."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, **options)
    opened = context.new_page()
    complaints: list[str] = []

    def said(message):
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def asked_for(request):
        if not request.url.startswith((address, "file:", "data:")):
            complaints.append(request.url)

    def dialog(shown):
        complaints.append(f"dialog: {shown.message}")
        shown.dismiss()

    opened.on("console", said)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", asked_for)
    opened.on("dialog", dialog)
    try:
        yield opened, complaints
    finally:
        context.close()


def axe_source():
    """Return the program axe-core, as the package `axe-playwright-python` carries it."""
    found = importlib.util.find_spec("axe_playwright_python")
    needed(found, "axe-core", "uv sync (the package axe-playwright-python)")
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def asked(page, check):
    """Return what one of our checks in the browser complains of."""
    return page.evaluate(f"{CHECKS.read_text(encoding='utf-8')}; {check}()")


def largest(corpus):
    """Return the story with most articles."""
    return corpus.ask("select x.story from stories x order by x.articles desc, x.story").column(0)[0].as_py()


def every_page(corpus):
    """Return one address of every kind of page, the story with most articles first."""
    story = largest(corpus)
    members = corpus.ask("select m.article from story_articles m where m.story = ? order by m.article", [story])
    one, other = members.column(0).to_pylist()[:2]
    statement = corpus.ask("select x.statement from statements x where x.probability >= 0.5 order by 1").column(0)[0]
    speaker = (
        corpus.ask(
            "select q.speaker from quotations q where q.speaker is not null and q.probability >= 0.5"
            " group by q.speaker order by count(*) desc, q.speaker"
        )
        .column(0)[0]
        .as_py()
    )
    outlet = corpus.ask("select x.outlet from outlets x order by x.outlet").column(0)[0].as_py()
    return [
        "/",
        f"/story/{story}",
        f"/article/{one}",
        f"/article/{other}?layers=names,quotations,passages,variants,events,times,credits",
        f"/compare/{one}/{other}",
        f"/why/{one}/{other}",
        f"/collation/{story}",
        f"/statement/{statement.as_py()}",
        f"/entity/{speaker}",
        f"/outlet/{quote(outlet, safe='')}",
        "/events",
        "/claims",
        "/claims?disputed=1",
        "/timeline",
        f"/timeline?story={story}",
        "/cite",
        "/corrections",
        "/quotations",
        "/statements",
        "/entities",
        "/articles",
        "/rejected",
        "/runs",
        "/search?q=gate",
        "/search?q=zzzzzz",
        "/nothing",
    ]
