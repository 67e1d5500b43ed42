"""The root of a tree of texts."""

from retold.reuse.rooting import Junction, Link, rooted

LOST = ("lost:x", 0)


def node(name):
    return (name, 0)


def test_the_texts_that_many_hang_on_is_the_root():
    """
    Without any sign, three copies of one text are likelier than a chain through it.
    """
    links = [Link(node("b"), node(name), 0.0) for name in "acd"]

    assert {("a", "b"), ("c", "b"), ("d", "b")} == {(arc.copy[0], arc.exemplar[0]) for arc in rooted(links, [])}


def test_clear_signs_outweigh_the_shape():
    """
    One of the three is plainly what the middle was copied from.
    """
    links = [Link(node("a"), node("b"), 6.0), Link(node("b"), node("c"), 6.0), Link(node("b"), node("d"), 6.0)]

    assert {("b", "a"), ("c", "b"), ("d", "b")} == {(arc.copy[0], arc.exemplar[0]) for arc in rooted(links, [])}


def test_the_shape_says_nothing_of_versions_of_a_page():
    """
    Their order has signs of its own.
    """
    (first, second) = rooted([Link(node("a"), node("b"), 0.0, True), Link(node("b"), node("c"), 0.0, True)], [])

    assert first.probability in (0.3333, 0.6667)
    assert second.probability in (0.3333, 0.6667)


def junction(odds, lacking=None, losses=None):
    members = tuple(node(name) for name in "abc")
    both = {(node(a), node(b)): value for (a, b), value in odds.items()}
    both |= {(b, a): -value for (a, b), value in both.items()}
    return Junction(LOST, members, both, lacking or {}, losses or {})


def test_three_texts_that_nothing_orders_come_from_the_lost_text():
    """
    None of them is behind the others.
    """
    arcs = rooted([], [junction({("a", "b"): 0.0, ("a", "c"): 0.0, ("b", "c"): 0.0})])

    assert {LOST} == {arc.exemplar for arc in arcs}


def test_a_text_may_stand_behind_the_lost_one():
    """
    Both others point at it.
    """
    arcs = rooted([], [junction({("a", "b"): 6.0, ("a", "c"): 6.0, ("b", "c"): 0.0})])

    assert (LOST, node("a")) in {(arc.copy, arc.exemplar) for arc in arcs}


def test_what_a_text_lost_speaks_against_its_standing_behind():
    """
    The others have words that it has not.
    """
    odds = {("a", "b"): 3.0, ("a", "c"): 3.0, ("b", "c"): 0.0}
    losses = {(node("a"), node("b")): 3.0, (node("a"), node("c")): 3.0}

    arcs = rooted([], [junction(odds, {node("a"): 3}, losses)])

    assert (LOST, node("a")) not in {(arc.copy, arc.exemplar) for arc in arcs}
