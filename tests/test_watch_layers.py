"""Only the watch knows the network, and nobody loads it who does not watch."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.test_layers import DOMAIN, imports_of, modules

NETWORK = {"httpx", "httpcore", "anyio", "socket", "ssl", "requests", "http.client", "urllib.request"}


@pytest.mark.parametrize("path", [path for path in modules() if path.parts[0] in DOMAIN], ids=str)
def test_the_domain_needs_no_network(path):
    """
    Feeds are parsed in sources/ from bytes that somebody else fetched.
    """
    assert set() == imports_of(path) & NETWORK


def test_the_network_is_loaded_by_the_watch_only():
    """
    Other verbs start without it.
    """
    code = (
        "import retold.cli, retold.corpus, sys; print(sorted({'httpx', 'httpcore', 'feedparser'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
