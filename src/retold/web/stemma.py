"""The family tree of a story drawn as SVG: once from the top down, once indented for narrow screens.

Boxes of texts not held are dashed; each edge carries its probability. Presentation is by classes of `report.css`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup, escape

from retold.telling.dates import ArticleDate
from retold.telling.trees import Node
from retold.telling.wording import shown_probability

_BOX = (186, 74)  # width and height of a box, in pixels
_GAP = (16, 62)  # between boxes beside and below one another
_MAX_WIDTH = 1250  # a wider tree is drawn indented on every screen
_ROW, _INDENT, _MARGIN = 58, 36, 14
_RIGHT = 34  # for the probability of a further line at the last box
_LETTERS = 25  # what fits into a box
_BOLD_LETTERS = 22


@dataclass(frozen=True, slots=True)
class TreeLinks:
    """The ids on the page of what is told of each text, and of why each line is drawn, by the text's key."""

    texts: Mapping[str, str]
    lines: Mapping[str, str]


NO_LINKS = TreeLinks({}, {})


@dataclass(slots=True)
class _Placed:
    node: Node
    x: float  # of the middle
    y: float
    parent: str | None


def is_narrow(trees: Sequence[Node]) -> bool:
    """Tell whether a tree is too wide to be drawn from the top down."""
    return _leaves(trees) * (_BOX[0] + _GAP[0]) > _MAX_WIDTH


def drawn_down(trees: Sequence[Node], title: str, links: TreeLinks = NO_LINKS) -> Markup:
    """Return the tree from the top down."""
    placed = _placed_down(trees)
    width = _leaves(trees) * (_BOX[0] + _GAP[0]) + _RIGHT
    height = max(place.y for place in placed.values()) + _BOX[1] + 8
    parts = [*(_edge_down(place, placed, links) for place in placed.values()), *_further(placed)]
    parts += [_box(place, links) for place in placed.values()]
    return _svg("down", width, height, title, parts)


def drawn_indented(trees: Sequence[Node], title: str, links: TreeLinks = NO_LINKS) -> Markup:
    """Return the tree indented, one row a text."""
    rows = [pair for tree in trees for pair in tree.walk()]
    parts: list[Markup] = []
    last_at: dict[int, int] = {}
    handles = {node.key: node.handle for _, node in rows}
    for row, (depth, node) in enumerate(rows):
        y = row * _ROW + _MARGIN + 6
        x = depth * _INDENT + _MARGIN
        if depth:
            parts.append(_elbow(x, y, last_at[depth - 1] * _ROW + _MARGIN + 6, node, links))
        row_of = _row(x, y, node, [handles.get(key, "") for key, _ in node.also_from])
        parts.append(_linked(row_of, links.texts.get(node.key), _full(node)))
        last_at[depth] = row
    width = max(depth for depth, _ in rows) * _INDENT + 250
    return _svg("indented", width, len(rows) * _ROW + 4, title, parts)


def _svg(kind: str, width: float, height: float, title: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="stemma {}" role="group" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
    ).format(kind, title, round(width), round(height), round(width), round(height), Markup("").join(parts))


def _leaves(trees: Sequence[Node]) -> int:
    return sum(_leaves(tree.children) if tree.children else 1 for tree in trees)


def _placed_down(trees: Sequence[Node]) -> dict[str, _Placed]:
    placed: dict[str, _Placed] = {}
    column = count()

    def place(node: Node, depth: int, parent: str | None) -> float:
        below = [place(child, depth + 1, node.key) for child in node.children]
        leaf = (next(column) + 0.5) * (_BOX[0] + _GAP[0]) if not below else 0.0
        x = (below[0] + below[-1]) / 2 if below else leaf
        placed[node.key] = _Placed(node, x, depth * (_BOX[1] + _GAP[1]) + 4, parent)
        return x

    for tree in trees:
        place(tree, 0, None)
    return placed


def _edge_down(place: _Placed, placed: dict[str, _Placed], links: TreeLinks) -> Markup:
    if place.parent is None:
        return Markup("")
    above = placed[place.parent]
    top, middle = above.y + _BOX[1], above.y + _BOX[1] + _GAP[1] / 2 - 8
    path = f"M{above.x:.0f} {top:.0f}V{middle:.0f}H{place.x:.0f}V{place.y:.0f}"
    is_held = place.node.is_held and above.node.is_held
    return _line(path, is_held=is_held) + _why(place.x + 5, middle + 22, place.node, links)


