"""The versions of one page as lines of text: when, how many places differ, and whether the page says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from retold.corpus import Corpus
from retold.page_versions import Version
from retold.side_by_side import marked_line
from retold.telling.holdings import handles_of
from retold.telling.wording import counted

_SHOWN = 50  # changes of one version
_NOTE_CHARACTERS = 160


def version_lines(corpus: Corpus, versions: Sequence[Version], *, limit: int | None = _SHOWN) -> Iterator[str]:
    """Yield the lines that tell the versions, oldest first, with each changed place."""
    handles = handles_of(corpus.table("origins"))
    first = versions[0].row
    where = first["url"] or handles.get(versions[0].article, versions[0].article)
    if len(versions) == 1:
        yield f"One version of {where} is held: nothing to compare."
        return
    yield f"{counted(len(versions), 'version')} of {where}, as held, oldest first"
    for version in versions:
        yield ""
        yield _heading(version, handles.get(version.article, version.article))
        if version.comparison is None:
            continue
        changed = [segment for segment in version.comparison.segments if segment.is_variant]
        for segment in changed[:limit]:
            yield marked_line(version.comparison, segment)
        if limit is not None and len(changed) > limit:
            yield f"  … {len(changed) - limit} more: --all"


def _heading(version: Version, name: str) -> str:
    times = [
        f"{word} {_minute(time)}"
        for word, time in (
            ("changed", version.row["modified"]),
            ("published", version.row["published"]),
            ("retrieved", version.retrieved),
        )
        if time is not None
    ]
    told = f"{version.number}  {name}  {', '.join(times[:2]) or 'time not stated'}"
    if version.comparison is None:
        return told
    count = sum(segment.is_variant for segment in version.comparison.segments)
    if not count:
        return f"{told}: the same words"
    return f"{told}: {counted(count, 'place')} differ{'s' if count == 1 else ''}, {_said(version)}"


def _said(version: Version) -> str:
    if version.note is None:
        return "and the page does not say so"
    words = " ".join(version.note.of(version.row["text"]).split())
    shown = words if len(words) <= _NOTE_CHARACTERS else f"{words[:_NOTE_CHARACTERS]}…"
    return f"and the page says: “{shown}”" if version.said == "note" else f"and the page tells only a time: “{shown}”"


def _minute(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M")
