"""Commands of the command line, run from within."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Union

from ._errors import TwinclaimError, failures_of
from ._native import Run

if TYPE_CHECKING:
    Path = Union[str, os.PathLike[str]]
    Progress = Callable[[dict[str, Any]], object]

R = TypeVar("R")


class Reads(Protocol):
    """An object open for reading bytes."""

    def read(self, size: int, /) -> bytes: ...


Input = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, Reads]
Inputs = Union[Input, "Iterable[Input]"]


def words_of(options: Mapping[str, object]) -> list[str]:
    """Options as the command line has them: ``max_findings=3`` is ``--max-findings=3``."""
    words: list[str] = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(option)
        elif isinstance(value, (list, tuple, set, frozenset)):
            words.extend(f"{option}={_word(one)}" for one in value)
        else:
            words.append(f"{option}={_word(value)}")
    return words


def _word(value: object) -> str:
    return os.fsdecode(value) if isinstance(value, os.PathLike) else str(value)


def is_path(source: object) -> bool:
    return isinstance(source, (str, os.PathLike))


def _is_one(source: object) -> bool:
    return is_path(source) or isinstance(source, (bytes, bytearray, memoryview)) or hasattr(source, "read")


class Command:
    """A command that is at work."""

    def __init__(
        self,
        words: Iterable[str],
        inputs: Iterable[object] = (),
        options: Mapping[str, object] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.words: list[str] = []
        stream = None
        for one in inputs:
            if is_path(one) and one != "-":
                self.words.append(os.fsdecode(one))  # type: ignore[arg-type]
                continue
            if stream is not None:
                raise TypeError("only one of the inputs can be bytes or an object with read; give paths for the others")
            if one == "-":
                stream = sys.stdin.buffer
            else:
                stream = bytes(one) if isinstance(one, (bytearray, memoryview)) else one
            self.words.append("-")
        tell = None if progress is None else lambda line: progress(json.loads(line))
        args = [*words, *words_of(options or {}), *(["--", *self.words] if self.words else [])]
        self.run = Run(args, stream, tell)

    def read(self, made_of: Callable[[bytes], R] = bytes) -> R:
        """What is made of all that it gives."""
        output = b"".join(self.run)
        if self.run.exit != 2:
            return made_of(output)
        self.check(made_of(output) if output else None)
        raise AssertionError("a command that failed raises")

    def records(self) -> Iterator[dict[str, Any]]:
        """The lines of JSON that it gives."""
        rest = b""
        for piece in self.run:
            lines = (rest + piece).split(b"\n")
            rest = lines.pop()
            for line in lines:
                yield json.loads(line)
        if rest:
            yield json.loads(rest)
        self.check()

    def check(self, result: object = None) -> None:
        """Raises if it could not do its work, with what came of it all the same."""
        if self.run.exit not in (0, 1):
            failures = [message for level, message in self.run.said if level == "error"]
            raise TwinclaimError(failures_of(failures, self.words), result)


def all_of(sources: object) -> list[object]:
    """One source or several, as a list."""
    return [sources] if _is_one(sources) else list(sources)  # type: ignore[call-overload]
