"""A hand-made affair of three short articles for tests: Alba tells, Bora copies and changes, Cala retells Bora."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.careful_reader import HandMadeCorpus

Row = dict[str, Any]

ALBA = 'Minister speaks\n\n"We will never pay nine crowns," Ida Holm told Alba.\n\nThe harbour stays shut.'
BORA = 'Holm: no pay\n\n"We may never pay ten crowns," Ida Holme told Alba.\n\nGulls came.'
CALA = "Holm speaks\n\nShe may never pay ten crowns, Holme said."
TEXTS = {"a1": ALBA, "b2": BORA, "c3": CALA}
_WORDS = {
    "a1": '"We will never pay nine crowns,"',
    "b2": '"We may never pay ten crowns,"',
    "c3": "She may never pay ten crowns",
}


def span(article: str, words: str) -> Row:
    """Return where `words` stand in an article."""
    begin = TEXTS[article].index(words)
    return {"begin": begin, "end": begin + len(words)}


def affair(**changed: list[Row]) -> HandMadeCorpus:
    """Return the affair; tables in `changed` replace its own."""
    return HandMadeCorpus(**{**tables(), **changed})


def tables() -> dict[str, list[Row]]:
    """Return the rows of the affair's public tables."""
    return {
        "articles": [
            _article("a1", "Alba", "Minister speaks", datetime(2024, 3, 12, 14, 5, tzinfo=UTC)),
            _article("b2", "Bora", "Holm: no pay", None),
            _article("c3", None, "Holm speaks", None),
        ],
        "origins": [
            {"article": a, "origin": f"in/{n}.txt"} for a, n in zip(TEXTS, ("01_x", "02_y", "03_z"), strict=True)
        ],
        "metadata": [_inferred("b2", 13, 15)],
        "blocks": [block for article in TEXTS for block in _blocks(article)],
        "outlets": [{"outlet": name.casefold(), "name": name, "names": [name]} for name in ("Alba", "Bora")],
        "credits": [{"article": "b2", **span("b2", "Alba"), "outlet": "Alba", "kind": "told", "probability": 0.9}],
        "entities": [{"entity": "e1", "name": "Ida Holm", "type": "PERSON", "roles": ["minister"], "country": "NOR"}],
        "mentions": [_mention("a1", "Ida Holm"), _mention("b2", "Ida Holme"), _mention("c3", "Holme")],
        "stories": [{"story": "sa1", "title": "Minister speaks", "articles": 3, "probability": 0.9}],
        "story_articles": [{"story": "sa1", "article": article} for article in TEXTS],
        "passages": [_passage("a1", "b2"), _passage("b2", "c3")],
        "derivations": [_derivation("b2", "a1", 0.9), _derivation("c3", "b2", 0.7)],
        "stemmata": [
            {"story": "sa1", "article": "a1", "exemplar": None, "probability": 1.0},
            {"story": "sa1", "article": "b2", "exemplar": "a1", "probability": 0.9},
            {"story": "sa1", "article": "c3", "exemplar": "lost:dock-press", "probability": 0.7},
            {"story": "sa1", "article": "lost:dock-press", "exemplar": "b2", "probability": 0.7},
        ],
        "variants": [
            _variant("b2", "a1", "may", "will", "modality"),
            _variant("b2", "a1", "ten", "nine", "number"),
        ],
        "quotations": [_quotation(article) for article in TEXTS],
        "statements": [{"statement": "t1", "speaker": "e1", "text": _WORDS["a1"], "origins": 1, "probability": 0.9}],
        "retellings": [
            {"statement": "t1", "article": "a1", "quotation": "qa1", "form": None, "changes": [], "probability": 0.9},
            {
                "statement": "t1",
                "article": "b2",
                "quotation": "qb2",
                "from_quotation": "qa1",
                "form": "altered",
                "changes": [_change("may", "will", "modality"), _change("ten", "nine", "number")],
                "probability": 0.9,
                "evidence": [{"kind": "meaning may differ", **span("b2", word)} for word in ("may", "ten")],
            },
            {
                "statement": "t1",
                "article": "c3",
                "quotation": "qc3",
                "from_quotation": "qb2",
                "form": "unmarked",
                "changes": [],
                "probability": 0.8,
            },
        ],
    }


def _article(article: str, outlet: str | None, title: str, published: datetime | None) -> Row:
    precision = "minute" if published else None
    own = {"text": TEXTS[article], "text_hash": article, "page": article}
    return {
        "article": article,
        "outlet": outlet,
        "title": title,
        "published": published,
        "published_precision": precision,
        **own,
    }


def _inferred(article: str, earliest: int, latest: int) -> Row:
    evidence = [{"kind": "takes text from", "weight": 1.2, "article": "a1", **span("a1", "Ida Holm")}]
    return {
        "article": article,
        "field": "published",
        "value": "",
        "given_by": "inferred",
        "earliest": datetime(2024, 3, earliest, tzinfo=UTC),
        "latest": datetime(2024, 3, latest, tzinfo=UTC),
        "probability": 0.9,
        "evidence": evidence,
    }


def _blocks(article: str) -> list[Row]:
    lines = TEXTS[article].split("\n\n")
    return [
        {"article": article, **span(article, line), "role": "title" if number == 0 else "body"}
        for number, line in enumerate(lines)
    ]


def _mention(article: str, name: str) -> Row:
    return {
        "mention": f"m{article}",
        "article": article,
        **span(article, name),
        "text": name,
        "kind": "name",
        "entity": "e1",
    }


def _passage(a: str, b: str) -> Row:
    one, two = (span(article, TEXTS[article].split("\n\n")[1]) for article in (a, b))
    ends = {"begin_a": one["begin"], "end_a": one["end"], "begin_b": two["begin"], "end_b": two["end"]}
    return {"article_a": a, "article_b": b, **ends, "identity": 0.8, "probability": 0.99}


def _derivation(article: str, exemplar: str, probability: float) -> Row:
    return {
        "article": article,
        "exemplar": exemplar,
        "share": 0.8,
        "credit": "named" if exemplar == "a1" else "not named",
        "rival": "common lost source",
        "rival_probability": 0.08,
        "probability": probability,
        "evidence": [{"kind": "credit", "weight": 2.0, "article": article, "begin": 0, "end": 4}],
    }


def _variant(article: str, exemplar: str, reading: str, old: str, effect: str) -> Row:
    new, was = span(article, reading), span(exemplar, old)
    return {
        "article": article,
        **new,
        "exemplar": exemplar,
        "exemplar_begin": was["begin"],
        "exemplar_end": was["end"],
        "kind": "substitution",
        "effect": effect,
        "inside_marks": True,
        "quotation": f"q{article}",
        "probability": 0.9,
    }


def _quotation(article: str) -> Row:
    return {
        "quotation": f"q{article}",
        "article": article,
        "block": "body",
        "kind": "indirect" if article == "c3" else "direct",
        "source": [],
        "cue": [],
        "content": [span(article, _WORDS[article])],
        "speaker": "e1",
        "channel": [] if article == "c3" else ["Alba"],
        "statement": "t1",
        "probability": 0.9,
    }


def _change(new: str, old: str, effect: str) -> Row:
    was = span("a1", old)
    places = {"from_begin": was["begin"], "from_end": was["end"]}
    return {"kind": "substitution", "effect": effect, **span("b2", new), **places}
