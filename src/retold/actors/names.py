"""Whether two spellings are one person's name: "Dehghan" and "Dehqan", "Sergey" and "Sergei", "Işık" and "Isik".

Each word of a name has a skeleton in which the usual ways to write one foreign sound in Latin letters fall together.
Words are matched one to one in any order; what stays unmatched, what is an initial, and what disagrees in the family
name are weighed by a logistic model. Its weights were fitted by `evaluation/name_weights.py` to the groups of persons'
names among 880 groups of spellings, with pairs that share a word as the counter-examples. Names of bodies are
compared by `bodies`; what is known of names that are not alike is in `known`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from retold.actors.acronyms import is_short_for
from retold.actors.bodies import body_similarity, is_body
from retold.actors.gazetteer import folded, nicknames, words
from retold.actors.known import is_listed_together
from retold.evidence import log_odds_of, probability_of, rounded
from retold.language.wordlists import words as word_set

# The order matters: longer spellings of a sound before shorter ones.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tsch|tch|tsh|cz|ch|tj", "c"),
        (r"shch|sch|sh|sz", "s"),
        (r"zh|dzh|dj|dsch", "j"),
        (r"kh|ck|x", "h"),
        (r"gh|q|k|c(?=[aou])|c$|g(?=[hk])", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh|ts|tz", "z"),
        (r"w|v|b(?=v)", "v"),
        (r"ou|oo|u", "o"),
        (r"iy|yi|ij|yy|ii|ei|ey|ay|ai|ee|ie|ia|ya|y|i|e", "i"),
        (r"au|aw", "o"),
        (r"h$", ""),
        (r"(?<=[aeiou])h(?=[^aeiou])", ""),
    )
)
# Titles that are no given names; "King" and "Judge" can be, at the end, and are only dropped at the head.
_TITLES = word_set(
    """
    chancellor bundeskanzler kanzler president minister premier pm dr mr mrs ms sir dame lord lady baroness
    baron general colonel major captain lieutenant admiral marshal brigadier ayatollah hojatoleslam
    hojatolislam sheikh sheik shaikh king queen prince princess pope cardinal senator governor mullah imam
    haji prof professor rev german french british american russian iranian iraqi syrian turkish israeli
    egyptian former deputy prime crown emir sultan ambassador secretary congressman congresswoman representative
    director chairman chairwoman speaker commander justice chief foreign defense defence vice sayyed
    """
)
# After these, wherever they stand among the words before a full name, the name begins: "CIA Director John Marlow".
_OFFICES = word_set("director secretary speaker minister president chancellor ambassador adviser senator congressman")
_ENDINGS = word_set("jr sr junior senior ii iii iv")
_TWO_INITIALS = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\.)")  # "B.J." is two words of one letter
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouy]")
_MAX_WORDS = 6  # words of a name that are compared; more are a list, not a name


@dataclass(frozen=True, slots=True)
class NameParts:
    """A person's name cut into words without particles, folded, and their skeletons."""

    words: tuple[str, ...]
    skeletons: tuple[str, ...]

    @property
    def family(self) -> str:
        """Return the last word; empty for a name without words."""
        return self.words[-1] if self.words else ""


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """Return what is left of a folded word when spellings of one sound fall together.

    >>> skeleton("dehghan") == skeleton("dehqan")
    True
    """
    sounds = word
    for pattern, sound in _SOUNDS:
        sounds = pattern.sub(sound, sounds)
    return _DOUBLE.sub(r"\1", sounds)


@lru_cache(maxsize=65_536)
def consonants(word: str) -> str:
    """Return the skeleton without its vowels; its first vowel stays as one sign."""
    sounds = skeleton(word)
    start = "a" if sounds[:1] and _VOWELS.match(sounds) else ""
    return start + _DOUBLE.sub(r"\1", _VOWELS.sub("", sounds))


@lru_cache(maxsize=65_536)
def name_parts(name: str) -> NameParts:
    """Return the words of a person's name without particles ("al", "bin", "van"), at most the last six."""
    every = _after_titles(folded(_TWO_INITIALS.sub(r"\1. ", name)).split())
    while len(every) > 2 and every[-1] in _ENDINGS:
        every = every[:-1]
    kept = [word for word in every if word not in words("particles")] or every
    kept = kept[-_MAX_WORDS:]
    return NameParts(tuple(kept), tuple(skeleton(word) for word in kept))


