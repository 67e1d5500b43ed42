"""The roles of a text's paragraphs: scores in log-odds from their words, shape and place, and from mark-up.

A page reads head (menus, title, byline, time, caption), prose, tail (credits, links, what the outlet says of itself).
Each feature adds its weight to one role; the best sum decides, and its lead over the others is the probability.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import exp, log

from retold.evidence import probability_of, rounded
from retold.sources.dates import find_times
from retold.sources.line_rules import rules_that_hold
from retold.sources.paragraphs import Paragraph, folded
from retold.sources.self_description import self_description_score
from retold.spans import Span
from retold.tables import ROLES

_PRIORS = {"body": 0.0, "table": -5.0, "pullquote": -5.0, "related": -5.0, "comment": -6.0}
_PRIOR = -4.0  # of every other role: most paragraphs of a text are body
# Mark-up that says body yields to a stock phrase; mark-up that sets a line aside does not yield to its sentences.
_BODY_MARK, _MARKED = 4.5, 7.0  # the weight of a body mark; the score that any other mark reaches
_LONG_PROSE, _PROSE, _LINE = 25, 8, 12  # words
_TITLE_WORDS = (3, 30)
_HEADING_WORDS = 12
_HEAD_LINES = 12  # a title or caption that stands twice does so near the top
_MOST_ALIKE = 40  # words of a paragraph that may repeat a stretch of another one
_NAME_LINE = re.compile(r"[A-Z][\w'’.&-]*(?: (?:(?:of|the|and|de|van|von|al|bin|el) )?[A-Z][\w'’.&-]*){1,4}")
_DATE_WORD = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|today|yesterday)\b",
    re.IGNORECASE,
)
_DATE_FILLER = re.compile(
    r"\b(?:first )?(?:published|updated?|posted|created|modified|edited|released|last|on|at|date|time|issue|print"
    r"|edition"
    r"|a\.?m|p\.?m|gmt|utc|[cemp][sde]?t|msk|ist|bst|hrs?|hours?|minutes?|mins?|days?|weeks?|ago|by|uhr)\b|\d+(?:st|nd|rd|th)?|\W",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b\d+ (?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?) ago\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"(?:watch|share|follow|sign|subscribe|listen|read|click|download|join|email|contact|support|donate|comment|view|see"
    r"|explore|discover|find|get|try|buy|shop|visit|like|tell|send|write|report)\b",
    re.IGNORECASE,
)
_PRESENT_SAY = re.compile(
    r"\b(?:says|speaks|attends|meets|visits|inspects|waves|shakes|addresses|talks|stands|walks|looks)\b"
)
_MIN_TABS = 2
_SURE_BODY = 40  # words of a paragraph that mark-up takes for body from which on no stock phrase outweighs it
# What stands above the lines of a list of other articles, and above readers' comments.
_LIST_HEADING = re.compile(
    r"^\W*(?:related(?: (?:stories|articles?|news|posts|coverage|links|content|topics))?"
    r"|most (?:read|popular|viewed|shared)|popular(?: (?:now|stories|posts))?|trending(?: now)?|top stories"
    r"|you (?:might|may) (?:also )?(?:like|be interested in)"
    r"|more (?:on this(?: story| topic)?|from [\w’' ]{2,30}|stories|news|like this)|also read|read (?:also|next)"
    r"|see also"
    r"|recommended(?: for you)?|what to read next|don['’]?t miss|editor['’]?s['’]? picks?|latest (?:news|stories))\W*$",
    re.IGNORECASE,
)
_COMMENTS_HEADING = re.compile(
    r"^\W*(?:\(?\d+\)? )?(?:readers?['’]? )?comments?(?:\W*\d+\W*| below| so far)?\W*$", re.IGNORECASE
)
_MOST_LISTED = 20  # words of a headline in a list
_COMMENT_LINE = re.compile(r"^[\w.’' -]{2,40}(?:: | (?:says|wrote|said):|, \d)")
_WORD_SIGN = re.compile(r"\w")
_PLACES = {role: place for place, role in enumerate(ROLES)}
_PRIOR_SUMS = tuple(rounded(_PRIORS.get(role, _PRIOR)) for role in ROLES)
_OPENING = "\"“”‘'«„‹"


@dataclass(slots=True)
class Scored:
    """A paragraph with the features found for each role."""

    paragraph: Paragraph
    key: str  # its words in lower case, to compare it with others
    features: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    _sums: list[float] | None = None  # of each role, until a feature is added

    def add(self, role: str, kind: str, weight: float) -> None:
        """Let `kind` speak for `role` (against it below 0)."""
        self.features.setdefault(role, []).append((kind, weight))
        self._sums = None

    def sums(self) -> list[float]:
        """Return the score of each role, in the order of `ROLES`."""
        if self._sums is None:
            self._sums = list(_PRIOR_SUMS)
            for role, features in self.features.items():
                self._sums[_PLACES[role]] = rounded(_PRIORS.get(role, _PRIOR) + sum(weight for _, weight in features))
        return self._sums

    @property
    def role(self) -> str:
        """The best role so far; among equals the one that stands earlier in `ROLES`."""
        sums = self.sums()
        return ROLES[sums.index(max(sums))]

    @property
    def probability(self) -> float:
        """How probable the best role is, by its lead over all others (not calibrated)."""
        sums = self.sums()
        best = sums.index(max(sums))
        rest = sum(exp(score - sums[best]) for index, score in enumerate(sums) if index != best)
        return probability_of(-log(rest))

    @property
    def is_prose(self) -> bool:
        """Whether it is body that reads as sentences."""
        return self.role == "body" and (self.paragraph.ends_sentence or self.paragraph.words >= _LONG_PROSE)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article before its blocks: folded values of fields, and roles from mark-up."""

    values: Mapping[str, frozenset[str]]  # title, byline, outlet: folded
    roles: Sequence[str | None]  # one a paragraph


