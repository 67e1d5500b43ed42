"""What an outlet changed in its own article."""

from __future__ import annotations

import pytest

from retold.corpus import Corpus
from retold.page_versions import announced
from tests.conftest import ONE_WORKER

BODY = [
    "The harbour council of Sorvik met on Monday night and voted to keep the old ferry for another five winters.",
    "“We need the boat more than the bridge,” said Anna Korrin, who has led the council of the town since spring.",
    "The vote ends a quarrel that has lasted for two years, and the crew went back to work on Tuesday at dawn.",
    "Bo Lund, who runs the yard, said that the hull would be mended before the ice comes back to the fjord.",
    "Nobody from the county was there, and a letter that the minister had promised did not come in time to be read.",
]
NOTE = "Correction: an earlier version of this article said that the ferry would run for five winters."


def page(lines, address: str, modified: str | None = None) -> str:
    changed = f'<meta property="article:modified_time" content="{modified}">' if modified else ""
    return (
        f'<html><head><title>Council keeps the ferry</title><link rel="canonical" href="{address}">'
        f'<meta property="article:published_time" content="2024-03-12T09:10:00Z">{changed}</head><body>'
        f"<h1>Council keeps the ferry</h1>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Three versions of one page, and another page."""
    folder = tmp_path_factory.mktemp("versions")
    silent = [BODY[0], BODY[1].replace("more than", "as much as"), *BODY[2:]]
    said = [silent[0].replace("five", "four"), *silent[1:], NOTE]
    pages = {
        "one.html": page(BODY, "https://www.post.example/2024/ferry"),
        "two.html": page(silent, "https://m.post.example/2024/ferry/amp", "2024-03-12T11:00:00Z"),
        "three.html": page(said, "https://post.example/2024/ferry?utm_source=x", "2024-03-12T15:00:00Z"),
        "other.html": page(BODY[2:], "https://post.example/2024/other"),
    }
    (folder / "pages").mkdir()
    for name, content in pages.items():
        (folder / "pages" / name).write_text(content, encoding="utf-8")
    made = Corpus(folder / "store.duckdb", settings=ONE_WORKER)
    made.add(folder / "pages")
    yield made
    made.close()


def changes(corpus, version: int):
    rows = corpus.versions("one").to_pylist()
    return [row for row in rows if row["version"] == version]


def test_twins_and_updates_are_versions_of_one_page(corpus):
    """
    Oldest first, whichever of them is named; the newest is the latest.
    """
    rows = corpus.versions("two").to_pylist()

    origins = {row["article"]: row["origin"].rsplit("/", 1)[-1] for row in corpus.table("origins").to_pylist()}
    assert ["one.html", "two.html", "three.html"] == list(dict.fromkeys(origins[row["article"]] for row in rows))
    latest = {origins[row["article"]]: row["latest"] for row in rows}
    assert {"one.html": False, "two.html": False, "three.html": True} == latest


def test_a_silent_change_has_its_words_and_offsets(corpus):
    """
    Inside quotation marks too.
    """
    (row,) = changes(corpus, 2)

    assert ("more than", "as much as") == (row["earlier_words"], row["words"])
    assert (True, None, None) == (row["inside_marks"], row["said"], row["note"])
    texts = {each["article"]: each["text"] for each in corpus.table("articles").to_pylist()}
    assert "as much as" == texts[row["article"]][row["begin"] : row["end"]]
    assert "more than" == texts[row["earlier"]][row["earlier_begin"] : row["earlier_end"]]


def test_a_change_that_the_page_tells_of_is_said(corpus):
    """
    The note has its place.
    """
    rows = changes(corpus, 3)

    assert ("five", "four", "number") in [(row["earlier_words"], row["words"], row["effect"]) for row in rows]
    assert {("note", NOTE)} == {(row["said"], row["note"]) for row in rows}


def test_an_only_version_has_one_row(corpus):
    """
    It says that nothing was compared.
    """
    assert ["first held"] == corpus.versions("other").column("kind").to_pylist()


@pytest.mark.parametrize(
    "note",
    [
        "This article was amended on 3 April 2024 to correct the name of the ship.",
        "An earlier version of this story gave a wrong number of crossings.",
        "CORRECTION: The mayor's name is Korrin.",
        "Editor’s note: The headline has been changed.",
        "Clarification — the vote was on Monday.",
        "This story has been updated with the mayor's answer.",
        "The headline of this article was changed after it appeared.",
        "We have corrected the spelling of the captain's name.",
        "Dieser Artikel wurde am 3. April berichtigt.",
    ],
)
def test_notes_of_change_are_told(note: str):
    """
    As outlets write them.
    """
    said, span = announced("Words.\n", f"Words.\n{note}\n")

    assert ("note", note) == (said, span.of(f"Words.\n{note}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "The report was read on Monday, and the mayor said nothing had changed.",
        "The law was amended in March, the minister said.",
        "She asked for a correction of the border.",
    ],
)
def test_news_of_changes_is_no_note(line: str):
    """
    An article may tell of amended laws and read reports.
    """
    assert (None, None) == announced("Words.\n", f"Words.\n{line}\n")


def test_a_time_of_change_says_only_when():
    """
    Not what.
    """
    said, _ = announced("Updated at 09:10 GMT\nWords.", "Updated at 11:40 GMT\nWords.")

    assert "time" == said


def test_what_stood_there_before_tells_of_no_new_change():
    """
    A note of the version before is not one of this.
    """
    assert (None, None) == announced(f"Words.\n{NOTE}", f"Other words.\n{NOTE}")
