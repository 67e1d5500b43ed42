"""Who does what to whom within a sentence's parse: subjects, objects and what hangs by prepositions.

Relations are those of ClearNLP, as spaCy's English models write them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from retold.actors.events.lexicon import entries
from retold.language.parse import ParsedSentence, Token
from retold.language.wordlists import words

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
RELATIVES = words("who whom which that whose")
_MAX_INNER = 2  # nouns deep: "coordination in its operations with Doria"
_MAX_CLIMB = 6  # steps up to a verb that has a subject
# The object of these does what their infinitive says: "urged Turkey to stop".
_OBJECT_CONTROL = words(
    """
    urge ask order tell force compel press pressure want allow permit help enable lead get cause advise encourage
    instruct require request persuade convince invite push authorize authorise expect call make let see have prompt
    accuse blame suspect criticize criticise condemn denounce prevent stop keep bar charge ban prohibit
    """
)
_PREVENTING = words("prevent stop keep bar ban prohibit discourage deter hinder")


def _mended(lemma: str, tag: str) -> str:
    """Return "shell" for "shelle": a rule that guesses the lemma of rare verbs adds an "e" too many."""
    if (
        tag.startswith("VB")
        and lemma.endswith("e")
        and ("v", lemma) not in entries()
        and ("v", lemma[:-1]) in entries()
    ):
        return lemma[:-1]
    return lemma


class Clause:
    """A parsed sentence with the questions that the finders of events ask of it."""

    def __init__(self, sentence: ParsedSentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.children: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                self.children[token.head].append(token.index)

    @cached_property
    def lemmas(self) -> list[str]:
        """The lemma of each token in lower case; what no lexicon knows loses a wrong last letter."""
        return [_mended(token.lemma.lower(), token.tag) for token in self.tokens]

    def below(self, index: int, *relations: str) -> list[int]:
        """Return the dependents of a token with one of the relations, in order."""
        return [child for child in self.children[index] if self.tokens[child].relation in relations]

    def first(self, index: int, *relations: str) -> int | None:
        """Return the first dependent with one of the relations; None where there is none."""
        return next(iter(self.below(index, *relations)), None)

    def parent(self, index: int) -> int | None:
        """Return the head of a token; None for a root."""
        head = self.tokens[index].head
        return None if head == index else head

    def is_verb(self, index: int) -> bool:
        """Tell whether a token is a verb by its tag."""
        return self.tokens[index].tag.startswith("VB")

    def conjuncts(self, index: int) -> list[int]:
        """Return a token and what is coordinated with it, in order."""
        found, front = [index], [index]
        while front:
            front = [child for each in front for child in self.below(each, "conj") if child not in found]
            found.extend(front)
        return sorted(found)

    def chain_head(self, index: int) -> int:
        """Return the first member of the coordination that a token stands in."""
        seen = {index}
        while self.tokens[index].relation == "conj" and self.tokens[index].head not in seen:
            index = self.tokens[index].head
            seen.add(index)
        return index

    # ------------------------------------------------------------ arguments of verbs

    def is_passive(self, verb: int) -> bool:
        """Tell whether a verb is in the passive, reduced relatives among them ("groups backed by Doria")."""
        if self.below(verb, "nsubjpass", "auxpass", "agent"):
            return True
        return self.tokens[verb].tag == "VBN" and self.tokens[verb].relation == "acl"

    def agent(self, verb: int) -> int | None:
        """Return who does what a verb says, by the grammar; None where the sentence does not tell."""
        if self.is_passive(verb):
            by = self.first(verb, "agent")
            if by is None:
                by = next((child for child in self.below(verb, "prep") if self.lemmas[child] == "by"), None)
            return None if by is None else self.first(by, "pobj")
        return self.subject(verb)

    def patient(self, verb: int) -> int | None:
        """Return whom a verb's deed is done to: its object, or the subject of its passive."""
        if self.is_passive(verb):
            return self._passive_subject(verb)
        found = self.first(verb, "dobj")
        if found is None:
            counted = self._counted_object(verb)
            return self._relative_object(verb) if counted is None else counted
        return self.antecedent_of_relative(found)

    def _counted_object(self, verb: int) -> int | None:
        """Return the object in "seized up to 16 hostages", which is read as "seized up" and "to 16 hostages"."""
        for up in self.below(verb, "prt", "prep", "advmod"):
            if self.lemmas[up] == "up":
                nouns = [*self.after(up, ("to",)), *self.after(verb, ("to",))]
                return next((noun for noun in nouns if self.below(noun, "nummod")), None)
        return None

    def _passive_subject(self, verb: int) -> int | None:
        found = self.first(verb, "nsubjpass")
        if found is not None:
            return self.antecedent_of_relative(found)
        token = self.tokens[verb]
        if token.relation == "acl":
            return token.head
        if token.relation in ("conj", "xcomp", "advcl") and token.head != verb:
            return self.subject(token.head)
        return None

    def _relative_object(self, verb: int) -> int | None:
        """Return the noun that a relative clause without an object of its own describes: "groups that it backs"."""
        token = self.tokens[verb]
        if token.relation != "relcl":
            return None
        subject = self.first(verb, "nsubj")
        return token.head if subject is not None and self.lemmas[subject] not in RELATIVES else None

    def subject(self, verb: int, steps: int = 0) -> int | None:
        """Return the subject of a verb: its own, or the one that it shares with the verb or noun it hangs by."""
        own = next((child for child in self.below(verb, *SUBJECTS) if self.tokens[child].tag != "EX"), None)
        if own is not None:
            return self.antecedent_of_relative(own)
        if steps >= _MAX_CLIMB:
            return None
        return self._shared_subject(verb, steps)

    def _shared_subject(self, verb: int, steps: int) -> int | None:
        token = self.tokens[verb]
        head = self.parent(verb)
        if head is None:
            return None
        if token.relation == "relcl":
            return head if not self.below(verb, "nsubj", "nsubjpass") else None
        if token.relation in ("xcomp", "ccomp", "advcl", "conj", "dep", "acomp", "oprd"):
            return self._controller(head, token, steps)
        if token.relation == "pcomp":
            return self._through_preposition(head, steps)
        if token.relation == "acl":  # "parties fighting the rebels" fight; "plans to fight" are somebody's
            return head if token.tag == "VBG" else self._of_noun(head, steps)
        return None

    def _controller(self, head: int, token: Token, steps: int) -> int | None:
        if token.relation in ("xcomp", "ccomp") and self.lemmas[head] in _OBJECT_CONTROL:
            controlled = self.first(head, "dobj", "dative")
            if controlled is not None:
                return self.antecedent_of_relative(controlled)
            called = next((child for child in self.below(head, "prep") if self.lemmas[child] in ("on", "for")), None)
            if called is not None and self.first(called, "pobj") is not None:
                return self.first(called, "pobj")
        if self.is_verb(head) or self.tokens[head].tag == "MD" or self.tokens[head].part == "AUX":
            passive = self.is_passive(head) and token.relation != "conj"
            return self._passive_subject(head) if passive else self.subject(head, steps + 1)
        if self.tokens[head].part == "ADJ":  # "groups ready to negotiate"
            return self._of_adjective(head, steps)
        return self._of_noun(head, steps) if self.tokens[head].part in ("NOUN", "PROPN") else None

    def _of_adjective(self, adjective: int, steps: int) -> int | None:
        governor = self.parent(adjective)
        if governor is None:
            return None
        if self.tokens[adjective].relation in ("amod", "acl", "relcl"):
            return governor
        return self.subject(governor, steps + 1) if self.tokens[adjective].relation in ("acomp", "oprd") else None

    def _through_preposition(self, preposition: int, steps: int) -> int | None:
        governor = self.parent(preposition)
        if governor is None:
            return None
        if self.is_verb(governor):
            controlled = self.patient(governor) if self.lemmas[governor] in _OBJECT_CONTROL else None
            return controlled if controlled is not None else self.subject(governor, steps + 1)
        if self.tokens[governor].part == "ADJ":
            return self._of_adjective(governor, steps)
        return self._of_noun(governor, steps)

    def _of_noun(self, noun: int, steps: int) -> int | None:  # noqa: PLR0911 - a list of cases, first match decides
        """Return who does what a noun's clause says: "efforts by Doria to back", "has no intention to fight"."""
        owner = self.first(noun, "poss")
        if owner is not None:
            return owner
        by = next((child for child in self.below(noun, "prep", "agent") if self.lemmas[child] == "by"), None)
        if by is not None:
            return self.first(by, "pobj")
        of = next((child for child in self.below(noun, "prep") if self.lemmas[child] == "of"), None)
        if of is not None:  # "the policy of Doria, aimed at backing", "the right of Doria to defend itself"
            return self.first(of, "pobj")
        token = self.tokens[noun]
        governor = self.parent(noun)
        if governor is None or steps >= _MAX_CLIMB:
            return None
        if token.relation in ("dobj", "attr") and self.is_verb(governor) | (self.tokens[governor].part == "AUX"):
            return self.subject(governor, steps + 1)
        if token.relation == "pobj" and self.parent(governor) is not None:
            return self._through_preposition(governor, steps + 1)
        return None

    def antecedent_of_relative(self, index: int) -> int:
        """Return what a relative pronoun stands for; any other token is returned as it is."""
        token = self.tokens[index]
        if token.lemma.lower() not in RELATIVES or not token.tag.startswith("W"):
            return index
        seen = {index}
        place = token.head
        while place not in seen:
            seen.add(place)
            if self.tokens[place].relation == "relcl":
                return self.tokens[place].head
            place = self.tokens[place].head
        return index

    def after(self, index: int, prepositions: Iterable[str]) -> list[int]:
        """Return what follows the prepositions that hang by a token (datives among them), in order."""
        wanted = set(prepositions)
        found = []
        for child in self.children[index]:
            token = self.tokens[child]
            if token.relation in ("prep", "dative", "agent", "prt", "advmod") and self.lemmas[child] in wanted:
                found.extend(self.below(child, "pobj"))
                for doing in self.below(child, "pcomp"):  # "to returning residents", read as a verb with its object
                    found.extend(self.below(doing, "dobj"))
                for further in self.below(child, "prep"):  # "out of", "up against"
                    found.extend(self.below(further, "pobj"))
                for other in self.below(child, "conj"):
                    found.extend(self.below(other, "pobj"))
        return found

    def within(self, index: int, prepositions: Iterable[str]) -> list[int]:
        """Return what follows the prepositions that hang by a token, or by a noun within its phrase."""
        found = self.after(index, prepositions)
        inner = [index]
        for _ in range(_MAX_INNER):
            if found:
                return found
            inner = [noun for each in inner for below in self.below(each, "prep") for noun in self.below(below, "pobj")]
            found = [each for noun in inner for each in self.after(noun, prepositions)]
        return found

    def prevents(self, verb: int) -> bool:
        """Tell whether a verb keeps its object from doing something."""
        return self.lemmas[verb] in _PREVENTING