def _after_titles(every: list[str]) -> list[str]:
    """Return the words without titles before them; at least one word stays, of a title within two."""
    for place in (2, 1):
        if len(every) > place + 2 and every[place] in _OFFICES:
            every = every[place + 1 :]
    while len(every) > 1 and every[0] in _TITLES:
        every = every[1:]
    return every


def untitled(name: str) -> str:
    """Return a folded name without titles before it ("ayatollah", "CIA director")."""
    return " ".join(_after_titles(folded(name).split()))


@lru_cache(maxsize=262_144)
def word_similarity(word_a: str, word_b: str) -> float:
    """Return how alike two folded words of names are, 0 to 1; symmetric."""
    if word_a == word_b:
        return 1.0
    if word_a > word_b:
        word_a, word_b = word_b, word_a
    if len(word_a) == 1 or len(word_b) == 1:
        return 0.85 if word_a[0] == word_b[0] else 0.0
    if word_b in nicknames().get(word_a, frozenset()):
        return 0.93
    skeleton_a, skeleton_b = skeleton(word_a), skeleton(word_b)
    if skeleton_a == skeleton_b:
        return 0.97
    plain = DamerauLevenshtein.normalized_similarity(word_a, word_b)
    sounds = DamerauLevenshtein.normalized_similarity(skeleton_a, skeleton_b)
    jaro = JaroWinkler.similarity(word_a, word_b)
    score = max(plain, 0.97 * sounds, 0.5 * (plain + jaro))
    if consonants(word_a) == consonants(word_b) and len(consonants(word_a)) > 1:
        score = max(score, 0.93)
    return rounded(score)


def matched_words(parts_a: NameParts, parts_b: NameParts) -> list[tuple[int, int, float]]:
    """Return the one-to-one match of the shorter name's words with the highest sum: (index in a, in b, likeness)."""
    if len(parts_a.words) > len(parts_b.words):
        return [(i, j, score) for j, i, score in matched_words(parts_b, parts_a)]
    scores = [[word_similarity(word_a, word_b) for word_b in parts_b.words] for word_a in parts_a.words]
    # The order kept wins ties: it is tried first.
    best: tuple[float, tuple[int, ...]] = (-1.0, ())
    for order in permutations(range(len(parts_b.words)), len(parts_a.words)):
        turned = sum(order[i] > order[i + 1] for i in range(len(order) - 1))
        total = rounded(sum(scores[i][j] for i, j in enumerate(order)) - 0.02 * turned)
        if total > best[0]:
            best = (total, order)
    return [(i, j, scores[i][j]) for i, j in enumerate(best[1])]


def name_features(name_a: str, name_b: str) -> list[float]:
    """Return what the model weighs; all of it is symmetric in the two names."""
    parts_a, parts_b = name_parts(name_a), name_parts(name_b)
    if not parts_a.words or not parts_b.words:
        return [0.0] * FEATURES
    matched = matched_words(parts_a, parts_b)
    likeness = sorted(score for _, _, score in matched)
    long, short = max(len(parts_a.words), len(parts_b.words)), len(matched)
    last_a, last_b = len(parts_a.words) - 1, len(parts_b.words) - 1
    family = max((score for i, j, score in matched if i == last_a and j == last_b), default=0.0)
    worst, mean = likeness[0], sum(likeness) / short
    joined = _joined(parts_a, parts_b)
    whole = DamerauLevenshtein.normalized_similarity("".join(parts_a.words), "".join(parts_b.words))
    strong = sum(score >= _ALIKE for score in likeness)
    return [
        float(worst >= 0.9),
        float(worst >= 0.8),
        float(worst >= 0.7),
        float(worst >= 0.6),
        mean,
        family,
        (long - short) / long,
        float(short == 1),
        float(short == 1 and long == 1),
        whole,
        joined,
        strong / short,
        min(strong, 3) / 3,
        float(strong == short and short > 1),
        float(short > 1 and strong < short and worst < _UNLIKE),
    ]


