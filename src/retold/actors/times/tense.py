"""Whether the verb nearest to a time expression looks back or ahead: weekdays and months without a year need it."""

from __future__ import annotations

from retold.actors.times.vocabulary import pattern
from retold.language.wordlists import words

PAST, UNSAID, FUTURE = -1, 0, 1

_FILLER = r"(?: (?:not|also|be|have|been|then|only|soon|n't|\w+ly)\b)*"
_FUTURE = (
    rf"(?:\b(?:will|won['’]t|shall|would|can|could|may|might|must|should|cannot|to){_FILLER} [“\"'‘]?(?!the\b|an?\b"
    r"|his\b|her\b"
    rf"|its\b|their\b|[A-Z\d])\w+"
    rf"|['’]ll{_FILLER} \w+"
    r"|\b(?:expected|scheduled|due|planned|slated|set|hopes?|plans?|expects?|intends?|likely|upcoming|forthcoming"
    r"|payable|matures?|becomes?|convenes?|forecast for|looming|pending"
    r"|begins|starts|faces|opens|closes|ends|expires|takes effect|returns|leaves|arrives|resumes?|meets|votes|goes"
    r"|deadline|rises|falls|retires|reopens|lands|sails|flies|travels|visits|plays|hosts|hears|reports|releases"
    r"|publishes|launches|issues|counts|decides|rules|steps down|takes (?:over|office|the oath)|comes (?:home|due|into"
    r"|up|back)|gets|holds|gives|has an?|(?:is|are) (?:in|on|at|for|next|off)|airs|premieres|tours|celebrates|marks)\b"
    # A plain verb behind a plural is the present: "electors meet Monday".
    r"|(?<!['’]s\s)(?<=s\s)(?:meet|begin|vote|play|arrive|leave|face|gather|convene|fly|return|resume|open|close|start|end|take|go)\b"
    r"|\bwho (?:begin|play|meet|face|vote|open|start)\b)"
)
_IRREGULAR = (
    "was|were|had|did|said|told|came|went|made|took|gave|got|held|left|met|led|won|lost|began|fell|rose|saw|found|sent"
    "|shot|spoke|wrote|kept|built|brought|bought|sold|paid|put|ran|became|broke|caught|chose|drew|drove|fought|flew"
    "|grew|hit|knew|sat|stood|struck|taught|thought|threw|wore|woke|swore|sank|sought|set off|shut|hurt|fled|arose"
    "|dealt|died|has been|have been|ago|since|late|earlier"
)
_PAST = rf"\b(?:{_IRREGULAR}|(?<!is\s)(?<!are\s)(?<!be\s)\w{{2,}}ed)\b"
# "began to arrive" tells of the past although its verb stands behind "to".
_DONE = (
    r"\b(?:was|were) to \w+|"
    r"\b(?:began|started|continued|failed|managed|tried|refused|came|went|used|helped|happened|seemed|appeared|had"
    r"|returned|gathered|stopped|attempted|arrived|met|visited|flew|was able|were able|(?:was|were) forced) to \w+"
)
# What was said on a Tuesday is past; what it was said of, further on, may lie ahead.
_REPORTED = words("said told added announced reported noted stated")
_VERB = pattern(rf"(?P<done>{_DONE})|(?P<future>{_FUTURE})|(?P<past>{_PAST})")
_NEAR_REPORT = 40  # "said here on Tuesday"
_FAR = 400  # a verb further away says nothing of this day
_NEAR = 60  # "Monday's service will run": the verb of what a day has stands near
_AHEAD = pattern(r"(?i:\b(?:until|till|from|starting|beginning|effective|no later than|next|coming|through|before)) \Z")
_BACK = pattern(r"(?i:\b(?:since|dated|past|last)) \Z")


def tense_at(text: str, sentence: tuple[int, int], begin: int, end: int) -> int:
    """Return -1 for past, 1 for future, 0 where nothing tells, for the expression `[begin, end)` in its sentence.

    The nearest verb before it decides, else the nearest after it.
    """
    if text[end : end + 2] in {"'s", "’s"}:
        verb_after = _VERB.search(text, end, min(sentence[1], end + _NEAR))
        return FUTURE if verb_after is not None and verb_after["future"] else PAST
    before = text[max(sentence[0], begin - _FAR) : begin]
    before = before[before.rfind(";") + 1 :]  # another clause has another tense
    if _BACK.search(before):
        return PAST
    found = UNSAID
    for verb in _VERB.finditer(before):
        found = FUTURE if verb["future"] else PAST
        if verb.group().lower() in _REPORTED and len(before) - verb.end() > _NEAR_REPORT:
            found = UNSAID
    if found == UNSAID:
        verb_after = _VERB.search(text, end, min(max(sentence[1], end), end + _FAR))
        if verb_after is not None:
            found = FUTURE if verb_after["future"] else PAST
    if found != FUTURE and _AHEAD.search(before) and not before.lower().rstrip().endswith("before"):
        return FUTURE if before.lower().rstrip().endswith(("until", "till", "starting", "effective")) else found
    return found
