"""`records`: events with actors on PLOVER gold records: types, pairs of states, and both at once.

A record is one sentence with one coded event; records of one sentence are scored together, as sets. PLOVER codes what
is refused, promised or announced under a type of its own, so our deeds are folded as it does
(`retold.actors.events.types.folded_type`), and its earlier names are read as today's. The bootstrap is over sentences.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.gold import BadGold
from evaluation.product import MemoryStore, reading_of
from retold.actors.events.types import EARLIER_NAMES, folded_type

ASSERTED = 0.5
_BODY = "IGO"  # PLOVER's code for a body of several states
_SPELLINGS = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM"}  # slips in the records
_NAMES = ("event_type", "dyad", "dyad_event")

Dyad = tuple[str | None, str | None]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on a file of PLOVER records. Nothing is trained, so folds change nothing.

    Raises `BadGold` where the file is no list of records.
    """
    del folds
    gold = read_records(data)
    found = events_in(gold)
    counts = [_counts(events, found.get(text, set())) for text, events in gold.items()]
    return with_intervals(counts, _figures)


def read_records(path: Path) -> dict[str, set[tuple[str, Dyad]]]:
    """Return the coded events of each sentence: type and pair of countries. Raises `BadGold` as `evaluate` does."""
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        by_text: dict[str, set[tuple[str, Dyad]]] = {}
        for record in records:
            coded = by_text.setdefault(record["text"].strip("{} \n"), set())
            kind = EARLIER_NAMES.get(record["event"], record["event"])
            coded.update((kind, dyad) for dyad in _dyads(record))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        expected = "Expected a JSON list with text, event, source, target"
        raise BadGold(f"{path}: no PLOVER records ({error}). {expected}") from error
    if not by_text:
        raise BadGold(f"{path}: no record. Expected a JSON list with text, event, source, target")
    return by_text


def _dyads(record: Mapping[str, Any]) -> list[Dyad]:
    sources, targets = _codes(record.get("source")), _codes(record.get("target"))
    if not targets and len(sources) > 1:
        return [(one, other) for i, one in enumerate(sources) for other in sources[i + 1 :]]
    return [(source, target) for source in sources or [None] for target in targets or [None]]


def _codes(actors: Any) -> list[str | None]:
    found = [actor.get("code") for actor in actors or () if isinstance(actor, dict)] if isinstance(actors, list) else []
    return list(dict.fromkeys(_SPELLINGS.get(code, code) for code in found if code))


def events_in(texts: Iterable[str]) -> dict[str, set[tuple[str, Dyad]]]:
    """Return the asserted events that the product finds in each sentence, folded as PLOVER codes them."""
    with MemoryStore(("attributed_events", "entities")) as store:
        store.add(reading_of(text, str(number)) for number, text in enumerate(texts))
        sentences = {row["article"]: row["text"] for row in store.table("texts").to_pylist()}
        entities = {row["entity"]: row for row in store.table("entities").to_pylist()}
        events = store.table("attributed_events").to_pylist()
    found: dict[str, set[tuple[str, Dyad]]] = {}
    for event in events:
        if event["probability"] >= ASSERTED:
            kind = folded_type(event["event_type"], event["polarity"], event["modality"])
            dyad = (_code_of(event, "actor", entities), _code_of(event, "recipient", entities))
            found.setdefault(sentences[event["article"]].strip("{} \n"), set()).add((kind, dyad))
    return found


def _code_of(event: Mapping[str, Any], side: str, entities: Mapping[str, Mapping[str, Any]]) -> str | None:
    entity = entities.get(event[side]) or {}
    country = event[f"{side}_country"] or entity.get("country")
    if country:
        return str(country)
    return _BODY if entity.get("type") == "ORG" else None


def _counts(gold: set[tuple[str, Dyad]], found: set[tuple[str, Dyad]]) -> list[float]:
    row: list[float] = []
    for wanted, given in (
        ({kind for kind, _ in gold}, {kind for kind, _ in found}),
        ({dyad for _, dyad in gold}, {dyad for _, dyad in found}),
        (gold, found),
    ):
        both = _matched(wanted, given)
        row.extend((both, len(wanted), len(given)))
    return row


def _matched(wanted: set[Any], given: set[Any]) -> int:
    """Count what is in both; two who do something together may be named in either order."""
    turned = {_turned(each) for each in given}
    return sum(each in given or (each in turned and _is_mutual(each)) for each in wanted)


def _turned(each: Any) -> Any:
    if isinstance(each, tuple) and isinstance(each[1], tuple):
        return each[0], each[1][::-1]
    return each[::-1] if isinstance(each, tuple) else each


def _is_mutual(each: Any) -> bool:
    kind = each[0] if isinstance(each, tuple) and isinstance(each[1], tuple) else None
    return kind in ("CONSULT", "AGREE", "COOPERATE", "SUPPORT")


def _figures(counts: Counts) -> dict[str, Counts]:
    figures = {}
    for place, name in enumerate(_NAMES):
        both, wanted, given = (counts[:, 3 * place + column] for column in range(3))
        figures[f"{name}_f1"] = f1_of(ratio(both, given), ratio(both, wanted))
    return figures
