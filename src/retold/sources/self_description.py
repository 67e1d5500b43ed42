"""Paragraphs in which an outlet speaks of itself: what it covers, what it aims at, how to reach it."""

from __future__ import annotations

import re

from retold.evidence import rounded

_SUBJECTS = re.compile(
    r"\b(?:news(?:paper|letter|room)?|information|journalis(?:m|ts?)|reporting|coverage|stories|publications?|publishers?"
    r"|publishing|website|web ?site|portal|platform|broadcast(?:er|ing)?|readers(?:hip)?|audiences?|media|opinions?"
    r"|analysis|digital|magazine|reports|editorial|columnists|agency|outlet|blog)\b",
    re.IGNORECASE,
)
_PURPOSES = re.compile(
    r"\b(?:objectives?|mission|goal|aims?|purpose|vision|motto|commitment)\b"
    r"|\b(?:is|are) (?:mainly |primarily |mostly |fully )?(?:concerned with|dedicated to|committed to|devoted to"
    r"|focused on)"
    r"|\b(?:provid|offer|deliver|bring|gather|publish|cover|feature|focus|specializ|specialis|serv)(?:es|s)\b"
    r"|\bis (?:an?|the) (?:\w+[ -]){0,4}(?:newspaper"
    r"|news (?:agency|website|site|outlet|portal|network|service)|magazine"
    r"|broadcaster|publication|platform|blog)\b"
    r"|\bwas (?:founded|established|launched|set up) in\b|\b(?:is|are) (?:written|run|owned|published|edited) by\b"
    r"|\bat no c(?:harge|ost)\b|\bfree of charge\b"
    r"|\b(?:verified|unbiased|balanced|impartial|independent|accurate|reliable)\b",
    re.IGNORECASE,
)
_OURSELVES = re.compile(
    r"\b(?:we|our|us)\b|[\w.+-]+@[\w-]+\.\w+|\b(?:write|contact|reach|email) (?:to )?(?:us|the desk)\b", re.IGNORECASE
)
_REPORTED = re.compile(
    r"\b(?:said|told|added|announced|warned|denied|accused|claimed|reported|killed|injured|yesterday"
    r"|(?:on|last|this) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week))\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^[\"“«]?(?:The |the )?(?P<name>[^.,;\"”»]{2,60}?)[\"”»]?,?"
    r" (?:is|was|provides|offers|gathers|brings|covers|publishes|delivers|aims)\b"
)
_THRESHOLD = 4.0
_GAIN = 1.5  # log-odds for each point above the threshold
_MOST = 11.0
_MIN_SUBJECTS = 2


def self_description_score(text: str) -> float:
    """Return the log-odds weight (0 to 11) with which `text` reads as an outlet's description of itself.

    >>> self_description_score("The Fen Post is an independent newspaper. Its mission is reliable news.") > 0
    True
    >>> self_description_score("The minister said the newspaper was wrong.")
    0.0
    """
    subjects = len({match.group().lower() for match in _SUBJECTS.finditer(text)})
    purposes = len({match.group().lower() for match in _PURPOSES.finditer(text)})
    if subjects < _MIN_SUBJECTS or not purposes:
        return 0.0
    ourselves = 1 if _OURSELVES.search(text) else 0
    score = min(subjects, 4) + 1.5 * min(purposes, 4) + ourselves - 3.0 * len(_REPORTED.findall(text))
    return rounded(max(0.0, min(_MOST, 6.0 + _GAIN * (score - _THRESHOLD)))) if score >= _THRESHOLD else 0.0


def self_given_name(text: str) -> tuple[int, int] | None:
    """Return where the name stands by which an outlet calls itself at the begin of its description; None if nowhere."""
    found = _NAMED.match(text)
    return None if found is None else found.span("name")
