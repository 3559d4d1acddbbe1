#!/usr/bin/env python3
"""What the disk allows: pages written over an existing file, as a database's log is, each made
durable before the next, per second.
  disk.py [--seconds 3]"""
import argparse
import os
import time
from common import fresh_directory, row

PAGE = b"x" * 4096
PAGES = 1024


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=3)
    asked = asked.parse_args()
    file = os.open(f"{fresh_directory()}/log", os.O_WRONLY | os.O_CREAT)
    # A file that grows costs a second write, of its size: not what a log does that is used again.
    os.write(file, PAGE * PAGES)
    os.fsync(file)
    count, began = 0, time.monotonic()
    while time.monotonic() - began < asked.seconds:
        os.pwrite(file, PAGE, count % PAGES * len(PAGE))
        os.fdatasync(file)
        count += 1
    row("fsync", "fsync", "alone", alerts_per_s=round(count / (time.monotonic() - began)))


if __name__ == "__main__":
    main()
