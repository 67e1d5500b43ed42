"""The roles of a page's lines: those of its article by their probability, the rest by mark-up and density of links."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.sources.dates import find_times
from retold.sources.page_text import Line, PageText
from retold.sources.paragraphs import count_words
from retold.sources.records import Mark
from retold.tables import ROLES

_IN_ARTICLE = 0.5
_HEAVY = 0.6  # a line with this share of its characters in links is a link
_TITLE_REACH = 2  # lines below the first one of body in which a title may still stand
_LONG = 30  # words; titles, bylines and times are no longer
_HEADING_WORDS = 25
_MIN_WORDS = 4  # shorter lines tell nothing of where the body begins
_ENDS = '.?!…。！？"”’»)'
_PRIORS = {"boilerplate": 0.5, "credit": -9.0}
_ARTICLE_ROLES = frozenset(("body", "heading", "pullquote", "table", "title"))
_OUTSIDE = {role: _PRIORS.get(role, 0.0) for role in ROLES if role not in _ARTICLE_ROLES}
_LINKED = 4.0
_STATES_TIME = 6.0
_BESIDE_TITLE = 1_500  # characters between a title and the time of its article
_ELSEWHERE = frozenset(("comment", "related", "link"))
_TIME_LABEL = re.compile(
    r"\W*(?:date|datum|data|fecha|published|posted|veröffentlicht|erschienen|erstellt|stand|publié|mis en ligne"
    r"|publicado|pubblicato|gepubliceerd|publicerad|publisert|udgivet|julkaistu|opublikowano|опубликовано|дата|yayınlanma)\b",
    re.IGNORECASE,
)


def marks_of(
    page: PageText, keys: Sequence[str], probabilities: Sequence[float], titles: frozenset[str]
) -> tuple[Mark, ...]:
    """Return the role of each line of `page`, in order.

    `keys` are the lines' words, folded; `probabilities` tell how probably each stands in the article; `titles` are the
    page's titles in its mark-up, folded.
    """
    inside = [probability >= _IN_ARTICLE for probability in probabilities]
    sizes = [count_words(line.span.of(page.text)) for line in page.lines]
    first = next((index for index, is_in in enumerate(inside) if is_in and sizes[index] >= _MIN_WORDS), len(inside))
    title = _title_line(page, keys, titles, first)
    marks = []
    for index, line in enumerate(page.lines):
        if index == title:
            role = "title"
        elif inside[index]:
            role = _role_inside(page.text, line, sizes[index])
        else:
            is_beside = title >= 0 and -_BESIDE_TITLE < line.span.begin - page.lines[title].span.begin < _BESIDE_TITLE
            role = _role_outside(page.text, line, keys[index], sizes[index], is_beside=is_beside)
        marks.append(Mark(line.span.begin, line.span.end, role))
    return tuple(marks)


def _title_line(page: PageText, keys: Sequence[str], titles: frozenset[str], first: int) -> int:
    """Return the index of the line that is the page's title: the last one above the body; -1 where there is none."""
    head = range(min(first + _TITLE_REACH, len(keys)) - 1, -1, -1)
    marked = [index for index in head if "title" in page.lines[index].hints.roles and not _is_linked(page.lines[index])]
    named = [index for index in head if keys[index] in titles and not _is_linked(page.lines[index])]
    both = [index for index in marked if index in named]
    return next(iter(both or named or [index for index in marked if index < first]), -1)


def _is_linked(line: Line) -> bool:
    return line.link_characters >= _HEAVY * len(line.span)


def _states_time(words: str, *, is_beside: bool) -> bool:
    """Tell whether a line states when the article was published: beside its title, or after a label."""
    return (is_beside or _TIME_LABEL.match(words) is not None) and bool(find_times(words))


def _role_inside(text: str, line: Line, words: int) -> str:
    hints = line.hints.roles
    if "pullquote" in hints:
        return "pullquote"
    if "\t" in line.span.of(text):
        return "table"
    if "heading" in hints and words <= _HEADING_WORDS:
        return "heading"
    return "body"


def _role_outside(text: str, line: Line, key: str, words: int, *, is_beside: bool) -> str:
    scores = dict(_OUTSIDE)
    for role, weight in line.hints.roles.items():
        if role in scores:
            scores[role] += weight
    is_prose = line.span.of(text)[-1] in _ENDS and words >= _MIN_WORDS
    scores["related" if is_prose or "related" in line.hints.roles else "boilerplate"] += 1.5
    if _is_linked(line):
        scores["related" if "related" in line.hints.roles else "link"] += _LINKED
    if words > _LONG:
        for role in ("byline", "dateline", "link"):
            scores[role] -= 5.0
    elif not _ELSEWHERE & line.hints.roles.keys() and _states_time(line.span.of(text), is_beside=is_beside):
        scores["dateline"] += _STATES_TIME
    if not key:
        scores["boilerplate"] += 9.0
    return max(scores, key=scores.__getitem__)
