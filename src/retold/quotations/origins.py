"""From how many independent origins a statement is told, and what is counted of it.

An origin is a root of the stemma restricted to the articles that report the statement: three copies of one interview
are one origin. Articles that go back to one lost text, or say that the words reached them through one outlet, share it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of
from retold.quotations.aliases import folded_name
from retold.quotations.tellings import Telling, counted, tellings_of, texts_by_article
from retold.settings import QuotationsSettings
from retold.tables import STAGE_TABLES

LOST = "lost:"
_ASSERTED = 0.5
_EVIDENCE_ROWS = 20  # a statement in every paper of a country needs no longer list
# Effects after which a statement may mean another thing.
MEANING_EVIDENCE = "meaning may differ"  # the kind of evidence that points at such a change
MEANING_EFFECTS = frozenset({"modality", "negation", "hedging", "number", "name"})


class Ancestry:
    """What each article goes back to, by asserted derivations and the stemma; lost texts included."""

    def __init__(self, *edges: Iterable[Mapping[str, Any]]) -> None:
        self._exemplars: dict[str, set[str]] = {}
        self._levels: dict[str, dict[str, int]] = {}
        for row in (row for rows in edges for row in rows):
            probability = row["probability"]
            if row["exemplar"] is not None and (probability is None or probability >= _ASSERTED):
                self._exemplars.setdefault(row["article"], set()).add(row["exemplar"])

    def exemplars(self, article: str) -> list[str]:
        """Return what an article was copied from, sorted."""
        return sorted(self._exemplars.get(article, ()))

    def ancestors(self, article: str) -> frozenset[str]:
        """Return all that an article goes back to, without itself."""
        return frozenset(self.levels(article))

    def levels(self, article: str) -> Mapping[str, int]:
        """Return how many copyings away each of its ancestors is, at the least; the nearest first, then by id."""
        if article not in self._levels:
            self._levels[article] = self._walked(article)
        return self._levels[article]

    def _walked(self, article: str) -> dict[str, int]:
        steps: dict[str, int] = {}
        front, step = [article], 0
        while front:
            step += 1
            front = sorted({e for one in front for e in self.exemplars(one) if e not in steps and e != article})
            steps.update(dict.fromkeys(front, step))
        return steps


def count_origins(
    articles: Collection[str], ancestry: Ancestry, channels: Mapping[str, Collection[str]] | None = None
) -> int:
    """Return the number of independent origins of `articles`; 0 of none.

    `channels` names for an article, folded, the outlets that its words came through, and its own outlet: articles that
    have one in common share their origin.
    """
    return len(find_origins(articles, ancestry, channels))


def find_origins(
    articles: Collection[str], ancestry: Ancestry, channels: Mapping[str, Collection[str]] | None = None
) -> list[list[str]]:
    """Return the roots among `articles`, those of one origin together, sorted."""
    reporting = set(articles)
    roots = [article for article in sorted(reporting) if not _has_exemplar_among(article, reporting, ancestry)]
    origins: list[tuple[set[str], list[str]]] = []  # marks that an origin is known by, and its roots
    for root in roots:
        marks = {f"={root}", *(f"={ancestor}" for ancestor in ancestry.ancestors(root) & reporting)}
        marks |= {ancestor for ancestor in ancestry.ancestors(root) if ancestor.startswith(LOST)}
        marks |= {f"@{channel}" for channel in (channels or {}).get(root, ())}
        same = [origin for origin in origins if origin[0] & marks]
        origins = [origin for origin in origins if not origin[0] & marks]
        origins.append((marks.union(*(o[0] for o in same)), sorted([root, *(r for o in same for r in o[1])])))
    return sorted(found for _, found in origins)


def _has_exemplar_among(article: str, reporting: set[str], ancestry: Ancestry) -> bool:
    """Tell whether an article goes back to another of `reporting` that does not go back to it."""
    above = ancestry.ancestors(article) & reporting
    return any(article not in ancestry.ancestors(other) for other in above)


@dataclass(frozen=True, slots=True)
class _Story:
    """What the statements of one story are counted from."""

    tellings: Mapping[str, Telling]
    outlets: Mapping[str, str | None]
    ancestry: Ancestry
    channels: Mapping[tuple[str, str | None], frozenset[str]]  # by article and speaker
    retellings: Mapping[str, Sequence[Mapping[str, Any]]]  # by statement


def statements(
    statement_members: pa.Table,
    spoken_quotations: pa.Table,
    retellings: pa.Table,
    texts: pa.Table,
    article_fields: pa.Table,
    derivations: pa.Table,
    stemmata: pa.Table,
    *,
    settings: QuotationsSettings,  # noqa: ARG001 - every stage is given its section
) -> pa.Table:
    """Write one row a statement of a story, with its reference wording and counts."""
    tellings = tellings_of(spoken_quotations, texts_by_article(texts))
    by_statement: dict[str, list[Mapping[str, Any]]] = {}
    for row in retellings.to_pylist():
        by_statement.setdefault(row["statement"], []).append(row)
    story = _Story(
        {telling.quotation: telling for telling in tellings},
        {row["article"]: row["outlet"] for row in article_fields.to_pylist()},
        Ancestry(derivations.to_pylist(), stemmata.to_pylist()),
        channels_of(tellings),
        by_statement,
    )
    members: dict[str, list[Mapping[str, Any]]] = {}
    for row in statement_members.to_pylist():
        if row["quotation"] in story.tellings:
            members.setdefault(row["statement"], []).append(row)
    rows = [_statement_row(statement, members[statement], story) for statement in sorted(members)]
    return STAGE_TABLES["statements"].rows(rows)


def channels_of(tellings: Iterable[Telling]) -> dict[tuple[str, str | None], frozenset[str]]:
    """Return for each article and speaker the folded channels of that speaker's words there.

    An article credits once ("told the Lantern") and goes on quoting: the credit holds for the speaker's other words.
    """
    found: dict[tuple[str, str | None], set[str]] = {}
    for telling in tellings:
        if telling.is_asserted:
            names = {folded_name(channel) for channel in telling.channels}
            found.setdefault((telling.article, telling.speaker), set()).update(names)
    return {key: frozenset(names) for key, names in found.items()}


def _statement_row(statement: str, members: Sequence[Mapping[str, Any]], story: _Story) -> dict[str, Any]:
    tellings = [story.tellings[row["quotation"]] for row in members]
    telling_it = _reporting(tellings)
    speaker = speaker_of(telling_it)
    articles = sorted({telling.article for telling in telling_it})
    reference = reference_of(telling_it, story.ancestry)
    probability = max(_probability(row, story.tellings[row["quotation"]]) for row in members)
    return {
        "statement": statement,
        "speaker": speaker,
        "text": wording_of(reference),
        "quotations": len(counted(telling_it)),
        "outlets": len({story.outlets.get(article) or f"={article}" for article in articles}),
        "origins": count_origins(articles, story.ancestry, _marks(articles, speaker, story)),
        **_counts(story.retellings.get(statement, ()), story.tellings),
        "probability": probability,
        "evidence": [_evidence(telling) for telling in sorted(telling_it, key=_by_place)[:_EVIDENCE_ROWS]],
    }


def _marks(articles: Sequence[str], speaker: str | None, story: _Story) -> dict[str, list[str]]:
    """Return the folded names by which the words of a speaker came into each article, its own outlet's with them."""
    named = {}
    for article in articles:
        outlet = story.outlets.get(article)
        own = [folded_name(outlet)] if outlet else []
        named[article] = sorted({*own, *story.channels.get((article, speaker), ())})
    return named


