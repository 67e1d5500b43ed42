"""How to cite what this store says: versions, hashes, how good each layer is, a methods paragraph, BibTeX."""

from __future__ import annotations

import pyarrow as pa

from retold.corpus import Corpus
from retold.export.tables import json_line
from retold.research.citing import Citation, cite_soon
from retold.web.answers import Page
from retold.web.asked import Asked


def page(corpus: Corpus, _: Asked) -> Page:
    """Return the page on citing the present snapshot."""
    citation = cite_soon(corpus)
    return Page("cite.html", "Cite", {"cite": lambda: _table(citation)}, {"citation": citation})


def _table(citation: Citation) -> pa.Table:
    """Return what `retold cite --json` gives, one field a row."""
    row = citation.row()
    values = [value if isinstance(value, str) else json_line({"value": value})[10:-1] for value in row.values()]
    return pa.table({"field": list(row), "value": [value.strip() for value in values]})
