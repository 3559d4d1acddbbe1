#!/bin/sh
# Pictures of every page in target/screenshots, or in the folder that VIGIE_SCREENSHOTS names.
set -eu
cd "$(dirname "$0")/.."
tools/install-test-peers.sh
cargo test -p vigie --test it --locked -- --ignored --nocapture screenshots
