"""Settings: what `retold.toml` may hold."""

from __future__ import annotations

import pytest

from retold.errors import SettingsError
from retold.settings import Settings, load_settings, settings_from, settings_hash


def test_no_file_means_all_defaults(tmp_path):
    """
    A store needs no settings.
    """
    assert Settings() == load_settings(tmp_path / "retold.toml")


def test_a_known_key_is_taken(tmp_path):
    """
    A section's key replaces its default and nothing else.
    """
    (tmp_path / "retold.toml").write_text("[reuse]\ngram_words = 4\n", encoding="utf-8")

    settings = load_settings(tmp_path / "retold.toml")

    assert 4 == settings.reuse.gram_words
    assert Settings().language == settings.language


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"reuze": {}}, r"unknown section \[reuze\]"),
        ({"reuse": {"gramwords": 4}}, "unknown key reuse.gramwords"),
        ({"reuse": {"gram_words": "four"}}, "Expected a value of type int"),
        ({"reuse": {"gram_words": True}}, "Expected a value of type int"),
        ({"reuse": 3}, r"Expected a section: \[reuse\]"),
    ],
)
def test_what_is_not_known_is_an_error_that_says_what_is(content, said):
    """
    A misspelt setting never passes in silence.
    """
    with pytest.raises(SettingsError, match=said):
        settings_from(content, origin="retold.toml")


def test_a_broken_file_is_said_to_be_broken(tmp_path):
    """
    The message names the file.
    """
    (tmp_path / "retold.toml").write_text("[reuse", encoding="utf-8")

    with pytest.raises(SettingsError, match="not a TOML file"):
        load_settings(tmp_path / "retold.toml")


def test_the_hash_follows_the_values():
    """
    Equal settings have equal hashes, so a build knows what changed.
    """
    changed = settings_from({"reuse": {"gram_words": 6}}, origin="test")

    assert settings_hash(Settings().reuse) == settings_hash(settings_from({}, origin="test").reuse)
    assert settings_hash(Settings().reuse) != settings_hash(changed.reuse)
