#!/usr/bin/env bash
# The example's images under real engines, called by clients that others wrote, and read by tools that others wrote.
#
#   INTEROP_SOAK_MINUTES=1    how long each server is soaked in a mix of good and bad clients (soak.py)
#
# Each check is a line: passed, FAILED (with what it said above it) or skipped (with the reason). Exit status 1 when one
# failed. The Python clients are installed into virtual environments below .build/interop, where everything else that is
# made goes as well; docker's daemon is started here, with its own folders, and ended at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/engines.sh
. scripts/engines.sh
# shellcheck source=Tests/Interop/registry.sh
. Tests/Interop/registry.sh
# shellcheck source=Tests/Interop/images.sh
. Tests/Interop/images.sh

export PYTHONDONTWRITEBYTECODE=1
here=Tests/Interop
clients=$here/clients
# What clients have in common.
export PYTHONPATH=$PWD/$here
work=$PWD/.build/interop
out=$work/out
samples=Examples/DigitsClassifier/samples
passed=0 failed=() skipped=()
interface='' log=$out/server.log
docker_folder='' docker_pid=''

pass() { passed=$((passed + 1)) && echo "passed   $1"; }
fail() { failed+=("$1") && echo "FAILED   $1"; }
skip() { skipped+=("$1: $2") && echo "skipped  $1: $2"; }

# check NAME COMMAND...
check() {
    local name=$1
    shift
    if "$@" >"$out/said" 2>&1 </dev/null; then
        pass "$name"
    else
        sed 's/^/    /' "$out/said"
        fail "$name"
    fi
}

same() { [ "$1" = "$2" ] || { echo "found $1, wanted $2" && return 1; }; }

# environment NAME REQUIREMENT...: a virtual environment with these packages, made once.
environment() {
    local folder=$work/$1 wanted
    shift
    wanted=$(printf '%s\n' "$@")
    if [ "$(cat "$folder/installed" 2>/dev/null)" != "$wanted" ]; then
        echo "installing Python packages: $*"
        rm -rf "$folder"
        python3 -m venv "$folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
        echo "$wanted" >"$folder/installed"
    fi
}

# build INTERFACE [NAME [FLAG...]]: makes out/NAME, a layout, and out/NAME.tar, and out/NAME.digest; the name is the
# interface when there is none.
build() {
    local interface=$1 name=${2:-$1}
    shift "$(($# > 1 ? 2 : 1))"
    "$tool" build Examples/DigitsClassifier --interface "$interface" --tag "digits:interop-$name" "$@" \
        --output "oci:$out/$name" --output "archive:$out/$name.tar" >"$out/$name.stdout" || return 1
    same "$(wc -l <"$out/$name.stdout")" 1 || return 1
    sed -n 's/.*@\(sha256:[0-9a-f]*\)$/\1/p' "$out/$name.stdout" >"$out/$name.digest"
    [ -s "$out/$name.digest" ] || { echo "no digest in: $(cat "$out/$name.stdout")" && return 1; }
}

builds_again() {
    local before
    before=$(cat "$out/$1.digest")
    rm -rf "${out:?}/$1" "$out/$1.tar"
    build "$1" && same "$(cat "$out/$1.digest")" "$before"
}

# skopeo_finds_digest INTERFACE IMAGE
skopeo_finds_digest() {
    local found
    found=$(skopeo inspect --raw "$2" | sha256sum | cut -d ' ' -f 1) && same "sha256:$found" "$(cat "$out/$1.digest")"
}

skopeo_finds_user() { same "$(skopeo inspect --config "$1" | jq -r .config.User)" 65532:65532; }

# skopeo_copies INTERFACE IMAGE: the copy has the same digest, unless skopeo is let compress what is not.
skopeo_copies() {
    rm -rf "$out/copy"
    skopeo copy --quiet --preserve-digests "$2" "oci:$out/copy:copied" && skopeo_finds_digest "$1" "oci:$out/copy:copied"
}

# runtime_travels INTERFACE: the compiled server through a file into another cache, where the image is built again.
runtime_travels() {
    local file=$out/runtime-$1.tar
    "$tool" runtime export . --interface "$1" --output "$file" || return 1
    rm -rf "$out/runtime" "$work/other-cache"
    skopeo copy --quiet "oci-archive:$file" "oci:$out/runtime:copied" || return 1
    CHASSIS_CACHE=$work/other-cache "$tool" runtime import "$file" || return 1
    CHASSIS_CACHE=$work/other-cache "$tool" Examples/DigitsClassifier --interface "$1" --output "oci:$out/again-$1" \
        >"$out/again.stdout" 2>"$out/again.stderr" || { cat "$out/again.stderr" && return 1; }
    # Nothing was compiled for it but the model.
    ! grep -q '^compiling the' "$out/again.stderr" || { cat "$out/again.stderr" && return 1; }
    same "$(sed 's/.*@//' "$out/again.stdout")" "$(cat "$out/$1.digest")"
}

