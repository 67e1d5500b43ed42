"""Corrects findings by hand: what users type becomes a row that every later build reads, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from retold.corpus import Corpus
from retold.corrections.fields import (
    ANOTHER_ACTOR,
    COPY,
    FIELDS,
    NO,
    QUOTATION,
    SAME_ACTOR,
    SPEAKER,
    STORY,
    WHOLE_ARTICLE,
    Correction,
    place_named,
    place_of,
)
from retold.errors import NotFound, UsageError
from retold.sources.records import untold
from retold.spans import Span, best_overlapping, hull, spans_in
from retold.store import Workspace
from retold.tables import STAGE_TABLES

_LEAST_PREFIX = 6  # characters of a quotation's or mention's id that are taken for one
_MANY = (SAME_ACTOR, ANOTHER_ACTOR, COPY)  # fields of which one place may have several corrections
_LISTED = 5  # names shown in an error
_LAST_OFFSET = 2**31 - 1


# ---------------------------------------------------------------- what a user types


def correction_of(
    corpus: Corpus,
    place: str,
    field: str,
    value: str | None = None,
    *,
    exemplar: str | None = None,
    said: Mapping[str, Any] | None = None,
) -> Correction:
    """Return the correction that a user means, at the place of the finding that it overlaps most.

    `place` is `ARTICLE`, `ARTICLE:BEGIN-END`, or the id of a quotation or mention; `said` holds author, time and
    reason. Raises `NotFound` for what is not in the store and `UsageError` for what cannot be corrected so.
    """
    field = field.strip().lower().replace("-", " ")
    if field not in FIELDS:
        raise UsageError(f"no field {field!r} to correct. Expected one of: {', '.join(FIELDS)}")
    article, span = _place(corpus, place)
    text = _text(corpus, article)
    if span is not None and not (span.begin < span.end <= len(text)):
        raise UsageError(
            f"{place}: the text has {len(text)} characters. Expected ARTICLE:BEGIN-END within it, END after BEGIN"
        )
    if exemplar is not None and field != COPY:
        raise UsageError(f"--of names the exemplar of a copy; it does not go with {field}")
    told = {"author": None, "corrected_at": None, "reason": None, **(said or {})}
    if field in WHOLE_ARTICLE:
        whole = Span(0, len(text))
        if field == COPY:
            _must_be_no(field, value)
            return Correction(article, whole, COPY, NO, _exemplar(corpus, article, exemplar), **told)
        other = corpus.article_id(value) if value else ""
        if other == article:
            raise UsageError(f"{value}: an article is in its own story. Expected another article, or nothing for alone")
        return Correction(article, whole, STORY, other, **told)
    if span is None:
        raise UsageError(f"{place}: a {field} stands at a place. Expected ARTICLE:BEGIN-END, as listings give them")
    if field in (QUOTATION, SPEAKER):
        return _of_quotation(corpus, article, span, field, value, told)
    return _of_actor(corpus, article, span, field, value, told, text)


def _must_be_no(field: str, value: str | None) -> None:
    if value not in (None, NO):
        raise UsageError(f"{field}={value}: expected {field}={NO}")


def _place(corpus: Corpus, place: str) -> tuple[str, Span | None]:
    named, span = place_of(place)
    try:
        return corpus.article_id(named), span
    except NotFound:
        found = _finding(corpus, place) if span is None and len(place) >= _LEAST_PREFIX else None
        if found is None:
            raise
        return found


def _finding(corpus: Corpus, name: str) -> tuple[str, Span] | None:
    """Return where the quotation or mention stands that an id, or the start of one, means; None for none or several."""
    rows = corpus.rows(
        "select q.article, q.content from quotations q where starts_with(q.quotation, ?) union all"
        " select m.article, [{'begin': m.begin, 'end': m.end}] from mentions m where starts_with(m.mention, ?)",
        [name, name],
    )
    if len(rows) != 1:
        return None
    return rows[0]["article"], hull(spans_in(rows[0]["content"])) or Span(0, 0)


def _text(corpus: Corpus, article: str) -> str:
    return str(corpus.ask("select x.text from stage.texts x where x.article = ?", [article]).column(0)[0].as_py())


def _exemplar(corpus: Corpus, article: str, named: str | None) -> str:
    rows = corpus.rows(
        "select d.exemplar, d.probability from derivations d where d.article = ? order by d.exemplar", [article]
    )
    held = [row["exemplar"] for row in rows if row["probability"] >= 0.5]
    if named is not None:
        chosen = named if named.startswith("lost:") else corpus.article_id(named)
        if chosen not in [row["exemplar"] for row in rows]:
            raise NotFound(f"{named}: not found as what {article[:8]} was taken from. See: retold derivations")
        return chosen
    if len(held) != 1:
        many = f"it has {len(held)}: {', '.join(each[:8] for each in held[:_LISTED])}" if held else "it is not shown so"
        raise UsageError(f"{article[:8]}: which exemplar is it no copy of? {many}. Name one: --of EXEMPLAR")
    return str(held[0])


def _of_quotation(
    corpus: Corpus, article: str, span: Span, field: str, value: str | None, told: dict[str, Any]
) -> Correction:
    rows = corpus.table("quotations", unsure=True, where="x.article = ?", parameters=[article]).to_pylist()
    rows_of = {row["quotation"]: row for row in rows}
    found = best_overlapping([span], {name: spans_in(row["content"]) for name, row in rows_of.items()})
    if found is None:
        raise NotFound(f"{place_named(article, span)}: no quotation there. List them: retold quotations --article ID")
    row = rows_of[found]
    place = hull(spans_in(row["content"])) or span
    if field == QUOTATION:
        _must_be_no(field, value)
        return Correction(article, place, QUOTATION, NO, "yes", **told)
    text = _text(corpus, article)
    source = " … ".join(part.of(text) for part in spans_in(row["source"])) or None
    if not value:
        return Correction(article, place, SPEAKER, "", source, **told)
    other = _mention(corpus, value, article, near=place)
    return Correction(article, place, SPEAKER, place_named(*other), source, other, **told)


def _of_actor(
    corpus: Corpus, article: str, span: Span, field: str, value: str | None, told: dict[str, Any], text: str
) -> Correction:
    if field == ANOTHER_ACTOR and value:
        raise UsageError(f"{field}={value}: takes no value. To join it to somebody else: same-actor=WHO")
    if field == SAME_ACTOR and not value:
        raise UsageError(f"{field}: who? Expected same-actor=NAME, or same-actor=ARTICLE:BEGIN-END")
    place = _mention_at(corpus, article, span)
    if field == ANOTHER_ACTOR:
        return Correction(article, place, field, "", place.of(text), **told)
    value = value or ""
    other = _mention(corpus, value, article, near=place)
    return Correction(article, place, field, place_named(*other), place.of(text), other, **told)


def _mention_at(corpus: Corpus, article: str, span: Span) -> Span:
    """Return the span of the mention at a place. Raises `NotFound` where nobody that is known is named."""
    rows = corpus.rows(
        "select m.mention, m.begin, m.end from stage.mention_spans m where m.article = ? and m.actor is not null",
        [article],
    )
    spans = {row["mention"]: [Span(row["begin"], row["end"])] for row in rows}
    found = best_overlapping([span], spans)
    if found is None:
        raise NotFound(f"{place_named(article, span)}: nobody is named there. List the names: retold mentions")
    return spans[found][0]


def _mention(corpus: Corpus, value: str, article: str, *, near: Span) -> tuple[str, Span]:
    """Return the mention that a place, a mention's id or a name means; of a name, the nearest in the article."""
    named, span = place_of(value)
    if span is not None:
        other = corpus.article_id(named)
        return other, _mention_at(corpus, other, span)
    rows = corpus.rows(
        "select m.begin, m.end, m.kind from stage.mention_spans m where m.article = ? and m.actor is not null"
        " and (lower(m.text) = lower(?) or (length(?) >= 6 and starts_with(m.mention, ?)))",
        [article, value, value, value],
    )
    if rows:
        chosen = min(rows, key=lambda row: (row["kind"] != "name", abs(row["begin"] - near.begin), row["begin"]))
        return article, Span(chosen["begin"], chosen["end"])
    elsewhere = corpus.rows(
        "select m.article, m.begin, m.end from mentions m where m.kind = 'name' and m.entity = ?"
        " order by m.article, m.begin",
        [corpus.entity_id(value)],
    )
    if not elsewhere:
        raise NotFound(f"{value!r}: nobody is named so here. Expected a name, or ARTICLE:BEGIN-END")
    return elsewhere[0]["article"], Span(elsewhere[0]["begin"], elsewhere[0]["end"])


