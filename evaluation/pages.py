"""`pages`: web pages read against their gold: body, title, byline, day, hour and zone, and pages a processor second.

Two kinds of folder: `COUNTRY/Outlet.json` beside `COUNTRY/Outlet_YYYY_MM_DD.html.gz` (versions ascend with the dates of
the pages), and `ground-truth.json` beside `html/ID.html.gz` (Scrapinghub's benchmark: bodies alone). The body is scored
as that benchmark does it: 4-grams of words, precision and recall averaged over pages, F1 of the two averages.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any
from urllib.parse import urlsplit

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.gold import BadGold
from evaluation.page_peers import PEERS, Answer
from retold.settings import ReadingSettings
from retold.sources.blocks import blocks
from retold.sources.fields import article_fields
from retold.sources.grouping import rows_by_article
from retold.sources.html import read_page
from retold.sources.metadata import metadata
from retold.sources.records import Reading
from retold.spans import Span
from retold.tables import STAGE_TABLES

ARTICLE_ROLES = frozenset(("body", "heading", "pullquote", "table"))
_WORD = re.compile(r"\w+")
_GRAM = 4
_BATCH = 16
_QUOTES = re.compile(r"[\s\"'“”„‟«»‹›‘’‚‛`´「」『』]+")
_BETWEEN_NAMES = re.compile(r"\s*[,;]\s*|\s+(?:and|&)\s+")
_COUNTRY_SITES = frozenset(("co", "com", "org", "net", "gov", "ac"))
_CLOCK = ("second", "minute", "hour")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A saved page and what it should be read as; None for what the gold does not tell."""

    name: str
    site: str
    content: bytes
    body: str
    title: str | None = None
    authors: frozenset[str] | None = None
    published: datetime | None = None


def evaluate(data: Path, *, folds: int | None = None, peers: bool = False) -> dict[str, Any]:
    """Return the figures of a folder of saved pages; with `peers` those of other extractors too, under their names.

    With `folds`, the trees that judge the lines of a page are fitted on the pages of other sites. Raises `BadGold` for
    a folder of neither kind.
    """
    pages = gold_pages(data)
    if folds is None:
        result = figures_of(pages, read_all(pages))
    else:
        from benchmarks.pages_fit import out_of_fold  # needs scikit-learn

        result = figures_of(pages, out_of_fold(pages, folds))
    for name, peer in PEERS.items() if peers else ():
        try:
            peer(pages[0].content)
            answers = [peer(page.content) for page in pages]
        except ImportError:
            continue
        found = figures_of(pages, answers)
        result |= {f"{name}_{key}": value for key, value in found.items()}
    return result


def gold_pages(data: Path) -> list[GoldPage]:
    """Return the pages of a folder, in order of name. Raises `BadGold` where there are none."""
    truth = data / "ground-truth.json"
    found = list(_benchmark_pages(data, truth) if truth.is_file() else _news_pages(data))
    if not found:
        raise BadGold(f"{data}: no pages with gold. Expected COUNTRY/Outlet.json or ground-truth.json")
    return found


def _benchmark_pages(data: Path, truth: Path) -> Iterator[GoldPage]:
    for name, gold in sorted(json.loads(truth.read_text(encoding="utf-8")).items()):
        content = gzip.decompress((data / "html" / f"{name}.html.gz").read_bytes())
        yield GoldPage(name, site_of(gold.get("url", name)), content, gold["articleBody"])


def _news_pages(data: Path) -> Iterator[GoldPage]:
    for path in sorted(data.glob("*/*.json")):
        versions = json.loads(path.read_text(encoding="utf-8"))
        dated = re.compile(re.escape(path.stem) + r"_\d{4}_\d\d_\d\d\.html\.gz")
        files = sorted(each for each in path.parent.glob(f"{path.stem}_*.html.gz") if dated.fullmatch(each.name))
        order = sorted(versions, key=lambda version: [int(part) for part in re.findall(r"\d+", version)])
        if len(files) != len(order):
            raise BadGold(f"{path}: {len(order)} versions, {len(files)} pages. Expected one page a version")
        meta = path.parent / "meta.info"
        addresses = json.loads(meta.read_text(encoding="utf-8")) if meta.is_file() else {}
        for file, version in zip(files, order, strict=True):
            address = addresses.get(file.name, {}).get("url", path.stem)
            yield _news_page(f"{path.parent.name}/{file.name}", address, file, versions[version])


