"""Quotations that many articles repeat word for word."""

from __future__ import annotations

import random
from time import process_time

import pytest

from retold.quotations.repeated import MOST_COMPARED
from retold.quotations.statements import statement_members
from retold.settings import QuotationsSettings
from tests.statement_rows import quotation, spans, table, texts_table

DISPATCH = (
    "A spokeswoman for the ferry line said the night boat would sail again in May. "
    "“We are glad of every berth,” said Orla Finch, who runs the harbour of Marl. "
    "The head of the ferry line declined to comment. He said so."
)
TOLD = {  # content, source, and whether articles know the speaker by name
    "boat": ("the night boat would sail again in May", "A spokeswoman for the ferry line", False),
    "berth": ("“We are glad of every berth,”", "Orla Finch", True),
    "comment": ("to comment", "The head of the ferry line", False),
    "so": ("so", "He", False),
}


def told(article, text=DISPATCH, only=tuple(TOLD)):
    """Return the quotations of an article; who has no name in it is a person of its own."""
    rows = []
    for name in only:
        content, source, is_named = TOLD[name]
        speaker = "eFinch" if is_named else f"e-{name}-{article}"
        given = {"speaker": speaker, "source": spans(text, source), "speaker_is_named": is_named}
        rows.append(quotation(f"{name}-{article}", article, text, content, **given))
    return rows


def members(rows, texts):
    """Return the rows of `statement_members`."""
    tables = table("spoken_quotations", rows), texts_table(texts), table("passages", [])
    return statement_members(*tables, settings=QuotationsSettings()).to_pylist()


def statements(rows, texts):
    """Return the statements as sets of quotations."""
    found = {}
    for row in members(rows, texts):
        found.setdefault(row["statement"], set()).add(row["quotation"])
    return sorted(found.values(), key=sorted)


def copies(count):
    """Return quotations and texts of so many articles with the same text."""
    articles = [f"a{i:05}" for i in range(count)]
    return [row for article in articles for row in told(article)], dict.fromkeys(articles, DISPATCH)


@pytest.mark.parametrize("name", ["boat", "comment"])
def test_a_speaker_without_a_name_says_the_same_in_every_copy(name):
    """
    Each article's spokeswoman is a person of her own, and what she says in copies is one statement.
    """
    rows = told("a", only=[name]) + told("b", only=[name])

    assert [{f"{name}-a", f"{name}-b"}] == statements(rows, {"a": DISPATCH, "b": DISPATCH})


def test_another_source_or_other_words_are_another_statement():
    """
    A spokesman for the railway is nobody of the ferry line, and may say the same; so may she say something else.
    """
    railway = DISPATCH.replace("A spokeswoman for the ferry line", "A spokesman for the railway")
    other = DISPATCH.replace("the night boat would sail again in May", "no timetable had been printed for the summer")
    rows = told("a", only=["boat"])
    rows.append(
        quotation(
            "rail",
            "b",
            railway,
            TOLD["boat"][0],
            speaker="eRail",
            source=spans(railway, "A spokesman for the railway"),
        )
    )
    rows.append(
        quotation(
            "other",
            "c",
            other,
            "no timetable had been printed for the summer",
            speaker="eOther",
            source=spans(other, "A spokeswoman for the ferry line"),
        )
    )

    assert [{"boat-a"}, {"other"}, {"rail"}] == statements(rows, {"a": DISPATCH, "b": railway, "c": other})


def test_speakers_with_names_of_their_own_stay_two():
    """
    "The minister said …" of two ministers, in the same words; and one that denies what the other says.
    """
    text = "The minister said no more boats would be sent to the strait by the line."
    content = "no more boats would be sent to the strait by the line"
    given = {"source": spans(text, "The minister")}
    named = [quotation(f"q{i}", f"a{i}", text, content, speaker=f"e{i}", speaker_is_named=True, **given) for i in "ab"]
    nameless = [row | {"speaker_is_named": False} for row in named]
    denied = [nameless[0], nameless[1] | {"polarity": "denied"}]
    texts = dict.fromkeys(("aa", "ab"), text)

    assert [{"qa"}, {"qb"}] == statements(named, texts)
    assert [{"qa", "qb"}] == statements(nameless, texts)
    assert [{"qa"}, {"qb"}] == statements(denied, texts)


