"""What a copy changed: inside quotation marks, in marks lost or added, and where the meaning may differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from retold.quotations.origins import MEANING_EFFECTS, MEANING_EVIDENCE
from retold.telling.holdings import Holdings, Row
from retold.telling.labels import handle, shortened, speaker_name
from retold.telling.wording import FLOOR, counted, say

# Most telling first: the order in which changes are listed and counted.
EFFECTS = (
    "negation",
    "number",
    "modality",
    "hedging",
    "attribution",
    "wording",
    "name",
    "passage",
    "editor's bracket",
    "grammar",
    "spelling",
    "quotation marks",
    "punctuation",
)
_UNJUDGED_EFFECTS = MEANING_EFFECTS - {"name"}  # whether two names are one, only a retelling has looked
_RANKS = {effect: rank for rank, effect in enumerate(EFFECTS)}
_MAX_WORDS = 8  # a longer reading was rewritten: what it means is not a matter of one word
_CONTEXT = 40  # code points of context on either side of a changed reading


@dataclass(frozen=True, slots=True)
class Change:
    """One changed reading: `old` stands in the exemplar, `new` in the article; either may be empty."""

    article: str
    begin: int
    end: int
    exemplar: str
    old: str
    new: str
    effect: str
    before: str
    after: str
    speaker: str
    quotation: str | None
    probability: float
    may_differ: bool = False  # whether the meaning may differ here

    @property
    def shown(self) -> str:
        """The reading in its context: `..it [raised > nurtured] them..`."""
        if not self.old:
            return f"{self.before}[added: {self.new}]{self.after}"
        if not self.new:
            return f"{self.before}[left out: {self.old}]{self.after}"
        return f"{self.before}[{self.old} > {self.new}]{self.after}"


@dataclass(frozen=True, slots=True)
class Marks:
    """A quotation whose marks were lost or added: its words as the article has them."""

    article: str
    begin: int
    end: int
    words: str
    is_close: bool  # word for word or nearly


@dataclass(frozen=True, slots=True)
class CopyChanges:
    """What one copy changed against one exemplar. `effects` counts the places inside marks, most telling first."""

    article: str
    exemplar: str
    sentence: str
    quotations: int
    compared: int
    inside: tuple[Change, ...]
    effects: tuple[tuple[str, int], ...]
    effects_sentence: str
    lost: tuple[Marks, ...]
    lost_sentence: str
    added: tuple[Marks, ...]
    added_sentence: str
    meaning: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be told."""
        return not (self.inside or self.lost or self.added or self.meaning)


def changes_of(held: Holdings, article: str, exemplar: str) -> CopyChanges:
    """Return what `article` changed against `exemplar`, both held."""
    rows = [row for row in held.variants.get(article, []) if row["exemplar"] == exemplar]
    told = _retellings(held, article, exemplar)
    meaning = _meaning(held, rows, told, exemplar)
    places = sorted((_of_variant(held, row) for row in rows if row["inside_marks"]), key=_rank)
    inside = [replace(place, may_differ=any(_is_same(place, other) for other in meaning)) for place in places]
    effects = tuple((e, n) for e, n in sorted(Counter(c.effect for c in inside).items(), key=_effect_rank))
    lost = _marks(held, told, "unmarked")
    added = _marks(held, told, "remarked")
    changed = {change.quotation or f"{change.begin}" for change in inside}
    compared = max(len(changed), sum(_is_marked(held, row) for row in told))
    return CopyChanges(
        article=article,
        exemplar=exemplar,
        sentence=say(
            "changed_inside" if told else "changed_inside_uncounted",
            article=handle(held, article),
            exemplar=handle(held, exemplar),
            quotations=len(changed),
            compared=compared,
            places=counted(len(inside), "place"),
        )
        if inside
        else "",
        quotations=len(changed),
        compared=compared,
        inside=tuple(inside),
        effects=effects,
        effects_sentence=_effects_sentence(effects),
        lost=lost,
        lost_sentence=_lost_sentence(lost),
        added=added,
        added_sentence=_added_sentence(added, handle(held, exemplar)),
        meaning=meaning,
    )


def is_telling(effect: str, old: str, new: str) -> bool:
    """Tell whether a change is one of words, not a rewriting; and of a number, whether it was not only left out."""
    is_short = max(len(old.split()), len(new.split())) <= _MAX_WORDS
    return is_short and (effect != "number" or bool(old and new))


def effect_name(effect: str, count: int) -> str:
    """Return an effect with its count, such as `5 names` or `1 number`."""
    plural = {"name": "names", "number": "numbers", "editor's bracket": "editor's brackets"}
    return f"{count} {plural.get(effect, effect) if count != 1 else effect}"


def context_around(text: str, begin: int, end: int) -> tuple[str, str]:
    """Return a little of the text before and after a span, cut between words, with ".." where it goes on."""
    start = max(0, begin - _CONTEXT)
    before, after = text[start:begin], text[end : end + _CONTEXT]
    before, after = before.rpartition("\n")[2], after.partition("\n")[0]
    if start > 0 and len(before) == begin - start:
        before = ".." + before.partition(" ")[2]
    if end + _CONTEXT < len(text) and len(after) == _CONTEXT:
        after = after.rpartition(" ")[0] + ".."
    return before, after


def _of_variant(held: Holdings, row: Row) -> Change:
    return _change(held, row["article"], row["exemplar"], row, (row["exemplar_begin"], row["exemplar_end"]))


