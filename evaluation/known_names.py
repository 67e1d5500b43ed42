"""Build `src/retold/actors/known_names.tsv`: names that one body, group or person is known by.

The facts are from the actor dictionaries of the Open Event Data Alliance (MIT), which list synonyms for coding events.
There, one list may hold several bodies of one state, a body and its head, or titles without a name; names under one
code need not be one actor's. What is left here are lists whose names can be one actor's.

    python -m evaluation.known_names DICTIONARIES [--without names.jsonl.gz]
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import combinations
from pathlib import Path

from evaluation.gold import json_lines
from retold.actors.bodies import body_similarity, body_words, is_body
from retold.actors.gazetteer import country_names, demonyms, folded, folded_entries, given_names, peoples, words
from retold.actors.names import name_parts, word_similarity
from retold.language.wordlists import words as word_set

_FILES = ("Phoenix.Countries.actors.txt", "Phoenix.International.actors.txt", "Phoenix.MilNonState.actors.txt")
# Lists of these files are one group each, with names that need not be alike; those of states mix bodies of one state.
_WHOLE_LISTS = frozenset(_FILES[2:])
_MAX_WHOLE = 6  # longer lists hold leaders, wings and places of a group too
_COMMENT = re.compile(r"<!--.*?-->|[;#].*")
_CODE = re.compile(r"\[[^\]]*\]")
_CODED = re.compile(r"\[\s*([A-Z]{3,})")
_BRACKETS = re.compile(r"\(([^)]*)\)")
_OFFICES = word_set(
    """
    president vice minister prime premier chancellor secretary ambassador senator congressman congresswoman governor
    general colonel director chief chairman chairwoman speaker attorney king queen prince sheikh ayatollah judge
    justice official officials leader spokesman spokeswoman representative candidate justices administration regime
    presient bundeskanzler kanzler pm house cia fbi defence defense foreign state deputy former us u.s.
    """
)
# Words in names of groups so general that a name of nothing else is nobody's.
_GENERAL = word_set(
    """
    group groups organization organisation islamic muslim muslims popular revolutionary national people peoples
    workers communist socialist democratic new free holy rebel rebels army armies forces fighters martyrs soldiers
    supporters youth students community society patriots freedom liberty justice unity the of and for partisans
    revolution revenge brigade brigades movement front guerrillas militants extremists terrorists separatists land sword
    """
)
_NO_PERSON = word_set("of the to and island islands isle republic republica republika army office")
_MAX_WORDS = 10
_MIN_LETTERS = 3
_SHARED_WORD = 0.85  # a word of a person's two names that is one word
_ONE_BODY = 0.7  # a country that only one name has is not enough


@dataclass(frozen=True, slots=True)
class Known:
    """One list: the folded names of a body, group or person, the usual one first."""

    type: str  # ORG, GROUP, PERSON
    country: str  # ISO 3166 alpha-3, or empty
    names: tuple[str, ...]


def read_lists(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Give the names and codes of each list of a dictionary, in its order; comments are left out."""
    names: list[str] = []
    codes: list[str] = []
    for line in text.splitlines():
        plain = _COMMENT.sub("", line).rstrip()
        name = _CODE.sub("", plain).strip()
        if name and not name.startswith("+"):
            if names:
                yield names, codes
            names, codes = [], []
        if name:
            names.append(name.removeprefix("+"))
        codes.extend(_CODED.findall(plain))
    if names:
        yield names, codes


def known_of(names: Sequence[str], codes: Sequence[str], *, whole: bool) -> list[Known]:
    """Return what one list says: nothing for countries and lists of titles, several bodies where it mixes them."""
    written = [clean for name in names for clean in _written(name)]
    if not codes or len(codes[0]) == 3 or any(_is_place(name) for name in written[:1]):
        return []  # a country, its towns and its people: the gazetteer has them
    country = codes[0][:3] if codes[0][:3] in country_names() else ""
    if whole:
        bodies = [name for name in written if not _is_person(name)]
        sure = [name for name in bodies if is_body(name) or " " not in name]
        parts = [_unique(bodies)] if len(written) <= _MAX_WHOLE else _connected(sure, _one_body)
        return _of_enough([Known("GROUP", country, part) for part in parts])
    if any(is_body(name) for name in written):
        parts = _connected([name for name in written if is_body(name) or " " not in name], _one_body)
        return _of_enough([Known("ORG", country, part) for part in parts])
    people = [name for name in map(_without_office, written) if len(name_parts(name).words) > 1]
    return _of_enough([Known("PERSON", country, part) for part in _connected(people, _one_person)])


def _written(name: str) -> list[str]:
    """Return a name as it is folded, and initials in brackets as a name of their own."""
    inside = [folded(found) for found in _BRACKETS.findall(name) if found.isupper() and found.isalpha()]
    outside = folded(_BRACKETS.sub(" ", name).replace("_", " "))
    return [each for each in (outside, *inside) if each and len(each.split()) <= _MAX_WORDS]


def _is_person(name: str) -> bool:
    """Tell whether a name in a group's list is a leader's: a given name and another word, or a title before a name."""
    parts = name.split()
    titled = len(parts) > 1 and parts[0] in words("titles")
    return titled or (parts[0] in given_names() and len(parts) in (2, 3) and not is_body(name))


def _is_place(name: str) -> bool:
    entry = folded_entries().get(name)
    return entry is not None and entry.sort in ("country", "capital", "place")


def _without_office(name: str) -> str:
    """Return a person's name without the titles and states before it; empty for a title without a name."""
    parts = name.split()
    states = {folded(adjective) for adjective in demonyms()} | _OFFICES | words("titles")
    while parts and (parts[0] in states or parts[0] in ("of", "and")):
        parts = parts[1:]
    return "" if any(part in _OFFICES or part in _NO_PERSON for part in parts) else " ".join(parts)


