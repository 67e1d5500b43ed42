"""The house: imports point one way, and the domain folders know no engine, store or screen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "retold"

# A module may import from its own layer and from those before it.
LAYERS = (
    (
        "errors",
        "spans",
        "ids",
        "minutes",
        "evidence",
        "tables",
        "public_tables",
        "settings",
        "progress",
        "versions",
        "stage",
    ),
    ("sources", "language"),
    ("reuse", "stories", "actors", "quotations", "corrections"),
    ("pipeline", "increments"),
    ("engines",),
    (
        "migrations",
        "schema",
        "store",
        "erasure",
        "held",
        "faults",
        "durable",
        "spill",
        "forgetting",
        "rereading",
        "changes",
        "running",
        "cluster",
        "staleness",
        "build",
        "correcting",
        "carrying",
        "names",
        "opened",
        "corpus",
        "listings",
        "side_by_side",
        "page_versions",
        "lookup",
        "timelines",
        "choosing",
        "watch",
        "search",
        "search_index",
        "aids",
        "aided",
        "packed",
        "packs",
    ),
    ("export", "telling", "web", "research"),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
DOMAIN = ("sources", "language", "reuse", "stories", "actors", "quotations", "corrections")
KEPT_OUT = {"duckdb", "pyspark", "click", "rich", "jinja2", "starlette", "fastapi", "sqlite3"}


def modules():
    return sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def part_of(name: str) -> str:
    return name.split(".")[1] if "." in name else "retold"


@pytest.mark.parametrize("path", modules(), ids=str)
def test_no_module_imports_from_a_later_layer(path):
    """
    What is below never knows what is above.
    """
    own = path.parts[0].removesuffix(".py")
    if own in {"__init__", "__main__"}:
        return

    above = {name for name in imports_of(path) if name.startswith("retold.") and LEVEL[part_of(name)] > LEVEL[own]}
    if path == Path("corpus.py"):  # its verbs call those of the files and the tellings, when they are called
        above -= {
            "retold.export.tables",
            "retold.telling.pairs",
            "retold.web.report",
            "retold.telling.events",
            "retold.web.dossier",
        }

    assert set() == above


@pytest.mark.parametrize("path", [path for path in modules() if path.parts[0] in DOMAIN], ids=str)
def test_the_domain_needs_no_engine_store_or_screen(path):
    """
    Four rows typed by hand are enough to test a stage.
    """
    assert set() == {name.split(".")[0] for name in imports_of(path)} & KEPT_OUT


@pytest.mark.parametrize("path", [path for path in modules() if path != Path("tables.py")], ids=str)  # declarations
def test_no_module_outgrows_its_subject(path):
    """
    A module of more than 500 lines has two subjects.
    """
    assert len((SOURCE / path).read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize(
    "path", [path for path in modules() if not path.name.startswith("spark")], ids=str
)  # its engine has pandas with its extra
def test_pandas_is_never_asked_for(path):
    """
    DuckDB and Arrow have methods that need pandas, which is not among our dependencies.
    """
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert set() == called & {"to_pandas", "fetchdf", "fetch_df", "from_pandas"}
