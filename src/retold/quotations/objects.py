"""What a reporting verb takes that is no clause: object, accusation, name given, infinitive, preposition."""

from __future__ import annotations

from retold.language.wordlists import words
from retold.quotations.clauses import Clause
from retold.quotations.places import content_between
from retold.quotations.tree import Tree
from retold.spans import Span

_NAMING_LINKS = words("as")
# What the parser often hangs on the verb although it belongs to the object; times and places stay outside.
_OF_OBJECTS = words("for as of about over against with between among toward towards in")
_OF_PREPOSITIONS = words("for as of about over against with between among toward towards")


def object_span(tree: Tree, clause: Clause, letter: str) -> Span | None:
    """Return the content of a verb whose frame is `letter`: object, infinitive, accusation, naming or preposition."""
    finder = {
        "a": _accusation,
        "n": _naming,
        "o": _object,
        "i": _request,
        "x": _infinitive,
        "p": _prepositional,
    }[letter]
    found = finder(tree, clause)
    if found is None:
        return None
    return content_between(tree, clause, *found)


def _right_child(tree: Tree, index: int, *relations: str) -> int | None:
    return next((c for c in tree.children[index] if c > index and tree.tokens[c].relation in relations), None)


def _accusation(tree: Tree, clause: Clause) -> tuple[int, int] | None:
    object_ = _right_child(tree, clause.verb, "dobj")
    if object_ is None:
        return None
    last = tree.right[object_]
    for child in tree.children[clause.verb]:
        if (
            child > object_
            and tree.tokens[child].relation == "prep"
            and tree.tokens[child].text.lower() in ("of", "for")
        ):
            last = max(last, tree.right[child])
    return tree.left[object_], last


def _naming(tree: Tree, clause: Clause) -> tuple[int, int] | None:
    """The object with what it is called: a small clause, a second object, "as …", a predicate."""
    closed = _right_child(tree, clause.verb, "ccomp")
    if closed is not None and _is_small_clause(tree, closed):
        return tree.left[closed], tree.right[closed]
    objects = [
        c
        for c in tree.children[clause.verb]
        if c > clause.verb and tree.tokens[c].relation in ("dobj", "dative") and tree.tokens[c].part != "ADP"
    ]
    if len(objects) > 1:
        return tree.left[objects[0]], tree.right[objects[1]]
    name = None if not objects else _name_after(tree, clause.verb, objects[0])
    return None if name is None else (tree.left[objects[0]], tree.right[name])


def _is_small_clause(tree: Tree, index: int) -> bool:
    return tree.tokens[index].part in ("NOUN", "ADJ", "PROPN") and tree.child(index, "mark") is None


def _name_after(tree: Tree, verb: int, object_: int) -> int | None:
    """Return what follows an object to name it: a phrase with "as", else a predicate that is no infinitive."""
    behind = [child for child in tree.children[verb] if child > object_]
    for child in behind:
        if tree.tokens[child].relation == "prep" and tree.tokens[child].text.lower() in _NAMING_LINKS:
            return child
    predicates = (c for c in behind if tree.tokens[c].relation in ("oprd", "xcomp", "acomp", "attr"))
    return next((child for child in predicates if tree.tokens[child].tag != "VB"), None)


def _object(tree: Tree, clause: Clause) -> tuple[int, int] | None:
    object_ = _right_child(tree, clause.verb, "dobj")
    if object_ is None or tree.tokens[object_].part == "PRON":
        return None
    last = _with_prepositions(tree, clause.verb, tree.right[object_], _OF_OBJECTS)
    if tree.tokens[last].tag == "POS":
        return None  # the parser lost what is owned
    return tree.left[object_], last


def _with_prepositions(tree: Tree, verb: int, last: int, prepositions: frozenset[str]) -> int:
    """Return the last token of an object with the phrases right behind it that the parser hung on the verb."""
    for child in tree.children[verb]:
        token = tree.tokens[child]
        if tree.left[child] == last + 1 and token.relation == "prep" and token.text.lower() in prepositions:
            last = tree.right[child]
    return last


def _request(tree: Tree, clause: Clause) -> tuple[int, int] | None:
    complement = _right_child(tree, clause.verb, "xcomp", "ccomp")
    object_ = _right_child(tree, clause.verb, "dobj")
    if complement is None:
        return None
    first = tree.left[complement] if object_ is None or object_ > complement else tree.left[object_]
    return first, tree.right[complement]


def _infinitive(tree: Tree, clause: Clause) -> tuple[int, int] | None:
    complement = _right_child(tree, clause.verb, "xcomp")
    if complement is None or tree.child(complement, "aux") is None:
        return None
    return tree.left[complement], tree.right[complement]


def _prepositional(tree: Tree, clause: Clause) -> tuple[int, int] | None:
    """The object of the cue's last word, a preposition, with an infinitive behind it ("called on all to leave")."""
    object_ = _right_child(tree, clause.last, "pobj", "pcomp")
    if object_ is None:
        return None
    last = _with_prepositions(tree, clause.verb, tree.right[object_], _OF_PREPOSITIONS)
    for child in tree.children[clause.verb]:
        token = tree.tokens[child]
        if tree.left[child] == last + 1 and token.relation in ("xcomp", "advcl") and token.tag == "VB":
            last = tree.right[child]
    return tree.left[object_], last
