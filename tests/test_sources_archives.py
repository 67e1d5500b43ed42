"""Web archives: what a record gives, and what is left of a broken archive."""

from __future__ import annotations

import gzip
import io

import pytest
from fastwarc.stream_io import ZstdWriter

from retold.settings import ReadingSettings
from retold.sources.archives import Position, read_archive
from retold.sources.records import Reading, Rejected
from retold.sources.wacz import read_wacz
from tests.warcs import TITLES, page, pages, record, wacz, zipped


def outcomes(content: bytes, begin: Position | None = None, **limits):
    return list(read_archive(io.BytesIO(content), "a.warc", settings=ReadingSettings(**limits), begin=begin))


def titles(content: bytes, **options) -> list[str]:
    items = [item for _, item in outcomes(content, **options)]
    return [item.text.split("\n")[0] for item in items if isinstance(item, Reading)]


def faults(content: bytes, **options) -> list[Rejected]:
    return [item for _, item in outcomes(content, **options) if isinstance(item, Rejected)]


@pytest.mark.parametrize("content", [b"".join(pages()), zipped(pages())], ids=["plain", "gzip"])
def test_a_page_has_the_address_time_and_status_of_its_record(content: bytes):
    """
    Its origin is the archive with the offset of the record.
    """
    (_, first), *_ = outcomes(content)

    assert {"url": "https://sorvik.example/red"} == first.given
    assert ("a.warc:0", "200", "2024-03-12T09:10:00+00:00") == (
        first.origin,
        first.status,
        first.retrieved.isoformat(),
    )
    assert list(TITLES) == titles(content)
    assert not faults(content)


def test_zstandard_is_read_too():
    """
    Each record has its own origin, even where one frame holds them all.
    """
    buffer = io.BytesIO()
    writer = ZstdWriter(buffer)
    for each in pages():
        writer.write(each)
    writer.close()

    items = [item for _, item in outcomes(buffer.getvalue())]

    assert list(TITLES) == titles(buffer.getvalue())
    assert len(TITLES) == len({item.origin for item in items})


@pytest.mark.parametrize("pack", [b"".join, zipped], ids=["plain", "gzip"])
def test_reading_goes_on_after_any_record(pack):
    """
    From the position of a record, all that come after it are read and none twice.
    """
    content = pack(pages())
    positions = [position for position, _ in outcomes(content)]

    for done, position in enumerate(positions, 1):
        assert list(TITLES[done:]) == titles(content, begin=position)


def test_reading_goes_on_within_one_compressed_member():
    """
    An archive that was compressed as a whole has one offset for many records.
    """
    content = gzip.compress(b"".join(pages()), mtime=0)
    positions = [position for position, _ in outcomes(content)]

    assert list(TITLES[3:]) == titles(content, begin=positions[2])


@pytest.mark.parametrize("pack", [b"".join, zipped], ids=["plain", "gzip"])
def test_a_truncated_archive_gives_all_that_is_whole_and_says_where_it_breaks(pack):
    """
    Wherever the cut lies; what closes a record (two line ends, a checksum) may be missing.
    """
    after = 20 if pack is zipped else 4
    records = pages()[:3]
    ends = [len(pack(records[: n + 1])) for n in range(3)]
    content = pack(records)
    for cut in range(1, len(content), 7):
        at_end = next((end for end in ends if end - after <= cut < end), None)

        found = titles(content[:cut])

        assert found in (
            [*TITLES[: sum(end <= cut for end in ends)]],
            [*TITLES[: sum(end - after <= cut for end in ends)]],
        )
        assert at_end or cut in ends or faults(content[:cut]), cut


@pytest.mark.parametrize("pack", [b"".join, zipped], ids=["plain", "gzip"])
@pytest.mark.parametrize("length", [0, 100, 5_000, 10**7, 10**25, -5])
def test_a_record_whose_length_lies_costs_that_record(pack, length: int):
    """
    The next one is found, and the row in `rejected` has the offset.
    """
    records = pages()
    records[1] = record(page("Blue"), "https://sorvik.example/blue", length=length)
    offset = len(pack(records[:1]))

    content = pack(records)

    assert ["Red", "Green", "White", "Black"] == titles(content)
    assert any(fault.origin == f"a.warc:{offset}" and fault.reason == "broken record" for fault in faults(content))


def test_damage_between_records_costs_no_record():
    """
    What is whole before it and after it is read.
    """
    records = [gzip.compress(each, mtime=0) for each in pages()]

    content = records[0] + b"\x00damage" * 9 + b"".join(records[1:])

    assert list(TITLES) == titles(content)
    assert ["broken record"] == [fault.reason for fault in faults(content)]


def test_what_is_no_archive_is_unreadable():
    """
    One row says so.
    """
    assert ["unreadable"] == [fault.reason for fault in faults(b"These are words and no archive.")]


def test_records_that_hold_no_page_are_counted_by_type():
    """
    Pictures, scripts and redirects are one row.
    """
    others = [
        record(b"\x89PNG", "https://sorvik.example/a.png", content_type="image/png"),
        record(b"\x89PNG", "https://sorvik.example/b.png", content_type="image/png"),
        record(b"", "https://sorvik.example/c", status="301 Moved Permanently"),
    ]

    (fault,) = faults(b"".join([*others, *pages()]))

    assert ("a.warc", "not a page") == (fault.origin, fault.reason)
    assert "2 image/png, 1 redirect" in fault.detail


