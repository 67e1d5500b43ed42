"""What a page's lines look like, as numbers: the features from which the article's body is told from all else.

A line is judged by its own shape, by the mark-up around it, by its place, by the box that it stands in (how much of the
page's prose that box holds, after Readability), and by the lines beside it. Nothing depends on a language's words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from math import log1p

import numpy as np
from numpy.typing import NDArray

from retold.sources.page_hints import SIGNS
from retold.sources.page_text import Line, PageText
from retold.sources.paragraphs import count_words

Numbers = NDArray[np.float64]
_ENDS = frozenset('.?!…。！？"”’»)؟۔।')
_OPENING = "\"“”‘'«„‹"
_INNER = re.compile(r"[,;:،、，]")
_STOPS = re.compile(r"[.?!…。！？؟۔।](?=\s|$|[\"”’»)])|[。！？]")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-zß-öø-ÿ]\w*")
_DIGITS = re.compile(r"\d")
_PROSE_WORDS = 12  # a line that ends like a sentence and has these words is prose
_LINKED = 0.6  # share of a line's characters in links above which it is a link
_TAGS = ("p", "div", "li", "h1", "h2", "h3", "h4", "td", "blockquote", "figcaption", "section", "article", "dd", "pre")
_ROLES = ("comment", "related", "link", "boilerplate", "caption", "byline", "dateline", "title", "heading", "pullquote")
_MOST = 0.6  # share of a page's prose that its main box holds
_APART = ("comment", "related", "link", "boilerplate")
_WHOLE = 0.5  # share of the prose from which on such a name tells nothing
_FAR = 8  # lines; what is further away tells nothing
_OWN = ("words", "link share", "ends", "inner marks", "stops", "capitals", "digits", "opening", "colon", "repeats")
_PLACE = (
    *("line share", "character share", "after heading", "words after heading", "depth", "titled", "described"),
    *("in data", "same start", "hinted aside", "hinted prose"),
)
_BOX = (
    *("box prose", "outer prose", "named prose", "box links", "named links", "box lines", "outer links"),
    *("in main box", "below main box"),
)
_ASIDE = ("words", "link share", "is prose", "same box", "same name", "heading")
FEATURES = (
    *_OWN,
    *(f"tag {tag}" for tag in _TAGS),
    *(f"hint {role}" for role in _ROLES),
    *(f"sign {sign}" for sign in SIGNS),
    *_PLACE,
    *_BOX,
    *(f"{side} {name}" for side in ("before", "after") for name in _ASIDE),
    *("prose before", "prose after", "prose far before", "prose far after"),
)


def features_of(
    page: PageText,
    keys: Sequence[str],
    titles: frozenset[str],
    descriptions: frozenset[str],
    known: Sequence[bool] | None,
) -> Numbers:
    """Return one row of `FEATURES` for each line of the page.

    `keys` are the lines' words, folded; `titles` and `descriptions` those that the page states; `known` tells of each
    line whether the page's linked data names it as body, and is None where the data name no body.
    """
    if not page.lines:
        return np.zeros((0, len(FEATURES)))
    shapes = [_shape(page.text, line) for line in page.lines]
    prose = [_is_prose(shape) for shape in shapes]
    own = np.array(shapes)
    own[:, _OWN.index("repeats")] = _repeats(keys)
    mark_up = _all_mark_up(page)
    words = own[:, 0]
    counts = np.expm1(words)
    place = _places(page, prose, counts, keys, titles, descriptions, known)
    boxes = _boxes(page, prose, counts, own[:, 1])
    beside = _beside(page, own, np.array(prose, dtype=float))
    return np.hstack([own, mark_up, place, boxes, beside])


def _shape(text: str, line: Line) -> list[float]:
    words = line.span.of(text)
    count = count_words(words)
    links = line.link_characters / len(words)
    first, last = words[0], words[-1]
    shape = [
        log1p(count),
        links,
        float(last in _ENDS),
        0.0,
        0.0,
        0.0,
        0.0,
        float(first in _OPENING),
        float(last in ":："),
    ]
    if links < _LINKED:  # the words of a link tell next to nothing, and menus have hundreds
        each = 1.0 / max(count, 1)
        shape[3] = len(_INNER.findall(words)) * each
        shape[4] = float(min(len(_STOPS.findall(words)), 10))
        shape[5] = len(_CAPITALS.findall(words)) * each
        shape[6] = len(_DIGITS.findall(words)) / len(words)
    return [*shape, 0.0]


def _is_prose(shape: Sequence[float]) -> bool:
    return shape[0] >= log1p(_PROSE_WORDS) and bool(shape[2] or shape[4]) and shape[1] < _LINKED


def _repeats(keys: Sequence[str]) -> list[float]:
    seen: dict[str, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    return [float(seen[key] > 1) for key in keys]


def _all_mark_up(page: PageText) -> Numbers:
    """Return what tags and class names say of each line; lines side by side often share it."""
    known: dict[tuple[str, int, tuple[int, ...]], list[float]] = {}
    rows = []
    for line in page.lines:
        hints, tag = line.hints, page.boxes[line.hints.box].tag
        key = (tag, id(hints.roles), hints.signs)
        if key not in known:
            known[key] = [
                *[float(tag == each) for each in _TAGS],
                *[hints.roles.get(role, 0.0) for role in _ROLES],
                *[float(min(count, 3)) for count in hints.signs],
            ]
        rows.append(known[key])
    return np.array(rows)


def _places(
    page: PageText,
    prose: Sequence[bool],
    counts: Numbers,
    keys: Sequence[str],
    titles: frozenset[str],
    descriptions: frozenset[str],
    known: Sequence[bool] | None,
) -> Numbers:
    total = len(page.lines)
    heading = _heading(page, keys, titles)
    before = np.concatenate([[0.0], np.cumsum(counts)[:-1]])
    lines = np.arange(total, dtype=float)
    since = np.zeros(total) if heading is None else lines - heading
    words = np.zeros(total) if heading is None else before - before[heading]
    told = np.zeros(total) if known is None else np.where(np.array(known), 1.0, -1.0)
    return np.column_stack(
        [
            lines / total,
            before / max(counts.sum(), 1.0),
            np.sign(since) * np.log1p(np.abs(since)),
            np.sign(words) * np.log1p(np.abs(words)),
            [float(line.hints.depth) for line in page.lines],
            [float(key in titles) for key in keys],
            [_is_described(key, descriptions) for key in keys],
            told,
            _same_starts(keys),
            *_asides(page, prose, counts),
        ]
    )


def _asides(page: PageText, prose: Sequence[bool], counts: Numbers) -> tuple[list[float], list[float]]:
    """Return whether each line is named as set apart (comment, related, …), and the share of prose named so.

    Where most of the prose bears such a name it names the page, and not a part of it.
    """
    known: dict[int, tuple[str, ...]] = {}
    apart = []
    for line in page.lines:
        roles = line.hints.roles
        if id(roles) not in known:
            known[id(roles)] = tuple(role for role in _APART if role in roles)
        apart.append(known[id(roles)])
    shares = dict.fromkeys(_APART, 0.0)
    for named, count, is_prose in zip(apart, counts.tolist(), prose, strict=True):
        for role in named if is_prose else ():
            shares[role] += count
    total = max(float(counts @ np.array(prose, dtype=float)), 1.0)
    of_names = {named: [shares[role] / total for role in named] for named in known.values()}
    every = [of_names[named] for named in apart]
    return [float(any(share < _WHOLE for share in each)) for each in every], [min(each, default=0.0) for each in every]


def _is_described(key: str, descriptions: frozenset[str]) -> float:
    """Tell whether a line is what the page says of its article: the whole, or more than half of it from its begin."""
    if not key:
        return 0.0
    return float(
        any(key.startswith(each) or (each.startswith(key) and len(key) * 2 > len(each)) for each in descriptions)
    )


def _same_starts(keys: Sequence[str]) -> list[float]:
    """Return how many other lines begin with the same two words: "Read also: …"."""
    starts = [" ".join(key.split(" ", 2)[:2]) for key in keys]
    counts: dict[str, int] = {}
    for start in starts:
        counts[start] = counts.get(start, 0) + 1
    return [min(counts[start] - 1.0, 4.0) if " " in start else 0.0 for start in starts]


def _heading(page: PageText, keys: Sequence[str], titles: frozenset[str]) -> int | None:
    """Return the line that is the page's main heading: the first `h1` that says a title, else any of the two."""
    main = [index for index, line in enumerate(page.lines) if "title" in line.hints.roles]
    named = [index for index, key in enumerate(keys) if key in titles]
    both = [index for index in main if keys[index] in titles]
    return next(iter(both or named or main), None)


