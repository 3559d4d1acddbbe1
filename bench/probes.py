#!/usr/bin/env python3
"""HTTP checks at a rhythm: Vigie beside Prometheus + blackbox_exporter, first in peace, then while busy
loops take the CPU. One nginx is every target; it always answers 200, so who reports one down is wrong.
  probes.py [--targets 5000] [--every 10] [--warm-up 40] [--seconds 60] [--peers vigie,prometheus]
Looks are counted in nginx's log, the same way for both. A look that failed is one thing; down is two
in a row, in both. nginx's CPU and that of the loops are nobody's."""
import argparse
import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from common import Client, Others, Program, die_with_parent, free_port, fresh_directory, need, row, start_vigie, started, token

# Looks of a target further apart than this many intervals: one was left out.
LATE = 1.5
PROMETHEUS = """global: {{scrape_interval: {every}s, scrape_timeout: {every}s}}
scrape_configs:
- job_name: blackbox
  metrics_path: /probe
  params: {{module: [web]}}
  file_sd_configs: [{{files: ["{directory}/targets.json"]}}]
  relabel_configs:
  - {{source_labels: [__address__], target_label: __param_target}}
  - {{source_labels: [__param_target], target_label: instance}}
  - {{target_label: __address__, replacement: "127.0.0.1:{blackbox}"}}
"""
BLACKBOX = "modules: {web: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}}\n"
# One process, without a master: it is gone when we are.
NGINX = """daemon off; master_process off; pid {d}/nginx.pid; error_log {d}/error.log; worker_rlimit_nofile 20000;
events {{ worker_connections 8000; }}
http {{ log_format look '$msec $uri'; access_log {d}/looks.log look;
  client_body_temp_path {d}/t; proxy_temp_path {d}/t; fastcgi_temp_path {d}/t; uwsgi_temp_path {d}/t; scgi_temp_path {d}/t;
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ default_type text/html; return 200 "<title>here</title>{fill}"; }} }} }}
"""


class Site:
    """The targets, and when each was looked at."""

    def __init__(self, count):
        [nginx] = need("nginx")
        self.directory, self.port = fresh_directory(), free_port()
        path = f"{self.directory}/nginx.conf"
        with open(path, "w") as file:
            file.write(NGINX.format(d=self.directory, port=self.port, fill="x" * 900))
        self.program = Program([nginx, "-p", self.directory, "-c", path], f"{self.directory}/nginx.log")
        self.program.wait_ready(self.port, "/")
        self.paths = [f"/t/{i}" for i in range(count)]

    def urls(self):
        return [f"http://127.0.0.1:{self.port}{path}" for path in self.paths]

    def looks(self, since, until):
        """When each path was looked at in this span."""
        seen = {path: [] for path in self.paths}
        with open(f"{self.directory}/looks.log") as file:
            for line in file:
                at, path = line.split()
                if path in seen and since <= float(at) < until:
                    seen[path].append(float(at))
        return seen


class Vigie:
    name = "vigie"

    def __init__(self, site, every):
        self.directory = fresh_directory()
        config = "checks:\n" + "".join(
            f"  - {{slug: target-{i}, http: {{url: \"{url}\"}}, every: {every}s, timeout: 5s, failures_to_fail: 2}}\n"
            for i, url in enumerate(site.urls()))
        program, self.port, _ = start_vigie(self.directory, config)
        self.programs = [program]

    def outcomes(self, since, until):
        """The looks of each target, true where it failed, and how many looks said nothing."""
        # No page or API lists every look of every check, so the database is read, and only read.
        with sqlite3.connect(f"file:{self.directory}/data/vigie.db?mode=ro", uri=True) as database:
            rows = database.execute(
                "SELECT slug, outcome FROM observations WHERE slug LIKE 'target-%' AND at >= ? AND at < ? ORDER BY slug, at",
                (int(1000 * since), int(1000 * until))).fetchall()
        looks, silent, kinds = {}, 0, {}
        for slug, outcome in rows:
            kinds[outcome] = kinds.get(outcome, 0) + 1
            if outcome in ("ok", "failed"):
                looks.setdefault(slug, []).append(outcome == "failed")
            else:
                silent += 1
        if not kinds.get("ok"):
            sys.exit(f"Vigie passed no look: {kinds}")
        return looks, silent

    def down(self, looks):
        """Targets that Vigie reported down, now or before: it holds so, or opened an alert."""
        client = Client(self.port, token(self.directory))
        checks = client.get("/api/v1/checks")["checks"]
        found = {one["slug"] for one in checks if one["verdict"] == "failing"}
        cursor = ""
        while cursor is not None:
            page = client.get(f"/api/v1/alerts?state=all&limit=500{cursor}")
            found |= {one["labels"].get("check", "") for one in page["alerts"]}
            cursor = f"&cursor={page['next_cursor']}" if page.get("next_cursor") else None
        return sum(1 for slug in found if slug.startswith("target-"))