def _further(placed: dict[str, _Placed]) -> list[Markup]:
    """Return the edges to further exemplars, dotted, with their probabilities."""
    parts = []
    for place in placed.values():
        for exemplar, probability in place.node.also_from:
            above = placed.get(exemplar)
            if above is not None:
                top, bottom = above.y + _BOX[1], place.y
                bend = (top + bottom) / 2
                x = place.x + _BOX[0] / 2 - 24
                path = f"M{above.x:.0f} {top:.0f}C{above.x:.0f} {bend:.0f} {x:.0f} {bend:.0f} {x:.0f} {bottom:.0f}"
                parts.append(Markup('<path class="further" d="{}"/>').format(path))
                parts.append(_text(x + 5, bottom - 6, "probability start", shown_probability(probability)))
    return parts


def _box(place: _Placed, links: TreeLinks) -> Markup:
    left = place.x - _BOX[0] / 2
    kind = "box" if place.node.is_held else "box lost"
    rect = Markup('<rect class="{}" x="{:.0f}" y="{:.0f}" width="{}" height="{}" rx="6"/>').format(
        kind, left, place.y, *_BOX
    )
    texts = [
        _text(place.x, place.y + 20 + 18 * number, style, words)
        for number, (style, words) in enumerate(_lines(place.node))
    ]
    drawn = Markup("<g>{}{}{}</g>").format(
        Markup("<title>{}</title>").format(_full(place.node)), rect, Markup("").join(texts)
    )
    return _linked(drawn, links.texts.get(place.node.key), _full(place.node))


def _row(x: float, y: float, node: Node, also: Sequence[str]) -> Markup:
    dot = Markup('<circle class="{}" cx="{:.0f}" cy="{:.0f}" r="6"/>').format(
        "box" if node.is_held else "box lost", x, y
    )
    lines = _lines(node)
    first = f"{lines[0][1]}  {lines[1][1]}" if node.is_held else lines[0][1]
    return (
        Markup("<g><title>{}</title>").format(_full(node))
        + dot
        + _text(x + 14, y + 5, "handle start", _fit(first, 30))
        + _text(x + 14, y + 23, "small start", lines[-1][1] + "".join(f", also {name}" for name in also if name))
        + Markup("</g>")
    )


def _elbow(x: float, y: float, above: float, node: Node, links: TreeLinks) -> Markup:
    from_x = x - _INDENT
    line = _line(f"M{from_x:.0f} {above + 6:.0f}V{y:.0f}H{x - 6:.0f}", is_held=node.is_held)
    return line + _why(from_x + 3, y - 4, node, links)


def _lines(node: Node) -> list[tuple[str, str]]:
    """Return the lines of a box, each with its style."""
    if not node.is_held:
        name = node.handle if node.handle != "text not held" else "a text"
        return [("handle", _fit(name, _BOLD_LETTERS)), ("small", "text not held")]
    lines = [("handle", _fit(node.handle, _BOLD_LETTERS)), ("name", _fit(node.outlet))]
    if node.date is not None:
        lines.append(("small", _dated(node.date)))
    return lines


def _dated(date: ArticleDate) -> str:
    """Return the date as it fits into a box; a star says that it is inferred."""
    return f"{_fit(date.compact, 25)}*" if date.kind == "inferred" else _fit(date.compact, 26)


def _full(node: Node) -> str:
    """Return all that a box says, unshortened."""
    date = f", {node.date.sentence}" if node.date else ""
    return f"{node.handle}, {node.outlet}{date}" if node.handle != node.outlet else node.handle


def _why(x: float, y: float, node: Node, links: TreeLinks) -> Markup:
    """Return the probability of the line above a text, which leads to the reasons."""
    if node.probability is None:
        return Markup("")
    shown = shown_probability(node.probability)
    return _linked(_text(x, y, "probability start", shown), links.lines.get(node.key), f"{node.handle}: why {shown}")


def _linked(drawn: Markup, place: str | None, name: str) -> Markup:
    return Markup('<a href="#{}" aria-label="{}">{}</a>').format(place, name, drawn) if place else drawn


def _line(path: str, *, is_held: bool) -> Markup:
    return Markup('<path class="{}" d="{}"/>').format("edge" if is_held else "edge lost", path)


def _text(x: float, y: float, style: str, words: str) -> Markup:
    return Markup('<text class="{}" x="{:.0f}" y="{:.0f}">{}</text>').format(style, x, y, escape(words))


def _fit(words: str, letters: int = _LETTERS) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1]}…"
