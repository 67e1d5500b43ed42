"""What tags and class names say of the text below them: hints towards roles, in log-odds, and signs of a body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

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
# Words by which templates name the body, the lead and boxes of an article; what they weigh is learnt.
_SIGN_WORDS = (
    "body content text copy paragraph paragraphs prose richtext wysiwyg texto cuerpo corps contenido",
    "article story entry post news artikel articulo noticia nota",
    "intro lead lede summary standfirst subtitle subheadline deck dek teasertext abstract excerpt description kicker"
    " subhead chapo entradilla bajada sapo",
    "widget sidebar box card list item items grid carousel slider swiper module panel rail bottom top header hero"
    " gallery slideshow video audio player embed infobox factbox bio profile topic topics tag meta tools more",
)
_SIGNS = tuple(frozenset(words.split()) for words in _SIGN_WORDS)
_PARTS_OF_JOINED = frozenset(("quote", "read", "credit", "caption", "date", "next", "stories", "more"))
_TELLING = _PARTS_OF_JOINED.union(_ROLE_OF_NAME, *_SIGNS)
SIGNS = ("body", "article", "lead", "box")
_TEMPLATES = frozenset(("html", "body", "main", "article"))  # their classes describe the template, not the text
_ELSEWHERE = frozenset(("comment", "related", "boilerplate"))  # times and writers there are those of other texts
_LONGEST_NAMES = 300  # characters of class names that are looked at
_MOST = 0.6  # a line's hints are those that cover this share of it
_NAMING = frozenset(("class", "id", "itemprop", "role", "rel", "data-testid"))
_NO_SIGNS = (0, 0, 0, 0)


@dataclass(slots=True)  # not frozen: a page makes hundreds, and nothing changes one
class Hints:
    """Hints towards roles from all elements around a text, the strongest of each role; and whether it is in a link."""

    roles: Mapping[str, float] = field(default_factory=dict)
    in_link: bool = False
    is_inline_mark: bool = False  # of the innermost element: a time, or a writer's name
    box: int = 0  # which of the page's boxes holds the text most closely
    signs: tuple[int, ...] = _NO_SIGNS  # how many elements around the text are named with words of each of `SIGNS`
    depth: int = 0  # how many boxes stand around the text

    @staticmethod
    def of_most(chunks: Sequence[tuple[int, Hints]]) -> Hints:
        """Return the hints that hold for most characters of a line, given its pieces with their lengths."""
        if len(chunks) == 1:
            return chunks[0][1]
        first = chunks[0][1]
        if all(hints.roles is first.roles for _, hints in chunks):
            return first
        total = sum(size for size, _ in chunks)
        covered: dict[str, int] = {}
        strongest: dict[str, float] = {}
        for size, hints in chunks:
            for role, weight in hints.roles.items():
                covered[role] = covered.get(role, 0) + size
                strongest[role] = max(strongest.get(role, 0.0), weight)
        roles = {role: strongest[role] for role in sorted(covered) if covered[role] >= _MOST * total}
        _, outer = min(((hints.depth, index), hints) for index, (_, hints) in enumerate(chunks))
        return Hints(roles, box=outer.box, signs=outer.signs, depth=outer.depth)


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Own:
    """What one element says by itself."""

    roles: tuple[tuple[str, float], ...]
    signs: tuple[int, ...]
    marks: bool  # a time, or a writer's name


def hints_of(own: Own, around: Hints, *, is_link: bool, box: int | None) -> Hints:
    """Return the hints of an element: those around it and its `own`; `box` is its number where it is a box."""
    marks = own.marks and not _ELSEWHERE & around.roles.keys()
    in_link = around.in_link or is_link
    plain = not own.roles and own.signs is _NO_SIGNS
    if plain and box is None and not marks and in_link == around.in_link and not around.is_inline_mark:
        return around
    roles = around.roles
    if own.roles:
        roles = dict(roles)
        for role, weight in own.roles:
            roles[role] = max(roles.get(role, 0.0), weight)
    signs = around.signs if own.signs is _NO_SIGNS else tuple(map(sum, zip(around.signs, own.signs, strict=True)))
    depth = around.depth + (box is not None)
    return Hints(roles, in_link, marks, around.box if box is None else box, signs, depth)


def own_of(tag: str, attributes: Mapping[str, str]) -> Own:
    """Return what an element with this tag and these attributes says by itself."""
    if not attributes:
        return _own_of(tag, "", tag == "time")
    names = ""
    if tag not in _TEMPLATES:
        names = " ".join([value for name, value in attributes.items() if name in _NAMING])[:_LONGEST_NAMES]
    marks = tag == "time" or attributes.get("rel") == "author" or "author" in attributes.get("itemprop", "")
    return _own_of(tag, names, marks)


@lru_cache(maxsize=20_000)
def _own_of(tag: str, names: str, marks: bool) -> Own:
    own = dict([_TAGS[tag]]) if tag in _TAGS else {}
    signs: tuple[int, ...] = _NO_SIGNS
    words = {word.lower() for word in _WORDS.findall(names)}
    if not words.isdisjoint(_TELLING):
        if not words.isdisjoint(_PARTS_OF_JOINED):
            words |= {joined.replace("-", "") for joined in _JOINED.findall(names.lower())}
        for word in sorted(words):
            if word in _ROLE_OF_NAME:
                role, weight = _ROLE_OF_NAME[word]
                own[role] = max(own.get(role, 0.0), weight)
        signs = tuple(int(not kind.isdisjoint(words)) for kind in _SIGNS)
        signs = signs if any(signs) else _NO_SIGNS
    return Own(tuple(own.items()), signs, marks)
