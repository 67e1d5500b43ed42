"""Words in marks that no reporting clause of their own sentence claims: who said them, or are they a quotation at all.

A quotation goes on after its cue, stands as a paragraph of its own, or leans on the sentence before ("She said:").
Scare quotes, nicknames and titles of works are none of these.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from retold.quotations.attributions import Source
from retold.quotations.clauses import clause_of
from retold.quotations.cues import VERBS, Frame
from retold.quotations.findings import HEADLINE_ROLES, Finding, Paragraph
from retold.quotations.marks import Marked
from retold.quotations.subjects import source_at
from retold.quotations.tree import Tree
from retold.settings import QuotationsSettings
from retold.spans import Span

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_EDGE = re.compile(r"[\s\"'“”‘’«»„`]*")
_BETWEEN = re.compile(r"[\s.,;:–—-]*")
_SPEECH = Frame("speech")
_SPOKEN = ("speech", "writing")
_LEADS_TO = ("said", "says", "added", "told", "wrote", "asked", "continued", "stated", "replied", "explained")


def attach_leftover(
    text: str,
    paragraphs: Sequence[Paragraph],
    trees: Sequence[Tree],
    marked: Sequence[Marked],
    findings: list[Finding],
    *,
    settings: QuotationsSettings,
) -> list[Finding]:
    """Return the findings with the unclaimed words in marks added: joined to one, or as quotations of their own."""
    work = _Leftover(text, paragraphs, trees, settings)
    claimed = _Claimed(findings)
    found = sorted(findings, key=lambda one: (one.begin, one.end, one.rule))
    for one in marked:
        if one.depth == 0 and not claimed.covers(one):
            found = work.attach(one, found)
    return found


class _Claimed:
    """The content spans of the findings, to ask whether words in marks are claimed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        spans = sorted({span for finding in findings if not finding.nested for span in finding.content})
        self._begins = [span.begin for span in spans]
        self._reach: list[int] = []  # the farthest end among the spans up to each one
        farthest = 0
        for span in spans:
            farthest = max(farthest, span.end)
            self._reach.append(farthest)

    def covers(self, one: Marked) -> bool:
        """Tell whether content overlaps the first piece."""
        before = bisect_left(self._begins, one.pieces[0].end) - 1
        return before >= 0 and self._reach[before] > one.pieces[0].begin


