"""Headlines that report: "Name: words", "Words: Name", "Name slams words", "Words, name says"."""

from __future__ import annotations

from retold.language.wordlists import words
from retold.quotations.attributions import Attribution, Source
from retold.quotations.cues import VERBS, Frame
from retold.quotations.tree import Tree
from retold.spans import Span

_SPEECH = Frame("speech")
_MAX_NAME_WORDS = 6
# What stands before a colon in headlines without having said what follows.
_LABELS = words(
    "watch video videos photos photo exclusive breaking opinion analysis update updated live review interview "
    "fact-check factcheck explainer explained report reports read listen podcast editorial comment commentary column "
    "profile q a question answer "
    "gallery infographic timeline factbox special feature news latest alert correction obituary q&a poll letters quiz "
    "today yesterday why how what who when where part chapter study recap preview results weather sport sports world"
)
_NAME_PARTS = ("PROPN", "NOUN", "ADJ", "ADP", "DET", "PART", "CCONJ", "PUNCT", "NUM")
_VERB_FRAMES = "cqonai"


def headline_attributions(tree: Tree) -> list[Attribution]:
    """Return what a headline reports by its colon, or by a reporting verb in the present tense; empty of none."""
    colon = next((token.index for token in tree.tokens if token.text == ":" and tree.marked[token.index] < 0), None)
    if colon is not None:
        found = _before_colon(tree, colon) or _after_colon(tree, colon)
        return [] if found is None else [found]
    found = _trailing_clause(tree) or _leading_verb(tree)
    return [] if found is None else [found]


def label_attribution(tree: Tree, line: Span) -> Attribution | None:
    """Return what a paragraph of an interview or a transcript reports: "NAME: words", "Name: “words”".

    Without marks the name must stand in capitals. The content is the rest of the paragraph.
    """
    colon = next((token.index for token in tree.tokens[: _MAX_NAME_WORDS + 4] if token.text == ":"), None)
    if colon is None or colon == 0 or colon + 1 >= len(tree.tokens) or tree.marked[colon] >= 0:
        return None
    first, last = tree.trimmed(0, colon - 1)
    source = _name(tree, first, last) if last - first < _MAX_NAME_WORDS else None
    if source is None or tree.span(first, last).begin != line.begin:
        return None
    number = tree.marked[colon + 1]
    if number >= 0 and tree.tokens[colon + 1].span.begin == tree.marks[number].begin:
        content = tree.marks[number].pieces[0]
    elif all(token.text.isupper() for token in tree.tokens[first : last + 1] if token.text.isalpha()):
        content = Span(tree.tokens[colon + 1].span.begin, line.end)
    else:
        return None
    return Attribution("transcript", _SPEECH, (tree.span(colon, colon),), source, (content,), -1)


def _before_colon(tree: Tree, colon: int) -> Attribution | None:
    first, last = tree.trimmed(0, colon - 1)
    source = _name(tree, first, last)
    content = _rest(tree, colon + 1, len(tree.tokens) - 1)
    if source is None or content is None or len(tree.tokens) - colon <= 3:
        return None
    return Attribution("headline", _SPEECH, (tree.span(colon, colon),), source, (content,), -1)


def _after_colon(tree: Tree, colon: int) -> Attribution | None:
    first, last = tree.trimmed(colon + 1, len(tree.tokens) - 1)
    source = _name(tree, first, last)
    content = _rest(tree, 0, colon - 1)
    if source is None or content is None or colon < 3:
        return None
    return Attribution("headline", _SPEECH, (tree.span(colon, colon),), source, (content,), -1)


def _name(tree: Tree, first: int, last: int) -> Source | None:
    """Return a token range as a source where it reads like somebody: short, capitalised, no label, no verb."""
    if not 0 <= last - first < _MAX_NAME_WORDS:
        return None
    tokens = tree.tokens[first : last + 1]
    if any(token.text.lower() in _LABELS for token in tokens) or tokens[0].text[:1].isdigit():
        return None
    named = any(name.span.overlaps(tree.span(first, last)) and name.label in _ACTING for name in tree.sentence.names)
    proper = [token for token in tokens if token.part == "PROPN" or (token.text[:1].isupper() and len(token.text) > 1)]
    if not proper or any(token.part in ("VERB", "AUX") and token.tag != "VBG" for token in tokens):
        return None
    if not named and len(tokens) > 2 and len(proper) < len(tokens) - 1:
        return None
    head = proper[-1]
    return Source(tree.span(first, last), head.span, head.text.lower(), head.part)


