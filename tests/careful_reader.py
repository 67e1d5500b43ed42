"""The public tables that a careful reader of the example corpus would write: made from `examples/truth.json`.

Texts are the examples' own; passages are paragraphs of a copy laid against the most similar one of its exemplar.
"""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from rapidfuzz.distance import LCSseq

from retold.ids import content_hash
from retold.public_tables import PUBLIC_TABLES

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
ROLES = {"captions": "caption", "bylines": "byline", "datelines": "dateline", "headings": "heading"}
Row = dict[str, Any]


class HandMadeCorpus:
    """Public tables made by hand; tables that were not given are empty."""

    def __init__(self, **rows: list[Row]) -> None:
        self._tables = {name: PUBLIC_TABLES[name].rows(rows.get(name, [])) for name in PUBLIC_TABLES}

    def table(self, name: str, *, unsure: bool = False) -> pa.Table:
        """Return a table, asserted rows only unless `unsure`, in the order of its key."""
        table = self._tables[name]
        rows = table.to_pylist()
        if not unsure and "probability" in table.schema.names:
            rows = [row for row in rows if row["probability"] is None or row["probability"] >= 0.5]
        return pa.Table.from_pylist(rows, schema=table.schema)


@cache
def careful_reader() -> HandMadeCorpus:
    """Return what `truth.json` says, as public tables."""
    truth = json.loads((EXAMPLES / "truth.json").read_text(encoding="utf-8"))
    return HandMadeCorpus(**_Reader(truth).tables())


