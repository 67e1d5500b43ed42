"""The deeds of a sentence: every word that names one, with who acts and who is acted upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retold.actors.events.deeds import Deed
from retold.actors.events.grammar import Clause
from retold.actors.events.lexicon import Entry
from retold.actors.events.nouns import deeds_of_adjective, deeds_of_noun
from retold.actors.events.parties import Cast
from retold.actors.events.verbs import deeds_of_verb
from retold.language.wordlists import words

_SAYING = ("ACCUSE", "REQUEST", "THREATEN")
# Verbs whose infinitive says what is agreed to, threatened or refused.
_COMMITMENTS = {
    **dict.fromkeys(words("agree offer promise pledge consent undertake"), Entry("v", "AGREE", None, (), frozenset())),
    **dict.fromkeys(words("threaten"), Entry("v", "THREATEN", None, (), frozenset())),
    **dict.fromkeys(words("refuse decline"), Entry("v", "REJECT", None, (), frozenset())),
}


def find_deeds(clause: Clause, cast: Cast) -> list[Deed]:
    """Return the deeds of a sentence in the order of their words, each pair of parties once a word."""
    found: list[Deed] = []
    for token in clause.tokens:
        if token.tag.startswith("VB"):
            found.extend(deeds_of_verb(clause, cast, token.index))
        elif token.tag in ("NN", "NNS"):
            found.extend(deeds_of_noun(clause, cast, token.index))
        elif token.tag == "JJ":
            found.extend(deeds_of_adjective(clause, cast, token.index))
    return _distinct(clause, _with_commitments(clause, found))


def _with_commitments(clause: Clause, found: Sequence[Deed]) -> list[Deed]:
    """Put in the place of what somebody agrees, threatens or refuses to do the agreement, threat or refusal itself."""
    result = []
    for deed in found:
        governor = _committing(clause, deed.trigger) if deed.entry.sort == "v" else None
        entry = None if governor is None else _COMMITMENTS[clause.lemmas[governor]]
        if governor is None or entry is None:
            result.append(deed)
            continue
        named = tuple(sorted({governor, *deed.words}))
        result.append(replace(deed, entry=entry, trigger=governor, words=named, place="clause"))
    return result


def _committing(clause: Clause, verb: int) -> int | None:
    head = clause.parent(clause.chain_head(verb))
    if head is None or clause.tokens[clause.chain_head(verb)].relation != "xcomp":
        return None
    own_object = clause.below(head, "dobj", "dative")
    return head if clause.lemmas[head] in _COMMITMENTS and not own_object else None


def is_telling(deed: Deed) -> bool:
    """Tell whether a deed is a noun of saying with its own actor: dismissed "accusations by Doria" were made."""
    return deed.entry.sort == "n" and deed.entry.type in _SAYING and not deed.carried


def _distinct(clause: Clause, found: Sequence[Deed]) -> list[Deed]:
    """Keep of deeds with one type and one pair the first of those whose words hang together."""
    kept: list[Deed] = []
    for deed in found:
        twin = next((k for k in kept if k.dyad == deed.dyad and k.entry.type == deed.entry.type), None)
        if twin is None or not _hang_together(clause, twin, deed):
            kept.append(deed)
        elif len(deed.words) > len(twin.words) and deed.recipient is not None and twin.recipient is None:
            kept[kept.index(twin)] = deed
    return kept


def _hang_together(clause: Clause, one: Deed, other: Deed) -> bool:
    if set(one.words) & set(other.words):
        return True
    here: int | None = other.trigger
    for _ in range(4):
        if here is None or (
            clause.is_verb(here) and clause.tokens[here].relation in ("conj", "advcl", "ccomp", "relcl")
        ):
            return False
        here = clause.parent(here)
        if here in one.words:
            return True
    return False
