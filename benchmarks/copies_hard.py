"""`python -m benchmarks.copies_hard`: processor seconds and memory of copies and stories in unusual texts.

Each case runs at a size and at four times that, from paragraphs to stories and variants, in a process of its own. Time
that grows with the square of the size would grow sixteenfold; a line that says four to six is near-linear.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import duckdb

from benchmarks.copies_texts import World
from benchmarks.news import START, affair, day
from retold.engines.cache import ResultCache
from retold.ids import content_hash
from retold.pipeline import COPIES, PASSAGES, STORIES
from retold.running import build
from retold.settings import EngineSettings, Settings
from retold.store import Workspace
from retold.tables import STAGE_TABLES

GROWTH = 4
_LAST = "variants"
_FOOTER_WORDS = 300
_HEADLINES = 7  # of one text, each house having its own
_SCRIPTS = (
    "the ferry left the harbour of ostermoor at dawn with forty people on board and nobody knew why",
    "غادرت العبارة ميناء أوسترمور عند الفجر وعلى متنها أربعون شخصا ولم يعرف أحد السبب",
    "המעבורת עזבה את נמל אוסטרמור עם שחר ועליה ארבעים איש ואיש לא ידע מדוע",
    "नौका भोर में चालीस लोगों के साथ बंदरगाह से निकली और शाम तक नहीं लौटी किसी को पता नहीं क्यों",
    "เรือข้ามฟากออกจากท่าเรือตอนรุ่งสางพร้อมผู้โดยสารสี่สิบคนและไม่มีใครรู้ว่าเพราะเหตุใด",
    "渡轮在黎明时分载着四十人离开港口到傍晚仍未返回人们在码头等候没有人知道原因",
)

# Title, outlet, text, and where it matters the time of publication.
Made = tuple[str, str | None, str] | tuple[str, str | None, str, datetime | None]


def _prose(world: World, chance: random.Random, words: int) -> str:
    sentences: list[str] = []
    count = 0
    while count < words:
        sentence = world.sentence(chance)
        count += len(sentence)
        sentences.append(" ".join(sentence).capitalize() + ".")
    return "\n\n".join(" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))


def _edited(text: str, chance: random.Random, share: float) -> str:
    return " ".join(f"zq{chance.randrange(9999)}" if chance.random() < share else word for word in text.split(" "))


def _identical(size: int, world: World, chance: random.Random) -> Iterable[Made]:
    text = _prose(world, chance, 300)
    titles = [f"Ferry {world.word(chance)} {world.word(chance)}" for _ in range(_HEADLINES)]
    return ((titles[i % _HEADLINES], f"Outlet {i}", text) for i in range(size))


def _edited_copies(size: int, world: World, chance: random.Random) -> Iterable[Made]:
    text = _prose(world, chance, 300)
    return ((f"Title {i}", f"Outlet {i}", _edited(text, chance, 0.03)) for i in range(size))


def _footer_of_one(size: int, world: World, chance: random.Random) -> Iterable[Made]:
    footer = _prose(world, chance, _FOOTER_WORDS)
    return ((f"Title {i}", "Outlet", f"{_prose(world, chance, 150)}\n\n{footer}") for i in range(size))


def _footer_of_all(size: int, world: World, chance: random.Random) -> Iterable[Made]:
    footer = _prose(world, chance, _FOOTER_WORDS)
    return ((f"Title {i}", f"Outlet {i}", f"{_prose(world, chance, 150)}\n\n{footer}") for i in range(size))


def _nested(size: int, world: World, chance: random.Random) -> Iterable[Made]:
    inner = _prose(world, chance, size)
    outer = f"{_prose(world, chance, size)}\n\n{inner}\n\n{_prose(world, chance, size)}"
    return [("Inner", "One", inner), ("Outer", "Other", outer)]


def _long(size: int, world: World, chance: random.Random) -> Iterable[Made]:
    text = _prose(world, chance, size)
    return [("Long", "One", text), ("Copy", "Other", _edited(text, chance, 0.03))]


def _one_word(size: int, world: World, chance: random.Random) -> Iterable[Made]:  # noqa: ARG001 - every case's
    return [("Long", "One", "word " * size), ("Longer", "Other", "word " * (size + size // 3))]


def _scripts(size: int, world: World, chance: random.Random) -> Iterable[Made]:  # noqa: ARG001 - every case's
    lines = [f"{chance.choice(_SCRIPTS)} {chance.randrange(10**6)} 🚢🏽" for _ in range(size // 15)]
    changed = [line if chance.random() > 0.1 else f"new {line}" for line in lines]
    return [("Many", "One", "\n".join(lines)), ("Copy", "Other", "\n".join(changed))]


def _affair(size: int, world: World, chance: random.Random) -> Iterable[Made]:  # noqa: ARG001 - every case's
    """A big happening that makes up half of all news, each report in words of its own."""
    made = [
        *affair("affair", size // 2, START + timedelta(days=8)),
        *(e for n in range(20) for e in day(n, size // 40)),
    ]
    return ((each.title, each.outlet, each.text, each.published) for each in made)


Case = Callable[[int, World, random.Random], Iterable[Made]]
# Each with its smaller size: articles, or words of an article.
CASES: dict[str, tuple[Case, int]] = {
    "identical articles": (_identical, 2_500),
    "copies edited a little": (_edited_copies, 1_250),
    "a footer on each page of one outlet": (_footer_of_one, 2_500),
    "a footer on each page of all outlets": (_footer_of_all, 1_250),
    "a happening of which half of all articles tell": (_affair, 2_500),
    "one article inside another, words": (_nested, 20_000),
    "an article of 2 MB and its copy, words": (_long, 75_000),
    "one repeated word, words": (_one_word, 100_000),
    "mixed scripts, words": (_scripts, 10_000),
}


def measure(name: str, size: int) -> dict[str, Any]:
    """Run a case in this process; return its processor seconds, peak of memory and what was found."""
    case, _ = CASES[name]
    made = list(case(size, World("test"), random.Random(name)))
    workspace = _workspace(made)
    held, began = _megabytes(), time.process_time()
    stages = (*PASSAGES, *STORIES, *COPIES[: [stage.name for stage in COPIES].index(_LAST) + 1])
    cache = ResultCache(None)
    build(workspace, Settings(engine=EngineSettings(workers=1)), cache, stages=stages)
    cache.close()
    spent = time.process_time() - began
    counts = {
        table: workspace.connection.sql(f"select count(*) from stage.{table}").fetchall()[0][0]
        for table in ("candidate_pairs", "passages", "story_pairs", "stories", "derivations", _LAST)
    }
    return {
        "size": size,
        "cpu_seconds": round(spent, 2),
        "megabytes": _megabytes() - held,
        "megabytes_of_text": round(sum(len(each[2]) for each in made) / 1e6, 1),
        **counts,
    }


def _workspace(made: Sequence[Made]) -> Workspace:
    workspace = Workspace(duckdb.connect(config={"threads": 1}))
    rows = [(content_hash(str(number))[:20], *each[:3]) for number, each in enumerate(made)]
    times = [each[3] if len(each) > 3 else None for each in made]
    base: dict[str, list[dict[str, Any]]] = {
        "texts": [{"article": a, "text": text, "text_hash": a} for a, _, _, text in rows],
        "blocks": [{"article": a, "begin": 0, "end": len(text), "role": "body"} for a, _, _, text in rows],
        "article_fields": [
            {"article": a, "title": title, "outlet": outlet, "published": time}
            for (a, title, outlet, _), time in zip(rows, times, strict=True)
        ],
    }
    for name, each in base.items():
        workspace.write(name, STAGE_TABLES[name].rows(each))
    return workspace


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measured_apart(name: str, size: int) -> dict[str, Any]:
    """Run a case in a process of its own: a peak of memory is never given back."""
    command = [sys.executable, "-m", "benchmarks.copies_hard", "--case", name, "--size", str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON line a case."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_hard", description=__doc__)
    parser.add_argument("--case", choices=CASES, help="one case, at `--size` alone")
    parser.add_argument("--size", type=int)
    given = parser.parse_args(arguments)
    if given.case and given.size:
        print(json.dumps(measure(given.case, given.size)))
        return 0
    for name, (_, size) in CASES.items():
        if given.case in (None, name):
            small, large = measured_apart(name, size), measured_apart(name, GROWTH * size)
            growth = round(large["cpu_seconds"] / max(small["cpu_seconds"], 0.01), 1)
            print(json.dumps({"case": name, "time_grew": growth, "small": small, "large": large}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
