"""The report: one self-contained page that tells the stories of a store, fit to be forwarded and printed.

Nothing is fetched when it is opened: style and script stand in the page, and its policy names their hashes.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import retold
from retold.ids import content_hash
from retold.spans import Span
from retold.telling.changes import EFFECTS, Change, CopyChanges, effect_name
from retold.telling.expected import SOURCE
from retold.telling.holdings import Holdings, PublicTables
from retold.telling.labels import EXCERPT, country_name, handle, outlet_name, plain, shortened
from retold.telling.reading import expected_sentence, tell_store
from retold.telling.statements import UNCOUNTED_ROLES, Cell, Statement
from retold.telling.stories import StoryTelling, tell_stories
from retold.telling.wording import capitalised, counted, say, shown_probability
from retold.web.compare import comparisons_of
from retold.web.render import cell_words, excerpt, printable
from retold.web.stemma import drawn_down, drawn_indented, is_narrow

MAX_STORIES = 60  # told in full; the page says how many are left out
_REJECTED_SHOWN = 200
_TITLE = "How the stories in this store were retold"


def render_report(corpus: PublicTables, *, full_text: bool = False, title: str | None = None) -> str:
    """Return the report on a store as one HTML page.

    Pieces of articles are cut to 300 code points unless `full_text`. The same tables give the same page.
    """
    telling = tell_stories(corpus, limit=MAX_STORIES)
    store = tell_store(corpus)
    stories = [_story(telling.held, story, full_text=full_text) for story in telling.stories]
    return (
        _environment()
        .get_template("report.html")
        .render(
            title=plain(title or _TITLE),
            style=_inline("report.css"),
            script=_inline("report.js"),
            policy=_policy(),
            store=store,
            stories=stories,
            left_out=telling.stories_in_all - len(stories),
            rejected=store.rejected[:_REJECTED_SHOWN],
            expected=expected_sentence(),
            uncalibrated=say("uncalibrated", page=SOURCE),
            no_recording=say("no_recording"),
            words_not_rights=say("words_not_rights"),
            page=SOURCE,
            cite=_cited(corpus),
            version=retold.__version__,
            full_text=full_text,
            excerpt_length=EXCERPT,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("retold.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["earliest"] = say("earliest")
    environment.globals["independent"] = say("independent")
    environment.filters["probability"] = lambda number: "" if number is None else shown_probability(number)
    environment.filters["capital"] = capitalised
    environment.filters["counted"] = counted
    environment.filters["printable"] = lambda text: printable(str(text))
    return environment


@cache
def _inline(name: str) -> Markup:
    """Return a file of the templates folder as it stands in the page: our own text, so not escaped."""
    return Markup(files("retold.web").joinpath("templates", name).read_text(encoding="utf-8"))


def _policy() -> str:
    """Return the page's content security policy: nothing from anywhere, but our own style and script by hash."""
    hashes = {
        kind: b64encode(sha256(_inline(name).encode()).digest()).decode()
        for kind, name in (("style", "report.css"), ("script", "report.js"))
    }
    return (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _cited(corpus: PublicTables) -> dict[str, str]:
    """Return what a citation needs: version, settings and texts, as hashes that anybody can compute again."""
    runs = sorted((row["stage"], row["settings_hash"] or "") for row in corpus.table("runs").to_pylist())
    articles = corpus.table("articles")
    texts = sorted(zip(*(articles.column(name).to_pylist() for name in ("article", "text_hash")), strict=True))
    return {
        "version": retold.__version__,
        "settings": content_hash(*(part for pair in runs for part in pair))[:12],
        "texts": content_hash(*(part for pair in texts for part in pair))[:12],
        "articles": counted(len(texts), "article"),
    }


# ---------------------------------------------------------------- one story


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the parts of one story's section are made from."""

    held: Holdings
    story: StoryTelling
    limit: int | None


def _story(held: Holdings, story: StoryTelling, *, full_text: bool) -> dict[str, Any]:
    reader = _Reader(held, story, None if full_text else EXCERPT)
    title = f"The tree of story {story.number}: {story.short}"
    shared = [statement for statement in story.statements if statement.articles > 1]
    return {
        "told": story,
        "anchor": f"story-{story.number}",
        "tree_down": Markup("") if is_narrow(story.trees) else drawn_down(story.trees, title),
        "tree_indented": drawn_indented(story.trees, title),
        "nodes": [{"depth": depth, "node": node, "article": _article(held, node.key)} for depth, node in story.nodes],
        "changes": [_changes(held, changes) for changes in story.changes],
        "columns": [_article(held, article) for article in story.articles],
        "shared": [_statement(reader, statement) for statement in shared],
        "alone": _alone(reader),
        "comparisons": comparisons_of(held, story, full_text=full_text),
        "dates": [{"date": date, "article": _article(held, date.article)} for date in story.dates],
        "actors": [
            {"actor": actor, "variants": [(v.name, [handle(held, a) for a in v.articles]) for v in actor.variants]}
            for actor in story.actors
        ],
    }


def _article(held: Holdings, key: str) -> dict[str, Any]:
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
            result.append({"article": _article(held, article), "rows": rows})
    return result


def _tells(held: Holdings, cell: Cell) -> bool:
    return cell.quotation is not None and held.quotations[cell.quotation]["block"] not in UNCOUNTED_ROLES


def _ordered(cell: Cell) -> list[Span]:
    return sorted(cell.spans)
