"""The verb `collation`, and the tree for other programs."""

import pytest
from click.testing import CliRunner

from retold.cli import cli

FIRST = (
    "Ferry burns at Lower Kelar\n\nThe ferry Simorgh burned at the pier of Lower Kelar on Monday, the harbour master"
    " Orla Dunn said. Nobody was hurt, and two boats took the passengers to the market before noon."
)
SECOND = FIRST.replace("Monday", "Tuesday").replace("Nobody was hurt", "No one was hurt")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("collation")
    (folder / "01_first.txt").write_text(FIRST, encoding="utf-8")
    (folder / "02_second.txt").write_text(SECOND, encoding="utf-8")
    path = folder / "store.duckdb"
    result = CliRunner().invoke(cli, ["add", "-s", str(path), str(folder)])
    assert 0 == result.exit_code, result.output
    return path


@pytest.mark.parametrize(("kind", "begins"), [("csv", "place,"), ("tei", "<?xml"), ("dot", "digraph")])
def test_a_story_is_collated_in_each_format(store, kind, begins):
    """
    On the screen, so that it can be piped.
    """
    result = CliRunner().invoke(cli, ["collation", "01", "--format", kind, "-s", str(store)])

    assert 0 == result.exit_code, result.output
    assert result.stdout.startswith(begins)
    assert "Tuesday" in result.stdout


def test_the_tree_is_written_for_other_programs(store):
    """
    A node for each article.
    """
    result = CliRunner().invoke(cli, ["stemma", "01", "--format", "dot", "-s", str(store)])

    assert 0 == result.exit_code, result.output
    assert 2 == result.stdout.count("[label=")
