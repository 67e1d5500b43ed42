"""Other extractors of web pages, to be measured in the same command; those that are not installed are left out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import process_time
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader found in a page; `published` in UTC, with the zone and the precision that were stated."""

    body: str = ""
    title: str | None = None
    byline: str | None = None
    published: datetime | None = None
    offset_minutes: int | None = None
    precision: str | None = None
    seconds: float = 0.0


def trafilatura_with_metadata(content: bytes) -> Answer:
    """Return what trafilatura finds with all its fallbacks, metadata included."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    start = process_time()
    found: Any = trafilatura.bare_extraction(content, with_metadata=True)
    seconds = process_time() - start
    if found is None:
        return Answer(seconds=seconds)
    byline = (found.author or "").replace(";", ",")
    return Answer(found.text or "", found.title, byline, *_stated(_day_of(found.date)), seconds)


def trafilatura_fast(content: bytes) -> Answer:
    """Return the body that trafilatura finds in its fast mode, as the tables of that benchmark are made."""
    import trafilatura

    start = process_time()
    text = trafilatura.extract(content, fast=True, include_comments=False)
    return Answer(text or "", seconds=process_time() - start)


def newspaper(content: bytes) -> Answer:
    """Return what newspaper4k finds."""
    import newspaper as library  # type: ignore[import-not-found, unused-ignore]

    html = content.decode("utf-8", "replace")
    start = process_time()
    article = library.Article("https://page.example/")
    try:
        article.download(input_html=html)
        article.parse()
    except Exception:  # noqa: BLE001  # a peer that fails on a page has found nothing in it
        return Answer(seconds=process_time() - start)
    seconds = process_time() - start
    stated = _stated(article.publish_date if isinstance(article.publish_date, datetime) else None)
    return Answer(article.text or "", article.title, ", ".join(article.authors), *stated, seconds)


def resiliparse(content: bytes) -> Answer:
    """Return the body that resiliparse finds; it gives no metadata."""
    from resiliparse.extract.html2text import (  # type: ignore[import-not-found, unused-ignore]
        extract_plain_text,
    )

    start = process_time()
    text = extract_plain_text(content.decode("utf-8", "replace"), main_content=True)
    return Answer(text, seconds=process_time() - start)


PEERS: dict[str, Callable[[bytes], Answer]] = {
    "trafilatura": trafilatura_with_metadata,
    "trafilatura_fast": trafilatura_fast,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
}


def _day_of(date: str | None) -> datetime | None:
    return datetime.fromisoformat(date) if date else None


def _stated(moment: datetime | None) -> tuple[datetime | None, int | None, str | None]:
    if moment is None:
        return None, None, None
    zone = moment.utcoffset()
    return moment, None if zone is None else int(zone.total_seconds() // 60), "second"
