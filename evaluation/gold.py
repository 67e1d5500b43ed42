"""Reading labelled data. What is missing or of another format is one clear line, never a traceback."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retold.errors import UsageError


class BadGold(UsageError):
    """The labelled data is missing or not of the expected format."""


def json_lines(path: Path, *, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file, gzipped or not.

    Raises `BadGold` where the file is missing, a line is no object, or an object lacks a key of `needed`.
    """
    return list(_objects(path, needed))


def _objects(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadGold(f"{path}, line {number}: not JSON ({error.msg}). Expected one object a line") from error
        missing = [key for key in needed if not isinstance(found, dict) or key not in found]
        if missing:
            raise BadGold(f"{path}, line {number}: no {', '.join(missing)}. Expected the keys {', '.join(needed)}")
        yield found


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise BadGold(f"{path}: no such file. Give the labelled data: --data PATH")
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return content.decode("utf-8").splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadGold(f"{path}: cannot be read ({error}). Expected JSON lines in UTF-8, gzipped or not") from error


def only_file(folder: Path, pattern: str) -> Path:
    """Return the one file of `folder` whose name fits `pattern`. Raises `BadGold` where there is none or several."""
    if not folder.is_dir():
        raise BadGold(f"{folder}: no such folder. Give the folder of the labelled data: --data PATH")
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise BadGold(f"{folder}: {len(found)} files named {pattern}. Expected one")
    return found[0]
