"""Who is one, when people have said so: links by hand are kept, and no chain of links joins what they hold apart.

The links that the program found are taken in order of their probability, and each is taken unless it would join two
actors that somebody held apart: constrained clustering in the manner of Wagstaff and others (2001), over the tree that
Kruskal's method (1956) takes. So a merge is undone by one row, and every other one stays.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from retold.evidence import rounded
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES

Pair = tuple[str, str]


def judged_members(
    component_actors: pa.Table, component_links: pa.Table, actor_judgements: pa.Table, *, settings: ActorsSettings
) -> pa.Table:
    """Return the entity of each actor of one component: rows of `actor_members`.

    `component_actors` has a column `actor`; `component_links` has `actor_a`, `actor_b`, `score`; `actor_judgements` has
    `actor_a`, `actor_b` and `same`. A pair of which both is said counts as apart. Judgements about actors that are not
    here are left alone. An entity is named after its least actor.
    """
    del settings
    actors = sorted(set(component_actors.column("actor").to_pylist()))
    links = [(row["actor_a"], row["actor_b"], row["score"]) for row in component_links.to_pylist()]
    judged = [(row["actor_a"], row["actor_b"], row["same"]) for row in actor_judgements.to_pylist()]
    groups = judged_groups(actors, links, judged)
    rows = [{"actor": actor, "entity": f"e{min(group)}"} for group in groups for actor in group]
    return STAGE_TABLES["actor_members"].rows(sorted(rows, key=lambda row: row["actor"]))


def judged_groups(
    actors: Iterable[str], links: Iterable[tuple[str, str, float]], judged: Iterable[tuple[str, str, bool]]
) -> list[list[str]]:
    """Return the groups of actors that are one, each sorted, by their least: links that a judgement forbids left out.

    >>> judged_groups("abc", [("a", "b", 0.9), ("b", "c", 0.8)], [("a", "c", False)])
    [['a', 'b'], ['c']]
    """
    known = sorted(set(actors))
    group_of = {actor: {actor} for actor in known}
    said = [(_ordered(a, b), same) for a, b, same in judged if a in group_of and b in group_of and a != b]
    apart = {pair for pair, same in said if not same}
    together = sorted({pair for pair, same in said if same} - apart)
    found = sorted({(-rounded(score), _ordered(a, b)) for a, b, score in links if a in group_of and b in group_of})
    enemies = _enemies(apart)
    for a, b in [*together, *(pair for _, pair in found)]:
        _join(group_of, enemies, a, b)
    return sorted({min(group): sorted(group) for group in group_of.values()}.values())


def _ordered(a: str, b: str) -> Pair:
    return (a, b) if a <= b else (b, a)


def _enemies(apart: Iterable[Pair]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for a, b in sorted(apart):
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def _join(group_of: dict[str, set[str]], enemies: dict[str, set[str]], a: str, b: str) -> None:
    """Join the groups of two actors unless a judgement holds somebody of one apart from somebody of the other."""
    small, large = sorted((group_of[a], group_of[b]), key=lambda group: (len(group), min(group)))
    if small is large or any(enemies.get(actor, set()) & large for actor in small):
        return
    large |= small
    for actor in small:
        group_of[actor] = large
