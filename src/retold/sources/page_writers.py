"""Who wrote a page's article: the names in its mark-up, people before bodies, without "By", offices and the outlet.

What a page states as its author is often the outlet itself; then a name in the visible byline goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from retold.sources.page_data import PageData
from retold.sources.page_titles import letters_of

_METAS = (
    *("author", "articleauthor", "authors", "parselyauthor", "sailthruauthor", "dccreator", "dctermscreator", "byl"),
    *("citationauthor", "cxenseparseauthor", "authorname", "dccontributor", "contentauthor", "byline", "dcauthor"),
    *("writtenby", "twittermiscwrittenby"),
)
# "By" in the languages of news pages, and what stands for it in labels.
_BY_WORDS = (
    r"by|von|par|por|di|de|door|af|av|od|przez|oleh|ni|texto|text|testo|tekst|texte|foto|words|story|report(?:ed)?"
    r"|reporting|written|autor(?:in|a|es|en)?(?:/autor(?:in)?)?|author|auteure?|autore|författare|skribent|journalist"
    r"|geschrieben|verfasst|escrito|scritto|écrit|geschreven|skrevet|skriven|yazan|автор|текст|от|από|بقلم|كتب|מאת"
)
BY = re.compile(
    rf"^\W*(?:(?:{_BY_WORDS})(?:\s+(?:by|von|par|por|da|door|av|af))?\s*:?\s+|(?:{_BY_WORDS})\s*:\s*)", re.IGNORECASE
)
LABEL = re.compile(
    r"^\W*(?:by|von|par|por|di|av|af|door|by line|autor(?:in|a|es|en)?(?:/autor(?:in)?)?|author|auteure?|autore"
    r"|skribent|journalist|written by|reported by|text|texto|testo|tekst|texte)\b\s*:?\s+(?-i:[^\W\d_a-zß-öø-ÿ])",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"^(?:written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|skrevet av"
    r"|skrevet af|skriven av|napisane przez|author|autor|auteur|autore|ditulis oleh|yazan|автор)$",
    re.IGNORECASE,
)
# An address, an account, a number, or what a content system writes where nobody is named.
NO_NAME = re.compile(
    r"^(?:https?:|@|/)|@[\w-]+\.\w|\bwww\.|^[\d\W]+$|^\W*(?:admin(?:istrator)?|editor|null|none|undefined|unknown|guest"
    r"|name \*|user|root|webmaster|default)\W*$|\.(?:php|html?)\b",
    re.IGNORECASE,
)
_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}$", re.IGNORECASE)
_AND = re.compile(
    r"\s*(?:;|\||•|·|、|，|\s/\s|\s+(?:and|und|et|y|e|og|och|en|i|ve|dan|và|и|&|as well as|sowie|with|mit)\s+)\s*",
    re.IGNORECASE,
)
_TITLES = re.compile(r"^(?:dr|prof|mr|mrs|ms|sir)\.?\s+", re.IGNORECASE)
_NAME_WORD = r"(?:[^\W\d_]['’])?[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]*)*"
_PERSON = re.compile(rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{2,6}}")
_PARTICLE_WORDS = "de da di do dos das del della van von der den ter ten la le el al bin ibn of y e zu du"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OFFICE = re.compile(r"\s*(?:기자|특파원|記者|记者)$")  # "reporter" after a name
_LONGEST = 200  # characters of a byline; more is a text
_MOST_WORDS = 14  # of a name; what has more is a title or a sentence
_MOST_NAMES = 20


def writers_of(data: PageData, outlets: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the writers' bylines that the mark-up states, in order of trust; and those that name the outlet alone."""
    own = {letters_of(name) for name in outlets}
    people: list[str] = []
    bodies: list[str] = []
    for names in _groups(data):
        kept = [name for name in dict.fromkeys(names) if _is_usable(name)][:_MOST_NAMES]
        others = [name for name in kept if letters_of(name) not in own and not _HOST.match(name)]
        if others:
            people.append(", ".join(others))
        elif kept:
            bodies.append(", ".join(kept))
    return list(dict.fromkeys(people)), list(dict.fromkeys(bodies))


def _groups(data: PageData) -> Iterator[list[str]]:
    """Yield the names that stand together, from each place of the mark-up."""
    linked = [clean_name(name) for name in _linked_names(data.article.get("author"), data)]
    linked = linked or [clean_name(name) for name in _linked_names(data.article.get("creator"), data)]
    yield linked
    for meta in _METAS:
        values = [clean_name(value) for value in data.metas.get(meta, ())]
        yield split_names(values[0]) if len(values) == 1 else values
    for number in ("1", "2"):
        for label, value in zip(
            data.metas.get(f"twitterlabel{number}", ()), data.metas.get(f"twitterdata{number}", ()), strict=False
        ):
            if _LABELS.match(label.strip().rstrip(":")):
                yield split_names(clean_name(value))


def split_names(names: str) -> list[str]:
    """Return the names that a byline lists; what is no list of people's names stays as it is.

    >>> split_names("Ada Brook, Ben Reed and Cy Fen")
    ['Ada Brook', 'Ben Reed', 'Cy Fen']
    >>> split_names("AFP, Manila")
    ['AFP, Manila']
    """
    parts = [part for half in _AND.split(names) for part in re.split(r"\s*,\s*", half) if part]
    if len(parts) > 1 and all(is_person(part) for part in parts):
        return parts
    return [names] if names else []


def is_person(name: str) -> bool:
    """Tell whether a name has the shape of a person's: two to five words that begin with capitals."""
    name = _TITLES.sub("", name)
    if _PERSON.fullmatch(name) is None:
        return False
    words = name.split()
    return bool(_CJK.search(name)) or all(word[0].isupper() or word.lower() in _PARTICLES for word in words)


def clean_name(name: str) -> str:
    """Return a name without mark-up, "By" before it, and white space at its ends."""
    plain = " ".join(unescape(name).split())
    return _OFFICE.sub("", BY.sub("", plain, count=1)).strip(" ,;|")


def _is_usable(name: str) -> bool:
    return bool(name) and len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS and NO_NAME.search(name) is None


def _linked_names(value: Any, data: PageData) -> Iterator[str]:
    every: list[Any] = value if isinstance(value, list) else [value]
    for each in every:
        if isinstance(each, dict):
            known = data.names.get(each["@id"], each) if isinstance(each.get("@id"), str) else each
            name = each.get("name") or known.get("name")
            yield from (part for part in (name if isinstance(name, list) else [name]) if isinstance(part, str))
        elif isinstance(each, str):
            yield from split_names(each)
