"""Stories as readers see them: a title, the articles, and the story that this one goes on from."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of, rounded
from retold.settings import StoriesSettings
from retold.stories.similarity import UNIT
from retold.stories.titles import contents_of, title_of
from retold.tables import STAGE_TABLES

_TOP_LINKS = 3  # an article belongs to a story as surely as to its nearest few articles
_TOP_TERMS = 3  # terms shown as evidence
_SUCCESSION_ARTICLES = 3  # a like pair is asked for so many articles of the later story, or it is a side of it at most
_SUCCESSION_CONSTANT = 5.4  # log-odds that names and leads must add for a pair to go on as probably as not
_READ_AT_MOST = 1_000  # vectors in memory: a story of more articles is read piece by piece
_VECTOR = ("kind", "term", "weight", "begin", "end")
_TERM_KINDS = frozenset({"name", "number", "lead"})
_MEMBERSHIP_FLOOR = 0.5  # whoever is listed as a member is asserted to be one


def story_articles(
    story_members: pa.Table,
    story_links: pa.Table,
    story_vectors: pa.Table,
    corrections_by_hand: pa.Table | None = None,
    *,
    settings: StoriesSettings,
) -> pa.Table:
    """List one story's articles, each with how surely it belongs and the telling terms that it shares.

    An article alone is not inferred to belong anywhere: its probability is null and its evidence empty. One that
    somebody moved to the story belongs to it.
    """
    del settings
    rows = []
    vectors = _Vectors(story_vectors)
    moved = _moved(corrections_by_hand)
    for story, articles in _stories(story_members):
        links = _links_within(story_links, articles)
        for article in articles:
            near = sorted(links[article], reverse=True)[:_TOP_LINKS]
            probability = max(_MEMBERSHIP_FLOOR, rounded(sum(s for s, _ in near) / len(near))) if near else None
            evidence = _member_evidence(article, near, vectors) if near else []
            if article in moved and len(articles) > 1:
                probability, evidence = 1.0, [moved[article], *evidence]
            rows.append({"story": story, "article": article, "probability": probability, "evidence": evidence})
    return STAGE_TABLES["story_articles"].rows(rows)


def _moved(corrections_by_hand: pa.Table | None) -> dict[str, dict[str, Any]]:
    """Return the evidence for each article that a correction put where it is."""
    rows = [] if corrections_by_hand is None else corrections_by_hand.to_pylist()
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: str(row["correction"])):
        if row["field"] == "story" and row["article"] not in found:
            reason = Evidence("correction", log_odds_of(1.0), row["article"], table="corrections", id=row["correction"])
            found[row["article"]] = reason.as_row()
    return found


def story_successions_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_successions`: stories that the days between keep apart, the later going on."""
    del settings
    odds = f"cast(x.likeness as double) / {UNIT} - {_SUCCESSION_CONSTANT}e0"
    score = f"cast(floor({UNIT} / (1e0 + exp(-({odds}))) + 0.5) as bigint)"
    return f"""
        with crossing as (
            select case when f.published > g.published then m.story else n.story end as story,
                case when f.published > g.published then n.story else m.story end as earlier,
                case when f.published > g.published then x.article_a else x.article_b end as article,
                case when f.published > g.published then x.article_b else x.article_a end as earlier_article,
                {score} as score, x.minutes_apart as minutes
            from story_links x join story_members m on m.article = x.article_a
                join story_members n on n.article = x.article_b
                join article_fields f on f.article = x.article_a
                join article_fields g on g.article = x.article_b
            where m.story <> n.story and x.goes_on
        ), ranked as (
            select c.story, c.earlier, c.article, c.earlier_article, c.score,
                count(*) over (partition by c.story, c.earlier) as pairs,
                min(c.minutes) over (partition by c.story, c.earlier) as minutes,
                row_number() over (partition by c.story, c.earlier
                    order by c.score desc, c.article, c.earlier_article) as place
            from crossing c
        )
        select r.story, r.earlier, r.pairs, r.minutes, r.score, r.article, r.earlier_article
        from ranked r where r.place = 1"""


def stories(
    story_members: pa.Table,
    article_fields: pa.Table,
    story_links: pa.Table,
    texts: pa.Table,
    blocks: pa.Table,
    story_successions: pa.Table,
    *,
    settings: StoriesSettings,
) -> pa.Table:
    """Describe one story: its title, first and last stated publication, and the story that it follows.

    The title is one of its articles', chosen by `title_of`. `follows` stays null unless articles of this story, in
    words of their own, tell of the same people, places and affair as those of an earlier one, with more days between
    than one happening is told; of several the nearest in time is named.
    """
    del settings
    fields = {row["article"]: row for row in article_fields.to_pylist()}
    contents = contents_of(texts, blocks)
    successions = story_successions.to_pylist()
    rows = []
    for story, articles in _stories(story_members):
        published = sorted(
            fields[a]["published"] for a in articles if a in fields and fields[a]["published"] is not None
        )
        earlier = _followed([row for row in successions if row["story"] == story], len(articles))
        rows.append(
            {
                "story": story,
                "title": title_of(_by_centrality(articles, story_links), fields, contents),
                "follows": earlier["earlier"] if earlier else None,
                "first_published": published[0] if published else None,
                "last_published": published[-1] if published else None,
                "articles": len(articles),
                "probability": None,
                "evidence": [_succession_evidence(earlier)] if earlier else [],
            }
        )
    return STAGE_TABLES["stories"].rows(rows)


