"""Where the name of an outlet stands in a text, and what speaks for its being one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.sources.not_outlets import DAYS, NOT_OUTLETS, PERSON_TITLES, is_no_outlet
from retold.sources.outlet_names import SHAPE_BEGINS, SHAPE_ENDS, is_known_name, known_outlet
from retold.spans import Span

# Lower case only: "Press TV" and "Radio Fen" are names, "the state television" is none.
MEDIA_NOUN = (
    r"(?:(?:TV|tv|television|news|radio|satellite|state|business|online|sports?) ){0,2}"
    r"(?:news ?agency|agency|newspaper|daily|weekly|magazine|website|site|channel|broadcaster|network|station|outlet"
    r"|paper"
    r"|tabloid|portal|programme|program|newswire|wire service|radio|television)"
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ŽЀ-Я]"
_TOKEN = rf"{_CAPITAL}[\w&]*(?:['’/.-](?=\w)[\w&]+)*"
_TOKENS = re.compile(rf"{_TOKEN}(?: (?:(?:of|de|du|della|the|al|el|la) )?(?:{_TOKEN}|\d+)){{0,5}}")
_WORDS_AHEAD = re.compile(r"\S+(?: \S+){0,5}")
_LEADING = re.compile(
    rf"(?:(?:the|an?|its|his|her|their|another|local|state) )?"
    rf"(?P<media>(?:[\w’'-]+ ){{0,4}}?{MEDIA_NOUN}s?,? (?:called )?)?"
    rf"(?:the )?(?P<quote>[\"“«‘'])?(?={_CAPITAL}|\d)"
)
_CHANNEL = re.compile(r" (?:channel|station|network)\b")
_FOLLOWING = re.compile(rf"['’]?s? {MEDIA_NOUN}\b")
_CLOSING = {'"': '"', "“": "”", "«": "»", "‘": "’", "'": "'"}
_TRAIL = ".,;:!?'’\"”»)"
_LONGEST_QUOTED = 60  # characters of a name between marks

KNOWN, MEDIA, SHAPE, ACRONYM = "known outlet", "media noun", "shape of the name", "acronym"
WEIGHTS = {KNOWN: 3.0, MEDIA: 3.0, SHAPE: 2.2, ACRONYM: 0.8}
UNLIKE_PERSON, LIKE_PERSON = "one word", "several words, no shape"


@dataclass(frozen=True, slots=True)
class OutletName:
    """A stretch that may be an outlet's name, with its reasons (kinds of `WEIGHTS`)."""

    span: Span
    name: str
    reasons: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the name itself or a noun beside it tells that it is an outlet."""
        return any(reason in (KNOWN, MEDIA, SHAPE) for reason in self.reasons)


def name_after(text: str, begin: int) -> OutletName | None:
    """Return the outlet's name that may stand at `begin`, after adjectives and a media noun; None if none can."""
    leading = _LEADING.match(text, begin)
    if leading is None:
        return None
    quote = leading["quote"]
    span = _quoted(text, leading.end(), quote) if quote else _bare(text, leading.end())
    if span is None or not len(span):
        return None
    reasons = [MEDIA] if leading["media"] or _FOLLOWING.match(text, span.end + (1 if quote else 0)) else []
    return _judged(text, span, reasons)


def name_before(text: str, end: int) -> OutletName | None:
    """Return the outlet's name that may end at `end`; None if none can."""
    head = text[max(0, end - 80) : end]
    offset = end - len(head)
    starts = [match.start() for match in re.finditer(rf"(?<![\w'’&-]){_CAPITAL}", head)]
    best: OutletName | None = None
    for start in starts:
        piece = head[start:]
        has_owner = re.search(r"['’]s ", piece) is not None  # "Fenmark's Lakewire reported": the name comes after
        if (has_owner or _TOKENS.fullmatch(piece) is None) and not is_known_name(piece):
            continue
        found = _judged(text, Span(offset + start, end), [])
        if found is not None and KNOWN in found.reasons:
            return found
        best = best or found
    return best


def _quoted(text: str, begin: int, quote: str) -> Span | None:
    end = text.find(_CLOSING[quote], begin, begin + _LONGEST_QUOTED)
    if end < 0:
        return None
    while end > begin and text[end - 1] in ",. ":
        end -= 1
    return Span(begin, end)


def _bare(text: str, begin: int) -> Span | None:
    """Return the longest known name at `begin`, else the run of capitalised words."""
    ahead = _WORDS_AHEAD.match(text, begin)
    if ahead is None:
        return None
    words = ahead.group().split(" ")
    for count in range(len(words), 0, -1):
        piece = " ".join(words[:count])
        for candidate in (piece.rstrip(_TRAIL), re.sub(r"['’]s\W*$", "", piece)):
            if candidate and is_known_name(candidate):
                return Span(begin, begin + len(candidate))
    run = _TOKENS.match(text, begin)
    if run is None:
        return None
    at_outlet = re.search(r" of (?:the )?(?=\S)", run.group())  # "told Jane Doe of Radio Fen": the outlet is credited
    if at_outlet and is_known_name(run.group()[at_outlet.end() :]):
        return Span(begin + at_outlet.end(), run.end())
    return _cut(text, Span(begin, run.end()))


def _cut(text: str, span: Span) -> Span:
    """Return `span` up to a day's name, a person's title or a possessive in it, and without the TV of "TV channel"."""
    for word in re.finditer(r"\S+", span.of(text)):
        plain = word.group().casefold().strip(_TRAIL)
        if word.start() and (plain in DAYS or plain in PERSON_TITLES):
            span = Span(span.begin, span.begin + word.start() - 1)
            break
        if re.search(r"['’]s$", word.group()):
            span = Span(span.begin, span.begin + word.end() - 2)
            break
    if span.of(text).endswith(" TV") and _CHANNEL.match(text, span.end):
        span = Span(span.begin, span.end - 3)
    return span


def _judged(text: str, span: Span, reasons: list[str]) -> OutletName | None:
    name = " ".join(span.of(text).split())
    words = name.split(" ")
    known = known_outlet(name)
    # A short name is known only as written: "Time" is one, "time" and "TIME" in a headline are not.
    if known is not None and (len(name) > 4 or name in (known.name, *known.aliases)):
        return OutletName(span, name, (KNOWN, *reasons))
    has_shape = words[-1] in SHAPE_ENDS or (len(words) > 1 and words[0] in SHAPE_BEGINS)
    begins_wrong = len(words) > 1 and words[0].casefold() in NOT_OUTLETS and not reasons and not has_shape
    if is_no_outlet(name) or begins_wrong:
        return None
    if has_shape:
        reasons = [*reasons, SHAPE]
    if len(words) == 1 and name.isupper() and 2 <= len(name) <= 6:
        reasons = [*reasons, ACRONYM]
    if not reasons:
        reasons = [UNLIKE_PERSON if len(words) == 1 else LIKE_PERSON]
    return OutletName(span, name, tuple(reasons))
