"""Many quotations checked at once: a list, or the marks of a draft."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from retold.cli import cli
from retold.errors import UsageError
from retold.lookup import Asked, ancestry_of, asked_in_draft, asked_in_lines, checked

SAID = "The mission exists on paper. They count trucks from a hilltop"


def run(corpus, *arguments, text=""):
    return CliRunner().invoke(cli, ["check", *arguments, "-s", str(corpus.path)], input=text)


def test_a_list_has_one_quotation_a_line():
    """Bare, or as JSON with its speaker; empty lines say nothing."""
    text = '\ufeffone two\n\n{"words": "three", "speaker": "Ann"}\n'
    assert asked_in_lines(text) == [Asked("one two", None, "line 1"), Asked("three", "Ann", "line 3")]


@pytest.mark.parametrize("line", ['{"speaker": "Ann"}', "{", '{"words"'])
def test_a_line_of_json_without_words_is_said(line):
    """With its number and what was expected."""
    with pytest.raises(UsageError, match="line 1: not a quotation"):
        asked_in_lines(line)


def test_a_draft_is_checked_where_it_has_marks():
    """From four words on: fewer are a name or a phrase."""
    text = 'She said: "We will never pay nine crowns." The so-called "king" left.'
    assert asked_in_draft(text) == [Asked("We will never pay nine crowns.", None, "character 11")]


def test_a_draft_on_standard_input_gives_a_verdict_a_quotation(example_corpus):
    """Each with where it stands in the draft and where it was found."""
    result = run(example_corpus, "--draft", "-", text=f'He said: "{SAID}". She: "nobody ever said this at all here".')
    assert result.exit_code == 0
    assert "character 10: word for word" in result.output
    assert "not found  “nobody ever said this at all here”" in result.output


def test_a_list_as_json_has_a_row_a_place(example_corpus):
    """With what was asked beside what was found."""
    result = run(example_corpus, "--file", "-", "--json", text=f"{SAID}\nnobody ever said this at all here\n")
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert {row["asked_at"] for row in rows if row["verdict"] == "word for word"} == {"line 1"}
    assert [row["asked_at"] for row in rows if row["verdict"] == "not found"] == ["line 2"]


@pytest.mark.parametrize("arguments", [(), ("words", "--file", "-"), ("--file", "-", "--draft", "-")])
def test_what_is_to_be_checked_is_said_once(example_corpus, arguments):
    """Words, or a list, or a draft."""
    result = run(example_corpus, *arguments)
    assert result.exit_code == 2
    assert "--file LIST" in result.output


def test_texts_read_in_portions_give_what_all_at_once_give(example_corpus, monkeypatch):
    """By how their ids begin; a store of a hundred thousand is never in memory whole."""
    words = ["they count trucks from a hilltop", "will never work with them", "valley"]
    asked = [Asked(one, None, "") for one in words]
    whole = list(checked(example_corpus, asked))
    monkeypatch.setattr("retold.lookup._TEXTS_AT_ONCE", 1)
    monkeypatch.setattr("retold.lookup._ARTICLES_AT_ONCE", 1)

    assert whole == list(checked(example_corpus, asked))
    assert all(whole[:1])


def test_quotations_are_read_of_articles_that_may_have_the_words_only(example_corpus, monkeypatch):
    """Those of others stay in the store."""
    read = []
    monkeypatch.setattr("retold.lookup._contents", lambda _, articles: read.extend(articles) or [])
    list(checked(example_corpus, [Asked("librarian behind the stove", None, "")]))

    assert 0 < len(read) < 5


def test_a_list_goes_through_the_texts_once(example_corpus, monkeypatch):
    """However long it is."""
    passes = []
    monkeypatch.setattr("retold.lookup._portions", lambda *_: passes.append(1) or iter([]))
    list(checked(example_corpus, [Asked(f"number {number}", None, "") for number in range(50)]))

    assert passes == [1]


@pytest.mark.parametrize("most", [2_000, 3])
def test_what_articles_go_back_to_is_asked_once_a_story(example_corpus, monkeypatch, most):
    """However far back it goes, and the same as of all articles: by story, or by article where there are many."""
    monkeypatch.setattr("retold.lookup._MOST_BESIDE", most)
    articles = example_corpus.articles().column("article").to_pylist()
    asked, about = [], example_corpus.about
    monkeypatch.setattr(
        example_corpus,
        "about",
        lambda name, keys: (asked.extend(keys if name == "descents" else ()), about(name, keys))[1],
    )
    every, some = ancestry_of(example_corpus), ancestry_of(example_corpus, articles[:5])

    assert any(some.ancestors(article) for article in articles[:5])
    assert [every.levels(article) for article in articles[:5]] == [some.levels(article) for article in articles[:5]]
    assert len(asked) == len(set(asked))
    assert bool(asked) == (most > 3)
