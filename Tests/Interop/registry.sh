# shellcheck shell=bash
# A real registry for the checks of run.sh, which sources this file: docker-registry on a free port of this machine, with
# its own folder. Sets `registry`, its host and port, and `registry_flags`, what chassis-build needs to reach it.
# shellcheck disable=SC2034
registry='' registry_pid='' registry_folder='' registry_flags=() registry_helpers=() skopeo_flags=()
registry_user=tester registry_password='p:ss w0rd'
# The seconds for which a registry takes a token, and those that are told to clients: true ones, wrong ones, none at all.
declare -A token_seconds=([token]='2 2' [token-lying]='2 300' [token-expired]='-2 300')
# On the way to registries with tokens, so that an upload outlives a token.
slow_bytes_per_second=$((16 << 20)) slow_bytes=$((96 << 20))
# Beyond what 32 bits can count, and the room that it needs: in the registry, in our cache, in a layout, and in between.
huge_bytes=$((4608 << 20)) huge_room=$((5 * huge_bytes))

# start_registry plain|relative|auth|tls|token|token-lying|token-expired
start_registry() {
    local mode=$1 scheme=http extra='' auth=''
    registry_folder=$(mktemp -d)
    registry=127.0.0.1:$(free_port) registry_flags=() skopeo_flags=(--tls-verify=false)
    case $mode in
    relative) extra=', relativeurls: true' ;;
    tls)
        make_certificate
        scheme=https registry_flags=(--ca-file "$registry_folder/ca.crt") skopeo_flags=(--cert-dir "$registry_folder/ca")
        extra=", tls: {certificate: $registry_folder/server.crt, key: $registry_folder/server.key}"
        ;;
    auth)
        htpasswd -Bbn "$registry_user" "$registry_password" >"$registry_folder/htpasswd"
        auth="auth: {htpasswd: {realm: interop, path: $registry_folder/htpasswd}}"
        ;;
    token*)
        start_token_server "$mode" || return 1
        auth="auth: {token: {realm: 'http://127.0.0.1:$(cat "$registry_folder/token.port")/token', service: interop, \
issuer: interop, rootcertbundle: $registry_folder/token.crt}}"
        ;;
    esac
    {
        echo 'version: 0.1'
        echo 'log: {level: error}'
        echo "storage: {filesystem: {rootdirectory: $registry_folder/data}}"
        echo "http: {addr: '$registry'$extra}"
        echo "$auth"
    } >"$registry_folder/config.yml"
    docker-registry serve "$registry_folder/config.yml" >"$out/registry.log" 2>&1 </dev/null &
    registry_pid=$!
    if ! registry_answers "$scheme"; then
        echo "docker-registry does not start: $(tail -n 1 "$out/registry.log")"
        return 1
    fi
    case $mode in token*) slow_down ;; esac
}

registry_answers() {
    for _ in {1..100}; do
        if curl -sk -o /dev/null "$1://$registry/v2/"; then return; fi
        sleep 0.1
    done
    return 1
}

# start_token_server MODE: the service that gives tokens for the registry, and what the registry knows it by.
start_token_server() {
    local seconds
    read -ra seconds <<<"${token_seconds[$1]}"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=interop -keyout "$registry_folder/token.key" \
        -out "$registry_folder/token.crt" 2>/dev/null
    python3 "$here/token_server.py" --key "$registry_folder/token.key" --certificate "$registry_folder/token.crt" \
        --port-file "$registry_folder/token.port" --log "$registry_folder/token.log" --user "$registry_user" \
        --lifetime "${seconds[0]}" --tells "${seconds[1]}" <<<"$registry_password" >"$out/token.log" 2>&1 &
    registry_helpers+=($!)
    await_file "$registry_folder/token.port" || { echo "the token service does not start" && return 1; }
}

