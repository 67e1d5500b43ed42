"""Collations and family trees as files."""

import csv
import io

import pytest
from lxml import etree

from retold.errors import UsageError
from retold.export.collations import Collated, collation_text, stemma_text
from retold.reuse.apparatus import apparatus_of
from retold.spans import Span

FIRST = "The ferry <Simorgh> burned at the pier of Lower Kelar on Monday, the harbour master said in the evening."
SECOND = FIRST.replace("Monday", "Tuesday").replace(" burned", " & her barge burned")
TEI = "{http://www.tei-c.org/ns/1.0}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
ROWS = [
    {"story": "s1", "article": "aa", "exemplar": None, "probability": 1.0},
    {"story": "s1", "article": "bb", "exemplar": "lost:0123456789abcdef", "probability": 0.8},
    {"story": "s1", "article": "lost:0123456789abcdef", "exemplar": "aa", "probability": 0.7},
]


def collated(*texts, is_whole=True):
    witnesses = [(text, [Span(0, len(text))]) for text in texts]
    names = [f"{number:02d}" for number in range(len(texts))]
    return Collated("Collation", names, names, texts, apparatus_of(witnesses), is_whole)


def test_a_table_has_a_row_for_each_witness_and_place():
    """
    With offsets that slice to what is shown.
    """
    rows = list(csv.DictReader(io.StringIO(collation_text(collated(FIRST, SECOND), "csv"))))

    texts = {"00": FIRST, "01": SECOND}
    for row in rows:
        if row["begin"]:
            found = texts[row["witness"]][int(row["begin"]) : int(row["end"])]
            assert " ".join(found.split()) == row["reading"]
    assert {"Monday", "Tuesday"} <= {row["reading"] for row in rows if row["kind"] == "reading"}


def test_tei_groups_witnesses_by_their_reading():
    """
    Parallel segmentation; marks of XML in the texts do no harm.
    """
    tree = etree.fromstring(collation_text(collated(FIRST, SECOND, FIRST), "tei").encode())

    readings = [(r.get("wit"), r.text) for r in tree.iter(f"{TEI}rdg")]
    assert ("#W0 #W2", "Monday") in readings
    assert ("#W1", "Tuesday") in readings
    assert 3 == len(list(tree.iter(f"{TEI}witness")))


def test_every_witness_has_a_way_through_the_graph():
    """
    From start to end, over its own readings.
    """
    tree = etree.fromstring(collation_text(collated(FIRST, SECOND), "graphml").encode())

    for witness in ("00", "01"):
        step = {
            edge.get("source"): edge.get("target")
            for edge in tree.iter(f"{GRAPHML}edge")
            if witness in edge[0].text.split(", ")
        }
        place = "start"
        while place != "end":
            place = step.pop(place)
        assert not step


def test_readings_leave_as_excerpts_unless_whole_texts_are_asked_for():
    """
    Three hundred characters a piece.
    """
    long = " ".join(f"word{number}" for number in range(200))

    assert long not in collation_text(collated(long, long + " more", is_whole=False), "csv")
    assert long in collation_text(collated(long, long + " more"), "csv")


@pytest.mark.parametrize("kind", ["dot", "graphml"])
def test_a_tree_has_its_texts_and_those_not_held(kind):
    """
    A text that nobody holds is told apart.
    """
    written = stemma_text(ROWS, {"aa": "01", "bb": "02"}, kind)

    assert "text not held" in written
    assert ("dashed" if kind == "dot" else ">false<") in written
    assert "0.70" in written


def test_an_unknown_format_is_refused():
    """
    One line that names those there are.
    """
    with pytest.raises(UsageError, match="csv, graphml, dot, tei"):
        collation_text(collated(FIRST, SECOND), "pdf")
    with pytest.raises(UsageError, match="dot, graphml"):
        stemma_text(ROWS, {}, "csv")