def short(count, speaker, text="“We will win,” {} said.", source="she"):
    """Return as many quotations of a few words, each in an article of its own."""
    text = text.format(source)
    articles = [f"{speaker}{i:03}" for i in range(count)]
    given = {"speaker": speaker, "source": spans(text, source)}
    rows = [quotation(f"q-{article}", article, text, "“We will win,”", **given) for article in articles]
    return rows, dict.fromkeys(articles, text)


@pytest.mark.parametrize("count", [5, MOST_COMPARED, MOST_COMPARED + 1, 40])
def test_few_words_of_one_speaker_are_one_statement_in_any_number(count):
    """
    Whatever the article calls her there.
    """
    assert [count] == [len(group) for group in statements(*short(count, "eFinch"))]


def test_few_words_of_a_name_that_two_share_are_two_statements_in_any_number():
    """
    Tom Finch and Orla Finch, each called Finch.
    """
    tom, orla = (short(MOST_COMPARED + 4, speaker, source="Finch") for speaker in ("eTom", "eOrla"))

    assert [20, 20] == [len(group) for group in statements(tom[0] + orla[0], tom[1] | orla[1])]


@pytest.mark.parametrize("count", [MOST_COMPARED, MOST_COMPARED + 1, 40])
def test_few_words_of_nobody_known_join_in_no_number(count):
    """
    “We did,” he said: any number of people do.
    """
    rows, texts = short(count, "eX", source="he")

    assert [1] * count == [len(group) for group in statements([row | {"speaker": None} for row in rows], texts)]


@pytest.mark.parametrize("name", ["so"])
def test_a_pronoun_is_no_source_that_joins(name):
    """
    "He said so" is said by many.
    """
    rows = told("a", only=[name]) + told("b", only=[name])

    assert [{f"{name}-a"}, {f"{name}-b"}] == statements(rows, {"a": DISPATCH, "b": DISPATCH})


@pytest.mark.parametrize("count", [MOST_COMPARED - 1, MOST_COMPARED + 1, 5 * MOST_COMPARED])
def test_however_many_copies_there_are_each_quotation_is_one_statement(count):
    """
    Those that are compared and those that follow, in any order.
    """
    rows, texts = copies(count)
    shuffled = rows[:]
    random.Random(count).shuffle(shuffled)

    found = members(rows, texts)

    assert members(shuffled, texts) == found
    joined = [group for group in statements(rows, texts) if len(group) > 1]
    assert [{f"{name}-{article}" for article in texts} for name in ("berth", "boat", "comment")] == joined
    assert len(rows) == len(found)


def test_one_that_follows_says_whose_words_it_repeats():
    """
    Its evidence points at another article's quotation, and it is as sure as that one.
    """
    rows, texts = copies(3 * MOST_COMPARED)
    found = {row["quotation"]: row for row in members(rows, texts)}

    last = found[f"berth-a{3 * MOST_COMPARED - 1:05}"]
    first = found["berth-a00000"]

    assert {("quotations", "berth-a00000", "a00000")} == {
        (part["table"], part["id"], part["article"]) for part in last["evidence"]
    }
    assert first["probability"] == last["probability"] > 0.5


def test_many_copies_cost_in_proportion():
    """
    Eight times as many take far less than 64 times as long, as comparing all of them would.
    """

    def seconds(count: int) -> float:
        rows, texts = copies(count)
        start = process_time()
        members(rows, texts)
        return process_time() - start

    seconds(50)  # what is made once

    assert seconds(2_400) < 24 * seconds(300)
