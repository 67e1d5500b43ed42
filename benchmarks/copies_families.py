"""Families of articles with their truth: desks that copy from each other as desks do, some texts not held.

Frozen: a change here makes old figures incomparable. Two kinds, `development` and `test`, share no words, names,
outlets, house styles or habits of editing. Words are invented but for function words; persons, quotations, datelines,
explanations in parentheses, days and numbers are set as news sets them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from benchmarks.copies_texts import World
from retold.reuse.lexicon import listed

LEVELS = ("light", "moderate", "heavy", "passages")
_START = datetime(2031, 5, 5, 6, 0, tzinfo=UTC)
_OUTLETS = 24
_DAYS = listed("Monday Tuesday Wednesday Thursday Friday")
_ROLES = {
    "development": listed("minister mayor spokeswoman general professor director"),
    "test": listed("governor senator commissioner colonel chairwoman inspector"),
}
_SAYING = {"development": listed("said told added"), "test": listed("said stated explained")}
_WRONG_CLOCKS = 0.1


@dataclass(frozen=True, slots=True)
class Desk:
    """An outlet and how it edits; every share is a probability for each place."""

    outlet: str
    house: dict[str, str]  # what it writes for what
    edits: float  # words replaced, of those of a light copy
    drops_tail: float
    drops_asides: float
    drops_days: float
    unmarks: float  # quotations retold without marks
    repairs_names: float  # of persons whose introduction was cut
    adds: float  # paragraphs of its own
    credits: float
    datelines: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, and what is said by whom; `person` is an index, and the word "@" stands for the person."""

    words: tuple[str, ...]
    person: int | None = None
    is_quoted: bool = False
    aside: tuple[str, ...] = ()
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Paragraphs, and the persons that were introduced in words that were since cut."""

    paragraphs: tuple[tuple[Sentence, ...], ...]
    dateline: str | None = None
    bare: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """One article of a family; `exemplars` (most often one) are names of texts that need not be held."""

    name: str
    outlet: str
    text: str
    published: datetime
    stated: datetime
    exemplars: tuple[str, ...] = ()
    level: str | None = None
    credit: str | None = None
    is_held: bool = True


@dataclass(slots=True)
class _Story:
    persons: list[tuple[str, str]]  # name and role
    place: str
    drafts: dict[str, Draft] = field(default_factory=dict)


class Newsroom:
    """The words, outlets and habits of one kind of families."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.world = World(kind)
        chance = random.Random(f"{kind} desks")
        self.desks = [self._desk(chance) for _ in range(_OUTLETS)]

    def _desk(self, chance: random.Random) -> Desk:
        words = self.world.commonest(400)
        house = {chance.choice(words): self.world.word(chance) for _ in range(25)}
        shares = [chance.random() for _ in range(8)]
        name = f"{self.name(chance)} {chance.choice(('News', 'Times', 'Press', 'Radio'))}"
        return Desk(name, house, 0.5 + chance.random(), *shares)

    def name(self, chance: random.Random) -> str:
        """Return an invented name."""
        return "".join(self.world.content_word(chance) for _ in range(2))[:9].capitalize()

    def story(self, chance: random.Random) -> _Story:
        """Return a story with four persons."""
        persons = [(f"{self.name(chance)} {self.name(chance)}", chance.choice(_ROLES[self.kind])) for _ in range(4)]
        return _Story(persons, self.name(chance))

    def sentence(self, story: _Story, chance: random.Random) -> Sentence:
        """Return one sentence, of which one in three is said by somebody."""
        words = self.world.sentence(chance)
        aside = tuple(self.world.word(chance) for _ in range(4)) if chance.random() < 0.12 else ()
        day = chance.choice(_DAYS) if chance.random() < 0.12 else None
        if chance.random() < 0.4:
            person = chance.randrange(len(story.persons))
            return Sentence(words, person, chance.random() < 0.6, aside, day)
        return Sentence(words, None, False, aside, day)

    def draft(self, story: _Story, chance: random.Random) -> Draft:
        """Return an article written from scratch."""
        paragraphs = tuple(
            tuple(self.sentence(story, chance) for _ in range(chance.randint(1, 3)))
            for _ in range(chance.randint(6, 14))
        )
        return Draft(paragraphs, story.place)

    # ------------------------------------------------------------ copying
    def copy(self, draft: Draft, level: str, desk: Desk, story: _Story, chance: random.Random) -> Draft:
        """Return what a desk makes of a text at a level of editing."""
        if level == "passages":
            return self._with_passages(draft, story, chance)
        share, kept = {"light": (0.04, 1.0), "moderate": (0.12, 0.8), "heavy": (0.15, 0.45)}[level]
        paragraphs = [
            tuple(s for s in paragraph if kept == 1.0 or chance.random() < kept) for paragraph in draft.paragraphs
        ]
        if kept < 1.0 and chance.random() < desk.drops_tail:
            paragraphs = paragraphs[: max(3, round(len(paragraphs) * chance.uniform(0.5, 0.9)))]
        edited = [tuple(self._edited(s, share * desk.edits, level, desk, chance) for s in p) for p in paragraphs if p]
        if not edited:
            edited = [tuple(self._edited(s, share, level, desk, chance) for s in draft.paragraphs[0])]
        if level == "heavy" and len(edited) > 4:
            edited.insert(1, edited.pop(chance.randrange(2, len(edited))))
        for _ in range(2):
            if level != "light" and chance.random() < desk.adds:
                place = len(edited) if chance.random() < 0.5 else chance.randint(1, len(edited))
                edited.insert(place, tuple(self.sentence(story, chance) for _ in range(chance.randint(1, 2))))
        dateline = draft.dateline if chance.random() < desk.datelines else None
        return Draft(tuple(edited), dateline, self._bare(draft, edited, desk, chance))

    def _bare(
        self, draft: Draft, edited: Sequence[Sequence[Sentence]], desk: Desk, chance: random.Random
    ) -> frozenset[int]:
        """Persons whose first mention was cut and who stand bare from then on."""
        before = _first_mentions([s for p in draft.paragraphs for s in p])
        kept = {s.words[:6] for p in edited for s in p}
        cut = {person for person, sentence in before.items() if sentence.words[:6] not in kept}
        return draft.bare | {person for person in sorted(cut) if chance.random() >= desk.repairs_names}

    def _edited(self, sentence: Sentence, share: float, level: str, desk: Desk, chance: random.Random) -> Sentence:
        words: list[str] = []
        for word in sentence.words:
            if word in desk.house:
                words.append(desk.house[word])
                continue
            kind = chance.randrange(4) if chance.random() < share else None
            if kind in (None, 3):
                words.append(word)
            if kind in (0, 1, 3):
                words.append(self.world.word(chance))
        unmarked = {"light": 0.1, "moderate": 0.4, "heavy": 0.8}[level] * desk.unmarks
        return Sentence(
            tuple(words) or sentence.words,
            sentence.person,
            sentence.is_quoted and chance.random() >= unmarked,
            sentence.aside if chance.random() >= desk.drops_asides * 0.6 else (),
            sentence.day if chance.random() >= desk.drops_days * 0.6 else None,
        )

    def _with_passages(self, draft: Draft, story: _Story, chance: random.Random) -> Draft:
        own = list(self.draft(story, chance).paragraphs)
        flat = [sentence for paragraph in draft.paragraphs for sentence in paragraph]
        middle = len(flat) // 2
        for low, high in ((0, middle), (middle, len(flat))):
            length = min(chance.randint(3, 5), high - low)
            first = chance.randint(low, high - length)
            own.insert(chance.randint(1, len(own)), tuple(flat[first : first + length]))
        return Draft(tuple(own), None)

    # ------------------------------------------------------------ setting
    def printed(self, draft: Draft, story: _Story, desk: Desk, credit: str | None, chance: random.Random) -> str:
        """Return the text of a draft as its outlet prints it."""
        title = " ".join(self.world.sentence(chance)[:7]).capitalize()
        named: set[int] = set(draft.bare)
        body = [" ".join(self._set(s, story, named) for s in paragraph) for paragraph in draft.paragraphs]
        if draft.dateline:
            body[0] = f"{draft.dateline.upper()} ({desk.outlet}) – {body[0]}"
        if credit is not None:
            body[-1] += f" {story.persons[0][0].split()[1]} told {credit}."
        return "\n\n".join([title, *body])

    def _set(self, sentence: Sentence, story: _Story, named: set[int]) -> str:
        words = " ".join(sentence.words)
        if sentence.aside:
            words += f" ({' '.join(sentence.aside)})"
        words = words[0].upper() + words[1:]
        if sentence.person is None:
            return words + (f" on {sentence.day}." if sentence.day else ".")
        name, role = story.persons[sentence.person]
        who = name.split()[1] if sentence.person in named else f"{role} {name}"
        named.add(sentence.person)
        verb = _SAYING[self.kind][sentence.person % 3]
        day = f" on {sentence.day}" if sentence.day else ""
        if sentence.is_quoted:
            return f"“{words},” {who} {verb}{day}."
        return f"{who[0].upper()}{who[1:]} {verb}{day} that {words[0].lower()}{words[1:]}."


