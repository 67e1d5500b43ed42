"""The articles of a story of a store, collated."""

from __future__ import annotations

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.collations import Collated
from retold.reuse.apparatus import apparatus_of
from retold.spans import Span, merged
from retold.tables import CONTENT_ROLES
from retold.telling.holdings import handles_of


def collated_story(corpus: Corpus, name: str, *, is_whole: bool = False) -> Collated:
    """Return the collation of a story's articles, in order of their ids. Raises `UsageError` for one article."""
    story = corpus.story_id(name)
    found = corpus.ask("select m.article from story_articles m where m.story = ? order by m.article", [story])
    members: list[str] = found.column("article").to_pylist()
    if len(members) < 2:
        raise UsageError(f"{name}: a story of one article. Expected two articles or more to collate")
    marks = ", ".join("?" for _ in members)
    where = f"x.article in ({marks})"
    rows = corpus.table("articles", where=where, parameters=[*members]).to_pylist()
    texts = {row["article"]: row["text"] for row in rows}
    content: dict[str, list[Span]] = {article: [] for article in members}
    for row in corpus.table("blocks", where=where, parameters=[*members]).to_pylist():
        if row["role"] in CONTENT_ROLES:
            content[row["article"]].append(Span(row["begin"], row["end"]))
    witnesses = [(texts[article], merged(content[article])) for article in members]
    names = handles_of(corpus.table("origins"))
    apparatus = apparatus_of(witnesses, settings=corpus.settings.reuse)
    handles = [names.get(article, article[:8]) for article in members]
    return Collated(f"Collation of {story}", handles, members, [texts[a] for a in members], apparatus, is_whole)
