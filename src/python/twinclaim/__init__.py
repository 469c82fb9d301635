"""Reads, writes, validates and reconciles X12 837 claims: the two claims of one hospital visit, side by side.

Every function does what the command of its name does, and gives the same. Options are those of the command line with
underscores: ``--max-findings 3`` is ``max_findings=3``, what may be given several times is a list. Where a command could not
do its work, :class:`TwinclaimError` says which file and place it was. Work is done without the interpreter's lock; an
interrupt ends it. ``progress`` is called about ten times a second with a dict: ``bytes``, ``total_bytes``, ``claims`` and so
on, as ``schema("progress")`` says.

``python -m twinclaim`` is the command line.
"""

from ._checks import Reconciliation, acknowledge, diff, reconcile, validate, work_list
from ._claims import read, read_arrow, tables, write
from ._errors import Failure, TwinclaimError
from ._native import ArrowStream, Table
from ._others import Result, command, explain, generate, redact, schema

__all__ = [
    "ArrowStream",
    "Failure",
    "Reconciliation",
    "Result",
    "Table",
    "TwinclaimError",
    "acknowledge",
    "command",
    "diff",
    "explain",
    "generate",
    "read",
    "read_arrow",
    "reconcile",
    "redact",
    "schema",
    "tables",
    "validate",
    "work_list",
    "write",
]