# Puts a slow way before the registry.
slow_down() {
    python3 "$here/slow_link.py" "${registry#*:}" "$slow_bytes_per_second" "$registry_folder/slow.port" \
        >"$out/slow.log" 2>&1 </dev/null &
    registry_helpers+=($!)
    await_file "$registry_folder/slow.port" || { echo "the slow way does not start" && return 1; }
    registry=127.0.0.1:$(cat "$registry_folder/slow.port")
}

await_file() {
    for _ in {1..300}; do
        if [ -s "$1" ]; then return; fi
        sleep 0.1
    done
    return 1
}

# A certificate for 127.0.0.1 of an authority that nobody else knows.
make_certificate() (
    cd "$registry_folder"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=interop -keyout ca.key \
        -out ca.crt -addext basicConstraints=critical,CA:TRUE
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -keyout server.key \
        -out server.csr
    printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >extensions
    openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out server.crt
    mkdir ca
    cp ca.crt ca
) >/dev/null 2>&1

stop_registry() {
    local pid
    for pid in $registry_pid "${registry_helpers[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    if [ -n "$registry_folder" ]; then rm -rf "$registry_folder"; fi
    registry_pid='' registry_folder='' registry_helpers=()
}

pushes() {
    "$tool" push "${registry_flags[@]}" "oci:$out/kserve" "$registry/team/digits:v1" "$registry/team/digits:latest" &&
        skopeo_finds_pushed
}

skopeo_finds_pushed() {
    local found
    found=$(skopeo inspect --raw "${skopeo_flags[@]}" "docker://$registry/team/digits:latest" | sha256sum | cut -d ' ' -f 1) &&
        same "sha256:$found" "$(cat "$out/kserve.digest")"
}

# The second push asks, and sends nothing.
pushes_nothing_again() {
    "$tool" push "${registry_flags[@]}" "oci:$out/kserve" "$registry/team/digits:v1" 2>"$out/again" &&
        grep -q 'which was there already' "$out/again" || { cat "$out/again" && return 1; }
}

pulls() {
    rm -rf "$out/pulled"
    same "$("$tool" pull "${registry_flags[@]}" "$registry/team/digits:v1" --output "oci:$out/pulled" | sed 's/.*@//')" \
        "$(cat "$out/kserve.digest")"
}

# builds_and_pushes: what a CI job does, in one command.
builds_and_pushes() {
    "$tool" Examples/DigitsClassifier "${registry_flags[@]}" --interface kserve --tag "$registry/team/built:v1" --push \
        --digest-file "$out/built.digest" && same "$(cat "$out/built.digest")" "$(cat "$out/kserve.digest")"
}

# A base from the registry, with what is built upon it pushed beside it: its layers are not sent.
builds_upon() {
    "$tool" Examples/DigitsClassifier "${registry_flags[@]}" --interface kserve --base "$registry/team/digits:v1" \
        --tag "$registry/team/upon:v1" --push && skopeo inspect --raw "${skopeo_flags[@]}" \
        "docker://$registry/team/upon:v1" | jq -e --arg digest "$(cat "$out/kserve.digest")" \
        '.annotations["org.opencontainers.image.base.digest"] == $digest and (.layers | length) == 4'
}

# refused WORDS COMMAND...: the command fails, and says why in these words.
refused() {
    local words=$1
    shift
    if "$@" >"$out/refused" 2>&1; then echo "it was not refused: $*" && return 1; fi
    grep -qF "$words" "$out/refused" || { cat "$out/refused" && return 1; }
}

# What is refused is to be refused soon.
log_in() { echo "$1" | timeout 20 "$tool" login "$registry" --username "$registry_user" --password-stdin; }

# Without credentials nobody gets in; after a login everybody who reads the same file does.
logs_in() {
    export REGISTRY_AUTH_FILE=$registry_folder/auth.json
    refused 'no credentials were found' "$tool" push "oci:$out/kserve" "$registry/team/digits:v1" &&
        refused 'the registry does not let you do this' log_in wrong || return 1
    [ ! -e "$REGISTRY_AUTH_FILE" ] || { echo "a wrong password was kept" && return 1; }
    log_in "$registry_password" && same "$(stat -c %a "$REGISTRY_AUTH_FILE")" 600
}

