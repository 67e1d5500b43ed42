"""What the tagger is told of each word beside its letters: parse, names, marks, and what the rules made of it.

The network corrects and completes the rules, so the rules' own answer is its input. Every feature is a small integer;
`SIZES` says how many values each has. The order of names and values is part of the trained weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retold.evidence import probability_of
from retold.language.parse import ParsedSentence, Token
from retold.language.wordlists import listed
from retold.quotations.cues import NOUNS, PREPOSITIONS, VERBS
from retold.quotations.findings import HEADLINE_ROLES, Finding
from retold.quotations.marks import find_marked
from retold.quotations.searching import find_quotations
from retold.quotations.tree import QUOTATION_MARKS
from retold.quotations.weights import log_odds_of
from retold.quotations.windows import Window
from retold.settings import QuotationsSettings
from retold.spans import Span

Integers = npt.NDArray[np.int64]

_TAGS = listed(
    "$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS PDT POS PRP PRP$ RB "
    "RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB XX ``"
)
_RELATIONS = listed(
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative "
    "dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj "
    "predet prep prt punct quantmod relcl xcomp"
)
_LABELS = ("PERSON", "ORG", "GPE", "NORP", "DATE", "TIME")
_ATTITUDES = ("speech", "writing", "thought", "stance")
_RULES = (
    "according to",
    "accusation",
    "answer",
    "as clause",
    "clause",
    "clause around",
    "goes on",
    "headline",
    "infinitive",
    "marked words",
    "marked words after",
    "marks in a copy",
    "naming",
    "noun",
    "noun clause",
    "object",
    "own paragraph",
    "passive",
    "phrase",
    "preposition",
    "quoted as saying",
    "request",
    "transcript",
)
_ASSERTED = 0.5

# The branch that joins two words of a sentence, by kinds of relation.
_BRANCHES = {
    relation: number
    for number, group in enumerate(
        (
            "nsubj nsubjpass csubj csubjpass expl",
            "agent",
            "ccomp",
            "xcomp",
            "dobj dative attr oprd acomp",
            "prep pcomp pobj",
            "advcl",
            "advmod npadvmod neg aux auxpass prt",
            "conj cc preconj",
            "relcl acl",
            "mark",
            "punct",
            "parataxis dep intj meta",
            "det amod compound poss nummod nmod quantmod predet case",
            "appos",
        ),
        start=1,
    )
    for relation in group.split()
}
_BRANCH_KINDS = max(_BRANCHES.values()) + 1
_DISTANCES = (-64, -32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32, 64)

# By name: how many values each feature of a word has, 0 for none or unknown.
SIZES: dict[str, int] = {
    "tag": len(_TAGS) + 1,
    "relation": len(_RELATIONS) + 1,
    "head tag": len(_TAGS) + 1,
    "head place": 5,
    "marks": 4,
    "shape": 6,
    "name": len(_LABELS) + 2,
    "rule cue": 5,
    "rule source": 5,
    "rule content": 5,
    "rule": len(_RULES) + 1,
    "attitude": len(_ATTITUDES) + 1,
    "role": 3,
    "place": 3,
}
# By name: how many values each feature of a cue and a word has.
PAIR_SIZES: dict[str, int] = {
    "rule": 5,
    "branch": 3 * _BRANCH_KINDS + 1,
    "distance": len(_DISTANCES) + 1,
    "sentence": 3,
}

_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS, start=1)}
_RELATION_NUMBER = {relation: number for number, relation in enumerate(_RELATIONS, start=1)}
_LABEL_NUMBER = {label: number for number, label in enumerate(_LABELS, start=1)}
_RULE_NUMBER = {rule: number for number, rule in enumerate(_RULES, start=1)}
_ATTITUDE_NUMBER = {attitude: number for number, attitude in enumerate(_ATTITUDES, start=1)}


@dataclass(frozen=True, slots=True)
class Described:
    """A window's words in order, their features (words x `SIZES`), and what the rules found in the window alone."""

    tokens: tuple[Token, ...]
    sentence_of: tuple[int, ...]  # by word
    first_of: tuple[int, ...]  # by sentence: the index of its first word
    features: Integers
    findings: tuple[tuple[Finding, bool], ...]  # the unsure first; with whether the rules alone would assert it


