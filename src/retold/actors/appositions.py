"""Titles, appositions and class words, joined to the names they stand beside: "Governor X", "X, the governor"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.actors.clusters import Actors, attach
from retold.actors.gazetteer import words
from retold.actors.records import Mention
from retold.actors.view import SentenceView
from retold.language.wordlists import words as word_set

_DIRECTLY = 0.97  # "Governor X"
_BEFORE = 0.9  # "the governor, X,"
_BEFORE_FAR = 0.85  # "the governor of Y province, X,"
_BEFORE_INDEFINITE = 0.8  # "a miner in the crowd, X,"
_AFTER = 0.92  # "X, the governor,"
_CLASS_BEFORE = 0.8
_CLOSED = re.compile(r", (?!and\b|or\b)(?=[a-z])")
# "the head of the panel, Sir Ian Wood,", "the priest who took them in, Father Lang,": what stands between.
_PHRASE = re.compile(
    r"^(?: (?:of|for|at|to|in|on|from|with|near|behind|who) [^,.;:()\"“”]{2,70})?, (?P<title>(?:[A-Z][a-z]+\.? ){0,3})$"
)
_RANK_BETWEEN = re.compile(r" [A-Z][a-z]{1,3}\. ?")
_AGE = re.compile(r"^, (?:aged )?\d{1,3}, $")
_AFTER_APPOSITION = re.compile(
    r"^(?:[,.;:)—–-]|$| (?:of|who|at|in|for|from|to|with|and|on|told|whose|which|leading)\b)"
)
_FIELD = re.compile(r" of (\w+)")  # "Secretary of State Ada Voss", "the chief of staff, Ada Voss,"
_BETWEEN = word_set(
    """
    terrorist militant extremist armed rebel resistance insurgent jihadist islamist jihadi militia separatist news
    press tv television state local satellite
    """
)
_INTRODUCING = word_set(
    """
    agency channel newspaper network website daily magazine party company broadcaster station outlet charity firm bank
    union operator weekly think-tank watchdog
    """
)


def join_beside(text: str, views: Sequence[SentenceView], mentions: Sequence[Mention], actors: Actors) -> None:
    """Give each nominal that stands beside a name the actor of the name, in place."""
    by_sentence: dict[int, list[Mention]] = {}
    people: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.kind == "name" and mention.actor is not None:
            by_sentence.setdefault(mention.sentence, []).append(mention)
        if mention.kind in ("name", "nominal") and mention.type == "PERSON" and not _is_title(mention.text):
            people.setdefault(mention.sentence, []).append(mention)
    for index, nominal in enumerate(mentions):
        if nominal.kind != "nominal" or nominal.type == "NORP":
            continue
        for name in by_sentence.get(nominal.sentence, []):
            probability = _stands_beside(text, views[nominal.sentence], nominal, name)
            if probability and not _is_parted(nominal, name, people.get(nominal.sentence, [])):
                _join(index, nominal, name, probability, actors)
                break


def _is_parted(nominal: Mention, name: Mention, people: Sequence[Mention]) -> bool:
    """Tell whether another person stands between: in "a friend of the mayor, Ada Voss," the mayor is she."""
    begin, end = nominal.span.end, name.span.begin - 1
    return nominal.type == "PERSON" and any(begin < each.span.begin and each.span.end < end for each in people)


def _join(index: int, nominal: Mention, name: Mention, probability: float, actors: Actors) -> None:
    actor = actors.of(name)
    if actor is None:
        return
    nominal.probability = probability
    nominal.because("beside its name", 3.0, name.span)
    attach(actor, index, nominal)
    if actor.type == "OTHER":
        actor.type = name.type = nominal.type or "ORG"


def _stands_beside(text: str, view: SentenceView, nominal: Mention, name: Mention) -> float:
    """Return how surely the nominal and the name are one; 0 where they are not."""
    if nominal.span.contains(name.span):
        return _names_group(text, nominal, name)
    if nominal.type != "PERSON" or name.type != "PERSON" or nominal.plural:
        return _introduces_body(text, nominal, name)
    if nominal.span.end <= name.span.begin:
        return _title_before(text, nominal, name)
    gap = text[name.span.end : nominal.span.begin]
    if gap != ", " and not _AGE.match(gap):
        return 0.0
    following = text[nominal.span.end : nominal.span.end + 10]
    token = view.tokens[nominal.token]
    apposition = token.relation == "appos" and token.head == name.token
    return _AFTER if apposition or _AFTER_APPOSITION.match(following) else 0.0


def _title_before(text: str, nominal: Mention, name: Mention) -> float:
    gap = text[nominal.span.end : name.span.begin]
    field = _FIELD.match(gap)
    if field and (field[1].lower() in ("state", "staff") or field[1].lower() in words("sectors")):
        gap = gap[field.end() :]
    closed = text[name.span.end : name.span.end + 1] in (",", ".", ")")
    if gap in (" ", " – ") or _RANK_BETWEEN.fullmatch(gap):
        return _DIRECTLY
    if gap == ", " and nominal.definite and closed:
        return _BEFORE
    phrase = _PHRASE.match(gap) if closed else None
    if phrase is None or not all(_is_title(word) for word in phrase["title"].split()):
        return 0.0
    return _BEFORE_FAR if nominal.definite else _BEFORE_INDEFINITE


def _is_title(word: str) -> bool:
    lower = word.lower().rstrip(".")
    return lower in words("titles") or lower in words("role_heads")


def _introduces_body(text: str, nominal: Mention, name: Mention) -> float:
    """Return how surely a class word before a body's name is the body: "monitoring group Skywatch"."""
    if name.type not in ("ORG", "OTHER", "GROUP") or nominal.plural or nominal.span.end > name.span.begin:
        return 0.0
    gap = text[nominal.span.end : name.span.begin]
    if gap == ", " and nominal.definite and nominal.type == "ORG" and _CLOSED.match(text, name.span.end):
        return _CLASS_BEFORE  # "the operator, Coast Trams, said"; a further name would make it a list
    directly = gap in (" ", ' "', " “", " ‘", " «")
    return _BEFORE if directly and _is_class_word(nominal) else 0.0


def _names_group(text: str, nominal: Mention, name: Mention) -> float:
    """Return how surely a name inside a nominal is what it names: "the Khamsa militant group"."""
    if name.type not in ("GROUP", "ORG", "OTHER") or nominal.type == "PERSON" or name.possessive:
        return 0.0
    if text[name.span.begin - 1 : name.span.begin] == "-":  # "the anti-Khamsa group" is not Khamsa
        return 0.0
    between = text[name.span.end : nominal.span.end].lower().split()
    plain = bool(between) and all(word in _BETWEEN for word in between[:-1])
    return _BEFORE_FAR if plain and _is_class_word(nominal) and not (nominal.plural and name.type == "ORG") else 0.0


def _is_class_word(nominal: Mention) -> bool:
    head = nominal.text.split()[-1].lower()
    return head in words("group_heads") or head in _INTRODUCING or head in words("makers")
