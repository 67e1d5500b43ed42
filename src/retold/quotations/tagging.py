"""The stage `window_attributions`: what the trained tagger finds in each distinct window.

One window is one call of the network, so that no other window changes a number. Where the weights are not installed
the table is empty and the rules run alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from retold.language.networks import Network, network, network_folder
from retold.language.parse import Token
from retold.quotations.decoding import Tagged, attribution_of, chains_of, cues_of, without_conflicts
from retold.quotations.features import PAIR_SIZES, Described, describe, pair_features, words_in
from retold.quotations.pieces import Pieces
from retold.quotations.windows import Window, window_of
from retold.settings import QuotationsSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

# What the tagger finds in each article: by window, each window in all its places.
TAGGED_ATTRIBUTIONS_SQL = """
select q.article, q.window_begin, a.number, a.cue, a.source, a.content,
       a.cue_probability, a.source_probability, a.content_probability
from quotation_windows q join window_attributions a on q.window = a.window
where q.position = 0
"""
_PAIR_OFFSETS = np.cumsum([0, *PAIR_SIZES.values()])[:-1]
_DIGITS = 4


def window_attributions(window_sentences: pa.Table, *, settings: QuotationsSettings) -> pa.Table:
    """Find the attributions of one window, and how the tagger sees the cues of the rules that it does not confirm."""
    tagger = tagger_of(settings.tagger)
    if tagger is None or not len(window_sentences):
        return STAGE_TABLES["window_attributions"].empty()
    key = window_sentences.column("window")[0].as_py()
    window = window_of(window_sentences)
    rows = [{"window": key, "number": number, **row} for number, row in enumerate(tagger.rows(window, settings))]
    return STAGE_TABLES["window_attributions"].rows(rows)


def found_by(settings: QuotationsSettings) -> str:
    """Return by what quotations are found, as a phrase for people."""
    if network_folder(settings.tagger) is not None:
        return "rules and the trained tagger"
    if settings.tagger:
        return "rules alone: the weights of retold-models are not installed"
    return "rules alone, as the settings say"


@lru_cache(maxsize=2)
def tagger_of(name: str) -> Tagger | None:
    """Return the tagger `name`, one a process; None where its weights are not installed."""
    found = network(name)
    return None if found is None else Tagger(found)


class Tagger:
    """The network with its word pieces."""

    def __init__(self, weights: Network) -> None:
        self._network = weights
        self._pieces = Pieces(weights.path("tokenizer.json"))
        eagerness = weights.manifest["settings"]["eagerness"]
        self._eagerness = float(eagerness["cue"])
        self._link_eagerness = (float(eagerness["source"]), float(eagerness["content"]))
        self._cue_chain, self._link_chain = chains_of(weights.manifest["settings"])

    def rows(self, window: Window, settings: QuotationsSettings) -> list[dict[str, Any]]:
        """Return the rows of a window, in the order of their cues."""
        described = describe(window, settings=settings)
        if not described.tokens:
            return []
        found = self.tagged(described)
        rows = [_row(one, described.tokens) for one in found]
        return sorted(rows, key=lambda row: (row["cue"][0]["begin"], row["cue"][0]["end"], not row["content"]))

    def tagged(self, described: Described) -> list[Tagged]:
        """Return the attributions of a window's words, and the rules' other cues without content."""
        inputs = self._pieces.of([token.text for token in described.tokens], described.features)
        states, scores = self._network.run(
            "reader", {"pieces": inputs.pieces, "features": inputs.features, "firsts": inputs.firsts}
        )
        cues, odds = cues_of(scores, self._cue_chain, eagerness=self._eagerness)
        found = self._linked(described, states, cues)
        kept = {(one.cue.start, one.cue.stop) for one in found}
        others = [
            Tagged(run, None, (), round(float(odds[run.start : run.stop].max()), _DIGITS), 0.0, 0.0)
            for run in _rule_cues(described)
            if not any(run.start < stop and start < run.stop for start, stop in kept)
        ]
        return [*found, *others]

    def _linked(
        self, described: Described, states: npt.NDArray[np.float32], cues: Sequence[tuple[range, float]]
    ) -> list[Tagged]:
        if not cues:
            return []
        inside = np.zeros((len(cues), len(described.tokens)), dtype=np.float32)
        for number, (run, _) in enumerate(cues):
            inside[number, run.start : run.stop] = 1.0
        pairs = np.stack([pair_features(described, run) + _PAIR_OFFSETS for run, _ in cues])
        (scores,) = self._network.run("links", {"states": states, "inside": inside, "pairs": pairs})
        found = [
            attribution_of(run, p, scores[number], self._link_chain, self._link_eagerness)
            for number, (run, p) in enumerate(cues)
        ]
        return without_conflicts(found)


def _rule_cues(described: Described) -> list[range]:
    runs = {
        (run.start, run.stop)
        for one, _ in described.findings
        for span in one.cue
        if len(run := words_in(described.tokens, span))
    }
    return [range(start, stop) for start, stop in sorted(runs)]


def _row(one: Tagged, tokens: Sequence[Token]) -> dict[str, Any]:
    def spans(*runs: range) -> list[dict[str, int]]:
        return [Span(tokens[run.start].span.begin, tokens[run.stop - 1].span.end).as_row() for run in runs]

    return {
        "cue": spans(one.cue),
        "source": [] if one.source is None else spans(one.source),
        "content": spans(*one.content),
        "cue_probability": one.cue_probability,
        "source_probability": one.source_probability,
        "content_probability": one.content_probability,
    }
