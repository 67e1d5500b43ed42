"""Texts that nobody holds, told from three that came from them."""

import pytest

from benchmarks.copies_families import make_families
from retold.reuse.direction import direction_of
from retold.reuse.lexicon import listed
from retold.reuse.lost import LOST_PREFIX, Readings, junctions_of
from retold.reuse.passages import find_passages
from retold.reuse.rooting import Link
from retold.reuse.witnesses import shared_of, witnesses_of
from retold.settings import ReuseSettings
from tests.reuse_rows import blocks_table, content_table, credits_table, fields_table, texts_table

WORDS = listed(
    "the council of the old harbour town voted on a new pier for the ferry that burned in spring and every master of"
    " a boat came to hear how much it would cost and who would pay for the stone and the timber and the lamps while"
    " the baker sold bread at the door and the mayor counted hands twice because the first count had been lost in the"
    " noise of the gulls over the roof of the hall where the old bell hung and nobody could say who had rung it"
)


def edited(*places):
    """The words with others put at some places."""
    words = list(WORDS)
    for place in places:
        words[place] = f"other{place}"
    return " ".join(words)


def family(texts):
    found = witnesses_of(
        texts_table(texts), blocks_table(texts), content_table(texts), fields_table(texts), credits_table(texts)
    )
    names = sorted(texts)
    shared = {}
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            passages = find_passages(found[a].words, found[b].words, settings=ReuseSettings())
            shared[a, b] = shared_of(found[a], found[b], [(p.span_a, p.span_b) for p in passages])
    return shared


def found_lost(texts, centre):
    shared = family(texts)
    directions = {pair: direction_of(each, settings=ReuseSettings()) for pair, each in shared.items()}
    links = [Link((centre, 0), (name, 0), 0.0) for name in sorted(texts) if name != centre]
    return junctions_of(links, Readings(shared), directions)


def test_three_copies_with_readings_of_their_own_have_a_lost_text_between_them():
    """
    No two of them agree against the third but where it stands alone.
    """
    texts = {"a": edited(3, 20, 41, 62, 70), "b": edited(9, 25, 47, 66, 75), "c": edited(14, 30, 52, 58, 79)}

    links, (lost,) = found_lost(texts, "a")

    assert [] == links
    assert {("a", 0), ("b", 0), ("c", 0)} == set(lost.junction.members)
    assert lost.junction.node[0].startswith(LOST_PREFIX)
    assert lost.probability > 0.5


def test_a_text_without_readings_of_its_own_is_the_exemplar():
    """
    It stands between the other two.
    """
    texts = {"a": edited(), "b": edited(9, 25, 47, 66, 75), "c": edited(14, 30, 52, 58, 79)}

    links, lost = found_lost(texts, "a")

    assert 2 == len(links)
    assert [] == lost


def test_a_house_style_is_one_reading_however_often_it_stands():
    """
    Five times the same word for the same word is one habit of two copies' desk.
    """
    base = " ".join(f"{word} pier" if i % 12 == 0 else word for i, word in enumerate(WORDS))
    texts = {"a": base, "b": base.replace("pier", "quay").replace("baker", "grocer"), "c": base.replace("pier", "quay")}
    readings = Readings(family(texts))

    assert readings.lone("a", "b", "c") == 1


def test_readings_of_its_own_are_those_against_most_others():
    """
    What two others have in common against a third text is theirs alone when more agree with it.
    """
    texts = {"a": edited(5), "b": edited(60), "c": edited(30), "d": edited(30, 41), "e": edited(70), "f": edited(75)}

    own = Readings(family(texts)).own("a")

    assert [(5, ("other5",))] == [(reading[0], reading[2]) for reading in own]


@pytest.mark.parametrize(("places", "goes"), [((9, 25), True), ((3, 20, 41, 9), False)])
def test_a_text_goes_around_another_that_it_does_not_follow(places, goes):
    """
    It has none of the readings in which the other stands alone; a copy has them.
    """
    texts = {"a": edited(3, 20, 41), "b": edited(14, 30), "c": edited(52, 58), "d": edited(*places)}

    assert goes is Readings(family(texts)).goes_around("d", "a")


@pytest.mark.parametrize("seed", [1, 2])
def test_every_generated_family_has_its_truth(seed):
    """
    Exemplars stand before their copies; some texts are not held.
    """
    for texts in make_families(4, seed=seed, sizes=(6, 9), hidden=0.3):
        names = [text.name for text in texts]
        assert texts[0].exemplars == ()
        for place, text in enumerate(texts[1:], start=1):
            assert all(names.index(exemplar) < place for exemplar in text.exemplars)
            assert text.text.strip()
        assert 0 < sum(not text.is_held for text in texts) < len(texts)
