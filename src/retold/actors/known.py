"""Names that one body, group or person is generally known by, where spelling cannot tell.

The facts stand in `known_names.tsv` beside this module, taken from the actor dictionaries of the Open Event Data
Alliance (MIT, `known_names.LICENSE`); `evaluation/known_names.py` makes it. No name stands in two lists, and a family
name alone in none.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from retold.actors.gazetteer import Entry, folded


@cache
def _table() -> dict[str, Entry]:
    """Return what each folded name stands for; read once, at the first question."""
    table: dict[str, Entry] = {}
    lines = files("retold.actors").joinpath("known_names.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        type_, country, listed = line.split("\t")
        names = listed.split("|")
        entry = Entry(f"known:{names[0]}", type_, country or None, names[0])
        table.update(dict.fromkeys(names, entry))
    return table


def known_as(name: str) -> Entry | None:
    """Return what a name is known to stand for; nothing for names that are unknown or could be several things'."""
    return _table().get(folded(name))


def is_listed_together(name_a: str, name_b: str) -> bool:
    """Tell whether two names are known as names of one body, group or person."""
    known_a, known_b = known_as(name_a), known_as(name_b)
    return known_a is not None and known_b is not None and known_a.key == known_b.key
