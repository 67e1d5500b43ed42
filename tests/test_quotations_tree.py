"""Parsed sentences as the rules see them."""

from __future__ import annotations

from retold.language.parse import ParsedSentence, Token
from retold.quotations.tree import tree_of
from retold.spans import Span
from tests.quotation_texts import tree


def token(index: int, text: str, head: int, relation: str) -> Token:
    return Token(index, Span(2 * index, 2 * index + 1), text, text, "NOUN", "NN", relation, head)


def test_edges_hold_the_whole_subtree():
    """
    First and last token of everything below a word.
    """
    words = [token(0, "a", 1, "det"), token(1, "b", 2, "nsubj"), token(2, "c", 2, "ROOT"), token(3, "d", 2, "dobj")]
    found = tree_of(ParsedSentence(0, Span(0, 7), "body", tuple(words), ()), [])

    assert ((0, 0, 0, 3), (0, 1, 3, 3)) == (found.left, found.right)
    assert ((), (0,), (1, 3), ()) == found.children


def test_a_cycle_does_no_harm():
    """
    Two words that hang on each other have their own edges only.
    """
    words = (token(0, "a", 1, "dep"), token(1, "b", 0, "dep"))
    found = tree_of(ParsedSentence(0, Span(0, 3), "body", words, ()), [])

    assert ((0, 1), (0, 1)) == (found.left, found.right)


def test_words_know_the_marks_around_them():
    """
    The innermost marks count; words outside have -1.
    """
    found = tree("He said: “They cried ‘never again’ at us.”")
    inner = [found.tokens[i].text for i, number in enumerate(found.marked) if number == 1]

    assert ["‘", "never", "again", "’"] == inner
    assert [-1, -1, -1] == list(found.marked[:3])


def test_trimming_leaves_stops_and_conjunctions_out():
    """
    A range keeps its words.
    """
    found = tree("Boats came, and left, but late.")

    assert "left" == found.span(*found.trimmed(2, 5)).of("Boats came, and left, but late.")
