"""The sentences that Retold says: all documented, with their floors, and without words that judge."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retold.telling.pairs import tell_pair
from retold.telling.stories import tell_stories
from retold.telling.terminal import pair_lines, story_lines
from retold.telling.wording import (
    TEMPLATES,
    banned_words,
    capitalised,
    counted,
    likely,
    listed,
    say,
    shown_probability,
)
from retold.web.report import render_report
from tests.careful_reader import careful_reader
from tests.small_affair import affair

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "wording.md").read_text(encoding="utf-8")
FOLDER = ROOT / "src" / "retold" / "web" / "templates"


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_stands_in_the_docs_with_its_floor(name):
    """
    docs/wording.md lists each template to the letter, with the floor of the code.
    """
    template = TEMPLATES[name]
    floor = "–" if template.floor is None else f"{template.floor:.2f}"

    assert f"| `{name}` | {floor} | `{template.text}` |" in PAGE


def test_the_docs_list_no_template_that_is_gone():
    """
    What stands in the table of the docs is in the code.
    """
    listed_names = set(re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE))

    assert set(TEMPLATES) == listed_names


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_no_template_judges(name):
    """
    No template uses a banned word.
    """
    assert [] == banned_words(TEMPLATES[name].text)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.name)
def test_no_page_template_judges(path):
    """
    No page of ours uses a banned word.
    """
    assert [] == banned_words(path.read_text(encoding="utf-8"))


def test_the_docs_of_wording_judge_nothing():
    """
    The page about wording keeps to its own rule.
    """
    assert [] == banned_words(PAGE)


def test_what_is_told_of_the_affair_judges_nothing():
    """
    Terminal, pair and report say no banned word of a story whose texts have none.
    """
    corpus = affair()
    told = [*story_lines(tell_stories(corpus)), *pair_lines(tell_pair(corpus, "a1", "b2")), render_report(corpus)]

    assert [] == banned_words("\n".join(told))


def test_what_is_told_of_the_examples_judges_nothing():
    """
    The same of the example corpus, where articles' own words stand between quotation marks.
    """
    outside = re.sub(r"“[^”]*”", "", " ".join(story_lines(tell_stories(careful_reader()))))

    assert [] == banned_words(outside)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was stolen.", ["stolen"]),
        ("Plagiarism and FAKES", ["Plagiarism", "FAKES"]),
        ("the original and the first", ["the original", "the first"]),
        ("a left-wing outlet", ["left-wing"]),
        ("first of all, restored", []),
    ],
)
def test_banned_words_are_found_in_any_case_and_form(text, expected):
    """
    Whole words count, in any case and with any ending of theirs.
    """
    assert expected == banned_words(text)


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0.49, ""), (0.5, "possibly"), (0.79, "possibly"), (0.8, "probably"), (1.0, "probably")],
)
def test_likelihood_has_two_words_and_silence(probability, expected):
    """
    Below .5 nothing, to .8 possibly, above it probably.
    """
    assert expected == likely(probability)


def test_below_its_floor_a_sentence_is_not_said():
    """
    A derivation of .49 is no derivation to tell of.
    """
    assert say("taken", probability=0.49, exemplar="01") == ""


def test_a_sentence_carries_its_probability():
    """
    Number and word agree.
    """
    assert say("taken", probability=0.97, exemplar="01") == "probably taken from 01 (~.97)"


def test_a_rival_is_told_for_what_it_is():
    """
    Rival explanations have no floor: they assert nothing.
    """
    assert say("rival_lost", probability=0.15) == "Another explanation: a text not held behind both (~.15)."


@pytest.mark.parametrize(
    ("probability", "calibrated", "expected"),
    [(0.97, False, "~.97"), (0.5, True, ".50"), (1.0, False, "~.99+"), (0.999, True, ".99+"), (0.0, False, "~.00")],
)
def test_probabilities_are_shown_short(probability, calibrated, expected):
    """
    Two digits, a tilde where not calibrated, never certainty.
    """
    assert expected == shown_probability(probability, calibrated=calibrated)


@pytest.mark.parametrize(("count", "expected"), [(0, "0 stories"), (1, "1 story"), (1200, "1,200 stories")])
def test_counts_agree_with_their_noun(count, expected):
    """
    One story, many stories.
    """
    assert expected == counted(count, "story", "stories")


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")]
)
def test_lists_read_like_english(items, expected):
    """
    Commas, and one "and".
    """
    assert expected == listed(items)


def test_a_capital_leaves_the_rest_alone():
    """
    Only the letter at the begin changes.
    """
    assert capitalised("taken from RT") == "Taken from RT"
