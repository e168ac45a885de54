#!/usr/bin/env bash
# The tests of what runs in the container, under ThreadSanitizer and AddressSanitizer.
#
#   sanitize.sh [thread|address]...      (both when nothing is said)
#
#   SANITIZE_FILTER      the tests that run, as for `swift test --filter`
#   SANITIZE_PACKAGE     another package than this one
#
# Each builds into a folder of its own, .build-thread and .build-address: everything is compiled again for it. A report
# of a sanitizer is printed where it happens, and fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."

package=${SANITIZE_PACKAGE:-.}
sanitizers=("$@")
if [ "$#" = 0 ]; then sanitizers=(thread address); fi

# The modules of Runtime/ that have tests. Those of CrashReport crash on purpose, which a sanitizer takes for itself.
runtime_tests() {
    local folder names=()
    for folder in Runtime/*/; do
        folder=$(basename "$folder")
        if [ "$folder" != CrashReport ] && [ -d "Tests/${folder}Tests" ]; then names+=("$folder"); fi
    done
    (IFS='|' && echo "^(${names[*]})Tests\\.")
}

# A race fails the run when the process ends, so that all of them are told. Leaks are not looked for: what the Swift
# runtime keeps for ever would be most of them.
suppressions=$PWD/scripts/thread-sanitizer.txt
export TSAN_OPTIONS=${TSAN_OPTIONS:-exitcode=66:second_deadlock_stack=1:suppressions=$suppressions}
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:detect_stack_use_after_return=1}

failed=()
for sanitizer in "${sanitizers[@]}"; do
    case $sanitizer in thread | address) ;; *)
        echo "usage: $0 [thread|address]..." >&2
        exit 64
        ;;
    esac
    flags=(--package-path "$package" --scratch-path "$package/.build-$sanitizer" --sanitize "$sanitizer")
    swift build --build-tests "${flags[@]}"
    swift test --skip-build --disable-xctest --filter "${SANITIZE_FILTER:-$(runtime_tests)}" "${flags[@]}" ||
        failed+=("$sanitizer")
done

if [ "${#failed[@]}" -gt 0 ]; then
    printf 'error: tests under the %s sanitizer failed\n' "${failed[@]}" >&2
    exit 1
fi
