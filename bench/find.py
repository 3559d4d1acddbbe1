#!/usr/bin/env python3
"""Finding one alert by a label among many that are active, beside Alertmanager.
  find.py [--alerts 100000] [--questions 200]"""
import argparse
import json
import random
import statistics
import sys
import time
from urllib.parse import quote
from am_bench import alert
from common import Client, Others, fresh_directory, row, start_alertmanager, start_vigie, token

BATCH = 500
OPEN = "settings: {alertmanager_api: {open_to_loopback: true}}\n"


def fill(port, count):
    client = Client(port)
    for first in range(0, count, BATCH):
        batch = [alert(i, "find") for i in range(first, min(first + BATCH, count))]
        client.ask("POST", "/api/v2/alerts", json.dumps(batch))


def labels_of(answer):
    return [one["labels"] for one in (answer if isinstance(answer, list) else answer["alerts"])]


def measure(peer, case, program, client, path, asked, questions):
    """`path` has {} where the filter goes. Every answer must hold the alert, and it alone."""
    dice, times = random.Random(7), []
    others, before = Others(program), program.cpu()
    for _ in range(questions):
        pod = f"app-{dice.randrange(asked.alerts):07d}"
        began = time.monotonic()
        answer = client.get(path.format(quote(f'pod="{pod}"')))
        times.append(1000 * (time.monotonic() - began))
        if [labels["pod"] for labels in labels_of(answer)] != [pod]:
            sys.exit(f"{peer} did not find {pod} alone: {str(answer)[:300]}")
    times.sort()
    row(peer, "find", case, p50_ms=round(statistics.median(times), 2), p95_ms=round(times[int(len(times) * 0.95)], 2),
        cpu_ms_each=round(1000 * (program.cpu() - before) / questions, 2), asked=questions, active=asked.alerts,
        rss_mib=program.memory()[0], others_cpu_pct=others.percent())


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--alerts", type=int, default=100000)
    asked.add_argument("--questions", type=int, default=200)
    asked.add_argument("--settle", type=float, default=5)
    asked = asked.parse_args()
    ours, theirs = "/api/v1/alerts?state=live&filter={}", "/api/v2/alerts?filter={}"

    directory = fresh_directory()
    program, port, _ = start_vigie(directory, OPEN)
    fill(port, asked.alerts)
    time.sleep(asked.settle)
    measure("vigie", "API v2", program, Client(port), theirs, asked, asked.questions)
    measure("vigie", "API v1", program, Client(port, token(directory)), ours, asked, asked.questions)
    program.end()

    program, port, _ = start_alertmanager(fresh_directory())
    fill(port, asked.alerts)
    time.sleep(asked.settle)
    # It looks at every alert for each question: a tenth of the questions says as much.
    measure("alertmanager", "API v2", program, Client(port), theirs, asked, max(5, asked.questions // 10))
    program.end()


if __name__ == "__main__":
    main()