# Where no token is ever taken, that is told at once: by a login, and by a push with the right password.
tells_of_tokens() {
    local right
    right=$(printf '%s' "$registry_user:$registry_password" | base64)
    export REGISTRY_AUTH_FILE=$registry_folder/auth.json
    refused 'the registry does not let you do this: invalid_token' log_in "$registry_password" || return 1
    [ ! -e "$REGISTRY_AUTH_FILE" ] || { echo "what was not taken was kept" && return 1; }
    echo "{\"auths\": {\"$registry\": {\"auth\": \"$right\"}}}" >"$REGISTRY_AUTH_FILE"
    refused 'the registry does not let you do this: invalid_token' \
        timeout 20 "$tool" push "oci:$out/kserve" "$registry/team/digits:v1" && same "$(wc -l <"$registry_folder/token.log")" 2
}

# model_image NAME: out/NAME, a layout around out/NAME-files, whose layers are not compressed.
model_image() {
    echo 'int main(void) { return 0; }' | cc -static -x c - -o "$out/program"
    "$tool" --executable "$out/program" --model-files "$out/$1-files" --interface kserve --tag "digits:$1" \
        --compression none --output "oci:$out/$1" --digest-file "$out/$1.digest"
}

# A layer that takes longer than a token is good for.
outlives_tokens() {
    local before
    if [ ! -e "$out/slow.digest" ]; then
        mkdir -p "$out/slow-files"
        head -c "$slow_bytes" /dev/urandom >"$out/slow-files/weights"
        model_image slow || return 1
    fi
    before=$(grep -c token "$registry_folder/token.log")
    "$tool" push "oci:$out/slow" "$registry/team/slow:v1" || return 1
    [ "$(($(grep -c token "$registry_folder/token.log") - before))" -ge 3 ] || {
        echo "one token lasted for all of it" && return 1
    }
    same "sha256:$(skopeo inspect --raw "${skopeo_flags[@]}" "docker://$registry/team/slow:v1" | sha256sum |
        cut -d ' ' -f 1)" "$(cat "$out/slow.digest")"
}

# SIGKILL when 70 % of a layer are there; the next run sends the rest alone, and no tag was there in between.
resumes_after_kill() {
    local folder=$out/keeping size=268435456 port target pid before after
    rm -rf "$folder"
    port=$(free_port)
    python3 "$here/keeping_registry.py" "$port" "$folder" 67108864 >"$out/keeping.log" 2>&1 </dev/null &
    registry_helpers+=($!)
    await_file "$folder/received" || { echo "the registry does not start" && return 1; }
    mkdir -p "$out/killed-files"
    head -c "$size" /dev/urandom >"$out/killed-files/weights"
    model_image killed || return 1
    target=127.0.0.1:$port/team/killed:v1
    "$tool" push "oci:$out/killed" "$target" &
    pid=$!
    until [ "$(cat "$folder/received")" -ge $((size / 10 * 7)) ]; do
        kill -0 "$pid" || return 1
        sleep 0.05
    done
    kill -KILL "$pid"
    wait "$pid" || true
    sleep 0.5
    before=$(cat "$folder/received")
    same "$(curl -s -o "$out/found" -w '%{http_code}' "http://127.0.0.1:$port/v2/team/killed/manifests/v1")" 404 || return 1
    "$tool" push "oci:$out/killed" "$target" || return 1
    after=$(cat "$folder/received")
    echo "$before bytes before SIGKILL, $after in all, for a layer of $size"
    # The executable, the configuration and the manifest are beside the layer.
    [ $((after - size)) -le $((size / 50)) ] || { echo "more than the rest was sent" && return 1; }
    same "sha256:$(curl -s "http://127.0.0.1:$port/v2/team/killed/manifests/v1" | sha256sum | cut -d ' ' -f 1)" \
        "$(cat "$out/killed.digest")"
}

