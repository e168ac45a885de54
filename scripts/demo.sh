#!/usr/bin/env bash
# Builds the image of Examples/DigitsClassifier, runs it, and asks it which digit a picture shows.
#
#   DEMO_INTERFACE=kserve|omi          the interface to build the image with (kserve)
#   DEMO_ENGINE=podman|docker|none     only this way to run it; otherwise the first one that works
#
# Everything that is made stays below .build/demo; what is started is also ended.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/engines.sh
. scripts/engines.sh

interface=${DEMO_INTERFACE:-kserve}
example=Examples/DigitsClassifier
work=$PWD/.build/demo
log=$work/server.log
tag=digits:demo

case $interface in kserve | omi) ;; *)
    echo "error: DEMO_INTERFACE is \"$interface\"; it must be kserve or omi" >&2
    exit 64
    ;;
esac

case ${DEMO_ENGINE:-none} in podman | docker | none) ;; *)
    echo "error: DEMO_ENGINE is \"$DEMO_ENGINE\"; it must be podman, docker or none" >&2
    exit 64
    ;;
esac

say() { printf '\n== %s\n' "$*"; }

build_image() {
    say "Building chassis-build"
    swift build -c release --product chassis-build
    say "Building the image of $example for $interface"
    reference=$("$(swift build -c release --show-bin-path)/chassis-build" build "$example" --interface "$interface" \
        --tag "$tag" --output "oci:$work/image" --output "archive:$work/image.tar")
    echo "$reference, $(($(wc -c <"$work/image.tar") / 1024)) KiB as an archive"
}

# Tries each way to run the image, and says which does not work here and why.
start_server() {
    local way result
    say "Running it"
    for way in podman docker none; do
        if [ "${DEMO_ENGINE:-$way}" != "$way" ]; then continue; fi
        result=0
        case $way in
        none) serve_from_layout "$work/image" "$work/root" || result=$? ;;
        *) "serve_with_$way" "$work/image.tar" || result=$? ;;
        esac
        if [ "$result" = 0 ]; then
            echo "$server_how; ready on 127.0.0.1:$server_port"
            return
        fi
        echo "not with $way: $why_not"
        # The image's own failure: another way to run it would only hide that.
        if [ "$result" = 2 ]; then break; fi
    done
    echo "error: the image could not be run; what its server said is in .build/demo/server.log" >&2
    exit 1
}

# A character of a terminal is twice as high as it is wide, so a pixel takes two.
draw_digit() {
    jq -r '.instances[0] | flatten as $pixels | " .:-=+*#%@" as $shades | range(8) as $row
        | [range(8) as $column | ($pixels[$row * 8 + $column] * 9 / 16 | floor) as $shade
           | $shades[$shade:$shade + 1] * 2] | add' "$example/samples/kserve.json"
}

# Reads the answer of the model, and says it in words.
say_prediction() {
    jq -r '.data.result.classPredictions[0]
        | "This is a \(.class) (score \(.score * 100 | round / 100))."'
}

predict_kserve() {
    local answer url=http://127.0.0.1:$server_port/v1/models/digits:predict
    say "POST $url"
    answer=$(curl -fsS -H 'content-type: application/json' --data "@$example/samples/kserve.json" "$url")
    draw_digit
    jq -c '.predictions[0]' <<<"$answer" | say_prediction
    echo "$answer"
}

# The first Python that has the OMI client: one that is active, or the one that `make interop` has made.
python_with_client() {
    local python
    for python in python3 .build/interop/omi/bin/python; do
        if "$python" -c 'import chassis.client' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    return 1
}

predict_omi() {
    local python answer
    say "Run, over gRPC"
    if ! python=$(python_with_client); then
        echo "The server is healthy, but there is no gRPC client here to ask it for a prediction."
        echo "  try: pip install chassisml==1.5.0, then make demo again"
        return
    fi
    answer=$("$python" Tests/Interop/omi_predict.py "$server_port" "$example/samples/digit.json")
    draw_digit
    say_prediction <<<"$answer"
    echo "$answer"
}

clean_up() {
    local status=$?
    trap - EXIT
    # The exit status of the server does not matter any more: either it was looked at, or something else failed.
    clean_up_server || true
    exit "$status"
}

scripts/setup.sh demo
rm -rf "$work"
mkdir -p "$work"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

build_image
start_server
"predict_$interface"
say "Stopping it"
clean_up_server || { echo "error: the server ended with status $? after SIGTERM" >&2 && exit 1; }
echo "stopped with exit status 0"
