"""The trained tagger: one window, one answer; any input; nothing without its weights."""

from __future__ import annotations

import dataclasses
from typing import Any

import pyarrow as pa
import pytest

from retold.ids import content_hash
from retold.language.networks import network
from retold.quotations.extraction import quotation_spans
from retold.quotations.tagging import window_attributions
from retold.quotations.windows import quotation_windows, window_of
from retold.settings import QuotationsSettings
from retold.tables import STAGE_TABLES
from tests.quotation_texts import inputs

SETTINGS = QuotationsSettings()
NEWS = (
    "The mayor of Orlen said on Tuesday that the bridge would open in May. “We are ready,” Ada Voss added.\n"
    "According to the port authority, two ferries were turned back.\n"
    "Critics fear that the toll is too high."
)
HARD = {
    "no marks": "The harbour froze in March and the boats lay idle for a week.",
    "thousands of marks": "“" * 1500 + "word" + "”" * 1500 + " “a” ‘b’ «c» „d“ " * 500,
    "marks of four languages": "„Wir warten“, sagte sie. «Oui», dit-il. »Vi venter«, sagde hun. “We wait,” he said.",
    "a transcript": "Q: Who closed the gate?\nA: The mayor did.\nQ: When?\nA: On Monday, she told us.",
    "a long speech": "We will build the bridge, and we will build it well, and nobody will stop us. " * 1200,
    "a list of posts": "@orlen_port: ferry 3 is late\n@avoss: “Sorry!” #ferry\nRT @critic: too high?\n- - -\n1. \n2. ",
    "headlines only": "Voss: Toll stays\nPort says ferries late\nCritics slam toll",
    "all capitals": "THE MAYOR SAID THE BRIDGE WOULD OPEN IN MAY. “WE ARE READY,” SHE SAID.",
    "no names": "He said that it was so. They denied it.",
    "one word": "Said",
    "a word of many letters": "said " + "x" * 5000 + " that",
    "control characters": "He said\x00 that\u200b it \ufeff was “so”\u2028 and left.",
}

pytestmark = pytest.mark.skipif(network("quotations") is None, reason="the weights of retold-models are not installed")


def _sentences(text: str, article: str = "a1") -> tuple[dict[str, pa.Table], list[pa.Table]]:
    """The tables of a text, and the sentences of each of its windows with their parse."""
    tables = inputs(text, article)
    parsed = {row["sentence"]: row for row in tables["parsed_sentences"].to_pylist()}
    rows = [{**row, "sentence_hash": content_hash(text[row["begin"] : row["end"]])} for row in parsed.values()]
    sentences = STAGE_TABLES["sentences"].rows(
        [{key: row[key] for key in STAGE_TABLES["sentences"].schema.names} for row in rows]
    )
    tables["quotation_windows"] = quotation_windows(tables["texts"], tables["blocks"], sentences, settings=SETTINGS)
    windows: dict[str, list[dict[str, Any]]] = {}
    places: dict[str, int] = {}
    for row in tables["quotation_windows"].to_pylist():
        if places.setdefault(row["window"], row["window_begin"]) != row["window_begin"]:
            continue  # the same window elsewhere
        whole = parsed[row["sentence"]]
        words = text[whole["begin"] : whole["end"]]
        given = {**whole, **row, "end": row["begin"] + len(words), "text": words}
        windows.setdefault(row["window"], []).append(
            {key: given[key] for key in STAGE_TABLES["window_sentences"].schema.names}
        )
    return tables, [STAGE_TABLES["window_sentences"].rows(rows) for _, rows in sorted(windows.items())]


def _tagged(text: str, article: str = "a1") -> tuple[dict[str, pa.Table], list[dict[str, Any]]]:
    """The tables of a text with `tagged_attributions`, and its rows."""
    tables, windows = _sentences(text, article)
    found = {table.column("window")[0].as_py(): window_attributions(table, settings=SETTINGS) for table in windows}
    rows = [
        {**row, "article": article, "window_begin": place["window_begin"]}
        for place in tables["quotation_windows"].to_pylist()
        if place["position"] == 0
        for row in found[place["window"]].to_pylist()
    ]
    names = STAGE_TABLES["tagged_attributions"].schema.names
    tables["tagged_attributions"] = STAGE_TABLES["tagged_attributions"].rows(
        [{key: row[key] for key in names} for row in rows]
    )
    return tables, rows


