"""What the clauses of a sentence show: the verbs that a word hangs by, and the pronouns that go on for who speaks.

The subject of the clause that a verb of speech governs is mostly who speaks, when it is a pronoun: "Brandt said she
would" is a woman, "Brenholt said it would" no person.
"""

from __future__ import annotations

from itertools import islice

from retold.actors.gazetteer import words
from retold.actors.view import SentenceView
from retold.language.parse import Token

_PRONOUNS = {"he": "he", "his": "he", "she": "she", "her": "she", "it": "it", "its": "it", "they": "they"}
_MOST_VERBS = 4  # up from a word; a deeper clause says little of the first subject


def own_pronouns(view: SentenceView) -> dict[int, str]:
    """Return, for the subjects of verbs of speech by token, the pronoun that goes on for them: he, she, it or they."""
    found: dict[int, str] = {}
    for token in view.tokens:
        head = view.tokens[token.head]
        if token.relation != "nsubj" or head.lemma.lower() not in words("speech_verbs"):
            continue
        for clause in view.children[head.index]:
            pronoun = _subject_pronoun(view, view.tokens[clause]) if view.tokens[clause].relation == "ccomp" else None
            if pronoun is not None and clause > token.index:
                found.setdefault(token.index, pronoun)
    return found


def _subject_pronoun(view: SentenceView, verb: Token) -> str | None:
    for index in view.children[verb.index]:
        child = view.tokens[index]
        if child.relation in ("nsubj", "nsubjpass"):
            if child.tag == "PRP":
                return _PRONOUNS.get(child.text.lower())
            owner = next((view.tokens[i] for i in view.children[index] if view.tokens[i].tag == "PRP$"), None)
            return _PRONOUNS.get(owner.text.lower()) if owner is not None else None
    return None


def verbs_above(view: SentenceView, token: Token) -> tuple[int, ...]:
    """Return the verbs that a word hangs by, the nearest first, as tokens of the sentence."""
    return tuple(islice(_climb(view, token), _MOST_VERBS))


def _climb(view: SentenceView, token: Token) -> list[int]:
    found = []
    for _ in view.tokens:  # a parse is a tree: no word has more above it than the sentence has
        if token.head == token.index:
            break
        token = view.tokens[token.head]
        if token.tag.startswith("VB") or token.tag == "MD":
            found.append(token.index)
    return found
