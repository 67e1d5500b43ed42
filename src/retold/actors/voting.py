"""What a name is: a person, a body, a state, a group, a place. Every voice of the article is heard, then they vote.

The model's label is one voice. The others are titles before the name, its neighbours, its last word, the verbs it is
subject of, and names elsewhere in the article that it is a part of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import sqrt

from retold.actors.gazetteer import folded, given_names, words
from retold.actors.grammar import own_pronouns
from retold.actors.naming import Segment, folded_words
from retold.actors.view import SentenceView, Word
from retold.evidence import probability_of, rounded
from retold.language.wordlists import words as word_set

Votes = dict[str, dict[tuple[str, str], list[float]]]  # name -> (type, voice) -> weight of each place

_MODEL = {
    "PERSON": ("PERSON", 1.0),
    "ORG": ("ORG", 0.5),
    "GPE": ("GPE", 0.8),
    "LOC": ("LOC", 0.9),
    "FAC": ("LOC", 0.5),
    "NORP": ("GPE", 0.2),
    "WORK_OF_ART": ("OTHER", 0.8),
    "PRODUCT": ("OTHER", 0.6),
    "EVENT": ("OTHER", 0.8),
    "LAW": ("OTHER", 0.8),
}
TYPES = ("PERSON", "ORG", "GPE", "GROUP", "LOC", "OTHER")  # ties go to the first
_UNKNOWN = 0.6  # a name of which nothing is known is not yet anything
_AGE = re.compile(r"^, (?:aged )?\d{1,3}[,.]")
_ORG_FRONTS = word_set("radio channel bank ministry university voice agence studio banco banque tv club")
_SETTLEMENTS = word_set("village town city port district province region state hamlet suburb island")
_IS_LOCAL = frozenset({"in", "at", "near", "into", "outside", "inside", "around", "across", "throughout"})
_OUTLET_WORDS = word_set(
    """
    channel newspaper magazine daily weekly tv television agency website outlet broadcaster radio network
    portal
    """
)
_GOVERNED = word_set(
    """
    government army military capital parliament foreign defence defense interior president prime minister
    ministry deputy border borders ambassador embassy navy police citizens people territory economy
    constitution troops forces sovereignty opposition king queen
    """
)
_PLACE_NOUNS = word_set(
    """
    bridge river valley province district region village town city lake border island street
    """
)
_LAST_LETTERS = "aeiouy"  # "Dashta" gives "Dashti"
_LIST_LINKS = frozenset({" and ", ", ", " and the ", " or the ", " or ", ", and ", ", the "})
# Firms are called by their first word alone; of a town's council or school that word is the town.
_FIRM_TAILS = word_set(
    "bank group company corporation corp inc ltd plc motors industries airlines foods holdings systems"
)
_ADJECTIVE_ENDINGS = ("i", "an", "ian", "ese", "ish", "ni", "n", "ic", "ite", "er", "is", "ans", "ians")


def vote(
    text: str, sentences: Sequence[SentenceView], segments: Sequence[Segment], datelines: Collection[str] = ()
) -> dict[str, tuple[str, float]]:
    """Return the type of each folded name with its probability; `datelines` are folded names of places.

    Names that only the gazetteer knows are not here. An adjective of a place in the article ("Khorvani" beside
    "Khorvan") is typed NORP.
    """
    votes: Votes = {}
    going_on = {index: own_pronouns(sentences[index]) for index in {each.sentence for each in segments}}
    for place, segment in enumerate(segments):
        if segment.sort == "name":
            _by_pronoun(votes, segment, going_on[segment.sentence])
            before = segments[place - 1] if place and segments[place - 1].sentence == segment.sentence else None
            after = segments[place + 1] if place + 1 < len(segments) else None
            _listen(votes, text, sentences[segment.sentence], segment, before, after)
    for name in sorted(set(datelines) & votes.keys()):
        _add(votes, name, "GPE", "dateline", 3.0)
    _places_of_adjectives(votes, text, segments)
    _agree(votes)
    _coordinate(votes, text, segments)
    return {name: _decide(votes[name]) for name in sorted(votes)}


def _add(votes: Votes, name: str, type_: str, voice: str, weight: float) -> None:
    votes.setdefault(name, {}).setdefault((type_, voice), []).append(weight)


def _listen(
    votes: Votes, text: str, view: SentenceView, segment: Segment, before: Segment | None, after: Segment | None
) -> None:
    name = folded_words(segment)
    _add(votes, name, "OTHER", "unknown", _UNKNOWN)
    for label in view.parsed.names:
        if label.span.overlaps(segment.span) and label.label in _MODEL:
            type_, weight = _MODEL[label.label]
            weight *= 0.6 if type_ == "PERSON" and len(segment.words) == 1 else 1.0
            if view.style == "plain" or label.span.contains(segment.span):
                _add(
                    votes, name, type_, "model", weight if abs(len(label.span) - len(segment.span)) < 5 else weight / 2
                )
    _by_form(votes, name, segment)
    _by_title(votes, name, text, view, segment, before)
    _by_neighbours(votes, name, text, view, segment)
    if after and after.sort == "title" and text[segment.span.end : after.span.begin] == " ":
        _add(votes, name, "GPE", "before a title", 1.0)


def _by_form(votes: Votes, name: str, segment: Segment) -> None:
    lowers = [word.lower for word in segment.words]
    if len(lowers) > 1 and folded(lowers[0]) in given_names():
        _add(votes, name, "PERSON", "given name", 2.5)
    elif len(lowers) == 1 and folded(lowers[0]) in given_names():
        _add(votes, name, "PERSON", "given name", 0.7)
    elif 1 < len(lowers) <= 4 and all(word[:1].isalpha() for word in lowers):
        _add(votes, name, "PERSON", "two words", 0.6)
    if len(lowers) > 1 and lowers[0] in _ORG_FRONTS:
        _add(votes, name, "ORG", "its first word", 3.0)
    if any(lower in words("group_tails") for lower in lowers):
        _add(votes, name, "GROUP", "its words", 3.0)
    elif lowers[-1] in words("org_tails") and (len(lowers) > 1 or lowers[0] in words("ministry_heads")):
        _add(votes, name, "ORG", "its last word", 3.0)
    elif any(lower in words("org_tails") for lower in lowers[:-1]) and "of" in lowers:
        _add(votes, name, "ORG", "its words", 3.0)
    elif len(lowers) > 1 and (lowers[-1] in words("place_tails") or lowers[0] in words("place_fronts")):
        _add(votes, name, "LOC", "its words", 3.0)
    last = segment.words[-1].text
    if len(lowers) == 1 and re.search(r"-\d+$", last):
        _add(votes, name, "OTHER", "numbered", 1.5)
    if len(lowers) == 1 and last.isupper() and 1 < len(last) <= 6:
        _add(votes, name, "ORG", "initials", 1.5)
        _add(votes, name, "PERSON", "initials", -2.0)


def _by_title(votes: Votes, name: str, text: str, view: SentenceView, segment: Segment, before: Segment | None) -> None:
    if before and before.sort == "title" and text[before.span.end : segment.span.begin] in (" ", ". "):
        maker = before.words[-1].lower in words("makers")
        _add(votes, name, "ORG" if maker else "PERSON", "title", 4.0)
        return
    previous = _word_before(view, segment)
    if previous and text[previous.span.end : segment.span.begin] in (" ", ", "):
        lower = previous.lower
        if (
            lower in words("role_heads")
            and lower not in words("collective_heads")
            and previous.token.tag in ("NN", "NNP")
        ):
            directly = text[previous.span.end : segment.span.begin] == " "
            if directly or text[segment.span.end : segment.span.end + 1] in (",", "."):
                _add(votes, name, "PERSON", "role before", 4.0 if directly else 1.5)
        elif lower in words("collective_heads") | words("makers") and previous.token.tag == "NN":
            closed = text[segment.span.end : segment.span.end + 1] == ","
            directly = text[previous.span.end : segment.span.begin] == " "
            if directly or closed:
                _add(votes, name, "ORG", "body before", 1.2 if directly else 2.5)
        if lower in _OUTLET_WORDS:
            _add(votes, name, "ORG", "outlet", 3.0)
        if lower in ("neighbouring", "neighboring", "nearby"):
            _add(votes, name, "GPE", "neighbour", 3.0)


def _by_neighbours(votes: Votes, name: str, text: str, view: SentenceView, segment: Segment) -> None:
    last = segment.words[-1]
    following = _word_after(view, segment)
    tail = text[segment.span.end : segment.span.end + 12]
    if _AGE.match(tail):
        _add(votes, name, "PERSON", "age", 4.0)
    if tail.startswith(", who "):
        _add(votes, name, "PERSON", "who", 1.5)
    if following and last.possessive and following.lower in _GOVERNED:
        _add(votes, name, "GPE", "what it has", 3.0)
    elif following and text[segment.span.end : following.span.begin] == " ":
        if following.lower in _OUTLET_WORDS:
            _add(votes, name, "ORG", "outlet", 3.0)
        elif following.lower in words("group_heads") or following.lower in ("militant", "terrorist", "rebel"):
            _add(votes, name, "GROUP", "militants", 2.5)
        elif following.lower in _PLACE_NOUNS:
            _add(votes, name, "LOC", "place noun", 1.5)
    _by_grammar(votes, name, view, segment)


def _by_grammar(votes: Votes, name: str, view: SentenceView, segment: Segment) -> None:
    previous = _word_before(view, segment)
    if previous and previous.lower in _IS_LOCAL:
        _add(votes, name, "GPE", "place", 1.2)
    place = segment.words[0].place
    if place > 1 and previous and previous.lower == "of" and view.words[place - 2].lower in _SETTLEMENTS:
        _add(votes, name, "GPE", "settlement", 3.0)
    if previous and previous.lower == "the":
        _add(votes, name, "PERSON", "the", -1.5)
        _add(votes, name, "ORG", "the", 0.4)
    token = segment.words[-1].token
    head = view.tokens[token.head]
    if token.relation in ("nsubj", "nsubjpass") and head.lemma in words("speech_verbs"):
        _add(votes, name, "PERSON", "speaks", 0.7 if len(segment.words) == 1 else 1.4)
    elif token.relation in ("dobj", "dative") and head.lemma == "tell" and len(segment.words) == 1:
        _add(votes, name, "ORG", "told", 0.8)
    elif token.relation == "pobj" and head.text.lower() == "with" and view.tokens[head.head].lemma == "interview":
        _add(votes, name, "ORG", "told", 1.0)


def _by_pronoun(votes: Votes, segment: Segment, going_on: Mapping[int, str]) -> None:
    """Let "X said she" and "X said it" tell what X is."""
    pronoun = next((going_on[w.token.index] for w in segment.words if w.token.index in going_on), None)
    name = folded_words(segment)
    if pronoun in ("he", "she"):
        _add(votes, name, "PERSON", "goes on as a person", 3.0)
    elif pronoun in ("it", "they"):
        sure = 1.0 if pronoun == "it" else 0.4
        _add(votes, name, "PERSON", "goes on as a body", -2.5 * sure)
        _add(votes, name, "ORG", "goes on as a body", 1.5 * sure)


def _word_before(view: SentenceView, segment: Segment) -> Word | None:
    place = segment.words[0].place
    return view.words[place - 1] if place else None


def _word_after(view: SentenceView, segment: Segment) -> Word | None:
    place = segment.words[-1].place
    return view.words[place + 1] if place + 1 < len(view.words) else None


def stem_of_adjective(adjective: str, names: Mapping[str, object]) -> str | None:
    """Return the one of `names` (folded) that an adjective is made from ("khorvani" from "khorvan")."""
    found = []
    for ending in _ADJECTIVE_ENDINGS:
        stem = adjective.removesuffix(ending)
        if stem != adjective and len(stem) > 2:
            found += [stem, *(stem + letter for letter in _LAST_LETTERS)]
    fitting = [name for name in found if name in names and 3 < len(name) < len(adjective)]
    return min(fitting, default=None)


def _places_of_adjectives(votes: Votes, text: str, segments: Sequence[Segment]) -> None:
    names = dict.fromkeys(name for name in votes if " " not in name)
    for segment in segments:
        name = folded_words(segment)
        if segment.sort != "name" or " " in name or segment.words[-1].possessive:
            continue
        stem = stem_of_adjective(name, names)
        if stem and text[segment.span.end : segment.span.end + 1] != ".":
            _add(votes, stem, "GPE", "adjective", 3.0)
            _add(votes, name, "NORP", "adjective", 5.0)


def _agree(votes: Votes) -> None:
    """Let a family name be what the full name is, and less surely a first name."""
    people: dict[str, list[tuple[str, float]]] = {}
    firms: dict[str, float] = {}
    for full in sorted(votes):
        parts = full.split()
        type_, sure = _decide(votes[full])
        if type_ == "PERSON" and sure >= 0.5 and len(parts) > 1:
            for start in range(1, len(parts)):
                people.setdefault(" ".join(parts[start:]), []).append(("family name", 5.0 * sure))
            people.setdefault(parts[0], []).append(("first name", 1.0))
        elif type_ == "ORG" and len(parts) == 2 and parts[1] in _FIRM_TAILS:
            firms[parts[0]] = max(firms.get(parts[0], 0.0), 3.0 * sure)
    for name in sorted(people.keys() & votes.keys()):
        voice, weight = max(people[name], key=lambda item: (item[1], item[0]))
        _add(votes, name, "PERSON", voice, weight)
    for name in sorted((firms.keys() & votes.keys()) - people.keys()):
        _add(votes, name, "ORG", "short for a firm", firms[name])


def _coordinate(votes: Votes, text: str, segments: Sequence[Segment]) -> None:
    """Let names in a list share what a surer neighbour is ("the Stone Shield and Khamsa")."""
    decided = {name: _decide(votes[name]) for name in sorted(votes)}
    for left, right in pairwise(segments):
        if text[left.span.end : right.span.begin] not in _LIST_LINKS or left.sentence != right.sentence:
            continue
        for one, other in ((left, right), (right, left)):
            name = folded_words(one)
            type_, sure = decided.get(folded_words(other), ("OTHER", 0.0))
            if other.entry is not None and other.sort == "known":
                type_, sure = other.entry.type, 1.0
            if one.sort == "name" and sure >= 0.85 and type_ in ("GROUP", "GPE", "PERSON"):
                _add(votes, name, type_, "list", 1.0)


def _decide(voices: dict[tuple[str, str], list[float]]) -> tuple[str, float]:
    """Return the type with the highest score; a voice that says the same at n places counts as sqrt(n) of them."""
    scores: dict[str, float] = {}
    for (type_, _), weights in sorted(voices.items()):
        mean = sum(sorted(weights)) / len(weights)
        scores[type_] = scores.get(type_, 0.0) + mean * sqrt(min(len(weights), 9))
    if "NORP" in scores and scores["NORP"] > max((s for t, s in scores.items() if t != "NORP"), default=0.0):
        return "NORP", 0.9
    best = max(TYPES, key=lambda type_: (rounded(scores.get(type_, -9.0)), -TYPES.index(type_)))
    rest = max((score for type_, score in scores.items() if type_ != best), default=0.0)
    return best, probability_of(rounded(scores.get(best, 0.0) - max(rest, 0.0)))