# A layer of more bytes than 32 bits can count: up, and back, with the same digest.
carries_huge_layers() {
    local status=0
    mkdir -p "$out/huge-files"
    truncate --size="$huge_bytes" "$out/huge-files/weights"
    export CHASSIS_CACHE=$out/huge-cache
    model_image huge &&
        jq -e --argjson least "$huge_bytes" '[.layers[].size] | max > $least' \
            "$out/huge/blobs/sha256/$(sed 's/.*://' "$out/huge.digest")" &&
        "$tool" push "oci:$out/huge" "$registry/team/huge:v1" &&
        rm -rf "$out/huge" "$CHASSIS_CACHE" &&
        same "$("$tool" pull "$registry/team/huge:v1" --output "oci:$out/huge" | sed 's/.*@//')" \
            "$(cat "$out/huge.digest")" || status=1
    rm -rf "$out/huge" "$out/huge-files" "$CHASSIS_CACHE"
    unset CHASSIS_CACHE
    return "$status"
}

check_huge_layers() {
    local name="registry: a layer of 4.5 GiB goes up and comes back" free
    free=$(df --output=avail --block-size=1 "$out" "$registry_folder" | tail -n +2 | sort -n | head -n 1)
    if [ "$free" -lt "$huge_room" ]; then
        skip "$name" "it needs $((huge_room >> 30)) GiB of room, and there are $((free >> 30))"
    else
        check "$name" carries_huge_layers
    fi
}

check_registry() {
    local mode=$1
    if ! command -v docker-registry >/dev/null; then skip "registry, $mode" "docker-registry is not installed" && return; fi
    if ! start_registry "$mode"; then stop_registry && fail "registry, $mode: starts" && return; fi
    if [ "$mode" = token-expired ]; then
        check "registry, $mode: it is told that no token is taken" tells_of_tokens
    else
        check_transfers "$mode"
    fi
    unset REGISTRY_AUTH_FILE
    stop_registry
}

check_transfers() {
    local mode=$1
    case $mode in auth | token*)
        check "registry, $mode: login" logs_in
        export REGISTRY_AUTH_FILE=$registry_folder/auth.json
        ;;
    esac
    check "registry, $mode: push, and skopeo finds the digest" pushes
    check "registry, $mode: push again sends nothing" pushes_nothing_again
    check "registry, $mode: pull gives the same digest" pulls
    case $mode in token*)
        check "registry, $mode: an upload outlives its tokens" outlives_tokens
        return
        ;;
    esac
    check "registry, $mode: build and push in one" builds_and_pushes
    check "registry, $mode: a base from the registry" builds_upon
    if [ "$mode" = plain ]; then
        check_pulled_image
        check_huge_layers
    fi
}

# podman pulls what was pushed, and it runs.
check_pulled_image() {
    local status=0
    interface=kserve server_engine=(podman)
    if ! command -v podman >/dev/null; then skip "registry: podman pulls and runs" "podman is not installed" && return; fi
    rm -f "$out/pulled.tar"
    if podman pull --quiet --tls-verify=false "$registry/team/digits:v1" >/dev/null &&
        podman save --quiet --format oci-archive --output "$out/pulled.tar" "$registry/team/digits:v1"; then
        podman rmi "$registry/team/digits:v1" >/dev/null
        serve_with_podman "$out/pulled.tar" || status=$?
    else
        status=2 why_not="podman does not pull it"
    fi
    case $status in
    0) pass "registry: podman pulls it and it becomes ready ($server_how)" ;;
    1) skip "registry: podman pulls and runs" "$why_not" ;;
    *) fail "registry: podman pulls and runs: $why_not" ;;
    esac
    clean_up_server || true
}
