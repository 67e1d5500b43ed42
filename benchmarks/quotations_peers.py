"""`python -m benchmarks.quotations_peers --data FILE`: textacy on the same articles, by the same scorer as Retold.

textacy 0.13 (`pip install textacy==0.13.0`, in an environment of its own beside Retold) finds direct quotations with
spaCy. It is given one paragraph at a time, for it fails on articles with odd marks; paragraphs on which it fails
count as empty, and their number is printed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.gold import json_lines
from evaluation.quotation_scores import Attribution, attribution_of, count_article, score

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_WORD = re.compile(r"\w+")
_MODEL = "en_core_web_sm"


class Textacy:
    """textacy's direct quotations, paragraph by paragraph; `failed` counts the paragraphs on which it raised."""

    def __init__(self) -> None:
        from textacy.extract import triples

        from retold.language.models import load

        self._model = load(_MODEL)
        self._extract = triples.direct_quotations
        self.failed = 0

    def attributions(self, text: str) -> list[Attribution]:
        """Return what textacy finds in a text, as spans of the text."""
        return [one for match in _PARAGRAPH.finditer(text) for one in self._paragraph(match[0], match.start())]

    def _paragraph(self, text: str, begin: int) -> Iterator[Attribution]:
        try:
            found = list(self._extract(self._model(text)))
        except Exception:  # noqa: BLE001 - whatever a peer raises, it is counted
            self.failed += 1
            return
        for one in found:
            source = _hull(one.speaker, begin)
            cue = _hull(one.cue, begin)
            yield Attribution(((begin + one.content.start_char, begin + one.content.end_char),), cue, source)


def _hull(tokens: Any, begin: int) -> tuple[tuple[int, int], ...]:
    every = list(tokens)
    if not every:
        return ()
    return ((begin + every[0].idx, begin + every[-1].idx + len(every[-1])),)


def measure(data: Path) -> dict[str, Any]:
    """Return textacy's figures on labelled articles, with its speed in words per processor second."""
    gold = json_lines(data, needed=("id", "text", "quotes"))
    peer = Textacy()
    began = time.process_time()
    found = [peer.attributions(record["text"]) for record in gold]
    seconds = time.process_time() - began
    counts = [
        count_article(record["text"], [attribution_of(quote) for quote in record["quotes"]], given)
        for record, given in zip(gold, found, strict=True)
    ]
    words = sum(len(_WORD.findall(record["text"])) for record in gold)
    return {
        "peer": "textacy",
        "paragraphs_failed": peer.failed,
        "words_per_cpu_second": round(words / seconds) if seconds else 0,
        **score(counts),
    }


def main() -> None:
    """Print the figures as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="JSON lines with id, text, quotes")
    arguments = parser.parse_args()
    if importlib.util.find_spec("textacy") is None:
        sys.exit("textacy is not installed. Expected it beside Retold: pip install textacy==0.13.0")
    print(json.dumps(measure(arguments.data)))


if __name__ == "__main__":
    main()
