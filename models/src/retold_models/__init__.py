"""Weights that Retold trained, each in a folder with its card; no code beside their paths."""

from importlib.resources import files
from pathlib import Path


def folder(name: str) -> Path | None:
    """Return the folder that holds the model of this name, or None where this package has none."""
    place = Path(str(files(__name__))) / name
    return place if (place / "card.md").is_file() else None
