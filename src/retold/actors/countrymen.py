"""Persons who are called by their country alone: "the Dane", "an American", "the Frenchwoman"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from retold.actors.gazetteer import demonyms, peoples
from retold.actors.nominals import note_grammar
from retold.actors.records import Mention
from retold.actors.view import SentenceView
from retold.spans import Span

_ARTICLES = ("the", "a", "an", "another")
_STANDS = ("nsubj", "nsubjpass", "dobj", "pobj", "attr", "appos", "conj", "dative", "agent")
# "The French said" are several, or the state.
_OF_MANY = ("ch", "sh", "ese", "ss")


@cache
def _singular() -> dict[str, str]:
    """Return the nouns for one person of a country with its alpha-3 code."""
    table = {name: code for name, code in demonyms().items() if not name.endswith(_OF_MANY)}
    for noun, code in peoples().items():
        if noun.endswith("men"):
            table.setdefault(f"{noun[:-3]}man", code)
            table.setdefault(f"{noun[:-3]}woman", code)
        elif noun.endswith("s") and not noun.endswith(_OF_MANY):
            table.setdefault(noun[:-1], code)
    return {name: code for name, code in table.items() if name.isalpha() and not name.isupper()}


def find_countrymen(text: str, views: Sequence[SentenceView], mentions: Sequence[Mention]) -> None:
    """Make nominals of the names and adjectives that stand for one person by his country, in place."""
    for mention in mentions:
        code = _singular().get(mention.text)
        if code is not None and mention.kind in ("name", "adjective") and _is_noun(views[mention.sentence], mention):
            view = views[mention.sentence]
            article = view.tokens[mention.token - 1]
            mention.span = Span(article.span.begin, mention.span.end)
            mention.text = mention.span.of(text)
            mention.kind, mention.type, mention.entry, mention.country = "nominal", "PERSON", None, code
            mention.type_probability, mention.acting = 1.0, False
            mention.definite = article.text.lower() == "the"
            mention.gender = "f" if mention.text.endswith("woman") else "m" if mention.text.endswith("man") else None
            if mention.text.endswith(("German", "Roman", "Oman")):
                mention.gender = None
            note_grammar(mention, view)


def _is_noun(view: SentenceView, mention: Mention) -> bool:
    """Tell whether the word stands alone behind an article: no noun follows that it could describe."""
    token = view.tokens[mention.token]
    if token.index == 0 or view.style != "plain" or token.relation not in _STANDS:
        return False
    if view.tokens[token.index - 1].text.lower() not in _ARTICLES:
        return False
    following = view.tokens[token.index + 1] if token.index + 1 < len(view.tokens) else None
    if following is None:
        return True
    if following.text in ("-", "–", "/") or following.text[:1].isupper():
        return False
    return following.tag not in ("NN", "NNS", "JJ", "CC", "CD", "VBN", "VBG")
