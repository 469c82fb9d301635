#!/usr/bin/env python3
"""Times `convert --to ndjson` as a whole process, several programs in turn, so that all meet the same neighbors.

    whole.py FILE PROGRAM [PROGRAM...]

For each program, with one thread and with all: the least CPU time of five runs, the least wall time, MB/s of X12 by each, and peak
memory. What a shared machine cannot tell is wall time; CPU time of runs in turn can be compared.
"""
import os
import subprocess
import sys
import time

RUNS = 5


def run(program, file, cores):
    begin = time.time()
    process = subprocess.Popen([program, "convert", "--to", "ndjson", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: os.sched_setaffinity(0, cores))
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, time.time() - begin, used.ru_maxrss / 1024


def main(file, *programs):
    size = os.path.getsize(file) / 1e6
    cores = os.sched_getaffinity(0)
    ways = [(program, one) for program in programs for one in (True, False)]
    runs = {way: [] for way in ways}
    for n in range(RUNS):
        for program, one in ways:
            some = {sorted(cores)[n % len(cores)]} if one else cores
            runs[program, one].append(run(program, file, some))
    print(f"{size:.1f} MB")
    for (program, one), results in runs.items():
        cpu, wall, memory = (min(r[0] for r in results), min(r[1] for r in results), max(r[2] for r in results))
        threads = "one core" if one else f"{len(cores)} cores"
        print(f"{program}, {threads}: CPU {cpu:.3f} s ({size / cpu:.0f} MB/s), wall {wall:.3f} s ({size / wall:.0f} MB/s), "
              f"peak {memory:.0f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
