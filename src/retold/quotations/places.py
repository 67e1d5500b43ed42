"""Where the reported words stand around a reporting clause: after it, before it, or on both sides."""

from __future__ import annotations

from retold.language.wordlists import words
from retold.quotations.clauses import BREAKS, Clause
from retold.quotations.cues import VERBS
from retold.quotations.tree import Tree
from retold.spans import Span

_ADDRESSEES = ("dobj", "dative", "iobj")
_COMPLEMENTS = ("ccomp", "xcomp")
_SUBORDINATE = ("relcl", "acl", "pcomp", "csubj")
_DETACHED = words("ccomp acl relcl advcl pcomp")
_LOOK_NAME = 9  # tokens of an object, with "as", before the words in marks that name it
_LOOK_AFTER = 14  # tokens between a reporting verb and the words that it introduces


def complement_span(tree: Tree, clause: Clause, *, request: bool) -> Span | None:
    """Return the clause that the verb takes after it; None where there is none.

    An object before it is who was told; with `request` an object with an infinitive is content too.
    """
    for child in tree.children[clause.verb]:
        if child <= clause.last or tree.tokens[child].relation not in _COMPLEMENTS:
            continue
        infinitive = tree.tokens[child].relation == "xcomp"
        if infinitive and not _is_reported_infinitive(tree, clause, child):
            continue
        first = max(tree.left[child], clause.last + 1)
        if clause.last + 1 < first and tree.is_mark(clause.last + 1):
            first = clause.last + 1  # marks make the parser lose the words in them
        object_ = _object_between(tree, clause.verb, child)
        if infinitive and object_ is not None and request:
            first = tree.left[object_]
        return content_between(tree, clause, first, _extended(tree, clause, child))
    return _detached_span(tree, clause)


def _object_between(tree: Tree, verb: int, before: int) -> int | None:
    found = (c for c in tree.children[verb] if tree.tokens[c].relation in _ADDRESSEES and verb < c < before)
    return next(found, None)


def _detached_span(tree: Tree, clause: Clause) -> Span | None:
    """Return a clause with "that" behind an adverbial that the parser hung it on ("said in a statement that …")."""
    for index in range(clause.last + 2, min(len(tree.tokens), clause.last + _LOOK_AFTER)):
        token = tree.tokens[index]
        if token.text.lower() == "that" and token.relation == "mark" and tree.tokens[token.head].relation in _DETACHED:
            return content_between(tree, clause, index, tree.right[token.head])
        if token.part in ("AUX", "SCONJ") or token.tag in ("VBD", "VBZ", "VBP", "VBG") or token.text in (";", ":"):
            return None
    return None


def _is_reported_infinitive(tree: Tree, clause: Clause, child: int) -> bool:
    """Tell whether an open complement holds what was said; plain infinitives have a frame of their own."""
    token = tree.tokens[child]
    if token.tag == "VB" and tree.child(child, "aux") is not None:
        frames = VERBS.get(tree.tokens[clause.verb].lemma.lower(), {})
        return "t" in frames or "i" in frames
    return token.tag in ("VB", "VBN", "VBZ", "VBP", "VBD", "MD") or token.part in ("AUX", "ADJ", "NOUN")


def _extended(tree: Tree, clause: Clause, child: int) -> int:
    """Return the last token of a complement: its subtree, and what the parser hung elsewhere right behind it."""
    last = tree.right[child]
    for sibling in tree.children[clause.verb]:
        if (
            sibling > last
            and tree.tokens[sibling].relation in ("prep", "advmod", "npadvmod", "dobj")
            and tree.left[sibling] == last + 1
        ):
            last = tree.right[sibling]
    return last


def content_between(tree: Tree, clause: Clause, first: int, last: int) -> Span | None:
    """Return the characters of a token range, kept within the marks around the verb, without stops at its ends."""
    around = tree.marked[clause.verb]
    if around >= 0:
        inside = [i for i in range(first, last + 1) if _within(tree, i, around)]
        if not inside:
            return None
        first, last = inside[0], inside[-1]
    first, last = tree.trimmed(first, last)
    return tree.span(first, last) if first <= last else None


def _within(tree: Tree, index: int, number: int) -> bool:
    outer = tree.marks[number]
    token = tree.tokens[index].span
    return any(piece.contains(token) for piece in outer.pieces)


def after_clause(tree: Tree, clause: Clause) -> Span | None:
    """Return the words in marks that the clause introduces ("He said on Monday: “…”"), within the sentence."""
    around = tree.marked[clause.verb]
    limit = min(len(tree.tokens), clause.last + _LOOK_AFTER)
    for index in range(clause.last + 1, limit):
        number = tree.marked[index]
        if number != around and number >= 0 and tree.tokens[index].span.begin == tree.marks[number].begin:
            if not _introduces(tree, clause, index):
                return None
            last = index
            while last + 1 < len(tree.tokens) and _within(tree, last + 1, number):
                last += 1
            return tree.span(index, last)
        if tree.tokens[index].part == "VERB" and tree.tokens[index].head != clause.verb:
            return None
    return None


def _introduces(tree: Tree, clause: Clause, index: int) -> bool:
    """Tell whether only a stop, an addressee and adverbials stand between the cue and token `index`."""
    between = range(clause.last + 1, index)
    return all(
        i <= clause.end_token or tree.tokens[i].text in BREAKS or tree.tokens[i].text.lower() == "that" for i in between
    )


