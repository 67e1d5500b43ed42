"""When an undated article was probably published: an interval, from its copies, its exemplars and the days it names.

Nothing is guessed: an article about which the story says nothing has no row. Stated times are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from retold.actors.times.finding import find_times
from retold.actors.times.tense import PAST, tense_at
from retold.actors.view import Marked, quoted_spans
from retold.evidence import Evidence, log_odds_of, probability_of, rounded
from retold.settings import ActorsSettings
from retold.tables import CONTENT_ROLES, STAGE_TABLES

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# "in an interview with X published on Tuesday": the day on which what is copied appeared.
_SOURCE_DAY = re.compile(
    r"\b(?:interview|report|article|statement|story|piece|remarks|comments|dispatch)\b[^.\n]{0,90}?\bon ("
    + "|".join(day.capitalize() for day in _WEEKDAYS)
    + r")\b(?! \d| [A-Z])"
)
_THIS_WEEK = re.compile(r"\b(?:earlier )?this week\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted|aired|broadcast|released|carried|run)\b")
_DAY = timedelta(days=1)
_LAST_INSTANT = timedelta(days=1) - timedelta(seconds=1)
_WITHIN_WEEK = timedelta(days=6)  # a weekday without more is one of the last seven days
_SAME_DAY = 0.9  # the named day is the exemplar's own
_LAST_SUCH_DAY = 0.8  # the named day is the last one of its name before a bound
_ANOTHER_DAY = 0.6  # the named day is not the exemplar's: the interview was earlier than its text
_IN_TEXT = "date in the text"
_TOLD_AS_PAST = 0.85  # a verb of the past may belong to another clause
_THIS_WEEK_SURE = 0.75
_PRECISION = {"day": _LAST_INSTANT, "month": timedelta(days=31), "year": timedelta(days=366)}


@dataclass(slots=True)
class _Article:
    """What is known of one article's time. `stated` has no inferred bounds."""

    article: str
    text: str
    stated: bool
    earliest: datetime | None = None
    latest: datetime | None = None
    probability: float = 1.0
    evidence: list[Evidence] = field(default_factory=list)

    def not_before(self, time: datetime, probability: float, reason: Evidence) -> bool:
        """Raise the lower bound where that is news; a bound past the upper one is not taken."""
        if self.stated or (self.earliest and time <= self.earliest) or (self.latest and time > self.latest):
            return False
        self.earliest = time
        self._note(probability, reason)
        return True

    def not_after(self, time: datetime, probability: float, reason: Evidence) -> bool:
        """Lower the upper bound where that is news; a bound before the lower one is not taken."""
        if self.stated or (self.latest and time >= self.latest) or (self.earliest and time < self.earliest):
            return False
        self.latest = time
        self._note(probability, reason)
        return True

    def _note(self, probability: float, reason: Evidence) -> None:
        self.probability = min(self.probability, rounded(probability))
        self.evidence.append(reason)


def inferred_dates(
    texts: pa.Table,
    blocks: pa.Table,
    article_fields: pa.Table,
    story_members: pa.Table,
    derivations: pa.Table,
    *,
    settings: ActorsSettings,
) -> pa.Table:
    """Infer when the undated articles of one story were published, as intervals in UTC; both bounds are inclusive.

    A copy is not earlier than its exemplar; a day of the week that a copy gives for what it copies dates both. Articles
    of which nothing is known have no row.
    """
    del story_members
    articles = _articles(texts, article_fields)
    content = _content(blocks)
    for name in sorted(articles):
        _not_before_what_it_tells(articles[name], content)
    links = _links(derivations, articles, settings)
    for _ in range(len(articles) + 1):
        changed = [_bound_by_copy(articles, link) for link in links]
        changed += [_name_days(articles, content, link) for link in links]
        changed += [_bound_by_exemplar(articles, link) for link in links]
        if not any(changed):
            break
    for name in sorted(articles):
        _this_week(articles[name], content)
    return STAGE_TABLES["inferred_dates"].rows(_rows(articles))


def _articles(texts: pa.Table, article_fields: pa.Table) -> dict[str, _Article]:
    fields = {row["article"]: row for row in article_fields.to_pylist()}
    articles = {}
    for row in texts.to_pylist():
        known = fields.get(row["article"], {})
        published = known.get("published")
        article = _Article(row["article"], row["text"], published is not None)
        if published is not None:
            article.earliest = published
            article.latest = published + _PRECISION.get(known.get("published_precision") or "", timedelta(0))
        articles[row["article"]] = article
    return articles


def _content(blocks: pa.Table) -> dict[str, list[tuple[int, int]]]:
    content: dict[str, list[tuple[int, int]]] = {}
    for row in sorted(blocks.to_pylist(), key=lambda row: (row["article"], row["begin"])):
        if row["role"] in CONTENT_ROLES:
            content.setdefault(row["article"], []).append((row["begin"], row["end"]))
    return content


@dataclass(frozen=True, slots=True)
class _Link:
    copy: str
    exemplar: str
    probability: float


def _links(derivations: pa.Table, articles: dict[str, _Article], settings: ActorsSettings) -> list[_Link]:
    rows = [
        _Link(row["article"], row["exemplar"], row["probability"])
        for row in derivations.to_pylist()
        if row["article"] in articles
        and row["exemplar"] in articles
        and (row["probability"] or 0.0) >= settings.min_link_probability
    ]
    return sorted(rows, key=lambda link: (link.copy, link.exemplar))


def _derived(link: _Link) -> Evidence:
    return Evidence("derivation", log_odds_of(link.probability), link.copy, table="derivations", id=link.exemplar)


