"""The stages, in order. Reading this list aloud explains the program."""

from __future__ import annotations

from retold.stage import Group, Stage

# What readers and users write; everything else follows from these.
BASE_TABLES = ("texts", "readings", "settings_by_hand")

BY_ARTICLE = Group(by=("article",))
BY_FAMILY = Group(by=("family",), via="reuse_members")
BY_STORY = Group(by=("story",), via="story_members")

STAGES: tuple[Stage, ...] = ()
