"""Where a small parser often hangs a reporting verb wrongly, and where it belongs.

"X said A, adding B" and "X said A and called on B" are read as parts of A. The verb goes back to the reporting clause
when its form fits that clause and not A.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retold.language.parse import ParsedSentence, Token
from retold.language.wordlists import words
from retold.quotations.cues import PREPOSITIONS, VERBS

# Participles that go on with a report, and hardly ever describe what is reported.
_GOING_ON = words(
    "add say note stress emphasize emphasise urge warn claim argue insist explain call accuse describe state tell "
    "assert reiterate point conclude adding"
)
_FINITE = words("VBD VBZ VBP")
_MAX_STEPS = 30


def repaired(sentence: ParsedSentence) -> ParsedSentence:
    """Return the sentence with such verbs hung on the reporting verb that they go on from; most stay as they are."""
    moved = {}
    for token in sentence.tokens:
        head = _better_head(sentence.tokens, token)
        if head is not None:
            moved[token.index] = head
    if not moved:
        return sentence
    tokens = tuple(
        replace(token, head=moved[token.index], relation="advcl" if token.tag == "VBG" else "conj")
        if token.index in moved
        else token
        for token in sentence.tokens
    )
    return replace(sentence, tokens=tokens)


def _better_head(tokens: Sequence[Token], token: Token) -> int | None:
    if token.part not in ("VERB", "AUX"):
        return None
    if token.tag == "VBG" and token.lemma.lower() in _GOING_ON and token.index > 0:
        if tokens[token.index - 1].text != "," or token.relation not in ("advcl", "xcomp", "acl", "conj", "dep"):
            return None
    elif (
        token.relation != "conj"
        or not (_is_finite(tokens, token) or (token.tag == "VBN" and _begins_clause(tokens, token)))
        or _has_subject(tokens, token.index)
        or not _cannot_coordinate(tokens, token)
    ):
        return None
    reporting = _reporting_above(tokens, token)
    return None if reporting is None or reporting.index == token.head else reporting.index


def _reports(token: Token) -> bool:
    lemma = token.lemma.lower()
    frames = VERBS.get(lemma, {})
    return lemma in PREPOSITIONS or any(frame.attitude == "speech" for frame in frames.values())


def _reporting_above(tokens: Sequence[Token], token: Token) -> Token | None:
    """Return the finite reporting verb, with a subject before it, in whose content `token` hangs; the nearest."""
    through_content = False
    for _ in range(_MAX_STEPS):
        through_content = through_content or token.relation in ("ccomp", "acl", "relcl")
        head = tokens[token.head]
        if head.index == token.index:
            return None
        if through_content and head.tag in _FINITE and _reports(head):
            return head if _has_subject(tokens, head.index) and head.index < token.index else None
        token = head
    return None


def _cannot_coordinate(tokens: Sequence[Token], token: Token) -> bool:
    """Tell whether a finite verb cannot go on from the verb it hangs on: other in tense, or behind a comma."""
    head = tokens[token.head]
    if head.tag == "VB":
        return True
    if _reports(token) and _begins_clause(tokens, token):
        return True
    return _reports(token) and head.part in ("VERB", "AUX") and head.tag != token.tag and head.tag not in ("VBP", "MD")


def _begins_clause(tokens: Sequence[Token], token: Token) -> bool:
    """Tell whether ", and" or ", but" stands before the verb; an adverb may follow these."""
    before = [t.text.lower() for t in tokens[max(0, token.index - 3) : token.index]]
    return any(before[i : i + 2] in ([",", "and"], [",", "but"]) for i in range(2))


def _is_finite(tokens: Sequence[Token], token: Token) -> bool:
    """Tell whether a verb has a tense, by itself or by "did", "has", "is"."""
    return token.tag in _FINITE or any(
        t.head == token.index and t.relation == "aux" and t.tag in _FINITE for t in tokens
    )


def _has_subject(tokens: Sequence[Token], index: int) -> bool:
    return any(token.head == index and token.relation in ("nsubj", "nsubjpass") for token in tokens)
