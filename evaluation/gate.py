"""`python -m evaluation.gate`: no figure may fall below its floor, and a floor may only rise.

`floors.json` pins the labelled data by its hash. To lower a floor, or to pin other data, takes a reason, which stays in
the file.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from evaluation.__main__ import evaluation_named
from retold.errors import RetoldError, UsageError

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
EXAMPLES = HERE.parent / "examples"
DATA_ROOT_VARIABLE = "RETOLD_DATA"
_ALWAYS = "examples"
_OURS = "evaluation/data/"
_SLACK = 1e-9  # a figure equal to its floor passes

Floors = dict[str, Any]


def data_path(name: str, gold: Floors, data_root: Path | None) -> Path | None:
    """Return where the data of a gold set lies; None where it is not at hand."""
    if name == _ALWAYS:
        return EXAMPLES
    own = HERE.parent / gold["data"]
    if gold["data"].startswith(_OURS):  # annotated texts of our own stand in the repository
        return own if own.exists() else None
    path = data_root / gold["data"] if data_root else None
    return path if path is not None and path.exists() else None


def data_hash(path: Path) -> str:
    """Return the SHA-256 of a file, or of the names and bytes of a folder's files."""
    digest = sha256()
    inside = (each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)
    files = [path] if path.is_file() else sorted(inside)
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def check(name: str, gold: Floors, path: Path) -> tuple[dict[str, float], list[str]]:
    """Return the figures that have floors, and what is wrong with them."""
    if data_hash(path) != gold["sha256"]:
        return {}, [f"{name}: {path} is not the data that the floors were measured on. Pin it: --pin {name} --reason …"]
    figures = evaluation_named(name)(path)
    measured = {key: _figure(figures, key) for key in gold["floors"]}
    problems = [
        f"{name}.{key}: {measured[key]} is below its floor {floor}"
        for key, floor in gold["floors"].items()
        if measured[key] < floor - _SLACK
    ]
    return measured, problems


def _figure(figures: Floors, key: str) -> float:
    """Return a figure; `overlap50/all.f1` is `f1` of the figures under `overlap50/all`."""
    name, _, part = key.partition(".")
    value = figures.get(name)
    value = value.get(part) if part and isinstance(value, dict) else value
    return float(value or 0.0)


def lower(floors: Floors, change: str, reason: str | None) -> None:
    """Lower one floor, `NAME.FIGURE=VALUE`, and write down why. Raises `UsageError` where that makes no sense."""
    place, _, value = change.partition("=")
    name, _, key = place.partition(".")
    if not reason:
        raise UsageError("--lower: no reason. Expected --reason WHY: it stays in floors.json")
    if key not in floors["gold"].get(name, {}).get("floors", {}):
        raise UsageError(f"--lower {change}: no such floor. Expected NAME.FIGURE=VALUE as in floors.json")
    try:
        wanted = float(value)
    except ValueError as error:
        raise UsageError(f"--lower {change}: {value!r} is no number") from error
    before = floors["gold"][name]["floors"][key]
    if wanted >= before:
        raise UsageError(f"--lower {change}: not below the floor of {before}. Floors rise by --raise")
    floors["gold"][name]["floors"][key] = wanted
    floors["lowered"].append({"floor": place, "from": before, "to": wanted, "reason": reason})


def pin(floors: Floors, name: str, reason: str | None, data_root: Path | None) -> None:
    """Pin the data of a gold set as it is now, and write down why. Raises `UsageError`."""
    if not reason:
        raise UsageError("--pin: no reason. Expected --reason WHY: it stays in floors.json")
    gold = floors["gold"].get(name)
    path = data_path(name, gold, data_root) if gold else None
    if gold is None or path is None:
        raise UsageError(f"--pin {name}: no such gold set, or its data is not at hand")
    floors["pinned"].append({"gold": name, "from": gold["sha256"], "to": data_hash(path), "reason": reason})
    gold["sha256"] = data_hash(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check every gold set at hand; 0 when all floors hold, 1 when one does not, 2 for wrong usage."""
    given = _parser().parse_args(arguments)
    floors = json.loads(given.floors.read_text(encoding="utf-8"))
    try:
        changes = (given.lower or [], given.pin or [])
        for change in changes[0]:
            lower(floors, change, given.reason)
        for name in changes[1]:
            pin(floors, name, given.reason, given.data_root)
        problems = [] if any(changes) else _check_all(floors, given)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    except RetoldError as error:
        print(error, file=sys.stderr)
        return 1
    if any(changes) or given.raise_floors:
        given.floors.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _check_all(floors: Floors, given: argparse.Namespace) -> list[str]:
    """Print each gold set's figures beside their floors; return what is wrong."""
    problems = []
    for name, gold in floors["gold"].items():
        if given.only and name not in given.only:
            continue
        path = data_path(name, gold, given.data_root)
        if path is None:
            print(f"not checked: {name} ({gold['data']} is not at hand; --data-root or {DATA_ROOT_VARIABLE} names it)")
            continue
        measured, wrong = check(name, gold, path)
        problems += wrong
        for key, value in measured.items():
            print(f"{name}.{key}: {value} (floor {gold['floors'][key]})")
            if given.raise_floors:
                gold["floors"][key] = max(value, gold["floors"][key])
    return problems


def _parser() -> argparse.ArgumentParser:
    root = os.environ.get(DATA_ROOT_VARIABLE)
    parser = argparse.ArgumentParser(prog="python -m evaluation.gate", description="Hold figures to their floors.")
    parser.add_argument("--data-root", type=Path, default=Path(root) if root else None, help="folder of the gold sets")
    parser.add_argument("--floors", type=Path, default=FLOORS, help=argparse.SUPPRESS)
    parser.add_argument("--only", action="append", metavar="NAME", help="check only this gold set; may be repeated")
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="raise floors to what is measured")
    parser.add_argument("--lower", action="append", metavar="NAME.FIGURE=VALUE", help="lower a floor")
    parser.add_argument("--pin", action="append", metavar="NAME", help="pin the data of a gold set as it is now")
    parser.add_argument("--reason", help="why a floor is lowered or data pinned")
    return parser


if __name__ == "__main__":
    sys.exit(main())
