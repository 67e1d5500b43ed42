"""From the rules' attributions and the marks of an article to its quotations, each with its whole content."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from retold.language.parse import ParsedSentence
from retold.quotations.attributions import Attribution, Source
from retold.quotations.channels import Credit, with_channels
from retold.quotations.findings import HEADLINE_ROLES, Finding, Paragraph, with_nesting
from retold.quotations.headlines import headline_attributions, label_attribution
from retold.quotations.leftover import attach_leftover
from retold.quotations.marks import Marked, find_marked
from retold.quotations.nouns import noun_attributions
from retold.quotations.repair import repaired
from retold.quotations.trailing import trailing_attribution
from retold.quotations.transcripts import transcript_findings, without_lone_label
from retold.quotations.tree import Tree, tree_of
from retold.quotations.verbs import verb_attributions
from retold.settings import QuotationsSettings
from retold.spans import Span, merged

_FARTHEST = 20_000  # characters between a quotation and marks before it that end the search for marks around it


def find_quotations(
    text: str,
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[ParsedSentence],
    credits: Sequence[Credit],
    *,
    settings: QuotationsSettings,
) -> list[Finding]:
    """Return the quotations of one article in the order of their content; paragraphs and sentences come in order."""
    lines = [line for line, _ in paragraphs]
    marked = find_marked(text, lines)
    touching = _touching(sentences, marked)
    trees = [tree_of(repaired(sentence), marks) for sentence, marks in zip(sentences, touching, strict=True)]
    findings = _from_rules(lines, trees, _Marks(marked))
    spoken = transcript_findings(text, paragraphs, trees)
    labelled = {one.paragraph for one in spoken}
    findings = [one for one in findings if one.rule != "transcript" or one.paragraph not in labelled]
    findings = without_lone_label([*spoken, *findings])
    findings = with_channels(text, findings, sentences, credits)
    findings = attach_leftover(text, paragraphs, trees, marked, with_nesting(findings), settings=settings)
    findings = with_nesting(findings)
    return sorted(findings, key=lambda one: (one.content[0].begin, one.content[-1].end, one.begin, one.rule))


def _from_rules(lines: Sequence[Span], trees: Sequence[Tree], marks: _Marks) -> list[Finding]:
    starts = [line.begin for line in lines]
    findings: list[Finding] = []
    seen = -1
    for position, tree in enumerate(trees):
        paragraph = max(0, bisect_right(starts, tree.sentence.span.begin) - 1)
        first, seen = paragraph != seen, paragraph
        for attribution in _distinct(_attributions(tree, lines[paragraph] if first else None)):
            whole = marks.widened(attribution, tree)
            if whole is not None:
                findings.append(_finding(whole, tree.sentence.role, paragraph, position, marks))
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


class _Marks:
    """The stretches in marks of an article, to widen content by those that it touches."""

    def __init__(self, marked: Sequence[Marked]) -> None:
        self._marked = marked
        self._begins = [one.begin for one in marked]

    def widened(self, one: Attribution, tree: Tree) -> Attribution | None:
        """Return the attribution with each stretch in marks that its content touches taken in whole, marks included.

        Content of a cue in marks stays in these marks. None where nothing is left.
        """
        pieces = [wide for piece in one.content for wide in self._widened(piece, one.cue[0], one.source)]
        content = tuple(merged(pieces))
        if one.marked >= 0:
            begin = tree.marks[one.marked].begin
            content = tuple(piece for piece in content if piece.begin >= begin)
        return one.with_content(content) if content else None

    def _widened(self, piece: Span, cue: Span, source: Source | None) -> list[Span]:
        result = [piece]
        for number in range(bisect_right(self._begins, piece.end) - 1, -1, -1):
            one = self._marked[number]
            if one.end <= piece.begin:
                if one.depth == 0 and piece.begin - one.begin > _FARTHEST:
                    break
                continue
            touched = [part for part in one.pieces if part.overlaps(result[0])]
            if not touched or any(part.contains(cue) for part in one.pieces):
                continue
            if source is not None and any(part.contains(source.span) for part in one.pieces):
                continue
            wider = Span(min(result[0].begin, touched[0].begin), max(result[0].end, touched[-1].end))
            result = [wider, *result[1:], *(part for part in one.pieces if part not in touched)]
        return result

    def in_content(self, content: Sequence[Span]) -> tuple[bool, bool]:
        """Tell whether marks stand in the content, and whether it is words in marks from end to end."""
        touched, direct = False, True
        for piece in content:
            first = bisect_right(self._begins, piece.begin - 1)
            last = bisect_right(self._begins, piece.end)
            continues = any(piece in one.pieces for one in self._marked[max(0, first - 3) : first])
            whole = (
                first < last and self._marked[first].begin == piece.begin and piece.end <= self._marked[first].end + 1
            )
            touched = touched or first < last or continues
            direct = direct and (whole or continues)
        return touched, touched and direct


def _finding(one: Attribution, role: str, paragraph: int, sentence: int, marks: _Marks) -> Finding:
    touched, direct = marks.in_content(one.content)
    return Finding(
        one.rule,
        one.frame,
        one.cue,
        one.source,
        one.content,
        one.hedges,
        role,
        paragraph,
        sentence,
        touched,
        direct,
        addressee=one.addressee,
        nested=one.marked >= 0,
    )
