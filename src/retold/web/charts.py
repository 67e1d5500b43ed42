"""Small drawings made on the server as SVG: presentation is by classes, for a policy without inline styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

_WIDTH, _HEIGHT, _FOOT = 720, 90, 22
_WIDEST = 64
_LABEL = 60  # the width of a label


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how many, and the address that a click leads to."""

    label: str
    count: int
    href: str


def bars(values: Sequence[Bar], *, title: str) -> Markup:
    """Return bars in a row with their labels below, each a link; nothing for no values."""
    if not values:
        return Markup("")
    most = max(value.count for value in values)
    step = min(_WIDEST, _WIDTH / len(values))
    every = max(1, ceil(_LABEL / step))  # labels that would overlap are left out
    parts = []
    for place, value in enumerate(values):
        height = max(2, round(value.count / most * (_HEIGHT - 14)))
        x = round(place * step, 1)
        label = (
            Markup('<text x="{}" y="{}" class="small start">{}</text>').format(x, _HEIGHT + 16, value.label)
            if place % every == 0
            else Markup("")
        )
        parts.append(
            Markup(
                '<a href="{}" aria-label="{}: {}"><title>{}: {}</title>'
                '<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>{}</a>'
            ).format(
                value.href,
                value.label,
                value.count,
                value.label,
                value.count,
                x,
                _HEIGHT - height,
                round(max(2, step - 3), 1),
                height,
                label,
            )
        )
    width = max(120, round(step * len(values)) + 40)
    return Markup(
        '<svg class="bars" role="group" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
    ).format(title, width, _HEIGHT + _FOOT, width, _HEIGHT + _FOOT, Markup("").join(parts))
