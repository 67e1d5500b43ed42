"""Stories of invented people whose copies each change one quotation in a known way, and the truth about each quotation.

Frozen: a change here makes old figures incomparable. Three families, `development`, `test` and `second`, share no
names, sentences or nouns. A sentence pattern marks its places of change as `<kind:reading|other reading>` and has three
clauses, parted by `|`, of which the first, the second or the last can be cut.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.statements_words import FAMILIES, Words
from retold.reuse.lexicon import listed
from retold.spans import Span

WORDED = ("negation", "name", "number", "modality")
KINDS = ("marks lost", "marks added", *WORDED, "trimmed")
COPIES = 4  # of each story's first article
_QUOTATIONS = 8
_TURNED = 0.35  # share of places whose readings change sides
_PLACE = re.compile(r"<(\w+):([^|>]*)\|([^>]*)>")
_MARKS = (("“", "”"), ('"', '"'), ("‘", "’"))
_DIRECT = ("after", "before", "between", "split")
_INDIRECT = ("said that", "warned that", "according")
_TENSES = (("will", "would"), ("would", "will"), ("can", "could"), ("could", "can"), ("may", "might"))
_PARTS = ("begin", "middle", "end")
_LEAD_IN = re.compile(r"^(?:and|but|while|so|yet) ")


@dataclass(frozen=True, slots=True)
class Saying:
    """One quotation of a story as its first article has it. `clauses` still hold their places of change."""

    clauses: tuple[str, ...]
    speaker: str
    role: str
    manner: str  # direct, mixed, indirect
    layout: str


@dataclass(frozen=True, slots=True)
class Told:
    """One quotation of an article: where its words stand, and what was done to it; `change` is empty for nothing."""

    span: Span
    manner: str
    change: str = ""
    detail: str = ""  # "will > may", "begin"


@dataclass(frozen=True, slots=True)
class Article:
    """A made article; `copy_of` is None for the first of its story."""

    name: str
    outlet: str
    title: str
    published: str
    text: str
    told: tuple[Told, ...]
    copy_of: str | None = None


def make_stories(family: str, stories: int, seed: int = 0) -> Iterator[Article]:
    """Write the articles of `stories` stories: of each a first article, then its copies, each with one change."""
    words = FAMILIES[family]
    turn = 0
    for number in range(stories):
        chance = random.Random(f"{family} {seed} {number}")
        story = _Story(words, chance)
        yield story.first(f"{family}-{number:03}-0")
        for copy in range(1, COPIES + 1):
            yield story.copy(f"{family}-{number:03}-{copy}", copy, KINDS[turn % len(KINDS)])
            turn += 1


class _Story:
    def __init__(self, words: Words, chance: random.Random) -> None:
        self._words, self._chance = words, chance
        self._outlets = chance.sample(words.outlets, COPIES + 1)
        people = [f"{a} {b}" for a, b in zip(words.given, chance.sample(words.family, len(words.given)), strict=False)]
        chance.shuffle(people)
        self._speakers = list(zip(people[:3], chance.sample(words.roles, 3), strict=True))
        self._names = [*people[3:6], *chance.sample(words.bodies, 4), *chance.sample(words.places, 4)]
        self._filling = iter(chance.sample(words.nouns, len(words.nouns)))
        self._adjectives = iter(chance.sample(words.adjectives, len(words.adjectives)))
        self._verbs = iter(chance.sample(words.verbs, len(words.verbs)))
        self._sayings = [self._saying(i, f) for i, f in enumerate(chance.sample(words.frames, _QUOTATIONS))]
        self._fillers = [self._filled(line) for line in chance.sample(words.fillers, len(words.fillers))]
        self._title = self._filled(words.title)

    def _saying(self, index: int, frame: str) -> Saying:
        speaker, role = self._speakers[(0, 1, 0, 2, 1, 0, 2, 1)[index]]
        manner = ("direct", "direct", "indirect", "direct", "mixed", "direct", "indirect", "direct")[index]
        layouts = _INDIRECT if manner == "indirect" else ("mixed",) if manner == "mixed" else _DIRECT
        turned = _PLACE.sub(self._turned, self._filled(frame))
        clauses = tuple(part.strip() for part in _clauses(turned))
        return Saying(clauses, speaker, role, manner, self._chance.choice(layouts))

    def _turned(self, match: re.Match[str]) -> str:
        """Let the first article have the second reading now and then, so that denials are added as well as lost."""
        kind, one, other = match.groups()
        return f"<{kind}:{other}|{one}>" if self._chance.random() < _TURNED else match[0]

    def _filled(self, line: str) -> str:
        """Return a pattern with the story's own words in the place of NOUN, NAME and the rest."""
        line = re.sub(r"NOUN", lambda _: next(self._filling), line)
        line = re.sub(r"ADJ", lambda _: next(self._adjectives), line)
        line = re.sub(r"VERB", lambda _: next(self._verbs), line)
        line = re.sub(r"PLACE", lambda _: self._words.places[self._chance.randrange(len(self._words.places))], line)
        return re.sub(r"NAME", lambda _: self._name(), line)

    def _name(self) -> str:
        name = self._names.pop(0)
        self._names.append(name)
        return name

    def first(self, name: str) -> Article:
        """Write the story's first article."""
        page = _Page()
        page.paragraph(self._fillers[0])
        for index, saying in enumerate(self._sayings):
            page.told(_Setting(saying, ("“", "”")), is_first=self._is_first(index))
            if index % 2:
                page.paragraph(self._fillers[1 + index // 2])
        page.paragraph(self._fillers[5])
        return page.article(name, self._outlets[0], self._title, "2031-03-02T08:00:00Z", None)

    def copy(self, name: str, number: int, kind: str) -> Article:
        """Write a copy with one change of `kind`; its desk has its own lead, marks and cues, and cuts a paragraph."""
        chance = random.Random(f"{name} {kind}")
        changed, setting = self._changed(kind, chance)
        page = _Page()
        page.paragraph(f"{self._fillers[5 + number].rstrip('.')}, the {self._outlets[0]} reported.")
        marks = _MARKS[number % len(_MARKS)]
        dropped = chance.randrange(1, 5)
        for index, saying in enumerate(self._sayings):
            said = setting if index == changed else _Setting(_moved(saying, chance), marks)
            said.marks = marks
            page.told(said, is_first=self._is_first(index))
            if index % 2 and index // 2 + 1 != dropped:
                page.paragraph(self._fillers[1 + index // 2])
        return page.article(
            name, self._outlets[number], self._title, f"2031-03-0{2 + number}T09:00:00Z", self._outlets[0]
        )

    def _is_first(self, index: int) -> bool:
        return all(s.speaker != self._sayings[index].speaker for s in self._sayings[:index])

    def _changed(self, kind: str, chance: random.Random) -> tuple[int, _Setting]:
        order = chance.sample(range(_QUOTATIONS), _QUOTATIONS)
        for index in order:
            saying = self._sayings[index]
            if kind in WORDED:
                places = [m for clause in saying.clauses for m in _PLACE.finditer(clause) if m[1] == kind]
                # In reported speech these are tenses, not force.
                places = [m for m in places if saying.manner == "direct" or (m[2], m[3]) not in _TENSES]
                if places:
                    place = chance.choice(places)
                    return index, _Setting(saying, kind=kind, place=place[0])
            elif kind == "marks added" and saying.manner == "indirect":
                layout = chance.choice(_DIRECT)
                moved = Saying(saying.clauses, saying.speaker, saying.role, "direct", layout)
                return index, _Setting(moved, kind=kind, detail=layout)
            elif kind == "marks lost" and saying.manner != "indirect":
                layout = chance.choice(_INDIRECT)
                moved = Saying(saying.clauses, saying.speaker, saying.role, "indirect", layout)
                return index, _Setting(moved, kind=kind, detail=f"{saying.manner}, {layout}")
            elif kind == "trimmed" and saying.manner == "direct":
                return index, _Setting(saying, kind=kind, detail=chance.choice(_PARTS))
        raise LookupError(f"no quotation of this story can be changed in {kind}")


def _moved(saying: Saying, chance: random.Random) -> Saying:
    """Return a direct quotation with its cue where another desk puts it."""
    if saying.manner != "direct" or chance.random() < 0.6:
        return saying
    return Saying(saying.clauses, saying.speaker, saying.role, "direct", chance.choice(_DIRECT))


def _clauses(frame: str) -> list[str]:
    """Part a pattern at its `|`, those within places of change left out."""
    parts = re.split(r"\|(?![^<]*>)", frame)
    return [part for part in parts if part.strip()]


class _Setting:
    """A saying as one article puts it."""

    def __init__(  # one planted change
        self,
        saying: Saying,
        marks: tuple[str, str] = ("“", "”"),
        *,
        kind: str = "",
        place: str = "",
        detail: str = "",
    ) -> None:
        self.saying, self.marks, self.kind, self.place, self.detail = saying, marks, kind, place, detail
        if place:
            found = _PLACE.fullmatch(place)
            self.detail = f"{found[2]} > {found[3]}" if found else ""

    def clauses(self) -> list[str]:
        """Return the clauses as they stand here; the first has its capital."""
        kept = list(self.saying.clauses)
        if self.kind == "trimmed":
            kept = {"begin": kept[2:], "middle": [kept[0], kept[2]], "end": kept[:1]}[self.detail]
        kept = [_PLACE.sub(self._reading, clause) for clause in kept]
        kept = [re.sub(r"\s+", " ", clause).strip() for clause in kept]
        kept[0] = _capital(_LEAD_IN.sub("", kept[0]))
        return kept

    def _reading(self, match: re.Match[str]) -> str:
        return match[3] if match[0] == self.place else match[2]


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]


def _small(line: str) -> str:
    """Return a line with a small first letter, names left out."""
    first = line.split(maxsplit=1)[0]
    return line[:1].lower() + line[1:] if first.lower() in _SMALL else line


_SMALL = frozenset(listed("the a our we it those no not nobody none neither both all every anyone people families you"))


class _Page:
    """The text of an article while it is written."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._told: list[tuple[int, _Setting]] = []  # paragraph, setting

    def paragraph(self, text: str) -> None:
        """Add a paragraph without quotations."""
        self._paragraphs.append(text)

    def told(self, setting: _Setting, *, is_first: bool) -> None:
        """Add a paragraph that reports a saying."""
        clauses = setting.clauses()
        words = ", ".join(clauses)
        saying = setting.saying
        who = f"{saying.speaker}, the {saying.role}," if is_first else saying.speaker.split()[-1]
        self._paragraphs.append(_written(saying, who, clauses, words, setting.marks))
        self._told.append((len(self._paragraphs) - 1, setting))

    def article(self, name: str, outlet: str, title: str, published: str, credit: str | None) -> Article:
        """Return the article, with where each saying's paragraph stands."""
        text = "\n\n".join(self._paragraphs)
        begins = [0]
        for paragraph in self._paragraphs:
            begins.append(begins[-1] + len(paragraph) + 2)
        told = tuple(
            Told(
                Span(begins[i], begins[i] + len(self._paragraphs[i])),
                setting.saying.manner,
                setting.kind,
                setting.detail,
            )
            for i, setting in self._told
        )
        return Article(name, outlet, title, published, text, told, credit)


def _written(saying: Saying, who: str, clauses: list[str], words: str, marks: tuple[str, str]) -> str:
    """Return the paragraph that reports `words`."""
    begin, end = marks
    if saying.manner == "indirect":
        is_according = saying.layout == "according"
        return (
            f"According to {who.rstrip(',')}, {_small(words)}."
            if is_according
            else f"{who} {saying.layout} {_small(words)}."
        )
    if saying.manner == "mixed":
        return f"{who} said {_small(clauses[0])}, {begin}{', '.join(clauses[1:])}.{end}"
    if saying.layout == "before":
        return f"{who} said: {begin}{words}.{end}"
    if saying.layout == "between" and len(clauses) > 1:
        return f"{begin}{clauses[0]},{end} {who} said, {begin}{', '.join(clauses[1:])}.{end}"
    if saying.layout == "split" and len(clauses) > 1:
        return f"{begin}{', '.join(clauses[:-1])},{end} {who} said. {begin}{_capital(clauses[-1])}.{end}"
    return f"{begin}{words},{end} said {who.rstrip(',')}."
