"""Packs beside a large store give the rows that the store gives, and are left aside where they are not of it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retold.corpus import Corpus
from retold.durable import stamp_of
from retold.packed import DECLARED, KIND_OF, TABLES
from retold.packs import Packs, PacksDamaged, PacksInterrupted, opened_packs, place_of
from retold.store import beside
from retold.web.keeping import make_aids
from tests.conftest import ONE_WORKER, bare_and_aided


@pytest.fixture(scope="module")
def stores(example_corpus, tmp_path_factory):
    """Readers of the example store as it is, and with packs beside it."""
    paths = bare_and_aided(example_corpus.path, tmp_path_factory.mktemp("packs"))
    corpora = [Corpus(path, settings=ONE_WORKER) for path in paths]
    yield corpora
    for corpus in corpora:
        corpus.close()


def keys_of(corpus, name):
    """All ids that rows of a declared table are about."""
    table = {"article": "articles", "story": "stories"}[DECLARED[name].key]
    return corpus.ask(f"select x.{DECLARED[name].key} from {table} x order by 1").column(0).to_pylist()


@pytest.mark.parametrize("name", [name for name in DECLARED if name != "named_in"])
def test_packed_rows_are_those_of_the_store(stores, name):
    """
    About each article or story alone, and about all of them: the same values in the same order.
    """
    bare, packed = stores
    keys = keys_of(bare, name)
    asked = [[corpus.about(name, some) for some in ([key] for key in keys)] for corpus in stores]
    whole = [corpus.about(name, keys) for corpus in stores]

    assert not bare.has_packs
    assert packed.has_packs
    assert asked[0] == asked[1]
    assert whole[0] == whole[1]


def test_packs_hold_of_the_actors_in_an_article_those_that_the_other_aids_hold(stores):
    """
    Left out are actors of one article without a name.
    """
    bare, packed = stores
    keys = keys_of(bare, "named_in")
    rows = packed.about("named_in", keys)

    assert rows == packed.rows(DECLARED["named_in"].asking("true"))
    assert rows == [row for row in bare.about("named_in", keys) if row in rows]


def test_some_table_of_every_kind_has_rows(stores):
    """
    So that what is compared above is not nothing.
    """
    bare, _ = stores

    assert [] == [kind for kind, names in TABLES.items() if not any(bare.about(n, keys_of(bare, n)) for n in names)]


def test_times_are_times(stores):
    """
    A pack has them as numbers.
    """
    rows = [row for corpus in stores for row in corpus.about("article_fields", keys_of(corpus, "article_fields"))]

    assert {datetime} == {type(row["published"]) for row in rows if row["published"] is not None}
    assert {UTC.utcoffset(None)} == {row["published"].utcoffset() for row in rows if row["published"] is not None}


def test_an_unknown_id_has_no_rows(stores):
    """
    Nor has none at all.
    """
    assert [[], []] == [corpus.about("blocks", ["nowhere"]) for corpus in stores]
    assert [[], []] == [corpus.about("blocks", []) for corpus in stores]


def test_packs_of_something_else_are_left_aside(stores):
    """
    Of another snapshot, of another version, or no packs at all.
    """
    path = beside(stores[1].path, "pages-packs")

    assert opened_packs(path, "another") is None
    assert opened_packs(path.with_name("nowhere"), "another") is None
    assert opened_packs(Path(__file__), "another") is None


@pytest.fixture
def own(stores, tmp_path):
    """A store of one's own with packs beside it."""
    path = tmp_path / "valley.duckdb"
    shutil.copy(stores[0].path, path)
    make_aids(path, stamp_of(path), ONE_WORKER)
    corpus = Corpus(path, settings=ONE_WORKER)
    yield corpus
    corpus.close()


def changed(corpus, statement):
    """Change the packs beside a store."""
    with sqlite3.connect(beside(corpus.path, "pages-packs")) as file:
        file.execute(statement)
    file.close()


def test_damaged_packs_are_left_aside(stores, own, caplog):
    """
    The store itself is asked instead, once it was said; what is damaged is let go of and deleted.
    """
    changed(own, "update texts set pack = substr(pack, 1, 20)")
    (article, *_) = keys_of(own, "texts")
    packs = own._opened().packs_now()
    texts = [own.texts_of([article]) for _ in range(2)]

    assert [stores[0].texts_of([article])] * 2 == texts
    assert 1 == len(caplog.records)
    assert not beside(own.path, "pages-packs").exists()
    with pytest.raises(sqlite3.ProgrammingError):
        packs._connection.execute("select 1")


def test_damaged_packs_are_not_deleted_where_others_stand_by_now(own):
    """
    They are of a newer snapshot.
    """
    changed(own, "update texts set pack = substr(pack, 1, 20)")
    packs = own._opened().packs_now()
    path = beside(own.path, "pages-packs")
    shutil.copy(path, path.with_name("next"))
    path.with_name("next").replace(path)
    packs.discard()

    assert path.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update texts set bytes = bytes + 1",
        "update texts set bytes = 'many'",
        "update texts set pack = null",
        "update texts set crc = crc + 1",
        "update texts set (bytes, crc, pack) = (select t.bytes, t.crc, t.pack from texts t limit 1)",
        "drop table texts",
    ],
)
def test_packs_that_hold_something_else_are_damaged(own, statement):
    """
    Whatever there is instead of what was written, a pack under another key too.
    """
    keys = keys_of(own, "texts")
    changed(own, statement)
    packs = Packs(beside(own.path, "pages-packs"))
    with pytest.raises(PacksDamaged):
        packs.rows("texts", keys)
    packs.close()