def score_paragraphs(paragraphs: Sequence[Paragraph], known: Known) -> list[Scored]:
    """Return the paragraphs with their features, in order."""
    scored = [Scored(paragraph, folded(paragraph.text) if paragraph.is_short else "") for paragraph in paragraphs]
    for each, role in zip(scored, known.roles, strict=True):
        is_sure = role == "body" and each.paragraph.words > _SURE_BODY
        _score_words(each, has_rules=not is_sure)
        _score_known(each, known, role)
    _score_repeats(scored)
    _score_about(scored)
    _score_self_descriptions(scored)
    _score_places(scored)
    _score_lists(scored)
    return scored


@cache
def score_of_mark_up(role: str) -> tuple[float, float]:
    """Return what mark-up alone weighs for `role`, and how probable it makes it."""
    scored = Scored(Paragraph(Span(0, 0), "", 0, ends_sentence=False), "")
    _score_known(scored, Known({}, ()), role)
    return scored.features[role][0][1], scored.probability


def _score_words(scored: Scored, *, has_rules: bool) -> None:
    """Score what the paragraph's own words and shape tell."""
    paragraph = scored.paragraph
    if _WORD_SIGN.search(paragraph.text) is None:
        scored.add("boilerplate", "no words", 9)
        return
    if paragraph.words >= _LONG_PROSE:
        scored.add("body", "long", 1.5)
    if paragraph.ends_sentence and paragraph.words >= _PROSE:
        scored.add("body", "sentences", 2.5)
    elif paragraph.ends_sentence and paragraph.text[0] in _OPENING:
        scored.add("body", "quoted sentence", 2.0)
    elif paragraph.words <= _LINE and not paragraph.ends_sentence:
        scored.add("body", "short line", -2.0)
    if paragraph.tabs >= _MIN_TABS:
        scored.add("table", "tab stops", 12)
    if not paragraph.is_short or not has_rules:
        return
    for rule in rules_that_hold(paragraph):
        scored.add(rule.role, rule.kind, rule.weight)
    if _is_date_line(paragraph):
        scored.add("dateline", "date line", 8)


