"""How probably two articles tell of one happening: a logistic score over a few likenesses, in whole numbers.

The weights were fitted (logistic regression) on the pairs of ECB+, whose topics each hold two look-alike events, made
sterner with pairs of invented affairs in which the same speakers appear all week. The weights for passages, time, what
is apart, days and what numbers count were set on generated look-alikes, and hold for kinds that they were not set on:
no labelled collection at hand has copies or dates. General words find no pairs and decide nothing: once names and leads
are known they added nothing.
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
# What is apart beyond this share speaks against one happening: when all is by so much on one day, and on two days.
_NAMES_APART = (0.3, 0.5, 3.0)
_NUMBERS_APART = (0.5, 0.5, 8.0)
_OTHERS = (1.0, 5.0)  # names and numbers of each that the other lacks, told in words of its own: all of them, likewise
_SWAPPED_IN_COPIES = 0.1  # a copy swaps hardly a name or number in what it takes
_SWAPPED_IN_FORMS = 0.3  # where so many are others, a form is filled in, …
_OTHERS_IN_FORMS = (0.1, 0.5, 0.15)  # … if so many are in the whole text: more by the share that it tells anew; a step
_NUMBERS_IN_FORMS = (1 / 3, 2 / 3)  # numbers alone, where two and more are others: an update changes one or a few
_FORM = 2.0  # so many times more a form speaks against: its names, numbers and lead are alike as well, and speak for
_KEPT_IN_COPIES = 5  # names and numbers that stay where they are show a copy, whatever else the two texts tell
_MAX_SLOTS = 3  # numbers of the same things that are weighed; later ones say less
_OTHER_TERMS = "(greatest(0, s.told_names - s.shared_names) + greatest(0, s.told_numbers - s.shared_numbers))"
_SLOT_AGREES = 0.3
_SLOT_DIFFERS = -0.8  # where none agrees
_SLOT_CHANGED = -0.4  # where others do: a toll that rose
_DAY_AGREES = 1.0  # both name the same day of the week
_DAY_DIFFERS = -0.6  # both name some, and none that the other does
_DATED_DAY_DIFFERS = -1.0  # and their dates are known, so that days before the happening are out of question
_REPRINT_SHARE = 0.8  # unless the one repeats the other: a reprint tells of the same happening
_REPEATED_SHARE = 0.9  # a text that repeats so much of another, and leaves out so little of what it tells, is one text
_REPEATED_APART = 0.1
_GOES_ON_LIKENESS = 6.4  # names and leads of a later piece must add so many log-odds for it to go on from another
_GOES_ON_A_DAY = 0.04  # and so many more for each day between: what returns after months is a custom, not an affair
_GOES_ON_NAMES = 5  # and so many more for each pair of names of these that do not return, where …
_GOES_ON_LEAST = 3  # … so many must
_GOES_ON_SHARE = 0.5  # and it is told in words of its own: more is a form filled in anew, or a reprint
_GOES_ON_APART = 0.45  # and about the same people and places: its numbers may be others
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
    form = f"case when j.agreement < 0.5e0 and j.tells_others then {_double(_FORM)} else 1e0 end"
    copied = f"{_double(weights.passages * UNIT)} * j.share * (2e0 * j.agreement - 1e0) * {form}"
    return f"""
        with shared as (
            select s.*, case when s.content_characters > 0
                    then least(1e0, cast(s.passage_characters as double) / s.content_characters) else 0e0 end as share,
                cast({_OTHER_TERMS} as double) / greatest(1, {_OTHER_TERMS} + s.shared_names + s.shared_numbers)
                as others, {_beyond_a_day_sql()} as days_beyond
            from story_similarities s
        ), judged as (
            select s.article_a, s.article_b, s.names, s.numbers, s.leads, s.minutes_apart, s.crowd, s.share,
                s.content_characters > 0 and s.passage_characters >= {_REPEATED_SHARE} * s.content_characters
                    and (s.told_names = 0 or s.names_apart <= {round(_REPEATED_APART * UNIT)})
                    and (s.told_numbers = 0 or s.numbers_apart <= {round(_REPEATED_APART * UNIT)}) as reprint,
                s.shared_names >= {_GOES_ON_LEAST} and s.names_apart <= {round(_GOES_ON_APART * UNIT)} as same_names,
                greatest(0, {_GOES_ON_NAMES} - s.shared_names) as fewer_names,
                (s.swapped_numbers > 1 and s.swapped_numbers > s.kept_numbers) or s.swapped_days > 0
                    as tells_others,
                case when {_is_copy_sql()} then 1e0 when s.swapped_days > 0 and s.swapped > 0 then 0e0 else least(
                    {_told_enough("numbers", f"s.numbers / {_double(UNIT * _NUMBERS_AGREE)}")},
                    {_told_enough("names", f"({UNIT} - s.names_apart) / {_double(UNIT * _NAMES_AGREE)}")},
                    {_unswapped_sql()}, {_same_numbers_sql()}, 1e0) end as agreement,
                case when s.minutes_apart is null then 0e0 else {_apart_sql()} end - ({_told_alike_sql()}) as apart
            from shared s
        ), weighed as (
            select j.article_a, j.article_b, j.minutes_apart, j.crowd, j.reprint,
                j.same_names and j.share < {_GOES_ON_SHARE} and j.minutes_apart >= {far} as may_go_on, j.fewer_names,
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
                w.likeness, w.reprint, w.crowd,
                w.may_go_on and w.likeness >= {round(_GOES_ON_LIKENESS * UNIT)} + w.fewer_names * {UNIT // 2}
                    + {_double(_GOES_ON_A_DAY * UNIT / _MINUTES_A_DAY)} * w.minutes_apart as goes_on, w.minutes_apart
            from weighed w
        )
        select o.article_a, o.article_b, o.score, o.likeness, o.reprint,
            coalesce(o.goes_on, false) as goes_on, o.crowd, o.minutes_apart
        from scored o"""


def _beyond_a_day_sql() -> str:
    """Return SQL for how much more than a day two articles lie apart: 0 within a day, 1 from two days on."""
    beyond = f"cast(s.minutes_apart - {_MINUTES_A_DAY} as double) / {_MINUTES_A_DAY}"
    return f"least(1e0, greatest(0e0, coalesce({beyond}, 0e0)))"


def _apart_sql() -> str:
    """Return SQL for how far other names and numbers speak against one happening, in log-odds.

    On one day hardly: two reporters ask different people, and a toll rises within hours.
    """
    parts = []
    for name, (least, near, far) in (("names", _NAMES_APART), ("numbers", _NUMBERS_APART)):
        beyond = f"greatest(0e0, s.{name}_apart / {_double(UNIT)} - {_double(least)}) / {_double(1.0 - least)}"
        parts.append(f"case when s.told_{name} >= {_MIN_TOLD_APART} then {_by_days(near, far)} * {beyond} else 0e0 end")
    return " + ".join([*parts, f"{_by_days(*_OTHERS)} * s.others * (1e0 - s.share)"])


def _by_days(near: float, far: float) -> str:
    """Return SQL for a weight that is `near` within a day and `far` from two days on."""
    return f"({_double(near)} + {_double(far - near)} * s.days_beyond)"


_SWAPPED_SQL = "(cast(s.swapped as double) / greatest(1, s.swapped + s.kept))"


def _is_copy_sql() -> str:
    """Return SQL that tells whether shared passages keep names and numbers enough, and swap hardly any."""
    kept = f"s.kept >= {_KEPT_IN_COPIES} and {_SWAPPED_SQL} <= {_double(_SWAPPED_IN_COPIES)}"
    return f"{kept} and s.swapped_numbers <= s.kept_numbers"


def _unswapped_sql() -> str:
    """Return SQL for how far shared passages are no form, 0 to 1: hardly a name or number stands for another there.

    Desks call one place by two names, and a text tells much anew beside what it shares: so passages and the whole of
    both texts must speak for a form.
    """
    within = f"({_SWAPPED_SQL} - {_double(_SWAPPED_IN_COPIES)}) / {_double(_SWAPPED_IN_FORMS - _SWAPPED_IN_COPIES)}"
    least, anew, step = map(_double, _OTHERS_IN_FORMS)
    return f"greatest(0e0, 1e0 - {within}, 1e0 - (s.others - {least} - {anew} * (1e0 - s.share)) / {step})"


def _same_numbers_sql() -> str:
    """Return SQL for how far the numbers of shared passages are no form's: people stay the same there, as in polls."""
    least, most = _NUMBERS_IN_FORMS
    swapped = "cast(s.swapped_numbers as double) / greatest(1, s.swapped_numbers + s.kept_numbers)"
    beyond = f"({swapped} - {_double(least)}) / {_double(most - least)}"
    return f"case when s.swapped_numbers >= 2 then greatest(0e0, 1e0 - {beyond}) else 1e0 end"


def _told_alike_sql() -> str:
    """Return SQL for what numbers of the same things, and days of the week, speak for or against, in log-odds."""
    return f"""
        {_double(_SLOT_AGREES)} * least(s.agreeing_slots, {_MAX_SLOTS})
        + case when s.agreeing_slots = 0 then {_double(_SLOT_DIFFERS)} * least(s.shared_slots, {_MAX_SLOTS})
            else {_double(_SLOT_CHANGED)} * least(s.shared_slots - s.agreeing_slots, {_MAX_SLOTS}) end
        + case when s.named_days > 0 then {_double(_DAY_AGREES)} when s.named_days = 0 then 0e0
            when s.minutes_apart is null then {_double(_DAY_DIFFERS)} else {_double(_DATED_DAY_DIFFERS)} end"""


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
