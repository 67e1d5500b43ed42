"""The pages in a real headless Chromium: keys, layers, deep links, and nothing that the policy refuses."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from pathlib import Path

import pytest

from retold.web.app import Served, create_app
from retold.web.guard import Door
from tests.conftest import ONE_WORKER, is_required

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (390, 900, 1280)
CHECKS = Path(__file__).parent / "page_checks.js"  # what a page is asked in the browser


@pytest.fixture(scope="module")
def address(example_corpus):
    """The example corpus served on loopback."""
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(Served(example_corpus.path, Door("127.0.0.1", port), ONE_WORKER, readers=2))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)
    listening.close()


@pytest.fixture(scope="module")
def browser():
    """Chromium; without it these tests are skipped, saying so, and fail in continuous integration."""
    if CHROMIUM is None:
        absent = "Chromium is not installed: make browser"
        (pytest.fail if is_required() else pytest.skip)(absent)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def page(browser, address):
    """A page that collects what the browser complains of; a test that leaves a complaint fails."""
    opened = browser.new_page(base_url=address, viewport={"width": 1280, "height": 900})
    complaints = []
    opened.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "request", lambda request: complaints.append(request.url) if not request.url.startswith(address) else None
    )
    yield opened
    opened.close()
    assert complaints == []


def asked(page, check):
    """Return what one of our checks in the browser complains of."""
    return page.evaluate(f"{CHECKS.read_text(encoding='utf-8')}; {check}()")


def largest(corpus):
    return corpus.ask("select x.story from stories x order by x.articles desc, x.story").column(0)[0].as_py()


def test_the_stories_can_be_walked_by_keys(page):
    """`j` goes to the first story, Enter opens it, `/` goes to the search."""
    page.goto("/")
    page.keyboard.press("j")
    assert page.locator(".item.here").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/*")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("monitors")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=monitors")
    assert page.locator("mark").count() > 0


def test_the_list_of_keys_opens_and_closes(page):
    """`?` and Escape."""
    page.goto("/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_changes_are_walked_by_keys_and_the_address_follows(page):
    """`n` goes to the next change of a comparison; the address names it, and opens there again."""
    page.goto("/compare/01_agency/02_courier")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.url.endswith("#d2")
    assert page.locator("[data-change].here").get_attribute("id") == "d2"
    page.keyboard.press("p")
    assert page.url.endswith("#d1")


def test_an_address_points_at_characters(page, example_corpus):
    """`#char=` marks those code points of the text, also behind an emoji and across marks."""
    article = example_corpus.article_id("01_agency")
    text = example_corpus.table("articles", where="x.article = ?", parameters=[article]).to_pylist()[0]["text"]
    block = example_corpus.table("blocks", where="x.article = ? and x.role = 'body'", parameters=[article]).to_pylist()[
        0
    ]
    begin, end = block["begin"] + 5, block["begin"] + 60
    page.goto(f"/article/01_agency#char={begin},{end}")
    shown = "".join(page.locator("mark.target").all_inner_texts())
    assert shown == text[begin:end]
    assert page.locator("mark.target").first.is_visible()


def test_layers_are_switched_and_stand_in_the_address(page):
    """A box shows its marks at once; the address has them, and opens the same again."""
    page.goto("/article/01_agency?layers=none")
    assert "show-quotations" not in page.locator("article.reading").get_attribute("class")
    page.locator("input[type=checkbox][value=quotations]").check()
    assert "layers=quotations" in page.url
    page.reload()
    assert page.locator("input[type=checkbox][value=quotations]").is_checked()
    assert "show-quotations" in page.locator("article.reading").get_attribute("class")


def test_a_click_on_a_mark_shows_the_row_behind_it(page):
    """The row is opened, marked, and leads on."""
    page.goto("/article/01_agency?layers=quotations")
    page.locator(".on-quotations").first.click()
    chosen = page.locator("li.chosen")
    assert chosen.count() >= 1
    assert chosen.first.locator("a").count() >= 1


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(page, example_corpus, width):
    """On a phone, a tablet and a desk; what is wide scrolls inside its own box."""
    page.set_viewport_size({"width": width, "height": 900})
    story = largest(example_corpus)
    for link in (
        "/",
        f"/story/{story}",
        "/article/01_agency",
        "/compare/01_agency/02_courier",
        "/quotations",
        "/search?q=valley",
    ):
        page.goto(link)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, link


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser, address, example_corpus, scheme):
    """Contrast of 4.5 to 1 and more (WCAG 2.2 AA) for every piece of text on the main pages."""
    opened = browser.new_page(base_url=address, color_scheme=scheme)
    for link in ("/", f"/story/{largest(example_corpus)}", "/article/01_agency", "/compare/01_agency/02_courier"):
        opened.goto(link)
        assert asked(opened, "faint") == [], link
    opened.close()


def test_everything_can_be_reached_and_has_a_name(page, example_corpus):
    """Links, buttons and fields have names; ids are not repeated; there is one main heading."""
    for link in ("/", f"/story/{largest(example_corpus)}", "/article/01_agency", "/quotations", "/search?q=valley"):
        page.goto(link)
        assert asked(page, "nameless") == [], link
