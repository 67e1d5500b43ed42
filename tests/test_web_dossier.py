"""The dossier: one story with all that it rests on, in one file."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from retold.cli import _run
from retold.errors import NotFound
from retold.web.dossier import render_dossier
from tests.browsing import largest


@pytest.fixture(scope="module")
def page(example_corpus):
    """The dossier of the largest story."""
    return render_dossier(example_corpus, largest(example_corpus))


def test_it_names_every_text_with_its_hash(page, example_corpus):
    """
    Of the story's articles, and of no other.
    """
    story = largest(example_corpus)
    members = example_corpus.ask("select m.article from story_articles m where m.story = ?", [story])
    inside = set(members.column(0).to_pylist())
    for row in example_corpus.articles().to_pylist():
        assert (row["text_hash"] in page) == (row["article"] in inside)


@pytest.mark.parametrize("table", ["derivations", "quotations", "variants", "events"])
def test_it_lists_every_finding_with_its_place(page, example_corpus, table):
    """
    As many rows as the table has about the story's articles.
    """
    story = largest(example_corpus)
    inside = "x.article in (select m.article from story_articles m where m.story = ?)"
    rows = example_corpus.table(table, where=inside, parameters=[story])
    section = page.partition(f'id="{table}">')[2].partition("</section>")[0]

    assert len(rows) == section.count('<th scope="row">') > 0


def test_places_slice_to_the_words_beside_them(page, example_corpus):
    """
    The place of a quotation is where its words stand.
    """
    section = page.partition('id="quotations">')[2].partition("</section>")[0]
    place = re.search(r"<code>02:(\d+)-(\d+)</code></th>(.*?)</tr>", section, re.DOTALL)
    text = example_corpus.texts_of([example_corpus.article_id("02")]).popitem()[1]
    words = text[int(place[1]) : int(place[2])].split()[:3]

    assert " ".join(words).strip("“”") in place[3]


def test_nothing_is_loaded_and_the_policy_names_style_and_script(page):
    """
    It opens anywhere, and runs what we wrote and nothing else.
    """
    assert not re.search(r"<(?:link|img|iframe|object|embed)\b", page)
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in page


def test_texts_are_left_out_unless_asked_for(page, example_corpus):
    """
    With `full_text` every article stands in it whole.
    """
    text = example_corpus.texts_of([example_corpus.article_id("02")]).popitem()[1]
    last = text.strip().splitlines()[-1]
    whole = render_dossier(example_corpus, "02", full_text=True)

    assert last not in page
    assert last in whole


def test_the_same_store_gives_the_same_page(page, example_corpus):
    """
    To the byte, by any name of the story.
    """
    assert page == render_dossier(example_corpus, "02")


def test_no_folder_is_named(page, example_corpus):
    """
    Files by their names only.
    """
    assert str(example_corpus.path.parent) not in page
    assert "examples/" not in page


def test_an_unknown_story_is_not_found(example_corpus):
    """
    And nothing is written.
    """
    with pytest.raises(NotFound):
        render_dossier(example_corpus, "zzzz")


def test_the_verb_writes_the_file(example_corpus, tmp_path, capsys, page):
    """
    And says where; a folder that is not there is said in one line.
    """
    store = ["-s", str(example_corpus.path)]
    assert 0 == _run(["dossier", "02", "-o", str(tmp_path / "d.html"), *store])
    assert "WROTE" in capsys.readouterr().out
    assert page == (tmp_path / "d.html").read_text(encoding="utf-8")
    assert 1 == _run(["dossier", "02", "-o", str(tmp_path / "none" / "d.html"), *store])
    assert "Name another file" in capsys.readouterr().err
