"""Whether a deed is affirmed or denied where it stands, and whether it is told as done, possible, demanded, feared, ….

Both are read from what governs the deed's words: negations, modal verbs, verbs of wishing, fearing and asking, nouns
such as "plan" and "lack", and conditions, up to the end of the quotation or clause.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from retold.actors.events.grammar import Clause
from retold.actors.events.lexicon import listed
from retold.language.wordlists import words

_MAX_STEPS = 12
_NEGATIONS = words("not n't n’t never neither nor no hardly barely scarcely")
_CONDITIONS = words("if unless should provided assuming whether lest until")
# What hangs so is part of what its head says of it.
_CARRIED = (
    "xcomp",
    "ccomp",
    "acl",
    "pcomp",
    "prep",
    "pobj",
    "dobj",
    "attr",
    "acomp",
    "oprd",
    "conj",
    "agent",
    "dative",
    "csubj",
)
_MODALS = {
    "may": "possible",
    "might": "possible",
    "could": "possible",
    "can": "possible",
    "should": "demanded",
    "must": "demanded",
    "ought": "demanded",
    "shall": "intended",
    "will": "intended",
    "'ll": "intended",
    "’ll": "intended",
    "wo": "intended",
    "would": "intended",
}
_VERBS = {
    "intended": words(
        """
        want plan intend aim seek hope try attempt vow pledge promise agree prepare decide wish offer strive endeavour
        endeavor propose commit resolve swear mean aspire threaten volunteer look going
        """
    ),
    "demanded": words(
        """
        urge demand call ask request order require insist press appeal recommend need expect encourage advise beg
        instruct implore petition advocate favor favour deserve propose stress
        """
    ),
    "feared": words("fear worry dread warn"),
    "possible": words("appear seem suspect allege presume speculate rumor rumour believe likely reportedly"),
}
_NOUNS = {
    "intended": words(
        """
        plan intention intent aim goal desire willingness readiness wish bid attempt effort ambition determination
        decision commitment promise pledge hope proposal idea vow
        """
    ),
    "demanded": words("demand call need request importance necessity order appeal duty obligation requirement"),
    "feared": words("fear risk danger threat worry warning concern spectre specter"),
    "possible": words("possibility likelihood chance prospect potential suspicion rumor rumour speculation allegation"),
}
_ADJECTIVES = {
    "intended": words("ready willing determined eager keen prepared set poised committed interested due about"),
    "demanded": words("necessary important essential imperative vital crucial time obliged required supposed"),
    "feared": words("afraid fearful concerned worried"),
    "possible": words("possible likely able apparent suspected capable free"),
}
_UNTRUE = words(
    """
    ludicrous false untrue absurd baseless ridiculous unfounded wrong nonsense impossible inconceivable unthinkable
    groundless fabricated preposterous laughable incorrect unwilling unable reluctant unready unprepared incapable
    """
)
_ADVERBS = {
    "maybe": "possible",
    "perhaps": "possible",
    "possibly": "possible",
    "probably": "possible",
    "allegedly": "possible",
    "reportedly": "possible",
    "apparently": "possible",
    "likely": "possible",
    "supposedly": "possible",
    "purportedly": "possible",
    "potentially": "possible",
}
_UNDONE = words("lack absence refusal failure end halt cessation unwillingness inability denial rejection")
_PRIVATIVE = words("without instead despite rather")
_CLAIMS = words("claim accusation allegation charge suggestion notion report rumour rumor assertion idea")
_RANK = ("conditional", "demanded", "feared", "intended", "possible", "asserted")  # which is told where several hold


@dataclass(slots=True)
class Framing:
    """How a deed is told, and at which tokens that is read."""

    denied: bool = False
    modality: str = "asserted"
    because: list[tuple[str, int]] = field(default_factory=list)  # kind and token

    @property
    def polarity(self) -> str:
        """The value of the column."""
        return "denied" if self.denied else "affirmed"

    def deny(self, token: int) -> None:
        """Turn affirmed into denied and back: two negations affirm, one read twice does not."""
        if ("negation", token) in self.because:
            return
        self.denied = not self.denied
        self.because.append(("negation", token))

    def tell(self, modality: str | None, token: int) -> None:
        """Take a modality that goes before the present one."""
        if modality is not None and _RANK.index(modality) < _RANK.index(self.modality):
            self.modality = modality
            self.because.append((modality, token))


def framing_of(clause: Clause, trigger: int, inside: Callable[[int], bool], *, alone: bool = False) -> Framing:
    """Read how the deed at token `trigger` is told; `inside` tells whether a token belongs to the same speaker's words.

    With `alone` only the word itself is read: an accusation that is dismissed was made all the same.

    The word that opens somebody's words ("denied", "called on") tells only what is asked, feared or wished: whether it
    denies is known of the quotation.
    """
    found = Framing()
    _own(clause, trigger, found)
    here = trigger
    for _ in range(0 if alone else _MAX_STEPS):
        head = clause.parent(here)
        if head is None:
            break
        relation = clause.tokens[here].relation
        if relation == "advcl":
            _condition(clause, here, found)
            break
        if relation in ("nsubj", "nsubjpass"):
            _noun_as_subject(clause, head, found, inside)
            break
        if relation not in _CARRIED:
            break
        if not inside(head):
            found.tell(_asked_by(clause, head), head)
            break
        if relation == "conj":
            _shared(clause, here, head, found)
        else:
            _governed(clause, here, head, relation, found)
        here = head
    _sentence_adverbs(clause, trigger, found)
    return found


def _own(clause: Clause, index: int, found: Framing) -> None:
    """Read negations, modal verbs and conditions that hang by a word itself."""
    negative = [c for c in clause.children[index] if clause.tokens[c].text.lower() in _NEGATIONS]
    negative = [c for c in negative if clause.tokens[c].relation in ("neg", "det", "advmod", "preconj", "cc")]
    for child in negative[:1]:
        found.deny(child)
    if not negative and clause.is_verb(index):
        _negative_arguments(clause, index, found)
    for child in clause.below(index, "aux"):
        found.tell(_modal(clause, index, child), child)
    for child in clause.below(index, "advmod"):
        found.tell(_ADVERBS.get(clause.lemmas[child]), child)
    if clause.is_verb(index) and clause.below(index, "advcl"):
        _under_condition(clause, index, found)


def _modal(clause: Clause, index: int, auxiliary: int) -> str | None:
    lower = clause.tokens[auxiliary].text.lower()
    if lower == "would" and any(_is_conditional(clause, each) for each in clause.below(index, "advcl")):
        return "conditional"
    return _MODALS.get(lower)


def _under_condition(clause: Clause, index: int, found: Framing) -> None:
    for each in clause.below(index, "advcl"):
        if _is_conditional(clause, each) and clause.below(index, "aux"):
            found.tell("conditional", each)


def _is_conditional(clause: Clause, index: int) -> bool:
    marks = [clause.lemmas[c] for c in clause.below(index, "mark")]
    if any(mark in ("if", "unless", "provided", "lest") for mark in marks):
        return True
    first = clause.children[index][:1]
    return bool(first) and clause.tokens[first[0]].relation == "aux" and clause.tokens[first[0]].text == "should"


def _negative_arguments(clause: Clause, index: int, found: Framing) -> None:
    """Read "no" before a subject or object: "no group supports", "took no part"."""
    for child in clause.below(index, "nsubj", "nsubjpass", "dobj", "expl", "attr"):
        lower = clause.tokens[child].text.lower()
        if lower in ("nobody", "none", "nothing", "neither"):
            found.deny(child)
            return
        for each in clause.below(child, "det", "neg"):
            if clause.tokens[each].text.lower() in ("no", "neither"):
                found.deny(each)
                return


def _condition(clause: Clause, index: int, found: Framing) -> None:
    for child in clause.below(index, "mark", "advmod", "aux"):
        if clause.lemmas[child] in _CONDITIONS and clause.lemmas[child] != "should":
            found.tell("conditional", child)
    if _is_conditional(clause, index):
        found.tell("conditional", index)


def _shared(clause: Clause, here: int, head: int, found: Framing) -> None:
    """A coordinated verb without subject shares the modal verb and the condition of the one before it."""
    if clause.below(here, "nsubj", "nsubjpass"):
        return
    if not clause.below(here, "aux"):
        for child in clause.below(head, "aux"):
            found.tell(_modal(clause, head, child), child)
    if clause.tokens[head].relation == "advcl":
        _condition(clause, head, found)
    denied = [c for c in clause.below(head, "neg") if clause.tokens[c].text.lower() in _NEGATIONS]
    joined = [clause.lemmas[c] for c in clause.below(head, "cc")]
    if denied and ("or" in joined or "nor" in joined) and not found.denied:
        found.deny(denied[0])


def _governed(clause: Clause, here: int, head: int, relation: str, found: Framing) -> None:
    lemma, part = clause.lemmas[head], clause.tokens[head].part
    if lemma in _PRIVATIVE and relation in ("pcomp", "pobj", "prep"):
        found.deny(head)
        return
    if part in ("VERB", "AUX"):
        _under_verb(clause, here, head, relation, found)
        for adjective in clause.below(head, "acomp") if relation in ("xcomp", "ccomp", "csubj") else ():
            if adjective != here:  # "it is absurd to suggest that …"
                _under_adjective(clause, adjective, found)
        if _carries(clause, here, relation):
            _own(clause, head, found)
    elif part == "ADJ":
        _under_adjective(clause, head, found)
    elif part in ("NOUN", "PROPN") and relation in ("acl", "prep", "pcomp", "ccomp", "xcomp", "relcl"):
        _under_noun(clause, here, head, found)


def _carries(clause: Clause, here: int, relation: str) -> bool:
    """Tell whether a verb's negation and modal verb reach what hangs by it."""
    if relation == "prep":
        return clause.tokens[here].text.lower() not in ("after", "before", "despite", "since", "during", "because")
    return relation in ("xcomp", "ccomp", "dobj", "attr", "acomp", "oprd", "pcomp", "agent", "dative")