def _joined(parts_a: NameParts, parts_b: NameParts) -> float:
    """Return 1 where the names differ only in how their words are parted ("Bin Salman", "Binsalman")."""
    together_a, together_b = "".join(parts_a.skeletons), "".join(parts_b.skeletons)
    alike = DamerauLevenshtein.normalized_similarity(together_a, together_b)
    return float(alike >= _ALIKE) if len(parts_a.words) != len(parts_b.words) else float(together_a == together_b)


def given_names_clash(name_a: str, name_b: str) -> bool:
    """Tell whether two full names cannot be one person's: one family name, and other given names or initials."""
    parts_a, parts_b = name_parts(name_a), name_parts(name_b)
    if len(parts_a.words) < 2 or len(parts_b.words) < 2:
        return False
    matched = matched_words(parts_a, parts_b)
    return min(score for _, _, score in matched) < _CLASH


_ALIKE = 0.85  # above this two words are probably one word
_UNLIKE = 0.7  # below this they are probably two
_CLASH = 0.6  # below this they are surely two
FEATURES = 15
WEIGHTS = (
    -0.2282, 0.4206, 1.1486, 1.6504, 1.0971, 1.8931, -0.6369, 0.3201, 0.0131, 1.976,
    0.8058, 2.1946, 0.9119, -0.6018, -0.9233,
)  # fmt: skip
BIAS = -4.6742


def spelling_similarity(name_a: str, name_b: str) -> float:
    """Return the probability that two names are one's by what is written alone; symmetric, 4 decimals.

    Equal names are 1. A shared family name with other given names is low, however like it looks. Names of bodies
    are compared by their words instead of sounds.
    """
    if folded(name_a) == folded(name_b):
        return 1.0 if folded(name_a) else 0.0
    if is_short_for(name_a, name_b):
        return _INITIALS
    if is_body(name_a) and is_body(name_b):
        return body_similarity(name_a, name_b)
    if _numbers_differ(name_a, name_b):
        return _OTHER_NUMBER
    odds = BIAS
    for weight, feature in zip(WEIGHTS, name_features(name_a, name_b), strict=True):
        odds += weight * feature
    return probability_of(rounded(odds + _OTHER_INITIAL * _initials_differ(name_a, name_b)))


def _numbers_differ(name_a: str, name_b: str) -> bool:
    """Tell whether both names have a number, and not the same: "101st Division", "82nd Division"."""
    numbers_a, numbers_b = _NUMBER.findall(name_a), _NUMBER.findall(name_b)
    return bool(numbers_a) and bool(numbers_b) and numbers_a != numbers_b


def _initials_differ(name_a: str, name_b: str) -> bool:
    """Tell whether both names have an initial of one letter where the other has another: "George H.", "George W."."""
    parts_a, parts_b = name_parts(name_a), name_parts(name_b)
    if len(parts_a.words) != len(parts_b.words):
        return False
    pairs = zip(parts_a.words, parts_b.words, strict=True)
    return any(len(a) == len(b) == 1 and a != b for a, b in pairs)


def name_similarity(name_a: str, name_b: str) -> float:
    """Return the probability that two names are one actor's, by spelling and by what is known; symmetric, 4 decimals.

    Names known as one's get odds on top of their spelling, which counts no less than a name wholly unlike.
    """
    spelled = spelling_similarity(name_a, name_b)
    if spelled >= 1.0 or not is_listed_together(untitled(name_a), untitled(name_b)):
        return spelled
    odds = max(log_odds_of(spelled), _UNLIKE_ODDS) if spelled > 0.0 else _UNLIKE_ODDS
    return probability_of(rounded(odds + _LISTED_ODDS))


# Of 21 pairs that lists join and spelling does not, about 15 seemed one person's by hand: odds of 1.1 together.
_UNLIKE_ODDS = -2.0
_OTHER_INITIAL = -3.0  # too rare in the labelled names to be fitted; initials are written to tell namesakes apart
_LISTED_ODDS = 3.1
_INITIALS = 0.8  # initials of a body's name and its words: two bodies may share three letters
_OTHER_NUMBER = 0.02
_NUMBER = re.compile(r"\d+")
