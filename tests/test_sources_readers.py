"""Paths to readings."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retold.errors import NotFound, UnknownFormat
from retold.settings import ReadingSettings
from retold.sources.readers import Reading, Rejected, read_paths

TEXT = "The ferry left at dawn."


def read(*paths, stdin=None, outlet=None, from_folder=False, file_format=None, **limits):
    stream = None if stdin is None else io.BytesIO(stdin)
    settings = ReadingSettings(**limits)
    return list(
        read_paths(
            paths,
            stdin=stream,
            outlet=outlet,
            outlet_from_folder=from_folder,
            file_format=file_format,
            settings=settings,
        )
    )


def readings(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Reading)]


def reasons(outcomes):
    return [outcome.reason for outcome in outcomes if isinstance(outcome, Rejected)]


def test_a_folder_is_read_in_sorted_order_without_hidden_files(tmp_path: Path):
    """
    Folders below it too; an origin is the path as it was given.
    """
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "a.txt", ".hidden.txt"):
        (tmp_path / name).write_text(TEXT)

    outcomes = read(tmp_path)

    assert [f"{tmp_path.as_posix()}/a.txt", f"{tmp_path.as_posix()}/b/2.txt"] == [each.origin for each in outcomes]


def test_a_text_is_kept_to_the_character(tmp_path: Path):
    """
    Line breaks, spaces at the ends and tabs stay; only the byte order mark goes.
    """
    (tmp_path / "a.txt").write_bytes("\ufeff  Two\r\nlines \t\n".encode())

    (reading,) = read(tmp_path / "a.txt")

    assert "  Two\r\nlines \t\n" == reading.text


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path):
    """
    One clear line, not a rejected row.
    """
    with pytest.raises(NotFound, match="no such file or folder"):
        read(tmp_path / "none.txt")


def test_an_unknown_format_is_an_error():
    """
    The formats are named.
    """
    with pytest.raises(UnknownFormat, match="text"):
        read(file_format="doc")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty file"),
        ("a.txt", b" \n ", "empty file"),
        ("a.txt", b"one\x00two three", "binary"),
        ("a.html", b"<p>one\x00two three</p>", "binary"),
        ("a.txt", b"Word", "too short"),
        ("a.txt", b"word " * 100, "too large"),
        ("a.xyz", b"Some words here", "unknown format"),
        ("notes.md", b"Some words here", "not an article format"),
        ("a.txt.gz", b"no gzip at all", "unreadable"),
        ("a.jsonl", b'{"title": "No text"}', "no text"),
        ("a.jsonl", b'{"text": 7}', "no text"),
        ("a.jsonl", b"[1, 2]", "broken line"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_a_reason(tmp_path: Path, name: str, content: bytes, reason: str):
    """
    Nothing is lost without a word.
    """
    (tmp_path / name).write_bytes(content)

    outcomes = read(tmp_path, max_characters=200)

    assert [reason] == reasons(outcomes)
    assert not readings(outcomes)


def test_the_rest_goes_on_after_a_broken_line(tmp_path: Path):
    """
    The origin of a broken line is its file and number.
    """
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One two"}\n{broken\n\n{"text": "Three four"}\n')

    outcomes = read(path)

    assert [f"{path.as_posix()}:1", f"{path.as_posix()}:2", f"{path.as_posix()}:4"] == [
        each.origin for each in outcomes
    ]
    assert ["broken line"] == reasons(outcomes)


def test_a_record_gives_fields_and_keeps_its_text(tmp_path: Path):
    """
    The columns of `articles` are given; others are passed over; the text is not stripped.
    """
    record = {"text": "  One\r\ntwo ", "outlet": "Fen Post", "url": None, "page": "x", "origin": "wire/1"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))

    (reading,) = read(tmp_path / "a.jsonl")

    assert ("  One\r\ntwo ", {"outlet": "Fen Post"}, "wire/1") == (reading.text, reading.given, reading.origin)


def test_a_field_of_a_wrong_type_is_dropped_and_the_article_kept(tmp_path: Path):
    """
    What was dropped is said in one row.
    """
    record = {"text": "One two", "outlet": ["Fen Post"], "published": "soon"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))

    reading, rejected = read(tmp_path / "a.jsonl")

    assert {} == reading.given
    assert "field ignored" == rejected.reason
    assert "outlet is list" in rejected.detail
    assert "'soon'" in rejected.detail


def test_lone_surrogates_in_a_record_are_replaced(tmp_path: Path):
    """
    A text must be storable as UTF-8.
    """
    (tmp_path / "a.jsonl").write_text('{"text": "One \\ud800 two"}')

    (reading,) = read(tmp_path / "a.jsonl")

    assert "One \ufffd two" == reading.text


def test_an_exported_time_is_restated_by_its_precision(tmp_path: Path):
    """
    A day that was exported as midnight UTC is a day again, without a zone.
    """
    record = {"text": "One two", "published": "2024-03-15T00:00:00Z", "published_precision": "day"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))

    (reading,) = read(tmp_path / "a.jsonl")

    assert {"published": "2024-03-15"} == reading.given


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b'{"text": "One two"}', "jsonl"), (b"<!doctype html><p>One two", "html"), (b"One two", "text")],
)
def test_standard_input_tells_its_format(content: bytes, kind: str):
    """
    A brace begins JSON lines, a tag HTML, all else is text.
    """
    (reading,) = read("-", stdin=content)

    assert kind == reading.format


def test_a_compressed_file_is_opened_and_a_bomb_is_not(tmp_path: Path):
    """
    A file that grows beyond its cap is too large.
    """
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"a b " * 1_000_000))

    outcomes = read(tmp_path, max_file_bytes=1_000, max_expansion=2)

    assert [TEXT] == [each.text for each in readings(outcomes)]
    assert ["too large"] == reasons(outcomes)


def test_a_file_named_twice_is_read_once(tmp_path: Path):
    """
    By itself and through its folder.
    """
    (tmp_path / "a.txt").write_text(TEXT)

    assert 1 == len(read(tmp_path, tmp_path / "a.txt"))


def test_the_sidecar_goes_before_the_record_and_both_before_the_command_line(tmp_path: Path):
    """
    What is said of one file is nearer than what is said of all.
    """
    (tmp_path / "a.jsonl").write_text('{"text": "One two", "outlet": "B", "title": "T"}\n{"text": "Three four"}\n')
    (tmp_path / "metadata.csv").write_text("file,outlet\na.jsonl:1,A\n")

    first, second = read(tmp_path, outlet="C")

    assert {"outlet": "A", "title": "T"} == first.given
    assert {"outlet": "C"} == second.given


def test_the_outlet_may_be_the_name_of_the_folder(tmp_path: Path):
    """
    `--outlet-from folder`.
    """
    (tmp_path / "Fen Post").mkdir()
    (tmp_path / "Fen Post" / "a.txt").write_text(TEXT)

    (reading,) = read(tmp_path, from_folder=True)

    assert {"outlet": "Fen Post"} == reading.given


def test_what_the_sidecar_says_in_vain_is_rejected(tmp_path: Path):
    """
    Unknown columns, files and lines that are not there, and times that are none.
    """
    (tmp_path / "a.jsonl").write_text('{"text": "One two"}\n')
    (tmp_path / "metadata.csv").write_text("file,mood,published\nb.txt,,\na.jsonl,,soon\na.jsonl:9,,\n")

    outcomes = read(tmp_path)

    details = " / ".join(each.detail for each in outcomes if isinstance(each, Rejected))
    assert {"metadata.csv"} == set(reasons(outcomes))
    assert all(part in details for part in ("mood", "b.txt", "'soon'", "no article in this line"))


def test_a_sidecar_may_speak_of_files_in_folders_below(tmp_path: Path):
    """
    By their path below it; the nearer sidecar goes before.
    """
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.txt").write_text(TEXT)
    (tmp_path / "metadata.csv").write_text("file,outlet,title\nb/a.txt,Far,T\n")
    (tmp_path / "b" / "metadata.csv").write_text("file,outlet\na.txt,Near\n")

    (reading,) = read(tmp_path)

    assert {"outlet": "Near", "title": "T"} == reading.given


@given(content=st.binary(max_size=300), suffix=st.sampled_from(["txt", "html", "jsonl", "txt.gz", "xyz", "csv"]))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_any_bytes_are_read_or_rejected(tmp_path: Path, content: bytes, suffix: str):
    """
    No content raises, and every text can be stored as UTF-8.
    """
    path = tmp_path / f"metadata.{suffix}"
    path.write_bytes(content)

    for outcome in read(path, tmp_path):
        if isinstance(outcome, Reading):
            outcome.text.encode("utf-8")
