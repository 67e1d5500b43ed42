"""`examples`: how much of `truth.json` of the example corpus is found; always at hand, so that CI has a gate."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.clustering import b3_f1, b_cubed
from evaluation.gold import BadGold
from evaluation.product import MemoryStore
from evaluation.quotation_scores import characters, matched
from retold.settings import ReadingSettings
from retold.sources.readers import read_paths
from retold.sources.records import Reading
from retold.tables import CONTENT_ROLES

_ASSERTED = 0.5
_OVERLAP = 0.5  # Jaccard: the same limit as on the large corpora
_DIGITS = 4
_TABLES = (
    "blocks",
    "story_members",
    "derivations",
    "variants",
    "spoken_quotations",
    "statement_members",
    "entities",
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the program found, by article id, and the truth's names of the articles."""

    texts: dict[str, str]
    article_of: dict[str, str]  # by the name in the truth
    tables: dict[str, list[Row]]

    def asserted(self, name: str) -> list[Row]:
        """Return the rows of a table that are asserted."""
        return [r for r in self.tables[name] if r["probability"] is None or r["probability"] >= _ASSERTED]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on a folder of articles with its `truth.json`. Nothing is trained here.

    `stories` and `statements` are B-cubed F1, `derivations` and `quotations` F1, the others shares found. Raises
    `BadGold` where the truth is missing.
    """
    del folds
    path = data / "truth.json"
    if not path.is_file():
        raise BadGold(f"{path}: no such file. Give the folder of the example corpus: --data examples")
    truth = json.loads(path.read_text(encoding="utf-8"))
    found = _found(data)
    gold = _located(truth["quotations"], found)
    pairs = _pairs(gold, found)
    return {
        "stories": _stories(truth["stories"], found),
        "derivations": _derivations(truth["derivations"], found),
        "quotations": _quotations(gold, pairs, found),
        "speakers": _speakers(gold, pairs, truth["speakers"], found),
        "statements": _statements(gold, pairs, truth["statements"], found),
        "altered": _altered(truth["altered"], found),
        "crumbs": _crumbs(truth["parts"], found),
    }


def _found(data: Path) -> _Found:
    readings = [
        item
        for item in read_paths(
            [data],
            stdin=None,
            outlet=None,
            outlet_from_folder=False,
            file_format=None,
            settings=ReadingSettings(),
        )
        if isinstance(item, Reading)
    ]
    with MemoryStore(_TABLES) as store:
        store.add(readings)
        articles = store.articles()
        texts = {row["article"]: row["text"] for row in store.table("texts").to_pylist()}
        tables = {name: store.table(name).to_pylist() for name in _TABLES}
    names = dict(_names_of(data, articles))
    return _Found(texts, names, tables)


def _names_of(data: Path, articles: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield the truth's name of each article: its file, with `:LINE` for a line of a JSONL file."""
    lines = {}
    for path in sorted(data.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            origin = json.loads(line).get("origin") or f"{path}:{number}"
            lines[origin] = f"{path.name}:{number}"
    for origin, article in articles.items():
        yield lines.get(origin, Path(origin).name), article


def _f1(right: int, found: int, wanted: int) -> float:
    return round(2 * right / (found + wanted), _DIGITS) if found + wanted else 0.0


def _share(right: int, wanted: int) -> float:
    return round(right / wanted, _DIGITS) if wanted else 0.0


# ---------------------------------------------------------------- stories and derivations


def _stories(truth: list[Row], found: _Found) -> float:
    gold = {found.article_of[name]: story["name"] for story in truth for name in story["articles"]}
    scores = b_cubed(gold, {row["article"]: row["story"] for row in found.tables["story_members"]})
    return round(b3_f1(list(scores.values())), _DIGITS)


def _derivations(truth: list[Row], found: _Found) -> float:
    """F1 over pairs of copy and held exemplar; a lost exemplar is neither right nor wrong."""
    wanted = {(found.article_of[row["article"]], found.article_of[row["exemplar"]]) for row in truth}
    given = {(r["article"], r["exemplar"]) for r in found.asserted("derivations") if r["exemplar"] in found.texts}
    return _f1(len(wanted & given), len(given), len(wanted))


# ---------------------------------------------------------------- quotations


@dataclass(frozen=True, slots=True)
class _Gold:
    """A quotation of the truth with the characters of its content."""

    row: Row
    article: str
    content: frozenset[int]


def _place(text: str, place: Row) -> int | None:
    """Return where a context begins in `text`, white space aside; None where it does not stand."""
    if "begin" in place:
        return int(place["begin"])
    match = _flexible(place["context"]).search(text)
    return match.start() if match else None


def _flexible(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def _located(truth: list[Row], found: _Found) -> list[_Gold]:
    gold = []
    for row in truth:
        article = found.article_of[row["article"]]
        text = found.texts[article]
        begin = _place(text, row)
        spans = []
        at = begin or 0
        for piece in row["content"] if begin is not None else []:
            match = _flexible(piece).search(text, at)
            if match:
                spans.append((match.start(), match.end()))
                at = match.end()
        gold.append(_Gold(row, article, characters(text, spans)))
    return gold


def _content(row: Row, found: _Found) -> frozenset[int]:
    return characters(found.texts[row["article"]], [(s["begin"], s["end"]) for s in row["content"]])


def _pairs(gold: list[_Gold], found: _Found) -> dict[str, Row]:
    """Return the found quotation of each of the truth's, by the truth's id."""
    by_article: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(found.asserted("spoken_quotations"), key=lambda row: row["quotation"]):
        by_article[row["article"]].append(row)
    pairs = {}
    for article, rows in by_article.items():
        own = [quotation for quotation in gold if quotation.article == article]
        sets = [_content(row, found) for row in rows]
        for i, j in matched([quotation.content for quotation in own], sets, _OVERLAP):
            pairs[own[i].row["id"]] = rows[j]
    return pairs


def _quotations(gold: list[_Gold], pairs: dict[str, Row], found: _Found) -> float:
    """F1: recall over the required ones; a find is wrong that matches none and is no piece of any."""
    required = [quotation for quotation in gold if quotation.row["required"]]
    recalled = sum(quotation.row["id"] in pairs for quotation in required)
    used = {row["quotation"] for row in pairs.values()}
    wrong = sum(
        row["quotation"] not in used and not _is_piece(row, gold, found) for row in found.asserted("spoken_quotations")
    )
    precision = _share(len(used), len(used) + wrong)
    recall = _share(recalled, len(required))
    return round(2 * precision * recall / (precision + recall), _DIGITS) if precision + recall else 0.0


def _is_piece(row: Row, gold: list[_Gold], found: _Found) -> bool:
    content = _content(row, found)
    return any(
        quotation.article == row["article"] and len(content & quotation.content) > _OVERLAP * len(content)
        for quotation in gold
    )


def _speakers(gold: list[_Gold], pairs: dict[str, Row], truth: list[Row], found: _Found) -> float:
    """Share of the required quotations that are found with the right speaker."""
    names = {speaker["key"]: {name.casefold() for name in speaker["names"]} for speaker in truth}
    entities = {row["entity"]: _entity_names(row) for row in found.tables["entities"]}
    required = [quotation for quotation in gold if quotation.row["required"]]
    right = 0
    for quotation in required:
        row = pairs.get(quotation.row["id"])
        allowed = {quotation.row["speaker"], *(quotation.row.get("speaker_also") or ())}
        right += row is not None and any(
            names.get(key, {key}) & entities.get(row["speaker"], frozenset()) for key in allowed
        )
    return _share(right, len(required))


def _entity_names(row: Row) -> frozenset[str]:
    return frozenset({row["name"].casefold(), *(name["name"].casefold() for name in row["names"] or ())})


def _statements(gold: list[_Gold], pairs: dict[str, Row], truth: list[Row], found: _Found) -> float:
    """B-cubed F1 over the quotations that are in a statement of the truth; one not found stands alone."""
    known = {quotation.row["id"] for quotation in gold}
    label = {m["quotation"]: s["key"] for s in truth for m in s["members"] if m["quotation"] in known}
    told = {row["quotation"]: row["statement"] for row in found.asserted("statement_members")}
    given = {
        name: told[pairs[name]["quotation"]] for name in label if name in pairs and pairs[name]["quotation"] in told
    }
    return round(b3_f1(list(b_cubed(label, given).values())), _DIGITS)


# ---------------------------------------------------------------- variants and crumbs


def _altered(truth: list[Row], found: _Found) -> float:
    """Share of changed readings with a variant at their place that has the right effect."""
    variants = found.asserted("variants")
    right = 0
    for row in truth:
        article, exemplar = found.article_of[row["article"]], found.article_of[row["exemplar"]]
        copy_place = _span_of(found.texts[article], row["article_place"])
        exemplar_place = _span_of(found.texts[exemplar], row["exemplar_place"])
        effects = {row["effect"], *row["effect_also"]}
        right += any(
            v["article"] == article
            and v["exemplar"] == exemplar
            and v["effect"] in effects
            and _touches((v["begin"], v["end"]), copy_place)
            and _touches((v["exemplar_begin"], v["exemplar_end"]), exemplar_place)
            for v in variants
        )
    return _share(right, len(truth))


def _span_of(text: str, place: Row) -> tuple[int, int] | None:
    begin = _place(text, place)
    if begin is None:
        return None
    first, last = place["in_context"]
    return begin + first, begin + last


def _touches(span: tuple[int, int], place: tuple[int, int] | None) -> bool:
    """Tell whether two stretches meet; an omission's empty span meets what it stands beside."""
    return place is not None and span[0] <= place[1] and place[0] <= span[1]


def _crumbs(truth: list[Row], found: _Found) -> float:
    """Share of crumbs of the page that are no content and carry no quotation."""
    right = wanted = 0
    for row in truth:
        article = found.article_of[row["file"]]
        content = [b for b in found.tables["blocks"] if b["article"] == article and b["role"] in CONTENT_ROLES]
        quoted = [
            (s["begin"], s["end"])
            for q in found.asserted("spoken_quotations")
            if q["article"] == article
            for s in q["content"]
        ]
        for crumb in row["crumbs"]:
            match = _flexible(crumb["text"]).search(found.texts[article])
            wanted += 1
            taken = [(block["begin"], block["end"]) for block in content] + quoted
            right += match is not None and not any(b < match.end() and match.start() < e for b, e in taken)
    return _share(right, wanted)