check_image() {
    local interface=$1 layout=oci:$out/$1 archive=oci-archive:$out/$1.tar
    check "$interface: the same digest when built again" builds_again "$interface"
    check "$interface: runtime through a file, the same digest elsewhere" runtime_travels "$interface"
    check "$interface: layout, by the specification" "$work/omi/bin/python" "$here/oci_layout.py" "$out/$interface"
    check "$interface: archive, by the specification" "$work/omi/bin/python" "$here/oci_layout.py" "$out/$interface.tar"
    check "$interface: skopeo inspects the layout" skopeo_finds_digest "$interface" "$layout"
    check "$interface: skopeo inspects the archive" skopeo_finds_digest "$interface" "$archive"
    check "$interface: skopeo reads the config" skopeo_finds_user "$layout"
    check "$interface: skopeo copies the layout" skopeo_copies "$interface" "$layout"
    check "$interface: skopeo copies the archive" skopeo_copies "$interface" "$archive"
    check "$interface: skopeo reads the archive as docker's" skopeo_finds_user "docker-archive:$out/$interface.tar"
}

# client NAME ENVIRONMENT SCRIPT ARGUMENT...: one of the clients, against the server that runs.
client() {
    local name=$1 python=$work/$2/bin/python script=$3
    shift 3
    check "$name" timeout 180 "$python" "$clients/$script" "$@"
}

clients_kserve() {
    client "$1: kserve's InferenceRESTClient, v1" kserve kserve_v1.py "$server_port" "$samples/digit.json"
    client "$1: kserve's InferenceRESTClient, v2" kserve kserve_v2.py "$server_port" "$samples/digit.json"
    client "$1: tritonclient over HTTP" triton triton_http.py "$server_port" "$samples/digit.json"
}

# The second client ends the server, by Shutdown.
clients_omi() {
    client "$1: a client generated from our proto file" omi omi_protoc.py "$server_port" "$samples/digit.json" \
        Runtime/OMIProtocol/Protos/chassis/protos/v1/model.proto
    client "$1: chassisml's OMIClient, gzip, reflection, health" omi omi.py "$server_port" "$samples/digit.json"
}

ends_with_status_0() {
    local status=0
    "$@" || status=$?
    same "$status" 0
}

# Waits for a server that was told to shut down; one that does not is killed, and its status is not 0.
await_end() {
    for _ in {1..100}; do
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.1
    done
    if kill -0 "$server_pid" 2>/dev/null; then
        echo "still running after 10 seconds" && return 1
    fi
    wait "$server_pid"
}

# check_server ENGINE INTERFACE: loads the archive, runs it with as few rights as can be, and lets clients call it.
check_server() {
    local engine=$1 name="$1, $2" status=0
    interface=$2
    "serve_with_$engine" "$out/$interface.tar" || status=$?
    case $status in
    0) pass "$name: loads and becomes ready ($server_how)" ;;
    1) skip "$name" "$why_not" && return ;;
    *) fail "$name: $why_not" && return ;;
    esac
    "clients_$interface" "$name"
    if [ "$interface" = omi ]; then
        check "$name: Shutdown ends it with status 0" ends_with_status_0 await_end
    else
        check "$name: SIGTERM ends it with status 0" ends_with_status_0 stop_server
    fi
    clean_up_server || true
}

# serve INTERFACE LAYOUT NAME=VALUE...: runs the image without an engine, told more by its environment.
serve() {
    local layout=$2 status=0
    interface=$1
    shift 2
    server_environment=("$@")
    rm -rf "$out/root" "$out/root.json"
    serve_from_layout "$out/$layout" "$out/root" || status=$?
    server_environment=()
    if [ "$status" != 0 ]; then echo "$why_not" >&2; fi
    return "$status"
}

# The gRPC of KServe's protocol v2, which is in an image that asks for it, on a port of its own.
check_grpc_v2() {
    local name='kserve, gRPC v2' grpc_port
    check "$name: chassis-build makes an image" build kserve grpc-v2 --protocol grpc-v2
    grpc_port=$(free_port)
    if ! serve kserve grpc-v2 "GRPC_PORT=$grpc_port"; then fail "$name: becomes ready" && return; fi
    client "$name: tritonclient over gRPC" triton triton_grpc.py "$grpc_port" "$samples/digit.json"
    client "$name: tritonclient over HTTP" triton triton_http.py "$server_port" "$samples/digit.json"
    check "$name: SIGTERM ends it with status 0" ends_with_status_0 stop_server
}

