"""Two texts side by side, reading by reading; and all texts of a story in one table of readings.

`compare` gives the rows that the terminal and the pages show; the stage `variants` keeps those that differ. `collate`
takes any number of witnesses in any order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, takewhile

from retold.reuse.alignment import (
    ADDITION,
    EQUAL,
    OMISSION,
    SUBSTITUTION,
    Region,
    Step,
    align_texts,
)
from retold.reuse.effects import Reading, effect_of, is_negation, is_spelling, mark_effect, modal_spans
from retold.reuse.lexicon import HEDGE_FORMS
from retold.reuse.marks import MARKS, inside_spans, is_inside
from retold.reuse.passages import closing_end, edge_span
from retold.reuse.words import Words, words_of
from retold.settings import ReuseSettings
from retold.spans import Span

TRANSPOSITION = "transposition"
BOTH_SIDED = (EQUAL, SUBSTITUTION)
PASSAGE, BRACKET, PUNCTUATION, SPELLING, NUMBER = "passage", "editor's bracket", "punctuation", "spelling", "number"
_MAX_SPLIT = 400  # pairs of words tried when a changed group is cut finer
_MAX_PART_WORDS = 8  # a longer part of a sentence is told of as a whole
_BEFORE_WORDS = 20  # words of the sentence that an effect may depend on
_DASHES = dict.fromkeys(map(ord, "‐‑–—−"), "-")
_QUOTES = dict.fromkeys(map(ord, MARKS), '"')
_OTHERS = {ord("…"): "...", 0x2018: '"', ord("`"): '"', ord("´"): '"'}
_PLAIN = {**_DASHES, **_QUOTES, **_OTHERS}


@dataclass(frozen=True, slots=True)
class Segment:
    """One row of two texts side by side. An empty span says where the other text's words would stand."""

    op: str  # equal, substitution, omission, addition, transposition
    span_a: Span
    span_b: Span
    effect: str | None  # null where the two are equal
    inside_marks: bool  # the reading stands inside quotation marks in both texts
    certainty: str  # passage, sentence (a paraphrase), alone: part (of a sentence): how the places were found

    @property
    def is_variant(self) -> bool:
        """Whether the texts differ here."""
        return self.op != EQUAL


def compare(
    text_a: str,
    content_a: Sequence[Span],
    text_b: str,
    content_b: Sequence[Span],
    *,
    settings: ReuseSettings | None = None,
) -> list[Segment]:
    """Compare an exemplar (a) with a copy (b), in the order of the copy.

    What the copy left out stands where it would have been. A moved passage gives one row `transposition` for the whole
    and rows for the changes inside. Texts that share nothing give omissions and additions only.
    """
    words_a, words_b = words_of(text_a, content_a), words_of(text_b, content_b)
    regions = align_texts(words_a, words_b, settings=settings or ReuseSettings())
    return _Comparison(words_a, words_b).segments(regions)


