"""Whether two spellings are one person's name: "Dehghan" and "Dehqan", "Sergey" and "Sergei", "Işık" and "Isik".

Each word of a name has a skeleton in which the usual ways to write one foreign sound in Latin letters fall together.
Words are matched one to one in any order; what stays unmatched, what is an initial, and what disagrees in the family
name are weighed by a logistic model. Its weights were fitted to the groups of persons' names among 880 groups of
spellings, with pairs that share a word as the counter-examples; names of bodies were left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from retold.actors.gazetteer import folded, nicknames, words
from retold.evidence import probability_of, rounded
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
    egyptian former deputy prime crown emir sultan
    """
)
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
    every = folded(name).split()
    while len(every) > 1 and every[0] in _TITLES:
        every = every[1:]
    kept = [word for word in every if word not in words("particles")] or every
    kept = kept[-_MAX_WORDS:]
    return NameParts(tuple(kept), tuple(skeleton(word) for word in kept))


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
    -1.5365, 0.4741, 1.2132, 2.2975, 3.4322, 1.125, -0.1228, -1.0631, 0.2973,
    1.5453, 2.1852, 2.4116, -0.5427, 0.992, -0.6773,
)  # fmt: skip
BIAS = -7.1573


def name_similarity(name_a: str, name_b: str) -> float:
    """Return the probability that two names are spellings of one person's name; symmetric, 4 decimals.

    Equal names are 1. A shared family name with other given names is low, however like it looks.
    """
    if folded(name_a) == folded(name_b):
        return 1.0 if folded(name_a) else 0.0
    features = name_features(name_a, name_b)
    return probability_of(BIAS + sum(weight * feature for weight, feature in zip(WEIGHTS, features, strict=True)))
