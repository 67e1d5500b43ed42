"""The rules' findings and the trained tagger's, made one.

Both look for the cue. Where they meet, the tagger says where source and content end, and the rules what was meant:
attitude, denial, who was told. What only one of them finds stays with what that tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from retold.quotations.attributions import Attribution, Source
from retold.quotations.cues import NOUNS, PREPOSITIONS, VERBS, Frame
from retold.quotations.findings import Finding, Verdict
from retold.quotations.subjects import antecedent
from retold.quotations.tree import Tree
from retold.quotations.verbs import addressee_of, hedges_of
from retold.quotations.widening import MarksAround, finding_of
from retold.spans import Span

_SPEECH = Frame("speech")
_UNKNOWN = Frame("stance")  # of cues that the word lists do not know, unless their content stands in marks
_LETTERS = "cqotinxa"  # the order in which a verb's frames are asked for its attitude
_WORD = re.compile(r"\w[\w’'-]*")
_SPOKEN = ("speech", "writing")
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")


@dataclass(frozen=True, slots=True)
class TaggedAttribution:
    """What the tagger found, in the article's offsets; without content it only tells how sure a cue is."""

    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    cue_probability: float
    source_probability: float
    content_probability: float


def tagged_attribution(row: Mapping[str, Any]) -> TaggedAttribution:
    """Return the attribution of a row of `tagged_attributions`."""

    def spans(role: str) -> tuple[Span, ...]:
        return tuple(Span(one["begin"], one["end"]).shifted(row["window_begin"]) for one in row[role])

    source = spans("source")
    return TaggedAttribution(
        spans("cue")[0],
        source[0] if source else None,
        spans("content"),
        row["cue_probability"],
        row["source_probability"],
        row["content_probability"],
    )


