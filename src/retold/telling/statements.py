"""The statements of a story: who said what, how each article tells it, and from how many origins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from retold.reuse.marks import inside_spans, is_inside
from retold.spans import Span
from retold.telling.changes import flagged_changes
from retold.telling.holdings import Holdings, Row
from retold.telling.labels import plain, speaker_label, speaker_name
from retold.telling.wording import counted, listed, say

UNCOUNTED_ROLES = ("title", "caption")  # a headline says again what the body tells
BADGES = {
    "root": "nearest the root",
    "verbatim": "word for word",
    "altered": "altered in marks",
    "unmarked": "marks lost",
    "remarked": "marks added",
    "indirect": "indirect",
    "trimmed": "trimmed",
    "omitted": "not told",
    "alone": "only here",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A changed stretch of an article: `[begin, end)` there, and the reading that it stands for."""

    begin: int
    end: int
    old: str
    effect: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How one article tells one statement. `quotation` is None where it does not; spans are of the article."""

    article: str
    form: str
    badge: str
    quotation: str | None
    kind: str | None
    spans: tuple[Span, ...]
    marked: tuple[Marked, ...]
    flags: tuple[str, ...]  # effects by which the meaning may differ
    channel: tuple[str, ...]
    from_article: str | None
    probability: float | None
    further: int  # more places of the article that tell it
    cue: str = ""  # the words that report: "accused", "denied that"
    is_denied: bool = False  # the speaker is reported to deny these words


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a story. `articles` counts those that tell it outside of titles and captions."""

    statement: str
    speaker: str | None
    speaker_name: str
    speaker_label: str
    text: str
    articles: int
    origins: int
    cells: tuple[Cell, ...]
    flags: tuple[str, ...]

    def cell(self, article: str) -> Cell | None:
        """Return the article's cell; None where it neither tells nor omits the statement."""
        return next((cell for cell in self.cells if cell.article == article), None)


def statements_of(held: Holdings, story: str) -> tuple[Statement, ...]:
    """Return the statements of a story: those that most articles tell first, then in the order of the texts."""
    articles = held.members[story]
    by_statement: dict[str, list[Row]] = {}
    for article in articles:
        for row in held.quotations_of.get(article, []):
            if row["statement"] in held.statements:
                by_statement.setdefault(row["statement"], []).append(row)
    found = [_statement(held, key, rows, articles) for key, rows in sorted(by_statement.items())]
    places = {statement.statement: _place(held, by_statement[statement.statement]) for statement in found}
    kept = [statement for statement in found if statement.articles]
    return tuple(sorted(kept, key=lambda s: (-s.articles, places[s.statement], s.statement)))


def counts_sentence(statements: tuple[Statement, ...]) -> str:
    """Say how many statements are told by how many articles, with their origins beside every count."""
    if not statements:
        return ""
    split: Counter[int] = Counter(statement.articles for statement in statements)
    parts = []
    for articles, count in sorted(split.items(), reverse=True):
        origins = [statement.origins for statement in statements if statement.articles == articles]
        by = counted(articles, "article")
        parts.append(say("told_by", count=count, articles=by, origins=origins_phrase(origins)))
    return say("statement_counts", statements=counted(len(statements), "statement"), split="; ".join(parts))


def shared_sentence(statements: tuple[Statement, ...]) -> str:
    """Say how many statements more than one article tells, and from how many origins."""
    shared = [statement for statement in statements if statement.articles > 1]
    if not shared:
        return say("no_shared_statements")
    origins = origins_phrase([statement.origins for statement in shared])
    return say("shared_statements", statements=counted(len(shared), "statement"), origins=origins)


def origins_phrase(origins: list[int]) -> str:
    """Return the origins of some statements in words, each count with how many have it where they differ.

    >>> origins_phrase([1, 1, 2])
    '1 origin each (2) or 2 origins (1)'
    """
    split = Counter(origins)
    if len(split) == 1:
        (origin,) = split
        return counted(origin, "origin") + (" each" if len(origins) > 1 else "")
    parts = [f"{counted(n, 'origin')}{' each' if count > 1 else ''} ({count})" for n, count in sorted(split.items())]
    return listed(parts, last="or")


