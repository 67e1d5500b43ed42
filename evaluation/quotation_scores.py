"""Scores of quotations against gold: characters, pieces and whole attributions, by surface kind.

Spans are compared without white space, quotation marks and punctuation at their edges, so that marks inside or outside
a span are nobody's win. Kinds are judged on the text: `direct` (marks at both ends), `mixed` (a mark somewhere),
`indirect` (none). Recall counts gold of a kind, precision predictions of that kind. Attributions are matched one to
one, best Jaccard overlap of characters first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.bootstrap import Counts, f1_of, interval, ratio, resample_weights

Pair = tuple[int, int]
_MARKS = '"“”«»„'
_EDGE = " \t\r\n" + _MARKS + "‘’'`,.;:!?…-–—()[]"
_SUBSETS = ("all", "direct", "mixed", "indirect", "direct+mixed")
_LEVELS = {"exact": 0.9999, "overlap80": 0.8, "overlap50": 0.5, "any": 1e-9}
_ROLES = ("content", "cue", "source")
_PERCENT_DIGITS = 1


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words in a text: spans as pairs of code-point offsets, any of the lists may be empty."""

    content: tuple[Pair, ...]
    cue: tuple[Pair, ...] = ()
    source: tuple[Pair, ...] = ()

    def spans(self, role: str) -> tuple[Pair, ...]:
        """Return the spans of `role`: content, cue or source."""
        spans: tuple[Pair, ...] = getattr(self, role)
        return spans


def attribution_of(record: Mapping[str, Any]) -> Attribution:
    """Return the attribution that a gold record or a row of `quotations` describes."""
    return Attribution(*(tuple(_pair(span) for span in record.get(role) or ()) for role in _ROLES))


def _pair(span: Any) -> Pair:
    return (span["begin"], span["end"]) if isinstance(span, Mapping) else (span[0], span[1])


# ---------------------------------------------------------------- what is compared


def trimmed(text: str, span: Pair) -> Pair:
    """Return `span` without edge characters; empty at its end side if nothing else is left."""
    begin, end = span
    while begin < end and text[begin] in _EDGE:
        begin += 1
    while end > begin and text[end - 1] in _EDGE:
        end -= 1
    return begin, end


def characters(text: str, spans: Iterable[Pair]) -> frozenset[int]:
    """Return the offsets of the characters of trimmed `spans` that are no white space."""
    pieces = [trimmed(text, span) for span in spans]
    return frozenset(i for begin, end in pieces for i in range(begin, end) if not text[i].isspace())


def surface_kind(text: str, spans: Sequence[Pair]) -> str:
    """Return direct, mixed or indirect, looking one character around the spans for marks left outside."""
    if not spans:
        return "indirect"
    begin, end = min(b for b, _ in spans), max(e for _, e in spans)
    begin -= begin > 0 and text[begin - 1] in _MARKS
    end += end < len(text) and text[end] in _MARKS
    stretch = text[begin:end].strip()
    if len(stretch) > 1 and stretch[0] in _MARKS and stretch.rstrip(".,;:!?")[-1:] in tuple(_MARKS):
        return "direct"
    return "mixed" if any(mark in stretch for mark in _MARKS) else "indirect"


def matched(gold: Sequence[frozenset[int]], predicted: Sequence[frozenset[int]], least: float) -> list[tuple[int, int]]:
    """Match one to one, greedily by Jaccard overlap of at least `least`; ties to the later pair."""
    overlaps = []
    for i, wanted in enumerate(gold):
        for j, found in enumerate(predicted):
            shared = len(wanted & found)
            if shared and shared / len(wanted | found) >= least:
                overlaps.append((shared / len(wanted | found), i, j))
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _, i, j in sorted(overlaps, reverse=True):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs


def _subsets(kind: str) -> list[str]:
    return [name for name in _SUBSETS if name == "all" or kind in name.split("+")]


# ---------------------------------------------------------------- counting one article


def count_article(text: str, gold: Sequence[Attribution], predicted: Sequence[Attribution]) -> Counter[str]:
    """Return everything that the figures need from one article; predictions without content are left out."""
    found = [attribution for attribution in predicted if attribution.content]
    counts: Counter[str] = Counter()
    for role in _ROLES:
        _count_role(counts, role, text, gold, found)
    _count_pieces(counts, text, gold, found)
    _count_matches(counts, text, gold, found)
    return counts


def _count_role(
    counts: Counter[str], role: str, text: str, gold: Sequence[Attribution], found: Sequence[Attribution]
) -> None:
    every_gold = [span for attribution in gold for span in attribution.spans(role)]
    every_found = [span for attribution in found for span in attribution.spans(role)]
    sets = {
        "char": (characters(text, every_gold), characters(text, every_found)),
        "span": ({trimmed(text, s) for s in every_gold}, {trimmed(text, s) for s in every_found}),
    }
    for unit, (wanted, given) in sets.items():
        counts[f"{role} {unit} gold"] += len(wanted)
        counts[f"{role} {unit} pred"] += len(given)
        counts[f"{role} {unit} both"] += len(wanted & given)


def _count_pieces(counts: Counter[str], text: str, gold: Sequence[Attribution], found: Sequence[Attribution]) -> None:
    """Count each piece of content once, so that splitting a quotation is not punished."""
    wanted = sorted({span for attribution in gold for span in attribution.content})
    given = sorted({span for attribution in found for span in attribution.content})
    kinds_wanted = [surface_kind(text, [span]) for span in wanted]
    kinds_given = [surface_kind(text, [span]) for span in given]
    pairs = matched([characters(text, [s]) for s in wanted], [characters(text, [s]) for s in given], 0.5)
    _count_kinds(counts, "piece gold", kinds_wanted)
    _count_kinds(counts, "piece pred", kinds_given)
    _count_kinds(counts, "piece50 recalled", [kinds_wanted[i] for i, _ in pairs])
    _count_kinds(counts, "piece50 precise", [kinds_given[j] for _, j in pairs])


