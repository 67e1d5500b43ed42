"""An article's text with the layers that stand over it: every mark knows the row it was drawn from.

Offsets are code points of the article's text; the server draws, the browser only shows and hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import Any

from markupsafe import Markup, escape

from retold.corpus import Corpus
from retold.export.tables import json_values
from retold.public_tables import PUBLIC_TABLES
from retold.spans import Span
from retold.web.asked import address
from retold.web.render import printable
from retold.web.rows import marked_rows, rows_about

LAYERS = ("names", "quotations", "passages", "variants", "events", "times", "credits")
SHOWN_AT_FIRST = ("names", "quotations", "variants")
_LONG = 60  # code points: a longer variant is a passage, and drawn more quietly
_REASONS = 6  # for one row
_MOST_ROWS = 4_000  # of one layer on one page
_TABLES = {"names": "mentions"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row behind marks: its anchor on the page, its layer, what it says, where it leads."""

    anchor: str
    layer: str
    kind: str
    spans: tuple[tuple[int, int, str], ...]  # begin, end and the part that each span is: source, cue, content, …
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...] = ()
    place: str = ""  # of a quotation or name, as `retold correct` takes it; empty for what cannot be corrected


@dataclass(frozen=True, slots=True)
class Layered:
    """An article's text in blocks with marks, and the rows behind them by layer."""

    blocks: tuple[tuple[str, int, Markup], ...]  # role, begin, text
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    left_out: int = 0  # rows beyond what one page draws


def layered(corpus: Corpus, article: str, text: str, *, unsure: bool = False) -> Layered:
    """Return an article with all layers; which of them are seen is a matter of classes on the page."""
    rows: dict[str, tuple[Row, ...]] = {}
    left_out = 0
    named = corpus.about("named_in", [article])
    names = _names(corpus, article, named)
    entities = {row["actor"]: row["entity"] for row in named}
    for layer in LAYERS:
        table = _TABLES.get(layer, layer)
        if layer == "passages":
            found = list(_passages(corpus, article))
        else:
            marked = marked_rows(corpus, table, article, entities, unsure=unsure)
            shown = json_values(marked, PUBLIC_TABLES[table].schema)
            found = [_row(layer, f"{layer}-{number}", row, names) for number, row in enumerate(shown)]
        left_out += max(0, len(found) - _MOST_ROWS)
        rows[layer] = tuple(found[:_MOST_ROWS])
    blocks = rows_about(corpus, "blocks", [article], unsure=True)
    marks = sorted(
        (begin, end, row.layer, part, row.anchor)
        for group in rows.values()
        for row in group
        for begin, end, part in row.spans
    )
    return Layered(
        tuple(
            (block["role"], block["begin"], drawn(text, Span(block["begin"], block["end"]), marks)) for block in blocks
        ),
        rows,
        left_out,
    )


def drawn(text: str, window: Span, marks: Sequence[tuple[int, int, str, str, str]]) -> Markup:
    """Return `text` within `window` as HTML: each stretch between two boundaries in one element.

    It carries the classes of all marks over it, the anchors of their rows, and the offset where it begins; so marks
    may overlap in any way.
    """
    inside = [mark for mark in marks if mark[0] < window.end and window.begin < mark[1]]
    bounds = {window.begin, window.end}
    opening: dict[int, list[tuple[int, int, str, str, str]]] = {}
    for mark in inside:
        begin = max(mark[0], window.begin)
        bounds |= {begin, min(mark[1], window.end)}
        opening.setdefault(begin, []).append(mark)
    ordered = sorted(bounds)
    parts: list[Markup] = []
    over: list[tuple[int, int, str, str, str]] = []
    for begin, end in pairwise(ordered):
        over = [mark for mark in over if mark[1] > begin] + opening.get(begin, [])
        parts.append(_stretch(text[begin:end], begin, over))
    return Markup("").join(parts)


def _stretch(words: str, begin: int, over: Sequence[tuple[int, int, str, str, str]]) -> Markup:
    is_blank = words.isspace()
    shown = escape(printable(words))  # put together by hand: a page has thousands of these
    if not over:
        return Markup(f'<span data-b="{begin}">{shown}</span>')
    classes = " ".join(sorted({f"on-{m[2]}" for m in over} | {m[3] for m in over if m[3]}))
    anchors = " ".join(dict.fromkeys(anchor for _, _, _, _, anchor in over))
    # The keyboard stops once at each mark, where it begins.
    stop = ' tabindex="0"' if words and not is_blank and any(m[0] == begin for m in over) else ""
    return Markup(
        f'<span data-b="{begin}" class="on {escape(classes)}" data-rows="{escape(anchors)}"{stop}>{shown}</span>'
    )


