"""Which files a path stands for, and their bytes: folders walked in sorted order, compressed ones opened with a cap."""

from __future__ import annotations

import bz2
import glob
import gzip
import io
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.stream_io import ZstdReader

from retold.errors import NotFound
from retold.settings import ReadingSettings

_FORMATS = {
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines"), "jsonl"),
    **dict.fromkeys((".warc", ".wet"), "warc"),
    **dict.fromkeys((".tsv", ".tab"), "tsv"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    ".csv": "csv",
    ".wacz": "wacz",
}
_NAMED_FORMATS = {
    ".json": "json",
    ".zip": "wacz",
}  # of files that are named themselves: folders hold many that are none
FORMATS = ("text", "html", "jsonl", "json", "csv", "tsv", "parquet", "warc", "wacz", "nexis")
_COMPRESSED = (".gz", ".zst", ".bz2", ".xz")
# What commonly stands beside articles and is none: notes, tables, programs, and the parts of a saved page.
_BESIDE_NAMES = """
.md .rst .json .xml .yml .yaml .toml .ini .cfg .log .py .ipynb .sh .js .mjs .css .map .png .jpg .jpeg
.gif .svg .webp .avif .ico .woff .woff2 .ttf .mp3 .mp4 .webm .duckdb .lock .zip .pdf
"""
_BESIDE = frozenset(_BESIDE_NAMES.split())
_CHUNK = 1 << 20
_LINK = "a link to a folder: links are not followed. Name the folder itself to read it"


class TooLarge(Exception):
    """A compressed file grew beyond its cap."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: where it lies, its origin as the user would name it, and the folder that was asked for."""

    path: Path
    origin: str
    root: Path | None = None  # None for a file that was named itself
    fault: str = ""  # why nothing can be read there, where that is known

    @property
    def format(self) -> str | None:
        """The format that the file's name tells (`.gz` and the like set aside); None where it tells none."""
        named = _NAMED_FORMATS.get(self._suffix) if self.root is None else None
        return named or _FORMATS.get(self._suffix)

    @property
    def is_beside(self) -> bool:
        """Whether the name tells that it is no article (a table, a picture, a program)."""
        return self._suffix in _BESIDE and self.format is None

    @property
    def _suffix(self) -> str:
        name = self.path.name.lower()
        for ending in _COMPRESSED:
            name = name.removesuffix(ending)
        return Path(name).suffix


def matching_paths(path: str) -> list[str]:
    """Return the files that a pattern such as `pages/*.html` means, sorted; the path itself where it is none."""
    if Path(path).exists() or not glob.has_magic(path):
        return [path]
    return sorted(glob.glob(path, recursive=True)) or [path]  # noqa: PTH207  # of the user's making, ~ and .. too


def find_files(path: str | os.PathLike[str]) -> Iterator[FoundFile]:
    """Yield the file at `path`, or all files below the folder, sorted by path; hidden ones are left out.

    Folders that cannot be read, and links to folders, which are not followed, come with their fault.

    Raises `NotFound` where nothing is at `path`.
    """
    root = Path(path)
    if not root.exists():
        raise NotFound(f"{_name_of(root)}: no such file or folder. Expected a path, or - for standard input")
    if not root.is_dir():
        yield FoundFile(root, _name_of(root))
        return
    for inner, fault in sorted(_walk(root), key=lambda each: each[0].parts):
        yield FoundFile(root / inner, _name_of(root / inner), root, fault)


def real_path(path: Path) -> Path:
    """Return a path without links; one that leads in a circle stays as it is."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def open_stream(path: Path, *, settings: ReadingSettings) -> BinaryIO:
    """Open `path` for reading; `.gz`, `.zst`, `.bz2` and `.xz` are decompressed.

    Reading raises `TooLarge` where a compressed file grows beyond its cap.
    """
    opener = _OPENERS.get(path.suffix.lower())
    if opener is None:
        return path.open("rb")
    cap = max(settings.max_file_bytes, settings.max_expansion * path.stat().st_size)
    return io.BufferedReader(_Capped(opener(path), cap), _CHUNK)


def read_all(stream: BinaryIO, most: int) -> bytes:
    """Return what is left in `stream`. Raises `TooLarge` above `most` bytes."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise TooLarge(f"more than {most} bytes")
    return content


def with_head(head: bytes, stream: BinaryIO) -> BinaryIO:
    """Return a stream of `head` and then what is left in `stream`."""
    return io.BufferedReader(_Capped(stream, None, head), _CHUNK)


_OPENERS: dict[str, Callable[[Path], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": lambda path: ZstdReader(path.open("rb")),
}
READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError)  # what a broken or unreadable file raises


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield all files below a folder with what is wrong with them, in any order."""
    unread: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=unread.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inner = Path(folder).relative_to(root)
        yield from ((inner / name, "") for name in names if not name.startswith("."))
        yield from ((inner / name, _LINK) for name in folders if Path(folder, name).is_symlink())
    for error in unread:
        yield Path(error.filename).relative_to(root), f"the folder cannot be read: {error.strerror}"


def _name_of(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


class _Capped(io.RawIOBase):
    """The bytes of `head` and then of `stream`, which may be at most `cap` bytes (None: any number)."""

    def __init__(self, stream: Any, cap: int | None, head: bytes = b"") -> None:
        super().__init__()
        self._stream, self._cap, self._head, self._seen = stream, cap, head, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        content = bytes(self._head[: len(buffer)] or self._stream.read(len(buffer)) or b"")
        self._head = self._head[len(content) :] if self._head else b""
        self._seen += len(content)
        if self._cap is not None and self._seen > self._cap:
            raise TooLarge(f"decompressed more than {self._cap} bytes")
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if self._cap is not None:
            self._stream.close()
        super().close()
