"""From the rules' attributions and the marks of an article to its quotations, each with its whole content."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from retold.language.parse import ParsedSentence
from retold.quotations.attributions import Attribution
from retold.quotations.channels import Credit, with_channels
from retold.quotations.findings import HEADLINE_ROLES, Finding, Paragraph, with_nesting
from retold.quotations.fusion import Fusion, TaggedAttribution
from retold.quotations.headlines import headline_attributions, label_attribution
from retold.quotations.leftover import attach_leftover
from retold.quotations.marks import Marked, find_marked
from retold.quotations.nouns import noun_attributions
from retold.quotations.repair import repaired
from retold.quotations.trailing import trailing_attribution
from retold.quotations.transcripts import transcript_findings, without_lone_label
from retold.quotations.tree import Tree, tree_of
from retold.quotations.verbs import verb_attributions
from retold.quotations.widening import MarksAround, finding_of
from retold.settings import QuotationsSettings
from retold.spans import Span


def find_quotations(
    text: str,
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[ParsedSentence],
    credits: Sequence[Credit],
    *,
    settings: QuotationsSettings,
    tagged: Sequence[TaggedAttribution] = (),
) -> list[Finding]:
    """Return the quotations of one article in the order of their content; paragraphs and sentences come in order.

    `tagged` is what the trained tagger found; without it the rules are alone.
    """
    lines = [line for line, _ in paragraphs]
    marked = find_marked(text, lines)
    touching = _touching(sentences, marked)
    trees = [tree_of(repaired(sentence), marks) for sentence, marks in zip(sentences, touching, strict=True)]
    findings = _from_rules(lines, trees, MarksAround(marked))
    if tagged:
        findings = Fusion(text, lines, trees, MarksAround(marked)).fused(findings, tagged)
    spoken = transcript_findings(text, paragraphs, trees)
    labelled = {one.paragraph for one in spoken}
    findings = [one for one in findings if one.rule != "transcript" or one.paragraph not in labelled]
    findings = without_lone_label([*spoken, *findings])
    findings = with_channels(text, findings, sentences, credits)
    findings = attach_leftover(text, paragraphs, trees, marked, with_nesting(findings), settings=settings)
    findings = with_nesting(findings)
    return sorted(findings, key=lambda one: (one.content[0].begin, one.content[-1].end, one.begin, one.rule))


def _from_rules(lines: Sequence[Span], trees: Sequence[Tree], marks: MarksAround) -> list[Finding]:
    starts = [line.begin for line in lines]
    findings: list[Finding] = []
    seen = -1
    for position, tree in enumerate(trees):
        paragraph = max(0, bisect_right(starts, tree.sentence.span.begin) - 1)
        first, seen = paragraph != seen, paragraph
        for attribution in _distinct(_attributions(tree, lines[paragraph] if first else None)):
            whole = marks.widened(attribution, tree)
            if whole is not None:
                findings.append(finding_of(whole, tree.sentence.role, paragraph, position, marks))
    return findings


def _attributions(tree: Tree, line: Span | None) -> list[Attribution]:
    """Return what the rules find in a sentence; `line` is its paragraph where it stands at the head of one."""
    found = [*noun_attributions(tree), *verb_attributions(tree)]
    if tree.sentence.role in HEADLINE_ROLES:
        return headline_attributions(tree) or found
    trailing = trailing_attribution(tree)
    if trailing is not None and not any(trailing.cue[0].overlaps(cue) for one in found for cue in one.cue):
        found.append(trailing)
    label = None if line is None else label_attribution(tree, line)
    return found if label is None else [label, *found]


def _distinct(attributions: list[Attribution]) -> list[Attribution]:
    """Leave out an attribution with the very content of an earlier one, or whose cue is part of an earlier one's."""
    kept: list[Attribution] = []
    seen: set[tuple[Span, ...]] = set()
    for one in attributions:
        part = any(other.cue[0].contains(one.cue[0]) and other.rule != one.rule for other in kept)
        if one.content not in seen and not (part and one.rule == "object"):
            seen.add(one.content)
            kept.append(one)
    return kept


def _touching(sentences: Sequence[ParsedSentence], marked: Sequence[Marked]) -> list[list[Marked]]:
    """Return for each sentence the stretches in marks that touch it, cut to the pieces that do."""
    pieces = sorted(
        (piece.begin, -piece.end, number, piece) for number, one in enumerate(marked) for piece in one.pieces
    )
    result: list[list[Marked]] = []
    open_: list[tuple[int, Span]] = []
    position = 0
    for sentence in sentences:
        while position < len(pieces) and pieces[position][0] < sentence.span.end:
            open_.append((pieces[position][2], pieces[position][3]))
            position += 1
        open_ = [(number, piece) for number, piece in open_ if piece.end > sentence.span.begin]
        result.append([replace(marked[number], pieces=(piece,)) for number, piece in open_])
    return result
