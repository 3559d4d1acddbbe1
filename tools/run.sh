#!/bin/sh
# Installs what is missing, builds, and starts Vigie on its embedded defaults.
set -eu
cd "$(dirname "$0")/.."
tools/install-build.sh
cargo build --release --locked
exec "${CARGO_TARGET_DIR:-target}/release/vigie" serve --data ./vigie-data "$@"
