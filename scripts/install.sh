#!/usr/bin/env bash
# Installs chassis-build, which was built before, and compiles the servers that models are linked with.
#
#   install.sh DESTDIR PREFIX
#
# The servers go into the cache of the user who called, under sudo as well; with a DESTDIR, for a package of another
# system, they are not compiled.
set -euo pipefail
cd "$(dirname "$0")/.."

command=$2/bin/chassis-build
install -d "$1$2/bin"
install -m 0755 "$(swift build -c release --show-bin-path)/chassis-build" "$1$command"
[ -z "$1" ] || exit 0
if [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
    sudo -H -u "$SUDO_USER" env "PATH=$PATH" "$command" runtime prepare "$PWD"
else
    "$command" runtime prepare "$PWD"
fi
