#!/usr/bin/env python3
"""Vigie at rest on embedded defaults, beside Alertmanager: time to ready, memory, CPU, size.
  idle.py [--starts 9] [--seconds 30]"""
import argparse
import os
import statistics
import time
from common import fresh_directory, need, row, start_alertmanager, start_vigie

MIB = 1024 * 1024


def measure(peer, start, binary, asked):
    """Each start is on a new directory; the last one is left to rest. `again` starts on what it left."""
    first = []
    for turn in range(asked.starts):
        directory = fresh_directory()
        program, _, seconds = start(directory)
        first.append(seconds)
        if turn + 1 < asked.starts:
            program.end()
    time.sleep(2)
    before, began = program.cpu(), time.monotonic()
    time.sleep(asked.seconds)
    used = (program.cpu() - before) / (time.monotonic() - began)
    resident, peak = program.memory()
    program.end()
    again = []
    for _ in range(asked.starts):
        program, _, seconds = start(directory)
        again.append(seconds)
        program.end()
    row(peer, "idle", "at rest", ready_s=round(statistics.median(first), 3), ready_max_s=round(max(first), 3),
        ready_again_s=round(statistics.median(again), 3), rss_mib=resident, rss_peak_mib=peak,
        cpu_percent=round(100 * used, 2), binary_mib=round(os.path.getsize(binary) / MIB, 1))


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--starts", type=int, default=9)
    asked.add_argument("--seconds", type=float, default=30)
    asked = asked.parse_args()
    [alertmanager] = need("prometheus-alertmanager")
    measure("vigie", start_vigie, os.environ["VIGIE"], asked)
    measure("alertmanager", start_alertmanager, alertmanager, asked)


if __name__ == "__main__":
    main()
