"""The public tables of some stories only, so that a page of a large store reads no more than it shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

import pyarrow as pa

from retold.corpus import Corpus
from retold.telling.holdings import handles_of

# The column by which a table is narrowed to articles or stories; tables that are not named here are small.
_BY_ARTICLE = {
    **dict.fromkeys(
        ("articles", "metadata", "blocks", "credits", "mentions", "derivations", "variants", "quotations", "events"),
        "article",
    ),
    "times": "article",
    "passages": "article_a",
}
_BY_STORY = dict.fromkeys(("stories", "story_articles", "stemmata"), "story")
_KEPT = 2  # snapshots whose short names are held

_handles: OrderedDict[tuple[str, str], dict[str, str]] = OrderedDict()
_lock = Lock()


def handles(corpus: Corpus) -> Mapping[str, str]:
    """Return the short name of each article of the snapshot, made once."""
    key = (str(corpus.path), corpus.snapshot)
    with _lock:
        if key not in _handles:
            _handles[key] = handles_of(corpus.ask("select x.article, x.origin from origins x"))
            while len(_handles) > _KEPT:
                _handles.popitem(last=False)
        return _handles[key]


class Within:
    """The public tables of a corpus as far as they are about the given stories, or about single articles."""

    def __init__(self, corpus: Corpus, stories: Sequence[str], articles: Sequence[str] = ()) -> None:
        self._corpus = corpus
        self._stories = list(stories)
        members = corpus.ask(
            f"select x.article from story_articles x where x.story in ({_marks(stories)}) order by x.article",
            [*stories],
        )
        self._articles = [str(name) for name in members.column(0).to_pylist()] or list(articles)

    def handles(self) -> Mapping[str, str]:
        """Return the short name of every article of the store."""
        return handles(self._corpus)

    def table(self, name: str, *, unsure: bool = False) -> pa.Table:
        """Return a public table, as far as it is about these stories."""
        if name in _BY_ARTICLE:
            return self._narrowed(name, f"x.{_BY_ARTICLE[name]}", self._articles, unsure=unsure)
        if name in _BY_STORY:
            return self._narrowed(name, "x.story", self._stories, unsure=unsure)
        if name in {"statements", "retellings"}:
            return self._of_quotations(name, "statement", "x.statement", unsure=unsure)
        if name == "entities":
            return self._entities(unsure=unsure)
        return self._corpus.table(name, unsure=unsure)

    def _narrowed(self, name: str, column: str, values: list[str], *, unsure: bool) -> pa.Table:
        where = f"{column} in ({_marks(values)})"
        return self._corpus.table(name, unsure=unsure, where=where, parameters=[*values])

    def _of_quotations(self, name: str, wanted: str, column: str, *, unsure: bool) -> pa.Table:
        where = f"{column} in (select q.{wanted} from quotations q where q.article in ({_marks(self._articles)}))"
        return self._corpus.table(name, unsure=unsure, where=where, parameters=[*self._articles])

    def _entities(self, *, unsure: bool) -> pa.Table:
        inside = _marks(self._articles)
        where = (
            f"(x.entity in (select m.entity from mentions m where m.article in ({inside}))"
            f" or x.entity in (select q.speaker from quotations q where q.article in ({inside})))"
        )
        return self._corpus.table("entities", unsure=unsure, where=where, parameters=[*self._articles, *self._articles])


def _marks(values: Sequence[str]) -> str:
    """Return as many question marks as there are values; one that matches nothing for none."""
    return ", ".join("?" * len(values)) or "null"
