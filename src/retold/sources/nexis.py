"""Text exports of Nexis Uni and LexisNexis: many articles in one file, fields under headings, each kept as it stands.

Two layouts: the newer ends each article with "End of Document"; the older numbers them ("3 of 50 DOCUMENTS").
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.dates import stated_time
from retold.sources.records import Mark, Original, Reading, Rejected
from retold.sources.text import fault_of_text

FORMAT = "nexis"
_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_NUMBERED = re.compile(r"^[ \t]*(?:Document )?\d+ of \d+(?: DOCUMENTS?)?[ \t]*$", re.MULTILINE)
_FIELDS = re.compile(
    r"^[ \t]*(section|length|byline|by-?line|dateline|headline|highlight|body|graphic|load-date|language"
    r"|publication-type|document-type|journal-code|type|subject|copyright|classification|series|notes|correction|correction-date"
    r"|pub-type|url|update|distribution|country|state|city|person|company|organization|ticker|geographic|industry)"
    r"[ \t]*:[ \t]*(.*)$",
    re.IGNORECASE,
)
_BODY_LINE = re.compile(r"^[ \t]*body:?[ \t]*$", re.IGNORECASE)
_TAIL_LINE = re.compile(r"^[ \t]*(?:classification|graphic)[ \t]*$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^[ \t]*(?:Copyright\b|©|\(c\)\s)", re.IGNORECASE)
_RIGHTS = re.compile(r"^[ \t]*All Rights Reserved[ \t]*$", re.IGNORECASE)
_LENGTH = re.compile(r"^[ \t]*length:[ \t]*[\d,]+ words", re.IGNORECASE | re.MULTILINE)
_LOADED = re.compile(r"^[ \t]*load-date:", re.IGNORECASE | re.MULTILINE)
_AFTER_BODY = frozenset(
    ("load-date", "graphic", "classification", "language", "publication-type", "document-type", "journal-code", "notes")
)
_EDITION = re.compile(r"\b(?:edition|final|early|late|correction appended)\b", re.IGNORECASE)
_ROLES = {"byline": "byline", "by-line": "byline", "dateline": "dateline", "headline": "title", "highlight": "heading"}
_LONGEST_FIELD = 300


def is_export(text: str) -> bool:
    """Tell whether `text` is such an export: the word that ends or numbers an article, and a heading of theirs."""
    has_end = _END.search(text) is not None or _NUMBERED.search(text) is not None
    return has_end and (_LOADED.search(text) is not None or _LENGTH.search(text) is not None)


def read_export(text: str, origin: str, *, settings: ReadingSettings) -> Iterator[tuple[int, Reading | Rejected]]:
    """Yield each article of an export with the line on which it begins; what stands under a heading is its field.

    The article's text is all that stands between two ends, to the character: headings are marked, never cut.
    A cover page with a list of the articles is rejected with its reason.
    """
    for begin, end in _pieces(text):
        piece = text[begin:end]
        line = text.count("\n", 0, begin) + 1
        place = f"{origin}:{line}"
        if not (_LOADED.search(piece) or _LENGTH.search(piece)):
            yield line, Rejected(place, "index page", "the export's cover page: a list of its articles")
            continue
        outcome = read_piece(piece, place, settings=settings)
        yield line, dataclasses.replace(outcome, original=Original(piece.encode("utf-8"), FORMAT))


def read_piece(piece: str, origin: str, *, settings: ReadingSettings) -> Reading | Rejected:
    """Return the article of one piece of an export."""
    return fault_of_text(piece, origin, settings=settings) or _reading(piece, origin)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the articles stand, without white space at their ends."""
    if _END.search(text) is not None:
        cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    else:
        cuts = [*(match.start() for match in _NUMBERED.finditer(text)), len(text)]
        if text[: cuts[0]].strip():
            cuts = [0, *cuts]
    cuts = _with_cover(text, cuts)
    for begin, end in pairwise(cuts):
        piece = text[begin:end]
        if piece.strip():
            yield begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())


def _with_cover(text: str, cuts: list[int]) -> list[int]:
    """Part the cover page (user, date, list of documents) from the first article."""
    head = text[: cuts[1]] if len(cuts) > 1 else ""
    listed = re.search(r"^[ \t]*Documents \(\d+\)[ \t]*$", head, re.MULTILINE)
    if listed is None:
        return cuts
    entries = list(re.finditer(r"^[ \t]*\d+\.[ \t]+\S.*$", head[listed.end() :], re.MULTILINE))
    if not entries:
        return cuts
    after = listed.end() + entries[-1].end()
    cover = re.compile(r"\s*(?:(?:Client/Matter|Search Terms|Search Type|Narrowed by|Content Type)[^\n]*\n?\s*)*")
    found = cover.match(text, after)
    return [cuts[0], found.end() if found else after, *cuts[1:]]


