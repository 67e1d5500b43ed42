"""Why two articles are joined, or are not: the evidence for a copy, for a story, or the nearest facts."""

from __future__ import annotations

from dataclasses import dataclass

from retold.errors import NotFound
from retold.spans import Span
from retold.telling.copies import credit_sentence, rival_sentence
from retold.telling.dates import days_between
from retold.telling.holdings import Holdings, PublicTables, Row, holdings_of, rows_among
from retold.telling.labels import evidence_phrase, handle, outlet_name, shortened, speaker_name
from retold.telling.questions import questions_of
from retold.telling.statements import is_counted
from retold.telling.trees import way_up
from retold.telling.wording import FLOOR, counted, listed, say
from retold.telling.words import BODY_ROLES, body_spans, longest_run, words_of

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its weight in log-odds: above 0 it speaks for the finding, below 0 against."""

    phrase: str
    weight: float


@dataclass(frozen=True, slots=True)
class PairTelling:
    """What can be said of two articles. `verdict` is the answer; the rest is why."""

    article_a: str
    article_b: str
    names: tuple[str, str]
    is_joined: bool
    verdict: str
    way: tuple[str, ...]  # how each goes back to the other, or both to a third
    reasons: tuple[Reason, ...]
    rivals: tuple[str, ...]
    facts: tuple[str, ...]
    shared: tuple[str, ...]  # the longest shared passages, as excerpts of the first

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything in order, as sentences."""
        reasons = [say("why_evidence", kind=r.phrase, weight=f"{r.weight:+.1f}") for r in self.reasons]
        because = [f"Because: {'; '.join(reasons)}."] if reasons else []
        return (self.verdict, *self.way, *because, *self.rivals, *self.facts)


def tell_pair(corpus: PublicTables, article_a: str, article_b: str) -> PairTelling:
    """Return why two articles (ids) are joined or are not. Raises `NotFound` for an id that is not in the store."""
    members = rows_among(corpus, "story_articles", "article", [article_a, article_b])
    story_of = {row["article"]: row["story"] for row in members}
    for article in (article_a, article_b):
        if article not in story_of:
            raise NotFound(f"{article!r}: no such article in a story of this store. List them: retold articles")
    held = holdings_of(corpus, stories=set(story_of.values()))
    unsure = rows_among(corpus, "derivations", "article", [article_a, article_b], unsure=True)
    return _told(held, article_a, article_b, story_of, unsure)


def _told(held: Holdings, a: str, b: str, story_of: dict[str, str], unsure: list[Row]) -> PairTelling:
    direct = [row for row in unsure if {row["article"], row["exemplar"]} == {a, b}]
    direct.sort(key=lambda row: (-(row["probability"] or 0.0), row["article"]))
    is_joined = story_of[a] == story_of[b]
    return PairTelling(
        article_a=a,
        article_b=b,
        names=(_name(held, a), _name(held, b)),
        is_joined=is_joined,
        verdict=_verdict(held, a, b, story_of),
        way=_way(held, a, b, story_of, direct) if is_joined else (),
        reasons=_reasons(held, direct),
        rivals=_rivals(held, a, b, story_of[a], direct) if is_joined else (),
        facts=(_passages(held, a, b), _speakers(held, a, b), _days(held, a, b)),
        shared=_excerpts(held, a, b),
    )


def _name(held: Holdings, article: str) -> str:
    return f"{handle(held, article)} ({outlet_name(held, article)})"


def _title(held: Holdings, story: str) -> str:
    row = next(row for row in held.stories if row["story"] == story)
    return f"“{shortened(row['title'] or 'no headline', 120)}”"


def _verdict(held: Holdings, a: str, b: str, story_of: dict[str, str]) -> str:
    if story_of[a] == story_of[b]:
        return say("why_same_story", story=story_of[a], title=_title(held, story_of[a]))
    return say(
        "why_two_stories",
        a=_name(held, a),
        b=_name(held, b),
        story_a=_title(held, story_of[a]),
        story_b=_title(held, story_of[b]),
    )


