"""The pages of a large store, which has reading aids beside it, show what they show without them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from retold import listings
from retold.corpus import Corpus
from retold.packed import KIND_OF, TABLES
from retold.packs import Packs
from retold.store import beside
from retold.timelines import roles_of
from retold.web.app import Served, create_app
from retold.web.guard import Door
from retold.web.pages.listings import LISTED
from tests.conftest import ONE_WORKER, bare_and_aided

HOST = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def stores(example_corpus, tmp_path_factory):
    """The example store twice by one name: as it is, and with reading aids beside it."""
    return bare_and_aided(example_corpus.path, tmp_path_factory.mktemp("aided"))


@pytest.fixture(scope="module")
def clients(stores):
    """A reader of each store."""
    apps = [create_app(Served(path, Door("127.0.0.1", 8000), ONE_WORKER)) for path in stores]
    with TestClient(apps[0], base_url=HOST) as bare, TestClient(apps[1], base_url=HOST) as aided:
        yield bare, aided


def ids(corpus, query):
    """The first column of an answer."""
    return corpus.ask(query).column(0).to_pylist()


def addresses(corpus):
    """Pages of every kind: of an actor without a name, too."""
    unnamed = (
        "select e.entity from stage.entities e join stage.local_actors l on e.entity = 'e' || l.actor"
        " where not l.named and e.type <> 'PERSON' order by e.entity limit 3"
    )
    speaking = "select s.entity from speaking s where s.name is not null order by s.entity limit 3"
    actors = [*ids(corpus, unnamed), *ids(corpus, speaking)]
    return [
        *(
            "/",
            "/?order=newest&limit=3&offset=2",
            "/?altered=1",
            "/events?limit=7&offset=5",
            "/claims",
            "/search?q=said",
        ),
        *(f"/{name}?limit=7&offset=4" for name in LISTED),
        *(f"{page}{actor}" for actor in actors for page in ("/entity/", "/events.json?actor=")),
        *(
            f"/story/{story}"
            for story in ids(corpus, "select s.story from stories s order by s.articles desc, s.story")
        ),
        *(
            f"/{kind}{article}{end}"
            for article in ids(corpus, "select a.article from articles a order by 1")[:6]
            for kind, end in (
                ("article/", ""),
                ("article/", "?unsure=1"),
                ("article/", ".json"),
                ("events?article=", ""),
            )
        ),
        *(f"/story/{story}.json" for story in ids(corpus, "select s.story from stories s order by s.story")),
        *(
            f"{page}{pair}"
            for page in ("/compare/", "/why/")
            for pair in ids(
                corpus, "select d.exemplar || '/' || d.article from derivations d where d.exemplar[1] <> 'l'"
            )
        ),
        *(f"/statement/{each}" for each in ids(corpus, "select s.statement from statements s order by 1 limit 40")),
        *(f"/claims?story={story}" for story in ids(corpus, "select s.story from stories s order by s.story")),
    ]


def test_every_page_is_the_same_with_aids(stores, clients, monkeypatch):
    """
    Deep stretches of listings as well.
    """
    monkeypatch.setattr(listings, "_DEEP", 3)
    with_aids = Corpus(stores[1], settings=ONE_WORKER)
    shown = with_aids.number("select count(*) from duckdb_views() x where x.temporary and x.view_name = 'mentions'")
    asked, has_packs = addresses(with_aids), with_aids.has_packs
    with_aids.close()
    used, rows = [], Packs.rows
    monkeypatch.setattr(Packs, "rows", lambda packs, *given: (used.append(given[0]), rows(packs, *given))[1])
    answers = [[client.get(address) for address in asked] for client in clients]

    assert 1 == shown
    assert has_packs
    assert set(TABLES) == {KIND_OF[name] for name in used}
    assert beside(stores[1], "pages-packs").exists()  # none was found to be damaged
    assert [] == [a for a, bare, aided in zip(asked, *answers, strict=True) if bare.content != aided.content]
    assert {200} == {answer.status_code for answer in answers[0]}


def test_roles_of_an_actor_without_a_name_are_told_with_aids(stores):
    """
    The aids leave such actors out: what is asked of one is looked up.
    """
    bare, aided = (Corpus(path, settings=ONE_WORKER) for path in stores)
    (actor, *_) = ids(
        bare,
        "select 'e' || l.actor from stage.local_actors l where not l.named and len(l.roles) > 0 and 'e' || l.actor in"
        " (select e.entity from stage.entities e) order by 1",
    )
    told = [roles_of(corpus, actor).to_pylist() for corpus in (bare, aided)]
    bare.close()
    aided.close()

    assert told[0]
    assert told[0] == told[1]
