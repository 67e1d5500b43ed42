"""Training examples for the tagger of quotations: windows of labelled articles with the tags of each cue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from evaluation.gold import json_lines
from evaluation.quotation_scores import trimmed
from retold.quotations.features import Described, describe, pair_features, words_in
from retold.quotations.windows import window_of
from retold.settings import QuotationsSettings
from retold.spans import Span

TAGS = ("O", "B-source", "I-source", "B-content", "I-content")
_HELD_OUT_IN = 10  # one article in so many is left out of training

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue by its first and last word, with the tag of each word of the window and the features of the pair."""

    first: int
    last: int
    tags: Integers  # words; all O for a cue that reports nothing
    pairs: Integers  # words x pair features


@dataclass(frozen=True, slots=True)
class Example:
    """A window: its words, their features, the begin/inside tags of cues, and the cues."""

    article: str
    words: tuple[str, ...]
    features: Integers
    cue_tags: Integers
    cues: tuple[Cue, ...]


def is_held_out(article: str) -> bool:
    """Tell whether an article is kept out of training, by a hash of its name."""
    return blake2b(article.encode(), digest_size=4).digest()[0] % _HELD_OUT_IN == 0


def examples_of(data: Path) -> list[Example]:
    """Return the examples of a file of labelled articles, in its order."""
    from evaluation.product import MemoryStore, reading_of

    gold = json_lines(data, needed=("id", "text", "quotes"))
    with MemoryStore(("quotation_windows", "window_sentences")) as store:
        store.add(reading_of(record["text"], str(record["id"])) for record in gold)
        article_of = store.articles()
        places = store.table("quotation_windows").filter(pc.field("position") == 0)
        sentences = store.table("window_sentences")
    described = {
        key: describe(window_of(sentences.filter(pc.field("window") == key)), settings=QuotationsSettings())
        for key in sorted(set(sentences.column("window").to_pylist()))
    }
    windows = defaultdict(list)
    for row in sorted(places.to_pylist(), key=lambda row: (row["article"], row["window_begin"])):
        if row["window"] in described:
            windows[row["article"]].append((row["window_begin"], described[row["window"]]))
    return [
        _example(record, one, begin)
        for record in gold
        for begin, one in windows[article_of.get(str(record["id"]), "")]
        if one.tokens
    ]


def _example(record: Mapping[str, Any], described: Described, begin: int) -> Example:
    count = len(described.tokens)
    cue_tags = np.zeros(count, dtype=np.int64)
    cues = []
    for quote in record["quotes"]:
        runs = [run for span in quote["cue"] if (run := _run(record["text"], span, described, begin))]
        if not runs:
            continue
        first, last = runs[0][0], runs[-1][-1]
        cue_tags[first] = 1
        cue_tags[first + 1 : last + 1] = 2
        tags = np.zeros(count, dtype=np.int64)
        for role, number in (("content", 3), ("source", 1)):
            for span in quote[role]:
                run = _run(record["text"], span, described, begin)
                for position, index in enumerate(run):
                    tags[index] = number + (position > 0)
        _begin_anew(tags, range(first, last + 1))
        cues.append(Cue(first, last, tags, pair_features(described, range(first, last + 1))))
    cues.extend(_wrong_cues(described, cue_tags))
    return Example(
        str(record["id"]), tuple(t.text for t in described.tokens), described.features, cue_tags, tuple(cues)
    )


def _begin_anew(tags: Integers, cue: range) -> None:
    """Let what goes on after a source within a content begin anew, so that the chain allows it; the cue is no gap."""
    before = 0
    for index, tag in enumerate(tags.tolist()):
        if index in cue:
            continue
        if tag in (2, 4) and before not in (tag - 1, tag):
            tags[index] = tag - 1
        before = tag


def _wrong_cues(described: Described, cue_tags: Integers) -> Iterator[Cue]:
    """Yield the cues of the rules that the labels do not know: they report nothing."""
    for finding, _ in described.findings:
        for span in finding.cue:
            run = words_in(described.tokens, span)
            if run and not cue_tags[run[0] : run[-1] + 1].any():
                tags = np.zeros(len(cue_tags), dtype=np.int64)
                yield Cue(run[0], run[-1], tags, pair_features(described, run))


def _run(text: str, span: Sequence[int], described: Described, begin: int) -> range:
    """Return the words of a labelled span that stand in the window; empty where none do."""
    first, last = trimmed(text, (span[0], span[1]))
    if last <= begin or first >= begin + described.tokens[-1].span.end:
        return range(0)
    return words_in(described.tokens, Span(max(0, first - begin), max(0, last - begin)))
