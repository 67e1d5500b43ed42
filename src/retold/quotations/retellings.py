"""How each quotation of a statement stands to the one it was taken from: kept, cut, reworded, unmarked, left out.

What is compared are words and marks; what an article gave as its speaker's words is never called what was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of, rounded
from retold.quotations.aliases import Aliases, are_known_alike, swapped_names
from retold.quotations.matching import Correspondence, correspondences, story_aliases
from retold.quotations.origins import MEANING_EFFECTS, MEANING_EVIDENCE, Ancestry
from retold.quotations.tellings import FUNCTION_WORDS, Telling, counted, tellings_of, texts_by_article
from retold.reuse.alignment import EQUAL, align
from retold.reuse.collation import Segment, compare
from retold.reuse.lexicon import CONCORD, NEGATIONS
from retold.reuse.words import Words, words_of
from retold.settings import QuotationsSettings, ReuseSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

_CONTENT_SETTINGS = replace(ReuseSettings(), min_passage_words=3)  # two contents are compared, not two articles
_NEARLY = 0.6  # share of equal words from which reported speech keeps the wording: below, only numbers can be compared
_MANY = 0.5  # share of marked words that must lose (or get) their marks to be called so
_RETOLD_STEMS = 0.4  # share of its telling words with which another saying of the speaker may well be it
_RETOLD_OMISSION = 0.4  # then that it is left out is not asserted
_STILL_THERE = 0.5  # a copy that has this share of the words at their place does not omit them
_SUREST_OMISSION = 0.9  # a quotation may also have been overlooked
_REPORTED = frozenset({"indirect", "unmarked"})
_MARKS = frozenset({"punctuation", "quotation marks"})
_ANCHORED_EFFECTS = frozenset({"number", "modality"})
_MAX_ANCHORED_WORDS = 4
_ANCHOR_WORDS = 3
_MAX_FLAGGED_WORDS = 8  # a longer change is rewording: what it means is not a matter of one word
_UNMARKED_SAME = _MARKS | {"spelling"}  # without marks an outlet's own spelling changes nothing
_CUT_EFFECTS = frozenset({"passage", "wording", "grammar"})  # an omission of these is a cut and no more
_DENIED_WITHIN = 8  # words back where a denial governs "neither"
_CLAUSE_WORDS = 4  # "not", "by no means" are no clause that could be cut: they change what is left
_MIN_KEPT_WORDS = 6  # fewer words are the same by chance
# Tenses that reported speech shifts by rule: no change of meaning where marks were lost.
_BACKSHIFT = {"will": "would", "shall": "would", "can": "could", "may": "might", "must": "had"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation against the one it was taken from."""

    form: str
    changes: tuple[Segment, ...]
    flagged: tuple[Segment, ...]  # changes after which the meaning may differ


@dataclass(frozen=True, slots=True)
class _Story:
    """What the retellings of one story are made from."""

    tellings: Mapping[str, Telling]
    probabilities: Mapping[str, float]  # of a quotation's membership
    ancestry: Ancestry
    edges: Mapping[str, tuple[float, float]]  # of an article: probability and share of its surest derivation
    places: Mapping[tuple[str, str], Correspondence]
    aliases: Aliases


def retellings(
    statement_members: pa.Table,
    spoken_quotations: pa.Table,
    texts: pa.Table,
    passages: pa.Table,
    derivations: pa.Table,
    stemmata: pa.Table,
    *,
    settings: QuotationsSettings,
) -> pa.Table:
    """Compare each quotation of a story with the one it was taken from, and name what copies leave out."""
    texts_here = texts_by_article(texts)
    tellings = tellings_of(spoken_quotations, texts_here)
    places = correspondences(texts_here, passages.to_pylist())
    story = _Story(
        {telling.quotation: telling for telling in tellings},
        {row["quotation"]: _known(row["probability"]) for row in statement_members.to_pylist()},
        Ancestry(derivations.to_pylist(), stemmata.to_pylist()),
        _edges(derivations, settings),
        places,
        story_aliases(texts_here, places),
    )
    members: dict[str, list[Telling]] = {}
    for row in statement_members.to_pylist():
        if row["quotation"] in story.tellings:
            members.setdefault(row["statement"], []).append(story.tellings[row["quotation"]])
    rows = []
    for statement in sorted(members):
        rows += [_told(statement, telling, members[statement], story) for telling in members[statement]]
        rows += _omissions(statement, members[statement], story)
    return STAGE_TABLES["retellings"].rows(sorted(rows, key=_row_order))


