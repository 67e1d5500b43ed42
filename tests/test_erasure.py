"""Erasure: what was removed leaves no byte behind, and does not come back by itself."""

from __future__ import annotations

import dataclasses
import logging
import re
import unicodedata

import duckdb
import pytest

from retold.build import take_in
from retold.corpus import Corpus
from retold.erasure import Memory, clear_beside, forget_names
from retold.errors import NotFound
from retold.forgetting import _pattern
from retold.sources.feeds import FeedItem
from retold.sources.records import Original, Reading
from retold.store import Workspace, beside, writing
from retold.watch.erasing import erase_waiting
from retold.watch.state import Fetched, WatchState
from tests.conftest import ONE_WORKER, differing, law_tables

MARK = "quorlimbex"
KEPT = Reading("Bridge Opens\n\nThe bridge is open again, the mayor said on Monday.\n", "kept.txt", "text")
GONE = Reading(
    f"Harbour Shut\n\n“The {MARK} stays shut,” the harbour master Anna Korrin said on Monday.\n", "gone.txt", "text"
)
OTHER = Reading("Ferry Late\n\nThe ferry of Tirband was late again, wrote ANNA-KORRIN.\n", "other.txt", "text")


@pytest.fixture
def corpus(tmp_path):
    """A store of three articles, with all that stands beside it."""
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    corpus.add_readings([KEPT, GONE, OTHER])
    beside(corpus.path, "search").mkdir()
    (beside(corpus.path, "search") / "segment").write_text(MARK)
    for name in BESIDE:
        beside(corpus.path, name).write_text(MARK)
    beside(corpus.path, "pages-temporary").mkdir()
    (beside(corpus.path, "pages-temporary") / "spilled").write_text(MARK)
    yield corpus
    corpus.close()


BESIDE = ("backup-format-1", "pages", "pages-part", "pages-part.wal", "pages-packs", "pages-packs-part")


