"""The rows of stage tables for generated articles, each with offsets that are true of its text."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from benchmarks.pages_texts import Article, Placed, changed_words, names_in, taken_from, times_in
from retold.ids import content_hash, span_id
from retold.spans import Span
from retold.tables import STAGE_TABLES

_SURE, _LIKELY = 0.97, 0.82
_TYPES = ("ACCUSE", "CONSULT", "PROTEST", "SUPPORT", "THREATEN", "COOPERATE")
_UNSURE_SHARE = 0.1  # of quotations, events and derivations: kept, and hidden


class Rows:
    """Rows on their way to stage tables."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, /, **row: Any) -> None:
        """Add a row."""
        self._rows[table].append(row)

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """Yield each table by its name."""
        for name, rows in self._rows.items():
            yield name, pa.Table.from_pylist(rows, schema=STAGE_TABLES[name].schema)


def _evidence(kind: str, article: str, begin: int, end: int, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "article": article, "begin": begin, "end": end, "weight": 1.2, **more}


def rows_of_article(rows: Rows, article: Article, story: str, chance: random.Random) -> None:
    """Add what is known of one article: its fields, blocks, sentences, names, quotations and events."""
    _fields(rows, article, story)
    _blocks(rows, article)
    actors = _mentions(rows, article)
    for number, placed in enumerate(article.placed):
        row = {"sentence_hash": content_hash(article.text[placed.begin : placed.end]), "role": "body"}
        rows.add("sentences", article=article.article, sentence=number, begin=placed.begin, end=placed.end, **row)
    _quotations(rows, article, actors, chance)
    _events(rows, article, actors, story, chance)
    for begin, end in times_in(article.text):
        words = article.text[begin:end]
        place = {"article": article.article, "begin": begin, "end": end, "text": words}
        rows.add("times", **place, type="DATE", value="XXXX-WXX-1", probability=_SURE, evidence=[])


