"""Where an article names somebody or something: runs of capitalised words, cut into titles, peoples and names.

The model's names are only one voice on the type; the gazetteer, titles, neighbours and the article's other sentences
have theirs (`typing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retold.actors.gazetteer import Entry, folded, given_names, name_index, shouted_index, starts, words
from retold.actors.joined import links_fields, owns_body
from retold.actors.view import SentenceView, Word
from retold.language.wordlists import words as word_set
from retold.spans import Span

_AFTER_OWNERS = frozenset({"' ", "’ ", "'s ", "’s "})
_OF_TAILS = frozenset({"of", "for"})
# "Sons of the Well", "Friends of the Lake": what bodies call themselves besides words for bodies.
_OF_WHOM = word_set(
    """
    movement army front state union ministers chamber guild campaign sons daughters friends brothers sisters mothers
    fathers children soldiers knights lions hawks eagles guardians defenders partisans protectors voice voices hands
    bridge house society veterans citizens lawyers doctors reporters workers women youth martyrs companions followers
    servants champions victims survivors order brotherhood sisterhood church bank port diocese ministry
    """
)
_BEFORE_MONTHS = word_set("in since of by until till from last next this early late mid during through to and on every")
_NAMING_TAGS = frozenset({"NNP", "NNPS"})
_INSIDE_NAMES = frozenset({"tv", "news", "photo", "video", "live"})  # "Harbour TV"; alone they are page furniture
_OFFICES_OF = frozenset({"secretary", "chief", "minister", "director", "undersecretary", "secretary-general"})
_NUMBERS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozens
    hundreds
    """
)
_STRONG_TITLES = frozenset(
    {"president", "governor", "general", "colonel", "ambassador", "senator", "spokesman", "spokeswoman", "premier"}
)
_SHORT_TITLES = word_set("st mr mrs ms dr gen lt col sen cllr rep gov prof capt sgt rev cpl maj adm brig cmdr")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a run of capitalised words: a name, a known name, an adjective, a people or a title."""

    sort: str  # name, known, adjective, people, title
    sentence: int
    words: tuple[Word, ...]
    entry: Entry | None = None

    @property
    def span(self) -> Span:
        """Return the stretch from its first to its last word."""
        return Span(self.words[0].span.begin, self.words[-1].span.end)

    def text(self, text: str) -> str:
        """Return its characters."""
        return self.span.of(text)


def find_segments(text: str, sentences: Sequence[SentenceView]) -> list[Segment]:
    """Return the segments of all sentences, in order; they never overlap.

    Sentences of capitals or title style only give names that the gazetteer or another sentence knows, or the model
    finds: in them a capital says nothing.
    """
    plain = [view.style == "plain" for view in sentences]
    common = _common_words(sentences)
    segments: list[Segment] = []
    for index, view in enumerate(sentences):
        if plain[index]:
            for run in _runs(text, view, common):
                segments.extend(_cut(run, index))
    known = _known_names(segments)
    for index, view in enumerate(sentences):
        if not plain[index]:
            segments.extend(_matched(view, index, known, common))
    return sorted(segments, key=lambda segment: segment.span)


def _common_words(sentences: Sequence[SentenceView]) -> frozenset[str]:
    """Return the words that the article also writes small."""
    return frozenset(
        word.text for view in sentences if view.style == "plain" for word in view.words if word.text.islower()
    )


def _runs(text: str, view: SentenceView, common: frozenset[str]) -> list[list[Word]]:
    """Return the runs of capitalised words of a plain sentence, with the particles inside them."""
    runs: list[list[Word]] = []
    current: list[Word] = []
    pending: list[Word] = []  # small words that only count when a capital follows
    for place, word in enumerate(view.words):
        joined = bool(current) and _joins(text, (pending or current)[-1], word)
        before = current[-1].lower if joined and current else ""
        owns = owns_body(word, view.words[place + 1 :], before=before)
        if owns or _counts(view, place, common, inside=joined):
            if not joined:
                runs.append(current)
                current = []
            current += [*pending, word] if joined else [word]
            pending = []
        elif joined and not pending and _goes_on(current, view.words[place:]):
            pending = [word]
        else:
            runs.append(current)
            current, pending = [], []
        if current and current[-1] is word and word.possessive and not owns:
            runs.append(current)
            current, pending = [], []
    runs.append(current)
    return [run for run in runs if run]


def _joins(text: str, before: Word, after: Word) -> bool:
    gap = text[before.span.end : after.span.begin]
    if gap in (". ", "."):
        return len(before.text) == 1 or before.lower in _SHORT_TITLES
    return gap in (" ", "\u00a0", "-") or (before.possessive and gap in _AFTER_OWNERS)


def _counts(  # noqa: PLR0911 - a list of cases, first match decides
    view: SentenceView, place: int, common: frozenset[str], *, inside: bool
) -> bool:
    """Tell whether a word is part of a name: a capital, and not only for standing at the sentence's head."""
    word = view.words[place]
    if not word.capital:
        return word.text.isdigit() and inside and len(word.text) <= 3 and not _counts_things(view, place)
    lower = word.lower
    if word.token.tag == "IN" and not (word.text.isupper() and word.text in starts()):
        return False
    if inside and (lower in _INSIDE_NAMES or word.token.tag == "CD"):
        return True
    if lower in words("months") and _is_named_after_month(view, place, inside=inside):
        return True
    if lower in words("no_names") or lower in words("months") or lower.removesuffix("s") in words("weekdays"):
        return False
    if word.token.tag in ("PRP", "PRP$", "DT", "MD", "WP", "WRB", "WDT", "EX", "CC", "TO", "CD"):
        return word.text in starts() and word.text.isupper() and len(word.text) > 1
    if lower.split("-")[0] in _NUMBERS:
        return inside
    if not _heads_a_clause(view, place):
        return True
    if word.text.isupper() and len(word.text) > 1:
        return True
    if (word.text,) in name_index() or lower in words("titles"):
        return True
    if word.token.tag in _NAMING_TAGS:
        return lower not in common or _followed_by_name(view, place)
    if word.token.tag in ("NN", "JJ", "FW", "NNS", "VBN", "RB") and lower not in common:
        return _followed_by_name(view, place) and (word.text in starts() or word.token.tag in ("NN", "JJ", "FW"))
    return False


