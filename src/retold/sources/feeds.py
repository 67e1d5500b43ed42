"""What a feed lists: RSS and Atom (by feedparser), JSON Feed, sitemaps (plain, news, indexes), and lists of addresses.

Parsing only: bytes in, items out; nothing is fetched. Entity declarations never reach a parser: the document type is
taken out first, and a feed whose entities nest or lie elsewhere is refused. Sizes are bounded by the caller and by
`most_items`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from retold.sources.addresses import canonical_address
from retold.sources.encodings import decode_page, storable
from retold.sources.records import Rejected

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(r"<!ENTITY\s+(%?)\s*[^\s>]+\s+(SYSTEM|PUBLIC|\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|rdf|urlset|sitemapindex|opml|html)\b", re.IGNORECASE)
_ROOT_CHARACTERS = 4_000  # comments and style sheets may stand before the root
_MENDABLE_CHARACTERS = 2_000_000  # mending broken mark-up takes time that grows faster than its length
_LONGEST_FIELD = 2_000
_LONGEST_ADDRESS = 8_000
_SITEMAPS_LISTED = 1_000  # of an index; more are read from the later ones that it lists, which are the newest


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One page that a feed lists, with what the feed says of it (times as written)."""

    address: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed lists, each address once, in its order; `feeds` are the sitemaps of an index."""

    kind: str  # rss, atom, json feed, sitemap, sitemap index, list
    items: tuple[FeedItem, ...]
    feeds: tuple[str, ...] = ()
    problems: tuple[Rejected, ...] = ()


def read_feed(content: bytes, address: str, *, most_items: int) -> Feed | Rejected | None:
    """Return what the feed at `address` lists; a `Rejected` where it is broken; None where it is no feed but a page.

    Relative links are resolved against `address`. Of a feed with more than `most_items` items the first ones are
    taken. `problems` says what was left out.
    """
    text = storable(decode_page(content)).lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return _json_feed(text, address, most_items)
    root = _root_of(text)
    if root is None:
        return _address_list(text, address, most_items)
    return None if root == "html" else _marked_up(text, address, root, most_items)


def _marked_up(text: str, address: str, root: str, most_items: int) -> Feed | Rejected:
    unsafe = _entity_fault(text)
    if unsafe is not None:
        return Rejected(address, "entity expansion", unsafe)
    text = _DOCTYPE.sub("", _XML_DECLARATION.sub("", text), count=1)
    if root == "opml":
        return Feed("list", (), tuple(_opml_feeds(text)))
    read = _sitemap if root in {"urlset", "sitemapindex"} else _feed
    return read(text, address, root, most_items)


def addresses_in(text: str) -> list[str]:
    """Return the addresses of a list: one a line, `#` begins a comment; or the feeds of an OPML file. Each once."""
    bare = text.lstrip("\ufeff \t\r\n")
    if _root_of(bare) == "opml":
        return list(dict.fromkeys(_opml_feeds(_DOCTYPE.sub("", _XML_DECLARATION.sub("", bare), count=1))))
    lines = (line.partition(" #")[0].strip() for line in bare.splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def _root_of(text: str) -> str | None:
    """Return the name of the root element in lower case; None where the text does not begin with mark-up."""
    if not text.startswith("<"):
        return None
    found = _ROOT.search(_DOCTYPE.sub("", text[: _ROOT_CHARACTERS * 4], count=1)[:_ROOT_CHARACTERS])
    return found.group(1).lower() if found else "html"


def _entity_fault(text: str) -> str | None:
    """Return why the entities that `text` declares are refused; None where there are none, or harmless ones."""
    for declared in _DECLARATION.finditer(text[:1_000_000]):
        is_parameter, value = declared.groups()
        if value.upper() in {"SYSTEM", "PUBLIC"}:
            return "declares an entity that lies elsewhere"
        if is_parameter or "&" in value.replace("&#", "") or "%" in value:
            return "declares entities made of entities"
    if "<!ENTITY" in _DOCTYPE.sub("", text[: _ROOT_CHARACTERS * 4], count=1)[:_ROOT_CHARACTERS].upper():
        return "declares entities in a document type that does not end"
    return None


# ---------------------------------------------------------------- RSS and Atom


def _feed(text: str, address: str, root: str, most_items: int) -> Feed | Rejected:
    import feedparser  # type: ignore[import-untyped,unused-ignore]

    if len(text) > _MENDABLE_CHARACTERS and not _is_well_formed(text):
        return Rejected(address, "broken feed", f"{len(text)} characters that are no XML: too many to mend")
    text, left_out = _cut(text, most_items)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    # A stream, never a string: feedparser would open a string that looks like an address or a path.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        return Rejected(address, "broken feed", f"begins as {root} and holds no item that can be read")
    found = ((_link_of(entry, address), entry) for entry in parsed.entries)
    items = [(link, _item(link, entry) if link else None, entry) for link, entry in found]
    named = [str(entry.get("title") or "")[:80] for link, _, entry in items if link is None]
    problems = [*_without_link(address, named), *_too_many(address, left_out, most_items)]
    kind = "atom" if root == "feed" else "rss"
    return Feed(kind, _each_once(item for _, item, _ in items if item), (), tuple(problems))


def _is_well_formed(text: str) -> bool:
    parser = etree.XMLPullParser(events=(), resolve_entities=False, no_network=True, huge_tree=False)
    encoded = text.encode("utf-8", "replace")
    try:
        for begin in range(0, len(encoded), 1 << 20):
            parser.feed(encoded[begin : begin + (1 << 20)])
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return True


def _cut(text: str, most_items: int) -> tuple[str, int]:
    """Return the feed with its first `most_items` items, and the number of the items left out."""
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    if len(ends) <= most_items:
        return text, 0
    return text[: ends[most_items - 1]] + text[ends[-1] :], len(ends) - most_items


def _link_of(entry: Any, address: str) -> str | None:
    links = entry.get("links") or []
    alternate = [link.get("href") for link in links if link.get("rel") in {None, "alternate"}]
    for candidate in (entry.get("link"), *alternate):
        resolved = _resolved(candidate, address)
        if resolved:
            return resolved
    return None


def _resolved(candidate: Any, address: str) -> str | None:
    if not isinstance(candidate, str) or not candidate.strip() or len(candidate) > _LONGEST_ADDRESS:
        return None
    try:
        joined = urljoin(address, "".join(storable(candidate).split()))
    except ValueError:  # brackets that hold no IPv6 address
        return None
    return joined.partition("#")[0] if canonical_address(joined) else None


def _item(link: str, entry: Any) -> FeedItem:
    return FeedItem(
        link,
        _field(entry.get("title")),
        _field(entry.get("author")),
        _field(entry.get("published") or entry.get("date")),
    )


def _field(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    return " ".join(storable(value).split())[:_LONGEST_FIELD]


def _each_once(items: Iterator[FeedItem]) -> tuple[FeedItem, ...]:
    kept: dict[str, FeedItem] = {}
    for item in items:
        kept.setdefault(canonical_address(item.address) or item.address, item)
    return tuple(kept.values())


def _without_link(address: str, titles: list[str]) -> list[Rejected]:
    if not titles:
        return []
    named = next((title for title in titles if title), "")
    which = f", such as {named!r}" if named else ""
    return [Rejected(address, "no link", f"{len(titles)} items of the feed have no address{which}")]


def _too_many(address: str, left_out: int, most: int) -> list[Rejected]:
    if left_out <= 0:
        return []
    return [Rejected(address, "too many items", f"the first {most} were taken, {left_out} left out")]


# ---------------------------------------------------------------- JSON Feed, sitemaps, lists


def _json_feed(text: str, address: str, most_items: int) -> Feed | Rejected:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Rejected(address, "broken feed", f"no JSON: {error}"[:200])
    items = record.get("items") if isinstance(record, dict) else None
    if not isinstance(items, list):
        return Rejected(address, "not a feed", "JSON without a list named items. Expected a JSON Feed")
    taken = [item for item in items[:most_items] if isinstance(item, dict)]
    found = [_json_item(item, address) for item in taken]
    titles = [str(item.get("title") or "")[:80] for item, one in zip(taken, found, strict=True) if one is None]
    problems = [*_without_link(address, titles), *_too_many(address, len(items) - most_items, most_items)]
    return Feed("json feed", _each_once(item for item in found if item), (), tuple(problems))


def _json_item(item: dict[str, Any], address: str) -> FeedItem | None:
    link = next(
        (link for link in (_resolved(item.get(name), address) for name in ("url", "external_url")) if link), None
    )
    if link is None and str(item.get("id", "")).startswith(("http://", "https://")):
        link = _resolved(item.get("id"), address)
    if link is None:
        return None
    authors = item.get("authors") or [item.get("author")]
    names = [author.get("name") for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    byline = ", ".join(name for name in names if isinstance(name, str))
    return FeedItem(link, _field(item.get("title")), _field(byline), _field(item.get("date_published")))


def _sitemap(text: str, address: str, root: str, most_items: int) -> Feed | Rejected:
    items: list[FeedItem] = []
    sitemaps: list[str] = []
    missing, left_out = 0, 0
    for name, fields in _records(text):
        link = _resolved(fields.get("loc"), address)
        if link is None:
            missing += 1
        elif name == "sitemap":
            sitemaps.append(link)
        elif len(items) < most_items:
            items.append(FeedItem(link, _field(fields.get("title")), None, _field(fields.get("publication_date"))))
        else:
            left_out += 1
    if not items and not sitemaps and not missing:
        return Rejected(address, "broken feed", f"begins as {root} and holds no address that can be read")
    problems = [*_without_link(address, [""] * missing), *_too_many(address, left_out, most_items)]
    newest = tuple(dict.fromkeys(sitemaps))[-_SITEMAPS_LISTED:]
    return Feed("sitemap index" if sitemaps else "sitemap", _each_once(iter(items)), newest, tuple(problems))


def _records(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each `url` or `sitemap` element with its fields by local name; memory does not grow with their number."""
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    options: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "recover": True}
    fields: dict[str, str] = {}
    try:
        for _, element in etree.iterparse(stream, events=("end",), **options):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name in {"url", "sitemap"}:
                yield name, fields
                fields = {}
                parent = element.getparent()
                if parent is not None:
                    parent.clear()
            elif element.text and not len(element):
                fields.setdefault(name, element.text)
    except etree.XMLSyntaxError:  # what stood before the break was yielded
        return


def _opml_feeds(text: str) -> Iterator[str]:
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        for _, element in etree.iterparse(
            stream, events=("end",), resolve_entities=False, no_network=True, recover=True
        ):
            link = element.get("xmlUrl") or element.get("xmlurl")
            if link and canonical_address(link):
                yield link
    except etree.XMLSyntaxError:
        return


def _address_list(text: str, address: str, most_items: int) -> Feed | None:
    """Return a plain list of addresses; None where a line is something else."""
    lines = addresses_in(text)
    if not lines or any(" " in line or canonical_address(line) is None for line in lines):
        return None
    items = (FeedItem(line.partition("#")[0]) for line in lines[:most_items])
    return Feed("list", _each_once(items), (), tuple(_too_many(address, len(lines) - most_items, most_items)))
