"""Numbers in figures and words, as patterns and as values."""

from __future__ import annotations

import re

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_WORD_VALUES = {word: number for number, word in enumerate(_ONES.split(), start=1)}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_SMALL = "|".join(sorted(_WORD_VALUES, key=lambda word: (-len(word), word)))
_WORDS = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_SMALL})\b)?|(?:{_SMALL})\b)"
_SCALED = rf"(?:(?:an?|{_WORDS}|\d+(?:\.\d+)?)[ -])?(?:hundred|dozen|thousand|million|billion)\b"
_LONE = r"(?<![\d.,$€£])"  # no part of a longer figure, and no money
_FRACTION = rf"{_LONE}\d{{1,3}}(?:-| )1/2|{_LONE}\d{{0,3}}½"
_FIGURE = rf"{_LONE}\d{{1,3}}(?:,\d{{3}})+|{_LONE}\d{{1,5}}(?:\.\d{{1,2}})?"
NUMBER = rf"(?i:{_SCALED}|{_FRACTION}|{_WORDS}|{_FIGURE})"
VAGUE = (
    r"(?i:(?:the )?(?:several|many|numerous|countless|various)|(?:a|the) few(?: more)?|(?:a|the) good many"
    r"|a couple(?: of| more)?|a number of|(?:dozens|scores|hundreds|thousands|tens|millions|billions) of|few)"
)
ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9},
    "tenth": 10,
    **{"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16},
    **{"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21},
    **{"twenty-second": 22, "twenty-third": 23, "twenty-fourth": 24, "twenty-fifth": 25, "twenty-sixth": 26},
    **{"twenty-seventh": 27, "twenty-eighth": 28, "twenty-ninth": 29, "thirtieth": 30, "thirty-first": 31},
}
ORDINAL = rf"(?i:{'|'.join(sorted(ORDINALS, key=lambda word: (-len(word), word)))}|\d{{1,3}}(?:st|nd|rd|th))"


def number_of(text: str) -> float | None:
    """Return what a number in figures or words counts; None for one that does not say ("several")."""
    words = re.split(r"[\s-]+", text.lower().replace(",", "").strip())
    total = 0.0
    for word in words:
        if re.fullmatch(r"\d+(?:\.\d+)?", word):
            total += float(word)
        elif word == "1/2" or word.endswith("½"):
            total += 0.5 + float(word.removesuffix("½") if word[0].isdigit() and word != "1/2" else 0)
        elif word in _WORD_VALUES or word in _TENS:
            total += _WORD_VALUES.get(word, 0) + _TENS.get(word, 0)
        elif word in _SCALES:
            total = max(total, 1.0) * _SCALES[word]
        elif word == "couple":
            return 2.0
        elif word not in {"a", "an"}:
            return None
    return total or 1.0


def numbers_in_words(text: str) -> list[int]:
    """Return the numbers below a hundred that a text has in words, in order; "thirty-one" is one of them.

    >>> numbers_in_words("Zero to thirty-one men")
    [0, 31]
    """
    found = re.finditer(rf"\b(?:zero|{_WORDS})\b", text.lower())
    return [int(number_of(match.group()) or 0) if match.group() != "zero" else 0 for match in found]


def ordinal_of(text: str) -> int:
    """Return the number of an ordinal in figures or words."""
    word = text.lower()
    return ORDINALS[word] if word in ORDINALS else int(re.sub(r"\D", "", word))
