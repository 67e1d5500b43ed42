"""The stage `family_quotations`: an outlet that drops the marks still quotes, and a copy that kept them shows it.

Where a passage that two articles share holds a quotation in marks in the one, and the same words stand bare in the
other, they are a quotation there too: without marks, by the same speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from rapidfuzz.distance import Indel

from retold.evidence import Evidence, log_odds_of, probability_of, rounded
from retold.ids import span_id
from retold.quotations.corrected import Corrections
from retold.quotations.weights import HEDGES, RULES
from retold.settings import QuotationsSettings
from retold.spans import Span, hull, spans_in
from retold.tables import STAGE_TABLES

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MIN_COVERED = 0.8  # share of the quotation's words that the passage must hold
_MIN_EQUAL = 0.6  # share of them that must stand in the other text too
_OWN_COVERS = 0.6  # share of a stretch that, when claimed already, leaves nothing to add
_KINSHIP = 0.5  # log-odds more where the two are known as copy and exemplar
_SPEAKER_KEPT = 0.85  # the share of speakers that stay the same when marks are lost


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    folded: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Bare words of one article that stand in marks in another."""

    article: str
    span: Span
    equal: float  # share of the quotation's words that stand here too
    words: int
    is_kin: bool
    quotation: dict[str, Any]  # the row of the marked one

    @property
    def rank(self) -> tuple[bool, int, float, str, Span]:
        """The better of two stretches for the same words has the greater rank."""
        return self.is_kin, self.words, self.equal, self.quotation["quotation"], self.span


def family_quotations(
    quotation_spans: pa.Table,
    passages: pa.Table,
    derivations: pa.Table,
    texts: pa.Table,
    quotation_corrections: pa.Table | None = None,
    *,
    settings: QuotationsSettings,
) -> pa.Table:
    """Return the family's quotations, and those whose marks only a relative kept.

    A quotation that the article's own words already tell is kept; it grows over bare words right beside it that belong
    to the same marked quotation. Others are added with the marked one's actor, without source and cue. What people
    corrected holds for what the articles tell themselves first, and so for what follows from it.
    """
    rows_of: dict[str, dict[str, dict[str, Any]]] = {}
    for row in quotation_spans.to_pylist():
        rows_of.setdefault(row["article"], {})[row["quotation"]] = row
    corrections = Corrections(quotation_corrections)
    corrections.lay_over(rows_of)
    text_of = {row["article"]: row["text"] for row in texts.to_pylist()}
    kin = {(row["article"], row["exemplar"]) for row in derivations.to_pylist()}
    kin |= {(exemplar, article) for article, exemplar in kin}
    stretches: list[_Stretch] = []
    for passage in passages.to_pylist():
        stretches.extend(_stretches(passage, rows_of, text_of, kin, settings))
    for stretch in _best(stretches):
        _place(stretch, rows_of.setdefault(stretch.article, {}), text_of[stretch.article], settings)
    corrections.lay_over(rows_of)
    every = (row for rows in rows_of.values() for row in rows.values())
    ordered = sorted(every, key=lambda row: (row["article"], row["content"][0]["begin"], row["quotation"]))
    return STAGE_TABLES["family_quotations"].rows(ordered)


def _stretches(
    passage: dict[str, Any],
    rows_of: dict[str, dict[str, dict[str, Any]]],
    text_of: dict[str, str],
    kin: set[tuple[str, str]],
    settings: QuotationsSettings,
) -> Iterator[_Stretch]:
    """Yield the bare stretches that a passage shows, in both directions."""
    for here, there in (("a", "b"), ("b", "a")):
        marked, bare = passage[f"article_{here}"], passage[f"article_{there}"]
        if marked not in text_of or bare not in text_of:
            continue
        from_span = Span(passage[f"begin_{here}"], passage[f"end_{here}"])
        quotations = [
            row
            for row in rows_of.get(marked, {}).values()
            if row["kind"] == "direct" and from_span.overlaps(_whole(row))
        ]
        if not quotations:
            continue
        from_words = _words(text_of[marked], from_span)
        to_words = _words(text_of[bare], Span(passage[f"begin_{there}"], passage[f"end_{there}"]))
        pairs = _aligned(from_words, to_words)
        for row in sorted(quotations, key=lambda row: str(row["quotation"])):
            for piece in spans_in(row["content"]):
                found = _mapped(piece, text_of[marked], from_words, to_words, pairs)
                if found is not None and found[2] >= settings.min_recovered_words:
                    yield _Stretch(bare, found[0], found[1], found[2], (bare, marked) in kin, row)


