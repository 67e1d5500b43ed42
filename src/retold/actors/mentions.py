"""The stages `mention_spans` and `local_actors`: who is named in an article, and the actors within it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from retold.actors.clusters import Actor
from retold.actors.coreference import Resolved, resolve
from retold.actors.entities import best_name
from retold.actors.finding import find_mentions
from retold.actors.gazetteer import country_names, folded
from retold.actors.owners import give_countries
from retold.actors.records import Mention
from retold.actors.view import views
from retold.evidence import rounded
from retold.ids import span_id
from retold.language.parse import parsed_sentences_of
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES

_DATELINE_END = re.compile(r"[,(–—:/-]")
_KINDS = ("name", "nominal", "pronoun")


def mention_spans(
    texts: pa.Table,
    blocks: pa.Table,
    parsed_sentences: pa.Table,
    article_fields: pa.Table,
    *,
    settings: ActorsSettings,
) -> pa.Table:
    """Find the names, nominals and pronouns of one article and whom each one means within it.

    Only content blocks have sentences, so credits and menus name nobody. A text that is not English has no mentions:
    the parse would be noise. Between quotation marks only "I" and "we" of a speaker who stands beside them have an
    actor: whose words the rest are is not yet known.
    """
    table = STAGE_TABLES["mention_spans"]
    if texts.num_rows == 0 or parsed_sentences.num_rows == 0 or not _is_english(article_fields):
        return table.empty()
    text, article = texts["text"][0].as_py(), texts["article"][0].as_py()
    shown = views(text, parsed_sentences_of(parsed_sentences, text))
    datelines = _datelines(text, blocks)
    found = find_mentions(text, shown, datelines)
    resolved = resolve(text, shown, found, floor=settings.min_mention_probability)
    give_countries(resolved.actors, datelines)
    return table.rows(_mention_rows(article, resolved))


def _is_english(article_fields: pa.Table) -> bool:
    return article_fields.num_rows == 0 or article_fields["language"][0].as_py() in (None, "en")


def _datelines(text: str, blocks: pa.Table) -> list[str]:
    """Return the folded names of the places that the article's datelines open with."""
    opened = [text[row["begin"] : row["end"]] for row in blocks.to_pylist() if row["role"] == "dateline"]
    return [folded(_DATELINE_END.split(line, maxsplit=1)[0]) for line in opened]


def _mention_rows(article: str, resolved: Resolved) -> list[dict[str, Any]]:
    ids = {
        index: span_id("mention", article, [mention.span])
        for index, mention in enumerate(resolved.mentions)
        if mention.kind in _KINDS
    }
    actor_ids = {
        actor.index: ids[min(index for index in actor.mentions if index in ids)]
        for actor in resolved.actors.living()
        if any(index in ids for index in actor.mentions)
    }
    rows = []
    for index, mention in enumerate(resolved.mentions):
        if index in ids:
            actor = resolved.actors.get(mention.actor) if mention.actor is not None else None
            rows.append(_row(article, ids[index], mention, actor, actor_ids))
    return rows


def _row(
    article: str, identifier: str, mention: Mention, actor: Actor | None, actor_ids: dict[int, str]
) -> dict[str, Any]:
    given = mention.type if mention.kind != "pronoun" else None
    country = actor.country if actor else mention.country
    reasons = [{**reason.as_row(), "article": article, "table": "mention_spans"} for reason in mention.evidence]
    sure = 0.6 + 0.4 * mention.type_probability if mention.kind == "name" else 1.0  # a name is a name, of whatever kind
    return {
        "mention": identifier,
        "article": article,
        "begin": mention.span.begin,
        "end": mention.span.end,
        "text": mention.text,
        "kind": mention.kind,
        "type": actor.type if actor else given,
        "actor": actor_ids.get(actor.index) if actor else None,
        "country": country if country in country_names() else None,
        "role": str(mention.role) if mention.role and mention.type == "PERSON" else None,
        "former": mention.former and mention.type == "PERSON",
        "alias": mention.alias,
        "probability": rounded(min(mention.probability, sure)),
        "evidence": reasons,
    }


def local_actors(mention_spans: pa.Table, *, settings: ActorsSettings) -> pa.Table:
    """Gather the mentions of one article into its actors, named and unnamed.

    The name is the fullest, then the commonest; an actor without a name has the words of its first nominal.
    """
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in mention_spans.to_pylist():
        if row["actor"] is not None and row["probability"] >= settings.min_mention_probability:
            groups.setdefault((row["article"], row["actor"]), []).append(row)
    rows = [_actor_row(article, actor, groups[article, actor]) for article, actor in sorted(groups)]
    return STAGE_TABLES["local_actors"].rows(rows)


def _actor_row(article: str, actor: str, mentions: list[dict[str, Any]]) -> dict[str, Any]:
    mentions = sorted(mentions, key=lambda row: (row["begin"], row["end"]))
    names = _counted(row["text"] for row in mentions if row["kind"] == "name")
    nominals = [row["text"] for row in mentions if row["kind"] == "nominal"]
    name = _fullest(names, mentions[0]["type"] or "OTHER") if names else None
    first = mentions[0]
    return {
        "actor": actor,
        "article": article,
        "name": name or (nominals or [first["text"]])[0],
        "named": bool(names),
        "type": first["type"],
        "country": next((row["country"] for row in mentions if row["country"]), None),
        "roles": sorted({row["role"] for row in mentions if row["role"]}),
        "former_roles": sorted(_former_roles(mentions)),
        "names": [
            {"name": text, "count": names[text]} for text in sorted(names, key=lambda text: (-names[text], text))
        ],
        "aliases": sorted({row["text"] for row in mentions if row["alias"]}),
    }


def _former_roles(mentions: Sequence[dict[str, Any]]) -> set[str]:
    """Return the roles that are only called former ones here: "the former minister", "the then mayor"."""
    now = {row["role"] for row in mentions if row["role"] and not row["former"]}
    return {row["role"] for row in mentions if row["role"] and row["former"]} - now


def _fullest(names: dict[str, int], type_: str) -> str:
    if type_ == "PERSON":
        return min(names, key=lambda text: (-len(text.split()), text.isupper(), -names[text], text))
    return best_name(names, type_)


def _counted(texts: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return counts
