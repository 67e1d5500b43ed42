"""Train the tagger of quotations: `python -m evaluation.training.quotation_tagger train --data FILE --work FOLDER`.

Needs torch and transformers beside Retold (`pip install torch==2.13.0 transformers`). `train` resumes where a run in
the same folder stopped; `export` writes the weights that `retold-models` ships. Windows of one article in ten are
held out: the script prints scores on them after each epoch.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from evaluation.training.quotation_data import Example, examples_of, is_held_out
from evaluation.training.quotation_export import export
from evaluation.training.quotation_network import Tagger, pretrained
from retold.quotations.decoding import Tagged, attribution_of, chain, cues_of, runs_of, without_conflicts
from retold.quotations.features import PAIR_SIZES, SIZES
from retold.quotations.pieces import Pieces

_IGNORED = -100
_PIECES_A_BATCH = 1_000
_PIECES_A_WORD = 1.3
_WARM_UP = 0.06  # share of the steps
_MAX_NORM = 1.0
_EAGERNESS = {"cue": 0.2, "source": 1.2, "content": 0.5}  # best on the held-out articles
_PLAIN_EPOCHS = 3  # first each word by itself, which learns faster; then whole chains
_CUE_WEIGHT = 4.0  # a window has one chain of cues and several of links


def main() -> None:
    """Read the command line and run one step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("prepare", "train", "export"))
    parser.add_argument("--data", type=Path, required=True, help="JSON lines with id, text, quotes")
    parser.add_argument("--work", type=Path, required=True, help="folder of examples, checkpoints and the log")
    parser.add_argument("--encoder", type=Path, help="folder of the pretrained encoder")
    parser.add_argument("--to", type=Path, help="export: the folder of the network in retold-models")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--articles", type=int, default=0, help="only so many articles (a dry run)")
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of the encoder")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    if arguments.step == "export":
        export_mean(arguments)
        return
    examples = prepared(arguments.data, arguments.work)
    if arguments.step == "train":
        train(examples, arguments)


def prepared(data: Path, work: Path) -> list[Example]:
    """Return the examples of `data`, kept in `work`."""
    kept = work / f"{data.name}.examples.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(examples_of(data)))
    found: list[Example] = pickle.loads(kept.read_bytes())
    return found


# ---------------------------------------------------------------- batches


def batches(examples: Sequence[Example], pieces: Pieces, order: random.Random) -> Iterator[dict[str, Tensor]]:
    """Yield batches of windows of about the same length, in a random order."""
    for group in _groups(examples, order):
        yield collated([examples[i] for i in group], pieces)


def _groups(examples: Sequence[Example], order: random.Random) -> list[list[int]]:
    sized = [(len(one.words) + order.randrange(8), i) for i, one in enumerate(examples) if one.words]
    groups: list[list[int]] = [[]]
    for length, i in sorted(sized):
        if groups[-1] and (len(groups[-1]) + 1) * length * _PIECES_A_WORD > _PIECES_A_BATCH:
            groups.append([])
        groups[-1].append(i)
    order.shuffle(groups)
    return groups


def collated(examples: Sequence[Example], pieces: Pieces) -> dict[str, Tensor]:
    """Return the arrays of some windows, padded to the longest."""
    inputs = [pieces.of(one.words, one.features) for one in examples]
    longest = max(len(one.pieces) for one in inputs)
    words = max(len(one.words) for one in examples)
    count, width = len(examples), len(SIZES)
    arrays: dict[str, Any] = {
        "pieces": np.zeros((count, longest), dtype=np.int64),
        "features": np.zeros((count, longest, width), dtype=np.int64),
        "mask": np.zeros((count, longest), dtype=np.int64),
        "firsts": np.zeros((count, words), dtype=np.int64),
        "cue_tags": np.full((count, words), _IGNORED, dtype=np.int64),
    }
    for row, (one, given) in enumerate(zip(examples, inputs, strict=True)):
        arrays["pieces"][row, : len(given.pieces)] = given.pieces
        arrays["features"][row, : len(given.pieces)] = given.features
        arrays["mask"][row, : len(given.pieces)] = 1
        arrays["firsts"][row, : len(one.words)] = given.firsts
        arrays["cue_tags"][row, : len(one.words)] = one.cue_tags
    return {name: torch.from_numpy(array) for name, array in {**arrays, **_cue_arrays(examples, words)}.items()}


