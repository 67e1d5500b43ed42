"""A seeded generator of lifelike fictional corpora, as JSON lines with the truth about each article.

`python -m benchmarks.generate --articles 1000 -o corpus.jsonl` writes the articles as Retold reads them, and beside
them `corpus.truth.jsonl`: the story of each article, what it was taken from, at which level of editing, and when it
really ran. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.lexicon import AGENCIES, FOOTERS, MENUS, OUTLETS
from benchmarks.writing import (
    LEVELS,
    MARKS,
    Draft,
    Happening,
    edit,
    invent,
    look_alike,
    set_text,
    with_more,
    with_passages,
    write,
)
from retold.ids import content_hash

START = datetime(2031, 3, 3, 6, 0, tzinfo=UTC)
_STORY_EVERY_HOURS = 2
_WRONG_CLOCK_SHARE = 0.1  # of copies: their stated time lies before their exemplar's
_NO_DATE_SHARE = 0.3
_NO_OUTLET_SHARE = 0.15
_LOOK_ALIKE_SHARE = 0.25  # of stories: the same speakers, another happening, the same week
_SIZES = (1, 1, 1, 2, 3, 4, 6, 9)  # articles of a story; most are told once
_KINDS = (*LEVELS, *LEVELS, "update", "passages", "own report")

Row = dict[str, Any]


@dataclass(slots=True)
class _Story:
    """A story under way: what happened, and the articles already written."""

    name: str
    happening: Happening
    began: datetime
    drafts: list[tuple[str, Draft, datetime]] = field(default_factory=list)  # origin, text, when it really ran


def generate(
    articles: int, *, words: int = 500, seed: int = 0, dates_missing: float = _NO_DATE_SHARE
) -> tuple[list[Row], list[Row]]:
    """Return `articles` records as Retold reads them, in a random order, and the truth of each by its `origin`.

    `dates_missing` is the share of articles that state no date, 0 to 1.
    """
    chance = random.Random(seed)
    records: list[Row] = []
    truths: list[Row] = []
    previous: _Story | None = None
    for number in range(articles):
        story = _new_story(number, previous, chance)
        size = min(chance.choice(_SIZES), articles - len(records))
        for record, truth in _tell(story, size, words, dates_missing, chance):
            records.append(record)
            truths.append(truth)
        previous = story
        if len(records) >= articles:
            break
    chance.shuffle(records)
    return records, truths


def one_story(
    number: int, happening: Happening, size: int, *, words: int, chance: random.Random
) -> Iterator[tuple[Row, Row, Draft]]:
    """Yield the articles of story `number` as they ran, one after the other: record, truth, text before it is set."""
    story = _Story(f"story-{number}", happening, START + timedelta(hours=_STORY_EVERY_HOURS * number))
    for record, truth in _tell(story, size, words, _NO_DATE_SHARE, chance):
        yield record, truth, story.drafts[-1][1]


def _new_story(number: int, previous: _Story | None, chance: random.Random) -> _Story:
    began = START + timedelta(hours=_STORY_EVERY_HOURS * number)
    if previous is not None and chance.random() < _LOOK_ALIKE_SHARE:
        return _Story(f"story-{number}", look_alike(previous.happening, chance), began)
    return _Story(f"story-{number}", invent(chance), began)


def _tell(
    story: _Story, size: int, words: int, dates_missing: float, chance: random.Random
) -> Iterator[tuple[Row, Row]]:
    """Yield the articles of a story: an agency's first, then copies of any that stand already."""
    for place in range(size):
        origin = f"https://{content_hash(story.name)[:8]}.example/{story.name}/{place}"
        if place == 0:
            draft, kind, exemplar = write(story.happening, words, chance), "first", None
            outlet, ran = chance.choice(AGENCIES), story.began
        else:
            kind = chance.choice(_KINDS)
            exemplar = chance.choice(story.drafts)
            draft = _derived(story, exemplar[1], kind, words, chance)
            outlet, ran = chance.choice(OUTLETS), exemplar[2] + timedelta(minutes=chance.randrange(10, 1800))
        story.drafts.append((origin, draft, ran))
        taken_from = exemplar if kind != "own report" else None
        yield (
            _record(draft, origin, outlet, _stated(ran, taken_from, dates_missing, chance), chance),
            {
                "origin": origin,
                "story": story.name,
                "kind": kind,
                "exemplar": taken_from[0] if taken_from else None,
                "published": _iso(ran),
            },
        )


def _derived(story: _Story, exemplar: Draft, kind: str, words: int, chance: random.Random) -> Draft:
    if kind in LEVELS:
        return edit(exemplar, kind, chance)
    if kind == "update":
        return with_more(exemplar, story.happening, words // 4, chance)
    own = write(story.happening, words, chance)
    return with_passages(own, exemplar, chance) if kind == "passages" else own


def _stated(
    ran: datetime, exemplar: tuple[str, Draft, datetime] | None, dates_missing: float, chance: random.Random
) -> datetime | None:
    """Return the time that the page states: none, right, or before the exemplar's."""
    if chance.random() < dates_missing:
        return None
    if exemplar is not None and chance.random() < _WRONG_CLOCK_SHARE:
        return exemplar[2] - timedelta(minutes=chance.randrange(5, 300))
    return ran


def _record(draft: Draft, origin: str, outlet: str, stated: datetime | None, chance: random.Random) -> Row:
    """Return an article as its outlet sets it: menu, title, dateline, body, footer."""
    house = random.Random(outlet)  # an outlet's style is its own, whatever it prints
    marks = house.choice(sorted(MARKS))
    menu, footer = house.choice(MENUS), house.choice(FOOTERS)
    parts = [menu, draft.title, set_text(draft, marks), footer]
    if outlet in AGENCIES:
        parts = [draft.title, set_text(draft, marks), f"({outlet})"]
    named = None if chance.random() < _NO_OUTLET_SHARE else outlet
    record: Row = {"origin": origin, "url": origin, "title": draft.title, "text": "\n\n".join(parts)}
    if named is not None:
        record["outlet"] = named
    if stated is not None:
        record["published"] = _iso(stated)
    return record


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the corpus and its truth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--words", type=int, default=500, help="words of an article, about")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path, required=True, help="JSON lines to write")
    given = parser.parse_args(arguments)
    records, truths = generate(given.articles, words=given.words, seed=given.seed)
    for path, rows in ((given.output, records), (given.output.with_suffix(".truth.jsonl"), truths)):
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        print(f"{len(rows)} lines in {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
