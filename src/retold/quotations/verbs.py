"""Reporting verbs and what they take: from the parse of one sentence to attributions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from retold.language.wordlists import words
from retold.quotations.attributions import Attribution, Source
from retold.quotations.clauses import Clause, clause_of, goes_on, is_refused
from retold.quotations.cues import MUTE, PHRASES, PREPOSITIONS, VERBS, Frame
from retold.quotations.objects import object_span
from retold.quotations.places import after_clause, around_clause, complement_span, introduced_span, name_in_marks
from retold.quotations.subjects import is_passive, source_at, subject_of
from retold.quotations.tree import Tree
from retold.spans import Span

_MODALS = words("would could might may should can must shall 'd")
_FIRST_PERSONS = words("i we")
_SECOND_PERSONS = words("you")
_NAMING = words("call brand label dub deem term describe characterize characterise portray depict pronounce")
_NOBODY = words("nobody none nothing")
_CONDITIONS = words("if whether unless")
_ANYBODY = words("they you people someone somebody anyone anybody we")
_OBJECT_RULES = {"a": "accusation", "n": "naming", "i": "request", "x": "infinitive", "o": "object"}

_Frames = Mapping[str, Frame]
_Fit = tuple[str, Frame, int, tuple[Span, ...]]  # rule, frame, last token of the cue, content


def verb_attributions(tree: Tree) -> list[Attribution]:
    """Return what each reporting verb of the sentence reports, in the order of the verbs."""
    found: list[Attribution] = []
    for token in tree.tokens:
        if token.part not in ("VERB", "AUX"):
            continue
        lemma = token.lemma.lower()
        if lemma in VERBS or lemma in PREPOSITIONS or lemma in PHRASES:
            attribution = _first_fitting(tree, token.index, lemma)
            if attribution is not None:
                found.append(attribution)
    return found


def _first_fitting(tree: Tree, verb: int, lemma: str) -> Attribution | None:
    """Return the attribution of the most telling frame that fits the verb's surroundings."""
    if any(goes_on(tree, child) and _reports(tree, child) for child in tree.children[verb]):
        return None  # "went on to say": the infinitive is the cue
    if is_passive(tree, verb):
        return _passive(tree, verb, lemma)
    if _is_formula(tree, verb, lemma):
        return None
    clause = clause_of(tree, verb)
    for rule, frame, last, content in _fitting(tree, clause, lemma):
        return _attribution(tree, clause, rule, frame, last, content)
    return None


def _reports(tree: Tree, index: int) -> bool:
    return tree.tokens[index].lemma.lower() in VERBS


def _is_formula(tree: Tree, verb: int, lemma: str) -> bool:
    """Tell whether "ask" belongs to a formula of news: "asked not to be named", "asked about the delay, she said"."""
    if lemma != "ask":
        return False
    following = [token.text.lower() for token in tree.tokens[verb + 1 : verb + 4]]
    return following == ["not", "to", "be"] or (verb == 0 and tree.tokens[verb].tag in ("VBN", "VBD"))


def _fitting(tree: Tree, clause: Clause, lemma: str) -> Iterator[_Fit]:
    """Yield each frame that fits, the most telling before others."""
    frames = VERBS.get(lemma, {})
    if tree.tokens[clause.verb].tag == "VBG":
        yield from _introduced(tree, clause, frames)
    yield from _phrases(tree, clause, lemma)
    yield from _objects(tree, clause, frames, "an")
    yield from _clauses(tree, clause, frames)
    yield from _marked_words(tree, clause, frames)
    yield from _introduced(tree, clause, frames)
    yield from _prepositions(tree, clause, lemma)
    yield from _named_in_marks(tree, clause, lemma)
    yield from _objects(tree, clause, frames, "ixo")


def _objects(tree: Tree, clause: Clause, frames: _Frames, letters: str) -> Iterator[_Fit]:
    for letter in letters:
        content = object_span(tree, clause, letter) if letter in frames else None
        if content is not None:
            yield _OBJECT_RULES[letter], frames[letter], clause.last, (content,)


def _named_in_marks(tree: Tree, clause: Clause, lemma: str) -> Iterator[_Fit]:
    """Yield words in marks that name the object, where the parser lost them: "branded her “a coward”"."""
    told = tree.tokens[clause.verb].tag in ("VBD", "VBZ", "VBG") and tree.marked[clause.verb] < 0
    content = name_in_marks(tree, clause) if told and lemma in _NAMING else None
    if content is not None:
        yield "naming", VERBS[lemma]["n"], clause.last, (content,)


