"""What wants a second look: reports that became facts, headlines beyond their bodies, sources that name one another."""

from __future__ import annotations

import pytest

from retold.telling.cautions import cautions_of
from retold.telling.holdings import holdings_of
from tests.careful_reader import HandMadeCorpus

SAID = "the northern dam will be closed for good before the spring floods"
TELLER = f"Dam in doubt\n\nThe engineer Mira Lund claimed that {SAID}."


def span(text, words):
    begin = text.index(words)
    return {"begin": begin, "end": begin + len(words)}


def quotation(article, text, words, cue="claimed", **changed):
    row = {
        "quotation": f"q{article}",
        "article": article,
        "block": "body",
        "kind": "indirect",
        "source": [],
        "cue": [span(text, cue)] if cue else [],
        "content": [span(text, words)],
        "attitude": "speech",
        "polarity": "affirmed",
        "speaker": "e1",
        "probability": 0.9,
    }
    return {**row, **changed}


def told(texts, *, quotations=(), passages=(), derivations=(), outlets=None, credits=()):
    """Return the kinds and sentences of the cautions of one story."""
    outlets = outlets or {}
    tables = {
        "articles": [
            {"article": a, "text": text, "title": text.split("\n")[0], "outlet": outlets.get(a), "page": a}
            for a, text in texts.items()
        ],
        "origins": [{"article": a, "origin": f"{a}.txt"} for a in texts],
        "blocks": [
            {"article": a, **span(text, line), "role": "body" if number else "title"}
            for a, text in texts.items()
            for number, line in enumerate(text.split("\n\n"))
        ],
        "outlets": [{"outlet": n.casefold(), "name": n, "names": [n]} for n in sorted(set(outlets.values()))],
        "entities": [{"entity": "e1", "name": "Mira Lund", "names": [{"name": "Mira Lund", "count": 2}]}],
        "stories": [{"story": "s1", "title": "Dam", "articles": len(texts)}],
        "story_articles": [{"story": "s1", "article": a} for a in texts],
        "quotations": list(quotations),
        "passages": list(passages),
        "derivations": list(derivations),
        "credits": list(credits),
    }
    return cautions_of(holdings_of(HandMadeCorpus(**tables)), "s1")


def copied(copy_text, **options):
    """Return the cautions of a copy of `TELLER`."""
    texts = {"a1": TELLER, "b2": copy_text}
    one, two = span(TELLER, SAID), span(copy_text, SAID)
    passage = {
        **{"article_a": "a1", "begin_a": one["begin"], "end_a": one["end"]},
        **{"article_b": "b2", "begin_b": two["begin"], "end_b": two["end"]},
        **{"identity": 1.0, "probability": 0.99},
    }
    derivation = {"article": "b2", "exemplar": "a1", "probability": 0.9}
    quotations = [quotation("a1", TELLER, SAID), *options.get("quotations", ())]
    return told(texts, quotations=quotations, passages=[passage], derivations=[derivation])


def test_a_report_that_became_plain_fact_is_told():
    """The copy has the words, and nobody says them there."""
    text = f"Floods feared\n\nIn the north {SAID}."
    (caution,) = copied(text)
    assert caution.kind == "attribution lost"
    assert text[caution.begin : caution.end] == SAID
    assert "Mira Lund is reported to have said" in caution.sentence


@pytest.mark.parametrize(
    "copy_text",
    [
        f"Floods feared\n\nMs Lund thinks that {SAID}.",
        f"Floods feared\n\nAn expert claimed that {SAID}.",
        f"Floods feared\n\n“In the north {SAID}.”",
        f"Floods feared\n\nAccording to her, {SAID}.",
    ],
)
def test_words_that_are_still_somebody_s_are_not(copy_text):
    """A name, a cue, marks or "according to" near the words keep them a report."""
    assert copied(copy_text) == ()


def test_a_quotation_of_the_copy_keeps_its_words_a_report():
    """Whatever it was found by."""
    text = f"Floods feared\n\nIn the north {SAID}."
    assert copied(text, quotations=[quotation("b2", text, SAID, cue="")]) == ()


