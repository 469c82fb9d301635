"""Reads tables back with DuckDB and pyarrow and compares them with the lines of JSON and with the tables in CSV.

Usage: read_tables.py LINES.ndjson CSV_DIR PARQUET_DIR
"""

import csv
import json
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

lines, csv_dir, parquet_dir = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
claims = [json.loads(line) for line in open(lines, encoding="utf-8")]


def same(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found!r}, and not {expected!r}")


def one(question):
    return duckdb.sql(question.replace("@", f"{parquet_dir}/")).fetchall()


def amount(value):
    return Decimal(value) if value else Decimal(0)


# Counts, sums and joins equal those of the lines of JSON.
same("claims", one("select count(*) from '@claims.parquet'"), [(len(claims),)])
total = sum(amount(claim.get("total_charge")) for claim in claims)
same("charges", one("select sum(total_charge) from '@claims.parquet'")[0][0], total)
service = [line for claim in claims for line in claim.get("service_lines", [])]
same(
    "service lines",
    one("select count(*), sum(charge) from '@service_lines.parquet'"),
    [(len(service), sum(amount(line.get("charge")) for line in service))],
)
joined = one(
    "select c.claim, c.patient_control_number, count(l.claim), sum(l.charge) from '@claims.parquet' c"
    " left join '@service_lines.parquet' l using (claim) group by all order by c.claim"
)
expected = [
    (
        number,
        claim.get("patient_control_number"),
        len(claim.get("service_lines", [])),
        sum(amount(line.get("charge")) for line in claim["service_lines"]) if claim.get("service_lines") else None,
    )
    for number, claim in enumerate(claims, 1)
]
same("lines by claim", joined, expected)
paid = one(
    "select sum(a.amount) from '@adjustments.parquet' a join '@other_payers.parquet' p using (claim, other_payer)"
    " where a.line is null"
)
adjusted = sum(
    amount(adjustment.get("amount"))
    for claim in claims
    for payer in claim.get("other_payers", [])
    for group in payer.get("adjustments", [])
    for adjustment in group.get("adjustments", [])
)
same("adjustments of payers", paid[0][0], adjusted or None)
first = one("select min(statement_from), max(statement_to) from '@claims.parquet'")
days = [claim.get(key) for key in ("statement_from", "statement_to") for claim in claims]
half = len(days) // 2
same(
    "days",
    tuple(day.isoformat() for day in first[0]),
    (min(filter(None, days[:half])), max(filter(None, days[half:]))),
)


# Every cell is the one in CSV, in the type that the description gives.
def text(value):
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, Decimal):
        return value
    return "" if value is None else str(value)


def cell(type_of, written):
    if written.startswith("'"):
        # What a spreadsheet would take for a formula.
        written = written[1:]
    return Decimal(written) if pa.types.is_decimal(type_of) and written else written


package = json.loads((parquet_dir / "datapackage.json").read_text())
types = {"string": (pa.string(), pa.list_(pa.string())), "integer": (pa.int64(),), "date": (pa.date32(),),
         "number": (pa.decimal128(28, 6), pa.float64()), "object": (pa.string(),)}
for resource in package["resources"]:
    name = resource["name"]
    table = pq.read_table(parquet_dir / resource["path"])
    fields = resource["schema"]["fields"]
    same(f"{name}: columns", table.schema.names, [field["name"] for field in fields])
    for field in fields:
        found = table.schema.field(field["name"]).type
        found = pa.list_(pa.string()) if pa.types.is_list(found) else found
        if found not in types[field["type"]]:
            sys.exit(f"{name}.{field['name']}: {found}")
    with open(csv_dir / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    same(f"{name}: rows", table.num_rows, len(rows))
    for column in table.schema.names:
        type_of = table.schema.field(column).type
        found = [text(value) for value in table.column(column).to_pylist()]
        same(f"{name}.{column}", found, [cell(type_of, row[column]) for row in rows])
print(f"{len(claims)} claims, {len(service)} service lines, {len(package['resources'])} tables agree")
