"""Places of a story that want a second look: a report that became plain fact, a headline that goes beyond its body,
outlets that name one another as their source.

None of these is a finding against anybody: each says what stands where, and leaves the judgement to the reader.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retold.actors.times.numbers import numbers_in_words
from retold.reuse.lexicon import HEDGE_FORMS, REPORTING
from retold.spans import Span, spans_in
from retold.telling.apart import stem_of, telling_words
from retold.telling.holdings import Holdings, Row
from retold.telling.labels import handle, plain, shortened, speaker_name
from retold.telling.wording import listed, say
from retold.telling.words import Word, aligned, body_spans, words_of

_MIN_WORDS = 6  # fewer words of a quotation stand in any text
_MIN_KEPT = 0.75  # of a quotation's words, in the same order, for the copy to tell the same
_MIN_STEMS = 3  # telling words of a headline that say what it says
_MIN_SAID = 0.6  # of them that one quotation of the body has too
_SHOWN = 90
_MARKS = re.compile("[\"“”„«»‘‹›]|(?<!\\w)'|'(?!\\w)")
_DIGITS = re.compile(r"\d[\d,.]*")
_HEADLINE_CUES = frozenset(
    (
        *("says", "said", "say", "tells", "told", "claims", "claim", "warns", "warn", "accuses", "denies", "vows"),
        *("urges", "calls", "slams", "hails", "insists", "admits", "according", "blames", "fears", "hopes", "wants"),
        *("demands", "expects", "promises", "pledges", "rejects"),
    )
)
# Cues of what is only claimed: a headline that drops the claimant turns the claim into a fact.
_CLAIMS = re.compile(
    r"\b(?:claim|alleg|accus|insist|den(?:y|ie)|believ|suspect|suggest|charg(?:e[sd]?|ing)\b|argu|contend)",
    re.IGNORECASE,
)
# Hedges that a headline drops; those that are also plain words of news ("rather", "claimed") are left out.
_HEDGES = HEDGE_FORMS - {"rather", "fairly", "somewhat", "claimed", "suggests", "suggested"} | {"could"}


@dataclass(frozen=True, slots=True)
class Caution:
    """One place that wants a second look: `[begin, end)` of the article's text, its kind, and a sentence."""

    kind: str  # attribution lost, headline without attribution, headline number, headline surer, circular
    article: str
    begin: int
    end: int
    sentence: str


def cautions_of(held: Holdings, story: str) -> tuple[Caution, ...]:
    """Return what wants a second look in a story, in the order of its articles and texts."""
    found: list[Caution] = []
    for article in held.members[story]:
        for row in held.derivations.get(article, []):
            if held.is_held(row["exemplar"]):
                found += _lost(held, article, row["exemplar"])
        found += _headline(held, article)
    found += _circular(held, held.members[story])
    unique = {(c.kind, c.article, c.begin, c.end): c for c in found}
    return tuple(sorted(unique.values(), key=lambda c: (handle(held, c.article), c.article, c.begin, c.end, c.kind)))


# ---------------------------------------------------------------- a report that became plain fact


def _lost(held: Holdings, copy: str, exemplar: str) -> list[Caution]:
    """Return quotations of an exemplar whose words stand in a copy as the copy's own."""
    own, others = _passage_words(held, copy, exemplar)
    place_of = _equal_places(own, others)
    found = []
    for row in held.quotations_of.get(exemplar, []):
        if row["block"] != "body" or row["inside"] or row["attitude"] not in (None, "speech", "writing"):
            continue
        said = words_of(held.text(exemplar), spans_in(row["content"]))
        kept = [place_of[word.begin] for word in said if word.begin in place_of]
        if len(said) < _MIN_WORDS or len(kept) < _MIN_KEPT * len(said):
            continue
        span = Span(kept[0].begin, kept[-1].end) if kept[0].begin < kept[-1].end else None
        if span is not None and not _is_attributed(held, copy, span, row):
            words = shortened(held.text(copy)[span.begin : span.end], _SHOWN)
            sentence = say(
                "attribution_lost",
                article=handle(held, copy),
                words=words,
                exemplar=handle(held, exemplar),
                speaker=speaker_name(held, row["speaker"]),
                place=span.begin,
            )
            found.append(Caution("attribution lost", copy, span.begin, span.end, sentence))
    return found


