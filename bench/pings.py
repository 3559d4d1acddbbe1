#!/usr/bin/env python3
"""Heartbeat pings per second, each kept before it is answered; wrk asks, and its CPU is counted apart.
  pings.py [--seconds 10] [--heartbeats 1000]
At the end Vigie is killed with its last answer and started again: no ping that was answered may be forgotten."""
import argparse
import math
import os
import re
import resource
import signal
import subprocess
import sys
import time
import uuid
from datetime import datetime
from common import Client, Others, die_with_parent, fresh_directory, need, row, start_vigie, token

# Each request is for the next heartbeat; what is answered badly, or late, is counted at the end.
SCRIPT = """
local keys, at, refused = {}, 0, 0
for line in io.lines(os.getenv("PING_KEYS")) do keys[#keys + 1] = line end
request = function()
    at = at % #keys + 1
    return wrk.format("GET", "/ping/" .. keys[at])
end
done = function(summary, latency)
    local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, bad + summary.errors.timeout,
        summary.duration, latency:percentile(50), latency:percentile(99)))
end
"""


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def turn(wrk, directory, program, port, connections, seconds):
    others, ours, theirs = Others(program), program.cpu(), children_cpu()
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", f"{directory}/ping.lua", f"http://127.0.0.1:{port}"]
    said = subprocess.run(command, capture_output=True, text=True, preexec_fn=die_with_parent,
                          env={**os.environ, "PING_KEYS": f"{directory}/keys"})
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", said.stdout)
    if not found:
        sys.exit(f"wrk said nothing of use: {said.stdout[-500:]} {said.stderr[-500:]}")
    answered, bad, micros, half, most = map(int, found.groups())
    client = children_cpu() - theirs
    row("vigie", "pings", f"{connections} connections", pings_per_s=round(answered / micros * 1e6), refused=bad,
        cpu_s_per_1000=round((program.cpu() - ours) / answered * 1000, 3), p50_ms=round(half / 1000, 2),
        p99_ms=round(most / 1000, 2), client_cpu_s=round(client, 2), rss_mib=program.memory()[0],
        others_cpu_pct=max(0, round(others.percent() - 100 * client / (micros / 1e6))))


def ping_and_kill(program, port, keys):
    """Pings heartbeats one by one, and kills Vigie with the last answer. Answers when each was pinged."""
    client, at = Client(port), {}
    for slug, key in keys.items():
        at[slug] = math.floor(1000 * time.time()) / 1000
        client.ask("GET", f"/ping/{key}")
    program.end(signal.SIGKILL)
    return at


def count_forgotten(directory, port, at):
    heard = {one["slug"]: one["last_ping_at"] for one in Client(port, token(directory)).get("/api/v1/heartbeats")["heartbeats"]}
    return sum(1 for slug, since in at.items() if heard[slug] is None or datetime.fromisoformat(heard[slug]).timestamp() < since)


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument("--heartbeats", type=int, default=1000)
    asked = asked.parse_args()
    [wrk] = need("wrk")
    directory = fresh_directory()
    keys = {f"job-{i}": str(uuid.uuid4()) for i in range(asked.heartbeats)}
    with open(f"{directory}/keys", "w") as file:
        file.write("\n".join(keys.values()) + "\n")
    with open(f"{directory}/ping.lua", "w") as file:
        file.write(SCRIPT)
    config = "heartbeats:\n" + "".join(
        f"  - {{slug: {slug}, ping_key: {key}, period: 1h}}\n" for slug, key in keys.items())
    program, port, _ = start_vigie(directory, config)
    for connections in (1, 16, 64):
        turn(wrk, directory, program, port, connections, asked.seconds)
        time.sleep(1)
    at = ping_and_kill(program, port, keys)
    _, port, _ = start_vigie(directory, config)
    row("vigie", "pings", "after kill -9", pinged=len(at), forgotten=count_forgotten(directory, port, at))


if __name__ == "__main__":
    main()
