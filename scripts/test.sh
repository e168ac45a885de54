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
# In two runs: all tests of a run start at once, and those of servers and clients measure time.
servers='^(ChassisClient|ChassisServer|HTTPServer|Inflate|JSONCoding|KServeService|ModelHost|ModelPage|OMIService)Tests\.'
servers+='|^(OpenInference|OpenInferenceRPC|RPCClient|RPCServer|RemotePrediction|SchemaProbe|Server[A-Za-z]*)Tests\.'
swift test --skip-build --disable-xctest --filter "$servers" 2>&1 | tee -a "$log" || failed+=("servers and clients")
swift test --skip-build --disable-xctest --skip "$servers" 2>&1 | tee -a "$log" || failed+=("the tool")

if [ "${#failed[@]}" -gt 0 ]; then
    # Once more, where whoever reads the end of a long log finds it.
    grep -a '✘' "$log" | tail -n 30 >&2 || true
    printf 'error: tests of %s failed\n' "${failed[@]}" >&2
    exit 1
fi
