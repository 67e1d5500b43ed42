"""Sentences that look like events between actors and are none: questions, games, weather, stories, far history."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.language.parse import ParsedSentence
from retold.language.wordlists import words

_SPORT = words(
    """
    goal goals league cup striker midfielder goalkeeper coach innings wicket wickets quarterback touchdown touchdowns
    playoff playoffs semifinal semi-final semifinals quarterfinal quarter-final tournament penalty shootout batsman
    bowler referee halftime half-time fixture defender defenders winger equaliser equalizer
    hat-trick scoreline match matches kick-off football soccer rugby cricket tennis basketball hockey baseball golf
    racing podium medal medals olympic olympics championship championships
    derby stadium seeded tie-break wimbledon peloton rider riders offside header
    midfield substitute qualifier qualifiers innings teammate teammates grandmaster chess sprint
    marathon relay swimmer boxer heavyweight knockout bout peloton ball overtime rebounds
    """
)
_SURE_SPORT = words(
    """
    striker midfielder goalkeeper innings wicket wickets quarterback touchdown semifinal semi-final playoff batsman
    bowler equaliser equalizer hat-trick shootout halftime half-time winger peloton tie-break grandmaster offside
    midfield teammate teammates kick-off overtime heavyweight
    """
)
_WEATHER = words(
    """
    storm storms rain rainfall snow snowfall winds wind gusts hurricane typhoon cyclone forecast forecasters showers
    temperatures temperature frost heatwave blizzard thunderstorms thunderstorm drizzle meteorologists
    flooding humidity drought tornado sleet fog sunshine
    """
)
_STORY = words(
    """
    novel film movie opera episode character characters protagonist heroine hero villain plot fiction sequel comic
    painting poem tale legend myth chapter sitcom trilogy
    """
)
_SURE_STORY = words("chapter heroine villain protagonist episode sequel wizard dragon fairy trilogy sitcom")
_CULTURE = words(
    """
    tour singer band quartet choir orchestra concert album audience gallery exhibition museum festival
    songs song theatre cinema readers poet novelist painter sculptor actress chef recipe recipes rapper
    """
)
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})s?\b")
_CENTURY = re.compile(
    r"\b(?:(?i:century|centuries|medieval|ancient|viking)|BC|AD|Empire|Napoleonic|Roman|Ottoman|[Tt]sar|Duke|Duchess)\b"
)
_LONG_AGO_YEARS = 40  # what happened longer before the article is history, and no event of the day


def genre_of(sentence: ParsedSentence, text: str, present_year: int | None) -> str | None:
    """Return what a sentence is instead of news: question, sport, weather, story, culture or history; else None.

    `present_year` is the year of the article; without one only centuries, and years before 1946, are history.
    """
    written = sentence.span.of(text)
    lowers = [token.text.lower() for token in sentence.tokens]
    if written.rstrip(" \"”'’)»").endswith("?"):
        return "question"
    if _is_about(lowers, _SPORT, _SURE_SPORT):
        return "sport"
    if sum(word in _WEATHER for word in lowers) > 1:
        return "weather"
    if _is_about(lowers, _STORY, _SURE_STORY):
        return "story"
    if sum(word in _CULTURE for word in lowers) > 1:
        return "culture"
    return "history" if is_long_ago(written, present_year) else None


def is_long_ago(written: str, present_year: int | None) -> bool:
    """Tell whether words speak of a time long before the article."""
    if _CENTURY.search(written):
        return True
    years = [int(year) for year in _YEAR.findall(written)]
    floor = 1946 if present_year is None else present_year - _LONG_AGO_YEARS
    return bool(years) and max(years) < floor


def _is_about(lowers: Sequence[str], weak: frozenset[str], sure: frozenset[str]) -> bool:
    return any(word in sure for word in lowers) or sum(word in weak for word in lowers) > 1
