"""Fit the weights of `retold.actors.ranking` to marked articles, and say how it does on articles it did not see.

    python -m evaluation.training.coreference --data evaluation/data/coreference_train [--silver articles.jsonl.gz]
    python -m evaluation.training.coreference --data evaluation/data/own --measure

Each choice that the finder of actors makes is put beside the truth: the candidate whose mentions so far are mostly
the true actor's is right, else "nobody". The weights of each kind of choice maximise the penalised likelihood of a
conditional logit model (McFadden 1974). What was chosen before shapes later choices, so that fitting is repeated with
the new weights. Each article is also read with every sentence a paragraph, as wires write. Silver articles have no
truth: of their pronouns only those count that one single person's sex allows.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import f1_of, ratio, with_intervals
from evaluation.clustering import b_cubed
from evaluation.data.own.marks import read_marks
from evaluation.gold import BadGold, json_lines
from evaluation.own import paired_mentions
from retold.actors import ranking
from retold.actors.coreference import Resolved, resolve
from retold.actors.finding import find_mentions
from retold.actors.ranking import Decision, Features, candidate_features
from retold.actors.ranking_weights import WEIGHTS
from retold.actors.view import SentenceView, views
from retold.language.parse import parsed_sentences_of
from retold.language.parsing import parses
from retold.language.sentences import sentences
from retold.settings import LanguageSettings
from retold.tables import STAGE_TABLES

KINDS = ("person", "it", "they", "we", "role", "body")
_RIDGE = 1.0
_STEPS = 60
_ROUNDS = 3
_FOLDS = 6
_FLOOR = 0.5
_BINS = 10
_NAME_WEIGHT = 100
_SILVER_WEIGHT = 0.1
_PARTED_WEIGHT = 0.5  # the same choices again: where paragraphs end must not matter much
_SENTENCE_END = re.compile(r"(?<=[a-z]{3}[.?!]) (?=[\[“\"A-Z])|(?<=[.?!,]\") (?=\[[A-Z])(?=[^.]{30})")
_SEX = ("gender known", "gender unknown")
_WEIGHTS_FILE = Path(ranking.__file__).with_name("ranking_weights.py")

Row = dict[str, Any]
Table = NDArray[np.float64]
Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Labelled:
    """An article with the mentions of its truth, and its sentences as the finder sees them."""

    name: str
    text: str
    mentions: list[Row]
    shown: list[SentenceView]
    parted: Labelled | None = None  # the same with each sentence a paragraph, as wires write


@dataclass(frozen=True)
class Choice:
    """One choice: what is true of each candidate, and which is right (None: nobody)."""

    kind: str
    features: list[Features]
    right: int | None
    weight: float = 1.0
    with_nobody: bool = True


# ---------------------------------------------------------------- reading


def read_labelled(folder: Path) -> list[Labelled]:
    """Return the marked articles of a folder, by name; a file holds one, or several under lines `# NAME`."""
    files = sorted(folder.glob("*.marked"))
    if not files:
        raise BadGold(f"{folder}: no .marked files. Expected articles with marks")
    return [_labelled(name, marked) for file in files for name, marked in _articles_of(file)]


def _articles_of(file: Path) -> Iterator[tuple[str, str]]:
    content = file.read_text(encoding="utf-8")
    if not content.startswith("# "):
        yield file.stem, content.partition("\n---\n")[0] + "\n"
        return
    for part in content.removeprefix("# ").split("\n# "):
        name, _, marked = part.partition("\n")
        yield name.strip(), marked.rstrip("\n") + "\n"


def _labelled(name: str, marked: str) -> Labelled:
    parted = _SENTENCE_END.sub("\n", marked)
    return replace(_read(name, marked), parted=_read(name, parted) if parted != marked else None)


def _read(name: str, marked: str) -> Labelled:
    text, mentions, _ = read_marks(marked)
    return Labelled(name, text, mentions, parsed_views(text))


def parsed_views(text: str) -> list[SentenceView]:
    """Return the sentences of a text whose first line is the title."""
    blocks: list[Row] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            role = "body" if blocks else "title"
            blocks.append({"article": "a", "begin": begin, "end": begin + len(line.rstrip()), "role": role})
        begin += len(line)
    texts = STAGE_TABLES["texts"].rows([{"article": "a", "text": text}])
    found = sentences(texts, STAGE_TABLES["blocks"].rows(blocks), settings=LanguageSettings()).to_pylist()
    distinct = {row["sentence_hash"]: text[row["begin"] : row["end"]] for row in found}
    rows = [{"sentence_hash": key, "text": distinct[key]} for key in sorted(distinct)]
    parsed = parses(STAGE_TABLES["sentence_texts"].rows(rows), settings=LanguageSettings())
    of_hash = {row.pop("sentence_hash"): row for row in parsed.to_pylist()}
    joined = [{**of_hash[row.pop("sentence_hash")], **row} for row in found]
    return views(text, parsed_sentences_of(STAGE_TABLES["parsed_sentences"].rows(joined), text))


# ---------------------------------------------------------------- choices


def run(article: Labelled) -> tuple[list[Choice], Resolved]:
    """Find the actors of an article with the weights as they are, and put each choice beside the truth."""
    choices: list[Choice] = []
    mentions = find_mentions(article.text, article.shown)
    rows = [{"begin": m.span.begin, "end": m.span.end, "kind": m.kind} for m in mentions]
    paired = paired_mentions(article.text, article.mentions, rows)
    key_of = {id(mentions[j]): article.mentions[i]["key"] for i, j in paired.items()}

    def observe(decision: Decision) -> None:
        """Note a choice with the candidate that the truth has."""
        keys = [_key_of_actor(each.actor.mentions, mentions, key_of) for each in decision.candidates]
        wanted = key_of.get(id(decision.mention))
        right = keys.index(wanted) if wanted is not None and wanted in keys else None
        if decision.candidates:
            choices.append(Choice(decision.kind, candidate_features(decision), right))

    return choices, resolve(article.text, article.shown, mentions, floor=_FLOOR, observe=observe)


def _key_of_actor(indices: Sequence[int], mentions: Sequence[Any], key_of: dict[int, str]) -> str | None:
    """Return the truth's key that most mentions of an actor bear, names before the others."""
    votes: Counter[str] = Counter()
    for index in indices:
        key = key_of.get(id(mentions[index]))
        if key is not None:
            votes[key] += _NAME_WEIGHT if mentions[index].kind == "name" else 1
    return min(votes, key=lambda key: (-votes[key], key), default=None)


