"""Draws the pictures of the tutorial: a headless Chromium reads the example corpus, served on this machine.

Run: python -m docs.pictures [FOLDER]

It builds the examples into a store that is thrown away, opens each page of `PICTURES` in a fixed window, zone and
colour scheme, and writes WebP files into `docs/pictures` (or FOLDER). Needs Chromium: make browser. Run it after a
change that readers of the tutorial would notice; a test holds the list to the pages and to the tutorial.
"""

from __future__ import annotations

import base64
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "pictures"
EXAMPLES = Path(__file__).parent.parent / "examples"
_WIDTH = 1000
_QUALITY = 0.82  # of the WebP files
_START_SECONDS = 20

# Makes a WebP file of a PNG file; the browser does it, so that no library for pictures is needed.
_TO_WEBP = """async ([png, quality]) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + png;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file, the page, the height of the window, where it is scrolled to, and what is clicked first."""

    name: str
    link: str
    height: int = 640
    to: str = ""  # a selector; empty is the page's begin
    click: tuple[str, ...] = ()


PICTURES = (
    Picture("stories", "/", 620),
    Picture("tree", "/story/01", 700, to="#story-1-travel"),
    Picture("why", "/story/01", 460, to="#story-1-text-7", click=("#story-1-text-7 .why summary",)),
    Picture("statements", "/story/01", 560, to="#story-1-statements"),
    Picture("compare", "/compare/01/03", 640),
    Picture("article", "/article/02", 640, click=(".on-variants >> nth=3",)),
    Picture("claims", "/claims?polarity=denied", 600),
    Picture("corrections", "/article/03", 520, click=("header .correct summary",)),
)


def draw(folder: Path) -> list[Path]:
    """Write all pictures into `folder` and return their files."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as scratch, _served(Path(scratch)) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=address, color_scheme="light", timezone_id="UTC", locale="en-GB")
        page, desk = context.new_page(), browser.new_page()
        written = []
        for picture in PICTURES:
            png = base64.b64encode(_shot(page, picture)).decode()
            target = folder / f"{picture.name}.webp"
            target.write_bytes(base64.b64decode(desk.evaluate(_TO_WEBP, [png, _QUALITY])))
            written.append(target)
        browser.close()
    return written


def _shot(page: Any, picture: Picture) -> bytes:
    page.set_viewport_size({"width": _WIDTH, "height": picture.height})
    page.goto(picture.link)
    for selector in picture.click:
        page.locator(selector).first.click()
    if picture.to:
        page.locator(picture.to).evaluate("(part) => part.scrollIntoView({block: 'start', behavior: 'instant'})")
    shot: bytes = page.screenshot(animations="disabled", caret="hide")
    return shot


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the example corpus on a free port; the address."""
    from retold import Corpus

    corpus = Corpus(folder / "affair.duckdb")
    corpus.add(EXAMPLES)
    corpus.close()
    with serving(corpus.path, is_writable=True) as address:
        yield address


@contextmanager
def serving(path: Path, *, is_writable: bool, **served: Any) -> Iterator[str]:
    """Serve the store at `path` on a free port, with what else `Served` takes; the address."""
    import uvicorn

    from retold.web.app import Served, create_app
    from retold.web.guard import Door

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(Served(path, Door("127.0.0.1", port, is_writable=is_writable), **served))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=_START_SECONDS)
        listening.close()


if __name__ == "__main__":
    for file in draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        sys.stderr.write(f"WROTE  {file} ({file.stat().st_size // 1000} kB)\n")
