"""What is new since the last look: copies, statements, altered quotations, speakers. Each is told once.

What is known is remembered by ids that do not move: quotations and articles. Ids of groups (statements, actors) change
with their members, so a statement is new when none of its quotations was known, and a speaker likewise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from retold.corpus import Corpus
from retold.ids import content_hash
from retold.opened import ASSERTED
from retold.versions import code_hash
from retold.watch.state import WatchState

KINDS = ("copy", "statement", "altered", "speaker")
_LOST = "lost:"
_LONGEST_WORDS = 300  # an excerpt, as in every export
_CODE = "code"  # the fact that says which code found what is known
_ON = "alerts"  # the fact that says what is known is kept up to date

_QUOTATIONS = f"""select q.quotation, q.article, q.statement, q.speaker, q.probability, q.content,
    e.name as speaker_name, list_transform(e.names, lambda n: n.name) as speaker_names
from quotations q left join entities e on e.entity = q.speaker where q.probability >= {ASSERTED} order by q.quotation"""
_COPIES = f"""select d.article, d.exemplar, d.share, d.probability from derivations d
where d.probability >= {ASSERTED} order by d.article, d.exemplar"""
_ALTERED = f"""select r.quotation, r.from_quotation, r.probability from retellings r
where r.form = 'altered' and r.quotation is not null and r.probability >= {ASSERTED}
order by r.quotation, r.from_quotation"""
_ARTICLES = "select a.article, a.outlet, a.url, a.title, a.published from articles a where a.article in"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts somebody asks for; nothing asked for is all of them."""

    speaker: str | None = None  # part of a name: statements, altered quotations and this speaker
    altered: bool = False  # altered quotations
    copies_of: str | None = None  # copies of what this outlet ran

    def kinds(self) -> set[str]:
        """Return the kinds that are asked for."""
        if not (self.speaker or self.altered or self.copies_of):
            return set(KINDS)
        quoted = {"altered"} if self.altered else {"statement", "altered", "speaker"} if self.speaker else set()
        return quoted | ({"copy"} if self.copies_of else set())

    def has(self, alert: Alert) -> bool:
        """Tell whether an alert was asked for."""
        if alert.kind not in self.kinds():
            return False
        if alert.kind == "copy":
            return self.copies_of is None or _is_named(self.copies_of, [alert.record.get("from_outlet")], whole=True)
        return self.speaker is None or _is_named(self.speaker, alert.names, whole=False)


