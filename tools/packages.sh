# Sourced by the install scripts: puts Debian packages in place, only those whose program is missing.
# Owns how packages are installed. Starts no daemon and removes no package of the machine.

missing_packages=""

# need PACKAGE PROGRAM...: the package is missing when one of its programs is found nowhere.
need() {
    package=$1
    shift
    for program in "$@"; do
        if ! found "$program"; then
            missing_packages="$missing_packages $package"
            return 0
        fi
    done
}

# A path with a star is a file; a plain name is looked for on the PATH and in the sbin folders.
found() {
    case $1 in
    /*) ls $1 >/dev/null 2>&1 ;;
    *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 ;;
    esac
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        echo "cannot install:$missing_packages (not root, and sudo is not there); run as root: apt-get install$missing_packages" >&2
        exit 1
    fi
}

# Debian starts a daemon as soon as its package is installed, unless this file says no.
forbid_daemons() {
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
        as_root chmod 755 /usr/sbin/policy-rc.d
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
}

install_missing() {
    [ -n "$missing_packages" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "missing:$missing_packages (Debian's names); install them, there is no apt-get here" >&2
        exit 1
    fi
    echo "installing:$missing_packages"
    forbid_daemons
    as_root apt-get update -q
    # --no-remove: a mail server already on this machine is never thrown out for ours.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-remove --no-install-recommends \
        -o Dpkg::Options::=--force-confold $missing_packages </dev/null || {
        echo "could not install one of:$missing_packages (see apt-get's message above)" >&2
        exit 1
    }
    keep_out_of_boot
}

# What we installed for tests must not run after the next boot either.
keep_out_of_boot() {
    command -v systemctl >/dev/null 2>&1 || return 0
    for package in $missing_packages; do
        for unit in $(dpkg -L "$package" | sed -n 's|^/lib/systemd/system/\([^/]*\.service\)$|\1|p'); do
            as_root systemctl disable "$unit" >/dev/null 2>&1 || true
        done
    done
}