# check_tls INTERFACE: an image with TLS, its certificates and those of its clients.
check_tls() {
    local root=$out/tls-$1
    check "$1, TLS: chassis-build makes an image" build "$1" "$1-tls" --tls
    if ! unpack_image "$out/$1-tls" "$root"; then fail "$1, TLS: runs" && return; fi
    check "$1, TLS: clients with and without trust, a renewed certificate" timeout 180 "$work/omi/bin/python" \
        "$here/tls.py" "$1" "$root/app/model-server" "$root/models" "$samples/digit.json"
}

# The page at /docs, in a browser, with a prediction from it.
check_page() {
    local name='kserve, page'
    if ! command -v chromium >/dev/null; then skip "$name" "chromium is not installed" && return; fi
    if ! serve kserve kserve; then fail "$name: becomes ready" && return; fi
    check "$name: Chromium shows it, and predicts" timeout 180 "$work/page/bin/python" "$here/page.py" \
        "http://127.0.0.1:$server_port" "$out"
    check "$name: SIGTERM ends it with status 0" ends_with_status_0 stop_server
}

# KServe's agent, by a stand-in, before servers that are killed and drained.
check_agent() {
    local root=$out/agent
    if ! unpack_image "$out/kserve" "$root"; then fail "kserve, agent: runs" && return; fi
    check "kserve, agent: batches of many callers, logged events, SIGKILL, SIGTERM" timeout 300 \
        python3 "$here/kserve_agent.py" "$root/app/model-server" "$root/models" "$samples/digit.json"
}

# An OMI server with a limit, which nobody but its platform ends.
check_omi_settings() {
    local name='omi, with settings'
    if ! serve omi omi OMI_ALLOW_SHUTDOWN=false OMI_MAX_MESSAGE_BYTES=1048576; then
        fail "$name: becomes ready" && return
    fi
    client "$name: chassisml's OMIClient" omi omi.py "$server_port" "$samples/digit.json" --shutdown-refused \
        --message-limit 1048576
    check "$name: SIGTERM ends it with status 0" ends_with_status_0 stop_server
}

# The clients against the servers of others: a case that fails here is wrong itself.
check_reference() {
    local name="kserve's own server" grpc_port
    interface=kserve server_port=$(free_port) grpc_port=$(free_port)
    DIGITS=Examples/DigitsClassifier/models/digits.safetensors "$work/kserve/bin/python" Benchmarks/peers/kserve_server.py \
        "--http_port=$server_port" "--grpc_port=$grpc_port" >"$log" 2>&1 </dev/null &
    server_pid=$!
    if ! await_ready; then fail "$name: $why_not" && return; fi
    client "$name: kserve's InferenceRESTClient, v1" kserve kserve_v1.py "$server_port" "$samples/digit.json" --reference
    client "$name: kserve's InferenceRESTClient, v2" kserve kserve_v2.py "$server_port" "$samples/digit.json" --reference
    client "$name: tritonclient over HTTP" triton triton_http.py "$server_port" "$samples/digit.json" --reference
    client "$name: tritonclient over gRPC" triton triton_grpc.py "$grpc_port" "$samples/digit.json" --reference
    stop_server || true
}

# check_soak INTERFACE: good, bad, cut and slow clients at once, for some time.
check_soak() {
    local root=$out/soak-$1
    if ! unpack_image "$out/$1" "$root"; then fail "$1: soak" && return; fi
    check "$1: soak for ${INTEROP_SOAK_MINUTES:-1} minutes, SIGKILL, SIGTERM" "$work/omi/bin/python" "$here/soak.py" "$1" \
        "$root/app/model-server" "$root/models" "$samples/digit.json" --minutes "${INTEROP_SOAK_MINUTES:-1}"
}

# The command's own way into an engine: load, then the engine knows the image by its name.
loads_itself() {
    "$tool" build Examples/DigitsClassifier --interface kserve --tag digits:interop-load --load "$1" &&
        "$1" image inspect digits:interop-load >/dev/null && "$1" rmi digits:interop-load
}

# pack PLATFORM EXECUTABLE: makes out/packed-PLATFORM, a layout around an executable that was compiled elsewhere.
pack() {
    "$tool" --executable "$2" --model-files "$out/files" --interface kserve --tag "digits:interop-packed" \
        --output "oci:$out/packed-$1" && same "$(skopeo inspect --config "oci:$out/packed-$1" | jq -r .architecture)" "$1"
}

joins() {
    "$tool" index create "oci:$out/packed-amd64" "oci:$out/packed-arm64" --tag digits:interop-packed \
        --output "oci:$out/packed" --output "archive:$out/packed.tar" &&
        same "$(skopeo inspect --override-arch arm64 --config "oci:$out/packed" | jq -r .architecture)" arm64
}

# The program in the image for arm64, on whatever this machine is.
runs_emulated() {
    rm -rf "$out/root-arm64"
    unpack_image "$out/packed-arm64" "$out/root-arm64" &&
        qemu-aarch64-static "$out/root-arm64$(jq -r '.config.Entrypoint[0]' "$out/root-arm64.json")"
}

