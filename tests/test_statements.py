"""Which quotations tell one statement."""

from __future__ import annotations

import random
from itertools import accumulate
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.quotations.statements import statement_members
from retold.settings import QuotationsSettings
from tests.statement_rows import passage, quotation, spans, table, texts_table

SETTINGS = QuotationsSettings()
A = (
    "Orla Finch demands a new pier\n\n"
    "“The old pier at Marl will not stand another winter of storms,” Finch said. "
    "She accused the council of hiding 14 reports on rotten beams. "
    "“Give us timber and we will build it ourselves.”"
)
B = (
    "“The old pier at Marl will not survive another winter of storms,” Finch told the Lantern. "
    "The mayor denied that the council hid any reports on rotten beams."
)
C = "The councillor said the council had kept 14 reports about rotten beams from the public."


def groups(rows, texts, passages=()) -> set[frozenset[str]]:
    members = statement_members(
        table("spoken_quotations", list(rows)),
        texts_table(texts),
        table("passages", list(passages)),
        settings=SETTINGS,
    ).to_pylist()
    found: dict[str, set[str]] = {}
    for row in members:
        found.setdefault(row["statement"], set()).add(row["quotation"])
    return {frozenset(names) for names in found.values()}


WINTER_A = quotation("q1", "a", A, "“The old pier at Marl will not stand another winter of storms,”")
REPORTS_A = quotation("q2", "a", A, "the council of hiding 14 reports on rotten beams", kind="indirect")
TIMBER_A = quotation("q3", "a", A, "“Give us timber and we will build it ourselves.”")
TITLE_A = quotation("q4", "a", A, "demands a new pier", kind="indirect", block="title", speaker="eA")
WINTER_B = quotation("q5", "b", B, "“The old pier at Marl will not survive another winter of storms,”")
MAYOR_B = quotation(
    "q6", "b", B, "the council hid any reports on rotten beams", kind="indirect", speaker="eM", polarity="denied"
)
REPORTS_C = quotation(
    "q7", "c", C, "the council had kept 14 reports about rotten beams from the public", kind="indirect"
)
TEXTS = {"a": A, "b": B, "c": C}
EVERY = [WINTER_A, REPORTS_A, TIMBER_A, TITLE_A, WINTER_B, MAYOR_B, REPORTS_C]


def test_nearly_equal_words_of_one_speaker_are_one_statement():
    """
    A word changed inside the marks does not part a statement.
    """
    assert groups([WINTER_A, WINTER_B], TEXTS) == {frozenset({"q1", "q5"})}


def test_a_paraphrase_joins_what_it_rewords():
    """
    Rare words in another order are enough, when numbers agree.
    """
    assert frozenset({"q2", "q7"}) in groups([WINTER_A, REPORTS_A, TIMBER_A, REPORTS_C], TEXTS)


def test_different_known_speakers_never_tell_one_statement():
    """
    The mayor's denial stays apart from the accusation, though the words are nearly the same.
    """
    assert frozenset({"q6"}) in groups(EVERY, TEXTS)


@pytest.mark.parametrize(("name", "joined"), [("Ms Finch", True), ("Orla Finch", True), ("Emil Finch", False)])
def test_namesakes_with_the_same_words_are_one(name, joined):
    """
    A bare family name may have been taken for the other bearer of it; a given name may not.
    """
    a, b = (f"“The old pier will not stand another winter,” {who} said." for who in ("Orla Finch", name))
    rows = [
        quotation("q1", "a", a, a[: a.index(" Orla")], source=spans(a, "Orla Finch"), speaker="eO"),
        quotation(
            "q2", "b", b, b[: b.index(f" {name}")], source=spans(b, name), speaker="eE" if name[0] != "O" else "eO"
        ),
    ]

    assert joined == (len(groups(rows, {"a": a, "b": b})) == 1)


def test_thousands_of_quotations_take_time_in_proportion():
    """
    Eight times as many quotations of one article take far less than 64 times as long, as comparing all pairs would.
    """

    def seconds(count: int) -> float:
        chance = random.Random(0)
        lines = [f"“{' '.join(f'word{chance.randrange(3000)}' for _ in range(9))},”" for _ in range(count)]
        text = " Finch said.\n".join(lines)
        begins = accumulate((len(line) + len(" Finch said.\n") for line in lines), initial=0)
        rows = [
            {**quotation(f"q{i:05}", "a", "“", "“"), "content": [{"begin": begin, "end": begin + len(line)}]}
            for i, (begin, line) in enumerate(zip(begins, lines, strict=False))
        ]
        start = process_time()
        assert len(groups(rows, {"a": text})) > count // 2
        return process_time() - start

    seconds(100)  # what is made once

    assert seconds(16_000) < 36 * seconds(2_000)  # some 15 to 20 times, and twice that on a machine with other work


@pytest.mark.parametrize(("probability", "joined"), [(0.9, False), (0.3, True)])
def test_an_improbable_speaker_parts_nothing(probability, joined):
    """
    A speaker below .5 counts as unknown, and strong overlap joins.
    """
    other = {**WINTER_B, "speaker": "eX", "speaker_probability": probability}

    found = groups([WINTER_A, other], TEXTS)

    assert joined == (frozenset({"q1", "q5"}) in found)