def _boxes(page: PageText, prose: Sequence[bool], counts: Numbers, links: Numbers) -> Numbers:
    """Return how much of the page's prose stands in each line's box, in that around it, and in boxes of its name."""
    total = max(sum(count for count, is_prose in zip(counts, prose, strict=True) if is_prose), 1.0)
    held: dict[int, float] = {}
    named: dict[tuple[str, str], list[float]] = {}
    sizes: dict[int, int] = {}
    linked: dict[int, float] = {}
    outers = [page.boxes[line.hints.box].outer for line in page.lines]
    outermost = [page.boxes[outer].outer for outer in outers]
    names = [page.boxes[line.hints.box].name for line in page.lines]
    for index, is_prose in enumerate(prose):
        weight = counts[index] * is_prose
        for box in {outers[index], outermost[index]}:
            held[box] = held.get(box, 0.0) + weight
            sizes[box] = sizes.get(box, 0) + 1
            linked[box] = linked.get(box, 0.0) + links[index]
        entry = named.setdefault(names[index], [0.0, 0.0, 0.0])
        entry[0] += weight
        entry[1] += links[index]
        entry[2] += 1
    inside = _main_box(page, prose, counts, total)
    rows = []
    for index in range(len(prose)):
        outer, second, name = outers[index], outermost[index], named[names[index]]
        is_inside = page.lines[index].hints.box in inside
        rows.append(
            [
                held[outer] / total,
                held[second] / total,
                name[0] / total,
                linked[outer] / sizes[outer],
                name[1] / name[2],
                log1p(sizes[outer]),
                linked[second] / sizes[second],
                float(is_inside),
                float(inside[page.lines[index].hints.box] if is_inside else -1),
            ]
        )
    return np.array(rows)


