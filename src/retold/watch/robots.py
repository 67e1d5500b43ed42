"""What a host lets programs read: robots.txt by RFC 9309, with `Crawl-delay` as the least time between requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

PRODUCT = "retold"  # our product token, as robots.txt would name us
MOST_BYTES = 512_000  # RFC 9309 asks for 500 KiB at least; what stands beyond is not read
_UNESCAPED = "/?#[]@!$&'()*+,;=:-._~%"  # what a path may hold as it is


@dataclass(frozen=True, slots=True)
class Rule:
    """One line `Allow` or `Disallow`."""

    allows: bool
    pattern: str


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site for us. `fault` is set where nothing may be read because the file could not be had."""

    rules: tuple[Rule, ...] = ()
    delay_seconds: float = 0.0
    fault: str = ""

    def refusal(self, path: str) -> str | None:
        """Return the rule that keeps us out of `path` (with its query); None where we may read it."""
        if self.fault:
            return self.fault
        target = normalised(path)
        matching = [rule for rule in self.rules if rule.pattern and _matches(rule.pattern, target)]
        if not matching or path == "/robots.txt":
            return None
        # The longest pattern decides; of two equally long ones, the one that allows.
        best = max(matching, key=lambda rule: (len(rule.pattern), rule.allows))
        return None if best.allows else f"Disallow: {best.pattern}"


def parse_robots(content: bytes, product: str = PRODUCT) -> Robots:
    """Return the rules for `product`: of the groups that name it, else of those for all (`*`).

    Lines that are none of ours are passed over, as the RFC says; broken bytes are replaced.
    """
    text = content[:MOST_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    ours, general = _Group(), _Group()
    agents: list[str] = []
    in_rules, is_named = False, False
    for line in re.split(r"\r\n|\r|\n", text):
        name, colon, value = line.partition("#")[0].partition(":")
        field, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            agents = [value.lower()] if in_rules else [*agents, value.lower()]
            in_rules = False
            is_named = is_named or _is_us(value, product)
        elif field in {"allow", "disallow", "crawl-delay"}:
            in_rules = True
            for group in (
                ours if any(_is_us(agent, product) for agent in agents) else None,
                general if "*" in agents else None,
            ):
                if group is not None:
                    group.add(field, value)
    chosen = ours if is_named else general
    return Robots(tuple(chosen.rules), chosen.delay_seconds)


class _Group:
    """Rules of all groups for one product, merged."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.delay_seconds = 0.0

    def add(self, field: str, value: str) -> None:
        """Take in a line."""
        if field != "crawl-delay":
            self.rules.append(Rule(field == "allow", normalised(value)))
            return
        if re.fullmatch(r"\d{1,7}(\.\d{1,6})?", value):
            self.delay_seconds = max(self.delay_seconds, float(value))


def _is_us(agent: str, product: str) -> bool:
    """Tell whether a user-agent line means us: the product token at its begin, without version, in any case."""
    token = re.match(r"[A-Za-z_-]*", agent.strip())
    return token is not None and token.group(0).lower() == product


def normalised(path: str) -> str:
    """Return a path or pattern with its characters beyond ASCII escaped and its escapes in capitals."""
    escaped = quote(path, safe=_UNESCAPED)
    return re.sub(r"%([0-9a-fA-F]{2})", _escape, escaped)


def _escape(found: re.Match[str]) -> str:
    character = chr(int(found.group(1), 16))
    # Unreserved characters mean the same escaped or not; others do not.
    return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else f"%{found.group(1).upper()}"


def _matches(pattern: str, path: str) -> bool:
    return matches_pattern(pattern, path)


def matches_pattern(pattern: str, path: str) -> bool:
    """Tell whether `path` begins as `pattern` says; `*` stands for any characters, `$` at the end for the path's end.

    Pieces are looked for from left to right: the time grows with the length, never with the number of stars.
    """
    is_anchored = pattern.endswith("$")
    first, *pieces = _pieces(pattern.removesuffix("$") if is_anchored else pattern)
    if not path.startswith(first):
        return False
    if not pieces:
        return not is_anchored or path == first
    at = len(first)
    last = pieces.pop()
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if is_anchored:
        return len(path) - at >= len(last) and path.endswith(last)
    return path.find(last, at) >= 0


@lru_cache(maxsize=10_000)
def _pieces(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split("*"))
