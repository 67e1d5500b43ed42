"""What the judgement of direction needs to know of one article, and of what two articles share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

import pyarrow as pa

from retold.reuse.alignment import EQUAL, Step, align_words
from retold.reuse.boilerplate import spans_by_article
from retold.reuse.lexicon import FUNCTION_WORDS, listed
from retold.reuse.marks import inside_spans
from retold.reuse.words import Words, words_of
from retold.spans import Span, merged
from retold.tables import CONTENT_ROLES

_BODY_ROLES = ("body", "heading", "pullquote")
_FUNCTION_WEIGHT = 0.3  # any two copies share function words
_NAME_WEIGHT = 0.4  # names follow an outlet's house style, not its exemplar
_GENERIC = frozenset(
    listed(
        "the a news agency agencies network press tv radio television channel online newspaper daily site website"
        " service"
    )
)
_CACHED_NAMES = 1 << 14  # pairs of names compared again and again within a family
_MAX_ALIGNED = 4_000_000  # words of one passage times words of the other


@dataclass(frozen=True, slots=True)
class Credit:
    """Where an article names the outlet that its words come from."""

    outlet: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Witness:
    """One article as a text of its family."""

    article: str
    words: Words
    body: int  # bit set of the words that stand in the body
    inside: list[Span]  # stretches inside quotation marks
    marked: bytearray  # for each word: stands inside quotation marks
    introduced: dict[str, int]  # folded name: the first word where it stands behind a forename, title or other name
    credits: tuple[Credit, ...]
    outlet: str | None
    page: str | None
    published: datetime | None
    precision: str | None

    @property
    def body_words(self) -> int:
        """Number of words in the body; of all content where no block is body."""
        return self.body.bit_count() or len(self.words)


@dataclass(frozen=True)  # no slots: the steps as seen from the first text are kept, for every signal asks
class Shared:
    """What two articles share, word by word; `a` is the lesser id."""

    a: Witness
    b: Witness
    steps: tuple[tuple[Step, ...], ...]  # one alignment a passage
    covered_a: int  # bit set of words of `a` inside passages
    covered_b: int
    equal: int  # equal words
    equal_unmarked: int  # equal words outside quotation marks in at least one text
    weight: float  # equal words, function words and names weighing less

    @property
    def is_one_page(self) -> bool:
        """Whether the two are versions of one page."""
        return self.a.page is not None and self.a.page == self.b.page

    def covered(self, article: str) -> int:
        """Return the bit set of the words of `article` that stand in passages."""
        return self.covered_a if article == self.a.article else self.covered_b

    def other(self, article: str) -> Witness:
        """Return the other text of the pair."""
        return self.b if article == self.a.article else self.a

    def share(self, witness: Witness) -> float:
        """Return the share of the body of `witness` that stands in passages."""
        covered = self.covered(witness.article)
        counted = covered & witness.body if witness.body else covered
        return counted.bit_count() / max(witness.body_words, 1)

    def seen_from(self, article: str) -> Sequence[Step]:
        """Return all steps with `article` as the second text (the copy)."""
        return self._seen_from_b if article == self.b.article else self._seen_from_a

    @cached_property
    def _seen_from_b(self) -> list[Step]:
        return [step for passage in self.steps for step in passage]

    @cached_property
    def _seen_from_a(self) -> list[Step]:
        return [step.mirrored() for step in self._seen_from_b]


def word_range(first: int, last: int) -> int:
    """Return the bit set of words `[first, last)`."""
    return ((1 << (last - first)) - 1) << first


@dataclass(slots=True)
class _Rows:
    """The rows of one article, before it becomes a witness."""

    roles: list[tuple[Span, str]] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)


def witnesses_of(
    texts: pa.Table, blocks: pa.Table, reuse_content: pa.Table, article_fields: pa.Table, credits: pa.Table
) -> dict[str, Witness]:
    """Return each article of a family as a witness, by id, in order of the ids.

    Its words are those of `reuse_content`: what its outlet repeats under many headlines is no part of the text.
    """
    rows: dict[str, _Rows] = {}
    for block in blocks.to_pylist():
        if block["role"] in CONTENT_ROLES:
            span = Span(block["begin"], block["end"])
            rows.setdefault(block["article"], _Rows()).roles.append((span, block["role"]))
    for row in credits.to_pylist():
        credit = Credit(row["outlet"], row["kind"], Span(row["begin"], row["end"]))
        rows.setdefault(row["article"], _Rows()).credits.append(credit)
    for row in article_fields.to_pylist():
        rows.setdefault(row["article"], _Rows()).fields = row
    content = {article: merged(spans) for article, spans in spans_by_article(reuse_content).items()}
    pairs = sorted(zip(texts.column("article").to_pylist(), texts.column("text").to_pylist(), strict=True))
    return {a: _witness(a, words_of(text, content.get(a, [])), rows.get(a, _Rows())) for a, text in pairs}


def _witness(article: str, words: Words, rows: _Rows) -> Witness:
    body = 0
    for span, role in rows.roles:
        if role in _BODY_ROLES:
            body |= word_range(words.index_at(span.begin), words.index_at(span.end))
    inside = inside_spans(words.text)
    fields = rows.fields
    return Witness(
        article,
        words,
        body,
        inside,
        _marked(words, inside),
        _introduced(words),
        tuple(sorted(rows.credits, key=lambda c: (c.span, c.outlet, c.kind))),
        fields.get("outlet"),
        fields.get("page"),
        fields.get("published"),
        fields.get("published_precision"),
    )


def _marked(words: Words, inside: Iterable[Span]) -> bytearray:
    """For each word whether it stands wholly inside quotation marks."""
    marked = bytearray(len(words))
    for span in inside:
        first, last = words.index_at(span.begin), bisect_right(words.ends, span.end)
        marked[first:last] = b"\1" * max(0, last - first)
    return marked


def _introduced(words: Words) -> dict[str, int]:
    """Where each capitalised word first stands right behind another one that is no function word."""
    found: dict[str, int] = {}
    text, begins = words.text, words.begins
    for index in [index for index, begin in enumerate(begins[:-1], start=1) if text[begin].isupper()]:
        if words.ends[index - 1] + 1 == begins[index]:
            before, form = words.forms[index - 1], words.forms[index]
            if before != form and before not in FUNCTION_WORDS:
                found.setdefault(form, index)
    return found


def shared_of(a: Witness, b: Witness, passages: Iterable[tuple[Span, Span]]) -> Shared:
    """Return what two witnesses share, from the spans of their passages (in the first, in the second)."""
    every: list[tuple[Step, ...]] = []
    covered_a = covered_b = equal = unmarked = 0
    weight = 0.0
    for span_a, span_b in sorted(passages):
        part_a = a.words.index_at(span_a.begin), a.words.index_at(span_a.end)
        part_b = b.words.index_at(span_b.begin), b.words.index_at(span_b.end)
        steps = tuple(_aligned(a, b, part_a, part_b))
        every.append(steps)
        covered_a |= word_range(*part_a)
        covered_b |= word_range(*part_b)
        for step in steps:
            if step.op == EQUAL:
                length = step.end_a - step.begin_a
                both = sum(map(int.__and__, a.marked[step.begin_a : step.end_a], b.marked[step.begin_b : step.end_b]))
                equal += length
                unmarked += length - both
                weight += sum(_word_weight(a.words, i) for i in range(step.begin_a, step.end_a))
    return Shared(a, b, tuple(every), covered_a, covered_b, equal, unmarked, round(weight, 4))


def _aligned(a: Witness, b: Witness, part_a: tuple[int, int], part_b: tuple[int, int]) -> list[Step]:
    count_a, count_b = part_a[1] - part_a[0], part_b[1] - part_b[0]
    if count_a * count_b > _MAX_ALIGNED:
        count = min(count_a, count_b)
        return [Step(EQUAL, part_a[0], part_a[0] + count, part_b[0], part_b[0] + count)]
    return align_words(a.words, b.words, part_a=part_a, part_b=part_b)


def _word_weight(words: Words, index: int) -> float:
    if words.forms[index] in FUNCTION_WORDS:
        return _FUNCTION_WEIGHT
    return _NAME_WEIGHT if words.text[words.begins[index]].isupper() else 1.0


@lru_cache(maxsize=_CACHED_NAMES)
def outlet_key(name: str) -> str:
    """Return a name of an outlet without case, marks and words that any outlet may have."""
    forms = words_of(name).forms
    return "-".join(form for form in forms if form not in _GENERIC) or "-".join(forms)


@lru_cache(maxsize=_CACHED_NAMES)
def is_same_outlet(name: str | None, other: str | None) -> bool:
    """Tell whether two names mean one outlet: equal, one within the other, or the initials of the other."""
    if not name or not other:
        return False
    a, b = set(outlet_key(name).split("-")), set(outlet_key(other).split("-"))
    if a <= b or b <= a:
        return True
    return _initials(name) == fold_plain(other) or _initials(other) == fold_plain(name)


def _initials(name: str) -> str:
    forms = [form for form in words_of(name).forms if form not in ("the", "of", "and")]
    return "".join(form[0] for form in forms) if len(forms) > 1 else ""


def fold_plain(name: str) -> str:
    """Return the folded words of a name without spaces."""
    return "".join(words_of(name).forms)