class Prometheus:
    name = "prometheus"

    def __init__(self, site, every):
        d = self.directory = fresh_directory()
        prometheus, blackbox = need("prometheus", "prometheus-blackbox-exporter")
        self.port, other = free_port(), free_port()
        files = {"targets.json": json.dumps([{"targets": site.urls()}]), "blackbox.yml": BLACKBOX,
                 "prometheus.yml": PROMETHEUS.format(directory=d, every=every, blackbox=other)}
        for name, text in files.items():
            with open(f"{d}/{name}", "w") as file:
                file.write(text)
        self.programs = [
            Program([blackbox, f"--config.file={d}/blackbox.yml", f"--web.listen-address=127.0.0.1:{other}",
                     "--log.level=error"], f"{d}/blackbox.log"),
            Program([prometheus, f"--config.file={d}/prometheus.yml", f"--storage.tsdb.path={d}/data",
                     f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"], f"{d}/prometheus.log")]
        self.programs[0].wait_ready(other, "/")
        self.programs[1].wait_ready(self.port)

    def samples(self, metric, since, until):
        query = urllib.parse.urlencode({"query": f"{metric}[{int(until - since)}s]", "time": until})
        found = Client(self.port).get(f"/api/v1/query?{query}")["data"]["result"]
        return {one["metric"]["instance"]: {at: value == "1" for at, value in one["values"]} for one in found}

    def outcomes(self, since, until):
        scraped, passed = self.samples("up", since, until), self.samples("probe_success", since, until)
        looks = {target: [not (up and passed.get(target, {}).get(at, False)) for at, up in sorted(samples.items())]
                 for target, samples in scraped.items()}
        return looks, 0

    def down(self, looks):
        return sum(1 for failed in looks.values() if any(map(all, zip(failed, failed[1:]))))


def hogs():
    """Twice as many busy loops as cores."""
    count = 2 * (os.cpu_count() or 1)
    return [subprocess.Popen([sys.executable, "-c", "while True: pass"], preexec_fn=die_with_parent) for _ in range(count)]


def window(side, site, case, asked):
    """Looks during a span, and what the side made of them."""
    others = Others(*side.programs, site.program)
    since, before, began = time.time(), [p.cpu() for p in side.programs], time.monotonic()
    time.sleep(asked.seconds)
    used = sum(p.cpu() - was for p, was in zip(side.programs, before))
    until, lasted = time.time(), time.monotonic() - began
    pressed = others.percent()
    time.sleep(6)  # a look that began in the span ends within its timeout
    seen = site.looks(since, until)
    count = sum(map(len, seen.values()))
    gaps = [later - earlier for at in seen.values() for earlier, later in zip(at, at[1:])]
    looks, silent = side.outcomes(since, until)
    expected = asked.targets * lasted / asked.every
    row(side.name, "probes", case, looks=count, looks_share=round(count / expected, 3),
        cpu_ms_per_probe=round(1000 * used / max(1, count), 3), cpu_percent=round(100 * used / lasted),
        rss_mib=round(sum(p.memory()[0] for p in side.programs), 1), rss_peak_mib=round(sum(p.memory()[1] for p in side.programs), 1),
        looks_failed=sum(map(sum, looks.values())), looks_told=sum(map(len, looks.values())), looks_silent=silent,
        false_down=side.down(looks), never_looked=sum(1 for at in seen.values() if not at),
        late=sum(1 for gap in gaps if gap > LATE * asked.every), gap_max_s=round(max(gaps, default=0), 1), others_cpu_pct=pressed)


def measure(kind, asked):
    site = Site(asked.targets)
    side = kind(site, asked.every)
    time.sleep(asked.warm_up)
    window(side, site, "in peace", asked)
    loops = hogs()
    try:
        window(side, site, "CPU taken", asked)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    for program in [*side.programs, site.program]:
        program.end()


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--targets", type=int, default=5000)
    asked.add_argument("--every", type=int, default=10)
    asked.add_argument("--warm-up", type=float, default=40)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--peers", default="vigie,prometheus")
    asked = asked.parse_args()
    need("nginx", "prometheus", "prometheus-blackbox-exporter")
    for kind in (Vigie, Prometheus):
        if kind.name in asked.peers.split(","):
            measure(kind, asked)


if __name__ == "__main__":
    main()
