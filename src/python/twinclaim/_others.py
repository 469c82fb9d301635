"""Copies without patients, synthetic claims, what rules mean, and any other command."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ._checks import _written
from ._command import Command, Inputs, Input, all_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._command import Progress
    from ._options import ExplainOptions, GenerateOptions, RedactOptions


def redact(
    source: Inputs,
    output: str | os.PathLike[str] | None = None,
    *,
    progress: Progress | None = None,
    **options: Unpack[RedactOptions],
) -> bytes | None:
    """Copies in which nobody can be told, as ``redact`` writes them: returned for one file, bytes or object, else into
    ``output``, a file or folder.

    >>> import twinclaim
    >>> copy = twinclaim.redact("samples/mri/facility.837")
    >>> [claim["total_charge"] for claim in twinclaim.read(copy)]
    ['1840']
    """
    return _written(lambda path: ["redact", f"--output={path}"], all_of(source), options, output, progress)


def generate(
    kind: Literal["professional", "institutional", "pairs"],
    claims: int,
    output: str | os.PathLike[str] | None = None,
    **options: Unpack[GenerateOptions],
) -> bytes | None:
    """Synthetic claims about nobody, as ``generate`` makes them; pairs go into the folder ``output``.

    >>> import twinclaim
    >>> sum(1 for claim in twinclaim.read(twinclaim.generate("professional", 3)))
    3
    """
    words = ["generate", kind, f"--claims={claims}"]
    if output is None:
        return Command(words, (), options).read()
    Command([*words, f"--output={os.fsdecode(output)}"], (), options).read()
    return None


def explain(*codes: str, **options: Unpack[ExplainOptions]) -> str:
    """What a rule checks, and why, as ``explain`` prints it; a list of all rules without a code.

    >>> import twinclaim
    >>> "SYN-" in twinclaim.explain()
    True
    """
    return Command(["explain", *codes], (), options).read().decode()


def schema(shape: str) -> dict[str, Any]:
    """The JSON Schema of what goes in and out, such as ``claim``, ``encounter``, ``finding``.

    >>> import twinclaim
    >>> twinclaim.schema("claim")["title"]
    'Claim'
    """
    return json.loads(Command(["schema", shape]).read())


class Result(NamedTuple):
    """What a command ended with."""

    exit: int
    """0 nothing found, 1 findings, 2 it could not do its work."""
    output: bytes
    """Its standard output."""
    said: list[tuple[Literal["error", "note"], str]]
    """What it said besides."""


def command(*words: str | os.PathLike[str], input: Input | None = None) -> Result:
    """Runs any command as the command line does, without a process: ``command("split", "--by", "claim", "-o", "out", "in.837")``.

    >>> import twinclaim
    >>> twinclaim.command("inspect", "samples/mri").exit
    0
    """
    from ._native import Run

    run = Run([os.fsdecode(word) for word in words], input)  # type: ignore[arg-type]
    output = b"".join(run)
    exit = run.exit
    return Result(2 if exit is None else exit, output, run.said)
