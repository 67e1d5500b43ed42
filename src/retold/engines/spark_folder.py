"""The folder through which Spark and the store hand each other tables: Parquet, on any file system that Spark reads.

A path is read and written here; an address (`hdfs://…`, `s3a://…`, `gs://…`) through Spark's own file systems, with
its jars and keys, and a copy on this machine of one table at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet

from retold.engines.spark_errors import translated
from retold.errors import ClusterError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ROWS_A_FILE = 20_000  # of texts: a file is what one task reads
_MARK = "_retold"  # names begun with an underscore are no part of a table, for Spark and Arrow alike


def is_path(place: str) -> bool:
    """Tell whether a place is a folder of this machine (which others may have mounted too), not another's address."""
    scheme, separator, _ = place.partition(":/")
    return not separator or scheme == "file" or len(scheme) == 1  # one letter is a drive


class TableFolder(Protocol):
    """A folder in which each table is a folder of Parquet files."""

    def for_spark(self, name: str) -> str:
        """Return the address of a table as Spark reads it."""

    def write(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        """Replace a table by these rows, in files of a bounded size."""

    def read(self, name: str, schema: pa.Schema, only: pa.dataset.Expression | None = None) -> pa.RecordBatchReader:
        """Return a table's rows as they are read, in these columns (null where a file lacks one)."""

    def mark(self, name: str, told: str) -> None:
        """Write down what a finished table was made from."""

    def marked(self, name: str) -> str:
        """Return what `mark` wrote of a table; nothing where it is not finished."""


class Folder:
    """A folder by its path."""

    def __init__(self, place: str) -> None:
        named = place.removeprefix("file:")
        self._root = Path(f"/{named.lstrip('/')}" if named != place else place).resolve()

    def for_spark(self, name: str) -> str:
        """Return the address of a table as Spark reads it."""
        return f"file://{self._root.as_posix()}/{name}"

    def path(self, name: str) -> Path:
        """Return where a table lies."""
        return self._root / name

    def write(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        """Replace a table by these rows, in files of a bounded size."""
        path = self.path(name)
        try:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
            pa.dataset.write_dataset(
                pa.RecordBatchReader.from_batches(schema, batches),
                path,
                format="parquet",
                max_rows_per_file=_ROWS_A_FILE,
                max_rows_per_group=_ROWS_A_FILE,
                min_rows_per_group=0,
            )
            if not _files(path):
                pa.parquet.write_table(schema.empty_table(), path / "part-0.parquet")
        except OSError as error:
            told = str(error).strip().partition("\n")[0]
            raise ClusterError(f"{path}: cannot write it ({told}). Name another place: --spark-folder") from error

    def read(self, name: str, schema: pa.Schema, only: pa.dataset.Expression | None = None) -> pa.RecordBatchReader:
        """Return a table's rows as they are read, in these columns (null where a file lacks one)."""
        found = pa.dataset.dataset(_files(self.path(name)), schema=schema, format="parquet")
        return found.scanner(filter=only, batch_readahead=1, fragment_readahead=1).to_reader()

    def mark(self, name: str, told: str) -> None:
        """Write down what a finished table was made from."""
        (self.path(name) / _MARK).write_text(told, encoding="utf-8")

    def marked(self, name: str) -> str:
        """Return what `mark` wrote of a table; nothing where it is not finished."""
        try:
            return (self.path(name) / _MARK).read_text(encoding="utf-8")
        except OSError:
            return ""


class AddressFolder:
    """A folder on a file system that Spark reaches, as `session` is set up for it; `scratch` is a folder of our own."""

    def __init__(self, place: str, session: SparkSession, scratch: Path) -> None:
        self._place = place.rstrip("/")
        self._here = Folder(str(scratch))
        self._held = ""  # the one table of which a copy is here
        context: Any = session.sparkContext
        self._java = context._jvm  # PySpark has no other way to Hadoop's file systems
        with self._reaching():
            self._files = self._java_path("").getFileSystem(context._jsc.hadoopConfiguration())

    def for_spark(self, name: str) -> str:
        """Return the address of a table as Spark reads it."""
        return f"{self._place}/{name}"

    def write(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        """Replace a table by these rows, in files of a bounded size."""
        self._drop_copy()
        self._here.write(name, batches, schema)
        self._held = name
        with self._reaching():
            self._files.delete(self._java_path(name), True)
            self._files.mkdirs(self._java_path(name).getParent())
            self._files.copyFromLocalFile(False, True, self._copy_of(name), self._java_path(name))

    def read(self, name: str, schema: pa.Schema, only: pa.dataset.Expression | None = None) -> pa.RecordBatchReader:
        """Return a table's rows as they are read, in these columns (null where a file lacks one)."""
        if self._held != name:
            self._drop_copy()
            with self._reaching():
                self._files.copyToLocalFile(False, self._java_path(name), self._copy_of(name), True)
            self._held = name
        return self._here.read(name, schema, only)

    def mark(self, name: str, told: str) -> None:
        """Write down what a finished table was made from."""
        with self._reaching():
            stream = self._files.create(self._java_path(f"{name}/{_MARK}"), True)
            stream.write(bytearray(told.encode()))
            stream.close()

    def marked(self, name: str) -> str:
        """Return what `mark` wrote of a table; nothing where it is not finished."""
        path = self._java_path(f"{name}/{_MARK}")
        with self._reaching():
            if not self._files.exists(path):
                return ""
            stream = self._files.open(path)
            told = self._java.org.apache.commons.io.IOUtils.toString(stream, "UTF-8")
            stream.close()
        return str(told)

    def _drop_copy(self) -> None:
        if self._held:
            shutil.rmtree(self._here.path(self._held), ignore_errors=True)
            self._held = ""

    def _java_path(self, name: str) -> Any:
        return self._java.org.apache.hadoop.fs.Path(f"{self._place}/{name}".rstrip("/"))

    def _copy_of(self, name: str) -> Any:
        return self._java.org.apache.hadoop.fs.Path(self._here.for_spark(name))

    def _reaching(self) -> Any:
        return translated(f"the folder {self._place}")


def _files(path: Path) -> list[str]:
    return sorted(str(file) for file in path.glob("*.parquet"))
