#!/usr/bin/env python3
"""The results of run.sh as a table: each measure of Vigie, of its peer, their ratio, the bar, and
whether it is met. A figure is the median of the runs; what must never happen is summed up."""
import json
import os
import statistics
import sys
from collections import Counter

PEERS = ("alertmanager", "prometheus", "fsync")
# What is counted, not measured: any run that is wrong is wrong.
COUNTS = {"refused", "forgotten", "looks_failed", "false_down", "never_looked", "alerts_lost", "never_notified",
          "notified_twice", "resolved_lost", "silences_lost", "accepted", "late", "looks_silent",
          "otherwise"}
RATIO, VALUE = "x", ""


def least(number, unit=VALUE):
    return (">=", number, unit)


def most(number, unit=VALUE):
    return ("<=", number, unit)


def ingest(fast, cheap):
    return {"alerts_per_s": fast, "server_cpu_s_per_100k": cheap, "server_cpu_s_per_100k_settled": None,
            "req_p99_ms": None, "refused": most(0)}


BATCHES = ingest(least(1.5, RATIO), most(0.5, RATIO))
LOST = {"accepted": None, "alerts_lost": most(0), "never_notified": most(0), "notified_twice": None}
PROBES = {"cpu_ms_per_probe": most(0.25, RATIO), "looks": None, "late": None, "gap_max_s": None, "looks_failed": None,
          "looks_silent": None, "false_down": most(0), "rss_mib": None}
# One hash takes 19 MiB, whoever else waits, and the next one takes the same; the rest is what the sessions of a crowd take.
SIGN_IN = {"entered": None, "told_to_wait": None, "otherwise": most(0), "seconds": most(8), "more_memory_mib": most(35)}
# The bars, by test and case; a figure without one is only shown.
MEASURES = {
    "ingest 1 a request, 1 connections": ingest(None, None),
    "ingest 1 a request, beside one fsync each": {"alerts_per_s": least(0.9, RATIO)},
    "ingest 1 a request, beside a server that only syncs": {"alerts_per_s": least(0.9, RATIO)},
    "ingest 1 a request, 16 connections": ingest(least(1, RATIO), None),
    "ingest 50 a request, 1 connections": BATCHES,
    "ingest 500 a request, 1 connections": BATCHES,
    "latency": {"e2e_p50_ms": None, "e2e_p99_ms": most(20)},
    "memory, no alerts": {"rss_mib": None},
    "memory, active alerts": {"rss_mib": most(0.25, RATIO), "get_all": None, "get_filter_one": None},
    "idle at rest": {"ready_s": most(0.2), "ready_max_s": None, "ready_again_s": most(0.2), "rss_mib": most(30),
                     "cpu_percent": None, "binary_mib": most(30)},
    "find API v2": {"p50_ms": None, "p95_ms": most(10), "cpu_ms_each": None},
    "find API v1": {"p50_ms": None, "p95_ms": most(10), "cpu_ms_each": None},
    "now large": {"p50_ms": None, "p95_ms": most(30), "first_visit_kb": most(100)},
    "live open pages": {"cpu_percent": most(5), "asked": None},
    "incidents page": {"p50_ms": None, "p95_ms": most(50), "kb": None, "rss_mib": None},
    "incidents list": {"p50_ms": None, "p95_ms": most(50), "kb": None},
    "incidents search": {"p50_ms": None, "p95_ms": most(100)},
    "sign in one by one": {"cpu_ms_each": most(150), "p50_ms": None},
    "sign in a crowd": SIGN_IN,
    "sign in a flood": SIGN_IN,
    "pings 1 connections": {"pings_per_s": None, "cpu_s_per_1000": None, "p99_ms": None, "refused": most(0)},
    "pings 16 connections": {"pings_per_s": least(5000), "cpu_s_per_1000": None, "p99_ms": None, "refused": most(0)},
    "pings 64 connections": {"pings_per_s": least(5000), "cpu_s_per_1000": None, "p99_ms": None, "refused": most(0)},
    "pings after kill -9": {"pinged": None, "forgotten": most(0)},
    "probes in peace": {"looks_share": least(0.95), **PROBES},
    "probes CPU taken": {"looks_share": None, **PROBES},
    "crash post": LOST,
    "crash notified": LOST,
    "crash resolved": {**LOST, "resolved_lost": most(0)},
    "crash silence": {"accepted": None, "silences_lost": most(0)},
}


