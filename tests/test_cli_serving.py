"""What `retold serve` takes; the pages themselves are tried elsewhere."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from retold.cli import cli


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", ""], "expected an address of this machine"),
        (["--token", "short"], "expected 12 or more of letters"),
        (["--token", "a token with spaces"], "leave it out for a new one"),
        (["--token", "\u043a\u043b\u044e\u0447-\u043a\u043b\u044e\u0447-\u043a\u043b\u044e\u0447"], "letters, digits"),
        (["--token", "a;b=c;domain=x;path=/"], "letters, digits"),
        (["--host", "no.such.host.invalid"], "Name another: --port"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(tmp_path, options, words):
    """A token stands in addresses and cookies as it is."""
    result = CliRunner().invoke(cli, ["serve", *options, "-s", str(tmp_path / "none.duckdb")])
    assert result.exit_code == 1
    assert words in str(result.exception) + result.output


def test_a_store_that_is_none_is_said_before_anything_is_served(tmp_path):
    """And what to do."""
    result = CliRunner().invoke(cli, ["serve", "--port", "0", "-s", str(tmp_path / "none.duckdb")])
    assert result.exit_code == 1
    assert "no such store" in str(result.exception) + result.output