def introduced_span(tree: Tree, clause: Clause) -> Span | None:
    """Return the rest of the sentence after "…, adding, " or "… said: ", where no marks stand."""
    behind = clause.end_token + 1
    if behind >= len(tree.tokens):
        return None
    stop = tree.tokens[behind].text
    going_on = stop == "," and tree.tokens[clause.verb].tag == "VBG" and behind == clause.verb + 1
    if not (stop == ":" or (going_on and clause.first > 0 and tree.tokens[clause.first - 1].text == ",")):
        return None
    return content_between(tree, clause, behind + 1, len(tree.tokens) - 1)


def around_clause(tree: Tree, clause: Clause, *, marked_only: bool) -> tuple[Span, ...]:
    """Return the words before (and after) a clause put behind or into what it reports ("…, she said, …").

    With `marked_only` the words before it must end with a quotation mark. Empty where the clause does not stand so.
    """
    begin, end = clause.begin, clause.end_token
    if begin == 0 or tree.tokens[clause.verb].relation in _SUBORDINATE:
        return ()
    closes = tree.is_mark(begin - 1) and tree.marked[begin - 1] != tree.marked[clause.verb]
    if not closes and (marked_only or tree.tokens[begin - 1].text not in BREAKS):
        return ()
    if not closes and not _is_parenthesis(tree, clause):
        return ()
    left = content_between(tree, clause, _region_begin(tree, clause), begin - 1)
    if left is None:
        return ()
    right = _right_piece(tree, clause, end, closes)
    return (left,) if right is None else (left, right)


def _is_parenthesis(tree: Tree, clause: Clause) -> bool:
    """Tell whether a clause without marks before it reports what stands before it."""
    if clause.subject is None:
        return False
    behind = clause.end_token + 1
    closed = (
        behind >= len(tree.tokens) or tree.is_stop(behind) or tree.is_mark(behind) or tree.tokens[behind].text == ")"
    )
    verb = tree.tokens[clause.verb]
    if verb.tag == "VBG" or any(tree.tokens[c].relation == "mark" for c in tree.children[clause.verb]):
        return False
    before = [
        c
        for c in tree.children[clause.verb]
        if c < clause.begin and tree.tokens[c].relation in ("ccomp", "dep", "parataxis")
    ]
    return closed and (bool(before) or verb.relation in ("parataxis", "ccomp", "dep", "conj", "advcl"))


def _region_begin(tree: Tree, clause: Clause) -> int:
    """Return where the words before the clause begin: at the sentence's begin, or that of the marks around it."""
    around = tree.marked[clause.verb]
    first = 0
    if around >= 0:
        while first < clause.verb and not _within(tree, first, around):
            first += 1
    return first


def _right_piece(tree: Tree, clause: Clause, end: int, closes: bool) -> Span | None:
    """Return the words after a clause put into what it reports; None where it stands behind it."""
    first = end + 1
    while first < len(tree.tokens) and tree.is_stop(first):
        first += 1
    if first >= len(tree.tokens) or (first == end + 1 and not tree.is_mark(first)):
        return None
    opens = tree.is_mark(first) and tree.marked[first] != tree.marked[clause.verb]
    if closes and not opens:
        return None
    if not opens and _belongs_to(tree, first, clause.verb):
        return None
    return content_between(tree, clause, first, len(tree.tokens) - 1)


def _belongs_to(tree: Tree, index: int, verb: int) -> bool:
    """Tell whether a token hangs below the verb, but not through what it reports."""
    if tree.tokens[index].relation == "cc" and index + 1 < len(tree.tokens):
        index += 1
    for _ in range(len(tree.tokens)):
        token = tree.tokens[index]
        if token.head == index:
            return False
        if token.head == verb:
            return not _goes_on_reporting(tree, index, verb)
        index = token.head
    return False


def _goes_on_reporting(tree: Tree, index: int, verb: int) -> bool:
    """Tell whether a clause right of the verb is reported too: coordinate, or present after a past."""
    token = tree.tokens[index]
    if token.relation in ("ccomp", "dep"):
        return True
    if tree.child(index, "nsubj", "nsubjpass") is None:
        return False
    tags = {token.tag, *(tree.tokens[c].tag for c in tree.children[index] if tree.tokens[c].relation == "aux")}
    now = bool(tags & {"VBZ", "VBP", "MD"})
    return token.relation == "conj" or (token.relation == "advcl" and now and tree.tokens[verb].tag == "VBD")


def name_in_marks(tree: Tree, clause: Clause) -> Span | None:
    """Return the object and the words in marks that name it, with no other verb or stop on the way to them.

    One word in marks without an object is a term that somebody uses ("what he called “growth”").
    """
    for index in range(clause.last + 1, min(len(tree.tokens), clause.last + _LOOK_NAME)):
        number = tree.marked[index]
        if number >= 0 and number != tree.marked[clause.verb]:
            last = index
            while last + 1 < len(tree.tokens) and tree.marked[last + 1] == number:
                last += 1
            words_in = [token.text for token in tree.tokens[index : last + 1] if token.text[:1].isalpha()]
            first, last = tree.trimmed(clause.last + 1, last)
            named = len(words_in) > 1 or (bool(words_in) and tree.marked[first] < 0)
            return tree.span(first, last) if named and words_in[0].islower() else None
        token = tree.tokens[index]
        if token.part in ("VERB", "AUX", "SCONJ") or token.text in (";", ":", ".", "and", "but"):
            return None
    return None
