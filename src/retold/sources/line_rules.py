"""What a line of a page says of itself: patterns with the role they speak for and their weight in log-odds.

The patterns are the stock phrases of English news pages; `block_scores` weighs them against place and shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retold.sources.paragraphs import Paragraph


@dataclass(frozen=True, slots=True)
class LineRule:
    """A pattern that speaks for a role where it stands in a paragraph of at most `max_words` words."""

    kind: str
    role: str
    weight: float
    max_words: int
    pattern: re.Pattern[str]


def _rule(kind: str, role: str, weight: float, max_words: int, pattern: str, flags: int = re.IGNORECASE) -> LineRule:
    return LineRule(kind, role, weight, max_words, re.compile(pattern, flags))


_NAME = r"[A-Z][\w'’.-]+"
_MEDIA = r"(?:photo(?:graph)?s?|image|picture|video|illustration|graphic|footage|screenshot)"
_RULES = (
    # Names of the writers.
    _rule(
        "by line",
        "byline",
        8,
        18,
        rf"^(?:by|BY|By):?\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]?[a-z]*ing\b){_NAME}(?!.*[a-z]{{3}}[.?!]$)",
        0,
    ),
    _rule("dash and name", "byline", 8, 6, rf"^(?:-{{1,3}}|[–—―])\s*{_NAME}(?:\s+{_NAME}){{1,3}}$", 0),
    _rule(
        "reporting by",
        "byline",
        9,
        60,
        r"^[(\[*]?\s*(?:additional |further )?(?:reporting|writing|editing|compiled|translated"
        r"|written|edited|story|text"
        r"|words|interview)(?: and \w+)? by:? ",
    ),
    _rule("name in place", "byline", 6, 8, rf"^{_NAME}(?: {_NAME}){{1,3}} in {_NAME}(?: {_NAME})?$", 0),
    _rule(
        "staff",
        "byline",
        7,
        8,
        r"^(?!.*[.?!]$).*\b(?:staff(?: (?:writers?|reporters?|and agencies))?|correspondent|and agencies|bureau chief"
        r"|news ?desk|web desk|newsroom)$",
    ),
    _rule(
        "labelled name",
        "byline",
        9,
        14,
        rf"^(?:(?i:text|words|story|interview|report|analysis|reportage|author|writer)(?::| by:?)) {_NAME}(?!.*[.?!]$)",
        0,
    ),
    _rule(
        "from our desk", "byline", 8, 8, r"^(?:from|by) our (?:\w+ ){0,3}(?:desk|correspondent|reporter|staff|newsroom)"
    ),
    _rule(
        "names and an office",
        "byline",
        8,
        12,
        rf"^{_NAME}(?: {_NAME}){{1,3}}(?:,| \||\s[-–—]) (?:[\w’'-]+ ){{0,3}}(?i:correspondent|reporter|writer|editor"
        r"|columnist|staff|bureau chief)\b[^.?!]{0,20}$",
        0,
    ),
    _rule(
        "staff of an outlet", "byline", 7, 6, rf"^(?:{_NAME} ){{0,3}}(?:Staff|Newsroom|Reporter|Correspondent|Desk)$", 0
    ),
    # Numbers and times of the page.
    _rule(
        "clock time",
        "dateline",
        9,
        4,
        r"^\W*(?:[01]?\d|2[0-4])[:.h][0-5]\d(?: ?[ap]\.?m\.?)?(?: ?(?:gmt|utc|[a-z]{2,4}t|uhr|hrs?))?\W*$",
    ),
    _rule(
        "page number",
        "boilerplate",
        9,
        8,
        r"^(?:news|article|story|document|report|item)?\s*(?:id|code|no\.?|number)\s*[:#]\s*[\w./-]+$",
    ),
    _rule("reading time", "dateline", 8, 6, r"^\W*(?:reading time:?\s*)?\d+\s*(?:-|\s)?min(?:ute)?s?(?: read)?\W*$"),
    # Where the words come from.
    _rule("source line", "credit", 9, 14, r"^[(\[]?\s*(?:sources?|courtesy|credit|original source)\s*[:\u2013-]\s*\S"),
    _rule(
        "contributed",
        "credit",
        9,
        40,
        r"\bcontributed (?:to )?(?:this|the) (?:report|story|article)|\bcontributed reporting\b",
    ),
    _rule(
        "with agency",
        "credit",
        8,
        12,
        r"^\(?(?:with|via)(?: (?:input|inputs|files|reporting|additional reporting|agency input)s?)?(?: from"
        r"| by)? [A-Z](?!.*[.?!]$)",
    ),
    _rule("with contribution", "credit", 9, 10, r"^\(?with .{2,40} (?:contribution|input|report)s?\)?\.?$"),
    _rule("sign-off", "credit", 9, 3, r"^\(?[A-Z]{2,8}(?:/[A-Za-z-]{1,4}){1,4}\)?$", 0),
    _rule(
        "agency alone",
        "credit",
        8,
        4,
        r"^[(/—–-]*\s*(?:agencies|reuters|afp|associated press|ap|dpa|ansa|efe|upi|ians|pti"
        r"|ani|xinhua|tass|interfax|irna|anadolu|aa)\s*[)/]*$",
    ),
    _rule(
        "published elsewhere",
        "credit",
        7,
        40,
        r"^this (?:article|story|piece|report) (?:was |is |has been )?(?:first |originally )?(?:published"
        r"|republished|appeared|provided|produced)",
    ),
    # Pictures.
    _rule(
        "picture credit",
        "caption",
        9,
        70,
        rf"(?:^|[.!?”\"'’)\]]\s*|[|/\[(]\s*)(?:file )?{_MEDIA}(?: credit| by| courtesy(?: of)?)?\s*(?:[:/©]"
        rf"|by\b)",
    ),
    _rule(
        "picture in brackets",
        "caption",
        9,
        70,
        rf"[(\[](?:[\w /.-]{{0,40}}\b)?(?:(?:file|archive|handout|getty|shutterstock)\b|{_MEDIA}(?: (?:by"
        rf"|courtesy|credit)\b|[:/]))[^)\]]{{0,60}}[)\]]\.?$",
    ),
    _rule(
        "file picture",
        "caption",
        9,
        90,
        rf"^(?:FILE|File|FILE PHOTO|File photo|Archive photo|{_MEDIA})\s*[-–—:]\s*\S",
        0,
    ),
    _rule(
        "picture agency",
        "caption",
        7,
        70,
        r"(?:getty images|ap photo|afp photo|/\s?(?:afp|reuters|ap|epa|getty)|shutterstock"
        r"|via (?:ap|reuters|afp|getty(?: images)?|epa))\W{0,3}$",
    ),
    _rule(
        "in this picture",
        "caption",
        7,
        90,
        rf"\bin this (?:\w+ )?(?:file |undated |handout |archive |combination )?{_MEDIA}\b"
        rf"|\b(?:is|are) (?:seen|pictured) (?:here|in this)\b|^pictured\b",
    ),
    _rule(
        "picture by outlet",
        "caption",
        7,
        70,
        r"[.”\"'’)] (?:[A-Z][\w.-]+ ){1,3}?[\w.-]*/[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){1,2}$",
        0,
    ),
    # Ways to other pages.
    _rule(
        "names another article",
        "related",
        14,
        25,
        r"^\W*(?:related(?: \w+)?|sidebar|also in [\w ]{2,30}|more from [\w ]{2,30}|previously|earlier)\s*[:|]\s+\S",
    ),
    _rule(
        "read more",
        "link",
        11,
        40,
        r"^\W*(?:read (?:more|also|next|the (?:full|rest))|also read|see also|more (?:on this"
        r"|from|to read)\b|related(?: \w+)?:|watch(?: also| now| more| live)?:|listen(?: now)?:"
        r"|videos?:|don['’]?t miss|must[- ]read|you (?:might|may) (?:also )?(?:like|be interested)"
        r"|what to read next|recommended (?:for you|stories|articles|reading)|continue reading"
        r"|click (?:here|to|on)|tap here|learn more|find out more|go deeper)",
    ),
    _rule(
        "invitation",
        "link",
        8,
        45,
        r"^\W*(?:sign up|subscribe (?:to|now|here|today|for)|follow (?:us|\S+ on)|share (?:this"
        r"|on|via)|like us on|join (?:us|our|the (?:conversation|discussion))|download (?:our"
        r"|the) app|got a (?:story|tip|question)|have (?:a|you) (?:story|tip|got a)|get (?:the"
        r"|our|your) .{0,60}(?:inbox|newsletter)|email the|send us|support (?:us|our)|donate"
        r"|become a (?:member|subscriber)|log ?in|register (?:now|here|to)|already a subscriber"
        r"|skip to|accessibility (?:links|help)|back to (?:top|home)|leave a (?:comment|reply)"
        r"|post a comment)",
    ),
    _rule(
        "stock link",
        "link",
        9,
        5,
        r"^\W*(?:latest(?: (?:posts?|news|stories|updates?|articles|headlines))?|breaking(?: news)?"
        r"|most (?:read|popular|viewed|commented|shared|watched)|trending(?: now| topics)?"
        r"|top (?:stories|news|posts)|popular(?: (?:posts?|stories|now))?|editor['’]?s['’]? picks?"
        r"|related(?: (?:articles?|stor(?:y|ies)|topics?|news|posts?|content|coverage|links?"
        r"|tags?|video))?|recommended|more (?:news|stories|articles)|share|tweet|print|e-?mail"
        r"|comments?(?: \(?\d+\)?)?|home|menu|search|navigation|sections?|topics?|tags?|news(?:letters?)?"
        r"|subscribe|subscription|sign (?:in|up)|log ?in|follow|next(?: (?:article|story"
        r"|post))?|previous(?: (?:article|story|post))?|load more|show more|view (?:all|more"
        r"|gallery|comments)|see (?:all|more)|all (?:news|stories)|live|watch(?: live| now)?"
        r"|listen|archive|photos?|videos?|facebook|twitter|whatsapp|telegram|copy link|save"
        r"|gift this article|reprints?|in pictures|in depth|opinion|advertise)\W*$",
    ),
    _rule(
        "menu",
        "link",
        8,
        40,
        r"^[^.?!]{1,40}(?:\s+[|»›>•·]\s+[^.?!|»›>•·]{1,40}){2,}$|^\S{1,20}(?: \S{1,20})? [»›>] \S{1,20}(?: \S{1,20})?$",
    ),
    # What a page says about itself.
    _rule(
        "captcha",
        "boilerplate",
        10,
        25,
        r"\bcaptcha\b|^security (?:key|code|check|question)\b|\bverification code\b|^enter the (?:code"
        r"|characters|text)|^(?:refresh|reload) (?:the )?(?:image|code)\b",
    ),
    _rule(
        "page machinery",
        "boilerplate",
        10,
        40,
        r"\bpage (?:was )?generated in\b|\bgenerated in [\d./]+ ?(?:s|sec|ms)|(?:enable|requires?) javascript"
        r"|browser (?:does not|doesn['’]t) support|^(?:loading|please wait)\b[\s.…]*$|^powered by\b",
    ),
    _rule(
        "advertisement",
        "boilerplate",
        9,
        6,
        r"^\W*(?:advertisements?|advertising|sponsored(?: content| by .*)?|promoted(?: content)?"
        r"|paid (?:post|content)|ad)\W*$",
    ),
    _rule(
        "copyright",
        "boilerplate",
        9,
        90,
        r"^(?:©|\(c\)|copyright\b)|\ball rights reserved\b|\bmay not be (?:published|reproduced"
        r"|rewritten|redistributed|broadcast)\b|©\s*\d{4}",
    ),
    _rule(
        "cookies and terms",
        "boilerplate",
        8,
        90,
        r"\bcookies?\b.{0,80}\b(?:use|accept|consent|policy|settings)\b|\b(?:use|uses|accept"
        r"|using) (?:of )?cookies\b|\bprivacy (?:policy|notice|statement)\b|\bterms (?:of (?:use"
        r"|service)|and conditions|& conditions)\b|^this (?:site|website) (?:uses|is protected)",
    ),
    _rule(
        "disclaimer",
        "boilerplate",
        8,
        120,
        r"^(?:disclaimer|editor['’]s note)\b|\b(?:views|opinions) expressed (?:in this|here|are)\b"
        r"|\bcomments (?:are|have been) closed\b|\bdo(?:es)? not necessarily reflect\b",
    ),
    _rule(
        "about",
        "boilerplate",
        9,
        6,
        r"^about (?:this |the |our )?(?:blog|author|authors|writer|site|website|newspaper"
        r"|column|program(?:me)?|show|podcast|outlet|project)\W*$",
    ),
    _rule("about", "boilerplate", 4, 4, r"^(?:about(?: us)?|who we are|our mission|contact(?: us)?)\W*$"),
    _rule("contact", "boilerplate", 5, 60, r"[\w.+-]+@[\w-]+\.[\w.-]+\W*$|^(?:tel|phone|fax|e-?mail|address)\s*[:.]"),
    # Prose.
    _rule(
        "reported speech",
        "body",
        1.5,
        1_000_000,
        r"\b(?:said|says|told|added|according to|announced|stressed|warned|denied)\b",
    ),
)
_LOOKED_AT = 600  # characters of a longer paragraph that are looked at


def rules_that_hold(paragraph: Paragraph) -> Iterator[LineRule]:
    """Yield the rules whose pattern stands in `paragraph`, in their fixed order."""
    text = paragraph.text[:_LOOKED_AT]
    for rule in _RULES:
        if paragraph.words <= rule.max_words and rule.pattern.search(text) is not None:
            yield rule
