"""Whether two names are one body's: "US Department of the Treasury" and "United States Treasury Department".

Bodies are compared by their words in any order, not by sounds. Adjectives and names of countries are one word each
country, initials stand for the words that they begin, and one word that only one name has makes two bodies probable.
The odds are set by hand, so that names differing in a word of substance stay apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from retold.actors.gazetteer import demonyms, entries, folded, words
from retold.evidence import probability_of, rounded
from retold.language.wordlists import words as word_set

_SMALL = word_set("of the and for in on to at a an de la le du des y al el affairs")
_SPELLINGS = {"defence": "defense", "programme": "program", "centre": "center", "labour": "labor", "jaish": "jaysh"}
_POSSESSIVE = re.compile(r"['’]s\b")
# Of these a state has one, so that the country alone tells which is meant; of a "health department" it may have many.
_ONE_A_STATE = re.compile(r"^ministry of\b|\b(ministry|parliament|(supreme|constitutional) court|central bank)$")
_ALL_ALIKE = 3.5  # log-odds: nothing in one name that is not in the other
_COUNTRY_LEFT = 0.6  # only one of the two names says whose it is
_WORD_LEFT = -2.0  # each word of substance without a partner
_OTHER_KIND = 0.4  # "council" here and "assembly" there, with the same words of substance besides
_KINDS = tuple(
    frozenset(line.split())
    for line in (
        "council assembly",
        "group organization movement front network faction",
        "army brigade force militia battalion unit",
        "agency office bureau",
        "institute foundation centre center",
    )
)
# With these alone a name is nobody's in particular.
_OF_NOBODY = word_set(
    """
    national people islamic muslim popular revolutionary democratic free united general supreme federal central state
    security defense interior foreign health education public international first new liberation freedom workers worker
    """
)
_OTHER_COUNTRY = -5.0
_FIELD_LEFT = 0.6  # news often names a ministry by one of its fields
_FORMS = word_set("plc ag inc ltd llc corp corporation co gmbh nv sa se ab oy asa incorporated limited")
_EMPTY = word_set("service force group movement organization")
_UNIONS = {"un": "@UN", "united nations": "@UN", "eu": "@EU", "european union": "@EU", "european": "@EU"}
_JOINED = re.compile(r"\bco operat")  # "Co-operation", folded
_STEM = 6  # letters that a word keeps without such an ending
_ENDINGS = ("ary", "ist", "er", "ing", "al", "ern")
_ALIKE = 0.84  # above this two words of bodies' names are spellings of one
_MAX_INITIALS = 6
_MAX_WORDS = 16  # more are a sentence, not a name


@cache
def _body_words() -> frozenset[str]:
    return words("org_tails") | words("group_tails")


@cache
def _states() -> dict[str, str]:
    """Return folded names and adjectives of countries with their sign."""
    table = {folded(name): code for name, code in demonyms().items()}
    for name, entry in entries().items():
        if entry.sort == "country" and entry.country:
            table.setdefault(folded(name), entry.country)
    return {**{name: f"@{code}" for name, code in table.items()}, **_UNIONS}


@lru_cache(maxsize=65_536)
def is_body(name: str) -> bool:
    """Tell whether a name of several words has one that bodies' names end or begin with ("council", "front")."""
    parts = folded(name).split()
    if len(parts) < 2:
        return False
    return parts[0] in words("group_tails") or any(part in _body_words() for part in (parts[-1], *_heads(parts)))


def _heads(parts: list[str]) -> list[str]:
    """Return the words before "of" or "for", which head such a name ("bank of", "front for")."""
    return [word for word, following in pairwise(parts) if following in ("of", "for", "on")]


@lru_cache(maxsize=65_536)
def body_words(name: str) -> tuple[str, ...]:
    """Return the words of a body's name in order: small words dropped, countries as signs ("@USA"), plurals cut."""
    parts = _JOINED.sub("cooperat", folded(_POSSESSIVE.sub("", name))).split()[:_MAX_WORDS]
    kept: list[str] = []
    place = 0
    while place < len(parts):
        length = next((n for n in (4, 3, 2, 1) if " ".join(parts[place : place + n]) in _states()), 0)
        if length:
            kept.append(_states()[" ".join(parts[place : place + length])])
        elif parts[place] not in _SMALL:
            kept.append(_plain(parts[place]))
        place += max(1, length)
    return tuple(kept)


def is_one_a_state(name: str) -> bool:
    """Tell whether a state has one body of this kind ("Foreign Ministry", "Supreme Court")."""
    return _ONE_A_STATE.search(folded(name)) is not None


def state_named_in(name: str) -> str | None:
    """Return the alpha-3 code of the one country that a body's name names; nothing for none or several."""
    codes = {word[1:] for word in body_words(name) if word.startswith("@")}
    return min(codes) if len(codes) == 1 else None