def _one_person(name_a: str, name_b: str) -> bool:
    """Tell whether two names share a word: without one a list is taken to mix persons."""
    parts_a, parts_b = name_parts(name_a).words, name_parts(name_b).words
    return any(
        word_similarity(a, b) >= _SHARED_WORD
        for a in parts_a
        for b in parts_b
        if len(a) > 1 < len(b) and not (a == b == parts_a[0] == parts_b[0] and a in given_names())
    )


def _one_body(name_a: str, name_b: str) -> bool:
    short, long = sorted((name_a, name_b), key=len)
    return body_similarity(short, long) >= _ONE_BODY or _is_short_for(short, long) or _adds_little(short, long)


def _adds_little(short: str, long: str) -> bool:
    """Tell whether a name of substance has one more word in its longer form, which is no body, field or office."""
    few, many = set(body_words(short)), set(body_words(long))
    apart = words("org_tails") | words("group_tails") | words("sectors") | words("titles")
    rest = few - apart - _GENERAL
    return bool(rest) and few < many and len(many - few) == 1 and not (many - few) & apart


def _is_short_for(initials: str, name: str) -> bool:
    """Tell whether a name of one word is the other's initials, with or without its small words."""
    parts = name.split()
    large = [part for part in parts if part not in ("of", "the", "for", "and", "in", "on")]
    return len(initials) >= _MIN_LETTERS and initials in (
        "".join(part[0] for part in every) for every in (parts, large)
    )


def _connected(names: Iterable[str], related: Callable[[str, str], bool]) -> list[tuple[str, ...]]:
    """Return the names parted into sets that the relation connects, in the list's order."""
    parts: list[list[str]] = []
    for name in _unique(names):
        touching = [part for part in parts if any(related(name, other) for other in part)]
        parts = [part for part in parts if part not in touching]
        parts.append([*[other for part in touching for other in part], name])
    return [tuple(part) for part in parts]


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _of_enough(lists: Iterable[Known]) -> list[Known]:
    return [each for each in lists if len(each.names) > 1]


def without_unclear(lists: Sequence[Known]) -> list[Known]:
    """Return the lists without names that stand in two of them, mean something else, or could be anybody's."""
    holders: dict[str, int] = defaultdict(int)
    for each in lists:
        for name in set(each.names):
            holders[name] += 1
    taken = {folded(name) for table in (demonyms(), peoples()) for name in table}
    kept = []
    for each in lists:
        names = [name for name in each.names if holders[name] == 1 and name not in taken and not _is_place(name)]
        kept.append(replace(each, names=tuple(name for name in names if _says_enough(name, each.names))))
    return [each for each in _of_enough(kept) if not _is_in_gazetteer_apart(each)]


def _says_enough(name: str, others: Sequence[str]) -> bool:
    """Tell whether a name has a word of substance; a single word must be the usual name, like it, or initials."""
    general = _GENERAL | words("org_tails") | words("group_tails") | words("sectors") | words("particles")
    if " " in name:
        return any(part not in general for part in name.split())
    if name in general or name in given_names() or len(name) < _MIN_LETTERS or not name.isalpha():
        return False
    usual = word_similarity(name, others[0]) >= _SHARED_WORD and len(name) > _MIN_LETTERS
    return usual or any(_is_short_for(name, other) for other in others)


def _is_in_gazetteer_apart(each: Known) -> bool:
    """Tell whether the gazetteer knows two names of a list as two things: then the list is of no use."""
    return len({folded_entries()[name].key for name in each.names if name in folded_entries()}) > 1


def table(lists: Iterable[Known]) -> str:
    """Return the file's text: sorted, one list a line."""
    rows = sorted({(each.type, each.country, "|".join(each.names)) for each in lists})
    head = (
        "# Names that one body, group or person is known by, folded. Made by `python -m evaluation.known_names`.\n"
        "# From the actor dictionaries of the Open Event Data Alliance, MIT: see known_names.LICENSE.\n"
        '# type, country (ISO 3166 alpha-3 or none), names; "|" between several\n'
    )
    return head + "".join("\t".join(row) + "\n" for row in rows)


def build(folder: Path, *, without: Sequence[Sequence[str]] = ()) -> str:
    """Return the text of the file from the dictionaries in `folder`, without the lists that have pairs of `without`.

    Raises `OSError` where a dictionary is missing.
    """
    lists: list[Known] = []
    for name in _FILES:
        text = folder.joinpath(name).read_text(encoding="utf-8", errors="replace")
        for names, codes in read_lists(text):
            lists.extend(known_of(names, codes, whole=name in _WHOLE_LISTS))
    left_out = {pair for group in without for pair in combinations(sorted({folded(name) for name in group}), 2)}
    kept = [
        each
        for each in without_unclear(list(dict.fromkeys(lists)))
        if not left_out & set(combinations(sorted(each.names), 2))
    ]
    return table(kept)


def main() -> None:
    """Write the file beside the gazetteer, or elsewhere with `--to`."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.known_names", description=__doc__)
    parser.add_argument("dictionaries", type=Path)
    parser.add_argument("--without", type=Path, help="leave out the lists that have these names, to measure honestly")
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    without = [record["names"] for record in json_lines(given.without, needed=("names",))] if given.without else []
    target = given.to or Path(str(files("retold.actors").joinpath("known_names.tsv")))
    target.write_text(build(given.dictionaries, without=without), encoding="utf-8")


if __name__ == "__main__":
    main()