class _Reader:
    def __init__(self, truth: Row) -> None:
        self.truth = truth
        self.texts = {row["file"]: _text(row["file"]) for row in truth["articles"]}
        self.ids = {file: content_hash(file) for file in self.texts}
        self.quotations = {row["id"]: row for row in truth["quotations"]}
        self.statement_of = {m["quotation"]: s for s in truth["statements"] for m in s["members"]}
        self.exemplars: dict[str, list[str]] = {}
        for row in truth["derivations"]:
            self.exemplars.setdefault(row["article"], []).append(row["exemplar"])

    def tables(self) -> dict[str, list[Row]]:
        return {
            "articles": [self._article(row) for row in self.truth["articles"]],
            "origins": [{"article": i, "origin": f"examples/{f}", "status": "read"} for f, i in self.ids.items()],
            "metadata": self._metadata(),
            "blocks": [block for parts in self.truth["parts"] for block in self._blocks(parts)],
            "credits": [row for parts in self.truth["parts"] for row in self._credits(parts)],
            "outlets": self._outlets(),
            "mentions": self._mentions(),
            "entities": [self._entity(row) for row in self.truth["speakers"]],
            "passages": self._passages(),
            "derivations": [self._derivation(row) for row in self.truth["derivations"]],
            "stemmata": self._stemmata(),
            "variants": [self._variant(row) for row in self.truth["altered"]],
            "stories": [self._story(row) for row in self.truth["stories"]],
            "story_articles": [
                {"story": self._story_id(row), "article": self.ids[file]}
                for row in self.truth["stories"]
                for file in row["articles"]
            ],
            "quotations": [self._quotation(row) for row in self.truth["quotations"]],
            "statements": [self._statement(row) for row in self.truth["statements"]],
            "retellings": [row for s in self.truth["statements"] for row in self._retellings(s)],
            "rejected": [{"origin": "examples/<b>empty</b>.txt", "reason": "no text", "detail": "0 words"}],
            "runs": [{"stage": "blocks", "version": "1", "settings_hash": "ab12", "input_hash": "cd34", "rows": 9}],
        }

    def _article(self, row: Row) -> Row:
        file, published = row["file"], row["published"]
        return {
            "article": self.ids[file],
            "page": content_hash(row.get("page_of", file)),
            "latest": "page_of" in row or file != "09_ferry_fire_early.txt",
            "outlet": row["outlet"],
            "title": row["title"],
            "byline": row["byline"],
            "published": datetime.fromisoformat(published) if published else None,
            "published_precision": "minute" if published else None,
            "language": "en",
            "text": self.texts[file],
            "text_hash": content_hash(self.texts[file]),
        }

    def _metadata(self) -> list[Row]:
        rows = []
        for row in self.truth["articles"]:
            if row["published"]:
                time = datetime.fromisoformat(row["published"])
                given = row.get("published_given_by", "user")
                common = {"field": "published", "value": row["published"], "given_by": given}
                rows.append({"article": self.ids[row["file"]], **common, "earliest": time, "latest": time})
        for row in self.truth["inferred_dates"]:
            ends = [row[k] and datetime.fromisoformat(row[k]).replace(tzinfo=UTC) for k in ("earliest", "latest")]
            article = self.ids[row["article"]]
            evidence = [_evidence(reason.replace('"', ""), 1.5, article=article) for reason in row["evidence"]]
            common = {"field": "published", "value": "inferred", "given_by": "inferred", "probability": 0.9}
            rows.append({"article": article, **common, "earliest": ends[0], "latest": ends[1], "evidence": evidence})
        return rows

    def _blocks(self, parts: Row) -> list[Row]:
        text, rows = self.texts[parts["file"]], []
        title = next(row["title"] for row in self.truth["articles"] if row["file"] == parts["file"])
        roles = {line: role for member, role in ROLES.items() for part in parts[member] for line in part.split("\n")}
        roles |= {line: crumb["role"] for crumb in parts["crumbs"] for line in crumb["text"].split("\n")}
        for match in re.finditer(r"[^\n]*\S[^\n]*", text):
            line = match.group(0).strip()
            begin = match.start() + len(match.group(0)) - len(match.group(0).lstrip())
            role = "title" if line == title else roles.get(line, "body")
            rows.append({"article": self.ids[parts["file"]], "begin": begin, "end": begin + len(line), "role": role})
        return rows

    def _credits(self, parts: Row) -> list[Row]:
        rows = []
        for words in parts["credits"]:
            begin = self.texts[parts["file"]].find(words)
            names = [n for n in ("Meridian", "Radio Zamin", "Zamin News Network", "MPS") if n in words]
            kind = "told" if "told" in words else "agency"
            place = {"article": self.ids[parts["file"]], "begin": begin, "end": begin + len(words), "kind": kind}
            rows += [{**place, "outlet": name, "probability": 0.95} for name in names if begin >= 0]
        return rows

    def _outlets(self) -> list[Row]:
        names = {row["outlet"] for row in self.truth["articles"] if row["outlet"]} | {
            "Radio Zamin",
            "Zamin News Network",
            "MPS",
        }
        return [{"outlet": _key(n), "name": n, "names": [n], "hosts": [], "is_agency": n == "Meridian"} for n in names]

    def _mentions(self) -> list[Row]:
        rows = []
        for file, text in self.texts.items():
            taken: list[tuple[int, int]] = []
            pairs = [(name, s["key"]) for s in self.truth["speakers"] for name in s.get("names", [])]
            for name, key in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)):
                for match in re.finditer(rf"\b{re.escape(name)}\b", text):
                    if any(begin < match.end() and match.start() < end for begin, end in taken):
                        continue
                    taken.append(match.span())
                    place = {"article": self.ids[file], "begin": match.start(), "end": match.end(), "text": name}
                    ident = content_hash(file, str(match.start()))
                    rows.append({"mention": ident, **place, "kind": "name", "type": "PERSON", "entity": _entity(key)})
        return rows

    def _entity(self, row: Row) -> Row:
        names = [{"name": name, "count": 1} for name in row.get("names", [row["name"]])]
        common = {"name": row["name"], "type": row["type"], "country": None, "roles": row.get("roles", [])}
        return {"entity": _entity(row["key"]), **common, "names": names, "probability": 0.97}

    def _passages(self) -> list[Row]:
        rows = []
        for copy, exemplars in self.exemplars.items():
            for exemplar in exemplars:
                rows += self._laid(copy, exemplar)
        return rows

    def _laid(self, copy: str, exemplar: str) -> list[Row]:
        sides = [
            [(m.start(), m.end(), m.group(0).split()) for m in re.finditer(r"\S[^\n]{40,}", self.texts[file])]
            for file in (copy, exemplar)
        ]
        rows = []
        for begin, end, words in sides[0]:
            best = max(sides[1], key=lambda other: LCSseq.normalized_similarity(words, other[2]))
            identity = LCSseq.normalized_similarity(words, best[2])
            if identity > 0.4:
                one = (self.ids[copy], begin, end)
                two = (self.ids[exemplar], best[0], best[1])
                a, b = sorted((one, two))
                spans = {"article_a": a[0], "begin_a": a[1], "end_a": a[2], "article_b": b[0], "begin_b": b[1]}
                rows.append({**spans, "end_b": b[2], "identity": round(identity, 4), "probability": 0.99})
        return rows

    def _derivation(self, row: Row) -> Row:
        copy, exemplar = self.ids[row["article"]], self.ids[row["exemplar"]]
        evidence = [_evidence("credit", 2.5, article=copy, begin=0, end=20), _evidence("words trimmed", 1.2)]
        return {
            "article": copy,
            "exemplar": exemplar,
            "share": row["min_share"],
            "credit": row["credit"],
            "rival": "common lost source",
            "rival_probability": 0.06,
            "probability": 0.93,
            "evidence": evidence,
        }

    def _stemmata(self) -> list[Row]:
        rows: list[Row] = []
        for story in self.truth["stories"]:
            for file in story["articles"]:
                for exemplar in self.exemplars.get(file, [None]):
                    above = self.ids[exemplar] if exemplar else None
                    row = {"story": self._story_id(story), "article": self.ids[file], "exemplar": above}
                    if file.startswith("05"):
                        rows.append({**row, "article": "lost:Radio Zamin", "probability": 0.81})
                        row["exemplar"] = "lost:Radio Zamin"
                    probability = 0.77 if exemplar and exemplar.startswith("07") else 0.93
                    rows.append({**row, "probability": probability if exemplar else None})
        return rows

    def _variant(self, row: Row) -> Row:
        spans = [self._place(row[side], row[f"{side}_place"]) for side in ("article", "exemplar")]
        old, new = row["exemplar_reading"], row["article_reading"]
        return {
            "article": self.ids[row["article"]],
            "begin": spans[0][0],
            "end": spans[0][1],
            "exemplar": self.ids[row["exemplar"]],
            "exemplar_begin": spans[1][0],
            "exemplar_end": spans[1][1],
            "kind": "substitution" if old and new else "omission" if old else "addition",
            "effect": row["effect"],
            "inside_marks": row["inside_marks"],
            "quotation": self._quotation_at(row["article"], spans[0]),
            "probability": 0.96,
        }

    def _quotation_at(self, file: str, span: tuple[int, int]) -> str | None:
        for row in self.quotations.values():
            inside = [b <= span[0] and span[1] <= e for b, e in self._spans(row, "content")]
            if row["article"] == file and any(inside):
                return content_hash(row["id"])
        return None

    def _story_id(self, row: Row) -> str:
        return "s" + min(self.ids[file] for file in row["articles"])

    def _story(self, row: Row) -> Row:
        title = next(a["title"] for a in self.truth["articles"] if a["file"] == row["articles"][0])
        return {"story": self._story_id(row), "title": title, "articles": len(row["articles"]), "probability": 0.9}

    def _place(self, file: str, place: Row) -> tuple[int, int]:
        begin = place.get("begin", self.texts[file].find(place["context"]))
        return begin + place["in_context"][0], begin + place["in_context"][1]

    def _spans(self, row: Row, member: str) -> list[tuple[int, int]]:
        begin = row.get("begin", self.texts[row["article"]].find(row["context"]))
        return [(begin + one, begin + other) for one, other in row["in_context"][member]]

    def _quotation(self, row: Row) -> Row:
        spans = {m: [{"begin": b, "end": e} for b, e in self._spans(row, m)] for m in ("source", "cue", "content")}
        statement = self.statement_of.get(row["id"])
        inside = row.get("inside")
        return {
            "quotation": content_hash(row["id"]),
            "article": self.ids[row["article"]],
            "block": row["block"],
            "kind": row["kind"],
            **spans,
            "attitude": "speech",
            "polarity": row["polarity"],
            "speaker": _entity(row["speaker"]) if row["speaker"] else None,
            "speaker_probability": 0.95,
            "channel": row["channel"],
            "inside": content_hash(inside) if isinstance(inside, str) else None,
            "statement": _statement_id(statement) if statement else None,
            "probability": 0.95,
        }

    def _statement(self, row: Row) -> Row:
        root = next(m for m in row["members"] if m["form"] == "verbatim" or len(row["members"]) == 1 or m["counted"])
        forms = [m["form"] for m in row["members"] if m["counted"]]
        text = " ".join(self.quotations[root["quotation"]]["content"])
        counts = {form: forms.count(form) for form in ("verbatim", "altered", "unmarked", "indirect")}
        return {
            "statement": _statement_id(row),
            "speaker": _entity(row["speaker"]) if row["speaker"] else None,
            "text": text,
            "quotations": len(forms),
            "outlets": len(row["articles"]),
            "origins": row["origins"],
            **counts,
            "omitted": len(row["omitted"]),
            "meaning_flags": 0,
            "probability": 0.9,
        }

    def _retellings(self, statement: Row) -> list[Row]:
        rows: list[Row] = []
        counted = [m for m in statement["members"] if m["counted"]]
        by_file = {self.quotations[m["quotation"]]["article"]: m for m in reversed(counted)}
        for member in counted:
            file = self.quotations[member["quotation"]]["article"]
            above = next((by_file[e] for e in self.exemplars.get(file, []) if e in by_file), None)
            rows.append(self._retelling(statement, member, file, above))
        for file in statement["omitted"]:
            common = {"statement": _statement_id(statement), "article": self.ids[file], "quotation": None}
            rows.append({**common, "form": "omitted", "probability": 0.9})
        return rows

    def _retelling(self, statement: Row, member: Row, file: str, above: Row | None) -> Row:
        changes = []
        spans = self._spans(self.quotations[member["quotation"]], "content")
        for row in self.truth["altered"]:
            if above and row["article"] == file and row["exemplar"] == self.quotations[above["quotation"]]["article"]:
                begin, end = self._place(file, row["article_place"])
                from_begin, from_end = self._place(row["exemplar"], row["exemplar_place"])
                if any(b <= begin and end <= e for b, e in spans):
                    change = {"kind": "substitution", "effect": row["effect"], "begin": begin, "end": end}
                    changes.append({**change, "from_begin": from_begin, "from_end": from_end})
        return {
            "statement": _statement_id(statement),
            "article": self.ids[file],
            "quotation": content_hash(member["quotation"]),
            "from_quotation": content_hash(above["quotation"]) if above else None,
            "form": member["form"] if above else None,
            "changes": changes,
            "probability": 0.9,
        }


def _text(name: str) -> str:
    file, _, line = name.partition(":")
    content = (EXAMPLES / file).read_bytes().decode("utf-8")
    if line:
        return str(json.loads(content.splitlines()[int(line) - 1])["text"])
    return _lines(content) if file.endswith(".html") else content


def _lines(page: str) -> str:
    page = re.sub(r"(?is)<(head|script|style)\b.*?</\1>", " ", page)
    page = re.sub(r"\s+", " ", page)
    page = re.sub(r"(?i)</?(a|em|strong|b|i|span|time)\b[^>]*>", "", page)
    page = re.sub(r"(?i)</?li>", " ", page)
    lines = [html.unescape(line).strip() for line in re.split(r"<[^>]*>", page)]
    return "\n\n".join(line for line in lines if line)


def _evidence(kind: str, weight: float, **place: object) -> Row:
    return {"kind": kind, "weight": weight, **place}


def _key(name: str | None) -> str | None:
    return name.casefold() if name else None


def _entity(key: str) -> str:
    return "e" + content_hash(key)


def _statement_id(row: Row) -> str:
    return "t" + content_hash(row["key"])
