"""The wheel, held against the command line: TWINCLAIM_PROGRAM, or else the one the wheel carries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def in_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def line():
    """Runs the command line; its exit code and what it prints."""
    named = os.environ.get("TWINCLAIM_PROGRAM")
    program = [named] if named else [sys.executable, "-m", "twinclaim"]

    def run(*words: object, input: bytes | None = None) -> tuple[int, bytes]:
        done = subprocess.run([*program, *map(str, words)], input=input, capture_output=True, check=False)
        return done.returncode, done.stdout

    return run
