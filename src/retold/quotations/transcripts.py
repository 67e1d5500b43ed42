"""Interviews and hearings in labelled paragraphs: "Q: …", "A: …", "VOSS: …".

One label alone is a dateline, a heading or a slip; labels that recur make a transcript. Answers are the labelled
speaker's. "A" is the person named most fully before the first question. Questions are not reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from retold.quotations.attributions import Source
from retold.quotations.cues import Frame
from retold.quotations.findings import HEADLINE_ROLES, Finding, Paragraph
from retold.quotations.tree import Tree
from retold.spans import Span

_LABEL = re.compile(
    r"(?P<name>Q|A|Question|Answer|(?:[A-Z]\.\s?)*(?:[^\W\d_a-z][\w’'.-]*)(?: [^\W\d_a-z][\w’'.-]*){0,4})"
    r"\s*:\s+(?=\S)|(?P<letter>[QA])[.)]\s+(?=\S)"
)
_QUESTIONS = frozenset({"q", "question"})
_ANSWERS = frozenset({"a", "answer"})
_MIN_LABELS = 3  # labelled paragraphs of a transcript
_SPEECH = Frame("speech")

_Label = tuple[int, Span, Span]  # paragraph, label, words behind it


def transcript_findings(text: str, paragraphs: Sequence[Paragraph], trees: Sequence[Tree]) -> list[Finding]:
    """Return one quotation for each labelled paragraph that is no question; none where labels do not recur."""
    labels = _labels(text, paragraphs)
    names = Counter(name.of(text).lower() for _, name, _ in labels)
    asked = any(name in _QUESTIONS for name in names)
    if len(labels) < (2 if asked else _MIN_LABELS) or (not asked and max(names.values()) < 2):
        return []
    starts = [tree.sentence.span.begin for tree in trees]
    answering = _answering(trees, labels[0][1].begin)
    found: list[Finding] = []
    cue: tuple[Span, ...]
    for paragraph, name, words in labels:
        lowered = name.of(text).lower()
        if lowered in _QUESTIONS or not trees:
            continue
        if lowered in _ANSWERS:
            source, rule, cue = answering, "answer", ()
        else:
            source, rule, cue = _source(text, name), "transcript", (_colon(text, name),)
        sentence = max(0, bisect_right(starts, name.begin) - 1)
        hedges = () if source is not None else ("no source",)
        role = paragraphs[paragraph][1]
        found.append(
            Finding(
                rule, _SPEECH, cue, source, (words,), hedges, role, paragraph, sentence, True, True, borrowed=not cue
            )
        )
    return found


def _labels(text: str, paragraphs: Sequence[Paragraph]) -> list[_Label]:
    found: list[_Label] = []
    for number, (line, role) in enumerate(paragraphs):
        match = None if role in HEADLINE_ROLES else _LABEL.match(text, line.begin, line.end)
        if match is None or text[match.end()] in '"“«„':
            continue  # words in marks behind a name have a rule of their own
        named = match.span("letter") if match.group("letter") else match.span("name")
        found.append((number, Span(*named), Span(match.end(), line.end)))
    return found


def without_lone_label(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out a label of which the article has only one: "VELDEN: The mayor said …" is a dateline."""
    labels = [one for one in findings if one.rule == "transcript" and not one.marked]
    return [one for one in findings if len(labels) != 1 or one is not labels[0]]


def _colon(text: str, name: Span) -> Span:
    begin = next(place for place in range(name.end, len(text)) if not text[place].isspace())
    return Span(begin, begin + 1)


def _source(text: str, name: Span) -> Source:
    word = name.of(text).rpartition(" ")[2]
    return Source(name, Span(name.end - len(word), name.end), word.lower(), "PROPN")


def _answering(trees: Sequence[Tree], before: int) -> Source | None:
    """Return the longest name of a person before the questions begin, the earliest of equals."""
    spans = [
        name.span
        for tree in trees
        for name in tree.sentence.names
        if name.label == "PERSON" and tree.sentence.span.end <= before
    ]
    if not spans:
        return None
    fullest = max(spans, key=lambda span: (len(span), -span.begin))
    tree = next(tree for tree in trees if tree.sentence.span.contains(fullest))
    last = [token for token in tree.tokens if fullest.contains(token.span) and token.part == "PROPN"]
    if not last:
        return None
    return Source(fullest, last[-1].span, last[-1].text.lower(), "PROPN")