@dataclass(slots=True)
class _Line:
    begin: int
    end: int
    words: str
    role: str | None = None


def _reading(text: str, origin: str) -> Reading:
    lines = _lines(text)
    given: dict[str, str] = {}
    body = _mark_fields(lines, given)
    _mark_head(lines[:body], given)
    for line in lines[body:]:
        if line.words and line.role is None:
            line.role = "body"
    marks = tuple(Mark(line.begin, line.end, line.role or "boilerplate") for line in lines if line.words)
    return Reading(
        text=text,
        origin=origin,
        format=FORMAT,
        given={name: value for name, value in given.items() if value},
        marks=marks,
        bytes_hash=bytes_hash(text.encode("utf-8")),
    )


def _lines(text: str) -> list[_Line]:
    lines, begin = [], 0
    for raw in text.split("\n"):
        words = raw.strip()
        start = begin + len(raw) - len(raw.lstrip())
        lines.append(_Line(start, start + len(words), words))
        begin += len(raw) + 1
    return lines


def _mark_fields(lines: list[_Line], given: dict[str, str]) -> int:
    """Mark the lines with headings, take their fields, and return the index of the first line of the body."""
    body, head_end, in_tail = None, 0, False
    for index, line in enumerate(lines):
        if _END.fullmatch(line.words) or _NUMBERED.fullmatch(line.words):
            line.role = "boilerplate"
            continue
        if body is None and _BODY_LINE.match(line.words):
            line.role, body = "boilerplate", index + 1
            continue
        if body is not None and _TAIL_LINE.match(line.words):
            line.role, in_tail = "boilerplate", True
            continue
        named = _FIELDS.match(line.words)
        name = named[1].lower() if named else ""
        if named is None or (body is not None and name not in _AFTER_BODY and not in_tail):
            line.role = "boilerplate" if in_tail and line.words else line.role
            continue
        value = named[2].strip() + _continued(lines, index, is_wrapped=name in _ROLES)
        in_tail = in_tail or (body is not None and name in _AFTER_BODY) or name in ("load-date", "classification")
        head_end = index + 1 if not in_tail else head_end
        line.role = _ROLES.get(name, "boilerplate")
        _take(name, value, given)
    return body if body is not None else head_end


def _continued(lines: list[_Line], index: int, *, is_wrapped: bool) -> str:
    """Return the words of a field that its export wrapped onto the next lines, and give these the field's role."""
    words = ""
    for line in lines[index + 1 :]:
        if not is_wrapped or not line.words or _FIELDS.match(line.words) or _BODY_LINE.match(line.words):
            break
        line.role = _ROLES.get(lines[index].words.partition(":")[0].strip().lower(), "boilerplate")
        words += f" {line.words}"
    return words


def _take(name: str, value: str, given: dict[str, str]) -> None:
    if not value or len(value) > _LONGEST_FIELD:
        return
    if name in ("byline", "by-line"):
        given["byline"] = re.sub(r"^by\s+", "", value, flags=re.IGNORECASE)
    elif name == "headline":
        given["title"] = value
    elif name == "url" and value.startswith(("http://", "https://")):
        given["url"] = value
    elif name == "language":
        code = _LANGUAGES.get(value.partition(";")[0].strip().lower())
        if code:
            given["language"] = code


_LANGUAGES = {
    **{"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es"},
    **{"español": "es", "italian": "it", "dutch": "nl", "portuguese": "pt", "russian": "ru", "arabic": "ar"},
}


def _mark_head(lines: list[_Line], given: dict[str, str]) -> None:
    """Tell title, outlet and day from the lines above the headings.

    Both layouts have the outlet in the line before the day; the newer has the title above it.
    """
    bare = [line for line in lines if line.words and line.role is None]
    dated = next((index for index, line in enumerate(bare) if _is_day(line.words)), None)
    for line in bare:
        line.role = "boilerplate"
    if dated is None:
        return
    bare[dated].role = "dateline"
    given["published"] = _day(bare[dated].words)
    above = [line for line in bare[:dated] if not _COPYRIGHT.match(line.words) and not _RIGHTS.match(line.words)]
    if not above:
        return
    given["outlet"] = above[-1].words
    if len(above) > 1 and "title" not in given:
        given["title"] = " ".join(line.words for line in above[:-1])
        for line in above[:-1]:
            line.role = "title"


def _is_day(words: str) -> bool:
    return len(words) < 80 and stated_time(words) is not None and not _COPYRIGHT.match(words)


def _day(words: str) -> str:
    stated = stated_time(_EDITION.sub("", words))
    return stated.iso() if stated else ""
