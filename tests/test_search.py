"""Search over the texts, and the index beside the store."""

from __future__ import annotations

import json
import shutil

import pytest

from retold.corpus import Corpus
from retold.errors import StoreLocked, UsageError
from retold.search import folder_of, forget_index, search
from tests.conftest import ONE_WORKER


@pytest.fixture
def corpus(example_corpus, tmp_path):
    """A copy of the example store, without an index."""
    copy = shutil.copy(example_corpus.path, tmp_path / "copy.duckdb")
    corpus = Corpus(copy, settings=ONE_WORKER)
    yield corpus
    corpus.close()


def texts(corpus):
    return {row["article"]: row["text"] for row in corpus.table("articles").to_pylist()}


def test_every_article_with_the_word_is_found(corpus):
    """And no other."""
    found = search(corpus, "ferry", limit=100)
    expected = {
        article for article, text in texts(corpus).items() if "ferry" in text.lower() or "ferries" in text.lower()
    }
    assert {hit.article for hit in found.hits} == expected
    assert found.total == len(expected) > 0


def test_the_words_found_stand_at_their_spans(corpus):
    """Offsets are code points of the article's text, inside the snippet."""
    held = texts(corpus)
    for hit in search(corpus, "monitors valley", limit=100).hits:
        assert 0 <= hit.begin < hit.end <= len(held[hit.article])
        for begin, end in hit.words:
            assert hit.begin <= begin < end <= hit.end
            assert held[hit.article][begin:end].lower()[:4] in {"moni", "vall"}


def test_marks_keep_words_together_and_a_minus_leaves_out(corpus):
    """The language of the question."""
    together = search(corpus, '"Lake Ostan"', limit=100)
    held = texts(corpus)
    assert together.total == sum("Lake Ostan" in text for text in held.values())
    without = search(corpus, "ferry -harbour", limit=100)
    assert all("harbour" not in held[hit.article].lower() for hit in without.hits)


@pytest.mark.parametrize("question", ["", "  ", "()", '"', "\u202e"])
def test_a_question_without_a_word_is_said(corpus, question):
    """With an example."""
    with pytest.raises(UsageError, match="no word to look for"):
        search(corpus, question)


@pytest.mark.parametrize(
    "question", ["a AND", "title:", "(ferry", "ferry^x", "[a TO", '"ferry', "body:(a OR", "a\\", "a*b?"]
)
def test_any_punctuation_is_taken_for_words(corpus, question):
    """Nothing typed is a fault of ours."""
    search(corpus, question)


def test_the_index_follows_the_store(corpus):
    """What is removed is found no more; the rest still is."""
    before = {hit.article for hit in search(corpus, "ferry", limit=100).hits}
    gone = sorted(before)[0]
    corpus.remove(gone)
    assert {hit.article for hit in search(corpus, "ferry", limit=100).hits} == before - {gone}


def test_the_index_can_be_deleted_and_made_again(corpus):
    """It holds nothing that the store has not."""
    first = search(corpus, "valley", limit=100)
    forget_index(corpus.path)
    assert not folder_of(corpus.path).exists()
    assert search(corpus, "valley", limit=100) == first


def test_a_broken_index_is_made_again(corpus):
    """What it says it holds cannot be read."""
    first = search(corpus, "valley", limit=100)
    (folder_of(corpus.path) / "held.json").write_text("{", encoding="utf-8")
    assert search(corpus, "valley", limit=100) == first


def test_a_run_that_was_cut_short_adds_nothing_twice(corpus):
    """The index was written, but not that it was: articles are not counted double."""
    first = search(corpus, "valley", limit=100)
    held = folder_of(corpus.path) / "held.json"
    held.write_text(json.dumps({**json.loads(held.read_text()), "snapshot": "older", "articles": {}}), encoding="utf-8")
    assert search(corpus, "valley", limit=100).total == first.total


def test_another_writer_of_the_index_is_said(corpus):
    """One process writes at a time."""
    import tantivy

    search(corpus, "valley")
    held = folder_of(corpus.path) / "held.json"
    held.write_text(json.dumps({**json.loads(held.read_text()), "snapshot": "older"}), encoding="utf-8")
    other = tantivy.Index.open(str(folder_of(corpus.path))).writer()
    with pytest.raises(StoreLocked, match="another process"):
        search(corpus, "valley")
    del other


def test_no_text_stands_in_the_index(corpus):
    """Only words and where they stand: no five words of an article in a row."""
    search(corpus, "valley")
    content = b"".join(path.read_bytes() for path in sorted(folder_of(corpus.path).iterdir()))
    for text in texts(corpus).values():
        words = text.split()
        assert not any(" ".join(words[n : n + 5]).encode() in content for n in range(0, len(words) - 5, 5))
