"""Claims as dicts, as tables, and back as X12."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, overload

from ._command import Command, Input, Inputs, all_of, is_path
from ._native import ArrowStream, Table

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._command import Progress
    from ._options import ConvertOptions


def read(source: Inputs, *, progress: Progress | None = None, **options: Unpack[ConvertOptions]) -> Iterator[dict[str, Any]]:
    """Claims, one after the other: what ``convert --to ndjson`` writes, parsed.

    ``source`` is a path (a file, a folder, a pattern such as ``inbox/*.837``; .gz, .zst and .zip are opened), bytes, an object
    with ``read``, or a list of those. Memory follows the largest claim. What cannot be read is raised at the end, after all
    claims that can.

    >>> import twinclaim
    >>> for claim in twinclaim.read("samples/mri"):
    ...     print(claim["type"], claim["total_charge"])
    institutional 1840
    professional 685
    """
    return Command(["convert", "--to", "ndjson"], all_of(source), options, progress).records()


def read_arrow(
    source: Inputs, table: str = "claims", *, progress: Progress | None = None, **options: Unpack[ConvertOptions]
) -> ArrowStream:
    """The rows of one table of claims as an Arrow stream, made while it is read.

    pyarrow (``pyarrow.RecordBatchReader.from_stream``), Polars (``polars.DataFrame``), DuckDB and pandas
    (``pandas.DataFrame.from_arrow``) take it without copying. It can be read once. Which tables and columns there are,
    FORMATS.md says; :func:`tables` gives all tables at once. Where something cannot be read, the reader of the stream gets the
    message as its own error, after all rows that can.

    >>> import twinclaim
    >>> twinclaim.read_arrow("samples/mri").column_names[:3]
    ['claim', 'type', 'source_file']
    """
    return Command(["convert", "--to", "arrow"], all_of(source), options, progress).run.stream(table)


def tables(source: Inputs, *, progress: Progress | None = None, **options: Unpack[ConvertOptions]) -> dict[str, Table]:
    """All tables of claims, by name, in memory: ``claims``, ``service_lines``, ``diagnoses`` and so on.

    Takes also what twinclaim says of claims as lines of JSON: findings of ``validate``, encounters of ``reconcile``.

    >>> import twinclaim
    >>> made = twinclaim.tables("samples/mri")
    >>> len(made["claims"]), len(made["service_lines"])
    (2, 2)
    """
    command = Command(["convert", "--to", "arrow"], all_of(source), options, progress)
    made = dict(command.run.tables())
    command.check(made)
    return made


class _Lines:
    """Claims as lines of JSON, made while they are read."""

    def __init__(self, claims: Iterable[Mapping[str, Any]]) -> None:
        self._claims = iter(claims)

    def read(self, size: int, /) -> bytes:
        lines: list[bytes] = []
        length = 0
        for claim in self._claims:
            lines.append(json.dumps(claim, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            length += len(lines[-1])
            if length >= size:
                break
        return b"".join(lines)


@overload
def write(
    claims: Iterable[Mapping[str, Any]] | Input,
    output: None = None,
    *,
    progress: Progress | None = None,
    **options: Unpack[ConvertOptions],
) -> bytes: ...
@overload
def write(
    claims: Iterable[Mapping[str, Any]] | Input,
    output: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
    **options: Unpack[ConvertOptions],
) -> None: ...
def write(
    claims: Iterable[Mapping[str, Any]] | Input,
    output: str | os.PathLike[str] | None = None,
    *,
    progress: Progress | None = None,
    **options: Unpack[ConvertOptions],
) -> bytes | None:
    """Claims as X12: what ``convert --to x12`` writes.

    ``claims`` are dicts as :func:`read` gives them, or whatever :func:`read` takes. Without ``output`` the X12 is returned; a
    file appears whole or not at all, and overwrites none unless ``force=True``.

    >>> import twinclaim
    >>> claims = list(twinclaim.read("samples/mri/facility.837"))
    >>> twinclaim.write(claims) == open("samples/mri/facility.837", "rb").read()
    True
    """
    is_input = is_path(claims) or isinstance(claims, (bytes, bytearray, memoryview)) or hasattr(claims, "read")
    source = claims if is_input else _Lines(claims)  # type: ignore[arg-type]
    words = ["convert", "--to", "x12"]
    if output is None:
        return Command(words, [source], options, progress).read()
    Command([*words, f"--output={os.fsdecode(output)}"], [source], options, progress).read()
    return None
