"""Search over the texts, and the index beside the store."""

from __future__ import annotations

import json
import shutil
import threading
import time

import pyarrow.parquet as pq
import pytest

from retold.corpus import Corpus
from retold.errors import StoreLocked, UsageError
from retold.search import Hits, Wanted, _hit, parsed, search
from retold.search_index import IndexBehind, current, folder_of, forget_index
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


def behind(corpus, rows=1):
    """Let the index say that it holds some articles less than it does, of an older snapshot."""
    folder = folder_of(corpus.path)
    held = pq.read_table(folder / "held.parquet")
    pq.write_table(held.slice(rows), folder / "held.parquet")
    said = json.loads((folder / "held.json").read_text(encoding="utf-8"))
    (folder / "held.json").write_text(json.dumps({**said, "snapshot": "older"}), encoding="utf-8")


def test_a_run_that_was_cut_short_adds_nothing_twice(corpus):
    """The index was written, but not that it was: articles are not counted double."""
    first = search(corpus, "valley", limit=100)
    behind(corpus, rows=5)
    assert search(corpus, "valley", limit=100).total == first.total


def test_another_writer_of_the_index_is_said(corpus):
    """One process writes at a time."""
    import tantivy

    search(corpus, "valley")
    behind(corpus)
    other = tantivy.Index.open(str(folder_of(corpus.path))).writer()
    with pytest.raises(StoreLocked, match="another process"):
        search(corpus, "valley")
    del other


def test_an_index_far_behind_is_not_waited_for(corpus):
    """A page says how far it is, or asks it as it stands."""
    with pytest.raises(IndexBehind, match="0 of 17 articles"):
        search(corpus, "valley", at_once=3)
    assert search(corpus, "valley", as_is=True) == Hits(0, ())
    whole = search(corpus, "valley")
    behind(corpus, rows=5)
    with pytest.raises(IndexBehind, match="12 of 17 articles"):
        search(corpus, "valley", at_once=3)
    assert search(corpus, "valley", as_is=True) == whole


def test_a_removed_article_leaves_no_word_in_the_index(corpus, tmp_path):
    """An index that holds an article which the store does not is made anew, not marked as deleted in part."""
    held = texts(corpus)
    search(corpus, "valley")
    kept = tmp_path / "kept"
    shutil.copytree(folder_of(corpus.path), kept)
    gone = sorted(held)[0]
    corpus.remove(gone)
    assert not folder_of(corpus.path).exists()
    shutil.copytree(kept, folder_of(corpus.path))  # as one made meanwhile of the older snapshot
    search(corpus, "valley")
    assert not list(folder_of(corpus.path).glob("*.del"))


def test_an_article_removed_while_the_index_is_made_leaves_no_word(corpus):
    """Who erases publishes, waits until the words under way are written, and deletes the index."""
    other = Corpus(corpus.path, settings=ONE_WORKER)
    eraser = threading.Thread(target=lambda: other.remove(sorted(texts(other))[0]))

    def publish_meanwhile(stage, done, total):
        if not eraser.ident:
            eraser.start()
            until = time.monotonic() + 60
            while corpus.is_latest and time.monotonic() < until:
                time.sleep(0.05)

    with corpus.pinned(), pytest.raises((IndexBehind, StoreLocked)):
        current(corpus, publish_meanwhile)
    eraser.join()
    other.close()

    assert not folder_of(corpus.path).exists()


def test_an_older_snapshot_is_not_written_into_the_index(corpus):
    """One that was pinned before an article was removed: the article's words would come back."""
    with corpus.pinned():
        corpus.texts_of([])
        other = Corpus(corpus.path, settings=ONE_WORKER)
        other.remove(sorted(texts(other))[0])
        other.close()

        with pytest.raises(IndexBehind):
            current(corpus)

    assert not folder_of(corpus.path).exists()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("valley", {"valley", "valleys"}),
        ("VALLÉY", {"valley", "valleys"}),
        ("vall*", {"valley", "valleys"}),
    ],
)
def test_case_accents_and_endings_do_not_count(corpus, question, words):
    """What is marked are the words themselves."""
    held = texts(corpus)
    found = search(corpus, question, limit=100)
    marked = {held[hit.article][b:e].lower() for hit in found.hits for b, e in hit.words}
    assert found.total == sum("valley" in text.lower() for text in held.values())
    assert marked <= words
    assert marked


def test_all_words_must_stand_in_an_article_and_or_widens(corpus):
    """And a minus narrows."""

    def found(question):
        return {hit.article for hit in search(corpus, question, limit=100).hits}

    assert found("ferry valley") == found("ferry") & found("valley")
    assert found("ferry OR valley") == found("ferry") | found("valley")
    assert found("valley -ferry") == found("valley") - found("ferry")


def test_words_of_a_phrase_are_marked_only_where_they_stand_together(corpus):
    """And stand in the snippet."""
    held = texts(corpus)
    for hit in search(corpus, '"Lake Ostan"', limit=100).hits:
        assert [held[hit.article][b:e] for b, e in hit.words][:2] == ["Lake", "Ostan"]


@pytest.mark.parametrize(
    ("question", "groups", "left_out"),
    [
        ("a b", [["a"], ["b"]], []),
        ("a OR b c", [["a", "b"], ["c"]], []),
        ("OR a OR", [["a"]], []),
        ('a -"b c"', [["a"]], ["b c"]),
        ("cease-fire", [["ceas fire"]], []),
        ('"open end', [["open end"]], []),
    ],
)
def test_a_question_is_read(question, groups, left_out):
    """Its parts, by their terms."""
    asked, refused = parsed(question)
    assert groups == [[" ".join(wanted.terms) for wanted in group] for group in asked]
    assert left_out == [" ".join(wanted.terms) for wanted in refused]


def test_a_text_without_spaces_has_a_short_snippet():
    """The words found stand in it."""
    text = "一" * 3000 + " valley " + "二" * 3000
    hit = _hit("x", 1.0, text, [Wanted(("valley",))])
    assert hit.end - hit.begin <= 300
    assert [text[b:e] for b, e in hit.words] == ["valley"]


def test_no_text_stands_in_the_index(corpus):
    """Only words and where they stand: no five words of an article in a row."""
    search(corpus, "valley")
    content = b"".join(path.read_bytes() for path in sorted(folder_of(corpus.path).iterdir()))
    for text in texts(corpus).values():
        words = text.split()
        assert not any(" ".join(words[n : n + 5]).encode() in content for n in range(0, len(words) - 5, 5))