def _is_date_line(paragraph: Paragraph) -> bool:
    """Tell whether next to nothing but dates and their labels stands in a line."""
    if paragraph.words > 20:
        return False
    has_date = bool(find_times(paragraph.text)) or _AGO.search(paragraph.text) is not None
    named = _DATE_WORD.search(paragraph.text) is not None and any(sign.isdigit() for sign in paragraph.text)
    rest = _DATE_FILLER.sub(" ", _DATE_WORD.sub(" ", paragraph.text)).split()
    return (has_date or named) and len(rest) <= 2


def _score_known(scored: Scored, known: Known, role: str | None) -> None:
    if role is not None:
        scored.add(role, "mark-up", _BODY_MARK if role == "body" else _MARKED - _PRIORS.get(role, _PRIOR))
    for name, weight in (("title", 7.0), ("byline", 7.0)):
        if scored.key and scored.key in known.values.get(name, ()):
            scored.add(name, f"equals the {name} given", weight)
    if scored.key and scored.key in known.values.get("outlet", ()):
        scored.add("boilerplate", "equals the outlet given", 6.0)


def _score_repeats(scored: Sequence[Scored]) -> None:
    """Score lines that stand twice in a row (title or caption of a scraped page), and words lifted from the text."""
    for before, after in pairwise(scored[:_HEAD_LINES]):
        if before.key and before.key == after.key:
            is_sentence = before.paragraph.ends_sentence and before.paragraph.words >= _PROSE
            before.add("caption" if is_sentence else "title", "stands twice", 11)
            after.add("caption" if is_sentence else "title", "stands twice", 11)
    for index, each in enumerate(scored):
        text = each.paragraph.text
        if _PROSE <= each.paragraph.words <= _MOST_ALIKE and text[0] in _OPENING and text.rstrip(".")[-1] in _OPENING:
            around = (*scored[max(0, index - 8) : index], *scored[index + 1 : index + 9])
            if any(each.key and each.key in other.key and each.key != other.key for other in around):
                each.add("pullquote", "repeats the text", 10)


def _score_about(scored: Sequence[Scored]) -> None:
    """Score the paragraph below "About this blog"."""
    for heading, below in pairwise(scored):
        if any(kind == "about" for kind, _ in heading.features.get("boilerplate", ())) and (
            below.paragraph.words > _HEADING_WORDS
        ):
            below.add("boilerplate", "below an about line", 11)


def _score_self_descriptions(scored: Sequence[Scored]) -> None:
    """Score, from the end upwards and until other prose comes, paragraphs in which an outlet speaks of itself."""
    if sum(1 for each in scored if each.is_prose) < 2:
        return
    for each in reversed(scored):
        if not each.is_prose:
            continue
        weight = self_description_score(each.paragraph.text)
        if weight <= 0:
            return
        each.add("boilerplate", "speaks of itself", weight)


def _score_places(scored: Sequence[Scored]) -> None:
    """Score what the place before, among or after the prose tells."""
    prose = [index for index, each in enumerate(scored) if each.is_prose]
    if not prose:
        return
    title = _score_head(scored[: prose[0]])
    _score_lead_caption(scored, prose, title)
    for index in range(prose[0] + 1, prose[-1]):
        _score_among(scored, index)
    for index, each in enumerate(scored[prose[-1] + 1 :]):
        if each.role == "body" and not each.paragraph.ends_sentence:
            is_name = index == 0 and _NAME_LINE.fullmatch(each.paragraph.text) and each.paragraph.words <= 3
            each.add("byline" if is_name else "link", "line after the prose", 5.0)


def _score_head(head: Sequence[Scored]) -> bool:
    """Score the lines before the prose; tell whether there is a title among them."""
    open_lines = [each for each in head if each.role in ("body", "title", "heading") and not _is_settled(each)]
    candidates = [(_title_weight(each), -index) for index, each in enumerate(open_lines)]
    best = max(candidates, default=(0.0, 0))
    chosen = -best[1] if candidates and best[0] > 0 else None
    for index, each in enumerate(open_lines):
        words = each.paragraph.words
        if index == chosen or (chosen is not None and each.key == open_lines[chosen].key):
            each.add("title", "line before the prose", 5.0 + rounded(_title_weight(each)))
        elif chosen is None or index < chosen:
            each.add("link", "line above the title", 5.0)
        elif _NAME_LINE.fullmatch(each.paragraph.text) and words <= 5:
            each.add("byline", "name below the title", 5.0)
        elif words >= _TITLE_WORDS[0]:
            each.add("heading", "line below the title", 5.0)
        else:
            each.add("link", "crumb below the title", 5.0)
    return chosen is not None or any(each.role == "title" for each in head)