def _quotations(text: str) -> list[dict[str, Any]]:
    tables, _ = _tagged(text)
    del tables["quotation_windows"]
    rows: list[dict[str, Any]] = quotation_spans(**tables, settings=SETTINGS).to_pylist()
    return rows


def _words(text: str, row: dict[str, Any], role: str) -> list[str]:
    begin = row.get("window_begin", 0)
    return [text[begin + span["begin"] : begin + span["end"]] for span in row[role]]


def test_finds_source_cue_and_content_of_plain_news() -> None:
    """Each of the four reports has its cue, and the sources are the words that say who."""
    _, rows = _tagged(NEWS)
    found = [row for row in rows if row["content"]]
    cues = {_words(NEWS, row, "cue")[0] for row in found}
    assert {"added", "According to"} <= cues
    assert any("port authority" in word for row in found for word in _words(NEWS, row, "source"))


def test_probabilities_lie_between_0_and_1() -> None:
    """All three probabilities of every row are shares."""
    _, rows = _tagged(NEWS)
    names = ("cue_probability", "source_probability", "content_probability")
    assert rows
    assert all(0.0 <= row[name] <= 1.0 for row in rows for name in names)


def test_a_window_is_alone_in_company() -> None:
    """A paragraph gives the same rows whatever stands around it, and in whatever article."""
    line = NEWS.split("\n")[1]
    _, alone = _tagged(line)
    _, together = _tagged(NEWS, "b2")
    begin = NEWS.index(line)
    spans = [{**row, "article": "", "window_begin": 0} for row in alone]
    assert spans == [{**row, "article": "", "window_begin": 0} for row in together if row["window_begin"] == begin]


def test_the_same_window_has_the_same_hash_in_two_articles() -> None:
    """So that a paragraph seen before is not read again."""
    line = NEWS.split("\n")[1]
    first, _ = _sentences(line)
    second, _ = _sentences("Something else happened.\n" + line, "b2")
    windows = set(second["quotation_windows"].column("window").to_pylist())
    assert first["quotation_windows"].column("window")[0].as_py() in windows


def test_a_window_gives_back_its_own_characters() -> None:
    """Sentences stand in the window where they stood in the paragraph."""
    _, windows = _sentences(NEWS)
    assert {window_of(table).text for table in windows} == set(NEWS.split("\n"))


def test_twice_is_once() -> None:
    """The same input gives the same rows again, number by number."""
    _, windows = _sentences(NEWS)
    again = [window_attributions(table, settings=SETTINGS) for table in windows]
    assert [window_attributions(table, settings=SETTINGS) for table in windows] == again


def test_without_weights_there_are_no_rows() -> None:
    """A tagger that is not installed finds nothing and says nothing; the rules go on."""
    _, windows = _sentences(NEWS)
    nobody = dataclasses.replace(SETTINGS, tagger="")
    assert all(len(window_attributions(table, settings=nobody)) == 0 for table in windows)


def test_long_paragraphs_are_read_in_several_windows() -> None:
    """No window is much longer than a thousand characters unless one sentence is."""
    text = "The mayor said that the toll stays. " * 120
    _, windows = _sentences(text.strip())
    assert max(len(window_of(table).text) for table in windows) <= 1_000


@pytest.mark.parametrize("name", sorted(HARD))
def test_any_input_gives_spans_of_its_text(name: str) -> None:
    """Nothing crashes, and every span of a quotation has characters and slices within the text."""
    text = HARD[name]
    for row in _quotations(text):
        spans = [*row["source"], *row["cue"], *row["content"]]
        assert all(0 <= span["begin"] < span["end"] <= len(text) for span in spans)
        assert row["content"]


def test_contents_of_a_quotation_are_disjoint_and_off_the_cue() -> None:
    """Content pieces come in order, and neither cue nor source stands in them."""
    for row in _quotations(NEWS):
        ends = [0, *(span["end"] for span in row["content"])]
        assert all(span["begin"] >= end for span, end in zip(row["content"], ends, strict=False))
        own = [*row["cue"], *row["source"]]
        assert not any(a["begin"] < b["end"] and b["begin"] < a["end"] for a in own for b in row["content"])
