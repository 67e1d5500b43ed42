"""The stage `event_spans`: the events that one article tells, in its own voice or in a quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.actors.events.deeds import Deed
from retold.actors.events.finding import find_deeds, is_telling
from retold.actors.events.framing import Framing, framing_of, outer_denial
from retold.actors.events.genres import genre_of
from retold.actors.events.grammar import Clause
from retold.actors.events.pairs import masked, pair_model
from retold.actors.events.parties import Cast, Party
from retold.actors.events.setting import place_of, time_of
from retold.actors.events.weights import agreement_of, certainty_of, reasons_of
from retold.evidence import Evidence, probability_of, rounded
from retold.ids import span_id
from retold.language.parse import ParsedSentence, parsed_sentences_of
from retold.settings import EventsSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

_HEADLINES = ("title", "heading")
_ASSERTED = 0.5


@dataclass(frozen=True, slots=True)
class Scope:
    """A quotation as events see it: whose words stand where."""

    quotation: str
    content: tuple[Span, ...]
    cue: Span | None
    actor: str | None
    denied: bool
    inside: str | None
    probability: float

    def holds(self, span: Span) -> bool:
        """Tell whether a stretch stands in its words."""
        return any(piece.contains(span) for piece in self.content)


def event_spans(
    texts: pa.Table,
    parsed_sentences: pa.Table,
    mention_spans: pa.Table,
    local_actors: pa.Table,
    family_quotations: pa.Table,
    times: pa.Table,
    article_fields: pa.Table,
    *,
    settings: EventsSettings,
) -> pa.Table:
    """Find who is said to have done what to whom in one article.

    An event stands in the innermost asserted quotation around its word, and in the outlet's own voice without one.
    Somebody whose words deny another's claim gives a row of their own. Sentences beyond `max_sentence_words` are lists
    or run-ons and give none.
    """
    table = STAGE_TABLES["event_spans"]
    if texts.num_rows == 0 or parsed_sentences.num_rows == 0 or mention_spans.num_rows == 0:
        return table.empty()
    telling = _Telling(texts, mention_spans, local_actors, family_quotations, times, article_fields)
    rows: dict[str, dict[str, Any]] = {}
    for sentence in parsed_sentences_of(parsed_sentences, telling.text):
        if len(sentence.tokens) <= settings.max_sentence_words:
            for row in telling.events_of(sentence):
                other = rows.get(row["event"])
                if other is None or row["probability"] > other["probability"]:
                    rows[row["event"]] = row
    return table.rows(sorted(rows.values(), key=lambda row: (row["begin"], row["end"], row["event"])))


class _Telling:
    """One article while its events are read."""

    def __init__(
        self,
        texts: pa.Table,
        mentions: pa.Table,
        actors: pa.Table,
        quotations: pa.Table,
        times: pa.Table,
        fields: pa.Table,
    ) -> None:
        self.text: str = texts["text"][0].as_py()
        self.article: str = texts["article"][0].as_py()
        rows = mentions.select(
            ["mention", "begin", "end", "text", "kind", "type", "actor", "country", "role", "probability"]
        ).to_pylist()
        self.cast = Cast(rows, actors.to_pylist())
        self.places = sorted(
            (row for row in rows if row["kind"] == "name" and row["type"] in ("GPE", "LOC")),
            key=lambda row: (row["begin"], row["end"]),
        )
        self.scopes = _scopes(quotations, self.text)
        for scope in self.scopes:
            for piece in scope.content:
                self.cast.speaks(piece, scope.actor)
            if scope.actor is not None and scope.cue is not None:
                self.cast.reports(scope.cue, scope.actor)
        self.times = sorted(
            (row for row in times.to_pylist() if row["value"] and row["probability"] >= _ASSERTED),
            key=lambda row: (row["begin"], row["end"]),
        )
        self.year = _year_of(fields)
        self.model = pair_model()
        self._typed: dict[str, dict[str, float]] = {}

    def events_of(self, sentence: ParsedSentence) -> list[dict[str, Any]]:
        """Return the rows of one sentence."""
        clause = Clause(sentence)
        deeds = find_deeds(clause, self.cast)
        if not deeds:
            return []
        genre = genre_of(sentence, self.text, self.year)
        rows = []
        for deed in deeds:
            scope = self._scope_at(clause.tokens[deed.trigger].span)
            framing = framing_of(clause, deed.trigger, _inside(clause, scope), alone=is_telling(deed))
            if scope is not None and scope.denied and not is_telling(deed):
                framing.denied = not framing.denied
            rows.append(self._row(clause, deed, scope, framing, genre))
            denier = self._denier(clause, scope)
            if denier is not None and not framing.denied and not is_telling(deed):
                rows.append(self._row(clause, deed, denier, Framing(True, framing.modality), genre))
        return rows

    def _scope_at(self, span: Span) -> Scope | None:
        around = [scope for scope in self.scopes if scope.holds(span)]
        return min(around, key=lambda scope: (_length(scope), scope.quotation), default=None)

    def _denier(self, clause: Clause, scope: Scope | None) -> Scope | None:
        """Return the quotation around a claim whose speaker denies the claim; None where nobody does."""
        if scope is None or scope.inside is None or scope.cue is None:
            return None
        outer = next((each for each in self.scopes if each.quotation == scope.inside), None)
        cue = next((token.index for token in clause.tokens if token.span.end == scope.cue.end), None)
        if outer is None or cue is None or outer.actor == scope.actor:
            return None
        denied = outer_denial(clause, cue, _inside(clause, outer))
        return outer if denied != outer.denied else None

    def _row(
        self, clause: Clause, deed: Deed, scope: Scope | None, framing: Framing, genre: str | None
    ) -> dict[str, Any]:
        sentence = clause.sentence
        reasons = reasons_of(deed, genre=genre, headline=sentence.role in _HEADLINES, tokens=len(sentence.tokens))
        agreement = self._agreement(sentence, deed, framing)
        if agreement is not None:
            reasons.append(("type head", agreement))
        named = [clause.tokens[index].span for index in deed.words]
        certainty = certainty_of(deed) * (1.0 if scope is None else 0.5 + scope.probability / 2)
        probability = rounded(probability_of(sum(weight for _, weight in reasons)) * certainty)
        recipient = deed.recipient
        spans = [*named, deed.actor.span, *([] if recipient is None else [recipient.span])]
        spans += [] if scope is None else scope.content[:1]
        begin, end = min(span.begin for span in named), max(span.end for span in named)
        return {
            "event": span_id("event", self.article, spans),
            "article": self.article,
            "begin": begin,
            "end": end,
            "actor": deed.actor.actor,
            "actor_country": deed.actor.country,
            "event_type": deed.entry.type,
            "mode": deed.entry.mode,
            "recipient": None if recipient is None else recipient.actor,
            "recipient_country": None if recipient is None else recipient.country,
            "quotation": None if scope is None else scope.quotation,
            "polarity": framing.polarity,
            "modality": framing.modality,
            "time": time_of(clause, deed, self.times),
            "place": place_of(clause, deed, self.places),
            "probability": probability,
            "evidence": [
                each.as_row() for each in self._evidence(clause, deed, scope, framing, reasons, Span(begin, end))
            ],
        }

    def _agreement(self, sentence: ParsedSentence, deed: Deed, framing: Framing) -> float | None:
        """Return how far the model of types agrees with a deed's type; None where there is no model, or no pair."""
        recipient = deed.recipient
        if self.model is None or recipient is None or deed.actor.span.overlaps(recipient.span):
            return None
        begin = sentence.span.begin
        if not (sentence.span.contains(deed.actor.span) and sentence.span.contains(recipient.span)):
            return None
        shown = masked(sentence.span.of(self.text), deed.actor.span.shifted(-begin), recipient.span.shifted(-begin))
        if shown not in self._typed:
            self._typed[shown] = self.model.types(shown)
        return agreement_of(self._typed[shown], deed.entry.type, framing.polarity, framing.modality)

    def _evidence(
        self,
        clause: Clause,
        deed: Deed,
        scope: Scope | None,
        framing: Framing,
        reasons: Sequence[tuple[str, float]],
        named: Span,
    ) -> list[Evidence]:
        found = [Evidence(kind, weight, self.article, named.begin, named.end) for kind, weight in reasons]
        found.append(self._party_evidence("actor", deed.actor))
        if deed.recipient is not None:
            found.append(self._party_evidence("recipient", deed.recipient))
        for kind, index in framing.because:
            span = clause.tokens[index].span
            found.append(Evidence(kind, 0.0, self.article, span.begin, span.end))
        if scope is not None:
            whole = scope.content[0]
            found.append(
                Evidence("quotation", 0.0, self.article, whole.begin, whole.end, "quotations", scope.quotation)
            )
        return found

    def _party_evidence(self, kind: str, party: Party) -> Evidence:
        table = None if party.mention is None else "mention_spans"
        return Evidence(kind, 0.0, self.article, party.span.begin, party.span.end, table, party.mention)