def silver_choices(text: str) -> list[Choice]:
    """Return the pronouns of a text that one single candidate's sex allows, with sex hidden: the rest must tell."""
    found: list[Choice] = []

    def observe(decision: Decision) -> None:
        if decision.kind != "person" or len(decision.candidates) < 2:
            return
        known = [place for place, each in enumerate(decision.candidates) if each.actor.gender is not None]
        if len(known) == 1:
            features = [{k: v for k, v in each.items() if k not in _SEX} for each in candidate_features(decision)]
            found.append(Choice("person", features, known[0], _SILVER_WEIGHT, with_nobody=False))

    shown = parsed_views(text)
    resolve(text, shown, find_mentions(text, shown), floor=_FLOOR, observe=observe)
    return found


# ---------------------------------------------------------------- fitting


def fitted(choices: Sequence[Choice]) -> dict[str, float]:
    """Return the weights of the features of one kind of choice: Newton's method with a ridge."""
    names = sorted({name for choice in choices for each in choice.features for name in each})
    tables = [np.array([[each.get(name, 0.0) for name in names] for each in choice.features]) for choice in choices]
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        gradient, curvature = _RIDGE * weights, _RIDGE * np.eye(len(names))
        for choice, table in zip(choices, tables, strict=True):
            slope, bend = _derivatives(choice, table, weights)
            gradient = gradient + choice.weight * slope
            curvature = curvature + choice.weight * bend
        step = np.linalg.solve(curvature, gradient)
        weights = weights - np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-5:
            break
    return {name: round(float(weight), 3) + 0.0 for name, weight in zip(names, weights, strict=True)}


def _derivatives(choice: Choice, table: Table, weights: Table) -> tuple[Table, Table]:
    """Return gradient and curvature of the negative log-likelihood of one choice."""
    scores = table @ weights
    top = max(0.0, float(scores.max()))
    parts = np.exp(scores - top)
    chances = parts / (parts.sum() + (np.exp(-top) if choice.with_nobody else 0.0))
    mean = chances @ table
    right = table[choice.right] if choice.right is not None else np.zeros(table.shape[1])
    return mean - right, (table * chances[:, None]).T @ table - np.outer(mean, mean)


def train(articles: Sequence[Labelled], silver: Sequence[Choice] = ()) -> Weights:
    """Return weights fitted to articles, by rounds: the choices of a round are those that the last weights led to."""
    before = dict(WEIGHTS)
    try:
        for _ in range(_ROUNDS):
            choices = [choice for article in articles for choice in run(article)[0]]
            choices += [
                replace(choice, weight=_PARTED_WEIGHT)
                for article in articles
                if article.parted is not None
                for choice in run(article.parted)[0]
            ]
            weights = {
                kind: fitted([c for c in (*choices, *silver) if c.kind == kind])
                for kind in KINDS
                if any(c.kind == kind for c in choices)
            }
            WEIGHTS.update(weights)
        return weights
    finally:
        WEIGHTS.clear()
        WEIGHTS.update(before)


# ---------------------------------------------------------------- measuring


def measured(articles: Sequence[Labelled], folds: int | None, silver: Sequence[Choice] = ()) -> dict[str, Any]:
    """Return the figures on articles: with the weights as they are, or with weights fitted to the other parts."""
    if folds is None:
        return with_intervals([_counts(article) for article in articles], _figures)
    before = dict(WEIGHTS)
    counts = []
    for fold in range(folds):
        WEIGHTS.update(train([a for i, a in enumerate(articles) if i % folds != fold], silver))
        counts += [_counts(a) for i, a in enumerate(articles) if i % folds == fold]
        WEIGHTS.clear()
        WEIGHTS.update(before)
    return with_intervals(counts, _figures)


