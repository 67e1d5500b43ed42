"""What is known of an article and of a pair."""

import pytest

from retold.reuse.witnesses import is_same_outlet, outlet_key, shared_of, witnesses_of
from retold.spans import Span
from tests.reuse_rows import COPY, WORKSHOP, blocks_table, content_table, credits_table, fields_table, texts_table


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Northwire", "the Northwire news agency", True),
        ("MPS", "Milabad Press Service", True),
        ("the Gazette", "Aldwater Gazette", True),
        ("Northwire", "Southwire", False),
        (None, "Northwire", False),
        ("", "", False),
    ],
)
def test_names_of_one_outlet(name, other, same):
    """
    Case, generic words and initials do not part names.
    """
    assert same == is_same_outlet(name, other) == is_same_outlet(other, name)


def test_the_key_of_an_outlet_leaves_out_generic_words():
    """
    A name of generic words only keeps them.
    """
    assert ("northwire", "the-agency") == (outlet_key("The Northwire News Agency"), outlet_key("The Agency"))


def test_a_witness_knows_its_body_marks_and_credits():
    """
    The title is no body.
    """
    texts = {"a": WORKSHOP, "b": COPY}
    credits = credits_table(texts, [("b", "Northwire", "told")])
    found = witnesses_of(
        texts_table(texts),
        blocks_table(texts),
        content_table(texts),
        fields_table(texts, a={"outlet": "Northwire"}),
        credits,
    )

    assert ["a", "b"] == list(found)
    assert "Northwire" == found["a"].outlet
    assert ["Northwire"] == [credit.outlet for credit in found["b"].credits]
    assert found["b"].body_words < len(found["b"].words)
    assert 0 < sum(found["b"].marked) < len(found["b"].words)


def test_what_two_share_is_counted_in_words():
    """
    Function words weigh less than others.
    """
    texts = {"a": "the cat sat on the mat", "b": "the cat sat on the rug"}
    none = credits_table(texts)
    found = witnesses_of(texts_table(texts), blocks_table(texts), content_table(texts), fields_table(texts), none)

    shared = shared_of(found["a"], found["b"], [(Span(0, 22), Span(0, 22))])

    assert (5, 5) == (shared.equal, shared.equal_unmarked)
    assert 2 < shared.weight < 5
