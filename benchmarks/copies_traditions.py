"""`python -m benchmarks.copies_traditions FILE …`: trees of hand-copied texts with known histories.

Each file is tab-separated, one column a witness, one row a place; empty cells are left out or lost. The tree is that
of shared text and lost texts, without dates, credits or marks, so only who stands next to whom is asked. The truth,
where it is known from the literature, is given as lines `COPY EXEMPLAR` (`--truth FILE`); names may be of texts not
held.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from benchmarks.copies_families import Text
from benchmarks.copies_stemmata import derived

_DAY = datetime(1400, 1, 1, tzinfo=UTC)
_DIGITS = 4

Tree = Mapping[str, Sequence[str]]


def read_witnesses(path: Path) -> list[Text]:
    """Return the witnesses of an aligned tradition as texts of a family."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    rows = [line.split("\t") for line in text.splitlines()]
    names = [name.removesuffix(".txt") for name in rows[0]]
    texts = []
    for column, name in enumerate(names):
        words = [row[column].strip() for row in rows[1:] if column < len(row) and row[column].strip()]
        texts.append(Text(name, name, " ".join(words), _DAY, _DAY))
    return texts


def tree_of(texts: Sequence[Text]) -> dict[str, list[str]]:
    """Return the neighbours of each text in the tree that the stages draw; lost texts are nodes of their own."""
    neighbours: dict[str, set[str]] = {}
    for row in derived(texts, signals_off="time"):
        through = next((e["id"] for e in row["evidence"] if e["id"]), None)
        way = [row["article"], *([through] if through else []), row["exemplar"]]
        for a, b in pairwise(way):
            neighbours.setdefault(a, set()).add(b)
            neighbours.setdefault(b, set()).add(a)
    return {name: sorted(found) for name, found in sorted(neighbours.items())}


def distances(tree: Tree, start: str) -> dict[str, int]:
    """Return how many edges away each node is."""
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for other in tree.get(node, ()):
            if other not in found:
                found[other] = found[node] + 1
                waiting.append(other)
    return found


def agreement(tree: Tree, truth: Tree, names: Sequence[str]) -> float:
    """Return the average sign similarity of distances (Roos and Heikkilä 2009): 1 where all triples agree.

    For each three witnesses a, b, c: whether a is nearer to b or to c, in the tree and in the truth.
    """
    found = {name: distances(tree, name) for name in names}
    true = {name: distances(truth, name) for name in names}
    far = len(tree) + len(truth)
    total = count = 0.0
    for a in names:
        for b, c in combinations([name for name in names if name != a], 2):
            ours = _sign(found[a].get(b, far) - found[a].get(c, far))
            theirs = _sign(true[a].get(b, far) - true[a].get(c, far))
            total += 1 - abs(ours - theirs) / 2
            count += 1
    return round(total / max(count, 1), _DIGITS)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def read_truth(path: Path) -> Tree:
    """Return the neighbours of each text in a tree given as lines `COPY EXEMPLAR`."""
    neighbours: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            a, b = line.split()
            neighbours.setdefault(a, []).append(b)
            neighbours.setdefault(b, []).append(a)
    return neighbours


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the trees, and how far they agree with the truth, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_traditions", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="tab-separated, one column a witness")
    parser.add_argument("--truth", type=Path, help="lines COPY EXEMPLAR, for the first file")
    given = parser.parse_args(arguments)
    for place, path in enumerate(given.files):
        texts = read_witnesses(path)
        tree = tree_of(texts)
        figures: dict[str, Any] = {"file": path.name, "witnesses": len(texts), "tree": tree}
        if given.truth is not None and place == 0:
            names = sorted({text.name for text in texts} & set(read_truth(given.truth)))
            figures["sign_similarity"] = agreement(tree, read_truth(given.truth), names)
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
