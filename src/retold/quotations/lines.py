"""The lines of a block."""

from __future__ import annotations

from retold.spans import Span


def lines_of(text: str, block: Span) -> list[Span]:
    """Return the lines of a block that are not blank, without white space at their ends."""
    lines = []
    begin = block.begin
    while begin < block.end:
        end = text.find("\n", begin, block.end)
        end = block.end if end < 0 else end
        if text[begin:end].strip():
            lines.append(Span(begin, end))
        begin = end + 1
    return lines
