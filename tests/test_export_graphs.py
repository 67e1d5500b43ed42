"""Networks as GraphML and GEXF."""

from __future__ import annotations

import pytest
from lxml import etree

from retold.errors import UsageError
from retold.export.graphs import GRAPH_FORMATS, graph_text

NODES = [
    {"key": "e1", "name": 'Ada "A" & Co <x>\x00', "type": "ORG", "country": None},
    {"key": "e2", "name": "Doria", "type": "GPE", "country": "DOR"},
]
EDGES = [
    {
        "actor": "e1",
        "recipient": "e2",
        "event_type": "ACCUSE",
        "class": "verbal conflict",
        "sign": -1,
        "affirmed": 2,
        "denied": 1,
        "articles": 2,
        "origins": 1,
        "speakers": ("Ada", "Bo"),
    }
]


@pytest.mark.parametrize("kind", GRAPH_FORMATS)
def test_a_network_is_a_well_formed_file_with_all_nodes_and_edges(kind):
    """
    Names with marks, angles and control characters do not break it.
    """
    root = etree.fromstring(graph_text(NODES, EDGES, kind).encode("utf-8"))
    names = [element.tag.rpartition("}")[2] for element in root.iter()]

    assert (2, 1) == (names.count("node"), names.count("edge"))


def test_graphml_keeps_the_sign_and_who_says_so():
    """
    The attributes of an edge have their declared keys.
    """
    root = etree.fromstring(graph_text(NODES, EDGES, "graphml").encode("utf-8"))
    values = {each.get("key"): each.text for each in root.iter() if each.tag.endswith("data")}

    assert ("-1", "Ada; Bo", "verbal conflict") == (
        values["edge_sign"],
        values["edge_speakers"],
        values["edge_class"],
    )


def test_gexf_weighs_an_edge_by_how_often_it_is_told():
    """
    Told or denied, it was told three times.
    """
    root = etree.fromstring(graph_text(NODES, EDGES, "gexf").encode("utf-8"))
    (edge,) = [each for each in root.iter() if each.tag.endswith("}edge")]

    assert "3" == edge.get("weight")


def test_an_empty_network_is_a_file_too():
    """
    No events, no nodes: still a graph.
    """
    assert "<graph" in graph_text([], [], "graphml")


def test_another_format_is_wrong_usage():
    """
    The error names the formats there are.
    """
    with pytest.raises(UsageError, match="graphml, gexf"):
        graph_text([], [], "dot")
