"""`python -m benchmarks.refusals FOLDER…`: how many pages that are articles are refused, and why.

Every `.html` and `.html.gz` below the folders is read as `retold add` reads it; all of them must be articles. Prints
one JSON line with the share that was refused and its 95 % interval (Wilson).
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retold.sources.encodings import decode_page, storable
from retold.sources.page_text import page_text, parse_page
from retold.sources.refusals import fault_of_page

_Z = 1.96


def measure(folders: Sequence[Path]) -> dict[str, Any]:
    """Judge every page below `folders`; return the refused ones with their reasons, and the time it took."""
    files = sorted(
        path for folder in folders for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz"))
    )
    refused: dict[str, str] = {}
    seconds, read = 0.0, 0
    for path in files:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        root = parse_page(storable(decode_page(content)))
        if root is None:
            continue
        page = page_text(root)
        began = time.process_time()
        fault = fault_of_page(root, page, path.name)
        seconds += time.process_time() - began
        read += 1
        if fault is not None:
            refused[path.name] = f"{fault.reason}: {fault.detail}"
    return {
        "pages": read,
        "refused": len(refused),
        "share": round(len(refused) / max(1, read), 4),
        "share_ci": _wilson(len(refused), read),
        "milliseconds_a_page": round(1000 * seconds / max(1, read), 2),
        "reasons": refused,
    }


def _wilson(count: int, total: int) -> list[float]:
    if not total:
        return [0.0, 1.0]
    share = count / total
    middle = share + _Z**2 / (2 * total)
    half = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    return [round(max(0.0, (middle + sign * half) / (1 + _Z**2 / total)), 4) for sign in (-1, 1)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measurements as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refusals", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    print(json.dumps(measure(parser.parse_args(arguments).folders), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
