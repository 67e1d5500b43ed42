"""The words of what quotations report, made ready for comparison: stems, names, numbers, negation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.language.wordlists import words as word_set
from retold.reuse.lexicon import TITLES
from retold.reuse.marks import MARKS, inside_spans, is_inside
from retold.reuse.words import Words, words_of
from retold.spans import Span, merged
from retold.stories.terms import stem

# Words that tell two contents apart badly: function words, and verbs and adverbs that stand in any sentence.
FUNCTION_WORDS = word_set("""
a an the this that these those such same other another any some each every all both either half much many more most few
less least own only very too so as than then there here now also just even still yet again once ever i me my mine we us
our ours you your yours he him his she her hers it its they them their theirs one ones oneself himself herself itself
themselves ourselves myself who whom whose which what where when why how and or but nor if because since although though
while whether unless until of in on at by for with from to into onto over under about against between among through
during before after above below up down out off per via within without across along around towards toward upon
be am is are was were been being have has had having do does did done doing will would shall should can could may might
must ought need not no yes neither never it's they're we're i'm he's she's that's there's isn't aren't wasn't weren't
don't doesn't didn't won't wouldn't can't couldn't shouldn't mustn't hasn't haven't hadn't cannot we've they've i've
we'll they'll it'll i'll you'll they'd we'd he'd she'd i'd say says said saying tell told get got go goes going went
make makes made take takes took taken come comes came put let like well however therefore thus
""")
_NEGATIONS = word_set("not no never none nothing nobody nowhere neither nor cannot without lack lacks lacked lacking")
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "_",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
    if word != "_"  # "one" is a pronoun more often than a number
} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
    "billion": "1000000000",
}
HEADLINE_ROLES = frozenset({"title", "heading", "caption"})  # a headline says the body's words again


@dataclass(frozen=True, slots=True)
class Telling:
    """One quotation with the words of its content. The lists run in step with `words`."""

    quotation: str
    article: str
    block: str
    kind: str
    speaker: str | None  # null where unknown or improbable
    inside: str | None
    denied: bool
    probability: float
    channels: tuple[str, ...]
    pieces: tuple[Span, ...]
    words: Words
    stems: tuple[str, ...]  # empty for function words
    numbers: frozenset[str]
    names: frozenset[str]  # stems of words that are names by their capital
    negated: bool
    marked: tuple[bool, ...]  # whether each word stands inside quotation marks, whatever `kind` says
    source_names: frozenset[str] = frozenset()  # stems of the names by which the article calls the speaker there
    source_words: tuple[str, ...] = ()  # all words by which it does, folded; none where each is a function word
    is_named: bool = True  # whether the article gives the speaker a name

    @property
    def is_headline(self) -> bool:
        """Whether it stands in a title, a heading or a caption, and is left out of counts."""
        return self.block in HEADLINE_ROLES

    @property
    def is_asserted(self) -> bool:
        """Whether it is probable enough to be shown unasked."""
        return self.probability >= 0.5

    @property
    def begin(self) -> int:
        """Where its content begins."""
        return self.pieces[0].begin if self.pieces else 0


def tellings_of(quotations: pa.Table, texts: Mapping[str, str]) -> list[Telling]:
    """Return the tellings of `quotations`, by quotation id; those of articles without a text are left out."""
    rows = [row for row in quotations.to_pylist() if row["article"] in texts]
    inside = {article: inside_spans(texts[article]) for article in {row["article"] for row in rows}}
    return [
        telling_of(row, texts[row["article"]], inside[row["article"]])
        for row in sorted(rows, key=lambda row: str(row["quotation"]))
    ]


def telling_of(row: Mapping[str, Any], text: str, inside: Sequence[Span]) -> Telling:
    """Return one row of `spoken_quotations` with its words; `inside` are its article's stretches inside marks."""
    pieces = tuple(merged(Span(span["begin"], span["end"]) for span in row["content"] or ()))
    words = words_of(text, pieces)
    speaker_probability = row["speaker_probability"]
    is_known = speaker_probability is None or speaker_probability >= 0.5
    probability = row["probability"]
    return Telling(
        quotation=row["quotation"],
        article=row["article"],
        block=row["block"] or "body",
        kind=row["kind"] or "indirect",
        speaker=row["speaker"] if is_known else None,
        inside=row["inside"],
        denied=row["polarity"] == "denied",
        probability=1.0 if probability is None else probability,
        channels=tuple(row["channel"] or ()),
        pieces=pieces,
        words=words,
        stems=tuple(stem_of(form) for form in words.forms),
        numbers=frozenset(number for form in words.forms if (number := number_of(form)) is not None),
        names=frozenset(stem_of(form) for index, form in enumerate(words.forms) if is_name(words, index)),
        negated=any(form in _NEGATIONS or form.endswith("n't") for form in words.forms),
        marked=tuple(marks_of(words, pieces, inside, is_direct=row["kind"] == "direct")),
        source_names=_names_in(text, row["source"] or ()),
        source_words=_words_in(text, row["source"] or ()),
        is_named=row["speaker_is_named"] is not False,
    )


