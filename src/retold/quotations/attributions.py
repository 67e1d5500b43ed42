"""What the rules find in one sentence: who, by which words, said what."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retold.quotations.cues import Frame
from retold.spans import Span


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it: the noun phrase, and the word in it that says who (the antecedent for a relative pronoun)."""

    span: Span
    head: Span
    word: str  # the head's characters, folded
    part: str  # the head's part of speech


@dataclass(frozen=True, slots=True)
class Attribution:
    """One place where a sentence reports what somebody said or thought.

    `rule` names the pattern that found it; `retold.quotations.weights` says how much that tells.
    """

    rule: str
    frame: Frame
    cue: tuple[Span, ...]
    source: Source | None
    content: tuple[Span, ...]
    marked: int  # the stretch in marks that the cue stands in; -1 for none
    addressee: Span | None = None  # who was told
    hedges: tuple[str, ...] = ()  # circumstances that speak against it: negated, modal, …

    def with_content(self, content: tuple[Span, ...]) -> Attribution:
        """Return the same attribution with other content."""
        return replace(self, content=content)

    def with_source(self, source: Source | None) -> Attribution:
        """Return the same attribution with another source."""
        return replace(self, source=source)
