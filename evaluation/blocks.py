"""`blocks`: the roles of the stretches of raw texts against gold roles, over characters.

Each line of the data is a text with its `blocks` as [begin, end, role]; `half` is `dev` for texts that the rules may be
tuned on and `held` for those that they may not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.bootstrap import Counts, ratio, with_intervals
from evaluation.gold import json_lines, only_file
from retold.settings import ReadingSettings
from retold.sources.blocks import blocks
from retold.tables import CONTENT_ROLES, STAGE_TABLES

_HALVES = ("held", "dev")


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the share of characters with the right role (`characters`), and with the right side of the line between
    what is read for quotations and what is not (`content`); each again for the texts held out (`held_…`).

    Nothing is trained here. Raises `BadGold` for data of another format.
    """
    del folds
    path = only_file(data, "*.jsonl*") if data.is_dir() else data
    texts = json_lines(path, needed=("id", "text", "blocks", "half"))
    rows = [(text["half"], counts_of(text)) for text in texts]
    result = with_intervals([row for _, row in rows], _figures)
    for half in _HALVES:
        part = [row for name, row in rows if name == half]
        found = with_intervals(part, _figures) if part else {}
        result |= {f"{half}_{name}": value for name, value in found.items()}
    confused = sum((confusions(text) for text in texts), Counter())
    worst = sorted(confused.items(), key=lambda each: (-each[1], each[0]))[:8]
    return {**result, "texts": len(texts), "confused": [[*pair, count] for pair, count in worst]}


def found_roles(text: str) -> list[str | None]:
    """Return the role that the product gives to each character; None for white space between blocks."""
    table = STAGE_TABLES["texts"].rows([{"article": "text", "text": text}])
    readings = STAGE_TABLES["readings"].empty()
    roles: list[str | None] = [None] * len(text)
    for row in blocks(table, readings, settings=ReadingSettings()).to_pylist():
        roles[row["begin"] : row["end"]] = [row["role"]] * (row["end"] - row["begin"])
    return roles


def gold_roles(text: Mapping[str, Any]) -> list[str | None]:
    """Return the gold role of each character; None between blocks."""
    roles: list[str | None] = [None] * len(text["text"])
    for begin, end, role in text["blocks"]:
        roles[begin:end] = [role] * (end - begin)
    return roles


def counts_of(text: Mapping[str, Any]) -> list[float]:
    """Return characters with a gold role, those with the right one, and those on the right side."""
    pairs = _pairs(text)
    right = sum(gold == found for gold, found in pairs)
    side = sum((gold in CONTENT_ROLES) == (found in CONTENT_ROLES) for gold, found in pairs)
    return [float(len(pairs)), float(right), float(side)]


def confusions(text: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """Return how many characters of one role were taken for another."""
    return Counter((str(gold), str(found)) for gold, found in _pairs(text) if gold != found)


def _pairs(text: Mapping[str, Any]) -> Sequence[tuple[str | None, str | None]]:
    every = zip(gold_roles(text), found_roles(text["text"]), text["text"], strict=True)
    return [(gold, found) for gold, found, sign in every if gold is not None and not sign.isspace()]


def _figures(sums: Counts) -> dict[str, Counts]:
    return {"characters": ratio(sums[:, 1], sums[:, 0]), "content": ratio(sums[:, 2], sums[:, 0])}