def _row_order(row: Mapping[str, Any]) -> tuple[str, str, bool, str]:
    return row["statement"], row["article"], row["quotation"] is None, row["quotation"] or ""


def _known(probability: float | None) -> float:
    return 1.0 if probability is None else probability


def _edges(derivations: pa.Table, settings: QuotationsSettings) -> dict[str, tuple[float, float]]:
    """Return the surest derivation of each article that takes enough of its words from an exemplar."""
    found: dict[str, tuple[float, float]] = {}
    for row in derivations.to_pylist():
        probability, share = _known(row["probability"]), row["share"] or 0.0
        if probability >= 0.5 and share >= settings.min_omission_share:
            found[row["article"]] = max(found.get(row["article"], (0.0, 0.0)), (probability, share))
    return found


# ---------------------------------------------------------------- told
def _told(statement: str, telling: Telling, members: Sequence[Telling], story: _Story) -> dict[str, Any]:
    taken_from = find_exemplar(telling, members, story.ancestry)
    comparison = None if taken_from is None else compare_tellings(taken_from, telling, story.aliases)
    chances = [telling.probability, story.probabilities.get(telling.quotation, 1.0)]
    if taken_from is not None:
        chances += [taken_from.probability, story.probabilities.get(taken_from.quotation, 1.0)]
        if telling.article != taken_from.article:
            chances.append(story.edges.get(telling.article, (0.5, 0.0))[0])
    return {
        "statement": statement,
        "article": telling.article,
        "quotation": telling.quotation,
        "from_quotation": None if taken_from is None else taken_from.quotation,
        "form": None if comparison is None else comparison.form,
        "changes": [] if comparison is None else [_change(segment) for segment in comparison.changes],
        "probability": rounded(min(chances)),
        "evidence": _evidence(telling, taken_from, comparison, rounded(min(chances))),
    }


def find_exemplar(telling: Telling, members: Sequence[Telling], ancestry: Ancestry) -> Telling | None:
    """Return the quotation that one was taken from: of the nearest article it goes back to that tells the statement.

    A headline that goes back to no other article is taken from its own article's body. None at a root.
    """
    levels = ancestry.levels(telling.article)
    sources = [other for other in members if other.article in levels and other.is_asserted]
    if not sources and telling.is_headline:
        return _most_alike(telling, [other for other in counted(members) if other.article == telling.article])
    body = [other for other in sources if not other.is_headline]
    wanted = sources if telling.is_headline else body or sources
    nearest = min((levels[other.article] for other in wanted), default=0)
    found = _most_alike(telling, [other for other in wanted if levels[other.article] == nearest])
    if found is None or _is_kept(found, telling) or len(telling.words) < _MIN_KEPT_WORDS:
        return found
    # Nobody restores by chance what the nearest has changed: then the words came from further back.
    kept = [other for other in wanted if _is_kept(other, telling)]
    return min(kept, key=lambda other: (levels[other.article], other.quotation), default=found)


def _is_kept(exemplar: Telling, copy: Telling) -> bool:
    """Tell whether a copy has the same words in the same marks."""
    return _same_words(exemplar, copy) and exemplar.marked == copy.marked


def _most_alike(telling: Telling, others: Sequence[Telling]) -> Telling | None:
    def rank(other: Telling) -> tuple[int, int, str]:
        return -equal_words(other, telling), len(other.words), other.quotation

    return min(others, key=rank, default=None)


def equal_words(exemplar: Telling, copy: Telling) -> int:
    """Return how many words two contents have in common, in order."""
    steps = align(exemplar.words.forms, copy.words.forms)
    return sum(step.end_a - step.begin_a for step in steps if step.op == EQUAL)