class _Leftover:
    """Decides on one stretch in marks at a time, in the order of the text."""

    def __init__(
        self, text: str, paragraphs: Sequence[Paragraph], trees: Sequence[Tree], settings: QuotationsSettings
    ) -> None:
        self.text = text
        self.paragraphs = paragraphs
        self.starts = [line.begin for line, _ in paragraphs]
        self.trees = trees
        self.sentence_starts = [tree.sentence.span.begin for tree in trees]
        self.settings = settings

    def attach(self, one: Marked, findings: list[Finding]) -> list[Finding]:
        """Return `findings` with the words in marks joined, added, or left out."""
        paragraph = max(0, bisect_right(self.starts, one.begin) - 1)
        sentence = max(0, bisect_right(self.sentence_starts, one.begin) - 1)
        if not self.trees or self.paragraphs[paragraph][1] in HEADLINE_ROLES:
            return findings
        whole = self._is_whole(one)
        before = self._before(one, findings, paragraph)
        open_ = next((other for other in before if self._goes_on(one, other)), None)
        if whole and open_ is not None:
            return _replaced(findings, open_, replace(open_, content=(*open_.content, *one.pieces)))
        if not whole or self._words(one) < self.settings.min_direct_words or self._is_title_case(one):
            return findings
        new = self._cued_nearby(one, paragraph, sentence) or self._spoken_on(
            one, findings, before[0] if before else None, paragraph, sentence
        )
        return findings if new is None else [*findings, new]

    def _words(self, one: Marked) -> int:
        return sum(len(_WORD.findall(self.text, piece.begin, piece.end)) for piece in one.pieces)

    def _is_title_case(self, one: Marked) -> bool:
        words = [word for piece in one.pieces for word in _WORD.findall(self.text, piece.begin, piece.end)]
        long = [word for word in words if len(word) > 3]
        return len(words) <= 12 and bool(long) and all(word[0].isupper() for word in long)

    def _is_whole(self, one: Marked) -> bool:
        """Tell whether the stretch is made of whole sentences."""
        begins = bisect_left(self.sentence_starts, one.begin)
        at_begin = begins < len(self.sentence_starts) and self.sentence_starts[begins] == one.begin
        last = max(0, bisect_right(self.sentence_starts, one.end - 1) - 1)
        rest = self.text[one.end : self.trees[last].sentence.span.end] if self.trees else ""
        return at_begin and not _WORD.search(rest)

    def _before(self, one: Marked, findings: Sequence[Finding], paragraph: int) -> list[Finding]:
        """Return the spoken quotations that end before the stretch in its paragraph, the last before others."""
        earlier = [
            finding
            for finding in findings
            if finding.paragraph == paragraph
            and finding.end <= one.begin
            and finding.frame.attitude in _SPOKEN
            and not finding.nested
        ]
        return sorted(earlier, key=lambda finding: (finding.end, finding.begin), reverse=True)

    def _goes_on(self, one: Marked, before: Finding) -> bool:
        """Tell whether a direct quotation goes on: nothing but its own clause stands before the stretch."""
        if not before.direct or before.content[-1].end > one.begin:
            return False
        sentence = self.trees[before.sentence].sentence.span
        return _BETWEEN.fullmatch(self.text, max(sentence.end, before.end), one.begin) is not None

    def _cued_nearby(self, one: Marked, paragraph: int, sentence: int) -> Finding | None:
        """Return the quotation that the sentence before introduces with a colon, or the next one reports."""
        if sentence > 0:
            tree = self.trees[sentence - 1]
            if (
                self.text[: one.begin].rstrip()[-1:] == ":"
                if one.begin < 200
                else self.text[one.begin - 200 : one.begin].rstrip()[-1:] == ":"
            ):
                new = self._with_cue(one, tree, paragraph, sentence - 1, last=True)
                if new is not None:
                    return new
        last = max(0, bisect_right(self.sentence_starts, one.end - 1) - 1)
        if last + 1 < len(self.trees):
            tree = self.trees[last + 1]
            line = self.paragraphs[paragraph][0]
            if tree.sentence.span.end <= line.end and len(tree.tokens) <= 12:
                return self._with_cue(one, tree, paragraph, last + 1, last=False)
        return None

    def _with_cue(self, one: Marked, tree: Tree, paragraph: int, sentence: int, *, last: bool) -> Finding | None:
        verbs = [
            token.index
            for token in tree.tokens
            if token.part == "VERB" and "q" in VERBS.get(token.lemma.lower(), {}) and tree.marked[token.index] < 0
        ]
        if not verbs:
            return None
        clause = clause_of(tree, verbs[-1] if last else verbs[0])
        if clause.subject is None or (not last and clause.begin != 0):
            return None
        source = (
            source_at(tree, clause.subject, before=clause.first)
            if clause.subject < clause.verb
            else source_at(tree, clause.subject, after=clause.verb)
        )
        if source is None:
            return None
        frame = VERBS[tree.tokens[clause.verb].lemma.lower()]["q"]
        cue = (tree.span(clause.first, clause.last),)
        role = self.paragraphs[paragraph][1]
        return Finding("marked words", frame, cue, source, one.pieces, (), role, paragraph, sentence, True, True)

    def _spoken_on(
        self, one: Marked, findings: Sequence[Finding], before: Finding | None, paragraph: int, sentence: int
    ) -> Finding | None:
        """Return the quotation of a speaker who stands with another: before it in the paragraph, or around it."""
        role = self.paragraphs[paragraph][1]
        near = before
        rule = "goes on"
        if near is None:
            rule = "own paragraph"
            near = self._neighbour(findings, paragraph, paragraph + len(one.pieces) - 1)
        source: Source | None = None if near is None else near.source
        hedges = ("no source",) if source is None else ()
        return Finding(
            rule, _SPEECH, (), source, one.pieces, hedges, role, paragraph, sentence, True, True, borrowed=True
        )

    def _neighbour(self, findings: Sequence[Finding], first: int, last: int) -> Finding | None:
        """Return the spoken quotation nearest before the paragraphs, else nearest after; of the same role."""
        role = self.paragraphs[first][1]
        spoken = [
            one
            for one in findings
            if one.frame.attitude in _SPOKEN and one.source is not None and one.role == role and not one.nested
        ]
        earlier = [one for one in spoken if one.paragraph == first - 1]
        if earlier:
            return max(earlier, key=lambda one: (one.begin, one.end))
        later = [one for one in spoken if one.paragraph == last + 1]
        return min(later, key=lambda one: (one.begin, one.end)) if later else None


def _replaced(findings: list[Finding], old: Finding, new: Finding) -> list[Finding]:
    return [new if one is old else one for one in findings]


def is_blank(text: str, span: Span) -> bool:
    """Tell whether only white space and marks stand in `span`."""
    return _EDGE.fullmatch(text, span.begin, span.end) is not None
