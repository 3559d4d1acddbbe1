#!/usr/bin/env python3
"""The incident room of a team with years behind it: the page of an incident, its list, and the search.
  incidents.py --fill PROGRAM [--incidents 5000] [--entries 200] [--asks 200]
PROGRAM fills a data directory: crates/ops/examples/incidents.rs."""
import argparse
import random
import re
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone
from http.client import HTTPConnection
from common import Client, die_with_parent, fresh_directory, row, start_vigie, token
from pages import get, session

# What people type: a word of many titles, one of a single title, and one of none.
WORDS = ["certificate", "donn%C3%A9es", "(4321)", "(7)", "nowhere"]


def timed(connection, cookie, path, wanted):
    began = time.perf_counter()
    text, size = get(connection, path, cookie)
    spent = 1000 * (time.perf_counter() - began)
    if wanted is not None and wanted not in text:
        sys.exit(f"{path} does not show {wanted!r}")
    return spent, size


def measure(case, connection, cookie, program, paths):
    """Each path with what its page must show; times as its reader waits."""
    before = program.cpu()
    found = [timed(connection, cookie, path, wanted) for path, wanted in paths]
    times = sorted(spent for spent, _ in found)
    row("vigie", "incidents", case, p50_ms=round(statistics.median(times), 1), p95_ms=round(times[int(len(times) * 0.95)], 1),
        cpu_ms_each=round(1000 * (program.cpu() - before) / len(paths), 1), kb=round(statistics.median(size for _, size in found) / 1000, 1),
        rss_mib=program.memory()[0])


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--fill", required=True)
    for name, number in [("incidents", 5000), ("entries", 200), ("asks", 200)]:
        words.add_argument(f"--{name}", type=int, default=number)
    asked = words.parse_args()
    directory = fresh_directory()
    program, _, _ = start_vigie(directory)  # the tables
    program.end()
    subprocess.run([asked.fill, f"{directory}/data", str(asked.incidents), str(asked.entries), datetime.now(timezone.utc).isoformat()], check=True, preexec_fn=die_with_parent)
    program, port, _ = start_vigie(directory)
    time.sleep(5)
    known = Client(port, token(directory)).get("/api/v1/incidents?limit=100")["incidents"]
    if not known:
        sys.exit("no incident was made")
    cookie, connection = session(port, directory), HTTPConnection("127.0.0.1", port, timeout=60)
    dice, year = random.Random(7), re.compile(r"INC-\d{4}")
    references = [f"{year.search(one['reference'])[0]}-{dice.randrange(int(one['reference'][-4:])) + 1:04d}"
                  for one in dice.choices(known, k=asked.asks)]
    pages = [(f"/incidents/{reference}", reference.encode()) for reference in references]
    measure("page", connection, cookie, program, pages)
    measure("list", connection, cookie, program, [("/incidents?state=all", None)] * max(5, asked.asks // 10))
    searches = [(f"/search?q={word}", None) for word in WORDS] * max(1, asked.asks // 20)
    measure("search", connection, cookie, program, searches)


if __name__ == "__main__":
    main()