class _Comparison:
    """Turns aligned words into rows with spans; holds what every row needs of both texts."""

    def __init__(self, words_a: Words, words_b: Words, *, is_classed: bool = True) -> None:
        self.a, self.b = words_a, words_b
        self._is_classed = is_classed  # a table of readings needs no effects, which cost most of the time
        self.inside_a, self.inside_b = inside_spans(words_a.text), inside_spans(words_b.text)
        self._denied_alike: set[Step] = set()  # parts of groups that deny as a whole in both texts

    def segments(self, regions: Iterable[Region]) -> list[Segment]:
        """Return the rows of all regions."""
        found: list[Segment] = []
        for region in regions:
            if region.kind in ("alone", "part"):
                found.append(self._alone(region.steps[0], region.kind))
                continue
            if region.is_moved:
                begin_a, end_a, begin_b, end_b = region.bounds
                spans = edge_span(self.a, begin_a, end_a), edge_span(self.b, begin_b, end_b)
                found.append(self._segment(TRANSPOSITION, *spans, PASSAGE, region.kind))
            found.extend(self._inside(region))
        return found

    def _segment(self, op: str, span_a: Span, span_b: Span, effect: str | None, certainty: str) -> Segment:
        inside = is_inside(self.inside_a, span_a.begin, span_a.end) and is_inside(
            self.inside_b, span_b.begin, span_b.end
        )
        return Segment(op, span_a, span_b, effect, inside, certainty)

    def _alone(self, step: Step, kind: str) -> Segment:
        """Words of one text only: whole sentences are a passage, a part of a sentence is classed by its words."""
        size = step.end_a - step.begin_a + step.end_b - step.begin_b
        effect = PASSAGE if kind == "alone" or size > _MAX_PART_WORDS else self._effect(step)
        if step.op == OMISSION:
            span_a, place = edge_span(self.a, step.begin_a, step.end_a), _place(self.b, step.begin_b)
            return self._segment(OMISSION, span_a, Span(place, place), effect, kind)
        span_b, place = edge_span(self.b, step.begin_b, step.end_b), _place(self.a, step.begin_a)
        return self._segment(ADDITION, Span(place, place), span_b, effect, kind)

    def _inside(self, region: Region) -> list[Segment]:
        """Rows of one aligned region: words, and the marks between them."""
        found = self._edge(region, at_end=False)
        steps = self._split_all(region.steps)
        for index, step in enumerate(steps):
            if step.op == EQUAL:
                found += self._equal(step, region)
                continue
            # Between two changes the marks belong to the first of them.
            has_left = index > 0 and steps[index - 1].op == EQUAL
            has_right = index + 1 < len(steps) and (step.op != SUBSTITUTION or steps[index + 1].op in BOTH_SIDED)
            found += self._changed(step, region, has_left, has_right)
        return found + self._edge(region, at_end=True)

    # ------------------------------------------------------------ marks between words
    def _edge(self, region: Region, *, at_end: bool) -> list[Segment]:
        begin_a, end_a, begin_b, end_b = region.bounds
        if begin_a == end_a or begin_b == end_b:
            return []
        whole_a, whole_b = edge_span(self.a, begin_a, end_a), edge_span(self.b, begin_b, end_b)
        if at_end:
            span_a = Span(self.a.ends[end_a - 1], whole_a.end)
            span_b = Span(self.b.ends[end_b - 1], whole_b.end)
        else:
            span_a = Span(whole_a.begin, self.a.begins[begin_a])
            span_b = Span(whole_b.begin, self.b.begins[begin_b])
        return self._marks(span_a, span_b, region.kind)

    def _marks(self, span_a: Span, span_b: Span, certainty: str) -> list[Segment]:
        """A row for a change of marks between two words; none where only type or order differs."""
        marks_a, marks_b = span_a.of(self.a.text), span_b.of(self.b.text)
        if marks_a == marks_b or _plain(marks_a) == _plain(marks_b):
            return []
        core_a, core_b = _trimmed(self.a.text, span_a, self.b.text, span_b)
        op = SUBSTITUTION if len(core_a) and len(core_b) else OMISSION if len(core_a) else ADDITION
        effect = mark_effect(core_b.of(self.b.text), core_a.of(self.a.text))
        return [self._segment(op, core_a, core_b, effect, certainty)]

    def _gap_marks(self, i: int, j: int, certainty: str) -> list[Segment]:
        """Rows for the marks before word `i` of the exemplar and word `j` of the copy.

        Where a line ends or other blocks stand between, closing and opening marks are told apart.
        """
        gap_a, gap_b = self._gap(self.a, i), self._gap(self.b, j)
        if gap_a.of(self.a.text) == gap_b.of(self.b.text):
            return []
        if not (_is_parted(gap_a.of(self.a.text)) or _is_parted(gap_b.of(self.b.text))):
            return self._marks(gap_a, gap_b, certainty)
        closing = Span(gap_a.begin, closing_end(self.a, i - 1)), Span(gap_b.begin, closing_end(self.b, j - 1))
        opening_a = Span(edge_span(self.a, i, i + 1).begin, gap_a.end)
        opening_b = Span(edge_span(self.b, j, j + 1).begin, gap_b.end)
        return self._marks(*closing, certainty) + self._marks(opening_a, opening_b, certainty)

    def _clinging(self, words: Words, index: int) -> tuple[Span, Span]:
        """The marks before word `index` as seen from the word before it and from itself; the same within a line."""
        gap = self._gap(words, index)
        if not _is_parted(gap.of(words.text)):
            core = _core(words.text, gap)
            return core, core
        opening = (
            Span(edge_span(words, index, index + 1).begin, gap.end) if index < len(words) else Span(gap.end, gap.end)
        )
        return Span(gap.begin, closing_end(words, index - 1) if index else gap.begin), opening

    def _gap(self, words: Words, index: int) -> Span:
        """The stretch between word `index - 1` and word `index`."""
        begin = words.ends[index - 1] if index else words.begins[0]
        end = words.begins[index] if index < len(words) else words.ends[-1]
        return Span(min(begin, end), max(begin, end))

    # ------------------------------------------------------------ words
    def _equal(self, step: Step, region: Region) -> list[Segment]:
        """Equal words, cut where their marks, case or spelling differ."""
        found: list[Segment] = []
        start = 0
        count = step.end_a - step.begin_a
        span_a, span_b = self.a.span(step.begin_a, step.end_a), self.b.span(step.begin_b, step.end_b)
        if span_a.of(self.a.text) == span_b.of(self.b.text):  # the common case, fast
            return self._equal_part(step, 0, count, region)
        for offset in range(count):
            i, j = step.begin_a + offset, step.begin_b + offset
            marks = self._gap_marks(i, j, region.kind) if offset and not self._is_alike(i, j) else []
            surface_a, surface_b = self.a.surface(i), self.b.surface(j)
            spelled = surface_a != surface_b and self._is_respelled(i, j)
            if marks or spelled:
                found += self._equal_part(step, start, offset, region) + marks
                start = offset
            if spelled:
                effect = NUMBER if any(c.isdigit() for c in surface_a) else SPELLING
                span_a, span_b = self.a.span(i, i + 1), self.b.span(j, j + 1)
                found.append(self._segment(SUBSTITUTION, span_a, span_b, effect, region.kind))
                start = offset + 1
        return found + self._equal_part(step, start, count, region)

    def _is_alike(self, i: int, j: int) -> bool:
        """Whether the same characters stand before words that are not their texts' first: the common case, fast."""
        a, b = self.a, self.b
        return a.text[a.ends[i - 1] : a.begins[i]] == b.text[b.ends[j - 1] : b.begins[j]]

    def _equal_part(self, step: Step, start: int, stop: int, region: Region) -> list[Segment]:
        if start >= stop:
            return []
        span_a = self.a.span(step.begin_a + start, step.begin_a + stop)
        span_b = self.b.span(step.begin_b + start, step.begin_b + stop)
        return [self._segment(EQUAL, span_a, span_b, None, region.kind)]

    def _is_respelled(self, i: int, j: int) -> bool:
        a = self.a.surface(i).translate(_PLAIN).replace('"', "'")
        b = self.b.surface(j).translate(_PLAIN).replace('"', "'")
        if a == b:
            return False
        is_case_only = a.casefold() == b.casefold()
        return not (is_case_only and (_starts_clause(self.a, i) or _starts_clause(self.b, j)))

    def _changed(self, step: Step, region: Region, has_left: bool, has_right: bool) -> list[Segment]:
        if step.op != SUBSTITUTION:
            return self._one_sided(step, region, has_left, has_right)
        span_a, span_b = self.a.span(step.begin_a, step.end_a), self.b.span(step.begin_b, step.end_b)
        left = self._gap_marks(step.begin_a, step.begin_b, region.kind) if has_left else []
        right = self._gap_marks(step.end_a, step.end_b, region.kind) if has_right else []
        return [*left, self._segment(SUBSTITUTION, span_a, span_b, self._effect(step), region.kind), *right]

    def _one_sided(self, step: Step, region: Region, has_left: bool, has_right: bool) -> list[Segment]:
        """Words that only one text has, with those marks around them that the other lacks."""
        is_omission = step.op == OMISSION
        long, short = (self.a, self.b) if is_omission else (self.b, self.a)
        first, last = (step.begin_a, step.end_a) if is_omission else (step.begin_b, step.end_b)
        place = step.begin_b if is_omission else step.begin_a
        core = long.span(first, last)
        left = self._clinging(long, first)[1] if has_left else Span(core.begin, core.begin)
        right = self._clinging(long, last)[0] if has_right else Span(core.end, core.end)
        between = self._between(long, short, (first, last), place) if has_left or has_right else Span(0, 0)
        attached, leftover = _attach(long.text, left, core, right, _plain(between.of(short.text)))
        point = between if leftover else Span(*(2 * [_place(short, place)]))
        if not leftover and len(between):
            offset = between.end if attached.begin == core.begin else between.begin
            point = Span(offset, offset)
        text = attached.of(long.text)
        bracketed = text.lstrip(", ").startswith("[") and text.rstrip(", ").endswith("]")
        effect = BRACKET if bracketed else self._effect(step)
        op = step.op if not len(point) else SUBSTITUTION
        spans = (attached, point) if is_omission else (point, attached)
        return [self._segment(op, *spans, effect, region.kind)]

    def _between(self, long: Words, short: Words, part: tuple[int, int], place: int) -> Span:
        """The marks of the other text where lone words stand; those that close the line before are not theirs."""
        closing, opening = self._clinging(short, place)
        if closing == opening:
            return closing
        if part[0] and _is_parted(self._gap(long, part[0]).of(long.text)):
            return opening
        return _core(short.text, closing)

    def _effect(self, step: Step) -> str:
        if not self._is_classed:
            return PASSAGE
        exemplar = self._reading(self.a, step.begin_a, step.end_a)
        copy = self._reading(self.b, step.begin_b, step.end_b)
        return effect_of(copy, exemplar, denies_alike=step in self._denied_alike)

    def _reading(self, words: Words, first: int, last: int) -> Reading:
        surfaces = tuple(words.surface(index) for index in range(first, last))
        before = tuple(words.surface(index) for index in range(max(0, first - _BEFORE_WORDS), first))
        return Reading(surfaces, before, first == 0 or _starts_clause(words, first))

    # ------------------------------------------------------------ finer groups
    def _split_all(self, steps: Sequence[Step]) -> list[Step]:
        found: list[Step] = []
        for step in steps:
            parts = self._split(step) if step.op == SUBSTITUTION else [step]
            if len(parts) > 1 and self._denies_alike(step):
                self._denied_alike.update(parts)
            found += parts
        return found

    def _denies_alike(self, step: Step) -> bool:
        exemplar = self._reading(self.a, step.begin_a, step.end_a)
        copy = self._reading(self.b, step.begin_b, step.end_b)
        return not is_negation(copy, exemplar)

    def _split(self, step: Step) -> list[Step]:
        """Cut a changed group where its parts answer each other: a modal phrase, or word for word."""
        forms_a, forms_b = self.a.forms[step.begin_a : step.end_a], self.b.forms[step.begin_b : step.end_b]
        ends = (
            self._sentence_ends(self.a, step.begin_a, step.end_a),
            self._sentence_ends(self.b, step.begin_b, step.end_b),
        )
        if len(ends[0]) == len(ends[1]) == 1:
            return self._split_parts(_cut_out(step, (ends[0][0], ends[0][0]), (ends[1][0], ends[1][0])))
        respelled = self._respelled_pair(step)
        if respelled is not None:
            k, m = respelled
            return self._split_parts(_cut_out(step, (k, k + 1), (m, m + 1)))
        hedged = [sum(1 for _ in takewhile(HEDGE_FORMS.__contains__, forms)) for forms in (forms_a, forms_b)]
        if bool(hedged[0]) != bool(hedged[1]) and hedged[0] < len(forms_a) and hedged[1] < len(forms_b):
            return self._split_parts(_cut_out(step, (0, hedged[0]), (0, hedged[1])))
        modal_a, modal_b = modal_spans(forms_a), modal_spans(forms_b)
        if len(modal_a) == len(modal_b) == 1 and max(len(forms_a), len(forms_b)) > 2:
            return _cut_out(step, modal_a[0], modal_b[0])
        return [step]

    def _sentence_ends(self, words: Words, first: int, last: int) -> list[int]:
        """Where within words `[first, last)` a sentence ends, counted in words from the first."""
        gaps = ((k, words.text[words.ends[k - 1] : words.begins[k]]) for k in range(first + 1, last))
        return [k - first for k, gap in gaps if "\n" in gap or any(c in ".!?" for c in gap)]

    def _split_parts(self, parts: list[Step]) -> list[Step]:
        return [finer for part in parts for finer in (self._split(part) if part.op == SUBSTITUTION else [part])]

    def _respelled_pair(self, step: Step) -> tuple[int, int] | None:
        """The first pair of words in a changed group that are spellings of one word (not the whole group)."""
        count_a, count_b = step.end_a - step.begin_a, step.end_b - step.begin_b
        if count_a * count_b == 1 or count_a * count_b > _MAX_SPLIT:
            return None
        for k in range(count_a):
            exemplar = Reading((self.a.surface(step.begin_a + k),))
            for m in range(count_b):
                copy = Reading((self.b.surface(step.begin_b + m),))
                if copy.forms != exemplar.forms and is_spelling(copy, exemplar):
                    return k, m
        return None


