"""Quotations that many articles of a story repeat word for word: a few of them are compared, and the others follow.

A dispatch that ten thousand outlets run unchanged holds each of its quotations ten thousand times. To compare all of
them with one another would be a hundred million comparisons that can only find what is plain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from retold.quotations.matching import has_telling_words
from retold.quotations.tellings import Telling

MOST_COMPARED = 16  # quotations of the same words by one speaker; those with the least ids


@dataclass(frozen=True, slots=True)
class Repeated:
    """The quotations of a story that are compared, and those that follow one of them."""

    compared: Sequence[Telling]
    following: Sequence[tuple[Telling, Telling]]  # each with the one that it follows, which is compared


def repeated(tellings: Sequence[Telling]) -> Repeated:
    """Part the tellings of a story, sorted by quotation id, into those to compare and those that follow.

    Two are alike if they have the same words with the same marks, the same speaker or words for one without a name, and
    are the same occurrence of them in their articles: an article's second "No comment." is not another's only one.
    Nobody follows whose speaker is not known at all.
    """
    alike: dict[Hashable, list[Telling]] = {}
    occurrence: Counter[Hashable] = Counter()
    for telling in sorted(tellings, key=lambda each: (each.article, each.begin, each.quotation)):
        sign = _sign(telling)
        occurrence[telling.article, sign] += 1
        if telling.speaker is None and not telling.source_words:
            continue
        alike.setdefault((sign, occurrence[telling.article, sign]), []).append(telling)
    leaders: dict[str, Telling] = {}
    for members in alike.values():
        members.sort(key=lambda each: each.quotation)
        leaders |= {each.quotation: members[0] for each in members[MOST_COMPARED:]}
    return Repeated(
        [each for each in tellings if each.quotation not in leaders],
        [(each, leaders[each.quotation]) for each in tellings if each.quotation in leaders],
    )


def _sign(telling: Telling) -> Hashable:
    """Return all that the comparison of quotations in different articles reads of one, but where it stands."""
    return (
        *(_speaker(telling), telling.source_names, telling.kind, telling.denied),
        *(telling.is_asserted, telling.is_headline, telling.inside is None),
        *(tuple(telling.words.forms), telling.marked, telling.names),
    )


def _speaker(telling: Telling) -> Hashable:
    """Return whom a quotation is known to be of: an actor, or what somebody without a name is called."""
    is_nobody = telling.speaker is None
    if is_nobody or (not telling.is_named and has_telling_words(telling)):
        return is_nobody, telling.source_words
    return is_nobody, telling.speaker