def _clauses(tree: Tree, clause: Clause, frames: _Frames) -> Iterator[_Fit]:
    """Yield a clause after the verb, then the words that the verb's own clause stands behind or in."""
    frame = frames.get("c", frames.get("q"))
    if frame is None:
        return
    content = complement_span(tree, clause, request="i" in frames) if "c" in frames else None
    if content is not None:
        yield "clause", frame, clause.last, (content,)
    pieces = around_clause(tree, clause, marked_only="c" not in frames)
    if pieces and not (frame.attitude == "thought" and _is_aside(tree, clause)):
        yield "clause around", frame, clause.last, pieces


def _marked_words(tree: Tree, clause: Clause, frames: _Frames) -> Iterator[_Fit]:
    content = after_clause(tree, clause) if "q" in frames else None
    if content is None:
        return
    object_ = object_span(tree, clause, "o") if "o" in frames and "c" not in frames else None
    if object_ is not None and object_.overlaps(content):
        yield "object", frames["o"], clause.last, (object_,)
    yield "marked words after", frames["q"], clause.last, (content,)


def _introduced(tree: Tree, clause: Clause, frames: _Frames) -> Iterator[_Fit]:
    content = introduced_span(tree, clause) if "q" in frames else None
    if content is not None:
        yield "clause", frames["q"], clause.last, (content,)


def _is_aside(tree: Tree, clause: Clause) -> bool:
    """Tell whether a clause only fills speech ("you know", "I think")."""
    return clause.subject is not None and tree.tokens[clause.subject].text.lower() in ("i", "you", "we")


def _attribution(
    tree: Tree, clause: Clause, rule: str, frame: Frame, last: int, content: tuple[Span, ...]
) -> Attribution | None:
    cue = tree.span(clause.first, last)
    source = _source(tree, clause)
    if source is not None and any(source.span.overlaps(piece) for piece in content):
        source = None
    content = tuple(piece for piece in content if not piece.overlaps(cue))
    if not content:
        return None
    hedges = tuple(hedges_of(tree, clause.verb, source))
    told = addressee_of(tree, clause.verb)
    addressee = None if told is None or any(told.overlaps(piece) for piece in content) else told
    return Attribution(rule, frame, (cue,), source, content, tree.marked[clause.verb], addressee, hedges)


def addressee_of(tree: Tree, verb: int) -> Span | None:
    """Return who was told: the object of a telling verb."""
    if "t" not in VERBS.get(tree.tokens[verb].lemma.lower(), {}):
        return None
    object_ = next((c for c in tree.children[verb] if c > verb and tree.tokens[c].relation in ("dobj", "dative")), None)
    return None if object_ is None else tree.span(*tree.trimmed(tree.left[object_], object_))


def _source(tree: Tree, clause: Clause) -> Source | None:
    if clause.subject is None:
        return None
    if clause.subject < clause.verb:
        return source_at(tree, clause.subject, before=clause.first)
    return source_at(tree, clause.subject, after=clause.verb)


def hedges_of(tree: Tree, verb: int, source: Source | None) -> Iterator[str]:
    """Yield what speaks against a report: nobody said it, it was not said, it might be said, the writer says it."""
    children = [tree.tokens[child] for child in tree.children[verb]]
    if any(child.relation == "neg" for child in children) or is_refused(tree, verb):
        yield "negated"
    if any(child.relation == "aux" and child.text.lower() in _MODALS for child in children):
        yield "modal"
    if any(child.relation == "aux" and child.text.lower() in ("will", "'ll", "wo") for child in children):
        yield "future"
    if tree.tokens[verb].tag == "VB" and any(child.lemma == "to" for child in children) and not goes_on(tree, verb):
        yield "infinitive"
    if any(child.text.lower() in _CONDITIONS and child.index < verb for child in children) or _is_when_told(tree, verb):
        yield "conditional"
    if source is None:
        yield "no source"
    elif source.word in _NOBODY or _begins_with_no(tree, source):
        yield "nobody"
    elif source.word in MUTE:
        yield "no speaker"
    elif source.word in _FIRST_PERSONS:
        yield "first person"
    elif source.word in _SECOND_PERSONS:
        yield "second person"


def _begins_with_no(tree: Tree, source: Source) -> bool:
    return any(token.span.begin == source.span.begin and token.text.lower() == "no" for token in tree.tokens)


