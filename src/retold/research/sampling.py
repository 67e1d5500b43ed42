"""Blind samples of a table: which rows are judged, and the sheets on which people judge them.

Rows are drawn within strata by a hash of their key and a seed, so that the same table gives the same sample, and a row
that comes or goes moves no other row. A sheet shows the words and where they stand, never the probability.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.tables import csv_lines, json_rows
from retold.listings import Only, listing
from retold.opened import ASSERTED
from retold.public_tables import PUBLIC_TABLES

SAMPLED = ("quotations", "statements", "derivations", "variants", "mentions", "entities", "events", "times", "passages")
KEY_FILE = "key.json"
SHEET_COLUMNS = ("item", "article", "outlet", "begin", "words", "context", "question", "answer", "note")
ANSWERS = ("yes", "no", "unclear")
_CONTEXT = 160  # code points on both sides of the words
_LONGEST = 1_000  # of the words on a sheet
_QUESTIONS = {
    "quotations": "Does the text report here that {speaker_name} said this?",
    "statements": "Did {speaker_name} say this, as far as these texts tell?",
    "derivations": "Was this article (or a part of it) taken from {exemplar}?",
    "variants": "Does this article differ from {exemplar} here?",
    "mentions": "Do these words stand for an actor ({type})?",
    "entities": "Are all these names of one actor?",
    "events": "Does the text say that this actor did this ({event_type}) to this recipient?",
    "times": "Do these words mean this time: {value}?",
    "passages": "Is this text shared with {article_b}?",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One row that is to be judged: its number on the sheets, its stratum, its row of the listing."""

    item: str
    stratum: str
    is_asserted: bool
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of a table: its items in the order of the sheets, and how many rows each stratum has in all.

    Strata of rows below a probability of .5 end in " (below .5)": nothing is asserted of them.
    """

    table: str
    by: tuple[str, ...]
    seed: int
    snapshot: str
    strata: Mapping[str, int]
    items: tuple[Item, ...]


def draw(
    corpus: Corpus, table: str, *, count: int, by: Sequence[str] = (), seed: int = 0, unsure: bool = False
) -> Sample:
    """Return `count` rows of a public table, shared out among the strata of columns `by` in proportion, one at least.

    With `unsure`, rows below a probability of .5 are strata of their own, for estimating what is missed among them.
    Raises `UsageError` for a table or column that cannot be sampled.
    """
    if table not in SAMPLED:
        raise UsageError(f"{table}: nothing to judge there. Expected one of: {', '.join(SAMPLED)}")
    rows = list(json_rows(_with_outlet(corpus, listing(corpus, table, Only(unsure=unsure)))))
    known = set(rows[0]) if rows else {*PUBLIC_TABLES[table].schema.names, "outlet"}
    missing = [column for column in by if column not in known]
    if missing:
        raise UsageError(f"--by {missing[0]}: no such column of {table}. Expected some of: {', '.join(sorted(known))}")
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_stratum(row, by), []).append(row)
    shares = shared_out({name: len(group) for name, group in groups.items()}, count)
    drawn = [
        (name, row)
        for name in sorted(groups)
        for row in sorted(groups[name], key=lambda row: _draw(table, row, seed))[: shares[name]]
    ]
    drawn.sort(key=lambda pair: _draw(table, pair[1], seed + 1))  # strata are mixed on the sheets
    items = tuple(
        Item(f"{number:04d}", name, not name.endswith(_BELOW), row) for number, (name, row) in enumerate(drawn, start=1)
    )
    sizes = {name: len(groups[name]) for name in sorted(groups)}
    return Sample(table, tuple(by), seed, corpus.snapshot, sizes, items)


_BELOW = " (below .5)"


def _with_outlet(corpus: Corpus, rows: pa.Table) -> pa.Table:
    """Add the outlet of each row's article."""
    if "article" not in rows.schema.names or "outlet" in rows.schema.names:
        return rows
    names = corpus.ask("select f.article, f.outlet from stage.article_fields f")
    outlets = dict(zip(*(column.to_pylist() for column in names.columns), strict=True))
    column = pa.array([outlets.get(article) for article in rows.column("article").to_pylist()], pa.string())
    return rows.append_column("outlet", column)


def _stratum(row: Mapping[str, Any], by: Sequence[str]) -> str:
    name = ", ".join(str(row[column] if row[column] is not None else "not stated") for column in by) or "all"
    probability = row.get("probability")
    return name + (_BELOW if probability is not None and probability < ASSERTED else "")


def _draw(table: str, row: Mapping[str, Any], seed: int) -> tuple[bytes, str]:
    key = json.dumps([row[column] for column in PUBLIC_TABLES[table].key], ensure_ascii=False)
    return blake2b(f"{seed}\0{key}".encode(), digest_size=8).digest(), key


