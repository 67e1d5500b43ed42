"""What an address asks for, checked before anything is read."""

from __future__ import annotations

import pytest

from retold.errors import UsageError
from retold.web.asked import Asked, address, page_of


def asked(*options, path="/quotations"):
    return Asked(path, {}, options)


def test_options_not_given_have_defaults():
    """An address without options is whole."""
    assert (asked().limit, asked().offset, asked().unsure, asked().text("speaker")) == (100, 0, False, None)


def test_the_last_of_several_values_counts():
    """As browsers add them."""
    assert asked(("limit", "5"), ("limit", "7")).limit == 7


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e3", "1001", "²", "9" * 50, "1.5", "0" * 11 + "1" + "0" * 30])
def test_a_limit_that_makes_no_sense_is_refused(value):
    """With what was expected."""
    with pytest.raises(UsageError, match="expected a number from 1 to 1000"):
        _ = asked(("limit", value)).limit


@pytest.mark.parametrize("value", ["maybe", "2", "unsure"])
def test_a_flag_that_makes_no_sense_is_refused(value):
    """1 or 0."""
    with pytest.raises(UsageError, match="expected 1 or 0"):
        _ = asked(("unsure", value)).unsure


@pytest.mark.parametrize(
    "value", ["12/2016", "2016-1", "yesterday", "2016-12-28T00:00", "2016-13", "2016-02-30", "0000", "٢٠١٦"]
)
def test_a_day_that_is_none_is_refused(value):
    """A year, a month or a day."""
    with pytest.raises(UsageError, match="expected a day"):
        asked(("since", value)).day("since")


def test_a_control_character_is_refused():
    """NUL would end text in some libraries."""
    with pytest.raises(UsageError, match="not text"):
        asked(("speaker", "a\x00b")).text("speaker")


def test_an_address_changes_one_option_and_keeps_the_others():
    """The address is the whole state."""
    assert (
        asked(("speaker", "Ann Orr"), ("offset", "100")).changed(offset=200) == "/quotations?speaker=Ann+Orr&offset=200"
    )


def test_the_same_page_as_data_is_complete():
    """Data is never cut to a screen."""
    assert asked(("speaker", "x"), ("limit", "5"), ("offset", "5")).as_kind("csv") == "/quotations.csv?speaker=x"


def test_the_front_page_as_data_has_a_name():
    """`/` has no last part to end in .json."""
    assert asked(path="/").as_kind("json") == "/index.json"


def test_an_address_is_quoted():
    """Names of outlets have spaces, slashes and question marks."""
    assert address("/outlet/A & B?", [("q", "ä b")]) == "/outlet/A%20%26%20B%3F?q=%C3%A4+b"


@pytest.mark.parametrize("value", ["2016", "2016-12", "2016-12-28", "2024-02-29"])
def test_a_year_a_month_or_a_day_is_taken(value):
    """As typed."""
    assert asked(("since", value)).day("since") == value


@pytest.mark.parametrize(
    ("path", "expected"), [("/outlet/..", "/outlet/%20.."), ("/outlet/a..b/.", "/outlet/a..b/%20.")]
)
def test_a_name_of_dots_alone_is_no_folder(path, expected):
    """Browsers would go up."""
    assert address(path) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("news", "/outlet/news"), ("news.csv", "/outlet/news.csv/"), ("a.json b", "/outlet/a.json%20b")],
)
def test_a_name_that_ends_like_data_has_a_page_of_its_own(name, expected):
    """Beside that of the name without the ending."""
    assert page_of("outlet", name) == expected
