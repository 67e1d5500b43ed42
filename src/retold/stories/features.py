"""What an article is about, cheaply: its names, numbers and lead, counted, without a parse.

Names are capitalised words that are not merely the first of a sentence or of a headline in capitals; the parse would
know better, but stories must not wait for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

import pyarrow as pa

from retold.settings import StoriesSettings
from retold.stories.background import STOP_WORDS, is_common
from retold.stories.similarity import WEEKDAYS
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
_CACHED_FORMS = 1 << 17
_DAYS = frozenset(WEEKDAYS)
_BEFORE_UNITS = frozenset({"per", "of", "more", "other"})  # between a number and what it counts
_UNITS = {"percent": "cent"}  # spelled in one word or two
_REACH = 4  # words from a number to what it counts
_MAX_SLOTS = 24  # of an article: later numbers are seldom those of its happening
_MAX_GAP = 1  # characters between two words that belong together: a space or a hyphen, no comma
_BLOCK = ("article", "begin", "end", "role")
_COLUMNS = ("article", "kind", "term", "count", "begin", "end")
_Block = tuple[int, int, str]
_CAPITALS_SHARE = 0.5  # a block with more capitalised words than this is set like a headline: capitals prove nothing


class _Word(NamedTuple):
    """A word or number of the content, where it stands (-1 for a title given apart), and what that says."""

    begin: int
    text: str
    opens: bool  # first of a sentence, so its capital proves nothing
    in_headline: bool
    in_lead: bool


_Counts = dict[tuple[str, str], tuple[int, _Word]]


class _Form(NamedTuple):
    """What a word says wherever it stands."""

    plain: str  # folded
    stem: str
    number: str | None  # the number or month that it writes
    is_told: bool  # neither a single letter nor a stop word
    is_capital: bool
    is_common: bool

    @property
    def is_numeral(self) -> bool:
        """Whether it is a number and no month."""
        return self.number is not None and self.number[0].isdecimal()


@lru_cache(maxsize=_CACHED_FORMS)
def _form(word: str) -> _Form:
    if word[0].isdecimal():
        return _Form(word, word, word.replace(",", "").strip("."), False, False, False)
    plain, is_capital = folded(word.replace(".", "")), word[0].isupper()
    number = _NUMBER_WORDS.get(plain) or (plain if is_capital and plain in _MONTHS else None)
    is_told = len(plain) >= _MIN_LETTERS and (plain not in STOP_WORDS or word.isupper())
    return _Form(plain, stem(plain), number, is_told, is_capital, is_common(plain))


def story_features(
    texts: pa.Table, blocks: pa.Table, article_fields: pa.Table, *, settings: StoriesSettings
) -> pa.Table:
    """Count the terms of one article's content, by kind, with the first place where each stands.

    Kinds: `name` (those of the lead count `lead_boost` times more), `number` (also months), `lead` (all words of the
    title and the first `lead_characters`), `slot` and `value` (what a number counts, alone and with the number where
    it is first told), `day` (days of the week). The first place of names and numbers is in sentences, if any. A title
    that was given beside the text counts as well; its terms have no place. Works on columns and on any number of
    articles at once.
    """
    own_blocks: dict[str, list[_Block]] = defaultdict(list)
    for article, *block in zip(*(blocks.column(name).to_pylist() for name in _BLOCK), strict=True):
        if block[-1] in _ROLES:
            own_blocks[article].append(tuple(block))
    titles = dict(zip(*(article_fields.column(name).to_pylist() for name in ("article", "title")), strict=True))
    rows: list[tuple[str, str, str, int, int | None, int | None]] = []
    for article, text in sorted(
        zip(texts.column("article").to_pylist(), texts.column("text").to_pylist(), strict=True)
    ):
        words = _words(text, own_blocks[article], settings.lead_characters)
        words += _title_words(titles.get(article), text)
        forms = [_form(word.text) for word in words]
        for (kind, term), (count, word) in sorted((_counted(words, forms, settings) | _told(words, forms)).items()):
            place = (None, None) if word.begin < 0 else (word.begin, word.begin + len(word.text))
            rows.append((article, kind, term, count, *place))
    schema = STAGE_TABLES["story_features"].schema
    columns = dict(zip(_COLUMNS, zip(*rows, strict=True) if rows else [()] * len(_COLUMNS), strict=True))
    return pa.Table.from_arrays([pa.array(columns[f.name], f.type) for f in schema], schema=schema)


def _title_words(title: str | None, text: str) -> list[_Word]:
    """Return the words of a title that does not stand in the text."""
    if not title or " ".join(title.split()) in " ".join(text.split()):
        return []
    return [_Word(-1, token.group(), True, True, True) for token in _TOKEN.finditer(title) if token.lastgroup != "stop"]


def _words(text: str, blocks: list[_Block], lead_characters: int) -> list[_Word]:
    """Return the words and numbers of the content blocks; a title given twice is read once."""
    found: list[_Word] = []
    read = 0
    seen_titles: set[str] = set()
    for begin, end, role in sorted(blocks):
        if role == "title":
            if text[begin:end] in seen_titles:
                continue
            seen_titles.add(text[begin:end])
        tokens = [(token.start(), token.group(), token.lastgroup) for token in _TOKEN.finditer(text, begin, end)]
        headline = role not in _ROLES_IN_SENTENCES or _mostly_capitals(tokens)
        lead_end = end if role == "title" else begin + lead_characters - read
        opens = True
        for start, word, kind in tokens:
            if kind == "stop":
                opens = True
                continue
            found.append(_Word(start, word, opens, headline, start < lead_end))
            opens = False
        read += 0 if role == "title" else end - begin
    return found


def _mostly_capitals(tokens: list[tuple[int, str, str | None]]) -> bool:
    words = [word for _, word, kind in tokens if kind == "word"]
    return sum(word[0].isupper() for word in words) > _CAPITALS_SHARE * len(words)


def _counted(words: list[_Word], forms: list[_Form], settings: StoriesSettings) -> _Counts:
    """Return count and first word of each name, number and word of the lead.

    A name or number is placed where sentences first have it, if any do: these are what others copy, headlines seldom.
    """
    names = _names(words, forms)
    counts: _Counts = {}

    def count(kind: str, term: str, word: _Word, times: int = 1) -> None:
        before, first = counts.get((kind, term), (0, word))
        moves = kind != "lead" and first.in_headline and not word.in_headline
        counts[kind, term] = (before + times, word if moves else first)

    for word, form in zip(words, forms, strict=True):
        if form.number is not None:
            count("number", form.number, word)
        elif form.is_told:
            if form.is_capital and form.plain in names:
                count("name", form.stem, word, 1 + settings.lead_boost * word.in_lead)
            if word.in_lead:
                count("lead", form.stem, word)
    return counts


def _told(words: list[_Word], forms: list[_Form]) -> _Counts:
    """Return the days that are named, what numbers count, and how many: each with its first place, counted once."""
    found: _Counts = {}
    slots: dict[str, int] = {}
    for i, form in enumerate(forms):
        if form.is_numeral:
            slot = _slot(words, forms, i) if len(slots) < _MAX_SLOTS else None
            if slot is not None:
                slots.setdefault(slot, i)
        elif form.is_capital and form.plain in _DAYS:
            found.setdefault(("day", form.plain), (1, words[i]))
    for slot, i in slots.items():
        found["slot", slot] = found["value", f"{slot} {forms[i].number}"] = (1, words[i])
    return found


def _slot(words: list[_Word], forms: list[_Form], i: int) -> str | None:
    """Return what the number at `i` counts: the next telling word, else the one before it ("magnitude 6.1")."""
    for place in range(i + 1, min(i + _REACH, len(words))):
        form = forms[place]
        if form.is_numeral or not _are_adjacent(words[place - 1], words[place]):
            break
        if form.plain not in STOP_WORDS:
            return _UNITS.get(form.plain, form.stem)
        if form.plain not in _BEFORE_UNITS:
            break
    if not i or not _are_adjacent(words[i - 1], words[i]) or forms[i - 1].is_numeral:
        return None
    return f"{forms[i - 1].stem} #" if forms[i - 1].plain not in STOP_WORDS else None


def _are_adjacent(before: _Word, after: _Word) -> bool:
    """Tell whether nothing but a space or a hyphen stands between two words of one sentence."""
    return before.begin >= 0 and not after.opens and after.begin - before.begin - len(before.text) <= _MAX_GAP


def _names(words: list[_Word], forms: list[_Form]) -> set[str]:
    """Return the folded words that are names here: capitalised where nothing but a name asks for it."""
    sure: set[str] = set()
    likely: set[str] = set()
    lower: set[str] = set()
    for word, form in zip(words, forms, strict=True):
        if not form.is_told:
            continue
        if not form.is_capital:
            lower.add(form.plain)
        elif not word.opens and not word.in_headline:
            sure.add(form.plain)
        elif not form.is_common:
            likely.add(form.plain)
    return sure | (likely - lower)
