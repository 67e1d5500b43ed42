"""Verbs that show one thing: compare."""

from __future__ import annotations

SHOWN = ()
