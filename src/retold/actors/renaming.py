"""Other names that an article itself gives: "X (Y)", "X, also known as Y", "a clerk known as Y"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from retold.actors.clusters import Actor, Actors, is_acronym
from retold.actors.records import Mention
from retold.spans import Span

_ALSO_WORDS = re.compile(
    r"\b(?:also|formerly|previously|once|then|now|originally|better|widely|commonly|otherwise|or|known|called|named|"
    r"dubbed|rebranded|renamed|as|aka|a\.k\.a\.|by|its|their|the|acronym|acronyms|initials|in|Arabic|short|for|to|is|simply|"
    r"alias|nicknamed|nom|de|guerre|Russian|English|Kurdish|Turkish|Persian|Farsi|Hebrew|French|Spanish|group|formally)\b"
)
# The words that end right before another name. "Known as" always gives one; "called" and "named" only with an adverb
# or after "which is", for "X called Y" is a telephone call.
_ADVERB = r"(?:also|formerly|previously|once|now|better|widely|commonly|originally|sometimes|formally|otherwise)"
_BY_INITIALS = r"(?: by (?:its|the|their) (?:[A-Z][a-z]+ )?(?:acronym|initials|name))?"
_END = r" [\"“‘']?(?:the )?[\"“‘']?$"
_CUE = re.compile(
    rf"(?:\b(?:{_ADVERB} )*known(?: only)?{_BY_INITIALS} as"
    rf"|\b(?:{_ADVERB} )+(?:called|named|dubbed|nicknamed)"
    rf"|\b(?:which|who|that) (?:is|was|are|were) (?:{_ADVERB} )*(?:called|named|dubbed|nicknamed)"
    r"|\b(?:renamed|rebranded)(?: itself)?(?: as| to)?"
    rf"|\b(?:aka|a\.k\.a\.|alias|formerly)){_END}"
)
_BEFORE_CUE = re.compile(r"^[,;]? ?\(?(?:(?:which|who|that) (?:is|was|has been) |and )?$")
# "a soldier, who gave only his first name, X"; "a man called X"
_GIVES_NAME = re.compile(
    r"(?:\b(?:sur)?name(?:d| is| was| as|,|:)*|\bcalled|\bidentified(?: only)? as|whose name is)[\"“‘' ]+$"
)
_MAX_LINK = 80  # characters between two names; a longer link is another sentence part


@dataclass(frozen=True, slots=True)
class AliasLink:
    """Two mentions that the text says are names of one: their positions among the mentions, and how sure."""

    mention: int
    other: int
    kind: str
    probability: float
    span: Span


def stated_aliases(text: str, mentions: Sequence[Mention]) -> list[AliasLink]:
    """Return the pairs of names that the text calls the same: "X (Y)", "X, also known as Y", "X (Y, formerly Z)"."""
    places = [index for index, mention in enumerate(mentions) if mention.kind == "name" and mention.type != "NORP"]
    anchors = [
        index
        for index, mention in enumerate(mentions)
        if (mention.kind == "name" and mention.type != "NORP")
        or (mention.kind == "nominal" and mention.type in ("GROUP", "ORG", "PERSON"))
    ]
    links: list[AliasLink] = []
    for place in places:
        link = _bracketed(text, mentions, place, anchors) or _in_words(text, mentions, place, anchors)
        if link:
            links.append(link)
    return links


def _before(mentions: Sequence[Mention], place: int, anchors: Sequence[int]) -> list[int]:
    """Return the anchors that end shortly before a mention in its sentence, nearest first."""
    here = mentions[place]
    found: list[int] = []
    for position in range(bisect_left(anchors, place) - 1, -1, -1):
        other = anchors[position]
        if mentions[other].sentence != here.sentence or here.span.begin - mentions[other].span.begin > 3 * _MAX_LINK:
            break
        if 0 <= here.span.begin - mentions[other].span.end <= _MAX_LINK:
            found.append(other)
    return sorted(found, key=lambda other: (-mentions[other].span.end, mentions[other].kind != "name", other))


def _bracketed(text: str, mentions: Sequence[Mention], place: int, anchors: Sequence[int]) -> AliasLink | None:
    """Read a name in round brackets after another: "Syrian National Coalition (SNC)", "IS (formerly ISIS/ISIL)"."""
    here = mentions[place]
    if here.type in ("PERSON", "LOC"):
        return None
    opening = text.rfind("(", max(0, here.span.begin - _MAX_LINK), here.span.begin)
    if opening < 0 or ")" in text[opening : here.span.begin]:
        return None
    for other in _before(mentions, place, anchors):
        anchor = mentions[other]
        if anchor.span.end > opening or anchor.kind != "name":
            continue
        if text[anchor.span.end : opening].strip(" ") not in ("", "group", "militant group", "movement"):
            return None
        inside = text[opening + 1 : here.span.begin]
        words_left = [word for word in re.findall(r"[^\W\d_]+", _ALSO_WORDS.sub("", inside)) if not word[0].isupper()]
        names_inside = text[here.span.end : text.find(")", here.span.end)] if ")" in text[here.span.end :] else ""
        if words_left or len(names_inside) > _MAX_LINK:
            return None
        return _judge(mentions, place, other, Span(opening, here.span.end), signal=bool(_ALSO_WORDS.search(inside)))
    return None


def _judge(mentions: Sequence[Mention], place: int, other: int, span: Span, *, signal: bool) -> AliasLink | None:
    here, anchor = mentions[place], mentions[other]
    initials = here.text.isupper() and is_acronym(here.text, anchor.text)
    if initials or signal:
        return AliasLink(
            place, other, "initials given" if initials else "alias given", 0.97 if initials else 0.92, span
        )
    bodies = ("ORG", "GROUP", "OTHER")
    if (
        here.type in bodies
        and anchor.type in bodies
        and not (here.entry and anchor.entry and here.entry.sort == "body")
    ):
        return AliasLink(place, other, "alias in brackets", 0.75, span)
    return None


def _in_words(text: str, mentions: Sequence[Mention], place: int, anchors: Sequence[int]) -> AliasLink | None:
    """Read another name in running text: "X, also known as Y", "the group, once called Y", "a clerk known as Y"."""
    here = mentions[place]
    for other in _before(mentions, place, anchors):
        anchor = mentions[other]
        between = text[anchor.span.end : here.span.begin]
        span = Span(anchor.span.end, here.span.end)
        cue = _CUE.search(between)
        if anchor.kind == "nominal":
            gives = anchor.type == "PERSON" and not anchor.plural and _GIVES_NAME.search(between)
            if cue or gives:
                return AliasLink(place, other, "name given", 0.85, span)
            continue
        if cue is None:
            return None
        if anchor.possessive or not _of_one_sort(here, anchor):
            continue
        directly = _BEFORE_CUE.match(between[: cue.start()])
        return AliasLink(place, other, "alias given", 0.92 if directly else 0.75, span)
    return None


def _of_one_sort(here: Mention, anchor: Mention) -> bool:
    """Tell whether two names can be of one thing: a person is no body, a place no group."""
    if "OTHER" in (here.type, anchor.type):
        return anchor.type not in ("GPE", "LOC")
    bodies = ("ORG", "GROUP")
    # One foreign word is easily taken for a man; the sentence knows better.
    unsure = here.type == "PERSON" and " " not in here.text and here.gender is None
    return here.type == anchor.type or (anchor.type in bodies and (here.type in bodies or unsure))


def apply_alias(actors: Actors, mentions: Sequence[Mention], link: AliasLink) -> None:
    """Merge the actors of one stated alias and note the reason at the later name; kinds that differ stay two."""
    here, anchor = mentions[link.mention], mentions[link.other]
    actor, other = actors.of(here), actors.of(anchor)
    if actor is None or other is None or (anchor.kind == "nominal" and not _may_rename(actor, other)):
        return
    if actor is not other:
        here.probability = min(here.probability, link.probability)
    type_ = other.type if other.type != "OTHER" else actor.type
    actors.merge(other.index, actor.index).type = type_
    here.because(link.kind, 3.0, link.span)
    here.alias = True


def _may_rename(actor: Actor, other: Actor) -> bool:
    """Tell whether a stated other name may join the actor of a nominal: both of one sort."""
    types = {actor.type, other.type}
    return len(types) == 1 or types <= {"GROUP", "ORG", "OTHER"} or types == {"PERSON", "OTHER"}