def _change(segment: Segment) -> dict[str, Any]:
    return {
        "kind": segment.op,
        "effect": segment.effect,
        "begin": segment.span_b.begin,
        "end": segment.span_b.end,
        "from_begin": segment.span_a.begin,
        "from_end": segment.span_a.end,
    }


def _evidence(
    telling: Telling, taken_from: Telling | None, comparison: Comparison | None, probability: float
) -> list[dict[str, Any]]:
    if taken_from is None or comparison is None:
        return [_pointer("taken from none held", 0.0, telling).as_row()]
    found = [_pointer("taken from", log_odds_of(probability), taken_from)]
    for segment in comparison.flagged:
        span = segment.span_b
        found.append(
            Evidence(MEANING_EVIDENCE, 0.0, telling.article, span.begin, span.end, "quotations", telling.quotation)
        )
    return [one.as_row() for one in found]


def _pointer(kind: str, weight: float, telling: Telling) -> Evidence:
    begin, end = (telling.pieces[0].begin, telling.pieces[-1].end) if telling.pieces else (None, None)
    return Evidence(kind, weight, telling.article, begin, end, "quotations", telling.quotation)


# ---------------------------------------------------------------- compared
def compare_tellings(exemplar: Telling, copy: Telling, aliases: Aliases) -> Comparison:
    """Say what became of a quotation's words and marks in a copy, and which changes may change the meaning."""
    found = _segments(exemplar, copy)
    segments = _variants(found, exemplar, copy)
    share = equal_words(exemplar, copy) / max(1, min(len(exemplar.words), len(copy.words)))
    form = _form(exemplar, copy, segments, share)
    if share < _NEARLY and form in _REPORTED:
        anchored = _anchored(found, exemplar, copy)
        segments = [s for s in segments if s in anchored]
    flagged = [s for s in segments if _may_change_meaning(s, exemplar, copy, form, aliases)]
    if form == "verbatim" and flagged:  # the plain words of a mixed quotation carry its meaning too
        form = "altered"
    return Comparison(form, tuple(segments), tuple(flagged))


def _segments(exemplar: Telling, copy: Telling) -> list[Segment]:
    """Return two contents side by side; nothing for two short ones with the same words and marks."""
    if _same_words(exemplar, copy) and exemplar.marked == copy.marked and _is_short(exemplar):
        return []
    return compare(exemplar.words.text, exemplar.pieces, copy.words.text, copy.pieces, settings=_CONTENT_SETTINGS)


def _variants(found: Sequence[Segment], exemplar: Telling, copy: Telling) -> list[Segment]:
    """Return what differs between two contents, without marks at their edges, which the cue's place decides."""
    # Marks at an edge that both have, or neither: how they look depends on where the cue stands.
    idle = _MARKS if any(exemplar.marked) == any(copy.marked) else {"punctuation"}
    return [
        s
        for s in found
        if s.is_variant and not (s.effect in idle and (_at_edge(s.span_a, exemplar) or _at_edge(s.span_b, copy)))
    ]


def _anchored(found: Sequence[Segment], exemplar: Telling, copy: Telling) -> list[Segment]:
    """Return the changes that say something though all around is reworded: short ones beside several equal words."""
    kept = []
    for index, segment in enumerate(found):
        is_short = max(_word_count(exemplar, segment.span_a), _word_count(copy, segment.span_b)) <= _MAX_ANCHORED_WORDS
        if segment.op != "substitution" or segment.effect not in _ANCHORED_EFFECTS or not is_short:
            continue
        beside = [*found[max(index - 1, 0) : index], *found[index + 1 : index + 2]]
        if any(not s.is_variant and _word_count(copy, s.span_b) >= _ANCHOR_WORDS for s in beside):
            kept.append(segment)
    return kept


def _word_count(telling: Telling, span: Span) -> int:
    return len(words_of(telling.words.text, [span]))


def _is_short(telling: Telling) -> bool:
    return len(telling.words) < _CONTENT_SETTINGS.min_passage_words


def _same_words(exemplar: Telling, copy: Telling) -> bool:
    return exemplar.words.forms == copy.words.forms


