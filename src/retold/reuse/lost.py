"""Texts that nobody holds, told from three that came from them: the place where a tree must branch.

Of three related texts one may stand between the other two. Then the others agree against it nowhere, but by chance.
Where each of the three has readings of its own that the other two do not share, none of them stands between, and a
text that is not held does (the median of the three; stemmatists ask the same of manuscripts, and biologists of
sequences). What a copy left out speaks too: no copy of it has those words again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from retold.evidence import probability_of
from retold.ids import content_hash
from retold.reuse.alignment import EQUAL
from retold.reuse.direction import Direction
from retold.reuse.rooting import Junction, Link, Node
from retold.reuse.witnesses import Shared, Witness, is_same_outlet, word_range

LOST_PREFIX = "lost:"
THROUGH_LOST = "text not held between"  # evidence of a derivation through a lost text, whose id it carries
_MAX_READING_WORDS = 12  # longer changes are rewritten sentences: two texts have the same one only by copying
_BLOCK_WORDS = 8  # words in a row that two texts share and the third lacks
_MAX_NEIGHBOURS = 24  # of one text that are looked at two by two
_BASE = -1.6  # log-odds of a lost text before any reading is counted
_PER_READING = 0.65  # each reading of its own of the text of the three that has fewest
_LEAST_SHARE = 0.05  # of the readings in which a text stands against another that the third must bear out
_MAX_READINGS = 10
_LEAST_GROUP = 2  # with the text in their middle the three that tell of a lost one
_MAX_COMPARED = 6  # texts around a lost one that are looked at two by two for what a text lacks
_ID_CHARACTERS = 16
_LEAST_AGAINST = 2  # texts that must read otherwise for a text to stand alone
_MOST = 0.5  # and the share of those that have the place
_LEAST_AROUND = 2  # readings of its own in which a text must not be followed
_AROUND = 0.7  # and their share: a copy alters some of what it follows

Pair = tuple[str, str]
_Reading = tuple[int, int, tuple[str, ...], tuple[str, ...]]  # first and last word, own forms, the other's


@dataclass(frozen=True, slots=True)
class LostText:
    """A text that is not held: its node, and how probable it is that it was there."""

    junction: Junction
    probability: float


class Readings:
    """Where each text of a family stands against another, worked out once a pair."""

    def __init__(self, shared: Mapping[Pair, Shared]) -> None:
        self._shared = shared
        self._kept: dict[Pair, frozenset[_Reading]] = {}
        self._own: dict[str, frozenset[_Reading]] = {}
        self._nearest = _nearest(shared)

    def between(self, article: str, other: str) -> Shared | None:
        """What two articles share; None where they were not compared."""
        return self._shared.get((min(article, other), max(article, other)))

    def of(self, article: str, other: str) -> frozenset[_Reading]:
        """The places of `article` where `other` reads otherwise, with what it reads."""
        if (article, other) not in self._kept:
            shared = self._shared[min(article, other), max(article, other)]
            self._kept[article, other] = frozenset(_readings(shared, other))
        return self._kept[article, other]

    def lone(self, article: str, other: str, third: str) -> int:
        """How often two texts agree against `article`: in their words, or in having what it left out."""
        alike = self.of(article, other) & self.of(article, third)
        # What a house style changes again and again counts once.
        kinds = {(own, theirs) for _, _, own, theirs in alike}
        return len(kinds) + self.lacks(article, other, third)

    def lacks(self, article: str, other: str, third: str) -> int:
        """Stretches that two texts share and that `article` has not."""
        return min(self._blocks(article, other, third), self._blocks(article, third, other))

    def enough(self, article: str, other: str, third: str) -> bool:
        """Whether the readings of its own are more than chance, of all in which a text stands against two others."""
        fewest = min(len(self.of(article, other)), len(self.of(article, third)))
        return self.lone(article, other, third) >= _LEAST_SHARE * fewest

    def own(self, article: str) -> frozenset[_Reading]:
        """Where a text stands alone: readings against most of the texts that it was compared with, the nearest."""
        if article not in self._own:
            counts: Counter[_Reading] = Counter()
            nearest = self._nearest.get(article, ())[:_MAX_NEIGHBOURS]
            for other in nearest:
                counts.update(self.of(article, other))
            covered = [shared.covered(article) for other in nearest if (shared := self.between(article, other))]
            self._own[article] = frozenset(
                reading
                for reading, count in counts.items()
                if count >= max(_LEAST_AGAINST, _MOST * sum(each >> reading[0] & 1 for each in covered))
            )
        return self._own[article]

    def goes_around(self, article: str, member: str) -> bool:
        """Tell whether a text does not follow another where that one stands alone: then it did not come from it."""
        shared = self.between(member, article)
        if shared is None:
            return False
        covered, changed = shared.covered(member), self._changed(member, article)
        own = [reading for reading in self.own(member) if covered >> reading[0] & 1]
        if is_same_outlet(shared.a.outlet, shared.b.outlet):  # house words are common to them whoever copied
            own = [reading for reading in own if not (reading[2] and reading[3])]
        apart = sum(bool(changed & _places(reading)) for reading in own)
        return apart >= _LEAST_AROUND and apart > _AROUND * len(own)

    def _changed(self, article: str, other: str) -> int:
        """The words of `article` where `other` reads otherwise, as a bit set."""
        changed = 0
        for reading in self.of(article, other):
            changed |= _places(reading)
        return changed

    def _blocks(self, article: str, other: str, third: str) -> int:
        """Stretches of `other` that it shares with `third` and that `article` lacks."""
        with_third, with_article = self.between(other, third), self.between(other, article)
        if with_third is None or with_article is None:
            return 0
        left = with_third.covered(other) & ~with_article.covered(other)
        starts = left
        for offset in range(1, _BLOCK_WORDS):
            starts &= left >> offset
        return (starts & ~(starts << 1)).bit_count()


def _places(reading: _Reading) -> int:
    """The words of a reading as a bit set; of words left out, the word after them."""
    return word_range(reading[0], max(reading[1], reading[0] + 1))


def _nearest(shared: Mapping[Pair, Shared]) -> dict[str, list[str]]:
    """For each text those that it was compared with, the most alike first."""
    found: dict[str, list[tuple[float, str]]] = {}
    for (a, b), each in sorted(shared.items()):
        found.setdefault(a, []).append((-each.weight, b))
        found.setdefault(b, []).append((-each.weight, a))
    return {name: [other for _, other in sorted(others)] for name, others in found.items()}


def _readings(shared: Shared, other: str) -> Iterable[_Reading]:
    """Changed places, from the text that is not `other`."""
    witness: Witness = shared.a if other == shared.a.article else shared.b
    own = shared.other(other).words.forms
    for step in shared.seen_from(other):
        size = max(step.end_a - step.begin_a, step.end_b - step.begin_b)
        if step.op != EQUAL and size <= _MAX_READING_WORDS:
            theirs = tuple(witness.words.forms[step.begin_b : step.end_b])
            yield (step.begin_a, step.end_a, tuple(own[step.begin_a : step.end_a]), theirs)


def junctions_of(
    links: Sequence[Link], readings: Readings, directions: Mapping[Pair, Direction]
) -> tuple[list[Link], list[LostText]]:
    """Return the links that stay, and the lost texts that stand in place of the others.

    `directions` by pairs of ids in order: the second as the copy. Each link is taken by one lost text at
    most; texts with most links are looked at first.
    """
    neighbours: dict[Node, list[Node]] = {}
    for link in links:
        if not link.is_page:
            neighbours.setdefault(link.a, []).append(link.b)
            neighbours.setdefault(link.b, []).append(link.a)
    kin: dict[str, list[Direction]] = {}  # judgements by the lesser id
    for pair, judged in sorted(directions.items()):
        kin.setdefault(pair[0], []).append(judged)
    taken: set[frozenset[Node]] = set()
    found: list[LostText] = []
    for centre in sorted(neighbours, key=lambda node: (-len(neighbours[node]), node)):
        free = sorted(node for node in neighbours[centre] if frozenset((centre, node)) not in taken)
        for found_group, probability in _groups(centre, free[:_MAX_NEIGHBOURS], readings):
            group = [node for node in found_group if frozenset((centre, node)) not in taken]
            if len(group) < _LEAST_GROUP:
                continue
            members = [centre, *group]
            taken.update(frozenset((centre, node)) for node in group)
            _take_in(members, neighbours, taken, readings)
            found.append(LostText(_junction(members, kin, readings), probability))
    return [link for link in links if frozenset((link.a, link.b)) not in taken], found


def _take_in(
    members: list[Node], neighbours: Mapping[Node, Sequence[Node]], taken: set[frozenset[Node]], readings: Readings
) -> None:
    """Put texts that hang on a member to the lost text itself, where they share its readings, not the member's own."""
    inside = set(members)
    for member in members:  # grows as texts are taken in
        for node in sorted(neighbours[member]):
            link = frozenset((member, node))
            if link not in taken and node not in inside and readings.goes_around(node[0], member[0]):
                taken.add(link)
                inside.add(node)
                members.append(node)


