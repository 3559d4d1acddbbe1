#!/usr/bin/env python3
"""The results of run.sh as a table: each figure of Vigie, of Alertmanager, and their ratio (medians)."""
import json
import statistics
import sys

FIGURES = {
    "ingest": ["alerts_per_s", "server_cpu_s_per_100k", "server_cpu_s_per_100k_settled", "req_p99_ms"],
    "latency": ["e2e_p50_ms", "e2e_p99_ms"],
    "rss": ["rss_mib", "get_all", "get_filter_one"],
}


def name(row):
    if row["test"] == "ingest":
        return f"ingest {row['batch']} a request, {row['conns']} connections"
    if row["test"] == "rss":
        return f"{row['active']} active alerts"
    if row["test"] == "crash":
        return f"crash {row.get('mode', '')}"
    return row["test"]


def value(row, figure):
    found = row.get(figure)
    return found["ms_min_med_max"][1] if isinstance(found, dict) else found


rows = [json.loads(line) for line in open(sys.argv[1])]
groups = {}
for row in rows:
    groups.setdefault(name(row), {}).setdefault(row["peer"], []).append(row)
print(f"{'':44} {'vigie':>12} {'alertmanager':>13} {'ratio':>7}")
for title, peers in groups.items():
    test = next(iter(peers.values()))[0]["test"]
    if test == "crash":
        for peer, found in peers.items():
            wrong = {k: v for k, v in found[0].items() if k.endswith(("lost", "notified", "twice"))}
            print(f"{title:32} {peer:12} {wrong}")
        continue
    for figure in FIGURES[test]:
        median = {}
        for peer, found in peers.items():
            values = [v for v in (value(row, figure) for row in found) if v is not None]
            median[peer] = statistics.median(values) if values else None
        ours, theirs = median.get("vigie"), median.get("alertmanager")
        ratio = f"{ours / theirs:7.2f}" if ours is not None and theirs else "      -"
        print(f"{title + ': ' + figure:60.60} {str(ours):>10} {str(theirs):>10} {ratio}")
