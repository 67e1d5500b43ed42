"""Open questions of a stemma: readings that copies share against their exemplar, and rival explanations.

Shared readings speak for a common text behind the copies, unless house style, spelling or grammar explains them
(the method of common errors, with the conjunctive force of each reading judged by its kind).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from retold.telling.copies import derivation, rival_sentence
from retold.telling.holdings import Holdings, Row
from retold.telling.labels import handle, shortened
from retold.telling.trees import way_up
from retold.telling.wording import counted, listed, say

# Two copyists may come to these changes on their own.
EXPLAINED_EFFECTS = ("name", "spelling", "grammar", "punctuation", "quotation marks")
_SHOWN = 5
_JOINTS = " ,;:"  # what hangs on to a reading at its ends
_MAX_READING = 40


@dataclass(frozen=True, slots=True)
class SharedReading:
    """A reading that copies have where their exemplar has another."""

    reading: str
    exemplar_reading: str
    effect: str
    is_explained: bool
    begin: int  # in the exemplar


@dataclass(frozen=True, slots=True)
class Question:
    """Copies that agree against an exemplar from which none of them took it through another of them."""

    exemplar: str
    copies: tuple[str, ...]
    readings: tuple[SharedReading, ...]
    sentence: str
    explained: str
    rival: str


def questions_of(held: Holdings, story: str) -> tuple[Question, ...]:
    """Return the open questions of a story, those with most readings that nothing explains first."""
    shared = _shared(held, story)
    found = [_question(held, exemplar, copies, readings) for (exemplar, copies), readings in sorted(shared.items())]
    return tuple(sorted(found, key=lambda q: (_open(q) * -1, -len(q.readings), q.copies, q.exemplar)))


def rivals_of(held: Holdings, story: str) -> tuple[str, ...]:
    """Return the rival explanations of a story's derivations as sentences, in the order of the articles' names."""
    articles = sorted(held.members[story], key=lambda article: (handle(held, article), article))
    rows = [row for article in articles for row in held.derivations.get(article, []) if row["rival"]]
    kept = [row for row in rows if held.is_held(row["exemplar"]) and (row["rival_probability"] or 0) >= 0.05]
    return tuple(f"{handle(held, row['article'])}: {rival_sentence(held, row)}" for row in kept)


def _shared(held: Holdings, story: str) -> dict[tuple[str, tuple[str, ...]], list[SharedReading]]:
    places: dict[tuple[str, int, int, str], dict[str, Row]] = defaultdict(dict)
    for article in held.members[story]:
        for row in held.variants.get(article, []):
            is_cut = row["kind"] == "omission" and row["effect"] == "passage"  # any two may cut the same passage
            if held.is_held(row["exemplar"]) and not is_cut:
                reading = held.text(article)[row["begin"] : row["end"]]
                key = (row["exemplar"], row["exemplar_begin"], row["exemplar_end"], _folded(reading))
                places[key][article] = row
    result: dict[tuple[str, tuple[str, ...]], list[SharedReading]] = defaultdict(list)
    for (exemplar, begin, end, _), rows in sorted(places.items()):
        copies = _independent(held, story, sorted(rows))
        if len(copies) > 1:
            result[exemplar, copies].append(_reading(held, rows[copies[0]], begin, end))
    return result


def _independent(held: Holdings, story: str, articles: list[str]) -> tuple[str, ...]:
    """Leave out copies that have the reading by descent from another of them."""
    articles = sorted(articles, key=lambda article: (handle(held, article), article))
    return tuple(a for a in articles if not any(other in way_up(held, story, a)[1:] for other in articles))


def _reading(held: Holdings, row: Row, begin: int, end: int) -> SharedReading:
    return SharedReading(
        reading=shortened(held.text(row["article"])[row["begin"] : row["end"]], _MAX_READING),
        exemplar_reading=shortened(held.text(row["exemplar"])[begin:end], _MAX_READING),
        effect=row["effect"] or "wording",
        is_explained=row["effect"] in EXPLAINED_EFFECTS,
        begin=begin,
    )


def _question(held: Holdings, exemplar: str, copies: tuple[str, ...], readings: list[SharedReading]) -> Question:
    explained = [reading for reading in readings if reading.is_explained]
    rows = [derivation(held, copy, exemplar) for copy in copies]
    rivals = [row for row in rows if row and row["rival"] and row["rival_probability"]]
    best = max(rivals, key=lambda row: (row["rival_probability"], row["article"]), default=None)
    return Question(
        exemplar=exemplar,
        copies=copies,
        readings=tuple(readings),
        sentence=say(
            "agree_against",
            copies=listed([handle(held, copy) for copy in copies]),
            exemplar=handle(held, exemplar),
            places=counted(len(readings), "place"),
            readings=_shown(readings),
        ),
        explained=_explained(explained, len(readings)),
        rival=rival_sentence(held, best),
    )


def _explained(explained: list[SharedReading], total: int) -> str:
    if not explained:
        return ""
    if len(explained) == total:
        return say("all_explained") if total > 1 else say("one_explained")
    return say("explained", count=len(explained), readings=_shown(explained))


def _shown(readings: list[SharedReading]) -> str:
    shown = [_reading_phrase(reading) for reading in readings[:_SHOWN]]
    return "; ".join(shown) + ("; …" if len(readings) > _SHOWN else "")


def _reading_phrase(reading: SharedReading) -> str:
    new, old = (words.strip(_JOINTS) for words in (reading.reading, reading.exemplar_reading))
    if new and old:
        return f"“{new}” for “{old}”"
    return f"“{new}” added" if new else f"“{old or reading.exemplar_reading}” left out"


def _open(question: Question) -> int:
    return sum(not reading.is_explained for reading in question.readings)


def _folded(reading: str) -> str:
    return " ".join(reading.casefold().split())