def _at_edge(span: Span, telling: Telling) -> bool:
    """Tell whether a span stands outside the words of every piece of a content."""
    words = telling.words
    for piece in telling.pieces:
        inside = [i for i in range(len(words)) if piece.begin <= words.begins[i] < piece.end]
        if inside and words.ends[inside[0]] <= span.begin and span.end <= words.begins[inside[-1]]:
            return False
    return True


def _form(exemplar: Telling, copy: Telling, segments: Sequence[Segment], share: float) -> str:
    """Return the form of a retelling: what became of the marks first, then of the words."""
    had, has = any(exemplar.marked), any(copy.marked)
    worded = [s for s in segments if s.effect not in (_MARKS if had else _UNMARKED_SAME)]
    lost, gained = _moved_marks(exemplar, copy)
    if had and (not has or lost):
        return "unmarked" if share >= _NEARLY and not _is_rebuilt(worded, copy) else "indirect"
    if has and (not had or gained):
        return "remarked"
    inside = [s for s in worded if not had or _is_marked(s, exemplar, copy)]
    if not inside:
        return "verbatim"
    if _are_cuts(inside, exemplar):
        return "trimmed"
    return "altered" if had else "indirect"


def _moved_marks(exemplar: Telling, copy: Telling) -> tuple[bool, bool]:
    """Tell whether most of the words that both have lost their marks in the copy, and whether many got some."""
    lost = gained = marked = common = 0
    for step in align(exemplar.words.forms, copy.words.forms):
        if step.op != EQUAL:
            continue
        for offset in range(step.end_a - step.begin_a):
            was, is_now = exemplar.marked[step.begin_a + offset], copy.marked[step.begin_b + offset]
            common, marked = common + 1, marked + was
            lost, gained = lost + (was and not is_now), gained + (is_now and not was)
    return lost > _MANY * marked, gained >= _MANY * common and gained > 0


def _is_rebuilt(worded: Sequence[Segment], copy: Telling) -> bool:
    """Tell whether the copy has more changed words than a third of its own."""
    changed = sum(_word_count(copy, s.span_b) for s in worded)
    return changed * 3 > len(copy.words)


def _is_marked(segment: Segment, exemplar: Telling, copy: Telling) -> bool:
    """Tell whether a change touches words inside marks in either text."""
    sides = ((segment.span_a, exemplar), (segment.span_b, copy))
    return any(
        telling.marked[i] and telling.words.begins[i] < span.end and span.begin < telling.words.ends[i]
        for span, telling in sides
        for i in range(len(telling.words))
    )


def _are_cuts(segments: Sequence[Segment], exemplar: Telling) -> bool:
    """Tell whether changes are all words cut: at either end, or several in a row; a whole clause whatever it says."""
    if any(s.op != "omission" for s in segments):
        return False
    if any(s.effect not in _CUT_EFFECTS and _word_count(exemplar, s.span_a) < _CLAUSE_WORDS for s in segments):
        return False
    gone = {place for s in segments for place in _places(s.span_a, exemplar)}
    ends = {0, len(exemplar.words) - 1}
    alone = [place for place in gone if place - 1 not in gone and place + 1 not in gone]
    return all(place in ends for place in alone)


def _places(span: Span, telling: Telling) -> list[int]:
    """Return the indexes of a telling's words within a span."""
    begins = telling.words.begins
    return [place for place in range(len(begins)) if span.begin <= begins[place] < span.end]


def _may_change_meaning(segment: Segment, exemplar: Telling, copy: Telling, form: str, aliases: Aliases) -> bool:
    """Tell whether the copy may mean another thing here: force, denial, caution, a number, or another name."""
    is_swap = segment.op == "substitution"
    was, is_now = words_of(exemplar.words.text, [segment.span_a]), words_of(copy.words.text, [segment.span_b])
    if segment.effect not in MEANING_EFFECTS or max(len(was), len(is_now)) > _MAX_FLAGGED_WORDS:
        return False
    if segment.effect == "name":
        return is_swap and _is_other_name(was, is_now, aliases)
    if segment.effect == "number":
        return is_swap
    if segment.effect == "negation" and is_swap and _is_concord(was, is_now):
        return not (_is_denied_before(segment.span_a, exemplar) and _is_denied_before(segment.span_b, copy))
    is_reported = form in _REPORTED or not _is_marked(segment, exemplar, copy)
    if segment.effect == "modality" and is_reported:
        shifted = [_BACKSHIFT.get(word, word) for word in was.forms]
        # "to" alone: the cue has the force ("called on them to leave").
        return is_swap and is_now.forms not in (["to"], shifted)
    return True