_LINKS = words("to for of from at in")  # "Aide to Voss" is the aide
_ACTING = words("PERSON ORG GPE NORP")


def _rest(tree: Tree, first: int, last: int) -> Span | None:
    first, last = tree.trimmed(first, last)
    return tree.span(first, last) if first <= last else None


def _present_lemma(word: str) -> str | None:
    """Return the reporting verb of which `word` is the third person present, whatever its capitals; None of others."""
    lowered = word.lower()
    for lemma in _lemmas(lowered):
        if lemma in VERBS and any(
            VERBS[lemma][f].attitude in ("speech", "writing") for f in VERBS[lemma] if f in _VERB_FRAMES
        ):
            return lemma
    return None


def _lemmas(word: str) -> tuple[str, ...]:
    if word.endswith("ies"):
        return (word[:-3] + "y",)
    if word.endswith("es"):
        return (word[:-1], word[:-2])
    return (word[:-1],) if word.endswith("s") and len(word) > 3 else ()


def _trailing_clause(tree: Tree) -> Attribution | None:
    """Return "Words, Name says"."""
    last = len(tree.tokens) - 1
    while last >= 0 and tree.is_stop(last):
        last -= 1
    if last < 4 or _present_lemma(tree.tokens[last].text) not in ("say", "claim", "report", "warn", "admit", "insist"):
        return None
    comma = next(
        (i for i in range(last - 1, 0, -1) if tree.tokens[i].text in (",", "-", "–", "—") or tree.is_mark(i)), None
    )
    if comma is None or last - comma > _MAX_NAME_WORDS:
        return None
    source = _name_words(tree, comma + 1, last - 1)
    content = _rest(tree, 0, comma if tree.is_mark(comma) else comma - 1)
    if source is None or content is None:
        return None
    return Attribution("headline", _SPEECH, (tree.span(last, last),), source, (content,), -1)


def _name_words(tree: Tree, first: int, last: int) -> Source | None:
    first, last = tree.trimmed(first, last)
    if not 0 <= last - first < _MAX_NAME_WORDS:
        return None
    end = next((i - 1 for i in range(first + 1, last + 1) if tree.tokens[i].text.lower() in _LINKS), last)
    head = tree.tokens[end]
    return Source(tree.span(first, last), head.span, head.text.lower(), head.part)


def _leading_verb(tree: Tree) -> Attribution | None:
    """Return "Name slams words": the first present-tense reporting verb after at most six words."""
    for index in range(1, min(len(tree.tokens) - 1, _MAX_NAME_WORDS + 1)):
        lemma = _present_lemma(tree.tokens[index].text)
        if lemma is None or tree.tokens[index + 1].text.lower() in ("of", "'s", "’s"):
            continue
        source = _name_words(tree, 0, index - 1)
        last = _before_second_verb(tree, index)
        first = index + 1
        if tree.tokens[first].text.lower() in ("on", "for") and lemma == "call":
            first += 1
        content = _rest(tree, first, last)
        if source is None or content is None:
            return None
        frames = VERBS[lemma]
        frame = next(frames[letter] for letter in _VERB_FRAMES if letter in frames)
        return Attribution("headline", frame, (tree.span(index, first - 1),), source, (content,), -1)
    return None


def _before_second_verb(tree: Tree, index: int) -> int:
    """Return the last token before ", <verb>s" that goes on with the same subject."""
    for comma in range(index + 2, len(tree.tokens) - 1):
        if tree.tokens[comma].text in (",", ";") and tree.tokens[comma + 1].text.lower().endswith("s"):
            word = tree.tokens[comma + 1]
            if word.part == "VERB" or _present_lemma(word.text) is not None or _plain_verb(word.text):
                return comma - 1
    return len(tree.tokens) - 1


def _plain_verb(word: str) -> bool:
    return any(lemma in VERBS for lemma in _lemmas(word.lower()))
