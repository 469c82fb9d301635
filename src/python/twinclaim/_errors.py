"""What is raised where a command could not do its work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_OFFSET = re.compile(r"\b(?:byte|offset) (\d+)")
_REASON = re.compile(r": | could | is | was | holds ")


@dataclass(frozen=True)
class Failure:
    """One thing that could not be done. It names files, places and rules; no value of a claim is in it."""

    message: str
    """What the command line says of it."""
    file: str | None = None
    """The input it is about, ``-`` for bytes and objects."""
    offset: int | None = None
    """Where in that input, in bytes of its unpacked content; none where no place is known."""


class TwinclaimError(Exception):
    """A command could not do its work, or not all of it: where the command line ends with 2.

    ``failures`` says each thing that went wrong. What could be read before was given all the same.
    """

    def __init__(self, failures: Iterable[Failure], result: object = None) -> None:
        self.failures: tuple[Failure, ...] = tuple(failures)
        self.result = result
        """What the function would have returned, of what could be read; none where nothing came of it."""
        super().__init__("\n".join(failure.message for failure in self.failures))

    @property
    def file(self) -> str | None:
        """The file of the first failure that names one."""
        return next((failure.file for failure in self.failures if failure.file), None)

    @property
    def offset(self) -> int | None:
        """The place of the first failure that has one."""
        return next((failure.offset for failure in self.failures if failure.offset is not None), None)

    def __reduce__(self) -> tuple[type[TwinclaimError], tuple[tuple[Failure, ...]]]:
        # What came of it stays where it is.
        return type(self), (self.failures,)


def failures_of(messages: Iterable[str], inputs: Iterable[str]) -> list[Failure]:
    """What the command line said, with the file and place that each message begins with."""
    words = sorted(inputs, key=len, reverse=True)
    return [_failure(message, words) for message in messages]


def _failure(message: str, words: list[str]) -> Failure:
    for word in words:
        if not message.startswith(word):
            continue
        # A file in a folder or an archive has its name behind that of the input.
        rest = message[len(word) :]
        reason = _REASON.search(rest)
        name = rest[: reason.start()] if reason else ""
        if reason and (not name or name[0] in "/\\!" or word.endswith(("/", "\\"))):
            place = _OFFSET.search(rest, reason.start())
            return Failure(message, word + name, int(place[1]) if place else None)
    return Failure(message)