def files_with(folder, word):
    """Return the names of files below `folder` that hold `word`, in any case and as UTF-8 or UTF-16."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes().lower()
        if any(word.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
            found.append(path.name)
    return found


def test_no_byte_of_a_removed_article_stays(corpus, tmp_path):
    """
    Not in the store's free pages, not in the cache, the index or a backup; before, the search does find them.
    """
    before = files_with(tmp_path, MARK)
    corpus.remove("gone.txt")
    corpus.close()

    expected = {"a.duckdb", "a.duckdb.cache", "segment", "spilled", *(f"a.duckdb.{name}" for name in BESIDE)}
    assert expected <= set(before)
    assert [] == files_with(tmp_path, MARK)


def test_a_removed_article_is_not_added_again(corpus, caplog):
    """
    Neither as the same reading nor by the same place with it; the warning says how to add it all the same.
    """
    corpus.remove("gone.txt")
    with caplog.at_level(logging.WARNING, logger="retold"):
        corpus.add_readings([GONE, KEPT])

    assert 2 == len(corpus.articles())
    assert "1 article left out: it was removed before. To add all the same: --again" in caplog.text


def test_again_adds_what_was_removed(corpus, tmp_path):
    """
    The tables are then those of a store that never removed it, and the next time nothing has to be said.
    """
    corpus.remove("gone.txt")
    corpus.add_readings([GONE], again=True)
    corpus.add_readings([GONE])
    fresh = Corpus(tmp_path / "fresh.duckdb", settings=ONE_WORKER)
    fresh.add_readings([KEPT, GONE, OTHER])

    assert [] == differing(law_tables(fresh), law_tables(corpus))


def test_what_forget_would_remove_is_told_first(corpus):
    """
    Every article that holds one of the names, resolved or not, and nothing is removed yet.
    """
    planned = corpus.forgetting("Anna Korrin")
    origins = dict(corpus.ask("select o.article, o.origin from origins o").to_pydict().items())

    assert ("Anna Korrin",) == planned.names
    assert {"gone.txt", "other.txt"} == {
        origin for article, origin in zip(*origins.values(), strict=True) if article in planned.articles
    }
    assert 3 == len(corpus.articles())


def test_a_forgotten_actor_is_in_no_file(corpus, tmp_path):
    """
    Articles that name it go, its name stands nowhere, and articles that name it later are left out.
    """
    corpus.forget("Anna Korrin")
    corpus.add_readings([Reading("Vote\n\nThe council heard Anna  Korrin on Tuesday.\n", "later.txt", "text")])
    corpus.close()

    assert [] == files_with(tmp_path, "korrin")
    assert ["kept.txt"] == corpus.table("origins").column("origin").to_pylist()


def test_a_name_in_other_capitals_is_forgotten_too(tmp_path):
    """
    `SS` is the capital of `ß`: nothing of an article in capitals stays.
    """
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    said = GONE.text.replace("Korrin", "Großmann")
    headline = "FERRY LATE, SAYS ANNA GROSSMANN\n\nThe ferry of Tirband was late again on Tuesday.\n"
    corpus.add_readings([KEPT, Reading(said, "said.txt", "text"), Reading(headline, "headline.txt", "text")])
    corpus.forget("Anna Großmann")
    corpus.add_readings([Reading(headline.replace("again", "once more"), "later.txt", "text")])
    corpus.close()

    assert [] == files_with(tmp_path, "grossmann")
    assert [] == files_with(tmp_path, "großmann")
    assert ["kept.txt"] == corpus.table("origins").column("origin").to_pylist()


def test_an_actor_that_is_not_there_is_not_forgotten(corpus):
    """
    The error says that there is none.
    """
    with pytest.raises(NotFound):
        corpus.forget("Pavel Dorn")


def test_a_page_that_was_removed_stays_away_in_another_wording(tmp_path):
    """
    A feed gives the page again with a word changed: `watch` does not bring it back.
    """
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    page = {"url": "https://example.org/harbour"}
    corpus.add_readings([KEPT, Reading(GONE.text, "https://example.org/harbour", "html", page)])
    corpus.remove(corpus.ask("select o.article from origins o where o.origin like 'https%'").column(0)[0].as_py())
    corpus.add_readings([Reading(f"{GONE.text} More.", "https://example.org/harbour", "html", page)])

    assert 1 == len(corpus.articles())


def page(words, **given):
    """Return an article of the web with a name in its menu, as `add` would read it."""
    content = f"<html><body><nav>Anna Korrin</nav><h1>Ferry Late</h1><p>{words}</p></body></html>".encode()
    return Reading(words, "https://example.org/ferry", "html", given, original=Original(content, "html"))


def test_a_name_in_what_is_said_of_an_article_counts(tmp_path):
    """
    In its byline, its address or its file's name, in any spelling of its marks; one in the folder's name does not.
    """
    plain = "Bridge Opens\n\nThe bridge is open again, the mayor said on Monday, and number {} of the ferries runs.\n"
    by, at, named, kept = (Reading(plain.format(i), f"/srv/anna-korrin/{i}.txt", "text") for i in range(4))
    by = dataclasses.replace(by, given={"byline": "By Anna Korrin"})
    at = dataclasses.replace(at, given={"url": "https://example.org/2031/anna-korrin-resigns"})
    named = dataclasses.replace(named, origin="/srv/desk/Anna%20Korrin.txt")
    spelled = Reading(unicodedata.normalize("NFD", plain.format(9) + "So said Anaïs Dorvel."), "9.txt", "text")
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    odd = dataclasses.replace(KEPT, given={"url": "https://example.org/%ff%fe"})  # no UTF-8, and no name
    corpus.add_readings([by, at, named, kept, spelled, GONE, odd])
    gone = corpus.forgetting("Anna Korrin").articles
    others = corpus.ask("select o.origin from origins o where o.article not in (select unnest(?))", [list(gone)])

    assert {"/srv/anna-korrin/3.txt", "9.txt", "kept.txt"} == set(others.column(0).to_pylist())
    with corpus._building() as building:
        forget_names(building, ["Anna Korrin", "Anaïs Dorvel"])
        left_out = [item.origin for item in (by, at, named, kept, spelled) if Memory(building).reason(item)]
        assert [by.origin, at.origin, named.origin, spelled.origin] == left_out


WRITTEN = {
    "Anna Großmann": ("ANNA GROSSMANN", "Anna GROẞMANN"),
    "Ilka Weissdorn": ("Ilka Weißdorn", "ILKA\nWEISSDORN"),
    "İlker Demir": ("İLKER DEMİR", "i̇lker demi̇r", "ILKER DEMIR"),
    "Işık Kaya": ("IŞIK KAYA", "ışık kaya"),
    "Γιώργος Παππάς": ("ΓΙΏΡΓΟΣ ΠΑΠΠΆΣ", "ΓΙΩΡΓΟΣ ΠΑΠΠΑΣ"),
    "Παΐσιος Μάιος": ("ΠΑΪΣΙΟΣ ΜΑΪΟΣ", "παϊσιος μαϊος"),
    "Anna Bội": ("ANNA BỘI", "Anna Bô\u0323i"),  # as a page of windows-1258 has it
    "राम सिंह": (),
    "Trần Ffion": ("TRẦN FFION", "Trần Ffion".replace("Ff", "\ufb00")),
}


def spelled(words):
    """Return a text with these words, with its marks in one piece with their letters and apart."""
    return [unicodedata.normalize(form, f"Vote\n\nThe council heard {words} today.\n") for form in ("NFC", "NFD")]


@pytest.mark.parametrize(("name", "others"), WRITTEN.items())
def test_a_name_is_found_in_capitals_of_any_language(name, others):
    """
    Whichever of the spellings is the one asked for; a longer word is another.
    """
    texts = [text for words in (name, *others) for text in spelled(words)]
    longer = [text for words in (name, *others) for text in spelled(f"{words}son")]

    with duckdb.connect() as connection:
        for asked in (name, *others):
            rows = connection.execute(
                "select regexp_matches(nfc_normalize(x.words), ?) from (select unnest(?) as words) x",
                [_pattern(asked), texts + longer],
            ).fetchall()
            assert [(True,)] * len(texts) + [(False,)] * len(longer) == rows


def test_a_forgotten_name_stays_out_in_capitals_of_any_language():
    """
    By whichever of its spellings it was forgotten.
    """
    for place in range(3):
        workspace = Workspace(duckdb.connect())
        forget_names(workspace, [(name, *others)[place % (1 + len(others))] for name, others in WRITTEN.items()])
        memory = Memory(workspace)
        for words in (each for name, others in WRITTEN.items() for each in (name, *others)):
            assert [True, True] == [memory.names_somebody(text) for text in spelled(words)]
            assert [False, False] == [memory.names_somebody(text) for text in spelled(f"{words}son")]


@pytest.mark.parametrize(
    ("asked", "another"), [("राम सिंह", "रीमा सिंह"), ("राम सिंह", "रुम सोह"), ("Jose Lima", "José Lima")]
)
def test_marks_make_another_name(asked, another):
    """
    The vowels of many scripts are marks; so are accents that stand apart from their letters.
    """
    workspace = Workspace(duckdb.connect())
    forget_names(workspace, [asked])

    assert [False, False] == [Memory(workspace).names_somebody(text) for text in spelled(another)]
    found = workspace.connection.execute(
        "select regexp_matches(nfc_normalize(x.words), ?) from (select unnest(?) as words) x",
        [_pattern(asked), spelled(another)],
    ).fetchall()
    assert [(False,), (False,)] == found


def test_a_name_of_one_letter_again_and_again_takes_no_time():
    """
    Each pair of them may be written ß: so many ways are not tried.
    """
    name = f"Ki{'s' * 60}"

    assert re.search(_pattern(name).replace("\\pL\\pN\\pM", "\\w"), f"heard {name.upper()} today")
    assert len(_pattern(name)) < 10_000


def test_kept_bytes_that_hold_a_name_go_and_the_article_stays(tmp_path):
    """
    A page can name somebody in its menu alone.
    """
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    corpus.add_readings([page("The ferry of Tirband was late again on Monday."), GONE])
    named = corpus.article_id("https://example.org/ferry")
    before = corpus.original(named)
    corpus.forget("Anna Korrin")

    assert (1, []) == (len(before), corpus.original(named))
    assert 1 == len(corpus.articles())


def test_what_waits_in_the_memory_of_a_watch_goes_too(corpus, tmp_path):
    """
    Alerts, pages to be read and pages to be taken in: those of the article or the name, and no others.
    """
    state = WatchState(beside(corpus.path, "watch"))
    gone = corpus.article_id("gone.txt")
    state.add_alert("1", "feed", f'{{"article": "{gone}", "words": "{MARK}"}}')
    state.add_alert("2", "feed", '{"article": "another", "words": "bridge"}')
    items = [("https://example.org/1", "Anna Korrin Resigns"), ("https://example.org/2", "Bridge Opens")]
    state.add_pages([(FeedItem(address, title), "example.org") for address, title in items], None)
    for address, words in (("https://example.org/3", f"{MARK} ANNA-KORRIN"), ("https://example.org/4", "bridge")):
        state.keep_fetched(Fetched(0, address, address, (), 0.0, 200, (), "", words.encode()))
    state.close()
    corpus.forget("Anna Korrin")
    corpus.close()
    state = WatchState(beside(corpus.path, "watch"))

    assert ["2"] == [number for number, _, _ in state.alerts("feed")]
    assert ["https://example.org/2"] == [each.address for each in state.due_pages("example.org", 1.0, 1.0, 9)]
    assert ["https://example.org/4"] == [each.address for each in state.fetched()]
    assert state.is_read("https://example.org/1")
    state.close()
    assert [] == files_with(tmp_path, "korrin") + files_with(tmp_path, MARK)


@pytest.mark.parametrize(
    ("told", "charset"), [(b"Ana&iuml;s Dorvel", None), ("Анна Корвель".encode("cp1251"), "windows-1251")]
)
def test_a_name_in_kept_bytes_is_found_however_it_is_written(tmp_path, told, charset):
    """
    With HTML's entities, or in the encoding that the page's carrier declared.
    """
    content = b"<html><body><nav>%s</nav><p>The ferry was late again on Monday.</p></body></html>" % told
    item = Reading(KEPT.text, "https://example.org/1", "html", original=Original(content, "html", charset))
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    with corpus._building() as building:
        take_in(building, [item])
        forget_names(building, ["Anaïs Dorvel", "Анна Корвель"])

        assert (1, 0) == tuple(len(building.stage_table(name)) for name in ("texts", "originals"))


def test_a_name_that_waits_in_a_watch_is_found_in_an_address_and_in_any_encoding(tmp_path):
    """
    Addresses write letters beyond ASCII as %C3%AF, and pages need not be UTF-8.
    """
    path = tmp_path / "watch"
    state = WatchState(path)
    state.add_pages([(FeedItem("https://example.org/ana%C3%AFs-dorvel", "Late"), "example.org")], None)
    for number, content in enumerate(("Anaïs Dorvel".encode("cp1252"), b"Ana&iuml;s Dorvel", b"bridge")):
        address = f"https://example.org/{number}"
        state.keep_fetched(Fetched(0, address, address, (), 0.0, 200, (), "", content))
    state.close()
    erase_waiting(path, [], lambda _: False, lambda words: "anaïs" in words.lower())
    state = WatchState(path)

    assert [] == state.due_pages("example.org", 1.0, 1.0, 9)
    assert ["https://example.org/2"] == [each.address for each in state.fetched()]
    state.close()


def test_what_forget_removes_is_looked_for_when_nobody_else_can_write(corpus, monkeypatch):
    """
    An article that another process publishes just before is gone as well.
    """
    late = Reading("Vote\n\nThe council heard Anna Korrin on Tuesday.\n", "late.txt", "text")
    building = corpus._building

    def held():
        monkeypatch.undo()
        Corpus(corpus.path, settings=ONE_WORKER).add_readings([late])
        return building()

    monkeypatch.setattr(corpus, "_building", held)
    corpus.forget("Anna Korrin")

    assert ["kept.txt"] == corpus.table("origins").column("origin").to_pylist()


def test_an_article_that_was_read_anew_a_moment_ago_is_removed_as_well(tmp_path, monkeypatch):
    """
    Another process read its page again: the text is another, and so is its id.
    """
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    corpus.add_readings([KEPT, page(f"The ferry to {MARK} was late again on Monday, said the harbour office.")])
    named, building = corpus.article_id("https://example.org/ferry"), corpus._building

    def held():
        monkeypatch.undo()
        Corpus(corpus.path, settings=ONE_WORKER).reread()
        return building()

    monkeypatch.setattr(corpus, "_building", held)
    corpus.remove(named)
    corpus.close()

    assert [] == files_with(tmp_path, MARK)


def test_an_erasure_that_was_killed_is_ended_by_the_next_writer(corpus, tmp_path, monkeypatch):
    """
    The store is published without the article, and what a reader made of the old one goes before anything else.
    """
    monkeypatch.setattr("retold.erasure.clear_beside", lambda path, **_: None)
    corpus.remove("gone.txt")
    monkeypatch.undo()
    before = files_with(tmp_path, MARK)
    corpus.build()
    corpus.close()

    assert "segment" in before
    assert [] == files_with(tmp_path, MARK)
    assert not beside(corpus.path, "erasing").exists()


@pytest.mark.parametrize("name", ["pages", "search"])
def test_what_is_being_made_beside_a_store_is_cleared_by_the_next_writer(corpus, monkeypatch, caplog, name):
    """
    Where it takes longer than anybody waits. All files are named, and the erasure has not ended until then.
    """
    monkeypatch.setitem(clear_beside.__kwdefaults__, "patience_seconds", 0.01)
    files = {"pages": ("pages", "pages-part", "pages-packs", "pages-packs-part"), "search": ("search",)}[name]
    with writing(beside(corpus.path, name)):
        for file in files:
            if not beside(corpus.path, file).exists():  # the index is made already
                beside(corpus.path, file).write_text("words of an article")
        corpus.remove("gone.txt")
        kept = [file for file in files if beside(corpus.path, file).exists()]
        told = caplog.text
    corpus.build()
    corpus.close()

    assert [*files] == kept
    assert [] == [file for file in files if beside(corpus.path, file).name not in told]
    assert [] == [file for file in files if beside(corpus.path, file).exists()]
    assert not beside(corpus.path, "erasing").exists()