# ---------------------------------------------------------------- what is kept


def keep(workspace: Workspace, corrections: Iterable[Correction], *, replace: bool = True) -> None:
    """Write corrections; with `replace` a later word on the same field of the same place takes the earlier one's."""
    for correction in corrections:
        if replace and correction.field not in _MANY:
            workspace.connection.execute(
                'delete from stage.corrections_by_hand where article = ? and field = ? and "begin" = ? and "end" = ?',
                [correction.article, correction.field, correction.span.begin, correction.span.end],
            )
        workspace.connection.execute("delete from stage.corrections_by_hand where correction = ?", [correction.id])
        with workspace.lent(STAGE_TABLES["corrections_by_hand"].rows([correction.as_row()])) as incoming:
            workspace.connection.execute(f"insert into stage.corrections_by_hand select * from {incoming}")


def correction_named(corpus: Corpus, name: str) -> str:
    """Return the id of the correction that `name` (an id, or the start of one) means. Raises `NotFound`."""
    found: list[str] = (
        corpus.ask("select c.correction from corrections c where starts_with(c.correction, ?) order by 1", [name])
        .column(0)
        .to_pylist()
    )
    if not name or not found:
        raise NotFound(f"{name!r}: no such correction. List them: retold corrections")
    if len(found) > 1:
        raise UsageError(f"{name!r} may mean {len(found)} corrections. Give more of it (retold corrections)")
    return found[0]


