"""Tests of `retold.actors.times.tense`: does the sentence look back or ahead?"""

from __future__ import annotations

import pytest

from retold.actors.times.tense import tense_at


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("They met on Tuesday.", -1),
        ("They will meet on Tuesday.", 1),
        ("They are expected to meet on Tuesday.", 1),
        ("They said Tuesday that they will meet.", -1),
        ("They said they will meet Tuesday.", 1),
        ("On Tuesday, they will meet.", 1),
        ("They began to arrive on Tuesday.", -1),
        ("The vote is scheduled for Tuesday.", 1),
        ("It has rained since Tuesday.", -1),
        ("The weather, Tuesday.", 0),
    ],
)
def test_the_nearest_verb_tells(text, tense):
    """
    The verb before the day decides, else the one after it.
    """
    begin = text.index("Tuesday")

    assert tense == tense_at(text, (0, len(text)), begin, begin + 7)
