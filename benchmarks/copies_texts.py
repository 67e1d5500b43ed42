"""Articles of invented words with planted copies at four levels, and the truth to the character.

Frozen: a change here makes old figures incomparable. Two families, `development` and `test`, share no words, names or
footers. The words follow Zipf's law, sentences and paragraphs have a newspaper's lengths.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from retold.reuse.lexicon import listed

LEVELS = ("light", "moderate", "heavy", "passages")
_FUNCTION_WORDS = listed("the of to and a in that is was for on with he as at by it from his be has had they were")
_FUNCTION_SHARE = 0.4  # of running words, as in English news
_VOCABULARY = 20_000
_SENTENCE_WORDS = (8, 30)
_PARAGRAPH_SENTENCES = (1, 4)
_ARTICLE_SENTENCES = (12, 36)
_FOOTER_WORDS = 60
_OUTLETS = 40
_CONSONANTS = {"development": "bdfgklmnprstv", "test": "bcdghjlmnpqrstvwz"}
_VOWELS = {"development": "aeiou", "test": "aeiouy"}
# Share of words edited, share of sentences kept.
_EDITS = {"light": (0.04, 1.0), "moderate": (0.12, 0.8), "heavy": (0.15, 0.4)}
_PASSAGE_SENTENCES = (3, 6)

Sentence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A made article; `exemplar` and `level` are None for one written from scratch."""

    name: str
    outlet: str
    text: str
    exemplar: str | None = None
    level: str | None = None
    copied: tuple[tuple[int, int], ...] = ()  # stretches of the text that were taken
    taken: tuple[tuple[int, int], ...] = ()  # where they stand in the exemplar


@dataclass(frozen=True, slots=True)
class _Draft:
    """Sentences with the place in the exemplar that each was taken from, and whether a paragraph begins."""

    sentences: tuple[Sentence, ...]
    origins: tuple[int | None, ...]
    breaks: tuple[bool, ...]


class World:
    """The words of one family and their frequencies."""

    def __init__(self, family: str) -> None:
        chance = random.Random(f"{family} words")
        consonants, vowels = _CONSONANTS[family], _VOWELS[family]
        words: dict[str, None] = {}
        while len(words) < _VOCABULARY:
            syllables = chance.choice((1, 2, 2, 3, 3, 4))
            words["".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(syllables))] = None
            words["".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(3)) + "n"] = None
        self._words = list(words)[:_VOCABULARY]
        self._sums = list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))

    def word(self, chance: random.Random) -> str:
        """Return a word by its frequency."""
        if chance.random() < _FUNCTION_SHARE:
            return chance.choice(_FUNCTION_WORDS)
        return self._words[bisect_left(self._sums, chance.random() * self._sums[-1])]

    def content_word(self, chance: random.Random) -> str:
        """Return a word that is no function word, all being alike."""
        return chance.choice(self._words)

    def commonest(self, count: int) -> list[str]:
        """Return the commonest words but function words."""
        return self._words[:count]

    def sentence(self, chance: random.Random) -> Sentence:
        """Return the words of a sentence."""
        return tuple(self.word(chance) for _ in range(chance.randint(*_SENTENCE_WORDS)))

    def draft(self, chance: random.Random) -> _Draft:
        """Return the sentences of an article."""
        count = chance.randint(*_ARTICLE_SENTENCES)
        return _Draft(
            tuple(self.sentence(chance) for _ in range(count)), (None,) * count, tuple(_breaks(count, chance))
        )


def _breaks(count: int, chance: random.Random) -> Iterator[bool]:
    left = 0
    for _ in range(count):
        yield left == 0
        left = chance.randint(*_PARAGRAPH_SENTENCES) if left == 0 else left
        left -= 1


