"""Why a page is no article: a wall, an error that was served as a page, a stub, a list of other pages.

Each rule asks for words (of several languages) or mark-up that tell, and for the absence of an article: its longest
run of prose is short. A page with an article on it is never refused for a banner, a form or a menu around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from retold.sources.page_text import Line, PageText
from retold.sources.paragraphs import count_words
from retold.sources.records import Rejected
from retold.sources.refusal_words import CONSENT, ERROR_TITLE, PAYWALL, ROBOT

_BLOCKED, _WALL, _ERROR, _STUB, _INDEX = "blocked", "consent wall", "error served as 200", "paywall stub", "index page"
_WALL_WORDS = 150  # walls and errors explain themselves in fewer words of prose
_WALL_RUN = 110  # and in no longer run of it
_STUB_WORDS = 130  # of prose: a stub shows the lead, and perhaps a paragraph
_INDEX_RUN = 60  # words of prose in a row: teasers stand alone, each below its headline
_INDEX_LINKS = 10  # headlines that lead elsewhere
_PROSE_WORDS = 8
_LONG_LINE = 25  # words; a line as long is prose without a full stop too
_ENDS = '.?!…。！？"”’»)]।॥؟'
_HEADLINE_WORDS = range(4, 31)
_LINKED = 0.5
_SHELL_LINKS = 3  # lines of menus
_SHELL_WORDS = 15
_OFFER_REACH = 5  # lines below the last prose in which an offer cuts it short
_SHOWN = 80
_HEAD_LINES = 12  # an error or a wall says what it is at the top
_ARTICLE_TYPES = re.compile(
    r"(?:News|Report|Blog|Opinion|Review|Analysis|Background|Reportage)?(?:Article|Posting)\b|LiveBlogPosting"
)
_LIST_TYPES = frozenset(("CollectionPage", "ItemList", "SearchResultsPage", "WebSite"))

_ROBOT_MARKUP = re.compile(
    r"g-recaptcha|h-captcha|cf-(?:challenge|turnstile|browser-verification|error-details)"
    r"|challenge-(?:platform|form|running)|px-captcha|captcha-(?:box|container|form|delivery)|datadome|_Incapsula_Resource|distil_|aws-waf"
    r"|perimeterx|anubis",
    re.IGNORECASE,
)
_FEW_SIGNS = 2  # signs of consent; one stands on most pages


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a page's lines look like: words of prose, in its longest run too, and headlines that lead elsewhere."""

    prose: int
    longest_run: int
    headlines: int

    @property
    def is_short(self) -> bool:
        """Whether there is no article on the page, only a notice."""
        return self.prose <= _WALL_WORDS and self.longest_run <= _WALL_RUN


def fault_of_page(root: Any, page: PageText, origin: str) -> Rejected | None:
    """Return why a page is no article; None if it may be one. An empty page is left to the count of its words."""
    if not page.lines:
        return None
    shape = _shape_of(page)
    if shape.prose > _WALL_WORDS and (shape.longest_run >= _INDEX_RUN or shape.headlines < _INDEX_LINKS):
        return None  # most pages: an article is there, and nothing else is asked
    return (
        _wall(root, page, shape, origin)
        or _stub(root, page, shape, origin)
        or _index(root, shape, origin)
        or _shell(page, shape, origin)
    )


def _shape_of(page: PageText) -> _Shape:
    prose = run = longest = headlines = 0
    for line in page.lines:
        words = line.span.of(page.text)
        count = count_words(words)
        is_linked = _is_linked(line)
        if _is_prose(page, line):
            prose, run = prose + count, run + count
            longest = max(longest, run)
        elif count >= _HEADLINE_WORDS[0]:
            run = 0
        headlines += is_linked and count in _HEADLINE_WORDS
    return _Shape(prose, longest, headlines)


def _is_linked(line: Line) -> bool:
    return line.link_characters >= _LINKED * len(line.span)


def _wall(root: Any, page: PageText, shape: _Shape, origin: str) -> Rejected | None:
    if not shape.is_short:
        return None
    title = " ".join((root.findtext(".//title") or "").split())
    head = [title, *(line.span.of(page.text) for line in page.lines[:_HEAD_LINES])]
    top = "\n".join(head)
    found = ROBOT.search(top)
    marked = _has_markup(root, _ROBOT_MARKUP)
    if found is not None and (marked or shape.headlines < _INDEX_LINKS) and not _is_article(root):
        return _refused(origin, _BLOCKED, found.group())
    if marked and shape.prose + shape.headlines <= _PROSE_WORDS:
        return _refused(origin, _BLOCKED, "a captcha in the mark-up, and no text")
    heads = [title, *(line for line in head[1:] if count_words(line) <= _PROSE_WORDS + 4)][:5]
    error = next((each for each in map(ERROR_TITLE.search, heads) if each is not None), None)
    if error is not None and not _is_article(root):
        return _refused(origin, _ERROR, error.group())
    signs = {match.group().lower() for match in CONSENT.finditer(page.text)}
    if len(signs) >= _FEW_SIGNS and shape.headlines < _INDEX_LINKS and _consents(page) and not _is_article(root):
        return _refused(origin, _WALL, min(signs))
    return None


