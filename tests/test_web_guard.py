"""What stands before the pages: who may ask, from where, and what every answer carries."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from retold.web.guard import COOKIE, Door, Guard

HERE = "http://127.0.0.1:8477"


def client(door, **options):
    async def told(request):
        body = await request.body()
        return PlainTextResponse(f"inside {len(body)}")

    inside = Starlette(routes=[Route("/{rest:path}", told, methods=["GET", "POST", "PUT"])])
    return TestClient(Guard(inside, door), base_url=HERE, follow_redirects=False, **options)


READABLE = Door("127.0.0.1", 8477)
WRITABLE = Door("127.0.0.1", 8477, is_writable=True)
ELSEWHERE = Door("192.0.2.7", 8477, token="a-secret")


def test_a_reader_on_this_machine_comes_in():
    """Loopback needs no token."""
    assert client(READABLE).get("/").text == "inside 0"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8477", "127.0.0.1:1", "", "127.0.0.1.evil.example"])
def test_another_name_is_turned_away(host):
    """A page elsewhere whose name was bent to this machine sends its own Host header: DNS rebinding."""
    assert client(READABLE).get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8477", "LOCALHOST:8477", "[::1]:8477", "127.0.0.1"])
def test_every_name_of_loopback_is_this_server(host):
    """People type any of them."""
    assert client(READABLE).get("/", headers={"host": host}).status_code == 200


def test_every_answer_carries_the_policy():
    """No script but our own files, no frame, no index, no referrer elsewhere; on refusals too."""
    for answer in (client(READABLE).get("/"), client(READABLE).get("/", headers={"host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "noindex" in answer.headers["x-robots-tag"]


def test_nothing_can_be_written_unless_corrections_are_on():
    """Read-only unless started otherwise."""
    answer = client(READABLE).post("/", data={"a": "b"}, headers={"origin": HERE})
    assert answer.status_code == 405
    assert "--corrections" in answer.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9", "https://127.0.0.1:8477"])
def test_a_form_of_another_page_is_turned_away(origin):
    """The Origin header says whose form it is."""
    assert client(WRITABLE).post("/", data={"a": "b"}, headers={"origin": origin}).status_code == 403


def test_a_form_without_an_origin_is_turned_away():
    """Browsers send one with every form."""
    assert client(WRITABLE).post("/", data={"a": "b"}).status_code == 403


def test_a_form_of_our_own_page_comes_in():
    """With corrections on and the right origin."""
    assert client(WRITABLE).post("/", data={"a": "b"}, headers={"origin": HERE}).text == "inside 3"


def test_other_methods_are_turned_away():
    """Nothing here is put or deleted."""
    assert client(WRITABLE).put("/", headers={"origin": HERE}).status_code == 405


def test_what_may_be_asked_is_said_with_a_refusal():
    """A method that is not allowed names those that are, and nothing is kept of the answer."""
    answer = client(READABLE).put("/")
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["cache-control"] == "no-store"


def test_a_socket_is_closed():
    """No page talks over one, whatever Host it names."""
    told = []

    async def send(message):
        told.append(message)

    asyncio.run(Guard(None, READABLE)({"type": "websocket", "headers": []}, None, send))
    assert told == [{"type": "websocket.close", "code": 1008}]


def test_too_large_a_form_is_turned_away():
    """By its announced length."""
    answer = client(WRITABLE).post("/", content=b"x" * 70_000, headers={"origin": HERE})
    assert answer.status_code == 413


def test_too_long_an_address_is_turned_away():
    """Before anything parses it."""
    assert client(READABLE).get("/" + "a" * 9_000).status_code == 414


def test_elsewhere_needs_the_token():
    """Without it nothing is shown."""
    answer = client(ELSEWHERE).get("/story/x", headers={"host": "192.0.2.7:8477"})
    assert answer.status_code == 401
    assert "inside" not in answer.text


def test_the_token_leads_to_a_cookie_and_away_from_the_address():
    """It must not stay in histories and logs of addresses."""
    answer = client(ELSEWHERE).get("/story/x?a=1&token=a-secret", headers={"host": "192.0.2.7:8477"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/story/x?a=1"
    assert f"{COOKIE}=a-secret" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=Strict" in answer.headers["set-cookie"]


@pytest.mark.parametrize("token", ["wrong", "", "a-secre", "a-secret2", "ä"])
def test_a_wrong_token_is_no_token(token):
    """Compared whole."""
    answer = client(ELSEWHERE).get("/", params={"token": token}, headers={"host": "192.0.2.7:8477"})
    assert answer.status_code == 401


def test_the_cookie_or_a_bearer_token_opens():
    """Browsers and programs."""
    host = {"host": "192.0.2.7:8477"}
    assert client(ELSEWHERE).get("/", headers={**host, "cookie": f"{COOKIE}=a-secret"}).status_code == 200
    assert client(ELSEWHERE).get("/", headers={**host, "authorization": "Bearer a-secret"}).status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/"])
def test_the_way_on_never_leads_elsewhere(path):
    """The redirect after the token stays on this server."""
    answer = client(ELSEWHERE).get(f"{path}?token=a-secret", headers={"host": "192.0.2.7:8477"})
    assert not answer.headers.get("location", "/").startswith(("//", "/\\", "http"))
