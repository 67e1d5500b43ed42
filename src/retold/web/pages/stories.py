"""A story: its tree, timeline, statements with one column per article, what stands only here, what was kept apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.telling.stories import tell_stories
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.story_parts import story_parts
from retold.web.within import Within

MOST_TOLD = 60  # articles of a story that a page tells whole; a larger one is listed
_NEIGHBOURS = 6  # stories that could have been joined and were not
_LISTED = 200


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return a story's page, by its id or any name of an article in it."""
    story = corpus.story_id(asked.names["story"])
    members = _members(corpus, story)
    title, parts = "", None
    if len(members) <= MOST_TOLD:
        beside = alike(corpus, story)
        telling = tell_stories(Within(corpus, [story], beside=beside), stories=[story], beside=beside)
        parts = story_parts(telling.held, telling.stories[0], full_text=False)
        title = telling.stories[0].title
    row = corpus.table("stories", where="x.story = ?", parameters=[story], unsure=True).to_pylist()[0]
    context: dict[str, Any] = {
        "story": parts,
        "row": row,
        "members": members[:_LISTED],
        "count": len(members),
        "most_told": MOST_TOLD,
        "all_articles": address("/articles", [("story", story)]),
        "collation": address(f"/collation/{story}"),
        "timeline": address("/timeline", [("story", story)]),
        "claims": address("/claims", [("story", story)]),
        "dossier": address(f"/story/{story}/dossier"),
    }
    return Page("story.html", title or row["title"] or "Story", tables_of(corpus, story), context)


def tables_of(corpus: Corpus, story: str) -> dict[str, Callable[[], pa.Table]]:
    """Return the tables of a story by name, the statements' retellings first."""
    inside = "x.article in (select m.article from story_articles m where m.story = ?)"
    by_article = ("articles", "derivations", "variants", "quotations", "events", "times")

    def of_articles(name: str) -> Callable[[], pa.Table]:
        return lambda: corpus.table(name, where=inside, parameters=[story])

    told = (
        "x.statement in (select q.statement from quotations q join story_articles m on m.article = q.article"
        " where m.story = ?)"
    )
    return {
        "retellings": lambda: corpus.table("retellings", where=told, parameters=[story]),
        "statements": lambda: corpus.table("statements", where=told, parameters=[story]),
        "stories": lambda: corpus.table("stories", where="x.story = ?", parameters=[story]),
        "stemmata": lambda: corpus.table("stemmata", where="x.story = ?", parameters=[story]),
        **{name: of_articles(name) for name in by_article},
    }


def _members(corpus: Corpus, story: str) -> list[dict[str, Any]]:
    return corpus.rows(
        "select m.article, f.outlet, f.title, f.published, f.published_precision, f.published_offset_minutes"
        " from story_articles m left join stage.article_fields f on f.article = m.article where m.story = ?"
        " order by f.published nulls last, m.article",
        [story],
    )


def alike(corpus: Corpus, story: str) -> list[str]:
    """Return other stories in which the story's speakers speak most, for saying why they were kept apart."""
    rows = corpus.ask(
        "select o.story, sum(s.quotations * o.quotations) as shared from story_speakers s join story_speakers o"
        " on o.speaker = s.speaker where s.story = ? and o.story <> s.story"
        " group by o.story order by shared desc, o.story limit ?",
        [story, _NEIGHBOURS],
    )
    return [str(name) for name in rows.column(0).to_pylist()]
