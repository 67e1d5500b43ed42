"""When the articles of a story were published: as stated, as inferred with evidence, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from retold.telling.holdings import Holdings, Row
from retold.telling.labels import evidence_phrases
from retold.telling.wording import FLOOR, say

# English names of our own: the locale of the machine must not decide what a page says.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHERE = {"page": "on its page", "visible text": "in its text", "user": "given with it", "inferred": "inferred"}


@dataclass(frozen=True, slots=True)
class ArticleDate:
    """When one article was published. `kind` is stated, inferred or unknown; `sentence` says it with its reason."""

    article: str
    kind: str
    short: str
    sentence: str
    probability: float | None = None
    evidence: tuple[str, ...] = ()
    compact: str = ""
    sort_key: str = "9999"  # ISO 8601 of the earliest possible time; unknown last


def date_of(held: Holdings, article: str) -> ArticleDate:
    """Return what is known of an article's date."""
    row = held.articles.get(article)
    if row and row["published"]:
        return _stated(held, article, row)
    inferred = held.inferred.get(article)
    if inferred and (inferred["probability"] is None or inferred["probability"] >= FLOOR):
        return _inferred(held, article, inferred)
    return ArticleDate(article, "unknown", say("date_unknown"), say("date_unknown"), compact=say("date_unknown"))


def dates_of(held: Holdings, story: str) -> tuple[ArticleDate, ...]:
    """Return the dates of a story's articles, earliest possible first."""
    dates = [date_of(held, article) for article in held.members[story]]
    return tuple(sorted(dates, key=lambda date: (date.sort_key, held.handles.get(date.article, ""), date.article)))


def interval(earliest: datetime | None, latest: datetime | None) -> str:
    """Return the interval in words: one day, from … to …, on or after, on or before."""
    if earliest and latest:
        one, other = day(earliest), day(latest)
        if one == other:
            return f"{weekday(earliest)} {one}"
        same_year = earliest.year == latest.year
        return f"{one.rsplit(' ', 1)[0] if same_year else one} to {other}"
    if earliest:
        return f"{day(earliest)} or later"
    return f"{day(latest)} or earlier" if latest else say("date_unknown")


def day(time: datetime) -> str:
    """Return the day of `time`, such as `12 Mar 2024`."""
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


def weekday(time: datetime) -> str:
    """Return the day of the week of `time`, such as `Tue`."""
    return _DAYS[time.weekday()]


def days_between(one: datetime, other: datetime) -> int:
    """Return the days between two times, rounded to whole days."""
    return round(abs((one - other).total_seconds()) / timedelta(days=1).total_seconds())


def shown_time(time: datetime, precision: str | None) -> str:
    """Return `time` as exactly as it is stated, in UTC, such as `Tue 12 Mar 2024, 14:05 UTC`."""
    if precision == "year":
        return str(time.year)
    if precision == "month":
        return f"{_MONTHS[time.month - 1]} {time.year}"
    dated = f"{weekday(time)} {day(time)}"
    return dated if precision == "day" else f"{dated}, {time.hour:02}:{time.minute:02} UTC"


def _stated(held: Holdings, article: str, row: Row) -> ArticleDate:
    shown = shown_time(row["published"], row["published_precision"])
    where = _where(held.stated.get(article, []), row["published"])
    sentence = say("date_stated", date=shown, where=where) if where else shown
    return ArticleDate(
        article,
        "stated",
        shown,
        sentence,
        compact=shown_time(row["published"], row["published_precision"]).partition(" ")[2].replace(" UTC", "")
        if row["published_precision"] not in ("year", "month")
        else shown,
        sort_key=row["published"].isoformat(),
    )


def _where(rows: list[Row], published: datetime) -> str:
    """Return where the date that won stands: the row of `metadata` whose time it is."""
    given = [row["given_by"] for row in rows if row["earliest"] == published]
    ranked = [kind for kind in ("user", "page", "visible text") if kind in given]
    return _WHERE[ranked[0]] if ranked else ""


def _inferred(held: Holdings, article: str, row: Row) -> ArticleDate:
    between = interval(row["earliest"], row["latest"])
    reasons = tuple(evidence_phrases(held, row["evidence"]))
    sentence = say(
        "date_inferred",
        probability=row["probability"] if row["probability"] is not None else 1.0,
        interval=between,
        evidence="; ".join(reasons) or "no reason given",
    )
    begins = row["earliest"] or row["latest"]
    return ArticleDate(
        article,
        "inferred",
        f"{between} (inferred)",
        sentence,
        row["probability"],
        reasons,
        between,
        begins.isoformat() if begins else "9999",
    )
