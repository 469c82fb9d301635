"""Claims as dicts, as tables, and back as X12: as the command line has them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import twinclaim

FACILITY = Path("samples/mri/facility.837")
SOURCES = ["samples/mri", "samples/surgery", "samples/emergency"]
SOURCES = [source for source in SOURCES if Path(__file__).resolve().parents[2].joinpath(source).is_dir()]


def records(output: bytes) -> list[dict]:
    return [json.loads(one) for one in output.splitlines()]


@pytest.mark.parametrize("source", SOURCES)
def test_claims_are_the_lines_of_convert(line, source):
    code, output = line("convert", "--to", "ndjson", source)
    assert code == 0
    claims = list(twinclaim.read(source))
    assert claims == records(output) and claims


def test_a_path_bytes_and_objects_give_the_same_claims(line):
    by_path = list(twinclaim.read(FACILITY))
    for source in [FACILITY.read_bytes(), bytearray(FACILITY.read_bytes()), io.BytesIO(FACILITY.read_bytes()), FACILITY.open("rb")]:
        claims = list(twinclaim.read(source))
        assert [claim["source"].pop("file") for claim in claims] == ["-"]
        assert claims == [{**claim, "source": {k: v for k, v in claim["source"].items() if k != "file"}} for claim in by_path]
    assert len(list(twinclaim.read([FACILITY, "samples/mri/professional.837"]))) == 2


def test_options_are_those_of_the_command_line(tmp_path):
    (tmp_path / "a.837").write_bytes(FACILITY.read_bytes())
    (tmp_path / "b.txt").write_bytes(FACILITY.read_bytes())
    assert len(list(twinclaim.read(tmp_path))) == 2
    assert len(list(twinclaim.read(tmp_path, include=["*.837"]))) == 1
    with pytest.raises(twinclaim.TwinclaimError, match="--nonsense"):
        list(twinclaim.read(FACILITY, nonsense=True))


def test_every_reader_takes_the_stream_and_counts_the_same(line, tmp_path):
    assert line("convert", "--to", "parquet", "samples/mri", "-o", tmp_path / "tables")[0] == 0
    for table in ["claims", "service_lines", "providers"]:
        expected = pyarrow.parquet.read_table(tmp_path / "tables" / f"{table}.parquet")
        stream = lambda: twinclaim.read_arrow("samples/mri", table)
        arrow = pyarrow.RecordBatchReader.from_stream(stream()).read_all()
        assert arrow.equals(expected)
        assert polars.DataFrame(stream()).shape == expected.shape
        assert pandas.DataFrame.from_arrow(stream()).shape == expected.shape
        rows = pyarrow.RecordBatchReader.from_stream(stream())
        assert duckdb.sql("select count(*) from rows").fetchall() == [(expected.num_rows,)]
    charges = polars.DataFrame(twinclaim.read_arrow("samples/mri"))["total_charge"].sum()
    assert float(charges) == 2525.0


def test_tables_hold_what_parquet_holds(line, tmp_path):
    assert line("convert", "--to", "parquet", "samples/mri", "-o", tmp_path / "tables")[0] == 0
    made = twinclaim.tables("samples/mri")
    assert {f"{name}.parquet" for name in made} == {file.name for file in tmp_path.glob("tables/*.parquet")}
    for name, table in made.items():
        expected = pyarrow.parquet.read_table(tmp_path / "tables" / f"{name}.parquet")
        assert len(table) == expected.num_rows and table.column_names == expected.column_names
        assert pyarrow.table(table).equals(expected) and pyarrow.table(table).equals(expected)


def test_a_stream_is_read_once_and_from_objects_too():
    stream = twinclaim.read_arrow(io.BytesIO(FACILITY.read_bytes()))
    assert polars.DataFrame(stream).height == 1
    with pytest.raises(RuntimeError, match="has been read"):
        stream.__arrow_c_stream__()
    with pytest.raises(KeyError, match="no table"):
        twinclaim.read_arrow(FACILITY, "nonsense")


def test_written_claims_are_the_bytes_that_were_read(tmp_path):
    claims = list(twinclaim.read(FACILITY))
    assert twinclaim.write(claims) == FACILITY.read_bytes()
    assert twinclaim.write(iter(claims)) == FACILITY.read_bytes()
    target = tmp_path / "out.837"
    assert twinclaim.write(twinclaim.read(FACILITY), target) is None
    assert target.read_bytes() == FACILITY.read_bytes()
    with pytest.raises(twinclaim.TwinclaimError):
        twinclaim.write(claims, target)
    twinclaim.write(claims, target, force=True)


def test_changed_claims_are_written_as_the_command_line_writes_them(line):
    claims = list(twinclaim.read("samples/mri"))
    for claim in claims:
        claim["patient_control_number"] += "X"
    text = "".join(json.dumps(claim) + "\n" for claim in claims).encode()
    code, output = line("convert", "--to", "x12", "--as-of", "2026-03-31", "-", input=text)
    assert code == 0 and twinclaim.write(claims, as_of="2026-03-31") == output