def _groups(centre: Node, neighbours: Sequence[Node], readings: Readings) -> list[tuple[list[Node], float]]:
    """Neighbours that hang together with `centre` on one lost text, with its probability."""
    group_of = {node: node for node in neighbours}
    strengths: dict[Node, float] = {}
    for first, second in combinations(neighbours, 2):
        strength = _strength(centre[0], first[0], second[0], readings)
        if strength < 0:
            continue
        low, high = sorted((group_of[first], group_of[second]))
        group_of = {node: low if group == high else group for node, group in group_of.items()}
        strengths[low] = max(strength, strengths.get(low, 0.0), strengths.pop(high, 0.0) if high != low else 0.0)
    return [
        ([node for node in neighbours if group_of[node] == group], probability_of(strength))
        for group, strength in sorted(strengths.items())
    ]


def _strength(centre: str, first: str, second: str, readings: Readings) -> float:
    """Log-odds that a lost text stands between three; below 0 where one of them may be it."""
    if readings.between(first, second) is None or len({centre, first, second}) < 3:
        return -1.0
    triples = ((centre, first, second), (first, centre, second), (second, centre, first))
    if not all(readings.enough(*triple) for triple in triples):
        return -1.0
    fewest = min(readings.lone(*triple) for triple in triples)
    return _BASE + _PER_READING * min(fewest, _MAX_READINGS)


def _junction(members: Sequence[Node], kin: Mapping[str, Sequence[Direction]], readings: Readings) -> Junction:
    node_of = {member[0]: member for member in members}
    odds: dict[tuple[Node, Node], float] = {}
    losses: dict[tuple[Node, Node], float] = {}
    for judged in (judged for name in sorted(node_of) for judged in kin.get(name, ())):
        if judged.copy in node_of:
            exemplar, copy = node_of[judged.exemplar], node_of[judged.copy]
            odds[exemplar, copy], odds[copy, exemplar] = judged.log_odds, -judged.log_odds
            losses[exemplar, copy], losses[copy, exemplar] = judged.exemplar_losses, judged.copy_losses
    lacking = {member: _lacking(member, members, readings) for member in members}
    name = LOST_PREFIX + content_hash(*sorted(node_of))[:_ID_CHARACTERS]
    return Junction((name, 0), tuple(sorted(members)), odds, lacking, losses)


def _lacking(member: Node, members: Sequence[Node], readings: Readings) -> int:
    """Most stretches that two of the others share and that a text has not."""
    others = [other[0] for other in members[: _MAX_COMPARED + 1] if other != member]
    return max((readings.lacks(member[0], a, b) for a, b in combinations(others, 2)), default=0)
