"""Which lines of a page are its article."""

from __future__ import annotations

import numpy as np

from retold.sources.page_body import Trees, body_probabilities, told_lines, vote_features, vote_of
from retold.sources.page_features import FEATURES, features_of
from retold.sources.page_text import PageText, page_text, parse_page
from retold.sources.paragraphs import folded

PROSE = "Seventeen people were missing on Thursday after a ferry caught fire on the Long Fen, the harbour master said."
MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Home", "World", "Sport", "Weather"))
PAGE = f"<nav><ul>{MENU}</ul></nav><article><h1>Ferry burns</h1><p>{PROSE}</p><p>{PROSE} No boat was out.</p></article>"


def seen(html: str) -> tuple[PageText, list[str], np.ndarray]:
    page = page_text(parse_page(html))
    keys = [folded(line.span.of(page.text)) for line in page.lines]
    return page, keys, features_of(page, keys, frozenset(["ferry burns"]), frozenset(), None)


def test_prose_is_the_article_and_menus_are_not():
    """
    The shipped trees know a plain page.
    """
    page, keys, features = seen(PAGE)

    found = body_probabilities(features, keys, lambda: vote_of(PROSE))

    shown = {line.span.of(page.text): probability for line, probability in zip(page.lines, found, strict=True)}
    assert shown[PROSE] > 0.5 > shown["Sport"]


def test_every_line_has_every_feature():
    """
    One row a line, one column a feature, and none for a page without lines.
    """
    page, _, features = seen(PAGE)

    assert (len(page.lines), len(FEATURES)) == features.shape
    assert (0, len(FEATURES)) == features_of(PageText("", []), [], frozenset(), frozenset(), None).shape


def test_no_lines_have_no_probabilities():
    """
    And nobody is asked.
    """
    assert [] == body_probabilities(np.zeros((0, len(FEATURES))), [], lambda: 1 / 0)


def test_a_tree_adds_the_value_of_the_leaf_it_leads_to():
    """
    At most the threshold goes low; trees are summed upon the base.
    """
    whole = np.array([0, 0, 0, 0])
    lower, upper = np.array([1, 1, 2, 3]), np.array([2, 1, 2, 3])
    trees = Trees(
        whole,
        np.array([0.5, 0, 0, 0]),
        lower,
        upper,
        np.array([0.0, -2.0, 3.0, 0.25]),
        np.array([0, 3]),
        depth=1,
        base=1.0,
    )

    assert [-0.75, 4.25] == trees.log_odds(np.array([[0.5], [0.6]])).tolist()


def test_a_text_in_the_data_tells_which_lines_it_holds():
    """
    Lines whose words it has, though parted in another way; nothing where the page does not show it.
    """
    assert [True, False] == told_lines([folded(PROSE), "home world sport"], f"{PROSE} More of it.")
    assert told_lines(["home world sport"], PROSE) is None
    assert told_lines(["home"], "") is None


def test_a_vote_adds_what_it_says_of_the_lines_beside():
    """
    The line, the one before, the one after, and the size of all that it holds.
    """
    columns = vote_features(np.array([1.0, 0.0, 1.0]), np.array([3.0, 5.0, 2.0]))

    assert [[1, 0, 0], [0, 1, 1], [1, 0, 0]] == columns[:, :3].tolist()
    assert np.allclose(columns[:, 3], np.log1p(5.0))
