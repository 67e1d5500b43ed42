"""How probably two articles tell of one happening: a logistic score over a few likenesses, in whole numbers.

The weights were fitted (logistic regression) on the pairs of ECB+, whose topics each hold two look-alike events, made
sterner with pairs of invented affairs in which the same speakers appear all week. The weights for passages, time and
what is apart are our own estimates: no labelled collection at hand has copies or dates. General words find no pairs
and decide nothing: once names and leads are known they added nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from retold.settings import StoriesSettings
from retold.stories.similarity import KINDS, LIKENESS, UNIT, far_minutes

_MINUTES_A_DAY = 1_440
_SAME_DAY = 1.0  # log-odds of two articles published within a day of one another
_LAST_DAY = -1.5  # and as far apart as one happening is still told
_TOO_FAR = -12.0  # beyond that: another happening, however like (monthly figures, yearly meetings)
_MIN_TOLD = 3  # fewer names or numbers say nothing of a shared text when they differ
_NUMBERS_AGREE = 0.5  # numbers as like as this agree: a copy drops some, and an update changes one
_NAMES_AGREE = 0.6  # a copy has so many of its names in common with its exemplar, however short it is
_MIN_TOLD_APART = 2  # fewer say nothing of two articles on different days
_NAMES_APART = (0.3, 14.0)  # what is apart beyond this share speaks against one happening, and by so much when all is
_NUMBERS_APART = (0.5, 20.0)
_REPRINT_SHARE = 0.8  # unless the one repeats the other: a reprint tells of the same happening
_REPEATED_SHARE = 0.9  # a text that repeats so much of another, and leaves out so little of what it tells, is one text
_REPEATED_APART = 0.1
_GOES_ON = 0.9  # without its date a later piece must look so much like one of the same happening to go on from it
_GOES_ON_SHARE = 0.5  # and be told in words of its own: more is a form filled in anew, or a reprint
_GOES_ON_APART = 0.35  # and about the same people and places
_LIMIT = 12.0  # log-odds: nothing that we infer is surer than that


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """Log-odds of a link: `constant`, and what a likeness of 1 adds."""

    constant: float = -6.4
    names: float = LIKENESS["name"] / 10
    numbers: float = LIKENESS["number"] / 10
    leads: float = LIKENESS["lead"] / 10
    passages: float = 10.0  # times the share of the shorter text that is shared; 5 % is a phrase, 50 % is a copy


SHIPPED_WEIGHTS = LinkWeights()


def story_links_sql(settings: StoriesSettings, weights: LinkWeights = SHIPPED_WEIGHTS) -> str:
    """Return the query of `story_links`: the probability that both articles of a pair tell of one happening.

    An article without a stated publication is judged as if its date said nothing. `likeness` is what names and leads
    add. Everything is counted in ten-thousandths of log-odds.
    """
    far, unit = far_minutes(settings), _double(UNIT)
    slope = f"{_double(_LAST_DAY - _SAME_DAY)} * (j.minutes_apart - {_MINUTES_A_DAY}) / {max(1, far - _MINUTES_A_DAY)}"
    terms = {name: f"{_double(getattr(weights, name))} * j.{name}" for _, name in KINDS}
    every = " + ".join(terms.values())
    copied = f"{_double(weights.passages * UNIT)} * j.share * (2e0 * j.agreement - 1e0)"
    return f"""
        with judged as (
            select s.article_a, s.article_b, s.names, s.numbers, s.leads, s.minutes_apart,
                s.content_characters > 0 and s.passage_characters >= {_REPEATED_SHARE} * s.content_characters
                    and (s.told_names = 0 or s.names_apart <= {round(_REPEATED_APART * UNIT)})
                    and (s.told_numbers = 0 or s.numbers_apart <= {round(_REPEATED_APART * UNIT)}) as reprint,
                s.told_names >= {_MIN_TOLD_APART} and s.names_apart <= {round(_GOES_ON_APART * UNIT)} as same_names,
                case when s.content_characters > 0
                    then least(1e0, cast(s.passage_characters as double) / s.content_characters) else 0e0 end as share,
                least({_told_enough("numbers", f"s.numbers / {_double(UNIT * _NUMBERS_AGREE)}")},
                    {_told_enough("names", f"({UNIT} - s.names_apart) / {_double(UNIT * _NAMES_AGREE)}")},
                    1e0) as agreement,
                case when s.minutes_apart > {_MINUTES_A_DAY} then ({_apart_sql()})
                    * least(1e0, cast(s.minutes_apart - {_MINUTES_A_DAY} as double) / {_MINUTES_A_DAY})
                    else 0e0 end as apart
            from story_similarities s
        ), weighed as (
            select j.article_a, j.article_b, j.minutes_apart, j.reprint,
                j.same_names and j.share < {_GOES_ON_SHARE} and j.minutes_apart >= {far} as may_go_on,
                {_whole(f"{terms['names']} + {terms['leads']}")} as likeness,
                {_whole(f"{_double(weights.constant * UNIT)} + {every}")}
                    + {_whole(copied)} as timeless,
                case when j.minutes_apart is null then 0
                    when j.minutes_apart <= {_MINUTES_A_DAY} then {round(_SAME_DAY * UNIT)}
                    when j.minutes_apart < {far} then {_whole(f"{unit} * ({_double(_SAME_DAY)} + {slope})")}
                    when j.share >= {_REPRINT_SHARE} and j.agreement = 1e0 then {round(_LAST_DAY * UNIT)}
                    else {round(_TOO_FAR * UNIT)} end as time, {_whole(f"{unit} * j.apart")} as apart
            from judged j
        ), scored as (
            select w.article_a, w.article_b,
                case when w.time = {round(_TOO_FAR * UNIT)} then 0e0
                    else {_probability("w.timeless + w.time - w.apart")} end as score,
                {_probability("w.timeless")} as timeless_score, w.likeness, w.reprint, w.may_go_on, w.minutes_apart
            from weighed w
        )
        select o.article_a, o.article_b, o.score, o.timeless_score, o.likeness, o.reprint,
            coalesce(o.may_go_on and o.timeless_score >= {_GOES_ON}, false) as goes_on, o.minutes_apart
        from scored o"""


def _apart_sql() -> str:
    """Return SQL for how far other names and numbers on another day speak against one happening, in log-odds.

    On one day they need not: two reporters ask different people, and a toll rises within hours.
    """
    parts = []
    for name, (least, weight) in (("names", _NAMES_APART), ("numbers", _NUMBERS_APART)):
        beyond = f"greatest(0e0, s.{name}_apart / {_double(UNIT)} - {_double(least)}) / {_double(1.0 - least)}"
        parts.append(f"case when s.told_{name} >= {_MIN_TOLD_APART} then {_double(weight)} * {beyond} else 0e0 end")
    return " + ".join(parts)


def _told_enough(name: str, agreement: str) -> str:
    """Return SQL for how far shared text speaks for one happening, 0 to 1; below a half it speaks against.

    The same words with other figures or names are a form that is filled in: monthly figures, results of matches. The
    agreement is whole where too few names or numbers are told to say anything.
    """
    return f"case when s.told_{name} >= {_MIN_TOLD} then {agreement} else 1e0 end"


def _double(number: float) -> str:
    """Return a number as both engines read it as a double: without an exponent it is a decimal, rounded otherwise."""
    return f"{float(number)!r}e0"


def _whole(amount: str) -> str:
    return f"cast(floor({amount} + 0.5) as bigint)"


def _probability(odds: str) -> str:
    """Return SQL for the probability of log-odds in ten-thousandths, as `probability_of` gives it."""
    limit = round(_LIMIT * UNIT)
    limited = f"cast(least(greatest({odds}, -{limit}), {limit}) as double)"
    return f"floor({UNIT} / (1.0 + exp(-({limited} / {UNIT}))) + 0.5) / {UNIT}"
