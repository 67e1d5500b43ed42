"""The stage `quotation_spans` as a whole."""

from __future__ import annotations

import itertools
import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.quotations.extraction import quotation_spans
from retold.settings import QuotationsSettings
from retold.tables import STAGE_TABLES
from tests.quotation_texts import asserted, find, inputs

SENTENCES = [
    "Ada Voss said that the bridge was safe.",
    "“The dam will hold,” he said.",
    "“We checked it twice. Nobody slept.”",
    "According to the mayor, the road is “a ruin.”",
    "The “monitors” left at noon.",
    "It rained, she added, and the river rose",
    "Orel: the talks are over",
]


def run(given_tables) -> pa.Table:
    return quotation_spans(**given_tables, settings=QuotationsSettings())


def mention(text: str, words: str, kind: str, actor: str | None, probability: float = 1.0):
    begin = text.index(words)
    return {
        "mention": f"m{begin}",
        "article": "a1",
        "begin": begin,
        "end": begin + len(words),
        "text": words,
        "kind": kind,
        "type": "PERSON",
        "actor": actor,
        "probability": probability,
    }


def mentions(*rows):
    return STAGE_TABLES["mention_spans"].rows(rows)


def test_the_actor_is_that_of_the_mention_at_the_head():
    """
    The name in "Minister Ada Voss" gives the actor; another name in the phrase does not.
    """
    text = "Orel's minister, Ada Voss, said that the bridge was safe."
    table = mentions(mention(text, "minister", "nominal", "x2", 0.9), mention(text, "Orel", "name", "x1"))

    (row,) = asserted(text, mention_spans=table)

    assert ("x2", 0.828) == (row["actor"], row["speaker_probability"])
    assert "speaker" in [evidence["kind"] for evidence in row["evidence"]]


def test_a_pronoun_has_its_mentions_actor():
    """
    Pronouns are resolved by the mentions, with less certainty.
    """
    text = "She said that the bridge was safe."

    (row,) = asserted(text, mention_spans=mentions(mention(text, "She", "pronoun", "x1", 0.8)))

    assert ("x1", 0.76) == (row["actor"], row["speaker_probability"])


def test_an_unresolved_source_has_no_actor():
    """
    Null is unknown.
    """
    text = "She said that the bridge was safe."

    (row,) = asserted(text, mention_spans=mentions(mention(text, "She", "pronoun", None)))

    assert (None, None) == (row["actor"], row["speaker_probability"])


def test_credits_are_channels():
    """
    An outlet credited beside the report is its channel; where it is the source itself it is none.
    """
    text = "The bridge is safe, Voss told the Herald. The road is closed, the Herald reported."
    places = [text.index("the Herald"), text.rindex("the Herald")]
    table = STAGE_TABLES["credits"].rows(
        {"article": "a1", "begin": place, "end": place + 10, "outlet": "The Herald", "kind": "told"} for place in places
    )

    assert [["The Herald"], []] == [row["channel"] for row in asserted(text, credits=table)]


def test_a_medium_that_was_told_is_a_channel_without_credits():
    """
    "Told state television" names a medium; "told reporters" does not.
    """
    texts = ["Voss told state television that the bridge was safe.", "Voss told reporters that the bridge was safe."]

    assert [["state television"], []] == [asserted(text)[0]["channel"] for text in texts]


def test_according_to_a_medium_around_a_speaker_is_a_channel():
    """
    The words are the speaker's; the medium only passed them on.
    """
    (row,) = asserted("According to media reports, Ada Voss said that the bridge was safe.")

    assert (["Ada Voss"], ["media reports"]) == (row["source_words"], row["channel"])


def test_blocks_without_content_say_nothing():
    """
    Links, credits and boilerplate carry no quotation.
    """
    assert [] == find("Ada Voss said that the bridge was safe.", roles=("boilerplate",))


def test_several_articles_do_not_touch_each_other():
    """
    Two articles at once give the rows of each alone, whatever their order.
    """
    one = inputs("“The dam will hold,” Voss said.\n“We checked it twice. Nobody slept.”", "a1")
    two = inputs("Orel said that it would not.\n“It has a crack. We all saw it.”", "a2")
    apart = [row for tables in (one, two) for row in run(tables).to_pylist()]
    together = run({name: pa.concat_tables([two[name], one[name]]) for name in one}).to_pylist()

    assert apart == together


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=5), st.sampled_from([" ", "\n", ""]))
def test_spans_slice_and_ids_are_unique(parts: list[str], separator: str):
    """
    Every span is within the text, not empty; content is in order and apart from its cue; ids are unique.
    """
    text = separator.join(parts)
    rows = find(text)

    for row in rows:
        spans = [(s["begin"], s["end"]) for part in ("source", "cue", "content") for s in row[part]]
        content = [(s["begin"], s["end"]) for s in row["content"]]
        assert all(0 <= begin < end <= len(text) for begin, end in spans)
        assert content == sorted(content) != []
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(content))
        assert 0.0 <= row["probability"] <= 1.0
    assert len(rows) == len({row["quotation"] for row in rows})


@pytest.mark.parametrize("text", ["“a” " * 10_000, '"' * 10_000, "“We go,” he said. " * 500, "VOSS: “a\n" * 1_000])
def test_monstrous_texts_take_linear_time(text: str):
    """
    The extraction alone keeps its speed on lists of marks.
    """
    tables = inputs(text)
    start = time.process_time()
    run(tables)

    assert time.process_time() - start < 6.0


def test_no_article_gives_an_empty_table():
    """
    The schema stands without rows.
    """
    empty = {name: table.slice(0, 0) for name, table in inputs("Nobody came.").items()}

    assert STAGE_TABLES["quotation_spans"].schema == run(empty).schema


def test_a_name_within_a_source_is_not_the_speaker():
    """
    "A confidant of Ada Voss" is not Ada Voss, even where nothing is known of the confidant.
    """
    text = "A confidant of Ada Voss said that the plan was dead."

    (row,) = asserted(text, mention_spans=mentions(mention(text, "Ada Voss", "name", "x1")))

    assert row["actor"] is None