def _consents(page: PageText) -> bool:
    """Tell whether most lines of prose speak of consent, or a sign stands at the very top."""
    lines = [line.span.of(page.text) for line in page.lines if not _is_linked(line)]
    prose = [line for line in lines if count_words(line) >= _PROSE_WORDS]
    speaking = sum(CONSENT.search(line) is not None or "cookie" in line.lower() for line in prose)
    return 2 * speaking >= len(prose)


def _stub(root: Any, page: PageText, shape: _Shape, origin: str) -> Rejected | None:
    if shape.prose > _STUB_WORDS:
        return None
    found = PAYWALL.search(page.text, *_offer_place(page))
    if found is None and not (_is_paid(root) and shape.prose):
        return None
    if shape.headlines >= _INDEX_LINKS and not (_is_article(root) or _is_paid(root)):
        return None
    return _refused(origin, _STUB, found.group() if found else "isAccessibleForFree is false")


def _offer_place(page: PageText) -> tuple[int, int]:
    """Return where an offer that cuts an article short stands: from the last prose below the title to a few lines on.

    Menus and footers of many pages offer subscriptions too. Without any prose it may stand anywhere.
    """
    prose = [index for index, line in enumerate(page.lines) if _is_prose(page, line) and not _is_offer(page, line)]
    if not prose:
        return 0, len(page.text)
    runs: list[list[int]] = []
    for index in prose:
        if runs and index - runs[-1][-1] <= _OFFER_REACH:
            runs[-1].append(index)
        else:
            runs.append([index])
    longest = max(runs, key=lambda run: (sum(len(page.lines[index].span) for index in run), -run[0]))
    last = min(len(page.lines) - 1, longest[-1] + _OFFER_REACH)
    return page.lines[longest[0]].span.begin, page.lines[last].span.end


def _is_prose(page: PageText, line: Line) -> bool:
    words = line.span.of(page.text)
    count = count_words(words)
    return not _is_linked(line) and count >= _PROSE_WORDS and (words[-1:] in _ENDS or count >= _LONG_LINE)


def _is_offer(page: PageText, line: Line) -> bool:
    return PAYWALL.search(line.span.of(page.text)) is not None


def _index(root: Any, shape: _Shape, origin: str) -> Rejected | None:
    if shape.headlines < _INDEX_LINKS or shape.longest_run >= _INDEX_RUN:
        return None
    kinds = set(_types(root))
    lists = bool(kinds & _LIST_TYPES) and not any(_ARTICLE_TYPES.fullmatch(kind) for kind in kinds)
    if _is_article(root) and not lists:
        return None
    detail = f"{shape.headlines} headlines that lead elsewhere, {shape.prose} words of prose"
    return _refused(origin, _INDEX, detail)


def _shell(page: PageText, shape: _Shape, origin: str) -> Rejected | None:
    """Refuse a page of which only the menus are in the file: a script would fetch the rest."""
    linked = [line for line in page.lines if _is_linked(line)]
    words = sum(count_words(line.span.of(page.text)) for line in page.lines if not _is_linked(line))
    if shape.prose or len(linked) < _SHELL_LINKS or words >= _SHELL_WORDS:
        return None
    return Rejected(origin, "too short", f"no sentence, and {words} words outside links: the rest may come by script")


def _refused(origin: str, reason: str, sign: str) -> Rejected:
    return Rejected(origin, reason, " ".join(sign.split())[:_SHOWN])


# ---------------------------------------------------------------- mark-up


def _is_article(root: Any) -> bool:
    """Tell whether the page calls itself an article: by its type for sharing, a time of publication, or JSON-LD."""
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "og:type" and "article" in (meta.get("content") or "").lower():
            return True
        if name == "article:published_time" and meta.get("content"):
            return True
    return any(_ARTICLE_TYPES.fullmatch(kind) for kind in _types(root)) or _has_body(root)


def _has_body(root: Any) -> bool:
    return any("articleBody" in (element.get("itemprop") or "") for element in root.iter("div", "section", "article"))


def _has_markup(root: Any, pattern: re.Pattern[str]) -> bool:
    for element in root.iter("div", "form", "script", "iframe", "input", "body", "html", "main", "section"):
        words = " ".join(element.get(name) or "" for name in ("class", "id", "src", "name", "action"))
        if pattern.search(words):
            return True
    return False


def _types(root: Any) -> list[str]:
    """Return the types of what JSON-LD says the page is: the outermost ones, and those of a graph."""
    return [kind for item in _items(root) for kind in _listed(item.get("@type"))]


def _is_paid(root: Any) -> bool:
    return any(str(item.get("isAccessibleForFree")).lower() == "false" for item in _items(root))


def _items(root: Any) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield item
                yield from (each for each in _listed(item.get("@graph")) if isinstance(each, dict))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
