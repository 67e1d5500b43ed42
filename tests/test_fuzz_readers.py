"""Readers fed with damaged files of every format: `make fuzz` runs many thousands, the fast tests a few.

Whatever the bytes, reading ends, raises nothing, and gives texts that can be stored and spans that lie within them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyarrow import parquet

from retold.settings import ReadingSettings
from retold.sources.readers import Reading, read_paths
from tests.test_sources_nexis import NEWER, OLDER
from tests.warcs import page, pages, record, wacz, zipped

SETTINGS = ReadingSettings(max_file_bytes=2_000_000, max_page_bytes=500_000)


def parquet_bytes() -> bytes:
    buffer = io.BytesIO()
    rows = [{"text": f"{n} The council voted on Monday to keep the ferry.", "title": "Ferry"} for n in range(20)]
    parquet.write_table(pa.Table.from_pylist(rows), buffer, row_group_size=5)
    return buffer.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "a.warc": lambda: b"".join(pages()),
    "a.warc.gz": lambda: zipped(pages()),
    "b.warc": lambda: record(page("Red"), "https://s.example/a", headers="Transfer-Encoding: chunked\r\n") + pages()[0],
    "a.wacz": lambda: wacz({"archive/a.warc.gz": zipped(pages())}),
    "a.csv": lambda: b'title,text\nFerry,"The council voted, on Monday,\n""aye"""\nBoat,The crew went home.\n' * 3,
    "a.tsv": lambda: b"title\ttext\nFerry\tThe council voted on Monday.\n" * 3,
    "a.parquet": parquet_bytes,
    "a.jsonl": lambda: b'{"text": "The council voted on Monday.", "published": "2024-03-12"}\n' * 3,
    "a.json": lambda: b'{"articles": [{"content": "The council voted on Monday.", "url": "https://s.example/a"}]}',
    "newer.txt": NEWER.encode,
    "older.txt": OLDER.encode,
    "a.html": lambda: page("Red"),
    "a.txt.gz": lambda: zipped([b"The council voted on Monday to keep the ferry."]),
}

# Where (as a share of the file), how many bytes are taken out, and what is put in.
DAMAGE = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 40), st.one_of(st.binary(max_size=12), st.sampled_from([b'"', b"\x00", b"\n"]))
    ),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, damage) -> bytes:
    for share, taken, put in damage:
        place = int(share * len(content))
        content = content[:place] + put + content[place + taken :]
    return content


def check(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    outcomes = read_paths(
        [path], stdin=None, outlet=None, outlet_from_folder=False, file_format=None, settings=SETTINGS
    )
    for outcome in outcomes:
        if isinstance(outcome, Reading):
            outcome.text.encode("utf-8")
            for mark in outcome.marks or ():
                assert 0 <= mark.begin <= mark.end <= len(outcome.text)
        else:
            assert outcome.reason


def fuzz(examples: int):
    return hypothesis_settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        max_examples=examples,
        deadline=None,
    )


@pytest.mark.parametrize("name", SAMPLES)
@given(damage=DAMAGE)
@fuzz(15)
def test_a_damaged_file_is_read_or_rejected(tmp_path: Path, name: str, damage):
    """
    A few of each format, in the fast tests.
    """
    check(tmp_path, name, damaged(SAMPLES[name](), damage))


@pytest.mark.long
@pytest.mark.parametrize("name", SAMPLES)
@given(damage=DAMAGE)
@fuzz(2_000)
def test_many_damaged_files_are_read_or_rejected(tmp_path: Path, name: str, damage):
    """
    `make fuzz`.
    """
    check(tmp_path, name, damaged(SAMPLES[name](), damage))


@pytest.mark.long
@pytest.mark.parametrize("name", SAMPLES)
@given(content=st.binary(max_size=5_000))
@fuzz(500)
def test_any_bytes_are_read_or_rejected(tmp_path: Path, name: str, content: bytes):
    """
    `make fuzz`: bytes that never were of the format.
    """
    check(tmp_path, name, content)
