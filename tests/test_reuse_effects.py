"""What a changed reading changes."""

import pytest

from retold.reuse.effects import Reading, effect_of, mark_effect, modal_classes


def reading(text, before="", *, first=False):
    return Reading(tuple(text.split()), tuple(before.split()), first)


@pytest.mark.parametrize(
    ("exemplar", "copy", "effect"),
    [
        ("ceasefire", "cease-fire", "spelling"),
        ("neighbouring", "neighboring", "spelling"),
        ("Defence", "Defense", "spelling"),
        ("Qasim", "Kassim", "spelling"),
        ("March 3", "3 March", "spelling"),
        ("1,200", "1,500", "number"),
        ("nine", "eight", "number"),
        ("not", "", "negation"),
        ("will", "will not", "negation"),
        ("should", "must", "modality"),
        ("shouldn’t", "must not", "modality"),
        ("would like", "is likely", "modality"),
        ("will", "may", "modality"),
        ("can", "could", "modality"),
        ("two-thirds", "a quarter", "number"),
        ("Perhaps", "", "hedging"),
        ("", "reportedly", "hedging"),
        ("it’s them", "it is they", "grammar"),
        ("for", "of", "grammar"),
        ("bottle", "bottles", "grammar"),
        ("he added", "he said", "attribution"),
        ("said", "told Northwire", "attribution"),
        ("Oslo", "Norway", "name"),
        ("the VLA", "Khamsin", "name"),
        ("Jensen", "He", "name"),
        ("", "Mr", "name"),
        ("raised", "nurtured", "wording"),
        ("a single", "one", "wording"),
        ("by", "before the", "wording"),
    ],
)
def test_the_effect_of_a_change(exemplar, copy, effect):
    """
    Rules over closed lists and shapes of words.
    """
    assert effect == effect_of(reading(copy), reading(exemplar))


def test_neither_after_a_negation_is_grammar():
    """
    "no … neither" and "no … either" deny the same.
    """
    before = "they have no wish to come"

    assert "grammar" == effect_of(reading("either", before), reading("neither", before))
    assert "negation" == effect_of(reading("either", "they came"), reading("neither", "they came"))


@pytest.mark.parametrize(
    ("exemplar", "copy", "effect"),
    [
        ("“", "", "quotation marks"),
        (",", "", "punctuation"),
        ("[", "", "editor's bracket"),
        (",”", ".", "quotation marks"),
    ],
)
def test_the_effect_of_marks(exemplar, copy, effect):
    """
    A lost quotation mark outweighs a comma.
    """
    assert effect == mark_effect(copy, exemplar)


def test_the_longest_modal_phrase_wins():
    """
    "would like" is a wish, not a condition.
    """
    assert ["wish"] == modal_classes(["would", "like", "to", "see"])
