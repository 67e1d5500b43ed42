"""What is counted in one version of a page that tells old versions from later ones, and how far two counts are apart.

Pages grow references, pictures and sections; remarks in brackets of the editors, informal words and slips go; notes
that were taken off leave gaps and stops without a space. Most measures count a pattern in the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from math import log1p

from retold.evidence import rounded
from retold.language.known import known_forms

_LEAST_SIGN = 0.4  # what the smallest difference says, of what a great one says
_STEEPNESS = 9.0  # a ninth of the full difference says half of the rest
_LAST_YEAR = 2100
_RATE_WORDS = 500  # rates count in so many words
_LEAST_WORDS = 50  # shorter texts are counted as of this length: one word must not make a rate
_LEAST_SENTENCE = 2  # words; shorter pieces are numbers and initials
_YEAR = re.compile(r"(?<![\d.,:/])(?:1[5-9]|20)\d\d(?![\d/]|[.,]\d)")
_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_INFORMAL = (
    "thing|things|look|looks|got|gets?|lots?|probably|seems?|actually|really|quite|very|basically|kind|sort|guys?|stuff"
    "|maybe|perhaps|something|someone|somebody|you|your|i|me|my|we|us|our|say|says|talk|wants?|okay|anyway|pretty|just"
    "|so|bit|big|good|bad|nice|well|know|think|guess|means?|try"
)
_FORMAL = (
    "however|although|establish(?:ed|ment)|during|century|known|developed|throughout|within|between|became|both"
    "|including|derived|following|according|respectively|thus|located"
)
_HEDGES = "often|usually|generally|sometimes|typically|commonly|some|many|several|various"
_PRAISE = "famous|great|greatest|best|most|important|notable|noted|popular|known|interesting|beautiful"
_NOW = "now|today|currently|current|recent|recently|present|presently|modern"
_FUTURE = "will|shall|plans?|planned|expected|upcoming|scheduled|soon|forthcoming"
_SECTIONS = (
    "see also|references|external links|further reading|notes|bibliography|etymology|history|overview|background"
)

Measure = Callable[[str], float]


def _count(pattern: str) -> Measure:
    compiled = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    return lambda text: float(sum(1 for _ in compiled.finditer(text)))


def _latest_year(text: str) -> float:
    return float(max((year for year in map(int, _YEAR.findall(text)) if year <= _LAST_YEAR), default=0))


def _first_paragraph(text: str) -> float:
    return float(len(text.lstrip().split("\n\n", 1)[0].split()))


def _first_line(text: str) -> float:
    return float(len(text.lstrip().split("\n", 1)[0].split()))


_FORM = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_SENTENCE_END = re.compile(r"[.!?]\s+|\n")


def _unknown_words(text: str) -> float:
    known = known_forms()
    return float(sum(form not in known for form in map(str.lower, _FORM.findall(text)))) if known else 0.0


def _word_length(text: str) -> float:
    """Letters in a hundred words."""
    words = _WORD.findall(text)
    return 100.0 * sum(map(len, words)) / max(1, len(words))


def _sentence_length(text: str) -> float:
    lengths = [size for piece in _SENTENCE_END.split(text) if (size := len(piece.split())) > _LEAST_SENTENCE]
    return sum(lengths) / max(1, len(lengths))


# A measure of a text, and the difference of two texts beyond which it says no more.
MEASURES: dict[str, tuple[Measure, float]] = {
    "later year named": (_latest_year, 8.0),
    "longer": (lambda text: float(len(text.split())), 400.0),
    "longer first line": (_first_line, 60.0),
    "longer opening": (_first_paragraph, 90.0),
    "longer sentences": (_sentence_length, 10.0),
    "longer words": (_word_length, 40.0),
    "more accents": (_count(r"[\u00c0-\u024f]"), 10.0),
    "more addresses": (_count(r"https?://"), 6.0),
    "more adverbs": (_count(r"\w{3}ly\b"), 12.0),
    "more ampersands": (_count(r"&"), 3.0),
    "more American spellings": (
        _count(r"\w(?:ization|ized|izing|yze[ds]?)\b|\b(?:color|honor|labor|favor)\w*"),
        4.0,
    ),
    "more blank lines at the beginning": (lambda text: float(len(text) - len(text.lstrip())), 3.0),
    "more blank lines at the end": (lambda text: float(len(text) - len(text.rstrip())), 4.0),
    "more British spellings": (_count(r"\w(?:isation|ised|ising|our|ogue|yse[ds]?)\b"), 4.0),
    "more colons": (_count(r":(?!/)"), 8.0),
    "more commas": (_count(r",(?=\s)"), 40.0),
    "more curly marks": (_count(r"[“”‘’]"), 6.0),
    "more dashes of two hyphens": (_count(r"--"), 4.0),
    "more days before months": (_count(rf"\b\d{{1,2}} {_MONTH}\b"), 5.0),
    "more em dashes": (_count("—"), 4.0),
    "more en dashes": (_count("–"), 6.0),
    "more eras BC or AD": (_count(r"\b(?:bc|ad)\b"), 3.0),
    "more eras BCE or CE": (_count(r"\b(?:bce|ce)\b"), 3.0),
    "more exclamation marks": (_count(r"!"), 3.0),
    "more formal words": (_count(rf"\b(?:{_FORMAL})\b"), 12.0),
    "more gaps": (_count(r"[a-z,(]  +[a-z,.)]"), 6.0),
    "more hedges": (_count(rf"\b(?:{_HEDGES})\b"), 8.0),
    "more in the past": (_count(r"\b(?:was|were|had|did)\b|\w{2}ed\b"), 30.0),
    "more informal words": (_count(rf"\b(?:{_INFORMAL})\b"), 15.0),
    "more links to other languages": (
        _count(r"(?:^|\s|(?<=[^\W\d]))(?:[a-z]{2}|simple|zh-[a-z-]{1,20}|nds|als|ast|csb):(?=[^\s/\d])"),
        6.0,
    ),
    "more long words": (_count(r"\b[^\W\d_]{9,11}\b"), 40.0),
    "more marks of emphasis": (_count(r"''"), 4.0),
    "more months before days": (_count(rf"\b{_MONTH} \d{{1,2}}\b"), 5.0),
    "more non-breaking spaces": (_count("\u00a0|&nbsp;"), 5.0),
    "more of now": (_count(rf"\b(?:{_NOW})\b"), 4.0),
    "more of what is to come": (_count(rf"\b(?:{_FUTURE})\b"), 4.0),
    "more other scripts": (_count(r"[\u0370-\u1fff\u2c00-\ud7ff\uf900-\uffef]"), 12.0),
    "more pages and volumes cited": (
        _count(r"\bpp?\. ?\d|\b(?:retrieved|archived|doi|cited?)\b|\b(?:ed|vol)\."),
        6.0,
    ),
    "more parentheses": (_count(r"\("), 10.0),
    "more pictures": (_count(r"\b(?:image|photo|photograph|picture|video|thumb|file)\b|\dpx"), 6.0),
    "more pictures placed": (_count(r"\[\[(?:image|file)|thumb\||\dpx|\|right|\|left|image:"), 6.0),
    "more praise": (_count(rf"\b(?:{_PRAISE})\b"), 5.0),
    "more quotation marks": (_count('"'), 12.0),
    "more sections by name": (_count(rf"^ ?(?:{_SECTIONS})\b"), 4.0),
    "more signed remarks": (_count(r"\(utc\)"), 3.0),
    "more spaced dashes": (_count(" - "), 6.0),
    "more spaces at the ends of lines": (_count(" $"), 8.0),
    "more stops": (_count(r"\.(?=\s|$)"), 20.0),
    "more stops without a space": (_count(r"(?<![/.w@])\b[a-z]{3,}[.][a-z]{2,}[ ,]"), 8.0),
    "more stray marks": (_count(r"\( *[,;)]| [,.;](?=\s)|,,"), 3.0),
    "more tags": (_count(r"</?[a-z]+"), 5.0),
    "more times of what holds": (_count(r"\bas of\b|\bsince (?:19|20)"), 2.0),
    "more two spaces after a stop": (_count(r'[.!?]  [a-z"]'), 12.0),
    "more unknown words": (_unknown_words, 20.0),
    "more words: also": (_count(r"\b(?:also|additionally|furthermore|moreover|as well)\b"), 5.0),
    "more words: by": (_count(r"\bby\b"), 10.0),
    "more words: is a": (_count(r"\b(?:is|are) (?:an?|the)\b"), 6.0),
    "more words: it": (_count(r"\bits?\b"), 8.0),
    "more words: that": (_count(r"\bthat\b"), 8.0),
    "more words: the": (_count(r"\bthe\b"), 40.0),
    "more words: there is": (_count(r"\bthere (?:is|are|was|were)\b"), 3.0),
    "more words: which": (_count(r"\bwhich\b"), 6.0),
}
# Measures that also count by length, and the difference in `_RATE_WORDS` words beyond which a rate says no more.
RATES: dict[str, tuple[str, float]] = {
    "denser addresses": ("more addresses", 6.0),
    "denser hedges": ("more hedges", 8.0),
    "denser other scripts": ("more other scripts", 12.0),
    "denser quotation marks": ("more quotation marks", 12.0),
    "denser words: also": ("more words: also", 5.0),
    "denser words: it": ("more words: it", 8.0),
    "denser words: the": ("more words: the", 40.0),
}


@lru_cache(maxsize=1 << 14)
def measured(name: str, text: str) -> float:
    """Return one measure of a text; kept, for a version is compared with several others."""
    return MEASURES[name][0](text)


def measure_signs(old: str, new: str) -> dict[str, float]:
    """Return how far each measure and each rate grows from one text to the other, -1 to 1."""
    signs = {
        name: graded(measured(name, new) - measured(name, old), full) for name, (_, full) in sorted(MEASURES.items())
    }
    lengths = [max(_LEAST_WORDS, measured("longer", text)) / _RATE_WORDS for text in (old, new)]
    for name, (measure, full) in sorted(RATES.items()):
        difference = measured(measure, new) / lengths[1] - measured(measure, old) / lengths[0]
        signs[name] = rounded(max(-1.0, min(1.0, difference / full)))
    return signs


def graded(difference: float, full: float) -> float:
    """Return a sign between -1 and 1 that grows with the logarithm of the difference up to `full`."""
    if not difference:
        return 0.0
    size = min(1.0, log1p(_STEEPNESS * abs(difference) / full) / log1p(_STEEPNESS))
    size = _LEAST_SIGN + (1 - _LEAST_SIGN) * size
    return rounded(size if difference > 0 else -size)
