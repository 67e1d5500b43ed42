"""One copy against the text that it was probably taken from: credit, equal words, what is left out or added."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter

from retold.spans import Span
from retold.telling.holdings import Holdings, Row
from retold.telling.labels import handle, lost_name, plain, shortened, speaker_name, with_words_before
from retold.telling.wording import capitalised, counted, listed, say
from retold.telling.words import Word, body_spans, body_words, covered, equal_in_passages, words_of

_RETOLD_BELOW = 0.6  # a copy with a smaller share of equal words was rather retold than taken over
_MIN_STRETCH_WORDS = 20  # shorter stretches of a copy's own are joints and asides, not another text
_MIN_LEFT_OUT_WORDS = 10  # fewer words left out say nothing
_CLOSE = 0.6  # a copy with a larger share of its words in shared passages was taken over rather than retold
_UNCOVERED = 0.2  # a paragraph with less of it in a shared passage is not from there


_RIVAL_SHOWN = 0.1  # a less probable explanation is told by `retold why` only


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What can be said of a copy against `exemplar`, the nearest text in this store; None where none is held.

    `equal` of its `words` (less those from elsewhere) stand in the exemplar too, in the same order, within passages.
    """

    exemplar: str | None
    probability: float
    taken: str
    credit: str
    equal: int
    words: int
    equal_words: str
    left_out: tuple[str, ...]
    elsewhere: str
    also: tuple[str, ...]
    rival: str
    is_version: bool


Further = list[tuple[str, float]]


def copy_facts(
    held: Holdings, article: str, above: str, exemplar: str | None, *, probability: float, further: Further
) -> CopyFacts:
    """Return the facts of one copy: `above` is its parent in the tree, `exemplar` the nearest held text above it.

    `further` are other held exemplars, each with its probability.
    """
    words = body_words(held, article)
    if exemplar is None:
        named = lost_name(held, above)
        taken = say("taken_lost_named" if named else "taken_lost", probability=probability, outlet=named)
        credit = _names_only(held, article)
        return CopyFacts(None, probability, taken, credit, 0, len(words), "", (), "", (), "", False)
    row = derivation(held, article, exemplar)
    probability = row["probability"] if row and row["probability"] is not None else probability
    own = {word.begin for word in words}
    equal = len(equal_in_passages(held, article, exemplar) & own)
    name = handle(held, exemplar)
    is_version = _same_page(held, article, exemplar)
    elsewhere, other_words = _elsewhere(held, article, [exemplar, *(other for other, _ in further)])
    compared = len(words) - other_words
    retold = equal < _RETOLD_BELOW * compared and not further
    return CopyFacts(
        exemplar=exemplar,
        probability=probability,
        taken=say("retold_from" if retold else "taken", probability=probability, exemplar=name),
        credit="" if is_version else credit_sentence(held, article, exemplar, row),
        equal=equal,
        words=compared,
        equal_words=say("equal_words", equal=f"{equal:,}", words=_of_words(compared, elsewhere), exemplar=name),
        left_out=_left_out(held, article, exemplar) if not retold else (),
        elsewhere=elsewhere,
        also=_also(held, further),
        rival=rival_sentence(held, row) if row and (row["rival_probability"] or 0.0) >= _RIVAL_SHOWN else "",
        is_version=is_version,
    )


def _of_words(count: int, elsewhere: str) -> str:
    """Return the words that are compared: those from elsewhere are left aside, and it is said."""
    return f"{counted(count, 'word')} not from elsewhere" if elsewhere else counted(count, "word")


def derivation(held: Holdings, article: str, exemplar: str) -> Row | None:
    """Return the row that says that `article` was taken from `exemplar`, if there is one."""
    return next((row for row in held.derivations.get(article, []) if row["exemplar"] == exemplar), None)


def credit_sentence(held: Holdings, article: str, exemplar: str, row: Row | None) -> str:
    """Say whether the copy names where its words come from."""
    name = _source_name(held, exemplar)
    kind = row["credit"] if row else None
    named = _credited(held, article)
    if kind in ("named", "named through another") and named and held.articles[exemplar]["outlet"] is None:
        return _credits(held, article, named)
    if kind == "named":
        places = [c for c in held.credits.get(article, []) if _is_outlet(held, exemplar, c["outlet"])]
        place = min(places, key=lambda c: (c["kind"] != "told", c["begin"]), default=None)
        quoted = with_words_before(held.text(article), place["begin"], place["end"]) if place else ""
        return say("credit_named", exemplar=name, place=f" (“{quoted}”)" if quoted else "")
    if kind == "named through another":
        return say("credit_through", exemplar=name, outlets=listed([n for n in named if n != name]) or "another")
    return say("credit_other", exemplar=name, outlets=listed(named)) if named else say("credit_none")


def rival_sentence(held: Holdings, row: Row | None) -> str:
    """Say the best other explanation of a derivation with its probability; empty where there is none."""
    if row is None or not row["rival"] or not row["rival_probability"]:
        return ""
    names = {"reverse": "rival_reverse", "common lost source": "rival_lost", "two sources": "rival_two"}
    # A rival is shown for what it is: its template has no floor, since it asserts nothing.
    return say(
        names.get(row["rival"], "rival_other"),
        probability=row["rival_probability"],
        exemplar=handle(held, row["exemplar"]),
        article=handle(held, row["article"]),
        rival=row["rival"],
    )


