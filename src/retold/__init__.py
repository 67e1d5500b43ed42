"""Retold reads the news the way a careful scholar reads manuscripts.

>>> from retold import Corpus
>>> corpus = Corpus("affair.duckdb")       # doctest: +SKIP
>>> corpus.add("articles/")                # doctest: +SKIP
>>> corpus.quotations(speaker="Rahmani")   # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retold.errors import RetoldError
from retold.spans import Span

if TYPE_CHECKING:
    from retold.corpus import Corpus

__version__ = "0.1.0"
__all__ = ["Corpus", "RetoldError", "Span", "__version__"]


def __getattr__(name: str) -> Any:
    """Load `Corpus` when it is first asked for: the workers import this package and need no store."""
    if name == "Corpus":
        from retold.corpus import Corpus

        return Corpus
    raise AttributeError(f"module 'retold' has no attribute {name!r}")
