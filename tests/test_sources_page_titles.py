"""The title of a page's article."""

from __future__ import annotations

import pytest

from retold.sources.page_data import PageData
from retold.sources.page_titles import titles_of


def data(**changes: object) -> PageData:
    return PageData(**{"canonical": "https://www.fenpost.example/ferry", **changes})


@pytest.mark.parametrize(
    "stated",
    [
        "Ferry burns on the fen | The Fen Post",
        "Ferry burns on the fen - fenpost.example",
        "Ferry burns on the fen – FEN POST – 13.06.2023",
        "The Fen Post: Ferry burns on the fen".replace(": ", " | "),
        "Ferry burns on the fen * The Fen Post * by Ada Brook",
        "Ferry burns on the fen：The Fen Post",
    ],
)
def test_the_outlet_is_no_part_of_the_title(stated: str):
    """
    Neither at its end nor at its begin, whatever parts them.
    """
    titles = titles_of(data(metas={"ogtitle": [stated]}, headings=["Ferry burns on the fen"]), ["The Fen Post"])

    assert "Ferry burns on the fen" == titles[0]


def test_a_dash_within_a_title_stays():
    """
    What comes after a dash is the outlet's name only where it looks like it.
    """
    titles = titles_of(data(metas={"ogtitle": ["Report: ferry unsafe - owner denies it"]}), ["The Fen Post"])

    assert "Report: ferry unsafe - owner denies it" == titles[0]


def test_a_title_that_was_cut_is_completed():
    """
    By another statement of it that goes on.
    """
    titles = titles_of(
        data(metas={"ogtitle": ["Ferry burns on the long…"]}, headings=["Ferry burns on the long fen"]), []
    )

    assert "Ferry burns on the long fen" == titles[0]


def test_a_heading_that_the_data_repeats_goes_before_a_title_that_adds_to_it():
    """
    Words for search engines around a headline are no part of it.
    """
    page = data(
        metas={"ogtitle": ["Fire news today: Ferry burns on the fen: live"]},
        article={"headline": "Ferry burns on the fen"},
        headings=["Ferry burns on the fen"],
    )

    assert "Ferry burns on the fen" == titles_of(page, [])[0]


def test_a_page_that_states_no_title_has_none():
    """
    An empty list, and no guess.
    """
    assert [] == titles_of(PageData(), [])
