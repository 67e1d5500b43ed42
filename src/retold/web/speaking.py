"""Which stories are alike by who speaks in them: in hand for the whole snapshot, as every story's page asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from retold.corpus import Corpus
from retold.web.within import kept_alone

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who speaks how often in which story: each row a story and a speaker, both as places among all of them."""

    stories: tuple[str, ...]  # in their order
    place_of: dict[str, int]
    story: _Numbers  # of each row, ascending
    speaker: _Numbers
    count: _Numbers  # of quotations
    by_speaker: _Numbers  # the rows in the order of their speakers
    begins: _Numbers  # where the rows of each speaker begin among these, and where the last ones end

    def alike(self, story: str, most: int) -> list[str]:
        """Return at most `most` other stories in which the speakers of a story speak, those who speak often first.

        What counts are the quotations here times those there, summed over speakers.
        """
        if story not in self.place_of:
            return []
        own = self.place_of[story]
        shared = np.zeros(len(self.stories), dtype=np.int64)
        for row in range(*np.searchsorted(self.story, [own, own + 1])):
            speaker = self.speaker[row]
            rows = self.by_speaker[self.begins[speaker] : self.begins[speaker + 1]]
            shared[self.story[rows]] += self.count[row] * self.count[rows]  # a speaker has one row a story
        shared[own] = 0
        others = np.flatnonzero(shared)
        if len(others) > most:
            least = np.partition(shared[others], len(others) - most)[len(others) - most]
            others = others[shared[others] >= least]
        ordered = others[np.lexsort((others, -shared[others]))]
        return [self.stories[place] for place in ordered[:most]]


def speaking(corpus: Corpus) -> Speaking:
    """Return who speaks in which story of the snapshot, read once."""
    query = "select k.story, k.speaker, k.quotations from story_speakers k order by k.story, k.speaker"
    return kept_alone(corpus, ("speaking",), lambda: speaking_in(corpus.ask(query)))


def speaking_in(rows: pa.Table) -> Speaking:
    """Return the same of a table of stories, speakers and counts in its order."""
    story, stories = _places(rows.column(0))
    speaker, speakers = _places(rows.column(1))
    by_speaker = np.argsort(speaker, kind="stable")
    begins = np.searchsorted(speaker[by_speaker], np.arange(len(speakers) + 1))
    names = tuple(str(name) for name in stories)
    places = {name: place for place, name in enumerate(names)}
    return Speaking(names, places, story, speaker, rows.column(2).to_numpy().astype(np.int64), by_speaker, begins)


def _places(column: pa.ChunkedArray) -> tuple[_Numbers, list[Any]]:
    """Return the place of each value among all values, and these."""
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()
