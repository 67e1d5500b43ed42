"""Runs of words that two texts share, joined into stretches: seeds, collinear groups, alignment inside.

Seed and extend, as in sequence search (BLAST; passim for text reuse): n-grams that are rare in both texts are seeds;
seeds that follow each other in both texts form a group; the words between them are aligned by edit distance; a stretch
ends where it would have to swallow a whole new sentence or too long a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from retold.reuse.folding import fold, is_spaceless
from retold.reuse.words import Words, sentence_starts
from retold.settings import ReuseSettings

_SEED_WORDS = 4  # in a pair already known to share text, four words in a row are no chance
_SEED_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd: the polynomial stays a bijection in each word
_MAX_SEED_REPEATS = 4  # a seed with more places (product of both texts) says nothing of where
_REACH_WORDS = 250  # words aligned between two seeds at most: work per gap stays bounded
_EXTENSION_WORDS = 40  # words looked at beyond a group's ends
_GAP_COST = 0.5  # an unequal word against an equal one, as a stretch grows
_DROP = 7.0  # a stretch ends when its score has fallen this far below its best
_EDGE_WORDS = 3  # a stretch that stops this near a sentence's edge reaches to it
_MIN_SENTENCE_WORDS = 3  # a shorter "sentence" is an abbreviation's point
_SPACELESS_FACTOR = 2  # two characters of a spaceless script count as one word


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """`length` equal words from word `a` of the first text and word `b` of the second."""

    a: int
    b: int
    length: int

    @property
    def end_a(self) -> int:
        """The first word after the run in the first text."""
        return self.a + self.length

    @property
    def end_b(self) -> int:
        """The first word after the run in the second text."""
        return self.b + self.length


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words `[begin_a, end_a)` and `[begin_b, end_b)` that go together, with the equal runs inside, in order."""

    begin_a: int
    end_a: int
    begin_b: int
    end_b: int
    runs: tuple[Run, ...]

    def mirrored(self) -> Stretch:
        """Return the stretch as seen from the second text."""
        runs = tuple(Run(run.b, run.a, run.length) for run in self.runs)
        return Stretch(self.begin_b, self.end_b, self.begin_a, self.end_a, runs)

    @property
    def equal(self) -> int:
        """Number of equal words."""
        return sum(run.length for run in self.runs)

    @property
    def identity(self) -> float:
        """Share of equal words, of the longer side."""
        return self.equal / max(self.end_a - self.begin_a, self.end_b - self.begin_b, 1)


@dataclass(frozen=True, slots=True)
class _Side:
    """One text while it is matched: word numbers, sentence starts, and which words are taken."""

    codes: list[int]
    starts: list[bool]
    taken: bytearray


@dataclass(frozen=True, slots=True)
class _Seeds:
    """The windows of seed words of one text: their hashes, and the same sorted, with the place of each."""

    hashes: NDArray[np.uint64]
    ordered: NDArray[np.uint64]
    places: NDArray[np.int64]


def find_stretches(words_a: Words, words_b: Words, *, settings: ReuseSettings) -> list[Stretch]:
    """Return the stretches that two texts share, in order of the first text.

    Symmetric: the other way round they are the mirrors. Stretches never overlap within one text; a moved paragraph is
    a stretch of its own. Work grows with the length of the texts, not with their product: seeds that repeat are left
    out, and gaps are aligned up to a bound.
    """
    if _is_before(words_b, words_a):  # ties are broken alike whichever text comes first
        mirrored = [stretch.mirrored() for stretch in find_stretches(words_b, words_a, settings=settings)]
        return sorted(mirrored, key=lambda stretch: (stretch.begin_a, stretch.begin_b))
    codes_a, codes_b = words_a.codes, words_b.codes
    if codes_a == codes_b:
        return _whole(codes_a, words_a, settings)
    a = _Side(codes_a, sentence_starts(words_a), bytearray(len(codes_a)))
    b = _Side(codes_b, sentence_starts(words_b), bytearray(len(codes_b)))
    runs = _disjoint(seed_runs(codes_a, codes_b), len(codes_a), len(codes_b))
    groups = _groups(runs, settings)
    found: list[Stretch] = []
    for group in sorted(groups, key=lambda g: (-sum(run.length for run in g), g)):
        for stretch in _stretches(group, a, b, settings):
            if _weight(stretch, words_a) >= settings.min_passage_words:
                found.append(stretch)
                a.taken[stretch.begin_a : stretch.end_a] = b"\1" * (stretch.end_a - stretch.begin_a)
                b.taken[stretch.begin_b : stretch.end_b] = b"\1" * (stretch.end_b - stretch.begin_b)
    return sorted(found, key=lambda stretch: (stretch.begin_a, stretch.begin_b))


