# shellcheck shell=bash
# Running an image under podman, docker or neither. Sourced by demo.sh and by the tests in Tests/Interop.
#
# Each serve_with_… starts the image's server in the background and sets
#   server_pid   the process to signal and to wait for; its exit status is the server's
#   server_port  where it answers, on 127.0.0.1
#   server_how   in words, how it runs
# It succeeds when the server is ready; the caller then ends it with stop_server or clean_up_server. Otherwise it sets
# `why_not`, leaves nothing running, and returns
#   1  when this way does not work on this machine, so another may
#   2  when the server started, and ended or never became ready, which is the image's fault
# The caller sets `interface`, kserve or omi, and `log`, the file for what the server and its engine say; and
# `server_environment`, NAME=VALUE, when the server is to be told more than its port. It also reads what is set here,
# which is why a checker of this file alone finds unused variables.
# shellcheck disable=SC2034
: "${interface:=kserve}" "${log:=/dev/stderr}"
server_environment=()

# What any platform that is careful with its machines asks of a container.
hardened=(--rm --read-only --cap-drop=ALL --security-opt=no-new-privileges)
ready_seconds=30
server_pid='' server_port='' server_how='' why_not=''
server_container='' server_engine=() server_image=''

# A port of 127.0.0.1 that nothing listens on, below the range from which the system takes its own.
free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# The variable that tells the server its port, and the port it has without it.
port_variable() { if [ "$interface" = omi ]; then echo PSC_MODEL_PORT; else echo HTTP_PORT; fi; }
default_port() { if [ "$interface" = omi ]; then echo 45000; else echo 8080; fi; }

is_ready() { "is_ready_$interface"; }

is_ready_kserve() {
    local model
    model=$(curl -fsS "http://127.0.0.1:$server_port/v1/models" 2>/dev/null | jq -r '.models[0]') &&
        curl -fsS -o /dev/null "http://127.0.0.1:$server_port/v1/models/$model" 2>/dev/null
}

# A gRPC health check of the whole server: an empty message, in its frame of five bytes. The answer's frame holds
# field 1, SERVING (https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
is_ready_omi() {
    [ "$(printf '\0\0\0\0\0' | curl -fsS --http2-prior-knowledge --data-binary @- \
        -H 'content-type: application/grpc' -H 'te: trailers' \
        "http://127.0.0.1:$server_port/grpc.health.v1.Health/Check" 2>/dev/null | od -An -tx1)" = \
        ' 00 00 00 00 02 08 01' ]
}

# Waits until the server is ready. Returns 1 when it ended before that with a status by which an engine says that it
# could not start a container, else 2.
await_ready() {
    local status=0 deadline=$((SECONDS + ready_seconds))
    until is_ready; do
        if ! kill -0 "$server_pid" 2>/dev/null; then
            stop_server || status=$?
            why_not="ended with status $status: $(tail -n 1 "$log")"
            case $status in 125 | 126) return 1 ;; *) return 2 ;; esac
        elif [ "$SECONDS" -ge "$deadline" ]; then
            why_not="not ready after $ready_seconds seconds: $(tail -n 1 "$log")"
            # Its status says nothing: it was asked to end.
            stop_server || true
            return 2
        fi
        sleep 0.1
    done
}

# Ends what was started here, politely, then by force. Returns the server's exit status.
stop_server() {
    local status=0
    if [ -n "$server_pid" ]; then
        kill -TERM "$server_pid" 2>/dev/null || true
        for _ in {1..100}; do
            kill -0 "$server_pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$server_pid" 2>/dev/null || true
        wait "$server_pid" || status=$?
        server_pid=''
    fi
    if [ -n "$server_container" ]; then
        # It is gone already, unless the engine's client ended without it.
        "${server_engine[@]}" rm --force "$server_container" >/dev/null 2>&1 || true
        server_container=''
    fi
    return "$status"
}

# load_image ARCHIVE: loads it into server_engine, and sets server_image to its name.
load_image() {
    server_image=$("${server_engine[@]}" load --quiet --input "$1" 2>"$log" | sed -n 's/^Loaded image[^:]*: *//p') ||
        { why_not="it cannot load the image: $(tail -n 1 "$log")" && return 1; }
}

# Ends the server, if it runs, and removes the image that was loaded for it. Returns the server's exit status.
clean_up_server() {
    local status=0
    stop_server || status=$?
    if [ -n "$server_image" ]; then
        # A container of somebody else may use it.
        "${server_engine[@]}" rmi "$server_image" >/dev/null 2>&1 || true
        server_image=''
    fi
    return "$status"
}

