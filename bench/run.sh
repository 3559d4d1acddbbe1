#!/usr/bin/env bash
# Vigie beside its peers: same machine, same run, alternating; prints each measure, the ratio and the bar.
#   bench/run.sh [idle|ingest|latency|memory|find|pages|incidents|sign-in|pings|probes|crash]...     all of them without a word
# RUNS=3 repeats; BENCH=quick makes everything small; VIGIE=binary skips the build; ROWS=file keeps the rows.
# The peers are Debian's (Alertmanager 0.25, Prometheus 2.42, blackbox_exporter 0.23), of 2022: say so beside every comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
all="idle ingest latency memory find pages incidents sign-in pings probes crash"
for what in "$@"; do
    case " $all " in *" $what "*) ;; *) echo "unknown: $what (one of: $all)" >&2; exit 2 ;; esac
done
missing=
for program in python3 prometheus-alertmanager prometheus prometheus-blackbox-exporter nginx wrk; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || missing="$missing $program"
done
[ -z "$missing" ] || { echo "missing packages:$missing (tools/install-bench-peers.sh installs them)" >&2; exit 1; }
if [ -z "${VIGIE:-}" ]; then
    cargo build --profile dist --locked -p vigie
    VIGIE="${CARGO_TARGET_DIR:-target}/dist/vigie"
fi
export VIGIE
work=$(mktemp -d)
job= failed=0 wrong=0
leave() { # what runs now ends its own programs
    [ -z "$job" ] || { kill "$job" 2>/dev/null && wait "$job" || true; }
    rm -rf "$work"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
runs=${RUNS:-3} size=1
if [ "${BENCH:-}" = quick ]; then runs=${RUNS:-1} size=10; fi

measure() { # a program of this folder and its words; its rows are added to the results
    local program=$1
    shift
    failed=0
    # In the background and waited for, so that a signal is heard at once.
    python3 "bench/$program" "$@" >"$work/rows" &
    job=$!
    wait "$job" || failed=$?
    job=
    [ "$failed" -lt 128 ] || exit "$failed" # it was told to stop, and so are we
    [ "$failed" = 0 ] || { wrong=1; echo "failed: $program $*" >&2; }
    cat "$work/rows" >>"$work/results"
    [ -z "${ROWS:-}" ] || cat "$work/rows" >>"$ROWS"
}
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
    measure am_bench.py "$@" --peer "$peer" --quiet-wait 5 --url http://127.0.0.1:19093 --start "$start" --config "$work/config"
}
both() { for _ in $(seq "$runs"); do bench vigie "$@"; bench alertmanager "$@"; done; }
repeat() { for _ in $(seq "$runs"); do measure "$@"; done; }
small() { if [ $size = 1 ]; then echo "$1"; else echo "$2"; fi; } # the full number, the quick one

for what in ${*:-$all}; do
    echo "$what..." >&2
    case $what in
    idle) repeat idle.py --starts "$(small 9 3)" --seconds "$(small 30 5)" ;;
    ingest)
        configuration 30s alertname,cluster 5m >"$work/config"
        repeat disk.py
        both ingest --batch 1 --conns 1 --total $((20000 / size)) --settle 3
        repeat disk.py # before and after: others may write too
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
    find) repeat find.py --alerts $((100000 / size)) --questions "$(small 200 50)" ;;
    pages)
        repeat pages.py --alerts $((100000 / size)) --services $((5000 / size)) --checks $((10000 / size)) \
            --asks "$(small 300 50)" --open "$(small 500 50)" --seconds "$(small 60 15)"
        ;;
    incidents)
        cargo build --profile dist --locked -q -p vigie-ops --example incidents
        repeat incidents.py --fill "${CARGO_TARGET_DIR:-target}/dist/examples/incidents" \
            --incidents $((5000 / size)) --entries 200 --asks "$(small 200 40)"
        ;;
    sign-in) repeat sign_in.py --one "$(small 20 5)" --crowd 50 --flood "$(small 200 50)" ;;
    pings) repeat pings.py --seconds "$(small 10 2)" ;;
    probes) repeat probes.py --targets $((5000 / size)) --warm-up "$(small 40 15)" --seconds "$(small 60 20)" ;;
    crash)
        configuration 1s bench_id 1s >"$work/config"
        for mode in post notified resolved silence; do
            bench vigie crash --mode $mode --wait 4 --trials $((20 / size))
            bench alertmanager crash --mode $mode --wait 4 --trials $((20 / size))
        done
        ;;
    esac
done
python3 bench/table.py "$work/results"
exit "$wrong"
