"""`python -m evaluation NAME --data PATH [--folds N]`: the figures of one gold set as one JSON line."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from retold.errors import RetoldError, UsageError

NAMES = (
    "quotations",
    "passages",
    "stories",
    "stories_own",
    "names",
    "merges",
    "times",
    "versions",
    "examples",
    "own",
    "pages",
    "blocks",
    "pairs",
    "records",
    "events",
)

Evaluation = Callable[..., dict[str, Any]]


def evaluation_named(name: str) -> Evaluation:
    """Return the function that scores gold set `name`. Raises `UsageError` for an unknown name."""
    if name not in NAMES:
        raise UsageError(f"{name}: no such evaluation. Expected one of: {', '.join(NAMES)}")
    function: Evaluation = importlib.import_module(f"evaluation.{name}").evaluate
    return function


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 0 when done, 1 for an error of the program, 2 for wrong usage or data."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description="Score Retold on labelled data.")
    parser.add_argument("name", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--data", type=Path, required=True, metavar="PATH", help="the labelled data")
    parser.add_argument("--folds", type=int, metavar="N", help="train on the rest, fold by fold")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write the faults as lines (own)")
    parser.add_argument("--peers", action="store_true", help="measure other extractors in the same run (pages)")
    given = parser.parse_args(arguments)
    try:
        if given.folds is not None and given.folds < 2:
            raise UsageError(f"--folds {given.folds}: too few. Expected 2 or more")
        if not given.data.exists():
            raise UsageError(f"{given.data}: no such file or folder. Give the labelled data: --data PATH")
        if given.errors is not None and given.name != "own":
            raise UsageError(f"--errors {given.errors}: {given.name} lists no faults. Expected the evaluation own")
        if given.peers and given.name != "pages":
            raise UsageError(f"--peers: {given.name} has none. Expected the evaluation pages")
        options: dict[str, Any] = {} if given.errors is None else {"errors": given.errors}
        options |= {"peers": True} if given.peers else {}
        figures = evaluation_named(given.name)(given.data, folds=given.folds, **options)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    except RetoldError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(figures, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