def describe(window: Window, *, settings: QuotationsSettings) -> Described:
    """Return the words of a window with their features."""
    line = Span(0, len(window.text))
    found = find_quotations(window.text, [(line, window.role)], window.sentences, (), settings=settings)
    judged = [(one, is_asserted(one)) for one in found]
    findings = tuple(sorted(judged, key=lambda pair: (pair[1], -pair[0].begin, pair[0].end, pair[0].rule)))
    tokens = tuple(token for sentence in window.sentences for token in sentence.tokens)
    sentence_of = tuple(i for i, sentence in enumerate(window.sentences) for _ in sentence.tokens)
    first_of = _firsts(window.sentences)
    columns = [
        *_parse_columns(window.sentences),
        _marks_column(window.text, tokens),
        [_shape(token.text) for token in tokens],
        _names_column(window.sentences),
        *_rule_columns(tokens, findings),
        [_attitude(token) for token in tokens],
        [_role(window.role)] * len(tokens),
        [_place(sentence, i) for sentence in window.sentences for i in range(len(sentence.tokens))],
    ]
    features = np.array(columns, dtype=np.int64).reshape(len(SIZES), len(tokens)).T
    return Described(tokens, sentence_of, first_of, features, findings)


def _firsts(sentences: Sequence[ParsedSentence]) -> tuple[int, ...]:
    firsts, number = [], 0
    for sentence in sentences:
        firsts.append(number)
        number += len(sentence.tokens)
    return tuple(firsts)


def _parse_columns(sentences: Sequence[ParsedSentence]) -> list[list[int]]:
    """Return tag, relation, the head's tag, and where the head stands, of each word."""
    tags, relations, heads, places = [], [], [], []
    for sentence in sentences:
        for token in sentence.tokens:
            head = sentence.tokens[token.head] if 0 <= token.head < len(sentence.tokens) else token
            tags.append(_TAG_NUMBER.get(token.tag, 0))
            relations.append(_RELATION_NUMBER.get(token.relation, 0))
            heads.append(_TAG_NUMBER.get(head.tag, 0))
            gap = head.index - token.index
            places.append(0 if gap == 0 else (1 if gap > 0 else 3) + (abs(gap) > 4))
    return [tags, relations, heads, places]


def _marks_column(text: str, tokens: Sequence[Token]) -> list[int]:
    """Return for each word: 0 outside marks, 1 within, 2 within marks in marks, 3 for a mark."""
    column = [3 if token.text in QUOTATION_MARKS else 0 for token in tokens]
    for one in find_marked(text, [Span(0, len(text))]):
        for piece in one.pieces:
            for index in words_in(tokens, piece):
                if column[index] < 3:
                    column[index] = max(column[index], min(2, one.depth + 1))
    return column


def _shape(text: str) -> int:
    if text.islower():
        return 1
    if text.isupper() and len(text) > 1:
        return 3
    if text[:1].isupper():
        return 2
    return 4 if text[:1].isdigit() else 5


def _names_column(sentences: Sequence[ParsedSentence]) -> list[int]:
    column: list[int] = []
    for sentence in sentences:
        numbers = [0] * len(sentence.tokens)
        for name in sentence.names:
            for index in words_in(sentence.tokens, name.span):
                numbers[index] = _LABEL_NUMBER.get(name.label, len(_LABELS) + 1)
        column.extend(numbers)
    return column


def _rule_columns(tokens: Sequence[Token], findings: Sequence[tuple[Finding, bool]]) -> list[list[int]]:
    """Return what the rules made of each word: as cue, source and content (begin or inside, sure or not), and rule."""
    columns = [[0] * len(tokens) for _ in range(4)]
    for one, asserted in findings:
        source = () if one.source is None or one.borrowed else (one.source.span,)
        for column, spans in zip(columns, (one.cue, source, one.content), strict=False):
            for span in spans:
                for number, index in enumerate(words_in(tokens, span)):
                    column[index] = (1 if number == 0 else 2) + 2 * asserted
        for span in one.cue:
            for index in words_in(tokens, span):
                columns[3][index] = _RULE_NUMBER.get(one.rule, 0)
    return columns


def is_asserted(one: Finding) -> bool:
    """Tell whether the rules by themselves would assert a finding."""
    return probability_of(log_odds_of(one)) >= _ASSERTED