def _credits(held: Holdings, article: str, named: list[str]) -> str:
    """Say which outlets a copy credits, where nobody stated the exemplar's; with the words where it is one."""
    places = [row for row in held.credits.get(article, []) if row["kind"] == "told"]
    place = min(places, key=lambda row: int(row["begin"]), default=None)
    alone = len(named) == 1 and place is not None
    quoted = with_words_before(held.text(article), place["begin"], place["end"]) if place and alone else ""
    return say("credit_outlets", outlets=listed(named), place=f" (“{quoted}”)" if quoted else "")


def _source_name(held: Holdings, exemplar: str) -> str:
    outlet = held.articles[exemplar]["outlet"]
    return handle(held, exemplar) if outlet is None else plain(str(outlet))


def _is_outlet(held: Holdings, exemplar: str, named: str) -> bool:
    """Tell whether a credit names the exemplar's outlet, under any of its names."""
    outlet = held.articles[exemplar]["outlet"]
    if outlet is None:
        return False
    row = held.outlet(outlet)
    return named.casefold() == outlet.casefold() or (row is not None and row is held.outlet(named))


def _credited(held: Holdings, article: str) -> list[str]:
    """Return the outlets that an article credits, by their commonest names, in the order of the text."""
    rows = held.credits.get(article, [])
    return list(dict.fromkeys(plain(row["outlet"]) for row in rows))


def _names_only(held: Holdings, article: str) -> str:
    named = _credited(held, article)
    return f"Names {listed(named)}" if named else say("credit_none")


def _left_out(held: Holdings, article: str, exemplar: str) -> tuple[str, ...]:
    """Say how much of the exemplar's end, and of the rest, the copy leaves out."""
    passages = covered(held.shared(exemplar, article), "a")
    if not passages:
        return ()
    words = body_words(held, exemplar)
    tail = [word for word in words if word.begin >= passages[-1].end]
    within = [word for word in words if word.begin < passages[-1].end and not _within(word, passages)]
    sentences = []
    for name, lost in (("left_out_end", tail), ("left_out_within", within)):
        if len(lost) >= _MIN_LEFT_OUT_WORDS:
            sentences.append(say(name, words=counted(len(lost), "word"), exemplar=handle(held, exemplar)))
    return tuple(sentences)


def _elsewhere(held: Holdings, article: str, sources: list[str]) -> tuple[str, int]:
    """Say how many words come from no exemplar that is held, with the headings and speakers among them; and how many.

    Where nobody speaks in them that the exemplars do not know, they may as well be a retelling: then it says nothing,
    unless the copy follows its exemplars closely otherwise.
    """
    passages = covered([row for source in sources for row in held.shared(article, source)], "a")
    told = {q["statement"] for source in sources for q in held.quotations_of.get(source, []) if q["statement"]}
    known = {q["speaker"] for source in sources for q in held.quotations_of.get(source, [])}
    stretches = [span for span in body_spans(held, article) if _is_elsewhere(held, article, span, passages, told)]
    words = sum(len(words_of(held.text(article), [span])) for span in stretches)
    speakers = _speakers_in(held, article, stretches, known)
    taken = sum(_within(word, passages) for word in body_words(held, article))
    is_close = taken > _CLOSE * len(body_words(held, article))
    if words < _MIN_STRETCH_WORDS or not (speakers or is_close):
        return "", 0
    titles = _headings_in(held, article, stretches)
    what = f": {listed(titles)}" if titles else ""
    what += f" ({', '.join(speakers)})" if speakers else ""
    return say("elsewhere", words=counted(words, "word"), what=what), words


def _is_elsewhere(held: Holdings, article: str, span: Span, passages: list[Span], told: set[str]) -> bool:
    words = words_of(held.text(article), [span])
    shared = sum(_within(word, passages) for word in words)
    if not words or shared > _UNCOVERED * len(words):
        return False
    inside = [q for q in held.quotations_of.get(article, []) if _begins_in(q, span)]
    return not any(quotation["statement"] in told for quotation in inside)


def _speakers_in(held: Holdings, article: str, spans: list[Span], known: set[str]) -> list[str]:
    quotations = [q for q in held.quotations_of.get(article, []) if any(_begins_in(q, span) for span in spans)]
    fresh = [q["speaker"] for q in quotations if q["speaker"] and q["speaker"] not in known]
    return list(dict.fromkeys(speaker_name(held, speaker) for speaker in fresh))[:4]


def _headings_in(held: Holdings, article: str, spans: list[Span]) -> list[str]:
    headings = [row for row in held.blocks.get(article, []) if row["role"] == "heading"]
    inside = [row for row in headings if any(span.contains(Span(row["begin"], row["end"])) for span in spans)]
    return [f"“{shortened(held.text(article)[row['begin'] : row['end']], 80)}”" for row in inside][:3]


def _begins_in(quotation: Row, span: Span) -> bool:
    return bool(quotation["content"]) and span.begin <= quotation["content"][0]["begin"] < span.end


def _within(word: Word, spans: list[Span]) -> bool:
    """Tell whether a word stands in one of the spans, which are in order and do not overlap."""
    place = bisect_right(spans, word.begin, key=attrgetter("begin"))
    return place > 0 and word.end <= spans[place - 1].end


def _also(held: Holdings, further: list[tuple[str, float]]) -> tuple[str, ...]:
    sentences = [say("also_from", probability=p, exemplar=handle(held, other)) for other, p in further]
    return tuple(capitalised(sentence) for sentence in sentences if sentence)


def _same_page(held: Holdings, article: str, exemplar: str) -> bool:
    page = held.articles[article]["page"]
    return page is not None and page == held.articles[exemplar]["page"]
