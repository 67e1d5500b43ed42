"""One story as the template `parts.html` shows it, in the report and in the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from retold.spans import Span
from retold.telling.changes import EFFECTS, Change, CopyChanges, effect_name
from retold.telling.copies import derivation
from retold.telling.dates import interval
from retold.telling.events import claims_in
from retold.telling.holdings import Holdings
from retold.telling.labels import EXCERPT, country_name, evidence_phrase, handle, outlet_name, plain, shortened
from retold.telling.statements import UNCOUNTED_ROLES, Cell, Statement
from retold.telling.stories import StoryTelling
from retold.telling.trees import Node
from retold.timelines import in_order
from retold.web.asked import address
from retold.web.claims import claim_facts
from retold.web.compare import comparisons_of
from retold.web.render import cell_words, excerpt
from retold.web.said_times import days, in_sentence
from retold.web.stemma import TreeLinks, drawn_down, drawn_indented, is_narrow

_REASONS = 10  # of one line of the tree


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the parts of one story's section are made from."""

    held: Holdings
    story: StoryTelling
    limit: int | None


def story_parts(held: Holdings, story: StoryTelling, *, full_text: bool, is_served: bool = False) -> dict[str, Any]:
    """Return what the template `parts.html` shows of one story; pieces of articles are cut unless `full_text`.

    Of what is laid side by side a page that `is_served` shows only how much is equal.
    """
    reader = _Reader(held, story, None if full_text else EXCERPT)
    title = f"The tree of story {story.number}: {story.short}"
    shared = [statement for statement in story.statements if statement.articles > 1]
    anchor = f"story-{story.number}"
    links = tree_links(story, anchor)
    return {
        "told": story,
        "anchor": anchor,
        "tree_down": Markup("") if is_narrow(story.trees) else drawn_down(story.trees, title, links),
        "tree_indented": drawn_indented(story.trees, title, links),
        "nodes": [_node(held, story, depth, node, links) for depth, node in story.nodes],
        "changes": [_changes(held, changes) for changes in story.changes],
        "columns": [article_facts(held, article) for article in story.articles],
        "shared": [_statement(reader, statement, number) for number, statement in enumerate(shared, 1)],
        "alone": _alone(reader),
        "comparisons": comparisons_of(held, story, full_text=full_text, is_drawn=not is_served),
        "claims": [claim_facts(claim, held.handles) for claim in claims_in(held, story.story)],
        "days": _days(held, story.articles),
        "when": _when(held, story),
        "dates": [{"date": date, "article": article_facts(held, date.article)} for date in story.dates],
        "actors": [
            {"actor": actor, "variants": [(v.name, [handle(held, a) for a in v.articles]) for v in actor.variants]}
            for actor in story.actors
        ],
    }


def tree_links(story: StoryTelling, anchor: str) -> TreeLinks:
    """Return where the texts and the lines of a drawn tree lead: to what is told of them below the drawing."""
    places = {node.key: f"{anchor}-text-{number}" for number, (_, node) in enumerate(story.nodes)}
    return TreeLinks(places, {key: f"{place}-why" for key, place in places.items()})


def _node(held: Holdings, story: StoryTelling, depth: int, node: Node, links: TreeLinks) -> dict[str, Any]:
    """Return what is told of a text of the tree, with the reasons for the line that leads to it."""
    return {
        "depth": depth,
        "node": node,
        "article": article_facts(held, node.key),
        "place": links.texts[node.key],
        "why": _why(held, story.story, node),
        "why_place": links.lines[node.key],
    }


def _why(held: Holdings, story: str, node: Node) -> list[dict[str, Any]]:
    """Return the reasons for and against the line above a text, the weightiest ones first."""
    above = node.copy.exemplar if node.copy else None
    row = derivation(held, node.key, above) if above else None
    rows = [row] if row else [r for r in held.stemmata.get(story, ()) if r["article"] == node.key and r["exemplar"]]
    items = sorted(
        (item for row in rows for item in row["evidence"] or ()),
        key=lambda item: (-abs(item["weight"] or 0.0), str(item["kind"]), item["article"] or "", item["begin"] or 0),
    )
    return [_reason(held, item) for item in items[:_REASONS] if item["weight"]]