def _is_named_after_month(view: SentenceView, place: int, *, inside: bool) -> bool:
    """Tell whether a month's name is a person's: "Jan Levy", "April Jones", "Theresa May"."""
    word, following = view.words[place], view.words[place + 1 : place + 2]
    if word.token.tag not in _NAMING_TAGS:
        return False
    if inside and place and folded(view.words[place - 1].text) in given_names():
        return True
    named = bool(following) and following[0].capital and following[0].token.tag in _NAMING_TAGS
    close = named and following[0].span.begin == word.span.end + 1 and len(following[0].text) > 2
    before = view.words[place - 1].lower if place else ""
    lower = following[0].lower if following else ""
    return close and before not in _BEFORE_MONTHS and lower not in words("months") | words("weekdays")


def _counts_things(view: SentenceView, place: int) -> bool:
    """Tell whether a number counts what follows it: "fined Brenholt Bank 32 million crowns"."""
    following = view.words[place + 1 : place + 2]
    return bool(following) and following[0].text.islower() and following[0].token.tag in ("NN", "NNS", "CD", "JJ")


def _heads_a_clause(view: SentenceView, place: int) -> bool:
    word = view.words[place]
    before = word.token.index - 1
    return place == 0 or (
        before >= 0 and view.tokens[before].tag in ("``", "''", ":", "-LRB-") and view.tokens[before].text != "-"
    )


def _followed_by_name(view: SentenceView, place: int) -> bool:
    following = view.words[place + 1 : place + 2]
    return bool(following) and following[0].capital and following[0].token.tag in _NAMING_TAGS


def _goes_on(current: Sequence[Word], following: Sequence[Word]) -> bool:
    """Tell whether the small word that `following` begins with links what stands before and behind it."""
    return _connects(current, following[0]) or links_fields(current, following) or _is_titled_of(current, following)


