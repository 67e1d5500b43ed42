"""The stage `parses`: words, parts of speech, dependency parse and names of each distinct sentence.

A row must not depend on which other sentences stood in the batch. Batches are used only where the model's numbers are
the same bit for bit alone and in company, which is tried out once a process; elsewhere one sentence is one call.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from retold.language.models import load
from retold.settings import LanguageSettings
from retold.tables import STAGE_TABLES

# One character for one: the model has seen straight marks and plain spaces, and offsets stay as they are.
PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‟": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\t": " ",
        "\n": " ",
        "\r": " ",
        "\u00ad": "-",
        "‐": "-",
        "‑": "-",
        "―": "—",
        "\x00": " ",
    }
)

_BATCH_SENTENCES = 32  # more gain nothing
_TRIED = (
    "No.",
    "The mayor of Orel said on Tuesday that the bridge was safe.",
    "We will wait, she added.",
    "According to the port authority, 17 lorries and 3 buses had been turned back since the truce took effect in May.",
    "Why?",
)

# White space is lost after a closing mark: the tokenizer needs it to see the words on both sides.
_GLUED = re.compile(r"[,.?!]\"(?=[A-Za-z])")


def parses(sentence_texts: pa.Table, *, settings: LanguageSettings) -> pa.Table:
    """Parse each sentence by itself; token and name offsets count from the sentence's begin, white space is no token.

    Every sentence is read as English. Raises `ModelError` where the checked model is not installed.
    """
    model = load(settings.model)
    hashes = sentence_texts.column("sentence_hash").to_pylist()
    prepared = [_prepared(text) for text in sentence_texts.column("text").to_pylist()]
    size = _BATCH_SENTENCES if is_exact_in_company(settings.model) else 1
    documents = model.pipe([plain for plain, _ in prepared], batch_size=size)
    rows = []
    for sentence_hash, (_, inserted), document in zip(hashes, prepared, documents, strict=True):
        tokens, names = _read(document, inserted)
        rows.append({"sentence_hash": sentence_hash, **tokens, "names": names})
    return STAGE_TABLES["parses"].rows(rows)


def _prepared(text: str) -> tuple[str, list[int]]:
    """Return a sentence as the model reads it, and where spaces that it did not have were put in."""
    plain = text.translate(PLAIN)
    gaps = [found.end() for found in _GLUED.finditer(plain)]
    for gap in reversed(gaps):
        plain = f"{plain[:gap]} {plain[gap:]}"
    return plain, [gap + number for number, gap in enumerate(gaps)]


@cache
def is_exact_in_company(name: str) -> bool:
    """Tell whether model `name` gives the same numbers, bit for bit, for a sentence alone and in a batch.

    It does where the processor's matrix product adds up each row in the same order whatever the number of rows.
    """
    model = load(name)
    together = list(model.pipe(_TRIED, batch_size=len(_TRIED)))
    alone = [model(text) for text in _TRIED]
    return all(one.tensor.tobytes() == other.tensor.tobytes() for one, other in zip(alone, together, strict=True))


def _read(document: Any, inserted: Sequence[int]) -> tuple[dict[str, list[Any]], list[dict[str, Any]]]:
    def place(offset: int) -> int:
        return offset - bisect_left(inserted, offset)

    kept = [token for token in document if not token.is_space]
    index = {token.i: position for position, token in enumerate(kept)}
    tokens: dict[str, list[Any]] = {
        "begins": [place(token.idx) for token in kept],
        "ends": [place(token.idx + len(token)) for token in kept],
        "lemmas": [token.lemma_ for token in kept],
        "parts": [token.pos_ for token in kept],
        "tags": [token.tag_ for token in kept],
        "relations": [token.dep_ for token in kept],
        # A word below white space (which carries no meaning) hangs below itself.
        "heads": [index.get(token.head.i, index[token.i]) for token in kept],
    }
    names = [
        {"begin": place(name.start_char), "end": place(name.end_char), "label": name.label_}
        for name in document.ents
        if name.text.strip()
    ]
    return tokens, names