def _under_verb(clause: Clause, here: int, head: int, relation: str, found: Framing) -> None:
    lemma = clause.lemmas[head]
    verbal = relation in ("xcomp", "ccomp", "pcomp") or clause.is_verb(here)
    ends = lemma in listed("cease") and (verbal or relation == "dobj")
    if ends or (lemma in listed("deny") and verbal) or (lemma in ("deny", "reject", "dismiss") and verbal):
        found.deny(head)
    if clause.prevents(head) and relation == "prep" and lemma not in listed("cease"):
        found.deny(head)
    for modality, lemmas in _VERBS.items():
        if lemma in lemmas and relation in ("xcomp", "ccomp", "dobj", "prep", "oprd"):
            found.tell(modality, head)


def _under_adjective(clause: Clause, head: int, found: Framing) -> None:
    lemma = clause.lemmas[head]
    if any(clause.tokens[c].text.lower() in _NEGATIONS for c in clause.below(head, "neg")):
        found.deny(head)
    if lemma in _UNTRUE or clause.tokens[head].text.lower() in _UNTRUE:
        found.deny(head)
    for modality, lemmas in _ADJECTIVES.items():
        if lemma in lemmas:
            found.tell(modality, head)


def _under_noun(clause: Clause, here: int, head: int, found: Framing) -> None:
    lemma = clause.lemmas[head]
    if lemma in _UNDONE:
        found.deny(head)
    for child in clause.below(head, "det", "neg"):
        if clause.tokens[child].text.lower() == "no":
            found.deny(child)
    for modality, lemmas in _NOUNS.items():
        if lemma in lemmas and clause.tokens[here].relation in ("acl", "prep", "ccomp", "relcl"):
            found.tell(modality, head)


