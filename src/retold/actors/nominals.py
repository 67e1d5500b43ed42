"""Titles, roles and pronouns: mentions that name nobody and mean somebody.

A nominal runs from its article, possessor or first modifier to its head noun: "the Iranian defense minister",
"Iran's deputy foreign minister", "his Russian and Turkish counterparts".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from retold.actors.gazetteer import demonyms, folded, words
from retold.actors.grammar import verbs_above
from retold.actors.records import Mention, Role
from retold.actors.view import Marked, SentenceView
from retold.language.parse import Token
from retold.language.wordlists import words as word_set
from retold.spans import Span

_MODIFIER_TAGS = frozenset(
    {"JJ", "JJR", "JJS", "NN", "NNP", "NNS", "NNPS", "VBN", "VBG", "CD", "HYPH", "POS", "RB", "RBS", "FW"}
)
_DETERMINERS = frozenset(
    {
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "some",
        "several",
        "many",
        "few",
        "no",
        "any",
        "all",
        "every",
        "each",
        "another",
        "other",
        "two",
        "three",
        "both",
        "most",
    }
)
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
_POSSESSORS = frozenset({"his", "her", "its", "their", "my", "our", "your"})
_PRONOUNS = {
    **dict.fromkeys(words("he"), ("he", "m")),
    **dict.fromkeys(words("she"), ("she", "f")),
    **dict.fromkeys(words("they"), ("they", None)),
    **dict.fromkeys(words("it"), ("it", None)),
    **dict.fromkeys(words("we"), ("we", None)),
    **dict.fromkeys(words("i"), ("i", None)),
    **dict.fromkeys(words("you"), ("you", None)),
}
_SPELLINGS = {
    "defence": "defense",
    "labour": "labor",
    "premier": "minister",
    "pm": "minister",
    "counsellor": "councillor",
    "councilor": "councillor",
    "advisor": "adviser",
    "organiser": "organizer",
}
_SECTOR_ROLES = frozenset(
    {
        "minister",
        "secretary",
        "ministry",
        "adviser",
        "committee",
        "council",
        "department",
        "spokesman",
        "spokeswoman",
        "army",
        "court",
        "chief",
        "head",
        "director",
        "commissioner",
        "editor",
        "correspondent",
        "service",
    }
)
_MOODS = word_set(
    """
    ready sorry willing unwilling glad happy unhappy determined prepared unable able pleased delighted keen eager
    reluctant worried confident aware unaware concerned committed surprised sure unsure certain afraid angry proud
    grateful satisfied dissatisfied disappointed optimistic pessimistic hopeful free open set due bound likely unlikely
    quick slow right wrong
    """
)
_OF_NOBODY = word_set("rain snow seem appear drizzle thunder")
_THOUGHT = word_set("say believe know think understand hope fear expect report assume feel estimate")
_SPENT = word_set("second minute hour day night week month year decade time nothing effort courage money while age")
_OPEN = word_set("unclear unknown uncertain seen to")
_WEATHER = word_set("dark cold hot warm windy sunny foggy rainy stormy light late early midnight noon dawn dusk")
_CLAUSES = word_set("to that whether when how who why where what whom")
_SOON = 8  # words
_FORMER = frozenset({"former", "ex", "then", "erstwhile", "ousted", "deposed", "retired", "outgoing", "late"})
_MAX_WORDS = 10  # longer noun phrases are lists or parse errors
PEOPLE_PLURALS = frozenset(
    {"people", "men", "women", "children", "police", "spokesmen", "businessmen", "gunmen", "policemen"}
)


def role_of(lowers: Sequence[str]) -> Role | None:
    """Return the role that the words of a nominal or title name, in lower case; None without a head.

    >>> role_of(["iranian", "deputy", "foreign", "minister"])
    Role(head='minister', sector='foreign', deputy=True, body=None)
    """
    plain = [_SPELLINGS.get(word.rstrip("."), word.rstrip(".")) for word in lowers]
    if "diplomat" in plain and ("top" in plain or "chief" in plain):
        return Role("minister", "foreign")
    if plain and plain[-1] == "minister" and lowers[-1] in ("premier", "pm"):
        return Role("minister", "prime")
    heads = [place for place, word in enumerate(plain) if word in _role_words()]
    while len(heads) > 1 and plain[heads[0]] in words("rank_modifiers"):
        heads.pop(0)
    if not heads:
        return None
    # "defense minister brigadier general": the office comes first, the rank after it.
    place = next((at for at in heads if plain[at] in ("minister", "president", "secretary", "chancellor")), heads[-1])
    before = plain[:place]
    sector = (
        next((word for word in before if word in words("sectors")), None) if plain[place] in _SECTOR_ROLES else None
    )
    if plain[place] == "secretary" and plain[place + 1 : place + 3] == ["of", "state"]:
        sector = "state"
    if sector is None and "of" in plain[place:] and plain[place] in _SECTOR_ROLES:
        sector = next((word for word in plain[place:] if word in words("sectors")), None)
    if sector and before and before[-1] in words("ministry_heads"):
        sector = f"{sector} {before[-1]}"
    deputy = any(word in ("deputy", "vice", "assistant") for word in before)
    return Role(plain[place], sector, deputy)


@cache
def _role_words() -> frozenset[str]:
    return words("role_heads") | words("ministers") | words("small_roles")


def gender_of(lowers: Sequence[str]) -> str | None:
    """Return "m" or "f" where a title or role noun says so."""
    for word in lowers:
        plain = word.rstrip(".")
        if plain in words("male"):
            return "m"
        if plain in words("female"):
            return "f"
    return None


def find_pronouns(views: Sequence[SentenceView], marked: Marked) -> list[Mention]:
    """Return the personal pronouns; `type` is the pronoun's class: he, she, it, they, we, i or you."""
    mentions = []
    for index, view in enumerate(views):
        for token in view.tokens:
            found = _PRONOUNS.get(token.text.lower()) if token.tag in ("PRP", "PRP$") else None
            if found and token.text != "US" and not (found[0] == "it" and _is_expletive(view, token)):
                mentions.append(_pronoun(index, view, token, found, marked))
    return mentions