def _names(corpus: Corpus, article: str, named: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the names of the actors of an article by their ids."""
    # The reading aids of a large store leave out who has no name: such an actor is called as its article calls it.
    own = {f"e{row['actor']}": row["name"] for row in corpus.about("local_names", [article])}
    known = {row["entity"]: row["name"] for row in named}
    return {entity: name or "" for entity, name in (own | known).items()}


def _row(layer: str, anchor: str, row: dict[str, Any], names: dict[str, str]) -> Row:
    spans: tuple[tuple[int, int, str], ...]
    if layer == "quotations":
        spans = tuple((b, e, part) for part in ("source", "cue", "content") for b, e in row[part] or [])
    elif layer == "variants" and row["end"] == row["begin"]:
        spans = ((max(0, row["begin"] - 1), row["begin"], "left-out"),)  # nothing stands there: the letter before it
    elif layer == "variants" and row["end"] - row["begin"] > _LONG:
        spans = ((row["begin"], row["end"], "long"),)
    else:
        spans = ((row["begin"], row["end"], ""),)
    facts = tuple((name, _fact(value, names)) for name, value in row.items() if _is_told(name, value))
    if row["reasons"]:
        facts = (*facts, ("because", _because(row["reasons"])))
    kind = str(row.get("kind") or row.get("type") or "")
    return Row(anchor, layer, kind, spans, facts, tuple(_links(layer, row)), _place(layer, row))


def _place(layer: str, row: dict[str, Any]) -> str:
    if layer == "quotations" and row["content"]:
        return f"{row['article']}:{row['content'][0][0]}-{row['content'][-1][1]}"
    return f"{row['article']}:{row['begin']}-{row['end']}" if layer == "names" and row["entity"] else ""


_UNTOLD = {"article", "reasons", "alias"}


def _is_told(name: str, value: Any) -> bool:
    return name not in _UNTOLD and value is not False and value not in (None, [], "")


def _fact(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, str) and value in names:
        return names[value]
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return ", ".join(f"{part[0]}-{part[1]}" if isinstance(part, list) else str(part) for part in value)[:300]
    return str(value)[:300]


def _because(reasons: list[dict[str, Any]]) -> str:
    """Return the weightiest reasons for and against a row, with their weights in log-odds."""
    heaviest = sorted(reasons, key=lambda item: (-abs(item["weight"] or 0.0), str(item["kind"])))[:_REASONS]
    shown = (f"{item['kind']} {item['weight'] or 0.0:+.1f}".replace("_", " ").replace("-", "−") for item in heaviest)
    return "; ".join(shown)


def _links(layer: str, row: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if row.get("entity"):
        yield "the actor", address(f"/entity/{row['entity']}")
    if row.get("speaker"):
        yield "the speaker", address(f"/entity/{row['speaker']}")
    if row.get("statement"):
        yield "the statement in all articles", address(f"/statement/{row['statement']}")
    if layer == "variants" and row.get("exemplar") and not row["exemplar"].startswith("lost:"):
        place = f"#char={row['exemplar_begin']},{row['exemplar_end']}"
        yield "its exemplar there", address(f"/article/{row['exemplar']}") + place
    if row.get("claim"):
        yield "the claim in all articles", address("/events", [("claim", row["claim"])])


def _passages(corpus: Corpus, article: str) -> Iterable[Row]:
    """Yield the passages that the article shares, seen from it, whichever of the two it is."""
    sides = (("passages", "a", "b"), ("passages_to", "b", "a"))
    rows = [
        {
            **{"begin": row[f"begin_{own}"], "end_": row[f"end_{own}"], "other": row[f"article_{far}"]},
            **{"there": row[f"begin_{far}"], "there_end": row[f"end_{far}"], "identity": row["identity"]},
        }
        for table, own, far in sides
        for row in corpus.about(table, [article])
    ]
    rows.sort(key=itemgetter("begin", "end_", "other", "there"))
    for number, row in enumerate(rows):
        place = f"#char={row['there']},{row['there_end']}"
        facts = (
            ("shared with", str(row["other"])[:8]),
            ("begin", str(row["begin"])),
            ("end", str(row["end_"])),
            ("identity", f"{row['identity']:.2f}"),
        )
        links = (
            ("the passage there", address(f"/article/{row['other']}") + place),
            ("side by side", address(f"/compare/{row['other']}/{article}")),
        )
        yield Row(f"passages-{number}", "passages", "passage", ((row["begin"], row["end_"], ""),), facts, links)