def _attitude(token: Token) -> int:
    """Return the attitude that the word lists give a word as a cue."""
    lemma = token.lemma.lower()
    if token.part in ("VERB", "AUX"):
        frames = VERBS.get(lemma) or PREPOSITIONS.get(lemma)
        return 0 if not frames else _ATTITUDE_NUMBER[next(iter(frames.values())).attitude]
    if token.part == "NOUN" and lemma in NOUNS:
        return _ATTITUDE_NUMBER[NOUNS[lemma].attitude]
    return _ATTITUDE_NUMBER["speech"] if lemma == "according" else 0


def _role(role: str) -> int:
    return 1 if role in HEADLINE_ROLES else 0 if role == "body" else 2


def _place(sentence: ParsedSentence, index: int) -> int:
    return 1 if index == 0 else 2 if index == len(sentence.tokens) - 1 else 0


def words_in(tokens: Sequence[Token], span: Span) -> range:
    """Return the indexes of the words that overlap a span; words come in order."""
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].span.end <= span.begin:
            low = middle + 1
        else:
            high = middle
    end = low
    while end < len(tokens) and tokens[end].span.begin < span.end:
        end += 1
    return range(low, end)


# ---------------------------------------------------------------- a cue and a word


def pair_features(described: Described, cue: range) -> Integers:
    """Return the features of a cue (a run of words) with each word of its window (words x `PAIR_SIZES`)."""
    count = len(described.tokens)
    result = np.zeros((count, len(PAIR_SIZES)), dtype=np.int64)
    result[:, 0] = _rule_labels(described, cue)
    own = described.sentence_of[cue[0]]
    first = described.first_of[own]
    last = described.first_of[own + 1] if own + 1 < len(described.first_of) else count
    result[:, 1] = 3 * _BRANCH_KINDS
    result[first:last, 1] = _branches(described.tokens[first:last], range(cue[0] - first, cue[-1] + 1 - first))
    gaps = np.arange(count)
    gaps = np.where(gaps < cue[0], gaps - cue[0], np.where(gaps > cue[-1], gaps - cue[-1], 0))
    result[:, 2] = np.searchsorted(_DISTANCES, gaps, side="left")
    result[:first, 3] = 1
    result[last:, 3] = 2
    return result


def _rule_labels(described: Described, cue: range) -> Integers:
    """Return what the rules made of each word for this cue: source or content, sure or not."""
    labels = np.zeros(len(described.tokens), dtype=np.int64)
    span = Span(described.tokens[cue[0]].span.begin, described.tokens[cue[-1]].span.end)
    for one, asserted in described.findings:
        if not any(piece.overlaps(span) for piece in one.cue):
            continue
        source = () if one.source is None else (one.source.span,)
        for number, spans in ((3, one.content), (1, source)):
            for piece in spans:
                for index in words_in(described.tokens, piece):
                    labels[index] = number + asserted
    return labels


def _branches(tokens: Sequence[Token], cue: range) -> list[int]:
    """Return for each word of the cue's sentence by which branches it and the cue hang on their nearest common head."""
    heads = [token.head if 0 <= token.head < len(tokens) else token.index for token in tokens]
    head = next((i for i in cue if heads[i] not in cue or heads[i] == i), cue[0])
    above = _way_up(heads, head)
    place = {index: number for number, index in enumerate(above)}
    result = []
    for index in range(len(tokens)):
        branch, node, steps = index, index, 0
        while node not in place and heads[node] != node and steps < len(tokens):
            branch, node, steps = node, heads[node], steps + 1
        if node not in place:
            result.append(2 * _BRANCH_KINDS)
        elif place[node] == 0:
            result.append(_BRANCHES.get(tokens[branch].relation, 0) if index != head else 0)
        elif node == index:
            below = above[place[node] - 1]
            result.append(_BRANCH_KINDS + _BRANCHES.get(tokens[below].relation, 0))
        else:
            result.append(2 * _BRANCH_KINDS + _BRANCHES.get(tokens[branch].relation, 0))
    return result


def _way_up(heads: Sequence[int], index: int) -> list[int]:
    way = [index]
    while heads[way[-1]] not in way:
        way.append(heads[way[-1]])
    return way
