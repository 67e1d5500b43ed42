"""Bad input: a clear reason, the rest goes on, nothing is lost, the store stays whole."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from retold.corpus import Corpus
from retold.errors import SettingsError
from retold.settings import Settings
from retold.sources.readers import read_paths
from retold.sources.records import Reading
from tests.conftest import ONE_WORKER, law_tables

GOOD = "Harbour Council Votes on Ferry\n\nThe council voted on Monday. “We need the ferry,” said Mayor Anna Korrin.\n"


def add(folder, files: dict[str, bytes]):
    place = folder / "articles"
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    (place / "zz_good.txt").write_text(GOOD, encoding="utf-8")
    corpus = Corpus(folder / "store.duckdb", settings=ONE_WORKER)
    corpus.add(place)
    return corpus


def reasons(corpus):
    return {row["origin"].rsplit("/", 1)[-1]: row["reason"] for row in corpus.table("rejected").to_pylist()}


def kept(corpus):
    return [row["origin"].rsplit("/", 1)[-1] for row in corpus.table("origins").to_pylist()]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty file"),
        ("blank.txt", b" \n\n", "empty file"),
        ("binary.txt", bytes(range(256)) * 40, "binary"),
        ("nul.txt", b"Words and\x00\x00\x00\x00 more\x00 words \x00" * 9, "binary"),
        ("word.txt", b"Hello", "too short"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "binary"),
    ],
)
def test_what_cannot_be_an_article_is_rejected_and_the_rest_goes_on(tmp_path, name, content, reason):
    """
    The reason is one of a few words, and the good article beside it is kept.
    """
    corpus = add(tmp_path, {name: content})

    assert {name: reason} == reasons(corpus)
    assert ["zz_good.txt"] == kept(corpus)


def test_a_broken_line_costs_that_line(tmp_path):
    """
    The other lines of a JSONL file are articles.
    """
    good = json.dumps({"text": "The valley council met on Tuesday and agreed to repair the old bridge."})

    corpus = add(tmp_path, {"a.jsonl": f'{good}\n{{"text": "half\n{{"no": "text"}}\n[1]\n'.encode()})

    assert {"a.jsonl:2", "a.jsonl:3", "a.jsonl:4"} == set(reasons(corpus))
    assert ["a.jsonl:1", "zz_good.txt"] == sorted(kept(corpus))


def test_a_lone_surrogate_is_replaced_and_the_article_kept(tmp_path):
    """
    A text must be storable as UTF-8.
    """
    line = b'{"text": "The minister \\ud800 said that the bridge would be open by the spring."}\n'

    corpus = add(tmp_path, {"a.jsonl": line})

    texts = corpus.table("articles").column("text").to_pylist()
    assert any("\ufffd" in text for text in texts)
    assert {} == reasons(corpus)


def test_a_charset_that_lies_is_seen_through(tmp_path):
    """
    Latin-1 bytes declared as UTF-8 are read as what they are.
    """
    page = (
        '<html><head><meta charset="utf-8"><title>Café Vote</title></head><body><h1>Café Vote</h1>'
        "<p>The café owners of Sørvik voted on Monday to keep the old harbour open all winter, the mayor said.</p>"
    ).encode("latin-1")

    corpus = add(tmp_path, {"a.html": page})

    assert any("café owners of Sørvik" in text for text in corpus.table("articles").column("text").to_pylist())


def test_the_same_article_twice_is_one_article_with_two_origins(tmp_path):
    """
    One text in one place is one article however often it is read.
    """
    corpus = add(tmp_path, {"a.txt": GOOD.encode()})

    assert 1 == len(corpus.table("articles"))
    assert ["a.txt", "zz_good.txt"] == sorted(kept(corpus))


HARD = {
    "marks": '“"' * 5_000 + " the end of the marks.",
    "long paragraph": "The council met again and said that nothing had changed at all in the valley. " * 2_600,
    "one word": "word " * 20_000,
    "right to left": "قال الوزير إن المحادثات سوف تستمر يوم الاثنين في المدينة. " * 5,
    "emoji": "🙂🙂 The mayor 🙃 said: “We will 🎉 win,” and left. " * 5,
    "brackets": "(" * 5_000 + "the mayor said" + ")" * 5_000,
    "no end": "He said that she said that " * 2_000,
    "controls": "The mayor\u200f said \u202ethat\u2028the bridge\u2029is open now.",
    "two lines": "A\nB c d e f",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HARD)
def test_hard_texts_are_read_whole_and_every_span_slices(tmp_path, name):
    """
    No text stops a build, and no stage fails on one.
    """
    corpus = add(tmp_path, {"hard.txt": HARD[name].encode()})

    assert {} == reasons(corpus)
    texts = {row["article"]: row["text"] for row in corpus.table("articles").to_pylist()}
    assert HARD[name] in texts.values()
    for table in ("blocks", "sentences", "mentions", "credits"):
        for row in corpus.table(table, unsure=True).to_pylist():
            assert 0 <= row["begin"] < row["end"] <= len(texts[row["article"]])
    for row in corpus.table("quotations", unsure=True).to_pylist():
        for span in (*row["source"], *row["cue"], *row["content"]):
            assert 0 <= span["begin"] < span["end"] <= len(texts[row["article"]])


def test_an_empty_folder_gives_an_empty_store(tmp_path):
    """
    Nothing to read is no error, and every table exists.
    """
    (tmp_path / "articles").mkdir()
    corpus = Corpus(tmp_path / "store.duckdb", settings=ONE_WORKER)

    corpus.add(tmp_path / "articles")

    assert {0} == {len(rows) for rows in law_tables(corpus).values()}


NAMES = (b"new\nline.txt", b"bad\xff.txt", b"-dash.txt", b"tab\t.txt", b"esc\x1b[31m.txt", b"100%.txt", b"a:12.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_files_of_any_name_are_read(tmp_path):
    """
    Names with line breaks, escapes, bytes that are no UTF-8; a folder's name of such bytes is an outlet like others.
    """
    place = os.fsencode(tmp_path / "articles") + b"\xfe"
    os.mkdir(place)  # noqa: PTH102  # pathlib has no names of bytes
    for number, name in enumerate(NAMES):
        with open(os.path.join(place, name), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
            file.write(f"{GOOD}\nThe vote was number {number}.\n")
    items = read(Path(os.fsdecode(place)), outlet_from_folder=True)

    assert len(NAMES) == len(items)
    assert {"articles\ufffd"} == {item.given["outlet"] for item in items}
    assert all(item.origin.encode("utf-8") for item in items)


def read(path, **options):
    """Return what the readers make of a path."""
    wishes = {"outlet": None, "outlet_from_folder": False, "file_format": None, **options}
    return list(read_paths([path], stdin=None, settings=Settings().reading, **wishes))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_is_no_file_is_passed_over_with_its_reason(tmp_path):
    """
    Nothing waits for a pipe, follows a circle of links, or reads a folder twice through a link.
    """
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "here").symlink_to(".")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / "one.txt").symlink_to("two.txt")
    (tmp_path / "two.txt").symlink_to("one.txt")
    items = {item.origin.rpartition("/")[2]: item for item in read(tmp_path)}

    assert isinstance(items.pop("good.txt"), Reading)
    assert {
        "pipe.txt": "a pipe: expected a file; to read a pipe, lead it to standard input and name -",
        "here": "a link to a folder: links are not followed. Name the folder itself to read it",
        **dict.fromkeys(("gone.txt", "one.txt", "two.txt"), "a link that leads nowhere"),
    } == {name: item.detail for name, item in items.items()}


def test_a_folder_that_cannot_be_read_is_said(tmp_path, monkeypatch):
    """
    The others are read.
    """
    (tmp_path / "locked").mkdir()
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    listed = os.scandir

    def refused(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    good, locked = read(tmp_path)

    assert isinstance(good, Reading)
    assert ("unreadable", "the folder cannot be read: Permission denied") == (locked.reason, locked.detail)


def test_a_file_that_shrinks_or_goes_while_it_is_read_costs_itself(tmp_path):
    """
    What was listed may be gone when its turn comes.
    """
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    items = read_paths(
        [tmp_path], stdin=None, outlet=None, outlet_from_folder=False, file_format=None, settings=Settings().reading
    )
    first = next(items)
    (tmp_path / "b.txt").unlink()
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    gone, emptied = items

    assert isinstance(first, Reading)
    assert ("unreadable", "empty file") == (gone.reason, emptied.reason)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[reuse]\ngram_words = 'five'\n", "reuse.gram_words = 'five'. Expected a value of type int"),
        ("[reuse]\ngram_words = true\n", "Expected a value of type int"),
        ("[stories]\nmax_days_apart = nan\n", "stories.max_days_apart = nan. Expected 0 and more"),
        ("[stories]\nmax_days_apart = inf\n", "stories.max_days_apart = inf. Expected 0 and more, to 1e+12"),
        (f"[stories]\nmax_terms = {10**30}\n", "Expected 0 and more, to 1e+12"),
        ("[engine]\nworkers = -1\n", "engine.workers = -1. Expected 0 to 256"),
        ("[reuse]\ngram_words = 0\n", "reuse.gram_words = 0. Expected 2 to 50"),
        ("engine = 3\n", "Expected a section: [engine]"),
        ("[nothing]\n", "unknown section [nothing]"),
        ("[reuse\n", "not a TOML file"),
    ],
)
def test_settings_that_make_no_sense_are_said(tmp_path, content, told):
    """
    One line with the key, its value, and what was expected.
    """
    (tmp_path / "retold.toml").write_text(content, encoding="utf-8")

    with pytest.raises(SettingsError, match=re.escape(told)):
        Corpus(tmp_path / "a.duckdb")


def test_a_folder_in_the_place_of_the_settings_is_said(tmp_path):
    """
    The line says what stands there.
    """
    (tmp_path / "retold.toml").mkdir()

    with pytest.raises(SettingsError, match="Is a directory"):
        Corpus(tmp_path / "a.duckdb")


@pytest.mark.slow
def test_texts_of_fifty_megabytes_are_refused_in_one_line(tmp_path):
    """
    As text, as page, as one line of records; the good article beside them is kept.
    """
    line = "The council met again on Monday and said that nothing had changed at all in the valley. "
    long = line * (50_000_000 // len(line))
    corpus = add(
        tmp_path,
        {
            "long.txt": long.encode(),
            "long.html": f"<html><body><p>{long}</p></body></html>".encode(),
            "long.jsonl": json.dumps({"text": long}).encode(),
        },
    )

    assert dict.fromkeys(("long.txt", "long.html", "long.jsonl:1"), "too large") == reasons(corpus)
    assert ["zz_good.txt"] == kept(corpus)