def _stories(story_members: pa.Table) -> list[tuple[str, list[str]]]:
    """Return each story with its articles, both in order."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in story_members.to_pylist():
        groups[row["story"]].append(row["article"])
    return [(story, sorted(groups[story])) for story in sorted(groups)]


def _links_within(story_links: pa.Table, articles: list[str]) -> dict[str, list[tuple[float, str]]]:
    """Return each article's (score, other article) for the links within a story."""
    members = set(articles)
    links: dict[str, list[tuple[float, str]]] = {article: [] for article in articles}
    columns = [story_links.column(name).to_pylist() for name in ("article_a", "article_b", "score")]
    for a, b, score in zip(*columns, strict=True):
        if a in members and b in members:
            links[a].append((score, b))
            links[b].append((score, a))
    return links


# ---------------------------------------------------------------- evidence

_Vector = dict[tuple[str, str], tuple[int, int | None, int | None]]  # by kind and term: weight, begin, end


class _Vectors:
    """The vectors of articles, read when they are asked for: those of a story of thousands are never all held."""

    def __init__(self, story_vectors: pa.Table) -> None:
        self._rows = story_vectors
        self._places: dict[str, list[int]] = {}  # rows of each article, in a story that is read piece by piece
        self._read: dict[str, _Vector] | None = None

    def of(self, article: str) -> _Vector:
        """Return the names, numbers and words of the lead of an article."""
        if self._read is None:
            self._read = self._begun()
        if article in self._places and article not in self._read:
            if len(self._read) >= _READ_AT_MOST:
                self._read.clear()
            self._read |= _vectors(self._rows.take(pa.array(self._places[article], pa.int64())))
        return self._read.get(article, {})

    def _begun(self) -> dict[str, _Vector]:
        """Return the vectors of all articles where they are not many: one by one takes longer."""
        articles = self._rows.column("article").to_pylist()
        if len(set(articles)) <= _READ_AT_MOST:
            return _vectors(self._rows)
        self._rows = self._rows.combine_chunks()
        for place, article in enumerate(articles):
            self._places.setdefault(article, []).append(place)
        return {}


def _vectors(rows: pa.Table) -> dict[str, _Vector]:
    """Return by article what rows of `story_vectors` tell of names, numbers and words of the lead."""
    found: dict[str, _Vector] = defaultdict(dict)
    every = zip(*(rows.column(name).to_pylist() for name in ("article", *_VECTOR)), strict=True)
    for article, kind, term, weight, begin, end in every:
        if kind in _TERM_KINDS:
            found[article][kind, term] = (weight, begin, end)
    return dict(found)


def _member_evidence(article: str, near: list[tuple[float, str]], vectors: _Vectors) -> list[dict[str, Any]]:
    """Return the nearest articles, and the heaviest terms shared with the nearest, where they stand in `article`."""
    own, other = vectors.of(article), vectors.of(near[0][1])
    shared = sorted((-own[key][0] * other[key][0], key) for key in own if key in other)[:_TOP_TERMS]
    links = [
        Evidence("link", log_odds_of(score), article=neighbour, table="story_links", id=neighbour)
        for score, neighbour in near
    ]
    terms = [
        Evidence(f"shared {key[0]}", -product / UNIT / UNIT, article, own[key][1], own[key][2])
        for product, key in shared
    ]
    return [reason.as_row() for reason in (*links, *terms)]


def _followed(successions: list[dict[str, Any]], articles: int) -> dict[str, Any] | None:
    """Return the nearest story in time that enough pairs speak for (then that with most pairs, then the least id)."""
    wanted = -(-articles // _SUCCESSION_ARTICLES)
    strong = [row for row in successions if row["pairs"] >= wanted]
    return min(strong, key=lambda row: (row["minutes"], -row["pairs"], row["earlier"])) if strong else None


def _succession_evidence(succession: dict[str, Any]) -> dict[str, Any]:
    weight = log_odds_of(succession["score"] / UNIT)
    return Evidence(
        "follows", weight, article=succession["article"], table="stories", id=succession["earlier"]
    ).as_row()


# ---------------------------------------------------------------- title


def _by_centrality(articles: list[str], story_links: pa.Table) -> list[str]:
    """Return articles in the order of how like the story's others they are in names and leads, then by id.

    Probabilities would not do: those of copies are all near 1.
    """
    members = set(articles)
    likeness = dict.fromkeys(articles, 0)
    columns = [story_links.column(name).to_pylist() for name in ("article_a", "article_b", "likeness")]
    for a, b, weight in zip(*columns, strict=True):
        if a in members and b in members:
            likeness[a] += weight
            likeness[b] += weight
    return sorted(articles, key=lambda article: (-likeness[article], article))
