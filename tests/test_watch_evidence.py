"""Custody: a folder that anybody can verify."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess

import pytest

from retold.errors import NotFound, UsageError
from retold.ids import bytes_hash


def content_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def one(corpus, query):
    return corpus.ask(query).column(0).to_pylist()[0]


def test_sha256sum_verifies_the_folder(example_corpus, tmp_path):
    """
    The manifest lists every file but itself.
    """
    written = example_corpus.write_evidence("02", tmp_path / "ev")

    listed = [
        line.split("  ", 1) for line in (tmp_path / "ev/manifest.sha256").read_text(encoding="utf-8").splitlines()
    ]
    files = content_of(tmp_path / "ev")
    assert {path for _, path in listed} == files.keys() - {"manifest.sha256"}
    assert written.files == len(files)
    assert all(digest == hashlib.sha256(files[path]).hexdigest() for digest, path in listed)
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--quiet", "manifest.sha256"], cwd=tmp_path / "ev", check=True)


def test_the_bytes_are_those_whose_hash_the_store_holds(example_corpus, tmp_path):
    """
    Of a page in HTML as of a plain text.
    """
    for name in ("02", "04"):
        article = example_corpus.article_id(name)
        example_corpus.write_evidence(article, tmp_path / name)
        digests = (
            example_corpus.ask("select bytes_hash from origins where article = ?", [article]).column(0).to_pylist()
        )

        assert [bytes_hash((tmp_path / name / "articles" / article / "bytes").read_bytes())] == digests


@pytest.mark.parametrize(
    "query",
    [
        "select quotation from quotations where probability >= 0.5 order by 1",
        "select statement from statements where probability >= 0.5 order by quotations desc, 1",
        "select story from stories order by articles desc, 1",
        "select entity from entities order by 1",
        "select mention from mentions order by 1",
    ],
    ids=["quotation", "statement", "story", "entity", "mention"],
)
def test_every_span_slices_to_its_words(example_corpus, tmp_path, query):
    """
    In the text that stands beside it.
    """
    example_corpus.write_evidence(one(example_corpus, query), tmp_path / "ev")

    spans = json.loads((tmp_path / "ev/spans.json").read_text(encoding="utf-8"))
    assert any(span["words"] for span in spans)
    for span in spans:
        text = (tmp_path / "ev/articles" / span["article"] / "text.txt").read_bytes().decode("utf-8")
        assert text[span["begin"] : span["end"]] == span["words"]


def test_the_same_store_gives_the_same_bytes(example_corpus, tmp_path):
    """
    No time and no path of the machine is in them.
    """
    for name in ("a", "b"):
        example_corpus.write_evidence("02", tmp_path / name)

    assert content_of(tmp_path / "a") == content_of(tmp_path / "b")


def test_a_folder_that_holds_something_is_left_as_it_is(example_corpus, tmp_path):
    """
    With and without --force.
    """
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    for force in (False, True):
        with pytest.raises(UsageError, match="holds"):
            example_corpus.write_evidence("02", tmp_path, force=force)

    assert {"mine.txt": b"mine"} == content_of(tmp_path)


def test_force_replaces_an_earlier_call_and_nothing_else(example_corpus, tmp_path):
    """
    Only files of the earlier manifest go.
    """
    example_corpus.write_evidence("02", tmp_path / "ev")
    (tmp_path / "ev/notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="--force"):
        example_corpus.write_evidence("01", tmp_path / "ev")

    example_corpus.write_evidence("01", tmp_path / "ev", force=True)
    example_corpus.write_evidence("01", tmp_path / "fresh")

    assert {**content_of(tmp_path / "fresh"), "notes.txt": b"mine"} == content_of(tmp_path / "ev")


def test_a_manifest_that_names_files_elsewhere_deletes_nothing_there(example_corpus, tmp_path):
    """
    A folder from somebody else may lie.
    """
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / "ev").mkdir()
    (tmp_path / "ev/manifest.sha256").write_text(f"{'0' * 64}  ../victim.txt\n", encoding="utf-8")

    example_corpus.write_evidence("02", tmp_path / "ev", force=True)

    assert victim.exists()


def test_an_unknown_name_is_an_error_and_writes_nothing(example_corpus, tmp_path):
    """
    Before a folder is made.
    """
    with pytest.raises(NotFound, match="no such article, quotation"):
        example_corpus.write_evidence("zzzz", tmp_path / "ev")

    assert not (tmp_path / "ev").exists()
