"""`events`: attributed events on texts of our own, and false events on sentences that hold none.

A file of JSON lines has texts with their events; the figures count (actor, type, recipient, polarity), a name being
found in the names of the entity or in its country's. A `.txt` file has one sentence a line without events ("#" for
remarks): the figure is the share of sentences with a false one. The bootstrap is over texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.gold import BadGold, json_lines
from evaluation.product import MemoryStore, reading_of
from retold.actors.gazetteer import country_names

ASSERTED = 0.5
_BINS = 10
_COLUMNS = 7  # right, gold, found, and of the right ones: by a speaker, speaker right, not asserted, modality right


@dataclass(frozen=True, slots=True)
class Found:
    """An event as the product finds it; `names` are all that actor, recipient and speaker go by."""

    actor: str
    event_type: str
    recipient: str
    speaker: str | None
    polarity: str
    modality: str
    probability: float


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures of a file. Nothing is trained, so folds change nothing. Raises `BadGold`."""
    del folds
    return _without_events(data) if data.suffix == ".txt" else _with_events(data)


def _without_events(data: Path) -> dict[str, Any]:
    lines = data.read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if line.strip() and not line.startswith("#")]
    if not sentences:
        raise BadGold(f"{data}: no sentence. Expected one a line")
    found = found_in(sentences)
    counts = [[float(any(e.probability >= ASSERTED for e in found[text])), 1.0] for text in sentences]
    figures = with_intervals(counts, lambda sums: {"false_share": ratio(sums[:, 0], sums[:, 1])})
    return {**figures, "sentences": len(sentences)}


def _with_events(data: Path) -> dict[str, Any]:
    gold = json_lines(data, needed=("text", "events"))
    found = found_in([row["text"] for row in gold])
    counts: list[list[float]] = []
    scored: list[tuple[float, bool]] = []
    for row in gold:
        events = sorted(found[row["text"]], key=lambda event: -event.probability)
        pairs = _paired(row["events"], events)
        scored.extend((event.probability, index in pairs.values()) for index, event in enumerate(events))
        counts.append(_counted(row["events"], events, pairs))
    figures = with_intervals(counts, _figures)
    return {**figures, "ece": calibration_error(scored), "texts": len(gold)}


def found_in(texts: Sequence[str]) -> dict[str, list[Found]]:
    """Return the events that the product finds in each text, those below .5 with the others."""
    every = list(dict.fromkeys(texts))
    with MemoryStore(("attributed_events", "entities")) as store:
        store.add(reading_of(text, str(number)) for number, text in enumerate(every))
        of_article = {article: every[int(origin)] for origin, article in store.articles().items()}
        entities = {row["entity"]: row for row in store.table("entities").to_pylist()}
        rows = store.table("attributed_events").to_pylist()
    found: dict[str, list[Found]] = {text: [] for text in every}
    for row in sorted(rows, key=lambda row: row["event"]):
        found[of_article[row["article"]]].append(_found(row, entities))
    return found


def _found(row: Mapping[str, Any], entities: Mapping[str, Mapping[str, Any]]) -> Found:
    def names(entity: str | None, country: str | None) -> str:
        known = entities.get(entity or "") or {}
        listed = [known.get("name"), *(name["name"] for name in known.get("names") or ())]
        listed.append(country_names().get(country or known.get("country") or ""))
        return " / ".join(str(name) for name in listed if name).casefold()

    speaker = None if row["quotation"] is None else names(row["speaker"], None)
    actor, recipient = names(row["actor"], row["actor_country"]), names(row["recipient"], row["recipient_country"])
    return Found(actor, row["event_type"], recipient, speaker, row["polarity"], row["modality"], row["probability"])


def _paired(gold: Sequence[Mapping[str, Any]], events: Sequence[Found]) -> dict[int, int]:
    """Return for each gold event the found one that is it, the most probable first."""
    pairs: dict[int, int] = {}
    for number, wanted in enumerate(gold):
        for index, event in enumerate(events):
            if index not in pairs.values() and _is_same(wanted, event):
                pairs[number] = index
                break
    return pairs


def _is_same(wanted: Mapping[str, Any], event: Found) -> bool:
    recipient = wanted["recipient"]
    return (
        wanted["event_type"] == event.event_type
        and wanted["polarity"] == event.polarity
        and str(wanted["actor"]).casefold() in event.actor
        and (recipient is None or str(recipient).casefold() in event.recipient)
    )


def _counted(gold: Sequence[Mapping[str, Any]], events: Sequence[Found], pairs: Mapping[int, int]) -> list[float]:
    asserted = {number: index for number, index in pairs.items() if events[index].probability >= ASSERTED}
    row = [0.0] * _COLUMNS
    row[:3] = [len(asserted), len(gold), sum(event.probability >= ASSERTED for event in events)]
    for number, index in asserted.items():
        wanted, event = gold[number], events[index]
        if wanted["speaker"] is not None:
            row[3] += 1
            row[4] += event.speaker is not None and str(wanted["speaker"]).casefold() in event.speaker
        if wanted["modality"] != "asserted":
            row[5] += 1
            row[6] += event.modality == wanted["modality"]
    return row


def _figures(counts: Counts) -> dict[str, Counts]:
    right, gold, found = counts[:, 0], counts[:, 1], counts[:, 2]
    precision, recall = ratio(right, found), ratio(right, gold)
    return {
        "event_f1": f1_of(precision, recall),
        "event_precision": precision,
        "event_recall": recall,
        "speaker_right": ratio(counts[:, 4], counts[:, 3]),
        "modality_right": ratio(counts[:, 6], counts[:, 5]),
    }


def calibration_error(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error over ten equal bins; 0 of nothing."""
    if not scored:
        return 0.0
    chances = np.array([chance for chance, _ in scored])
    right = np.array([is_right for _, is_right in scored], dtype=float)
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    error = sum(
        (bins == number).mean() * abs(chances[bins == number].mean() - right[bins == number].mean())
        for number in range(_BINS)
        if (bins == number).any()
    )
    return round(float(error), 4)
