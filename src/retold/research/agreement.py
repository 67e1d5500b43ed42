"""How far coders agree, how often the program is right, and counts corrected for its errors.

Krippendorff's alpha for nominal answers with missing values (Krippendorff, Content Analysis, 4th ed., 2018, ch. 12;
the coincidence matrix), with a percentile bootstrap interval over items (Efron 1979). Precision is weighted by the
sizes of the strata (Cochran, Sampling Techniques, 3rd ed., 1977, ch. 5), with Wilson's interval at the effective size
of the stratified sample (Korn and Graubard, Survey Methodology 24, 1998): a bootstrap within strata of few items, all
right or all wrong, has no width. The interval of a sum is that of Zou and Donner (Statistics in Medicine 27, 2008).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np

RESAMPLES = 2_000
SEED = 0
_BOUNDS = (2.5, 97.5)
_DEVIATIONS = 1.959964  # of a normal distribution, for 95 %


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
    """What filled sheets say. `precision` is of asserted rows; `missed` estimates right rows below .5, where judged.

    `corrected_rows` are both together: the count of right rows, corrected for what was wrongly asserted and wrongly
    not. `unjudged_rows` are those of strata without a clear answer: no figure speaks of them.
    """

    coders: tuple[str, ...]
    items: int
    judged: int
    unclear: int
    alpha: Figure
    precision: Figure
    asserted_rows: int
    right_rows: Figure
    missed_rows: Figure
    corrected_rows: Figure
    unjudged_rows: int
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
    missed_rows = _weighted(by_stratum, sizes, others)
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
        missed_rows=missed_rows,
        corrected_rows=_summed(right_rows, missed_rows),
        unjudged_rows=sum(size for name, size in sizes.items() if not by_stratum.get(name)),
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
    resampled = _resampled_alphas([unit if len(unit) > 1 else () for unit in units])
    low, high = np.percentile(resampled, _BOUNDS)
    return Figure(value, round(float(low), 4), round(float(high), 4))


def _resampled_alphas(units: Sequence[Sequence[str]]) -> list[float]:
    """Return alpha of resamples of the units, of those where it is defined."""
    answers = sorted({answer for unit in units for answer in unit})
    counts = np.array([[list(unit).count(answer) for answer in answers] for unit in units], dtype=float)
    sizes = counts.sum(axis=1)
    observed = np.where(sizes > 1, (sizes**2 - (counts**2).sum(axis=1)) / np.maximum(sizes - 1, 1), 0.0)
    generator = np.random.default_rng(SEED)
    values = []
    for _ in range(RESAMPLES):
        times = np.bincount(generator.integers(0, len(units), size=len(units)), minlength=len(units))
        totals = times @ counts
        n = float(totals.sum())
        expected = n * n - float((totals**2).sum())
        if expected > 0:
            values.append(1 - (n - 1) * float(times @ observed) / expected)
    return values


def _weighted(judged: Mapping[str, Sequence[float]], sizes: Mapping[str, int], strata: Sequence[str]) -> Figure:
    """Return how many rows of the strata are right, from the share of right ones judged in each."""
    known = [name for name in strata if judged.get(name)]
    if not known:
        return Figure(None, None, None)
    total = sum(sizes[name] for name in known)
    value = sum(sizes[name] * sum(judged[name]) / len(judged[name]) for name in known)
    low, high = _wilson(value / total, sum(_doubt(sizes[name], len(judged[name]), total) for name in known))
    return Figure(round(value, 1), round(low * total, 1), round(high * total, 1))


def _doubt(size: int, judged: int, total: int) -> float:
    """Return what a stratum adds to one over the effective size of a sample: nothing where all of it was judged."""
    return (size / total) ** 2 * max(0.0, 1 - judged / size) / judged


def _wilson(share: float, doubt: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; `doubt` is one over the effective size of the sample."""
    squared = _DEVIATIONS**2 * doubt
    middle = (share + squared / 2) / (1 + squared)
    half = sqrt(squared * share * (1 - share) + squared**2 / 4) / (1 + squared)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _summed(one: Figure, other: Figure) -> Figure:
    """Return the sum of two figures of independent samples; where one is not known, the other."""
    if one.value is None or one.low is None or one.high is None:
        return other
    if other.value is None or other.low is None or other.high is None:
        return one
    value = one.value + other.value
    below = hypot(one.value - one.low, other.value - other.low)
    above = hypot(one.high - one.value, other.high - other.value)
    return Figure(round(value, 1), round(value - below, 1), round(value + above, 1))


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
