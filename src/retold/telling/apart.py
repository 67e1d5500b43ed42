"""What was kept apart and why: stories that look alike but share no passage, or have other speakers or days."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from retold.spans import Span
from retold.telling.dates import days_between
from retold.telling.holdings import Holdings
from retold.telling.labels import plain, speaker_name
from retold.telling.statements import is_counted
from retold.telling.wording import counted, listed, say
from retold.telling.words import words_of

_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile(r"\d(?:[\d,.]*\d)?")
_MIN_WORDS = 2  # one word in common is chance
_MIN_DAYS = 2  # stories of one or two days are told side by side
_SHOWN = 2
# Words of four letters and more that stand in any headline.
_COMMON = frozenset(
    {
        "about",
        "after",
        "again",
        "against",
        "also",
        "amid",
        "back",
        "before",
        "could",
        "down",
        "first",
        "from",
        "have",
        "into",
        "last",
        "more",
        "most",
        "much",
        "must",
        "near",
        "news",
        "only",
        "other",
        "over",
        "said",
        "same",
        "says",
        "should",
        "some",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "three",
        "under",
        "until",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "without",
        "would",
        "year",
        "years",
        "your",
        "told",
        "tells",
        "report",
        "reports",
    }
)


@dataclass(frozen=True, slots=True)
class Apart:
    """Another story that this one was kept apart from, with the reasons for and against joining them."""

    story: str
    other: str
    words: tuple[str, ...]  # telling words of both stories' headlines
    speakers: tuple[str, ...]
    sentence: str


def apart_of(held: Holdings, story: str, others: list[str], titles: dict[str, str]) -> tuple[Apart, ...]:
    """Return the stories of `others` most like `story`, at most two; `titles` are what they are called."""
    found = [apart for other in others if (apart := _compared(held, story, other, titles[other])) is not None]
    found.sort(key=lambda apart: (-len(apart.speakers) * 2 - len(apart.words), apart.other))
    return tuple(found[:_SHOWN])


def speakers_in(held: Holdings, story: str) -> Counter[str]:
    """Return the entities that speak in a story's articles, with how many quotations each has."""
    rows = [row for article in held.members[story] for row in held.quotations_of.get(article, [])]
    return Counter(row["speaker"] for row in rows if row["speaker"] and is_counted(row))


def headline_words(held: Holdings, story: str) -> dict[str, str]:
    """Return the telling words of a story's headlines by their stems, each as it is written there."""
    words: dict[str, str] = {}
    for article in held.members[story]:
        for word in telling_words(plain(held.articles[article]["title"] or "")):
            words.setdefault(stem_of(word.casefold()), word)
    return words


def telling_words(text: str) -> list[str]:
    """Return the words of a headline that say what it is about: those of four letters and more that not every has."""
    return [match.group(0) for match in _WORD.finditer(text) if match.group(0).casefold() not in _COMMON]


def stem_of(word: str) -> str:
    """Return a word without a common ending: "fights" and "fighting" are both "fight"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _compared(held: Holdings, story: str, other: str, title: str) -> Apart | None:
    words, other_words = headline_words(held, story), headline_words(held, other)
    common = sorted(set(words) & set(other_words))
    own, others = speakers_in(held, story), speakers_in(held, other)
    both = sorted(speaker_name(held, speaker) for speaker in set(own) & set(others))
    if len(common) + 2 * len(both) < _MIN_WORDS:
        return None
    reasons = []
    shared = ([f"the headline words {listed([f'“{words[stem]}”' for stem in common[:4]])}"] if common else []) + (
        [f"the speaker {both[0]}" if len(both) == 1 else f"the speakers {listed(both[:3])}"] if both else []
    )
    reasons.append(say("apart_shares", what=listed(shared)))
    mains = [_main(held, counts) for counts in (own, others)]
    if mains[0] is not None and mains[0] != mains[1]:
        reasons.append(say("apart_speaker", speaker=speaker_name(held, mains[0])))
    reasons += _days(held, story, other)
    reasons.append(shared_words(held, story, other))
    sentence = say("apart", story=title, reasons=", ".join(reasons))
    return Apart(story, other, tuple(common), tuple(both), sentence)


def _main(held: Holdings, counts: Counter[str]) -> str | None:
    """Return the speaker with most quotations."""
    return min(counts, key=lambda speaker: (-counts[speaker], speaker_name(held, speaker), speaker), default=None)


def _days(held: Holdings, story: str, other: str) -> list[str]:
    gaps = [days_between(one, two) for one in _published(held, story) for two in _published(held, other)]
    return [say("apart_dates", days=counted(min(gaps), "day"))] if gaps and min(gaps) >= _MIN_DAYS else []


def _published(held: Holdings, story: str) -> list[datetime]:
    times = [held.articles[article]["published"] for article in held.members[story]]
    return [time for time in times if time is not None]


def shared_words(held: Holdings, story: str, other: str) -> str:
    """Say what is shared: nothing, a passage, or one in which each tells figures that the other does not."""
    shared = [
        (held.text(one)[row["begin_a"] : row["end_a"]], held.text(two)[row["begin_b"] : row["end_b"]])
        for one in held.members[story]
        for two in held.members[other]
        for row in held.shared(one, two)
    ]
    if not shared:
        return say("apart_no_passage")
    counts = [len(words_of(text, [Span(0, len(text))])) for text, _ in shared]
    longest = max(range(len(shared)), key=lambda place: (counts[place], -place))
    figures, others = (set(_FIGURE.findall(text)) for text in shared[longest])
    is_form = bool(figures - others and others - figures)
    return say("apart_form" if is_form else "apart_passage", words=counted(counts[longest], "word"))
