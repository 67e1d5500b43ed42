"""A reporting clause at a sentence's end that the parser tore apart: "…, the governor of the lake district said."

Read word by word: a comma, a noun phrase, a reporting verb, then nothing but an addressee, a time, a place.
"""

from __future__ import annotations

from retold.language.wordlists import words
from retold.quotations.attributions import Attribution, Source
from retold.quotations.cues import VERBS
from retold.quotations.tree import Tree

_FINITE = words("VBD VBZ VBP")
_IN_NAMES = words("NOUN PROPN ADJ DET NUM PRON ADP CCONJ PART X SYM")
_NO_SUBJECT = words("who which that whom whose what it there this these those")
_AFTER = words("NOUN PROPN ADJ DET NUM PRON ADP ADV PART")
_MAX_PHRASE = 22  # words of the noun phrase, apposition included
_MAX_AFTER = 14  # words after the verb
_MIN_BEFORE = 3  # words before the comma; fewer are an adverbial, not a report


def trailing_attribution(tree: Tree) -> Attribution | None:
    """Return what a reporting clause at the sentence's end reports, outside marks; None where there is none."""
    for verb in range(len(tree.tokens) - 1, max(-1, len(tree.tokens) - _MAX_AFTER - 2), -1):
        token = tree.tokens[verb]
        if not _is_finite(tree, verb) or tree.marked[verb] >= 0:
            continue
        frames = VERBS.get(token.lemma.lower(), {})
        if token.part == "VERB" and "c" in frames and frames["c"].attitude != "thought" and _ends(tree, verb):
            return _of_verb(tree, verb)
        return None
    return None


def _is_finite(tree: Tree, verb: int) -> bool:
    token = tree.tokens[verb]
    perfect = verb > 0 and tree.tokens[verb - 1].lemma.lower() == "have"
    return token.tag in _FINITE or (token.tag == "VBN" and perfect)


def _ends(tree: Tree, verb: int) -> bool:
    """Tell whether nothing but an addressee, a time and a place follow the verb."""
    told = "t" in VERBS[tree.tokens[verb].lemma.lower()]
    rest = [token for token in tree.tokens[verb + 1 :] if not tree.is_stop(token.index)]
    if (
        rest
        and not told
        and rest[0].part in ("DET", "PRON", "ADJ")
        and rest[0].relation not in ("det", "npadvmod", "amod")
    ):
        return False
    if any(tree.marked[token.index] >= 0 or token.text in (":", ";") for token in tree.tokens[verb + 1 :]):
        return False
    if rest and not told and rest[0].part in ("NOUN", "PROPN", "DET", "PRON") and not _is_time(tree, rest[0].index):
        return False
    return all(token.part in _AFTER or token.tag in ("VBN", "VBG") for token in rest)


def _is_time(tree: Tree, index: int) -> bool:
    return any(
        name.label in ("DATE", "TIME") and name.span.contains(tree.tokens[index].span) for name in tree.sentence.names
    )


def _of_verb(tree: Tree, verb: int) -> Attribution | None:
    last = verb - 1
    while last > 0 and tree.tokens[last].part in ("ADV", "AUX"):
        last -= 1
    group = last + 1
    comma = _comma_before(tree, last)
    if comma is None:
        return None
    first, last = tree.trimmed(comma + 1, last)
    begin, end = tree.trimmed(0, comma - 1)
    if first > last or end - begin + 1 < _MIN_BEFORE or not _has_verb(tree, begin, end):
        return None
    head = _head(tree, first, last)
    token = tree.tokens[head]
    if token.text.lower() in _NO_SUBJECT:
        return None
    source = Source(tree.span(first, last), token.span, token.text.lower(), token.part)
    cue = tree.span(group, verb)
    frame = VERBS[tree.tokens[verb].lemma.lower()]["c"]
    return Attribution("clause around", frame, (cue,), source, (tree.span(begin, end),), -1)


def _comma_before(tree: Tree, last: int) -> int | None:
    """Return the comma that parts the report from a noun phrase ending at `last`; a name with an apposition is one."""
    comma = _plain_comma(tree, last)
    if comma is None:
        return None
    further = _plain_comma(tree, comma - 1)
    if further is not None and tree.tokens[further + 1].part == "PROPN" and comma - further <= 6:
        return further
    return comma


def _plain_comma(tree: Tree, last: int) -> int | None:
    for index in range(last, max(0, last - _MAX_PHRASE), -1):
        token = tree.tokens[index]
        if token.text in (",", "--", "–", "—") and index < last:
            return index
        if tree.marked[index] >= 0 or (token.part not in _IN_NAMES and token.relation not in ("amod", "punct", "case")):
            return None
    return None


def _has_verb(tree: Tree, first: int, last: int) -> bool:
    return any(token.part in ("VERB", "AUX") and token.tag != "VBG" for token in tree.tokens[first : last + 1])


def _head(tree: Tree, first: int, last: int) -> int:
    """Return the word that says who: the last noun before a preposition or comma."""
    end = next(
        (
            i - 1
            for i in range(first + 1, last + 1)
            if tree.tokens[i].part == "ADP" or tree.tokens[i].text in (",", "(")
        ),
        last,
    )
    return next((i for i in range(end, first - 1, -1) if tree.tokens[i].part in ("PROPN", "NOUN", "PRON")), end)
