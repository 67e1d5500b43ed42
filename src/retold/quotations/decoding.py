"""From the network's scores to attributions in words: the best sequence of tags, and who may claim a word.

The scores of tags and of what may follow what make a linear chain (a conditional random field, Lafferty and others
2001): Viterbi finds the best sequence, forward and backward sums say how sure each word's tag is. Scores are rounded
before anything is decided on them, so that the last bits of a processor's sums decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

BEGIN, B_SOURCE, B_CONTENT = 1, 1, 3  # the tag after each is its inside; 0 is outside
_DIGITS = 4
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Tagged:
    """An attribution by the words of its window: ranges of indexes, and how sure the network is of each part."""

    cue: range
    source: range | None
    content: tuple[range, ...]
    cue_probability: float
    source_probability: float  # of the source, or of there being none
    content_probability: float
    sureness: tuple[float, ...] = ()  # of each piece of the content


def chain(steps: Sequence[Sequence[float]] | Scores) -> Scores:
    """Return what may follow what, in log-odds: an inside only its own begin or inside. The last row is the start."""
    allowed: Scores = np.array(steps, dtype=np.float64).round(_DIGITS)
    for inside in range(2, allowed.shape[1], 2):
        kept = allowed[inside - 1 : inside + 1, inside].copy()
        allowed[:, inside] = _NEVER
        allowed[inside - 1 : inside + 1, inside] = kept
    return allowed


def best_tags(scores: Scores, steps: Scores) -> list[int]:
    """Return the best allowed sequence of tags (Viterbi); of equal ones the lesser tag."""
    if not len(scores):
        return []
    if _is_outside(scores, steps):
        return [0] * len(scores)
    total = scores[0] + steps[-1]
    back = np.zeros(scores.shape, dtype=np.int64)
    between = steps[:-1]
    for position in range(1, len(scores)):
        every = total[:, None] + between
        back[position] = every.argmax(axis=0)
        total = every.max(axis=0) + scores[position]
    tags = [int(total.argmax())]
    for position in range(len(scores) - 1, 0, -1):
        tags.append(int(back[position][tags[-1]]))
    return tags[::-1]


def _is_outside(scores: Scores, steps: Scores) -> bool:
    """Tell whether every word scores so much better outside that no steps can make up for it."""
    possible = steps[steps > _NEVER / 2]
    most = float((scores[:, 1:].max(axis=1) - scores[:, 0]).max())
    return most + 2.0 * float(possible.max() - possible.min()) < 0.0


def chances_of(scores: Scores) -> Scores:
    """Return the probability of each tag of each word by itself."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Scores = odds / odds.sum(axis=1, keepdims=True)
    return shares.round(_DIGITS)


def runs_of(tags: Sequence[int], begin: int) -> list[range]:
    """Return the runs of words tagged `begin` and then `begin + 1`; a gap parts them."""
    runs: list[range] = []
    for index, tag in enumerate(tags):
        if tag == begin + 1 and runs and runs[-1].stop == index:
            runs[-1] = range(runs[-1].start, index + 1)
        elif tag in (begin, begin + 1):
            runs.append(range(index, index + 1))
    return runs


def cues_of(
    scores: npt.NDArray[np.floating], steps: Scores, *, eagerness: float = 0.0
) -> tuple[list[tuple[range, float]], Scores]:
    """Return the cues with their probability, and the probability of each word to be in a cue.

    `eagerness` (log-odds) is given to the begin of a cue.
    """
    exact: Scores = scores.astype(np.float64).round(_DIGITS)
    inside = 1.0 - chances_of(exact)[:, 0]
    exact[:, BEGIN] += eagerness
    runs = runs_of(best_tags(exact, steps), BEGIN)
    return [(run, round(float(inside[run.start : run.stop].max()), _DIGITS)) for run in runs], inside


def attribution_of(
    cue: range,
    probability: float,
    scores: npt.NDArray[np.floating],
    steps: Scores,
    eagerness: tuple[float, float] = (0.0, 0.0),
) -> Tagged:
    """Return what the link scores (words x tags) give a cue; its own words are neither source nor content.

    `eagerness` (log-odds) is given to the begin of a source and to that of a content.
    """
    places = np.array([index for index in range(len(scores)) if index not in cue], dtype=np.int64)
    exact: Scores = scores.astype(np.float64).round(_DIGITS)[places]
    tags = np.zeros(len(scores), dtype=np.int64)
    chances = np.zeros(scores.shape)
    chances[places] = chances_of(exact)
    exact[:, [B_SOURCE, B_CONTENT]] += eagerness
    tags[places] = best_tags(exact, steps)
    sources = runs_of(tags.tolist(), B_SOURCE)
    source = max(sources, key=lambda run: (_mean(chances, run, B_SOURCE), -run.start)) if sources else None
    content = tuple(runs_of(tags.tolist(), B_CONTENT))
    sureness = tuple(_mean(chances, run, B_CONTENT) for run in content)
    nobody = round(1.0 - float(chances[:, B_SOURCE].max(initial=0.0)), _DIGITS)
    return Tagged(
        cue,
        source,
        content,
        probability,
        nobody if source is None else _mean(chances, source, B_SOURCE),
        max(sureness, default=0.0),
        sureness,
    )


def _mean(chances: Scores, run: range, begin: int) -> float:
    """Return the mean probability that the words of a run are what `begin` begins."""
    rows = chances[run.start : run.stop, begin : begin + 2].sum(axis=1)
    return round(float(rows.mean()), _DIGITS)


def without_conflicts(found: Sequence[Tagged]) -> list[Tagged]:
    """Return the attributions with each word in at most one content: the one that is surer of the whole piece.

    Attributions that are left without content fall away.
    """
    pieces = [
        (-sureness, number, run)
        for number, one in enumerate(found)
        for run, sureness in zip(one.content, one.sureness, strict=True)
    ]
    taken: set[int] = set()
    kept: list[list[range]] = [[] for _ in found]
    for _, number, run in sorted(pieces, key=lambda piece: (piece[0], piece[1], piece[2].start)):
        if not taken.intersection(run):
            taken.update(run)
            kept[number].append(run)
    result = [
        replace(one, content=tuple(sorted(runs, key=lambda run: run.start)))
        for one, runs in zip(found, kept, strict=True)
    ]
    return [one for one in result if one.content]


def chains_of(settings: dict[str, Any]) -> tuple[Scores, Scores]:
    """Return the chains of cues and of links from a network's settings."""
    return chain(settings["cue_steps"]), chain(settings["link_steps"])