# start_container NETWORK RUN_ARGUMENT...: runs under server_engine, with the port published or on the host's network.
start_container() {
    local network=$1
    shift
    server_port=$(free_port)
    server_container=chassis-$$-$server_port
    case $network in
    published) set -- --publish "127.0.0.1:$server_port:$(default_port)" "$@" ;;
    host) set -- --network host --env "$(port_variable)=$server_port" "$@" ;;
    esac
    if [ "${#server_environment[@]}" -gt 0 ]; then set -- "${server_environment[@]/#/--env=}" "$@"; fi
    "${server_engine[@]}" run "${hardened[@]}" --name "$server_container" "$@" >"$log" 2>&1 </dev/null &
    server_pid=$!
    await_ready
}

# The limits of this process. podman asks for more, which a machine without CAP_SYS_RESOURCE refuses.
own_limits() {
    local files processes most
    files=$(ulimit -Hn) processes=$(ulimit -Hu) most=$(cat /proc/sys/kernel/pid_max)
    if [ "$files" = unlimited ]; then files=1048576; fi
    if [ "$processes" = unlimited ] || [ "$processes" -gt "$most" ]; then processes=$most; fi
    printf '%s\n' --ulimit "nofile=$files:$files" --ulimit "nproc=$processes:$processes"
}

# serve_with_podman ARCHIVE: loads the image from the archive and runs it; first as podman is configured, then with what
# a restricted machine allows, such as one that is a container itself: its own limits, and runc, which accepts cgroups
# of both versions side by side.
serve_with_podman() {
    local network settings flags result
    command -v podman >/dev/null || { why_not="podman is not installed" && return 1; }
    server_engine=(podman)
    load_image "$1" || return 1
    for network in published host; do
        for settings in configured restricted; do
            server_engine=(podman) flags=() server_how="podman, $network network"
            if [ "$settings" = restricted ]; then
                server_engine=(podman --runtime runc --cgroup-manager cgroupfs --events-backend file)
                mapfile -t flags < <(own_limits)
                server_how+=", runc and this machine's limits"
            fi
            result=0
            start_container "$network" "${flags[@]}" "$server_image" || result=$?
            if [ "$result" != 1 ]; then return "$result"; fi
        done
    done
    clean_up_server
    return 1
}

# serve_with_docker ARCHIVE: loads the image from the archive and runs it.
serve_with_docker() {
    local network result
    command -v docker >/dev/null || { why_not="docker is not installed" && return 1; }
    timeout 10 docker version >"$log" 2>&1 || { why_not="no docker daemon answers" && return 1; }
    server_engine=(docker)
    load_image "$1" || return 1
    for network in published host; do
        # Without a bridge the daemon runs a container that publishes nothing, and does not say so.
        if [ "$network" = published ] && [ -z "$(docker network ls --quiet --filter name='^bridge$')" ]; then
            continue
        fi
        server_how="docker, $network network"
        result=0
        start_container "$network" "$server_image" || result=$?
        if [ "$result" != 1 ]; then return "$result"; fi
    done
    clean_up_server
    return 1
}

# unpack_image LAYOUT ROOT: writes the image's root file system into the folder ROOT and its config to ROOT.json.
unpack_image() (
    set -e
    blobs=$1/blobs/sha256
    manifest=$(jq -er '.manifests[0].digest | ltrimstr("sha256:")' "$1/index.json")
    config=$(jq -er '.config.digest | ltrimstr("sha256:")' "$blobs/$manifest")
    cp "$blobs/$config" "$2.json"
    mkdir -p "$2"
    jq -er '.layers[].digest | ltrimstr("sha256:")' "$blobs/$manifest" | while IFS= read -r layer; do
        tar -x -f "$blobs/$layer" -C "$2" --no-same-owner
    done
)

# serve_from_layout LAYOUT ROOT: runs the image's program in its own root file system, unpacked into ROOT.
serve_from_layout() {
    local environment entrypoint user
    unpack_image "$1" "$2" || { why_not="the image could not be unpacked" && return 1; }
    server_port=$(free_port)
    mapfile -t environment < <(jq -r '.config.Env[]?' "$2.json")
    mapfile -t entrypoint < <(jq -r '.config.Entrypoint[]' "$2.json")
    user=$(jq -r '.config.User' "$2.json")
    environment+=("$(port_variable)=$server_port" "${server_environment[@]}")

    if [ "$(id -u)" = 0 ]; then
        server_how="no engine: chroot into the image's files, as user $user"
        set -- chroot --userspec="$user" --groups= "$2" "${entrypoint[@]}"
    elif unshare --map-root-user true 2>/dev/null; then
        server_how="no engine: chroot into the image's files, in a user namespace"
        set -- unshare --map-root-user --root="$2" "${entrypoint[@]}"
    else
        server_how="no engine and no right to chroot: the image's program, on this system's files"
        environment+=("MODEL_DIR=$2/models")
        set -- "$2${entrypoint[0]}"
    fi
    env -i PATH="$PATH" "${environment[@]}" "$@" >"$log" 2>&1 </dev/null &
    server_pid=$!
    await_ready
}