def _reporting(tellings: Sequence[Telling]) -> list[Telling]:
    """Return what counts: asserted body quotations; where there are none the asserted ones; else all."""
    asserted = [telling for telling in tellings if telling.is_asserted]
    return counted(tellings) or asserted or list(tellings)


def speaker_of(tellings: Sequence[Telling]) -> str | None:
    """Return the speaker that most of `tellings` name; of several the one named most fully, then by id."""
    known = [telling for telling in tellings if telling.speaker is not None]
    named = Counter(telling.speaker for telling in known)
    fullest = {t.speaker: len(t.source_names) for t in sorted(known, key=lambda t: len(t.source_names))}
    return min(named, key=lambda speaker: (-named[speaker], -fullest[speaker], speaker or ""), default=None)


def reference_of(tellings: Sequence[Telling], ancestry: Ancestry) -> Telling:
    """Return the quotation whose wording stands for the statement: nearest a root, in marks rather than not, long."""
    articles = {telling.article for telling in tellings}

    def rank(telling: Telling) -> tuple[int, bool, int, str]:
        depth = len(ancestry.ancestors(telling.article) & articles)
        return depth, telling.kind == "indirect", -len(telling.words), telling.quotation

    return min(tellings, key=rank)


def wording_of(telling: Telling) -> str:
    """Return the words of a quotation, its pieces parted by an ellipsis in brackets."""
    return " […] ".join(piece.of(telling.words.text) for piece in telling.pieces)


def _counts(rows: Sequence[Mapping[str, Any]], tellings: Mapping[str, Telling]) -> dict[str, int]:
    """Return how many retellings have each form, and how many may mean another thing; headlines left out."""
    asserted = [row for row in rows if row["probability"] is None or row["probability"] >= _ASSERTED]
    kept = [
        row
        for row in asserted
        if row["quotation"] is None or (row["quotation"] in tellings and not tellings[row["quotation"]].is_headline)
    ]
    forms = Counter(row["form"] for row in kept)
    flagged = sum(any(reason["kind"] == MEANING_EVIDENCE for reason in row["evidence"] or ()) for row in kept)
    wanted = ("verbatim", "altered", "unmarked", "indirect", "omitted")
    return {**{form: forms[form] for form in wanted}, "meaning_flags": flagged}


def _probability(row: Mapping[str, Any], telling: Telling) -> float:
    """Return the probability that a statement stands on one of its quotations."""
    membership = 1.0 if row["probability"] is None else float(row["probability"])
    return min(telling.probability, max(membership, _ASSERTED))


def _by_place(telling: Telling) -> tuple[str, int, str]:
    return telling.article, telling.begin, telling.quotation


def _evidence(telling: Telling) -> dict[str, Any]:
    begin, end = (telling.pieces[0].begin, telling.pieces[-1].end) if telling.pieces else (None, None)
    weight = log_odds_of(telling.probability)
    return Evidence("told here", weight, telling.article, begin, end, "quotations", telling.quotation).as_row()
