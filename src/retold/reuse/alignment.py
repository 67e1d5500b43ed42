"""Word by word, where two texts agree and where they differ; moved passages told apart.

Inside a shared stretch as many words as possible stand equal, but for single function words amid changes. Between two
stretches, sentences that say much the same are paired first and then aligned; what stays alone was left out or added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import LCSseq

from retold.reuse.lexicon import FUNCTION_WORDS
from retold.reuse.matching import Run, Stretch, encode, find_stretches
from retold.reuse.words import Words, sentence_starts
from retold.settings import ReuseSettings

EQUAL, SUBSTITUTION, OMISSION, ADDITION = "equal", "substitution", "omission", "addition"
_ISLAND_WORDS = 2  # so few equal function words between two changes are chance
_ISLAND_FACTOR = 3  # …when the changes around them are this many times longer
_MIN_SENTENCE_OVERLAP = 0.34  # share of the shorter sentence's words that a paraphrase keeps at least
_MIN_SENTENCE_WORDS = 4  # fewer shared words pair no sentences
_SAME_SENTENCE = 3.0  # likeness of two rests of one sentence: as much as some shared words
_MAX_GAP_SENTENCES = 120  # sentences of a gap paired by dynamic programming; a longer gap is left out or added whole


@dataclass(frozen=True, slots=True)
class Step:
    """Words `[begin_a, end_a)` of the first text stand against words `[begin_b, end_b)` of the second."""

    op: str  # equal, substitution, omission (only in the first), addition (only in the second)
    begin_a: int
    end_a: int
    begin_b: int
    end_b: int

    def mirrored(self) -> Step:
        """Return the step as seen from the second text."""
        op = {OMISSION: ADDITION, ADDITION: OMISSION}.get(self.op, self.op)
        return Step(op, self.begin_b, self.end_b, self.begin_a, self.end_a)


@dataclass(frozen=True, slots=True)
class Region:
    """Steps that go through a part of both texts together; `kind` tells how the part was found."""

    kind: str  # passage, sentence (a paraphrase), alone (sentences of one text), part (of a sentence of one text)
    steps: tuple[Step, ...]
    is_moved: bool = False

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """First and last words: begin_a, end_a, begin_b, end_b."""
        first, last = self.steps[0], self.steps[-1]
        return first.begin_a, last.end_a, first.begin_b, last.end_b


def align(words_a: Sequence[str], words_b: Sequence[str]) -> list[Step]:
    """Align two lists of words; equal runs, and between them the least groups of changed words, in order.

    Symmetric: `align(b, a)` is the mirror of `align(a, b)`. Empty lists give no steps. Memory and time grow with the
    product of both lengths divided by 64: pass stretches, not books.
    """
    if list(words_b) < list(words_a):
        return [step.mirrored() for step in align(words_b, words_a)]
    codes_a, codes_b = encode(words_a, words_b)
    equal = [
        Step(EQUAL, begin_a, end_a, begin_b, end_b)
        for begin_a, end_a, begin_b, end_b in _equal_blocks(codes_a, codes_b)
    ]
    return _filled(_without_islands(equal, words_a), 0, len(words_a), 0, len(words_b))


def _equal_blocks(codes_a: list[int], codes_b: list[int]) -> list[tuple[int, int, int, int]]:
    blocks = LCSseq.opcodes(codes_a, codes_b)
    return [(b.src_start, b.src_end, b.dest_start, b.dest_end) for b in blocks if b.tag == "equal"]


def _without_islands(equal: list[Step], words: Sequence[str]) -> list[Step]:
    """Drop equal runs of one or two function words amid long changes: they are chance."""
    kept: list[Step] = []
    for index, step in enumerate(equal):
        length = step.end_a - step.begin_a
        following = equal[index + 1] if index + 1 < len(equal) else None
        if length <= _ISLAND_WORDS and kept and following is not None:
            before = max(step.begin_a - kept[-1].end_a, step.begin_b - kept[-1].end_b)
            after = max(following.begin_a - step.end_a, following.begin_b - step.end_b)
            is_function = all(word in FUNCTION_WORDS for word in words[step.begin_a : step.end_a])
            if is_function and min(before, after) >= _ISLAND_FACTOR * length:
                continue
        kept.append(step)
    return kept


def _filled(equal: list[Step], begin_a: int, end_a: int, begin_b: int, end_b: int) -> list[Step]:
    """Put the changed groups between equal runs."""
    steps: list[Step] = []
    place_a, place_b = begin_a, begin_b
    for step in [*equal, Step(EQUAL, end_a, end_a, end_b, end_b)]:
        if step.begin_a > place_a or step.begin_b > place_b:
            steps.append(_changed(place_a, step.begin_a, place_b, step.begin_b))
        if step.end_a > step.begin_a:
            steps.append(step)
        place_a, place_b = step.end_a, step.end_b
    return steps


def _changed(begin_a: int, end_a: int, begin_b: int, end_b: int) -> Step:
    if begin_a == end_a:
        return Step(ADDITION, begin_a, end_a, begin_b, end_b)
    if begin_b == end_b:
        return Step(OMISSION, begin_a, end_a, begin_b, end_b)
    return Step(SUBSTITUTION, begin_a, end_a, begin_b, end_b)


def align_words(words_a: Words, words_b: Words, *, part_a: tuple[int, int], part_b: tuple[int, int]) -> list[Step]:
    """Align a part of each text; steps count words of the whole texts.

    Where lone words could stand one place or another ("[of Lund] of" or "of [Lund of]"), they stand between marks.
    """
    forms_a, forms_b = words_a.forms[slice(*part_a)], words_b.forms[slice(*part_b)]
    if forms_a == forms_b:
        return [Step(EQUAL, *part_a, *part_b)] if forms_a else []
    steps = [_moved_by(step, part_a[0], part_b[0]) for step in align(forms_a, forms_b)]
    for index in range(1, len(steps) - 1):
        if steps[index].op in (OMISSION, ADDITION):
            steps[index - 1 : index + 2] = _slid(steps[index - 1], steps[index], steps[index + 1], words_a, words_b)
    return [step for step in steps if step.end_a > step.begin_a or step.end_b > step.begin_b]


def _slid(before: Step, lone: Step, after: Step, words_a: Words, words_b: Words) -> list[Step]:
    """Shift lone words to the left or right over equal words, to where marks stand on both sides of them."""
    if before.op != EQUAL or after.op != EQUAL:
        return [before, lone, after]
    is_omission = lone.op == OMISSION
    words = words_a if is_omission else words_b
    begin, end = (lone.begin_a, lone.end_a) if is_omission else (lone.begin_b, lone.end_b)
    shifts = [0]
    while (
        -shifts[-1] < before.end_a - before.begin_a
        and words.forms[begin + shifts[-1] - 1] == words.forms[end + shifts[-1] - 1]
    ):
        shifts.append(shifts[-1] - 1)
    right = 0
    while right < after.end_a - after.begin_a and words.forms[begin + right] == words.forms[end + right]:
        right += 1
        shifts.append(right)
    best = max(shifts, key=lambda shift: (_bounded(words, begin + shift, end + shift), -abs(shift), shift))
    return [
        replace(before, end_a=before.end_a + best, end_b=before.end_b + best),
        _moved_by(lone, best, best),
        replace(after, begin_a=after.begin_a + best, begin_b=after.begin_b + best),
    ]


def _bounded(words: Words, begin: int, end: int) -> int:
    """How many sides of words `[begin, end)` have marks: 0 to 2."""
    before = words.text[words.ends[begin - 1] : words.begins[begin]] if begin else " "
    after = words.text[words.ends[end - 1] : words.begins[end]] if end < len(words) else " "
    return (not before.isspace()) + (not after.isspace())


def align_texts(words_a: Words, words_b: Words, *, settings: ReuseSettings) -> list[Region]:
    """Align two whole texts; every word of each stands in exactly one region. In order of the second text.

    Words left out stand, in that order, after the part that precedes them in the first text.
    """
    stretches = find_stretches(words_a, words_b, settings=settings)
    in_order = set(_backbone(stretches))
    free_a = bytearray(len(words_a))
    for stretch in stretches:
        free_a[stretch.begin_a : stretch.end_a] = b"\1" * (stretch.end_a - stretch.begin_a)
    starts = (sentence_starts(words_a), sentence_starts(words_b))
    regions: list[Region] = []
    place_a = place_b = 0
    for stretch in sorted(stretches, key=lambda s: s.begin_b):
        limit_a = stretch.begin_a if stretch in in_order else place_a
        regions += _gap(words_a, words_b, starts, free_a, part_a=(place_a, limit_a), part_b=(place_b, stretch.begin_b))
        regions.append(_stretch_region(words_a, words_b, stretch, stretch not in in_order))
        place_b = stretch.end_b
        if stretch in in_order:
            place_a = stretch.end_a
    ends = (place_a, len(words_a)), (place_b, len(words_b))
    regions += _gap(words_a, words_b, starts, free_a, part_a=ends[0], part_b=ends[1])
    return regions


def _backbone(stretches: list[Stretch]) -> list[Stretch]:
    """The heaviest set of stretches that stand in the same order in both texts; the others were moved.

    A heaviest increasing subsequence, with a Fenwick tree of maxima: n log n.
    """
    ordered = sorted(stretches, key=lambda s: s.begin_b)
    ranks = {stretch: rank for rank, stretch in enumerate(sorted(ordered, key=lambda s: s.begin_a), start=1)}
    tree = [(0, 0)] * (len(ordered) + 1)  # best weight of a chain, and minus the index of its end minus one
    before: list[int] = []
    for index, stretch in enumerate(ordered):
        best, place = (0, 0), ranks[stretch] - 1
        while place:
            best, place = max(best, tree[place]), place & (place - 1)
        before.append(-best[1] - 1)
        entry, place = (best[0] + stretch.equal, -index - 1), ranks[stretch]
        while place < len(tree):
            tree[place], place = max(tree[place], entry), place + (place & -place)
    best, place = (0, 0), len(ordered)
    while place:
        best, place = max(best, tree[place]), place & (place - 1)
    chain: list[Stretch] = []
    index = -best[1] - 1
    while index >= 0:
        chain.append(ordered[index])
        index = before[index]
    return chain[::-1]


def _stretch_region(words_a: Words, words_b: Words, stretch: Stretch, is_moved: bool) -> Region:
    part_a, part_b = (stretch.begin_a, stretch.end_a), (stretch.begin_b, stretch.end_b)
    if (part_a[1] - part_a[0]) * (part_b[1] - part_b[0]) > _MAX_ALIGNED and stretch.identity < 1:
        steps = [_moved_by(step, stretch.begin_a, stretch.begin_b) for step in _from_runs(stretch)]
    else:
        steps = align_words(words_a, words_b, part_a=part_a, part_b=part_b)
    return Region("passage", tuple(steps), is_moved)


_MAX_ALIGNED = 4_000_000  # words of one text times words of the other; beyond it the runs found are kept as they are


def _from_runs(stretch: Stretch) -> list[Step]:
    def step(run: Run) -> Step:
        return Step(
            EQUAL,
            run.a - stretch.begin_a,
            run.end_a - stretch.begin_a,
            run.b - stretch.begin_b,
            run.end_b - stretch.begin_b,
        )

    count_a, count_b = stretch.end_a - stretch.begin_a, stretch.end_b - stretch.begin_b
    return _filled([step(run) for run in stretch.runs], 0, count_a, 0, count_b)


def _moved_by(step: Step, offset_a: int, offset_b: int) -> Step:
    return Step(
        step.op,
        step.begin_a + offset_a,
        step.end_a + offset_a,
        step.begin_b + offset_b,
        step.end_b + offset_b,
    )


def _gap(
    words_a: Words,
    words_b: Words,
    starts: tuple[list[bool], list[bool]],
    taken_a: bytearray,
    *,
    part_a: tuple[int, int],
    part_b: tuple[int, int],
) -> list[Region]:
    """Pair the sentences between two stretches; moved stretches of the first text are left aside."""
    sentences_a = _sentences(starts[0], *part_a, taken_a)
    sentences_b = _sentences(starts[1], *part_b, None)
    pairs = _paired(words_a, words_b, sentences_a, sentences_b, starts)
    regions: list[Region] = []
    next_a, next_b = 0, 0
    for index_a, index_b in [*pairs, (len(sentences_a), len(sentences_b))]:
        place_b = sentences_b[next_b - 1][1] if next_b else part_b[0]
        place_a = sentences_a[index_a - 1][1] if index_a else part_a[0]
        regions += _alone(sentences_a[next_a:index_a], OMISSION, place_b, starts[0])
        regions += _alone(sentences_b[next_b:index_b], ADDITION, place_a, starts[1])
        if index_a < len(sentences_a) and index_b < len(sentences_b):
            a, b = sentences_a[index_a], sentences_b[index_b]
            regions.append(Region("sentence", tuple(align_words(words_a, words_b, part_a=a, part_b=b))))
        next_a, next_b = index_a + 1, index_b + 1
    return regions


def _sentences(starts: list[bool], begin: int, end: int, taken: bytearray | None) -> list[tuple[int, int]]:
    """Cut words `[begin, end)` at sentence starts and around taken words."""
    parts: list[tuple[int, int]] = []
    first = begin
    for place in range(begin, end):
        if taken is not None and taken[place]:
            if place > first:
                parts.append((first, place))
            first = place + 1
        elif place > first and starts[place]:
            parts.append((first, place))
            first = place
    if end > first:
        parts.append((first, end))
    return parts


def _alone(sentences: list[tuple[int, int]], op: str, place: int, starts: list[bool]) -> list[Region]:
    """Consecutive sentences that stand in one text only, as one region; parts of sentences by themselves."""
    regions: list[Region] = []
    for begin, end in sentences:
        step = Step(op, begin, end, place, place) if op == OMISSION else Step(op, place, place, begin, end)
        kind = "alone" if starts[begin] and starts[end] else "part"
        previous = regions[-1] if regions else None
        if kind == "alone" and previous is not None and previous.kind == "alone" and _touch(previous.steps[0], step):
            first = previous.steps[0]
            regions[-1] = Region("alone", (Step(op, first.begin_a, step.end_a, first.begin_b, step.end_b),))
        else:
            regions.append(Region(kind, (step,)))
    return regions


def _touch(first: Step, second: Step) -> bool:
    return first.end_a == second.begin_a and first.end_b == second.begin_b


def _paired(
    words_a: Words,
    words_b: Words,
    sentences_a: list[tuple[int, int]],
    sentences_b: list[tuple[int, int]],
    starts: tuple[list[bool], list[bool]],
) -> list[tuple[int, int]]:
    """Pairs of sentences in order that together share most words (dynamic programming, as for whole texts)."""
    if not sentences_a or not sentences_b or max(len(sentences_a), len(sentences_b)) > _MAX_GAP_SENTENCES:
        return []
    bags_a = [_bag(words_a, s) for s in sentences_a]
    bags_b = [_bag(words_b, s) for s in sentences_b]
    likeness = [[_likeness(a, b) for b in bags_b] for a in bags_a]
    # What is left of a sentence that a stretch cut through belongs together, however it was reworded.
    if not starts[0][sentences_a[0][0]] and not starts[1][sentences_b[0][0]]:
        likeness[0][0] += _SAME_SENTENCE
    if not starts[0][sentences_a[-1][1]] and not starts[1][sentences_b[-1][1]]:
        likeness[-1][-1] += _SAME_SENTENCE
    rows, columns = len(bags_a), len(bags_b)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if likeness[i][j] > 0 and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _bag(words: Words, sentence: tuple[int, int]) -> Counter[str]:
    return Counter(words.forms[sentence[0] : sentence[1]])


def _likeness(bag_a: Counter[str], bag_b: Counter[str]) -> float:
    """Shared words in the shorter sentence, from 0; 0 where too few of them are more than function words."""
    shared = sum(min(count, bag_b[form]) for form, count in bag_a.items() if form in bag_b)
    if shared < _MIN_SENTENCE_WORDS or all(form in FUNCTION_WORDS for form in bag_a if form in bag_b):
        return 0.0
    share = shared / min(sum(bag_a.values()), sum(bag_b.values()))
    return shared * share if share >= _MIN_SENTENCE_OVERLAP else 0.0