def _is_expletive(  # noqa: PLR0911 - a list of cases, first match decides
    view: SentenceView, token: Token
) -> bool:
    """Tell whether "it" means nothing: "it is important to", "it was ludicrous to suggest that"."""
    head = view.tokens[token.head]
    if token.relation == "expl" or head.lemma in _OF_NOBODY:
        return token.relation in ("expl", "nsubj")
    after = [view.tokens[index] for index in view.children[head.index] if index > head.index]
    if token.relation == "nsubjpass":  # "it is said that"
        clauses = [child for child in after if child.relation == "ccomp"]
        return head.lemma in _THOUGHT and any(
            view.tokens[c].text == "that" for v in clauses for c in view.children[v.index]
        )
    if token.relation != "nsubj":
        return False
    if head.lemma in ("take", "cost"):  # "it takes three hours to"
        objects = {child.lemma.lower() for child in after if child.relation in ("dobj", "npadvmod")}
        return bool(objects & _SPENT) and _goes_on(view, head.index, ("to", "for"))
    if head.lemma == "remain":
        return any(child.relation in ("acomp", "xcomp") for child in after) and _goes_on(view, head.index, _OPEN)
    if head.lemma != "be":
        return False
    if any(child.lemma.lower() in _WEATHER for child in after if child.relation in ("acomp", "attr")):
        return True
    if any(child.relation == "attr" and child.lemma.lower() in words("collective_heads") for child in after):
        return False  # "it is a firm that sells toys"
    quality = any(child.relation in ("acomp", "attr") for child in after)
    if any(child.relation == "acomp" and child.lemma.lower() in _MOODS for child in after):
        return False  # "it was ready to talk": somebody is
    return quality and _goes_on(view, head.index, _CLAUSES)


def _goes_on(view: SentenceView, verb: int, with_words: Collection[str]) -> bool:
    """Tell whether one of the words stands soon after a verb."""
    return any(other.text.lower() in with_words for other in view.tokens[verb + 1 : verb + _SOON])