def _cut_out(step: Step, part_a: tuple[int, int], part_b: tuple[int, int]) -> list[Step]:
    """Cut a substitution into what stands before, at and after a part of both sides; empty parts vanish."""
    marks_a = (step.begin_a, step.begin_a + part_a[0], step.begin_a + part_a[1], step.end_a)
    marks_b = (step.begin_b, step.begin_b + part_b[0], step.begin_b + part_b[1], step.end_b)
    found: list[Step] = []
    for k in range(3):
        a, b = (marks_a[k], marks_a[k + 1]), (marks_b[k], marks_b[k + 1])
        if a[0] < a[1] or b[0] < b[1]:
            op = SUBSTITUTION if a[0] < a[1] and b[0] < b[1] else OMISSION if a[0] < a[1] else ADDITION
            found.append(Step(op, *a, *b))
    return found


def _attach(text: str, left: Span, core: Span, right: Span, other: str) -> tuple[Span, bool]:
    """Which marks around lone words go with them, given the marks that the other text has in their place.

    Returns the span, and whether the other text's marks belong to the change as well.
    """
    before, after = _plain(left.of(text)), _plain(right.of(text))
    if other == "":
        return Span(left.begin if before else core.begin, right.end if after else core.end), False
    if sorted(other) == sorted(before + after):
        return core, False
    if other == before:
        return Span(core.begin, right.end if after else core.end), False
    if other == after:
        return Span(left.begin if before else core.begin, core.end), False
    return Span(left.begin if before else core.begin, right.end if after else core.end), True


