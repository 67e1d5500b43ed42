"""Which articles name an actor: what `retold forget` removes."""

from __future__ import annotations

import re

from retold.corpus import Corpus
from retold.erasure import Forgetting, telling_names


def forgetting_of(corpus: Corpus, entity: str) -> Forgetting:
    """Return the names of an actor that tell it from others, and every article that holds one or means it.

    An article counts when a mention in it was found to be the actor, or when one of the names stands in its text or
    title, whatever the program made of it. Raises `NotFound` for an unknown actor.
    """
    row = corpus.entity(entity).to_pylist()[0]
    names = telling_names([row["name"], *(each["name"] for each in row["names"])])
    meant = corpus.ask("select distinct m.article from mentions m where m.entity = ?", [row["entity"]])
    articles = set(meant.column(0).to_pylist())
    for name in names:
        words = [re.escape(word) for word in re.findall(r"[^\W_]+", name)]
        # Whatever stands between the words: line breaks, hyphens, double spaces.
        pattern = r"(?i)(^|[^\pL\pN])" + r"[^\pL\pN]+".join(words) + r"($|[^\pL\pN])"
        held = corpus.ask(
            "select a.article from articles a where regexp_matches(a.text, ?)"
            " or regexp_matches(coalesce(a.title, ''), ?) or regexp_matches(coalesce(a.byline, ''), ?)",
            [pattern] * 3,
        )
        articles.update(held.column(0).to_pylist())
    return Forgetting(names, tuple(sorted(articles)))