def _news_page(name: str, address: str, file: Path, gold: Mapping[str, Any]) -> GoldPage:
    body = gold["body"]
    parts = list(body["summary"])
    for section in body["sections"]:
        parts += [*section["headline"], *section["paragraphs"]]
    authors = None if "authors" not in gold else names_of(", ".join(gold["authors"]))
    content = gzip.decompress(file.read_bytes())
    published = datetime.fromisoformat(gold["publishing_date"]) if gold.get("publishing_date") else None
    return GoldPage(name, site_of(address), content, "\n".join(parts), gold.get("title"), authors, published)


def site_of(address: str) -> str:
    """Return the registered name of an address's site: its last two labels, three below `co.uk` and the like."""
    labels = (urlsplit(address).hostname or address).split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and labels[-2] in _COUNTRY_SITES else labels[-2:])


def names_of(byline: str) -> frozenset[str]:
    """Return the names of a byline, folded."""
    return frozenset(" ".join(name.split()).casefold() for name in _BETWEEN_NAMES.split(byline) if name.strip())


def read_all(pages: Sequence[GoldPage]) -> list[Answer]:
    """Return how the product reads each page, with its processor seconds: its own of reading, its share of the stages.

    The stages run on batches of pages, as in a build.
    """
    read_batch(pages[:1])  # models are loaded at the first use: that is no page's time
    batches = [pages[start : start + _BATCH] for start in range(0, len(pages), _BATCH)]
    return [answer for batch in batches for answer in read_batch(batch)]


def read_batch(pages: Sequence[GoldPage]) -> list[Answer]:
    """Return how the product reads some pages: reading, blocks, metadata and the choice of fields."""
    settings = ReadingSettings()
    readings: dict[str, Reading] = {}
    seconds: dict[str, float] = {}
    for page in pages:
        start = process_time()
        reading = read_page(page.content, page.name, settings=settings)
        seconds[page.name] = process_time() - start
        if isinstance(reading, Reading):
            readings[page.name] = reading
    start = process_time()
    rows, fields = _staged(readings, settings)
    share = (process_time() - start) / max(len(readings), 1)
    return [
        _answer(readings[page.name].text, rows.get(page.name, []), fields[page.name], seconds[page.name] + share)
        if page.name in readings
        else Answer(seconds=seconds[page.name])
        for page in pages
    ]


def _staged(
    readings: Mapping[str, Reading], settings: ReadingSettings
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, dict[str, Any]]]:
    """Return the blocks and the fields of each reading, by its name."""
    texts = STAGE_TABLES["texts"].rows({"article": name, "text": reading.text} for name, reading in readings.items())
    table = STAGE_TABLES["readings"].rows(reading.as_row(name) for name, reading in readings.items())
    found = blocks(texts, table, settings=settings)
    values = metadata(texts, found, table, STAGE_TABLES["settings_by_hand"].empty(), settings=settings)
    fields = article_fields(texts, table, found, values, settings=settings).to_pylist()
    return rows_by_article(found), {row["article"]: row for row in fields}


def _answer(text: str, rows: Sequence[Mapping[str, Any]], fields: Mapping[str, Any], seconds: float) -> Answer:
    published = fields["published"], fields["published_offset_minutes"], fields["published_precision"]
    return Answer(body_of(text, rows), fields["title"], fields["byline"], *published, seconds)