def _plain(word: str) -> str:
    word = _SPELLINGS.get(word, word)
    word = word.replace("isation", "ization")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _without_initials(words_a: tuple[str, ...], words_b: tuple[str, ...]) -> tuple[str, ...]:
    """Return `words_b` with a run of words put as one where `words_a` has their initials ("pla")."""
    for initials in words_a:
        if not 2 < len(initials) <= _MAX_INITIALS or initials in words_b:
            continue
        for start in range(len(words_b) - len(initials) + 1):
            run = words_b[start : start + len(initials)]
            if "".join(word.removeprefix("@")[:1] for word in run).casefold() == initials:
                return (*words_b[:start], initials, *words_b[start + len(initials) :])
    return words_b


def body_similarity(name_a: str, name_b: str) -> float:
    """Return the probability that two names of bodies are one's; symmetric, 4 decimals; 0 where one has no words."""
    first, second = sorted((name_a, name_b))
    words_a, words_b = _without_tails(body_words(first), body_words(second))
    if not words_a or not words_b:
        return 0.0
    words_a, words_b = _without_initials(words_b, words_a), _without_initials(words_a, words_b)
    left_a, left_b = _unmatched(words_a, words_b)
    countries = [{word for word in left if word.startswith("@")} for left in (left_a, left_b)]
    plain = sum(not word.startswith("@") for word in (*left_a, *left_b))
    odds = _WORD_LEFT * plain if plain else _ALL_ALIKE
    if plain and _is_shortened(first, second, left_a, left_b):
        odds = _FIELD_LEFT
    if plain and _differ_in_kind_only(words_a, left_a, left_b):
        odds = _OTHER_KIND
    if countries[0] and countries[1]:
        odds += _OTHER_COUNTRY
    elif countries[0] or countries[1]:
        odds = min(odds, _COUNTRY_LEFT) if not plain else odds - 0.5
    return probability_of(rounded(odds))


def _without_tails(words_a: tuple[str, ...], words_b: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return both names without what only one of them has and which says nothing: "Bank plc", "Police Service"."""
    return _without_tail(words_a, words_b), _without_tail(words_b, words_a)


def _without_tail(own: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name without the form of a firm and without an empty word at its end that is not shared."""
    kept = tuple(word for word in own if word not in _FORMS) or own
    if len(kept) > 2 and kept[-1] in _EMPTY and kept[-1] not in other:
        kept = kept[:-1]
    has_state = any(word.startswith("@") for word in kept)
    if len(kept) > 2 and has_state and kept[0] == "royal" and "royal" not in other:
        kept = kept[1:]
    return kept


def _is_shortened(first: str, second: str, left_a: list[str], left_b: list[str]) -> bool:
    """Tell whether one name leaves out a field that the other joins with "and": "Ministry of Health and Welfare"."""
    if bool(left_a) == bool(left_b):
        return False
    longer, left = (first, left_a) if left_a else (second, left_b)
    parts = folded(longer).split()
    joined = [after for before, after in pairwise(parts) if before == "and"]
    joined += [before for before, after in pairwise(parts) if after == "and"]
    fields = {_plain(word) for word in joined}
    is_office = bool(words("ministry_heads") & set(parts))
    return is_office and len(left) == 1 and left[0] in fields


def _differ_in_kind_only(words_a: tuple[str, ...], left_a: list[str], left_b: list[str]) -> bool:
    """Tell whether all that differs is one general word for a body: "Assembly of Experts", "Council of Experts"."""
    one, other = ([word for word in left if not word.startswith("@")] for left in (left_a, left_b))
    if len(one) != 1 or len(other) != 1 or not any({one[0], other[0]} <= kind for kind in _KINDS):
        return False
    shared = [word for word in words_a if word not in left_a and not word.startswith("@")]
    return any(word not in _body_words() and word not in _OF_NOBODY and len(word) > 3 for word in shared)


def _unmatched(words_a: tuple[str, ...], words_b: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the words of each name that have no partner in the other; equal words are paired before alike ones."""
    left_a, left_b = list(words_a), list(words_b)
    for alike in (1.0, _ALIKE):
        for word in tuple(left_a):
            partner = next((other for other in left_b if _alike(word, other) >= alike), None)
            if partner is not None:
                left_a.remove(word)
                left_b.remove(partner)
    return left_a, left_b


def _alike(word: str, other: str) -> float:
    """Return how alike two words are; signs of countries and words of three letters are alike only if equal."""
    if word == other:
        return 1.0
    if "@" in (word[0], other[0]) or min(len(word), len(other)) < 4:
        return 0.0
    if _is_stem(word, other) or _is_stem(other, word):
        return _ALIKE
    return rounded(DamerauLevenshtein.normalized_similarity(word, other))


def _is_stem(word: str, longer: str) -> bool:
    """Tell whether a word with an ending is the other: "revolution", "revolutionary"."""
    ending = longer.removeprefix(word)
    return ending != longer and ending in _ENDINGS and (len(word) > _STEM or ending == "ern")
