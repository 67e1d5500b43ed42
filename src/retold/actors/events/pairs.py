"""The PLOVER type of a pair of actors in a sentence, whoever they are: the two are masked before a model reads it.

Two models, the better first: MiniLM with a head on the means of the sentence and of either actor (weights in
`retold_models`), and a linear model on the words between and around the two, which is all that is needed where
onnxruntime or the encoder is missing. Without the package there is no such evidence, and triggers alone decide.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retold.actors.events.lexicon import entries
from retold.evidence import rounded
from retold.language.networks import checked_folder
from retold.spans import Span

MASKS = ("Actor A", "Actor B")
BUCKETS = 1 << 14  # hashed features of the linear model
_MAX_TOKENS = 96  # of the encoder; longer sentences are cut around the actors
_MAX_CHARACTERS = 600
_AROUND = 2  # words kept on either side of the stretch between the two

Matrix = NDArray[np.float32]


class PairModel(Protocol):
    """A model of types: `name` tells which one."""

    name: str

    def types(self, masked: str) -> dict[str, float]:
        """Return the probability of each PLOVER type, and of each quad class as "1" to "4"."""
        ...


def masked(text: str, actor: Span, recipient: Span) -> str:
    """Return `text` with the two actors masked; what stands far from both is cut away. The two must not overlap."""
    first, second = sorted(((actor, MASKS[0]), (recipient, MASKS[1])))
    begin = max(0, first[0].begin - _MAX_CHARACTERS // 2)
    end = min(len(text), max(second[0].end + _MAX_CHARACTERS // 2, begin + _MAX_CHARACTERS))
    parts = (text[begin : first[0].begin], first[1], text[first[0].end : second[0].begin], second[1])
    return "".join((*parts, text[second[0].end : end]))


@cache
def pair_model() -> PairModel | None:
    """Return the best model that is installed, the same object at each call in one process; None without one."""
    folder = checked_folder("events")
    if folder is None:
        return None
    if (folder / "model.onnx").is_file() and importlib.util.find_spec("onnxruntime") is not None:
        return EncoderModel(folder)
    return LinearModel.read(folder) if (folder / "linear.npz").is_file() else None


class EncoderModel:
    """MiniLM in int8 with our head. One pair a call: in a batch, dynamic int8 would depend on the other pairs."""

    name = "encoder"

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        onnxruntime: Any = importlib.import_module("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.no_padding()
        self._types: list[str] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))["types"]

    def types(self, masked: str) -> dict[str, float]:
        """Return the probabilities as `PairModel` says."""
        encoding = self._tokenizer.encode(masked)
        given = {
            "ids": np.array([encoding.ids], dtype=np.int64),
            "mask": np.ones((1, len(encoding.ids)), dtype=np.int64),
            "actor": _places(encoding.tokens, "a"),
            "recipient": _places(encoding.tokens, "b"),
        }
        types, classes = self._session.run(None, given)
        named = {name: rounded(float(value)) for name, value in zip(self._types, types[0], strict=True)}
        return named | {str(number + 1): rounded(float(value)) for number, value in enumerate(classes[0])}


def _places(tokens: Sequence[str], letter: str) -> Matrix:
    """Mark the two tokens of a mask, "actor" and its letter; the sentence's first token where it was cut away."""
    marks = np.zeros((1, len(tokens)), dtype=np.float32)
    for place in range(len(tokens) - 1):
        if tokens[place] == "actor" and tokens[place + 1] == letter:
            marks[0, place : place + 2] = 1.0
            return marks
    marks[0, 0] = 1.0
    return marks


class LinearModel:
    """Softmax over hashed words and triggers."""

    name = "linear"

    def __init__(self, types: Sequence[str], weights: Matrix, classes: Matrix) -> None:
        self._types = list(types)
        self._weights = weights  # one row a bucket and one for the constant, one column a type
        self._classes = classes  # the same with one column a quad class

    @classmethod
    def read(cls, folder: Path) -> LinearModel:
        """Read the model from its folder."""
        content = np.load(folder / "linear.npz")
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        return cls(labels["types"], content["types"].astype(np.float32), content["classes"].astype(np.float32))

    def write(self, folder: Path) -> None:
        """Write the model into a folder, at half precision."""
        types, classes = self._weights.astype(np.float16), self._classes.astype(np.float16)
        np.savez_compressed(folder / "linear.npz", types=types, classes=classes)

    def types(self, masked: str) -> dict[str, float]:
        """Return the probabilities as `PairModel` says."""
        row = linear_features(masked)
        named = dict(zip(self._types, softmax(row @ self._weights), strict=True))
        classes = {str(number + 1): value for number, value in enumerate(softmax(row @ self._classes))}
        return {name: rounded(float(value)) for name, value in (named | classes).items()}


def softmax(scores: Matrix) -> Matrix:
    """Return probabilities for scores along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Matrix = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def linear_features(masked: str) -> Matrix:
    """Return the features of a masked sentence: hashed n-grams in three fields, each of length 1, and a constant."""
    words = _words(masked)
    row = np.zeros(BUCKETS + 1, dtype=np.float32)
    row[-1] = 1.0
    middle = _between(words)
    fields = (
        ("w", _grams(words, 1, 2)),
        ("b", _grams(middle, 1, 3)),
        ("t", _triggers(middle) + [f"far {name}" for name in _triggers(words)]),
        (
            "c",
            [
                word[at : at + n]
                for word in (f"<{each}>" for each in middle)
                for n in (3, 4, 5)
                for at in range(len(word) - n + 1)
            ],
        ),
    )
    for field, grams in fields:
        counts: dict[int, float] = {}
        for gram in grams:
            bucket = crc32(f"{field}:{gram}".encode()) % BUCKETS
            counts[bucket] = counts.get(bucket, 0.0) + 1.0
        length = sum(np.log1p(count) ** 2 for count in counts.values()) ** 0.5
        for bucket, count in counts.items():
            row[bucket] += np.log1p(count) / length
    return row


def _words(text: str) -> list[str]:
    for mask, name in zip(MASKS, ("actora", "actorb"), strict=True):
        text = text.replace(mask, f" {name} ")
    return [word for word in ("".join(c if c.isalnum() or c in "-'" else " " for c in text.lower())).split() if word]


def _between(words: Sequence[str]) -> list[str]:
    places = [place for place, word in enumerate(words) if word in ("actora", "actorb")]
    if len(places) < 2:
        return list(words)
    return list(words[max(0, places[0] - _AROUND) : places[-1] + _AROUND + 1])


def _grams(words: Sequence[str], least: int, most: int) -> list[str]:
    return [" ".join(words[at : at + n]) for n in range(least, most + 1) for at in range(len(words) - n + 1)]


@cache
def _types_of(word: str) -> tuple[str, ...]:
    """Return the types that the lexicon gives a word, by its likely lemmas."""
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("d"), word.removesuffix("ed")}
    stems |= {word.removesuffix("ing"), word.removesuffix("ing") + "e", word.removesuffix("ied") + "y"}
    found = [f"{s} {e.type}" for s in ("v", "n") for stem in stems for e in entries().get((s, stem), ())]
    return tuple(sorted(set(found)))


def _triggers(words: Sequence[str]) -> list[str]:
    return [name for word in words for name in _types_of(word)]