def _score_lists(scored: Sequence[Scored]) -> None:
    """Score the lines below "Most read" and the paragraphs below "Comments (3)"."""
    under: str | None = None
    for each in scored:
        text, role = each.paragraph.text, each.role
        if each.paragraph.is_short and _COMMENTS_HEADING.match(text):
            under = "comment"
        elif each.paragraph.is_short and _LIST_HEADING.match(text):
            under = "related"
        elif under == "comment" and (role == "body" or _COMMENT_LINE.match(text)):
            each.add("comment", "below a heading of comments", 14.0)
        elif under == "related" and role in ("link", "heading", "title", "byline") and not each.paragraph.ends_sentence:
            is_headline = _TITLE_WORDS[0] <= each.paragraph.words <= _MOST_LISTED and not _has_rule(each, "link")
            if is_headline:
                each.add("related", "below a heading of a list", 14.0)
        else:
            under = None


def _has_rule(scored: Scored, role: str) -> bool:
    """Tell whether a stock phrase, and not its place alone, speaks for `role`."""
    by_place = (
        "line after the prose",
        "line above prose",
        "line above the title",
        "imperative",
        "crumb below the title",
    )
    return any(kind not in by_place for kind, _ in scored.features.get(role, ()))


def _is_settled(scored: Scored) -> bool:
    """Tell whether mark-up, or a title known from elsewhere, has already settled the role of the line."""
    settled = ("mark-up", "equals the title given")
    return any(kind in settled for kind, _ in scored.features.get(scored.role, ()))


def _title_weight(scored: Scored) -> float:
    """Return how well a line would do as a title; 0 or less for none."""
    text, words = scored.paragraph.text, scored.paragraph.words
    if words > _TITLE_WORDS[1] or (not text[0].isalnum() and text[0] not in _OPENING):
        return 0.0
    weight = 1.0 if words >= _TITLE_WORDS[0] else 0.1
    weight += 1.0 if words >= 5 else 0.0
    weight += 0.5 if ": " in text else 0.0
    weight -= 0.9 if _NAME_LINE.fullmatch(text) and words <= 4 else 0.0
    weight -= 0.9 if text.isupper() and words <= 2 else 0.0
    return weight + (1.0 if any(kind == "stands twice" for kind, _ in scored.features.get("title", ())) else 0.0)


def _score_lead_caption(scored: Sequence[Scored], prose: Sequence[int], has_title: bool) -> None:
    """Score a one-sentence paragraph in the present between the title and a lead that begins anew with its names."""
    if not has_title or len(prose) < 3:
        return
    first, lead = scored[prose[0]].paragraph, scored[prose[1]].paragraph
    if first.words > _LONG_PROSE or lead.words <= first.words or _PRESENT_SAY.search(first.text) is None:
        return
    names = [word for word in first.text.split()[1:] if word[0].isupper()]
    following = " ".join(scored[index].paragraph.text for index in prose[1:3])
    if len(names) >= 2 and sum(1 for name in names if name.strip(".,'’s") in following) * 2 > len(names):
        scored[prose[0]].add("caption", "present tense above a lead that names anew", 9.0)


def _score_among(scored: Sequence[Scored], index: int) -> None:
    """Score a line that stands among the prose."""
    each, after = scored[index], scored[index + 1]
    text, words = each.paragraph.text, each.paragraph.words
    if each.role != "body" or each.paragraph.ends_sentence or words > _HEADING_WORDS:
        return
    if text[-1] in ":：" or not (text[0].isupper() or text[0].isdigit() or text[0] in _OPENING):
        return  # "He added:" leads into the quotation below it
    if words <= 6 and _IMPERATIVE.match(text) and not after.is_prose:
        each.add("link", "imperative", 4.0)
    elif after.is_prose or after.role == "body":
        each.add("heading", "line above prose", 5.0)