def _is_when_told(tree: Tree, verb: int) -> bool:
    """Tell whether speech is only supposed: "when they tell you", "whenever people say"; a past tense is a report."""
    if tree.tokens[verb].tag not in ("VBP", "VB"):
        return False
    children = [tree.tokens[child] for child in tree.children[verb]]
    when = any(child.text.lower() in ("when", "whenever", "once") and child.index < verb for child in children)
    return when and any(child.relation == "nsubj" and child.text.lower() in _ANYBODY for child in children)


def _phrases(tree: Tree, clause: Clause, lemma: str) -> Iterator[_Fit]:
    for rest, frame in PHRASES.get(lemma, ()):
        last = _match(tree, clause.verb, rest)
        if last is None:
            continue
        longer = clause.until(last)
        content = complement_span(tree, longer, request=False) or object_span(tree, longer, "p")
        if content is not None:
            yield "phrase", frame, last, (content,)
        pieces = around_clause(tree, longer, marked_only=False)
        if pieces:
            yield "clause around", frame, last, pieces
        return


def _match(tree: Tree, verb: int, rest: tuple[str, ...]) -> int | None:
    """Return the last token of a phrase that begins with `verb`; an adverb may stand between."""
    index = verb
    for word in rest:
        index += 1
        while index < len(tree.tokens) and tree.tokens[index].part == "ADV" and tree.tokens[index].text != word:
            index += 1
        if index >= len(tree.tokens) or tree.tokens[index].text.lower() != word:
            return None
    return index


def _prepositions(tree: Tree, clause: Clause, lemma: str) -> Iterator[_Fit]:
    frames = PREPOSITIONS.get(lemma, {})
    for child in tree.children[clause.verb]:
        token = tree.tokens[child]
        if child > clause.verb and token.relation in ("prep", "prt") and token.text.lower() in frames:
            content = object_span(tree, clause.until(child), "p")
            if content is not None:
                last = child if child - clause.last <= 3 else clause.last
                yield "preposition", frames[token.text.lower()], last, (content,)


def _passive(tree: Tree, verb: int, lemma: str) -> Attribution | None:
    """Return what a passive verb reports: its subject, said by its agent; or "was quoted as saying"."""
    if lemma in ("quote", "cite", "report"):
        quoted = _quoted_as_saying(tree, verb)
        if quoted is not None:
            return quoted
    frames = VERBS.get(lemma, {})
    frame = next((frames[letter] for letter in "noca" if letter in frames), None)
    agent = subject_of(tree, verb) if tree.child(verb, "agent") is not None else None
    if frame is None or agent is None:
        return None
    clause = clause_of(tree, verb)
    content = _passive_content(tree, verb, agent)
    source = source_at(tree, agent)
    if not content or source is None or any(source.span.overlaps(piece) for piece in content):
        return None
    cue = tree.span(clause.first, verb)
    hedges = tuple(hedges_of(tree, verb, source))
    return Attribution("passive", frame, (cue,), source, content, tree.marked[verb], hedges=hedges)


def _passive_content(tree: Tree, verb: int, agent: int) -> tuple[Span, ...]:
    subject = tree.child(verb, "nsubjpass")
    if subject is not None:
        first, last = tree.trimmed(tree.left[subject], min(tree.right[subject], verb - 1))
    elif tree.tokens[verb].relation == "acl":
        noun = tree.tokens[verb].head
        first, last = tree.trimmed(tree.left[noun], min(tree.left[verb], verb) - 1)
    else:
        return ()
    pieces = [tree.span(first, last)] if first <= last else []
    for child in tree.children[verb]:
        if pieces and child > agent and tree.tokens[tree.left[child]].text.lower() in ("as", "of", "for"):
            pieces.append(tree.span(*tree.trimmed(tree.left[child], tree.right[child])))
            break
    return tuple(pieces)


def _quoted_as_saying(tree: Tree, verb: int) -> Attribution | None:
    last = _match(tree, verb, ("as", "saying")) or _match(tree, verb, ("saying",))
    subject = tree.child(verb, "nsubjpass", "nsubj")
    if last is None or subject is None:
        return None
    clause = clause_of(tree, verb).until(last).with_subject(subject)
    content = complement_span(
        tree, Clause(last, clause.first, last, subject, clause.begin, clause.end_token), request=False
    )
    pieces = (content,) if content is not None else around_clause(tree, clause, marked_only=False)
    if not pieces:
        return None
    source = source_at(tree, subject, before=clause.first)
    return Attribution(
        "quoted as saying", Frame("speech"), (tree.span(clause.first, last),), source, pieces, tree.marked[verb]
    )
