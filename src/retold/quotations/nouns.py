"""What is reported without a verb of its own: "according to X", "in X's view", "X's claim that …", "as X put it"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from retold.language.wordlists import words
from retold.quotations.attributions import Attribution, Source
from retold.quotations.cues import NOUNS, QUOTING_NOUNS, VERBS, Frame
from retold.quotations.subjects import source_at, subject_of
from retold.quotations.tree import Tree
from retold.spans import Span

_VIEWS = words("view opinion word judgment judgement assessment estimation eye")
_LIGHT_VERBS = words("make issue repeat voice express give offer raise deliver renew reiterate")
_UTTERING = words("voice express repeat raise reiterate renew issue")
_CONTENT_PREPOSITIONS = words("of for about on against to")
# Nouns whose prepositional object is what was said ("its call for talks"), not its subject matter.
_TAKES_OBJECT = words(
    "call demand appeal accusation allegation charge criticism condemnation denial rejection support opposition "
    "request proposal hope fear praise warning threat claim"
)
# Through these somebody's words are known; they are no second speaker.
_CARRIERS = words(
    "copy transcript transcripts recording video footage audio excerpt excerpts text draft translation minutes"
)
_SPEECH = Frame("speech")


def noun_attributions(tree: Tree) -> list[Attribution]:
    """Return what the sentence reports through prepositions, nouns and "as" clauses, in the order of the cues."""
    found: list[Attribution] = []
    for token in tree.tokens:
        lowered = token.text.lower()
        if lowered == "according" or (lowered == "per" and token.index == 0):
            found.extend(_according(tree, token.index))
        elif lowered == "in":
            found.extend(_in_the_view(tree, token.index))
        elif lowered == "as" and token.relation in ("mark", "advmod", "prep"):
            found.extend(_as_clause(tree, token.index))
        elif token.part == "NOUN" and (token.lemma.lower() in NOUNS or token.lemma.lower() in QUOTING_NOUNS):
            found.extend(_of_noun(tree, token.index))
    return found


def _according(tree: Tree, index: int) -> Iterator[Attribution]:
    last = index + 1 if tree.tokens[index].text.lower() == "according" else index
    if last >= len(tree.tokens) or (last > index and tree.tokens[last].text.lower() != "to"):
        return
    head = tree.child(last, "pobj", "pcomp") or tree.child(index, "pobj")
    if head is None:
        return
    first_source, last_source = last + 1, max(tree.right[head], index)
    source = source_at(tree, head, after=last)
    if source is None or first_source > last_source:
        return
    longer = _to_comma(tree, last_source) if index == 0 else None
    if longer is not None:
        last_source = longer
        source = replace(source, span=tree.span(*tree.trimmed(last + 1, longer)), head=tree.tokens[longer].span)
    pieces = _around(tree, index, last_source)
    if source.word in _CARRIERS and _is_reported(tree, index):
        return  # "the mill would close, the mayor said, according to a recording" is the mayor's
    if pieces:
        yield Attribution("according to", _SPEECH, (tree.span(index, last),), source, pieces, tree.marked[index])


def _is_reported(tree: Tree, index: int) -> bool:
    """Tell whether a finite verb of speech before token `index` already reports the sentence's words."""
    return any(
        token.tag in ("VBD", "VBZ", "VBP")
        and tree.marked[token.index] < 0
        and any(letter in VERBS.get(token.lemma.lower(), {}) for letter in "cq")
        and VERBS[token.lemma.lower()].get("c", _SPEECH).attitude in ("speech", "writing")
        for token in tree.tokens[:index]
    )


def _to_comma(tree: Tree, last: int) -> int | None:
    """Return the last word before the comma where a phrase at the sentence's head was cut too early by the parser."""
    if tree.tokens[last + 1 : last + 2] and tree.tokens[last + 1].text == ",":
        return None
    comma = next((i for i in range(last + 1, min(len(tree.tokens), last + 6)) if tree.tokens[i].text == ","), None)
    if comma is None or any(tree.tokens[i].part not in ("PROPN", "NOUN", "ADJ") for i in range(last + 1, comma)):
        return None
    return comma - 1


def _around(tree: Tree, first: int, last: int) -> tuple[Span, ...]:
    """Return the sentence without the tokens from `first` to `last`: one piece, or two where they stand within it.

    In marks, it is the stretch in marks without them.
    """
    around = tree.marked[first]
    low, high = 0, len(tree.tokens) - 1
    while low < first and tree.marked[low] != around:
        low += 1
    while high > last and tree.marked[high] != around and around >= 0:
        high -= 1
    begin_before, end_before = tree.trimmed(low, first - 1)
    begin_after, end_after = tree.trimmed(last + 1, high)
    pieces = []
    if begin_before <= end_before:
        pieces.append(tree.span(begin_before, end_before))
    if begin_after <= end_after and _goes_on(tree, last, bool(pieces)):
        pieces.append(tree.span(begin_after, end_after))
    return tuple(pieces)


def _goes_on(tree: Tree, last: int, has_before: bool) -> bool:
    """Tell whether the sentence after a phrase belongs to what is reported (a stop parts the two)."""
    return not has_before or (last + 1 < len(tree.tokens) and tree.tokens[last + 1].text in (",", "--", "–", "—"))