def _pronoun(index: int, view: SentenceView, token: Token, found: tuple[str, str | None], marked: Marked) -> Mention:
    mention = Mention(token.span, token.text, "pronoun", index, view.paragraph, token.index)
    mention.type, mention.gender = found
    mention.plural = found[0] in ("they", "we")
    mention.quoted = marked.holds(token.span.begin)
    mention.possessive = token.tag == "PRP$"
    mention.shouted = view.style != "plain"
    note_grammar(mention, view)
    return mention


def note_grammar(mention: Mention, view: SentenceView) -> None:
    """Set whether the mention is the subject, and whether of a verb of speech ("according to X" counts)."""
    token = view.tokens[mention.token]
    mention.verbs = verbs_above(view, token)
    mention.is_verbs_subject = token.relation in ("nsubj", "nsubjpass")
    mention.predicate = token.relation == "attr" and not any(
        view.tokens[child].relation == "neg" for child in view.children[token.head]
    )
    seen = 0
    while token.relation in ("conj", "appos", "compound", "nmod") and token.head != token.index and seen < 4:
        if token.relation == "conj" and mention.kind == "pronoun":
            break
        if token.relation in ("compound", "nmod") and mention.type != "PERSON":
            break
        token = view.tokens[token.head]
        seen += 1
    head = view.tokens[token.head]
    if token.relation in ("nsubj", "nsubjpass", "csubj") or (
        token.relation == "attr" and head.index < token.index and _inverted(view, head)
    ):
        mention.subject = True
        mention.speech = head.lemma.lower() in words("speech_verbs")
    elif token.relation == "pobj" and head.relation == "agent":
        mention.subject = True
    elif token.relation == "pobj" and head.text.lower() == "to" and view.tokens[head.head].text.lower() == "according":
        mention.subject = mention.speech = True


def _inverted(view: SentenceView, verb: Token) -> bool:
    """Tell whether a verb has no subject before it: "among the freed was Corporal Roe"."""
    return not any(
        view.tokens[index].relation in ("nsubj", "expl") and index < verb.index for index in view.children[verb.index]
    )


def find_nominals(text: str, views: Sequence[SentenceView], names: Sequence[Mention], marked: Marked) -> list[Mention]:
    """Return nominals with a role or collective head, and unnamed subjects of speech; no name is their head."""
    taken: dict[int, list[Mention]] = {}
    for name in names:
        taken.setdefault(name.sentence, []).append(name)
    mentions = []
    for index, view in enumerate(views):
        here = taken.get(index, [])
        for token in view.tokens:
            if _is_head(view, token, here):
                mention = _nominal(text, index, view, token, here, marked)
                if mention:
                    mentions.append(mention)
    return _outermost(mentions)


def _is_head(  # noqa: PLR0911 - a list of cases, first match decides
    view: SentenceView, token: Token, names: Sequence[Mention]
) -> bool:
    if token.tag not in ("NN", "NNS", "NNP", "NNPS", "JJ"):
        return False
    lower = token.text.lower()
    lemma = token.lemma.lower()
    role = lower in words("role_heads") or lemma in words("role_heads") or lower in words("ministers")
    role = role or (token.text.islower() and lemma in words("small_roles"))
    listed = role or lower in words("collective_heads") or lemma in words("collective_heads")
    titled = any(name.type == "PERSON" and name.span.begin == token.span.end + 1 for name in names)
    if lower in ("old", "olds") and _is_age(view, token):
        listed = True
    elif token.tag == "JJ" and not (role and (token.text[0].isupper() or titled)):
        return False
    if not listed and not _speaks(view, token) and not _is_apposed(view, token, names):
        return False
    if any(name.span.overlaps(token.span) for name in names) or _ends_title(view, token):
        return False
    following = view.tokens[token.index + 1] if token.index + 1 < len(view.tokens) else None
    if (
        following is None
        or following.span.begin != token.span.end + 1
        or following.tag not in ("NN", "NNS", "NNP", "NNPS")
    ):
        return True
    if any(name.span.begin == following.span.begin for name in names):
        return True
    return following.relation not in ("nsubj", "dobj", "pobj", "appos", "attr", "compound", "nsubjpass", "conj") or (
        token.head != following.index and token.relation not in ("compound", "amod", "nmod")
    )


