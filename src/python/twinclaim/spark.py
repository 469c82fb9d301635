"""Claims on Apache Spark: files of any size as DataFrames, read in parts on many machines.

What is made is what the command line makes; Spark does the scheduling, and starts a part again where a machine is lost. Every
machine needs this package, pyarrow, and the files under the same paths (a shared or mounted file system).
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow

from . import _native
from ._claims import read_arrow
from ._errors import TwinclaimError, failures_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession



def convert(
    spark: SparkSession,
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    table: str = "claims",
    *,
    bytes_per_task: int = 128 << 20,
    **options: Any,
) -> DataFrame:
    """A table of claims, as :func:`twinclaim.read_arrow` and ``convert --to parquet`` have it, with the same rows and keys.

    ``source`` is a file, a folder, a pattern or a list. First every file is looked through for places to cut it, a file a task;
    then parts of at least ``bytes_per_task`` are read, a part a task. Parts are whole transactions, so that a task holds at
    most one transaction more, and memory follows the largest claim. What is packed, or is JSON, is one part. ``options`` are
    ``encoding`` and ``max_claim``. Where a part cannot be read to its end, its task fails with the message of the command line.

    The tables of two calls join by ``claim``, the number of the claim in the run. Where a file is damaged so that segments CLM
    in it are no claims, numbers behind it are higher than those of the command line.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    parts = _parts(spark, source, bytes_per_task, options)
    schema = from_arrow_schema(pyarrow.table(_native.columns(table)).schema)
    read = _Reader(parts, table, options)
    return spark.range(0, len(parts), 1, max(len(parts), 1)).mapInArrow(read, schema)


class _Part:
    """Bytes of a file between headers and trailers."""

    def __init__(self, row: dict[str, Any]) -> None:
        self._file = open(row["file"], "rb")
        self._file.seek(row["start"])
        self._left = row["end"] - row["start"]
        self._before, self._after = row["before"], row["after"]

    def read(self, size: int, /) -> bytes:
        if self._before:
            before, self._before = self._before, b""
            return before
        if self._left:
            piece = self._file.read(min(size, self._left))
            if not piece:
                raise OSError("the file is shorter than it was when it was cut")
            self._left -= len(piece)
            return piece
        self._file.close()
        after, self._after = self._after, b""
        return after


class _Reader:
    """Reads parts by their numbers."""

    def __init__(self, parts: list[dict[str, Any]], table: str, options: dict[str, Any]) -> None:
        self._parts, self._table, self._options = parts, table, options

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from _rows(self._parts[number], self._table, self._options)


def _rows(part: dict[str, Any], table: str, options: dict[str, Any]) -> Iterator[pyarrow.RecordBatch]:
    """The rows of a part, with numbers and places of the whole."""
    is_whole = part["claims_known"] is False
    source = part["file"] if is_whole else _Part(part)
    rows = pyarrow.RecordBatchReader.from_stream(read_arrow(source, table, **options))
    try:
        for batch in rows:
            batch = _plus(batch, "claim", part["first"])
            if not is_whole:
                batch = _plus(batch, "source_offset", part["start"] - len(part["before"]))
                batch = _named(batch, part["file"])
            yield batch
    except pyarrow.ArrowException as error:
        raise TwinclaimError(failures_of([_said(str(error), part)], [part["file"]])) from None


def _said(message: str, part: dict[str, Any]) -> str:
    """The message, which names the file and not what was read of it."""
    message = message.removeprefix("External error: ")
    if message.startswith("-: "):
        return f"{part['file']}: in the part from offset {part['start']} on: {message[3:]}"
    return message


def _set(batch: pyarrow.RecordBatch, name: str, values: pyarrow.Array) -> pyarrow.RecordBatch:
    at = batch.schema.get_field_index(name)
    return batch.set_column(at, batch.schema.field(at), values)


def _plus(batch: pyarrow.RecordBatch, name: str, more: int) -> pyarrow.RecordBatch:
    import pyarrow.compute

    if name not in batch.schema.names or more == 0:
        return batch
    values = pyarrow.compute.add(batch.column(name), pyarrow.scalar(more, batch.schema.field(name).type))
    return _set(batch, name, values)


def _named(batch: pyarrow.RecordBatch, file: str) -> pyarrow.RecordBatch:
    if "source_file" not in batch.schema.names:
        return batch
    return _set(batch, "source_file", pyarrow.array([file] * batch.num_rows, pyarrow.string()))


class _Cutter:
    """Cuts files by their numbers."""

    def __init__(self, files: list[str], least: int, options: dict[str, Any]) -> None:
        self._files, self._least, self._options = files, least, options

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from self._cut(number)

    def _cut(self, number: int) -> Iterator[pyarrow.RecordBatch]:
        file = self._files[number]
        names = ["number", "file", "start", "end", "before", "after", "claims", "claims_known"]
        rows = []
        for start, end, before, after, claims in _native.parts(file, self._least):
            is_known = claims is not None
            if not is_known:
                stream = pyarrow.RecordBatchReader.from_stream(read_arrow(file, **self._options))
                claims = sum(batch.num_rows for batch in stream)
            rows.append([number, file, start, end, before, after, claims, is_known])
        yield pyarrow.RecordBatch.from_pylist([dict(zip(names, row)) for row in rows], _schema())


def _schema() -> pyarrow.Schema:
    whole, binary = pyarrow.int64(), pyarrow.binary()
    fields = [("number", whole), ("file", pyarrow.string()), ("start", whole), ("end", whole)]
    return pyarrow.schema([*fields, ("before", binary), ("after", binary), ("claims", whole), ("claims_known", pyarrow.bool_())])


def _parts(spark: SparkSession, source: Any, least: int, options: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of all files with claims in them, in the order of the command line, and the number of claims before each."""
    from pyspark.sql.pandas.types import from_arrow_schema

    words = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    words = [os.fsdecode(word) for word in words]
    files, failures = _native.files(words)
    if failures:
        raise TwinclaimError(failures_of(failures, words))
    cut = _Cutter(files, least, options)
    found = spark.range(0, len(files), 1, max(len(files), 1)).mapInArrow(cut, from_arrow_schema(_schema()))
    rows = sorted((row.asDict() for row in found.collect()), key=lambda row: (row["number"], row["start"]))
    firsts = itertools.accumulate((row["claims"] for row in rows), initial=0)
    parts = [{**row, "first": first} for row, first in zip(rows, firsts) if row["claims"]]
    there = {part["file"] for part in parts}
    empty = [word for word in words if os.path.isfile(word) and word not in there]
    if empty or not parts:
        said = [f"{word}: holds no 837 claim" for word in empty] or ["there is no claim in what was given"]
        raise TwinclaimError(failures_of(said, words))
    return parts
