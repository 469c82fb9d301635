"""Claims on Spark: the rows of the command line, whatever the parts, and where a worker is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

import twinclaim

pyspark = pytest.importorskip("pyspark")
if subprocess.run(["java", "-version"], capture_output=True, check=False).returncode != 0:
    pytest.skip("java is not at hand: Spark is not tested", allow_module_level=True)

from pyspark.sql import SparkSession  # noqa: E402

from twinclaim import _native  # noqa: E402
from twinclaim.spark import convert  # noqa: E402

BASE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
}


def session(master: str, **more: str) -> SparkSession:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(master).appName("twinclaim")
    for key, value in {**BASE, **more}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files of several transactions, groups and interchanges, one packed, one as JSON, one without claims."""
    folder = tmp_path_factory.mktemp("claims")
    pairs = folder.parent / "pairs"
    twinclaim.generate("pairs", 60, pairs)
    for side in ["facility", "professional"]:
        claims = twinclaim.read(pairs / f"{side}.837")
        (folder / f"{side}.837").write_bytes(twinclaim.write(claims, claims_per_transaction=7, as_of="2026-03-31"))
    both = [(folder / f"{side}.837").read_bytes() for side in ["facility", "professional"]]
    (folder / "two.837").write_bytes(b"".join(both))
    import gzip

    (folder / "packed.837.gz").write_bytes(gzip.compress(both[0]))
    (folder / "zlast.ndjson").write_bytes(twinclaim.command("convert", "--to", "ndjson", pairs / "facility.837").output)
    (folder / "readme.txt").write_text("no claims here")
    return folder


@pytest.fixture(scope="module")
def expected(folder):
    program = os.environ.get("TWINCLAIM_PROGRAM")
    words = [program] if program else [sys.executable, "-m", "twinclaim"]
    out = folder.parent / "tables"
    subprocess.run([*words, "convert", "--to", "parquet", folder, "-o", out], check=True, capture_output=True)
    return lambda table: pyarrow.parquet.read_table(out / f"{table}.parquet")


def same(frame, expected: pyarrow.Table) -> None:
    """The rows of the frame are those of the table, sorted."""
    rows = frame.toArrow()
    assert rows.schema.names == expected.schema.names
    by = lambda table: sorted(map(repr, table.to_pylist()))
    assert by(rows) == by(expected)


@pytest.fixture(scope="module")
def local():
    spark = session("local[2]")
    yield spark
    spark.stop()


@pytest.mark.parametrize("size", [1, 20_000, 128 << 20])
@pytest.mark.parametrize("table", ["claims", "service_lines"])
def test_rows_are_those_of_the_command_line(local, folder, expected, table, size):
    frame = convert(local, folder, table, bytes_per_task=size)
    same(frame, expected(table))


def test_a_file_is_cut_at_every_transaction(folder):
    for name in ["facility.837", "two.837"]:
        text = (folder / name).read_bytes()
        parts = _native.parts(str(folder / name), 1)
        assert len(parts) == text.count(b"~\nST*837*") + text.count(b"~ST*837*") > 5
        assert b"".join(text[start:end] for start, end, *_ in parts) == text


def test_tables_join_by_claim(local, folder):
    lines, claims = convert(local, folder, "service_lines", bytes_per_task=5000), convert(local, folder, bytes_per_task=1)
    assert lines.join(claims.select("claim", "type"), "claim").count() == lines.count() > claims.count()


def test_what_cannot_be_read_fails_with_its_file(local, folder, tmp_path):
    broken = tmp_path / "broken.837"
    broken.write_bytes((folder / "facility.837").read_bytes()[:-400])
    with pytest.raises(Exception, match="broken.837: in the part from offset [0-9]+ on: .*not complete"):
        convert(local, [folder, broken], bytes_per_task=3000).count()
    with pytest.raises(twinclaim.TwinclaimError, match="nowhere"):
        convert(local, "/nowhere.837")
    with pytest.raises(KeyError, match="no table"):
        convert(local, folder, "nonsense")


@pytest.fixture
def cluster():
    """A standalone master with two workers on loopback; the processes of the workers."""
    spark_home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(spark_home), "SPARK_LOCAL_IP": "127.0.0.1"}
    port = 17077

    def start(*words: str) -> subprocess.Popen:
        run = [str(spark_home / "bin" / "spark-class"), *words]
        return subprocess.Popen(run, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    master = start("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
    time.sleep(4)
    worker = "org.apache.spark.deploy.worker.Worker"
    options = ["--cores", "1", "--memory", "1g", "--webui-port", "0", "--host", "127.0.0.1"]
    workers = [start(worker, *options, f"spark://127.0.0.1:{port}") for _ in range(2)]
    yield f"spark://127.0.0.1:{port}", workers
    for process in [*workers, master]:
        process.kill()
        process.wait()


def test_a_cluster_gives_the_same_and_bears_the_loss_of_a_worker(cluster, folder, expected):
    # The one session of this process is that of the tests before.
    SparkSession.getActiveSession() and SparkSession.getActiveSession().stop()
    master, workers = cluster
    spark = session(master, **{"spark.executor.memory": "512m", "spark.executor.cores": "1"})
    try:
        frame = convert(spark, folder, bytes_per_task=1)
        same(frame, expected("claims"))
        # Each part waits a little, so that the worker goes in the middle.
        slow = frame.rdd.mapPartitions(lambda rows: (time.sleep(0.3), rows)[1]).map(lambda row: row["claim"])
        import threading

        numbers: list[int] = []
        thread = threading.Thread(target=lambda: numbers.extend(slow.collect()))
        thread.start()
        time.sleep(3)
        workers[0].send_signal(signal.SIGKILL)
        thread.join(timeout=300)
        assert sorted(numbers) == sorted(expected("claims")["claim"].to_pylist())
    finally:
        spark.stop()
