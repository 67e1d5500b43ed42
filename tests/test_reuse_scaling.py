"""Time and memory of copies in texts that no editor wrote: near-linear, and bounded."""

from __future__ import annotations

import pytest

from benchmarks.copies_hard import CASES, GROWTH, measured_apart
from retold.settings import Settings
from retold.sources.readers import read_paths
from retold.sources.records import Rejected

_SHARE = 5  # of the sizes of `python -m benchmarks.copies_hard`: a few seconds a case
_GROWTH_AT_MOST = 2 * GROWTH  # four times the input; its square would take sixteen times as long
_CONSTANT_SECONDS = 2.0  # libraries are loaded once, whatever the size
_MEGABYTES = 700
_MEGABYTES_OF_FILE = 50


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_time_grows_with_the_texts_and_memory_stays_bounded(name):
    """
    From paragraphs to variants, each size in a process of its own.
    """
    size = CASES[name][1] // _SHARE

    small, large = measured_apart(name, size), measured_apart(name, GROWTH * size)

    assert large["cpu_seconds"] <= _GROWTH_AT_MOST * small["cpu_seconds"] + _CONSTANT_SECONDS
    assert large["megabytes"] <= _MEGABYTES
    assert large["candidate_pairs"] <= max(5, _GROWTH_AT_MOST * small["candidate_pairs"])


@pytest.mark.slow
@pytest.mark.parametrize("form", ["one text", "many texts"])
def test_a_file_of_fifty_megabytes_is_read_or_refused(tmp_path, form):
    """
    As one text it is no article, and says so; as lines of a text file it is read like any other.
    """
    line = "The ferry left the harbour of Ostermoor at dawn with forty people on board.\n"
    article = '{"text": "' + (line.strip() + " ") * 60 + '%d"}\n'
    path = tmp_path / ("long.txt" if form == "one text" else "many.jsonl")
    with path.open("w") as file:
        while file.tell() < _MEGABYTES_OF_FILE * 1_000_000:
            file.write(line * 100 if form == "one text" else article % file.tell())

    items = list(
        read_paths(
            [str(path)],
            stdin=None,
            outlet=None,
            outlet_from_folder=False,
            file_format=None,
            settings=Settings().reading,
        )
    )

    refused = [item for item in items if isinstance(item, Rejected)]
    assert (1, 1) == (len(items), len(refused)) if form == "one text" else len(items) > 10_000 and not refused