def _is_other_name(was: Words, is_now: Words, aliases: Aliases) -> bool:
    """Tell whether a name stands where another stood, and nothing shows that both name one; a description is none."""
    swap = swapped_names(was, (0, len(was)), is_now, (0, len(is_now)))
    if swap is None or are_known_alike(_bare(was), _bare(is_now)):
        return False
    return not aliases.are_one(swap.phrase_a, swap.phrase_b)


def _is_concord(was: Words, is_now: Words) -> bool:
    """Tell whether "neither" stands for "either", "nobody" for "anybody", or the other way."""
    pairs = zip(was.forms, is_now.forms, strict=False)
    return len(was) == len(is_now) and all(x == y or CONCORD.get(x) == y or CONCORD.get(y) == x for x, y in pairs)


def _is_denied_before(span: Span, telling: Telling) -> bool:
    """Tell whether a denial stands shortly before a place, within the content or in front of it."""
    text = telling.words.text
    before = words_of(text, [Span(max(text.rfind("\n", 0, span.begin), 0), span.begin)])
    return any(form in NEGATIONS for form in before.forms[-_DENIED_WITHIN:])


def _bare(words: Words) -> str:
    """Return a name without the function words around it."""
    telling = [place for place, form in enumerate(words.forms) if form not in FUNCTION_WORDS]
    return words.text[words.begins[telling[0]] : words.ends[telling[-1]]] if telling else ""


# ---------------------------------------------------------------- omitted
def _omissions(statement: str, members: Sequence[Telling], story: _Story) -> list[dict[str, Any]]:
    """Return a row for each copy that goes back to an article that tells the statement, and does not tell it."""
    telling_it = {telling.article for telling in members}
    sources = counted(members)
    rows = []
    for article in sorted(story.edges):
        levels = story.ancestry.levels(article)
        told = [source for source in sources if source.article in levels]
        if article in telling_it or not told:
            continue
        source = min(told, key=lambda t: (levels[t.article], t.inside is not None, -len(t.words), t.quotation))
        if _still_there(source, article, story.places):
            continue
        is_near = levels[source.article] == 1
        is_retold = _told_in_other_words(source, article, story)
        rows.append(_omission(statement, article, source, story, is_near=is_near, is_retold=is_retold))
    return rows


def _still_there(source: Telling, article: str, places: Mapping[tuple[str, str], Correspondence]) -> bool:
    """Tell whether the copy has the words after all, though no quotation was found there."""
    found = places.get((min(source.article, article), max(source.article, article)))
    if found is None or not len(source.words):
        return False
    kept = found.places.keys() if source.article < article else set(found.places.values())
    return sum(begin in kept for begin in source.words.begins) >= _STILL_THERE * len(source.words)


def _told_in_other_words(source: Telling, article: str, story: _Story) -> bool:
    """Tell whether the copy has the same speaker say something with many of the same telling words."""
    wanted = {stem for stem in source.stems if stem}
    others = [t for t in story.tellings.values() if t.article == article and t.speaker == source.speaker]
    return any(len(wanted.intersection(other.stems)) >= _RETOLD_STEMS * len(wanted) for other in others if wanted)


def _omission(  # one row of a table
    statement: str, article: str, source: Telling, story: _Story, *, is_near: bool, is_retold: bool
) -> dict[str, Any]:
    edge = story.edges[article][0]
    surest = _RETOLD_OMISSION if is_retold else _SUREST_OMISSION
    probability = rounded(min(edge, source.probability, surest))
    kind = "its exemplar tells it" if is_near else "an article further back tells it"
    return {
        "statement": statement,
        "article": article,
        "quotation": None,
        "from_quotation": source.quotation,
        "form": "omitted",
        "changes": [],
        "probability": probability,
        "evidence": [_pointer(kind, log_odds_of(probability), source).as_row()],
    }