def drop(workspace: Workspace, correction: str) -> None:
    """Take a correction back."""
    workspace.connection.execute("delete from stage.corrections_by_hand where correction = ?", [correction])


# ---------------------------------------------------------------- from one store to another


def read_corrections(path: Path, tell: Callable[[str], None] = untold) -> list[Correction]:
    """Return the corrections of a file, as `retold export corrections` writes them (JSON lines).

    A line that is no correction is left out, and `tell` gets one line that says which and why. Raises `NotFound` for
    no such file and `UsageError` for a file without any correction, before anything is written.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "no UTF-8"
        raise NotFound(
            f"{path}: cannot be read ({why}). Expected the JSON lines of: retold export corrections"
        ) from error
    found, left_out = list[Correction](), list[str]()
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(_from_row(json.loads(line)))
            except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
                left_out.append(f"{path}:{number}: left out, no correction ({_why(error)})")
    if left_out and not found:
        raise UsageError(f"{left_out[0]}. Expected lines of: retold export corrections")
    for told in left_out:
        tell(told)
    return found


def _why(error: Exception) -> str:
    """Return in a few words what is wrong with a line."""
    if isinstance(error, KeyError):
        return f"it has no {error.args[0]}"
    if isinstance(error, _Wrong):
        return str(error)
    return "no JSON" if isinstance(error, json.JSONDecodeError) else "no row of corrections"


class _Wrong(ValueError):
    """What is wrong with a row, in a few words."""


def _from_row(row: Mapping[str, Any]) -> Correction:
    article, field = _text_of(row, "article"), row["field"]
    if not article:
        raise _Wrong("no article")
    if field not in FIELDS:
        raise _Wrong(f"field is none of: {', '.join(FIELDS)}")
    begin, end = row["begin"], row["end"]
    if not (type(begin) is type(end) is int and 0 <= begin <= end <= _LAST_OFFSET):
        raise _Wrong("begin and end are no span")
    new_value, old_value = _text_of(row, "new_value") or "", _text_of(row, "old_value")
    named, span = place_of(new_value)
    if (field == SAME_ACTOR or (field == SPEAKER and new_value)) and (span is None or span.end > _LAST_OFFSET):
        raise _Wrong("new_value is no ARTICLE:BEGIN-END")
    if field == COPY and not old_value:
        raise _Wrong("old_value names no exemplar")
    if field in (QUOTATION, COPY) and new_value != NO:
        raise _Wrong(f"new_value is not {NO}")
    return Correction(
        article,
        Span(begin, end),
        field,
        new_value,
        old_value,
        (named, span) if span is not None and field in (SAME_ACTOR, SPEAKER) else None,
        _text_of(row, "author"),
        _time(row.get("corrected_at")),
        _text_of(row, "reason"),
    )


def _text_of(row: Mapping[str, Any], name: str) -> str | None:
    """Return a column's text; null where it has none."""
    value = row[name] if name in ("article", "new_value") else row.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise _Wrong(f"{name} is no text")
    return value


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _Wrong("corrected_at is no time") from error
