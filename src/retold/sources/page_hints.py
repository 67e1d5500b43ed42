"""What tags and class names say of the text below them: hints towards roles, in log-odds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TAGS: Mapping[str, tuple[str, float]] = {
    "nav": ("link", 6.0),
    "menu": ("link", 4.0),
    "footer": ("boilerplate", 4.0),
    "aside": ("related", 4.0),
    "figcaption": ("caption", 8.0),
    "h1": ("title", 6.0),
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), ("heading", 4.0)),
    "time": ("dateline", 4.0),
    "address": ("byline", 2.0),
    "button": ("link", 4.0),
    "label": ("boilerplate", 3.0),
    "form": ("boilerplate", 3.0),
    "td": ("table", 1.0),
    "th": ("table", 1.0),
    "p": ("body", 1.0),
    "blockquote": ("body", 1.0),
}
# Words within class, id, itemprop and role attributes.
_NAMES: tuple[tuple[str, str, float], ...] = (
    ("comment", "comment comments commenting disqus reply replies respond commentlist", 6.0),
    (
        "related",
        "related recommend recommended recommendation recommendations teaser teasers trending popular mostread outbrain"
        " taboola readmore promo promos upnext morestories",
        5.0,
    ),
    (
        "link",
        "nav navigation navbar menu breadcrumb breadcrumbs share sharing social socials tags taglist pagination skip"
        " toolbar signin login newsletter newsletters subscribe subscription signup",
        5.0,
    ),
    (
        "boilerplate",
        "cookie cookies consent gdpr paywall copyright legal"
        " disclaimer advert advertisement advertising ads sponsor sponsored banner popup modal footer colophon",
        5.0,
    ),
    ("caption", "caption captions figcaption photocredit imagecredit photocaption", 6.0),
    ("byline", "byline bylines author authors writer writers contributor contributors autor auteur", 6.0),
    (
        "dateline",
        "dateline datetime pubdate published publish publication timestamp date dates modified updated time",
        5.0,
    ),
    ("title", "headline", 3.0),
    ("pullquote", "pullquote", 6.0),
)
_ROLE_OF_NAME = {name: (role, weight) for role, names, weight in _NAMES for name in names.split()}
_JOINED = re.compile(
    r"pull-?quote|most-?read|read-?more|more-?stories|photo-?(?:credit|caption)|image-?(?:credit|caption)|pub-?date|up-?next"
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TEMPLATES = frozenset(("html", "body", "main", "article"))  # their classes describe the template, not the text
_ELSEWHERE = frozenset(("comment", "related", "boilerplate"))  # times and writers there are those of other texts
_LONGEST_NAMES = 300  # characters of class names that are looked at
_MOST = 0.6  # a line's hints are those that cover this share of it


@dataclass(frozen=True, slots=True)
class Hints:
    """Hints towards roles from all elements around a text, the strongest of each role; and whether it is in a link."""

    roles: Mapping[str, float] = field(default_factory=dict)
    in_link: bool = False
    is_inline_mark: bool = False  # of the innermost element: a time, or a writer's name

    @staticmethod
    def of_most(chunks: Sequence[tuple[int, Hints]]) -> Hints:
        """Return the hints that hold for most characters of a line, given its pieces with their lengths."""
        if len(chunks) == 1:
            return chunks[0][1]
        total = sum(size for size, _ in chunks)
        covered: dict[str, int] = {}
        strongest: dict[str, float] = {}
        for size, hints in chunks:
            for role, weight in hints.roles.items():
                covered[role] = covered.get(role, 0) + size
                strongest[role] = max(strongest.get(role, 0.0), weight)
        return Hints({role: strongest[role] for role in sorted(covered) if covered[role] >= _MOST * total})


NO_HINTS = Hints()


def hints_of(element: Any, around: Hints) -> Hints:
    """Return the hints of `element`: those around it and its own."""
    tag = element.tag
    own = dict([_TAGS[tag]]) if tag in _TAGS else {}
    if tag not in _TEMPLATES:
        for role, weight in _named_roles(element):
            own[role] = max(own.get(role, 0.0), weight)
    marks = tag == "time" or element.get("rel") == "author" or "author" in (element.get("itemprop") or "")
    marks = marks and not _ELSEWHERE & around.roles.keys()
    in_link = around.in_link or tag == "a"
    if not own and not marks and in_link == around.in_link and not around.is_inline_mark:
        return around
    roles = dict(around.roles)
    for role, weight in own.items():
        roles[role] = max(roles.get(role, 0.0), weight)
    return Hints(roles, in_link, marks)


def _named_roles(element: Any) -> list[tuple[str, float]]:
    names = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "role", "rel", "data-testid"))
    if not names.strip():
        return []
    names = names[:_LONGEST_NAMES]
    words = {word.lower() for word in _WORDS.findall(names)}
    words |= {joined.replace("-", "") for joined in _JOINED.findall(names.lower())}
    return [_ROLE_OF_NAME[word] for word in sorted(words) if word in _ROLE_OF_NAME]
