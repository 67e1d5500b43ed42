"""Values for the times of one article: from publication where it is known, and from the dates named before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retold.actors.times.rules import Expression
from retold.actors.times.scenes import Named, Scene
from retold.actors.times.values import reference_of

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """When an article was published: its first and last possible local day, and how surely.

    `clock` is the local time, HH:MM, where it is stated to the minute. `kind` is `publication` or `inferred date`.
    """

    earliest: date
    latest: date
    probability: float
    kind: str
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """An expression with its value (None where nothing tells) and what that rests on."""

    expression: Expression
    value: str | None
    is_certain: bool  # the scene told the value, or it needs no scene
    used: frozenset[str]
    nearby: Span | None


def resolve(
    text: str, expressions: Sequence[Expression], sentences: Sequence[Span], anchor: Anchor | None
) -> list[Resolved]:
    """Return the values of an article's expressions, in their order.

    Where publication is an interval, a value stands only if its first and its last day give the same one.
    """
    early = _Reading(text, sentences, None if anchor is None else anchor.earliest, anchor.clock if anchor else None)
    late = _Reading(text, sentences, None if anchor is None else anchor.latest, anchor.clock if anchor else None)
    is_interval = anchor is not None and anchor.earliest != anchor.latest
    found = []
    for expression in expressions:
        value, scene = early.read(expression)
        if is_interval:
            other, _ = late.read(expression)
            value = value if value == other else None
        nearby = (scene.nearby.begin, scene.nearby.end) if scene.nearby is not None else None
        shown = value if value is not None else expression.meaning.unresolved
        found.append(Resolved(expression, shown, value is not None, frozenset(scene.used), nearby))
    return found


class _Reading:
    """One pass through an article under one day of publication: the dates named so far."""

    def __init__(self, text: str, sentences: Sequence[Span], published: date | None, clock: str | None) -> None:
        self._text, self._sentences = text, sentences
        self._begins = [begin for begin, _ in sentences]
        self._published, self._clock = published, clock
        self._named: list[Named] = []

    def read(self, expression: Expression) -> tuple[str | None, Scene]:
        """Return the value of the next expression and the scene that it was seen in."""
        sentence = self._sentence_at(expression)
        scene = Scene(self._text, self._published, self._clock, self._named, sentence, expression.begin, expression.end)
        value = _valid(expression.meaning.value(scene))
        reference = reference_of(value) if value and expression.meaning.type in {"DATE", "TIME"} else None
        if reference is not None:
            counted = expression.meaning.kind == "distance from a nearby date"
            self._named.append(Named(reference, expression.begin, expression.end, sentence[0], counted))
        return value, scene

    def _sentence_at(self, expression: Expression) -> Span:
        """Return the sentence around the expression; its line where no sentence holds it."""
        place = bisect_right(self._begins, expression.begin) - 1
        if place >= 0 and self._sentences[place][1] >= expression.end:
            return self._sentences[place]
        begin = self._text.rfind("\n", 0, expression.begin) + 1
        end = self._text.find("\n", expression.end)
        return begin, end if end >= 0 else len(self._text)


def _valid(value: str | None) -> str | None:
    """Return `value` unless it holds a part that nothing told."""
    return value or None
