"""The stage `parses`: words, parts of speech, dependency parse and names of each distinct sentence.

One sentence is one call of the model. In company its scores differ in the last bits, and a row must not depend on
which other sentences stood in the batch.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
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

# White space is lost after a closing mark: the tokenizer needs it to see the words on both sides.
_GLUED = re.compile(r"[,.?!]\"(?=[A-Za-z])")


def parses(sentence_texts: pa.Table, *, settings: LanguageSettings) -> pa.Table:
    """Parse each sentence by itself; token and name offsets count from the sentence's begin, white space is no token.

    Every sentence is read as English. Raises `ModelError` where the checked model is not installed.
    """
    model = load(settings.model)
    rows = [parse(model, row["sentence_hash"], row["text"]) for row in sentence_texts.to_pylist()]
    return STAGE_TABLES["parses"].rows(rows)


def parse(model: Any, sentence_hash: str, text: str) -> dict[str, Any]:
    """Return the row of `parses` for one sentence."""
    plain = text.translate(PLAIN)
    gaps = [found.end() for found in _GLUED.finditer(plain)]
    for gap in reversed(gaps):
        plain = f"{plain[:gap]} {plain[gap:]}"
    # Where the k-th inserted space stands in the longer text.
    inserted = [gap + number for number, gap in enumerate(gaps)]
    tokens, names = _read(model(plain), inserted)
    return {"sentence_hash": sentence_hash, **tokens, "names": names}


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
