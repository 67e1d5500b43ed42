"""An article's fields in a page's mark-up: JSON-LD, meta elements, microdata, the canonical address, visible elements.

Values stand in order of trust, each once; the first of a field is the one that the article gets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from retold.sources.addresses import canonical_address
from retold.sources.dates import StatedTime, stated_time
from retold.sources.encodings import storable
from retold.sources.page_bylines import visible_writers
from retold.sources.page_data import PageData, strings
from retold.sources.page_text import PageText
from retold.sources.page_titles import titles_of
from retold.sources.page_writers import NO_NAME, writers_of
from retold.sources.paragraphs import folded
from retold.sources.records import Found
from retold.spans import Span

_OUTLETS = ("ogsitename", "applicationname", "dcpublisher", "dctermspublisher", "articlepublisher", "twittersite")
_PUBLISHED = (
    *("articlepublishedtime", "datepublished", "ogpublishedtime", "ogarticlepublishedtime", "parselypubdate"),
    *("publicationdate", "articlepublished", "sailthrudate", "dcdateissued", "dctermsissued", "dctermscreated"),
    *("dctermsdate", "dcdate", "pubdate", "publishdate", "publisheddate", "publishedat", "datecreated", "date"),
    *("articledateoriginal", "articlecreated", "cxenseparserecspublishtime", "citationpublicationdate", "originaldate"),
)
_MODIFIED = (
    *("articlemodifiedtime", "datemodified", "ogupdatedtime", "dctermsmodified", "dcdatemodified", "articleupdated"),
    *("lastmodified", "lastmod", "modifieddate", "revised", "articlemodified"),
)
_LANGUAGES = ("oglocale", "contentlanguage", "dclanguage", "inlanguage")
_LONGEST_VALUE = 1_000
_MOST_APART_DAYS = 1  # two values of one time are no further apart, whatever their zones


def fields_in(page: PageText, data: PageData) -> tuple[Found, ...]:
    """Return what the page states of its article, each value once a field, in order of trust."""
    found: dict[tuple[str, str], Found] = {}
    for field, value, span in _stated(page, data):
        clean = " ".join(storable(unescape(value)).split())[:_LONGEST_VALUE]
        if _is_usable(field, clean):
            place = (None, None) if span is None else (span.begin, span.end)
            found.setdefault((field, clean), Found(field, clean, *place))
    return tuple(found.values())


def _stated(page: PageText, data: PageData) -> Iterator[tuple[str, str, Span | None]]:
    outlets = outlets_of(data)
    titles = titles_of(data, outlets)
    yield from (("title", title, None) for title in titles)
    visible = list(visible_writers(page, frozenset(map(folded, titles))))
    writers, bodies = writers_of(data, outlets)
    yield from (("byline", names, None) for names in writers)
    yield from (("byline", name, span) for name, span in visible)
    yield from (("byline", names, None) for names in bodies)
    yield from (("outlet", name, None) for name in outlets)
    shown = list(_visible_times(page, data))
    yield from _best_first("published", [*_linked("datePublished", data), *_meta(_PUBLISHED, data)], shown)
    yield from _best_first("modified", [*_linked("dateModified", data), *_meta(_MODIFIED, data)], shown)
    linked = [*strings(data.article.get("mainEntityOfPage")), *strings(data.article.get("url"))]
    entity = data.article.get("mainEntityOfPage")
    linked += strings(entity.get("@id")) if isinstance(entity, dict) else []
    yield from (("url", value, None) for value in (data.canonical, *data.metas.get("ogurl", ()), *linked))
    languages = [*strings(data.article.get("inLanguage")), *_meta(_LANGUAGES, data), data.language]
    yield from (("language", value, None) for value in languages)


def outlets_of(data: PageData) -> list[str]:
    """Return the names of the page's outlet that it states, in order of trust."""
    publishers = data.article.get("publisher")
    names: list[str] = []
    for each in publishers if isinstance(publishers, list) else [publishers]:
        known = data.names.get(str(each.get("@id")), each) if isinstance(each, dict) else each
        names += strings(known.get("name") if isinstance(known, dict) else known)
    names += _meta(_OUTLETS, data)
    clean = [" ".join(unescape(name).split()) for name in names]
    return list(dict.fromkeys(name for name in clean if NO_NAME.search(name) is None and not _is_address(name)))


def _is_address(name: str) -> bool:
    return re.match(r"https?:|www\.|@", name) is not None


def _meta(names: Sequence[str], data: PageData) -> list[str]:
    return [value for name in names for value in data.metas.get(name, ())]


def _linked(key: str, data: PageData) -> list[str]:
    return strings(data.article.get(key))


def _best_first(
    field: str, hidden: Sequence[str], shown: Sequence[tuple[str, str, Span | None]]
) -> Iterator[tuple[str, str, Span | None]]:
    """Yield the times of a field: first the most trusted, in the wording of it that states most (clock time, zone)."""
    every = [(value, None) for value in hidden] + [(value, span) for name, value, span in shown if name == field]
    times = [(value, span, time) for value, span in every if (time := stated_time(unescape(value))) is not None]
    if hidden and times:
        first = times[0][2]
        best = max(range(len(times)), key=lambda index: (_says(times[index][2], first), -index))
        times = [times[best], *times]
    yield from ((field, value, span) for value, span, _ in times)


def _says(time: StatedTime, first: StatedTime) -> int:
    """Return how much `time` says of the moment that `first` states; -1 where it is another moment."""
    if abs((time.utc - first.utc).days) > _MOST_APART_DAYS:
        return -1
    is_clock = time.precision in ("second", "minute", "hour")
    if first.precision == "day" and time.local.date() != first.local.date():
        return -1
    if first.precision != "day" and time.local.replace(second=0) != first.local.replace(second=0):
        return 0 if first.offset_minutes is not None else -1
    return 1 + is_clock + (time.offset_minutes is not None)


def _visible_times(page: PageText, data: PageData) -> Iterator[tuple[str, str, Span | None]]:
    for element, span in page.elements:
        if element.tag == "time":
            stated = element.get("datetime") or span.of(page.text)
            named = letters_of_attributes(element)
            yield (
                ("modified" if "modif" in named or "updat" in named else "published"),
                stated,
                span if len(span) else None,
            )
    for name, element in data.properties:
        if name in ("datepublished", "datemodified", "datecreated") and element.tag not in ("meta", "time"):
            value = element.get("content") or element.get("datetime") or ""
            yield ("modified" if name == "datemodified" else "published"), value, None


def letters_of_attributes(element: Any) -> str:
    """Return the words of an element's class and property, in lower case."""
    return " ".join((element.get(name) or "").lower() for name in ("class", "itemprop", "property"))


def _is_usable(field: str, value: str) -> bool:
    if not value:
        return False
    if field in ("published", "modified"):
        return stated_time(value) is not None
    if field == "url":
        return canonical_address(value) is not None
    return True
