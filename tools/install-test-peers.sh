#!/bin/sh
# Puts in place the real programs that the tests run Vigie against. Starts none of them.
set -eu
"$(dirname "$0")/install-build.sh"
. "$(dirname "$0")/packages.sh"
need prometheus prometheus
need prometheus-alertmanager prometheus-alertmanager amtool
need prometheus-node-exporter prometheus-node-exporter
need postgresql-15 '/usr/lib/postgresql/*/bin/initdb'
need chromium chromium
need fonts-dejavu-core /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
need fonts-noto-color-emoji /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
need opensmtpd smtpd
install_missing
missing_packages=""
need rustfmt cargo-fmt
need clippy cargo-clippy
if [ -n "$missing_packages" ]; then
    rustup component add $missing_packages
fi
