"""One story as the template `parts.html` shows it, in the report and in the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from retold.spans import Span
from retold.telling.changes import EFFECTS, Change, CopyChanges, effect_name
from retold.telling.holdings import Holdings
from retold.telling.labels import EXCERPT, country_name, handle, outlet_name, plain, shortened
from retold.telling.statements import UNCOUNTED_ROLES, Cell, Statement
from retold.telling.stories import StoryTelling
from retold.web.compare import comparisons_of
from retold.web.render import cell_words, excerpt
from retold.web.stemma import drawn_down, drawn_indented, is_narrow


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the parts of one story's section are made from."""

    held: Holdings
    story: StoryTelling
    limit: int | None


def story_parts(held: Holdings, story: StoryTelling, *, full_text: bool) -> dict[str, Any]:
    """Return what the template `parts.html` shows of one story; pieces of articles are cut unless `full_text`."""
    reader = _Reader(held, story, None if full_text else EXCERPT)
    title = f"The tree of story {story.number}: {story.short}"
    shared = [statement for statement in story.statements if statement.articles > 1]
    return {
        "told": story,
        "anchor": f"story-{story.number}",
        "tree_down": Markup("") if is_narrow(story.trees) else drawn_down(story.trees, title),
        "tree_indented": drawn_indented(story.trees, title),
        "nodes": [
            {"depth": depth, "node": node, "article": article_facts(held, node.key)} for depth, node in story.nodes
        ],
        "changes": [_changes(held, changes) for changes in story.changes],
        "columns": [article_facts(held, article) for article in story.articles],
        "shared": [_statement(reader, statement) for statement in shared],
        "alone": _alone(reader),
        "comparisons": comparisons_of(held, story, full_text=full_text),
        "dates": [{"date": date, "article": article_facts(held, date.article)} for date in story.dates],
        "actors": [
            {"actor": actor, "variants": [(v.name, [handle(held, a) for a in v.articles]) for v in actor.variants]}
            for actor in story.actors
        ],
    }


def article_facts(held: Holdings, key: str) -> dict[str, Any]:
    """Return what the page says of an article wherever it is named."""
    row = held.articles.get(key)
    if row is None:
        return {"handle": handle(held, key), "outlet": "text not held", "title": "", "url": "", "byline": "", "id": key}
    return {
        "handle": handle(held, key),
        "outlet": plain(outlet_name(held, key)),
        "title": shortened(row["title"] or "", EXCERPT),
        "byline": shortened(row["byline"] or "", 120),
        "url": row["url"] if _is_web(row["url"]) else "",
        "country": _country(held, row["outlet"]),
        "id": key,
    }


def _is_web(url: str | None) -> bool:
    """Tell whether an address may be linked: an address of the web, never a script."""
    return url is not None and url.lower().startswith(("http://", "https://")) and url.isprintable()


def _country(held: Holdings, outlet: str | None) -> str:
    row = held.outlet(outlet)
    return country_name(row["country"]) if row else ""


def _changes(held: Holdings, changes: CopyChanges) -> dict[str, Any]:
    inside = {(change.begin, change.end) for change in changes.inside}
    return {
        "told": changes,
        "handle": handle(held, changes.article),
        "exemplar": handle(held, changes.exemplar),
        "outlet": outlet_name(held, changes.article),
        "effects": [(effect_name(effect, count), effect) for effect, count in changes.effects],
        "inside": [_change(held, change) for change in changes.inside],
        "meaning": [_change(held, change) for change in changes.meaning if (change.begin, change.end) not in inside],
    }


def _change(held: Holdings, change: Change) -> dict[str, Any]:
    return {"change": change, "place": f"{handle(held, change.article)}:{change.begin}"}


def _statement(reader: _Reader, statement: Statement) -> dict[str, Any]:
    cells = [_cell(reader, statement.cell(article)) for article in reader.story.articles]
    return {
        "told": statement,
        "text": shortened(statement.text, reader.limit or len(statement.text) + 1),
        "cells": cells,
        "flags": [flag for flag in EFFECTS if flag in statement.flags],
    }


def _cell(reader: _Reader, cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {
            "form": "absent",
            "badge": "",
            "words": "",
            "place": "",
            "kind": "",
            "flags": (),
            "probability": None,
            "is_denied": False,
        }
    quotation = reader.held.quotations.get(cell.quotation or "")
    block = quotation["block"] if quotation and quotation["block"] in UNCOUNTED_ROLES else ""
    return {
        "form": cell.form,
        "badge": cell.badge,
        "words": cell_words(reader.held, cell, limit=reader.limit),
        "place": f"{handle(reader.held, cell.article)}:{cell.spans[0].begin}" if cell.spans else "",
        "kind": _kind(reader.held, cell, block),
        "is_denied": cell.is_denied,
        "flags": cell.flags,
        "probability": cell.probability,
    }


def _kind(held: Holdings, cell: Cell, block: str) -> str:
    """Return how the words stand in the article: the words that report, marks or not, through whom, against whom."""
    kinds = {"direct": "in quotation marks", "mixed": "partly in quotation marks", "indirect": "reported, no marks"}
    parts = [f"“{cell.cue}”" if cell.cue else "", kinds.get(cell.kind or "", "")]
    parts.append(f"in a {'headline' if block == 'title' else block}" if block else "")
    parts.append(f"through {', '.join(plain(name) for name in cell.channel)}" if cell.channel else "")
    parts.append(f"told {cell.further + 1} times here" if cell.further else "")
    parts.append(f"compared with {handle(held, cell.from_article)}" if cell.from_article else "")
    return ", ".join(part for part in parts if part)


def _alone(reader: _Reader) -> list[dict[str, Any]]:
    """Return the statements that one article alone tells, by article in stemma order."""
    held, result = reader.held, []
    for article in reader.story.articles:
        rows = []
        for statement in reader.story.statements:
            cell = statement.cell(article)
            if statement.articles == 1 and cell is not None and cell.spans and _tells(held, cell):
                words = excerpt(held.text(article), _ordered(cell), limit=reader.limit)
                rows.append({"speaker": statement.speaker_name, "words": words, "kind": _kind(reader.held, cell, "")})
        if rows:
            result.append({"article": article_facts(held, article), "rows": rows})
    return result


def _tells(held: Holdings, cell: Cell) -> bool:
    return cell.quotation is not None and held.quotations[cell.quotation]["block"] not in UNCOUNTED_ROLES


def _ordered(cell: Cell) -> list[Span]:
    return sorted(cell.spans)
