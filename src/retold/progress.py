"""How long work tells of itself."""

from __future__ import annotations

from collections.abc import Callable

StageProgress = Callable[[str, int, int], None]  # stage, units done, units in all (0: not known)


def unreported(stage: str, done: int, total: int) -> None:
    """Report no progress."""
