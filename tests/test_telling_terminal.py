"""The tellings as lines for a terminal."""

from __future__ import annotations

import pytest

from retold.telling.reading import tell_store
from retold.telling.stories import tell_stories
from retold.telling.terminal import store_lines, story_lines
from tests.careful_reader import careful_reader
from tests.small_affair import affair


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_keep_to_the_width(width):
    """
    The tree's indentation counted in.
    """
    lines = story_lines(tell_stories(careful_reader()), width=width)

    assert max(len(line) for line in lines) <= width


def test_the_tree_is_drawn_with_lost_texts_dashed():
    """
    A solid arm to a held copy, a dashed one to a text not held.
    """
    lines = story_lines(tell_stories(affair()), width=100)

    assert any(line.startswith("   └── 02  Bora") for line in lines)
    assert any(line.startswith("       └┄┄ [dock-press, text not held] (~.70)") for line in lines)


def test_texts_beyond_the_limit_are_counted():
    """
    With the verb that shows all of them.
    """
    told = tell_stories(affair())
    every, some = (story_lines(told, width=100, texts=texts) for texts in (None, 2))

    assert "   and 2 texts more: retold stemma 01" in some
    assert not [line for line in some if "text not held" in line]
    assert [line for line in every if "text not held" in line]
    assert not [line for line in every if "more: retold stemma" in line]


def test_changes_name_effect_and_place():
    """
    Where to look in the article.
    """
    lines = story_lines(tell_stories(affair()), width=120)

    assert any("[nine > ten]" in line and "number: meaning may differ  02:" in line for line in lines)


def test_stories_beyond_the_limit_are_counted():
    """
    With the command that lists them.
    """
    assert "and 5 stories more: retold stories --all" in story_lines(tell_stories(careful_reader(), limit=1))


def test_the_end_says_what_is_not_known_and_what_comes_next():
    """
    No recording, the expected error, the next command.
    """
    lines = story_lines(tell_stories(affair()), width=120)

    assert "No recording or transcript is in this store: which wording was spoken is not known." in lines
    assert lines[-1] == "Next: retold report -o report.html"


def test_control_characters_of_a_title_do_not_reach_the_terminal():
    """
    A headline cannot move the cursor.
    """
    corpus = affair(articles=[{**row, "outlet": "Al\x1b[31mba\r\n"} for row in affair().table("articles").to_pylist()])

    assert all(line.isprintable() for line in story_lines(tell_stories(corpus), width=100))


def test_a_store_is_told_under_one_head():
    """
    What was read, kept, rejected and not stated.
    """
    lines = store_lines(tell_store(affair()), width=100)

    assert lines[0] == "READ   3 files read: 3 articles kept, 0 rejected."
    assert all(line.startswith("       ") for line in lines[1:])
