"""Word lists written as running text, so that they stay readable in code."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of `text` as a set; they are parted by white space."""
    return frozenset(text.split())


def listed(text: str) -> tuple[str, ...]:
    """Return the words of `text` in their order."""
    return tuple(text.split())
