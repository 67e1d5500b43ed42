"""One story told whole: its title, its tree, what was changed, what is open, what is not known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from retold.telling.actors import Actor, actors_of, main_channel, main_speaker, other_speakers
from retold.telling.apart import Apart, apart_of
from retold.telling.cautions import Caution, cautions_of
from retold.telling.changes import CopyChanges, changes_of
from retold.telling.dates import ArticleDate, dates_of
from retold.telling.holdings import Holdings, PublicTables, Row, holdings_of
from retold.telling.labels import is_outlet_stated, plain, shortened, speaker_label
from retold.telling.questions import Question, questions_of, rivals_of
from retold.telling.statements import Statement, counts_sentence, shared_sentence, statements_of
from retold.telling.trees import Node, exemplars_of, tree_of
from retold.telling.wording import counted, say

_TITLE = 160


@dataclass(frozen=True, slots=True)
class StoryTelling:
    """All that is told of one story, in sober words. Sentences are ready to be shown; the rest are facts."""

    number: int
    story: str
    title: str  # who spoke, to whom; else the headline
    short: str  # the title without the further speakers
    headline: str
    counts: str
    caution: str  # that several articles of one origin are not several sources
    articles: tuple[str, ...]  # in stemma order
    origins: int
    trees: tuple[Node, ...]
    changes: tuple[CopyChanges, ...]
    questions: tuple[Question, ...]
    rivals: tuple[str, ...]
    statements: tuple[Statement, ...]
    statement_counts: str
    actors: tuple[Actor, ...]
    dates: tuple[ArticleDate, ...]
    apart: tuple[Apart, ...]
    cautions: tuple[Caution, ...]
    follows: str
    unknown: tuple[str, ...]
    has_quotations: bool

    @property
    def nodes(self) -> list[tuple[int, Node]]:
        """Every text of the story with its depth, in stemma order."""
        return [pair for tree in self.trees for pair in tree.walk()]


@dataclass(frozen=True, slots=True)
class StoriesTelling:
    """The stories told, how many there are in all, and the rows they were told from."""

    stories: tuple[StoryTelling, ...]
    stories_in_all: int
    held: Holdings


def tell_stories(
    corpus: PublicTables,
    *,
    stories: list[str] | None = None,
    limit: int | None = None,
    beside: Collection[str] = (),
) -> StoriesTelling:
    """Return the tellings of the given stories, or of the `limit` largest, largest first. None of both: all.

    Each says what it was kept apart from: stories told before it, and those of `beside`, which are not told.
    """
    held = holdings_of(corpus, stories=None if stories is None else [*stories, *beside], limit=limit)
    rows = [row for row in held.stories if stories is None or row["story"] in stories]
    others = {row["story"]: f"“{_headline(held, row, ())}”" for row in held.stories if row["story"] in beside}
    told: list[StoryTelling] = []
    for number, row in enumerate(rows, start=1):
        telling = _told(held, number, row, others)
        told.append(telling)
        others[telling.story] = f"{telling.number} ({telling.short})"
    return StoriesTelling(tuple(told), held.stories_in_all, held)


def _told(held: Holdings, number: int, row: Row, others: dict[str, str]) -> StoryTelling:
    story = row["story"]
    statements = statements_of(held, story)
    trees = tree_of(held, story)
    articles = tuple(node.key for tree in trees for _, node in tree.walk() if node.is_held)
    headline = _headline(held, row, articles)
    origins = len(trees)
    speaker = main_speaker(held, statements)
    short = _short(held, story, speaker, headline)
    return StoryTelling(
        number=number,
        story=story,
        title=_title(held, statements, speaker, short),
        short=short,
        headline=headline,
        counts=_counts(len(articles), origins, statements),
        caution=_caution(len(articles), origins),
        articles=articles,
        origins=origins,
        trees=trees,
        changes=_changes(held, story, articles),
        questions=questions_of(held, story),
        rivals=rivals_of(held, story),
        statements=statements,
        statement_counts=counts_sentence(statements) if len(articles) > 1 else "",
        actors=actors_of(held, story),
        dates=dates_of(held, story),
        apart=apart_of(held, story, [other for other in others if other != story], others),
        cautions=cautions_of(held, story),
        follows=_follows(held, row),
        unknown=_unknown(held, articles),
        has_quotations=any(held.quotations_of.get(article) for article in articles),
    )


def _headline(held: Holdings, row: Row, articles: tuple[str, ...]) -> str:
    titles = [row["title"], *(held.articles[article]["title"] for article in articles)]
    return next((shortened(title, _TITLE) for title in titles if title and plain(title)), "no headline")


def _short(held: Holdings, story: str, speaker: str | None, headline: str) -> str:
    """Return who spoke and to whom; the headline where nobody is the story's main speaker."""
    if speaker is None:
        return headline
    named = shortened(speaker_label(held, speaker), _TITLE)
    channel = main_channel(held, story, speaker)
    return say("title_channel", speaker=named, channel=channel) if channel else named


def _title(held: Holdings, statements: tuple[Statement, ...], speaker: str | None, title: str) -> str:
    if speaker is None:
        return title
    others = other_speakers(held, statements, speaker)
    if not others:
        return title
    more = f"{others[0]} and {len(others) - 1} more" if len(others) > 2 else " and ".join(others)
    return say("title_others", title=title, others=more)


def _counts(articles: int, origins: int, statements: tuple[Statement, ...]) -> str:
    shown = counted(articles, "article")
    if articles < 2:
        told = counted(len(statements), "statement")
        return f"{shown}; {told}"
    beside = f"{shown}, {counted(origins, 'origin')}"
    return say("story_counts", articles=beside, shared=shared_sentence(statements))


def _caution(articles: int, origins: int) -> str:
    if articles < 2 or origins == articles:
        return ""
    if origins == 1:
        return say("not_independent", articles=counted(articles, "article"), count=articles)
    return say("fewer_origins", articles=counted(articles, "article"), origins=counted(origins, "origin"))


def _changes(held: Holdings, story: str, articles: tuple[str, ...]) -> tuple[CopyChanges, ...]:
    """Return what each copy changed against each text that it goes back to, in stemma order."""
    pairs = [(article, exemplar) for article in articles for exemplar in exemplars_of(held, story, article)]
    found = [changes_of(held, article, exemplar) for article, exemplar in pairs]
    return tuple(changes for changes in found if not changes.is_empty)


def _follows(held: Holdings, row: Row) -> str:
    """Say which story this one goes on from; empty where there is none, or it is not asserted."""
    if not row["follows"]:
        return ""
    before = next((other for other in held.stories if other["story"] == row["follows"]), None)
    title = f"“{shortened(before['title'] or 'no headline', _TITLE)}”" if before else row["follows"]
    return say("follows", probability=row["probability"], title=title)


def _unknown(held: Holdings, articles: tuple[str, ...]) -> tuple[str, ...]:
    outlets = [held.handles[article] for article in articles if not is_outlet_stated(held, article)]
    dates = [held.handles[article] for article in articles if held.articles[article]["published"] is None]
    parts = []
    if outlets:
        parts.append(say("unknown_outlets", articles=", ".join(outlets)))
    if dates:
        parts.append(say("unknown_dates", articles=", ".join(dates)))
    return tuple(parts)