def make(articles: int, *, family: str = "development", seed: int = 0, copies_one_in: int = 5) -> list[Article]:
    """Return `articles` articles; one in `copies_one_in` is a copy of an earlier one, at the four levels in turn."""
    world = World(family)
    chance = random.Random(f"{family} {seed}")
    footers = [" ".join(world.sentence(chance) * 3)[: 6 * _FOOTER_WORDS] for _ in range(_OUTLETS)]
    fresh: list[tuple[str, _Draft]] = []
    made: list[Article] = []
    for number in range(articles):
        outlet = chance.randrange(_OUTLETS)
        article = Article(f"{number:07d}", f"{family} outlet {outlet}", "")
        if number % copies_one_in == copies_one_in - 1 and fresh:
            level = LEVELS[(number // copies_one_in) % len(LEVELS)]
            name, exemplar = chance.choice(fresh)
            draft = _copy(exemplar, level, world, chance)
            made.append(_set(replace(article, exemplar=name, level=level), draft, exemplar, footers[outlet]))
        else:
            draft = world.draft(chance)
            fresh.append((article.name, draft))
            made.append(_set(article, draft, None, footers[outlet]))
    return made


def _copy(exemplar: _Draft, level: str, world: World, chance: random.Random) -> _Draft:
    if level == "passages":
        return _with_passages(exemplar, world.draft(chance), chance)
    edited, kept = _EDITS[level]
    count = len(exemplar.sentences)
    chosen = sorted(chance.sample(range(count), max(1, round(kept * count))))
    sentences = tuple(_edited(exemplar.sentences[i], edited, world, chance) for i in chosen)
    return _Draft(sentences, tuple(chosen), tuple(exemplar.breaks[i] for i in chosen))


def _edited(sentence: Sentence, share: float, world: World, chance: random.Random) -> Sentence:
    """Put another word, drop one or add one, each a third of the edits."""
    words: list[str] = []
    for word in sentence:
        kind = chance.randrange(3) if chance.random() < share else None
        if kind is None or kind == 2:
            words.append(word)
        if kind in (0, 2):
            words.append(world.word(chance))
    return tuple(words) or sentence


def _with_passages(exemplar: _Draft, own: _Draft, chance: random.Random) -> _Draft:
    """Two runs of sentences of the exemplar, word for word, in a text of its own."""
    sentences, origins, breaks = list(own.sentences), list(own.origins), list(own.breaks)
    middle = len(exemplar.sentences) // 2
    for low, high in ((0, middle), (middle, len(exemplar.sentences))):
        length = min(chance.randint(*_PASSAGE_SENTENCES), high - low)
        first = chance.randint(low, high - length)
        place = chance.randrange(len(sentences) + 1)
        while 0 < place < len(sentences) and origins[place - 1] is not None and origins[place] is not None:
            place += 1
        sentences[place:place] = exemplar.sentences[first : first + length]
        origins[place:place] = range(first, first + length)
        breaks[place:place] = [True] + [False] * (length - 1)
    return _Draft(tuple(sentences), tuple(origins), tuple(breaks))


def _set(article: Article, draft: _Draft, exemplar: _Draft | None, footer: str) -> Article:
    text, places = _text(draft, footer)
    if exemplar is None:
        return replace(article, text=text)
    places_there = _text(exemplar, "")[1]
    copied = [place for place, origin in zip(places, draft.origins, strict=True) if origin is not None]
    taken = [places_there[origin] for origin in draft.origins if origin is not None]
    return replace(article, text=text, copied=tuple(copied), taken=tuple(taken))


def _text(draft: _Draft, footer: str) -> tuple[str, list[tuple[int, int]]]:
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for sentence, begins in zip(draft.sentences, draft.breaks, strict=True):
        joint = "" if not parts else "\n\n" if begins else " "
        words = " ".join(sentence)
        text = words[0].upper() + words[1:] + "."
        parts.append(joint + text)
        places.append((length + len(joint), length + len(joint) + len(text)))
        length += len(joint) + len(text)
    return "".join(parts) + (f"\n\n{footer}" if footer else ""), places