def shared_out(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Share `count` out among strata in proportion to their sizes, one at least to each, never more than it has.

    Largest remainders first (Hamilton's method); ties by name.

    >>> shared_out({"a": 90, "b": 9, "c": 1}, 10)
    {'a': 7, 'b': 2, 'c': 1}
    """
    wanted = min(count, sum(sizes.values()))
    shares = {name: min(1, size) for name, size in sizes.items()}
    left = wanted - sum(shares.values())
    whole = sum(size - shares[name] for name, size in sizes.items())
    if left <= 0 or not whole:
        return shares
    exact = {name: left * (size - shares[name]) / whole for name, size in sizes.items()}
    for name in shares:
        shares[name] += int(exact[name])
    rest = wanted - sum(shares.values())
    for name in sorted(exact, key=lambda name: (int(exact[name]) - exact[name], name))[:rest]:
        shares[name] += 1
    return shares


# ---------------------------------------------------------------- sheets


def write_sheets(corpus: Corpus, sample: Sample, coders: Sequence[str], folder: Path) -> list[Path]:
    """Write one CSV a coder and the key, which coders must not see. Returns their paths.

    Raises `UsageError` where the folder holds a sheet already: filled sheets are never overwritten.
    """
    names = [f"{coder}.csv" for coder in coders]
    odd = [coder for coder in coders if not coder or not all(c.isalnum() or c in "-_" for c in coder)]
    if odd or len(set(coders)) != len(coders):
        raise UsageError(f"--coders {','.join(coders)}: expected different names of letters and digits, such as a,b")
    taken = [name for name in [*names, KEY_FILE] if (folder / name).exists()]
    if taken:
        raise UsageError(f"{folder / taken[0]}: stands there already. Name another folder: -o FOLDER")
    folder.mkdir(parents=True, exist_ok=True)
    lines = sheet_rows(corpus, sample)
    for name in names:
        content = "".join(f"{line}\n" for line in csv_lines(SHEET_COLUMNS, lines, for_spreadsheet=True))
        (folder / name).write_text(content, encoding="utf-8-sig")  # spreadsheets read UTF-8 by its mark
    (folder / KEY_FILE).write_text(_key(sample), encoding="utf-8")
    return [folder / name for name in [*names, KEY_FILE]]


def sheet_rows(corpus: Corpus, sample: Sample) -> list[dict[str, Any]]:
    """Return the rows of a sheet, an empty answer in each."""
    articles = sorted({str(item.row["article"]) for item in sample.items if item.row.get("article")})
    texts = corpus.texts_of(articles)
    return [_line(sample.table, item, texts) for item in sample.items]


def _line(table: str, item: Item, texts: Mapping[str, str]) -> dict[str, Any]:
    row = {key: "not known" if value is None else value for key, value in item.row.items()}
    text = texts.get(str(item.row.get("article")), "")
    begin, end = _span(item.row)
    words = _words(item.row, text, begin, end)
    context = "" if begin is None or end is None else text[max(0, begin - _CONTEXT) : end + _CONTEXT]
    return {
        "item": item.item,
        "article": item.row.get("article") or "",
        "outlet": item.row.get("outlet") or "",
        "begin": "" if begin is None else begin,
        "words": words[:_LONGEST],
        "context": " ".join(context.split())[: _LONGEST + 2 * _CONTEXT],
        "question": _QUESTIONS[table].format_map(row),
        "answer": "",
        "note": "",
    }


def _span(row: Mapping[str, Any]) -> tuple[int | None, int | None]:
    if row.get("content"):
        return row["content"][0][0], row["content"][-1][1]
    begin = row.get("begin", row.get("begin_a"))
    return begin, row.get("end", row.get("end_a"))


def _words(row: Mapping[str, Any], text: str, begin: int | None, end: int | None) -> str:
    if row.get("words"):
        return str(row["words"])
    if isinstance(row.get("names"), list):
        return ", ".join(str(name["name"]) for name in row["names"])
    if row.get("text"):
        return str(row["text"])
    return "" if begin is None or end is None else text[begin:end]


def _key(sample: Sample) -> str:
    """Return the key file: what stands behind each item, and the sizes that the figures are weighted by."""
    items = [
        {
            "item": item.item,
            "stratum": item.stratum,
            "is_asserted": item.is_asserted,
            "key": [item.row[column] for column in PUBLIC_TABLES[sample.table].key],
            "probability": item.row.get("probability"),
        }
        for item in sample.items
    ]
    head = {
        "table": sample.table,
        "by": list(sample.by),
        "seed": sample.seed,
        "snapshot": sample.snapshot,
        "strata": dict(sample.strata),
    }
    return json.dumps({**head, "items": items}, ensure_ascii=False, indent=1) + "\n"


def read_answers(path: Path) -> dict[str, str]:
    """Return a filled sheet's answers by item: yes, no, unclear; what was left empty is left out.

    Takes commas, semicolons or tabs between cells, as spreadsheets write them. Raises `UsageError`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as a sheet. Expected a CSV file in UTF-8") from error
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if not {"item", "answer"} <= set(reader.fieldnames or ()):
        raise UsageError(f"{path}: no columns item and answer. Expected a sheet written by: retold sample")
    answers: dict[str, str] = {}
    for row in reader:
        item, answer = (row["item"] or "").strip().lstrip("'"), (row["answer"] or "").strip().lower()
        if not answer:
            continue
        meant = _MEANT.get(answer)
        if meant is None:
            raise UsageError(f"{path}: item {item}: answer {answer!r}. Expected one of: {', '.join(ANSWERS)}")
        answers[item.zfill(4)] = meant
    return answers


_MEANT = {
    **{answer: answer for answer in ANSWERS},
    "y": "yes",
    "n": "no",
    "1": "yes",
    "0": "no",
    "true": "yes",
    "false": "no",
    "?": "unclear",
}
