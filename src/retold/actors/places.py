"""Whether a place acts or is where something happens: "Moscow has dismissed" against "during a visit to Moscow"."""

from __future__ import annotations

from retold.actors.gazetteer import words
from retold.actors.view import SentenceView, Word
from retold.language.parse import Token
from retold.language.wordlists import words as word_set

_RELATING = word_set("between with by against of from for on to without among")
_MOTION = word_set(
    """
    visit trip travel fly flight arrive arrival return come go move drive journey tour send deploy flee escape
    take bring head route road train withdraw withdrawal march distance
    """
)
_DEALINGS = word_set(
    """
    talk negotiation tie relation contact agreement deal pact accord meeting dialogue cooperation alliance war
    conflict consent approval position policy support pressure sanction threat ally claim request demand aid
    help appeal warn accuse denounce condemn reject criticize criticise discuss consult agree cooperate
    coordinate collaborate work side close loyal opposed response reply message answer envoy decision move
    stance proposal offer call blame influence interest will view role behalf backing signal assurance
    guarantee concession
    """
)
_CHAIN = 4  # steps up a list of places before giving up


def acts(view: SentenceView, name: list[Word]) -> bool:
    """Tell whether the place named acts in its sentence; a place alone in its phrase does not.

    Subjects and possessors act, but for what a city has (streets, a mayor); so does what stands after "between" or
    "with" in dealings; the rest is a location.
    """
    token, following = name[-1].token, None
    place = name[-1].place
    if place + 1 < len(view.words):
        following = view.words[place + 1]
    if name[-1].possessive:
        return not (following and following.lower in words("location_heads"))
    if view.tokens[token.head].text == "-" or token.relation == "compound":
        return False
    return _acts(view, token)


def _acts(view: SentenceView, token: Token) -> bool:
    for _ in range(_CHAIN):
        head = view.tokens[token.head]
        if token.relation == "conj" and token.head != token.index:
            token = head
            continue
        break
    head = view.tokens[token.head]
    if token.relation in ("nsubj", "nsubjpass", "dative", "poss"):
        return token.relation != "nsubjpass" or head.lemma not in (
            "locate",
            "situate",
            "bomb",
            "shell",
            "capture",
            "divide",
        )
    if token.relation in ("dobj", "appos", "npadvmod"):
        return token.relation == "dobj" and head.lemma not in (
            "visit",
            "leave",
            "reach",
            "enter",
            "bomb",
            "capture",
            "near",
        )
    if token.relation != "pobj":
        return False
    return _after_preposition(view, head)


def _after_preposition(view: SentenceView, preposition: Token) -> bool:
    lower = preposition.text.lower()
    if preposition.relation == "agent" or lower in ("between", "without", "against", "with", "by", "among"):
        governor = view.tokens[preposition.head]
        return governor.lemma not in _MOTION and not (lower == "by" and governor.lemma in ("road", "lie"))
    if lower not in _RELATING:
        return False
    if view.tokens[preposition.head].text.lower() == "according":
        return True
    governor = view.tokens[preposition.head]
    if governor.lemma.lower() in _MOTION or governor.text.lower() in words("location_heads"):
        return False
    return governor.lemma.lower() in _DEALINGS
