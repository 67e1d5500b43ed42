"""From the quotations found in an article to rows: actor, nesting, polarity, probability, evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retold.evidence import Evidence, probability_of, rounded
from retold.ids import span_id
from retold.quotations.attributions import Source
from retold.quotations.findings import Finding
from retold.quotations.weights import ATTITUDES, HEDGES, IN_MARKS, RULES, log_odds_of, verdict_weight
from retold.spans import Span

# How sure the actor of a source is by the kind of its mention; the mention's own probability may lower it.
_SPEAKER_BY_KIND = {"name": 0.97, "nominal": 0.92, "pronoun": 0.95}
# Half of the doubt about a name is what kind of thing it names, and that does not matter here.
_DOUBT_BY_KIND = {"name": 0.5, "nominal": 1.0, "pronoun": 1.0}
_BORROWED = 0.9  # the share of speakers taken from the neighbouring quotation that are right
_LINKED = re.compile(r"[^,(–—]*\b(?:of|for|to|from|with|at|in|on|by|under|against|near|who|that)\b")
_KIND_ORDER = {"name": 0, "nominal": 1, "pronoun": 2}


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known of the article: its mentions, in order."""

    article: str
    text: str
    mentions: Sequence[dict[str, Any]]


def rows_of(findings: Sequence[Finding], context: Context) -> list[dict[str, Any]]:
    """Return one row a quotation, in order; of quotations with the very same content the most probable stays."""
    kept = _distinct(findings)
    ids = [span_id("quotation", context.article, one.content) for one in kept]
    around = _containers(kept)
    return [
        _row(one, identity, None if outer is None else ids[outer], context)
        for one, identity, outer in zip(kept, ids, around, strict=True)
    ]


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    best: dict[tuple[Span, ...], Finding] = {}
    for one in findings:
        other = best.get(one.content)
        if other is None or rounded(log_odds_of(one)) > rounded(log_odds_of(other)):
            best[one.content] = one
    return sorted(best.values(), key=lambda one: (one.content, one.rule))


def _containers(findings: Sequence[Finding]) -> list[int | None]:
    """Return for each quotation the one whose content its cue, source and content stand in (the nearest around)."""
    order = sorted(range(len(findings)), key=lambda i: (findings[i].begin, -findings[i].end, i))
    result: list[int | None] = [None] * len(findings)
    stack: list[int] = []
    for index in order:
        one = findings[index]
        whole = Span(one.begin, one.end)
        while stack and findings[stack[-1]].end <= whole.begin:
            stack.pop()
        for outer in reversed(stack):
            if any(piece.contains(whole) and piece != whole for piece in findings[outer].content):
                result[index] = outer
                break
        stack.append(index)
    return result


def _row(one: Finding, identity: str, inside: str | None, context: Context) -> dict[str, Any]:
    mention = mention_of(one.source, context)
    return {
        "quotation": identity,
        "article": context.article,
        "block": one.role,
        "kind": "direct" if one.direct else "mixed" if one.marked else "indirect",
        "source": [] if one.source is None else [one.source.span.as_row()],
        "cue": [span.as_row() for span in one.cue],
        "content": [span.as_row() for span in one.content],
        "attitude": one.frame.attitude,
        "polarity": "denied" if one.frame.denies != ("negated" in one.hedges) else "affirmed",
        "actor": None if mention is None else mention["actor"],
        "speaker_probability": None if mention is None else _speaker_probability(mention, borrowed=one.borrowed),
        "channel": list(one.channel),
        "inside": inside,
        "probability": probability_of(log_odds_of(one)),
        "evidence": [evidence.as_row() for evidence in _evidence(one, mention, context.article)],
    }


def _evidence(one: Finding, mention: dict[str, Any] | None, article: str) -> list[Evidence]:
    place = one.cue[0] if one.cue else one.content[0]
    found = [Evidence(one.rule, RULES[one.rule], article, place.begin, place.end)]
    attitude = ATTITUDES[one.frame.attitude]
    if attitude:
        found.append(Evidence(one.frame.attitude, attitude, article, place.begin, place.end))
    found.extend(Evidence(hedge, HEDGES[hedge], article, place.begin, place.end) for hedge in one.hedges)
    if one.marked:
        found.append(Evidence("marks", IN_MARKS, article, one.content[0].begin, one.content[-1].end))
    if one.verdict is not None:
        found.append(Evidence("tagger", verdict_weight(one), article, place.begin, place.end))
    if mention is not None:
        span = Span(mention["begin"], mention["end"])
        found.append(Evidence("speaker", 0.0, article, span.begin, span.end, "mention_spans", mention["mention"]))
    return found


def _speaker_probability(mention: dict[str, Any], *, borrowed: bool) -> float:
    own = mention["probability"]
    doubt = 0.0 if own is None else (1.0 - own) * _DOUBT_BY_KIND.get(mention["kind"], 1.0)
    probability = _SPEAKER_BY_KIND.get(mention["kind"], 0.5) * (1.0 - doubt)
    return rounded(probability * (_BORROWED if borrowed else 1.0))


def mention_of(source: Source | None, context: Context) -> dict[str, Any] | None:
    """Return the resolved mention that a source's head stands in; else the one person named beside it; else None.

    A name goes before a nominal, and that before a pronoun; of one kind the shortest. Another's name within the
    phrase is not the speaker's: "a confidant of Ada Voss".
    """
    if source is None:
        return None
    resolved = [row for row in context.mentions if row["actor"] is not None]
    found = [row for row in resolved if row["begin"] <= source.head.begin and source.head.end <= row["end"]]
    if not found:
        within = [row for row in resolved if row["begin"] >= source.span.begin and row["end"] <= source.span.end]
        persons = [row for row in within if row["kind"] == "name" and row["type"] == "PERSON"]
        persons = [row for row in persons if _stands_beside(source, row, context.text)]
        found = persons if len({row["actor"] for row in persons}) == 1 else []
    if not found:
        return None
    return min(found, key=lambda row: (_KIND_ORDER.get(row["kind"], 3), row["end"] - row["begin"], row["begin"]))


def _stands_beside(source: Source, name: dict[str, Any], text: str) -> bool:
    """Tell whether a name in a source's phrase explains its head, and does not own it or stand behind "of"."""
    if name["end"] <= source.head.begin:
        return not text.startswith(("'", "’"), name["end"])
    return not _LINKED.match(text, source.head.end, name["begin"])
