"""The roles of a page's lines: trafilatura votes on what is body, mark-up and link density on the rest."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from retold.sources.page_text import Line, PageText
from retold.sources.paragraphs import count_words, folded
from retold.sources.records import Mark
from retold.tables import ROLES

_VOTED, _NOT_VOTED = 6.0, -2.0
_SENTENCE = 1.5
_OVERLOOKED = 3.0  # a paragraph among the body that trafilatura left out
_LINKED = 4.0
_NO_WORDS = 9.0
_TITLE_REACH = 2  # lines below the first one of body in which a title may still stand
_SET_APART = frozenset(("related", "comment", "boilerplate", "link"))
_TITLE_KNOWN = 6.0
_MIN_WORDS_WITHIN = 4  # shorter lines tell nothing of where the body begins and ends
_RUN_WORDS = 4
_MIN_SHARE = 0.6  # of a line's runs of words: trafilatura joins and parts words at tags in its own way
_SHORT = 30  # words; bylines and times are no longer
_MAX_GAP = 3  # lines of prose between two body lines that trafilatura may have missed; more are another text
_HEAVY = 0.6  # a line with this share of its characters in links is a link
_ENDS = '.?!…。！？"”’»)'
# trafilatura reads anything that lxml can; what it cannot take it fails on in one of these ways.
_VOTE_ERRORS = (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError, etree.LxmlError)
_PRIORS = {"body": 0.0, "boilerplate": -0.5, "table": -3.0, "pullquote": -3.0, "credit": -9.0}
_PRIOR = -1.0


@dataclass(frozen=True, slots=True)
class Vote:
    """The lines that trafilatura takes for body, folded; and the runs of words in all of them."""

    lines: frozenset[str]
    runs: frozenset[tuple[str, ...]]

    def holds(self, key: str) -> bool:
        """Tell whether a line with these folded words is body: the same line, or one whose words run alike."""
        if key in self.lines:
            return True
        runs = _runs(key.split())
        return bool(runs) and sum(run in self.runs for run in runs) >= _MIN_SHARE * len(runs)


def vote_on(html: str) -> Vote:
    """Return trafilatura's vote on the page; an empty one where it finds nothing or fails."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of each poor page; we count them
    try:
        body = trafilatura.extract(html, fast=True, include_comments=False, include_tables=True, output_format="txt")
    except _VOTE_ERRORS:
        body = None
    keys = [key for key in (folded(line) for line in (body or "").splitlines()) if key]
    return Vote(frozenset(keys), frozenset(_runs(" ".join(keys).split())))


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[index : index + _RUN_WORDS]) for index in range(len(words) - _RUN_WORDS + 1)]


def marks_of(page: PageText, vote: Vote, titles: frozenset[str]) -> tuple[Mark, ...]:
    """Return the role of each line of `page`, in order. `titles` are the page's titles in its mark-up, folded."""
    keys = [folded(line.span.of(page.text)) for line in page.lines]
    voted = [bool(key) and vote.holds(key) for key in keys]
    within = _within(page, voted)
    first = within.index(True) if True in within else len(within)
    title = _title_line(page, keys, titles, first)
    marks = []
    for index, line in enumerate(page.lines):
        place = "within" if within[index] else "head" if title < index < first else "elsewhere"
        scores = _scores(page.text, line, is_voted=voted[index], place=place if first < len(within) else "anywhere")
        if index == title:
            scores["title"] += _TITLE_KNOWN
        if not keys[index]:
            scores["boilerplate"] += _NO_WORDS
        marks.append(Mark(line.span.begin, line.span.end, max(ROLES, key=scores.__getitem__)))
    return tuple(marks)


def _title_line(page: PageText, keys: Sequence[str], titles: frozenset[str], first: int) -> int:
    """Return the index of the line that is the page's title: the last one above the body; -1 where there is none."""
    head = range(min(first + _TITLE_REACH, len(keys)) - 1, -1, -1)
    named = [index for index in head if keys[index] in titles and not _is_linked(page.lines[index])]
    marked = [index for index in head if "title" in page.lines[index].hints.roles and index < first]
    return next(iter(named or marked), -1)


def _within(page: PageText, voted: Sequence[bool]) -> list[bool]:
    """Tell of each line whether it is surely body, or one of a few lines between two that are."""
    prose = [count_words(line.span.of(page.text)) >= _MIN_WORDS_WITHIN for line in page.lines]
    sure = [voted[index] and prose[index] and not _is_linked(line) for index, line in enumerate(page.lines)]
    within = list(sure)
    last: int | None = None
    for index in range(len(sure)):
        if not sure[index]:
            continue
        if last is not None and sum(prose[last + 1 : index]) <= _MAX_GAP:
            within[last + 1 : index] = [True] * (index - last - 1)
        last = index
    return within


def _is_linked(line: Line) -> bool:
    return line.link_characters >= _HEAVY * len(line.span)


def _scores(text: str, line: Line, *, is_voted: bool, place: str) -> dict[str, float]:
    words = line.span.of(text)
    count = count_words(words)
    is_prose = words[-1] in _ENDS and count >= _MIN_WORDS_WITHIN
    hints = line.hints.roles
    scores = {role: _PRIORS.get(role, _PRIOR) + hints.get(role, 0.0) for role in ROLES}
    scores["body"] += _SENTENCE if is_prose else 0.0
    if is_voted:
        scores["body"] += _VOTED if place == "within" else 0.0
    elif place == "within" and is_prose and not _SET_APART & hints.keys() and not _is_linked(line):
        scores["body"] += _OVERLOOKED
    elif place == "head":
        scores["body"] += _NOT_VOTED
        scores["heading"] += 2.0 if is_prose else 0.0  # the lines below a title that sum the article up
    elif place == "elsewhere":
        scores["body"] += 2 * _NOT_VOTED
        scores["heading"] += 2 * _NOT_VOTED  # it heads other things
        scores["related" if is_prose else "link"] += 1.5
    if _is_linked(line):
        scores["related" if "related" in hints else "link"] += _LINKED
        scores["body"] -= 1.0
    if count > _SHORT:
        for role in ("byline", "dateline", "link", "heading", "title"):
            scores[role] -= 5.0
    return scores