def _count_matches(counts: Counter[str], text: str, gold: Sequence[Attribution], found: Sequence[Attribution]) -> None:
    wanted = [characters(text, attribution.content) for attribution in gold]
    given = [characters(text, attribution.content) for attribution in found]
    kinds_wanted = [surface_kind(text, attribution.content) for attribution in gold]
    kinds_given = [surface_kind(text, attribution.content) for attribution in found]
    _count_kinds(counts, "gold", kinds_wanted)
    _count_kinds(counts, "pred", kinds_given)
    for level, least in _LEVELS.items():
        pairs = matched(wanted, given, least)
        _count_kinds(counts, f"{level} recalled", [kinds_wanted[i] for i, _ in pairs])
        _count_kinds(counts, f"{level} precise", [kinds_given[j] for _, j in pairs])
    for i, j in matched(wanted, given, _LEVELS["overlap50"]):
        _count_attribution(counts, text, (gold[i], found[j]), (kinds_wanted[i], kinds_given[j]))


def _count_attribution(
    counts: Counter[str], text: str, pair: tuple[Attribution, Attribution], kinds: tuple[str, str]
) -> None:
    """Count whether a matched pair has the right source and cue: any overlap will do; no source asks for none."""
    (wanted, given), (kind_wanted, kind_given) = pair, kinds
    source_wanted, source_given = characters(text, wanted.source), characters(text, given.source)
    is_right = bool(source_wanted & source_given) if source_wanted else not source_given
    if source_wanted:
        _count_kinds(counts, "source asked", [kind_wanted])
        _count_kinds(counts, "source right", [kind_wanted] if source_wanted & source_given else [])
    _count_kinds(counts, "attributed recalled", [kind_wanted] if is_right else [])
    _count_kinds(counts, "attributed precise", [kind_given] if is_right else [])
    cue_wanted = characters(text, wanted.cue)
    counts["cue asked"] += bool(cue_wanted)
    counts["cue right"] += bool(cue_wanted & characters(text, given.cue))


def _count_kinds(counts: Counter[str], name: str, kinds: Iterable[str]) -> None:
    for kind in kinds:
        for subset in _subsets(kind):
            counts[f"{name} {subset}"] += 1


# ---------------------------------------------------------------- figures

# Each figure in percent: (true for precision, predicted, true for recall, gold).
_FIGURES: dict[str, tuple[str, str, str, str]] = {
    **{
        f"{role}_{name}": (f"{role} {unit} both", f"{role} {unit} pred", f"{role} {unit} both", f"{role} {unit} gold")
        for role in _ROLES
        for unit, name in (("char", "char"), ("span", "span_exact"))
    },
    **{
        f"piece50/{x}": (f"piece50 precise {x}", f"piece pred {x}", f"piece50 recalled {x}", f"piece gold {x}")
        for x in _SUBSETS
    },
    **{
        f"{level}/{x}": (f"{level} precise {x}", f"pred {x}", f"{level} recalled {x}", f"gold {x}")
        for level in (*_LEVELS, "attributed")
        for x in _SUBSETS
    },
}
_SHARES = {
    **{f"source|matched/{x}": (f"source right {x}", f"source asked {x}") for x in _SUBSETS},
    "cue|matched": ("cue right", "cue asked"),
}


def score(articles: Sequence[Counter[str]]) -> dict[str, Any]:
    """Return the figures of all articles, in percent, with their intervals under `NAME_ci`.

    A figure with precision, recall and F1 is a dict `p`, `r`, `f1`; a share of nothing is null.
    """
    names = sorted({name for needed in (*_FIGURES.values(), *_SHARES.values()) for name in needed})
    column = {name: i for i, name in enumerate(names)}
    matrix = np.array([[counts[name] for name in names] for counts in articles], dtype=np.float64)
    matrix = matrix.reshape(len(articles), len(names))
    totals, resampled = matrix.sum(axis=0, keepdims=True), resample_weights(len(articles)) @ matrix
    result: dict[str, Any] = {
        which: {x: int(totals[0, column[f"{which} {x}"]]) for x in _SUBSETS if totals[0, column[f"{which} {x}"]]}
        for which in ("gold", "pred")
    }
    for name, needed in _FIGURES.items():
        result[name] = {key: _percent(values) for key, values in _prf(totals, column, needed).items()}
        result[f"{name}_ci"] = {key: interval(100 * v) for key, v in _prf(resampled, column, needed).items()}
    for name, (above, below) in _SHARES.items():
        has_any = bool(totals[0, column[below]])
        result[name] = _percent(ratio(totals[:, column[above]], totals[:, column[below]])) if has_any else None
        shares = ratio(resampled[:, column[above]], resampled[:, column[below]])
        result[f"{name}_ci"] = interval(100 * shares) if has_any else None
    return result


def _prf(sums: Counts, column: Mapping[str, int], needed: tuple[str, str, str, str]) -> dict[str, Counts]:
    precise, predicted, recalled, gold = (sums[:, column[name]] for name in needed)
    p, r = ratio(precise, predicted), ratio(recalled, gold)
    return {"p": p, "r": r, "f1": f1_of(p, r)}


def _percent(values: Counts) -> float:
    return round(100 * float(values[0]), _PERCENT_DIGITS)
