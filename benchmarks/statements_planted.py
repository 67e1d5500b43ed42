"""`python -m benchmarks.statements_planted`: changes planted in copied quotations, held to the forms and effects told.

The made stories of `statements_texts` go through a build; each quotation of a copy is looked up by its paragraph. A
planted change is named rightly when a retelling there has the form that it must have, and for a changed word has the
effect, flagged as one after which the meaning may differ. An unchanged quotation told as anything but verbatim is a
false alarm; one that has no retelling is not compared.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa

from benchmarks.statements_texts import KINDS, WORDED, Article, Told, make_stories
from benchmarks.statements_words import FAMILIES
from evaluation.bootstrap import Counts, ratio, with_intervals
from evaluation.product import MemoryStore
from retold.quotations.origins import MEANING_EVIDENCE
from retold.sources.records import Reading

TABLES = ("statement_members", "retellings")
_FORMS = {"marks lost": ("unmarked", "indirect"), "marks added": ("remarked",), "trimmed": ("trimmed",)}
_WORDED_FORMS = ("altered", "indirect")

Row = Mapping[str, Any]


def main() -> None:
    """Print the shares, with 95 % intervals over stories, and on stderr each miss and false alarm."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.statements_planted", description=__doc__)
    parser.add_argument("--family", choices=tuple(FAMILIES), default="development")
    parser.add_argument("--stories", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    articles = list(make_stories(given.family, given.stories, given.seed))
    rows, ids = built(articles)
    print(json.dumps(figures_of(articles, ids, rows)))


def built(articles: Iterable[Article]) -> tuple[list[Row], dict[str, str]]:
    """Return the retellings of `articles`, with where each begins, and the id of each article by its name.

    Each story is a build of its own: the patterns recur from story to story, which real texts do not.
    """
    rows: list[Row] = []
    ids: dict[str, str] = {}
    for _, story in groupby(articles, key=story_of):
        with MemoryStore(TABLES) as store:
            store.add(reading(article) for article in story)
            rows += placed(store.table("retellings"), store.table("spoken_quotations"))
            ids |= store.articles()
    return rows, ids


def story_of(article: Article) -> str:
    """Return what the names of a story's articles begin with."""
    return article.name.rpartition("-")[0]


def placed(retellings: pa.Table, spoken_quotations: pa.Table) -> list[Row]:
    """Return the retellings that tell something, with where their quotation begins."""
    begins = {row["quotation"]: row["content"][0]["begin"] for row in spoken_quotations.to_pylist() if row["content"]}
    rows = [row for row in retellings.to_pylist() if row["quotation"] in begins]
    return [{**row, "begin": begins[row["quotation"]]} for row in rows]


def reading(article: Article) -> Reading:
    """Return an article as a reader hands it on."""
    given = {"title": article.title, "outlet": article.outlet, "published": article.published}
    return Reading(text=article.text, origin=article.name, format="jsonl", given=given)


def figures_of(articles: Iterable[Article], ids: Mapping[str, str], rows: Iterable[Row]) -> dict[str, Any]:
    """Return the share of planted changes named rightly, of each kind too, and of unchanged quotations told so."""
    by_article: dict[str, list[Row]] = {}
    for row in rows:
        by_article.setdefault(row["article"], []).append(row)
    stories: dict[str, list[float]] = {}
    for article in articles:
        if article.copy_of is None:
            continue
        counts = stories.setdefault(story_of(article), [0.0] * (2 * len(KINDS) + 3))
        for told in article.told:
            _count(counts, article, told, retellings_at(told, by_article.get(ids[article.name], [])))
    return with_intervals(list(stories.values()), _shares)


def _count(counts: list[float], article: Article, told: Told, here: Sequence[Row]) -> None:
    """Add one quotation: planted and named by kind, then unchanged, compared, and false alarms."""
    if told.change:
        kind = KINDS.index(told.change)
        is_right = is_named(told, here)
        counts[kind] += 1
        counts[len(KINDS) + kind] += is_right
        if not is_right:
            _say("missed", article, told, here)
        return
    is_false = any(row["form"] not in (None, "verbatim") or is_flagged(row) for row in here)
    counts[-3] += 1
    counts[-2] += any(row["form"] for row in here)
    counts[-1] += is_false
    if is_false:
        _say("false alarm", article, told, here)


def retellings_at(told: Told, rows: Iterable[Row]) -> list[Row]:
    """Return the retellings whose quotation stands within a paragraph."""
    return [row for row in rows if told.span.begin <= row["begin"] < told.span.end]


def is_flagged(row: Row) -> bool:
    """Tell whether the meaning may differ."""
    return any(reason["kind"] == MEANING_EVIDENCE for reason in row["evidence"])


def is_named(told: Told, rows: Iterable[Row]) -> bool:
    """Tell whether a planted change is named rightly by any retelling of its paragraph."""
    if told.change not in WORDED:
        return any(row["form"] in _FORMS[told.change] for row in rows)
    return any(
        row["form"] in _WORDED_FORMS and is_flagged(row) and told.change in {c["effect"] for c in row["changes"]}
        for row in rows
    )


def _shares(counts: Counts) -> dict[str, Counts]:
    size = len(KINDS)
    planted, named = counts[:, :size], counts[:, size : 2 * size]
    by_kind = {kind.replace(" ", "_"): ratio(named[:, i], planted[:, i]) for i, kind in enumerate(KINDS)}
    unchanged, compared, false = counts[:, -3], counts[:, -2], counts[:, -1]
    return {
        "planted": planted.sum(axis=1),
        "named": ratio(named.sum(axis=1), planted.sum(axis=1)),
        **by_kind,
        "unchanged": unchanged,
        "compared": ratio(compared, unchanged),
        "false_alarms": ratio(false, unchanged),
    }


def _say(what: str, article: Article, told: Told, here: Sequence[Row]) -> None:
    said = [(row["form"], [c["effect"] for c in row["changes"]], is_flagged(row)) for row in here]
    text = told.span.of(article.text)
    print(f"{what}\t{article.name}\t{told.manner}\t{told.change}\t{told.detail}\t{said}\t{text}", file=sys.stderr)


if __name__ == "__main__":
    main()