def _whole(row: dict[str, Any]) -> Span:
    return hull(spans_in(row["content"])) or Span(0, 0)


def _words(text: str, span: Span) -> list[_Word]:
    return [
        _Word(Span(*match.span()), match[0].casefold().replace("’", "'"))
        for match in _WORD.finditer(text, span.begin, span.end)
    ]


def _aligned(from_words: Sequence[_Word], to_words: Sequence[_Word]) -> dict[int, int]:
    """Return which word of the other text each word stands against, where the two are equal."""
    pairs: dict[int, int] = {}
    a, b = [word.folded for word in from_words], [word.folded for word in to_words]
    for block in Indel.opcodes(a, b):
        if block.tag == "equal":
            for offset in range(block.src_end - block.src_start):
                pairs[block.src_start + offset] = block.dest_start + offset
    return pairs


def _mapped(
    piece: Span, text: str, from_words: Sequence[_Word], to_words: Sequence[_Word], pairs: dict[int, int]
) -> tuple[Span, float, int] | None:
    """Return the stretch that a marked piece stands against, the share of equal words, and their number."""
    total = len(_words(text, piece))
    inside = [i for i, word in enumerate(from_words) if piece.contains(word.span)]
    targets = sorted(pairs[i] for i in inside if i in pairs)
    if not targets or len(inside) < _MIN_COVERED * total or len(targets) < _MIN_EQUAL * total:
        return None
    if targets[-1] - targets[0] + 1 > len(targets) / _MIN_EQUAL:
        return None  # scattered words, no stretch
    span = Span(to_words[targets[0]].span.begin, to_words[targets[-1]].span.end)
    return span, rounded(len(targets) / total), len(targets)


def _best(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Return disjoint stretches, the better of two that overlap, by article and place."""
    kept: dict[str, list[_Stretch]] = {}
    for one in sorted(stretches, key=lambda one: one.rank, reverse=True):
        near = kept.setdefault(one.article, [])
        if not any(other.span.overlaps(one.span) for other in near):
            near.append(one)
    return sorted((one for near in kept.values() for one in near), key=lambda one: (one.article, one.span))


def _place(stretch: _Stretch, rows: dict[str, dict[str, Any]], text: str, settings: QuotationsSettings) -> None:
    """Add the stretch to `rows`: as a row of its own, or as a longer form of the one that tells a part of it."""
    own = [
        row
        for row in rows.values()
        if row["inside"] is None
        and row["probability"] >= settings.min_own_probability
        and any(span.overlaps(stretch.span) for span in spans_in(row["content"]))
    ]
    own.sort(key=lambda row: str(row["quotation"]))
    if any(row["kind"] != "indirect" for row in own):
        return  # marks of its own
    claimed = sum(_shared(span, stretch.span) for row in own for span in spans_in(row["content"]))
    part = max(own, key=lambda row: (_told_of(row, stretch), str(row["quotation"])), default=None)
    if part is None:
        new = _new_row(stretch, text)
        rows.setdefault(new["quotation"], new)
    elif _is_part(part, stretch, text) and claimed < len(stretch.span) and _are_beliefs(own, part, stretch):
        grown = _longer_row(part, stretch)
        _replace(rows, part, grown)
        _put_inside(rows, [row for row in own if row is not part], grown)
    elif claimed < (1 - _OWN_COVERS) * len(stretch.span):
        new = _new_row(stretch, text)
        rows.setdefault(new["quotation"], new)


def _told_of(row: dict[str, Any], stretch: _Stretch) -> int:
    return sum(_shared(span, stretch.span) for span in spans_in(row["content"]))


def _are_beliefs(own: Sequence[dict[str, Any]], part: dict[str, Any], stretch: _Stretch) -> bool:
    """Tell whether all that the stretch holds beside `part` are beliefs told in it: part of what is said."""
    others = [row for row in own if row is not part]
    return all(
        row["attitude"] in ("thought", "stance")
        and all(stretch.span.contains(span) for span in spans_in(row["content"]))
        for row in others
    )


def _put_inside(rows: dict[str, dict[str, Any]], beliefs: Sequence[dict[str, Any]], grown: dict[str, Any]) -> None:
    """Put beliefs into the quotation that grew over them: they are told in its speaker's words."""
    for row in beliefs:
        told = log_odds_of(row["probability"]) + HEDGES["nested aside"]
        rows[row["quotation"]] = {**row, "inside": grown["quotation"], "probability": probability_of(told)}


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.begin, b.begin))