# Executables of two platforms, and an index over their images.
check_platforms() {
    local program='int main(void) { return 0; }' missing=''
    for command in cc aarch64-linux-gnu-gcc; do command -v "$command" >/dev/null || missing=$command; done
    if [ -n "$missing" ]; then skip "platforms" "$missing is not installed" && return; fi
    mkdir -p "$out/files"
    echo weights >"$out/files/weights"
    echo "$program" | cc -static -x c - -o "$out/program-amd64"
    echo "$program" | aarch64-linux-gnu-gcc -static -x c - -o "$out/program-arm64"
    for platform in amd64 arm64; do
        check "platforms: an executable of $platform is packed" pack "$platform" "$out/program-$platform"
    done
    check "platforms: an index over both" joins
    if command -v qemu-aarch64-static >/dev/null; then
        check "platforms: the image of arm64 runs under qemu" runs_emulated
    else
        skip "platforms: the image of arm64 runs under qemu" "qemu-user-static is not installed"
    fi
}

check_engine() {
    check_server "$1" kserve
    check_server "$1" omi
    if command -v "$1" >/dev/null; then
        check "chassis-build --load $1" loads_itself "$1"
    else
        skip "chassis-build --load $1" "$1 is not installed"
    fi
}

# Uses the daemon that answers, else starts one that touches neither the host's network nor its folders.
start_docker() {
    if timeout 10 docker version >/dev/null 2>&1; then return; fi
    command -v dockerd >/dev/null || { why_not="docker is not installed" && return 1; }
    [ "$(id -u)" = 0 ] || { why_not="no daemon answers, and only root can start one" && return 1; }
    # A socket's path has at most 107 characters, which a clone's folder may use up.
    docker_folder=$(mktemp -d)
    export DOCKER_HOST=unix://$docker_folder/docker.sock
    dockerd --host "$DOCKER_HOST" --data-root "$docker_folder/data" --exec-root "$docker_folder/exec" \
        --pidfile "$docker_folder/pid" --iptables=false --ip6tables=false --bridge=none >"$out/dockerd.log" 2>&1 &
    docker_pid=$!
    for _ in {1..150}; do
        if timeout 10 docker version >/dev/null 2>&1; then return; fi
        kill -0 "$docker_pid" 2>/dev/null || break
        sleep 0.2
    done
    why_not="dockerd does not start: $(tail -n 1 "$out/dockerd.log")"
    return 1
}

stop_docker() {
    if [ -n "$docker_pid" ]; then
        kill "$docker_pid" 2>/dev/null || true
        wait "$docker_pid" || true
    fi
    if [ -n "$docker_folder" ]; then
        # The daemon leaves the namespace of the host's network mounted.
        awk -v folder="$docker_folder/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r |
            while IFS= read -r mount; do umount -l "$mount"; done
        rm -rf "$docker_folder"
    fi
}

clean_up() {
    local status=$?
    trap - EXIT
    clean_up_server || true
    stop_registry
    stop_docker
    exit "$status"
}

summary() {
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "${#failed[@]}" "${#skipped[@]}"
    if [ "${#skipped[@]}" -gt 0 ]; then printf 'skipped  %s\n' "${skipped[@]}"; fi
    if [ "${#failed[@]}" -gt 0 ]; then
        printf 'FAILED   %s\n' "${failed[@]}"
        return 1
    fi
}

scripts/setup.sh interop
rm -rf "$out"
mkdir -p "$out"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The last grpcio helpers that work with protobuf 4, which chassisml needs.
environment omi chassisml==1.5.0 chassisml-protobuf==4.0.0 'protobuf<5' grpcio==1.85.1 \
    grpcio-reflection==1.62.3 grpcio-health-checking==1.62.3 grpcio-tools==1.62.3
environment kserve kserve==0.21.0
# Apart from kserve: one process cannot import the two, whose messages have the same names.
environment triton 'tritonclient[http,grpc]==2.73.0'
environment page websocket-client==1.9.0
swift build -c release --product chassis-build
tool=$(swift build -c release --show-bin-path)/chassis-build

for interface in kserve omi; do
    check "$interface: chassis-build makes an image" build "$interface"
    if [ -s "$out/$interface.digest" ]; then check_image "$interface"; fi
done
for mode in plain relative auth tls token token-lying token-expired; do check_registry "$mode"; done
check "registry: an upload that was killed at 70 % goes on in the next run" resumes_after_kill
stop_registry
check_platforms
check_images
check_reference
check_grpc_v2
check_page
check_agent
check_omi_settings
for interface in kserve omi; do check_tls "$interface"; done
for interface in kserve omi; do check_soak "$interface"; done
check_engine podman
check_shared_libraries_run
if start_docker; then check_engine docker; else skip "docker" "$why_not"; fi
summary
