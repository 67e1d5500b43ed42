"""Where alerts go: a command (JSON on its standard input), an Atom feed written whole, a file of JSON lines.

An alert waits in the watch's memory until it was delivered. After a crash in the very moment of delivery a command may
be run a second time for the same alert: its `id` tells. Feed and file never hold one twice.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from retold.errors import UsageError
from retold.watch.state import WatchState

_ATOM = "http://www.w3.org/2005/Atom"
_NAMES: Any = {None: _ATOM}
_FEED_ENTRIES = 200  # the newest; a reader that asks once a day misses none of them
_MAX_ATTEMPTS = 5  # of a command that fails; one a round
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KINDS = {"copy": "Copy", "statement": "New statement", "altered": "Altered quotation", "speaker": "New speaker"}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sinks:
    """Where the alerts of a watch go."""

    command: str | None = None
    feed: Path | None = None
    lines: Path | None = None
    seconds: float = 60.0  # for one run of the command

    def names(self) -> tuple[str, ...]:
        """Return the sinks that are asked for."""
        asked = (("command", self.command), ("feed", self.feed), ("lines", self.lines))
        return tuple(name for name, wanted in asked if wanted)

    def check(self) -> None:
        """Raise `UsageError` for a command that is none, or a file that cannot be written."""
        if self.command is not None:
            _words_of(self.command)
        for path in (self.feed, self.lines):
            if path is not None and not path.absolute().parent.is_dir():
                raise UsageError(f"{path}: no such folder. Make it, or name another file")


def deliver(state: WatchState, sinks: Sinks, *, say: Say) -> int:
    """Deliver what waits; return how many alerts went out. What could not be delivered waits, and `say` hears why."""
    sent = 0
    if sinks.lines is not None:
        sent += _deliver_together(state, "lines", lambda records: _append(_existing(sinks.lines), records), say)
    if sinks.feed is not None:
        sent += _deliver_together(state, "feed", lambda records: write_feed(_existing(sinks.feed), records), say)
    if sinks.command is not None:
        sent += _deliver_singly(state, sinks, say)
    return sent


def _existing(path: Path | None) -> Path:
    return path if path is not None else Path()


def _deliver_together(state: WatchState, sink: str, write: Callable[[list[dict[str, Any]]], None], say: Say) -> int:
    waiting = state.alerts(sink)
    if not waiting:
        return 0
    try:
        write([json.loads(record) for _, _, record in waiting])
    except OSError as error:
        say(f"alerts: {error.filename}: cannot write there ({error.strerror}); {len(waiting)} alerts wait")
        return 0
    with state.together():
        for number, _, _ in waiting:
            state.alert_done(number, sink)
    return len(waiting)


def _deliver_singly(state: WatchState, sinks: Sinks, say: Say) -> int:
    sent = 0
    for number, attempts, record in state.alerts("command"):
        if attempts >= _MAX_ATTEMPTS:
            say(f"alerts: given up after {attempts} attempts: {number}")
            state.alert_done(number, "command")
            continue
        state.alert_tried(number, "command")
        fault = _run(sinks.command or "", record, sinks.seconds)
        if fault is not None:
            say(f"alerts: {sinks.command}: {fault}; the others wait for the next round")
            break
        state.alert_done(number, "command")
        sent += 1
    return sent


def _words_of(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--alert {command!r}: {error}. Expected a program and its arguments") from error
    if not words:
        raise UsageError("--alert: an empty command. Expected a program and its arguments")
    return words


def _run(command: str, record: str, seconds: float) -> str | None:
    """Run a command with an alert on its standard input; return what went wrong. No shell reads the news' words."""
    try:
        done = subprocess.run(
            _words_of(command), input=f"{record}\n".encode(), timeout=seconds, check=False, stdout=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return f"did not end within {seconds:g} s"
    except OSError as error:
        return f"cannot be run ({error.strerror})"
    return None if done.returncode == 0 else f"ended with {done.returncode}"


# ---------------------------------------------------------------- a file of JSON lines


def _append(path: Path, records: Sequence[dict[str, Any]]) -> None:
    known = _ids_in(path)
    lines = [json.dumps(record, ensure_ascii=False) for record in records if record["id"] not in known]
    with path.open("ab") as file:
        if known.is_cut:
            file.write(b"\n")  # a crash left a line without its end
        file.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


class _Known(set[str]):
    """Ids that a file holds; `is_cut` where its last line has no end."""

    is_cut = False


def _ids_in(path: Path) -> _Known:
    known = _Known()
    if not path.exists():
        return known
    with path.open("rb") as file:
        for line in file:
            known.is_cut = not line.endswith(b"\n")
            found = re.match(rb'\{"id": "([0-9a-f]+)"', line)
            if found:
                known.add(found.group(1).decode("ascii"))
    return known


# ---------------------------------------------------------------- an Atom feed


def write_feed(path: Path, records: Sequence[dict[str, Any]]) -> None:
    """Write an Atom feed of alerts, newest first, whole and by rename; what it held before goes on behind them."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    fresh = [_entry(record, now) for record in reversed(records)]
    names = {entry.findtext(f"{{{_ATOM}}}id") for entry in fresh}
    kept = [entry for entry in _entries_of(path) if entry.findtext(f"{{{_ATOM}}}id") not in names]
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)
    _put(feed, "title", "Retold: alerts")
    _put(feed, "id", "urn:retold:alerts")
    _put(feed, "updated", now)
    feed.extend([*fresh, *kept][:_FEED_ENTRIES])
    content = etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)
    replace(path, content)


def replace(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    descriptor, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _entries_of(path: Path) -> list[Any]:
    if not path.exists():
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return list(etree.parse(str(path), parser).getroot().iterfind(f"{{{_ATOM}}}entry"))
    except etree.XMLSyntaxError:  # not ours, or cut: begun anew
        return []


def _entry(record: dict[str, Any], now: str) -> Any:
    entry = etree.Element(f"{{{_ATOM}}}entry", nsmap=_NAMES)
    _put(entry, "id", f"urn:retold:alert:{record['id']}")
    _put(entry, "title", title_of(record))
    _put(entry, "updated", now)
    author = etree.SubElement(entry, f"{{{_ATOM}}}author")
    _put(author, "name", record.get("outlet") or "outlet not stated")
    if record.get("url"):
        etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=_plain(record["url"]))
    category = etree.SubElement(entry, f"{{{_ATOM}}}category")
    category.set("term", record["kind"])
    _put(entry, "content", "\n".join(_lines_of(record)))
    return entry


def _lines_of(record: dict[str, Any]) -> Iterable[str]:
    if record.get("words"):
        yield f"{record.get('outlet') or 'outlet not stated'}: {record['words']}"
    if record.get("from_words"):
        yield f"{record.get('from_outlet') or 'outlet not stated'}: {record['from_words']}"
    if record.get("title"):
        yield f"Title: {record['title']}"
    if record.get("from_url"):
        yield f"Compared with: {record['from_url']}"
    yield f"Probability: {record['probability']:.2f}"


def title_of(record: dict[str, Any]) -> str:
    """Return an alert as a headline of its own, without any word of judgement."""
    outlet = record.get("outlet") or "outlet not stated"
    if record["kind"] == "copy":
        is_lost = str(record.get("from_article", "")).startswith("lost:")
        other = "a text not held" if is_lost else record.get("from_outlet") or "outlet not stated"
        return f"{_KINDS['copy']}: {outlet}, of {other} ({record['share']:.0%} of its words)"
    speaker = record.get("speaker_name") or "speaker not known"
    return f"{_KINDS[record['kind']]}: {speaker}, in {outlet}"


def _put(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _plain(text)


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
