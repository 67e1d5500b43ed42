"""Ids: the same content gives the same id anywhere."""

from __future__ import annotations

from retold.ids import article_id, content_hash, span_id
from retold.spans import Span


def test_a_hash_tells_where_its_parts_end():
    """
    Moving a character from one part to the next, or null for empty, changes the hash.
    """
    assert 4 == len(
        {content_hash("ab", "c"), content_hash("a", "bc"), content_hash("abc", ""), content_hash("abc", None)}
    )


def test_one_text_in_two_places_is_two_articles():
    """
    The address as given enters the id, else the outlet as given, else nothing.
    """
    ids = {
        article_id("text", url=None, outlet=None),
        article_id("text", url=None, outlet="Courier"),
        article_id("text", url="https://courier.example/1", outlet=None),
    }

    assert 3 == len(ids)


def test_with_an_address_the_outlet_does_not_enter_the_id():
    """
    The address says the place already.
    """
    with_outlet = article_id("text", url="https://courier.example/1", outlet="Courier")

    assert with_outlet == article_id("text", url="https://courier.example/1", outlet=None)


def test_ids_never_change_between_releases():
    """
    Links in letters and articles rest on them: these values are pinned.
    """
    assert "7ebafaa0f4613dec3f1a" == content_hash("pinned", None)
    assert "6736cf9b6b6429735c2c" == span_id("quotation", "a1", [Span(0, 3)])
    assert "3b9c98e09705b39d17b1" == article_id("text", url=None, outlet="Courier")


def test_a_lone_surrogate_can_be_hashed():
    """
    No text that Python can hold stops an id.
    """
    assert 20 == len(content_hash("\ud800"))
