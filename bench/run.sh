#!/usr/bin/env bash
# Vigie beside Alertmanager: same machine, same run, alternating; prints ratios of medians.
#   bench/run.sh [ingest|latency|memory|crash]...     all of them without a word
# RUNS=3 repeats; BENCH=quick makes everything small; VIGIE=binary skips the build.
# Debian's Alertmanager is 0.25 of 2022: say so beside every comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v prometheus-alertmanager >/dev/null || { echo "missing: prometheus-alertmanager (tools/install-test-peers.sh installs it)" >&2; exit 1; }
if [ -z "${VIGIE:-}" ]; then
    cargo build --release --locked -p vigie
    VIGIE="${CARGO_TARGET_DIR:-target}/release/vigie"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runs=${RUNS:-3} size=1
if [ "${BENCH:-}" = quick ]; then runs=1 size=10; fi

configuration() { # wait, labels, interval
    printf 'route: {receiver: hook, group_by: [%s], group_wait: %s, group_interval: %s, repeat_interval: 4h}\n' "$2" "$1" "$3"
    printf 'receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:{sink}/hook", send_resolved: true}]}]\n'
}
bench() { # peer, then what am_bench.py is told
    local peer=$1 start
    shift
    case $peer in
    vigie) start="$VIGIE serve --alertmanager-config {dir}/config --data {dir}/data --listen 127.0.0.1:19093" ;;
    *) start="prometheus-alertmanager --config.file={dir}/config --storage.path={dir}/data --web.listen-address=127.0.0.1:19093 --cluster.listen-address= --log.level=warn" ;;
    esac
    python3 bench/am_bench.py "$@" --quiet-wait 5 --url http://127.0.0.1:19093 --start "$start" --config "$work/config" \
        | sed "s/^{/{\"peer\": \"$peer\", /" >>"$work/results"
}
both() { for _ in $(seq "$runs"); do bench vigie "$@"; bench alertmanager "$@"; done; }

for what in ${*:-ingest latency memory crash}; do
    case $what in
    ingest)
        configuration 30s alertname,cluster 5m >"$work/config"
        both ingest --batch 1 --conns 1 --total $((20000 / size)) --settle 3
        both ingest --batch 1 --conns 16 --total $((20000 / size)) --settle 3
        both ingest --batch 50 --conns 1 --total $((50000 / size)) --settle 3
        both ingest --batch 500 --conns 1 --total $((100000 / size)) --settle 3
        ;;
    latency)
        configuration 0s bench_id 5m >"$work/config"
        both latency --n $((200 / size)) --rate 20
        ;;
    memory)
        configuration 30s alertname,cluster 5m >"$work/config"
        both rss --counts "0,$((100000 / size))" --settle 5 --quiet 0
        ;;
    crash)
        configuration 1s bench_id 1s >"$work/config"
        for mode in post notified resolved silence; do
            bench vigie crash --mode $mode --wait 4 --trials $((20 / size))
            bench alertmanager crash --mode $mode --wait 4 --trials $((20 / size))
        done
        ;;
    *) echo "unknown: $what (ingest, latency, memory, crash)" >&2; exit 2 ;;
    esac
done
python3 bench/table.py "$work/results"