def _main_box(page: PageText, prose: Sequence[bool], counts: Numbers, total: float) -> dict[int, int]:
    """Return the innermost box with most of the page's prose and the boxes within it, each with its depth below it."""
    held = [0.0] * len(page.boxes)
    for line, count, is_prose in zip(page.lines, counts, prose, strict=True):
        if is_prose:
            held[line.hints.box] += count
    for box in range(len(held) - 1, 0, -1):  # a box's number is above that of the box around it
        held[page.boxes[box].outer] += held[box]
    main = max((box for box in range(len(held)) if held[box] >= _MOST * total), default=0)
    inside = {main: 0}
    for box in range(main + 1, len(held)):
        if page.boxes[box].outer in inside:
            inside[box] = inside[page.boxes[box].outer] + 1
    return inside


def _beside(page: PageText, own: Numbers, prose: Numbers) -> Numbers:
    """Return what stands just before and just after each line, and how much prose is near."""
    total = len(page.lines)
    boxes = page.boxes
    outers = np.array([boxes[line.hints.box].outer for line in page.lines])
    names = _numbered([boxes[line.hints.box].name for line in page.lines])
    headings = np.array([float("heading" in line.hints.roles) for line in page.lines])
    columns = []
    for step in (1, -1):
        other = np.arange(total) - step
        there = (other >= 0) & (other < total)
        other = np.clip(other, 0, total - 1)
        for values in (own[:, 0], own[:, 1], prose, outers[other] == outers, names[other] == names, headings):
            same = values.dtype == bool
            columns.append(np.where(there, values if same else values[other], -1.0))
    near = [_sums(prose, 3, 0), _sums(prose, 0, 3), _sums(prose, _FAR, 0), _sums(prose, 0, _FAR)]
    return np.column_stack([*columns, *near])


def _numbered(names: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    numbers: dict[tuple[str, str], int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names])


def _sums(values: Numbers, before: int, after: int) -> Numbers:
    """Return for each place the sum of the values up to `before` places before it and `after` places behind it."""
    running = np.array([0.0, *accumulate(values.tolist())])
    places = np.arange(len(values))
    low = np.maximum(places - before, 0) if before else places + 1
    high = places if before else np.minimum(places + 1 + after, len(values))
    sums: Numbers = running[np.maximum(high, low)] - running[low]
    return sums
