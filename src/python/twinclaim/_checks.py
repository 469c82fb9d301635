"""What is wrong with claims, and how claims of one visit agree."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from ._claims import tables
from ._command import Command, Input, Inputs, all_of
from ._native import Table

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._command import Progress
    from ._options import DiffOptions, ReconcileOptions, ValidateOptions


def validate(
    source: Inputs, *, progress: Progress | None = None, **options: Unpack[ValidateOptions]
) -> Iterator[dict[str, Any]]:
    """Findings, one after the other: those that ``validate --format ndjson`` prints, parsed. None where all is right.

    Which inputs could not be read to their end, the error at the end says.

    >>> import twinclaim
    >>> [finding["code"] for finding in twinclaim.validate("samples/mri")]
    []
    """
    records = Command(["validate", "--format=ndjson"], all_of(source), options, progress).records()
    return (record for record in records if record["schema"].startswith("twinclaim/finding/"))


def acknowledge(
    source: Inputs,
    kind: Literal["ta1", "999", "277ca"],
    output: str | os.PathLike[str] | None = None,
    *,
    progress: Progress | None = None,
    **options: Unpack[ValidateOptions],
) -> bytes | None:
    """The answer to the sender: a TA1, 999 or 277CA, as ``validate --ack`` writes it; into a file where one is named.

    >>> import twinclaim
    >>> twinclaim.acknowledge("samples/mri/facility.837", "999", as_of="2026-03-31")[:3]
    b'ISA'
    """
    words = ["validate", "--format=ndjson"]
    return _written(lambda path: [*words, f"--ack={kind}={path}"], all_of(source), options, output, progress)


def _written(
    words: Any, inputs: list[object], options: Any, output: str | os.PathLike[str] | None, progress: Progress | None
) -> bytes | None:
    """Runs what writes a file; its content, where no file is named. It lies in a folder of its own meanwhile."""
    if output is not None:
        Command(words(os.fsdecode(output)), inputs, options, progress).read()
        return None
    with tempfile.TemporaryDirectory(prefix="twinclaim-") as folder:
        path = os.path.join(folder, "output")
        Command(words(path), inputs, options, progress).read()
        with open(path, "rb") as file:
            return file.read()


class Reconciliation:
    """What is found where the claims of one visit are held against each other."""

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        records = _records(lines)
        self.encounters: list[dict[str, Any]] = [one for one in records if one["type"] == "encounter"]
        """Encounters, worst first: what ``reconcile --format ndjson`` prints."""
        self.summary: dict[str, Any] = next((one for one in records if one["type"] == "summary"), {})
        """Its last line."""

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of all encounters, in their order."""
        return [finding for encounter in self.encounters for finding in encounter["findings"]]

    def tables(self) -> dict[str, Table]:
        """Encounters, their claims, findings and the summary as tables for pyarrow, Polars, DuckDB, pandas."""
        return tables(self._lines)

    def __repr__(self) -> str:
        return f"<twinclaim.Reconciliation: {len(self.encounters)} encounters>"


def reconcile(
    source: Inputs, *, progress: Progress | None = None, **options: Unpack[ReconcileOptions]
) -> Reconciliation:
    """Finds the claims of each visit and holds facility and professional side against each other.

    >>> import twinclaim
    >>> found = twinclaim.reconcile("samples/mri", as_of="2026-03-31")
    >>> [encounter["status"] for encounter in found.encounters]
    ['matched']
    """
    return Command(["reconcile", "--format=ndjson"], all_of(source), options, progress).read(Reconciliation)


def work_list(source: Inputs, *, progress: Progress | None = None, **options: Unpack[ReconcileOptions]) -> list[dict[str, str]]:
    """The work list, a row a finding: the sheet that ``reconcile --format csv`` prints, by its titles.

    >>> import twinclaim
    >>> [row["code"] for row in twinclaim.work_list("samples/mri", as_of="2026-03-31")]
    ['PS-OFFICE', 'ID-MEMBER', 'PT-GLOBAL']
    """
    return Command(["reconcile", "--format=csv"], all_of(source), options, progress).read(_rows)


def _rows(sheet: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"), newline="")))


def diff(
    left: Input, right: Input, *, progress: Progress | None = None, **options: Unpack[DiffOptions]
) -> list[dict[str, Any]]:
    """What changed between two sets of claims: the lines of ``diff --format ndjson``. Only one side can be bytes or an object.

    >>> import twinclaim
    >>> changes = twinclaim.diff("samples/mri/facility.837", "samples/mri/facility.837")
    >>> [change["type"] for change in changes]
    ['summary']
    """
    return Command(["diff", "--format=ndjson"], [left, right], options, progress).read(_records)


def _records(lines: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]
