"""What was read into a store."""

from __future__ import annotations

from pathlib import Path

from retold.telling.expected import QUOTATIONS, SOURCE, Expected, one_in
from retold.telling.reading import expected_sentence, tell_store
from tests.careful_reader import HandMadeCorpus
from tests.small_affair import affair

REJECTED = [{"origin": "in/a.bin", "reason": "no text", "detail": "x"}]


def test_what_was_kept_and_rejected_is_counted_by_reason():
    """
    Nothing is lost without a word.
    """
    sentences = tell_store(affair(rejected=REJECTED)).sentences

    assert sentences[:2] == ("4 files read: 3 articles kept, 1 rejected.", "Rejected: 1 no text.")


def test_what_nobody_stated_is_counted_with_a_way_to_say_it():
    """
    One article without outlet, and how to give it.
    """
    sentences = tell_store(affair()).sentences

    assert "Outlet stated in 2 of 3, date in 1 of 3." in sentences
    assert "Nothing was guessed into them; you can say: retold set 03 outlet=…" in sentences


def test_an_empty_store_is_told_too():
    """
    Zero is an answer.
    """
    assert tell_store(HandMadeCorpus()).sentences == ("0 files read: 0 articles kept, 0 rejected.",)


def test_errors_are_told_as_one_in_so_many():
    """
    From the shares measured on annotated news.
    """
    sentence = expected_sentence(Expected(found=0.9, right=0.8, data="x"))

    assert sentence.startswith("About 1 quotation in 10 is missed and 1 in 5 is wrong")


def test_figures_that_were_not_measured_are_not_made_up():
    """
    Silence would be worse than "not measured".
    """
    assert "not measured yet" in expected_sentence(Expected(None, None, ""))


def test_one_in_n_of_a_share():
    """
    Rounded to whole numbers; zero where errors are rarer than one in a thousand.
    """
    assert [10, 2, 1, 0] == [one_in(share) for share in (0.9, 0.5, 0.0, 1.0)]


def test_the_expected_error_stands_on_the_page_that_it_names():
    """
    The figures behind the sentence are measured ones, with their data.
    """
    page = (Path(__file__).parent.parent / SOURCE).read_text(encoding="utf-8")

    assert f"{QUOTATIONS.found:.3f}".lstrip("0") in page
    assert f"{QUOTATIONS.right:.3f}".lstrip("0") in page
