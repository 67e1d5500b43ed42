"""The format of bytes without a telling name."""

from __future__ import annotations

import json
import re

from retold.sources.columns import are_names
from retold.sources.encodings import decode
from retold.sources.tabular import dialect_of

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title|section)\b", re.IGNORECASE)
_LIST = re.compile(r"\[\s*\{\s*\"")
_LEADING = re.compile(r"\s*<(?:!doctype|\?xml|!--|\w)", re.IGNORECASE)


_MAGIC = ((b"WARC/", "warc"), (b"PAR1", "parquet"), (b"PK\x03\x04", "wacz"))
_COMPRESSED = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd")  # gzip, zstd: on standard input only archives come so


def sniffed_format(head: bytes) -> str:
    """Return a format of `files.FORMATS`, as the first bytes of a file look like; text where nothing tells.

    >>> sniffed_format(b'{"text": "A short one."}'), sniffed_format(b"<!doctype html><p>One")
    ('jsonl', 'html')
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(_COMPRESSED):
        return "warc"
    text = decode(head)
    if text.lstrip().startswith("[") and _LIST.match(text.lstrip()):
        return "json"
    if text.lstrip().startswith("{") and _begins_object(text.lstrip()):
        return "jsonl"
    if _LEADING.match(text) and _PAGE.search(text):
        return "html"
    return "csv" if _begins_table(text) else "text"


def _begins_table(text: str) -> bool:
    """Tell whether the first line names columns, and the second has cells for them."""
    first, _, rest = text.partition("\n")
    dialect = dialect_of(first)
    cells = dialect.cells(first.strip()) or []
    second = rest.partition("\n")[0]
    return are_names(cells) and second.count(dialect.delimiter) >= len(cells) - 1


def _begins_object(text: str) -> bool:
    """Tell whether the first line is a JSON object, or the cut begin of one."""
    line, newline, _ = text.partition("\n")
    if not newline:
        return re.match(r'\{\s*(?:"|\}|$)', line) is not None
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return re.match(r'\{\s*"[\w ]+"\s*:', line) is not None
