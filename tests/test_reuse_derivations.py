"""The stage `derivations`."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from retold.reuse.derivations import derivations
from retold.reuse.passages import passages
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES
from tests.reuse_rows import (
    COPY,
    OTHER,
    PARAPHRASE,
    WORKSHOP,
    blocks_table,
    content_table,
    credits_table,
    fields_table,
    pair_texts_table,
    texts_table,
)

SETTINGS = ReuseSettings()
TEXTS = {"a": WORKSHOP, "b": COPY, "c": PARAPHRASE}
CREDITS = (("b", "Northwire", "told"), ("c", "Northwire", "told"), ("c", "Radio Lund", "reported by"))


def derived(texts, credits=(), edges=None, **fields):
    """The rows of one family; `edges` are the pairs of relatives, without which all are."""
    pairs = [dict(zip(("article_a", "article_b"), edge, strict=True)) for edge in edges or ()]
    shared = passages(pair_texts_table(texts), settings=SETTINGS)
    table = derivations(
        texts_table(texts),
        blocks_table(texts),
        content_table(texts),
        fields_table(texts, **fields),
        credits_table(texts, credits),
        shared,
        None if edges is None else STAGE_TABLES["family_edges"].rows(pairs),
        settings=SETTINGS,
    )
    return table.to_pylist()


def test_copies_come_from_their_exemplar_and_not_from_each_other():
    """
    Without times and credits.
    """
    rows = derived(TEXTS)

    assert [("b", "a"), ("c", "a")] == [(row["article"], row["exemplar"]) for row in rows]
    assert all(row["probability"] > 0.5 and row["evidence"] for row in rows)


@pytest.mark.parametrize("names", ["abc", "bca", "cab", "cba"])
def test_ids_decide_nothing(names):
    """
    Whatever the ids, the same texts are copies.
    """
    texts = dict(zip(names, TEXTS.values(), strict=True))

    rows = derived(texts)

    assert {(names[1], names[0]), (names[2], names[0])} == {(row["article"], row["exemplar"]) for row in rows}


def test_any_order_of_rows_gives_the_same_table():
    """
    Order independence.
    """
    items = list(TEXTS.items())
    random.Random(6).shuffle(items)

    assert derived(TEXTS) == derived(dict(items))


def test_a_copy_of_a_copy_comes_from_the_nearest():
    """
    It has the readings of the copy.
    """
    second = (
        COPY.replace("told Northwire", "said")
        .replace("\n\nShe accused", "\n\nBrandt accused")
        .replace("apprentices a year", "pupils a year")
    )

    rows = derived({"a": WORKSHOP, "b": COPY, "d": second})

    assert [("b", "a"), ("d", "b")] == [(row["article"], row["exemplar"]) for row in rows]


def test_one_shared_quotation_is_no_derivation():
    """
    Two reporters at one news conference.
    """
    quoted = "“Sixty families will sit down to supper together tonight,” she said."
    texts = {
        "a": f"Title one\n\n{quoted} The bridge was closed for hours.",
        "b": f"Other title\n\nBuses came. {quoted}",
    }

    assert [] == derived(texts)


def test_credit_says_whether_the_exemplar_is_named():
    """
    Named, named through another, not named.
    """
    rows = derived(TEXTS, CREDITS, a={"outlet": "Northwire"})

    assert ["named", "named through another"] == [row["credit"] for row in rows]
    assert {"not named"} == {row["credit"] for row in derived(TEXTS)}


def test_every_row_names_its_best_rival():
    """
    With a probability below that of the row.
    """
    for row in derived(TEXTS):
        assert row["rival"] in ("reverse", "common lost source", "two sources")
        assert 0 <= row["rival_probability"] < row["probability"]


def test_a_text_of_two_sources_has_two_rows():
    """
    Half of it from each of two unlike texts.
    """
    body = (
        OTHER + "\n\nThe road was cleared by noon, and the ferry to the islands sailed again before the evening bell.\n"
    )
    mixed = "Round-up\n\n" + COPY.split("\n\n", 1)[1] + "\n\n" + body.split("\n\n", 1)[1]

    rows = derived({"a": WORKSHOP, "m": mixed, "o": body}, m={"outlet": "Roundup"})

    assert {("m", "a"), ("m", "o")} >= {(r["article"], r["exemplar"]) for r in rows if r["article"] == "m"}
    assert 2 == len(rows)


@pytest.mark.parametrize(
    ("edges", "pairs"),
    [
        (("ab", "ac", "bc"), [("b", "a"), ("c", "a")]),
        (("ab", "bc"), [("b", "a"), ("c", "b")]),
        (("ab",), [("b", "a")]),
        ((), []),
    ],
)
def test_pairs_of_a_family_that_are_no_relatives_are_not_asked(edges, pairs):
    """
    They share passages, and are of one family through a third text or a page.
    """
    rows = derived(TEXTS, edges=edges)

    assert pairs == [(row["article"], row["exemplar"]) for row in rows]


def test_a_family_of_one_has_no_rows():
    """
    And an empty one neither.
    """
    assert [] == derived({"a": WORKSHOP}) == derived({})


@pytest.mark.timeout(60)
def test_a_large_family_stays_cheap():
    """
    Each article's closest pairs only.
    """
    texts = {f"n{i:03d}": COPY.replace("420", str(1000 + i)) for i in range(60)}

    assert 59 == len(derived(texts))


def test_versions_of_a_page_follow_each_other():
    """
    Each version comes from the one before it, not from the longest.
    """
    parts = WORKSHOP.split("\n\n")
    versions = ["\n\n".join(parts[:count]) for count in (3, 4, 5, 6)]
    texts = {name: versions[place] for name, place in (("d", 0), ("a", 1), ("c", 2), ("b", 3))}
    page = {name: {"page": "one page"} for name in texts}

    rows = derived(texts, **page)

    assert {("a", "d"), ("c", "a"), ("b", "c")} == {(row["article"], row["exemplar"]) for row in rows}


def test_copies_of_a_text_that_nobody_holds_come_from_it():
    """
    Each has left out and changed what the others keep.
    """
    parts = WORKSHOP.split("\n\n")
    changes = {
        "a": ("quarrel feud", "shouted yelled", "bottles jars", "company firm", "chimney flue-pipe"),
        "b": ("furnace kiln", "winters years", "apprentices pupils", "choir band", "month year"),
        "c": ("town city", "mayor reeve", "bakers millers", "crowns marks", "coast shore"),
    }
    texts = {}
    for left, (name, words) in zip((2, 4, 6), changes.items(), strict=True):
        text = "\n\n".join(part for place, part in enumerate(parts) if place != left)
        for change in words:
            text = text.replace(*change.split())
        texts[name] = text

    rows = derived(texts)

    assert 3 == len(rows)
    assert 1 == len({row["exemplar"] for row in rows})
    assert all(row["exemplar"].startswith("lost:") and row["rival"] is None for row in rows)


@pytest.mark.parametrize(("newer", "count"), [(" The pier burnt.", 1), (None, 0)])
def test_versions_without_a_shared_passage_are_told_where_they_are_on_one_thing(newer, count):
    """
    A page written anew keeps its matter; a front page does not.
    """
    old = "Pier\n\nHarbour council votes about timber, lamps, ferry.\n\n"
    new = "Ferry news\n\nLamps gone, timber costly: council blames harbour winter storm in 2031." if newer else OTHER
    texts = {"a": old, "b": new}
    page = {name: {"page": "p"} for name in texts}

    rows = derived(texts, **page)

    assert count == len(rows)


@pytest.mark.parametrize("earliest", ["a", "h", "t"])
def test_equal_copies_come_from_the_earliest(earliest):
    """
    Twenty outlets run one text: none is told to have it from one that came after it.
    """
    texts = dict.fromkeys("abcdefghijklmnopqrst", WORKSHOP)
    start = datetime(2026, 5, 1, tzinfo=UTC)
    fields = {name: {"outlet": f"Outlet {name}", "published": start + timedelta(hours=ord(name))} for name in texts}
    fields[earliest]["published"] = start

    rows = derived(texts, **fields)

    assert {(name, earliest) for name in texts if name != earliest} == {(r["article"], r["exemplar"]) for r in rows}
    assert all(row["probability"] > 0.5 for row in rows)
