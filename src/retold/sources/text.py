"""Plain text: decoded and kept to the character."""

from __future__ import annotations

import re

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.encodings import decode, is_binary, storable
from retold.sources.records import Reading, Rejected

# Scripts that write without spaces: each character counts as a word.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)


def read_text(content: bytes, origin: str, *, settings: ReadingSettings) -> Reading | Rejected:
    """Return the text that `content` holds, without byte order mark and otherwise to the character."""
    fault = fault_of_bytes(content, origin)
    if fault is not None:
        return fault
    text = storable(decode(content))
    return fault_of_text(text, origin, settings=settings) or Reading(
        text=text, origin=origin, format="text", bytes_hash=bytes_hash(content)
    )


def fault_of_bytes(content: bytes, origin: str) -> Rejected | None:
    """Return why `content` can be no article in any format; None if it may be one."""
    if not content.strip():
        return Rejected(origin, "empty file", f"{len(content)} bytes, no text")
    if is_binary(content):
        return Rejected(origin, "binary", "NUL bytes or control characters: not a text file")
    return None


def fault_of_text(text: str, origin: str, *, settings: ReadingSettings) -> Rejected | None:
    """Return why `text` is no article; None if it may be one."""
    if len(text) > settings.max_characters:
        return Rejected(origin, "too large", f"{len(text)} characters, more than {settings.max_characters}")
    words = _count_words(text, settings.min_words)
    if words < settings.min_words:
        return Rejected(origin, "too short", f"{words} words, fewer than {settings.min_words}")
    return None


def _count_words(text: str, enough: int) -> int:
    """Return the number of words in `text`, counting no further than `enough`."""
    count = 0
    for _ in _WORD.finditer(text):
        count += 1
        if count >= enough:
            break
    return count
