"""How the package behaves: errors, interrupts, progress, other threads, memory, types, examples."""

from __future__ import annotations

import ast
import doctest
import importlib
import os
import pickle
import pkgutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

import pytest

import twinclaim
from twinclaim import _native
from write_options import text as options_text

ROOT = Path(__file__).resolve().parents[2]
FACILITY = ROOT / "samples/mri/facility.837"
PACKAGE = Path(twinclaim.__file__).parent


def test_what_cannot_be_read_is_raised_after_what_can(tmp_path):
    (tmp_path / "a.837").write_bytes(FACILITY.read_bytes())
    broken = tmp_path / "b.837"
    broken.write_bytes(FACILITY.read_bytes()[:90])
    claims = []
    with pytest.raises(twinclaim.TwinclaimError) as raised:
        claims.extend(twinclaim.read([tmp_path, "/nowhere.837"]))
    assert len(claims) == 0 or len(claims) == 1
    error = raised.value
    assert {failure.file for failure in error.failures} == {str(broken), "/nowhere.837"}
    assert error.file == str(broken) and error.offset == 0
    again = pickle.loads(pickle.dumps(error))
    assert again.failures == error.failures and str(again) == str(error)


def test_no_error_shows_a_value_of_a_claim():
    claim = next(twinclaim.read(FACILITY))
    secret = "QUILL" + "SECRET"
    born = {**claim, "patient": {**claim["patient"], "birth_date": secret}}
    for one in [born, {**claim, "total_charge": secret}]:
        with pytest.raises(twinclaim.TwinclaimError) as raised:
            twinclaim.write([one])
        shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value)
        assert "QUILLSECRET" not in shown and "MARTHA" not in shown


def test_what_an_object_raises_is_raised():
    class Fails:
        def read(self, size):
            raise OSError("the drive is gone")

    with pytest.raises(OSError, match="the drive is gone"):
        list(twinclaim.read(Fails()))
    with pytest.raises(TypeError, match="binary"):
        list(twinclaim.read(FACILITY.open()))
    with pytest.raises(TypeError, match="one of the inputs"):
        list(twinclaim.read([b"ISA", b"ISA"]))


def test_progress_is_told_and_can_end_the_run():
    told = []
    list(twinclaim.read(FACILITY, progress=told.append))
    assert told[-1]["claims"] == 1 and told[-1]["bytes"] == FACILITY.stat().st_size

    def enough(_):
        raise StopIteration("enough")

    with pytest.raises(RuntimeError, match="StopIteration"):
        list(twinclaim.read(FACILITY, progress=enough))


def test_other_threads_run_meanwhile():
    ticks = 0
    done = threading.Event()

    def count():
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    twinclaim.generate("professional", 1500)
    passed = time.monotonic() - began
    done.set()
    thread.join()
    assert ticks > passed * 50, (ticks, passed)


ENDLESS = """
import itertools, sys, twinclaim
claims = twinclaim.generate("professional", 50)
class Endless:
    def read(self, size):
        return claims
print("begun", flush=True)
{}
"""


@pytest.mark.parametrize(
    "work",
    [
        "for claim in twinclaim.read(Endless()): pass",
        "twinclaim.reconcile(Endless())",
        "import polars; polars.DataFrame(twinclaim.read_arrow(Endless()))",
        "import pyarrow; pyarrow.RecordBatchReader.from_stream(twinclaim.read_arrow(Endless())).read_all()",
    ],
)
def test_an_interrupt_is_heard(work):
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS.format(work)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "begun\n"
    time.sleep(1.0)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - began < 5, said
    assert "KeyboardInterrupt" in said and process.returncode != 0


def test_an_iterator_that_is_left_ends_its_run():
    before = threading.active_count()
    for _ in range(5):
        next(twinclaim.read(FACILITY))
    time.sleep(0.5)
    assert threading.active_count() <= before


MEMORY = """
import resource, sys, twinclaim
path = sys.argv[1]
print(sum(1 for _ in twinclaim.read(path)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the unit is Linux's")
def test_memory_does_not_follow_the_file(tmp_path):
    def peak(claims: int) -> int:
        path = tmp_path / f"{claims}.837"
        twinclaim.generate("professional", claims, path)
        done = subprocess.run([sys.executable, "-c", MEMORY, path], capture_output=True, text=True, check=True)
        count, kibibytes = map(int, done.stdout.split())
        assert count == claims
        return kibibytes

    assert peak(8000) - peak(2000) < 12 << 10


def test_the_command_line_is_within():
    done = subprocess.run([sys.executable, "-m", "twinclaim", "schema"], capture_output=True, check=True)
    assert done.stdout.startswith(b"twinclaim/claim/1")
    failed = subprocess.run([sys.executable, "-m", "twinclaim", "inspect", "/nowhere"], capture_output=True, check=False)
    assert failed.returncode == 2 and b"/nowhere" in failed.stderr


def test_types_are_told_and_current():
    assert (PACKAGE / "py.typed").exists()
    assert (PACKAGE / "_options.py").read_text() == options_text()
    stub = ast.parse((PACKAGE / "_native.pyi").read_text())
    public = {node.name for node in stub.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    native = {name for name in dir(_native) if not name.startswith("_")}
    assert native == {name for name in public if not name.startswith("_")}


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules([str(PACKAGE)]) if module.name.startswith("_")])
def test_examples_do_what_they_show(name):
    if name in {"__main__", "_native"}:
        return
    failed, _ = doctest.testmod(importlib.import_module(f"twinclaim.{name}"))
    assert failed == 0


def test_every_function_has_an_example():
    functions = [getattr(twinclaim, name) for name in twinclaim.__all__ if name[0].islower()]
    without = [function.__name__ for function in functions if ">>>" not in (function.__doc__ or "")]
    assert not without
