"""What became of a quotation in a copy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.quotations.retellings import retellings
from retold.settings import QuotationsSettings
from tests.statement_rows import derivation, passage, quotation, table, texts_table

SETTINGS = QuotationsSettings()
EXEMPLAR = "“The old pier will not stand another winter, because 40 of its beams are rotten,” Finch said."
DIRECT = EXEMPLAR[: EXEMPLAR.index(" Finch")]


def told(rows, texts, edges, passages=(), statement="t1", stemmata=()):
    """Return the retellings of one statement that all rows tell."""
    members = [
        {
            "quotation": row["quotation"],
            "article": row["article"],
            "statement": row.pop("statement", statement),
            "probability": 0.9,
            "evidence": [],
        }
        for row in (dict(row) for row in rows)
    ]
    bare = [{key: value for key, value in row.items() if key != "statement"} for row in rows]
    return retellings(
        table("statement_members", members),
        table("spoken_quotations", bare),
        texts_table(texts),
        table("passages", list(passages)),
        table("derivations", list(edges)),
        table("stemmata", list(stemmata)),
        settings=SETTINGS,
    ).to_pylist()


def retold(copy: str, content: str | list[str], kind: str = "direct", exemplar: str = EXEMPLAR, of: str = DIRECT):
    """Return the retelling of a content in a copy."""
    rows = [quotation("q1", "a", exemplar, of), quotation("q2", "b", copy, content, kind=kind)]
    _, row = told(rows, {"a": exemplar, "b": copy}, [derivation("b", "a")])
    return row


CASES = [
    (
        '"The old pier will not stand another winter, because 40 of its beams are rotten," she said.',
        "direct",
        "verbatim",
    ),
    ("“The old pier will not last another winter, because 40 of its beams are rotten,” she said.", "direct", "altered"),
    ("“The old pier will stand another winter, because 40 of its beams are rotten,” she said.", "direct", "altered"),
    ("“The old pier will not stand another winter,” she said.", "direct", "trimmed"),
    (
        "The old pier will not stand another winter, because 40 of its beams are rotten, she said.",
        "indirect",
        "unmarked",
    ),
    ("Because of rotten beams another winter would bring the old pier down, she said.", "indirect", "indirect"),
]


@pytest.mark.parametrize(("copy", "kind", "form"), CASES)
def test_the_form_of_a_retelling(copy, kind, form):
    """
    Marks first, then words: kept, reworded, cut, without marks, in other words.
    """
    content = copy[: copy.index(" she")].rstrip(",") if kind == "indirect" else copy[: copy.index(" she")]

    assert form == retold(copy, content, kind)["form"]


def test_words_that_got_marks_are_remarked():
    """
    A paraphrase put into marks is shown as such.
    """
    exemplar = "Finch said the mission would publish a full account by the end of spring."
    copy = 'Finch said the mission would "publish a full account by the end of spring."'

    row = retold(
        copy,
        'the mission would "publish a full account by the end of spring."',
        "mixed",
        exemplar,
        "the mission would publish a full account by the end of spring",
    )

    assert "remarked" == row["form"]


def test_a_dropped_word_of_caution_is_no_cut():
    """
    One word taken out inside the marks changes the wording.
    """
    exemplar = "“Perhaps the council wants the pier gone for good,” Finch said."
    copy = "“The council wants the pier gone for good,” Finch said."

    row = retold(copy, copy[:-12], "direct", exemplar, exemplar[:-12])

    assert ("altered", ["hedging"]) == (row["form"], [change["effect"] for change in row["changes"]])


@pytest.mark.parametrize(
    ("pieces", "form"),
    [
        (["“There is no money left for it.”"], "trimmed"),
        (["“The council wants the pier gone,”"], "trimmed"),
        (["“And the council wants the pier gone,”"], "trimmed"),
        (["“And the council wants pier gone,”", "“And there is no money left for it.”"], "altered"),
    ],
)
def test_a_word_that_joins_goes_with_what_is_cut(pieces, form):
    """
    "And" at the head of what is left is no change of wording; a word lost from within is.
    """
    wording = ["“And the council wants the pier gone,”", "“And there is no money left for it.”"]
    exemplar, copy = (" Finch said. ".join([*words, ""]) for words in (wording, pieces))

    assert form == retold(copy, pieces, "direct", exemplar, wording)["form"]


@pytest.mark.parametrize(
    ("was", "is_now", "form"), [("will not", "will", "altered"), ("will not", "would not", "verbatim")]
)
def test_the_plain_words_of_a_mixed_quotation_count_where_they_change_the_meaning(was, is_now, form):
    """
    The marks are kept to the letter, the denial before them is gone; the tense of the plain part may shift.
    """
    exemplar = "Finch said the pier will not stand, “because 40 of its beams are rotten.”"
    copy = exemplar.replace(was, is_now)
    pieces = [f"the pier {words} stand, “because 40 of its beams are rotten.”" for words in (was, is_now)]
    rows = [
        quotation("q1", "a", exemplar, pieces[0], kind="mixed"),
        quotation("q2", "b", copy, pieces[1], kind="mixed"),
    ]

    _, row = told(rows, {"a": exemplar, "b": copy}, [derivation("b", "a")])

    assert form == row["form"]


CHANGES = [
    ("will not stand", "must not stand", "modality"),
    ("will not stand", "will stand", "negation"),
    ("40 of its beams", "90 of its beams", "number"),
]


@pytest.mark.parametrize(("was", "is_now", "effect"), CHANGES)
def test_a_change_that_may_change_the_meaning_is_flagged(was, is_now, effect):
    """
    The change has its effect and spans, and evidence points at it.
    """
    copy = EXEMPLAR.replace(was, is_now)

    row = retold(copy, copy[: copy.index(" Finch")])

    (change,) = row["changes"]
    assert effect == change["effect"]
    assert "meaning may differ" in [reason["kind"] for reason in row["evidence"]]
    assert copy[change["begin"] : change["end"]] in is_now
    assert EXEMPLAR[change["from_begin"] : change["from_end"]] in was


def test_another_name_is_flagged_a_description_is_not():
    """
    A name where another stood may mean another; "the council" for a name is wording.
    """
    exemplar = "“We told Harbour Guard about the beams in March,” Finch said."
    swapped, described = exemplar.replace("Harbour Guard", "Kestrel"), exemplar.replace("Harbour Guard", "the council")

    flags = [
        "meaning may differ"
        in [reason["kind"] for reason in retold(copy, copy[:-12], "direct", exemplar, exemplar[:-12])["evidence"]]
        for copy in (swapped, described)
    ]

    assert [True, False] == flags


def test_a_country_named_by_its_capital_is_no_other_name():
    """
    Nor when a function word stands beside it.
    """
    exemplar = "Finch said the beams were never paid for, Madrid has made no offer to the harbour yet."
    copy = exemplar.replace("Madrid", "that Spain")

    row = retold(copy, copy[11:-1], "indirect", exemplar, exemplar[11:-1])

    assert "meaning may differ" not in [reason["kind"] for reason in row["evidence"]]


@pytest.mark.parametrize(("before", "flagged"), [("They have no wish", False), ("They have a wish", True)])
def test_a_double_denial_made_single_is_none_lost(before, flagged):
    """
    "No wish to build neither" and "no wish to build either" deny alike, though "no" stands before the content.
    """
    exemplar = f"{before} to build neither in Marl nor in the hills of Tarn, Finch said."
    copy = f"{before} to build either in Marl nor in the hills of Tarn, Finch said."
    first, second = (text[len(before) + 1 : -13] for text in (exemplar, copy))

    row = retold(copy, second, "indirect", exemplar, first)

    assert flagged == ("meaning may differ" in [reason["kind"] for reason in row["evidence"]])


def test_the_tense_of_reported_speech_is_no_change_of_meaning():
    """
    "will" becomes "would" by rule where marks are lost.
    """
    copy = "Finch said that the old pier would not stand another winter, because 40 of its beams are rotten."

    row = retold(copy, copy[17:-1], "indirect")

    assert "meaning may differ" not in [reason["kind"] for reason in row["evidence"]]


def test_a_root_has_no_form():
    """
    Nothing held stands before it.
    """
    (row,) = told([quotation("q1", "a", EXEMPLAR, DIRECT)], {"a": EXEMPLAR}, [])

    assert (None, None, []) == (row["form"], row["from_quotation"], row["changes"])


def test_a_headline_at_a_root_is_compared_with_its_own_body():
    """
    There is no other text that it was taken from.
    """
    text = "Pier will not stand\n\n“The old pier will not stand,” Finch said."
    rows = [
        quotation("q1", "a", text, "“The old pier will not stand,”"),
        quotation("q2", "a", text, "Pier will not stand", kind="indirect", block="title"),
    ]

    assert [None, "q1"] == [row["from_quotation"] for row in told(rows, {"a": text}, [])]


def test_a_quotation_is_taken_from_the_nearest_article_that_tells_it():
    """
    Where the exemplar left it out, the words go back to the exemplar's exemplar.
    """
    rows = [quotation("q1", "a", EXEMPLAR, DIRECT), quotation("q2", "c", EXEMPLAR, DIRECT)]
    texts = {"a": EXEMPLAR, "b": "Nothing here.", "c": EXEMPLAR}

    found = told(rows, texts, [derivation("b", "a"), derivation("c", "b")])

    assert {"q2": "q1"} == {row["quotation"]: row["from_quotation"] for row in found if row["article"] == "c"}


def test_words_that_the_nearest_article_changed_come_from_further_back():
    """
    Nobody restores by chance the number that the article between has changed.
    """
    between = EXEMPLAR.replace("40", "90")
    rows = [
        quotation("q1", "a", EXEMPLAR, DIRECT),
        quotation("q2", "b", between, between[: between.index(" Finch")]),
        quotation("q3", "c", EXEMPLAR, DIRECT),
    ]

    *_, last = told(rows, {"a": EXEMPLAR, "b": between, "c": EXEMPLAR}, [derivation("b", "a"), derivation("c", "b")])

    assert ("q1", "verbatim") == (last["from_quotation"], last["form"])


def test_a_way_through_a_lost_text_is_followed():
    """
    The stemma joins a copy with what stands behind a text not held.
    """
    rows = [quotation("q1", "a", EXEMPLAR, DIRECT), quotation("q2", "b", EXEMPLAR, DIRECT)]
    lost = [{"story": "s1", "article": "lost:x", "exemplar": "a", "probability": 0.8, "evidence": []}]

    found = told(rows, {"a": EXEMPLAR, "b": EXEMPLAR}, [derivation("b", "lost:x")], stemmata=lost)

    assert "q1" == found[1]["from_quotation"]


def test_a_copy_that_leaves_a_statement_out_has_a_row():
    """
    The row has no quotation of its own and points at what was left out.
    """
    rows = [quotation("q1", "a", EXEMPLAR, DIRECT)]

    _, row = told(rows, {"a": EXEMPLAR, "b": "Finch was there."}, [derivation("b", "a")])

    assert ("b", None, "q1", "omitted") == tuple(row[key] for key in ("article", "quotation", "from_quotation", "form"))


def test_a_copy_with_too_small_a_share_omits_nothing():
    """
    An article that took one sentence left out all others: that says nothing.
    """
    rows = [quotation("q1", "a", EXEMPLAR, DIRECT)]

    assert 1 == len(told(rows, {"a": EXEMPLAR, "b": "She was there."}, [derivation("b", "a", share=0.05)]))


def test_words_that_stand_in_the_copy_are_not_omitted():
    """
    That no quotation was found there is no proof.
    """
    rows = [quotation("q1", "a", EXEMPLAR, DIRECT)]
    shared = passage("a", EXEMPLAR, DIRECT, "b", EXEMPLAR, DIRECT)

    assert 1 == len(told(rows, {"a": EXEMPLAR, "b": EXEMPLAR}, [derivation("b", "a")], [shared]))


COPIES = {
    "b": EXEMPLAR.replace("40", "90"),
    "c": EXEMPLAR.replace("stand", "last").replace("Finch", "Orla Finch"),
    "d": "Finch was there.",
}


@settings(max_examples=20, deadline=None)
@given(order=st.permutations("abc"), edges=st.permutations([("b", "a"), ("c", "b"), ("d", "a")]))
def test_the_order_of_rows_changes_nothing(order, edges):
    """
    Any order of quotations and derivations gives the same rows, and every span lies in its text.
    """
    texts = {"a": EXEMPLAR, **COPIES}

    def rows_in(names):
        return [quotation(f"q{n}", n, texts[n], texts[n][: texts[n].index("” ") + 1]) for n in names]

    found = told(rows_in(order), texts, [derivation(*edge) for edge in edges])

    assert told(rows_in("abc"), texts, [derivation("b", "a"), derivation("c", "b"), derivation("d", "a")]) == found
    assert all(
        0 <= change["begin"] <= change["end"] <= len(texts[row["article"]])
        for row in found
        for change in row["changes"]
    )