def is_counted(row: Row) -> bool:
    """Tell whether a quotation counts as telling: not in a title or caption, not within another."""
    return row["block"] not in UNCOUNTED_ROLES and row["inside"] is None


def _statement(held: Holdings, key: str, rows: list[Row], articles: list[str]) -> Statement:
    row = held.statements[key]
    told = {quotation["article"] for quotation in rows if is_counted(quotation)}
    retellings = {r["quotation"]: r for r in held.retellings.get(key, []) if r["quotation"]}
    omitted = {r["article"] for r in held.retellings.get(key, []) if r["form"] == "omitted"}
    cells = []
    for article in articles:
        own = [quotation for quotation in rows if quotation["article"] == article]
        if own:
            cells.append(_cell(held, own, retellings, alone=len(told) < 2))
        elif article in omitted:
            cells.append(_omitted(article))
    return Statement(
        statement=key,
        speaker=row["speaker"],
        speaker_name=speaker_name(held, row["speaker"]),
        speaker_label=speaker_label(held, row["speaker"]),
        text=row["text"] or "",
        articles=len(told),
        origins=min(row["origins"] or 1, max(len(told), 1)),
        cells=tuple(cells),
        flags=tuple(sorted({flag for cell in cells for flag in cell.flags})),
    )


def _cell(held: Holdings, own: list[Row], retellings: dict[str, Row], *, alone: bool) -> Cell:
    """Return the cell of an article from its quotation that counts most: in the body, longest, at its begin."""
    quotation = min(own, key=lambda row: (not is_counted(row), -_length(row), _first(row), row["quotation"]))
    retelling = retellings.get(quotation["quotation"])
    source = held.quotations.get((retelling or {}).get("from_quotation") or "")
    form = (retelling or {}).get("form") or ("alone" if alone else "root")
    changes = (retelling or {}).get("changes") or []
    marked = _marked(held, changes, source) if source else ()
    return Cell(
        article=quotation["article"],
        form=form,
        badge=badge_of(form, quotation["kind"], held.text(quotation["article"]), changes),
        quotation=quotation["quotation"],
        kind=quotation["kind"],
        spans=tuple(Span(span["begin"], span["end"]) for span in quotation["content"] or []),
        marked=marked,
        flags=tuple(sorted({change["effect"] for change in flagged_changes(retelling)})) if retelling else (),
        channel=tuple(quotation["channel"] or ()),
        from_article=source["article"] if source else None,
        probability=quotation["probability"],
        further=len(own) - 1,
        cue=" ".join(plain(held.text(quotation["article"])[c["begin"] : c["end"]]) for c in quotation["cue"] or []),
        is_denied=quotation["polarity"] == "denied",
    )


def badge_of(form: str, kind: str | None, text: str, changes: Iterable[Row]) -> str:
    """Return what a retelling is called; what changed outside of marks is reworded, not altered in marks.

    `changes` are those of the retelling, with spans in `text`.
    """
    if form != "altered" or kind == "direct":
        return BADGES.get(form, form)
    inside = inside_spans(text) if kind == "mixed" else ()
    is_marked = any(is_inside(inside, change["begin"], change["end"]) for change in changes)
    return BADGES[form] if is_marked else "reworded"


def _marked(held: Holdings, changes: list[Row], source: Row) -> tuple[Marked, ...]:
    text = held.text(source["article"])
    marked = [
        Marked(change["begin"], change["end"], text[change["from_begin"] : change["from_end"]], change["effect"] or "")
        for change in changes
    ]
    return tuple(sorted(marked, key=lambda mark: (mark.begin, mark.end, mark.old, mark.effect)))


def _omitted(article: str) -> Cell:
    return Cell(article, "omitted", BADGES["omitted"], None, None, (), (), (), (), None, None, 0)


def _length(row: Row) -> int:
    return sum(span["end"] - span["begin"] for span in row["content"] or [])


def _first(row: Row) -> int:
    return int(row["content"][0]["begin"]) if row["content"] else 0


def _place(held: Holdings, rows: list[Row]) -> tuple[int, str]:
    """Where a statement first stands, in the text that tells most of them: for the order on the page."""
    begins = [(_first(row), held.handles.get(row["article"], "")) for row in rows if is_counted(row)]
    return min(begins, default=(0, ""))