def _in_the_view(tree: Tree, index: int) -> Iterator[Attribution]:
    noun = tree.child(index, "pobj")
    if noun is None or tree.tokens[noun].lemma.lower() not in _VIEWS:
        return
    owner = tree.child(noun, "poss")
    by = tree.child(noun, "prep")
    if owner is not None:
        source, last = source_at(tree, owner), noun
        cue: tuple[Span, ...] = (tree.span(noun, noun),)
    elif by is not None and tree.tokens[by].text.lower() == "of" and tree.child(by, "pobj") is not None:
        head = tree.child(by, "pobj")
        assert head is not None
        source, last, cue = source_at(tree, head), tree.right[head], (tree.span(index, by),)
    else:
        return
    pieces = _around(tree, index, last)
    if source is not None and pieces:
        attitude = "speech" if tree.tokens[noun].lemma.lower() == "word" else "thought"
        yield Attribution("according to", Frame(attitude), cue, source, pieces, tree.marked[index])


def _as_clause(tree: Tree, index: int) -> Iterator[Attribution]:
    """Yield "As the minister explained, …" and "…, as she put it": the verb has no object but the main clause."""
    verb = tree.tokens[index].head
    token = tree.tokens[verb]
    lemma = token.lemma.lower()
    frames = VERBS.get(lemma, {})
    frame = frames.get("c", frames.get("q"))
    if token.relation != "advcl" or (frame is None and lemma != "put") or verb < index:
        return
    if any(
        tree.tokens[c].relation in ("ccomp", "xcomp", "dobj") and tree.tokens[c].text != "it"
        for c in tree.children[verb]
    ):
        return
    subject = tree.child(verb, "nsubj")
    if subject is None:
        return
    source = source_at(tree, subject, before=verb)
    pieces = _around(tree, index, tree.right[verb])
    if source is not None and pieces:
        yield Attribution("as clause", frame or _SPEECH, (tree.span(verb, verb),), source, pieces, tree.marked[verb])


def _of_noun(tree: Tree, noun: int) -> Iterator[Attribution]:
    copula = _copula(tree, noun)
    if copula is not None:
        yield copula
        return
    frame = NOUNS.get(tree.tokens[noun].lemma.lower())
    if frame is None:
        return
    rule, content = _noun_content(tree, noun)
    if content is None:
        return
    source, first = _noun_source(tree, noun)
    if source is None or source.span.overlaps(content):
        return
    if tree.tokens[first].lemma.lower() in _UTTERING:
        frame = replace(frame, attitude="speech")
    cue = tree.span(first, noun)
    yield Attribution(rule, frame, (cue,), source, (content,), tree.marked[noun])


def _noun_content(tree: Tree, noun: int) -> tuple[str, Span | None]:
    takes_object = tree.tokens[noun].lemma.lower() in _TAKES_OBJECT
    for child in tree.children[noun]:
        token = tree.tokens[child]
        if child < noun:
            continue
        if token.relation in ("acl", "ccomp", "relcl") and _is_content_clause(tree, child):
            return "noun clause", tree.span(*tree.trimmed(tree.left[child], tree.right[child]))
        if takes_object and token.relation == "prep" and token.text.lower() in _CONTENT_PREPOSITIONS:
            object_ = tree.child(child, "pobj", "pcomp")
            if object_ is not None:
                return "noun", tree.span(*tree.trimmed(tree.left[object_], tree.right[object_]))
    return "noun", None


def _is_content_clause(tree: Tree, verb: int) -> bool:
    first = tree.tokens[tree.left[verb]]
    if first.text.lower() in ("that", "whether"):
        return first.relation == "mark"
    return first.text.lower() == "to" and tree.tokens[verb].relation == "acl"


def _noun_source(tree: Tree, noun: int) -> tuple[Source | None, int]:
    """Return whose noun it is and where the cue begins: its owner, who it is by, or the subject of its light verb."""
    owner = tree.child(noun, "poss")
    if owner is not None:
        last = tree.right[owner]
        marker = tree.child(owner, "case")
        end = last if marker is None else marker - 1
        source = source_at(tree, owner, before=end + 1)
        return source, end + 1
    for child in tree.children[noun]:
        if tree.tokens[child].relation in ("prep", "agent") and tree.tokens[child].text.lower() in ("by", "from"):
            head = tree.child(child, "pobj")
            if head is not None:
                return source_at(tree, head), noun
    verb = tree.tokens[noun].head
    if tree.tokens[noun].relation == "dobj" and tree.tokens[verb].lemma.lower() in _LIGHT_VERBS and verb < noun:
        subject = subject_of(tree, verb)
        if subject is not None and subject < verb:
            return source_at(tree, subject, before=verb), verb
    return None, noun


def _copula(tree: Tree, noun: int) -> Attribution | None:
    """Return "her message was that …", "their answer was to …": a quoting noun with an owner and a clause."""
    verb = tree.tokens[noun].head
    if (
        tree.tokens[noun].relation != "nsubj"
        or tree.tokens[verb].lemma.lower() != "be"
        or tree.tokens[noun].lemma.lower() not in QUOTING_NOUNS
    ):
        return None
    owner = tree.child(noun, "poss")
    said = next(
        (c for c in tree.children[verb] if c > verb and tree.tokens[c].relation in ("ccomp", "xcomp", "attr", "advcl")),
        None,
    )
    if owner is None or said is None:
        return None
    source, first = _noun_source(tree, noun)
    content = tree.span(*tree.trimmed(max(verb + 1, tree.left[said]), tree.right[said]))
    if source is None:
        return None
    return Attribution("noun", _SPEECH, (tree.span(first, verb),), source, (content,), tree.marked[noun])