def _cue_arrays(examples: Sequence[Example], words: int) -> dict[str, Any]:
    cues = [(row, cue) for row, one in enumerate(examples) for cue in one.cues]
    arrays: dict[str, Any] = {
        "window_of": np.array([row for row, _ in cues], dtype=np.int64),
        "cue_words": np.zeros((len(cues), words), dtype=np.float32),
        "pairs": np.zeros((len(cues), words, len(PAIR_SIZES)), dtype=np.int64),
        "link_tags": np.full((len(cues), words), _IGNORED, dtype=np.int64),
    }
    offsets = np.cumsum([0, *PAIR_SIZES.values()])[:-1]
    for number, (_, cue) in enumerate(cues):
        arrays["cue_words"][number, cue.first : cue.last + 1] = 1.0
        arrays["pairs"][number] = offsets
        arrays["pairs"][number, : len(cue.tags)] = cue.pairs + offsets
        arrays["link_tags"][number, : len(cue.tags)] = cue.tags
        arrays["link_tags"][number, cue.first : cue.last + 1] = _IGNORED
    return arrays


# ---------------------------------------------------------------- training


def train(examples: list[Example], arguments: argparse.Namespace) -> None:
    """Train to the last epoch, a checkpoint after each; print the held-out scores."""
    torch.manual_seed(arguments.seed)
    pieces = Pieces(arguments.encoder / "tokenizer.json")
    held = [one for one in examples if is_held_out(one.article)]
    kept = [one for one in examples if not is_held_out(one.article)]
    if arguments.articles:
        chosen = set(sorted({one.article for one in kept})[: arguments.articles])
        kept = [one for one in kept if one.article in chosen]
    model = Tagger(pretrained(arguments.encoder), list(SIZES.values()), list(PAIR_SIZES.values()))
    steps = arguments.epochs * sum(1 for _ in _groups(kept, random.Random(arguments.seed)))
    optimizer, schedule = _optimizer(model, arguments.rate, steps)
    first = _resumed(arguments.work, model, optimizer, schedule)
    for epoch in range(first, arguments.epochs):
        started = time.process_time()
        order = random.Random(arguments.seed * 1000 + epoch)
        losses = _epoch(model, batches(kept, pieces, order), optimizer, schedule, plain=epoch < _PLAIN_EPOCHS)
        _save(arguments.work, model, optimizer, schedule, epoch + 1)
        line = {"epoch": epoch + 1, "seconds": round(time.process_time() - started), **losses}
        _log(arguments.work, {**line, **held_out_scores(model, held, pieces)})


def _optimizer(model: Tagger, rate: float, steps: int) -> tuple[torch.optim.Optimizer, Any]:
    encoder = [p for name, p in model.named_parameters() if name.startswith("encoder.") and p.requires_grad]
    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": encoder, "lr": rate}, {"params": heads, "lr": 5 * rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    warm = max(1, int(_WARM_UP * steps))

    def share(step: int) -> float:
        return min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, share)


def _epoch(
    model: Tagger, given: Iterable[dict[str, Tensor]], optimizer: torch.optim.Optimizer, schedule: Any, *, plain: bool
) -> dict[str, float]:
    """Train on all batches once; return the mean losses. `plain` scores each word by itself, else whole chains."""
    model.train()
    sums = {"cue": 0.0, "link": 0.0}
    number = 0
    for number, batch in enumerate(given, start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = model(batch)
        cue_loss, link_loss = _losses(model, batch, scores, plain=plain)
        (_CUE_WEIGHT * cue_loss + link_loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), _MAX_NORM)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        sums["cue"] += float(cue_loss.detach())
        sums["link"] += float(link_loss.detach())
        if number % 100 == 0:
            print(number, {name: round(total / number, 4) for name, total in sums.items()}, flush=True)
    return {f"{name}_loss": round(total / max(1, number), 4) for name, total in sums.items()}


def _losses(
    model: Tagger, batch: Mapping[str, Tensor], scores: tuple[Tensor, Tensor], *, plain: bool
) -> tuple[Tensor, Tensor]:
    found = []
    pairs = zip(scores, ("cue_tags", "link_tags"), (model.cue_chain, model.link_chain), strict=True)
    for given, name, chained in pairs:
        if not len(given):
            found.append(torch.zeros(()))
        elif plain:
            found.append(cross_entropy(given.float().flatten(0, 1), batch[name].flatten(), ignore_index=_IGNORED))
        else:
            found.append(chained(given.float(), batch[name], _IGNORED))
    return found[0], found[1]


