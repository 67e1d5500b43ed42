"""The format of bytes without a telling name."""

from __future__ import annotations

import json
import re

from retold.sources.encodings import decode

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title|section)\b", re.IGNORECASE)
_LEADING = re.compile(r"\s*<(?:!doctype|\?xml|!--|\w)", re.IGNORECASE)


def sniffed_format(head: bytes) -> str:
    """Return jsonl, html or text, as the first bytes of a file look like; text where nothing tells.

    >>> sniffed_format(b'{"text": "A short one."}'), sniffed_format(b"<!doctype html><p>One")
    ('jsonl', 'html')
    """
    text = decode(head)
    if text.lstrip().startswith("{") and _begins_object(text.lstrip()):
        return "jsonl"
    if _LEADING.match(text) and _PAGE.search(text):
        return "html"
    return "text"


def _begins_object(text: str) -> bool:
    """Tell whether the first line is a JSON object, or the cut begin of one."""
    line, newline, _ = text.partition("\n")
    if not newline:
        return re.match(r'\{\s*(?:"|\}|$)', line) is not None
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return re.match(r'\{\s*"[\w ]+"\s*:', line) is not None
