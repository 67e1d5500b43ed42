"""A story: its tree, timeline, statements with one column per article, what stands only here, what was kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.opened import AMONG
from retold.public_tables import PUBLIC_TABLES
from retold.telling.stories import tell_stories
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.rows import rows_about, rows_by, whole_articles
from retold.web.speaking import speaking
from retold.web.story_parts import story_parts
from retold.web.within import Within

MOST_TOLD = 60  # articles of a story that a page tells whole; a larger one is listed
_NEIGHBOURS = 6  # stories that could have been joined and were not
_LISTED = 200
_WAYS = {
    "altered": "altered in marks",
    "unmarked": "marks lost",
    "remarked": "marks added",
    "trimmed": "trimmed",
    "omitted": "not told",
}


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return a story's page, by its id or any name of an article in it."""
    story = corpus.story_id(asked.names["story"])
    (row,) = rows_by(corpus, "stories", "story", [story], unsure=True)
    # Told when the page is drawn: data are given without.
    context = partial(_context, corpus, asked, story, row)
    return Page("story.html", row["title"] or "Story", tables_of(corpus, story), context)


def _context(corpus: Corpus, asked: Asked, story: str, row: dict[str, Any]) -> dict[str, Any]:
    title, parts, choices = "", None, list[dict[str, Any]]()
    if row["articles"] <= MOST_TOLD:
        beside = alike(corpus, story)
        telling = tell_stories(Within(corpus, [story], beside=beside), stories=[story], beside=beside)
        parts = story_parts(telling.held, telling.stories[0], full_text=False, is_served=True)
        title = telling.stories[0].title
        parts["shared"], choices = _chosen(story, parts["shared"], asked)
    members = _members(corpus, story) if parts is None else []
    return {
        "title": title or row["title"] or "Story",
        "story": parts,
        "choices": choices,
        "row": row,
        "members": members[:_LISTED],
        "count": row["articles"],
        "most_told": MOST_TOLD,
        "all_articles": address("/articles", [("story", story)]),
        "collation": address(f"/collation/{story}"),
        "timeline": address("/timeline", [("story", story)]),
        "claims": address("/claims", [("story", story)]),
        "dossier": address(f"/story/{story}/dossier"),
    }


def _chosen(
    story: str, statements: list[dict[str, Any]], asked: Asked
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the statements that an article tells in the way that `only` names, and all ways with their counts."""
    ways = [_ways(statement) for statement in statements]
    counts = Counter(way for each in ways for way in each)
    only = asked.choice("only", sorted(counts)) if counts else asked.text("only")
    choices = [
        {
            "name": _WAYS.get(way, way),
            "count": counts[way],
            "is_taken": way == only,
            "href": address(f"/story/{story}", [] if way == only else [("only", way)]) + "#story-1-statements",
        }
        for way in sorted(counts, key=lambda way: (way not in _WAYS, -counts[way], way))
    ]
    return [each for each, held in zip(statements, ways, strict=True) if only is None or only in held], choices


def _ways(statement: dict[str, Any]) -> set[str]:
    cells = statement["cells"]
    return {cell["form"] for cell in cells if cell["form"] in _WAYS} | {e for cell in cells for e in cell["effects"]}


def tables_of(corpus: Corpus, story: str) -> dict[str, Callable[[], pa.Table]]:
    """Return the tables of a story by name, the statements' retellings first."""
    declared = PUBLIC_TABLES

    def inside() -> list[str]:
        return [row["article"] for row in corpus.about("story_articles", [story])]

    def of_articles(name: str) -> Callable[[], pa.Table]:
        return lambda: declared[name].rows(rows_about(corpus, name, inside(), evidence=True))

    def statements() -> pa.Table:
        return corpus.table("statements", where=f"x.statement in {AMONG}", parameters=[_told(corpus, inside())])

    by_article = ("derivations", "variants", "quotations", "events", "times")
    return {
        "retellings": lambda: declared["retellings"].rows(_retellings(corpus, inside())),
        "statements": statements,
        "stories": lambda: corpus.table("stories", where="x.story = ?", parameters=[story]),
        "stemmata": lambda: corpus.table("stemmata", where="x.story = ?", parameters=[story]),
        "articles": lambda: declared["articles"].rows(whole_articles(corpus, inside())),
        **{name: of_articles(name) for name in by_article},
    }


def _told(corpus: Corpus, articles: list[str]) -> list[str]:
    """Return the statements that some articles tell."""
    return sorted({row["statement"] for row in corpus.about("statement_members", articles)})


def _retellings(corpus: Corpus, articles: list[str]) -> list[dict[str, Any]]:
    """Return how the statements of some articles are told, wherever they are told."""
    told = _told(corpus, articles)
    query = f"select distinct t.story from statement_stories t where t.statement in {AMONG}"
    stories = [row["story"] for row in corpus.rows(query, [told])]
    everywhere = sorted({*articles, *(row["article"] for row in corpus.about("story_articles", stories))})
    wanted = set(told)
    rows = rows_about(corpus, "retellings", everywhere, evidence=True)
    return [row for row in rows if row["statement"] in wanted]


def _members(corpus: Corpus, story: str) -> list[dict[str, Any]]:
    return corpus.rows(
        "select m.article, f.outlet, f.title, f.published, f.published_precision, f.published_offset_minutes"
        " from story_articles m left join stage.article_fields f on f.article = m.article where m.story = ?"
        " order by f.published nulls last, m.article",
        [story],
    )


def alike(corpus: Corpus, story: str) -> list[str]:
    """Return other stories like this one by their articles, then by speakers, for saying why they were kept apart."""
    likeness: dict[str, float] = {}
    for row in corpus.about("linked_to", [story]):
        likeness[row["other"]] = max(row["likeness"], likeness.get(row["other"], row["likeness"]))
    linked = sorted(likeness, key=lambda other: (-likeness[other], other))[: _NEIGHBOURS // 2]
    return list(dict.fromkeys([*linked, *speaking(corpus).alike(story, _NEIGHBOURS)]))[:_NEIGHBOURS]
