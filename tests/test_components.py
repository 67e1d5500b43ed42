"""Connected components: the same for any order of nodes and pairs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from retold.engines.components import connected_components

NODES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NODES, NODES), max_size=12), st.randoms())
def test_any_order_gives_the_same_components(pairs, random):
    """
    A component is named by its least node, however its pairs come.
    """
    shuffled = [pair if random.random() < 0.5 else pair[::-1] for pair in pairs]
    random.shuffle(shuffled)

    result = connected_components("abcdefgh", pairs)

    assert connected_components("hgfedcba", shuffled) == result
    assert all(component == min(n for n in result if result[n] == component) for component in result.values())


def test_a_node_without_pairs_is_a_component():
    """
    Nothing is lost.
    """
    assert {"a": "a", "b": "b"} == connected_components(["a", "b"], [])


def test_a_long_chain_needs_no_recursion():
    """
    A chain of 200,000 nodes is one component.
    """
    names = [f"{i:06d}" for i in range(200_000)]

    result = connected_components(names, pairwise(names))

    assert {"000000"} == set(result.values())
