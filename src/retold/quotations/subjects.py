"""Whose verb is it: the noun phrase that a reporting verb takes its source from."""

from __future__ import annotations

from retold.quotations.attributions import Source
from retold.quotations.tree import Tree

_SUBJECTS = ("nsubj", "csubj", "expl")
_MAX_STEPS = 8  # up the tree: coordinations and infinitives are never nested deeper in prose
_RELATIVE = frozenset(("who", "which", "that", "whom"))
_NOUNS = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"))


def subject_of(tree: Tree, verb: int) -> int | None:
    """Return the head token of the verb's logical subject: its own, its agent, or that of the verb above it."""
    index = verb
    for _ in range(_MAX_STEPS):
        found = _own_subject(tree, index)
        if found is not None:
            return found
        above = _verb_above(tree, index)
        if above is None:
            return None
        if above < 0:
            return -above - 1
        index = above
    return None


def _own_subject(tree: Tree, verb: int) -> int | None:
    if is_passive(tree, verb):
        agent = tree.child(verb, "agent")
        return None if agent is None else tree.child(agent, "pobj", "pcomp")
    # Of several, the nearest before the verb: "which he said" has two.
    subjects = [child for child in tree.children[verb] if tree.tokens[child].relation == "nsubj"]
    before = [child for child in subjects if child < verb]
    found = before[-1] if before else subjects[0] if subjects else None
    if found is not None and tree.tokens[found].part not in _NOUNS:
        return None
    return found


def is_passive(tree: Tree, verb: int) -> bool:
    """Tell whether a verb is passive: with its auxiliary, or a bare participle after a noun."""
    token = tree.tokens[verb]
    if token.tag != "VBN":
        return False
    if tree.child(verb, "auxpass", "nsubjpass") is not None or tree.child(verb, "agent") is not None:
        return True
    return token.relation == "acl"


def _verb_above(tree: Tree, index: int) -> int | None:  # noqa: PLR0911 - a list of cases, first match decides
    """Return the verb whose subject `index` shares; a noun head as -1 - its index; None at the top.

    A participle after a noun ("a letter saying …") has the noun as its subject.
    """
    token = tree.tokens[index]
    head = token.head
    if head == index:
        return None
    if token.relation == "conj":
        return head if tree.tokens[head].part in ("VERB", "AUX") else None
    if token.relation == "acl":
        return -head - 1 if token.tag == "VBG" else None
    if token.relation in ("xcomp", "advcl", "dep", "prep", "pcomp") or (token.relation == "ccomp" and head < index):
        if token.relation == "advcl" and token.tag not in ("VBG", "VBN", "VB"):
            return None
        if token.relation == "xcomp":
            object_ = tree.child(head, "dobj")
            if object_ is not None and token.tag == "VB":
                return -object_ - 1
        return head if token.relation != "ccomp" or token.tag == "VBG" else None
    return None


def source_at(tree: Tree, head: int, *, before: int | None = None, after: int | None = None) -> Source | None:
    """Return the noun phrase of `head`, kept on its side of the cue; None where nothing is left.

    `before` and `after` are token indexes that the phrase must end before or begin after.
    """
    first, last = tree.left[head], tree.right[head]
    if before is not None and head < before:
        last = min(last, before - 1)
    if after is not None and head > after:
        first = max(first, after + 1)
    last = _without_tail(tree, head, last)
    first, last = tree.trimmed(first, last)
    first, last = _without_lone_marks(tree, first, last)
    if last < first or not first <= head <= last:
        return None
    anchor = antecedent(tree, head)
    token = tree.tokens[anchor]
    return Source(tree.span(first, last), token.span, token.text.lower(), token.part)


def antecedent(tree: Tree, head: int) -> int:
    """Return the noun that a relative pronoun stands for; any other head is its own."""
    if tree.tokens[head].text.lower() not in _RELATIVE:
        return head
    verb = tree.tokens[head].head
    for _ in range(_MAX_STEPS):
        token = tree.tokens[verb]
        if token.relation == "relcl":
            return token.head
        if token.head == verb:
            return head
        verb = token.head
    return head


def _without_tail(tree: Tree, head: int, last: int) -> int:
    """Cut clauses that the parser hung on the noun although they belong to the sentence (", saying …")."""
    for child in tree.children[head]:
        token = tree.tokens[child]
        if child > head and token.relation in ("advcl", "ccomp", "parataxis", "conj") and token.part == "VERB":
            last = min(last, tree.left[child] - 1)
        if child > head and token.relation == "acl" and token.tag == "VBG" and tree.tokens[child - 1].text == ",":
            last = min(last, child - 1)
    return last


def _without_lone_marks(tree: Tree, first: int, last: int) -> tuple[int, int]:
    """Leave out a quotation mark at an end whose partner is not in the range."""
    if first <= last and tree.is_mark(first) and sum(tree.is_mark(i) for i in range(first, last + 1)) % 2:
        first += 1
    if first <= last and tree.is_mark(last) and sum(tree.is_mark(i) for i in range(first, last + 1)) % 2:
        last -= 1
    return tree.trimmed(first, last)
