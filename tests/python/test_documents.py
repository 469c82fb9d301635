"""What README and recipes show runs as written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def run(*arguments: str) -> str:
    # As in an environment that is active: Spark starts its workers by name.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "SPARK_LOCAL_IP": "127.0.0.1"}
    words = [sys.executable, *arguments]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("block", [block for block in BLOCKS if "import" in block and "airflow" not in block])
def test_readme_runs(block):
    if "pyspark" in block and not shutil.which("java"):
        pytest.skip("java is not at hand")
    printed = run("-c", block)
    assert any(word in printed for word in ["QIG-88120", "PS-OFFICE", "professional"])


def test_readme_has_three_lines_to_a_frame():
    assert any(len(block.splitlines()) == 3 and "DataFrame" in block for block in BLOCKS)


def test_the_recipe_runs():
    printed = run("samples/recipes/first_look.py", "samples/mri")
    assert re.search(r"institutional +LGH260302-0117 +1840\n", printed)
    assert re.search(r"70551 +2525\.00\n", printed)
    assert "PS-OFFICE" in printed and "at risk" in printed
