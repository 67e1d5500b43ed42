"""Trees of texts."""

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from retold.reuse.rooting import rooted
from retold.reuse.trees import Edge, links_of, spanning_tree

ALL = (1 << 100) - 1


def edge(a, b, weight, log_odds, covered_a=ALL, covered_b=ALL):
    return Edge(a, b, weight, log_odds, covered_a, covered_b)


def directed(tree):
    return rooted(links_of(tree), [])


def pairs(edges):
    return [(arc.copy[0], arc.exemplar[0]) for arc in directed(spanning_tree(edges))]


def test_two_copies_of_one_exemplar_are_not_joined():
    """
    What they share they share with their exemplar.
    """
    edges = [edge("a", "b", 300, 2.0), edge("a", "c", 200, 2.0), edge("b", "c", 180, 3.0)]

    assert [("b", "a"), ("c", "a")] == pairs(edges)


def test_of_equal_copies_the_earliest_is_the_exemplar_of_all():
    """
    Whatever their ids: where nothing but times differs, no copy hangs on a later one.
    """
    order = "dbeac"  # by time
    later = {name: place for place, name in enumerate(order)}
    edges = [edge(a, b, 300, 2.2 if later[a] < later[b] else -2.2) for a, b in combinations(sorted(order), 2)]

    assert [(name, "d") for name in "abce"] == pairs(edges)


def test_the_whole_strand_decides_the_root():
    """
    One doubtful edge is outweighed by the others.
    """
    edges = [edge("a", "b", 300, 3.0), edge("b", "c", 300, -0.5)]

    assert [("b", "a"), ("c", "b")] == pairs(edges)


def test_a_text_of_two_sources_has_two_exemplars():
    """
    Its edges lie on different words of it.
    """
    first, second = (1 << 50) - 1, ((1 << 50) - 1) << 50
    edges = [edge("a", "c", 50, 2.0, ALL, first), edge("b", "c", 50, 2.0, ALL, second)]

    assert [("c", "a"), ("c", "b")] == pairs(edges)


def test_a_copy_of_two_sources_takes_no_exemplar_from_its_own():
    """
    It joins both sources by different words, so the edge between these closes no ring.
    """
    first, second = (1 << 50) - 1, ((1 << 50) - 1) << 50
    edges = [edge("a", "c", 60, 2.0, ALL, first), edge("b", "c", 50, 2.0, ALL, second), edge("a", "b", 40, 2.0)]

    assert [("b", "a"), ("c", "a"), ("c", "b")] == pairs(edges)


def test_probabilities_say_how_clear_the_direction_is():
    """
    No signal: one half; a clear one: near one.
    """
    (even,) = directed([edge("a", "b", 10, 0.0)])
    (clear,) = directed([edge("a", "b", 10, 5.0)])

    assert 0.5 == even.probability
    assert clear.probability > 0.95


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 50), st.integers(-3, 3)), max_size=30))
def test_a_tree_has_no_ring_and_no_order(rows):
    """
    Whatever the edges and their order: each node comes from at most one other of its strand, and no ring closes.
    """
    edges = [edge(f"n{a}", f"n{b}", w, float(o)) for a, b, w, o in {(r[0], r[1]): r for r in rows}.values() if a < b]
    arcs = directed(spanning_tree(edges))
    shuffled = edges[:]
    random.Random(5).shuffle(shuffled)

    assert arcs == directed(spanning_tree(shuffled))
    assert all(0.0 <= arc.probability <= 1.0 for arc in arcs)
    parents = {arc.copy: arc.exemplar for arc in arcs}
    assert len(parents) == len(arcs)
    for start in sorted(parents):
        seen, node = set(), start
        while node in parents:
            assert node not in seen
            seen.add(node)
            node = parents[node]
