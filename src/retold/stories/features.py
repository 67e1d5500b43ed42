"""What an article is about, cheaply: its names, numbers and lead, counted, without a parse.

Names are capitalised words that are not merely the first of a sentence or of a headline in capitals; the parse would
know better, but stories must not wait for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.settings import StoriesSettings
from retold.spans import Span
from retold.stories.background import STOP_WORDS, is_common
from retold.stories.terms import folded, stem, words_of
from retold.tables import CONTENT_ROLES, STAGE_TABLES

# A word (with an apostrophe inside), an abbreviation with dots, a number, or a mark that ends a sentence.
_TOKEN = re.compile(
    r"(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<number>\d(?:[\d,.]*\d)?)|(?P<stop>[.!?:;“”\"«»\n|•])"
)
_MONTHS = words_of("january february march april may june july august september october november december")
_NUMBER_WORDS = {
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
    "twenty": "20",
}
_ROLES = frozenset({*CONTENT_ROLES, "dateline"})  # place and day of a dateline tell happenings apart
_ROLES_IN_SENTENCES = frozenset({"body", "caption", "pullquote"})
_MIN_LETTERS = 2
_CAPITALS_SHARE = 0.5  # a block with more capitalised words than this is set like a headline: capitals prove nothing


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or number of the content, where it stands (nowhere for a title given apart), and what that says."""

    span: Span | None
    text: str
    is_number: bool
    opens: bool  # first of a sentence, so its capital proves nothing
    in_headline: bool
    in_lead: bool


def story_features(
    texts: pa.Table, blocks: pa.Table, article_fields: pa.Table, *, settings: StoriesSettings
) -> pa.Table:
    """Count the terms of one article's content, by kind, with the first place where each stands.

    Kinds: `name` (those of the lead count `lead_boost` times more), `number` (also months), `lead` (all words of the
    title and the first `lead_characters`). A title that was given beside the text counts
    as well; its terms have no place.
    """
    rows: list[dict[str, Any]] = []
    own_blocks: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for block in blocks.to_pylist():
        own_blocks[block["article"]].append(block)
    titles = {row["article"]: row["title"] for row in article_fields.to_pylist()}
    for row in texts.to_pylist():
        article, text = row["article"], row["text"]
        words = list(_words(text, own_blocks[article], settings.lead_characters))
        words += _title_words(titles.get(article), text)
        for (kind, term), (count, span) in sorted(_counted(words, settings).items()):
            place = span.as_row() if span else {}
            rows.append({"article": article, "kind": kind, "term": term, "count": count, **place})
    return STAGE_TABLES["story_features"].rows(rows)


def _title_words(title: str | None, text: str) -> list[_Word]:
    """Return the words of a title that does not stand in the text."""
    if not title or " ".join(title.split()) in " ".join(text.split()):
        return []
    tokens = [token for token in _TOKEN.finditer(title) if token.lastgroup != "stop"]
    return [_Word(None, token.group(), token.lastgroup == "number", True, True, True) for token in tokens]


def _words(text: str, blocks: list[dict[str, Any]], lead_characters: int) -> Iterator[_Word]:
    """Yield the words and numbers of the content blocks; a title given twice is read once."""
    read = 0
    seen_titles: set[str] = set()
    for block in sorted(blocks, key=lambda row: row["begin"]):
        begin, end, role = block["begin"], block["end"], block["role"]
        if role not in _ROLES:
            continue
        if role == "title":
            if text[begin:end] in seen_titles:
                continue
            seen_titles.add(text[begin:end])
        tokens = list(_TOKEN.finditer(text, begin, end))
        headline = role not in _ROLES_IN_SENTENCES or _mostly_capitals(tokens)
        opens = True
        for token in tokens:
            if token.lastgroup == "stop":
                opens = True
                continue
            in_lead = role == "title" or read + token.start() - begin < lead_characters
            span = Span(token.start(), token.end())
            yield _Word(span, token.group(), token.lastgroup == "number", opens, headline, in_lead)
            opens = False
        read += 0 if role == "title" else end - begin


def _mostly_capitals(tokens: list[re.Match[str]]) -> bool:
    words = [token.group() for token in tokens if token.lastgroup == "word"]
    return sum(word[0].isupper() for word in words) > _CAPITALS_SHARE * len(words)


def _counted(words: list[_Word], settings: StoriesSettings) -> dict[tuple[str, str], tuple[int, Span | None]]:
    """Return count and first span of each (kind, term)."""
    names = _names(words)
    counts: dict[tuple[str, str], tuple[int, Span | None]] = {}

    def count(kind: str, term: str, word: _Word, times: int = 1) -> None:
        before, first = counts.get((kind, term), (0, word.span))
        counts[kind, term] = (before + times, first)

    for word in words:
        if word.is_number:
            count("number", word.text.replace(",", "").strip("."), word)
            continue
        plain = folded(word.text.replace(".", ""))
        if plain in _NUMBER_WORDS:
            count("number", _NUMBER_WORDS[plain], word)
        elif plain in _MONTHS and word.text[0].isupper():
            count("number", plain, word)
        elif len(plain) >= _MIN_LETTERS and (plain not in STOP_WORDS or word.text.isupper()):
            if plain in names and word.text[0].isupper():
                count("name", stem(plain), word, 1 + settings.lead_boost * word.in_lead)
            if word.in_lead:
                count("lead", stem(plain), word)
    return counts


def _names(words: list[_Word]) -> frozenset[str]:
    """Return the folded words that are names here: capitalised where nothing but a name asks for it."""
    sure: set[str] = set()
    likely: set[str] = set()
    lower: set[str] = set()
    for word in words:
        plain = folded(word.text.replace(".", ""))
        if word.is_number or len(plain) < _MIN_LETTERS or (plain in STOP_WORDS and not word.text.isupper()):
            continue
        if not word.text[0].isupper():
            lower.add(plain)
        elif not word.opens and not word.in_headline:
            sure.add(plain)
        elif not is_common(plain):
            likely.add(plain)
    return frozenset(sure | (likely - lower))
