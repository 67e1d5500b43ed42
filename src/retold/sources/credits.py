"""Stage `credits`: where an article names the outlet that its words come from.

An agency in the dateline, a source line, "told X", "in an interview with X", "X reported", "quoted by X": the words
around a name, the name's own shape and a list of known outlets are weighed; below even odds a row is not asserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, probability_of, rounded
from retold.settings import ReadingSettings
from retold.sources.grouping import rows_by_article
from retold.sources.names_of_outlets import LIKE_PERSON, MEDIA, MEDIA_NOUN, WEIGHTS, OutletName, name_after, name_before
from retold.sources.not_outlets import is_no_outlet
from retold.sources.outlet_names import folded_outlet, known_agency
from retold.spans import Span
from retold.tables import CONTENT_ROLES, STAGE_TABLES

AGENCY, TOLD, REPORTED_BY, SOURCE_LINE = "agency", "told", "reported by", "source line"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words before an outlet's name, and what they weigh for it; `needs_sure` where only a plain outlet will do."""

    name: str
    kind: str
    weight: float
    needs_sure: bool
    pattern: re.Pattern[str]


def _anchor(name: str, kind: str, weight: float, needs_sure: bool, pattern: str) -> Anchor:
    return Anchor(name, kind, weight, needs_sure, re.compile(rf"(?<!\w)(?:{pattern})\s+", re.IGNORECASE))


