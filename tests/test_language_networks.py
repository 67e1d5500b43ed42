"""The door to our trained networks: what is not there is none, what was changed is refused."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from retold.errors import ModelError
from retold.language.networks import Network, network, network_folder


def _folder(tmp_path: Path, digest: str) -> Path:
    (tmp_path / "words.txt").write_text("one two", encoding="utf-8")
    manifest = {"name": "test", "files": {"words.txt": digest}, "settings": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path


def test_a_network_that_nobody_installed_is_none() -> None:
    """No error: the program goes on without it."""
    assert network("no such network") is None
    assert network_folder("") is None


def test_a_file_with_other_contents_is_refused(tmp_path: Path) -> None:
    """The error names the file and says what to do."""
    with pytest.raises(ModelError, match=r"words.txt has other contents.*Install retold-models again"):
        Network(_folder(tmp_path, "0" * 64))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A manifest that names a file which is not there is no network."""
    folder = _folder(tmp_path, "0" * 64)
    (folder / "words.txt").unlink()
    with pytest.raises(ModelError, match=r"words\.txt is missing"):
        Network(folder)


def test_a_file_as_the_manifest_says_is_taken(tmp_path: Path) -> None:
    """Its path is given by name."""
    found = Network(_folder(tmp_path, sha256(b"one two").hexdigest()))
    assert found.path("words.txt").read_text(encoding="utf-8") == "one two"
