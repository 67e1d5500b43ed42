"""Where sentences end: rules for English news that also do no harm to other languages written with full stops.

Deterministic and linear in the length of the text. The rules follow what news text does: abbreviations and initials
before names, quotation marks closed after the stop, white space lost after a stop, a question inside a quotation
followed by its reporting clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.language.wordlists import words
from retold.spans import Span, stripped

# A name or number follows these: the stop never ends a sentence.
BEFORE_NAMES = words(
    "mr mrs ms mx dr prof rev fr hon gen lt col maj capt cpt cmdr adm sgt cpl pvt brig rep reps sen sens gov govs pres "
    "sec supt det insp amb atty st mt ft messrs mme mlle vs v cf e.g i.e viz approx"
)
# A number follows these.
BEFORE_NUMBERS = words("no nos vol vols p pp fig figs art sec ch op para ca")
# These may end a sentence: only a word that begins sentences tells.
MAY_END = words(
    "inc corp co ltd plc llc bros jr sr esq ph.d m.d etc al dept univ assn ave blvd rd est ext "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa "
    "tenn tex va vt wash wis wyo ont que alta"
)
# Words that begin sentences and hardly ever follow an abbreviation within one.
STARTERS = words(
    "The He She It In But And A An They We I This That These Those On For If As When While Where His Her Their Our My "
    "There Here However Meanwhile Then Not So After Before During Since With Without What Who Why How Also All Some "
    "Many Most Both Its You Your One According Asked Earlier Later Although Though Still Yet Under At From By To Of "
    "Among Because Despite Until Nor Or Even Just Now Once Only Such Last Instead Several Other Others"
)
_CLOSING = "\"'”’»«“)\\]`"
_STOP = re.compile(rf"(?P<marks>[.!?…。！？]+)(?P<closing>[{_CLOSING}]*)(?P<space>[^\S\n]*)")
_OPENING = "\"'“‘”«»„‚([`-–—•*… "
_WORD_BEFORE = re.compile(r"(?:\w\.)*[\w'’]+$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|^[^\W\d_]$")
_CLOCK = words("a.m p.m am pm")
_ZONES = words(
    "Eastern Pacific Central Mountain Local GMT UTC ET EST EDT PT CET BST "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
)
_WEB_ENDINGS = words("com org net gov edu info co uk js")
# "…?" Name asked: a short reporting clause in capitals belongs to the question.
_REPORT_AFTER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|told|added|wrote|cried|replied|exclaimed|wondered|demanded|"
    r"shouted|warned|tweeted)\b"
)
_REPORT_LOOK = 80  # characters looked at for that clause
_WORD_LOOK = 24  # characters looked back at for an abbreviation
_SOFT_BREAK = re.compile(r"[^\W\d_]|[,;–—-]")


def split_sentences(text: str, span: Span, *, max_characters: int) -> list[Span]:
    """Return the sentences of `text[span]` in order, without white space at their ends.

    Spans are offsets into `text`, disjoint, and cover `span` but for white space. A line break ends a sentence, but for
    one in the middle of a wrapped line (no stop before it, a small letter after it). A sentence of more than
    `max_characters` is cut at white space, else within the word. White space alone gives none.
    """
    sentences: list[Span] = []
    begin = span.begin
    for cut in [*_cuts(text, span), span.end]:
        whole = stripped(text, Span(begin, cut))
        if len(whole):
            sentences.extend(_cut_long(text, whole, max_characters))
        begin = cut
    return sentences


def _cuts(text: str, span: Span) -> Iterator[int]:
    """Yield the places in `span` where a sentence ends, in order."""
    begin = span.begin
    while begin < span.end:
        line_end = text.find("\n", begin, span.end)
        line_end = span.end if line_end < 0 else line_end
        yield from _cuts_in_line(text, Span(begin, line_end))
        if line_end < span.end and not _is_soft_break(text, Span(begin, line_end), span.end):
            yield line_end + 1
        begin = line_end + 1


def _is_soft_break(text: str, line: Span, limit: int) -> bool:
    """Tell whether a paragraph goes on after `line`: it was long, had no stop, and a small letter comes next."""
    following = text[line.end + 1 : min(line.end + 2, limit)]
    return (
        len(line) >= _MIN_WRAPPED
        and following.islower()
        and _SOFT_BREAK.fullmatch(text[line.end - 1 : line.end]) is not None
    )


_MIN_WRAPPED = 40  # characters; wrapped lines are about 70, headings and list entries shorter


def _cuts_in_line(text: str, line: Span) -> Iterator[int]:
    # Straight marks do not say whether they open or close: count them from the line's begin.
    straight, counted = 0, line.begin
    for stop in _STOP.finditer(text, line.begin, line.end):
        if stop.end() >= line.end:
            return
        closing = stop.end("marks")
        straight += text.count('"', counted, closing)
        counted = closing
        cut = _cut_at(text, stop, line, straight % 2 == 1)
        if cut is not None:
            yield cut


def _cut_at(text: str, stop: re.Match[str], line: Span, quoting: bool) -> int | None:
    """Return where the sentence that `stop` may end does end; None where it goes on."""
    marks, closing = stop["marks"], stop["closing"]
    if not stop["space"]:
        return _cut_without_space(text, stop, line, quoting)
    following = _next_word_at(text, stop.end(), line.end)
    first = text[following : following + 1]
    if not first or first.islower() or first in ",;:":
        return None
    if marks == "." and not closing and not _ends_after_word(text, stop.start(), following, line):
        return None
    if (
        closing
        and not marks.endswith(".")
        and _REPORT_AFTER.match(text, following, min(line.end, following + _REPORT_LOOK))
    ):
        return None
    return stop.end("closing")


def _cut_without_space(text: str, stop: re.Match[str], line: Span, quoting: bool) -> int | None:
    """Return the cut where white space was lost: small letters, a stop, a capitalised word."""
    end = stop.end("closing")
    closing = stop["closing"]
    word = re.compile(r"[A-Z][a-z]+|[A-Z](?=\s)").match(text, end, line.end)
    before = _word_before(text, stop.start(), line.begin)
    if word is None or not re.fullmatch(r".*[a-z\d]{2,}", before) or word[0].lower() in _WEB_ENDINGS:
        return None
    if closing.startswith(('"', "“", "«")) and not (closing.startswith('"') and quoting):
        return stop.end("marks")  # the mark opens what follows
    return end if closing or stop["marks"] != "." or before.islower() or before.istitle() else None


def _ends_after_word(text: str, stop: int, following: int, line: Span) -> bool:
    """Tell whether a single stop after a word ends the sentence, by that word and the next."""
    before = _word_before(text, stop, line.begin)
    next_word = _word_at(text, following, line.end)
    folded = before.lower()
    if folded in BEFORE_NAMES:
        return False
    if folded in BEFORE_NUMBERS and next_word[:1].isdigit():
        return False
    if folded in _CLOCK:
        return next_word not in _ZONES and not next_word[:1].isdigit()
    if _ACRONYM.search(before) or (folded in MAY_END and before[:1].isupper()) or folded == "etc":
        return next_word in STARTERS and not (len(before) == 1 and next_word in ("A", "I"))
    return True


def _word_before(text: str, stop: int, begin: int) -> str:
    window = text[max(begin, stop - _WORD_LOOK) : stop]
    found = _WORD_BEFORE.search(window)
    return found[0] if found else ""


def _word_at(text: str, begin: int, end: int) -> str:
    found = re.compile(r"[\w’']+").match(text, begin, min(end, begin + _WORD_LOOK))
    return found[0] if found else ""


def _next_word_at(text: str, begin: int, end: int) -> int:
    """Return the offset of the next character that is no opening mark or white space."""
    while begin < end and text[begin] in _OPENING:
        begin += 1
    return begin


def _cut_long(text: str, sentence: Span, limit: int) -> Iterator[Span]:
    begin = sentence.begin
    while sentence.end - begin > limit:
        cut = max(
            text.rfind(" ", begin + limit // 2, begin + limit), text.rfind("\t", begin + limit // 2, begin + limit)
        )
        cut = begin + limit if cut < 0 else cut
        piece = stripped(text, Span(begin, cut))
        if len(piece):
            yield piece
        begin = cut
    rest = stripped(text, Span(begin, sentence.end))
    if len(rest):
        yield rest
