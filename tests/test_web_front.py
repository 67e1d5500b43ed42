"""The front page counts what the page of each story counts."""

from __future__ import annotations

from retold.telling.holdings import holdings_of
from retold.telling.statements import statements_of
from retold.web.asked import Asked
from retold.web.pages import PAGES


def test_the_front_page_counts_shared_statements_as_the_stories_do(example_corpus):
    """
    Told by more than one article: twice in one article is told once.
    """
    held = holdings_of(example_corpus)
    told = {story: sum(statement.articles > 1 for statement in statements_of(held, story)) for story in held.members}
    shown = {row["story"]: row["shared"] for row in PAGES["/"](example_corpus, Asked("/")).context["stories"]}

    assert shown == told
    assert any(told.values())
