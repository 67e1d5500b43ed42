"""News of an invented world at any size, with truth: agencies, house styles, copies, updates, look-alikes, time.

Running words follow Zipf's law, and so do names: a few people and places are in the news every day, most are named in
one happening only, and each day brings new ones. So a store of a million articles has as many rare names as real ones
have. One part is one day; parts are made apart from one another, and the same number gives the same articles.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from benchmarks.copies_texts import World
from retold.reuse.lexicon import listed

LEVELS = ("light", "moderate", "heavy", "passages", "update")
START = datetime(2031, 3, 3, tzinfo=UTC)
_SIZES = (1, 1, 1, 2, 3, 4, 6, 9)  # articles of a story; most are told once
_OWN_SHARE = 0.4  # of the articles after the first: told in words of their own
_LOOK_ALIKE_SHARE = 0.1  # of stories: the people and the country of an earlier one of the day, another happening
_WRONG_CLOCK_SHARE = 0.05  # of copies: their stated time lies before their exemplar's
_NO_DATE_SHARE = 0.05
_AGENCIES = ("Corvus", "Interpost", "Halden Wire")
_OUTLETS = 200
_FOOTER_WORDS = 40
_SHARED_FOOTER_ONE_IN = 10  # outlets that carry the footer of one publisher
_EDITS = {"light": (0.04, 1.0), "moderate": (0.12, 0.8), "heavy": (0.15, 0.4)}  # words edited, sentences kept
_FUNCTION = listed("the of to and a in that is was for on with he as at by it from his be has had they were")
_FUNCTION_SHARE = 0.4  # of running words
_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou")
_PERSON_TAIL, _PLACE_TAIL, _COUNTRY_TAIL = 1.6, 1.2, 0.8  # the larger, the more names are new
_PERSONS, _PLACES, _COUNTRIES = 30_000_000, 300_000, 60
_GIVEN = 400
_ROLES = ("minister", "mayor", "spokeswoman", "judge", "director", "witness", "officer", "doctor")
_SENTENCES = (10, 26)
_WORDS = (8, 22)
_FACT_SHARE = 0.8  # of sentences: a name, a place, a number or a word of the matter stands in them
_VOICES = 1  # people whom only one reporter asked
_MAIN_TIMES = 3  # so much more often the main person and place are named
_AFFAIR_PEOPLE, _AFFAIR_PLACES, _AFFAIR_WORDS = 7, 3, 10

Sentence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """What a story is about."""

    people: tuple[str, ...]  # the first is in every report
    places: tuple[str, ...]
    country: str
    words: tuple[str, ...]
    numbers: tuple[int, ...]
    began: datetime


@dataclass(frozen=True, slots=True)
class Article:
    """An article and its truth; `exemplar` and `level` are None for one told in words of its own."""

    name: str
    story: str
    outlet: str
    title: str
    text: str
    published: datetime | None
    exemplar: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    title: str
    sentences: tuple[Sentence, ...]
    ran: datetime


class Press:
    """The words of the world, and how its reporters use them."""

    def __init__(self) -> None:
        world = World("test")
        content = world.commonest(20_000)
        share = _FUNCTION_SHARE / (1 - _FUNCTION_SHARE)
        sums = [1 / (rank + 3) for rank in range(len(content))]
        function = [share * sum(sums) / len(_FUNCTION)] * len(_FUNCTION)
        self._words = [*_FUNCTION, *content]
        self._sums = list(accumulate([*function, *sums]))
        self._matters = content[100:8_000]

    def filler(self, chance: random.Random, count: int) -> list[str]:
        """Return running words, each by its frequency."""
        return chance.choices(self._words, cum_weights=self._sums, k=count)

    def happening(self, began: datetime, chance: random.Random, *, is_affair: bool = False) -> Happening:
        """Return a new happening; an affair has more people, places and sides."""
        people, places, words = (
            (_AFFAIR_PEOPLE, _AFFAIR_PLACES, _AFFAIR_WORDS) if is_affair else (chance.randint(2, 4), 1, 6)
        )
        return Happening(
            tuple(person(chance) for _ in range(people)),
            tuple(place(chance) for _ in range(places)),
            _country(chance),
            tuple(chance.sample(self._matters, words)),
            tuple(chance.randint(13, 9_000) for _ in range(4)),
            began,
        )

    def report(self, happening: Happening, ran: datetime, chance: random.Random) -> _Draft:
        """Return a report in words of its own: it names a part of what there is, and people whom nobody else asked."""
        main, *others = happening.people
        named = [main, *(each for each in others if chance.random() < 0.8)]
        places = [happening.places[0], *(each for each in happening.places[1:] if chance.random() < 0.4)]
        words = [word for word in happening.words if chance.random() < 0.8] or list(happening.words[:1])
        numbers = [str(number) for number in happening.numbers if chance.random() < 0.7]
        voices = [person(chance) for _ in range(_VOICES)]
        facts = [*[main, places[0]] * _MAIN_TIMES, *named, *places, *words, *numbers, *voices, happening.country]
        title = " ".join([places[0], *chance.sample(words, min(3, len(words))), *self.filler(chance, 2)])
        lead = [places[0], *self.filler(chance, 3), words[0], chance.choice(_ROLES), main, *self.filler(chance, 3)]
        lead += [happening.country, *chance.sample(words, min(4, len(words))), *numbers[:2], *self.filler(chance, 2)]
        sentences = [tuple(lead)]
        for _ in range(chance.randint(*_SENTENCES)):
            sentence = self.filler(chance, chance.randint(*_WORDS))
            if chance.random() < _FACT_SHARE:
                fact = chance.choice(facts)
                short = fact.rpartition(" ")[2] if chance.random() < 0.5 else fact
                sentence.insert(chance.randrange(1, len(sentence)), short)
            sentences.append(tuple(sentence))
        return _Draft(title, tuple(sentences), ran)

    def derived(self, exemplar: _Draft, level: str, own: _Draft, chance: random.Random) -> _Draft:
        """Return a copy of `exemplar` at a level of editing; `own` is what its desk has of its own."""
        if level == "update":
            return replace(own, title=exemplar.title, sentences=(*exemplar.sentences, *own.sentences[1:5]))
        if level == "passages":
            sentences, last = list(own.sentences), len(exemplar.sentences)
            for low, high in ((0, last // 2), (last // 2, last)):
                first = chance.randrange(low, max(low + 1, high - 4))
                at = chance.randrange(1, len(sentences))
                sentences[at:at] = exemplar.sentences[first : first + chance.randint(3, 5)]
            return replace(own, sentences=tuple(sentences))
        share, kept = _EDITS[level]
        chosen = [s for place, s in enumerate(exemplar.sentences) if not place or chance.random() < kept]
        title = exemplar.title if level == "light" else own.title
        return replace(own, title=title, sentences=tuple(self._edited(s, share, chance) for s in chosen))

    def _edited(self, sentence: Sentence, share: float, chance: random.Random) -> Sentence:
        words: list[str] = []
        for word in sentence:
            kind = chance.randrange(3) if chance.random() < share else None  # another word, one less, one more
            words += [word] if kind in (None, 2) else []
            words += self.filler(chance, 1) if kind in (0, 2) else []
        return tuple(words) or sentence


def _tailed(chance: random.Random, tail: float, most: int) -> int:
    """Return a rank below `most`: small ones often, and the tail as long as `tail` is large."""
    return int(min(most - 1.0, (1.0 - chance.random()) ** -tail)) if tail else 0


def _spelled(number: int, least: int) -> str:
    parts: list[str] = []
    while number or len(parts) < least:
        number, place = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[place])
    return "".join(parts).capitalize()


def person(chance: random.Random) -> str:
    """Return a given name and a family name, of somebody known or of somebody new."""
    rank = _tailed(chance, _PERSON_TAIL, _PERSONS)
    return f"{_spelled(rank % _GIVEN, 2)}n {_spelled(rank * 7919 + 911, 3)}r"


def place(chance: random.Random) -> str:
    """Return a town."""
    return f"{_spelled(_tailed(chance, _PLACE_TAIL, _PLACES) * 31 + 77, 2)}stad"


def _country(chance: random.Random) -> str:
    return f"{_spelled(_tailed(chance, _COUNTRY_TAIL, _COUNTRIES) * 7 + 3, 2)}via"


@cache
def press() -> Press:
    """Return the one press."""
    return Press()


@cache
def _footers() -> tuple[str, ...]:
    chance = random.Random("footers")
    own = [" ".join(press().filler(chance, _FOOTER_WORDS)).capitalize() + "." for _ in range(_OUTLETS)]
    return tuple(own[0] if number % _SHARED_FOOTER_ONE_IN == 0 else text for number, text in enumerate(own))


# ---------------------------------------------------------------- a day


def day(number: int, articles: int) -> list[Article]:
    """Return the articles of one day, stories of a few articles each, in the order in which they were made."""
    chance = random.Random(f"news {number}")
    made: list[Article] = []
    before: Happening | None = None
    while len(made) < articles:
        happening = press().happening(START + timedelta(days=number, minutes=chance.randrange(1_440)), chance)
        if before is not None and chance.random() < _LOOK_ALIKE_SHARE:
            happening = replace(happening, people=before.people, country=before.country)
        story = f"{number:04}-{len(made):07}"
        size = min(chance.choice(_SIZES), articles - len(made))
        made += _told(story, happening, size, chance)
        before = happening
    return made


def _told(story: str, happening: Happening, size: int, chance: random.Random) -> Iterator[Article]:
    drafts: list[tuple[str, _Draft]] = []
    for place_in_story in range(size):
        ran = happening.began + timedelta(minutes=chance.randrange(1, 1_800) if place_in_story else 0)
        draft, exemplar, level = press().report(happening, ran, chance), None, None
        if place_in_story and chance.random() >= _OWN_SHARE:
            level, (exemplar, taken) = chance.choice(LEVELS), chance.choice(drafts)
            ran = taken.ran + timedelta(minutes=chance.randrange(10, 900))
            draft = press().derived(taken, level, replace(draft, ran=ran), chance)
        name = f"{story}-{place_in_story}"
        drafts.append((name, draft))
        yield _set(name, story, draft, exemplar, level, chance, is_agency=not place_in_story)


def affair(name: str, articles: int, began: datetime = START, days: float = 2.0) -> list[Article]:
    """Return one big happening told by so many reporters, each in words of his own; the numbers rise as it goes on."""
    chance = random.Random(f"affair {name}")
    happening = press().happening(began, chance, is_affair=True)
    made = []
    for number in range(articles):
        passed = chance.random() * days
        told = replace(
            happening,
            numbers=tuple(count + int(8 * passed) * (place < 2) for place, count in enumerate(happening.numbers)),
        )
        draft = press().report(told, began + timedelta(days=passed), chance)
        made.append(_set(f"{name}-{number:06}", name, draft, None, None, chance, is_agency=False))
    return made


def _set(
    name: str,
    story: str,
    draft: _Draft,
    exemplar: str | None,
    level: str | None,
    chance: random.Random,
    *,
    is_agency: bool,
) -> Article:
    """Return a draft as an outlet prints it: headline, dateline, body, footer, in its house's style."""
    number = chance.randrange(_OUTLETS)
    house = random.Random(number)  # an outlet's style is its own, whatever it prints
    outlet = chance.choice(_AGENCIES) if is_agency else f"Outlet {number}"
    title = draft.title.title() if house.random() < 0.4 else draft.title[0].upper() + draft.title[1:]
    dateline = house.random() < 0.3
    parts = [title, _body(draft.sentences, f"{draft.sentences[0][0].upper()} — " if dateline else "")]
    parts += [f"({outlet})"] if is_agency else [_footers()[number]]
    stated: datetime | None = draft.ran.replace(microsecond=0, second=0)
    if exemplar is not None and stated is not None and chance.random() < _WRONG_CLOCK_SHARE:
        stated -= timedelta(minutes=1_000)
    if chance.random() < _NO_DATE_SHARE:
        stated = None
    return Article(name, story, outlet, title, "\n\n".join(parts), stated, exemplar, level)


def _body(sentences: Sequence[Sentence], dateline: str) -> str:
    lines = [" ".join(words) for words in sentences]
    told = [line[0].upper() + line[1:] + "." for line in lines]
    paragraphs = [" ".join(told[i : i + 2]) for i in range(0, len(told), 2)]
    return dateline + "\n\n".join(paragraphs)
