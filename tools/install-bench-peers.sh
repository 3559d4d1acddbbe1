#!/bin/sh
# Puts in place the real programs that Vigie is measured beside. Starts none of them.
set -eu
"$(dirname "$0")/install-build.sh"
. "$(dirname "$0")/packages.sh"
need python3 python3
need prometheus prometheus
need prometheus-alertmanager prometheus-alertmanager
need prometheus-blackbox-exporter prometheus-blackbox-exporter
need nginx nginx
need wrk wrk
install_missing
