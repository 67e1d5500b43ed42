"""Names that stand for one another: said so in a text, or put for one another where two articles share a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from rapidfuzz.distance import JaroWinkler

from retold.actors.gazetteer import folded, folded_entries
from retold.quotations.tellings import FUNCTION_WORDS, is_name, stem_of
from retold.reuse.folding import fold
from retold.reuse.words import Words, words_of
from retold.spans import Span

Phrase = tuple[str, ...]  # the stems of a name, function words left out

_MAX_NAME_WORDS = 5
_ALIKE = 0.8  # Jaro-Winkler of two spellings of one name, whose consonants must be the same
_CONSONANTS = str.maketrans("qczy", "kks-", "aeiouh")  # letters that transliterations swap or drop
_SAID_ALIKE = re.compile(r"(?P<name>(?:[A-Z][\w’'-]*[ ])*[A-Z][\w’'-]*)[ ]\((?P<inner>[^()\n]{2,90})\)")
_ALIAS_WORDS = re.compile(
    r"^(?:also (?:known|called|spelled|written)(?: as)?|formerly(?: known as| called)?|previously(?: known as)?|once|"
    r"a\.?k\.?a\.?|or|known as|then)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Swap:
    """A name of one article where another, in the same words, has another name."""

    phrase_a: Phrase
    phrase_b: Phrase


@dataclass(slots=True)
class Aliases:
    """Which names stand for one another in one story."""

    swaps: dict[frozenset[Phrase], int] = field(default_factory=dict)  # how many places swap the two
    said: set[frozenset[Phrase]] = field(default_factory=set)
    _representative: dict[Phrase, Phrase] = field(default_factory=dict)

    def seal(self) -> None:
        """Work out the groups of names. Their representative is their least name, whatever order they came in."""
        parents: dict[Phrase, Phrase] = {}

        def root(phrase: Phrase) -> Phrase:
            while parents.setdefault(phrase, phrase) != phrase:
                phrase = parents[phrase]
            return phrase

        for pair in sorted(map(sorted, {*self.swaps, *self.said})):
            first, second = sorted((root(pair[0]), root(pair[-1])))
            parents[second] = first
        self._representative = {phrase: root(phrase) for phrase in list(parents)}

    def terms(self, stems: Sequence[str]) -> tuple[str, ...]:
        """Return `stems` without empty ones, each known name put as its group's representative."""
        kept = [stem for stem in stems if stem]
        found: list[str] = []
        index = 0
        while index < len(kept):
            size = self._longest_at(kept, index)
            if size:
                phrase = tuple(kept[index : index + size])
                found.append("=" + " ".join(self._representative[phrase]))
            else:
                found.append(kept[index])
            index += max(size, 1)
        return tuple(found)

    def _longest_at(self, stems: Sequence[str], index: int) -> int:
        if not self._representative:
            return 0
        for size in range(min(_MAX_NAME_WORDS, len(stems) - index), 0, -1):
            if tuple(stems[index : index + size]) in self._representative:
                return size
        return 0

    def are_one(self, phrase_a: Phrase, phrase_b: Phrase) -> bool:
        """Tell whether two names are surely one: a text says so, several places swap them, or they are spelled alike.

        A swap seen at one place only is no proof: it may be the change of meaning that we look for.
        """
        if not phrase_a or not phrase_b or phrase_a == phrase_b:
            return phrase_a == phrase_b
        pair = frozenset((phrase_a, phrase_b))
        if pair in self.said or self.swaps.get(pair, 0) > 1:
            return True
        if _is_part(phrase_a, phrase_b) or self._are_parts_of_one(phrase_a, phrase_b):
            return True
        return len(phrase_a) == len(phrase_b) and all(map(are_spelled_alike, phrase_a, phrase_b))

    def _are_parts_of_one(self, phrase_a: Phrase, phrase_b: Phrase) -> bool:
        """Tell whether two names are shortened forms of a pair that is one."""
        sure = [pair for pair in self.said if len(pair) > 1]
        sure += [pair for pair, count in self.swaps.items() if count > 1 and len(pair) > 1]
        return any(
            _is_part(phrase_a, first) and _is_part(phrase_b, second)
            for pair in sure
            for first, second in permutations(pair)
        )


def _is_part(phrase_a: Phrase, phrase_b: Phrase) -> bool:
    """Tell whether all words of one name stand in the other."""
    return set(phrase_a) <= set(phrase_b) or set(phrase_b) <= set(phrase_a)


def are_spelled_alike(stem_a: str, stem_b: str) -> bool:
    """Tell whether two stems may be spellings of one name; numbers must be equal.

    >>> are_spelled_alike("leyla", "leila"), are_spelled_alike("iran", "iraq")
    (True, False)
    """
    if stem_a == stem_b or stem_a.isdigit() or stem_b.isdigit():
        return stem_a == stem_b
    bare_a, bare_b = (stem.translate(_CONSONANTS).replace("-", "") for stem in (stem_a, stem_b))
    return bare_a == bare_b and JaroWinkler.similarity(stem_a, stem_b) >= _ALIKE