def _plain(marks: str) -> str:
    """Marks without white space, kinds of quotation mark and dash, and order."""
    return "".join(sorted(c for c in marks.translate(_PLAIN) if not c.isspace()))


def _is_parted(gap: str) -> bool:
    return "\n" in gap or any(c.isalnum() for c in gap)


def _trimmed(text_a: str, span_a: Span, text_b: str, span_b: Span) -> tuple[Span, Span]:
    """Two stretches of marks without white space and without what both begin and end with."""
    a, b = _core(text_a, span_a), _core(text_b, span_b)
    while len(a) and len(b) and _same_mark(text_a[a.begin], text_b[b.begin]):
        a, b = Span(a.begin + 1, a.end), Span(b.begin + 1, b.end)
    while len(a) and len(b) and _same_mark(text_a[a.end - 1], text_b[b.end - 1]):
        a, b = Span(a.begin, a.end - 1), Span(b.begin, b.end - 1)
    return _core(text_a, a), _core(text_b, b)


def _same_mark(a: str, b: str) -> bool:
    return a.translate(_PLAIN) == b.translate(_PLAIN)


def _core(text: str, span: Span) -> Span:
    """The span without white space at its ends; where nothing is left, an empty span at its end."""
    begin, end = span.begin, span.end
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return Span(begin, end) if begin < end else Span(span.end, span.end)