@pytest.mark.parametrize("status", ["404 Not Found", "503 Service Unavailable"])
def test_an_http_error_is_rejected_with_its_status(status: str):
    """
    Even if the page reads like an article.
    """
    (fault,) = faults(record(page("Red"), "https://sorvik.example/red", status=status))

    assert ("http error", True) == (fault.reason, status[:3] in fault.detail)


def test_a_revisit_names_the_record_that_holds_the_page():
    """
    It has no text of its own.
    """
    again = record(
        b"", "https://sorvik.example/red", kind="revisit", warc_headers="WARC-Refers-To-Date: 2024-01-01T00:00:00Z\r\n"
    )

    (fault,) = faults(again)

    assert ("revisit", True) == (fault.reason, "2024-01-01" in fault.detail)


def test_extracted_text_is_an_article():
    """
    WET files hold `conversion` records.
    """
    text = b"Red\nThe council met on Monday and voted to keep the ferry."

    (item,) = [
        item for _, item in outcomes(record(text, "https://s.example/a", kind="conversion", content_type="text/plain"))
    ]

    assert ("Red", {"url": "https://s.example/a"}) == (item.text.split("\n")[0], item.given)


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1"])
def test_the_charset_of_the_header_counts(declared: str):
    """
    A page that declares none is decoded as its HTTP header says.
    """
    body = page("Red").decode().replace("Sorvik", "Sørvik").encode("windows-1252")
    content = record(body, "https://s.example/a", content_type=f"text/html; charset={declared}")

    ((_, item),) = outcomes(content)

    assert "Sørvik" in item.text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(page("Red"), mtime=0)),
        ("Content-Encoding: gzip\r\n", page("Red")),
        ("Transfer-Encoding: chunked\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(page("Red")), page("Red"))),
        ("Transfer-Encoding: chunked\r\n", page("Red")),
        ("Content-Encoding: br\r\n", page("Red")),
    ],
)
def test_a_payload_is_decoded_as_it_is_and_not_as_it_says(headers: str, body: bytes):
    """
    Many crawlers keep the headers and undo the encoding.
    """
    assert ["Red"] == titles(record(body, "https://s.example/a", headers=headers))


def test_a_bomb_in_a_record_is_bounded():
    """
    What a payload decompresses to has the limit of a page.
    """
    bomb = gzip.compress(b"<p>" + b"a" * 5_000_000)
    content = record(bomb, "https://s.example/a", headers="Content-Encoding: gzip\r\n") + b"".join(pages())

    assert ["too large"] == [fault.reason for fault in faults(content, max_page_bytes=1_000_000)]
    assert list(TITLES) == titles(content, max_page_bytes=1_000_000)


def read_members(content: bytes):
    return [item for _, (_, item) in read_wacz(io.BytesIO(content), "a.wacz", settings=ReadingSettings())]


def test_the_archives_in_a_wacz_are_read():
    """
    The origin names the member and the offset.
    """
    items = read_members(wacz({"datapackage.json": b"{}", "archive/data.warc.gz": zipped(pages())}))

    assert "a.wacz/archive/data.warc.gz:0" == items[0].origin
    assert len(TITLES) == len(items)


@pytest.mark.parametrize("name", ["../../evil.warc.gz", "/tmp/evil.warc", "archive/..\\evil.warc", "C:/evil.warc"])
def test_a_member_that_climbs_out_is_not_read(name: str):
    """
    The others are.
    """
    items = read_members(wacz({name: zipped(pages()), "archive/data.warc": b"".join(pages()[:1])}))

    assert ["unsafe path"] == [item.reason for item in items if isinstance(item, Rejected)]
    assert 1 == sum(isinstance(item, Reading) for item in items)


def test_a_wacz_that_was_cut_short_is_unreadable():
    """
    One row says so.
    """
    (item,) = read_members(wacz({"archive/data.warc.gz": zipped(pages())})[:-40])

    assert "unreadable" == item.reason


@pytest.mark.parametrize("kept", range(20, 400, 37))
def test_an_archive_cut_anywhere_says_that_it_breaks_off(kept):
    """Within the headers of its last record too, where nothing of the page is there yet."""
    whole = gzip.compress(_bare_response("https://alba.example/one"), mtime=0)
    cut = whole + gzip.compress(_bare_response("https://alba.example/two"), mtime=0)[:kept]
    outcomes = [outcome for _, outcome in read_archive(io.BytesIO(cut), "cut.warc.gz", settings=ReadingSettings())]
    assert sum(isinstance(outcome, Reading) for outcome in outcomes) >= 1
    last_is_whole = kept >= len(whole) - 8  # but for the last bytes of its compression
    assert last_is_whole or [o.reason for o in outcomes if isinstance(o, Rejected)] == ["broken record"]


def _bare_response(address):
    words = " ".join(f"The harbour of Alba was shut on day {n} of the long strike." for n in range(12))
    page = f"<html><body><article><h1>Harbour shut</h1><p>{words}</p></article></body></html>".encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:11111111-1111-1111-1111-111111111111>\r\n"
        f"WARC-Date: 2024-03-02T12:00:00Z\r\nWARC-Target-URI: {address}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"