def _fields(rows: Rows, article: Article, story: str) -> None:
    record, name = article.record, article.article
    stated = record.get("published")
    published = datetime.strptime(stated, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if stated else None
    origin = f"corpus/{record['origin'].removeprefix('https://').replace('/', '-')}.txt"
    rows.add("texts", article=name, text=article.text, text_hash=content_hash(article.text))
    rows.add("readings", article=name, origin=origin, format="text", bytes_hash=content_hash(origin), status="read")
    fields = {"url": record["url"], "outlet": record.get("outlet"), "title": record["title"], "language": "en"}
    rows.add("article_fields", article=name, page=content_hash(record["url"]), published=published, **fields)
    for field, value in {**fields, "published": stated}.items():
        if value:
            rows.add("metadata", article=name, field=field, value=value, given_by="page", evidence=[])
    if published is None:
        interval = {"earliest": datetime(2031, 3, 3, tzinfo=UTC), "probability": _LIKELY, "evidence": []}
        rows.add("inferred_dates", article=name, **interval)
    rows.add("story_articles", story=story, article=name, probability=_SURE, evidence=[])
    rows.add("reuse_members", article=name, family=story[1:])


def _blocks(rows: Rows, article: Article) -> None:
    at, title = 0, article.record["title"]
    paragraphs = article.text.split("\n\n")
    bodies = {article.text.rfind("\n\n", 0, placed.begin + 1) + 2 for placed in article.placed}
    for paragraph in paragraphs:
        role = "title" if paragraph == title else "body" if at in bodies else "boilerplate"
        sure = {"probability": _SURE, "evidence": []}
        rows.add("blocks", article=article.article, begin=at, end=at + len(paragraph), role=role, **sure)
        if paragraph.startswith("(") and paragraph.endswith(")"):
            place = {"begin": at + 1, "end": at + len(paragraph) - 1, "kind": "agency"}
            rows.add("credits", article=article.article, outlet=paragraph[1:-1], **place, **sure)
        at += len(paragraph) + 2


def _mentions(rows: Rows, article: Article) -> dict[str, str]:
    """Add mentions and actors; return the actor's id by its name."""
    actors: dict[str, str] = {}
    counts: Counter[str] = Counter()
    types: dict[str, str] = {}
    for begin, end, name, kind, sort in names_in(article):
        words = article.text[begin:end]
        mention = span_id("mention", article.article, [Span(begin, end)])
        called = name or words.lower()
        actors.setdefault(called, mention)
        counts[called] += 1
        types[called] = kind
        place = {"article": article.article, "begin": begin, "end": end, "text": words}
        of = {"kind": sort, "type": kind, "actor": actors[called], "former": False, "alias": False}
        rows.add("mention_spans", mention=mention, **place, **of, probability=_SURE, evidence=[])
    roles = dict(article.happening.speakers)
    for called, actor in actors.items():
        known = {"name": called, "type": types[called], "former_roles": [], "aliases": []}
        held = [roles[called]] if called in roles else []
        names = [{"name": called, "count": counts[called]}]
        is_named = types[called] != "GROUP"
        rows.add("local_actors", actor=actor, article=article.article, **known, named=is_named, roles=held, names=names)
        rows.add("actor_members", actor=actor, entity=_entity(called) if is_named else f"e{actor}")
    return {called: actor for called, actor in actors.items() if types[called] != "GROUP"}


def _entity(name: str) -> str:
    return f"e{content_hash('actor', name)}"


def _spoken(article: Article) -> Iterator[tuple[Placed, str, tuple[int, int]]]:
    """Yield the sentences that report somebody, with who it is and where its name stands."""
    for placed in article.placed:
        if placed.sentence.speaker is not None and placed.name_begin >= 0:
            yield placed, placed.sentence.speaker, (placed.name_begin, placed.name_end)
            continue
        at = article.text.find(article.happening.body, placed.begin, placed.end)
        if at >= 0:
            yield placed, article.happening.body, (at, at + len(article.happening.body))


def _quotations(rows: Rows, article: Article, actors: dict[str, str], chance: random.Random) -> None:
    for placed, speaker, (begin, end) in _spoken(article):
        content = Span(placed.words_begin, placed.words_end)
        quotation = span_id("quotation", article.article, [content])
        article.quotations[article.placed.index(placed)] = (quotation, speaker)
        is_direct = placed.sentence.speaker is not None and placed.sentence.is_direct
        told = {
            "block": "body",
            "kind": "direct" if is_direct else "indirect",
            "source": [{"begin": begin, "end": end}],
            "cue": [{"begin": end + 1, "end": end + 5}] if article.text[end + 1 : end + 5] == "said" else [],
            "content": [content.as_row()],
            "attitude": "speech",
            "polarity": "affirmed",
        }
        probability = 0.4 if chance.random() < _UNSURE_SHARE else _LIKELY
        why = [
            _evidence("clause", article.article, end, min(end + 5, placed.end)),
            _evidence("tagger", article.article, begin, end),
            _evidence("speaker", article.article, begin, end, table="mention_spans", id=actors.get(speaker)),
        ]
        tail = {"speaker_probability": _LIKELY, "channel": [], "probability": probability, "evidence": why}
        row = {"quotation": quotation, "article": article.article, **told, **tail}
        rows.add("family_quotations", **row, actor=actors.get(speaker))
        rows.add("spoken_quotations", **row, speaker=_entity(speaker))


def _events(rows: Rows, article: Article, actors: dict[str, str], story: str, chance: random.Random) -> None:
    others = sorted(actors)
    for number, placed in enumerate(article.placed):
        if number % 2 or len(others) < 2:
            continue
        actor, recipient = chance.sample(others, 2)
        kind = chance.choice(_TYPES)
        event = span_id("event", article.article, [Span(placed.begin, placed.end)])
        quotation, speaker = article.quotations.get(number, (None, None))
        probability = 0.4 if chance.random() < _UNSURE_SHARE else _LIKELY
        dyad = f"{_entity(actor)} {kind} {_entity(recipient)}"
        place: dict[str, Any] = {"article": article.article, "begin": placed.begin, "end": placed.end}
        who = {"actor": _entity(actor), "recipient": _entity(recipient), "event_type": kind, "dyad": dyad}
        how = {"quotation": quotation, "polarity": "affirmed", "modality": "asserted", "story": story}
        why = [_evidence(what, **place) for what in ("trigger", "public actors", "type head", "actor", "recipient")]
        by = _entity(speaker) if speaker else None
        rows.add(
            "attributed_events", event=event, **place, **who, **how, speaker=by, probability=probability, evidence=why
        )
        claim = f"c{content_hash(dyad, story)}"
        rows.add(
            "claim_members", event=event, article=article.article, claim=claim, probability=probability, evidence=[]
        )


# ---------------------------------------------------------------- between articles


def rows_of_story(rows: Rows, story: list[Article], name: str) -> None:
    """Add what the articles of a story have in common: copies, tree, variants, statements."""
    dates = sorted(article.record["published"] for article in story if "published" in article.record)
    stated = [datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) for date in dates]
    ends = {"first_published": stated[0], "last_published": stated[-1]} if stated else {}
    title = story[0].record["title"]
    sure = {"probability": _SURE, "evidence": []}
    rows.add("stories", story=name, title=title, articles=len(story), **ends, **sure)
    statements: dict[str, list[tuple[Article, str, str | None, str]]] = defaultdict(list)
    for article in story:
        pairs = taken_from(article)
        exemplar = article.exemplar.article if article.exemplar and pairs else None
        rows.add("stemmata", story=name, article=article.article, exemplar=exemplar, **sure)
        if exemplar is not None:
            _copied(rows, article, pairs)
        _retold(article, pairs, statements)
    for told in statements.values():
        _statement(rows, told)