def _noun_as_subject(clause: Clause, head: int, found: Framing, inside: Callable[[int], bool]) -> None:
    """A deed that is the subject of "must end", "is false" or "did not take place"."""
    if not inside(head):
        return
    for child in clause.below(head, "aux"):
        found.tell(_modal(clause, head, child), child)
    if any(clause.tokens[c].text.lower() in _NEGATIONS for c in clause.below(head, "neg")):
        found.deny(head)
    for child in clause.below(head, "acomp", "attr"):
        if clause.lemmas[child] in _UNTRUE:
            found.deny(child)
    if clause.lemmas[head] in listed("cease") and clause.below(head, "aux"):
        found.deny(head)


def _asked_by(clause: Clause, head: int) -> str | None:
    for modality in ("demanded", "feared", "intended"):
        if clause.lemmas[head] in _VERBS[modality] and clause.lemmas[head] not in ("stress", "suggest", "insist"):
            return modality
    return None


def _sentence_adverbs(clause: Clause, trigger: int, found: Framing) -> None:
    """Read "maybe" and "perhaps" before the deed in its own clause."""
    for token in clause.tokens[max(0, trigger - 8) : trigger]:
        if token.text.lower() in ("maybe", "perhaps", "allegedly"):
            found.tell("possible", token.index)


def outer_denial(clause: Clause, cue: int, inside: Callable[[int], bool]) -> bool:
    """Tell whether somebody's words deny what another is said in them to claim: "no fact for Doria's claim that …"."""
    found = framing_of(clause, cue, inside)
    if found.denied:
        return True
    if clause.lemmas[cue] not in _CLAIMS:
        return False
    head = clause.parent(cue)
    for _ in range(4):
        if head is None:
            return False
        if any(clause.tokens[c].text.lower() in ("no", "not", "never") for c in clause.children[head]):
            return True
        head = clause.parent(head)
    return False
