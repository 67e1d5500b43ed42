"""Collations and family trees of copies for other programs: CSV, GraphML, DOT, and TEI's critical apparatus.

The graph of a collation is a variant graph (Schmidt and Colomb 2009): a node for each reading, an edge where a witness
goes from one to the next. TEI is written with parallel segmentation. Everything is written by hand, in an order that
only depends on what is written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from retold.errors import UsageError
from retold.reuse.apparatus import Apparatus
from retold.spans import Span

COLLATION_FORMATS = ("csv", "graphml", "dot", "tei")
STEMMA_FORMATS = ("dot", "graphml")
_EXCERPT = 300  # code points of a piece of text that leave the store unless full texts are asked for
_LOST = "lost:"
_HASH = re.compile(r"[0-9a-f]{8,}")
_NOT_XML = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}
COLLATION_COLUMNS = ("place", "kind", "witness", "article", "begin", "end", "reading", "base_begin", "base_end")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Collated:
    """A collation with the names of its witnesses, in the order in which they were given to it."""

    title: str
    handles: Sequence[str]  # short names, for people
    articles: Sequence[str]  # ids
    texts: Sequence[str]
    apparatus: Apparatus
    is_whole: bool = False  # whole readings, not excerpts

    def reading(self, witness: int, span: Span | None) -> str:
        """Return what a witness has at a span, cut to an excerpt unless whole texts were asked for."""
        if span is None:
            return ""
        words = " ".join(span.of(self.texts[witness]).split())
        return words if self.is_whole or len(words) <= _EXCERPT else words[: _EXCERPT - 1].rstrip() + "…"


def collation_text(collated: Collated, kind: str) -> str:
    """Return a collation as a file of `kind`. Raises `UsageError` for an unknown kind."""
    writers = {"csv": _csv, "graphml": _variant_graphml, "dot": _variant_dot, "tei": _tei}
    if kind not in writers:
        raise UsageError(f"{kind}: no format for collations. Expected one of: {', '.join(COLLATION_FORMATS)}")
    return writers[kind](collated)


def collation_rows(collated: Collated) -> Iterator[dict[str, Any]]:
    """Yield one row a witness and place: common, reading, left out, addition, moved; places are numbered from 1."""
    apparatus = collated.apparatus
    for number, entry in enumerate(apparatus.entries, start=1):
        for witness, span in enumerate(entry.readings):
            kind = "left out" if span is None else "reading" if entry.is_variant else "common"
            yield _row(collated, number, kind, witness, span, entry.base)
    for addition in apparatus.additions:
        base = Span(addition.place, addition.place)
        yield _row(collated, _number_at(apparatus, addition.place), "addition", addition.witness, addition.span, base)
    for move in apparatus.moves:
        number = _number_at(apparatus, move.base.begin)
        yield _row(collated, number, "moved", move.witness, move.span, move.base)


def _row(collated: Collated, number: int, kind: str, witness: int, span: Span | None, base: Span) -> dict[str, Any]:
    values = (
        number,
        kind,
        collated.handles[witness],
        collated.articles[witness],
        None if span is None else span.begin,
        None if span is None else span.end,
        collated.reading(witness, span),
        base.begin,
        base.end,
    )
    return dict(zip(COLLATION_COLUMNS, values, strict=True))


def _number_at(apparatus: Apparatus, offset: int) -> int:
    """The number of the entry before which an offset of the base stands."""
    return next((n for n, e in enumerate(apparatus.entries, start=1) if offset < e.base.end), len(apparatus.entries))


def _csv(collated: Collated) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLLATION_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(collation_rows(collated))
    return stream.getvalue()


# ---------------------------------------------------------------- variant graph
@dataclass(frozen=True, slots=True)
class _Graph:
    """Nodes as (key, reading, witnesses), and edges as (key, key, witnesses)."""

    nodes: list[tuple[str, str, list[int]]]
    edges: list[tuple[str, str, list[int]]]


def _graph(collated: Collated) -> _Graph:
    witnesses = range(len(collated.handles))
    nodes: list[tuple[str, str, list[int]]] = [("start", "", list(witnesses))]
    places: dict[int, list[tuple[Span, str]]] = {witness: [] for witness in witnesses}
    for number, entry in enumerate(collated.apparatus.entries, start=1):
        groups: dict[str, list[int]] = {}
        for witness, span in enumerate(entry.readings):
            if span is not None:
                groups.setdefault(_alike(span.of(collated.texts[witness])), []).append(witness)
        for letter, members in enumerate(groups.values()):
            key = f"n{number}.{letter}"
            span = entry.readings[members[0]]
            nodes.append((key, collated.reading(members[0], span), members))
            for witness in members:
                found = entry.readings[witness]
                if found is not None:
                    places[witness].append((found, key))
    for number, addition in enumerate(collated.apparatus.additions, start=1):
        nodes.append((f"a{number}", collated.reading(addition.witness, addition.span), [addition.witness]))
        places[addition.witness].append((addition.span, f"a{number}"))
    nodes.append(("end", "", list(witnesses)))
    return _Graph(nodes, _edges(places))


def _edges(places: Mapping[int, list[tuple[Span, str]]]) -> list[tuple[str, str, list[int]]]:
    """Each witness goes through its own readings in the order of its own text."""
    edges: dict[tuple[str, str], list[int]] = {}
    for witness, found in places.items():
        way = ["start", *(key for _, key in sorted(found)), "end"]
        for pair in pairwise(way):
            if pair[0] != pair[1]:
                edges.setdefault(pair, []).append(witness)
    return [(source, target, members) for (source, target), members in sorted(edges.items())]


def _alike(words: str) -> str:
    return " ".join(words.split())


def _variant_graphml(collated: Collated) -> str:
    graph = _graph(collated)
    lines = _graphml_head((("node", "reading"), ("node", "witnesses"), ("edge", "witnesses")))
    lines.append('  <graph id="collation" edgedefault="directed">')
    for key, reading, members in graph.nodes:
        values = f"{_value('node_reading', reading)}{_value('node_witnesses', _names(collated, members))}"
        lines.append(f"    <node id={_quoted(key)}>{values}</node>")
    for number, (source, target, members) in enumerate(graph.edges):
        ends = f'id="e{number}" source={_quoted(source)} target={_quoted(target)}'
        lines.append(f"    <edge {ends}>{_value('edge_witnesses', _names(collated, members))}</edge>")
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _variant_dot(collated: Collated) -> str:
    graph = _graph(collated)
    lines = ["digraph collation {", "  rankdir=LR;", "  node [shape=box];"]
    lines += [f"  {_dotted(key)} [label={_dotted(reading or key)}];" for key, reading, _ in graph.nodes]
    lines += [
        f"  {_dotted(source)} -> {_dotted(target)} [label={_dotted(_names(collated, members))}];"
        for source, target, members in graph.edges
    ]
    return "\n".join([*lines, "}"]) + "\n"


def _names(collated: Collated, members: Sequence[int]) -> str:
    return ", ".join(collated.handles[witness] for witness in members)


def _graphml_head(keys: Sequence[tuple[str, str]]) -> list[str]:
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(f'  <key id="{t}_{name}" for="{t}" attr.name="{name}" attr.type="string"/>' for t, name in keys),
    ]


def _value(key: str, text: str) -> str:
    return f'<data key="{key}">{_plain(text)}</data>'


def _plain(text: str) -> str:
    return escape(text.translate(_NOT_XML))


def _quoted(text: str) -> str:
    return quoteattr(text.translate(_NOT_XML))


def _dotted(text: str) -> str:
    """A string of the DOT language."""
    kept = text.translate(_NOT_XML).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{kept}"'


# ---------------------------------------------------------------- TEI
def _tei(collated: Collated) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<TEI xmlns="http://www.tei-c.org/ns/1.0">',
        "  <teiHeader>",
        f"    <fileDesc><titleStmt><title>{_plain(collated.title)}</title></titleStmt>",
        "      <publicationStmt><p>Written by Retold; offsets count code points of the articles.</p></publicationStmt>",
        "      <sourceDesc><listWit>",
        *(
            f'        <witness xml:id="W{n}">{_plain(handle)} ({_plain(article)})</witness>'
            for n, (handle, article) in enumerate(zip(collated.handles, collated.articles, strict=True))
        ),
        "      </listWit></sourceDesc></fileDesc>",
        '    <encodingDesc><variantEncoding method="parallel-segmentation" location="internal"/></encodingDesc>',
        "  </teiHeader>",
        "  <text><body><p>",
    ]
    added = list(collated.apparatus.additions)
    for entry in collated.apparatus.entries:
        while added and added[0].place < entry.base.end and added[0].place <= entry.base.begin:
            lines.append(_tei_addition(collated, added.pop(0).witness, collated.apparatus.additions, len(added)))
        lines.append(_tei_entry(collated, entry.readings, entry.base, is_variant=entry.is_variant))
    while added:
        lines.append(_tei_addition(collated, added.pop(0).witness, collated.apparatus.additions, len(added)))
    lines += [
        f'    <note type="moved" n="{move.base.begin}-{move.base.end}" corresp="#W{move.witness}">'
        f"{_plain(collated.reading(move.witness, move.span))}</note>"
        for move in collated.apparatus.moves
    ]
    return "\n".join([*lines, "  </p></body></text>", "</TEI>"]) + "\n"


def _tei_entry(collated: Collated, readings: Sequence[Span | None], base: Span, *, is_variant: bool) -> str:
    if not is_variant:
        return f"    {_plain(collated.reading(collated.apparatus.base, base))}"
    groups: dict[str, list[int]] = {}
    for witness, span in enumerate(readings):
        words = "" if span is None else _alike(span.of(collated.texts[witness]))
        groups.setdefault(words, []).append(witness)
    found = "".join(
        f'<rdg wit="{_wits(members)}">{_plain(collated.reading(members[0], readings[members[0]]))}</rdg>'
        for members in groups.values()
    )
    return f'    <app n="{base.begin}-{base.end}">{found}</app>'


def _tei_addition(collated: Collated, witness: int, additions: Sequence[Any], left: int) -> str:
    addition = additions[len(additions) - left - 1]
    others = [other for other in range(len(collated.handles)) if other != witness]
    empty = f'<rdg wit="{_wits(others)}"/>' if others else ""
    words = _plain(collated.reading(witness, addition.span))
    return f'    <app n="{addition.place}">{empty}<rdg wit="#W{witness}">{words}</rdg></app>'


def _wits(members: Sequence[int]) -> str:
    return " ".join(f"#W{witness}" for witness in members)


# ---------------------------------------------------------------- family trees
def stemma_text(rows: Sequence[Row], names: Mapping[str, str], kind: str) -> str:
    """Return a story's tree as a file of `kind`, exemplars above their copies.

    `rows` are those of `stemmata`; `names` gives what articles are called. Texts that are not held stand dashed, with
    `held` false. Raises `UsageError` for an unknown kind.
    """
    if kind not in STEMMA_FORMATS:
        raise UsageError(f"{kind}: no format for family trees. Expected one of: {', '.join(STEMMA_FORMATS)}")
    ordered = sorted(rows, key=lambda row: (row["article"], row["exemplar"] or ""))
    nodes = sorted({row["article"] for row in ordered} | {row["exemplar"] for row in ordered if row["exemplar"]})
    labels = {node: _label(node, names) for node in nodes}
    edges = [row for row in ordered if row["exemplar"]]
    return _stemma_dot(labels, edges) if kind == "dot" else _stemma_graphml(labels, edges)


def _label(node: str, names: Mapping[str, str]) -> str:
    if not node.startswith(_LOST):
        return names.get(node) or node[:8]
    outlet = node.removeprefix(_LOST)
    return "text not held" if _HASH.fullmatch(outlet) else f"{outlet}, text not held"


def _stemma_dot(labels: Mapping[str, str], edges: Sequence[Row]) -> str:
    lines = ["digraph stemma {", "  node [shape=box];"]
    for node, label in labels.items():
        style = ", style=dashed" if node.startswith(_LOST) else ""
        lines.append(f"  {_dotted(node)} [label={_dotted(label)}{style}];")
    for row in edges:
        ends = f"{_dotted(row['exemplar'])} -> {_dotted(row['article'])}"
        lines.append(f'  {ends} [label="~{row["probability"]:.2f}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _stemma_graphml(labels: Mapping[str, str], edges: Sequence[Row]) -> str:
    lines = _graphml_head((("node", "name"), ("node", "held"), ("edge", "probability")))
    lines.append('  <graph id="stemma" edgedefault="directed">')
    for node, label in labels.items():
        held = "false" if node.startswith(_LOST) else "true"
        lines.append(f"    <node id={_quoted(node)}>{_value('node_name', label)}{_value('node_held', held)}</node>")
    for number, row in enumerate(edges):
        ends = f'id="e{number}" source={_quoted(row["exemplar"])} target={_quoted(row["article"])}'
        lines.append(f"    <edge {ends}>{_value('edge_probability', format(row['probability'], '.4f'))}</edge>")
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"
