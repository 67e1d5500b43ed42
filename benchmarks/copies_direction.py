"""`python -m benchmarks.copies_direction`: which of two relatives copied from the other, told against generated truth.

Each line leaves out some signals: all kept, times withheld, credits withheld, both. Only pairs that the truth joins
directly are counted; an answer below one half is an abstention and counts as not right.

`--ablate` leaves out each signal in turn on the families of `copies_families`, with all others and with times withheld
and credits masked, and prints a table in Markdown: three-way accuracy, and how many of a thousand pairs it changes.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.copies_families import make_families
from benchmarks.copies_stemmata import direction_figures, found_in, prepared
from benchmarks.generate import generate
from evaluation.product import MemoryStore
from retold.reuse.direction import WEIGHTS
from retold.settings import ReadingSettings, ReuseSettings, Settings
from retold.sources.jsonl import read_jsonl
from retold.sources.records import Reading

_ABLATIONS = {
    "all signals": "",
    "times withheld": "time",
    "credits withheld": "credit, credit layers, credit in the lead",
    "both withheld": "time, credit, credit layers, credit in the lead",
    "times alone": "",  # all others off, see `_settings`
}
_ASSERTED = 0.5
_HIDDEN = 0.1  # of the texts of a family are not held
_BINS = 10
_DIGITS = 4


def measure(articles: int, seed: int) -> dict[str, dict[str, float]]:
    """Return accuracy, abstentions and calibration of each ablation over generated families."""
    records, truths = generate(articles, seed=seed)
    stream = io.BytesIO("".join(json.dumps(record) + "\n" for record in records).encode())
    read = [item for _, item in read_jsonl(stream, "generated", settings=ReadingSettings())]
    readings = [item for item in read if isinstance(item, Reading)]
    # An update without an address of its page is told from a copy by nothing: left out.
    exemplars = {t["origin"]: t["exemplar"] for t in truths if t["exemplar"] and t["kind"] != "update"}
    return {name: _figures(readings, exemplars, _settings(name)) for name in _ABLATIONS}


def _settings(name: str) -> Settings:
    off = _ABLATIONS[name]
    if name == "times alone":
        off = ", ".join(signal for signal in WEIGHTS if not signal.startswith("time"))
    return Settings(reuse=ReuseSettings(signals_off=off))


def _figures(readings: Sequence[Reading], exemplars: Mapping[str, str], settings: Settings) -> dict[str, float]:
    with MemoryStore(["derivations"], settings) as store:
        store.add(readings)
        article_of = store.articles()
        rows = store.table("derivations").to_pylist()
    truth = {(article_of[copy], article_of[exemplar]) for copy, exemplar in exemplars.items()}
    answers = [
        (row["probability"], (row["article"], row["exemplar"]) in truth)
        for row in rows
        if (row["article"], row["exemplar"]) in truth or (row["exemplar"], row["article"]) in truth
    ]
    given = [(probability, right) for probability, right in answers if probability >= _ASSERTED]
    count = max(len(answers), 1)
    return {
        "pairs": len(answers),
        "accuracy": round(sum(right for _, right in given) / count, _DIGITS),
        "accuracy_when_answered": round(sum(right for _, right in given) / max(len(given), 1), _DIGITS),
        "ece": round(_calibration_error(answers), _DIGITS),
    }


def _calibration_error(answers: Sequence[tuple[float, bool]]) -> float:
    bins: dict[int, list[float]] = defaultdict(list)
    for probability, right in answers:
        bins[min(int(probability * _BINS), _BINS - 1)].append(probability - right)
    return sum(abs(sum(gaps)) for gaps in bins.values()) / max(len(answers), 1)


def ablation_table(families: int, kind: str, seed: int) -> str:
    """Return the effect of each signal on three-way accuracy as a table in Markdown, the most useful first."""
    drawn = make_families(families, kind=kind, seed=seed, hidden=_HIDDEN)
    tables = [prepared(family) for family in drawn]

    def accuracy(off: str) -> float:
        return float(direction_figures(found_in(drawn, tables, signals_off=off))["accuracy"])

    masked = _ABLATIONS["both withheld"]
    whole, bare = accuracy(""), accuracy(masked)
    rows = []
    for name in WEIGHTS:
        if name == "time on one page":  # no two texts of these families are versions of one page
            continue
        print(f"without {name}", file=sys.stderr)
        effects = [accuracy(name) - whole, 0.0 if name in masked.split(", ") else accuracy(f"{masked}, {name}") - bare]
        rows.append((effects[0], effects[1], name))
    lines = [
        "| signal left out | all others kept | times and credits withheld as well |",
        "|---|---|---|",
        f"| none | {whole:.3f} | {bare:.3f} |",
    ]
    lines += [f"| `{name}` | {_signed(first)} | {_signed(second)} |" for first, second, name in sorted(rows)]
    return "\n".join(lines)


def _signed(effect: float) -> str:
    thousandths = round(1000 * effect)
    return "0" if not thousandths else f"{thousandths:+d}".replace("-", "−")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_direction", description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ablate", action="store_true", help="leave out each signal in turn, on families of desks")
    parser.add_argument("--families", type=int, default=150, help="families of desks, for --ablate")
    parser.add_argument("--kind", choices=("development", "test"), default="test", help="of these families")
    given = parser.parse_args(arguments)
    if given.ablate:
        print(ablation_table(given.families, given.kind, given.seed))
        return 0
    print(json.dumps(measure(given.articles, given.seed), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