@dataclass(frozen=True, slots=True)
class Alert:
    """One new thing, with what a reader needs to look it up; `names` are all names of its speaker."""

    id: str
    kind: str
    record: dict[str, Any]
    names: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the alert as one line of JSON."""
        return json.dumps({"id": self.id, "kind": self.kind, **self.record}, ensure_ascii=False, sort_keys=False)


def _is_named(wanted: str, names: Iterable[str | None], *, whole: bool) -> bool:
    folded = wanted.casefold().strip()
    return any(folded == name.casefold() if whole else folded in name.casefold() for name in names if name)


def begin_alerts(corpus: Corpus, state: WatchState) -> None:
    """Take what the store holds now for known, unless it is kept up to date already.

    Another version of the program may find other spans in the same texts: these are no news either.
    """
    code = code_hash()
    if state.fact(_ON) == "on" and state.fact(_CODE) == code:
        return
    if corpus.path.exists():
        corpus.build()
    keys = [key for key, _ in _found(corpus)] if corpus.path.exists() else []
    with state.together():
        state.tell(keys)
        state.set_fact(_ON, "on")
        state.set_fact(_CODE, code)


def end_alerts(state: WatchState) -> None:
    """Remember that nobody asked for alerts: what comes meanwhile will be known when somebody does."""
    if state.fact(_ON) == "on":
        state.set_fact(_ON, "off")


def new_alerts(corpus: Corpus, state: WatchState, wanted: Wanted, sinks: Sequence[str]) -> int:
    """Let an alert wait for each of `sinks` for all that is new and wanted; all of it is known from then on.

    Returns the number of alerts.
    """
    if not corpus.path.exists():
        return 0
    found = _found(corpus)
    keys = dict(found)
    untold = state.untold(keys)
    named = _Named(corpus)
    alerts = [alert for alert in named.alerts(untold, found) if wanted.has(alert)]
    with state.together():
        state.tell(keys)
        for alert in alerts:
            for sink in sinks:
                state.add_alert(alert.id, sink, alert.line())
    return len(alerts)


def drop_gone_alerts(corpus: Corpus, state: WatchState) -> None:
    """Forget the alerts of articles that were removed before they were told."""
    waiting = state.articles_alerted()
    if waiting and corpus.path.exists():
        held = _rows_of(corpus, f"{_ARTICLES} (select unnest(?))", waiting)
        state.drop_alerts(article for article in waiting if article not in held)


def _found(corpus: Corpus) -> list[tuple[str, tuple[str, ...]]]:
    """Return what may be news, by keys that do not move: quotations, copies, altered quotations."""
    with corpus.pinned():
        quotations = corpus.ask(f"select x.quotation from ({_QUOTATIONS}) x order by 1").column(0).to_pylist()
        copies = corpus.rows(_COPIES)
        altered = corpus.rows(_ALTERED)
    return [
        *((content_hash("quotation", each), ("quotation", each)) for each in quotations),
        *((_copy_key(row), ("copy", row["article"], row["exemplar"])) for row in copies),
        *(
            (content_hash("altered", row["quotation"], row["from_quotation"]),
             ("altered", row["quotation"], row["from_quotation"] or ""))
            for row in altered
        ),
    ]  # fmt: skip


def _copy_key(row: dict[str, Any]) -> str:
    """Return what a copy is known by; a text that is not held has no lasting name."""
    exemplar = row["exemplar"]
    return content_hash("copy", row["article"], _LOST if exemplar.startswith(_LOST) else exemplar)


class _Named:
    """The rows behind the keys, as alerts with names and words."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def alerts(self, untold: set[str], found: Sequence[tuple[str, tuple[str, ...]]]) -> list[Alert]:
        """Return an alert for everything new, in a fixed order."""
        if not untold:
            return []
        corpus = self._corpus
        with corpus.pinned():
            self._quotations = {row["quotation"]: row for row in corpus.rows(_QUOTATIONS)}
            new = {key[1] for name, key in found if name in untold and key[0] == "quotation"}
            copied = {(key[1], key[2]) for name, key in found if name in untold and key[0] == "copy"}
            changed = {(key[1], key[2]) for name, key in found if name in untold and key[0] == "altered"}
            articles = {self._quotations[each]["article"] for each in new if each in self._quotations}
            for pair in copied:
                articles.update(pair)
            for pair in changed:
                articles.update(self._quotations[each]["article"] for each in pair if each in self._quotations)
            self._articles = _rows_of(corpus, f"{_ARTICLES} (select unnest(?))", sorted(articles))
            self._texts = _texts(corpus, sorted(articles))
            return [
                *self._copies(copied),
                *self._groups("statement", new),
                *self._altered(changed),
                *self._groups("speaker", new),
            ]

    def _copies(self, pairs: set[tuple[str, str]]) -> list[Alert]:
        alerts = []
        for row in self._corpus.rows(_COPIES):
            if (row["article"], row["exemplar"]) in pairs:
                exemplar = row["exemplar"]
                record = {
                    **self._place(row["article"]),
                    **self._place(exemplar, "from_"),
                    "share": row["share"],
                    "probability": row["probability"],
                }
                alerts.append(Alert(_copy_key(row), "copy", record))
        return alerts

    def _altered(self, pairs: set[tuple[str, str]]) -> list[Alert]:
        alerts = []
        for row in self._corpus.rows(_ALTERED):
            quotation = self._quotations.get(row["quotation"])
            if (row["quotation"], row["from_quotation"] or "") not in pairs or quotation is None:
                continue
            origin = self._quotations.get(row["from_quotation"] or "")
            record = {
                **self._quoted(quotation),
                "from_quotation": row["from_quotation"],
                **(self._place(origin["article"], "from_") if origin else {}),
                "from_words": self._words(origin) if origin else None,
                "probability": row["probability"],
            }
            key = content_hash("altered", row["quotation"], row["from_quotation"])
            alerts.append(Alert(key, "altered", record, tuple(quotation["speaker_names"] or ())))
        return alerts

    def _groups(self, column: str, new: set[str]) -> list[Alert]:
        """Return an alert for each statement or speaker of whom no quotation was known."""
        members: dict[str, list[dict[str, Any]]] = {}
        for row in self._quotations.values():
            if row[column] is not None:
                members.setdefault(row[column], []).append(row)
        alerts = []
        for group in sorted(members):
            rows = members[group]
            if all(row["quotation"] in new for row in rows):
                least = rows[0]  # in the order of their ids
                record = {**self._quoted(least), "quotations": len(rows), "probability": least["probability"]}
                key = content_hash(column, least["quotation"])
                alerts.append(Alert(key, column, record, tuple(least["speaker_names"] or ())))
        return alerts

    def _quoted(self, quotation: dict[str, Any]) -> dict[str, Any]:
        return {
            **self._place(quotation["article"]),
            "quotation": quotation["quotation"],
            "statement": quotation["statement"],
            "speaker": quotation["speaker"],
            "speaker_name": quotation["speaker_name"],
            "words": self._words(quotation),
        }

    def _words(self, quotation: dict[str, Any]) -> str:
        text = self._texts.get(quotation["article"], "")
        words = " … ".join(text[span["begin"] : span["end"]] for span in quotation["content"] or ())
        return words if len(words) <= _LONGEST_WORDS else f"{words[: _LONGEST_WORDS - 1]}…"

    def _place(self, article: str, prefix: str = "") -> dict[str, Any]:
        row = self._articles.get(article, {})
        published = row.get("published")
        return {
            f"{prefix}article": article,
            f"{prefix}outlet": row.get("outlet"),
            f"{prefix}url": row.get("url"),
            f"{prefix}title": row.get("title"),
            f"{prefix}published": published.strftime("%Y-%m-%dT%H:%M:%SZ") if published else None,
        }


def _rows_of(corpus: Corpus, query: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {row["article"]: row for row in corpus.rows(query, [list(keys)])}


def _texts(corpus: Corpus, keys: Sequence[str]) -> dict[str, str]:
    rows = corpus.ask("select a.article, a.text from articles a where a.article in (select unnest(?))", [list(keys)])
    return dict(zip(*rows.to_pydict().values(), strict=True))
