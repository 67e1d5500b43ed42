"""The network of the tagger: an encoder that is told the words' features, tags of cues, and links from cue to word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

LABELS = 5  # outside, begin and inside of a source, begin and inside of a content
LINK_SIZE = 128


_NEVER = -1e4


class Chain(nn.Module):
    """A linear chain over tags: what may follow what, and how gladly (conditional random field)."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.steps = nn.Parameter(torch.zeros(labels + 1, labels))  # the last row is the start
        never = torch.zeros(labels + 1, labels)
        for inside in range(2, labels, 2):
            never[:, inside] = _NEVER
            never[inside - 1 : inside + 1, inside] = 0.0
        self.register_buffer("never", never)

    def forward(self, scores: Tensor, tags: Tensor, ignored: int) -> Tensor:
        """Return minus the log likelihood of `tags`, a word; words tagged `ignored` are left out of the chain."""
        steps = self.steps + self.never
        labels = scores.shape[-1]
        rows = torch.arange(len(scores))
        last = torch.full((len(scores),), labels, dtype=torch.long)
        path = torch.zeros(len(scores))
        total = torch.full((len(scores), labels + 1), _NEVER * 10)
        total[:, labels] = 0.0
        padding = torch.full((len(scores), 1), _NEVER * 10)
        for place in range(scores.shape[1]):
            inside = tags[:, place] != ignored
            own = tags[:, place].clamp(min=0)
            path = path + torch.where(inside, steps[last, own] + scores[rows, place, own], torch.zeros(()))
            last = torch.where(inside, own, last)
            every = torch.logsumexp(total[:, :, None] + steps[None], dim=1) + scores[:, place]
            total = torch.where(inside[:, None], torch.cat([every, padding], dim=1), total)
        return (torch.logsumexp(total, dim=1) - path).sum() / (tags != ignored).sum().clamp(min=1)


class Links(nn.Module):
    """What each word is to a cue: source, content or nothing."""

    def __init__(self, hidden: int, pair_sizes: Sequence[int]) -> None:
        super().__init__()
        self.word = nn.Linear(hidden, LINK_SIZE)
        self.cue = nn.Linear(hidden, LINK_SIZE)
        self.pairs = nn.Embedding(sum(pair_sizes), LINK_SIZE)
        self.key = nn.Linear(hidden, LINK_SIZE)
        self.query = nn.Linear(hidden, LABELS * LINK_SIZE)
        self.out = nn.Linear(LINK_SIZE, LABELS)
        nn.init.normal_(self.pairs.weight, std=0.1)
        nn.init.normal_(self.query.weight, std=0.01)

    def projected(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the scores need of the words, computed once for all cues."""
        return self.word(words), self.key(words)

    def forward(self, words: Tensor, keys: Tensor, cues: Tensor, pairs: Tensor) -> Tensor:
        """Return scores (cues x words x labels) of projected words, given for each cue, and pair features."""
        mixed = words + self.cue(cues)[:, None] + self.pairs(pairs).sum(dim=2)
        scores: Tensor = self.out(torch.relu(mixed))
        query = self.query(cues).view(-1, LABELS, LINK_SIZE)
        return scores + torch.einsum("nlr,ntr->ntl", query, keys)


class Tagger(nn.Module):
    """Encoder, tags of cues (outside, begin, inside) and links."""

    def __init__(self, encoder: Any, sizes: Sequence[int], pair_sizes: Sequence[int], dropout: float = 0.1) -> None:
        super().__init__()
        hidden = encoder.config.hidden_size
        self.encoder = encoder
        self.features = nn.Embedding(sum(sizes) + 1, hidden, padding_idx=0)
        nn.init.zeros_(self.features.weight)
        self.dropout = nn.Dropout(dropout)
        self.cue = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, 3))
        self.links = Links(hidden, pair_sizes)
        self.cue_chain = Chain(3)
        self.link_chain = Chain(LABELS)

    def states(self, pieces: Tensor, features: Tensor, mask: Tensor | None, firsts: Tensor) -> Tensor:
        """Return the state of each word: that of its first piece."""
        embedded = self.encoder.get_input_embeddings()(pieces) + self.features(features).sum(dim=2)
        encoded = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        picked: Tensor = torch.gather(encoded, 1, firsts[..., None].expand(-1, -1, encoded.shape[-1]))
        return picked

    def forward(self, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Return the scores of cue tags (windows x words x 3) and of links (cues x words x labels)."""
        words = self.dropout(self.states(batch["pieces"], batch["features"], batch["mask"], batch["firsts"]))
        rows = batch["window_of"]
        inside = batch["cue_words"]
        cues = torch.einsum("nt,nth->nh", inside, words[rows]) / inside.sum(dim=1, keepdim=True)
        mixed, keys = self.links.projected(words)
        return self.cue(words), self.links(mixed[rows], keys[rows], cues, batch["pairs"])


def pretrained(folder: Path) -> Any:
    """Return the encoder in `folder`, its word embeddings frozen."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa", add_pooling_layer=False)
    encoder.get_input_embeddings().weight.requires_grad_(requires_grad=False)
    return encoder
