"""Whether "it" and "they" may mean a thing that nobody marked: nouns of no actor near them, and what their verb says.

Things are no mentions, so that no candidate stands for them; these signs speak for "nobody named here".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from retold.actors.gazetteer import words
from retold.actors.records import Mention
from retold.actors.view import SentenceView
from retold.language.parse import Token
from retold.language.wordlists import words as word_set

_SUBJECTS = ("nsubj", "nsubjpass")
_TIMES = word_set("second minute hour day night week weekend month year decade century time moment end morning evening")
# What only those do who have a mind, besides speaking.
_MINDS = word_set(
    """
    want plan hope expect decide agree believe know think intend refuse fear wish try consider seek prefer demand
    apologise apologize appeal sue vote promise pledge negotiate hire fire employ buy invest resign accept blame
    """
)
_BEFALLS = word_set("happen occur last contain weigh measure rain snow burst melt rust leak ring fit smell taste")
_LOOK_BACK = 200  # words: a longer sentence is a list
SIGNS = ("thing is subject", "thing is nearest", "thing before", "has a mind", "befalls", "is a thing", "is a quality")
_SIGNED = {"it": "NN", "they": "NNS"}


def note_things(views: Sequence[SentenceView], mentions: Sequence[Mention]) -> None:
    """Set the signs of each "it" and "they" among the mentions of an article, in place."""
    taken: dict[int, set[int]] = {}  # tokens that head a mention, by sentence
    for mention in mentions:
        if mention.kind != "pronoun":
            taken.setdefault(mention.sentence, set()).add(mention.token)
    for mention in mentions:
        if mention.kind == "pronoun" and mention.type in _SIGNED:
            mention.signs = frozenset(_signs(views, mention, taken))


def _signs(views: Sequence[SentenceView], pronoun: Mention, taken: Mapping[int, Collection[int]]) -> set[str]:
    view, tag = views[pronoun.sentence], _SIGNED[pronoun.type or ""]
    here = taken.get(pronoun.sentence, ())
    before = view.tokens[max(0, pronoun.token - _LOOK_BACK) : pronoun.token]
    things = [token for token in before if token.tag == tag and _is_thing(token) and token.index not in here]
    actors = [token.index for token in before if token.index in here]
    found: set[str] = set()
    if any(token.relation in _SUBJECTS for token in things):
        found.add("thing is subject")
    if things and things[-1].index > max(actors, default=-1):
        found.add("thing is nearest")
    if not things and not actors and pronoun.sentence and _opens_with_thing(views, pronoun.sentence - 1, tag, taken):
        found.add("thing before")
    return found | _verb_signs(view, pronoun)


def _is_thing(token: Token) -> bool:
    lemma = token.lemma.lower()
    listed = lemma in words("collective_heads") or lemma in words("role_heads") or lemma in words("kin")
    return not listed and lemma not in _TIMES and token.relation not in ("npadvmod", "compound", "nmod")


def _opens_with_thing(
    views: Sequence[SentenceView], sentence: int, tag: str, taken: Mapping[int, Collection[int]]
) -> bool:
    """Tell whether the first subject of a sentence is a thing."""
    subject = next((token for token in views[sentence].tokens if token.relation in _SUBJECTS), None)
    if subject is None or subject.index in taken.get(sentence, ()):
        return False
    return subject.tag == tag and _is_thing(subject)


def _verb_signs(view: SentenceView, pronoun: Mention) -> set[str]:
    """Return what the verb says whose subject the pronoun is."""
    if not pronoun.is_verbs_subject or not pronoun.verbs:
        return set()
    verb = view.tokens[pronoun.verbs[0]]
    lemma = verb.lemma.lower()
    if lemma in _MINDS or lemma in words("speech_verbs"):
        return {"has a mind"}
    if lemma in _BEFALLS:
        return {"befalls"}
    if lemma != "be":
        return set()
    after = [view.tokens[index] for index in view.children[verb.index] if index > verb.index]
    if any(token.relation == "attr" and token.lemma.lower() not in words("collective_heads") for token in after):
        return {"is a thing"}
    return {"is a quality"} if any(token.relation == "acomp" for token in after) else set()