def _counts(article: Labelled) -> list[float]:
    """Return B-cubed sums of names and of all mentions, links found and right, speakers' links, calibration bins."""
    _, resolved = run(article)
    found = resolved.mentions
    rows = [{"begin": m.span.begin, "end": m.span.end, "kind": m.kind} for m in found]
    paired = paired_mentions(article.text, article.mentions, rows)
    actor_of = {i: resolved.actors.of(found[j]) for i, j in paired.items()}
    counts: list[float] = []
    for kinds in (("name",), ("name", "nominal", "pronoun")):
        gold = {str(i): m["key"] for i, m in enumerate(article.mentions) if m["kind"] in kinds}
        given = {i: actor.index for i in gold if (actor := actor_of.get(int(i))) is not None}
        scores = b_cubed(gold, given).values()
        counts += [sum(p for p, _ in scores), sum(r for _, r in scores), float(len(gold))]
    speakers, bins = [0.0, 0.0], [0.0] * (3 * _BINS)
    for i, j in sorted(paired.items()):
        mention = found[j]
        if mention.kind == "name":
            continue
        right = _is_right(article, i, actor_of)
        if mention.speech and mention.subject and not mention.quoted:
            speakers[0] += right
            speakers[1] += 1
        if actor_of[i] is not None and _is_linked(i, actor_of):
            place = 3 * min(int(mention.probability * _BINS), _BINS - 1)
            for offset, value in enumerate((1.0, mention.probability, float(right))):
                bins[place + offset] += value
    missed = [
        i for i, m in enumerate(article.mentions) if i not in paired and m["kind"] != "name"
    ]  # not found: not resolved
    return [*counts, *speakers, float(len(missed)), *bins]


def _is_linked(i: int, actor_of: dict[int, Any]) -> bool:
    return any(other is actor_of[i] for j, other in actor_of.items() if j != i)


def _is_right(article: Labelled, i: int, actor_of: dict[int, Any]) -> bool:
    """Tell whether a mention is joined with its own actor; one alone is right where there is nobody before it."""
    key, actor = article.mentions[i]["key"], actor_of.get(i)
    votes: Counter[str] = Counter()
    for j, other in actor_of.items():
        if actor is not None and other is actor and j != i:
            votes[article.mentions[j]["key"]] += _NAME_WEIGHT if article.mentions[j]["kind"] == "name" else 1
    if votes:
        return {each for each, count in votes.items() if count == max(votes.values())} == {key}
    named = any(m["key"] == key and m["kind"] == "name" for m in article.mentions)
    return not named and all(m["key"] != key for m in article.mentions[:i])


def _figures(sums: Table) -> dict[str, Table]:
    bins = sums[:, 9:]
    numbers, said, true = bins[:, 0::3], bins[:, 1::3], bins[:, 2::3]
    return {
        "names_b3_f1": f1_of(ratio(sums[:, 0], sums[:, 2]), ratio(sums[:, 1], sums[:, 2])),
        "all_b3_f1": f1_of(ratio(sums[:, 3], sums[:, 5]), ratio(sums[:, 4], sums[:, 5])),
        "all_b3_precision": ratio(sums[:, 3], sums[:, 5]),
        "all_b3_recall": ratio(sums[:, 4], sums[:, 5]),
        "speaking": ratio(sums[:, 6], sums[:, 7]),
        "links_right": ratio(true.sum(axis=1), numbers.sum(axis=1)),
        "links": numbers.sum(axis=1),
        "links_ece": ratio(np.abs(said - true).sum(axis=1), numbers.sum(axis=1)),
    }


def _written(weights: Weights) -> str:
    lines = [
        '"""Weights of `ranking`, made by `python -m evaluation.training.coreference`; not written by hand."""',
        "",
        "from __future__ import annotations",
        "",
        "WEIGHTS: dict[str, dict[str, float]] = {",
    ]
    for kind in KINDS:
        lines.append(f'    "{kind}": {{')
        lines += [f'        "{name}": {weight},' for name, weight in sorted(weights[kind].items())]
        lines.append("    },")
    return "\n".join([*lines, "}", ""])


def main() -> None:
    """Print figures on unseen parts, and write the weights fitted to all; with --measure only print."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.training.coreference")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--measure", action="store_true", help="only measure the shipped weights")
    parser.add_argument("--silver", type=Path, help="articles without a truth: JSON lines with `text`")
    parser.add_argument("--silver-articles", type=int, default=150)
    given = parser.parse_args()
    articles = read_labelled(given.data)
    if given.measure:
        print(json.dumps(measured(articles, None)))
        return
    silver: list[Choice] = []
    if given.silver is not None:
        records = json_lines(given.silver, needed=("text",))
        for _, record in zip(range(given.silver_articles), records, strict=False):
            silver += silver_choices(record["text"])
    print(json.dumps(measured(articles, _FOLDS, silver)))
    _WEIGHTS_FILE.write_text(_written(train(articles, silver)), encoding="utf-8")


if __name__ == "__main__":
    main()
