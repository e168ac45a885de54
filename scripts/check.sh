#!/usr/bin/env bash
# Everything that must hold before a change goes in, beside the tests. Every check runs, and prints one line; what a
# failed one said stands above its line.
set -euo pipefail
cd "$(dirname "$0")/.."

failures=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# check NAME COMMAND...
check() {
    local name=$1
    shift
    if "$@" >"$said" 2>&1 </dev/null; then
        echo "ok      $name"
    else
        cat "$said"
        echo "failed  $name"
        failures=$((failures + 1))
    fi
}

lint() {
    find Package.swift Sources Runtime Tests Examples \
        \( -name .build -o -name Generated \) -prune -o -name '*.swift' -print0 |
        xargs -0 swift format lint --strict --parallel
}

scripts_parse() {
    local script result=0
    while IFS= read -r -d '' script; do
        bash -n "$script" || result=1
    done < <(find scripts Tests/Interop .ci -type f \( -name '*.sh' -o -name run \) -print0)
    return "$result"
}

# With the tests, so that they too are free of warnings; the same flags as in test.sh, so nothing is built twice.
build_without_warnings() { CHASSIS_STRICT=1 swift build --build-tests; }

scripts/setup.sh build
check "format" lint
check "scripts parse" scripts_parse
check "imports point down" scripts/check-imports.sh
check "the import check finds what is planted" scripts/check-imports.sh --self-test
check "generated code matches its protos" scripts/generate-omi-protocol.sh --check
check "the page is what its files give" scripts/embed-page.sh --check
check "generated code of gRPC v2 matches its proto" scripts/generate-open-inference-protocol.sh --check
check "build without warnings" build_without_warnings

if [ "$failures" -gt 0 ]; then
    echo "$failures of the checks failed" >&2
    exit 1
fi
