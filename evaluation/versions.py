"""`versions`: which of two successive versions of one page came first, told without dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from evaluation.bootstrap import Counts, ratio, with_intervals
from evaluation.gold import json_lines
from retold.ids import article_id
from retold.reuse.boilerplate import reuse_content
from retold.reuse.derivations import derivations
from retold.reuse.passages import passages
from retold.settings import Settings
from retold.sources.blocks import blocks
from retold.tables import STAGE_TABLES

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

    The bare figures are asked of a store that holds the page's versions, as it would hold them; those that end in
    `_alone` of a store that holds the two texts of a pair and nothing else. Identical pairs are left out. A wrong
    direction and an abstention both count as wrong, but for `accuracy_when_answered` and `ece`. Nothing is trained
    here. Raises `BadGold` for data of another format.
    """
    del folds
    histories: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for record in json_lines(data, needed=("article", "version", "text")):
        histories[record["article"]].append((int(record["version"]), record["text"]))
    settings = Settings()
    whole, alone = [], []
    for name in sorted(histories):
        texts = [text for _, text in sorted(histories[name])]
        pairs = [(older, newer) for older, newer in pairwise(texts) if older != newer]
        exemplars = _exemplars(texts, settings) if pairs else {}
        whole.append(_counts([_answer(*pair, exemplars) for pair in pairs]))
        alone.append(_counts([_answer(*pair, _exemplars(pair, settings)) for pair in pairs]))
    figures = dict(_scored(whole))
    figures |= {_named_alone(name): value for name, value in _scored(alone).items() if "longer" not in name}
    return figures


def _scored(rows: Sequence[Counts]) -> Mapping[str, Any]:
    return with_intervals([list(row) for row in rows] or [[0.0] * (_COLUMNS + 3 * _BINS)], _figures)


def _named_alone(name: str) -> str:
    return name.removesuffix("_ci") + "_alone" + ("_ci" if name.endswith("_ci") else "")


_Exemplars = Mapping[str, tuple[str, float]]  # of each article: what it came from, and how probable that is


def _answer(older: str, newer: str, exemplars: _Exemplars) -> _Answer:
    """Tell what is said of two versions: the later is the one that goes back to the other, over others or not."""
    words_older, words_newer = len(_WORD.findall(older)), len(_WORD.findall(newer))
    first, second = (article_id(text, url=None, outlet=None) for text in (older, newer))
    right, wrong = _goes_back(second, first, exemplars), _goes_back(first, second, exemplars)
    return _Answer(
        is_answered=max(right, wrong) >= _FLOOR,
        is_right=right >= _FLOOR,
        probability=max(right, wrong),
        is_equal_length=abs(words_older - words_newer) <= _EQUAL_LENGTH * max(words_older, words_newer),
        is_longer_newer=words_newer > words_older,
    )


def _goes_back(article: str, other: str, exemplars: _Exemplars) -> float:
    """Return the least probability on the way from an article back to another; 0 where there is no way."""
    least, seen = 1.0, {article}
    while article in exemplars:
        article, probability = exemplars[article]
        least = min(least, probability)
        if article == other:
            return least
        if article in seen:
            break
        seen.add(article)
    return 0.0


def _exemplars(versions: Sequence[str], settings: Settings) -> _Exemplars:
    """Return what each of some versions of one page came from, by the stages alone."""
    articles = {article_id(text, url=None, outlet=None): text for text in versions}
    texts, roles, content = _read(articles, settings)
    spans = {row["article"]: row["spans"] for row in content.to_pylist()}
    pairs = [
        {
            "article_a": a,
            "article_b": b,
            "text_a": articles[a],
            "text_b": articles[b],
            "content_a": spans.get(a, []),
            "content_b": spans.get(b, []),
        }
        for a, b in combinations(sorted(articles), 2)
    ]
    shared = passages(STAGE_TABLES["pair_texts"].rows(pairs), settings=settings.reuse)
    credits = STAGE_TABLES["credits"].empty()
    fields = STAGE_TABLES["article_fields"].rows({"article": name, "page": _PAGE} for name in sorted(articles))
    credits = STAGE_TABLES["credits"].empty()
    found = derivations(texts, roles, content, fields, credits, shared, settings=settings.reuse).to_pylist()
    best: dict[str, tuple[str, float]] = {}
    for row in sorted(found, key=lambda row: (row["probability"], row["article"], row["exemplar"])):
        if row["probability"] >= _FLOOR:
            best[row["article"]] = (row["exemplar"], row["probability"])
    return best


def _read(articles: Mapping[str, str], settings: Settings) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the tables `texts`, `blocks` and `reuse_content`."""
    rows = [{"article": name, "text": text, "text_hash": ""} for name, text in sorted(articles.items())]
    texts = STAGE_TABLES["texts"].rows(rows)
    readings = STAGE_TABLES["readings"].rows(
        {"article": name, "origin": "", "format": "text", "given": [], "found": []} for name in sorted(articles)
    )
    roles = blocks(texts, readings, settings=settings.reading)
    return texts, roles, reuse_content(roles, STAGE_TABLES["set_aside"].empty(), settings=settings.reuse)


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