def body_of(text: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the article's text: its prose, headings, tables and pull quotes, with the datelines in its lines."""
    kept: list[Span] = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        span = Span(row["begin"], row["end"])
        leads = row["role"] == "dateline" and after is not None and after["role"] == "body"
        if row["role"] in ARTICLE_ROLES or (leads and after and "\n" not in text[row["end"] : after["begin"]]):
            kept.append(span)
    return "\n".join(span.of(text) for span in kept)


def _row(page: GoldPage, answer: Answer) -> list[float]:
    """Return the counts of one page: sums of precision and recall, and for each field whether it is told and right."""
    precision, recall, has_precision, has_recall = body_counts(page.body, answer.body)
    title = page.title is not None, _fold(answer.title or "") == _fold(page.title or "")
    byline = page.authors is not None, names_of(answer.byline or "") == page.authors
    day = page.published is not None, is_day_right(page.published, answer)
    hour = page.published is not None, is_hour_right(page.published, answer)
    pairs = [value for told, right in (title, byline, day, hour) for value in (float(told), float(told and right))]
    return [precision, has_precision, recall, has_recall, *pairs, 1.0, answer.seconds]


def body_counts(gold: str, found: str) -> tuple[float, float, float, float]:
    """Return precision and recall of a text's 4-grams, and whether each counts (1) or has nothing to count (0)."""
    wanted, given = _grams(gold), _grams(found)
    shared = sum((wanted & given).values())
    right, all_wanted, all_given = float(shared), float(sum(wanted.values())), float(sum(given.values()))
    precision = right / all_given if all_given else 0.0
    recall = right / all_wanted if all_wanted else 0.0
    return precision, recall, float(all_given > 0), float(all_wanted > 0)


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if len(words) < _GRAM:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*[words[start:] for start in range(_GRAM)], strict=False))


def _fold(title: str) -> str:
    return _QUOTES.sub("", title.casefold())


def is_day_right(gold: datetime | None, answer: Answer) -> bool:
    """Tell whether the day is right, in the gold's zone where both have one."""
    if gold is None or answer.published is None:
        return False
    return _local(answer, gold).date() == gold.date()


def is_hour_right(gold: datetime | None, answer: Answer) -> bool:
    """Tell whether the hour is right: the same in UTC; on the clock alone where the gold has no zone."""
    if gold is None or answer.published is None:
        return False
    if gold.tzinfo is None:
        local = _local(answer, gold)
        return (local.date(), local.hour) == (gold.date(), gold.hour)
    if answer.offset_minutes is None or answer.precision not in _CLOCK:
        return False
    same = answer.published.astimezone(UTC), gold.astimezone(UTC)
    return same[0].replace(minute=0, second=0, microsecond=0) == same[1].replace(minute=0, second=0, microsecond=0)


def _local(answer: Answer, gold: datetime) -> datetime:
    moment = answer.published or datetime.min.replace(tzinfo=UTC)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    if answer.offset_minutes is None:
        return moment
    if gold.tzinfo is None:
        return moment + timedelta(minutes=answer.offset_minutes)
    return moment.astimezone(gold.tzinfo)


def figures_of(pages: Sequence[GoldPage], answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the figures of answers to pages: those of the fields that the gold tells and the answers give."""
    rows = [_row(page, answer) for page, answer in zip(pages, answers, strict=True)]
    has_fields = any(answer.title or answer.byline or answer.published for answer in answers)
    fields = (("title", 4), ("byline", 6), ("day", 8), ("hour_zone", 10))
    names = [name for name, told in fields if has_fields and any(row[told] for row in rows)]
    return {**with_intervals(rows, _figures(names)), "pages": len(pages)}


def _figures(names: Sequence[str]) -> Callable[[Counts], dict[str, Counts]]:
    columns = {"title": 4, "byline": 6, "day": 8, "hour_zone": 10}

    def figures(sums: Counts) -> dict[str, Counts]:
        precision, recall = ratio(sums[:, 0], sums[:, 1]), ratio(sums[:, 2], sums[:, 3])
        found = {"body_f1": f1_of(precision, recall), "body_precision": precision, "body_recall": recall}
        found |= {name: ratio(sums[:, columns[name] + 1], sums[:, columns[name]]) for name in names}
        return {**found, "pages_per_cpu_second": ratio(sums[:, 12], sums[:, 13])}

    return figures
