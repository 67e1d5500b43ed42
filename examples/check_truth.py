"""Check that every string of `truth.json` stands in the article that it speaks of.

Needs nothing but Python. Run it as `python examples/check_truth.py`; it exits with 1 when something is wrong.
Text files and JSONL texts are compared to the character, HTML after a crude removal of tags with white space folded.
"""

from __future__ import annotations

import html
import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MEMBERS_OF_PARTS = (
    "crumbs",
    "captions",
    "bylines",
    "datelines",
    "credits",
    "headings",
    "not_quotations",
)


def strip_tags(page: str) -> str:
    """Return what a reader sees of a page, roughly, with white space folded."""
    page = re.sub(r"(?is)<(head|script|style)\b.*?</\1>", " ", page)
    # A tag inside a line joins its neighbours, a block's tag parts them.
    page = re.sub(r"(?i)</?(a|em|strong|b|i|span|time)\b[^>]*>", "", page)
    page = re.sub(r"(?s)<[^>]*>", " ", page)
    return re.sub(r"\s+", " ", html.unescape(page)).strip()


@cache
def visible_text(name: str) -> str:
    """Return the text of an article named `file` or `file.jsonl:LINE` (lines count from 1)."""
    file, _, line = name.partition(":")
    content = (HERE / file).read_bytes().decode("utf-8")
    if line:
        return str(json.loads(content.splitlines()[int(line) - 1])["text"])
    return strip_tags(content) if file.endswith(".html") else content


def check_place(name: str, place: dict[str, Any]) -> list[str]:
    """Name the ways in which a context with its offset fails to stand in an article."""
    text = visible_text(name)
    context = place["context"]
    if "begin" in place:
        stands = text.startswith(context, place["begin"])
        return [] if stands else [f"{name}: not at {place['begin']}: {context!r}"]
    expected = 2 if "occurrence" in place else 1
    count = text.count(context)
    return [] if count == expected else [f"{name}: {count} times, not {expected}: {context!r}"]


def check_quotation(quotation: dict[str, Any]) -> list[str]:
    """Name what is wrong with one quotation."""
    context = quotation["context"]
    spans = quotation["in_context"]
    problems = check_place(quotation["article"], quotation)
    pieces = [context[begin:end] for begin, end in spans["content"]]
    source = " ".join(context[begin:end] for begin, end in spans["source"]) or None
    cue = "".join(context[begin:end] for begin, end in spans["cue"]) or None
    found = (pieces, source, cue)
    if found != (quotation["content"], quotation["source"], quotation["cue"]):
        problems.append(f"{quotation['id']}: spans and strings differ")
    if any(channel not in visible_text(quotation["article"]) for channel in quotation["channel"]):
        problems.append(f"{quotation['id']}: a channel is not in the text")
    return problems


def check_altered(variant: dict[str, Any]) -> list[str]:
    """Name what is wrong with one changed reading."""
    problems = []
    for side in ("article", "exemplar"):
        place = variant[f"{side}_place"]
        begin, end = place["in_context"]
        if place["context"][begin:end] != variant[f"{side}_reading"]:
            problems.append(f"{variant['id']}: {side} reading differs from its place")
        if place["context"] not in visible_text(variant[side]):
            problems.append(f"{variant[side]}: missing {place['context']!r}")
    return problems


def check_parts(parts: dict[str, Any]) -> list[str]:
    """Name the crumbs, captions, bylines and so on that are not in their file."""
    text = visible_text(parts["file"])
    listed = [string for member in MEMBERS_OF_PARTS for string in parts[member]]
    strings = [string if isinstance(string, str) else string["text"] for string in listed]
    return [f"{parts['file']}: missing {string!r}" for string in strings if string not in text]


def check_names(truth: dict[str, Any]) -> list[str]:
    """Name the speakers that nobody declared and the names that no article has."""
    everything = "\n".join(visible_text(article["file"]) for article in truth["articles"])
    keys = {speaker["key"] for speaker in truth["speakers"]}
    problems = [
        f"{speaker['key']}: no article has {name!r}"
        for speaker in truth["speakers"]
        for name in speaker["names"]
        if name not in everything
    ]
    said = [row["speaker"] for row in truth["quotations"] + truth["statements"]]
    named = said + [key for speaker in truth["speakers"] for key in speaker["not_same_as"]]
    return problems + [f"unknown speaker {key!r}" for key in sorted(set(named) - keys)]


def files_named(truth: dict[str, Any]) -> set[str]:
    """Return every article that any part of the truth speaks of."""
    named = {name for story in truth["stories"] for name in story["articles"]}
    for row in truth["derivations"] + truth["not_derived"] + truth["altered"]:
        named |= {row["article"], row["exemplar"]}
    for statement in truth["statements"]:
        named |= {*statement["articles"], *statement["omitted"]}
    return named


def check_references(truth: dict[str, Any]) -> list[str]:
    """Name references to articles or quotations that do not exist, and articles in no story."""
    files = [article["file"] for article in truth["articles"]]
    problems = [f"unknown article {name!r}" for name in sorted(files_named(truth) - set(files))]
    in_stories = [name for story in truth["stories"] for name in story["articles"]]
    if sorted(in_stories) != sorted(files):
        problems.append("each article must stand in exactly one story")
    ids = [quotation["id"] for quotation in truth["quotations"]]
    if len(set(ids)) != len(ids):
        problems.append("two quotations have one id")
    members = [row["quotation"] for entry in truth["statements"] for row in entry["members"]]
    inside = [row["inside"] for row in truth["quotations"] if "inside" in row]
    return problems + [f"unknown id {name!r}" for name in sorted({*members, *inside} - set(ids))]


def check_shared_readings(truth: dict[str, Any]) -> list[str]:
    """Name the readings that an article said to have them lacks."""
    problems = []
    for shared in truth["shared_readings"]:
        places = [(name, shared["reading"]) for name in shared["articles"]]
        for name, reading in [*places, (shared["against"], shared["against_reading"])]:
            if reading not in visible_text(name):
                problems.append(f"{name}: missing {reading!r}")
    return problems


def check(truth: dict[str, Any]) -> list[str]:
    """Return every problem of the truth, in the order of its parts; empty when all is well."""
    problems = check_references(truth) + check_names(truth) + check_shared_readings(truth)
    for article in truth["articles"]:
        if article["title"] not in visible_text(article["file"]):
            problems.append(f"{article['file']}: title missing")
    for quotation in truth["quotations"]:
        problems += check_quotation(quotation)
    for variant in truth["altered"]:
        problems += check_altered(variant)
    for parts in truth["parts"]:
        problems += check_parts(parts)
    for trim in truth["trimmed"]:
        if trim["exemplar_text"] not in visible_text(trim["exemplar"]):
            problems.append(f"{trim['exemplar']}: missing {trim['exemplar_text']!r}")
    return problems


def main() -> int:
    """Print the problems, or how much was checked; return the exit status."""
    truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
    problems = check(truth)
    print("\n".join(problems) if problems else "truth.json agrees with its articles:")
    for part in ("articles", "stories", "derivations", "quotations", "statements", "altered"):
        print(f"  {len(truth[part])} {part}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
