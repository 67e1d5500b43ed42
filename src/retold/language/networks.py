"""The door to the networks that Retold trained: the package `retold-models`, checked by hash, loaded once a process.

Each network is a folder of that package with a `manifest.json`: its name, what it needs to know to read its inputs
(`settings`), and the SHA-256 of every file. Without the package the rules run alone.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.errors import ModelError

PACKAGE = "retold_models"
_MANIFEST = "manifest.json"

Array = npt.NDArray[Any]


class Network:
    """A trained network: graphs to run on one window at a call, on one thread, and its other files by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        _check(folder, self.manifest)
        graphs = sorted(name for name in self.manifest["files"] if name.endswith(".onnx"))
        self._sessions = {name: _session(folder / name) for name in graphs}

    def run(self, graph: str, inputs: Mapping[str, Array]) -> list[Array]:
        """Return the outputs of a graph."""
        found: list[Array] = self._sessions[f"{graph}.onnx"].run(None, dict(inputs))
        return [np.asarray(one) for one in found]

    def path(self, name: str) -> Path:
        """Return where a file of the network stands."""
        return self.folder / name


@lru_cache(maxsize=4)
def network(name: str) -> Network | None:
    """Return the network `name`, the same object at each call in one process; None where it is not installed.

    Raises `ModelError` where a file is missing or is not the one that the manifest names.
    """
    folder = network_folder(name)
    return None if folder is None else Network(folder)


@lru_cache(maxsize=4)
def checked_folder(name: str) -> Path | None:
    """Return the folder of network `name` once its files were found to be those of its manifest; None without one.

    Raises `ModelError` where a file is missing or is another.
    """
    folder = network_folder(name)
    if folder is not None:
        _check(folder, json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    return folder


def network_folder(name: str) -> Path | None:
    """Return the folder of network `name`; None where it is not installed or no name is given."""
    found = importlib.util.find_spec(PACKAGE) if name else None
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / name
    return folder if (folder / _MANIFEST).is_file() else None


def _check(folder: Path, manifest: Mapping[str, Any]) -> None:
    for name, wanted in sorted(manifest["files"].items()):
        path = folder / name
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != wanted:
            state = "has other contents than its manifest says" if path.is_file() else "is missing"
            raise ModelError(f"network {folder.name}: {name} {state}. Install retold-models again")


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