def _is_before(words_a: Words, words_b: Words) -> bool:
    """Whether the first text's words come before the second's in the order of their forms."""
    for index, (code_a, code_b) in enumerate(zip(words_a.codes, words_b.codes, strict=False)):
        if code_a != code_b:
            return fold(words_a.surface(index)) < fold(words_b.surface(index))
    return len(words_a) < len(words_b)


def encode(forms_a: Sequence[str], forms_b: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return both lists with a number for each distinct form: numbers compare faster than words."""
    numbers: dict[str, int] = {}
    return (
        [numbers.setdefault(form, len(numbers)) for form in forms_a],
        [numbers.setdefault(form, len(numbers)) for form in forms_b],
    )


def _whole(codes: list[int], words: Words, settings: ReuseSettings) -> list[Stretch]:
    count = len(codes)
    stretch = Stretch(0, count, 0, count, (Run(0, 0, count),))
    return [stretch] if count and _weight(stretch, words) >= settings.min_passage_words else []


def _weight(stretch: Stretch, words: Words) -> float:
    """Equal words; characters of a spaceless script count as part of one."""
    total = 0.0
    for run in stretch.runs:
        if run.length and words.surface(run.a).isascii() and words.surface(run.end_a - 1).isascii():
            total += run.length
        else:
            of_run = map(words.surface, range(run.a, run.end_a))
            total += sum(1 / _SPACELESS_FACTOR if is_spaceless(fold(each)) else 1.0 for each in of_run)
    return total


def seed_runs(codes_a: list[int], codes_b: list[int]) -> list[Run]:
    """Return maximal runs of equal words that hold at least one seed: an n-gram rare in both texts.

    The codes are hashes of words: numbers below 2 to the 64th.
    """
    if min(len(codes_a), len(codes_b)) < _SEED_WORDS:
        return []
    a, b = _seeds(codes_a), _seeds(codes_b)
    firsts = np.searchsorted(b.ordered, a.hashes, side="left")
    found = np.flatnonzero(b.ordered[np.minimum(firsts, len(b.ordered) - 1)] == a.hashes)
    firsts, hashes = firsts[found], a.hashes[found]  # most texts share less than they do not
    counts = np.searchsorted(b.ordered, hashes, side="right") - firsts
    repeats = np.searchsorted(a.ordered, hashes, side="right") - np.searchsorted(a.ordered, hashes, side="left")
    is_rare = counts * repeats <= _MAX_SEED_REPEATS
    places, firsts, counts = found[is_rare], firsts[is_rare], counts[is_rare]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    in_a = np.repeat(places, counts)
    diagonals = b.places[np.repeat(firsts, counts) + within] - in_a
    ranks = np.lexsort((in_a, diagonals))
    in_a, diagonals = in_a[ranks], diagonals[ranks]
    # Seeds that overlap on one diagonal give one run.
    is_first = np.ones(len(in_a) + 1, dtype=np.bool_)
    is_first[1:-1] = (np.diff(diagonals) != 0) | (np.diff(in_a) != 1)
    begins = np.flatnonzero(is_first)
    lengths = np.diff(begins) + _SEED_WORDS - 1
    points = (each.tolist() for each in (diagonals[begins[:-1]], in_a[begins[:-1]], lengths))
    return _joined(zip(*points, strict=True), codes_a, codes_b)


def _seeds(codes: list[int]) -> _Seeds:
    """A hash for each window of seed words."""
    numbers = np.array(codes, dtype=np.uint64)
    hashes = np.zeros(len(numbers) - _SEED_WORDS + 1, dtype=np.uint64)
    for offset in range(_SEED_WORDS):
        hashes = hashes * _SEED_BASE + numbers[offset : offset + len(hashes)]
    places = np.argsort(hashes, kind="stable")
    return _Seeds(hashes, hashes[places], places)


def _joined(points: Iterable[tuple[int, int, int]], codes_a: list[int], codes_b: list[int]) -> list[Run]:
    """Join seeds of one diagonal and stretch them to both sides as far as the words are equal.

    A point is a diagonal, a place in the first text, and how many words from there are in seeds that overlap.
    """
    runs: list[Run] = []
    last_diagonal, last_end = None, -1
    for diagonal, i, length in points:
        begin, end = i, i + length
        if diagonal == last_diagonal and begin < last_end:
            continue
        if codes_a[begin:end] != codes_b[begin + diagonal : end + diagonal]:  # two hashes met: one in 10 to the 13th
            continue
        while begin and begin + diagonal and codes_a[begin - 1] == codes_b[begin + diagonal - 1]:
            begin -= 1
        while end < len(codes_a) and end + diagonal < len(codes_b) and codes_a[end] == codes_b[end + diagonal]:
            end += 1
        runs.append(Run(begin, begin + diagonal, end - begin))
        last_diagonal, last_end = diagonal, end
    return runs


def _disjoint(runs: Iterable[Run], count_a: int, count_b: int) -> list[Run]:
    """Keep the longest runs; cut the others to what is free in both texts. In order of the first text."""
    taken_a, taken_b = bytearray(count_a), bytearray(count_b)
    kept: list[Run] = []
    for run in sorted(runs, key=lambda r: (-r.length, abs(r.a - r.b), r.a + r.b, r.a)):
        free = _free_part(run, taken_a, taken_b)
        if free.length >= min(_SEED_WORDS, run.length):
            taken_a[free.a : free.end_a] = b"\1" * free.length
            taken_b[free.b : free.end_b] = b"\1" * free.length
            kept.append(free)
    return sorted(kept)


def _free_part(run: Run, taken_a: bytearray, taken_b: bytearray) -> Run:
    """The run without taken words at its ends (longer runs came earlier: nothing taken stands in its middle alone)."""
    if taken_a.find(1, run.a, run.end_a) < 0 and taken_b.find(1, run.b, run.end_b) < 0:
        return run
    begin, end = 0, run.length
    while begin < end and (taken_a[run.a + begin] or taken_b[run.b + begin]):
        begin += 1
    stop = begin
    while stop < end and not (taken_a[run.a + stop] or taken_b[run.b + stop]):
        stop += 1
    return Run(run.a + begin, run.b + begin, stop - begin)


def _groups(runs: list[Run], settings: ReuseSettings) -> list[list[Run]]:
    """Group runs that follow each other in both texts. Short lone runs are left out, then the rest grouped again."""
    groups = _linked(runs)
    is_strong = [sum(run.length for run in group) >= settings.min_passage_words for group in groups]
    if all(is_strong):
        return groups
    strong = [run for group, kept in zip(groups, is_strong, strict=True) if kept for run in group]
    weak = [run for group, kept in zip(groups, is_strong, strict=True) if not kept for run in group]
    return _linked(sorted(strong)) + [[run] for run in weak]


def _linked(runs: list[Run]) -> list[list[Run]]:
    order_b = {run: rank for rank, run in enumerate(sorted(runs, key=lambda r: (r.b, r.a)))}
    groups: list[list[Run]] = []
    for run in runs:
        previous = groups[-1][-1] if groups else None
        if previous is not None and order_b[run] == order_b[previous] + 1 and _is_near(previous, run):
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _is_near(previous: Run, run: Run) -> bool:
    gap_a, gap_b = run.a - previous.end_a, run.b - previous.end_b
    return gap_a >= 0 and gap_b >= 0 and max(gap_a, gap_b) <= _REACH_WORDS


def _stretches(group: list[Run], a: _Side, b: _Side, settings: ReuseSettings) -> list[Stretch]:
    """Align between and around the runs of one group, and cut the result into stretches."""
    free = [part for run in group if (part := _free_part(run, a.taken, b.taken)).length]
    if not free:
        return []
    runs = [*_left_of(free[0], a, b), free[0]]
    for run in free[1:]:
        runs += [*_between(runs[-1], run, a, b), run]
    runs += _right_of(free[-1], a, b)
    cut = _cut(_merged_runs(runs), a, b, settings)
    return [_reach_edges(s, a, b) for s in cut if s.identity >= settings.min_passage_identity]


def _between(left: Run, right: Run, a: _Side, b: _Side) -> list[Run]:
    if left.end_a >= right.a or left.end_b >= right.b:
        return []
    return aligned_runs(a.codes, b.codes, (left.end_a, right.a), (left.end_b, right.b))


def _left_of(run: Run, a: _Side, b: _Side) -> list[Run]:
    begin_a = _free_until(a.taken, run.a, -1)
    begin_b = _free_until(b.taken, run.b, -1)
    return aligned_runs(a.codes, b.codes, (begin_a, run.a), (begin_b, run.b))


def _right_of(run: Run, a: _Side, b: _Side) -> list[Run]:
    end_a = _free_until(a.taken, run.end_a, 1)
    end_b = _free_until(b.taken, run.end_b, 1)
    return aligned_runs(a.codes, b.codes, (run.end_a, end_a), (run.end_b, end_b))


def _free_until(taken: bytearray, start: int, step: int) -> int:
    """The bound of the free words before (step -1) or after (step 1) word `start`, at most the extension's length."""
    place = start
    for _ in range(_EXTENSION_WORDS):
        following = place - 1 if step < 0 else place
        if not 0 <= following < len(taken) or taken[following]:
            break
        place += step
    return place


def aligned_runs(codes_a: list[int], codes_b: list[int], part_a: tuple[int, int], part_b: tuple[int, int]) -> list[Run]:
    """Return the equal runs of an alignment of two parts by least edit distance, in order."""
    if part_a[0] >= part_a[1] or part_b[0] >= part_b[1]:
        return []
    blocks = Levenshtein.opcodes(codes_a[part_a[0] : part_a[1]], codes_b[part_b[0] : part_b[1]])
    return [
        Run(part_a[0] + block.src_start, part_b[0] + block.dest_start, block.src_end - block.src_start)
        for block in blocks
        if block.tag == "equal"
    ]


def _merged_runs(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].end_a == run.a and merged[-1].end_b == run.b:
            merged[-1] = replace(merged[-1], length=merged[-1].length + run.length)
        else:
            merged.append(run)
    return merged


def _cut(runs: list[Run], a: _Side, b: _Side, settings: ReuseSettings) -> list[Stretch]:
    """Cut runs into stretches of highest score: equal words count one, words of a gap cost, a drop ends it."""
    found: list[Stretch] = []
    index = 0
    while index < len(runs):
        score = best = float(runs[index].length)
        last = index
        for following in range(index + 1, len(runs)):
            cost = _gap_cost(runs[following - 1], runs[following], a, b, settings)
            score -= cost
            if cost == float("inf") or score <= 0 or score < best - _DROP:
                break
            score += runs[following].length
            if score >= best:
                best, last = score, following
        found.append(_stretch(runs[index : last + 1]))
        index = last + 1
    return found


def _gap_cost(left: Run, right: Run, a: _Side, b: _Side, settings: ReuseSettings) -> float:
    gap = max(right.a - left.end_a, right.b - left.end_b)
    if (
        gap > settings.max_gap_words
        or _holds_sentence(a, left.end_a, right.a)
        or _holds_sentence(b, left.end_b, right.b)
    ):
        return float("inf")
    return _GAP_COST * gap


def _holds_sentence(side: _Side, begin: int, end: int) -> bool:
    """Tell whether a whole sentence stands in the gap `[begin, end)`: then it is new text between copied text."""
    if end - begin < _MIN_SENTENCE_WORDS:
        return False
    starts = [place for place in range(begin, end + 1) if side.starts[place]]
    return any(after - before >= _MIN_SENTENCE_WORDS for before, after in pairwise(starts))


def _stretch(runs: list[Run]) -> Stretch:
    return Stretch(runs[0].a, runs[-1].end_a, runs[0].b, runs[-1].end_b, tuple(runs))


def _reach_edges(stretch: Stretch, a: _Side, b: _Side) -> Stretch:
    """Take in a few changed words up to the edges of the sentences in which the stretch begins and ends."""
    back_a, back_b = _to_start(a, stretch.begin_a), _to_start(b, stretch.begin_b)
    on_a, on_b = _to_end(a, stretch.end_a), _to_end(b, stretch.end_b)
    # Words that only one text has at its edge are more often its own ("…, Moe said") than a change.
    if not (back_a and back_b):
        back_a = back_b = 0
    if not (on_a and on_b):
        on_a = on_b = 0
    return Stretch(
        stretch.begin_a - back_a, stretch.end_a + on_a, stretch.begin_b - back_b, stretch.end_b + on_b, stretch.runs
    )


def _to_start(side: _Side, place: int) -> int | None:
    for back in range(_EDGE_WORDS + 1):
        if side.starts[place - back]:
            return back
        if place - back == 0 or side.taken[place - back - 1]:
            return None
    return None


def _to_end(side: _Side, place: int) -> int | None:
    for on in range(_EDGE_WORDS + 1):
        if side.starts[place + on]:
            return on
        if place + on >= len(side.taken) or side.taken[place + on]:
            return None
    return None
