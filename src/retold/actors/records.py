"""What the finders of names hand to each other: mentions, roles and evidence weights, within one article."""

from __future__ import annotations

from dataclasses import dataclass, field

from retold.actors.gazetteer import Entry
from retold.evidence import Evidence
from retold.spans import Span


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is called by office or trade: "deputy foreign minister" is (minister, foreign, deputy)."""

    head: str
    sector: str | None = None
    deputy: bool = False
    body: str | None = None  # folded name of the body it belongs to, where stated ("state department")

    def __str__(self) -> str:
        return " ".join(part for part in ("deputy" if self.deputy else "", self.sector or "", self.head) if part)


@dataclass(slots=True)
class Mention:
    """A name, nominal or pronoun of one article while its actor is being found."""

    span: Span
    text: str
    kind: str  # name, nominal, pronoun
    sentence: int  # position among the article's sentence views
    paragraph: int
    token: int  # index of its head token in the sentence
    type: str | None = None  # PERSON, ORG, GPE, GROUP, LOC, NORP, OTHER
    type_probability: float = 1.0
    entry: Entry | None = None
    role: Role | None = None
    country: str | None = None  # alpha-3 code, or the folded name of a place that we do not know
    gender: str | None = None  # m, f
    age: int | None = None  # of a person's name with an age behind it: "Ada Voss, 34,"
    former: bool = False  # "the former minister", "the then minister"
    plural: bool = False
    definite: bool = False  # "the minister", "his minister", "Iran's minister"; a name is definite
    quoted: bool = False
    subject: bool = False  # subject or agent of its verb
    speech: bool = False  # of a verb of speech, or after "according to"
    possessive: bool = False
    verbs: tuple[int, ...] = ()  # tokens of the verbs that it hangs by, the nearest first
    predicate: bool = False  # "he was a pharmacist": said of the subject of the first of them, and not denied
    is_verbs_subject: bool = False  # it is the subject of the first of them, by itself and not as a part of a list
    signs: frozenset[str] = frozenset()  # of "it" and "they": what speaks for a thing (`things`)
    acting: bool = False  # for places: it acts, rather than being where something happens
    shouted: bool = False  # stands in a sentence of capitals or title style
    same_as: int | None = None  # index of a mention beside it that names the same actor (title, apposition)
    same_probability: float = 1.0
    actor: int | None = None
    probability: float = 1.0
    alias: bool = False  # the text itself says that this is another name of the actor
    evidence: list[Evidence] = field(default_factory=list)

    def because(self, kind: str, weight: float, at: Span | None = None) -> None:
        """Note a reason, with the stretch of this article that it stands at (the mention's own where none is given)."""
        span = at or self.span
        self.evidence.append(Evidence(kind, weight, begin=span.begin, end=span.end))