def _reason(held: Holdings, item: Mapping[str, Any]) -> dict[str, Any]:
    article = item["article"] if held.is_held(item["article"] or "") else None
    has_place = article is not None and item["begin"] is not None and item["end"] is not None
    return {
        "phrase": evidence_phrase(held, dict(item)),
        "weight": f"{item['weight']:+.1f}".replace("-", "−"),
        "is_for": item["weight"] > 0,
        "href": _at(article or "", item["begin"], item["end"]) if has_place else "",
    }


def _when(held: Holdings, story: StoryTelling) -> str:
    """Return from when to when the story's articles ran, and how many of their dates are stated, inferred, unknown."""
    counts = Counter(date.kind for date in story.dates)
    kinds = ", ".join(f"{counts[kind]} {kind}" for kind in ("stated", "inferred", "unknown") if counts[kind])
    begins, ends = [], []
    for article in story.articles:
        stated, inferred = held.articles[article]["published"], held.inferred.get(article)
        begins.append(stated or (inferred["earliest"] if inferred else None))
        ends.append(stated or (inferred["latest"] if inferred else None))
    known = [time for time in begins if time]
    if not known:
        return f"dates {kinds}"
    end = None if None in ends else max(time for time in ends if time)
    return f"{interval(min(known), end)}; dates {kinds}"


def _days(held: Holdings, articles: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the story's articles say happened when, by day, each time in its sentence."""
    times = [row for article in articles for row in held.times.get(article, ()) if row["type"] in ("DATE", "TIME")]
    rows = []
    for row in in_order(times):
        article, span = row["article"], Span(row["begin"], row["end"])
        sentences = [Span(s["begin"], s["end"]) for s in held.sentences.get(article, ())]
        rows.append(
            {
                **row,
                "facts": article_facts(held, article),
                "words": in_sentence(held.text(article), span, sentences),
                "place": f"{handle(held, article)}:{span.begin}",
                "href": _at(article, span.begin, span.end),
            }
        )
    return days(rows)


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
        "url": row["url"] if is_web(row["url"]) else "",
        "country": _country(held, row["outlet"]),
        "id": key,
        "published": row["published"],
        "precision": row["published_precision"],
        "offset": row["published_offset_minutes"],
    }


def is_web(url: str | None) -> bool:
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
        "article_href": address(f"/article/{changes.article}"),
        "href": address(f"/compare/{changes.exemplar}/{changes.article}"),
        "exemplar": handle(held, changes.exemplar),
        "outlet": outlet_name(held, changes.article),
        "effects": [(effect_name(effect, count), effect) for effect, count in changes.effects],
        "inside": [_change(held, change) for change in changes.inside],
        "meaning": [_change(held, change) for change in changes.meaning if (change.begin, change.end) not in inside],
    }


def _change(held: Holdings, change: Change) -> dict[str, Any]:
    return {
        "change": change,
        "place": f"{handle(held, change.article)}:{change.begin}",
        "href": _at(change.article, change.begin, change.end),
    }


def _at(article: str, begin: int, end: int) -> str:
    """Return the address of a place of an article."""
    return f"{address(f'/article/{article}')}#char={begin},{end}"


def _statement(reader: _Reader, statement: Statement, number: int) -> dict[str, Any]:
    cells = [_cell(reader, statement.cell(article)) for article in reader.story.articles]
    return {
        "number": number,
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
            "href": "",
            "kind": "",
            "flags": (),
            "effects": (),
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
        "href": _at(cell.article, cell.spans[0].begin, cell.spans[-1].end) if cell.spans else "",
        "kind": _kind(reader.held, cell, block),
        "is_denied": cell.is_denied,
        "flags": cell.flags,
        "effects": sorted({mark.effect for mark in cell.marked if mark.effect}),
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
                spans = _ordered(cell)
                rows.append(
                    {
                        "speaker": statement.speaker_name,
                        "words": words,
                        "kind": _kind(reader.held, cell, ""),
                        "place": f"{handle(held, article)}:{spans[0].begin}",
                        "href": _at(article, spans[0].begin, spans[-1].end),
                    }
                )
        if rows:
            result.append({"article": article_facts(held, article), "rows": rows})
    return result


def _tells(held: Holdings, cell: Cell) -> bool:
    return cell.quotation is not None and held.quotations[cell.quotation]["block"] not in UNCOUNTED_ROLES


def _ordered(cell: Cell) -> list[Span]:
    return sorted(cell.spans)
