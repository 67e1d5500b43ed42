"""Through whom words reached the article: "told the Herald", "according to the Herald, the minister said"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from retold.language.parse import ParsedSentence
from retold.language.wordlists import words
from retold.quotations.attributions import Source
from retold.quotations.findings import Finding
from retold.spans import Span, hull

# Common nouns for who passes words on.
_MEDIA = words(
    "media outlet outlets newspaper newspapers newswire daily magazine agency agencies tv television radio channel "
    "website site broadcaster paper press reports report station weekly tabloid blog"
)
_IN_MARKS = re.compile(r"[\"“«„‘']([^\"”»’]+?)[,.]?[\"”»’']")


@dataclass(frozen=True, slots=True)
class Credit:
    """A place where the article names an outlet as where its words come from."""

    span: Span
    outlet: str


def credits_of(rows: Sequence[dict[str, Any]]) -> list[Credit]:
    """Return the article's credits in order, from rows of `credits`."""
    found = {(Span(row["begin"], row["end"]), row["outlet"]) for row in rows}
    return [Credit(span, outlet) for span, outlet in sorted(found)]


def with_channels(
    text: str, findings: Sequence[Finding], sentences: Sequence[ParsedSentence], credits: Sequence[Credit]
) -> list[Finding]:
    """Return the findings with their channels.

    "According to OUTLET" around words that the same sentence gives to somebody else is the channel of those words and
    no quotation of its own; so is a credit in the words around a quotation.
    """
    by_sentence: dict[int, list[Finding]] = {}
    for one in findings:
        by_sentence.setdefault(one.sentence, []).append(one)
    result: list[Finding] = []
    for one in findings:
        near = by_sentence[one.sentence]
        if _is_channel(one, near, text, credits):
            continue
        outer = [other for other in near if other is not one and _is_channel(other, near, text, credits)]
        told = _told(text, one, sentences[one.sentence])
        names = [
            *_credited(one, sentences[one.sentence].span, credits),
            *(_name(o.source, text, credits) for o in outer),
        ]
        names = names or [told]
        result.append(replace(one, channel=tuple(dict.fromkeys(name for name in names if name))))
    return result


def _told(text: str, one: Finding, sentence: ParsedSentence) -> str:
    """Return the medium that was told, without its article: a medium by its noun, or an organisation's name."""
    if one.addressee is None:
        return ""
    named = one.addressee.of(text).split()
    while named and named[0].lower() in ("the", "a", "an", "our", "this", "that"):
        named = named[1:]
    medium = any(word.lower() in _MEDIA for word in named[1:])
    organisation = any(name.label == "ORG" and name.span.overlaps(one.addressee) for name in sentence.names)
    proper = bool(named) and all(word[:1].isupper() for word in named)
    return " ".join(named) if medium or (organisation and proper) else ""


def _is_channel(one: Finding, near: Sequence[Finding], text: str, credits: Sequence[Credit]) -> bool:
    """Tell whether a finding only says through whom the words of another one of its sentence came."""
    if one.rule != "according to" or one.source is None or not _is_medium(one.source, text, credits):
        return False
    return any(
        other.source is not None
        and other.frame.attitude == "speech"
        and not other.source.span.overlaps(one.source.span)
        and any(piece.contains(cue) for piece in one.content for cue in other.cue)
        for other in near
        if other is not one
    )


def _is_medium(source: Source, text: str, credits: Sequence[Credit]) -> bool:
    if any(credit.span.overlaps(source.span) for credit in credits):
        return True
    return any(word.strip("\"“”'’,.").lower() in _MEDIA for word in source.span.of(text).split())


def _name(source: Source | None, text: str, credits: Sequence[Credit]) -> str:
    """Return what the medium is called: as credited, else its name in marks, else the words of the source."""
    if source is None:
        return ""
    for credit in credits:
        if credit.span.overlaps(source.span):
            return credit.outlet
    quoted = _IN_MARKS.search(source.span.of(text) + '"')
    if quoted is not None:
        return quoted[1].strip()
    return " ".join(source.span.of(text).split())


def _credited(one: Finding, sentence: Span, credits: Sequence[Credit]) -> list[str]:
    """Return the outlets credited in the quotation's sentence, outside its source and its content."""
    whole = hull([sentence, Span(one.begin, one.end)]) or sentence
    return [
        credit.outlet
        for credit in credits
        if whole.contains(credit.span)
        and sentence.overlaps(credit.span)
        and not (one.source is not None and credit.span.overlaps(one.source.span))
        and not any(piece.contains(credit.span) for piece in one.content)
    ]
