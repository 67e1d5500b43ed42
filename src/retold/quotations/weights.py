"""How much each pattern and circumstance tells that somebody said it: log-odds, set on PolNeAR's training part."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RULES: Mapping[str, float] = MappingProxyType(
    {
        "marked words after": 2.5,
        "marked words": 2.0,
        "clause": 2.0,
        "clause around": 2.2,
        "quoted as saying": 3.0,
        "according to": 2.5,
        "as clause": 1.2,
        "accusation": 1.8,
        "naming": 1.0,
        "request": 1.2,
        "infinitive": 0.8,
        "object": 0.6,
        "preposition": 0.8,
        "phrase": 1.0,
        "passive": 0.2,
        "noun": 0.8,
        "noun clause": 1.6,
        "headline": 1.5,
        "transcript": 2.0,
        "answer": 1.5,
        "own paragraph": 1.5,
        "goes on": 1.5,
        "marks in a copy": 1.5,
    }
)
ATTITUDES: Mapping[str, float] = MappingProxyType({"speech": 0.0, "writing": -0.2, "thought": -0.8, "stance": -1.3})
HEDGES: Mapping[str, float] = MappingProxyType(
    {
        "negated": -1.4,
        "modal": -2.2,
        "future": -0.5,
        "infinitive": -0.8,
        "conditional": -3.4,
        "nobody": -3.0,
        "no speaker": -3.0,
        "no source": -1.6,
        "first person": -2.0,
        "second person": -2.0,
        "nested": -1.0,
        "nested aside": -3.0,
    }
)
IN_MARKS = 1.2  # words in marks are somebody's