def _scopes(quotations: pa.Table, text: str) -> list[Scope]:
    """Return the asserted quotations, the longer before those that stand in them."""
    found = [
        Scope(
            row["quotation"],
            tuple(Span(piece["begin"], piece["end"]) for piece in row["content"]),
            Span(row["cue"][-1]["begin"], row["cue"][-1]["end"]) if row["cue"] else None,
            row["actor"],
            row["polarity"] == "denied",
            row["inside"],
            row["probability"],
        )
        for row in quotations.to_pylist()
        if row["probability"] >= _ASSERTED and row["content"] and not _is_nobody_s(row, text)
    ]
    return sorted(found, key=lambda scope: (-_length(scope), scope.quotation))


def _is_nobody_s(row: Mapping[str, Any], text: str) -> bool:
    """Tell whether words are nobody's in particular: "it is absurd to suggest that …" belongs to who says so.

    Nor are those behind a verb of stance: "Doria opposes efforts to back the rebels" is told by whoever tells it.
    """
    if row["attitude"] == "stance":
        return True
    if row["actor"] is not None or row["kind"] != "indirect":
        return False
    return row["inside"] is not None or any(text.startswith("to ", cue["begin"]) for cue in row["cue"])


def _length(scope: Scope) -> int:
    return sum(len(piece) for piece in scope.content)


def _inside(clause: Clause, scope: Scope | None) -> Any:
    if scope is None:
        return lambda _: True
    return lambda index: scope.holds(clause.tokens[index].span)


def _year_of(fields: pa.Table) -> int | None:
    row: Mapping[str, Any] = next(iter(fields.to_pylist()), {})
    published = row.get("published")
    return None if published is None else int(published.year)