def are_known_alike(name_a: str, name_b: str) -> bool:
    """Tell whether two names are known for one thing, or for a country and its capital, which stands for it.

    >>> are_known_alike("Washington", "the US"), are_known_alike("Iran", "Iraq")
    (True, False)
    """
    known = folded_entries()
    a, b = known.get(folded(name_a)), known.get(folded(name_b))
    if a is None or b is None:
        return False
    return a.key == b.key or (a.type == b.type == "GPE" and a.country is not None and a.country == b.country)


def learn_aliases(texts: Mapping[str, str], swaps: Iterable[tuple[str, int, Swap]]) -> Aliases:
    """Return the aliases of a story: from its texts, and from `swaps` with the article and place of each."""
    places: dict[frozenset[Phrase], set[tuple[str, int]]] = {}
    for article, begin, swap in swaps:
        places.setdefault(frozenset((swap.phrase_a, swap.phrase_b)), set()).add((article, begin))
    aliases = Aliases({pair: _independent(found) for pair, found in places.items()})
    for article in sorted(texts):
        aliases.said.update(said_aliases(texts[article]))
    aliases.seal()
    return aliases


def _independent(places: set[tuple[str, int]]) -> int:
    """Count the places within the article that has most: the same place against many copies says it once."""
    articles = [article for article, _ in places]
    return max(articles.count(article) for article in set(articles))


def said_aliases(text: str) -> set[frozenset[Phrase]]:
    """Return pairs of names that a text puts for one another: "Harbour Guard (HG, formerly the Pier Watch)"."""
    found: set[frozenset[Phrase]] = set()
    for match in _SAID_ALIKE.finditer(text):
        name = phrase_of(words_of(text, [Span(*match.span("name"))]))
        for part in re.split(r"[,;/]\s*", match["inner"]):
            bare = _ALIAS_WORDS.sub("", part.strip())
            other = phrase_of(words_of(bare))
            is_said = bare != part.strip() or is_abbreviation(bare, match["name"])
            if is_said and name and other and name != other and len(other) <= _MAX_NAME_WORDS:
                found.add(frozenset((name[-_MAX_NAME_WORDS:], other)))
    return found


def is_abbreviation(short: str, name: str) -> bool:
    """Tell whether `short` is made of initials of `name`, in order.

    >>> is_abbreviation("HG", "Harbour Guard"), is_abbreviation("PHOTOS", "Harbour Guard")
    (True, False)
    """
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    letters = short.replace(".", "")
    return len(letters) > 1 and letters.isupper() and initials.endswith(letters)


def phrase_of(words: Words) -> Phrase:
    """Return the stems of some words as a name, function words left out."""
    return tuple(stem for form in words.forms if (stem := stem_of(form)))


def swapped_names(words_a: Words, part_a: tuple[int, int], words_b: Words, part_b: tuple[int, int]) -> Swap | None:
    """Return the swap at two parts that stand for one another, where both are wholly names; else None."""
    phrases = []
    for words, (first, last) in ((words_a, part_a), (words_b, part_b)):
        telling = [i for i in range(first, last) if words.forms[i] not in FUNCTION_WORDS]
        if not telling or len(telling) > _MAX_NAME_WORDS or not all(_is_capital(words, i) for i in telling):
            return None
        phrases.append(tuple(stem_of(words.forms[i]) for i in telling))
    return Swap(phrases[0], phrases[1]) if phrases[0] != phrases[1] else None


def _is_capital(words: Words, index: int) -> bool:
    """Tell whether a word is a name where another article has a name: at the head of a sentence its capital counts."""
    surface = words.surface(index)
    return is_name(words, index) or (surface[0].isupper() and not _stands_small(words, index))


def _stands_small(words: Words, index: int) -> bool:
    """Tell whether the same word stands elsewhere in the text without a capital."""
    form = words.forms[index]
    return any(
        other == form and words.text[words.begins[i]].islower() for i, other in enumerate(words.forms) if i != index
    )


def folded_name(name: str) -> str:
    """Return a name of an outlet or agency folded for comparison: without case, article and what kind it is.

    >>> folded_name("the Lantern news agency") == folded_name("Lantern")
    True
    """
    forms = [fold(word) for word in re.findall(r"[\w’'&.-]+", name)]
    kept = [form for form in forms if form not in _KINDS_OF_OUTLET]
    return " ".join(kept or forms)


_KINDS_OF_OUTLET = frozenset({"the", "news", "agency", "newspaper", "network"})
