"""The stage `stemmata`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.reuse.stemmata import lost_id, stemmata
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES

KINDS = ("source line", "reported by", "agency", "told")
NODES = [f"n{i}" for i in range(6)]


def drawn(members, derived=(), credits=(), outlets=()):
    table = stemmata(
        STAGE_TABLES["story_members"].rows({"article": a, "story": "s1"} for a in members),
        STAGE_TABLES["derivations"].rows(
            {"article": c, "exemplar": e, "probability": p, "share": 0.5, "evidence": []} for c, e, p in derived
        ),
        STAGE_TABLES["credits"].rows(
            {"article": a, "begin": i, "end": i + 1, "outlet": o, "kind": k} for i, (a, o, k) in enumerate(credits)
        ),
        STAGE_TABLES["article_fields"].rows({"article": a, "outlet": o} for a, o in outlets),
        settings=ReuseSettings(),
    )
    return {row["article"]: row["exemplar"] for row in table.to_pylist()}


def test_a_text_that_is_named_and_not_held_stands_between():
    """
    The source line is nearest the copy.
    """
    credits = [("b", "Radio Lund", "reported by"), ("b", "Lund Press", "source line")]

    assert {"a": None, "b": "lost:lund-press", "lost:lund-press": "lost:radio-lund", "lost:radio-lund": "a"} == drawn(
        ["a", "b"], [("b", "a", 0.9)], credits
    )


def test_an_outlet_that_is_held_is_not_lost():
    """
    Its article stands in the story.
    """
    assert {"a": None, "b": "a"} == drawn(
        ["a", "b"], [("b", "a", 0.9)], [("b", "Radio Lund", "reported by")], [("a", "Radio Lund")]
    )


def test_a_doubtful_derivation_draws_no_edge():
    """
    Below one half nothing is asserted.
    """
    assert {"a": None, "b": None} == drawn(["a", "b"], [("b", "a", 0.4)])


def test_a_root_with_a_source_line_comes_from_a_lost_text():
    """
    What is told in one sentence makes no source of the whole.
    """
    assert {"a": "lost:lund-press", "lost:lund-press": None} == drawn(["a"], (), [("a", "Lund Press", "source line")])
    assert {"a": None} == drawn(["a"], (), [("a", "Lund Press", "told")])


@pytest.mark.parametrize(("name", "node"), [("Press TV", "lost:press-tv"), ("Al-Watan News", "lost:al-watan-news")])
def test_the_id_of_a_lost_text(name, node):
    """
    Its folded name.
    """
    assert node == lost_id(name)


@given(
    st.lists(
        st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from([0.4, 0.6, 0.9])),
        max_size=12,
        unique_by=lambda row: row[:2],
    ),
    st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from("PQR"), st.sampled_from(KINDS)), max_size=8),
)
def test_a_stemma_is_a_forest_of_all_members(derived, credits):
    """
    One row a node, no ring, every exemplar a node; the order of rows does not matter.
    """
    derived = [row for row in derived if row[0] != row[1]]
    found = drawn(NODES, derived, credits)

    assert found == drawn(NODES[::-1], derived[::-1], credits)
    assert set(NODES) <= set(found)
    for start in found:
        seen, node = set(), start
        while found[node] is not None:
            assert node not in seen
            seen.add(node)
            node = found[node]
