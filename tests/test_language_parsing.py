"""The stage `parses`."""

from __future__ import annotations

from retold.language.parse import parsed_sentences_of
from retold.language.parsing import parses
from retold.settings import LanguageSettings
from retold.tables import STAGE_TABLES
from tests.quotation_texts import inputs


def parse_all(*texts: str):
    table = STAGE_TABLES["sentence_texts"].rows({"sentence_hash": f"h{i}", "text": t} for i, t in enumerate(texts))
    return parses(table, settings=LanguageSettings()).to_pylist()


def test_tokens_slice_to_their_words():
    """
    Curly marks and odd spaces change no offset, and white space is no token.
    """
    text = "“We\u00a0will  go,” said Ada Voss."
    (row,) = parse_all(text)
    words = [text[b:e] for b, e in zip(row["begins"], row["ends"], strict=True)]

    assert ["“", "We", "will", "go", ",", "”", "said", "Ada", "Voss", "."] == words
    assert all(len(row[key]) == len(words) for key in ("lemmas", "parts", "tags", "relations", "heads"))


def test_a_parse_does_not_depend_on_its_company():
    """
    A sentence alone and among others gives the same row.
    """
    text = "The mayor of Orel said that the bridge was safe."

    assert parse_all(text)[0] == parse_all("Nobody came.", text)[1] | {"sentence_hash": "h0"}


def test_words_glued_by_a_mark_are_parted():
    """
    Where white space is lost after a closing mark, words and names still have their own places.
    """
    text = "“The dam will hold,”Ada Voss said. “Yes,”Voss added."
    (row,) = parse_all(text)
    words = [text[b:e] for b, e in zip(row["begins"], row["ends"], strict=True)]

    assert ["”", "Ada", "Voss", "said"] == words[6:10]
    assert "".join(text.split()) == "".join(words)
    assert {"Ada Voss"} <= {text[name["begin"] : name["end"]] for name in row["names"]}


def test_a_nul_byte_is_read_as_a_space():
    """
    What no word holds parts words, one character for one.
    """
    (row,) = parse_all("He left\x00home.")

    assert [0, 3, 8, 12] == row["begins"]


def test_white_space_alone_has_no_tokens():
    """
    Nothing to parse is an empty row.
    """
    assert [] == parse_all("\u00a0")[0]["begins"]


def test_no_sentence_gives_an_empty_table():
    """
    The schema stands without rows.
    """
    assert [] == parse_all()


def test_parsed_sentences_stand_in_the_text():
    """
    Tokens and names of a later sentence count from the article's begin.
    """
    text = "It rained. Ada Voss went to Orel."
    second = parsed_sentences_of(inputs(text)["parsed_sentences"], text)[1]

    assert ["Ada", "Voss", "went", "to", "Orel", "."] == [token.span.of(text) for token in second.tokens]
    assert ["went", "to", "Orel"] == [token.text for token in second.subtree(2)][2:5]
    assert {"Ada Voss"} <= {name.span.of(text) for name in second.names}
