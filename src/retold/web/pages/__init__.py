"""The pages: an address's pattern, and the function that makes its page from one snapshot of a store.

A page function takes a `Corpus` and what was `Asked`, and returns a `Page`; it raises `NotFound` for a name that means
nothing and `UsageError` for an option that makes no sense.
"""

from __future__ import annotations

from collections.abc import Callable

from retold.corpus import Corpus
from retold.web.answers import Page
from retold.web.asked import Asked
from retold.web.pages import (
    articles,
    citing,
    collating,
    comparing,
    corrections,
    events,
    front,
    listings,
    outlets,
    people,
    reasons,
    searching,
    statements,
    stories,
    timing,
)

PAGES: dict[str, Callable[[Corpus, Asked], Page]] = {
    "/": front.page,
    "/search": searching.page,
    "/story/{story}": stories.page,
    "/article/{article}": articles.page,
    "/compare/{first}/{second}": comparing.page,
    "/why/{first}/{second}": reasons.page,
    "/collation/{story}": collating.page,
    "/statement/{statement}": statements.page,
    "/entity/{entity}": people.page,
    "/outlet/{outlet}": outlets.page,
    **{f"/{name}": listings.listing_page(name) for name in listings.LISTED},
    "/corrections": corrections.page,
    "/events": events.page,
    "/claims": events.claims,
    "/timeline": timing.page,
    "/cite": citing.page,
}
