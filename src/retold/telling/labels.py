"""How the tellings call things: articles, outlets, texts not held, speakers, excerpts and evidence."""

from __future__ import annotations

import re
from functools import cache

from retold.actors.gazetteer import entries
from retold.telling.holdings import LOST, Holdings, Row
from retold.telling.wording import say

_SHORT = 20  # a span of fewer code points says little without the words before it
EXCERPT = 300  # code points of a piece of text that are shown unless full texts are asked for
_HASH = re.compile(r"[0-9a-f]{8,}")
_JOINERS = "\u200c\u200d"  # not printable to Python, yet letters of Persian and others need them
_NO_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")


def handle(held: Holdings, article: str) -> str:
    """Return the short name of an article or of a text not held."""
    if article.startswith(LOST):
        return lost_name(held, article) or "text not held"
    return held.handles.get(article, article[:8])


def lost_name(held: Holdings, key: str) -> str | None:
    """Return the outlet that a text not held is known by; None where no text names one.

    >>> lost_name(Holdings(), "lost:Press TV")
    'Press TV'
    """
    for part in key.removeprefix(LOST).split(":"):
        if part and not _HASH.fullmatch(part):
            return _written(held, part)
    return None


def _written(held: Holdings, slug: str) -> str:
    """Return an outlet's name as texts write it, from the form that it has in the key of a lost text."""
    names = {name for row in held.outlets.values() for name in (row["name"], *(row["names"] or []), row["outlet"])}
    fitting = sorted(name for name in names if _slug(name) == _slug(slug))
    return next((name for name in fitting if name != name.lower()), fitting[0] if fitting else plain(slug))


def _slug(name: str) -> str:
    return _NO_WORD.sub("-", name.casefold()).strip("-")


def outlet_name(held: Holdings, article: str) -> str:
    """Return who published an article, or "outlet not stated"."""
    outlet = held.articles[article]["outlet"] if held.is_held(article) else None
    return say("outlet_unknown") if outlet is None else plain(str(outlet))


def is_outlet_stated(held: Holdings, article: str) -> bool:
    """Tell whether somebody said who published the article."""
    return held.is_held(article) and held.articles[article]["outlet"] is not None


def speaker_name(held: Holdings, entity: str | None) -> str:
    """Return the speaker's name, or "speaker not known"."""
    row = held.entities.get(entity or "")
    return str(row["name"]) if row and row["name"] else "speaker not known"


def speaker_label(held: Holdings, entity: str | None) -> str:
    """Return the speaker's name with country and role where these are known, such as `Ann Orr (Norway, envoy)`."""
    row = held.entities.get(entity or "")
    about = [part for part in (country_name(row["country"]), role_of(row)) if part] if row else []
    return f"{speaker_name(held, entity)} ({', '.join(about)})" if about else speaker_name(held, entity)


def role_of(row: Row) -> str:
    """Return an entity's role: the one listed first; empty for none."""
    roles = [role for role in row["roles"] or [] if role]
    return _SPACE.sub(" ", roles[0]) if roles else ""


@cache
def _countries() -> dict[str, str]:
    return {entry.country: entry.name for entry in entries().values() if entry.sort == "country" and entry.country}


def country_name(code: str | None) -> str:
    """Return the name of a country (ISO 3166 alpha-3); the code itself where it is not in our list."""
    return _countries().get(code, code) if code else ""


def plain(text: str) -> str:
    """Return `text` on one line, without control characters: for labels, never for offsets."""
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace() or c in _JOINERS)
    return _SPACE.sub(" ", text).strip()


def shortened(text: str, limit: int = EXCERPT) -> str:
    """Return `text` on one line with at most `limit` code points, cut between words, with "…" for what is cut.

    >>> shortened("over the hills", 10)
    'over the…'
    """
    line = plain(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > limit // 2 else cut}…"


def evidence_phrases(held: Holdings, evidence: list[Row] | None, *, limit: int = 3) -> list[str]:
    """Return the weightiest reasons as phrases, such as `05 “published on Tuesday”`."""
    items = sorted(evidence or [], key=lambda item: (-abs(item["weight"] or 0), _place(item)))
    phrases: list[str] = []
    for item in items:
        phrase = evidence_phrase(held, item)
        if phrase and phrase not in phrases:
            phrases.append(phrase)
    return phrases[:limit]


def evidence_phrase(held: Holdings, item: Row) -> str:
    """Return one reason: the words it points at, with their article, or its kind."""
    kind = str(item["kind"]).replace("_", " ")
    article = item["article"]
    if article is None or not held.is_held(article):
        return kind
    if item["kind"] == "derivation" and item["id"]:
        return say("takes_text", article=handle(held, article), exemplar=handle(held, item["id"]))
    if item["begin"] is None or item["end"] is None or item["end"] <= item["begin"]:
        return f"{kind} ({handle(held, article)})"
    words = with_words_before(held.text(article), item["begin"], item["end"])
    return f"{handle(held, article)} “{words}” ({kind})"


def with_words_before(text: str, begin: int, end: int) -> str:
    """Return a span's words, short ones with up to two words before them on their line: `he told Alba`."""
    words = text[begin:end]
    if len(words) >= _SHORT:
        return shortened(words, 60)
    before = text[:begin].rpartition("\n")[2].split(" ")[-3:]  # the last is empty where a space precedes the span
    return shortened(" ".join(before) + words, 60)


def _place(item: Row) -> tuple[str, str, int, int]:
    return (str(item["kind"]), item["article"] or "", item["begin"] or 0, item["end"] or 0)
