"""Whether one office stands for another: "the minister" for a deputy foreign minister, "the diplomat" for an envoy."""

from __future__ import annotations

from retold.actors.gazetteer import role_kinds
from retold.actors.records import Role

_OFFICES = frozenset(
    {"minister", "president", "secretary", "chancellor", "governor", "mayor", "king", "ambassador", "general"}
)
_CLOSE_KINDS = frozenset({"envoy", "spokesperson", "soldier", "commander"})
SAME_OFFICE = 3.0
CLASH = -1.0


def role_fit(wanted: Role, roles: dict[Role, int]) -> float:
    """Return how well a role stands for one of `roles`: 3 for the same office, 0 for another, -1 for a clash."""
    best = 0.0
    clash = False
    for role in roles:
        if role.head == wanted.head:
            if wanted.deputy and not role.deputy:
                clash = True
            elif role.deputy and not wanted.deputy:
                clash, best = clash or wanted.sector is not None, best if wanted.sector else max(best, 1.0)
            elif wanted.sector and role.sector and wanted.sector != role.sector:
                clash = True
            else:
                same = wanted.sector == role.sector and wanted.deputy == role.deputy
                best = max(best, SAME_OFFICE if same else 2.0)
        elif role.head in role_kinds().get(wanted.head, frozenset()):
            best = max(best, 2.2 if wanted.head in _CLOSE_KINDS else 1.2)
        elif wanted.head in _OFFICES and role.head in _OFFICES:
            clash = True
    return best if best > 0 else (CLASH if clash else 0.0)
