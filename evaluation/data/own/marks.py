"""Turn the marked articles of this folder into texts and truths, and check that every span slices to its words.

The marks are: `[words|key]` a name or pronoun, `[words~key]` a nominal, `{1 words}` content of quotation 1,
`{1s words}` its source, `{1c words}` its cue. After a line `---` one line a quotation: its number, d(irect), m(ixed)
or i(ndirect), the speaker's key or `-`, then flags (`opt`, `denied`, `w`, `att=`, `also=`, `ch=`, `in=`, `join=`).

    python -m evaluation.data.own.marks            # check
    python -m evaluation.data.own.marks --write    # write NAME.txt and NAME.json beside NAME.marked
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_KINDS = {"d": "direct", "m": "mixed", "i": "indirect"}
_ROLES = {"": "content", "s": "source", "c": "cue"}
_OPENING = re.compile(r"\{(\d+)([sc]?) ")
_KEY = re.compile(r"[|~]([\w-]+)\]")
_FIRST = {"i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours"}
_THIRD = {"he", "him", "his", "she", "her", "hers", "it", "its", "they", "them", "their", "theirs"}
_PRONOUNS = frozenset(_FIRST | _THIRD)

Row = dict[str, Any]


class BadMarks(ValueError):
    """A marked article cannot be read."""


def read_marks(marked: str) -> tuple[str, list[Row], list[Row]]:
    """Return the bare text, its mentions and its marked pieces. Raises `BadMarks` where a mark is not closed."""
    text, mentions, pieces = "", [], []
    stack: list[tuple[str, int, tuple[str, str]]] = []
    at = 0
    while at < len(marked):
        letter = marked[at]
        opening, key = _OPENING.match(marked, at), _KEY.match(marked, at)
        if opening:
            stack.append(("}", len(text), (opening[1], _ROLES[opening[2]])))
            at = opening.end()
        elif letter == "[":
            stack.append(("]", len(text), ("", "")))
            at += 1
        elif key and _closes(stack, "]", marked, at):
            _, begin, _ = stack.pop()
            kind = "nominal" if letter == "~" else _kind_of(text[begin:])
            words = text[begin:].rstrip()
            mentions.append(_span(begin, words) | {"kind": kind, "key": key[1]})
            at = key.end()
        elif letter == "}" and _closes(stack, "}", marked, at):
            _, begin, (number, role) = stack.pop()
            pieces.append(_span(begin, text[begin:]) | {"number": int(number), "role": role})
            at += 1
        else:
            text += letter
            at += 1
    if stack:
        raise BadMarks(f"{len(stack)} marks are not closed, one of them at {text[stack[-1][1] :][:40]!r}")
    order = lambda row: (row["begin"], -row["end"])  # noqa: E731  one key for both lists
    return text, sorted(mentions, key=order), sorted(pieces, key=order)


def _closes(stack: Sequence[tuple[str, int, tuple[str, str]]], closing: str, marked: str, at: int) -> bool:
    if not stack or stack[-1][0] != closing:
        raise BadMarks(f"{closing} closes nothing at {marked[at - 30 : at + 10]!r}")
    return True


def _kind_of(words: str) -> str:
    return "pronoun" if words.lower() in _PRONOUNS else "name"


def _span(begin: int, words: str) -> Row:
    return {"begin": begin, "end": begin + len(words), "text": words}


# ---------------------------------------------------------------- truth


def truth_of(name: str, marked: str) -> tuple[str, Row]:
    """Return the text and the truth of a marked article. Raises `BadMarks` for marks that do not fit together."""
    body, _, listed = marked.partition("\n---\n")
    text, mentions, pieces = read_marks(body + "\n")
    title_end = text.index("\n")
    quotations = [_quotation(line.split(), pieces, title_end) for line in listed.splitlines() if line.strip()]
    numbers = [quotation["id"] for quotation in quotations]
    if sorted(set(numbers)) != sorted(numbers) or set(numbers) != {piece["number"] for piece in pieces}:
        raise BadMarks(f"{name}: the numbers marked and the numbers listed differ")
    return text, {"article": name, "title": [0, title_end], "mentions": mentions, "quotations": quotations}


def _quotation(words: Sequence[str], pieces: Sequence[Row], title_end: int) -> Row:
    number, kind, speaker, *flags = words
    valued = dict(flag.split("=") for flag in flags if "=" in flag)
    spans: dict[str, list[Row]] = {
        role: [
            {key: piece[key] for key in ("begin", "end", "text")}
            for piece in pieces
            if piece["number"] == int(number) and piece["role"] == role
        ]
        for role in ("content", "source", "cue")
    }
    if not spans["content"]:
        raise BadMarks(f"quotation {number} has no content")
    return {
        "id": int(number),
        "kind": _KINDS[kind],
        "block": "title" if spans["content"][0]["begin"] < title_end else "body",
        "required": "opt" not in flags,
        "attitude": valued.get("att", "writing" if "w" in flags else "speech"),
        "polarity": "denied" if "denied" in flags else "affirmed",
        "speaker": _key(speaker),
        "speaker_also": [_key(valued["also"])] if "also" in valued else [],
        "channel": [valued["ch"]] if "ch" in valued else [],
        "inside": int(valued["in"]) if "in" in valued else None,
        "joined_to": int(valued["join"]) if "join" in valued else None,
        **spans,
    }


def _key(word: str) -> str | None:
    return None if word == "-" else word


# ---------------------------------------------------------------- checking


def problems_of(text: str, truth: Mapping[str, Any]) -> list[str]:
    """Name what is wrong with a truth: a span that is not its words, a key that nothing bears, a number unknown."""
    spans = [*truth["mentions"]]
    keys = {mention["key"] for mention in truth["mentions"]}
    numbers = {quotation["id"] for quotation in truth["quotations"]}
    problems = []
    for quotation in truth["quotations"]:
        spans += [span for role in ("content", "source", "cue") for span in quotation[role]]
        unknown = {quotation["speaker"], *quotation["speaker_also"]} - keys - {None}
        problems += [f"quotation {quotation['id']}: no mention of {key}" for key in sorted(map(str, unknown))]
        linked = {quotation["inside"], quotation["joined_to"]} - numbers - {None}
        problems += [f"quotation {quotation['id']}: no quotation {number}" for number in sorted(map(str, linked))]
    problems += [
        f"{span['begin']}: {text[span['begin'] : span['end']]!r}, not {span['text']!r}"
        for span in spans
        if not span["text"] or span["text"] != span["text"].strip() or text[span["begin"] : span["end"]] != span["text"]
    ]
    return problems


def main(arguments: Sequence[str]) -> int:
    """Check the folder, or write it anew; 1 when something is wrong."""
    problems = []
    for path in sorted(HERE.glob("*.marked")):
        text, truth = truth_of(path.stem, path.read_text(encoding="utf-8"))
        written = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
        if "--write" in arguments:
            path.with_suffix(".txt").write_text(text, encoding="utf-8", newline="\n")
            path.with_suffix(".json").write_text(written, encoding="utf-8", newline="\n")
        held = [path.with_suffix(suffix).read_text(encoding="utf-8") for suffix in (".txt", ".json")]
        problems += [f"{path.stem}: {problem}" for problem in problems_of(held[0], json.loads(held[1]))]
        if held != [text, written]:
            problems.append(f"{path.stem}: text or truth is not what the marks say. Write them anew: --write")
    print("\n".join(problems) or "every span slices to its words")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
