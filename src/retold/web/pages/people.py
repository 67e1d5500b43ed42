"""An actor: its names, roles, what it is reported to have said, and what it is said to have done.

Only actors in public view have a page: those who speak, hold a role, or are no persons. For others the page says so.
"""

from __future__ import annotations

from typing import Any

from retold.corpus import Corpus
from retold.errors import NotFound
from retold.opened import AMONG
from retold.telling.events import EventFilter, claims_shown
from retold.telling.labels import country_name, plain
from retold.timelines import told_roles
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.claims import claim_facts
from retold.web.within import handles

_STATEMENTS = 50
_NAMES = 40
_CLAIMS = 8
_ROLES = 20
_PLACES = 60


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return an actor's page, by its id, a mention's, or one of its names."""
    entity = corpus.entity_id(asked.names["entity"])
    row = corpus.table("entities", where="x.entity = ?", parameters=[entity], unsure=True).to_pylist()[0]
    speaks = corpus.number(
        "select coalesce(sum(q.quotations), 0)::bigint from speaker_counts q where q.speaker = ?", [entity]
    )
    if row["type"] == "PERSON" and not speaks and not row["roles"]:
        raise NotFound("a person who is only mentioned has no page: pages are for public roles and for speakers")
    context: dict[str, Any] = {
        "row": row,
        "name": plain(row["name"] or "no name"),
        "country": country_name(row["country"]),
        "names": _names(corpus, entity),
        "speaks": speaks,
        "statements": _statements(corpus, entity),
        "left_out": max(0, speaks - _STATEMENTS),
        "places": _places(corpus, entity),
        "deeds": _claims(corpus, EventFilter(actor=entity), [("actor", entity)]),
        "suffered": _claims(corpus, EventFilter(recipient=entity), [("recipient", entity)]),
        "roles": told_roles(corpus, entity)[:_ROLES],
        "more": address("/quotations", [("speaker", row["name"] or "")]),
    }
    tables = {
        "entities": lambda: corpus.table("entities", where="x.entity = ?", parameters=[entity], unsure=True),
        "quotations": lambda: corpus.table("quotations", where="x.speaker = ?", parameters=[entity]),
        "mentions": lambda: corpus.table("mentions", where="x.entity = ?", parameters=[entity]),
        "events": lambda: corpus.table("events", where="(x.actor = ? or x.recipient = ?)", parameters=[entity, entity]),
    }
    return Page("entity.html", context["name"], tables, context)


def _claims(corpus: Corpus, wanted: EventFilter, options: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the claims about an actor, those in most articles first, how many there are, and where all stand."""
    found, total = claims_shown(corpus, wanted, limit=_CLAIMS)
    names = handles(corpus)
    return {
        "found": [claim_facts(claim, names) for claim in found],
        "total": total,
        "href": address("/claims", options),
    }


def _names(corpus: Corpus, entity: str) -> list[dict[str, Any]]:
    """Return the written forms of a name, with who writes it so."""
    rows = corpus.of_actor("actor_names", entity, f"order by x.count desc, x.name limit {_NAMES}")
    for row in rows:
        row["name"] = plain(row["name"])
        row["outlets"] = [plain(outlet) for outlet in row["outlets"] or [] if outlet][:8]
    return rows


def _statements(corpus: Corpus, entity: str) -> list[dict[str, Any]]:
    return corpus.rows(
        "select s.statement, s.text, s.quotations, s.outlets, s.origins, s.altered, s.unmarked, s.probability"
        " from statements s where s.speaker = ? and s.probability >= 0.5"
        " order by s.quotations desc, s.statement limit ?",
        [entity, _STATEMENTS],
    )


def _places(corpus: Corpus, entity: str) -> list[dict[str, Any]]:
    """Return the articles that name the actor, with the first place of each."""
    rows = corpus.of_actor("actor_places", entity, f"order by x.count desc, x.article limit {_PLACES}")
    articles = [row["article"] for row in rows]
    fields = {
        row["article"]: {
            **{name: row[name] for name in ("title", "outlet", "published")},
            **{"precision": row["published_precision"], "zone": row["published_offset_minutes"]},
        }
        for row in corpus.about("article_fields", articles)
    }
    unplaced = [row for row in rows if row["begin"] is None]  # not looked up beforehand
    begins = _begins(corpus, unplaced) if unplaced else {}
    rows = [{**row, **fields[row["article"]], "begin": begins.get(row["actor"], row["begin"])} for row in rows]
    names = handles(corpus)
    for row in rows:
        row["handle"] = names.get(row["article"], row["article"][:8])
        row["href"] = address(f"/article/{row['article']}") + f"#char={row['begin']},{row['begin']}"
        row["place"] = f"{row['article']}:{row['begin']}-{row['begin'] + 1}"
        row["title"] = plain(row["title"] or "no headline")
    return rows


def _begins(corpus: Corpus, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return where each actor of one article is named first."""
    return corpus.pairs(
        "select m.actor, min(m.begin) from stage.mention_spans m"
        f" where m.article in {AMONG} and m.actor in {AMONG} group by m.actor",
        [[row["article"] for row in rows], [row["actor"] for row in rows]],
    )
