"""Tests of `evaluation.gold`: labelled data that is missing or wrong."""

from __future__ import annotations

import gzip

import pytest

from evaluation.gold import BadGold, json_lines, only_file


def test_lines_are_read_gzipped_or_not(tmp_path):
    """
    An empty line is no record.
    """
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    plain.write_text('{"id": 1}\n\n{"id": 2}\n', encoding="utf-8")
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert [{"id": 1}, {"id": 2}] == json_lines(plain, needed=("id",)) == json_lines(packed, needed=("id",))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": 1}\n{', "line 2: not JSON"),
        (b'{"text": ""}', "line 1: no id"),
        (b"[1]", "line 1: no id"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, content, message):
    """
    The error says which line and what was expected.
    """
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)

    with pytest.raises(BadGold, match=message):
        json_lines(path, needed=("id",))


def test_a_missing_file_is_one_line(tmp_path):
    """
    No traceback for what is not there.
    """
    with pytest.raises(BadGold, match="no such file"):
        json_lines(tmp_path / "nothing.jsonl", needed=())


def test_a_folder_must_hold_the_one_file(tmp_path):
    """
    None and several are both wrong.
    """
    with pytest.raises(BadGold, match="0 files"):
        only_file(tmp_path, "*_docs.jsonl*")
