"""A first look at a folder of claims from Python:

    python samples/recipes/first_look.py samples/mri

needs `pip install .` in a clone of this repository, and polars.
"""

import sys

import polars

import twinclaim


def main(folder: str) -> None:
    print("Who charged what:")
    for claim in twinclaim.read(folder):
        print(f"  {claim['type']:14}{claim['patient_control_number']:18}{claim['total_charge']:>10}")

    print("Charges by procedure:")
    lines = polars.DataFrame(twinclaim.read_arrow(folder, "service_lines"))
    sums = lines.group_by("procedure_code").agg(polars.col("charge").sum()).sort("procedure_code")
    for code, charge in sums.rows():
        print(f"  {code or '-':14}{charge:>28.2f}")

    print("What is wrong with a claim by itself:")
    print(f"  {sum(1 for _ in twinclaim.validate(folder))} findings")

    print("Where the two sides of a visit disagree:")
    found = twinclaim.reconcile(folder, as_of="2026-03-31")
    for finding in found.findings:
        print(f"  {finding['severity']:9}{finding['code']:14}{finding['message']}")
    print(f"  at risk: {found.summary['amount_at_risk']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
