"""Where a body's name goes on over "and" or a plural possessive: "Ministry of Health and Welfare", "Farmers' Union"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from retold.actors.gazetteer import words
from retold.actors.view import Word
from retold.language.wordlists import words as word_set

_ANDS = frozenset({"and", "&"})
_LINKS = frozenset({"of", "for"})
_FRONTS = word_set(
    """
    ministry department institute society centre center council committee commission office agency board association
    union federation academy college school faculty bureau directorate authority secretariat campaign company guild
    """
)
# Fields of work, by their form where the lexicon lacks them: "Food and Drug Administration", "Trade and Industry".
_FIELD_ENDINGS = (
    "tion", "sion", "ment", "ture", "ics", "logy", "nomy", "ency", "ance", "fare", "stry", "ing", "isure", "graphy",
    "ildlife", "iology", "istry", "eering",
)  # fmt: skip
_FIELDS = word_set(
    """
    food drug drugs arts sport sports science sciences letters crafts rights wages pay prices fire rescue search roads
    rail water power light gas wood timber land lands forests parks birds animals children families pensions standards
    weights measures elections heritage leisure skills innovation research gardens rivers lakes seas ports coast oceans
    life death peace justice law order truth rural urban
    """
)
_OWNERS = word_set("women men people children veterans nurses teachers police postmen firemen businessmen")
_OWNER_ENDINGS = ("ers'", "ors'", "ists'", "ants'", "ents'", "ees'", "ians'", "men's", "women's", "dren's", "ople's")
_SAINTS = frozenset({"st", "saint", "san", "santa"})
_PATRONS = frozenset({"king", "queen", "prince", "princess", "guy", "lord", "trinity", "christ", "all"})
_LOOK_AHEAD = 4  # words after an owner among which the body's own word stands


def is_field(word: str) -> bool:
    """Tell whether a word in lower case is a field that bodies work in ("health", "trade", "engineering")."""
    if word in _FRONTS:
        return False
    return word in words("sectors") or word in _FIELDS or word.endswith(_FIELD_ENDINGS)


def links_fields(current: Sequence[Word], following: Sequence[Word]) -> bool:
    """Tell whether `following`, which begins with "and", goes on with the body's name that `current` ends.

    "Ministry of Health and Welfare" does, "Ministry of Health and Interior Ministry" does not; "Food and Drug
    Administration" does through the word for a body behind its fields.
    """
    if len(following) < 2 or following[0].text not in _ANDS or not current or current[-1].possessive:
        return False
    field = following[1]
    if not field.capital or not is_field(field.lower) or not is_field(current[-1].lower):
        return False
    tail = next((word for word in following[2 : 2 + _LOOK_AHEAD] if not is_field(word.lower)), None)
    named = tail is not None and tail.capital and _is_body_word(tail.lower)
    headed = any(word.lower in _FRONTS and after.lower in _LINKS for word, after in pairwise(current))
    return named != headed


def owns_body(word: Word, following: Sequence[Word], *, before: str = "") -> bool:
    """Tell whether a possessive begins or stands in a body's name: "Farmers' Union", "St Bride's Hospital".

    `before` is the word in front of it in the same name, in small letters.
    """
    if not word.possessive or not word.capital:
        return False
    ending = "s'" if word.text.endswith("s") else "'s"
    written = word.lower + ("'" if ending == "s'" else "'s")
    patron = before in _SAINTS or word.lower in _PATRONS
    several = ending == "s'" and bool(following) and following[0].capital and _is_body_word(following[0].lower)
    if word.lower not in _OWNERS and not patron and not several and not written.endswith(_OWNER_ENDINGS):
        return False
    for after in following[:_LOOK_AHEAD]:
        if not after.capital:
            return False
        if _is_body_word(after.lower):
            return True
    return False


def _is_body_word(lower: str) -> bool:
    return lower in words("org_tails") or lower in words("group_tails") or lower in _FRONTS
