"""What feeds list, in every format, and what makes one unusable."""

from __future__ import annotations

import json
import time

import pytest

from retold.sources.feeds import Feed, FeedItem, addresses_in, read_feed
from retold.sources.records import Rejected

PLACE = "https://harbourtimes.example/feeds/all"


def read(content, most_items=100):
    return read_feed(content if isinstance(content, bytes) else content.encode(), PLACE, most_items=most_items)


def rss_of(*items):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'


def test_rss_gives_its_items_with_what_it_says_of_them():
    """
    Relative links are resolved against the feed, fragments are dropped.
    """
    said = "<title>Ferry  runs</title><author>A. Sohrabi</author><pubDate>12 Mar 2024</pubDate>"
    item = f"<item><link>/n/1#top</link>{said}</item>"

    feed = read(rss_of(item))

    assert "rss" == feed.kind
    assert (FeedItem("https://harbourtimes.example/n/1", "Ferry runs", "A. Sohrabi", "12 Mar 2024"),) == feed.items


def test_atom_gives_its_alternate_links():
    """
    A link to comments or a picture is not the page.
    """
    entry = (
        '<entry><title>Ferry</title><link rel="replies" href="/r"/><link rel="alternate" href="/n/1"/>'
        "<published>2024-03-12T14:05:00Z</published></entry>"
    )

    feed = read(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')

    assert [("https://harbourtimes.example/n/1", "2024-03-12T14:05:00Z")] == [
        (i.address, i.published) for i in feed.items
    ]


def test_an_id_that_is_an_address_stands_for_a_missing_link():
    """
    RSS calls this a permanent link.
    """
    feed = read(rss_of("<item><guid>https://harbourtimes.example/n/1</guid></item>"))

    assert ["https://harbourtimes.example/n/1"] == [item.address for item in feed.items]


def test_json_feed_gives_its_items():
    """
    Links stand under url or external_url; an id may be one.
    """
    items = [
        {"url": "/n/1", "title": "Ferry", "authors": [{"name": "A"}, {"name": "B"}], "date_published": "2024-03-12"},
        {"external_url": "https://other.example/n/2"},
        {"id": "https://harbourtimes.example/n/3"},
        {"id": "7", "title": "Adrift"},
        "no item",
    ]

    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))

    assert FeedItem("https://harbourtimes.example/n/1", "Ferry", "A, B", "2024-03-12") == feed.items[0]
    assert 3 == len(feed.items)
    assert ["no link"] == [problem.reason for problem in feed.problems]


def test_a_news_sitemap_gives_titles_and_dates():
    """
    Fields are found by their local names.
    """
    url = (
        "<url><loc>https://harbourtimes.example/n/1</loc><news:news><news:publication><news:name>Harbour</news:name>"
        "</news:publication><news:publication_date>2024-03-12</news:publication_date><news:title>Ferry</news:title>"
        "</news:news></url>"
    )
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'

    feed = read(f'<?xml version="1.0" encoding="UTF-8"?>{head}{url}</urlset>')

    assert (FeedItem("https://harbourtimes.example/n/1", "Ferry", None, "2024-03-12"),) == feed.items


def test_a_sitemap_index_gives_its_sitemaps():
    """
    They are sources, not pages.
    """
    feed = read("<sitemapindex><sitemap><loc>https://harbourtimes.example/s1.xml</loc></sitemap></sitemapindex>")

    assert ((), ("https://harbourtimes.example/s1.xml",)) == (feed.items, feed.feeds)


def test_a_plain_list_of_addresses_is_a_feed():
    """
    The sitemap protocol allows one address a line.
    """
    feed = read("https://harbourtimes.example/n/1\nhttps://harbourtimes.example/n/2\n# a note\n")

    assert ["/n/1", "/n/2"] == [item.address.removeprefix("https://harbourtimes.example") for item in feed.items]


@pytest.mark.parametrize(
    "content",
    [
        "<!doctype html><html><body><p>Words</p></body></html>",
        "<p>Words",
        "Plain words, no list.",
        "",
        "<!-- x --><div>y</div>",
    ],
)
def test_a_page_is_no_feed(content):
    """
    The caller reads it as a page.
    """
    assert read(content) is None


def test_an_item_listed_twice_is_one():
    """
    Tracking parameters make no second page.
    """
    links = ("/n/1?utm_source=a", "/n/1?utm_source=b", "/n/2")

    feed = read(rss_of(*(f"<item><link>{link}</link></item>" for link in links)))

    assert 2 == len(feed.items)