class Fusion:
    """Joins what was found in one article."""

    def __init__(self, text: str, lines: Sequence[Span], trees: Sequence[Tree], marks: MarksAround) -> None:
        self._text = text
        self._starts = [line.begin for line in lines]
        self._trees = trees
        self._tree_starts = [tree.sentence.span.begin for tree in trees]
        self._marks = marks

    def fused(self, findings: Sequence[Finding], tagged: Iterable[TaggedAttribution]) -> list[Finding]:
        """Return the findings of both, the rules' in their order and then those that only the tagger has."""
        order = sorted(tagged, key=lambda one: (one.cue, one.content, one.source or one.cue))
        result: list[Finding | None] = list(findings)
        partner: dict[int, TaggedAttribution] = {}
        added: list[Finding] = []
        cues = _Near((span, index) for index, finding in enumerate(findings) for span in finding.cue)
        for one in order:
            if not one.content:
                continue
            index = _partner(one, findings, cues.of(one.cue), partner)
            if index is None:
                new = self._added(one)
                if new is not None:
                    added.append(new)
            else:
                partner[index] = one
                result[index] = self._confirmed(findings[index], one)
        seen = _Near((one.cue, number) for number, one in enumerate(order))
        for index, finding in enumerate(findings):
            if index not in partner:
                own = [order[number] for span in finding.cue for number in seen.of(span)]
                result[index] = _doubted(finding, own)
        kept = [one for one in result if one is not None]
        return kept + [one for one in added if not self._is_within(one, kept)]

    def _is_within(self, one: Finding, others: Sequence[Finding]) -> bool:
        """Tell whether a belief that only the tagger found stands within several sentences that somebody else said."""
        if one.marked or one.frame.attitude in _SPOKEN:
            return False
        return any(
            self._sentences_in(piece) > 1 and all(piece.contains(cue) for cue in one.cue)
            for other in others
            for piece in other.content
        )

    def _sentences_in(self, span: Span) -> int:
        return bisect_left(self._tree_starts, span.end) - bisect_right(self._tree_starts, span.begin) + 1

    def _drops_sentences(self, finding: Finding, content: Sequence[Span]) -> bool:
        """Tell whether content lacks whole sentences that the rules have in front: the tagger learnt few so long."""
        whole = finding.content[0]
        if len(finding.content) > 1 or not whole.begin < content[0].begin < whole.end:
            return False
        return self._sentences_in(Span(whole.begin, content[0].begin + 1)) > 1

    def _place(self, span: Span) -> tuple[Tree, int]:
        position = max(0, bisect_right(self._tree_starts, span.begin) - 1)
        return self._trees[position], position

    def _confirmed(self, finding: Finding, one: TaggedAttribution) -> Finding:
        tree, _ = self._place(one.cue)
        source = self._source(tree, one, finding.source)
        marked = _marked_at(tree, one.cue)
        pieces = tuple(_with_brackets(self._text, piece) for piece in one.content)
        attribution = Attribution(finding.rule, finding.frame, (one.cue,), source, pieces, marked)
        whole = self._marks.widened(attribution, tree)
        content = finding.content
        if whole is not None and not _is_cut(finding, whole.content):
            content = content if self._drops_sentences(finding, whole.content) else whole.content
        touched, direct = self._marks.in_content(content)
        hedges = tuple(hedge for hedge in finding.hedges if hedge != "no source")
        if source is None:
            hedges = (*hedges, "no source")
        told = finding.addressee
        told = None if told is None or any(told.overlaps(piece) for piece in content) else told
        return replace(
            finding,
            cue=(one.cue,),
            source=source,
            content=content,
            hedges=hedges,
            marked=touched,
            direct=direct,
            addressee=told,
            verdict=_verdict("confirmed", one),
        )

    def _added(self, one: TaggedAttribution) -> Finding | None:
        tree, position = self._place(one.cue)
        if not one.cue.overlaps(tree.sentence.span) or not self._tells(one.content):
            return None
        source = self._source(tree, one, None)
        head, frame = _frame(tree, one.cue)
        hedges = tuple(hedges_of(tree, head, source))
        told = addressee_of(tree, head)
        if told is not None and any(told.overlaps(piece) for piece in one.content):
            told = None
        marked = _marked_at(tree, one.cue)
        pieces = tuple(_with_brackets(self._text, piece) for piece in one.content)
        attribution = Attribution("tagger", frame, (one.cue,), source, pieces, marked, told, hedges)
        whole = self._marks.widened(attribution, tree)
        if whole is None:
            return None
        paragraph = max(0, bisect_right(self._starts, one.cue.begin) - 1)
        new = finding_of(whole, tree.sentence.role, paragraph, position, self._marks)
        new = replace(new, frame=self._attitude(frame, new))
        return replace(new, verdict=_verdict("added", one))

    def _attitude(self, frame: Frame, one: Finding) -> Frame:
        """Return what is reported: words in marks are speech, and a bare topic without a verb is none."""
        if one.direct and frame is _UNKNOWN:
            return _SPEECH
        if one.marked or frame.attitude not in _SPOKEN or self._has_verb(one.content):
            return frame
        return replace(frame, attitude="stance")

    def _has_verb(self, content: Sequence[Span]) -> bool:
        tree, _ = self._place(content[0])
        return any(
            token.tag in _FINITE and any(piece.contains(token.span) for piece in content) for token in tree.tokens
        )

    def _tells(self, content: Sequence[Span]) -> bool:
        """Tell whether content is more than a single word."""
        return sum(len(_WORD.findall(piece.of(self._text))) for piece in content) > 1

    def _source(self, tree: Tree, one: TaggedAttribution, known: Source | None) -> Source | None:
        """Return the tagger's source with the word that says who; the rules' where it has none and is not sure."""
        if one.source is None:
            return known
        if known is not None and one.source.overlaps(known.span):
            return replace(known, span=one.source)
        tree, _ = self._place(one.source)
        inside = [token for token in tree.tokens if one.source.contains(token.span)]
        if not inside:
            return Source(one.source, one.source, one.source.of(self._text).lower(), "")
        indexes = {token.index for token in inside}
        tops = [token for token in inside if token.head not in indexes or token.head == token.index]
        nouns = [token for token in tops if token.part in _NOMINAL]
        head = (nouns or tops or inside)[0]
        token = tree.tokens[antecedent(tree, head.index)]
        return Source(one.source, token.span, token.text.lower(), token.part)


