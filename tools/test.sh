#!/bin/sh
# The whole test command: peers, checks, then every test. Any argument goes to `cargo test`.
set -eu
cd "$(dirname "$0")/.."
tools/install-test-peers.sh
tools/check.sh
cargo test --workspace --locked --no-fail-fast "$@"
