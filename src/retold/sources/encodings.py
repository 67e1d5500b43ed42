"""Bytes to characters: what the bytes say themselves comes before what is declared of them.

Declared encodings follow the WHATWG Encoding Standard, where Latin-1 and ASCII mean windows-1252.
"""

from __future__ import annotations

import re

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Names that pages declare, to Python's codecs. Codecs that are no encodings of pages (rot13, utf-7, …) stay out.
_DECLARED = {
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "chinese"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji"), "cp932"),
    **dict.fromkeys(("iso-8859-9", "latin5", "windows-1254"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
    "iso-2022-jp": "iso2022_jp",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "ibm866": "cp866",
    "macintosh": "mac_roman",
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-125{page}": f"cp125{page}" for page in (0, 1, 3, 5, 6, 7, 8)},
}
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE
)
_CHARSET_BYTES = 4096  # browsers look for the declaration in the first 1024; some pages put it later
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"\x7fELF",
    b"Rar!",
    b"BZh",
    b"RIFF",
)
_CONTROLS = bytes(range(1, 9)) + bytes(range(14, 27)) + bytes(range(28, 32)) + b"\x7f"
_MAX_CONTROL_SHARE = 0.05  # texts hold next to none; compressed bytes about one in nine
_SNIFFED_BYTES = 65_536

# Bytes that are no UTF-8, as `surrogateescape` leaves them, to the characters of windows-1252.
_WINDOWS_1252 = {0xDC00 + byte: (bytes([byte]).decode("cp1252", "ignore") or chr(byte)) for byte in range(0x80, 0x100)}
_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")


def bom_of(content: bytes) -> tuple[int, str] | None:
    """Return the length of the byte order mark that `content` begins with and its encoding; None without one."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return len(mark), encoding
    return None


def is_binary(content: bytes) -> bool:
    """Tell whether `content` is no text: NUL bytes, the first bytes of a known format, or many control characters."""
    if bom_of(content) is not None:
        return False
    head = content[:_SNIFFED_BYTES]
    if content.startswith(_MAGIC) or b"\x00" in content:
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > _MAX_CONTROL_SHARE * len(head)


def decode(content: bytes) -> str:
    """Return the characters of `content`, without its byte order mark.

    UTF-8, or what the byte order mark says. A byte that is no UTF-8 is read as windows-1252, so that a file declared
    as UTF-8 but written in Latin-1 keeps its letters, and so does one whose last character was cut.
    """
    mark = bom_of(content)
    if mark is not None and mark[1] != "utf-8":
        return content[mark[0] :].decode(mark[1], "replace")
    body = content if mark is None else content[mark[0] :]
    return body.decode("utf-8", "surrogateescape").translate(_WINDOWS_1252)


def decode_page(content: bytes) -> str:
    """Return the characters of an HTML page: by its byte order mark, as UTF-8, or as it declares.

    Bytes beyond ASCII that are valid UTF-8 throughout are UTF-8 whatever the page declares.
    """
    declared = _declared(content)
    if bom_of(content) is not None or declared is None or _is_plain_utf8(content):
        return decode(content)
    return content.decode(declared, "replace")


def storable(text: str) -> str:
    """Return `text` with lone surrogates and NUL as U+FFFD: neither can be written as UTF-8 into every table.

    >>> storable("a\\ud800b")
    'a\ufffdb'
    """
    return _UNSTORABLE.sub("\ufffd", text)


def _declared(content: bytes) -> str | None:
    found = _CHARSET.search(content[:_CHARSET_BYTES])
    if found is None:
        return None
    return _DECLARED.get(found.group(1).decode("ascii", "replace").lower())


def _is_plain_utf8(content: bytes) -> bool:
    if content.isascii():
        return False  # an escape-coded encoding (ISO-2022-JP) is ASCII too: believe the declaration
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