def _ends_title(view: SentenceView, token: Token) -> bool:
    """Tell whether a word belongs to the title before it: "secretary of state", "chief of staff"."""
    if token.text.lower() not in ("state", "staff") or token.index < 2:
        return False
    head, link = view.tokens[token.index - 2 : token.index]
    return link.text == "of" and head.text.lower() in ("secretary", "secretaries", "chief", "chiefs", "undersecretary")


def _is_age(view: SentenceView, token: Token) -> bool:
    """Tell whether "old" ends somebody's age that stands for him: "the 24-year-old said"."""
    before = [other.text.lower() for other in view.tokens[max(0, token.index - 4) : token.index]]
    return "".join(before).endswith(("year-", "-year")) and token.relation in (
        *("nsubj", "nsubjpass", "dobj", "pobj", "appos", "attr", "conj"),
    )


def _speaks(view: SentenceView, token: Token) -> bool:
    if token.tag in ("NNP", "NNPS", "JJ"):
        return False
    head = view.tokens[token.head]
    if token.relation == "nsubj" and head.lemma in (
        "say",
        "tell",
        "add",
        "claim",
        "warn",
        "state",
        "announce",
        "deny",
        "insist",
    ):
        return True
    return token.relation == "pobj" and head.text.lower() == "to" and view.tokens[head.head].text.lower() == "according"


def _is_apposed(view: SentenceView, token: Token, names: Sequence[Mention]) -> bool:
    """Tell whether a noun stands in apposition to a person's name: "the first mate, Luis Vega"."""
    if token.tag != "NN":
        return False
    people = {name.token for name in names if name.type == "PERSON"}
    beside = any(view.tokens[child].relation == "appos" and child in people for child in view.children[token.index])
    return beside or (token.relation == "appos" and token.head in people)


def _nominal(
    text: str, index: int, view: SentenceView, token: Token, names: Sequence[Mention], marked: Marked
) -> Mention | None:
    first = _first_token(view, token, names)
    span = Span(view.tokens[first].span.begin, token.span.end)
    inside = view.tokens[first : token.index + 1]
    lowers = [other.text.lower() for other in inside if other.text[0].isalnum() or other.text == "’s"]
    if len(inside) > 2 * _MAX_WORDS:
        return None
    mention = Mention(span, span.of(text), "nominal", index, view.paragraph, token.index)
    behind = view.tokens[token.index + 1 : token.index + 3]
    of_state = len(behind) == 2 and _ends_title(view, behind[1])
    mention.role = role_of([*lowers, "of", behind[1].text.lower()] if of_state else lowers)
    mention.plural = token.tag in ("NNS", "NNPS") or lowers[-1] in PEOPLE_PLURALS
    mention.gender = gender_of(lowers[-1:])
    mention.former = any(word in _FORMER for word in lowers[:-1])
    possessed = any(other.tag == "POS" for other in inside) or lowers[0] in _POSSESSORS
    titled = text[span.end : span.end + 1] == " " and any(name.span.begin == span.end + 1 for name in names)
    headed = lowers[0] not in _DETERMINERS and any(name.span.begin == span.begin for name in names)
    # "Museum chief said": without an article a role is somebody's, as headlines and wires write it.
    bare = (
        mention.role is not None and lowers[0] not in _DETERMINERS and token.tag == "NN" and token.relation == "nsubj"
    )
    mention.definite = lowers[0] in _DEFINITE or possessed or (not mention.plural and (titled or headed or bare))
    mention.type = _type_of(mention, lowers)
    if mention.type == "ORG" and lowers[-1] not in words("collective_heads") and _is_apposed(view, token, names):
        mention.type = "PERSON"
    mention.country = _country_in(inside, names, view, token)
    mention.quoted = marked.holds(token.span.begin)
    mention.shouted = view.style != "plain"
    mention.possessive = text[span.end : span.end + 2] in ("'s", "’s")
    note_grammar(mention, view)
    return mention


def _type_of(mention: Mention, lowers: Sequence[str]) -> str:
    last = lowers[-1]
    if last == "old":
        return "PERSON"
    if any(word in words("group_heads") or word in ("terrorist", "militant", "rebel") for word in lowers[-2:]) and (
        last in words("group_heads") or mention.plural
    ):
        return "GROUP"
    if mention.plural:
        return "GROUP"
    if last in words("collective_heads") and last not in words("role_heads"):
        return "GPE" if last in words("country_heads") and last != "state" else "ORG"
    return "PERSON" if mention.role else "ORG"


