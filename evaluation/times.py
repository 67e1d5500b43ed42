"""`times`: time expressions and their values on a folder of TimeML, scored as in TempEval-3 (UzZaman et al. 2013).

The stage sees the text of an article and its creation time, nothing else. A find is strictly right when its span is a
marked one's, relaxedly when the two overlap, and its value when they overlap and the value strings are equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import pyarrow as pa
from lxml import etree

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.gold import BadGold
from retold.actors.times.stage import times
from retold.language.sentences import sentences
from retold.settings import ActorsSettings, LanguageSettings
from retold.sources.dates import StatedTime, stated_time
from retold.tables import STAGE_TABLES

_CREATED = {"CREATION_TIME", "PUBLICATION_TIME"}
# Parts of older TimeML files that are no text of the article.
_HEADERS = {
    "DOCID",
    "DOCNO",
    "DCT",
    "TITLE",
    "EXTRAINFO",
    "DATE_TIME",
    "DOCTYPE",
    "TXTTIME",
    "HEADER",
    "TRAILER",
    "SLUG",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A time expression: its span in the text, and its value."""

    begin: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its marked times. `created` is the value of its creation time, if it has one."""

    name: str
    text: str
    created: str | None
    marked: tuple[Marked, ...]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on a folder of `.tml` files. Nothing is trained, so folds change nothing.

    Raises `BadGold` where there is none, or one is no TimeML.
    """
    del folds
    articles = read_articles(data)
    times(*_tables(articles[0]), settings=ActorsSettings())  # patterns are compiled once, before the clock runs
    return with_intervals([_counts(article) for article in articles], _figures)


def read_articles(data: Path) -> list[GoldArticle]:
    """Return the articles of a folder of TimeML files, by name. Raises `BadGold` as `evaluate` does."""
    files = sorted(data.glob("*.tml")) if data.is_dir() else []
    if not files:
        raise BadGold(f"{data}: no .tml files. Give a folder of TimeML files: --data FOLDER")
    return [read_article(file) for file in files]


def read_article(file: Path) -> GoldArticle:
    """Return one TimeML file: the text within TEXT (without one, all but headers) and its TIMEX3 marks."""
    try:
        root = etree.fromstring(file.read_bytes(), etree.XMLParser(recover=False, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise BadGold(f"{file}: not XML ({error.msg}). Expected TimeML") from error
    created = [mark.get("value") for mark in root.iter("TIMEX3") if mark.get("functionInDocument") in _CREATED]
    body = root.find(".//TEXT")
    pieces: list[str] = []
    marked = list(_walk(root if body is None else body, pieces))
    return GoldArticle(file.stem, "".join(pieces), created[0] if created else None, tuple(marked))


def _walk(element: Any, pieces: list[str]) -> Iterator[Marked]:
    """Yield the marks within an element while its text is gathered in `pieces`."""
    begin = sum(map(len, pieces))
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _HEADERS:
            yield from _walk(child, pieces)
        pieces.append(child.tail or "")
    tail = sum(map(len, pieces))
    if element.tag == "TIMEX3" and tail > begin and element.get("functionInDocument") not in _CREATED:
        yield Marked(begin, tail, element.get("value") or "")


def found_in(article: GoldArticle) -> list[Marked]:
    """Return the asserted times that the stage finds in an article."""
    rows = times(*_tables(article), settings=ActorsSettings()).to_pylist()
    return [Marked(row["begin"], row["end"], row["value"] or "") for row in rows if row["probability"] >= 0.5]


def _tables(article: GoldArticle) -> tuple[pa.Table, ...]:
    """Return what the stage reads: one block, its sentences, the creation time, no inferred date."""
    name = article.name
    texts = STAGE_TABLES["texts"].rows([{"article": name, "text": article.text}])
    blocks = STAGE_TABLES["blocks"].rows([{"article": name, "begin": 0, "end": len(article.text), "role": "body"}])
    created = _created(article.created or "")
    published: datetime | None = None if created is None else created.local.replace(tzinfo=UTC)
    fields = {"article": name, "published": published, "published_offset_minutes": 0}
    fields["published_precision"] = None if created is None else created.precision
    return (
        texts,
        blocks,
        sentences(texts, blocks, settings=LanguageSettings()),
        STAGE_TABLES["article_fields"].rows([fields]),
        STAGE_TABLES["inferred_dates"].empty(),
    )


def _created(value: str) -> StatedTime | None:
    """Return the time that a creation value states: 1998-02-06T22:19:00-EST, 1998-02-06TEV, 19980206; None of none."""
    dashed = re.sub(r"^(\d{4})(\d\d)(\d\d)", r"\1-\2-\3", value)
    clock = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?", dashed)
    return stated_time(clock.group() if clock else dashed[:10])


def _counts(article: GoldArticle) -> list[float]:
    tables = _tables(article)
    start = process_time()
    times(*tables, settings=ActorsSettings())
    seconds = process_time() - start
    found = found_in(article)
    right = [float(count) for count in right_of(found, article.marked)]
    return [*right, float(len(found)), float(len(article.marked)), float(len(article.text)), seconds]


def right_of(found: Sequence[Marked], marked: Sequence[Marked]) -> tuple[int, int, int]:
    """Return how many finds are right strictly, relaxedly, and in value; each mark is found once at most."""
    pairs = pairs_of(found, marked)
    strict = sum((one.begin, one.end) == (other.begin, other.end) for one, other in pairs)
    return strict, len(pairs), sum(one.value == other.value for one, other in pairs)


def pairs_of(found: Sequence[Marked], marked: Sequence[Marked]) -> list[tuple[Marked, Marked]]:
    """Return finds with the marks that they overlap, equal spans first, each in one pair at most."""
    overlapping = [
        (min(one.end, other.end) - max(one.begin, other.begin), one, other)
        for one in found
        for other in marked
        if one.begin < other.end and other.begin < one.end
    ]
    overlapping.sort(
        key=lambda each: ((each[1].begin, each[1].end) != (each[2].begin, each[2].end), -each[0], each[1].begin)
    )
    used: set[tuple[str, int, int]] = set()
    pairs = []
    for _, one, other in overlapping:
        keys = {("found", one.begin, one.end), ("marked", other.begin, other.end)}
        if not keys & used:
            used |= keys
            pairs.append((one, other))
    return pairs


def _figures(sums: Counts) -> dict[str, Counts]:
    figures = {}
    for index, name in enumerate(("strict_f1", "relaxed_f1", "value_f1")):
        precision, recall = ratio(sums[:, index], sums[:, 3]), ratio(sums[:, index], sums[:, 4])
        figures[name] = f1_of(precision, recall)
    figures["characters_per_second"] = ratio(sums[:, 5], sums[:, 6])
    return figures