def test_a_headline_belongs_to_the_statement_of_its_body():
    """
    A headline that names the house for its speaker joins the words below it.
    """
    text = "Marl: pier will not stand another winter\n\n“The pier will not stand another winter,” Finch said."
    body = quotation("q1", "d", text, "“The pier will not stand another winter,”")
    title = quotation(
        "q2", "d", text, "pier will not stand another winter", kind="indirect", block="title", speaker="eMarl"
    )

    assert groups([body, title], {"d": text}) == {frozenset({"q1", "q2"})}


def test_one_quotation_told_as_two_elsewhere_is_one_statement():
    """
    The halves share no word with one another, each shares its own with the whole.
    """
    whole = "“The ferry needs a new engine and the crew of the Heron deserves three months of wages.”"
    split = "The ferry needs a new engine, Finch said. The crew of the Heron deserves three months of wages, she added."
    rows = [
        quotation("q1", "a", whole, whole),
        quotation("q2", "b", split, "The ferry needs a new engine", kind="indirect"),
        quotation("q3", "b", split, "The crew of the Heron deserves three months of wages", kind="indirect"),
    ]

    assert groups(rows, {"a": whole, "b": split}) == {frozenset({"q1", "q2", "q3"})}


def test_a_lead_that_quotes_a_word_of_the_later_quotation_is_one_statement_with_it():
    """
    Words in marks that recur in the whole quotation show that the lead tells the same.
    """
    text = (
        "Finch said the plan was “preposterous” for a town of fishermen. "
        "“It is preposterous, frankly. Nobody who has seen the tide could draw such a thing,” she told the meeting."
    )
    lead = quotation("q1", "a", text, "the plan was “preposterous” for a town of fishermen", kind="mixed")
    whole = quotation(
        "q2", "a", text, "“It is preposterous, frankly. Nobody who has seen the tide could draw such a thing,”"
    )

    assert groups([lead, whole], {"a": text}) == {frozenset({"q1", "q2"})}


def test_a_nested_quotation_is_no_statement_of_its_frame():
    """
    What somebody said that he had said is another act of speech.
    """
    text = "“I told the mayor: ‘Show me the beams,’” Finch said."
    outer = quotation("q1", "a", text, "“I told the mayor: ‘Show me the beams,’”")
    inner = quotation("q2", "a", text, "‘Show me the beams,’", inside="q1")

    assert groups([outer, inner], {"a": text}) == {frozenset({"q1"}), frozenset({"q2"})}


def test_names_put_for_one_another_in_shared_words_are_one_name():
    """
    One outlet's name for a group, learnt where the articles agree, joins a paraphrase that uses the other name.
    """
    one = "“Harbour Guard boats left at dawn,” she said. “We will never let Harbour Guard men moor their vessels here.”"
    two = "“Kestrel boats left at dawn,” she said. Kestrel men must not moor their vessels, Finch said."
    rows = [
        quotation("q1", "a", one, "“Harbour Guard boats left at dawn,”"),
        quotation("q2", "a", one, "“We will never let Harbour Guard men moor their vessels here.”"),
        quotation("q3", "b", two, "“Kestrel boats left at dawn,”"),
        quotation("q4", "b", two, "Kestrel men must not moor their vessels", kind="indirect"),
    ]
    shared = passage(
        "a", one, "“Harbour Guard boats left at dawn,” she said", "b", two, "“Kestrel boats left at dawn,” she said"
    )

    assert groups(rows, {"a": one, "b": two}, [shared]) == {frozenset({"q1", "q3"}), frozenset({"q2", "q4"})}


def test_every_quotation_tells_exactly_one_statement():
    """
    Improbable quotations and headlines get a statement like the others.
    """
    rows = [*EVERY, {**TIMBER_A, "quotation": "q0", "probability": 0.2}]

    found = groups(rows, TEXTS)

    assert sorted(row["quotation"] for row in rows) == sorted(name for group in found for name in group)


def test_a_statement_is_named_after_its_least_quotation():
    """
    The id is the least member's, with `t` before it.
    """
    members = statement_members(
        table("spoken_quotations", [WINTER_B, WINTER_A]), texts_table(TEXTS), table("passages", []), settings=SETTINGS
    ).to_pylist()

    assert ["tq1", "tq1"] == [row["statement"] for row in members]
    assert all(row["probability"] >= 0.5 and row["evidence"] for row in members)


def test_no_quotations_give_no_rows():
    """
    A story without quotations is no error.
    """
    assert groups([], TEXTS) == set()


def test_a_content_without_words_stands_alone():
    """
    A quotation of marks only, or with nulls, neither fails nor joins.
    """
    text = "“…” and “!!”"
    empty = quotation("q1", "a", text, "“…”", kind=None, block=None, channel=None, speaker=None)
    other = {**quotation("q2", "a", text, "“!!”"), "content": None}

    assert groups([empty, other], {"a": text}) == {frozenset({"q1"}), frozenset({"q2"})}


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(EVERY), articles=st.permutations(sorted(TEXTS)))
def test_the_order_of_rows_changes_nothing(order, articles):
    """
    The table is the same for any order of quotations and texts.
    """
    wanted = statement_members(
        table("spoken_quotations", EVERY), texts_table(TEXTS), table("passages", []), settings=SETTINGS
    )

    found = statement_members(
        table("spoken_quotations", order),
        texts_table({article: TEXTS[article] for article in articles}),
        table("passages", []),
        settings=SETTINGS,
    )

    assert wanted.equals(found)