def test_a_feed_in_another_encoding_is_read():
    """
    The XML declaration names it.
    """
    content = '<?xml version="1.0" encoding="windows-1251"?>' + rss_of(
        "<item><title>Паром</title><link>/n</link></item>"
    )

    feed = read(content.replace('<?xml version="1.0"?>', "", 1).encode("cp1251"))

    assert ["Паром"] == [item.title for item in feed.items]


# ---------------------------------------------------------------- bad input

LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS}]>" + rss_of("<item><title>&l9;</title></item>"),
            "entity expansion",
        ),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss/>', "entity expansion"),
        ('<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><rss/>', "entity expansion"),
        ("<!DOCTYPE urlset [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><urlset/>", "entity expansion"),
        ("<rss><channel><item", "broken feed"),
        ("<urlset>", "broken feed"),
        ('{"items": 3}', "not a feed"),
        ("[1, 2]", "not a feed"),
        ('{"items": [', "broken feed"),
        ("[" * 100_000, "broken feed"),
    ],
)
def test_an_unusable_feed_has_one_clear_reason(content, reason):
    """
    Nothing is expanded, nothing is fetched.
    """
    found = read(content)

    assert isinstance(found, Rejected)
    assert reason == found.reason


def test_entity_declarations_in_another_encoding_are_seen_too():
    """
    UTF-16 hides nothing.
    """
    content = "\ufeff<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;'>]><rss/>".encode("utf-16-le")

    assert "entity expansion" == read(content).reason


def test_harmless_entities_do_not_make_a_feed_unusable():
    """
    Old feeds declare their spaces and dashes.
    """
    feed = read(
        "<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]>" + rss_of("<item><title>A&nbsp;B</title><link>/n</link></item>")
    )

    assert ["https://harbourtimes.example/n"] == [item.address for item in feed.items]


def test_broken_marks_are_mended():
    """
    Feeds in the wild are often no XML.
    """
    feed = read("<rss><channel><item><title>Fish & ships</title><link>/n/1</link></item><item><link>/n/2</link>")

    assert ["/n/1", "/n/2"] == [item.address.removeprefix("https://harbourtimes.example") for item in feed.items]


@pytest.mark.parametrize("kind", ["rss", "atom", "json", "sitemap", "list"])
def test_no_more_items_than_asked_for_are_taken(kind):
    """
    What was left out is counted.
    """
    addresses = [f"https://harbourtimes.example/n/{number}" for number in range(25)]
    content = {
        "rss": rss_of(*(f"<item><link>{address}</link></item>" for address in addresses)),
        "atom": "<feed xmlns='http://www.w3.org/2005/Atom'>"
        + "".join(f"<entry><link href='{address}'/></entry>" for address in addresses)
        + "</feed>",
        "json": json.dumps({"items": [{"url": address} for address in addresses]}),
        "sitemap": f"<urlset>{''.join(f'<url><loc>{address}</loc></url>' for address in addresses)}</urlset>",
        "list": "\n".join(addresses),
    }[kind]

    feed = read(content, most_items=10)

    assert isinstance(feed, Feed)
    assert addresses[:10] == [item.address for item in feed.items]
    assert [("too many items", "the first 10 were taken, 15 left out")] == [(p.reason, p.detail) for p in feed.problems]


def test_a_large_broken_feed_takes_no_long_time():
    """
    Mending is for small ones.
    """
    content = "<rss><channel>" + "<item><title>&<<</title>" * 200_000
    began = time.process_time()

    found = read(content)

    assert "broken feed" == found.reason
    assert time.process_time() - began < 5


def test_surrogates_in_json_do_not_break_anything():
    """
    They cannot be stored.
    """
    feed = read('{"items": [{"url": "https://harbourtimes.example/\\ud800", "title": "\\udc00"}]}')

    assert all((item.address + (item.title or "")).encode("utf-8") for item in feed.items)


# ---------------------------------------------------------------- lists


def test_a_list_has_one_address_a_line():
    """
    Comments and empty lines are passed over, and each address counts once.
    """
    text = "\ufeff# ours\nhttps://a.example/feed  # daily\n\nhttps://b.example/feed#x\nhttps://a.example/feed\n"

    assert ["https://a.example/feed", "https://b.example/feed#x"] == addresses_in(text)


def test_an_opml_file_is_a_list_of_its_feeds():
    """
    Feed readers export these.
    """
    text = (
        '<?xml version="1.0"?><opml><body><outline><outline xmlUrl="https://a.example/feed"/></outline></body></opml>'
    )

    assert ["https://a.example/feed"] == addresses_in(text)
