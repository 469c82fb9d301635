"""Findings, answers, encounters, differences: as the command line has them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars
import pytest

import twinclaim

FACILITY = Path("samples/mri/facility.837")
DAY = "2026-03-31"


def records(output: bytes) -> list[dict]:
    return [json.loads(one) for one in output.splitlines()]


def test_findings_are_the_lines_of_validate(line):
    code, output = line("validate", "--format", "ndjson", "--as-of", DAY, "samples/broken")
    findings = []
    with pytest.raises(twinclaim.TwinclaimError, match="cut off"):
        for finding in twinclaim.validate("samples/broken", as_of=DAY):
            findings.append(finding)
    printed = records(output)
    assert code == 2 and findings == [one for one in printed if one["schema"] == "twinclaim/finding/1"] and findings
    one = "samples/broken/segment-without-place.837"
    few = list(twinclaim.validate(one, as_of=DAY, snip=[1, 2]))
    assert few == records(line("validate", "--format", "ndjson", "--as-of", DAY, "--snip", "1,2", one)[1]) and few
    lines = "".join(json.dumps(finding) + "\n" for finding in findings).encode()
    assert len(twinclaim.tables(lines)["findings"]) == len(findings)


@pytest.mark.parametrize("kind", ["ta1", "999", "277ca"])
def test_answers_are_those_of_validate(line, tmp_path, kind):
    options = ["--as-of", DAY, "--ack-control-number", "7"]
    code, _ = line("validate", "--ack", f"{kind}={tmp_path / 'answer'}", *options, FACILITY)
    assert code == 0
    expected = (tmp_path / "answer").read_bytes()
    assert twinclaim.acknowledge(FACILITY, kind, as_of=DAY, ack_control_number=7) == expected
    twinclaim.acknowledge(FACILITY, kind, tmp_path / "mine", as_of=DAY, ack_control_number=7)
    assert (tmp_path / "mine").read_bytes() == expected


def test_encounters_are_the_lines_of_reconcile(line):
    code, output = line("reconcile", "--format", "ndjson", "--as-of", DAY, "samples/mri")
    found = twinclaim.reconcile("samples/mri", as_of=DAY)
    assert code == 1 and [*found.encounters, found.summary] == records(output)
    tables = found.tables()
    assert len(tables["encounters"]) == len(found.encounters)
    assert len(tables["findings"]) == len(found.findings) > 0
    codes = polars.DataFrame(tables["findings"])["code"].to_list()
    assert sorted(codes) == sorted(finding["code"] for finding in found.findings)


def test_what_could_be_reconciled_comes_with_the_error(line):
    sources = ["samples/mri", "samples/broken/cut-off.837"]
    code, output = line("reconcile", "--format", "ndjson", "--as-of", DAY, *sources)
    with pytest.raises(twinclaim.TwinclaimError) as raised:
        twinclaim.reconcile(sources, as_of=DAY)
    found = raised.value.result
    assert code == 2 and [*found.encounters, found.summary] == records(output)
    assert raised.value.file == "samples/broken/cut-off.837"


def test_the_work_list_is_the_sheet_of_reconcile(line):
    _, output = line("reconcile", "--format", "csv", "--as-of", DAY, "samples/mri")
    expected = list(csv.DictReader(io.StringIO(output.decode("utf-8-sig"), newline="")))
    assert twinclaim.work_list("samples/mri", as_of=DAY) == expected and expected


def test_differences_are_the_lines_of_diff(line):
    other = Path("samples/mri/professional.837")
    code, output = line("diff", "--format", "ndjson", FACILITY, other)
    assert code == 1 and twinclaim.diff(FACILITY, other) == records(output)
    assert twinclaim.diff(FACILITY, other.read_bytes())[-1] == twinclaim.diff(FACILITY, other)[-1]


def test_copies_claims_rules_and_schemas_are_those_of_the_command_line(line, tmp_path):
    assert line("redact", FACILITY, "--as-of", DAY, "-o", tmp_path / "copy.837")[0] == 0
    assert twinclaim.redact(FACILITY, as_of=DAY) == (tmp_path / "copy.837").read_bytes()
    assert twinclaim.generate("institutional", 5, seed=3) == line("generate", "institutional", "--claims", 5, "--seed", 3)[1]
    twinclaim.generate("pairs", 3, tmp_path / "pairs")
    assert (tmp_path / "pairs" / "truth.ndjson").read_bytes().count(b"\n") == 3
    assert twinclaim.explain("PS-OFFICE").encode() == line("explain", "PS-OFFICE")[1]
    assert twinclaim.schema("finding") == json.loads(line("schema", "finding")[1])
    result = twinclaim.command("inspect", "--json", FACILITY)
    assert (result.exit, result.output) == line("inspect", "--json", FACILITY)
    assert twinclaim.command("convert", "--to", "ndjson", "-", input=FACILITY.read_bytes()).output
