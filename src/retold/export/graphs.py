"""Networks of actors as GraphML and GEXF, for Gephi, Cytoscape, igraph and NetworkX.

Both are written by hand: a few elements each, in an order that only depends on the network. The caller gives plain
nodes and edges, so that what is drawn does not depend on where it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from retold.errors import UsageError

GRAPH_FORMATS = ("graphml", "gexf")

# The attributes of nodes and edges with their GraphML types; GEXF says "integer" for int.
_NODE = {"name": "string", "type": "string", "country": "string"}
_EDGE = {
    "event_type": "string",
    "class": "string",
    "sign": "int",
    "affirmed": "int",
    "denied": "int",
    "articles": "int",
    "origins": "int",
    "speakers": "string",
}
_NOT_XML = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}

Row = Mapping[str, Any]


def graph_text(nodes: Sequence[Row], edges: Sequence[Row], kind: str) -> str:
    """Return a directed multigraph as a file of `kind`.

    A node has `key`, `name`, `type`, `country`; an edge `actor`, `recipient` and what `_EDGE` lists. Raises
    `UsageError` for an unknown kind.
    """
    if kind not in GRAPH_FORMATS:
        raise UsageError(f"{kind}: no format for networks. Expected one of: {', '.join(GRAPH_FORMATS)}")
    lines = _graphml(nodes, edges) if kind == "graphml" else _gexf(nodes, edges)
    return "\n".join(lines) + "\n"


def _graphml(nodes: Sequence[Row], edges: Sequence[Row]) -> list[str]:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for target, attributes in (("node", _NODE), ("edge", _EDGE)):
        lines += [
            f'  <key id="{target}_{name}" for="{target}" attr.name="{name}" attr.type="{kind}"/>'
            for name, kind in attributes.items()
        ]
    lines.append('  <graph id="events" edgedefault="directed">')
    for node in nodes:
        lines.append(f"    <node id={_quoted(node['key'])}>{_graphml_values(node, 'node', _NODE)}</node>")
    for number, edge in enumerate(edges):
        ends = f"source={_quoted(edge['actor'])} target={_quoted(edge['recipient'])}"
        lines.append(f'    <edge id="e{number}" {ends}>{_graphml_values(edge, "edge", _EDGE)}</edge>')
    return [*lines, "  </graph>", "</graphml>"]


def _graphml_values(row: Row, target: str, attributes: Mapping[str, str]) -> str:
    found = [(name, _text(row[name])) for name in attributes if row[name] is not None]
    return "".join(f'<data key="{target}_{name}">{escape(value)}</data>' for name, value in found)


def _gexf(nodes: Sequence[Row], edges: Sequence[Row]) -> list[str]:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://gexf.net/1.3" version="1.3">']
    lines.append('  <graph defaultedgetype="directed" mode="static">')
    for target, attributes in (("node", _NODE), ("edge", _EDGE)):
        lines.append(f'    <attributes class="{target}">')
        lines += [
            f'      <attribute id="{name}" title="{name}" type="{"integer" if kind == "int" else kind}"/>'
            for name, kind in attributes.items()
        ]
        lines.append("    </attributes>")
    lines.append("    <nodes>")
    for node in nodes:
        values = _gexf_values(node, _NODE)
        lines.append(f"      <node id={_quoted(node['key'])} label={_quoted(node['name'])}>{values}</node>")
    lines += ["    </nodes>", "    <edges>"]
    for number, edge in enumerate(edges):
        ends = f"source={_quoted(edge['actor'])} target={_quoted(edge['recipient'])}"
        told = f'kind={_quoted(edge["event_type"])} weight="{edge["affirmed"] + edge["denied"]}"'
        lines.append(f'      <edge id="{number}" {ends} {told}>{_gexf_values(edge, _EDGE)}</edge>')
    return [*lines, "    </edges>", "  </graph>", "</gexf>"]


def _gexf_values(row: Row, attributes: Mapping[str, str]) -> str:
    found = [(name, _text(row[name])) for name in attributes if row[name] is not None]
    values = "".join(f'<attvalue for="{name}" value={_quoted(value)}/>' for name, value in found)
    return f"<attvalues>{values}</attvalues>"


def _quoted(value: str) -> str:
    return quoteattr(_text(value))


def _text(value: Any) -> str:
    """Return a value as text that XML can hold: control characters and halves of surrogates left out."""
    joined = "; ".join(value) if isinstance(value, tuple | list) else str(value)
    return joined.translate(_NOT_XML).encode("utf-8", "ignore").decode("utf-8")
