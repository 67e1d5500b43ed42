"""`versions`: which of two successive versions of one page came first, told without dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from evaluation.bootstrap import Counts, ratio, with_intervals
from evaluation.gold import json_lines
from retold.ids import article_id
from retold.reuse.derivations import derivations
from retold.reuse.passages import passages
from retold.settings import Settings
from retold.sources.blocks import blocks
from retold.tables import CONTENT_ROLES, STAGE_TABLES

_WORD = re.compile(r"\w+")
_PAGE = "one page"  # the data says so much: these are versions, not copies by another outlet
_EQUAL_LENGTH = 0.02  # versions whose numbers of words differ by no more than this share are of equal length
_BINS = 10
_FLOOR = 0.5
_COLUMNS = 6  # sums before the bins


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whether a pair was answered and rightly, how sure, and what length alone would have said."""

    is_answered: bool
    is_right: bool
    probability: float
    is_equal_length: bool
    is_longer_newer: bool


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on JSON lines with `article`, `version` and `text`, over pairs of adjacent versions.

    Identical pairs are left out. A wrong direction and an abstention both count as wrong, but for
    `accuracy_when_answered` and `ece`. Nothing is trained here. Raises `BadGold` for data of another format.
    """
    del folds
    histories: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for record in json_lines(data, needed=("article", "version", "text")):
        histories[record["article"]].append((int(record["version"]), record["text"]))
    settings = Settings()
    rows = []
    for name in sorted(histories):
        texts = [text for _, text in sorted(histories[name])]
        answers = [_answer(older, newer, settings) for older, newer in pairwise(texts) if older != newer]
        rows.append(_counts(answers))
    return with_intervals([list(row) for row in rows] or [[0.0] * (_COLUMNS + 3 * _BINS)], _figures)


def _answer(older: str, newer: str, settings: Settings) -> _Answer:
    words_older, words_newer = len(_WORD.findall(older)), len(_WORD.findall(newer))
    found = [row for row in _derived(older, newer, settings).to_pylist() if row["probability"] >= _FLOOR]
    ids = {article_id(older, url=None, outlet=None), article_id(newer, url=None, outlet=None)}
    direct = [row for row in found if row["exemplar"] in ids]
    return _Answer(
        is_answered=bool(direct),
        is_right=bool(direct) and direct[0]["article"] == article_id(newer, url=None, outlet=None),
        probability=direct[0]["probability"] if direct else 0.0,
        is_equal_length=abs(words_older - words_newer) <= _EQUAL_LENGTH * max(words_older, words_newer),
        is_longer_newer=words_newer > words_older,
    )


def _derived(older: str, newer: str, settings: Settings) -> pa.Table:
    """Return the derivations between two texts, by the stages alone."""
    rows = [{"article": article_id(t, url=None, outlet=None), "text": t, "text_hash": ""} for t in (older, newer)]
    rows.sort(key=lambda row: row["article"])
    texts = STAGE_TABLES["texts"].rows(rows)
    readings = STAGE_TABLES["readings"].rows(
        {"article": row["article"], "origin": "", "format": "text", "given": [], "found": []} for row in rows
    )
    roles = blocks(texts, readings, settings=settings.reading)
    pair: dict[str, Any] = {}
    for side, row in zip("ab", rows, strict=True):
        pair[f"article_{side}"], pair[f"text_{side}"] = row["article"], row["text"]
        pair[f"content_{side}"] = _content(roles, row["article"])
    shared = passages(STAGE_TABLES["pair_texts"].rows([pair]), settings=settings.reuse)
    fields = STAGE_TABLES["article_fields"].rows({"article": row["article"], "page": _PAGE} for row in rows)
    return derivations(texts, roles, fields, STAGE_TABLES["credits"].empty(), shared, settings=settings.reuse)


def _content(roles: pa.Table, article: str) -> list[dict[str, int]]:
    own = [row for row in roles.to_pylist() if row["article"] == article and row["role"] in CONTENT_ROLES]
    return [{"begin": row["begin"], "end": row["end"]} for row in sorted(own, key=lambda row: row["begin"])]


def _counts(answers: Sequence[_Answer]) -> Counts:
    """Return one history's sums: pairs, answered, right, equal length, right among those, longer newer; bins."""
    row = np.zeros(_COLUMNS + 3 * _BINS)
    for answer in answers:
        right_of_equal = answer.is_equal_length and answer.is_right
        row[:_COLUMNS] += [
            1,
            answer.is_answered,
            answer.is_right,
            answer.is_equal_length,
            right_of_equal,
            answer.is_longer_newer,
        ]
        if answer.is_answered:
            place = _COLUMNS + 3 * min(int(answer.probability * _BINS), _BINS - 1)
            row[place : place + 3] += [1, answer.probability, answer.is_right]
    return row


def _figures(sums: Counts) -> Mapping[str, Counts]:
    pairs, answered, right, equal, right_of_equal, longer = (sums[:, i] for i in range(_COLUMNS))
    bins = sums[:, _COLUMNS:].reshape(len(sums), _BINS, 3)
    return {
        "adjacent": ratio(right, pairs),
        "equal_length": ratio(right_of_equal, equal),
        "coverage": ratio(answered, pairs),
        "accuracy_when_answered": ratio(right, answered),
        "ece": ratio(np.abs(bins[:, :, 1] - bins[:, :, 2]).sum(axis=1), answered),
        "longer_is_newer": ratio(longer, pairs),
    }
