"""Reading the events of short texts, all in memory and all at once: the models load once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evaluation.product import MemoryStore, reading_of

ASSERTED = 0.5


def events_of(texts: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the asserted events of each text, with names for actor, recipient and speaker, in reading order."""
    every = list(dict.fromkeys(texts))
    with MemoryStore(("attributed_events", "entities")) as store:
        store.add(reading_of(text, str(number)) for number, text in enumerate(every))
        origins = {article: every[int(origin)] for origin, article in store.articles().items()}
        names = {row["entity"]: row["name"] for row in store.table("entities").to_pylist()}
        rows = store.table("attributed_events").to_pylist()
    found: dict[str, list[dict[str, Any]]] = {text: [] for text in every}
    for row in sorted(rows, key=lambda row: (row["article"], row["begin"], row["event"])):
        if row["probability"] >= ASSERTED:
            row["actor_name"] = names.get(row["actor"], row["actor_country"])
            row["recipient_name"] = names.get(row["recipient"], row["recipient_country"])
            row["speaker_name"] = names.get(row["speaker"])
            found[origins[row["article"]]].append(row)
    return found


def deeds_of(events: Iterable[dict[str, Any]]) -> set[tuple[str | None, str, str | None]]:
    """Return who does what to whom."""
    return {(event["actor_name"], event["event_type"], event["recipient_name"]) for event in events}
