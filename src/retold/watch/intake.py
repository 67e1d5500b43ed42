"""From what was fetched to the store: read by the same readers as `add`, taken in together, with the responses kept."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from retold.corpus import Added, Corpus
from retold.ids import bytes_hash
from retold.progress import StageProgress, unreported
from retold.sources.encodings import storable
from retold.sources.originals import read_original
from retold.sources.records import Found, Original, Reading, Rejected
from retold.sources.sniffing import sniffed_format
from retold.store import Building
from retold.tables import STAGE_TABLES
from retold.watch.state import Fetched, WatchState

COLLECTED_BY = "retold watch"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_ARTICLE_FORMATS = frozenset(("html", "text"))
_FED_FIELDS = ("title", "byline", "published")


def take_fetched(corpus: Corpus, state: WatchState, *, progress: StageProgress = unreported) -> Added | None:
    """Take what was fetched into the store, and build; None where nothing waits.

    What the store has is forgotten here only after it is on disk. Raises `StoreLocked` when another process writes:
    then all of it goes on waiting.
    """
    if not state.has_news():
        return None
    cleared, rejected = state.verdicts()

    responses: list[dict[str, Any]] = []

    def items() -> Iterator[Reading | Rejected]:
        for page in state.fetched():
            outcome = read_fetched(page, corpus)
            if isinstance(outcome, Reading):
                responses.append(_response_row(page))
            yield outcome
        yield from rejected

    def also(building: Building) -> None:
        _keep_responses(building, responses)
        _forget_rejections(building, set(cleared) - {each.origin for each in rejected})

    added = corpus.add_readings(items(), progress=progress, also=also)
    state.taken()
    return added


def read_fetched(page: Fetched, corpus: Corpus) -> Reading | Rejected:
    """Return the article of a fetched page, with its address as given, or why there is none."""
    content_type = dict(page.headers).get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    form = "html" if kind in _PAGES else "text" if kind == "text/plain" else sniffed_format(page.content[:4096])
    if form not in _ARTICLE_FORMATS:
        return Rejected(page.address, "not an article format", f"{kind or 'no type'}, begins like {form}")
    charset = _CHARSET.search(content_type)
    original = Original(page.content, form, charset.group(1) if charset else None)
    outcome = read_original(original, page.address, settings=corpus.settings.reading)
    outcome = dataclasses.replace(
        outcome,
        given={"url": page.address},
        retrieved=datetime.fromtimestamp(page.retrieved, UTC),
        status=str(page.status),
        collected_by=COLLECTED_BY,
    )
    return _with_fed_fields(outcome, page) if isinstance(outcome, Reading) else outcome


def _with_fed_fields(reading: Reading, page: Fetched) -> Reading:
    """Add what the feed says of a page, after all that the page says itself."""
    has = {found.field for found in reading.found}
    fed = [Found(name, value) for name in _FED_FIELDS if name not in has and (value := getattr(page, name))]
    return dataclasses.replace(reading, found=(*reading.found, *fed))


def _response_row(page: Fetched) -> dict[str, Any]:
    return {
        "origin": page.address,
        "bytes_hash": bytes_hash(page.content),
        "retrieved": datetime.fromtimestamp(page.retrieved, UTC),
        "requested": page.requested,
        "hops": list(page.hops),
        "status": page.status,
        "headers": [{"name": name, "value": storable(value)} for name, value in page.headers],
        "checked": page.checked,
    }


def _keep_responses(building: Building, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    latest = {(row["origin"], row["bytes_hash"]): row for row in rows}
    with building.lent(STAGE_TABLES["responses"].rows(latest[key] for key in sorted(latest))) as incoming:
        building.connection.execute(
            "delete from stage.responses where exists (select 1 from"
            f" {incoming} x where x.origin = stage.responses.origin and x.bytes_hash = stage.responses.bytes_hash)"
        )
        building.connection.execute(f"insert into stage.responses by name select * from {incoming}")
    # Of a page that was left out, because it was removed or its actor forgotten, nothing is kept.
    building.connection.execute(
        "delete from stage.responses where not exists (select 1 from stage.readings r"
        " where r.origin = stage.responses.origin and r.bytes_hash = stage.responses.bytes_hash)"
    )


def _forget_rejections(building: Building, origins: set[str]) -> None:
    for origin in sorted(origins):
        building.connection.execute("delete from stage.rejections where origin = ?", [origin])