def _first_mentions(sentences: Sequence[Sentence]) -> dict[int, Sentence]:
    found: dict[int, Sentence] = {}
    for sentence in sentences:
        if sentence.person is not None:
            found.setdefault(sentence.person, sentence)
    return found


def make_family(newsroom: Newsroom, size: int, name: str, chance: random.Random, *, hidden: float = 0.0) -> list[Text]:
    """Return a family of `size` texts: an agency's, and copies of any that stand already; the shape is drawn at random.

    `hidden` of them are not held. One copy in twelve takes a passage from a second text.
    """
    story = newsroom.story(chance)
    held_out = set(chance.sample(range(size), round(hidden * size)))
    texts: list[Text] = []
    hub = chance.choice((0.0, 0.3, 0.6))  # how much the desks keep to the agency's text
    for number in range(size):
        desk = newsroom.desks[chance.randrange(_OUTLETS)]
        own = f"{name}-{number:02d}"
        if not texts:
            story.drafts[own] = newsroom.draft(story, chance)
            parents: list[Text] = []
            level = None
        else:
            parents = [texts[0] if chance.random() < hub else chance.choice(texts)]
            level = LEVELS[chance.choice((0, 0, 1, 1, 1, 2, 2, 3))]
            draft = newsroom.copy(story.drafts[parents[0].name], level, desk, story, chance)
            if len(texts) > 2 and chance.random() < 1 / 12:
                parents.append(chance.choice([t for t in texts if t is not parents[0]]))
                draft = _contaminated(draft, story.drafts[parents[1].name], chance)
            story.drafts[own] = draft
        texts.append(_text(newsroom, story, desk, own, parents, level, number not in held_out, chance))
    return texts