def _is_part(row: dict[str, Any], stretch: _Stretch, text: str) -> bool:
    """Tell whether a quotation tells a part of the stretch and nothing much beside it."""
    content = spans_in(row["content"])
    return (
        len(content) == 1
        and len(_words(text, content[0])) <= stretch.words / _MIN_EQUAL
        and _shared(content[0], stretch.span) >= _MIN_COVERED * len(content[0])
    )


def _new_row(stretch: _Stretch, text: str) -> dict[str, Any]:
    marked = stretch.quotation
    span = _with_stop(stretch.span, text)
    kept = marked["speaker_probability"]
    return {
        **dict.fromkeys(STAGE_TABLES["family_quotations"].schema.names),
        "quotation": span_id("quotation", stretch.article, [span]),
        "article": stretch.article,
        "block": "body",
        "kind": "indirect",
        "source": [],
        "cue": [],
        "content": [span.as_row()],
        "attitude": marked["attitude"],
        "polarity": marked["polarity"],
        "actor": marked["actor"],
        "speaker_probability": None if kept is None else rounded(kept * _SPEAKER_KEPT),
        "channel": [],
        "probability": probability_of(min(_weight(stretch), log_odds_of(marked["probability"]))),
        "evidence": [_evidence(stretch).as_row()],
    }


def _with_stop(span: Span, text: str) -> Span:
    """Return the stretch with a question or exclamation mark behind it."""
    return Span(span.begin, span.end + 1) if text[span.end : span.end + 1] in ("?", "!") else span


def _weight(stretch: _Stretch) -> float:
    return RULES["marks in a copy"] + (_KINSHIP if stretch.is_kin else 0.0)


def _evidence(stretch: _Stretch) -> Evidence:
    marked = stretch.quotation
    whole = _whole(marked)
    return Evidence(
        "marks in a copy",
        _weight(stretch),
        marked["article"],
        whole.begin,
        whole.end,
        "quotation_spans",
        marked["quotation"],
    )


def _longer_row(row: dict[str, Any], stretch: _Stretch) -> dict[str, Any]:
    """Return the row with its content grown over the stretch, kept off its own source and cue."""
    content = hull([*spans_in(row["content"]), stretch.span]) or stretch.span
    for span in spans_in([*row["source"], *row["cue"]]):
        if content.overlaps(span):
            return row
    return {
        **row,
        "quotation": span_id("quotation", row["article"], [content]),
        "content": [content.as_row()],
        "evidence": [*row["evidence"], _evidence(stretch).as_row()],
    }


def _replace(rows: dict[str, dict[str, Any]], old: dict[str, Any], new: dict[str, Any]) -> None:
    if new["quotation"] in rows:
        return
    del rows[old["quotation"]]
    rows[new["quotation"]] = new
    for row in rows.values():
        if row["inside"] == old["quotation"]:
            row["inside"] = new["quotation"]