def test_a_headline_that_drops_the_claimant_is_told():
    """The body has it as a claim of somebody, the headline as a fact."""
    text = f"Northern dam closed for good before floods\n\nThe engineer Mira Lund claimed that {SAID}."
    (caution,) = told({"a1": text}, quotations=[quotation("a1", text, SAID)])
    assert caution.kind == "headline without attribution"
    assert (caution.begin, caution.end) == (0, text.index("\n"))


@pytest.mark.parametrize(
    "headline",
    [
        "Lund: northern dam closed for good before floods",
        "Northern dam closed for good before floods, engineer says",
        "Northern dam 'closed for good' before floods",
        "Northern dam closed for good before floods – Mira Lund",
    ],
)
def test_a_headline_that_names_or_marks_its_speaker_is_not(headline):
    """A colon, a cue, marks, a name."""
    text = f"{headline}\n\nThe engineer Mira Lund claimed that {SAID}."
    assert told({"a1": text}, quotations=[quotation("a1", text, SAID)]) == ()


def test_a_headline_of_what_is_said_plainly_is_not():
    """ "Said" makes no claim of it: news report what officials say under plain headlines."""
    text = f"Northern dam closed for good before floods\n\nThe engineer Mira Lund said that {SAID}."
    assert told({"a1": text}, quotations=[quotation("a1", text, SAID, cue="said")]) == ()


def test_a_headline_that_drops_a_hedge_is_told():
    """The body's words have "may", the headline has not."""
    said = "the northern dam may be closed for good before the spring floods"
    text = f"Lund: northern dam closed for good before floods\n\nThe engineer Mira Lund said that {said}."
    (caution,) = told({"a1": text}, quotations=[quotation("a1", text, said, cue="said")])
    assert (caution.kind, "“may”" in caution.sentence) == ("headline surer", True)


def test_a_number_that_only_the_headline_has_is_told():
    """In digits or in words, it stands nowhere in the body."""
    said = "nine houses near the northern dam were closed before the spring floods"
    text = f"Lund: 12 houses near northern dam closed before floods\n\nMira Lund said that {said}."
    (caution,) = told({"a1": text}, quotations=[quotation("a1", text, said, cue="said")])
    assert (caution.kind, "has 12" in caution.sentence) == ("headline number", True)


def test_a_number_written_out_is_the_same_number():
    """Nine is 9."""
    said = "nine houses near the northern dam were closed before the spring floods"
    text = f"Lund: 9 houses near northern dam closed before floods\n\nMira Lund said that {said}."
    assert told({"a1": text}, quotations=[quotation("a1", text, said, cue="said")]) == ()


def cited(article, text, name):
    return {"article": article, **span(text, name), "outlet": name, "kind": "reported by", "probability": 0.9}


def test_outlets_that_name_one_another_are_told_once():
    """Alba names Bora, Bora names Alba: neither stands alone."""
    texts = {"a1": "One\n\nBora reported a fire.", "b2": "Two\n\nAlba reported a fire."}
    credits = [cited("a1", texts["a1"], "Bora"), cited("b2", texts["b2"], "Alba")]
    (caution,) = told(texts, outlets={"a1": "Alba", "b2": "Bora"}, credits=credits)
    assert caution.sentence == "Sources that name one another: Alba names Bora and Bora names Alba."


def test_a_ring_of_three_is_told():
    """Whichever article is read first."""
    texts = {"a1": "One\n\nBora has it.", "b2": "Two\n\nCala has it.", "c3": "Three\n\nAlba has it."}
    credits = [cited("a1", texts["a1"], "Bora"), cited("b2", texts["b2"], "Cala"), cited("c3", texts["c3"], "Alba")]
    (caution,) = told(texts, outlets={"a1": "Alba", "b2": "Bora", "c3": "Cala"}, credits=credits)
    assert caution.kind == "circular"


def test_a_chain_of_sources_is_no_ring():
    """Alba names Bora, Bora names Cala."""
    texts = {"a1": "One\n\nBora has it.", "b2": "Two\n\nCala has it.", "c3": "Three\n\nNobody has it."}
    credits = [cited("a1", texts["a1"], "Bora"), cited("b2", texts["b2"], "Cala")]
    assert told(texts, outlets={"a1": "Alba", "b2": "Bora", "c3": "Cala"}, credits=credits) == ()