def _passage_words(held: Holdings, copy: str, exemplar: str) -> tuple[list[Word], list[Word]]:
    rows = held.shared(copy, exemplar)
    return (
        words_of(held.text(copy), [Span(row["begin_a"], row["end_a"]) for row in rows]),
        words_of(held.text(exemplar), [Span(row["begin_b"], row["end_b"]) for row in rows]),
    )


def _equal_places(own: list[Word], others: list[Word]) -> dict[int, Word]:
    """Return for each word of the exemplar (by its begin) the copy's word that it is equal to."""
    places: dict[int, Word] = {}
    for stretch in aligned(own, others):
        if stretch.is_equal:
            pairs = zip(others[stretch.begin_b : stretch.end_b], own[stretch.begin_a : stretch.end_a], strict=True)
            places.update((other.begin, word) for other, word in pairs)
    return places


def _is_attributed(held: Holdings, copy: str, span: Span, row: Row) -> bool:
    """Tell whether the copy says anywhere near that these are somebody's words: a quotation, a cue, marks, the name."""
    for other in held.quotations_of.get(copy, []):
        if any(piece.begin < span.end and span.begin < piece.end for piece in spans_in(other["content"])):
            return True
    text = held.text(copy)
    around = _paragraph(text, span)
    if _MARKS.search(text[around.begin : around.end]):
        return True
    near = {word.folded for word in words_of(text, [around])}
    cues = {word.folded for word in words_of(held.text(row["article"]), spans_in(row["cue"]))}
    names = held.entities.get(row["speaker"] or "", {}).get("names") or []
    named = {word.casefold() for name in names for word in plain(name["name"]).split() if len(word) > 2}
    return bool(near & (cues | named | REPORTING))


def _paragraph(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.begin) + 1, len(text) if end < 0 else end)


# ---------------------------------------------------------------- a headline against its own body


def _headline(held: Holdings, article: str) -> list[Caution]:
    """Compare an article's headline with the quotation of its body that says the same."""
    titles = [row for row in held.blocks.get(article, []) if row["role"] == "title"]
    if not titles:
        return []
    span = Span(titles[0]["begin"], titles[0]["end"])
    text = held.text(article)
    headline = text[span.begin : span.end]
    source = _said_alike(held, article, headline)
    if source is None:
        return []
    said = " ".join(text[piece.begin : piece.end] for piece in spans_in(source["content"]))
    name, shown = handle(held, article), shortened(headline, _SHOWN)
    found: list[Caution] = []
    cue = " ".join(text[piece.begin : piece.end] for piece in spans_in(source["cue"]))
    if _CLAIMS.search(cue) and not _names_a_speaker(held, article, span, source):
        who = speaker_name(held, source["speaker"])
        sentence = say("headline_unattributed", speaker=who, article=name, headline=shown)
        found.append(Caution("headline without attribution", article, span.begin, span.end, sentence))
    hedge = _hedge_lost(headline, said)
    if hedge:
        sentence = say("headline_surer", hedge=hedge, words=shortened(said, _SHOWN), article=name, headline=shown)
        found.append(Caution("headline surer", article, span.begin, span.end, sentence))
    number = _number_alone(headline, text, body_spans(held, article))
    if number:
        sentence = say("headline_number", number=number, article=name, headline=shown)
        found.append(Caution("headline number", article, span.begin, span.end, sentence))
    return found


def _said_alike(held: Holdings, article: str, headline: str) -> Row | None:
    """Return the quotation of the body that has most of the headline's telling words, if it has enough."""
    wanted = {stem_of(word.casefold()) for word in telling_words(headline)}
    if len(wanted) < _MIN_STEMS:
        return None
    text = held.text(article)
    best: tuple[float, int, Row] | None = None
    for row in held.quotations_of.get(article, []):
        if row["block"] != "body" or row["attitude"] not in (None, "speech", "writing") or not row["content"]:
            continue
        said = " ".join(text[piece.begin : piece.end] for piece in spans_in(row["content"]))
        share = len(wanted & {stem_of(word.casefold()) for word in telling_words(said)}) / len(wanted)
        place = -row["content"][0]["begin"]
        if share >= _MIN_SAID and (best is None or (share, place) > best[:2]):
            best = (share, place, row)
    return best[2] if best else None


