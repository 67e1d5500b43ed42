"""An article's fields in a page's mark-up: JSON-LD, meta elements, the canonical address, times and writers' names.

Values stand in order of trust, each once: JSON-LD of the article, then meta elements, then visible elements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from retold.sources.addresses import canonical_address
from retold.sources.dates import stated_time
from retold.sources.encodings import storable
from retold.sources.page_text import PageText
from retold.sources.paragraphs import folded
from retold.sources.records import Found
from retold.spans import Span

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|NewsArticle|LiveBlogPosting|Review|SocialMediaPosting)$")
# Names of meta elements (property, name or itemprop), in order of trust.
_METAS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("title", ("og:title", "twitter:title", "parsely-title", "dc.title", "headline", "sailthru.title")),
    ("outlet", ("og:site_name", "application-name", "dc.publisher", "article:publisher", "twitter:site")),
    ("url", ("og:url", "parsely-link")),
    (
        "published",
        (
            "article:published_time",
            "datepublished",
            "og:published_time",
            "parsely-pub-date",
            "publication_date",
            "article.published",
            "sailthru.date",
            "dc.date.issued",
            "dcterms.created",
            "dc.date",
            "pubdate",
            "publishdate",
            "publish-date",
            "date",
            "article:published",
            "cxenseparse:recs:publishtime",
            "citation_publication_date",
        ),
    ),
    (
        "modified",
        (
            "article:modified_time",
            "datemodified",
            "og:updated_time",
            "dcterms.modified",
            "last-modified",
            "lastmod",
            "article.updated",
            "dc.date.modified",
        ),
    ),
    (
        "byline",
        (
            "author",
            "article:author",
            "parsely-author",
            "dc.creator",
            "sailthru.author",
            "byl",
            "twitter:creator",
            "citation_author",
            "cxenseparse:author",
        ),
    ),
    ("language", ("og:locale", "content-language", "dc.language")),
)
# An address, an account, a number, or what a content system writes where nobody is named.
_NO_NAME = re.compile(
    r"^(?:https?:|@|/)|@[\w-]+\.\w|\bwww\.|^[\w-]+\.[a-z]{2,4}$|^[\d\W]+$|^(?:admin|editor|null|none|undefined|unknown)$",
    re.IGNORECASE,
)
_TITLE_PARTS = re.compile(r"\s+[|–—»·-]\s+|\s+::\s+")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_BY = re.compile(r"^(?:by|von|par|por|di|door|af|av)\b:? ", re.IGNORECASE)
_MOST_ITEMS = 2_000  # of a page's JSON-LD; beyond this it is data, not metadata
_LONGEST_VALUE = 1_000


def fields_in(root: Any, page: PageText) -> tuple[Found, ...]:
    """Return what the mark-up of the page states of its article, each value once a field, in order of trust."""
    found: dict[tuple[str, str], Found] = {}
    outlets: set[str] = set()
    headings = frozenset(folded(heading) for heading in _headings(root))
    for field, value, span in _stated(root, page):
        clean = " ".join(storable(unescape(value)).split())[:_LONGEST_VALUE]
        if field == "outlet":
            outlets.add(folded(clean))
        if field == "title":
            clean = _without_outlet(clean, headings)
        if field == "byline":
            clean = _BY.sub("", clean)
        if _is_usable(field, clean) and not (field == "byline" and folded(clean) in outlets):
            place = (None, None) if span is None else (span.begin, span.end)
            found.setdefault((field, clean), Found(field, clean, *place))
    return tuple(found.values())


def _stated(root: Any, page: PageText) -> Iterator[tuple[str, str, Span | None]]:
    for field, value in (*_linked_data(root), *_metas(root), *_links(root)):
        yield field, value, None
    for element, span in page.elements:
        words = span.of(page.text)
        if element.tag == "time":
            stated = element.get("datetime") or words
            field = "modified" if "modified" in (element.get("itemprop") or "").lower() else "published"
            yield field, stated, span if len(span) else None
        elif words:
            yield "byline", words, span
    yield from (("title", heading, None) for heading in _headings(root))
    for title in root.iter("title"):
        yield "title", _TITLE_PARTS.split(title.text or "")[0], None
        break
    yield "language", root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "", None


def _headings(root: Any) -> list[str]:
    return [text for text in ("".join(heading.itertext()) for heading in root.iter("h1")) if text.strip()]


def _without_outlet(title: str, headings: frozenset[str]) -> str:
    """Return `title` without its last part ("… | The Fen Post") where what is left is a main heading of the page."""
    parts = list(_TITLE_PARTS.finditer(title))
    lead = title[: parts[-1].start()] if parts else title
    return lead if folded(lead) in headings else title


def _is_usable(field: str, value: str) -> bool:
    if not value:
        return False
    if field in ("published", "modified"):
        return stated_time(value) is not None
    if field == "url":
        return canonical_address(value) is not None
    if field in ("byline", "outlet"):
        return _NO_NAME.search(value) is None
    return True


def _metas(root: Any) -> Iterator[tuple[str, str]]:
    contents: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and meta.get("content"):
                contents.setdefault(name, []).append(meta.get("content"))
    for field, names in _METAS:
        for name in names:
            values = contents.get(name, [])
            yield from ((field, value) for value in ([", ".join(values)] if field == "byline" and values else values))


def _links(root: Any) -> Iterator[tuple[str, str]]:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield "url", link.get("href") or ""


def _linked_data(root: Any) -> Iterator[tuple[str, str]]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            for item in _items(_loaded(script.text)):
                kinds = item.get("@type")
                names = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names):
                    yield from _article_item(item)


def _loaded(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removesuffix("//]]>").removesuffix("-->")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text), unescape(text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _items(content: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects within JSON-LD, outermost first, without recursion."""
    waiting = [content]
    for _ in range(_MOST_ITEMS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item, *waiting]
        elif isinstance(item, dict):
            yield item
            waiting += [value for value in item.values() if isinstance(value, dict | list)]


def _article_item(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    plain = (
        ("headline", "title"),
        ("datePublished", "published"),
        ("dateModified", "modified"),
        ("inLanguage", "language"),
    )
    for key, field in plain:
        if isinstance(item.get(key), str):
            yield field, item[key]
    authors = list(dict.fromkeys(_names(item.get("author"))))
    if authors:
        yield "byline", ", ".join(authors)
    yield from (("outlet", name) for name in _names(item.get("publisher")))
    page = item.get("mainEntityOfPage")
    for address in (page.get("@id") if isinstance(page, dict) else page, item.get("url")):
        if isinstance(address, str):
            yield "url", address


def _names(value: Any) -> Iterator[str]:
    every: Iterable[Any] = value if isinstance(value, list) else [value]
    for each in every:
        name = each.get("name") if isinstance(each, dict) else each
        parts = name if isinstance(name, list) else [name]
        yield from (
            part.strip()
            for part in parts
            if isinstance(part, str) and part.strip() and not _NO_NAME.search(part.strip())
        )
