"""Every route of the application, as it lists them itself, with names and options that no reader would type."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

import retold.web
from retold.web.app import Served, create_app
from retold.web.guard import Door
from tests.conftest import ONE_WORKER
from tests.raw_requests import HOST, sent

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
KINDS = ("json", "jsonl", "csv", "parquet")
# As they stand in an address; what is not quoted yet is quoted.
HOSTILE = (
    *("x", "zzzz", "0", "-1", "1" * 400, "9" * 40, "99999999999999999999", "1e9", "1.5", "1_000", "0x10", "-0", "1,2"),
    *("٣", "²", "NaN", "Infinity", "null", "None", "true", "[]", "{}", "*", "?", "\\", "'", '"'),
    *("%00", "a%00b", "%ED%A0%80", "%FF%FE", "%C0%AF", "%F0%9F%98%80", "%E2%80%AE", "%0A", "%0D%0Aset-cookie:a=b"),
    *("%", "%25", "%252F", "..", "../..", "%2e%2e", ".", "/", "//", "a/b", "//evil.example/", "%20", "%09", "%7F"),
    *("' or 1=1 --", '"; drop table x', "x') union select 1 --", "<script>alert(1)</script>", "=1+1", "{{7*7}}"),
    *("lost:x", "lost:", "s", "t", "e", "s0", "01", "01_agency:0-5", "01_agency:5-0", "a" * 1500, "%F0%9F%98%80" * 300),
    *("2016-13-45", "2016-02-30", "0000-00-00", "9999-99-99", "2024-1-1", "20240312", "2024-03-12T10:00:00Z", "+05:30"),
    *("no", "asserted", "affirmed", "changed", "substitution", "PERSON", "hidden", ".csv", "x.json", "index"),
)


@pytest.fixture(scope="module")
def app(example_corpus, tmp_path_factory):
    """The pages of a copy of the examples, with corrections on."""
    store = shutil.copy(example_corpus.path, tmp_path_factory.mktemp("fuzz") / "copy.duckdb")
    return create_app(Served(Path(store), Door("127.0.0.1", 8477, is_writable=True), ONE_WORKER, readers=1))


@pytest.fixture(scope="module")
def names(example_corpus):
    """Something that each parameter of a route may well be."""
    one, other = (example_corpus.article_id(name) for name in ("01_agency", "02_courier"))
    found = {
        name: example_corpus.ask(f"select min(x.{name}) from {table} x").column(0)[0].as_py()
        for name, table in (("statement", "statements"), ("outlet", "outlets"))
    }
    group = example_corpus.ask("select min(x.entity) from entities x where x.type <> 'PERSON'").column(0)[0].as_py()
    return {"story": one, "article": one, "first": one, "second": other, "entity": group, "rest": "nothing", **found}


def options():
    """Return every option that a page reads, as its source has them."""
    source = "".join(path.read_text(encoding="utf-8") for path in Path(retold.web.__path__[0]).rglob("*.py"))
    read = set(re.findall(r'asked\.(?:text|flag|number|choice|day)\(\s*"(\w+)"', source))
    filters = {"actor", "recipient", "claim", "polarity", "modality", "limit", "offset", "unsure", "table"}
    return sorted(read | filters | {"for_spreadsheet", "token", "unknown"})


def quoted(words):
    return quote(words, safe="%", errors="replace")


def addresses(app, names, *, every):
    """Yield addresses: each route with hostile names, and with each option a hostile value; one in `every` of them."""
    number = 0
    for route in app.inside.routes:
        parameters = PARAMETER.findall(route.path)
        for kind in KINDS if "kind" in parameters else ("",):
            known = {name: quoted(names[name]) for name in parameters if name != "kind"}
            paths = [filled(route, {**known, name: quoted(words)}, kind) for name in known for words in HOSTILE]
            here = filled(route, known, kind)
            for target in [*paths, *(f"{here}?{one}={quoted(words)}" for one in options() for words in HOSTILE)]:
                number += 1
                if number % every == 0:
                    yield target


def filled(route, known, kind):
    return PARAMETER.sub(lambda found: {**known, "kind": kind}[found[1]], route.path)


def failures(app, targets, **request):
    """Return the addresses that were answered with a fault of ours, and how often each status was given."""

    async def asked():
        statuses, failed = Counter(), []
        for target in targets:
            answer = await sent(app, target.encode("ascii"), **request)
            statuses[answer.status] += 1
            if answer.status >= 500 or "Traceback" in answer.text:
                failed.append((answer.status, target[:200], answer.text[-300:]))
        return statuses, failed

    return asyncio.run(asked())


@pytest.mark.slow
def test_no_address_is_a_fault_of_ours(app, names):
    """2xx, 3xx or 4xx, whatever stands in it."""
    statuses, failed = failures(app, addresses(app, names, every=211))

    assert failed == []
    assert {200, 400, 404} <= set(statuses)


@pytest.mark.long
def test_no_address_at_all_is_a_fault_of_ours(app, names):
    """The same with every option and every sixth value or so."""
    assert failures(app, addresses(app, names, every=13))[1] == []


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "POST", "get", "X"]
)
def test_every_route_answers_every_method(app, names, method):
    """What is not read is refused, not failed."""
    targets = [
        filled(route, {name: quoted(words) for name, words in names.items()}, "csv") for route in app.inside.routes
    ]
    statuses, failed = failures(app, targets, method=method)

    assert failed == []
    assert set(statuses) <= ({200, 204, 404} if method == "HEAD" else {403, 405})


FORMS = (
    b"",
    b"field=quotation",
    b"field=quotation&place=01_agency:0-5&field=nothing",
    b"field=%00&place=%00",
    b"place=01_agency:5-0&field=quotation&value=no",
    b"place=01_agency:999999999999-9999999999999&field=speaker&value=x",
    b"place=" + b"9" * 1500 + b"&field=quotation",
    b"place=01_agency&field=story&value=%ED%A0%80",
    b"place=01_agency&field=story&value=zzzz",
    b"place=01_agency&field=copy&of=lost:zzzz",
    b"place=%F0%9F%98%80:1-2&field=same+actor&value=%27",
    b"undo=%25",
    b"undo=zzzz&undo=",
    b"undo=" + b"a" * 1999,
    b"=&&&=%%%",
    b"\xff\xfe\x00",
    b"a=" * 5000,
)


@pytest.mark.parametrize("body", FORMS)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/x"])
def test_no_form_is_a_fault_of_ours(app, body, kind):
    """What is no correction is refused in one line, and nothing is written."""
    headers = (
        (b"origin", f"http://{HOST}".encode()),
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
    )
    statuses, failed = failures(app, ["/corrections"], method="POST", headers=headers, body=body)

    assert failed == []
    assert set(statuses) <= {400, 404, 413}
