"""What a rule of the grammar is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from retold.actors.times.scenes import Meaning


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what its match says. A meaning of None marks words that only look like a time.

    `needs` is the kind of word (see `finding`) without which the pattern cannot match. Where the pattern has a group
    `span`, that is the expression; the rest is context.
    """

    needs: str
    pattern: re.Pattern[str]
    meaning: Callable[[re.Match[str]], Meaning | None]


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression found in a text: `[begin, end)` and what it says."""

    begin: int
    end: int
    meaning: Meaning


def nothing(_match: re.Match[str]) -> None:
    """Say that the words are no time."""
