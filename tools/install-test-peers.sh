#!/bin/sh
# Puts in place the real programs that the tests run Vigie against. Starts none of them.
set -eu
"$(dirname "$0")/install-build.sh"
. "$(dirname "$0")/packages.sh"

# Schemathesis is no Debian package: it gets an environment of its own, which the tests find there.
install_schemathesis() {
    pinned="$(dirname "$0")/schemathesis.txt"
    home="${XDG_CACHE_HOME:-$HOME/.cache}/vigie-test-peers/schemathesis"
    if cmp -s "$pinned" "$home/pinned.txt"; then
        return 0
    fi
    echo "installing: schemathesis into $home"
    rm -rf "$home"
    /usr/bin/python3 -m venv "$home"
    "$home/bin/pip" install -q --no-input --disable-pip-version-check --no-deps -r "$pinned"
    # Last, so that an installation that was cut off is made again.
    cp "$pinned" "$home/pinned.txt"
}

# So is the identity provider, from the registry of Node.js.
install_oidc_provider() {
    pinned="$(dirname "$0")/oidc-provider"
    home="${XDG_CACHE_HOME:-$HOME/.cache}/vigie-test-peers/oidc-provider"
    if cmp -s "$pinned/package-lock.json" "$home/pinned.json"; then
        return 0
    fi
    echo "installing: oidc-provider into $home"
    rm -rf "$home"
    mkdir -p "$home"
    cp "$pinned/package.json" "$pinned/package-lock.json" "$home"
    # None of them needs to run a script of its own to be installed.
    npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund --loglevel error
    cp "$pinned/package-lock.json" "$home/pinned.json"
}

need prometheus prometheus
need prometheus-alertmanager prometheus-alertmanager amtool
need prometheus-node-exporter prometheus-node-exporter
need postgresql-15 '/usr/lib/postgresql/*/bin/initdb'
need chromium chromium
need fonts-dejavu-core /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
need fonts-noto-color-emoji /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
need opensmtpd smtpd
need python3-venv '/usr/lib/python3*/ensurepip/__init__.py'
need nodejs node
need npm npm
need poppler-utils pdftotext pdfinfo
install_missing
install_schemathesis
install_oidc_provider
missing_packages=""
need rustfmt cargo-fmt
need clippy cargo-clippy
if [ -n "$missing_packages" ]; then
    rustup component add $missing_packages
fi
