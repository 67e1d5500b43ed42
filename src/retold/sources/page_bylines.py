"""The writers' names in a page's visible byline: a line or an element that is marked as such, or begins with "By"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.sources.page_text import Line, PageText
from retold.sources.page_writers import BY, LABEL, NO_NAME, clean_name, is_person, split_names
from retold.sources.paragraphs import folded
from retold.spans import Span

_ELSEWHERE = frozenset(("comment", "related", "boilerplate", "link"))  # writers there are those of other texts
_NEAR = 1_500  # characters after the title in which its byline stands
_BEFORE = 400
_MAIN = 6.0  # the hint of a heading of level 1
_LONGEST = 160  # characters of a byline
_PARTS = re.compile(r"[^|•·]+")
_AFTER_NAMES = re.compile(r"\s*(?:\(|\[|\s[–—-]\s|\d|@|$|\b(?:published|updated|aktualisiert|stand)\b)", re.IGNORECASE)


def visible_writers(page: PageText, titles: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """Yield the names of visible bylines, those beside the title first, each with its place.

    `titles` are the page's titles, folded. Names within an element that is marked as the writer's need no "By".
    """
    title = _title_begin(page, titles)
    for element, span in page.elements:
        words = clean_name(span.of(page.text))
        if element.tag != "time" and is_person(words) and NO_NAME.search(words) is None:
            begin = page.text.find(words, span.begin, span.end)
            yield words, Span(begin, begin + len(words)) if begin >= 0 else span
    bylines = [line for line in page.lines if len(line.span) <= _LONGEST and not _ELSEWHERE & line.hints.roles.keys()]
    for line in bylines:
        if title is not None and title - _BEFORE <= line.span.begin <= title + _NEAR:
            yield from _names_in(page, line, LABEL if "byline" not in line.hints.roles else None)
    for line in bylines:
        if LABEL.match(line.span.of(page.text)):
            yield from _names_in(page, line, LABEL)


def _title_begin(page: PageText, titles: frozenset[str]) -> int | None:
    named = [line for line in page.lines if folded(line.span.of(page.text)) in titles]
    marked = [line for line in named if "title" in line.hints.roles]
    main = [line for line in page.lines if line.hints.roles.get("title", 0.0) >= _MAIN]
    return next((line.span.begin for line in (*marked, *named, *main)), None)


def _names_in(page: PageText, line: Line, needed: re.Pattern[str] | None) -> Iterator[tuple[str, Span]]:
    """Yield the names in a line, in a part of it that begins with `needed` where that is given."""
    text = line.span.of(page.text)
    for part in _PARTS.finditer(text):
        words = part.group().strip()
        by = BY.match(words)
        if by is None and (needed is not None or not is_person(words)):
            continue
        rest = words[by.end() :] if by else words
        cut = _AFTER_NAMES.search(rest)
        names = people_in(rest[: cut.start()] if cut else rest)
        if names:
            begin = line.span.begin + text.find(names[0], part.start())
            end = line.span.begin + text.find(names[-1], part.start()) + len(names[-1])
            yield ", ".join(names), Span(begin, end)


def people_in(names: str) -> list[str]:
    """Return the people that a byline names, without their desks and places.

    >>> people_in("Ada Brook and Ben Reed")
    ['Ada Brook', 'Ben Reed']
    >>> people_in("Ada Brook, FEN RADIO")
    ['Ada Brook']
    """
    listed = split_names(names)
    parts = listed if len(listed) > 1 else [part.strip() for part in names.split(",")]
    people = [part for part in parts if is_person(part) and NO_NAME.search(part) is None]
    written = [part for part in people if not part.isupper()]
    return written or people
