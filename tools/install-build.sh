#!/bin/sh
# Puts in place what building Vigie needs: a C compiler for SQLite and for the TLS library.
set -eu
. "$(dirname "$0")/packages.sh"
need gcc cc
need libc6-dev /usr/include/stdlib.h
need make make
need ca-certificates /etc/ssl/certs/ca-certificates.crt
install_missing
if ! command -v cargo >/dev/null 2>&1; then
    echo "cargo is not on the PATH: install Rust 1.95 or later from https://rustup.rs, then run this again" >&2
    exit 1
fi
