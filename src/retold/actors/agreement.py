"""Names that only the rest of the article shows: "Dahl said", where another sentence has "Jens Dahl"."""

from __future__ import annotations

from collections.abc import Sequence

from retold.actors.gazetteer import words
from retold.actors.naming import Segment
from retold.actors.view import SentenceView, Word

# A word at a clause's head before one of these is a common word that describes or begins a phrase.
_DESCRIBED = ("NN", "NNS", "JJ", "JJR", "IN", "RB", "TO", "CD", "HYPH")
_MIN_LETTERS = 3


def with_short_names(sentences: Sequence[SentenceView], segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments with the family names and short forms of bodies at the heads of clauses added, in order.

    A capital there says nothing by itself. A word counts where the article has a longer name that ends with it (or
    begins with it, of bodies), and no noun or adjective follows that it could describe.
    """
    known, alone = _short_names(segments), _lone_names(sentences, segments)
    kept = [each for each in segments if not _is_lone_title(each, sentences, known)]
    taken = {(each.sentence, word.place) for each in kept for word in each.words}
    added = [
        Segment("name", index, (word,))
        for index, view in enumerate(sentences)
        if view.style == "plain"
        for word in view.words
        if (index, word.place) not in taken
        and ((word.text in known and _stands_alone(view, word)) or (word.text in alone and _is_first(view, word)))
    ]
    return sorted([*kept, *added], key=lambda segment: segment.span)


def _short_names(segments: Sequence[Segment]) -> frozenset[str]:
    found: set[str] = set()
    for segment in segments:
        if segment.sort != "name" or len(segment.words) < 2:
            continue
        last, first = segment.words[-1], segment.words[0]
        if not _is_generic(last.lower):
            found.add(last.text)
        elif not _is_generic(first.lower):
            found.add(first.text)
    return frozenset(word for word in found if len(word) >= _MIN_LETTERS and word[0].isupper())


def _lone_names(sentences: Sequence[SentenceView], segments: Sequence[Segment]) -> frozenset[str]:
    """Return the names of one word that stand within a sentence somewhere, and are never written small."""
    small = {word.text for view in sentences for word in view.words if word.text.islower()}
    return frozenset(
        segment.words[0].text
        for segment in segments
        if segment.sort == "name"
        and len(segment.words) == 1
        and segment.words[0].place > 0
        and len(segment.words[0].text) >= _MIN_LETTERS
        and segment.words[0].lower not in small
        and not _is_generic(segment.words[0].lower)
    )


def _is_first(view: SentenceView, word: Word) -> bool:
    """Tell whether a word opens its sentence and no name goes on from it: "Tessel holders", not "Tessel Lane"."""
    following = view.words[1:2]
    return word.place == 0 and not (following and following[0].capital)


def _is_generic(lower: str) -> bool:
    return any(
        lower in words(listed)
        for listed in ("org_tails", "group_tails", "place_tails", "place_fronts", "sectors", "no_names", "months")
    )


def _is_lone_title(segment: Segment, sentences: Sequence[SentenceView], known: frozenset[str]) -> bool:
    """Tell whether a trade is somebody's family name here: "Carpenter said", where the article has "Ada Carpenter"."""
    if segment.sort != "title" or len(segment.words) > 1 or segment.words[0].text not in known:
        return False
    return _stands_alone(sentences[segment.sentence], segment.words[0])


def _stands_alone(view: SentenceView, word: Word) -> bool:
    if word.possessive:
        return True
    following = word.last.index + 1
    if following >= len(view.tokens):
        return word.place > 0
    after = view.tokens[following]
    if after.text[:1].isupper() and after.text[:1].isalpha():
        return False
    adverb = (
        after.tag == "RB" and following + 1 < len(view.tokens) and view.tokens[following + 1].tag[:2] in ("VB", "MD")
    )
    return adverb or after.tag not in _DESCRIBED