def _way(held: Holdings, a: str, b: str, story_of: dict[str, str], direct: list[Row]) -> tuple[str, ...]:
    asserted = [row for row in direct if (row["probability"] or 0.0) >= FLOOR]
    ways = [_taken(held, row) for row in asserted]
    up = {article: way_up(held, story_of[article], article) for article in (a, b)}
    for copy, other in ((a, b), (b, a)):
        if not asserted and other in up[copy][1:]:
            between = [handle(held, text) for text in up[copy][1 : up[copy].index(other)]]
            way = listed(between) or "no other text"
            ways.append(say("why_through", article=handle(held, copy), exemplar=handle(held, other), way=way))
    common = [text for text in up[a][1:] if text in up[b][1:]]
    if not ways and common:
        ways.append(say("why_common", exemplar=handle(held, common[0])))
    if not ways:
        ways.append(say("why_no_copy"))
    if direct and not asserted:
        ways.append(say("why_unlikely", probability=direct[0]["probability"] or 0.0))
    return tuple(ways)


def _taken(held: Holdings, row: Row) -> str:
    sentence = say(
        "why_taken",
        probability=row["probability"],
        article=_name(held, row["article"]),
        exemplar=_name(held, row["exemplar"]),
    )
    return f"{sentence} {credit_sentence(held, row['article'], row['exemplar'], row)}."


def _reasons(held: Holdings, direct: list[Row]) -> tuple[Reason, ...]:
    if not direct or (direct[0]["probability"] or 0.0) < FLOOR:
        return ()
    evidence = sorted(direct[0]["evidence"] or [], key=lambda item: (-abs(item["weight"] or 0.0), str(item["kind"])))
    reasons = [Reason(evidence_phrase(held, item), float(item["weight"] or 0.0)) for item in evidence]
    return tuple(reasons[:_SHOWN])


def _rivals(held: Holdings, a: str, b: str, story: str, direct: list[Row]) -> tuple[str, ...]:
    rivals = [
        sentence
        for row in direct[:1]
        if (row["probability"] or 0.0) >= FLOOR and (sentence := rival_sentence(held, row))
    ]
    shared = [question for question in questions_of(held, story) if {a, b} <= set(question.copies)]
    for question in shared:
        rivals += [part for part in (question.sentence, question.explained, question.rival) if part]
    return tuple(dict.fromkeys(rivals))


def _passages(held: Holdings, a: str, b: str) -> str:
    rows = held.shared(a, b)
    lengths = [len(words_of(held.text(a), [Span(row["begin_a"], row["end_a"])])) for row in rows]
    if lengths:
        shown = counted(len(lengths), "passage")
        total, longest = (counted(n, "word") for n in (sum(lengths), max(lengths)))
        return say("why_passages", passages=shown, words=total, longest=longest)
    sides = [words_of(held.text(x), body_spans(held, x, ("title", *BODY_ROLES))) for x in (a, b)]
    return say("why_no_passage", longest=counted(longest_run(*sides), "word"))


def _speakers(held: Holdings, a: str, b: str) -> str:
    sides = [
        {row["speaker"] for row in held.quotations_of.get(article, []) if row["speaker"] and is_counted(row)}
        for article in (a, b)
    ]
    common = sorted(speaker_name(held, speaker) for speaker in sides[0] & sides[1])
    return say("why_speakers", speakers=listed(common)) if common else say("why_no_speakers")


def _days(held: Holdings, a: str, b: str) -> str:
    unknown = [handle(held, article) for article in (a, b) if held.articles[article]["published"] is None]
    if unknown:
        return say("why_no_days", unknown=f"no date is stated in {listed(unknown)}")
    days = days_between(*(held.articles[article]["published"] for article in (a, b)))
    if days == 0:
        return say("why_same_day")
    return say("why_days", days=counted(days, "day"))


def _excerpts(held: Holdings, a: str, b: str) -> tuple[str, ...]:
    rows = sorted(held.shared(a, b), key=lambda row: (row["begin_a"] - row["end_a"], row["begin_a"]))
    return tuple(shortened(held.text(a)[row["begin_a"] : row["end_a"]], 160) for row in rows[:3])