def _change(held: Holdings, article: str, exemplar: str, row: Row, reading: tuple[int, int]) -> Change:
    text, other = held.text(article), held.text(exemplar)
    quotation = held.quotations.get(row.get("quotation") or "")
    begin, end = row["begin"], row["end"]
    before, after = context_around(text, begin, end)
    if end == begin and after[:1].isalnum():
        after = f" {after}"  # the space stood in the reading that was left out
    before += " " * text[begin:end].startswith(" ")
    after = " " * (text[begin:end].strip() != "" and text[begin:end].endswith(" ")) + after
    probability = row.get("probability")
    return Change(
        article=article,
        begin=begin,
        end=end,
        exemplar=exemplar,
        old=shortened(other[reading[0] : reading[1]], 90),
        new=shortened(text[row["begin"] : row["end"]], 90),
        effect=row["effect"] or "wording",
        before=before,
        after=after,
        speaker=speaker_name(held, quotation["speaker"]) if quotation and quotation["speaker"] else "",
        quotation=row.get("quotation"),
        probability=1.0 if probability is None else float(probability),
    )


def _retellings(held: Holdings, article: str, exemplar: str) -> list[Row]:
    """Return how the article's quotations stand to the exemplar's, in the order of the article."""
    rows = [
        row
        for statement in sorted(_statements_in(held, article))
        for row in held.retellings.get(statement, [])
        if row["article"] == article and row["quotation"] in held.quotations
    ]
    origin = [(row, held.quotations.get(row["from_quotation"] or "")) for row in rows]
    own = [row for row, source in origin if source is not None and source["article"] == exemplar]
    return sorted(own, key=lambda row: (_begin(held, row["quotation"]), row["quotation"]))


def _statements_in(held: Holdings, article: str) -> set[str]:
    return {row["statement"] for row in held.quotations_of.get(article, []) if row["statement"]}


def _begin(held: Holdings, quotation: str) -> int:
    content = held.quotations[quotation]["content"]
    return int(content[0]["begin"]) if content else 0


def _is_marked(held: Holdings, row: Row) -> bool:
    """Tell whether both the copy and its exemplar have these words in quotation marks."""
    pair = (held.quotations[row["quotation"]], held.quotations[row["from_quotation"]])
    return all(quotation["kind"] in ("direct", "mixed") and quotation["inside"] is None for quotation in pair)


def _marks(held: Holdings, rows: list[Row], form: str) -> tuple[Marks, ...]:
    found = []
    for row in rows:
        spans = held.quotations[row["quotation"]]["content"]
        if row["form"] == form and spans:
            words = shortened(held.text(row["article"])[spans[0]["begin"] : spans[-1]["end"]], 160)
            wording = [c for c in row["changes"] or [] if c["effect"] not in ("punctuation", "quotation marks")]
            found.append(Marks(row["article"], spans[0]["begin"], spans[-1]["end"], words, len(wording) < 2))
    return tuple(found)


def flagged_changes(retelling: Row) -> list[Row]:
    """Return the changes of a retelling after which the meaning may differ, as its evidence tells."""
    reasons = [reason for reason in retelling.get("evidence") or () if reason["kind"] == MEANING_EVIDENCE]
    spans = {(reason["begin"], reason["end"]) for reason in reasons}
    return [
        change
        for change in retelling["changes"] or ()
        if change["effect"] in MEANING_EFFECTS and (change["begin"], change["end"]) in spans
    ]


def _meaning(held: Holdings, variants: list[Row], told: list[Row], exemplar: str) -> tuple[Change, ...]:
    """Return each place within reported words after which the meaning may differ, once.

    A retelling says it for its quotation; words in marks without a retelling are judged by their effect.
    """
    judged = {row["quotation"] for row in told}
    unjudged = [row for row in variants if row["effect"] in _UNJUDGED_EFFECTS and row["quotation"] not in judged]
    # Reported speech that no retelling could compare has been rewritten: single words of it say little.
    placed_here = [_of_variant(held, row) for row in unjudged if row["inside_marks"]]
    made = [change for change in placed_here if is_telling(change.effect, change.old, change.new)]
    for row in told:
        for change in flagged_changes(row):
            placed = {**change, "quotation": row["quotation"], "probability": row["probability"]}
            made.append(_change(held, row["article"], exemplar, placed, (change["from_begin"], change["from_end"])))
    found: list[Change] = []
    for one in made:
        if one.probability >= FLOOR and not any(_is_same(other, one) for other in found):
            found.append(replace(one, may_differ=True))
    return tuple(sorted(found, key=_rank))


def _is_same(one: Change, other: Change) -> bool:
    return one.effect == other.effect and _touch(one, other)


def _touch(one: Change, other: Change) -> bool:
    return one.begin <= other.end + 1 and other.begin <= one.end + 1


def _effects_sentence(effects: tuple[tuple[str, int], ...]) -> str:
    if not effects:
        return ""
    return say("counted_effects", effects=", ".join(effect_name(effect, count) for effect, count in effects))


def _lost_sentence(lost: tuple[Marks, ...]) -> str:
    if not lost:
        return ""
    sentence = say("marks_lost", quotations=_quotations(len(lost)), closeness=_closeness(lost))
    return sentence.replace(" stand ", " stands ") if len(lost) == 1 else sentence


def _added_sentence(added: tuple[Marks, ...], exemplar: str) -> str:
    if not added:
        return ""
    return say("marks_added", quotations=_quotations(len(added)), exemplar=exemplar, closeness=_closeness(added))


def _closeness(marks: tuple[Marks, ...]) -> str:
    return "almost word for word" if all(one.is_close for one in marks) else "some of them reworded"


def _quotations(count: int) -> str:
    return counted(count, "quotation")


def _rank(change: Change) -> tuple[int, int, int]:
    return (_RANKS.get(change.effect, len(EFFECTS)), change.begin, change.end)


def _effect_rank(item: tuple[str, int]) -> tuple[int, str]:
    return (_RANKS.get(item[0], len(EFFECTS)), item[0])