_ANCHORS = (
    _anchor("told", TOLD, -0.2, False, r"(?:told|tells|telling)(?: (?:also|separately))?"),
    _anchor(
        "interview with",
        TOLD,
        1.0,
        False,
        r"interviews? (?:\w+ ){0,2}?(?:with|to|for|on|by|published (?:by|in|on)|broadcast (?:by|on)|aired (?:by|on))"
        r"|interviewed (?:by|on|for)",
    ),
    _anchor(
        "speaking to",
        TOLD,
        0.0,
        True,
        r"(?:spoke|speaking|speaks|talking|talked|said|says|wrote|writing|comments?|remarks?|statement|e-?mail|letter|message"
        r"|address|confirmed|appear(?:ed|ing|ance)) (?:\w+ ){0,3}?(?:to|with|on|for|in)",
    ),
    _anchor(
        "quoted by",
        REPORTED_BY,
        0.5,
        True,
        r"(?:reported|quoted|cited|carried|published|broadcast|aired|released|posted|relayed|reports?|report)"
        r" (?:\w+ ){0,3}?"
        r"(?:by|on|in|from)",
    ),
    _anchor("according to", REPORTED_BY, -0.3, True, r"according to"),
    _anchor("citing", REPORTED_BY, 0.0, True, r"(?:citing|quoting|cited|quoted)"),
)
_AFTER_TOLD = re.compile(
    r"(?:\W+(?:in an? (?:\w+ )?interview|by (?:tele)?phone|in an? (?:e-?mail|statement)|from (?:his|her|the)))\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    rf"(?<=\w)[\"”»’']?(?P<media> {MEDIA_NOUN})?,?\s+(?:(?:has|had|also|first|later|earlier|then) ){{0,2}}"
    r"(?:reported|reports|quoted|quotes|cited|cites|wrote|writes|broadcast|aired|learned|learnt|revealed|published|carried)\b"
)
_BRACKETED = re.compile(r"\((?P<name>[A-Z][\w.&'’ -]{1,40})\)|(?<![\w/])/(?P<other>[A-Z][\w &-]{1,20})/")
_SOURCE_LINE = re.compile(r"\W*(?:(?:original )?sources?|via|courtesy(?: of)?|credit)\s*[:–-]?\s", re.IGNORECASE)
_SIGN_OFF = re.compile(r"\W*(?P<name>[A-Z]{2,8})(?=/)")
_CONTRIBUTED = re.compile(r"\bcontribut|\b(?:first|originally) (?:published|appeared) (?:by|in|on) ", re.IGNORECASE)
_LISTED = re.compile(r"[^,;/()]+?(?=\s*(?:[,;/()]|\band\b|&|$))\s*(?:and\b)?")
_NO_NAMES = frozenset(
    ("agencies", "agency", "staff", "wires", "wire", "with", "additional", "inputs", "files", "this", "the")
)
_QUOTE_ENDS = re.compile(r"[\"”’»'],? +(?:[\w’'.-]+ ){1,4}$|[\"”’»'],? +$")
# "X said in an interview with Y": Y asked. (In "in an interview with Y, …" Y may have answered.)
_SAID_IN = re.compile(
    r"\b(?:said|says|stated|added|claimed|argued|declared|warned|noted|acknowledged|admitted|insisted|revealed)\b[^.]{0,40}"
    r"\bin an? (?:\w+ ){0,2}$"
)
_ENDS_SENTENCE = re.compile(r"[.;]?(?:\s*$|\.\s)")
_PRIOR = -1.0  # most names after such words are no outlets
_LEARNT_WEIGHT = 2.5
_ACTOR_WEIGHT = -2.5
_PERSON_WEIGHT = -1.8
_QUOTATION_WEIGHT = 1.0
_SENTENCE_WEIGHT = 0.5
_SAID_IN_WEIGHT = 1.0
_AFTER_TOLD_WEIGHT = 2.0
_LINE_WEIGHT = 4.0  # a dateline's brackets and a source line hold hardly anything else
_LEARNING_FLOOR = 1.0  # log-odds above which a name is an outlet in the whole article
_REACH = 80  # characters before a name in which what leads up to it stands
_KEPT = 0.2  # below this a name after such words says nothing
_MEDIA_BEFORE = re.compile(rf"\b{MEDIA_NOUN} [\"“«]?\Z")
_NAME_START = re.compile(r"(?<![\w'’-])(?:the )?[A-ZÀ-Þ]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may be a credit, with its reasons as (kind, weight)."""

    name: OutletName
    kind: str
    reasons: tuple[tuple[str, float], ...]

    @property
    def log_odds(self) -> float:
        """The sum of all reasons and the prior."""
        return _PRIOR + sum(weight for _, weight in self.reasons)


def credits(texts: pa.Table, blocks: pa.Table, *, settings: ReadingSettings) -> pa.Table:  # noqa: ARG001 - a stage
    """Find the names of outlets that an article credits; each span covers the name and nothing more."""
    every = rows_by_article(blocks)
    rows: list[dict[str, Any]] = []
    for article in texts.to_pylist():
        rows += _article_credits(article["article"], article["text"], every.get(article["article"], []))
    return STAGE_TABLES["credits"].rows(rows)


def _article_credits(article: str, text: str, blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [candidate for block in blocks for candidate in _block_candidates(text, block)]
    learnt = {folded_outlet(each.name.name) for each in found if each.log_odds >= _LEARNING_FLOOR}
    actors = {name: _is_actor(text, name) for name in sorted({each.name.name for each in found})}
    weighed = [_with_article(each, actors[each.name.name], learnt) for each in found]
    return [_row(article, each) for each in _apart(weighed) if probability_of(each.log_odds) >= _KEPT]


def _row(article: str, candidate: Candidate) -> dict[str, Any]:
    span = candidate.name.span
    reasons = [Evidence(kind, weight, article, span.begin, span.end) for kind, weight in candidate.reasons]
    return {
        "article": article,
        **span.as_row(),
        "outlet": candidate.name.name,
        "kind": candidate.kind,
        "probability": probability_of(candidate.log_odds),
        "evidence": [reason.as_row() for reason in reasons],
    }


def _block_candidates(text: str, block: dict[str, Any]) -> Iterator[Candidate]:
    span, role = Span(block["begin"], block["end"]), block["role"]
    if role == "dateline":
        yield from _bracketed(text, span, agencies_only=False)
    elif role == "credit":
        yield from _credit_line(text, span)
    elif role == "byline":
        yield from _agency_in_byline(text, span)
    elif role in CONTENT_ROLES:
        yield from _anchored(text, span)
        if role != "caption":  # there, brackets and verbs of showing name who made the picture
            yield from _reporting(text, span)
            yield from _bracketed(text, span, agencies_only=True)


def _anchored(text: str, span: Span) -> Iterator[Candidate]:
    """Yield the names after words such as "told" and "quoted by"."""
    for anchor in _ANCHORS:
        for match in anchor.pattern.finditer(text, span.begin, span.end):
            name = name_after(text, match.end())
            if name is None or name.span.end > span.end or (anchor.needs_sure and not name.is_sure):
                continue
            reasons = [(anchor.name, anchor.weight), *_name_reasons(name)]
            if anchor.kind == TOLD:
                reasons += _around(text, span, match.start(), name.span.end)
            yield Candidate(name, anchor.kind, tuple(reasons))


def _name_reasons(name: OutletName) -> list[tuple[str, float]]:
    reasons = [(reason, WEIGHTS[reason]) for reason in name.reasons if reason in WEIGHTS]
    return [*reasons, (LIKE_PERSON, _PERSON_WEIGHT)] if LIKE_PERSON in name.reasons else reasons


def _around(text: str, span: Span, begin: int, end: int) -> Iterator[tuple[str, float]]:
    """Yield what speaks for an outlet around "told X": a quotation before it, an interview or a full stop after it."""
    if _SAID_IN.search(text[max(span.begin, begin - _REACH) : begin]):
        yield "said in an interview", _SAID_IN_WEIGHT
    if _QUOTE_ENDS.search(text[max(span.begin, begin - _REACH) : begin]):
        yield "after a quotation", _QUOTATION_WEIGHT
    if _AFTER_TOLD.match(text, end, span.end):
        yield "in an interview", _AFTER_TOLD_WEIGHT
    elif _ENDS_SENTENCE.match(text[end : span.end]):
        yield "ends the sentence", _SENTENCE_WEIGHT


def _reporting(text: str, span: Span) -> Iterator[Candidate]:
    """Yield the names before words such as "reported"."""
    for match in _REPORTED.finditer(text, span.begin, span.end):
        name = name_before(text, match.start())
        if name is None or name.span.begin < span.begin:
            continue
        media = match["media"] or _MEDIA_BEFORE.search(text, max(span.begin, name.span.begin - _REACH), name.span.begin)
        if name.is_sure or media:
            reasons = [("reported", 0.0), *_name_reasons(name), *([(MEDIA, WEIGHTS[MEDIA])] if media else [])]
            yield Candidate(name, REPORTED_BY, tuple(reasons))


def _bracketed(text: str, span: Span, *, agencies_only: bool) -> Iterator[Candidate]:
    """Yield the agencies in brackets or between slashes, at the end of a paragraph or in a dateline."""
    for match in _BRACKETED.finditer(text, span.begin, span.end):
        group = "name" if match["name"] else "other"
        if agencies_only and (not known_agency(match[group]) or text[match.end() : span.end].strip(". ")):
            continue
        name = OutletName(Span(match.start(group), match.end(group)), " ".join(match[group].split()), ())
        if not is_no_outlet(name.name):
            yield Candidate(name, AGENCY, (("in brackets", _LINE_WEIGHT),))


def _credit_line(text: str, span: Span) -> Iterator[Candidate]:
    """Yield the names in a line that says where the article comes from."""
    source = _SOURCE_LINE.match(text, span.begin, span.end)
    sign_off = _SIGN_OFF.match(text, span.begin, span.end)
    if sign_off is not None:
        name = OutletName(Span(sign_off.start("name"), sign_off.end("name")), sign_off["name"], ())
        yield Candidate(name, AGENCY, (("sign-off", _LINE_WEIGHT),))
        return
    contributed = _CONTRIBUTED.search(text, span.begin, span.end)
    begin, end = source.end() if source else span.begin, span.end
    if contributed is not None:
        begin, end = (contributed.end(), end) if contributed.group().endswith(" ") else (begin, contributed.start())
    for piece in _LISTED.finditer(text, begin, end):
        listed = _listed_name(text, piece.start(), piece.end())
        if listed is not None:
            person = [(LIKE_PERSON, -_LINE_WEIGHT)] if contributed and LIKE_PERSON in listed.reasons else []
            yield Candidate(listed, SOURCE_LINE if source else AGENCY, (("credit line", _LINE_WEIGHT), *person))


def _listed_name(text: str, begin: int, end: int) -> OutletName | None:
    for match in _NAME_START.finditer(text, begin, end):
        listed = name_after(text, match.start())
        if listed is not None and listed.span.end <= end and listed.name.casefold() not in _NO_NAMES:
            return listed
    return None


def _agency_in_byline(text: str, span: Span) -> Iterator[Candidate]:
    for match in _NAME_START.finditer(text, span.begin, span.end):
        name = name_after(text, match.start())
        if name is not None and name.span.end <= span.end and known_agency(name.name):
            yield Candidate(name, AGENCY, (("in the byline", _LINE_WEIGHT),))


def _with_article(candidate: Candidate, is_actor: bool, learnt: set[str]) -> Candidate:
    """Return `candidate` with what the rest of the article tells of a name that is not plainly an outlet's."""
    if candidate.name.is_sure or candidate.log_odds >= _LEARNING_FLOOR:
        return candidate
    if folded_outlet(candidate.name.name) in learnt:
        reason = ("an outlet elsewhere in the article", _LEARNT_WEIGHT)
    elif is_actor:
        reason = ("speaks or has a first name elsewhere", _ACTOR_WEIGHT)
    else:
        return candidate
    return Candidate(candidate.name, candidate.kind, (*candidate.reasons, reason))


def _is_actor(text: str, name: str) -> bool:
    word = re.escape(name)
    speaks = rf"\b{word}(?:,[^,.]{{3,60}},)? (?:said|says|added|told|replied|asked|denied|who|met|visited)\b"
    has_first_name = rf"[a-z,] (?:[A-Z][\w’'-]+ ){{1,3}}{word}\b"
    return re.search(rf"{speaks}|{has_first_name}", text) is not None


def _apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best of candidates that overlap, in order of place."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for each in sorted(candidates, key=_rank):
        places = range(each.name.span.begin, each.name.span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(each)
    return sorted(kept, key=lambda each: each.name.span)


def _rank(candidate: Candidate) -> tuple[float, int, int, str]:
    span = candidate.name.span
    return -rounded(candidate.log_odds), -len(span), span.begin, candidate.kind
