"""Writes and rewrites the articles of the invented world: a reporter, and the desks that copy from him."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.lexicon import (
    ADJECTIVES,
    ADVERBIALS,
    BODIES,
    CITIES,
    COUNTRIES,
    FAMILY_NAMES,
    GIVEN_NAMES,
    LINKS,
    NOUNS,
    ROLES,
    SUBJECTS,
    SYNONYMS,
    VERBS,
)

_SENTENCES_A_PARAGRAPH = 2
_QUOTED_SHARE = 0.35  # of paragraphs
_WORDS_A_SENTENCE = 19  # on average; used to plan an article's length

# What an editor does at each level: share of words replaced, of sentences dropped, of quotations made indirect.
LEVELS = {"light": (0.02, 0.0, 0.0), "moderate": (0.08, 0.15, 0.2), "heavy": (0.22, 0.35, 0.6)}


@dataclass(frozen=True, slots=True)
class Happening:
    """What a story is about."""

    subject: str
    words: tuple[str, ...]
    city: str
    country: str
    speakers: tuple[tuple[str, str], ...]  # name, role
    body: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: plain, or said by somebody."""

    words: tuple[str, ...]
    speaker: str | None = None
    role: str | None = None
    is_direct: bool = True


Paragraphs = tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text before an outlet sets it."""

    title: str
    paragraphs: Paragraphs


def invent(chance: random.Random) -> Happening:
    """Return a happening with three speakers."""
    subject, words = chance.choice(SUBJECTS)
    speakers = tuple(
        (f"{chance.choice(GIVEN_NAMES)} {chance.choice(FAMILY_NAMES)}", chance.choice(ROLES)) for _ in range(3)
    )
    return Happening(
        subject,
        words,
        chance.choice(CITIES),
        chance.choice(COUNTRIES),
        speakers,
        chance.choice(BODIES),
        tuple(chance.randrange(13, 9000) for _ in range(4)),
    )


def look_alike(happening: Happening, chance: random.Random) -> Happening:
    """Return another happening with the same country and two of the same speakers: the rest is new."""
    other = invent(chance)
    return replace(other, speakers=(*happening.speakers[:2], other.speakers[2]), country=happening.country)


def write(happening: Happening, words: int, chance: random.Random) -> Draft:
    """Return an article of about `words` words, written from scratch."""
    count = max(2, words // _WORDS_A_SENTENCE)
    sentences = [_lead(happening, chance)]
    paragraphs: list[tuple[Sentence, ...]] = [tuple(sentences)]
    while sum(map(len, paragraphs)) < count:
        said = chance.random() < _QUOTED_SHARE
        speaker = chance.choice(happening.speakers)
        paragraph = []
        for _ in range(_SENTENCES_A_PARAGRAPH):
            sentence = _sentence(happening, chance)
            paragraph.append(replace(sentence, speaker=speaker[0], role=speaker[1]) if said else sentence)
            said = False
        paragraphs.append(tuple(paragraph))
    about = f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {chance.choice(VERBS)}"
    title = f"{happening.words[0].capitalize()} in {happening.city}: {about}"
    return Draft(title, tuple(paragraphs))


def _lead(happening: Happening, chance: random.Random) -> Sentence:
    text = (
        f"A {chance.choice(ADJECTIVES)} {happening.words[0]} in {happening.city}, {happening.country}, has"
        f" {chance.choice(VERBS)} {happening.numbers[0]} people, the {happening.body} said"
    )
    return Sentence(tuple(text.split()))


def _sentence(happening: Happening, chance: random.Random) -> Sentence:
    pick = chance.choice
    subject = pick(
        (
            f"the {pick(ADJECTIVES)} {pick(happening.words)}",
            f"a {pick(NOUNS)} from {happening.city}",
            f"the {happening.body}",
            f"about {pick(happening.numbers)} {pick(NOUNS)}s",
            f"the {pick(NOUNS)} of the {pick(happening.words)}",
        )
    )
    clause = pick(
        (
            f"the {pick(NOUNS)} {pick(VERBS)} a {pick(ADJECTIVES)} {pick(NOUNS)}",
            f"every {pick(NOUNS)} {pick(VERBS)} the {pick(happening.words)}",
            f"no {pick(ADJECTIVES)} {pick(NOUNS)} {pick(VERBS)} the {pick(NOUNS)}",
            f"{pick(happening.numbers)} {pick(NOUNS)}s {pick(VERBS)} it",
        )
    )
    text = f"{subject} {pick(VERBS)} the {pick(ADJECTIVES)} {pick(NOUNS)} {pick(ADVERBIALS)}, {pick(LINKS)} {clause}"
    return Sentence(tuple(text.split()))


# ---------------------------------------------------------------- editing


def edit(draft: Draft, level: str, chance: random.Random) -> Draft:
    """Return a copy of `draft` as a desk would run it at `level`: light, moderate or heavy."""
    replaced, dropped, indirect = LEVELS[level]
    paragraphs = []
    for place, paragraph in enumerate(draft.paragraphs):
        kept = [sentence for sentence in paragraph if place == 0 or chance.random() >= dropped]
        edited = tuple(_edited(sentence, replaced, indirect, chance) for sentence in kept)
        if edited:
            paragraphs.append(edited)
    if level == "heavy" and len(paragraphs) > 3:  # a paragraph moved up is what rewriting looks like
        paragraphs.insert(1, paragraphs.pop(chance.randrange(2, len(paragraphs))))
    title = (
        draft.title
        if level == "light"
        else f"{draft.title.split(':')[0]}: {chance.choice(NOUNS)} {chance.choice(VERBS)}"
    )
    return Draft(title, tuple(paragraphs))


def _edited(sentence: Sentence, replaced: float, indirect: float, chance: random.Random) -> Sentence:
    words = list(sentence.words)
    for i, word in enumerate(words):
        if chance.random() >= replaced:
            continue
        if word in SYNONYMS:
            words[i] = SYNONYMS[word]
        elif word in _PLAIN:
            words[i] = chance.choice(ADJECTIVES if word in _ADJECTIVES else NOUNS)
    is_direct = sentence.is_direct and not (sentence.speaker and chance.random() < indirect)
    return replace(sentence, words=tuple(words), is_direct=is_direct)


_ADJECTIVES = frozenset(ADJECTIVES)
_PLAIN = _ADJECTIVES | frozenset(NOUNS)


def with_more(draft: Draft, happening: Happening, words: int, chance: random.Random) -> Draft:
    """Return an update: the text as it was with paragraphs added."""
    return Draft(draft.title, draft.paragraphs + write(happening, words, chance).paragraphs[1:])


def with_passages(draft: Draft, exemplar: Draft, chance: random.Random) -> Draft:
    """Return a new article with two stretches of another in it."""
    taken = exemplar.paragraphs[1:] or exemplar.paragraphs
    middle = max(1, len(taken) // 2)
    first, second = chance.choice(taken[:middle]), chance.choice(taken[middle:] or taken)
    own = list(draft.paragraphs)
    own.insert(max(1, len(own) // 3), first)
    own.insert(max(2, 2 * len(own) // 3), second)
    return Draft(draft.title, tuple(own))


# ---------------------------------------------------------------- setting

MARKS = {"curly": ("“", "”"), "straight": ('"', '"'), "single": ("‘", "’")}


def set_text(draft: Draft, marks: str) -> str:
    """Return the body of a draft with an outlet's quotation marks."""
    opening, closing = MARKS[marks]
    named: set[str] = set()
    lines = []
    for paragraph in draft.paragraphs:
        parts = [_set_sentence(sentence, opening, closing, named) for sentence in paragraph]
        lines.append(" ".join(parts))
    return "\n\n".join(lines)


def _set_sentence(sentence: Sentence, opening: str, closing: str, named: set[str]) -> str:
    text = " ".join(sentence.words)
    if sentence.speaker is None:
        return text[0].upper() + text[1:] + "."
    family = sentence.speaker.split()[-1]
    speaker = family if family in named else f"{sentence.role} {sentence.speaker}"
    named.add(family)
    if sentence.is_direct:
        return f"{opening}{text[0].upper() + text[1:]},{closing} {speaker} said."
    speaker = speaker[0].upper() + speaker[1:]
    return f"{speaker} said that {text}."