def _first_token(view: SentenceView, head: Token, names: Sequence[Mention]) -> int:
    """Walk left from the head over its modifiers, to the article or possessor that the phrase begins with."""
    first = head.index
    while first > 0 and head.index - first < 2 * _MAX_WORDS:
        token = view.tokens[first - 1]
        lower = token.text.lower()
        gap = view.tokens[first].span.begin - token.span.end
        if gap > 1 or (token.text in ("-", "–") and gap > 0):
            break
        if token.tag == "POS":
            return _possessor_start(view, first - 1, names)
        if lower in _POSSESSORS or (lower in _DETERMINERS and token.tag != "IN"):
            return first - 1
        if lower in words("weekdays") or lower in words("months"):
            break
        if not _modifies(view, token, first):
            break
        first -= 1
    while first < head.index and (
        view.tokens[first].tag in ("HYPH", "CC", "RB", "RBS", ",", "VBG") or view.tokens[first].text == "least"
    ):
        first += 1
    return first


def _modifies(  # noqa: PLR0911 - a list of cases, first match decides
    view: SentenceView, token: Token, first: int
) -> bool:
    if token.text in ("(", ")", "[", "]"):
        return False
    if token.tag == "CC" and token.text == "and":
        before, after = view.tokens[token.index - 1], view.tokens[first]
        return token.index > 0 and before.text in demonyms() and after.text in demonyms()
    if token.tag == "RB":
        return (
            token.relation in ("advmod",)
            and view.tokens[token.head].tag in ("JJ", "VBN")
            and view.tokens[token.head].index == first
        )
    if token.text in ("-", "‑"):
        return True
    if token.tag in ("VBG", "VBN") and token.relation != "amod":
        return view.tokens[token.index - 1].text in ("-", "‑") and token.index > 0
    if token.tag == "VBG" or (token.relation in ("nsubj", "dobj", "pobj", "ROOT") and token.tag not in ("NN", "NNP")):
        return token.relation == "amod"
    return token.tag in _MODIFIER_TAGS


def _possessor_start(view: SentenceView, mark: int, names: Sequence[Mention]) -> int:
    """Return where the possessor before the mark at token `mark` begins: a name, or the words before it."""
    owner = view.tokens[mark - 1] if mark else view.tokens[mark]
    for name in names:
        if name.span.contains(owner.span):
            start = next(token.index for token in view.tokens if token.span.end > name.span.begin)
            if start and view.tokens[start - 1].text.lower() == "the":
                return start - 1
            return start
    start = owner.index
    while (
        start
        and view.tokens[start - 1].head == owner.index
        and view.tokens[start - 1].tag in (*_MODIFIER_TAGS, "DT", "PRP$")
    ):
        start -= 1
    return start


def _country_in(inside: Sequence[Token], names: Sequence[Mention], view: SentenceView, head: Token) -> str | None:
    """Return the country of the phrase: its adjective, its possessor, or the name after "of"."""
    span = Span(inside[0].span.begin, inside[-1].span.end)
    for name in names:
        if span.contains(name.span) and name.country and name.type in ("GPE", "NORP", "ORG"):
            return name.country
    following = view.tokens[head.index + 1 : head.index + 4]
    if following and following[0].text.lower() in ("of", "for"):
        for name in names:
            if name.country and name.type == "GPE" and any(token.span.begin == name.span.begin for token in following):
                return name.country
    for token in inside:
        if token.text in demonyms():
            return demonyms()[token.text]
    return None


def _outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """Drop a nominal whose head is the head of a longer one ("Minister" in "Defense Minister General")."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: (each.span.begin, -each.span.end)):
        if not (kept and kept[-1].span.contains(mention.span) and kept[-1].span.begin == mention.span.begin):
            kept.append(mention)
    return kept


def place_key(name: str) -> str:
    """Return the key of a place that has no alpha-3 code: its folded name."""
    return folded(name)