def _contaminated(draft: Draft, other: Draft, chance: random.Random) -> Draft:
    """A run of sentences of a second text, put in as a paragraph."""
    flat = [sentence for paragraph in other.paragraphs for sentence in paragraph]
    first = chance.randrange(max(1, len(flat) - 5))
    own = list(draft.paragraphs)
    own.insert(chance.randint(1, len(own)), tuple(flat[first : first + 5]))
    return replace(draft, paragraphs=tuple(own))


def _text(
    newsroom: Newsroom,
    story: _Story,
    desk: Desk,
    name: str,
    parents: Sequence[Text],
    level: str | None,
    is_held: bool,
    chance: random.Random,
) -> Text:
    ran = parents[0].published + timedelta(minutes=chance.randrange(15, 900)) if parents else _START
    stated = ran
    if parents and chance.random() < _WRONG_CLOCKS:
        stated = parents[0].published - timedelta(minutes=chance.randrange(10, 400))
    credit = parents[0].outlet if parents and chance.random() < desk.credits else None
    text = newsroom.printed(story.drafts[name], story, desk, credit, chance)
    exemplars = tuple(parent.name for parent in parents)
    return Text(name, desk.outlet, text, ran, stated, exemplars, level, credit, is_held)


def make_families(
    families: int, *, kind: str = "development", seed: int = 0, sizes: tuple[int, int] = (2, 9), hidden: float = 0.0
) -> list[list[Text]]:
    """Return families of `sizes` texts (least and most)."""
    newsroom = Newsroom(kind)
    chance = random.Random(f"{kind} families {seed}")
    return [
        make_family(newsroom, chance.randint(*sizes), f"{kind[:3]}{number:04d}", chance, hidden=hidden)
        for number in range(families)
    ]