def _names_a_speaker(held: Holdings, article: str, span: Span, source: Row) -> bool:
    """Tell whether a headline says whose words it tells: a quotation there, marks, a colon, a cue, a name."""
    rows = held.quotations_of.get(article, [])
    if any(row["block"] == "title" and row["source"] for row in rows):
        return True
    headline = held.text(article)[span.begin : span.end]
    if _MARKS.search(headline) or ":" in headline or re.search(r"\s[-–—|]\s", headline):
        return True
    words = {word.folded for word in words_of(headline, [Span(0, len(headline))])}
    names = held.entities.get(source["speaker"] or "", {}).get("names") or []
    named = {part.casefold() for name in names for part in plain(name["name"]).split() if len(part) > 2}
    return bool(words & (_HEADLINE_CUES | REPORTING | named))


def _hedge_lost(headline: str, said: str) -> str:
    """Return a hedge that the body's words have and the headline has none for."""
    hedges = [
        [w.folded for w in words_of(text, [Span(0, len(text))]) if w.folded in _HEDGES] for text in (headline, said)
    ]
    return hedges[1][0] if hedges[1] and not hedges[0] else ""


def _number_alone(headline: str, text: str, body: Sequence[Span]) -> str:
    """Return a number of the headline that stands nowhere in the body, in digits or as a word."""
    held = {number for span in body for number in _numbers(text[span.begin : span.end])}
    alone = [number for number in _numbers(headline) if number not in held]
    return alone[0] if alone and held else ""


def _numbers(text: str) -> list[str]:
    digits = [match.group(0).replace(",", "").rstrip(".") for match in _DIGITS.finditer(text)]
    return digits + [str(number) for number in numbers_in_words(text)]


# ---------------------------------------------------------------- outlets that name one another


def _circular(held: Holdings, articles: Sequence[str]) -> list[Caution]:
    """Return outlets of the story that name one another as their source, each ring once."""
    places: dict[tuple[str, str], tuple[str, Row]] = {}
    for article in articles:
        outlet = held.outlet(held.articles[article]["outlet"])
        for credit in held.credits.get(article, []) if outlet else []:
            other = held.outlet(credit["outlet"])
            if outlet and other and other["outlet"] != outlet["outlet"]:
                key = (outlet["outlet"], other["outlet"])
                places[key] = min(
                    places.get(key, (article, credit)), (article, credit), key=lambda pair: (pair[0], pair[1]["begin"])
                )
    named: dict[str, set[str]] = defaultdict(set)
    for one, cited in places:
        named[one].add(cited)
    found = []
    for ring in _rings(named):
        article, credit = places[ring[0], ring[1 % len(ring)]]
        names = [plain(held.outlets[key.casefold()]["name"] or key) for key in ring]
        pairs = [f"{a} names {b}" for a, b in zip(names, [*names[1:], names[0]], strict=True)]
        sentence = say("circular", ring=listed(pairs))
        found.append(Caution("circular", article, credit["begin"], credit["end"], sentence))
    return found


def _rings(named: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """Return the shortest ring through each outlet that lies in one, each ring once, from its least outlet on."""
    rings = set[tuple[str, ...]]()
    for start in sorted(named):
        ring = _shortest_ring(named, start)
        if ring:
            least = ring.index(min(ring))
            rings.add((*ring[least:], *ring[:least]))
    return sorted(rings)


def _shortest_ring(named: dict[str, set[str]], start: str) -> tuple[str, ...]:
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        longer = []
        for way in ways:
            for other in sorted(named.get(way[-1], ())):
                if other == start:
                    return way
                if other not in seen:
                    seen.add(other)
                    longer.append((*way, other))
        ways = longer
    return ()
