"""Reporting clauses: the verb with the words of its cue, its subject, and all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retold.language.wordlists import words
from retold.quotations.cues import VERBS
from retold.quotations.subjects import subject_of
from retold.quotations.tree import Tree

BREAKS = frozenset((",", ";", ":", "-", "--", "–", "—"))
_GROUP = ("aux", "auxpass", "neg", "advmod", "prt")
_CLAUSE_PARTS = ("npadvmod", "prep", "advmod", "dobj", "dative", "agent", "nsubj", "prt", "tmod", "attr", "oprd", "aux")
# Verbs whose infinitive is the report: "went on to say", "declined to say".
_CARRIERS = words("continue begin start decline refuse fail")
_NEGATING_CARRIERS = words("decline refuse fail")
_FINITE = words("VBD VBZ VBP")
_LOOK_SUBJECT = 10  # tokens after the verb in which the head of its subject stands
_INVERTED = words("dobj attr npadvmod oprd dep appos nsubj conj")


@dataclass(frozen=True, slots=True)
class Clause:
    """A reporting clause by token indexes: the verb, the words of the cue, the subject, and the whole clause."""

    verb: int
    first: int  # the cue's first token
    last: int  # the cue's last token
    subject: int | None
    begin: int  # the clause's first token, its subject included
    end_token: int  # the clause's last token, addressee and adverbials included

    def until(self, last: int) -> Clause:
        """Return the clause with a cue that reaches to token `last`."""
        return replace(self, last=last, end_token=max(self.end_token, last))

    def with_subject(self, subject: int) -> Clause:
        """Return the clause with another subject."""
        return replace(self, subject=subject)


def clause_of(tree: Tree, verb: int) -> Clause:
    """Return the reporting clause around `verb`; words in other marks than the verb's are not part of it."""
    first = _group_begin(tree, verb)
    last = verb
    while (
        last + 1 < len(tree.tokens) and tree.tokens[last + 1].relation == "prt" and tree.tokens[last + 1].head == verb
    ):
        last += 1
    subject = subject_of(tree, verb)
    begin = first
    carrier = tree.tokens[verb].head if goes_on(tree, verb) else verb
    own = tree.child(carrier, "nsubj", "nsubjpass")
    if own is None:
        inverted = _inverted(tree, verb, first)
        if inverted is not None:
            subject = own = inverted
    if own is not None and own < verb and tree.tokens[own].head == carrier:
        begin = min(first, tree.left[own])
    return Clause(verb, first, last, subject, begin, _clause_end(tree, verb, last, own))


def goes_on(tree: Tree, verb: int) -> bool:
    """Tell whether an infinitive only goes on with its verb: "went on to say", "continued to insist"."""
    token = tree.tokens[verb]
    head = tree.tokens[token.head]
    if token.relation not in ("xcomp", "advcl") or token.tag != "VB" or head.index > verb:
        return False
    between = [t.text.lower() for t in tree.tokens[head.index + 1 : verb]]
    return (head.lemma == "go" and between == ["on", "to"]) or (head.lemma in _CARRIERS and between == ["to"])


def is_refused(tree: Tree, verb: int) -> bool:
    """Tell whether the verb is what somebody declined or refused to do."""
    return goes_on(tree, verb) and tree.tokens[tree.tokens[verb].head].lemma in _NEGATING_CARRIERS


def _group_begin(tree: Tree, verb: int) -> int:
    """Return the first word of the verb group: auxiliaries, negation and adverbs right before the verb."""
    first = tree.tokens[verb].head if goes_on(tree, verb) else verb
    verb = first
    while first > 0:
        token = tree.tokens[first - 1]
        if token.relation not in _GROUP or token.head != verb or token.text.lower() in ("when", "where", "how", "why"):
            break
        first -= 1
    return first


def _inverted(tree: Tree, verb: int, first: int) -> int | None:
    """Return the noun right after the verb that is its subject ("…," said the mayor), whatever the parse says."""
    if first == 0 or not (tree.tokens[first - 1].text in BREAKS or tree.is_mark(first - 1)):
        return None
    frames = VERBS.get(tree.tokens[verb].lemma.lower(), {})
    if "q" not in frames or "t" in frames or tree.tokens[verb].tag not in _FINITE:
        return None
    if not tree.is_mark(first - 1) and "o" in frames and tree.tokens[verb].relation == "conj":
        return None
    near = range(verb + 1, min(len(tree.tokens), verb + _LOOK_SUBJECT))
    nouns = [i for i in near if tree.left[i] == verb + 1 and tree.tokens[i].part in ("PROPN", "NOUN", "PRON")]
    return next((i for i in reversed(nouns) if tree.tokens[i].relation in _INVERTED), None)


def _clause_end(tree: Tree, verb: int, last: int, own: int | None) -> int:
    """Return the last token of the clause: inverted subject, addressee and adverbials that follow without a gap."""
    end = last
    if own is not None and own > verb:
        end = max(end, tree.right[own])
        while end > own and (tree.is_stop(end) or tree.is_mark(end)):
            end -= 1
    for child in tree.children[verb]:
        token = tree.tokens[child]
        if child <= verb or token.relation not in _CLAUSE_PARTS or tree.marked[child] != tree.marked[verb]:
            continue
        if tree.left[child] == end + 1:
            end = tree.right[child]
    return end
