"""What a page states of its article where no reader sees it: JSON-LD, meta elements, microdata, links.

Names of meta elements are compared by their letters alone, so that `article:published_time`, `article.published-time`
and `article:published:time` are one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from retold.sources.paragraphs import folded

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Review|SocialMediaPosting)$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_MOST_ITEMS = 2_000  # of a page's JSON-LD; beyond this it is data, not metadata
_MARKUP = re.compile(r"<[^>]+>")
_MIN_BODY = 200  # characters; a shorter `articleBody` is a teaser
_DESCRIPTIONS = ("description", "ogdescription", "twitterdescription", "dcdescription")


@dataclass(slots=True)
class PageData:
    """The statements of a page, as found: `metas` by the letters of their names, and its article's JSON-LD object."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    names: dict[str, dict[str, Any]] = field(default_factory=dict)  # JSON-LD objects by `@id`
    canonical: str = ""
    headings: list[str] = field(default_factory=list)  # of level 1
    title: str = ""
    language: str = ""
    properties: list[tuple[str, Any]] = field(default_factory=list)  # microdata and RDFa: name and element

    @property
    def descriptions(self) -> frozenset[str]:
        """What the page says its article is about, folded."""
        values = [value for name in _DESCRIPTIONS for value in self.metas.get(name, ())]
        values += [value for value in [self.article.get("description")] if isinstance(value, str)]
        return frozenset(key for key in map(folded, values) if key)

    @property
    def body(self) -> str:
        """The text of the article in JSON-LD, without mark-up; empty where it is not there in full."""
        text = self.article.get("articleBody")
        if not isinstance(text, str) or len(text) < _MIN_BODY:
            return ""
        return unescape(_MARKUP.sub(" ", unescape(text)))


def page_data(root: Any) -> PageData:
    """Return what the page with this root states."""
    data = PageData()
    for meta in root.iter("meta"):
        attributes = meta.attrib
        content = attributes.get("content")
        if not content:
            continue
        for name in {letters(attributes.get(key) or "") for key in ("property", "name", "itemprop", "http-equiv")}:
            if name:
                data.metas.setdefault(name, []).append(content)
    for link in root.iter("link"):
        if not data.canonical and "canonical" in (link.get("rel") or "").lower().split():
            data.canonical = link.get("href") or ""
    data.headings = [text for text in (" ".join("".join(each.itertext()).split()) for each in root.iter("h1")) if text]
    data.title = next((" ".join((each.text or "").split()) for each in root.iter("title")), "")
    data.language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    data.properties = [
        (letters((each.get("itemprop") or each.get("property") or "").rpartition(":")[2]), each)
        for each in root.xpath("/html/body//*[@itemprop or @property]")
    ]
    _add_linked_data(root, data)
    return data


def letters(name: str) -> str:
    """Return the letters and digits of a name, in lower case."""
    return _NO_LETTERS.sub("", name.lower())


def strings(value: Any) -> list[str]:
    """Return the strings that a JSON value holds: itself, those of a list."""
    every = value if isinstance(value, list) else [value]
    return [each for each in every if isinstance(each, str) and each.strip()]


def _add_linked_data(root: Any, data: PageData) -> None:
    articles: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for item in _items(_loaded(script.text)):
            identity = item.get("@id")
            if isinstance(identity, str) and len(item) > 2:
                data.names.setdefault(identity, item)
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names):
                articles.append(item)
    data.article = _merged(articles, data)


def _merged(articles: list[dict[str, Any]], data: PageData) -> dict[str, Any]:
    """Return the page's article among all that its JSON-LD names: that with the page's title, else the first.

    Several objects about one article are one: what the first leaves out the others tell.
    """
    titles = {folded(each) for each in (*data.headings, data.title, *data.metas.get("ogtitle", ()))}
    own = [each for each in articles if {folded(unescape(title)) for title in strings(each.get("headline"))} & titles]
    chosen = own or articles[:1]
    result: dict[str, Any] = {}
    for each in chosen:
        for key, value in each.items():
            if value not in (None, "", []):
                result.setdefault(key, value)
    return result


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
