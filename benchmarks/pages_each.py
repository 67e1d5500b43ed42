"""Every page of a store and every listing with a limit, each alone: processor milliseconds, warm."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from retold import Corpus
from retold.cli import cli
from retold.errors import RetoldError
from retold.public_tables import PUBLIC_TABLES
from retold.settings import EngineSettings, Settings
from retold.web.asked import Asked
from retold.web.pages import PAGES

_TIMES = 3  # the best of so many, after one that warms up
_SETTINGS = Settings(engine=EngineSettings(workers=1, memory_mb=2_000))
_SHELL = {"store": "", "version": "", "is_served": True, "is_writable": False, "notice": "", "styles": "", "script": ""}

Options = Sequence[tuple[str, str]]


def each_page(store: Path) -> Iterator[dict[str, Any]]:
    """Yield each page with the milliseconds that it takes."""
    corpus = Corpus(store, settings=_SETTINGS)
    names = _names(corpus)
    for pattern, options in _pages(names):
        path = pattern.format(**names)
        asked = Asked(path, {name: value for name, value in names.items() if f"{{{name}}}" in pattern}, tuple(options))

        def make(asked: Asked = asked, pattern: str = pattern) -> int:
            with corpus.pinned():
                return len(PAGES[pattern](corpus, asked).html(asked, _SHELL).encode())

        told = f"{pattern} {' '.join('='.join(option) for option in options)}".strip()
        yield {"page": told, **_timed(make)}
    corpus.close()


def _names(corpus: Corpus) -> dict[str, str]:
    """Return what the pages are asked about: a copy in the middle of the store, a speaker of many words."""
    copies = corpus.rows(
        "select d.article, d.exemplar, m.story from derivations d join story_articles m on m.article = d.article"
        " where d.probability >= 0.5 and not starts_with(d.exemplar, 'lost:') order by d.article limit 1 offset 10"
    )
    quoted = corpus.rows(
        "select q.statement, q.speaker from quotations q where q.article = ? and q.probability >= 0.5 order by all",
        [copies[0]["article"]],
    )
    often = corpus.rows("select q.speaker, count(*) as n from quotations q group by all order by n desc, 1 limit 40")
    return {
        **{"article": copies[0]["article"], "first": copies[0]["exemplar"], "second": copies[0]["article"]},
        **{"story": copies[0]["story"], "statement": quoted[0]["statement"], "entity": often[0]["speaker"]},
        **{"speaker": often[-1]["speaker"], "outlet": "Orlau Courier"},
    }


def _pages(names: dict[str, str]) -> Iterator[tuple[str, Options]]:
    for options in (
        (),
        (("outlet", names["outlet"]),),
        (("speaker", names["speaker"]),),
        (("shares", "1"),),
        (("altered", "1"),),
        (("since", "2032-03"), ("until", "2032-03")),
        (("title", "flood"),),
        (("order", "newest"), ("offset", "600")),
    ):
        yield "/", options
    for question in ("flood valley", '"the river"', "depot OR tunnel", "tunn*"):
        yield "/search", (("q", question),)
    for pattern in PAGES:
        if pattern in {"/", "/search"}:
            continue
        yield pattern, ()
        table = PUBLIC_TABLES.get(pattern[1:])
        if table is not None and "article" in table.schema.names:
            yield pattern, (("article", names["article"]),)
    for pattern in ("/quotations", "/statements"):
        yield pattern, (("speaker", "Abrantes"),)
    yield "/mentions", (("offset", "100000"),)


def each_listing(store: Path) -> Iterator[dict[str, Any]]:
    """Yield each verb that lists a table with its milliseconds with a limit, the start of the program left out."""
    from click.testing import CliRunner

    for arguments in _listings():

        def run(arguments: Sequence[str] = arguments) -> int:
            return len(CliRunner().invoke(cli, [*arguments, "-s", str(store)], catch_exceptions=False).output)

        yield {"verb": f"retold {' '.join(arguments)}", **_timed(run)}


def _listings() -> Iterator[Sequence[str]]:
    for name in PUBLIC_TABLES:
        for style in ("--table", "--json"):
            yield name, style, "--limit", "20"
    for filters in (("--actor", "Abrantes"), ("--speaker", "Abrantes"), ("--type", "ACCUSE"), ("--since", "2032-03")):
        yield "events", "--json", "--limit", "20", *filters
        yield "claims", "--limit", "20", *filters
    yield "claims", "--limit", "20"
    yield "claims", "--limit", "20", "--disputed"
    yield "timeline", "--json", "--limit", "20"


def _timed(work: Callable[[], int]) -> dict[str, Any]:
    """Return the milliseconds of work, the first time and the best of the next ones, and how long its answer is."""
    spent: list[float] = []
    size = 0
    for _ in range(_TIMES + 1):
        began = time.process_time()
        try:
            size = work()
        except RetoldError as error:
            return {"refused": str(error)}
        spent.append((time.process_time() - began) * 1000)
    return {"first_ms": round(spent[0]), "ms": round(min(spent[1:])), "bytes": size}
