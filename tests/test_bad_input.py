"""Bad input: a clear reason, the rest goes on, nothing is lost, the store stays whole."""

from __future__ import annotations

import json

import pytest

from retold.corpus import Corpus
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
