#!/usr/bin/env bash
# Installs what a purpose needs of the system, and checks that Swift is there.
#
#   setup.sh [build|test|demo|interop|bench]      (build when nothing is said)
#
# Debian and Ubuntu: missing packages are installed with apt-get. Elsewhere they are named, and installing them is left
# to the reader. Nothing is done when nothing is missing, so every other script calls this first.
set -euo pipefail

swift_minimum=6.2
packages=()

# need PACKAGE COMMAND...: PACKAGE, by its Debian name, is missing unless COMMAND succeeds.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || packages+=("$package")
}

need_command() { need "$1" command -v "$2"; }

library_is_there() { pkg-config --exists "$1"; }

need_for_building() {
    need_command pkg-config pkg-config
    need_command git git
    need libarchive-dev library_is_there libarchive
    need libssl-dev library_is_there libcrypto
    need zlib1g-dev library_is_there zlib
    need libisal-dev library_is_there libisal
    need libdeflate-dev library_is_there libdeflate
    need libzstd-dev library_is_there libzstd
}

need_for_testing() {
    need libopenblas-dev library_is_there openblas
}

need_for_demo() {
    need_command curl curl
    need_command jq jq
}

need_for_interop() {
    need_command podman podman
    need_command runc runc
    need_command skopeo skopeo
    need_command docker-registry docker-registry
    need_command apache2-utils htpasswd
    need_command openssl openssl
    need_command gcc cc
    need_command qemu-user-static qemu-aarch64-static
    need_command gcc-aarch64-linux-gnu aarch64-linux-gnu-gcc
    need_command chromium chromium
    need libc6-dev-arm64-cross test -e /usr/aarch64-linux-gnu/lib/libc.a
    need python3-venv python3 -c 'import ensurepip, venv'
    # The daemon is started by the tests themselves, which only root can do.
    if [ "$(id -u)" = 0 ]; then need_command docker.io dockerd; fi
}

# For the servers alone; the other benchmarks say which of their peers are missing.
need_for_bench() {
    need_command wrk wrk
    need_command nghttp2-client h2load
    need python3-venv python3 -c 'import ensurepip, venv'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "error: only root can install packages, and there is no sudo" >&2
        echo "  try: as root, apt-get install ${packages[*]}" >&2
        exit 1
    fi
}

install_packages() {
    if [ "${#packages[@]}" = 0 ]; then
        echo "all system packages are present"
    elif command -v apt-get >/dev/null; then
        echo "installing: ${packages[*]}"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
    else
        echo "error: these packages, by their Debian names, are missing: ${packages[*]}" >&2
        echo "  try: install what your system calls them, so that pkg-config and PATH find them" >&2
        exit 1
    fi
}

# at_least MINIMUM VERSION, both of the form 6.2 or 6.2.1
at_least() { printf '%s\n' "$1" "$2" | sort -V -C; }

check_swift() {
    local version
    if ! command -v swift >/dev/null; then
        echo "error: swift is not on PATH" >&2
        echo "  try: install Swift $swift_minimum or later, see https://www.swift.org/install" >&2
        exit 1
    fi
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    if ! at_least "$swift_minimum" "${version:-0}"; then
        echo "error: Swift ${version:-of an unknown version} is too old; Chassis needs $swift_minimum or later" >&2
        echo "  try: https://www.swift.org/install" >&2
        exit 1
    fi
}

case ${1:-build} in
build) need_for_building ;;
test) need_for_building && need_for_testing ;;
demo) need_for_building && need_for_demo ;;
interop) need_for_building && need_for_testing && need_for_demo && need_for_interop ;;
bench) need_for_building && need_for_bench ;;
*)
    echo "usage: $0 [build|test|demo|interop|bench]" >&2
    exit 64
    ;;
esac
install_packages
check_swift
