"""Signals of direction."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retold.reuse.direction import OTHER_SIGNS, WEIGHTS, direction_of
from retold.reuse.passages import passages
from retold.reuse.succession import VERSION_WEIGHTS
from retold.reuse.witnesses import shared_of, witnesses_of
from retold.settings import ReuseSettings
from retold.spans import Span
from tests.reuse_rows import (
    COPY,
    PARAPHRASE,
    WORKSHOP,
    blocks_table,
    content_table,
    credits_table,
    fields_table,
    pair_texts_table,
    texts_table,
)

SETTINGS = ReuseSettings()
EARLY = {"published": datetime(2020, 5, 3, 8, tzinfo=UTC), "published_precision": "minute"}
LATE = {"published": datetime(2020, 5, 4, 8, tzinfo=UTC), "published_precision": "minute"}


def judged(text_a, text_b, *, credits=(), settings=SETTINGS, **fields):
    texts = {"a": text_a, "b": text_b}
    found = witnesses_of(
        texts_table(texts),
        blocks_table(texts),
        content_table(texts),
        fields_table(texts, **fields),
        credits_table(texts, credits),
    )
    rows = passages(pair_texts_table(texts), settings=settings).to_pylist()
    spans = [(Span(r["begin_a"], r["end_a"]), Span(r["begin_b"], r["end_b"])) for r in rows]
    direction = direction_of(shared_of(found["a"], found["b"], spans), settings=settings)
    return direction.log_odds, {e.kind: e.weight for e in direction.evidence}


@pytest.mark.parametrize("copy", [COPY, PARAPHRASE])
def test_the_direction_does_not_depend_on_which_id_is_less(copy):
    """
    Turned round, the log-odds change their sign.
    """
    forth, _ = judged(WORKSHOP, copy)
    back, _ = judged(copy, WORKSHOP)

    assert forth == pytest.approx(-back, abs=0.2)
    assert forth > 1


def test_a_wrong_clock_does_not_win_alone():
    """
    Marks lost and an own report outweigh a clock.
    """
    log_odds, kinds = judged(WORKSHOP, PARAPHRASE, a=LATE, b=EARLY)

    assert -WEIGHTS["time"] == kinds["time"]
    assert log_odds > 0


def test_a_time_within_its_precision_says_nothing():
    """
    Two days known to the day only, one day apart, are told apart by more than a day.
    """
    day = {"published_precision": "day"}

    assert "time" not in judged(WORKSHOP, COPY, a={**EARLY, **day}, b={**LATE, **day})[1]


def test_a_credit_to_the_others_outlet_counts_most():
    """
    The copy names the outlet of the exemplar.
    """
    _, kinds = judged(WORKSHOP, COPY, credits=[("b", "Northwire", "told")], a={"outlet": "Northwire"})

    assert WEIGHTS["credit"] == kinds["credit"]


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (COPY, "brackets dropped"),
        (COPY, "parentheses dropped"),
        (COPY, "own report"),
        (COPY, "tail trimmed"),
        (PARAPHRASE, "marks lost"),
        (PARAPHRASE, "interview told of"),
    ],
)
def test_a_signal_of_the_text_speaks(copy, kind):
    """
    Each signal by itself, for the copy.
    """
    assert judged(WORKSHOP, copy)[1][kind] > 0


def test_two_words_grown_together_betray_the_copy():
    """
    "charcoaland" is "charcoal and".
    """
    copy = COPY.replace("charcoal, and the guild", "charcoaland the guild")

    assert judged(WORKSHOP, copy)[1]["glued words"] > 0


def test_of_two_versions_of_a_page_the_one_with_more_is_later():
    """
    For versions the signals of copying do not count, but those of `succession`.
    """
    longer = COPY + "\nDivers brought up three bottles in the afternoon, and a crowd came to look at them.\n"

    log_odds, kinds = judged(COPY, longer, a={"page": "p"}, b={"page": "p"})

    assert log_odds > 1
    assert {"same page", OTHER_SIGNS} | set(VERSION_WEIGHTS) >= set(kinds)


def test_a_page_that_was_cut_is_later_by_its_clock():
    """
    However much the signs of ageing say that the longer version is the later one.
    """
    cut = "\n\n".join(COPY.split("\n\n")[:2])

    log_odds, _ = judged(COPY, cut, a={"page": "p", **EARLY}, b={"page": "p", **LATE})

    assert log_odds > 0


def test_versions_of_a_page_have_one_clock():
    """
    It says more than the clocks of two outlets.
    """
    _, kinds = judged(COPY, COPY + "\nMore.\n", a={"page": "p", **EARLY}, b={"page": "p", **LATE})

    assert WEIGHTS["time on one page"] == kinds["time on one page"]
    assert "time" not in kinds


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("OSTERMOOR, May 3 (Northwire) – ", "", "dateline dropped"),
        ("told Northwire on Friday", "told Northwire", "day dropped"),
        ("they wanted the heat", "they'd wanted the heat", "contractions written out"),
    ],
)
def test_a_small_change_speaks(old, new, kind):
    """
    What a second desk takes out or writes out.
    """
    forth, back = WORKSHOP, WORKSHOP.replace(old, new)
    if kind == "contractions written out":
        forth, back = back, WORKSHOP.replace(old, "they had wanted the heat")

    assert judged(forth, back)[1][kind] > 0


def test_a_short_form_of_an_outlet_is_no_surname():
    """
    "the Gazette" where the copy has "the Lund Gazette".
    """
    text = WORKSHOP.replace("told Northwire on Friday", "told the Gazette on Friday")
    copy = text.replace("told the Gazette", "told the Lund Gazette")

    assert "names shortened" not in judged(text, copy, credits=[("b", "Lund Gazette", "told")])[1]


def test_a_credit_in_the_lead_stands_where_the_words_were_said():
    """
    Neither outlet is stated; one text names the agency in its first sentence, the other further down.
    """
    credits = [("a", "Northwire", "told"), ("b", "Northwire", "told")]
    first = WORKSHOP.replace("OSTERMOOR, May 3 (Northwire) – ", "")

    assert judged(first, COPY, credits=credits)[1]["credit in the lead"] > 0


def test_a_signal_can_be_switched_off():
    """
    For ablations.
    """
    settings = replace(SETTINGS, signals_off="own report, coverage")

    assert {"own report", "coverage"}.isdisjoint(judged(WORKSHOP, COPY, settings=settings)[1])