@pytest.mark.parametrize("name", ["texts", "blocks", "marked_events"])
def test_no_flipped_byte_shows_other_rows(stores, own, name):
    """
    Rows are those of the store, wherever in the file a byte is another one.
    """
    path, keys, reader = beside(own.path, "pages-packs"), keys_of(own, name), own._opened()
    whole, expected, made_of = path.read_bytes(), stores[0].about(name, keys), reader.packs_now().made_of
    flipped, others = range(100, len(whole), 4_999), []
    for place in flipped:
        reader.drop_packs()
        path.write_bytes(b"%s%c%s" % (whole[:place], whole[place] ^ 0x15, whole[place + 1 :]))
        reader.packs = opened_packs(path, made_of)
        if own.about(name, keys) != expected:
            others.append(place)

    assert len(flipped) > 100
    assert [] == others


@pytest.mark.parametrize("name", ["texts", "blocks", "stories"])
def test_a_pack_that_is_missing_is_confirmed_by_the_store(stores, own, name):
    """
    There is one for each article and each story.
    """
    keys = keys_of(own, name)
    expected = stores[0].about(name, keys)
    changed(own, f"delete from {KIND_OF[name]} where key = '{keys[0]}'")

    assert expected == own.about(name, keys)
    assert not own.has_packs


def test_packs_in_hand_are_few_bytes(stores, monkeypatch):
    """
    The last ones that were asked for, of all kinds together.
    """
    packs = Packs(beside(stores[1].path, "pages-packs"))
    keys = keys_of(stores[0], "blocks")
    sizes = dict(packs._connection.execute("select key, bytes from told").fetchall())
    monkeypatch.setattr("retold.packs._KEPT_BYTES", sizes[keys[0]] + sizes[keys[3]])
    kept = []
    for name, some in (("blocks", keys), ("blocks", keys[:1]), ("blocks", keys[3:4]), ("texts", keys[:1])):
        packs.rows(name, some)
        kept.append([key for _, key in packs._kept])
        assert packs._kept_bytes == sum(size for size, _ in packs._kept.values()) <= sizes[keys[0]] + sizes[keys[3]]
    packs.close()

    assert [keys[0], keys[3]] == kept[2]
    assert [keys[3], keys[0]] == kept[3]


@pytest.mark.parametrize(("limit", "value"), [("_MOST_KEYS", 3), ("_MOST_BYTES", 20_000)])
def test_many_rows_are_asked_from_the_store(stores, monkeypatch, limit, value):
    """
    That takes less memory, and less time.
    """
    monkeypatch.setattr(f"retold.packs.{limit}", value)
    packs = Packs(beside(stores[1].path, "pages-packs"))
    keys = keys_of(stores[0], "blocks")
    answers = [packs.rows("blocks", some) for some in (keys, keys[:1], keys)]
    kept = len(packs._kept)
    packs.close()

    assert [True, False, True] == [answer is None for answer in answers]
    assert 1 == kept
    assert stores[0].about("blocks", keys) == stores[1].about("blocks", keys)


def test_an_id_is_known_without_its_rows(stores, monkeypatch):
    """
    A name that a reader typed is looked up with nothing read.
    """
    monkeypatch.setattr(Packs, "_read", None)
    (article, *_), (story, *_) = keys_of(stores[1], "texts"), keys_of(stores[1], "stories")

    assert [article, story] == [stores[1].article_id(article), stores[1].story_id(story)]


def test_a_question_to_packs_can_be_stopped(stores):
    """
    So can those after it, until the next page begins.
    """
    packed = stores[1]
    (article, *_) = keys_of(packed, "texts")
    with packed.pinned():
        stopping = threading.Thread(target=packed.interrupt)
        stopping.start()
        stopping.join()
        for _ in range(2):
            with pytest.raises(PacksInterrupted):
                packed.texts_of([article])
    with packed.pinned():
        texts = packed.texts_of([article])

    assert stores[0].texts_of([article]) == texts


def test_half_a_character_names_nothing(stores):
    """
    An address may hold one; the packs stay in use.
    """
    assert [[], []] == [corpus.about("texts", ["\udcff"]) for corpus in stores]
    assert not stores[1]._is_packed("article_fields", "\udcff")
    assert stores[1].has_packs


def test_nulls_come_first():
    """
    As the store orders rows.
    """
    rows = [{"a": 2, "b": "x"}, {"a": None, "b": "y"}, {"a": 1, "b": None}]

    assert [None, 1, 2] == [row["a"] for row in sorted(rows, key=lambda row: place_of(row, ("a", "b")))]