def name(row):
    """The measures that a row belongs to."""
    match row["test"]:
        case "ingest":
            return f"ingest {row['batch']} a request, {row['conns']} connections"
        case "rss":
            return "memory, active alerts" if row["active"] else "memory, no alerts"
        case "crash":
            return f"crash {row['mode']}"
        case "latency":
            return "latency"
        case test:
            return f"{test} {row['case']}"


def figure(rows, key):
    """The figure of a peer over its runs; None where it has none."""
    values = [row[key] for row in rows if row.get(key) is not None]
    values = [one["ms_min_med_max"][1] if isinstance(one, dict) else one[0] if isinstance(one, list) else one for one in values]
    if not values:
        return None
    return sum(values) if key in COUNTS else statistics.median(values)


def shown(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"


def verdict(bar, ours, ratio):
    """The bar in words, and whether it is met."""
    if bar is None:
        return "", ""
    sign, number, unit = bar
    value = ratio if unit == RATIO else ours
    said = f"{sign} {number:g}{unit}"
    if value is None:
        return said, "not measured"
    return said, "met" if (value >= number if sign == ">=" else value <= number) else "NOT MET"


def crash_bar(key, rows):
    """All that is sent must be taken. One notification of each trial may have been in flight, and is
    sent again with its key."""
    if key == "accepted":
        return least(sum(row["sent"] for row in rows))
    return most(sum(row["trials"] for row in rows)) if key == "notified_twice" else None


def lines(title, peers):
    other = next((peer for peer in PEERS if peer in peers), None)
    for key, bar in MEASURES.get(title, {}).items():
        ours, theirs = figure(peers.get("vigie", []), key), figure(peers.get(other, []), key)
        if ours is None and theirs is None:
            continue
        if title.startswith("crash"):
            bar = bar or crash_bar(key, peers.get("vigie", []))
        ratio = round(ours / theirs, 3) if ours is not None and theirs else None
        yield (f"{title}: {key}", shown(ours), shown(theirs), other or "", f"{ratio:.2f}" if ratio is not None else "-",
               *verdict(bar, ours, ratio))


def read(path):
    """The rows of each measure, by peer. One alert a request and connection waits for the disk, so that is its bar:
    alone, and as it is reached through the same client and one round of HTTP."""
    groups = {}
    with open(path) as file:
        for row in map(json.loads, file):
            groups.setdefault(name(row), {}).setdefault(row["peer"], []).append(row)
    alone = groups.get("ingest 1 a request, 1 connections")
    for case, beside in (("alone", "one fsync each"), ("asked", "a server that only syncs")):
        disk = groups.pop(f"fsync {case}", None)
        if disk and alone:
            groups[f"ingest 1 a request, beside {beside}"] = {"vigie": alone.get("vigie", []), "fsync": disk["fsync"]}
    return groups


def main():
    print(f"{'measure':58} {'Vigie':>10} {'peer':>10} {'':12} {'ratio':>7}  {'bar':9} met?")
    marks, pressed = Counter(), []
    for title, peers in read(sys.argv[1]).items():
        pressed += [row["others_cpu_pct"] for rows in peers.values() for row in rows if "others_cpu_pct" in row and "taken" not in title]
        for what, ours, theirs, other, ratio, bar, mark in lines(title, peers):
            marks[mark] += 1
            print(f"{what:58} {ours:>10} {theirs:>10} {other:12} {ratio:>7}  {bar:9} {mark}".rstrip())
    print(f"\n{marks['met']} met, {marks['NOT MET']} not met, {marks['not measured']} not measured.")
    if pressed:
        print(f"Meanwhile other programs used {max(0, min(pressed))} to {max(0, max(pressed))} % of one core (median {max(0, statistics.median(pressed)):g}).")
    if os.environ.get("BENCH") == "quick":
        print("BENCH=quick: few alerts, targets and trials; the bars are meant for the full sizes.")
    print("Trust CPU, memory and counts; times and rates per second only when the machine was quiet. The peers are Debian's, of 2022.")


if __name__ == "__main__":
    main()