def _save(work: Path, model: Tagger, optimizer: torch.optim.Optimizer, schedule: Any, epoch: int) -> None:
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "epoch": epoch,
    }
    torch.save(state, work / "writing.pt")
    (work / "writing.pt").replace(work / "checkpoint.pt")
    torch.save(model.state_dict(), work / f"epoch-{epoch}.pt")


def export_mean(arguments: argparse.Namespace) -> None:
    """Write the mean of the last two epochs' weights as a network."""
    model = Tagger(pretrained(arguments.encoder), list(SIZES.values()), list(PAIR_SIZES.values()))
    last = [torch.load(arguments.work / f"epoch-{arguments.epochs - i}.pt", weights_only=True) for i in (1, 0)]
    state = {name: (last[0][name] + one) / 2 if one.is_floating_point() else one for name, one in last[1].items()}
    model.load_state_dict(state)
    settings = {
        "eagerness": _EAGERNESS,
        "cue_steps": model.cue_chain.steps.detach().double().numpy().round(4).tolist(),
        "link_steps": model.link_chain.steps.detach().double().numpy().round(4).tolist(),
    }
    export(model, arguments.encoder, arguments.to, settings)


def _resumed(work: Path, model: Tagger, optimizer: torch.optim.Optimizer, schedule: Any) -> int:
    kept = work / "checkpoint.pt"
    if not kept.exists():
        return 0
    state = torch.load(kept, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["epoch"])


def _log(work: Path, line: Mapping[str, Any]) -> None:
    print(json.dumps(line), flush=True)
    with (work / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(f"{json.dumps(line)}\n")


# ---------------------------------------------------------------- held-out scores


def held_out_scores(model: Tagger, examples: Sequence[Example], pieces: Pieces) -> dict[str, float]:
    """Return F1 in percent of exact content pieces, sources and cues, on the windows alone; cues also with gold."""
    model.eval()
    counts: Counter[str] = Counter()
    for one in examples:
        if one.words:
            _count(counts, one, tagged(model, one, pieces))
    return {
        role: round(200 * counts[f"{role} both"] / max(1, counts[f"{role} gold"] + counts[f"{role} found"]), 1)
        for role in ("content", "source", "cue")
    }


def tagged(model: Tagger, one: Example, pieces: Pieces) -> list[Tagged]:
    """Return what the network finds in a window whose cues' pair features are known only for its examples' cues."""
    batch = collated([one], pieces)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        words = model.states(batch["pieces"], batch["features"], batch["mask"], batch["firsts"])
        cue_chain, link_chain = (chain(one.steps.float().numpy()) for one in (model.cue_chain, model.link_chain))
        cues, _ = cues_of(model.cue(words)[0].float().numpy(), cue_chain)
        known = {(cue.first, cue.last): number for number, cue in enumerate(one.cues)}
        found = []
        for cue, p in cues:
            number = known.get((cue[0], cue[-1]))
            if number is None:
                continue
            state = words[:, cue.start : cue.stop].mean(dim=1)
            pairs = batch["pairs"][number : number + 1]
            score = model.links(*model.links.projected(words), state, pairs)[0].float().numpy()
            found.append(attribution_of(cue, p, score, link_chain))
    return without_conflicts(found)


def _count(counts: Counter[str], one: Example, found: Sequence[Tagged]) -> None:
    right = [cue for cue in one.cues if cue.tags.any()]
    gold = {
        "cue": {(cue.first, cue.last) for cue in right},
        "source": {(run[0], run[-1]) for cue in right for run in runs_of(cue.tags.tolist(), 1)},
        "content": {(run[0], run[-1]) for cue in right for run in runs_of(cue.tags.tolist(), 3)},
    }
    given = {
        "cue": {(t.cue[0], t.cue[-1]) for t in found},
        "source": {(t.source[0], t.source[-1]) for t in found if t.source is not None},
        "content": {(run[0], run[-1]) for t in found for run in t.content},
    }
    for role, wanted in gold.items():
        counts[f"{role} gold"] += len(wanted)
        counts[f"{role} found"] += len(given[role])
        counts[f"{role} both"] += len(wanted & given[role])


if __name__ == "__main__":
    main()
