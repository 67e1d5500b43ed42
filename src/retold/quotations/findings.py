"""A quotation found in an article before it is a row, and which ones stand inside others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retold.quotations.attributions import Source
from retold.quotations.cues import Frame
from retold.spans import Span

Paragraph = tuple[Span, str]  # a line and the role of its block
HEADLINE_ROLES = ("title", "heading")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the trained tagger says of a finding."""

    kind: str  # confirmed, added (the rules did not find it), doubted (the tagger did not)
    cue: float  # probability of the words being a cue
    content: float  # probability of the content, 0 where it was doubted


@dataclass(frozen=True, slots=True)
class Finding:
    """A quotation of an article before it is a row."""

    rule: str
    frame: Frame
    cue: tuple[Span, ...]
    source: Source | None
    content: tuple[Span, ...]
    hedges: tuple[str, ...]
    role: str  # of its block
    paragraph: int  # index into the article's paragraphs
    sentence: int  # index into the article's parsed sentences
    marked: bool  # its content touches marks
    direct: bool  # its content is words in marks and nothing else
    borrowed: bool = False  # its source stands with another quotation
    addressee: Span | None = None  # who was told
    channel: tuple[str, ...] = ()  # through whom the words came, nearest the speaker first
    nested: bool = False  # it stands in the content of another quotation, or in marks
    verdict: Verdict | None = None  # what the trained tagger says of it; null where it was not asked

    @property
    def begin(self) -> int:
        """Where its first span begins."""
        return min(self._spans()).begin

    @property
    def end(self) -> int:
        """Where its last span ends (exclusive)."""
        return max(span.end for span in self._spans())

    def _spans(self) -> list[Span]:
        own = [] if self.borrowed or self.source is None else [self.source.span]
        return [*self.cue, *self.content, *own]


NESTING = ("nested", "nested aside")
# In what somebody says, these report nothing of somebody else.
_ASIDES = ("first person", "second person", "infinitive", "no source")


def with_nesting(findings: Sequence[Finding]) -> list[Finding]:
    """Mark the findings that stand in the content of another: it reports them, the article does not."""
    order = sorted(range(len(findings)), key=lambda i: (findings[i].begin, -findings[i].end, i))
    result = list(findings)
    stack: list[int] = []
    for index in order:
        one = findings[index]
        whole = Span(one.begin, one.end)
        while stack and findings[stack[-1]].end <= whole.begin:
            stack.pop()
        hedges = tuple(hedge for hedge in one.hedges if hedge not in NESTING)
        outer = [o for o in stack if any(piece.contains(whole) and piece != whole for piece in findings[o].content)]
        if outer:
            plain = one.frame.attitude != "speech" or one.rule in ("object", "preposition", "request", "infinitive")
            aside = plain or any(hedge in _ASIDES for hedge in one.hedges)
            hedge = "nested aside" if aside else "nested"
            result[index] = replace(one, hedges=(*hedges, hedge), nested=True, channel=())
        stack.append(index)
    return result