def _is_titled_of(current: Sequence[Word], following: Sequence[Word]) -> bool:
    """Tell whether "of" goes on with a title: "Secretary of State Ada Voss", "Chief of Staff"."""
    if following[0].text != "of" or len(following) < 3 or not following[1].capital or not following[2].capital:
        return False
    field = following[1].lower in ("state", "staff") or following[1].lower in words("sectors")
    return current[-1].lower in _OFFICES_OF and field


def _connects(current: Sequence[Word], word: Word) -> bool:
    lower = word.text
    if lower in words("particles"):
        return current[-1].lower not in words("titles")
    if lower in _OF_TAILS:
        last = current[-1].lower
        return last in words("org_tails") or last in words("place_fronts") or last in _OF_WHOM
    return False


def _cut(run: Sequence[Word], sentence: int) -> list[Segment]:
    """Cut one run into titles, adjectives and names, from left to right."""
    segments: list[Segment] = []
    place = 0
    while place < len(run):
        fresh = not segments or segments[-1].sort != "name" or _breaks(run, place)
        segment = _next_segment(run, place, sentence, fresh=fresh)
        segments.append(segment)
        place += len(segment.words)
    return segments


def _next_segment(run: Sequence[Word], place: int, sentence: int, *, fresh: bool) -> Segment:
    found = _known_at(run, place, name_index())
    if found:
        length, sort, entry = found
        end = _name_end(run, place + length)
        if end > place + length and _belongs(run, place, end, sort, entry):
            return Segment("name", sentence, tuple(run[place:end]))
        return Segment("known" if sort == "name" else sort, sentence, tuple(run[place : place + length]), entry)
    length = _title_length(run, place) if fresh else 0
    if place and run[place].text[-1].isupper() and run[place].lower in words("post_nominals"):
        length = 1
    if length:
        return Segment("title", sentence, tuple(run[place : place + length]))
    end = max(_name_end(run, place), place + 1)
    return Segment("name", sentence, tuple(run[place:end]))


def _known_at(
    run: Sequence[Word], place: int, index: dict[tuple[str, ...], tuple[str, Entry]]
) -> tuple[int, str, Entry] | None:
    longest = min(starts().get(run[place].text, 0), len(run) - place)
    for length in range(longest, 0, -1):
        found = index.get(tuple(word.text for word in run[place : place + length]))
        if found:
            return length, *found
    return None


def _name_end(run: Sequence[Word], place: int) -> int:
    """Return where the plain name words from `place` on end: before a title or a known name of several words."""
    end = place
    while end < len(run):
        if end > place and run[end].text in starts() and _known_at(run, end, name_index()):
            length, sort, _ = _known_at(run, end, name_index()) or (1, "", None)
            if sort == "adjective" or length > 1 or end == place:
                break
        if _title_length(run, end) and (end == place or _breaks(run, end)):
            break
        end += 1
    while end > place + 1 and run[end - 1].text.islower() and not run[end - 1].capital:
        end -= 1
    if end > place + 2 and run[end - 1].lower in words("post_nominals") and run[end - 1].text[-1].isupper():
        end -= 1
    return end


def _breaks(run: Sequence[Word], place: int) -> bool:
    """Tell whether a title inside a run parts it ("Khorvani Defence Minister Farid Rahmani")."""
    length = _title_length(run, place)
    if not length:
        return False
    if place + length >= len(run):
        return length > 1 or run[place].lower in words("ministers")
    return length > 1 or run[place].lower in words("ministers") or run[place].lower in _STRONG_TITLES


def _belongs(run: Sequence[Word], begin: int, end: int, sort: str, entry: Entry) -> bool:
    """Tell whether a known name is only the beginning of a longer one ("Syrian National Coalition", "Jordan Smith")."""
    last = run[end - 1].lower
    tail = last in words("org_tails") or last in words("group_tails") or last in words("place_tails")
    if tail:
        return True
    if sort in ("adjective", "people") or entry.sort in ("body", "group", "seat"):
        return any(word.lower in _OF_TAILS for word in run[begin:end]) and sort == "adjective"
    return not run[begin].text.isupper() and end - begin <= 3


