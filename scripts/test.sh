#!/usr/bin/env bash
# Builds and runs all tests, the example's first, and ends with the test runner's own summary.
#
# What both runners print is also kept in .build/test.log.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh test
# The same flags as in check.sh, so that neither rebuilds what the other has built.
export CHASSIS_STRICT=1
log=.build/test.log
failed=()

swift build --build-tests
: >"$log"
for example in Examples/*/Package.swift; do
    folder=$(dirname "$example")
    # As an author's package is built: with warnings that are only warnings.
    env -u CHASSIS_STRICT swift test --package-path "$folder" --disable-xctest 2>&1 | tee -a "$log" ||
        failed+=("$folder")
done
swift test --skip-build --disable-xctest 2>&1 | tee -a "$log" || failed+=("the package")

if [ "${#failed[@]}" -gt 0 ]; then
    printf 'error: tests of %s failed\n' "${failed[@]}" >&2
    exit 1
fi
