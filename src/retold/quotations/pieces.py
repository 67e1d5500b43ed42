"""Words cut into the pieces that the encoder knows, with the features of the word that each piece belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retold.quotations.features import SIZES

Integers = npt.NDArray[np.int64]

_MAX_PIECES = 510  # the encoder has 512 places, two of them for the ends


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the encoder reads: pieces, their features (pieces x `SIZES`), and each word's first piece.

    Feature values of all kinds share one table of embeddings, whose row 0 says nothing. A word beyond the last place
    has the place 0.
    """

    pieces: Integers
    features: Integers
    firsts: Integers


class Pieces:
    """The encoder's own word pieces."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_PIECES + 2)
        self._offsets = np.cumsum([1, *SIZES.values()])[:-1]

    def of(self, words: Sequence[str], features: Integers) -> Inputs:
        """Return the inputs for the words of a window."""
        encoded = self._tokenizer.encode(list(words), is_pretokenized=True)
        owners = np.array([-1 if owner is None else owner for owner in encoded.word_ids], dtype=np.int64)
        rows = np.zeros((len(owners), len(SIZES)), dtype=np.int64)
        inside = owners >= 0
        rows[inside] = features[owners[inside]] + self._offsets
        firsts = np.zeros(len(words), dtype=np.int64)
        for place in range(len(owners) - 1, -1, -1):
            if owners[place] >= 0:
                firsts[owners[place]] = place
        return Inputs(np.array(encoded.ids, dtype=np.int64), rows, firsts)