def _title_length(run: Sequence[Word], place: int) -> int:
    """Return how many words from `place` on are a title ("Defense Minister Brigadier General")."""
    end = place
    held = 0
    while end < len(run):
        lower = run[end].lower.rstrip(".")
        if lower in words("titles") or lower in words("role_heads") or lower in words("ministers"):
            held = end + 1
        elif lower in words("makers") and end == place and end + 1 < len(run):
            return 1
        elif lower in _OF_TAILS and held == end and end + 1 < len(run):
            follows = run[end + 1].lower
            if follows not in words("sectors") and follows not in ("staff", "state"):
                break
            held = end + 2
            end += 1
        elif lower not in words("sectors") and lower not in words("rank_modifiers"):
            break
        end += 1
    return held - place if held > place else 0


def _known_names(segments: Sequence[Segment]) -> dict[tuple[str, ...], Segment]:
    """Return the names of the plain sentences by their words in capitals."""
    known: dict[tuple[str, ...], Segment] = {}
    for segment in segments:
        if segment.sort == "name":
            known.setdefault(tuple(word.text.upper() for word in segment.words), segment)
            last = segment.words[-1].text.upper()
            if len(segment.words) > 1 and len(last) > 3:
                known.setdefault((last,), segment)
    return known


def _matched(
    view: SentenceView, sentence: int, known: dict[tuple[str, ...], Segment], common: frozenset[str]
) -> list[Segment]:
    """Return the known names of a sentence in capitals or title style, and those the model sees there."""
    index = shouted_index() if view.style == "capitals" else name_index()
    labelled = {
        token.index
        for name in view.parsed.names
        if name.label in ("PERSON", "GPE")
        for token in view.tokens
        if name.span.contains(token.span)
    }
    segments: list[Segment] = []
    place = 0
    while place < len(view.words):
        segment = _match_at(view, place, sentence, index, known)
        if segment is None and _only_here(view, place, labelled, common):
            segment = _labelled(view, place, sentence, labelled, common)
        if segment:
            segments.append(segment)
        place += len(segment.words) if segment else 1
    return segments


def _match_at(
    view: SentenceView,
    place: int,
    sentence: int,
    index: dict[tuple[str, ...], tuple[str, Entry]],
    known: dict[tuple[str, ...], Segment],
) -> Segment | None:
    found = _known_at(view.words, place, index)
    for length in range(min(5, len(view.words) - place), found[0] if found else 0, -1):
        run = tuple(view.words[place : place + length])
        if tuple(word.text.upper() for word in run) in known and run[0].capital:
            return Segment("name", sentence, run)
    if not found and view.style == "capitals" and view.words[place].text == "US":
        found = (1, *name_index()[("US",)]) if view.words[place].token.tag in _NAMING_TAGS else None
    if found and view.words[place].capital:
        length, sort, entry = found
        return Segment("known" if sort == "name" else sort, sentence, tuple(view.words[place : place + length]), entry)
    return None


def _only_here(view: SentenceView, place: int, labelled: set[int], common: frozenset[str]) -> bool:
    word = view.words[place]
    return (
        word.capital
        and word.token.index in labelled
        and word.token.tag in _NAMING_TAGS
        and word.lower not in common
        and not _title_length(view.words, place)
        and word.text not in starts()
        and word.lower not in words("org_tails")
    )


def _labelled(view: SentenceView, place: int, sentence: int, labelled: set[int], common: frozenset[str]) -> Segment:
    end = place + 1
    while end < len(view.words) and _only_here(view, end, labelled, common) and not view.words[end - 1].possessive:
        if view.words[end].span.begin != view.words[end - 1].span.end + 1:
            break
        end += 1
    return Segment("name", sentence, tuple(view.words[place:end]))


def folded_words(segment: Segment) -> str:
    """Return the folded name of a segment: its words, one space apart."""
    return folded(" ".join(word.text for word in segment.words))
