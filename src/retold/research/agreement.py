"""How far coders agree, how often the program is right, and counts corrected for its errors.

Krippendorff's alpha for nominal answers with missing values (Krippendorff, Content Analysis, 4th ed., 2018, ch. 12;
the coincidence matrix), with a bootstrap interval over items. Precision is weighted by the sizes of the strata
(Cochran, Sampling Techniques, 3rd ed., 1977, ch. 5), with a percentile bootstrap interval within strata (Efron 1979).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
SEED = 0
_BOUNDS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; None where it cannot be computed."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The rows of one stratum: how many there are, how many were judged and right, and how many are right in all."""

    stratum: str
    is_asserted: bool
    rows: int
    judged: int
    right: int
    estimated: Figure


@dataclass(frozen=True, slots=True)
class Agreement:
    """What filled sheets say. `precision` is of asserted rows; `missed` estimates right rows below .5, where judged."""

    coders: tuple[str, ...]
    items: int
    judged: int
    unclear: int
    alpha: Figure
    precision: Figure
    asserted_rows: int
    right_rows: Figure
    missed_rows: Figure
    strata: tuple[Corrected, ...]


def krippendorff_alpha(units: Sequence[Sequence[str]]) -> float | None:
    """Return alpha for nominal answers; each unit holds the answers that it was given, in any order.

    Units with fewer than two answers say nothing. None where nothing can be compared; 1 where all agree on several
    answers. All answers alike leave agreement by chance undefined: None.

    >>> krippendorff_alpha([["yes", "yes"], ["no", "no"], ["yes", "no"], ["no", "no"]])
    0.5333
    """
    paired = [Counter(unit) for unit in units if len(unit) > 1]
    totals: Counter[str] = Counter()
    for unit in paired:
        totals.update(unit)
    n = sum(totals.values())
    expected = n * n - sum(count * count for count in totals.values())
    if n < 2 or expected == 0:
        return None
    observed = sum(
        (sum(unit.values()) ** 2 - sum(count * count for count in unit.values())) / (sum(unit.values()) - 1)
        for unit in paired
    )
    return round(1 - (n - 1) * observed / expected, 4)


def agreement(
    answers: Mapping[str, Mapping[str, str]],
    stratum_of: Mapping[str, tuple[str, bool]],
    sizes: Mapping[str, int],
) -> Agreement:
    """Return what the answers say: coder to item to answer; item to its stratum and whether it is asserted.

    An item is right where most of its clear answers are yes; a tie counts as half. Unclear answers count for the
    agreement, not for the precision.
    """
    items = sorted(stratum_of)
    coders = tuple(sorted(answers))
    units = [[answers[coder][item] for coder in coders if item in answers[coder]] for item in items]
    rightness = {item: right for item, unit in zip(items, units, strict=True) if (right := _right(unit)) is not None}
    by_stratum: dict[str, list[float]] = defaultdict(list)
    for item, right in rightness.items():
        by_stratum[stratum_of[item][0]].append(right)
    is_asserted = dict(stratum_of.values())
    asserted = [name for name in sorted(sizes) if is_asserted.get(name, True)]
    others = [name for name in sorted(sizes) if not is_asserted.get(name, True)]
    right_rows = _weighted(by_stratum, sizes, asserted)
    rows = sum(sizes[name] for name in asserted if by_stratum.get(name))
    return Agreement(
        coders=coders,
        items=len(items),
        judged=len(rightness),
        unclear=sum(bool(unit) and item not in rightness for item, unit in zip(items, units, strict=True)),
        alpha=_alpha(units),
        precision=_divided(right_rows, rows),
        asserted_rows=sum(sizes[name] for name in asserted),
        right_rows=right_rows,
        missed_rows=_weighted(by_stratum, sizes, others),
        strata=tuple(_corrected(name, by_stratum, sizes, is_asserted=is_asserted.get(name, True)) for name in sizes),
    )


def _right(unit: Sequence[str]) -> float | None:
    yes, no = unit.count("yes"), unit.count("no")
    if not yes + no:
        return None
    return 0.5 if yes == no else float(yes > no)


def _alpha(units: Sequence[Sequence[str]]) -> Figure:
    value = krippendorff_alpha(units)
    if value is None:
        return Figure(None, None, None)
    drawn = np.random.default_rng(SEED).integers(0, len(units), size=(RESAMPLES, len(units)))
    values = [alpha for row in drawn if (alpha := krippendorff_alpha([units[place] for place in row])) is not None]
    low, high = np.percentile(values, _BOUNDS)
    return Figure(value, round(float(low), 4), round(float(high), 4))


def _weighted(judged: Mapping[str, Sequence[float]], sizes: Mapping[str, int], strata: Sequence[str]) -> Figure:
    """Return how many rows of the strata are right, from the share of right ones judged in each."""
    known = [name for name in strata if judged.get(name)]
    if not known:
        return Figure(None, None, None)
    generator = np.random.default_rng(SEED)
    total = np.zeros(RESAMPLES)
    value = 0.0
    for name in known:
        right = np.array(sorted(judged[name]))
        value += sizes[name] * float(right.mean())
        drawn = generator.integers(0, len(right), size=(RESAMPLES, len(right)))
        total += sizes[name] * _with_doubt(right, drawn)
    low, high = np.percentile(total, _BOUNDS)
    return Figure(round(value, 1), round(float(low), 1), round(float(high), 1))


def _with_doubt(right: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return the shares of resamples; where all judged alike, those of a sample with one more of each (Laplace).

    A bootstrap of answers all alike has no width at all, which would claim more than a sample can.
    """
    if right.min() == right.max():
        generator = np.random.default_rng(SEED)
        count = len(right)
        yes = count * float(right[0])
        return generator.beta(yes + 1, count - yes + 1, size=len(drawn))
    shares: np.ndarray = right[drawn].mean(axis=1)
    return shares


def _divided(figure: Figure, by: int) -> Figure:
    if figure.value is None or figure.low is None or figure.high is None or not by:
        return Figure(None, None, None)
    return Figure(round(figure.value / by, 4), round(figure.low / by, 4), round(min(1.0, figure.high / by), 4))


def _corrected(
    name: str, judged: Mapping[str, Sequence[float]], sizes: Mapping[str, int], *, is_asserted: bool
) -> Corrected:
    right = judged.get(name, ())
    return Corrected(
        stratum=name,
        is_asserted=is_asserted,
        rows=sizes[name],
        judged=len(right),
        right=round(sum(right)),
        estimated=_weighted(judged, sizes, [name]),
    )