def _names_in(text: str, spans: Iterable[Mapping[str, int]]) -> frozenset[str]:
    """Return the stems of the words with a capital in some spans, titles left out."""
    words = words_of(text, [Span(span["begin"], span["end"]) for span in spans])
    kept = [i for i, form in enumerate(words.forms) if words.surface(i)[0].isupper() and form not in TITLES]
    return frozenset(stem_of(words.forms[i]) for i in kept) - {""}


def _words_in(text: str, spans: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """Return the folded words of some spans, or nothing where a pronoun is all they say."""
    forms = tuple(words_of(text, [Span(span["begin"], span["end"]) for span in spans]).forms)
    return forms if any(form not in FUNCTION_WORDS for form in forms) else ()


def marks_of(words: Words, pieces: Sequence[Span], inside: Sequence[Span], *, is_direct: bool) -> list[bool]:
    """Tell for each word whether it stands inside marks.

    A piece of a direct quotation that has a mark at an edge is inside as a whole, though its other mark be lost.
    """
    whole = [piece for piece in pieces if is_direct and _has_mark_at_edge(words.text, piece)]
    return [
        is_inside(inside, begin, end) or any(piece.begin <= begin and end <= piece.end for piece in whole)
        for begin, end in zip(words.begins, words.ends, strict=True)
    ]


def _has_mark_at_edge(text: str, piece: Span) -> bool:
    edges = text[max(piece.begin - 1, 0) : piece.begin + 1] + text[max(piece.end - 1, 0) : piece.end + 1]
    return any(character in MARKS for character in edges)


def stem_of(form: str) -> str:
    """Return the stem of a folded word; empty for a function word. A number is its value."""
    if form in FUNCTION_WORDS:
        return ""
    return number_of(form) or stem(form.removesuffix("'s").replace("'", ""))


def number_of(form: str) -> str | None:
    """Return the value of a folded word that is a number, as digits; None for any other."""
    digits = form.replace(",", "")
    if digits.isdecimal():
        return str(int(digits)) if len(digits) < 20 else digits
    return _NUMBER_WORDS.get(form)


def is_name(words: Words, index: int) -> bool:
    """Tell whether a word is a name by its capital: at the head of a sentence only where no function word."""
    surface = words.surface(index)
    if not surface[0].isupper() or words.forms[index] in FUNCTION_WORDS:
        return False
    if index and words.text[words.ends[index - 1] : words.begins[index]] == " ":
        return True
    # A capital that the sentence gives says nothing, unless the word has another or goes on as a name.
    follows = index + 1 < len(words) and words.surface(index + 1)[0].isupper()
    return any(c.isupper() for c in surface[1:]) or (follows and words.forms[index + 1] not in FUNCTION_WORDS)


def texts_by_article(texts: pa.Table) -> dict[str, str]:
    """Return each article's text."""
    return dict(zip(texts.column("article").to_pylist(), texts.column("text").to_pylist(), strict=True))


def counted(tellings: Iterable[Telling]) -> list[Telling]:
    """Return the asserted tellings outside titles, captions and other quotations: those that are counted."""
    return [t for t in tellings if t.is_asserted and not t.is_headline and t.inside is None]
