"""Bytes to characters: what the bytes say themselves comes before what is declared of them.

Declared encodings follow the WHATWG Encoding Standard, where Latin-1 and ASCII mean windows-1252.
"""

from __future__ import annotations

import re
from html import unescape

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
_MIN_NULS = 8  # fewer are damage
_MIN_NUL_SHARE = 0.05  # of the characters: spaces and line ends alone are more than that in every script
_MAX_NUL_SHARE = 0.005
_MAX_ODD_SHARE = 0.01  # control characters and halves of pairs: numbers in two bytes have many

# Bytes that are no UTF-8, as `surrogateescape` leaves them, to the characters of windows-1252.
_WINDOWS_1252 = {0xDC00 + byte: (bytes([byte]).decode("cp1252", "ignore") or chr(byte)) for byte in range(0x80, 0x100)}
_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")


def bom_of(content: bytes) -> tuple[int, str] | None:
    """Return the length of the byte order mark that `content` begins with and its encoding; None without one."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return len(mark), encoding
    return None


def utf16_without_mark(content: bytes) -> str | None:
    """Return utf-16-le or utf-16-be where `content` is such text without a byte order mark; None for all else.

    ASCII letters, spaces and line ends of such a text have their NUL on one side; text in UTF-8 has none at all.
    """
    head = content[: _SNIFFED_BYTES & ~1]
    if head.count(0) < _MIN_NULS or content.startswith(_MAGIC):
        return None
    pairs = len(head) // 2
    first, second = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if max(first, second) < _MIN_NUL_SHARE * pairs or min(first, second) > _MAX_NUL_SHARE * pairs:
        return None
    encoding = "utf-16-be" if first > second else "utf-16-le"
    text = head.decode(encoding, "replace")
    odd = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\n\r\f"))
    return encoding if odd <= _MAX_ODD_SHARE * len(text) else None


def is_binary(content: bytes, *, allows_nul: bool = False) -> bool:
    """Tell whether `content` is no text: NUL bytes, the first bytes of a known format, or many control characters."""
    if bom_of(content) is not None:
        return False
    head = content[:_SNIFFED_BYTES]
    if content.startswith(_MAGIC):
        return True
    if b"\x00" in content and not allows_nul:
        return utf16_without_mark(content) is None
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
    unmarked = utf16_without_mark(content) if mark is None else None
    if unmarked is not None:
        return content.decode(unmarked, "replace")
    body = content if mark is None else content[mark[0] :]
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("utf-8", "surrogateescape").translate(_WINDOWS_1252)


def decode_page(content: bytes, charset: str | None = None) -> str:
    """Return the characters of an HTML page: by its byte order mark, as UTF-8, or as it declares.

    Bytes beyond ASCII that are valid UTF-8 throughout are UTF-8 whatever is declared. `charset` is what the page's
    carrier declares (an HTTP header); it goes before what stands in the page, as in browsers.
    """
    declared = _DECLARED.get((charset or "").strip().lower()) or _declared(content)
    if bom_of(content) is not None or declared is None or _is_plain_utf8(content) or utf16_without_mark(content):
        return decode(content)
    return content.decode(declared, "replace")


def readable(content: bytes, charset: str | None = None) -> str:
    """Return all that bytes may say, to look for words in: as characters, and with HTML's entities as letters."""
    text = decode_page(content, charset)
    return f"{text}\n{unescape(text)}" if "&" in text else text


def storable(text: str) -> str:
    """Return `text` with lone surrogates and NUL as U+FFFD: neither can be written as UTF-8 into every table.

    >>> storable("a\\ud800b")
    'a\ufffdb'
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _UNSTORABLE.sub("\ufffd", text)
    return text.replace("\x00", "\ufffd")


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