def _place(words: Words, index: int) -> int:
    """Where a word put before word `index` would stand."""
    if index < len(words):
        return edge_span(words, index, index + 1).begin
    return words.ends[-1] if len(words) else 0


def _starts_clause(words: Words, index: int) -> bool:
    """Whether a capital letter at word `index` may come from its place: after a point, a colon, a mark, a new line."""
    if index == 0 or index >= len(words):  # what a copy left out at its end stands after its last word
        return True
    between = words.text[words.ends[index - 1] : words.begins[index]]
    return any(c in ".!?:…\n" + MARKS for c in between)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the table of readings: where it stands in the base, and what each witness has there."""

    base: Span
    readings: tuple[Span | None, ...]  # one a witness, in the order given; null where the witness leaves it out


def collate(
    witnesses: Sequence[tuple[str, Sequence[Span]]], *, settings: ReuseSettings | None = None
) -> tuple[int, list[Place]]:
    """Return the index of the base and the table of all places where any witness differs from it.

    The base is the witness with most words (ties by its characters): it does not depend on the order of witnesses.
    Only what has a place in the base is tabled; a witness's own additions are in `compare`.
    """
    if not witnesses:
        return 0, []
    words = [words_of(text, content) for text, content in witnesses]
    base = base_of(words)
    chosen = settings or ReuseSettings()
    compared = [[] if index == base else bare_rows(words[base], witness, chosen) for index, witness in enumerate(words)]
    places = sorted(
        {s.span_a for rows in compared for s in rows if s.is_variant and s.op != TRANSPOSITION and len(s.span_a)}
    )
    tabled = [WitnessReadings(rows) for rows in compared]
    return base, [
        Place(place, tuple(place if i == base else rows.at(place) for i, rows in enumerate(tabled))) for place in places
    ]


def base_of(words: Sequence[Words]) -> int:
    """Return the index of the text with most words; of equal ones the first by its characters."""
    return min(range(len(words)), key=lambda i: (-len(words[i]), words[i].text))


def bare_rows(words_a: Words, words_b: Words, settings: ReuseSettings) -> list[Segment]:
    """Return the rows of two texts, their effects not told."""
    regions = align_texts(words_a, words_b, settings=settings)
    return _Comparison(words_a, words_b, is_classed=False).segments(regions)


class WitnessReadings:
    """The rows of one witness by their places in the base; these never overlap but in moved passages."""

    def __init__(self, rows: Sequence[Segment]) -> None:
        self._rows = sorted(
            (row for row in rows if row.op != TRANSPOSITION and len(row.span_a) and len(row.span_b)),
            key=lambda row: (row.span_a, row.span_b),
        )
        self._ends = list(accumulate((row.span_a.end for row in self._rows), max))

    def at(self, place: Span) -> Span | None:
        """Return what the witness has at a place of the base: the hull of its rows there; null where it has nothing."""
        spans = []
        for row in islice(self._rows, bisect_right(self._ends, place.begin), None):
            if row.span_a.begin >= place.end:
                break
            if row.span_a.overlaps(place):
                spans.append(_answering(row, place))
        if not spans:
            return None
        return Span(min(span.begin for span in spans), max(span.end for span in spans))


def _answering(row: Segment, place: Span) -> Span:
    """The part of a row's reading that answers a place of the base: character by character where both are alike."""
    if row.op != EQUAL or len(row.span_a) != len(row.span_b):
        return row.span_b
    begin = max(place.begin, row.span_a.begin) - row.span_a.begin
    end = min(place.end, row.span_a.end) - row.span_a.begin
    return Span(row.span_b.begin + begin, row.span_b.begin + end)