def _verdict(kind: str, one: TaggedAttribution) -> Verdict:
    return Verdict(kind, one.cue_probability, one.content_probability)


def _is_cut(finding: Finding, content: Sequence[Span]) -> bool:
    """Tell whether content lacks the first words of what stands before its own clause, which belong to it."""
    first = finding.content[0]
    return finding.rule == "clause around" and first.begin < content[0].begin < first.end == content[0].end


def _with_brackets(text: str, piece: Span) -> Span:
    """Return a piece with the bracket at its edge whose partner stands within it."""
    inside = piece.of(text)
    for opening, closing in ("()", "[]"):
        if inside.count(opening) > inside.count(closing) and text.startswith(closing, piece.end):
            return Span(piece.begin, piece.end + 1)
        if inside.count(closing) > inside.count(opening) and text.endswith(opening, 0, piece.begin):
            return Span(piece.begin - 1, piece.end)
    return piece


def _partner(
    one: TaggedAttribution, findings: Sequence[Finding], near: Iterable[int], used: Mapping[int, object]
) -> int | None:
    """Return the finding of the rules with the same cue: of several, the one whose content shares most."""
    fitting = [
        (-_shared(one.content, findings[index].content), -_shared((one.cue,), findings[index].cue), index)
        for index in near
        if index not in used and any(one.cue.overlaps(span) for span in findings[index].cue)
    ]
    return min(fitting)[2] if fitting else None


class _Near:
    """Spans with what they belong to, to ask for those near another without looking at all."""

    def __init__(self, spans: Iterable[tuple[Span, int]]) -> None:
        self._spans = sorted((span.begin, span.end, index) for span, index in spans)
        self._longest = max((end - begin for begin, end, _ in self._spans), default=0)

    def of(self, span: Span) -> list[int]:
        """Return the indexes of the spans that overlap `span`, each once, in order."""
        first = bisect_left(self._spans, (span.begin - self._longest,))
        last = bisect_left(self._spans, (span.end,))
        return sorted({index for begin, end, index in self._spans[first:last] if end > span.begin})


def _shared(some: Iterable[Span], others: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.begin, b.begin)) for a in some for b in others)


def _marked_at(tree: Tree, span: Span) -> int:
    return next((tree.marked[token.index] for token in tree.tokens if token.span.overlaps(span)), -1)


def _frame(tree: Tree, cue: Span) -> tuple[int, Frame]:
    """Return the cue's main word and what it reports, by the word lists; an unknown cue tells a stance."""
    inside = [token for token in tree.tokens if token.span.overlaps(cue)]
    for token in inside:
        frames = VERBS.get(token.lemma.lower(), {}) if token.part in ("VERB", "AUX") else {}
        letter = next((letter for letter in _LETTERS if letter in frames), None)
        if letter is not None:
            return token.index, frames[letter]
    for token in inside:
        lemma = token.lemma.lower()
        if lemma in PREPOSITIONS and token.part == "VERB":
            return token.index, next(iter(PREPOSITIONS[lemma].values()))
        if lemma in NOUNS and token.part == "NOUN":
            return token.index, NOUNS[lemma]
        if lemma == "according":
            return token.index, _SPEECH
    verbs = [token.index for token in inside if token.part == "VERB"]
    return (verbs[-1] if verbs else inside[0].index), _UNKNOWN


def _doubted(finding: Finding, own: Sequence[TaggedAttribution]) -> Finding:
    """Return a finding of the rules with what the tagger says of its cue; without a verdict where it says nothing."""
    if not own:
        return finding
    return replace(finding, verdict=Verdict("doubted", max(one.cue_probability for one in own), 0.0))
