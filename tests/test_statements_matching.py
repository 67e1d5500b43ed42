"""How probably two quotations are one statement."""

from __future__ import annotations

from retold.quotations.aliases import Aliases
from retold.quotations.matching import (
    Vocabulary,
    aligned_words,
    candidate_pairs,
    correspondences,
    may_join,
    score_pair,
    story_aliases,
)
from retold.quotations.tellings import tellings_of
from tests.statement_rows import passage, quotation, table

A = "“We lost 40 boats to the storm,” she said."
B = "“We lost 70 boats to the storm,” she said."
C = "They have 70 boats left for the feast of lanterns, she said."


def tellings(*rows, texts):
    return tellings_of(table("spoken_quotations", list(rows)), texts)


def score(a, b, texts, aligned=0):
    both = tellings(a, b, texts=texts)
    return score_pair(*both, aligned=aligned, vocabulary=Vocabulary(both, Aliases()))


CONTENT_A = quotation("q1", "a", A, "“We lost 40 boats to the storm,”")
CONTENT_B = quotation("q2", "b", B, "“We lost 70 boats to the storm,”")
CONTENT_C = quotation("q3", "c", C, "They have 70 boats left for the feast of lanterns", kind="indirect")
TEXTS = {"a": A, "b": B, "c": C}


def test_a_changed_number_amid_equal_words_does_not_part():
    """
    The words around show that it is a change of the same statement.
    """
    pair = score(CONTENT_A, CONTENT_B, TEXTS)

    assert pair.score > 0
    assert "numbers differ" in dict(pair.parts)


def test_a_number_that_differs_amid_other_words_parts():
    """
    Few shared words and another number are another statement.
    """
    assert score(CONTENT_A, CONTENT_C, TEXTS).score < 0


def test_a_score_is_symmetric():
    """
    Which of two quotations comes first does not matter.
    """
    a, b = tellings(CONTENT_A, CONTENT_B, texts=TEXTS)
    vocabulary = Vocabulary([a, b], Aliases())

    assert (
        score_pair(a, b, aligned=3, vocabulary=vocabulary).score
        == score_pair(b, a, aligned=3, vocabulary=vocabulary).score
    )


def test_words_at_one_place_of_a_passage_count():
    """
    Words that stand at the same place are counted, changed ones with them.
    """
    both = tellings(CONTENT_A, CONTENT_B, texts=TEXTS)
    found = correspondences(TEXTS, [passage("a", A, A, "b", B, B)])

    assert {(0, 1): 7} == aligned_words(both, found)


def test_a_denial_of_the_negated_is_an_affirmation():
    """
    "denied that it had not paid" and "it had paid" do not differ in negation.
    """
    texts = {"a": "the yard had not paid the riggers of Marl", "b": "the yard had paid the riggers of Marl"}
    denied = quotation("q1", "a", texts["a"], texts["a"], kind="indirect", polarity="denied")
    plain = quotation("q2", "b", texts["b"], texts["b"], kind="indirect")

    assert "negation differs" not in dict(score(denied, plain, texts).parts)


def test_a_word_that_one_article_puts_everywhere_tells_little():
    """
    Rarity is judged within an article, so that a statement retold often keeps its words rare.
    """
    text = "The boats left. The boats came back. The lanterns burned."
    rows = [
        quotation(f"q{i}", "a", text, content)
        for i, content in enumerate(["The boats left", "The boats came back", "The lanterns burned"])
    ]
    copies = [{**row, "quotation": row["quotation"] + "b", "article": "b"} for row in rows]
    vocabulary = Vocabulary(tellings(*rows, *copies, texts={"a": text, "b": text}), Aliases())

    assert vocabulary.weight(["boat"]) < vocabulary.weight(["lantern"]) == 1.0


def test_pairs_without_telling_words_in_common_are_not_compared():
    """
    Function words find no pairs.
    """
    both = tellings(CONTENT_A, CONTENT_C, texts=TEXTS)
    some = tellings(CONTENT_A, CONTENT_B, texts=TEXTS)

    assert set() == candidate_pairs(both, Vocabulary(both, Aliases()))
    assert {(0, 1)} == candidate_pairs(some, Vocabulary(some, Aliases()))


def test_a_quotation_and_its_frame_may_not_join():
    """
    `inside` forbids.
    """
    inner = {**CONTENT_B, "article": "b", "inside": "q1"}

    assert not may_join(*tellings(CONTENT_A, inner, texts=TEXTS))


def test_a_name_swapped_in_a_passage_is_learnt():
    """
    Where the words around agree, one name stands for the other.
    """
    one, two = "He met Orla Finch at the pier in Marl today", "He met Captain at the pier in Marl today"
    texts = {"a": one, "b": two}

    aliases = story_aliases(texts, correspondences(texts, [passage("a", one, one, "b", two, two)]))

    assert aliases.terms(["captain"]) == aliases.terms(["orla", "finch"])
