"""A sentence with its words and parse, as the stages above the language layer see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.spans import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark: its place in the article's text and in the parse."""

    index: int  # position in the sentence
    span: Span  # in articles.text
    text: str
    lemma: str
    part: str  # Universal Dependencies part of speech
    tag: str  # Penn tag
    relation: str  # dependency label (ClearNLP labels, as spaCy's English models)
    head: int  # index of the head token; its own index for the root


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity as the model sees it, in the article's text."""

    span: Span
    label: str  # OntoNotes label: PERSON, ORG, GPE, NORP, …


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """One sentence of an article; spans are offsets into `articles.text`."""

    sentence: int
    span: Span
    role: str
    tokens: tuple[Token, ...]
    names: tuple[Name, ...]

    def children(self, index: int) -> list[Token]:
        """Return the dependents of token `index`, in order."""
        return [token for token in self.tokens if token.head == index and token.index != index]

    def subtree(self, index: int) -> list[Token]:
        """Return token `index` and all below it, in order; a cycle in the parse does not loop."""
        below = {index}
        frontier = [index]
        while frontier:
            found = [t.index for t in self.tokens if t.head in frontier and t.index not in below]
            below.update(found)
            frontier = found
        return [self.tokens[i] for i in sorted(below)]


def parsed_sentences_of(table: pa.Table, text: str) -> list[ParsedSentence]:
    """Return the parsed sentences of one article from its `parsed_sentences` rows, in order."""
    return [parsed_sentence(row, text) for row in sorted(table.to_pylist(), key=lambda row: row["sentence"])]


def parsed_sentence(row: Mapping[str, Any], text: str) -> ParsedSentence:
    """Return the parsed sentence of one row; its offsets count in `text`."""
    start = row["begin"]
    columns = zip(
        row["begins"],
        row["ends"],
        row["lemmas"],
        row["parts"],
        row["tags"],
        row["relations"],
        row["heads"],
        strict=True,
    )
    tokens = tuple(
        Token(i, Span(start + b, start + e), text[start + b : start + e], lemma, part, tag, relation, head)
        for i, (b, e, lemma, part, tag, relation, head) in enumerate(columns)
    )
    names = tuple(Name(Span(start + n["begin"], start + n["end"]), n["label"]) for n in row["names"])
    return ParsedSentence(row["sentence"], Span(row["begin"], row["end"]), row["role"], tokens, names)