def _copied(rows: Rows, article: Article, pairs: list[tuple[Placed, Placed]]) -> None:
    exemplar = article.exemplar
    assert exemplar is not None
    share = len(pairs) / len(article.placed)
    between = {"article": article.article, "exemplar": exemplar.article}
    rival = {"rival": "common lost source", "rival_probability": 0.1, "credit": "not named"}
    why = [_evidence("passages", article.article, pairs[0][0].begin, pairs[0][0].end)] * 2
    rows.add("derivations", **between, share=round(share, 4), **rival, probability=_LIKELY, evidence=why)
    for copy, other in pairs:
        one, two = sorted(((article.article, copy), (exemplar.article, other)), key=lambda pair: pair[0])
        place_a = {"article_a": one[0], "begin_a": one[1].words_begin, "end_a": one[1].words_end}
        place_b = {"article_b": two[0], "begin_b": two[1].words_begin, "end_b": two[1].words_end}
        rows.add("passages", **place_a, **place_b, identity=0.95, probability=_SURE, evidence=[])
        for begin, end, exemplar_begin, exemplar_end in changed_words(copy, other):
            places = {"begin": begin, "end": end, "exemplar_begin": exemplar_begin, "exemplar_end": exemplar_end}
            is_inside = copy.sentence.speaker is not None and copy.sentence.is_direct
            what = {"kind": "substitution", "effect": "wording", "inside_marks": is_inside}
            rows.add("variants", **between, **places, **what, probability=_SURE, evidence=[])


def _retold(
    article: Article,
    pairs: list[tuple[Placed, Placed]],
    statements: dict[str, list[tuple[Article, str, str | None, str]]],
) -> None:
    """Put an article's quotations to the statements that they tell: their exemplar's, else one of their own."""
    taken = {copy.begin: other for copy, other in pairs}
    for number, (quotation, speaker) in article.quotations.items():
        other = taken.get(article.placed[number].begin)
        key, before = quotation, None
        if other is not None and article.exemplar is not None:
            place = article.exemplar.placed.index(other)
            if place in article.exemplar.quotations and article.exemplar.quotations[place][1] == speaker:
                before = article.exemplar.quotations[place][0]
                key = article.exemplar.statements[place]
        article.statements[number] = key
        statements[key].append((article, quotation, before, speaker))


def _statement(rows: Rows, told: list[tuple[Article, str, str | None, str]]) -> None:
    name = f"t{min(quotation for _, quotation, _, _ in told)}"
    first, quotation, _, speaker = told[0]
    number = next(place for place, (other, _) in first.quotations.items() if other == quotation)
    placed = first.placed[number]
    outlets = len({article.record.get("outlet") or article.article for article, *_ in told})
    counts = {"quotations": len(told), "outlets": outlets, "origins": sum(before is None for _, _, before, _ in told)}
    forms = {"verbatim": len(told) - 1, "altered": 0, "unmarked": 0, "indirect": 0, "omitted": 0, "meaning_flags": 0}
    sure = {"probability": _LIKELY, "evidence": []}
    words = first.text[placed.words_begin : placed.words_end]
    rows.add("statements", statement=name, speaker=_entity(speaker), text=words, **counts, **forms, **sure)
    for article, own, before, _ in told:
        rows.add("statement_members", quotation=own, article=article.article, statement=name, **sure)
        form: dict[str, Any] = {"form": "verbatim" if before else None, "changes": []}
        rows.add(
            "retellings", statement=name, article=article.article, quotation=own, from_quotation=before, **form, **sure
        )
