"""From a checkpoint of the tagger to what `retold-models` ships: two ONNX graphs in 8 bits, word pieces, manifest."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import Tensor, nn

from evaluation.training.quotation_network import LABELS, LINK_SIZE, Links, Tagger
from retold.quotations.features import PAIR_SIZES, SIZES

_OPSET = 17
_WORDS, _PIECES, _CUES = 24, 32, 2  # of the input that the graphs are traced with; any other sizes will do


class _Reader(nn.Module):
    """Pieces, features and first pieces of one window to the words' states and the scores of cue tags."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, pieces: Tensor, features: Tensor, firsts: Tensor) -> tuple[Tensor, Tensor]:
        """Return states (words x hidden) and scores (words x 3)."""
        states = self.tagger.states(pieces[None], features[None], None, firsts[None])
        return states[0], self.tagger.cue(states)[0]


class _Layer(nn.Module):
    """A layer of BERT on one text: queries, keys and values in one product, which is faster in 8 bits."""

    def __init__(self, layer: Any, heads: int) -> None:
        super().__init__()
        own = layer.attention.self
        hidden = own.query.in_features
        self.heads, self.size = heads, hidden // heads
        self.together = nn.Linear(hidden, 3 * hidden)
        scale = self.size**-0.5
        parts = ((own.query, scale), (own.key, 1.0), (own.value, 1.0))
        with torch.no_grad():
            self.together.weight.copy_(torch.cat([one.weight * by for one, by in parts]))
            self.together.bias.copy_(torch.cat([one.bias * by for one, by in parts]))
        self.attended, self.first_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.wide, self.narrow = layer.intermediate.dense, layer.output.dense
        self.second_norm = layer.output.LayerNorm

    def forward(self, states: Tensor) -> Tensor:
        """Return the states (pieces x hidden) after the layer."""
        count = states.shape[0]
        query, key, value = self.together(states).view(count, 3, self.heads, self.size).permute(1, 2, 0, 3).unbind(0)
        shares = torch.softmax(query @ key.transpose(1, 2), dim=-1)
        attended = (shares @ value).permute(1, 0, 2).reshape(count, self.heads * self.size)
        states = self.first_norm(states + self.attended(attended))
        changed: Tensor = self.second_norm(states + self.narrow(nn.functional.gelu(self.wide(states))))
        return changed


class _BertReader(nn.Module):
    """`_Reader` for encoders of BERT's kind, without what a batch needs."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        encoder = tagger.encoder
        given = encoder.embeddings
        self.words, self.places, self.norm = given.word_embeddings, given.position_embeddings, given.LayerNorm
        self.kind = nn.Parameter(given.token_type_embeddings.weight[0].detach().clone())
        self.features, self.cue = tagger.features, tagger.cue
        heads = encoder.config.num_attention_heads
        self.layers = nn.ModuleList(_Layer(layer, heads) for layer in encoder.encoder.layer)

    def forward(self, pieces: Tensor, features: Tensor, firsts: Tensor) -> tuple[Tensor, Tensor]:
        """Return states (words x hidden) and scores (words x 3)."""
        places = self.places(torch.arange(pieces.shape[0]))
        states = self.norm(self.words(pieces) + self.features(features).sum(dim=1) + places + self.kind)
        for layer in self.layers:
            states = layer(states)
        words = states.index_select(0, firsts)
        return words, self.cue(words)


class _Linker(nn.Module):
    """States of a window's words, cues as masks, and pair features to link scores."""

    def __init__(self, links: Links) -> None:
        super().__init__()
        self.links = links

    def forward(self, states: Tensor, inside: Tensor, pairs: Tensor) -> Tensor:
        """Return scores (cues x words x labels)."""
        cues = inside @ states / inside.sum(dim=1, keepdim=True)
        words, keys = self.links.projected(states)
        mixed = words[None] + self.links.cue(cues)[:, None] + self.links.pairs(pairs).sum(dim=2)
        scores: Tensor = self.links.out(torch.relu(mixed))
        query = self.links.query(cues).view(-1, LABELS, LINK_SIZE)
        return scores + torch.matmul(keys, query.transpose(1, 2))


def export(model: Tagger, encoder: Path, folder: Path, settings: dict[str, Any]) -> None:
    """Write `reader.onnx` (8-bit weights), `links.onnx`, `tokenizer.json` and `manifest.json` to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    with TemporaryDirectory() as scratch:
        _export_reader(model, Path(scratch), folder / "reader.onnx")
    _export_links(model, folder / "links.onnx")
    shutil.copyfile(encoder / "tokenizer.json", folder / "tokenizer.json")
    names = ("links.onnx", "reader.onnx", "tokenizer.json")
    files = {name: sha256((folder / name).read_bytes()).hexdigest() for name in names}
    manifest = {"name": folder.name, "files": files, "settings": settings}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _export_reader(model: Tagger, scratch: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    inputs = (
        torch.randint(1000, 20000, (_PIECES,)),
        torch.randint(0, sum(SIZES.values()), (_PIECES, len(SIZES))),
        torch.randint(0, _PIECES, (_WORDS,)),
    )
    axes = {"pieces": {0: "p"}, "features": {0: "p"}, "firsts": {0: "w"}, "states": {0: "w"}, "scores": {0: "w"}}
    reader = _BertReader if model.encoder.config.model_type == "bert" else _Reader
    _traced(reader(model), inputs, scratch / "plain.onnx", ["pieces", "features", "firsts"], ["states", "scores"], axes)
    quant_pre_process(str(scratch / "plain.onnx"), str(scratch / "prepared.onnx"), skip_symbolic_shape=True)
    # Weights in 7 bits: sums of 8-bit products overflow on processors without VNNI, and results would differ there.
    quantize_dynamic(
        str(scratch / "prepared.onnx"),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul", "Gather"],
    )


def _export_links(model: Tagger, target: Path) -> None:
    hidden = model.encoder.config.hidden_size
    inside = torch.zeros(_CUES, _WORDS)
    inside[:, 1] = 1.0
    pairs = torch.randint(0, sum(PAIR_SIZES.values()), (_CUES, _WORDS, len(PAIR_SIZES)))
    axes = {
        "states": {0: "w"},
        "inside": {0: "c", 1: "w"},
        "pairs": {0: "c", 1: "w"},
        "scores": {0: "c", 1: "w"},
    }
    inputs = (torch.randn(_WORDS, hidden), inside, pairs)
    _traced(_Linker(model.links), inputs, target, ["states", "inside", "pairs"], ["scores"], axes)


def _traced(  # the exporter's own parameters
    module: nn.Module, inputs: tuple[Tensor, ...], target: Path, names: list[str], outputs: list[str], axes: Any
) -> None:
    torch.onnx.export(
        module,
        inputs,
        str(target),
        input_names=names,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=_OPSET,
        dynamo=False,
    )
