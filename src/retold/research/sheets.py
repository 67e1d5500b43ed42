"""The sheets on which people judge a sample, and what they wrote there.

A sheet shows the words, where they stand, what they are compared with, and a question that says what the program found;
never how sure it was, nor by what it was found.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.tables import csv_lines
from retold.opened import AMONG
from retold.public_tables import PUBLIC_TABLES
from retold.research.sampling import Item, Sample
from retold.telling.holdings import handles_among

KEY_FILE = "key.json"
SHEET_COLUMNS = (
    *("item", "article", "outlet", "begin", "end", "words", "context"),
    *("compared", "question", "answer", "note"),
)
ANSWERS = ("yes", "no", "unclear")
_CONTEXT = 160  # code points on both sides of the words
_OPENING = 400  # of a text that is compared with another
_LONGEST = 1_000  # of the words on a sheet
_LOST = "lost:"
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

Row = Mapping[str, Any]


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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = sheet_rows(corpus, sample)
        for name in names:
            content = "".join(f"{line}\n" for line in csv_lines(SHEET_COLUMNS, lines, for_spreadsheet=True))
            # Spreadsheets read UTF-8 by its mark.
            (folder / name).write_text(content, encoding="utf-8-sig", errors="replace")
        (folder / KEY_FILE).write_text(_key(sample), encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{folder}: cannot write there ({error.strerror}). Name another folder: -o FOLDER") from error
    return [folder / name for name in [*names, KEY_FILE]]


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


# ---------------------------------------------------------------- what stands on a sheet


def sheet_rows(corpus: Corpus, sample: Sample) -> list[dict[str, Any]]:
    """Return the rows of a sheet, an empty answer in each."""
    seen = _Seen(corpus, sample)
    return [_line(seen, sample.table, item) for item in sample.items]


class _Seen:
    """What a sheet shows of a sample beside its rows: texts, short names of articles, names of actors."""

    def __init__(self, corpus: Corpus, sample: Sample) -> None:
        rows = [item.row for item in sample.items]
        self.examples = _examples(corpus, rows) if sample.table in {"statements", "entities"} else {}
        columns = ("article", "exemplar", "article_a", "article_b")
        articles = {str(row[column]) for row in rows for column in columns if row.get(column)}
        articles |= {article for article, _, _ in self.examples.values()}
        self.texts = corpus.texts_of(sorted(articles))
        self.handles = handles_among(corpus.ask, self.texts)
        facts = "select f.article, f.outlet from stage.article_fields f where f.article in " + AMONG
        self.outlets = corpus.pairs(facts, [sorted(self.texts)])
        actors = {str(row[column]) for row in rows for column in ("entity", "actor", "recipient") if row.get(column)}
        self.actors = corpus.pairs(
            f"select x.entity, x.name from entities x where x.entity in {AMONG}", [sorted(actors)]
        )

    def called(self, article: Any) -> str:
        """Return the short name of an article, or that its text is not held."""
        return self.handles.get(str(article)) or ("a text not held" if article else "an article not known")

    def actor(self, entity: Any) -> str:
        """Return the name of an actor."""
        return str(self.actors.get(entity) or "somebody not named")

    def words(self, article: Any, begin: int | None, end: int | None) -> str:
        """Return a stretch of a text."""
        return "" if begin is None or end is None else self.texts.get(str(article), "")[begin:end]

    def opening(self, article: Any) -> str:
        """Return the begin of a text."""
        return self.words(article, 0, _OPENING)


def _examples(corpus: Corpus, rows: Sequence[Row]) -> dict[str, tuple[str, int, int]]:
    """Return for statements and actors one place of the texts: that of the quotation or name of the least id."""
    found: dict[str, tuple[str, int, int]] = {}
    told = corpus.rows(
        "select q.statement as name, q.article, q.content[1].begin as begin, q.content[len(q.content)].end as end"
        f" from quotations q where q.statement in {AMONG} and len(q.content) > 0 order by q.quotation",
        [sorted(str(row["statement"]) for row in rows if row.get("statement"))],
    )
    named = corpus.rows(
        f"select m.entity as name, m.article, m.begin, m.end from mentions m where m.entity in {AMONG}"
        " order by m.kind <> 'name', m.mention",
        [sorted(str(row["entity"]) for row in rows if row.get("entity"))],
    )
    for row in [*told, *named]:
        found.setdefault(row["name"], (row["article"], row["begin"], row["end"]))
    return found


def _line(seen: _Seen, table: str, item: Item) -> dict[str, Any]:
    row = item.row
    article, begin, end = _place(seen, row)
    words = _WORDS.get(table, _as_it_stands)(seen, row)
    text = seen.texts.get(article, "")
    context = "" if begin is None or end is None else text[max(0, begin - _CONTEXT) : end + _CONTEXT]
    return {
        "item": item.item,
        "article": seen.called(article) if article else "",
        "outlet": seen.outlets.get(article) or "",
        "begin": "" if begin is None else begin,
        "end": "" if end is None else end,
        "words": _folded(words, _LONGEST),
        "context": _folded(context, _LONGEST + 2 * _CONTEXT),
        "compared": _folded(_COMPARED[table](seen, row), _LONGEST) if table in _COMPARED else "",
        "question": _QUESTIONS[table](seen, row),
        "answer": "",
        "note": "",
    }


def _place(seen: _Seen, row: Row) -> tuple[str, int | None, int | None]:
    """Return the article that a row is about, and its place there."""
    if row.get("content"):
        return str(row["article"]), row["content"][0][0], row["content"][-1][1]
    if row.get("article_a"):
        return str(row["article_a"]), row["begin_a"], row["end_a"]
    if row.get("article"):
        return str(row["article"]), row.get("begin"), row.get("end")
    return seen.examples.get(str(row.get("statement") or row.get("entity")), ("", None, None))


def _folded(words: str, longest: int) -> str:
    return " ".join(words.split())[:longest]


def _as_it_stands(seen: _Seen, row: Row) -> str:
    if row.get("content"):
        return " […] ".join(seen.words(row["article"], begin, end) for begin, end in row["content"])
    return seen.words(*_place(seen, row))


_WORDS: dict[str, Callable[[_Seen, Row], str]] = {
    "statements": lambda _, row: str(row["text"] or ""),
    "entities": lambda _, row: ", ".join(str(each["name"]) for each in row["names"] or ()) or str(row["name"] or ""),
    "derivations": lambda seen, row: seen.opening(row["article"]),
    "variants": lambda seen, row: seen.words(row["article"], row["begin"], row["end"]) or "∅",
}
_COMPARED: dict[str, Callable[[_Seen, Row], str]] = {
    "derivations": lambda seen, row: seen.opening(row["exemplar"]),
    "variants": lambda seen, row: seen.words(row["exemplar"], row["exemplar_begin"], row["exemplar_end"]) or "∅",
    "passages": lambda seen, row: seen.words(row["article_b"], row["begin_b"], row["end_b"]),
}


def _said(row: Row) -> str:
    speaker = row.get("speaker_name")
    return f"that {speaker} said this" if speaker else "these words of somebody whom it does not name"


def _derivation(seen: _Seen, row: Row) -> str:
    if str(row["exemplar"]).startswith(_LOST):
        return "Was this article, or a part of it, taken from a text that is not held here?"
    return f"Was this article, or a part of it, taken from {seen.called(row['exemplar'])} (compared)?"


def _mention(seen: _Seen, row: Row) -> str:
    if row["entity"] and seen.actors.get(row["entity"]):
        return f"Do these words stand for {seen.actor(row['entity'])}?"
    kind = f" ({row['type'].lower()})" if row["type"] else ""
    return f"Do these words stand for an actor{kind}?"


def _event(seen: _Seen, row: Row) -> str:
    denied = ", and that this is denied" if row["polarity"] == "denied" else ""
    to_whom = f" to {seen.actor(row['recipient'])}" if row["recipient"] else ""
    return f"Does the text report here that {seen.actor(row['actor'])} did this ({row['event_type']}){to_whom}{denied}?"


_QUESTIONS: dict[str, Callable[[_Seen, Row], str]] = {
    "quotations": lambda _, row: f"Does the text report here {_said(row)}?",
    "statements": lambda _, row: f"Do the texts report {_said(row)}?",
    "derivations": _derivation,
    "variants": lambda seen, row: (
        f"Does this article have the words here where {seen.called(row['exemplar'])} has those compared (∅: nothing)?"
    ),
    "mentions": _mention,
    "entities": lambda _, row: (
        "Are all these names of one actor?" if len(row["names"] or ()) > 1 else "Is this the name of an actor?"
    ),
    "events": _event,
    "times": lambda _, row: f"Do these words mean this time: {row['value'] or 'not known'}?",
    "passages": lambda seen, row: f"Is this text shared with {seen.called(row['article_b'])} (compared)?",
}


# ---------------------------------------------------------------- what people wrote


def read_answers(path: Path) -> dict[str, str]:
    """Return a filled sheet's answers by item: yes, no, unclear; what was left empty is left out.

    Takes commas, semicolons or tabs between cells, as spreadsheets write them. Raises `UsageError`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as a sheet. Save it as CSV in UTF-8, as it was written") from error
    if text.lower().startswith("sep="):  # a line for spreadsheets
        text = text.partition("\n")[2]
    heading = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=heading.count))
    columns = {str(name).strip().lower(): name for name in reader.fieldnames or ()}
    if not {"item", "answer"} <= set(columns):
        raise UsageError(f"{path}: no columns item and answer. Expected a sheet written by: retold sample")
    answers: dict[str, str] = {}
    for row in reader:
        item, answer = (str(row[columns[name]] or "").strip().lstrip("'") for name in ("item", "answer"))
        if answer:
            _keep(answers, path, item.removesuffix(".0").zfill(4) if item else "", answer.lower())
    return answers


def _keep(answers: dict[str, str], path: Path, item: str, answer: str) -> None:
    meant = _MEANT.get(answer)
    if meant is None:
        raise UsageError(f"{path}: item {item}: answer {answer!r}. Expected one of: {', '.join(ANSWERS)}")
    if not item:
        raise UsageError(f"{path}: an answer without an item. Leave the column item as it was written")
    if answers.get(item, meant) != meant:
        raise UsageError(f"{path}: item {item} is answered {answers[item]} and {meant}. Keep one of the rows")
    answers[item] = meant
