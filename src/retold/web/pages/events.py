"""Events and claims: who is said by whom to have done what to whom, who asserts it, and who denies it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pyarrow as pa

from retold.actors.events.types import MODALITIES, POLARITIES, TYPES
from retold.corpus import Corpus
from retold.spans import Span
from retold.telling.events import EventFilter, claims_of, claims_shown, event_rows, events_counted
from retold.telling.labels import plain
from retold.telling.networks import matrix_of, network_of
from retold.web.answers import Page, must_be_few
from retold.web.asked import Asked, address
from retold.web.claims import claim_facts
from retold.web.said_times import in_sentence, sentences_of
from retold.web.within import handles

_CLAIMS = 30  # on one screen
_MOST_DRAWN = 20_000  # events that a matrix is made of
_NAMES = ("actor", "recipient", "speaker", "article", "story", "claim")
_TOLD = pa.struct(
    [
        *((name, pa.string()) for name in ("event", "article", "outlet")),
        *((name, pa.int64()) for name in ("begin", "end")),
        *((name, pa.string()) for name in ("words", "speaker", "polarity", "modality")),
        ("probability", pa.float64()),
    ]
)
CLAIMS = pa.schema(
    [
        *((name, pa.string()) for name in ("claim", "actor", "event_type", "recipient", "time")),
        *((name, pa.list_(pa.string())) for name in ("asserted_by", "denied_by", "plain", "became_plain")),
        *((name, pa.int64()) for name in ("articles", "outlets", "origins")),
        ("told", pa.list_(_TOLD)),
    ]
)


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return the page of events that fit the address's filters."""
    wanted = _wanted(asked)
    total = events_counted(corpus, wanted, unsure=asked.unsure)
    rows = event_rows(corpus, wanted, unsure=asked.unsure, limit=asked.limit, offset=asked.offset)
    context: dict[str, Any] = {
        **_form(asked),
        **_screens(asked, total, len(rows), asked.limit),
        "rows": _shown(corpus, rows),
        "grid": matrix_of(network_of(corpus, wanted)) if 0 < total <= _MOST_DRAWN and not asked.offset else None,
        "claims": address("/claims", list(asked.options)),
    }
    return Page("events.html", "Events", {"events": lambda: _whole(corpus, asked, wanted, total)}, context)


def claims(corpus: Corpus, asked: Asked) -> Page:
    """Return the page of claims that have an event that fits, each with who asserts it and who denies it."""
    wanted, disputed = _wanted(asked), asked.flag("disputed")
    limit = asked.number("limit", _CLAIMS, 1, 200)
    found, total = claims_shown(corpus, wanted, disputed=disputed, limit=limit, offset=asked.offset)
    names = handles(corpus)
    context: dict[str, Any] = {
        **_form(asked),
        **_screens(asked, total, len(found), limit),
        "found": [claim_facts(claim, names) for claim in found],
        "disputed": disputed,
        "switches": _switches(asked, wanted, disputed=disputed),
        "events": address("/events", [(name, value) for name, value in asked.options if name != "disputed"]),
    }
    return Page("claims.html", "Claims", {"claims": lambda: _claims_table(corpus, wanted, disputed)}, context)


def _wanted(asked: Asked) -> EventFilter:
    given = {name: asked.text(name) for name in (*_NAMES, "polarity", "modality", "since", "until")}
    filled = EventFilter(**given, event_type=asked.text("type"), own_voice=asked.flag("own_voice"))
    return filled.checked()


def _form(asked: Asked) -> dict[str, Any]:
    """Return what the form of filters offers."""
    return {
        "types": sorted(TYPES),
        "polarities": POLARITIES,
        "modalities": MODALITIES,
        "kept": [(name, asked.text(name)) for name in ("article", "story", "claim") if asked.text(name)],
        "is_filtered": any(name not in {"limit", "offset"} for name, value in asked.options if value),
    }


def _screens(asked: Asked, total: int, shown: int, limit: int) -> dict[str, Any]:
    """Return what stands below a list of which a part is shown."""
    return {
        "total": total,
        "first": asked.offset + 1,
        "last": asked.offset + shown,
        "before": asked.changed(offset=max(0, asked.offset - limit) or None) if asked.offset else None,
        "after": asked.changed(offset=asked.offset + limit) if asked.offset + shown < total else None,
    }


def _switches(asked: Asked, wanted: EventFilter, *, disputed: bool) -> list[dict[str, Any]]:
    is_denied = wanted.polarity == "denied"
    return [
        {
            "name": "asserted by one and denied by another",
            "is_taken": disputed,
            "href": asked.changed(disputed=None if disputed else "1", offset=None),
        },
        {
            "name": "denied by somebody",
            "is_taken": is_denied,
            "href": asked.changed(polarity=None if is_denied else "denied", offset=None),
        },
    ]


def _shown(corpus: Corpus, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    articles = sorted({row["article"] for row in rows})
    texts, sentences, names = corpus.texts_of(articles), sentences_of(corpus, articles), handles(corpus)
    for row in rows:
        span = Span(row["begin"], row["end"])
        row["sentence"] = in_sentence(texts[row["article"]], span, sentences.get(row["article"], ()))
        row["handle"] = names.get(row["article"], row["article"][:8])
        row["href"] = address(f"/article/{row['article']}") + f"#char={span.begin},{span.end}"
        for side in ("actor", "recipient", "speaker"):
            row[f"{side}_href"] = address(f"/entity/{row[side]}") if row[side] else ""
            row[f"{side}_name"] = plain(row[f"{side}_name"] or "")
    return rows


def _whole(corpus: Corpus, asked: Asked, wanted: EventFilter, total: int) -> pa.Table:
    """Return the events that fit as `retold export events` gives them: its columns, in the order of its key.

    Raises `UsageError` where these are too many for one answer, before they are read.
    """
    must_be_few(total)
    if wanted == EventFilter():
        return corpus.table("events", unsure=asked.unsure)
    events = [row["event"] for row in event_rows(corpus, wanted, unsure=asked.unsure)]
    return corpus.table(
        "events", unsure=asked.unsure, where="x.event in (select unnest(?))", parameters=[events or [""]]
    )


def _claims_table(corpus: Corpus, wanted: EventFilter, disputed: bool) -> pa.Table:
    """Return all claims that fit, as `retold claims --json` gives them."""
    rows = [dataclasses.asdict(claim) for claim in claims_of(corpus, wanted, disputed=disputed)]
    return pa.Table.from_pylist(rows, schema=CLAIMS)
