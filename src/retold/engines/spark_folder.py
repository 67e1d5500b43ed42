"""The folder through which Spark and the store hand each other tables: Parquet, on any file system that both see."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.fs
import pyarrow.parquet

from retold.errors import ClusterError

_ROWS_A_FILE = 20_000  # of texts: a file is what one task reads
_MARK = "_retold"  # names begun with an underscore are no part of a table, for Spark and Arrow alike
_TO_ARROW = {"s3a": "s3", "s3n": "s3"}  # Hadoop's names of file systems that Arrow calls otherwise


class Folder:
    """A folder by its path or address (`hdfs://…`, `s3a://…`, `gs://…`); each table is a folder in it."""

    def __init__(self, place: str) -> None:
        scheme, separator, rest = place.partition("://")
        self.is_local = not separator or scheme == "file"
        if self.is_local:
            self._root = (Path(rest or place) if separator else Path(place)).resolve().as_posix()
            self._files: pa.fs.FileSystem = pa.fs.LocalFileSystem()
            self._spark_root = f"file://{self._root}"
            return
        try:
            self._files, self._root = pa.fs.FileSystem.from_uri(f"{_TO_ARROW.get(scheme, scheme)}://{rest}")
        except (pa.ArrowException, OSError) as error:
            raise ClusterError(f"{place}: cannot reach it ({_line(error)}). Name another: --spark-folder") from error
        self._spark_root = place.rstrip("/")

    def for_spark(self, name: str) -> str:
        """Return the address of a table as Spark reads it."""
        return f"{self._spark_root}/{name}"

    def for_arrow(self, name: str) -> str:
        """Return the path of a table within its file system."""
        return f"{self._root}/{name}"

    def write(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        """Replace a table by these rows, in files of a bounded size."""
        try:
            self._files.create_dir(self.for_arrow(name), recursive=True)
            self._files.delete_dir_contents(self.for_arrow(name))
            pa.dataset.write_dataset(
                pa.RecordBatchReader.from_batches(schema, batches),
                self.for_arrow(name),
                format="parquet",
                filesystem=self._files,
                max_rows_per_file=_ROWS_A_FILE,
                max_rows_per_group=_ROWS_A_FILE,
                min_rows_per_group=0,
            )
            if not any(info.extension == "parquet" for info in self._entries(name)):
                pa.parquet.write_table(
                    schema.empty_table(), f"{self.for_arrow(name)}/part-0.parquet", filesystem=self._files
                )
        except OSError as error:
            raise ClusterError(
                f"{self.for_arrow(name)}: cannot write it ({_line(error)}). Name another place: --spark-folder"
            ) from error

    def read(self, name: str, schema: pa.Schema, only: pa.dataset.Expression | None = None) -> pa.RecordBatchReader:
        """Return a table's rows as they are read, in these columns (null where a file lacks one)."""
        files = [info.path for info in self._entries(name) if info.extension == "parquet"]
        found = pa.dataset.dataset(files, schema=schema, format="parquet", filesystem=self._files)
        return found.scanner(filter=only, batch_readahead=1, fragment_readahead=1).to_reader()

    def mark(self, name: str, told: str) -> None:
        """Write down what a finished table was made from."""
        with self._files.open_output_stream(f"{self.for_arrow(name)}/{_MARK}") as stream:
            stream.write(told.encode())

    def marked(self, name: str) -> str:
        """Return what `mark` wrote of a table; nothing where it is not finished."""
        try:
            with self._files.open_input_stream(f"{self.for_arrow(name)}/{_MARK}") as stream:
                content: bytes = stream.read()
                return content.decode()
        except OSError:
            return ""

    def _entries(self, name: str) -> list[pa.fs.FileInfo]:
        found = self._files.get_file_info(pa.fs.FileSelector(self.for_arrow(name)))
        return sorted(found, key=lambda info: str(info.path))


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
