#!/usr/bin/env python3
"""Records what every command prints, as digests, so that two versions of the program can be held against each other.

    baseline.py record TWINCLAIM OUT [FOLDER...]     run all commands over the folders (samples/ unless named) and generated files
    baseline.py compare OUT OUT                      list the runs whose exit code, output or messages differ

OUT is a folder: digests.tsv, and each output under its digest, so that a difference can be read with `diff`. Runs are the same
on every machine and day: the day is fixed, outputs are folders that do not outlast the run, and paths are relative to each folder.
"""
import concurrent.futures
import hashlib
import os
import subprocess
import sys
import tempfile

DAY = ["--as-of", "2026-11-30"]

ON_FILE = {
    "inspect": ["inspect"],
    "inspect-json": ["inspect", "--json"],
    "inspect-mask": ["inspect", "--mask"],
    "inspect-segments": ["inspect", "--segments"],
    "validate": ["validate", *DAY],
    "validate-ndjson": ["validate", "--format", "ndjson", *DAY],
    "validate-sarif": ["validate", "--format", "sarif", *DAY],
    "validate-junit": ["validate", "--format", "junit", *DAY],
    "validate-all": ["validate", "--format", "ndjson", "--ack", "ta1={out}/ta1", "--ack", "999={out}/999", "--ack", "277ca={out}/277",
                     "--valid", "{out}/valid", "--invalid", "{out}/invalid", *DAY],
    "ndjson": ["convert", "--to", "ndjson", *DAY],
    "json": ["convert", "--to", "json", *DAY],
    "x12": ["convert", "--to", "x12", *DAY],
    "reconcile": ["reconcile", *DAY],
    "reconcile-mask": ["reconcile", "--mask", *DAY],
    "fix": ["fix", "-o", "{out}/fixed"],
    "split": ["split", "--by", "claim", "-o", "{out}/parts"],
}
ON_FOLDER = {
    "reconcile-ndjson": ["reconcile", "--format", "ndjson", *DAY],
    "reconcile-csv": ["reconcile", "--format", "csv", *DAY],
    "reconcile-html": ["reconcile", "--format", "html", *DAY],
    "reconcile-diff": ["reconcile", *DAY],
    "validate": ["validate", *DAY],
    "merge": ["merge", "-o", "{out}/merged"],
    "ndjson": ["convert", "--to", "ndjson", "-o", "{out}/json", *DAY],
}
GENERATED = {
    "professional": ["generate", "professional", "--claims", "400", "--seed", "7", "-o", "professional.837"],
    "institutional": ["generate", "institutional", "--claims", "400", "--seed", "7", "-o", "institutional.837"],
    "pairs": ["generate", "pairs", "--claims", "600", "--seed", "7", "--noise", "0.2", "--discrepancies", "0.3", "-o", "pairs"],
}


def files(folder):
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.relpath(os.path.join(here, name), folder)


def claims(folder):
    """Files that a command is run on; texts about them are not."""
    return [f for f in files(folder) if not f.endswith((".md", ".tsv", ".py", ".toml", ".csv", ".txt", ".profile"))]


def run(program, folder, command, target, keep):
    with tempfile.TemporaryDirectory() as out:
        arguments = [argument.replace("{out}", out) for argument in command]
        done = subprocess.run([program, *arguments, target], cwd=folder, capture_output=True, timeout=300,
                              env={"PATH": os.environ["PATH"], "NO_COLOR": "1", "COLUMNS": "100"})
        parts = [("out", done.stdout), ("err", done.stderr)]
        for name in files(out):
            with open(os.path.join(out, name), "rb") as file:
                parts.append((name, file.read()))
    digests = []
    for name, content in parts:
        content = content.replace(out.encode(), b"{out}")
        digest = hashlib.sha256(content).hexdigest()[:16]
        with open(os.path.join(keep, digest), "wb") as file:
            file.write(content)
        digests.append(f"{name}={digest}")
    return f"{done.returncode}\t{' '.join(digests)}"


def record(program, out, folders):
    program, keep = os.path.abspath(program), os.path.abspath(out)
    os.makedirs(keep, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        for command in GENERATED.values():
            subprocess.run([program, *command], cwd=made, check=True, capture_output=True)
        jobs = []
        for label, folder in [(os.path.basename(os.path.normpath(f)), os.path.abspath(f)) for f in folders] + [("generated", made)]:
            inputs = claims(folder)
            jobs += [(f"{label}/{file}", name, folder, command, file) for file in inputs for name, command in ON_FILE.items()]
            parents = sorted({os.path.dirname(file) or "." for file in inputs})
            jobs += [(f"{label}/{parent}/", name, folder, command, parent) for parent in parents for name, command in ON_FOLDER.items()]
        for command in (["explain"], ["schema", "claim"], ["schema", "encounter"], ["schema", "finding"], ["--help"]):
            jobs.append(("program", " ".join(command[:-1]) or command[-1], made, command[:-1], command[-1]))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            rows = pool.map(lambda job: f"{job[0]}\t{job[1]}\t{run(program, *job[2:], keep)}", jobs)
            with open(os.path.join(keep, "digests.tsv"), "w", encoding="utf-8") as table:
                table.writelines(row + "\n" for row in rows)


def load(out):
    with open(os.path.join(out, "digests.tsv"), encoding="utf-8") as table:
        return {tuple(row.split("\t")[:2]): row.rstrip("\n").split("\t")[2:] for row in table}


def compare(before, after):
    old, new = load(before), load(after)
    different = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    for key in different:
        print(*key, sep="\t")
        for side, runs in (("<", old), (">", new)):
            print(" ", side, *runs.get(key, ["not run"]))
    print(f"{len(different)} of {len(old.keys() | new.keys())} runs differ")
    return 1 if different else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["record", program, out, *folders]:
            record(program, out, folders or ["samples"])
        case ["compare", before, after]:
            sys.exit(compare(before, after))
        case _:
            sys.exit(__doc__)
