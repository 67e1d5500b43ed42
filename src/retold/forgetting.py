"""Which articles name an actor: what `retold forget` removes."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

from retold.corpus import Corpus
from retold.erasure import ACCENTS, DOT, GREEK_VOWELS, Forgetting, fold, folded_words, telling_names

# Whatever says something of an article: its text, every value of its fields, its address, its file's name. An address
# whose escapes are no UTF-8 is looked through as it stands.
_HOLDING = """select distinct x.article from (
    select a.article, a.text as words from articles a
    union all select m.article, m.value from metadata m
    union all select u.article, coalesce(try(url_decode(u.address)), u.address) from (
        select a.article, a.url as address from articles a
        union all select o.article, case when regexp_matches(o.origin, '^https?://') then o.origin
            else regexp_extract(o.origin, '[^/]*$') end from origins o
        union all select r.article, concat_ws(' ', p.requested, array_to_string(p.hops, ' ')) from stage.readings r
            join stage.responses p on p.origin = r.origin and p.bytes_hash = r.bytes_hash
    ) u
) x where regexp_matches(nfc_normalize(x.words), ?)"""


_LONGEST_FOLD = 3  # letters, of ﬃ
_MOST_IN_A_ROW = 10  # letters that may be written by fewer; nobody's name has more, and their ways grow without bound


def forgetting_of(corpus: Corpus, entity: str) -> Forgetting:
    """Return the names of an actor that tell it from others, and every article that holds one or means it.

    An article counts when a mention in it was found to be the actor, or when one of the names stands in its text, in
    what is said of it, or in its address, whatever the program made of it. Raises `NotFound` for an unknown actor.
    """
    row = corpus.entity(entity).to_pylist()[0]
    names = telling_names([row["name"], *(each["name"] for each in row["names"])])
    meant = corpus.ask("select distinct m.article from mentions m where m.entity = ?", [row["entity"]])
    articles = set(meant.column(0).to_pylist())
    for name in names:
        articles.update(corpus.ask(_HOLDING, [_pattern(name)]).column(0).to_pylist())
    return Forgetting(names, tuple(sorted(articles)))


def _pattern(name: str) -> str:
    """Return a pattern for a name, whatever stands between its words: line breaks, hyphens, double spaces."""
    return r"(^|[^\pL\pN\pM])" + r"[^\pL\pN\pM]+".join(map(_spelled, folded_words(name))) + r"($|[^\pL\pN\pM])"


def _spelled(word: str) -> str:
    """Return a pattern for whatever `fold` makes a folded word of: the database's own way to fold knows no ß for ss."""
    pattern, begin = "", 0
    while begin < len(word):
        end = begin + 1
        while (further := max(_reach(word, place) for place in range(begin, end))) > end:
            end = further
        written = word[begin:end]
        ways = _tilings(written) if len(written) <= _MOST_IN_A_ROW else ["".join(map(_letter, written))]
        pattern += f"(?:{'|'.join(ways)})"
        begin = end
    return pattern


def _reach(word: str, place: int) -> int:
    """Return where the longest letter ends that stands for several of a word from `place` on."""
    lengths = range(_LONGEST_FOLD, 1, -1)
    return place + next((length for length in lengths if word[place : place + length] in _unfolded()), 1)


def _tilings(word: str) -> list[str]:
    """Return patterns for the ways to write a folded word by letters of which some stand for several."""
    if not word:
        return [""]
    found = [_letter(word[0]) + rest for rest in _tilings(word[1:])]
    for length in range(2, min(_LONGEST_FOLD, len(word)) + 1):
        if word[:length] in _unfolded():
            found += [_any_of(_unfolded()[word[:length]]) + rest for rest in _tilings(word[length:])]
    return found


def _letter(letter: str) -> str:
    """Return a pattern for the letters that are folded to this one, in one piece or with their marks apart."""
    mark = DOT if letter == "i" else ACCENTS if letter in GREEK_VOWELS else ""
    pattern = _any_of(_unfolded().get(letter, [letter])) + (f"[{mark}]{{0,2}}" if mark else "")
    apart = unicodedata.decomposition(letter).split()
    if len(apart) != 2 or apart[0].startswith("<"):  # one piece, or a letter that is only like others
        return pattern
    first, rest = (chr(int(code, 16)) for code in apart)
    return f"(?:{pattern}|{_letter(first)}{rest})"


def _any_of(letters: Iterable[str]) -> str:
    forms = sorted({form for letter in letters for form in (letter, unicodedata.normalize("NFD", letter))})
    return f"(?:{'|'.join(map(re.escape, forms))})"


@cache
def _unfolded() -> dict[str, list[str]]:
    """Return for what letters are folded to, one letter or several, those letters."""
    found: dict[str, list[str]] = {}
    for letter in filter(str.isalnum, map(chr, range(sys.maxunicode + 1))):
        folded = fold(letter)
        if folded != letter:
            found.setdefault(folded, [folded] if len(folded) == 1 else []).append(letter)
    return found
