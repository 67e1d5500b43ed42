"""What articles say happened when: the times that they name, day by day, each in its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from markupsafe import Markup

from retold.corpus import Corpus
from retold.opened import AMONG
from retold.spans import Span
from retold.telling.dates import day, interval
from retold.web.render import WHEN, Mark, marked_up

Row = Mapping[str, Any]

_AROUND = 110  # code points of the sentence that are shown on either side of the words that name the time


def days(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows of a timeline (in its order) by the stretch of time that they name, each stretch with a label.

    A row has `earliest`, `latest`, `value`, and whatever the template shows of it.
    """
    grouped = groupby(rows, key=lambda row: (row["earliest"], row["latest"]))
    return [
        {"label": _label(earliest, latest), "iso": earliest.isoformat(), "rows": list(group)}
        for (earliest, latest), group in grouped
    ]


def _label(earliest: date, latest: date) -> str:
    if earliest.day == 1 and earliest.month == 1 and latest.month == 12 and latest.day == 31:
        years = (earliest.year, latest.year)
        return str(years[0]) if years[0] == years[1] else f"{years[0]} to {years[1]}"
    is_month = earliest.day == 1 and (earliest.year, earliest.month) == (latest.year, latest.month)
    if is_month and latest.day >= 28:
        return day(_at(earliest)).partition(" ")[2]
    return interval(_at(earliest), _at(latest))


def _at(value: date) -> datetime:
    return datetime(value.year, value.month, value.day)


def sentences_of(corpus: Corpus, articles: Sequence[str]) -> dict[str, list[Span]]:
    """Return the sentences of some articles, in their order."""
    rows = corpus.rows(
        f"select x.article, x.begin, x.end from sentences x where x.article in {AMONG} order by x.article, x.sentence",
        [list(articles)],
    )
    found: dict[str, list[Span]] = {}
    for row in rows:
        found.setdefault(row["article"], []).append(Span(row["begin"], row["end"]))
    return found


def in_sentence(text: str, span: Span, sentences: Sequence[Span]) -> Markup:
    """Return the words of `span` marked in their sentence, with what is far from them left out."""
    around = next((s for s in sentences if s.begin <= span.begin and span.end <= s.end), span)
    begin, end = max(around.begin, span.begin - _AROUND), min(around.end, span.end + _AROUND)
    if begin > around.begin:
        begin = text.find(" ", begin, span.begin) + 1 or begin
    if end < around.end:
        end = max(text.rfind(" ", span.end, end), span.end)
    words = marked_up(text, Span(begin, end), [Mark(span.begin, span.end, WHEN)])
    return Markup("{}{}{}").format("… " if begin > around.begin else "", words, " …" if end < around.end else "")