def _bound_by_copy(articles: dict[str, _Article], link: _Link) -> bool:
    """An exemplar is not later than its copy."""
    exemplar, copy = articles[link.exemplar], articles[link.copy]
    if copy.latest is None:
        return False
    return exemplar.not_after(copy.latest, link.probability * copy.probability, _derived(link))


def _bound_by_exemplar(articles: dict[str, _Article], link: _Link) -> bool:
    """A copy is not earlier than its exemplar."""
    exemplar, copy = articles[link.exemplar], articles[link.copy]
    if exemplar.earliest is None:
        return False
    return copy.not_before(exemplar.earliest, link.probability * exemplar.probability, _derived(link))


def _name_days(articles: dict[str, _Article], content: dict[str, list[tuple[int, int]]], link: _Link) -> bool:
    """Date the exemplar and the copy by the day that the copy gives for what it copies."""
    exemplar, copy = articles[link.exemplar], articles[link.copy]
    if exemplar.latest is None:
        return False
    changed = False
    for begin, end, weekday, published in _source_days(copy, content):
        day, sure = _day_of(exemplar.latest, weekday, stated=exemplar.stated, published=published)
        where = Evidence("day of the week", log_odds_of(sure), copy.article, begin, end, "texts", copy.article)
        probability = link.probability * sure
        if published and not exemplar.stated:
            changed |= exemplar.not_before(day, probability, where)
            changed |= exemplar.not_after(day + _LAST_INSTANT, probability, where)
        if not copy.stated:
            changed |= copy.not_before(day, probability, where)
            changed |= copy.not_after(day + _WITHIN_WEEK + _LAST_INSTANT, probability, where)
        break
    return changed


def _source_days(copy: _Article, content: dict[str, list[tuple[int, int]]]) -> Iterable[tuple[int, int, int, bool]]:
    """Yield the days given for what is copied: begin, end, weekday from 0, and whether it was then published."""
    marked = Marked(quoted_spans(copy.text))
    for begin, end in content.get(copy.article, []):
        for match in _SOURCE_DAY.finditer(copy.text, begin, end):
            if not marked.holds(match.start(1)):
                weekday = _WEEKDAYS.index(match.group(1).lower())
                yield match.start(1), match.end(1), weekday, bool(_PUBLISHED.search(match.group()))


def _day_of(last: datetime, weekday: int, *, stated: bool, published: bool) -> tuple[datetime, float]:
    """Return the last such day not after the exemplar's last possible time, and how sure that is."""
    midnight = last.replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight - _DAY * ((midnight.weekday() - weekday) % 7)
    if stated:
        return day, _SAME_DAY if day == midnight else _ANOTHER_DAY
    return day, _LAST_SUCH_DAY if published else _ANOTHER_DAY


# What every full date has: without it the dearer search for times is left out.
_FULL_DATE = re.compile(r"\d{4}|9/11|\bSept\S* 11|-\d\d\b", re.IGNORECASE)


def _not_before_what_it_tells(article: _Article, content: dict[str, list[tuple[int, int]]]) -> None:
    """An article is not earlier than the latest full date that it tells of in the past, outside quotation marks."""
    if article.stated:
        return
    marked = Marked(quoted_spans(article.text))
    told: list[tuple[str, int, int]] = []
    for begin, end in content.get(article.article, []):
        for found in find_times(article.text, begin, end) if _FULL_DATE.search(article.text, begin, end) else ():
            day = found.meaning.unresolved if found.meaning.kind == "full date" else None
            if day is not None and len(day) == len("2016-12-28") and not marked.holds(found.begin):
                sentence = (article.text.rfind(". ", begin, found.begin) + 1 or begin, end)
                if tense_at(article.text, sentence, found.begin, found.end) == PAST:
                    told.append((day, found.begin, found.end))
    if told:
        day, first, last = max(told)
        midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
        where = Evidence(
            "date in the text", log_odds_of(_TOLD_AS_PAST), article.article, first, last, "texts", article.article
        )
        article.not_before(midnight, _TOLD_AS_PAST, where)


def _this_week(article: _Article, content: dict[str, list[tuple[int, int]]]) -> None:
    """An article that speaks of "this week" and is not earlier than a day is of that day's week."""
    if article.stated or article.earliest is None or article.latest is not None:
        return
    if article.evidence[-1].kind == _IN_TEXT:
        return  # a date told of may be years old: the week is not its week
    marked = Marked(quoted_spans(article.text))
    for begin, end in content.get(article.article, []):
        for match in _THIS_WEEK.finditer(article.text, begin, end):
            if not marked.holds(match.start()):
                midnight = article.earliest.replace(hour=0, minute=0, second=0, microsecond=0)
                sunday = midnight + _DAY * (6 - midnight.weekday()) + _LAST_INSTANT
                where = Evidence(
                    "this week",
                    log_odds_of(_THIS_WEEK_SURE),
                    article.article,
                    match.start(),
                    match.end(),
                    "texts",
                    article.article,
                )
                article.not_after(sunday, article.probability * _THIS_WEEK_SURE, where)
                return


def _rows(articles: dict[str, _Article]) -> list[dict[str, Any]]:
    return [
        {
            "article": name,
            "earliest": articles[name].earliest,
            "latest": articles[name].latest,
            "probability": probability_of(log_odds_of(articles[name].probability)),
            "evidence": [each.as_row() for each in articles[name].evidence],
        }
        for name in sorted(articles)
        if not articles[name].stated and articles[name].evidence
    ]
